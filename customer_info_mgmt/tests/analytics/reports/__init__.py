from . import test_value_page
