from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools.accounts import PHONE_KINDS, normalize_contact
from ....tools.emails import split_emails
from ....tools.phones import normalize_phones
from ....tools.values import Normalized
from .. import quality_settings

KEY_FIELDS = {"kind", "value", "partner_id"}


class CustomerContactPoint(models.Model):
    """What comes in is cleaned by the one normaliser, and found by its match key."""

    _inherit = "customer.contact.point"

    problem_text = fields.Char("Doubt", compute="_compute_problem_text")

    @api.depends("problem")
    @api.depends_context("lang")
    def _compute_problem_text(self):
        words = dict(
            self.env["customer.data.issue"]
            ._fields["code"]
            ._description_selection(self.env)
        )
        for point in self:
            point.problem_text = words.get(point.problem, "")

    @api.model_create_multi
    def create(self, vals_list):
        further = [
            more
            for vals in vals_list
            for more in self._further_values(dict(self._default_values(), **vals))
        ]
        points = super().create(vals_list)
        if further:
            super().create(further)
        points.partner_id._refresh_match_keys()
        return points

    def write(self, vals):
        result = super().write(vals)
        if KEY_FIELDS & vals.keys():
            self.partner_id._refresh_match_keys()
        return result

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        partners._refresh_match_keys()
        return result

    @api.model
    def _further_values(self, vals):
        """Return the values of further contact points that stand in the same cell."""
        kind, value = vals.get("kind"), vals.get("value")
        if not isinstance(value, str):
            return []
        if kind == "email":
            found = split_emails(value)
        elif kind in PHONE_KINDS:
            found = [phone.value for phone in normalize_phones(value)]
        else:
            return []
        return [dict(vals, value=more, is_primary=False) for more in found[1:]]

    @api.model
    def _clean_vals(self, vals):
        vals = super()._clean_vals(vals)
        partner = self.env["res.partner"].browse(vals.get("partner_id") or ())
        countries = partner._countries_of({}, partner)
        typed, kind = vals["value"], vals.get("kind")
        first = next(iter(split_emails(typed)), typed) if kind == "email" else typed
        found = normalize_contact(kind, first, countries)
        several = found.problem and found.problem.code in ("phone_several",)
        if found.problem and found.problem.is_wrong:
            # What cannot be right stays as it was typed: it has no normal form.
            self._refuse_wrong(kind, typed, found, partner)
            found = Normalized(typed, False, found.problem)
        return {
            **vals,
            "kind": self._kind_of(kind, found),
            "value": found.value or typed,
            "typed": typed if found.changed or several else False,
            "problem": found.problem.code if found.problem and not several else False,
        }

    @api.model
    def _kind_of(self, kind, found):
        """Return the kind, after the number itself where its country tells."""
        number = getattr(found, "kind", "")
        if kind == "mobile" and number == "fixed":
            return "phone"
        is_chinese = number == "mobile" and found.country == "CN"
        return "mobile" if kind == "phone" and is_chinese else kind

    @api.model
    def _refuse_wrong(self, kind, typed, found, partner):
        """Raise where the policy for such values refuses what cannot be right."""
        field = "email" if kind == "email" else "phone"
        if quality_settings.get_policy(self.env, field) != "refuse":
            return
        raise ValidationError(
            self.env._(
                "%(field)s of %(customer)s: %(typed)s\n%(reason)s",
                field=dict(self._fields["kind"]._description_selection(self.env))[kind],
                customer=partner.display_name or "",
                typed=typed,
                reason=self.env["customer.data.issue"]._words(found.problem.code),
            )
        )
