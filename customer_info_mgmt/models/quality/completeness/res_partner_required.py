from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .completeness_settings import refuses_incomplete

# Whose saving is checked. Others meet partners in passing: a till, a web shop.
CHECKED_GROUPS = ("user", "finance", "steward", "privacy", "warehouse")


class ResPartner(models.Model):
    """Doors that refuse a customer without its required values.

    All of it rests until the settings switch it on, door by door. Contacts and
    addresses below a customer are never asked; nor is who works without a role here.
    """

    _inherit = "res.partner"

    customer_required_fields = fields.Char(
        compute="_compute_customer_required_fields", groups="base.group_user"
    )

    @api.depends("is_company", "parent_id", "customer_group_id", "customer_rank")
    @api.depends_context("uid")
    def _compute_customer_required_fields(self):
        on = refuses_incomplete(self.env, "form") and self._is_user_checked()
        for partner in self:
            names = partner._required_names() if on else []
            partner.customer_required_fields = f"|{'|'.join(names)}|" if names else ""

    @api.model
    def _is_user_checked(self):
        return any(
            self.env.user.has_group(f"customer_info_mgmt.group_customer_{role}")
            for role in CHECKED_GROUPS
        )

    def _required_names(self):
        """Names of the fields that this customer must have and the user may fill."""
        if not self._is_asked():
            return []
        rules = self.env["customer.field.rule"]
        return [
            name
            for _rule_id, name, requirement, _weight, _months in rules._asked(
                bool(self.is_company), self.customer_group_id.id or 0
            )
            if requirement == "required"
            and self._has_field_access(self._fields[name], "write")
        ]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Give the form its asterisks: which fields are required, rules decide."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and arch.xpath(
            "//field[@name='customer_required_fields']"
        ):
            self._require_in_form(arch)
        return arch, view

    def _require_in_form(self, arch):
        for name in self.env["customer.field.rule"]._ruled_fields():
            nodes = arch.xpath("//field[@name=$name][not(ancestor::field)]", name=name)
            for node in nodes:
                self._require_node(node, name)

    @staticmethod
    def _require_node(node, name):
        asked = f"'|{name}|' in (customer_required_fields or '')"
        before = node.get("required")
        if before not in ("1", "True"):
            node.set("required", f"({before}) or {asked}" if before else asked)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if self._door_refuses_incomplete():
            partners._refuse_incomplete()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if self._door_refuses_incomplete():
            turned = {"is_company", "customer_group_id", "parent_id"} & vals.keys()
            self._refuse_incomplete(None if turned else vals.keys())
        return result

    @api.model
    def _door_refuses_incomplete(self):
        return (
            not self.env.su
            and refuses_incomplete(self.env, self._get_door())
            and self._is_user_checked()
        )

    def _refuse_incomplete(self, names=None):
        """Refuse customers that lack a required value.

        :param names: fields that were just written; of an old file only these are
            looked at, so that somebody may correct a phone where the tax number was
            never known. All fields when ``None``.
        :raise ValidationError: naming the customer, the fields and the way out
        """
        for partner in self.filtered(lambda partner: partner.customer_rank > 0):
            missing = [
                name
                for name in partner._required_names()
                if (names is None or name in names) and not partner._is_filled(name)
            ]
            if missing:
                raise ValidationError(partner._incomplete_message(missing))

    def _incomplete_message(self, names):
        labels = [row["label"] for row in self._asked_rows() if row["name"] in names]
        return self.env._(
            "%(customer)s: fill in %(fields)s. It is required for %(type)s; the rules "
            "are under Configuration, Required Fields.",
            customer=self.display_name,
            fields=", ".join(labels or names),
            type=self.env._("companies") if self.is_company else self.env._("persons"),
        )
