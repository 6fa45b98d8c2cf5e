"""The three ways through the rows of an import: rehearse, commit, take back.

A session works in steps; the caller commits after each. It keeps nothing that a new
session could not find in the database and in the file, so another worker may go on.
"""

import io
import re
from itertools import islice

from odoo.tools import SQL
from odoo.tools.gc import disabling_gc

from ....tools.sheet_reader import SheetError
from .import_row import dump, dump_notes

READ_AT_ONCE = 1000
COPIED = (
    "import_id",
    "number",
    "label",
    "action",
    "state",
    "reason",
    "partner_id",
    "parent_row",
    "parent_text",
    "vals",
    "changes",
    "notes",
    "bad",
)
# COPY reads these as ends of cells and rows.
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Rehearsal:
    """Decides the rows of the file, chunk by chunk."""

    def __init__(self, imp):
        self.imp = imp
        self.reader, self.matcher = imp._reader_and_matcher()
        self.rows = imp._open_sheet().rows()
        self._go_on()

    def _go_on(self):
        """Pass over the rows that an earlier session has decided."""
        imp = self.imp
        last = 0
        while known := imp._decided_rows(last, READ_AT_ONCE):
            self.matcher.remember(known)
            last = known[-1][0]
        if last:
            self.rows = (row for row in self.rows if row[0] > last)

    def step(self):
        """Decide the next rows.

        :return: how many they were; 0 at the end
        """
        try:
            cells = list(islice(self.rows, READ_AT_ONCE))
        except SheetError as error:
            raise self.imp._sheet_error(error) from error
        if not cells:
            self.imp._finish_rehearsal()
            return 0
        # Nothing here refers to itself; to look for it would take a tenth of the time.
        with disabling_gc():
            rows = [self.reader.read_row(number, values) for number, values in cells]
            self._store(self.matcher.decide(rows))
        return len(cells)

    def _store(self, decisions):
        buffer = io.StringIO()
        for decision in decisions:
            buffer.write("\t".join(map(_cell, self._values(decision))) + "\n")
        buffer.seek(0)
        self.imp.env.cr.copy_expert(
            f"COPY customer_import_row ({', '.join(COPIED)}) FROM STDIN", buffer
        )

    def _values(self, one):
        row = one.row
        vals = row.values
        if one.pair and one.action == "duplicate":
            vals = {**vals, "_pair": one.pair}
        return (
            self.imp.id,
            row.number,
            row.label[:200],
            one.action,
            self.imp._state_of(one),
            one.reason[:1000] or None,
            one.partner_id,
            one.parent_row,
            one.parent_text or None,
            dump(vals),
            dump(one.changes) if one.changes else None,
            dump(dump_notes(row.notes)) if row.notes else None,
            dump([place for place, _why in row.bad]) if row.bad else None,
        )


def _cell(value):
    if value is None:
        return "\\N"
    if not isinstance(value, str):
        return str(value)
    return value.translate(_ESCAPES) if _SPECIAL.search(value) else value


class Commit:
    """Brings the rows in that wait for it."""

    def __init__(self, imp):
        self.imp = imp

    def step(self):
        """Bring in the next batch.

        :return: how many rows it were; 0 at the end
        """
        rows = self._take()
        if not rows:
            self.imp._finish_commit()
            return 0
        self.imp._commit_rows(rows)
        return len(rows)

    def _take(self):
        """Lock the next rows that wait: companies before their contacts."""
        return self.imp._take_rows("waiting", SQL("(parent_row IS NOT NULL), number"))


class Rollback:
    """Takes back what the rows have done, the last first."""

    def __init__(self, imp):
        self.imp = imp

    def step(self):
        """Take the next batch back.

        :return: how many rows it were; 0 at the end
        """
        rows = self.imp._take_rows(
            "done", SQL("(parent_row IS NOT NULL) DESC, number DESC")
        )
        if not rows:
            self.imp._finish_undo()
            return 0
        self.imp._undo_rows(rows)
        return len(rows)
