from . import (
    test_access_credit,
    test_balance,
    test_credit_grade,
    test_credit_views,
)
