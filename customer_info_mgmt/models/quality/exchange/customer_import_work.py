import logging

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_import import RUNNING
from .import_matcher import CustomerMatcher
from .import_reader import CustomerReader
from .import_session import Commit, Rehearsal, Rollback

_logger = logging.getLogger(__name__)
BATCH = 500
# Another transaction was faster; the same step succeeds the next time.
TRANSIENT = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class CustomerImport(models.Model):
    """How an import is worked off, at once or by the job."""

    _inherit = "customer.import"

    def _session(self):
        """Return the way through the rows that the state asks for."""
        session = {
            "rehearsing": Rehearsal,
            "importing": Commit,
            "undoing": Rollback,
        }[self.state]
        return session(self._as_importer())

    @api.model
    def _cron_run(self):
        """Work off what is running, a batch per transaction.

        An import that fails says why and waits for its user; the others go on.
        """
        progress = self.env["ir.cron"]
        running = self.search(
            [("state", "in", RUNNING), ("message", "=", False)], order="id"
        )
        progress._commit_progress(remaining=sum(map(self._rows_left, running)))
        for record in running:
            if not record._work_off(progress):
                return

    @api.model
    def _rows_left(self, record):
        if record.state == "rehearsing":
            return record.row_count
        return (
            record.waiting_count if record.state == "importing" else (record.done_count)
        )

    def _work_off(self, progress):
        """Go through one import.

        :return: ``False`` when the time is up
        """
        if not self.try_lock_for_update():
            return True
        session = None
        while True:
            try:
                with self.env.cr.savepoint():
                    session = session or self._session()
                    count = session.step()
            except TRANSIENT:
                raise
            except Exception as error:
                self._note_failure(error)
                progress._commit_progress()
                return True
            # Later batches need none of this one's records.
            self.env.invalidate_all()
            time_left = progress._commit_progress(count)
            if not count:
                return True
            if not time_left:
                return False
            if not self.try_lock_for_update():
                return True

    def _note_failure(self, error):
        """Say on the form why the step stopped, and that it can go on."""
        self.env.invalidate_all()
        known = isinstance(error, UserError)
        if not known:
            _logger.exception("Import %s stopped", self.id)
        words = str(error) if known else type(error).__name__
        self._as_importer()._set(
            message=self.env._(
                "It stopped: %s\nWhat was done so far is kept. Go on when the reason "
                "is gone.",
                words,
            )
        )

    # === Rehearsal === #

    def _reader_and_matcher(self):
        """Return what reads the rows and what decides them."""
        return getattr(self, f"_reader_and_matcher_{self.kind}")()

    def _mapping(self):
        """Return ``(place, Column, value map)`` of the columns that go somewhere."""
        columns = {self._prefixed(column.key): column for column in self._catalogue()}
        return [
            (line.place, columns[line.key], line._value_map())
            for line in self.column_ids
            if line.key in columns
        ]

    def _places(self):
        """Return ``{key of a column: its place in the file}``."""
        return {column.key: place for place, column, _values in self._mapping()}

    def _reader_and_matcher_customers(self):
        options = {
            "wrong_values": self.wrong_values,
            "date_order": self.date_order,
            "create_missing": self.create_missing,
            "customer_type": self.customer_type,
        }
        reader = CustomerReader(self.env, self._mapping(), options)
        return reader, CustomerMatcher(self)

    def _state_of(self, decision):
        """Return whether a row waits to be imported.

        Who stands twice in the file comes in once, whatever is done with duplicates of
        customers that are there.
        """
        # What a better source keeps out is noted, though nothing else changes.
        is_offered = decision.action == "same" and "_kept" in decision.changes
        waits = (
            is_offered
            or decision.action in ("new", "update")
            or (
                decision.action == "duplicate"
                and decision.pair
                and self.duplicate_action in ("queue", "create")
            )
        )
        return "waiting" if waits else "none"

    def _decided_rows(self, last, limit):
        """Return ``(number, action, partner id, values)`` of rows after ``last``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT number, action, partner_id, vals
                  FROM customer_import_row
                 WHERE import_id = %s AND number > %s
                 ORDER BY number LIMIT %s
                """,
                self.id,
                last,
                limit,
            )
        )

    def _finish_rehearsal(self):
        self._settle_parents()
        self.env["customer.import.row"].invalidate_model()
        self._set(state="rehearsed")

    def _settle_parents(self):
        """Find companies that stand below their contacts; refuse who has none."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT lower(parent_text) FROM customer_import_row"
                " WHERE import_id = %s AND parent_text IS NOT NULL",
                self.id,
            )
        )
        if not rows:
            return
        self._place_late_parents([text for (text,) in rows])
        if self.create_companies:
            self._promise_companies()
        place = self._places().get("parent_id")
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_import_row
                   SET action = 'error', state = 'none', partner_id = NULL,
                       reason = replace(%(words)s, '$', parent_text),
                       bad = %(bad)s::jsonb
                 WHERE import_id = %(id)s AND parent_text IS NOT NULL
                   AND parent_row IS NULL AND action != 'error'
                   AND NOT vals ? '_company'
                """,
                bad=None if place is None else f"[{place}]",
                words=self.env._(
                    "The company “%s” is neither here nor in the file. Add a row for "
                    "it, or correct its name.",
                    "$",
                ),
                id=self.id,
            )
        )

    def _place_late_parents(self, names):
        # The names are gathered first: without statistics on rows that were just
        # loaded, the database would compare all rows with all.
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_import_row contact
                   SET parent_row = company.number
                  FROM (
                        SELECT lower(label) AS name, min(number) AS number
                          FROM customer_import_row
                         WHERE import_id = %(id)s AND lower(label) = ANY(%(names)s)
                           AND action IN ('new', 'update', 'same')
                           AND parent_text IS NULL AND parent_row IS NULL
                         GROUP BY 1
                       ) company
                 WHERE contact.import_id = %(id)s AND contact.action != 'error'
                   AND lower(contact.parent_text) = company.name
                """,
                id=self.id,
                names=names,
            )
        )

    # === Rows === #

    def _take_rows(self, state, order):
        """Lock the next rows in ``state``; another worker gets others."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT id, number, action, partner_id, parent_row, vals, changes, old,
                       made, notes
                  FROM customer_import_row
                 WHERE import_id = %s AND state = %s
                 ORDER BY %s LIMIT %s
                   FOR UPDATE SKIP LOCKED
                """,
                self.id,
                state,
                order,
                BATCH,
            )
        )

    def _update_rows(self, rows):
        """Store what became of rows.

        :param rows: list of dicts with ``id`` and the columns that change; all of them
            name the same columns
        """
        if not rows:
            return
        names = [name for name in rows[0] if name != "id"]
        casts = {"partner_id": "int4", "state": "varchar", "reason": "varchar",
                 "action": "varchar", "old": "jsonb", "made": "jsonb"}  # fmt: skip
        self.env.cr.execute(
            SQL(
                "UPDATE customer_import_row AS line SET %s FROM unnest(%s::int[], %s)"
                " AS news (id, %s) WHERE line.id = news.id",
                SQL(", ").join(
                    SQL("%s = news.%s", SQL.identifier(name), SQL.identifier(name))
                    for name in names
                ),
                [row["id"] for row in rows],
                SQL(", ").join(
                    SQL("%s::%s[]", [row[name] for row in rows], SQL(casts[name]))
                    for name in names
                ),
                SQL(", ").join(SQL.identifier(name) for name in names),
            )
        )
