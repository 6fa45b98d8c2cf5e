from odoo import api, fields, models
from odoo.tools import SQL

from ..derived_rows import replace_rows
from . import month_sql

# Up to so many months of customers the cube is built again with every refresh, in less
# than a second; above, at night.
LIVE_ROWS = 100_000
SUMS = (
    "customer_count",
    "buyer_count",
    "new_count",
    "kept_count",
    "order_count",
    *month_sql.AMOUNTS,
)
PLACES = ("user_id", "customer_group_id", "country_id", "state_id")


class CustomerSalesCube(models.Model):
    """The months of all customers, added up by what people ask for.

    Customers that began in the same month and have the same owner, group and region are
    one row per month. So a trend, a cohort or a region reads thousands of rows where
    the months are millions. Owner, group and region are those of the last refresh.
    """

    _name = "customer.sales.cube"
    _description = "Customer Sales by Month and Cohort"
    _order = "month desc, revenue desc, id"
    _rec_name = "month"
    _log_access = False

    # What tells rows apart, as one text: none of its parts has to be filled.
    key = fields.Char(required=True, readonly=True, exportable=False)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(required=True, readonly=True)
    cohort_month = fields.Date(
        "Month of the First Order",
        readonly=True,
        help="The month in which these customers ordered for the first time.",
    )
    user_id = fields.Many2one(
        "res.users", "Customer Owner", readonly=True, ondelete="set null"
    )
    team_id = fields.Many2one(
        related="user_id.sale_team_id",
        string="Sales Team of the Owner",
        help="The main sales team of the owner.",
    )
    customer_group_id = fields.Many2one(
        "customer.group", readonly=True, ondelete="set null"
    )
    country_id = fields.Many2one("res.country", readonly=True, ondelete="set null")
    state_id = fields.Many2one(
        "res.country.state", "Region", readonly=True, ondelete="set null"
    )
    customer_count = fields.Integer(
        "Customers", readonly=True, help="Those who bought or sent something back."
    )
    buyer_count = fields.Integer("Customers Who Bought", readonly=True)
    new_count = fields.Integer(
        "New Customers", readonly=True, help="They ordered for the first time."
    )
    kept_count = fields.Integer(
        "Kept Customers", readonly=True, help="They bought in the month before as well."
    )
    order_count = fields.Integer("Orders", readonly=True)
    revenue = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)
    return_amount = fields.Monetary("Returned", readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "The cube has this row already.")
    _company_month_idx = models.Index("(company_id, month)")

    @api.model
    def _refresh_cube(self, scope):
        """Add the months up anew where that is due; return the rows written."""
        if scope.partner_ids is not None and not self._is_live():
            return 0
        return replace_rows(
            self,
            ("key",),
            ("company_id", "month", "cohort_month", *PLACES, *SUMS),
            self._fresh_sql(),
            SQL("TRUE"),
            order=("company_id", "month"),
        )

    @api.model
    def _is_live(self):
        """Whether every refresh brings the cube up to date, and not only the night."""
        self.env.cr.execute(
            SQL(
                "SELECT COUNT(*) FROM (SELECT FROM customer_sales_month LIMIT %s) few",
                LIVE_ROWS + 1,
            )
        )
        return self.env.cr.fetchone()[0] <= LIVE_ROWS

    @api.model
    def _updated_at(self):
        """The moment of which the cube tells, ``None`` when it is up to date."""
        if self._is_live():
            return None
        cron = self.env.ref(
            "customer_info_mgmt.ir_cron_refresh_all_profiles",
            raise_if_not_found=False,
        )
        return cron and cron.sudo().lastcall or None

    @api.model
    def _fresh_sql(self):
        parts = (SQL("company_id"), SQL("month"), SQL("cohort_month"))
        parts += tuple(map(SQL.identifier, PLACES))
        return SQL(
            """
            SELECT concat_ws('/', %(key)s) AS key, %(parts)s,
                   COUNT(*)::int AS customer_count,
                   COUNT(*) FILTER (WHERE bought)::int AS buyer_count,
                   COUNT(*) FILTER (WHERE bought AND month = cohort_month)::int
                       AS new_count,
                   COUNT(*) FILTER (WHERE bought AND bought_before
                                          = (month - interval '1 month')::date)::int
                       AS kept_count,
                   SUM(order_count)::int AS order_count,
                   SUM(revenue) AS revenue, SUM(margin) AS margin,
                   SUM(return_amount) AS return_amount
              FROM (%(months)s) AS placed
          GROUP BY %(parts)s
            """,
            key=SQL(", ").join(SQL("COALESCE(%s::text, '-')", part) for part in parts),
            parts=SQL(", ").join(parts),
            months=self._placed_months_sql(),
        )

    @api.model
    def _placed_months_sql(self):
        """Months of customers with their place, their first and their last purchase."""
        return SQL(
            """
            SELECT sold.*, sold.order_count > 0 AS bought,
                   MIN(sold.month) FILTER (WHERE sold.order_count > 0)
                       OVER (PARTITION BY sold.partner_id, sold.company_id)
                       AS cohort_month,
                   MAX(sold.month) FILTER (WHERE sold.order_count > 0) OVER (
                       PARTITION BY sold.partner_id, sold.company_id
                       ORDER BY sold.month
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
                   ) AS bought_before,
                   %(places)s
              FROM customer_sales_month sold
              JOIN res_partner partner ON partner.id = sold.partner_id
            """,
            places=SQL(", ").join(
                SQL("partner.%s", SQL.identifier(name)) for name in PLACES
            ),
        )
