"""What comes in and goes out as a spreadsheet."""

from . import columns
