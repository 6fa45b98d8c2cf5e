from . import test_customer_report
from . import test_digest
from . import test_insight
from . import test_value_page
from . import test_value_report
