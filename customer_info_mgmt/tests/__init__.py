from .file import test_profile_link
from .analytics import test_contribution_report
from .credit import test_balance, test_credit_grade
from .feedback import test_feedback
from .analytics import test_profile_sales
from .pure import test_occurrence
from .care import test_reminder, test_reminder_access, test_reminder_resume
from .pure import test_merge_values
from .quality import test_merge, test_merge_campaign, test_merge_everything
from .quality import test_merge_tour, test_merge_undo, test_merge_wizard
from .pure import test_addresses, test_dates, test_emails, test_names
from .pure import test_phones, test_similarity, test_tax_ids
from .quality import test_duplicate_tours, test_duplicates, test_normalize
