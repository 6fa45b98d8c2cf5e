from odoo import api, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """The box in which a clerk chooses the customer of an order."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        """Show under each name, in boxes for customers, what tells them apart."""
        found = super().web_name_search(name, specification, domain, operator, limit)
        if (
            self.env.context.get("res_partner_search_mode") == "customer"
            and list(specification) == ["display_name"]
            and self.env.user._is_internal()
        ):
            partners = self.browse([row["id"] for row in found])
            facts = partners.with_context(customer_box_name=name)._customer_box_facts()
            for row in found:
                if texts := facts.get(row["id"]):
                    line = f"--{' · '.join(texts)}--"
                    row["__formatted_display_name"] += f"\n{line}"
        return found

    def _customer_box_facts(self):
        """Return what the customer box shows under each name.

        Rooms extend this: call ``super()`` and append to the lists. The context key
        ``customer_box_name`` holds what the user typed.

        :return: dict of partner id to a list of short texts; text that a user wrote
            goes through ``_box_text``
        """
        alias_of = self._matching_aliases(self.env.context.get("customer_box_name"))
        facts = {}
        for partner in self:
            texts = (alias_of.get(partner.id), partner.phone, partner.city)
            facts[partner.id] = [self._box_text(text) for text in texts if text]
        return facts

    def _matching_aliases(self, name):
        """Return the alias by which ``name`` found each partner, where one did."""
        aliases = self.env["customer.alias"]
        if not isinstance(name, str) or not name.strip():
            return {}
        if not aliases.has_access("read"):
            return {}
        found = aliases.search(
            Domain("partner_id", "in", self.ids) & Domain("name", "ilike", name)
        )
        return {alias.partner_id.id: alias.name for alias in found}

    @api.model
    def _box_text(self, text):
        """Return ``text`` without what the box reads as bold, muted or badge."""
        for mark, harmless in (("--", "–"), ("**", "*"), ("`", "'"), ("\n", " ")):
            text = text.replace(mark, harmless)
        return text
