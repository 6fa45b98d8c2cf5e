"""Classes of customers that a saved filter fills by itself."""

from . import customer_class_rule
from . import customer_class_evaluation
from . import customer_class_settle
from . import customer_class_member
from . import customer_class_preview
from . import customer_profile
from . import res_partner
