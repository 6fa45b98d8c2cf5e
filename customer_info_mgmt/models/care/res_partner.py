from odoo import fields, models

CARE_GROUPS = (
    "customer_info_mgmt.group_customer_user,customer_info_mgmt.group_customer_steward"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    reminder_ids = fields.One2many(
        "customer.reminder",
        "customer_id",
        "Reminders",
        readonly=True,
        groups=CARE_GROUPS,
    )
