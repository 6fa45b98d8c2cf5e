from odoo import api, models
from odoo.tools import SQL

from ....tools.accounts import match_texts
from ....tools.phones import normalize_phones


class ResPartner(models.Model):
    """A customer is found by its second phone as by its first."""

    _inherit = "res.partner"

    def _match_values(self):
        found = super()._match_values()
        points = self.env["customer.contact.point"]
        points.flush_model(["partner_id", "kind", "value"])
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, kind, value FROM customer_contact_point"
                " WHERE partner_id = ANY(%s) AND NOT is_primary",
                list(found),
            )
        )
        for partner_id, kind, value in rows:
            self._add_match_texts(found[partner_id], kind, value)
        return found

    @api.model
    def _match_values_of_vals(self, vals):
        found = super()._match_values_of_vals(vals)
        for command in vals.get("contact_point_ids") or ():
            if len(command) == 3 and isinstance(command[2], dict):
                point = command[2]
                if point.get("value"):
                    self._add_match_texts(found, point.get("kind"), str(point["value"]))
        return found

    @api.model
    def _add_match_texts(self, values, kind, value):
        for name, text in match_texts(kind, value):
            values.setdefault(name, []).append(text)

    @api.model
    def _keep_notes(self, notes):
        """Several phones in one cell: the others become contact points."""
        result = super()._keep_notes(notes)
        vals_list = [
            {"partner_id": partner.id, "kind": "phone", "value": phone.value}
            for partner, found in notes.items()
            for field, typed, cleaned in found
            if field == "phone"
            and cleaned.problem
            and cleaned.problem.code == "phone_several"
            for phone in normalize_phones(typed, self._countries_of({}, partner))
            if phone.value != cleaned.value
        ]
        if vals_list:
            self.env["customer.contact.point"].sudo().create(vals_list)
        return result
