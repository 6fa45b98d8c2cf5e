from odoo import api, fields, models
from odoo.tools import SQL

from .vocabulary import LIFECYCLES


class CustomerLifecycleHistory(models.Model):
    """From when to when a customer was in a stage of life.

    The refresh writes it from the profiles. It only ever goes forward: a refresh up to
    a day in the past changes nothing that was written for a later one.
    """

    _name = "customer.lifecycle.history"
    _description = "Stage of a Customer's Life"
    _order = "entered_date desc, id desc"
    _rec_name = "lifecycle"
    _log_access = False
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    lifecycle = fields.Selection(
        LIFECYCLES, "Stage of Life", required=True, readonly=True
    )
    entered_date = fields.Date("Entered", required=True, readonly=True)
    left_date = fields.Date("Left", readonly=True, help="Empty for the stage of today.")
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")

    _partner_company_idx = models.Index("(partner_id, company_id, entered_date)")
    _open_uniq = models.UniqueIndex(
        "(partner_id, company_id) WHERE left_date IS NULL",
        "This customer is in a stage of life already.",
    )
    _company_entered_idx = models.Index("(company_id, entered_date)")

    @api.model
    def _stays_sql(self, scope):
        """SELECT of ``partner_id``, ``company_id``, ``lifecycle`` and ``entered_date``.

        At most one stay per customer: the one of that day, today the open one. Where
        customers were merged, two may tell of a past day: the later one counts.

        :param scope: ``RefreshScope``: whose stays, on which day
        """
        in_scope = scope.where_partner(SQL("partner_id"))
        if scope.as_of >= self.env["customer.profile"]._today():
            return SQL(
                """
                SELECT partner_id, company_id, lifecycle, entered_date
                  FROM customer_lifecycle_history
                 WHERE left_date IS NULL AND %s
                """,
                in_scope,
            )
        return SQL(
            """
            SELECT DISTINCT ON (partner_id, company_id)
                   partner_id, company_id, lifecycle, entered_date
              FROM customer_lifecycle_history
             WHERE entered_date <= %(as_of)s
               AND (left_date IS NULL OR left_date > %(as_of)s)
               AND %(in_scope)s
          ORDER BY partner_id, company_id, entered_date DESC
            """,
            as_of=scope.as_of,
            in_scope=in_scope,
        )

    @api.model
    def _refresh(self, scope):
        """Close and begin stays so that they tell what the profiles say.

        :param scope: ``RefreshScope`` of the refresh that just wrote the profiles
        :return: number of rows written
        """
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_lifecycle_history stay
                   SET left_date = GREATEST(
                           stay.entered_date,
                           COALESCE(profile.lifecycle_date, %(as_of)s)
                       )
                  FROM customer_profile profile
                 WHERE stay.left_date IS NULL
                   AND stay.partner_id = profile.partner_id
                   AND stay.company_id = profile.company_id
                   AND stay.lifecycle IS DISTINCT FROM profile.lifecycle
                   AND stay.entered_date <= %(as_of)s
                   AND %(in_scope)s
                """,
                as_of=scope.as_of,
                in_scope=scope.where_partner(SQL("profile.partner_id")),
            )
        )
        written = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_lifecycle_history
                    (partner_id, company_id, lifecycle, entered_date)
                SELECT profile.partner_id, profile.company_id, profile.lifecycle,
                       profile.lifecycle_date
                  FROM customer_profile profile
                 WHERE profile.lifecycle IS NOT NULL
                   AND %(in_scope)s
                   AND NOT EXISTS (
                        SELECT FROM customer_lifecycle_history stay
                         WHERE stay.partner_id = profile.partner_id
                           AND stay.company_id = profile.company_id
                           AND stay.left_date IS NULL
                   )
                """,
                as_of=scope.as_of,
                in_scope=scope.where_partner(SQL("profile.partner_id")),
            )
        )
        return written + self.env.cr.rowcount
