"""What leaves as a file: chosen columns of any list of customers, with the rights of
the reader, in constant memory, noted."""

from . import customer_export
from . import customer_export_column
from . import customer_export_file
from . import res_partner
from . import res_users
