"""The check report: what is wrong with the customer files, by owner, group and day."""

from . import customer_quality_snapshot
from . import customer_quality_report
from . import customer_quality_workbook
from . import customer_quality_schedule
from . import customer_quality_delivery
