from odoo import fields, models


class CustomerDuplicateCandidate(models.Model):
    """A pair that shares a key and waits for the scan to compare it.

    Plain numbers instead of links: millions of rows come and go in one scan, and a
    record that was deleted meanwhile is passed over.
    """

    _name = "customer.duplicate.candidate"
    _description = "Pair to Compare"
    _log_access = False

    partner_a = fields.Integer(required=True)
    partner_b = fields.Integer(required=True)
