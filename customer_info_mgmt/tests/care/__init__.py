from . import (
    test_reminder,
    test_reminder_check,
    test_reminder_access,
    test_reminder_resume,
)
