from . import (
    test_class_filter,
    test_class_groups,
    test_class_rights,
    test_class_rule,
    test_class_tour,
)
