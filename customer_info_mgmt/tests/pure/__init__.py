from . import (
    test_addresses,
    test_birthday,
    test_dates,
    test_emails,
    test_headings,
    test_merge_values,
    test_names,
    test_occurrence,
    test_phones,
    test_similarity,
    test_spreadsheet,
    test_tax_ids,
)
