from odoo import api, fields, models
from odoo.tools import SQL


class CustomerYardstick(models.Model):
    """What the customers of a company are measured by: the last full run made it.

    Borders between scores are made of all customers. To place a customer who has news,
    a refresh reads them here instead of ranking everybody again.
    """

    _name = "customer.yardstick"
    _description = "Yardstick of Customer Scores"
    _rec_name = "company_id"
    _log_access = False

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True, help="Day up to which its sales count.")
    months = fields.Integer(readonly=True, help="Months that count for the scores.")
    # Ascending values, one less than there are classes: from the k-th on, a score is
    # k + 1 or better.
    recency = fields.Json(readonly=True)
    frequency = fields.Json(readonly=True)
    monetary = fields.Json(readonly=True)
    first_order_amount = fields.Float(
        "Average First Order", digits=(16, 4), readonly=True
    )

    _company_uniq = models.UniqueIndex("(company_id)")

    def _fits(self):
        """Whether these borders make as many classes as the company wants."""
        company = self.company_id
        return (
            len(self.recency or []) == company.customer_rfm_classes - 1
            and self.months == company.customer_rfm_months
        )

    def _as_sql(self):
        return SQL(
            """
            SELECT %s::int AS company_id, %s::date[] AS recency,
                   %s::int[] AS frequency, %s::numeric[] AS monetary,
                   %s::numeric AS first_order_amount
            """,
            self.company_id.id,
            self.recency,
            self.frequency,
            self.monetary,
            self.first_order_amount,
        )

    @api.model
    def _keep_sql(self, as_of):
        """INSERT of the rows of ``yardstick``, or UPDATE of those that changed."""
        months = self.env["customer.profile"]._by_company_sql(
            SQL("yardstick.company_id"), lambda company: company.customer_rfm_months
        )
        return SQL(
            """
            INSERT INTO customer_yardstick AS kept
                (company_id, date, months, recency, frequency, monetary,
                 first_order_amount)
            SELECT company_id, %(as_of)s, %(months)s, to_jsonb(recency),
                   to_jsonb(frequency), to_jsonb(monetary),
                   ROUND(first_order_amount, 4)
              FROM yardstick
                ON CONFLICT (company_id) DO UPDATE SET
                   date = excluded.date, months = excluded.months,
                   recency = excluded.recency, frequency = excluded.frequency,
                   monetary = excluded.monetary,
                   first_order_amount = excluded.first_order_amount
             WHERE ROW(kept.date, kept.months, kept.recency, kept.frequency,
                       kept.monetary, kept.first_order_amount)
                   IS DISTINCT FROM
                   ROW(excluded.date, excluded.months, excluded.recency,
                       excluded.frequency, excluded.monetary,
                       excluded.first_order_amount)
         RETURNING 1
            """,
            as_of=as_of,
            months=months,
        )
