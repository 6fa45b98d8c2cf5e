from . import customer_contribution_report
