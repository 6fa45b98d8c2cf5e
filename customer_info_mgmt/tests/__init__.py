from .file import test_profile_link
from .analytics import test_contribution_report
