from . import (
    test_back_test,
    test_fit,
    test_fit_access,
    test_predictions,
)
