from odoo import fields, models


class CustomerClassMember(models.Model):
    """That a customer was in a class from one day to another, or still is."""

    _name = "customer.class.member"
    _description = "Customer in a Class"
    _order = "left_date desc nulls first, entered_date desc, id desc"
    _rec_name = "rule_id"
    _log_access = False
    _check_company_auto = True

    rule_id = fields.Many2one(
        "customer.class.rule",
        "Class",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    entered_date = fields.Date("Entered", required=True, readonly=True)
    left_date = fields.Date("Left", readonly=True)
    gave = fields.Boolean(
        "Given by the Rule",
        readonly=True,
        help="The rule gave the tag or group, and not a person.",
    )
    strategy = fields.Text(related="rule_id.strategy")
    pricelist_id = fields.Many2one(related="rule_id.pricelist_id")
    sales_note = fields.Text(related="rule_id.sales_note")

    _inside_uniq = models.UniqueIndex(
        "(rule_id, partner_id) WHERE left_date IS NULL",
        "This customer is in the class already.",
    )
