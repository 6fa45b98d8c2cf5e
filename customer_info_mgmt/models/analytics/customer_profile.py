from odoo import fields, models

ABC_CLASSES = [("A", "A"), ("B", "B"), ("C", "C")]


class CustomerProfile(models.Model):
    _inherit = "customer.profile"

    first_order_date = fields.Date(readonly=True)
    last_order_date = fields.Date(readonly=True)
    order_count = fields.Integer("Orders", readonly=True)
    revenue = fields.Monetary(
        readonly=True, help="Confirmed orders, untaxed, less what came back."
    )
    revenue_12m = fields.Monetary(
        "Revenue of 12 Months",
        readonly=True,
        help="The same over the 12 months before the last refresh.",
    )
    margin = fields.Monetary(
        readonly=True, help="What the orders leave over cost, less what came back."
    )
    return_amount = fields.Monetary(
        "Returned", readonly=True, help="Value of what came back, a positive amount."
    )
    average_order_value = fields.Monetary(
        readonly=True, aggregator="avg", help="Revenue per order."
    )
    contribution_share = fields.Float(
        digits=(12, 8),
        readonly=True,
        help="Share in the revenue of all customers of the company, 0 to 1.",
    )
    abc_class = fields.Selection(
        ABC_CLASSES,
        "ABC Class",
        readonly=True,
        help="A: the largest customers, who together make 80 % of the revenue. "
        "B: those who make the next 15 %. C: the others who ever ordered.",
    )

    _company_revenue_idx = models.Index("(company_id, revenue)")
    _company_revenue_12m_idx = models.Index("(company_id, revenue_12m)")
    _company_margin_idx = models.Index("(company_id, margin)")
    _company_order_count_idx = models.Index("(company_id, order_count)")
    _company_first_order_date_idx = models.Index("(company_id, first_order_date)")
    _company_last_order_date_idx = models.Index("(company_id, last_order_date)")
    _company_average_order_value_idx = models.Index("(company_id, average_order_value)")
    _company_contribution_share_idx = models.Index("(company_id, contribution_share)")
    _company_abc_class_idx = models.Index("(company_id, abc_class)")
