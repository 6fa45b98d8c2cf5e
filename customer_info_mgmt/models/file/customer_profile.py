import logging
from dataclasses import dataclass, field
from datetime import date, datetime

import psycopg2
import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# Another transaction got in between; the same work succeeds when it is done again.
COLLISIONS = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)
NIGHTLY_ATTEMPTS = 3


@dataclass(frozen=True)
class RefreshScope:
    """What one run of the refresh covers.

    :param as_of: last day that counts, inclusive
    :param partner_ids: commercial partners to work on, or ``None`` for all
    """

    as_of: date
    partner_ids: tuple | None = None
    _found: dict = field(default_factory=dict, compare=False, repr=False)

    def once(self, name, find):
        """Return what several steps of a run ask for, looked up by the first of them.

        :param name: what it is
        :param find: function without arguments that looks it up
        """
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]

    def where_partner(self, column):
        """Condition that narrows a statement to the scope.

        :param column: SQL of the column that holds the commercial partner
        """
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", column, list(self.partner_ids))


class CustomerProfile(models.Model):
    """What one company knows, in figures, about one customer.

    One row per commercial partner and company. The ground is here; each room adds its
    own fields and, in ``_refresh_steps``, the statement that fills them. Partner rows
    stay narrow, unlocked and untracked.
    """

    _name = "customer.profile"
    _description = "Customer Profile"
    _rec_name = "partner_id"
    _order = "id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    verified_date = fields.Date(
        "Verified On",
        readonly=True,
        help="Day on which somebody last checked the file.",
    )
    completeness = fields.Integer(
        readonly=True, help="How much of the file is filled in, 0 to 100."
    )
    explanation = fields.Text(
        compute="_compute_explanation",
        help="Where the figures come from, in one sentence each.",
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)",
        "This customer has a profile in this company already.",
    )

    @api.depends(lambda self: self._get_explained_fields())
    @api.depends_context("lang")
    def _compute_explanation(self):
        for profile in self:
            profile.explanation = "\n".join(profile._explain())

    @api.model
    def _get_explained_fields(self):
        """Names of the fields that ``_explain`` speaks of; rooms append theirs."""
        return []

    def _explain(self):
        """Sentences, in the reader's language, that say where the figures come from.

        Rooms append theirs. The sentences are made when they are read: stored text
        would speak the language of whoever refreshed the profile.
        """
        self.ensure_one()
        return []

    @api.model
    def refresh(self, as_of=None):
        """Bring every profile up to date, set-based, all companies.

        With a day in the past, the profiles hold the figures of that day, taken from
        the documents as they stand now, until the next refresh.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: number of rows that were written; 0 when nothing has changed
        :raise AccessError: for users who do not manage the customer file
        :raise UserError: for what is no day
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may refresh all profiles.")
            )
        profiles = self.sudo()
        profiles._lock_refresh()
        return profiles._refresh(RefreshScope(self._read_as_of(as_of)))

    @api.model
    def _read_as_of(self, as_of):
        """Return the day that somebody asks for, today when empty.

        :raise UserError: for what is no day between 1900 and 2999
        """
        try:
            day = fields.Date.to_date(as_of) or self.sudo()._today()
        except (TypeError, ValueError):
            day = None
        if day is None or not 1900 <= day.year < 3000:
            raise UserError(
                self.env._(
                    "Day: %s is no day to count up to. Enter one as 2026-12-31.", as_of
                )
            )
        return day

    @api.model
    def _lock_refresh(self, wait=True):
        """Keep other refreshes away until the end of this transaction.

        The lock is one that only refreshes ask for: nobody's order or customer waits.
        As the first statement of a transaction it comes before the snapshot, so what
        the refresh before wrote is seen and not collided with.

        :param wait: whether to wait for a refresh that is under way
        :raise psycopg2.errors.LockNotAvailable: one is under way, and ``wait`` is off
        """
        self.env.cr.execute(
            SQL(
                "LOCK TABLE customer_profile_mark IN SHARE UPDATE EXCLUSIVE MODE %s",
                SQL() if wait else SQL("NOWAIT"),
            ),
            log_exceptions=wait,
        )

    @api.model
    def _timezone(self):
        """Time zone in which a moment belongs to a day, the same for all companies.

        It is the system parameter ``customer_info_mgmt.timezone``, UTC when that is
        empty or no time zone. The time zones of users and partners do not serve: the
        figures must not depend on who looks or who keyed in the company's address.
        """
        name = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("customer_info_mgmt.timezone")
        )
        if name and name not in pytz.all_timezones_set:
            _logger.warning("%r is no time zone: days are counted in UTC.", name)
            name = None
        return pytz.timezone(name or "UTC")

    @api.model
    def _today(self):
        """The day it is now where figures are counted."""
        return datetime.now(self._timezone()).date()

    @api.model
    def _refresh(self, scope):
        """Run the steps of all rooms over ``scope``; return the rows they wrote."""
        self.env.flush_all()
        # Compiling statements of so many parts takes longer than they run.
        self.env.cr.execute("SET LOCAL jit = off")
        written = sum(step(scope) for step in self._refresh_steps())
        self.env.invalidate_all()
        return written

    @api.model
    def _refresh_steps(self):
        """Steps of the refresh in order: they take a scope and return the rows written.

        Rooms append theirs: ``return super()._refresh_steps() + [self._refresh_x]``.
        """
        return [self._refresh_rows]

    @api.model
    def _new_row_values(self):
        """Columns, and their SQL, with which a row begins that no step has filled yet.

        Rooms add theirs. A figure begins as 0: PostgreSQL takes NULL for the largest
        value of all, and a list of the best customers would begin with the newest.
        The SQL may look at ``partner``, the row of the customer.
        """
        return {"completeness": SQL("0")}

    @api.model
    def _refresh_rows(self, scope):
        """Give every customer of the scope a row in every company that may see it."""
        first_values = self._new_row_values()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_profile
                    (partner_id, company_id, %(columns)s,
                     create_uid, write_uid, create_date, write_date)
                SELECT partner.id, company.id, %(values)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM res_partner partner
                  JOIN res_company company
                    ON company.id = COALESCE(partner.company_id, company.id)
                 WHERE partner.customer_rank > 0
                   AND partner.commercial_partner_id = partner.id
                   AND %(in_scope)s
                   AND NOT EXISTS (
                        SELECT FROM customer_profile profile
                         WHERE profile.partner_id = partner.id
                           AND profile.company_id = company.id
                   )
                ON CONFLICT (partner_id, company_id) DO NOTHING
                """,
                columns=SQL(", ").join(map(SQL.identifier, first_values)),
                values=SQL(", ").join(first_values.values()),
                uid=self.env.uid,
                now=self.env.cr.now(),
                in_scope=scope.where_partner(SQL("partner.id")),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _ensure_rows(self, partners):
        """Give these customers their rows now, in the transaction that made them."""
        partners.flush_recordset(
            ["customer_rank", "commercial_partner_id", "company_id"]
        )
        if self._refresh_rows(RefreshScope(self._today(), tuple(partners.ids))):
            partners.invalidate_recordset(["customer_profile_id"])

    @api.model
    def _merge_kept_fields(self):
        """Names of stored columns that people fill.

        Of merged customers the winner keeps its own value and gets the other's where
        it has none. Rooms append theirs.
        """
        return ["verified_date"]

    @api.model
    def _cron_refresh_marked(self, batch=1000):
        """Refresh the customers that something happened to, a batch per transaction.

        A batch that a killed job leaves behind is still marked. Where another refresh
        is under way, or somebody changes the same profile at the same moment, the job
        leaves the marks for its next run, a minute later.
        """
        marks = self.env["customer.profile.mark"]
        progress = self.env["ir.cron"]
        remaining = marks.search_count([])
        if not remaining or not progress._commit_progress(remaining=remaining):
            return
        try:
            while done := self._refresh_marked_batch(batch):
                if not progress._commit_progress(done):
                    break
        except COLLISIONS:
            self.env.cr.rollback()
            _logger.info("Another refresh of customer profiles is under way.")
            progress._commit_progress(remaining=0)

    @api.model
    def _refresh_marked_batch(self, batch):
        """Refresh the customers of the oldest marks; return how many marks it cost."""
        self._lock_refresh(wait=False)
        marks = self.env["customer.profile.mark"]
        partners = marks.search([], limit=batch, order="id").partner_id
        if not partners:
            return 0
        self._refresh(RefreshScope(self._today(), tuple(partners.ids)))
        return marks._remove(partners)

    @api.model
    def _cron_refresh_all(self):
        """Refresh all profiles, once more where somebody changed one in between."""
        progress = self.env["ir.cron"]
        for attempt in range(1, NIGHTLY_ATTEMPTS + 1):
            progress._commit_progress(remaining=1)
            try:
                written = self.refresh()
                progress._commit_progress(1)
            except COLLISIONS:
                if attempt == NIGHTLY_ATTEMPTS:
                    raise
                self.env.cr.rollback()
            else:
                _logger.info("Customer profiles: %d rows refreshed.", written)
                return
