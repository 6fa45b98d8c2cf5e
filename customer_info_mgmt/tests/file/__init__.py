from . import (
    test_access_file,
    test_code,
    test_company,
    test_customer_views,
    test_form_cost,
    test_merge,
    test_person,
    test_preference,
    test_profile_link,
    test_search,
    test_tags,
    test_verify,
)
