from . import (
    test_feedback,
    test_feedback_access,
)
