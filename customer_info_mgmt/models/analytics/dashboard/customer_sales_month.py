from odoo import api, fields, models
from odoo.tools import SQL

from ..derived_rows import replace_rows
from . import month_sql


class CustomerSalesMonth(models.Model):
    """What a customer bought of a company in a month, returns netted.

    The same facts and definitions as in ``customer.profile``: the months of a customer
    make up the revenue, margin and returns of the profile to the cent. Figures over
    time read these rows, never the orders.
    """

    _name = "customer.sales.month"
    _description = "Customer Sales of a Month"
    _order = "month desc, revenue desc, id"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True, readonly=True, help="The first day of the month."
    )
    revenue = fields.Monetary(
        readonly=True,
        help="Confirmed orders of the month, untaxed, less what came back in it.",
    )
    margin = fields.Monetary(
        readonly=True, help="What the orders leave over cost, less what came back."
    )
    return_amount = fields.Monetary(
        "Returned",
        readonly=True,
        help="Value of what came back in the month, a positive amount.",
    )
    order_count = fields.Integer("Orders", readonly=True)
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")
    customer_group_id = fields.Many2one(related="partner_id.customer_group_id")
    country_id = fields.Many2one(related="partner_id.country_id")
    state_id = fields.Many2one(related="partner_id.state_id", string="Region")

    _partner_company_month_uniq = models.UniqueIndex(
        "(partner_id, company_id, month)",
        "This customer has a row for this month already.",
    )
    _company_month_idx = models.Index("(company_id, month)")

    @api.model
    def _refresh_months(self, scope):
        """Bring the months of a scope up to date; return the rows written."""
        return replace_rows(
            self,
            ("partner_id", "company_id", "month"),
            month_sql.FIGURES,
            self._fresh_sql(scope),
            scope.where_partner(SQL("partner_id")),
            order=("company_id", "month"),
        )

    @api.model
    def _fresh_sql(self, scope):
        profiles = self.env["customer.profile"]
        return month_sql.months_of_customers(
            profiles._facts_sql(scope),
            profiles._decimal_places_sql(SQL("fact.company_id")),
        )
