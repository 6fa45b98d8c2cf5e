from . import (
    test_balance,
    test_credit_grade,
    test_credit_views,
)
