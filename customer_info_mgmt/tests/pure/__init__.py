from . import (
    test_birthday,
    test_occurrence,
)
