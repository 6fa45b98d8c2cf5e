"""What a reader takes away: the value page of a customer, papers, the value report."""

from . import customer_insight
from . import customer_profile
from . import customer_report
from . import customer_report_analysis
from . import customer_report_churn
from . import customer_report_contribution
from . import customer_report_file
from . import customer_report_repurchase
from . import customer_report_rfm
from . import customer_report_rows
from . import customer_report_value
from . import customer_settings
from . import customer_value_report
from . import digest_digest
from . import res_partner
