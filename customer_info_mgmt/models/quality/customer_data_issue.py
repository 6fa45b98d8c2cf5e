from odoo import api, fields, models

from ...tools.values import PROBLEMS

CLEANED_FIELDS = [
    ("name", "Name"),
    ("phone", "Phone"),
    ("email", "E-mail"),
    ("vat", "Tax number"),
    ("zip", "Postal code"),
    ("street", "Street"),
    ("street2", "Street 2"),
    ("city", "City"),
]


class CustomerDataIssue(models.Model):
    """A value of a partner that cannot be right, or most likely is not.

    Rows come and go with the value: writing a good one removes the row.
    """

    _name = "customer.data.issue"
    _description = "Doubtful Value"
    _order = "id desc"
    _rec_name = "typed"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    field_name = fields.Selection(CLEANED_FIELDS, "Field", required=True, readonly=True)
    # The words are the labels: written once, translated like every label.
    code = fields.Selection(
        [(code, words) for code, (_severity, words) in PROBLEMS.items()],
        "What Is the Matter",
        required=True,
        readonly=True,
        index=True,
    )
    severity = fields.Selection(
        [("wrong", "Cannot be right"), ("unusual", "Unusual")],
        required=True,
        readonly=True,
    )
    typed = fields.Char(readonly=True, help="The value as it was typed.")
    hint = fields.Char(readonly=True, help="What it should perhaps be.")
    owner_id = fields.Many2one(
        related="partner_id.user_id", string="Owner of the Customer"
    )

    _partner_field_uniq = models.UniqueIndex(
        "(partner_id, field_name)", "This field of this customer is marked already."
    )

    @api.depends("field_name", "typed")
    def _compute_display_name(self):
        labels = dict(self._fields["field_name"]._description_selection(self.env))
        for issue in self:
            issue.display_name = f"{labels.get(issue.field_name)}: {issue.typed}"

    def action_open_customer(self):
        """Open the customer, to correct the value."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    @api.model
    def _words(self, code):
        """Return what is the matter and the way out, in the language of the user."""
        return dict(self._fields["code"]._description_selection(self.env))[code]
