from odoo import fields, models

from .basket_settings import NUMBERS


def _number(name, label, kind=fields.Integer, **more):
    default, between = NUMBERS[name]
    return kind(label, default=default, parameter=name, between=between, **more)


class CustomerSettings(models.TransientModel):
    _inherit = "customer.settings"

    customer_affinity_months = _number("affinity_months", "Months of sales that count")
    customer_affinity_services = fields.Boolean(
        "Count services too", parameter="affinity_services"
    )
    customer_affinity_days = _number(
        "affinity_days",
        "Days within which a customer bought both",
        help="0 for the same day.",
    )
    customer_affinity_least = _number("affinity_least", "Least times together")
    customer_affinity_support = _number(
        "affinity_support",
        "Least share of all orders or customers, in percent",
        fields.Float,
        digits=(16, 3),
    )
    customer_affinity_lift = _number(
        "affinity_lift",
        "Times as often as by chance, more than",
        fields.Float,
        digits=(16, 2),
    )
    customer_affinity_top = _number("affinity_top", "Partners kept per product")
    customer_latent_chance = _number(
        "latent_chance",
        "Least chance, in percent",
        fields.Float,
        digits=(16, 1),
    )
    customer_latent_top = _number("latent_top", "Products proposed per customer")
    affinity_date = fields.Datetime(related="company_id.affinity_date")
