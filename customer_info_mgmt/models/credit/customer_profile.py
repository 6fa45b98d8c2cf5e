from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .balance_light import LIGHTS, BalanceLight, light_of

# Grade and light tell sales whom to ask for money first; amounts are for finance.
CREDIT_GROUPS = (
    "customer_info_mgmt.group_customer_user,customer_info_mgmt.group_customer_finance"
)
FINANCE_GROUPS = "customer_info_mgmt.group_customer_finance"


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    credit_grade_id = fields.Many2one(
        "customer.credit.grade",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups=CREDIT_GROUPS,
        help="Set with a reason, see the credit reviews.",
    )
    credit_limit = fields.Monetary(
        compute="_compute_credit_limit",
        compute_sudo=True,
        groups=FINANCE_GROUPS,
        help="Limit of the grade, in company currency.",
    )
    balance = fields.Monetary(
        readonly=True,
        groups=FINANCE_GROUPS,
        help="Posted receivables that are not settled, less open payments and credits.",
    )
    oldest_due_date = fields.Date(
        readonly=True,
        groups=FINANCE_GROUPS,
        help="Earliest due date of what the customer has not paid.",
    )
    balance_light = BalanceLight(
        LIGHTS,
        "Payment Light",
        compute="_compute_balance_light",
        compute_sudo=True,
        search="_search_balance_light",
        groups=CREDIT_GROUPS,
        help="On time: nothing overdue. Overdue: by up to 30 days. Critical: overdue "
        "for longer, or above the limit of the grade.",
    )
    days_late = fields.Float(
        compute="_compute_payment_behaviour",
        compute_sudo=True,
        digits=(16, 1),
        groups=FINANCE_GROUPS,
        help="Days between due date and payment over the last 12 months, weighted by "
        "amount. Negative: paid before the due date.",
    )
    paid_on_time = fields.Float(
        compute="_compute_payment_behaviour",
        compute_sudo=True,
        groups=FINANCE_GROUPS,
        help="Share of what was paid in the last 12 months that came in time, 0 to 1.",
    )
    paid_amount = fields.Monetary(
        "Paid in 12 Months",
        compute="_compute_payment_behaviour",
        compute_sudo=True,
        groups=FINANCE_GROUPS,
    )

    # Serve lists of customers in the order of these figures.
    _company_balance_idx = models.Index("(company_id, balance)")
    _company_grade_idx = models.Index("(company_id, credit_grade_id)")

    def init(self):
        result = super().init()
        # Rows come by INSERT ... SELECT of their keys. A new customer owes nothing:
        # with NULL it would stand above everybody in a list by balance.
        self.env.cr.execute(
            "ALTER TABLE customer_profile ALTER COLUMN balance SET DEFAULT 0"
        )
        return result

    @api.depends("credit_grade_id.credit_limit", "credit_grade_id.currency_id")
    def _compute_credit_limit(self):
        today = fields.Date.context_today(self)
        limits = self.credit_grade_id._get_limits(self.company_id, today)
        for profile in self:
            profile.credit_limit = limits.get(
                (profile.credit_grade_id.id, profile.company_id.id), 0
            )

    @api.depends("balance", "oldest_due_date", "credit_limit")
    def _compute_balance_light(self):
        today = fields.Date.context_today(self)
        for profile in self:
            profile.balance_light = light_of(
                profile.balance,
                profile.oldest_due_date,
                profile.credit_limit if profile.credit_grade_id else None,
                today,
            )

    def _search_balance_light(self, operator, value):
        if operator != "in":
            return NotImplemented

        lights = [light for light in value if isinstance(light, str)]
        if not lights:
            return Domain.FALSE

        def to_sql(model, alias, _query):
            # Nothing below checks it: the condition is on other columns.
            field = model._fields["balance_light"]
            model._check_field_access(field, "read")
            return SQL("%s = ANY(%s)", field.to_sql(model, alias), lights)

        return Domain.custom(to_sql=to_sql)

    @api.depends("balance")
    def _compute_payment_behaviour(self):
        behaviour = self._get_payment_behaviour()
        for profile in self:
            days, on_time, amount = behaviour.get(profile.id, (0, 0, 0))
            profile.days_late = days
            profile.paid_on_time = on_time
            profile.paid_amount = amount

    def _get_payment_behaviour(self):
        """How these customers paid in the last 12 months.

        :return: ``{profile id: (days late weighted by amount, share in time, amount)}``
        """
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model()
        self.flush_recordset()
        today = fields.Date.context_today(self)
        return {
            profile_id: figures
            for profile_id, *figures in self.env.execute_query(
                SQL(
                    """
                    SELECT profile.id,
                           SUM(partial.amount * (partial.max_date - due.date))
                               / SUM(partial.amount),
                           COALESCE(SUM(partial.amount) FILTER (
                               WHERE partial.max_date <= due.date), 0)
                               / SUM(partial.amount),
                           SUM(partial.amount)
                      FROM customer_profile profile
                      JOIN res_partner partner
                        ON partner.commercial_partner_id = profile.partner_id
                      JOIN account_move_line line
                        ON line.partner_id = partner.id
                       AND line.company_id = profile.company_id
                       AND line.parent_state = 'posted'
                       AND line.display_type = 'payment_term'
                      JOIN account_account account
                        ON account.id = line.account_id
                       AND account.account_type = 'asset_receivable'
                      JOIN account_partial_reconcile partial
                        ON partial.debit_move_id = line.id
                       AND partial.max_date > %(since)s
                       AND partial.max_date <= %(today)s
                CROSS JOIN LATERAL (
                           SELECT COALESCE(line.date_maturity, line.date) AS date) due
                     WHERE profile.id = ANY(%(profiles)s)
                  GROUP BY profile.id
                    HAVING SUM(partial.amount) > 0
                    """,
                    since=fields.Date.subtract(today, years=1),
                    today=today,
                    profiles=self.ids,
                )
            )
        }

    # Grade

    def _set_credit_grade(self, grade, reason):
        """Give these profiles a credit grade and note the decision.

        The only way to a grade. Profiles that have the grade already are left alone.

        :param grade: ``customer.credit.grade`` record, empty to take the grade away
        :param reason: why, as it shall be read later; required
        :return: the ``customer.credit.review`` records that were made
        :raise AccessError: when the user is not of finance or may not see a profile
        :raise UserError: when the reason is empty
        """
        self._ensure_may_grade()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(
                self.env._(
                    "Reason: write down why the grade changes. Finance has to be able "
                    "to defend it later."
                )
            )
        changed = self.sudo().filtered(lambda profile: profile.credit_grade_id != grade)
        reviews = (
            self.env["customer.credit.review"]
            .sudo()
            .create(
                [profile._prepare_review_vals(grade, reason) for profile in changed]
            )
        )
        changed.write({"credit_grade_id": grade.id})
        return reviews.sudo(self.env.su)

    def _ensure_may_grade(self):
        if not self.env.su and not self.env.user.has_group(FINANCE_GROUPS):
            raise AccessError(
                self.env._("Only finance may change the credit grade of a customer.")
            )
        self.check_access("read")

    def _prepare_review_vals(self, grade, reason):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "old_grade_id": self.credit_grade_id.id,
            "new_grade_id": grade.id,
            "reason": reason,
            "user_id": self.env.uid,
        }

    @api.model
    def _merge_kept_fields(self):
        return super()._merge_kept_fields() + ["credit_grade_id"]

    # Refresh

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_balance]

    @api.model
    def _refresh_balance(self, scope):
        """Open receivables per customer and company at the end of the day ``as_of``.

        What is open on a day is what is open now, put back by what was matched later:
        ``amount_residual`` plus later matches of debits, less later ones of credits.
        So a day gives the same answer whenever it is asked.

        :param scope: ``RefreshScope``
        :return: number of profiles that changed
        """
        self.env.cr.execute(
            SQL(
                """
                WITH %(open_item)s, figure AS (
                    SELECT profile.id,
                           COALESCE(SUM(open_item.residual), 0) AS balance,
                           MIN(open_item.due_date) FILTER (WHERE open_item.residual > 0)
                               AS oldest_due_date
                      FROM customer_profile profile
                 LEFT JOIN open_item
                        ON open_item.partner_id = profile.partner_id
                       AND open_item.company_id = profile.company_id
                     WHERE %(in_scope)s
                  GROUP BY profile.id
                )
                UPDATE customer_profile profile
                   SET balance = figure.balance,
                       oldest_due_date = figure.oldest_due_date,
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM figure
                 WHERE figure.id = profile.id
                   AND (profile.balance, profile.oldest_due_date)
                       IS DISTINCT FROM (figure.balance, figure.oldest_due_date)
                """,
                open_item=self._open_item_sql(scope),
                in_scope=scope.where_partner(SQL("profile.partner_id")),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _open_item_sql(self, scope):
        """Common table ``open_item``: receivable lines that were open on ``as_of``.

        Two narrow ways lead to them: lines that are open now, by core's index of
        unreconciled lines, and lines with a match after ``as_of``, by ``max_date``.
        """
        return SQL(
            """
            later AS (
                SELECT match.line_id, SUM(match.amount) AS amount
                  FROM account_partial_reconcile partial
            CROSS JOIN LATERAL (VALUES
                       (partial.debit_move_id, partial.amount),
                       (partial.credit_move_id, -partial.amount)
                       ) AS match (line_id, amount)
                 WHERE partial.max_date > %(as_of)s
              GROUP BY match.line_id
            ),
            candidate AS (
                SELECT line.id
                  FROM account_account account
                  JOIN account_move_line line ON line.account_id = account.id
                  JOIN res_partner partner ON partner.id = line.partner_id
                 WHERE account.account_type = 'asset_receivable'
                   AND line.reconciled IS NOT TRUE
                   AND %(in_scope)s
                 UNION
                SELECT line_id FROM later
            ),
            open_item AS (
                SELECT partner.commercial_partner_id AS partner_id,
                       line.company_id,
                       COALESCE(line.date_maturity, line.date) AS due_date,
                       line.amount_residual + COALESCE(later.amount, 0) AS residual
                  FROM candidate
                  JOIN account_move_line line ON line.id = candidate.id
                  JOIN account_account account
                    ON account.id = line.account_id
                   AND account.account_type = 'asset_receivable'
                  JOIN res_partner partner ON partner.id = line.partner_id
             LEFT JOIN later ON later.line_id = line.id
                 WHERE line.parent_state = 'posted'
                   AND line.date <= %(as_of)s
            )
            """,
            as_of=scope.as_of,
            in_scope=scope.where_partner(SQL("partner.commercial_partner_id")),
        )
