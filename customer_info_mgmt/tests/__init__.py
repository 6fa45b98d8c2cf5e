from .file import test_profile_link
from .analytics import test_contribution_report
from .credit import test_balance, test_credit_grade
from .feedback import test_feedback
from .analytics import test_profile_sales
from .pure import test_occurrence
from .care import test_reminder, test_reminder_access, test_reminder_resume
from .analytics import test_customer_purchase
from .analytics import test_ranking
from .analytics import test_profile_access
from .analytics import test_profile_jobs
from .analytics import test_profile_marks
