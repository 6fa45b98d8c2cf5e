from odoo import api, fields, models

from .balance_light import LIGHTS
from .customer_profile import CREDIT_GROUPS


class SaleOrder(models.Model):
    _inherit = "sale.order"

    customer_credit_grade_id = fields.Many2one(
        "customer.credit.grade",
        compute="_compute_customer_credit",
        groups=CREDIT_GROUPS,
    )
    credit_grade_color = fields.Integer(
        compute="_compute_customer_credit", aggregator=None, groups=CREDIT_GROUPS
    )
    customer_balance_light = fields.Selection(
        LIGHTS,
        "Payment Light",
        compute="_compute_customer_credit",
        groups=CREDIT_GROUPS,
    )

    @api.depends("partner_id", "company_id")
    @api.depends_context("uid")
    def _compute_customer_credit(self):
        for company, orders in self.grouped("company_id").items():
            customers = orders.partner_id.commercial_partner_id
            # The link gives nothing of a customer whose figures the user may not see.
            profiles = customers.with_company(company).customer_profile_id
            profile_of = {profile.partner_id.id: profile for profile in profiles}
            for order in orders:
                profile = profile_of.get(
                    order.partner_id.commercial_partner_id.id, profiles.browse()
                )
                order.customer_credit_grade_id = profile.credit_grade_id
                order.credit_grade_color = profile.credit_grade_id.color
                order.customer_balance_light = profile.balance_light
