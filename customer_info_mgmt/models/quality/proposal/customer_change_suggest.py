from odoo import api, fields, models
from odoo.exceptions import UserError

# What the form offers by itself; further fields by name.
ON_FORM = (
    "name",
    "main_contact_id",
    "phone",
    "email",
    "street",
    "street2",
    "city",
    "zip",
    "state_id",
    "country_id",
    "vat",
)


class CustomerChangeSuggest(models.TransientModel):
    """The form on which somebody overwrites what is wrong, in five seconds."""

    _name = "customer.change.suggest"
    _description = "Suggest a Correction"

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    picking_id = fields.Many2one("stock.picking", "Delivery")
    order_id = fields.Many2one("sale.order")
    allowed = fields.Char(compute="_compute_allowed")
    name = fields.Char()
    main_contact_id = fields.Char("Contact Person")
    phone = fields.Char()
    email = fields.Char("E-mail")
    street = fields.Char()
    street2 = fields.Char()
    city = fields.Char()
    zip = fields.Char("Postal Code")
    state_id = fields.Many2one("res.country.state", "Province")
    country_id = fields.Many2one("res.country")
    vat = fields.Char("Tax Number")
    other_field_id = fields.Many2one(
        "customer.change.field",
        "Another Field",
        domain=[("can_suggest", "=", True), ("field_name", "not in", ON_FORM)],
    )
    other_value = fields.Char()
    note = fields.Text(help="How you know, or what else is wrong.")
    photo = fields.Image(
        max_width=1920, max_height=1920, help="The label, the card, the letter head."
    )

    @api.depends("partner_id")
    def _compute_allowed(self):
        for wizard in self:
            wizard.allowed = ",".join(["", *wizard._offered(wizard.partner_id), ""])

    @api.model
    def _offered(self, partner):
        """Return the fields of the form that may be suggested for ``partner``."""
        names = self.env["customer.change.field"]._names("can_suggest")
        return [
            name
            for name in ON_FORM
            if name in names
            and partner._has_field_access(partner._fields[name], "read")
            and (name != "main_contact_id" or partner.is_company)
        ]

    @api.model
    def default_get(self, fields):
        result = super().default_get(fields)
        partner = self.env["res.partner"].browse(result.get("partner_id") or ())
        for name in self._offered(partner) if partner else ():
            value = partner[name]
            if name == "main_contact_id":
                value = value.name
            result[name] = value.id if isinstance(value, models.Model) else value
        return result

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.state_id and self.state_id.country_id != self.country_id:
            self.state_id = False

    @api.model
    def _open(self, partner, **defaults):
        """Return the action that opens the form for a partner."""
        if not partner:
            raise UserError(self.env._("There is no customer on it yet."))
        partner.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Suggest a Correction"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_id": partner.id,
                **{f"default_{key}": value for key, value in defaults.items()},
            },
        }

    def action_suggest(self):
        """Propose what was overwritten.

        :raise UserError: when nothing was
        """
        self.ensure_one()
        request_id = self.env["customer.change.request"].suggest(
            self.partner_id.id,
            self._typed_values() or self._ensure_something(),
            note=self.note,
            photo=self.photo,
            picking_id=self.picking_id.id,
            order_id=self.order_id.id,
        )
        text = self.env._("Proposed. The old value stays until somebody approves.")
        if not request_id:
            text = self.env._("You have proposed this already; it waits for approval.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if request_id else "info",
                "message": text,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _typed_values(self):
        """Return the values that differ from those that stand on the customer."""
        values = self.env["customer.change.value"]
        typed = {}
        for name in self._offered(self.partner_id):
            value = self[name]
            raw = value.id if isinstance(value, models.Model) else value
            if (raw or False) != values._live_raw(self.partner_id, name):
                typed[name] = raw or False
        if self.other_field_id:
            typed[self.other_field_id.field_name] = self.other_value or False
        return typed

    def _ensure_something(self):
        raise UserError(
            self.env._("Overwrite the value that is wrong, then press Suggest.")
        )
