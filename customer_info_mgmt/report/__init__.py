from . import customer_contribution_report
from . import customer_contribution_documents
from . import customer_sheet
from . import check_report
from . import customer_report
from . import customer_contribution_segment
from . import sale_report
