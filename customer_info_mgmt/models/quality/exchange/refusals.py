"""Why a file cannot be imported, and the way out."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# By code of ``tools.sheet_guard.REFUSALS``.
REFUSAL_WORDS = {
    "empty": _lt("The file is empty. Choose the file once more."),
    "too_large": _lt(
        "The file is larger than %(limit)s MB. Split it into several files."
    ),
    "not_a_sheet": _lt(
        "This is no spreadsheet that can be read. Save it as .xlsx, .xls, .ods or .csv."
    ),
    "damaged": _lt(
        "The file is damaged or cut off. Open it in your spreadsheet program "
        "and save it again as .xlsx."
    ),
    "encrypted": _lt(
        "The file is protected by a password. Remove the protection and save it again."
    ),
    "macros": _lt(
        "The file contains macros, which are never run here. Save it as .xlsx "
        "without macros."
    ),
    "bomb": _lt(
        "The file would unpack to more than %(limit)s MB. Copy only the "
        "customers into a new workbook."
    ),
    "entities": _lt(
        "The file defines entities of its own, which no spreadsheet program "
        "does. Save it again as .xlsx."
    ),
    "too_many_rows": _lt(
        "The sheet has more than %(limit)s rows. Split it into several files."
    ),
    "too_many_columns": _lt(
        "The sheet has more than %(limit)s columns. Copy the columns that "
        "matter into a new workbook."
    ),
    "too_many_cells": _lt(
        "The sheet has more than %(limit)s cells. Split it into several files."
    ),
    "encoding": _lt(
        "The letters of the file cannot be read. Save it as CSV UTF-8 or .xlsx."
    ),
    "long_cell": _lt(
        "Row %(row)s has a cell of more than %(limit)s characters. Shorten it."
    ),
    "no_heading": _lt(
        "No headings were found. Put the names of the columns into the first row."
    ),
    "no_rows": _lt("Below the headings there is no row."),
}
