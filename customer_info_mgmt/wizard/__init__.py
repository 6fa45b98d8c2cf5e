from . import customer_credit_grade_change
from . import customer_dormant_keep
from . import customer_dormant_propose
from . import customer_duplicate_dismiss
from . import customer_merge_campaign_start
