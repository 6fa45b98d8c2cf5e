from .pure import test_birthday
from .file import test_profile_link
from .file import test_code, test_company, test_customer_views, test_merge, test_person
from .file import test_preference, test_search, test_tags, test_verify
from .analytics import test_contribution_report
from .credit import test_balance, test_credit_grade, test_credit_views
from .feedback import test_feedback, test_feedback_access
from .analytics import test_profile_sales
from .pure import test_occurrence
from .care import test_reminder, test_reminder_access, test_reminder_resume
from .pure import test_merge_values
from .quality import test_merge, test_merge_campaign, test_merge_everything
from .quality import test_merge_tour, test_merge_undo, test_merge_wizard
from .pure import test_addresses, test_dates, test_emails, test_names
from .pure import test_phones, test_similarity, test_tax_ids
from .quality import test_duplicate_tours, test_duplicates, test_normalize
from .analytics import test_customer_purchase
from .analytics import test_customer_sheet
from .analytics import test_customer_value_ui
from .analytics import test_ranking
from .analytics import test_profile_access
from .analytics import test_profile_contribution
from .analytics import test_profile_jobs
from .analytics import test_profile_marks
from . import test_tours
