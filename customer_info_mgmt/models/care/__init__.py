from . import customer_reminder_rule
from . import customer_reminder_check
from . import customer_reminder
from . import mail_activity
from . import res_partner
from . import customer_value_report
