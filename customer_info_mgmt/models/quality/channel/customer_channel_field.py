from odoo import fields, models

from .upsert_values import FIELDS

LABELS = {
    "name": "Name",
    "phone": "Phone",
    "email": "E-mail",
    "website": "Website",
    "street": "Street",
    "street2": "Street 2",
    "city": "City",
    "zip": "Postal code",
    "vat": "Tax number",
    "ref": "Customer code",
    "function": "Job position",
    "salutation": "Salutation",
    "occupation": "Occupation",
    "hobbies": "Hobbies",
    "gender": "Gender",
    "company_size": "Company size",
    "is_company": "Is a company",
    "birthday": "Birthday",
    "country": "Country",
    "state": "State",
    "industry": "Industry",
    "group": "Customer group",
    "lang": "Language",
    "tags": "Tags",
}


class CustomerChannelField(models.Model):
    """How one value of a channel is read: its name there, and whether it counts."""

    _name = "customer.channel.field"
    _description = "Value of a Channel"
    _order = "channel_id, sequence, id"
    _rec_name = "name"

    channel_id = fields.Many2one(
        "customer.channel", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Name There", required=True, help="As the other system sends it."
    )
    target = fields.Selection(
        [(name, LABELS[name]) for name in FIELDS],
        "Value Here",
        help="Empty: what comes under this name is left out.",
    )
    use_priority = fields.Boolean(
        "Own Priority", help="For this value another priority than the channel's holds."
    )
    priority = fields.Integer()
    value_map = fields.Text(
        "Values There and Here",
        help="One per line: M = male. What is not listed is taken as it comes.",
    )

    _channel_name_uniq = models.UniqueIndex(
        "(channel_id, name)", "This channel has a line for this name already."
    )

    def _get_value_map(self):
        """Return the values there and here as a dict of texts."""
        self.ensure_one()
        lines = (line.partition("=") for line in (self.value_map or "").splitlines())
        return {there.strip(): here.strip() for there, equals, here in lines if equals}
