from odoo import fields, models

# What one of something costs; a rate is in percent.
COST_RANGE = (0.0, 1_000_000.0)
PERCENT_RANGE = (0.0, 100.0)


def _cost(label, **attributes):
    return fields.Float(label, digits=(16, 2), groups="base.group_user", **attributes)


class ResCompany(models.Model):
    """What it costs to serve a customer: 0 where the company does not count it."""

    _inherit = "res.company"

    customer_cost_order = _cost("Cost of an order")
    customer_cost_line = _cost("Cost of an order line")
    customer_cost_delivery = _cost("Cost of a delivery")
    customer_cost_return = _cost("Cost of a return")
    customer_commission_rate = _cost("Sales commission, % of the revenue")
    customer_late_rate = _cost(
        "Cost of money, % a year",
        help="What a year of waiting for money costs, in percent of what is overdue.",
    )
    customer_little_rate = _cost(
        "Little left below, % of the revenue",
        default=5.0,
        help="A large customer whose contribution is a smaller part of the revenue "
        "than this is on the list of those who leave little.",
    )
