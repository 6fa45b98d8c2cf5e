from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


@dataclass(frozen=True)
class RefreshScope:
    """What one run of the refresh covers.

    :param as_of: last day that counts, inclusive
    :param partner_ids: commercial partners to work on, or ``None`` for all
    """

    as_of: date
    partner_ids: tuple | None = None

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
        "Verified On", readonly=True, help="Day on which somebody last checked the file."
    )
    completeness = fields.Integer(
        readonly=True, help="How much of the file is filled in, 0 to 100."
    )
    explanation = fields.Text(
        readonly=True, help="Where the figures come from, in one sentence each."
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "This customer has a profile in this company already."
    )

    @api.model
    def refresh(self, as_of=None):
        """Bring every profile up to date, set-based, all companies.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: number of rows that were written; 0 when nothing has changed
        :raise AccessError: for users who do not manage the customer file
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may refresh all profiles.")
            )
        as_of = fields.Date.to_date(as_of) or fields.Date.context_today(self)
        return self.sudo()._refresh(RefreshScope(as_of))

    @api.model
    def _refresh(self, scope):
        """Run the steps of all rooms over ``scope``; return the number of rows written."""
        self.env.flush_all()
        written = sum(step(scope) for step in self._refresh_steps())
        self.env.invalidate_all()
        return written

    @api.model
    def _refresh_steps(self):
        """Steps of the refresh in order: methods that take a scope, return rows written.

        Rooms append theirs: ``return super()._refresh_steps() + [self._refresh_x]``.
        """
        return [self._refresh_rows]

    @api.model
    def _refresh_rows(self, scope):
        """Give every customer of the scope a row in every company that may see it."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_profile
                    (partner_id, company_id, create_uid, write_uid, create_date, write_date)
                SELECT partner.id, company.id, %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM res_partner partner
                  JOIN res_company company
                    ON company.id = COALESCE(partner.company_id, company.id)
                 WHERE partner.customer_rank > 0
                   AND partner.commercial_partner_id = partner.id
                   AND %(in_scope)s
                ON CONFLICT (partner_id, company_id) DO NOTHING
                """,
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
        today = fields.Date.context_today(self)
        if self._refresh_rows(RefreshScope(today, tuple(partners.ids))):
            partners.invalidate_recordset(["customer_profile_id"])

    @api.model
    def _merge_kept_fields(self):
        """Names of stored columns that people fill: of merged customers the winner keeps
        its own value and gets the other's where it has none. Rooms append theirs."""
        return ["verified_date"]

    @api.model
    def _merge_rows(self, sources, winner):
        """Put the rows of merged customers together and mark the winner for a refresh.

        :param sources: partners that are about to become ``winner``
        """
        self.env.flush_all()
        ids = tuple((sources | winner).ids)
        for fname in self._merge_kept_fields():
            self._merge_column(SQL.identifier(fname), ids, winner)
        # One row per company stays: the winner's own, or the first of the others. A
        # winner that is the contact of a company has none.
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM customer_profile
                 WHERE partner_id IN %(ids)s
                   AND id NOT IN (
                       SELECT DISTINCT ON (company_id) id
                         FROM customer_profile
                        WHERE partner_id IN %(ids)s AND %(has_profile)s
                        ORDER BY company_id, (partner_id = %(winner)s) DESC, id
                   )
                """,
                ids=ids,
                winner=winner.id,
                has_profile=winner.commercial_partner_id == winner,
            )
        )
        self.env.invalidate_all()
        self.env["customer.profile.mark"]._add(winner, self.env["res.company"])

    @api.model
    def _merge_column(self, column, ids, winner):
        """Fill ``column`` of the rows of ``ids`` that have none, from the others."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_profile profile
                   SET %(column)s = (
                       SELECT other.%(column)s
                         FROM customer_profile other
                        WHERE other.partner_id IN %(ids)s
                          AND other.company_id = profile.company_id
                          AND other.%(column)s IS NOT NULL
                        ORDER BY (other.partner_id = %(winner)s) DESC, other.id
                        LIMIT 1
                   )
                 WHERE profile.partner_id IN %(ids)s AND profile.%(column)s IS NULL
                """,
                column=column,
                ids=ids,
                winner=winner.id,
            )
        )

    @api.model
    def _cron_refresh_marked(self, batch=1000):
        """Refresh the customers that something happened to, a batch per transaction."""
        marks = self.env["customer.profile.mark"]
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=marks.search_count([]))
        while batch_marks := marks.search([], limit=batch, order="id"):
            done = batch_marks.try_lock_for_update()
            if not done:
                break
            self._refresh(
                RefreshScope(
                    fields.Date.context_today(self), tuple(set(done.partner_id.ids))
                )
            )
            done.unlink()
            if not progress._commit_progress(len(done)):
                break
