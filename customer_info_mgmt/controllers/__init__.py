from . import customer_check
from . import quality_report
from . import customer_export
from . import spreadsheet_export
from . import customer_report
