from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .search_index import (
    ensure_search_functions,
    keys_condition,
    keys_index,
    search_keys,
    trigram_index,
)

NAME_LENGTH = 250


class CustomerAlias(models.Model):
    """Another name by which a customer or a contact is known."""

    _name = "customer.alias"
    _inherit = ["customer.file.row"]
    _description = "Customer Alias"
    _order = "name, id"

    name = fields.Char("Alias", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("former", "Former name"),
            ("short", "Short name"),
            ("trade", "Trade name"),
            ("foreign", "Name in another language"),
            ("nickname", "Nickname"),
            ("other", "Other"),
        ],
        required=True,
        default="short",
    )
    note = fields.Char()

    _partner_name_uniq = models.UniqueIndex(
        "(partner_id, lower(name))", "This customer has this alias already."
    )

    _name_trigram_idx = trigram_index("name")
    _name_keys_idx = keys_index("name")

    def _auto_init(self):
        ensure_search_functions(self.env.cr)
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    @api.model
    def _clean_vals(self, vals):
        """Return ``vals`` with a name that has no spaces around it.

        :raise ValidationError: for a name longer than ``NAME_LENGTH``; the database
            could not tell it from others
        """
        if not isinstance(vals.get("name"), str):
            return vals
        name = vals["name"].strip()
        if len(name) > NAME_LENGTH:
            raise ValidationError(
                self.env._(
                    "Alias %(begin)s… is too long: enter %(length)s characters at"
                    " most.",
                    begin=name[:20],
                    length=NAME_LENGTH,
                )
            )
        return dict(vals, name=name)

    @api.model
    def _keys_domain(self, value):
        """Domain that leads a search for so short a text to its index."""
        keys, _exactly = search_keys(self.env, value)
        if not keys:
            return Domain.TRUE
        return Domain.custom(
            to_sql=lambda model, alias, _query: keys_condition(
                model, alias, ("name",), keys
            )
        )

    @api.constrains("name")
    def _check_name(self):
        for alias in self:
            if not alias.name:
                raise ValidationError(
                    self.env._(
                        "An alias of %s is empty. Enter the name or remove the line.",
                        alias.partner_id.display_name,
                    )
                )
