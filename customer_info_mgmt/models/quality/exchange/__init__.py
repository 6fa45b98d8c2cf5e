"""What comes in and goes out as a spreadsheet."""

from . import columns
from . import customer_import
from . import customer_import_shown
from . import customer_import_read
from . import customer_import_work
from . import customer_import_commit
from . import customer_import_companies
from . import customer_import_sources
from . import customer_import_undo
from . import customer_import_file
from . import customer_import_notes
from . import customer_import_profile
from . import customer_import_column
from . import customer_import_value
from . import customer_import_row
from . import customer_import_change
