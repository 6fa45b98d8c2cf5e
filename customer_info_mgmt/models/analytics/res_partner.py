from odoo import fields, models

from ..file.res_partner import FIGURE_GROUPS
from . import sales_sql

# Fields that decide whose figures the documents of a partner count in.
NOTICED = frozenset(("parent_id", "is_company", "company_id", "leave_out_of_figures"))


class ResPartner(models.Model):
    _inherit = "res.partner"

    leave_out_of_figures = fields.Boolean(
        tracking=True,
        # No customer reads it of itself in the portal.
        groups="base.group_user",
        help="Counts in no figure: walk-in customers, staff purchases, tests. What is "
        "set on a company holds for all its contacts.",
    )
    customer_currency_id = fields.Many2one(
        related="customer_profile_id.currency_id",
        string="Currency of Customer Figures",
        groups=FIGURE_GROUPS,
    )
    customer_revenue = fields.Monetary(
        related="customer_profile_id.revenue",
        string="Customer Revenue",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_revenue_12m = fields.Monetary(
        related="customer_profile_id.revenue_12m",
        string="Customer Revenue of 12 Months",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_margin = fields.Monetary(
        related="customer_profile_id.margin",
        string="Customer Margin",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_return_amount = fields.Monetary(
        related="customer_profile_id.return_amount",
        string="Returned by Customer",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )
    customer_order_count = fields.Integer(
        related="customer_profile_id.order_count",
        string="Customer Orders",
        groups=FIGURE_GROUPS,
    )
    customer_first_order_date = fields.Date(
        related="customer_profile_id.first_order_date",
        string="First Order On",
        groups=FIGURE_GROUPS,
    )
    customer_last_order_date = fields.Date(
        related="customer_profile_id.last_order_date",
        string="Last Order On",
        groups=FIGURE_GROUPS,
    )
    customer_average_order_value = fields.Monetary(
        related="customer_profile_id.average_order_value",
        string="Average Order of Customer",
        currency_field="customer_currency_id",
        aggregator="avg",
        groups=FIGURE_GROUPS,
    )
    customer_abc_class = fields.Selection(
        related="customer_profile_id.abc_class",
        string="ABC Class of Customer",
        groups=FIGURE_GROUPS,
    )
    customer_contribution_share = fields.Float(
        related="customer_profile_id.contribution_share",
        string="Share in Revenue",
        groups=FIGURE_GROUPS,
    )
    customer_fix_value = fields.Monetary(
        related="customer_profile_id.fix_value",
        string="Worth Fixing",
        currency_field="customer_currency_id",
        groups=FIGURE_GROUPS,
    )

    # The few who are left out, without reading all partners.
    _left_out_of_figures_idx = models.Index("(id) WHERE leave_out_of_figures")

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name in ("customer_first_order_date", "customer_last_order_date"):
            nulls = nulls if nulls.code else sales_sql.never_is_earliest(direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    def write(self, vals):
        if NOTICED.isdisjoint(vals):
            return super().write(vals)
        marks = self.env["customer.profile.mark"]
        every_company = self.env["res.company"]
        marks._add(self.commercial_partner_id, every_company, exactly=True)
        result = super().write(vals)
        marks._add(self, every_company)
        return result
