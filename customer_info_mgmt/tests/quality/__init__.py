from . import (
    test_columns,
    test_customer_merge,
    test_dormant,
    test_dormant_archive,
    test_duplicate_tours,
    test_duplicates,
    test_merge_campaign,
    test_merge_everything,
    test_merge_tour,
    test_merge_undo,
    test_merge_wizard,
    test_normalize,
)
