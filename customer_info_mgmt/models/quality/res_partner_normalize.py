from dataclasses import replace

from odoo import api, models
from odoo.exceptions import ValidationError

from ...tools.addresses import normalize_line, normalize_zip, split_address
from ...tools.emails import normalize_email
from ...tools.names import normalize_name
from ...tools.phones import normalize_phone
from ...tools.tax_ids import normalize_tax_id
from ...tools.values import Normalized
from . import quality_settings
from .trusted import is_marked

CLEANED = ("name", "phone", "email", "vat", "zip", "street", "street2", "city")
# Of these nothing is doubtful any more: a part of them became contact points.
NEVER_MARKED = ("phone_several",)


class ResPartner(models.Model):
    """What comes in is cleaned, at every door: all of them lead through here."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        if is_marked(self.env, "customer_quality_skip"):
            return super().create(vals_list)
        cleaned = [
            self._clean_vals(vals, self._countries_of(vals)) for vals in vals_list
        ]
        partners = super().create([vals for vals, _notes in cleaned])
        notes = {
            partner: notes
            for partner, (_vals, notes) in zip(partners, cleaned, strict=True)
            if notes
        }
        self._keep_notes(notes)
        return partners

    def write(self, vals):
        written = [field for field in CLEANED if field in vals]
        if not written or is_marked(self.env, "customer_quality_skip"):
            return super().write(vals)
        result, notes = True, {}
        for countries, partners in self.grouped(
            lambda partner: partner._countries_of(vals, partner)
        ).items():
            cleaned, found = partners._clean_vals(vals, countries)
            result = super(ResPartner, partners).write(cleaned) and result
            notes.update(dict.fromkeys(partners, found) if found else {})
        self._forget_notes(written)
        self._keep_notes(notes)
        return result

    @api.model
    def _countries_of(self, vals, partner=None):
        """Return ISO codes to read phones by: the address's, then the company's.

        :param vals: values that are about to be written
        :param partner: the record they go to, where there is one already
        """
        country = self.env["res.country"].browse(vals.get("country_id") or ())
        if not country and partner and "country_id" not in vals:
            country = partner.country_id
        if not country and vals.get("parent_id"):
            country = self.browse(vals["parent_id"]).sudo().country_id
        own = self.env.company.country_id
        return tuple(found.sudo().code for found in (country, own) if found)

    def _clean_vals(self, vals, countries):
        """Return ``vals`` cleaned, and notes ``(field, typed, Normalized)`` about it.

        :raise ValidationError: where the policy of a field refuses its value
        """
        cleaned, notes = dict(vals), []
        for field in CLEANED:
            typed = vals.get(field)
            if not isinstance(typed, str) or not typed.strip():
                continue
            found = self._normalize_field(field, typed, countries)
            # What cannot be right stays as it was typed: there is no normal form of it.
            if found.problem and found.problem.is_wrong:
                found = Normalized(typed, False, found.problem)
            elif found.value != typed:
                cleaned[field] = found.value
            if found.changed or found.problem:
                notes.append((field, typed, found))
                self._refuse(field, typed, found, vals)
        cleaned.update(self._split_street(cleaned, countries, notes))
        return cleaned, notes

    @api.model
    def _normalize_field(self, field, typed, countries):
        """Return ``typed`` in its one form, as a ``tools.values.Normalized``."""
        country = countries[0] if countries else None
        if field == "name":
            return normalize_name(typed)
        if field == "phone":
            return normalize_phone(typed, countries)
        if field == "email":
            found = normalize_email(typed)
            # Odoo itself writes several addresses, or a name before one.
            if "<" in typed or "," in found.value:
                return replace(found, value=typed, changed=False)
            return found
        if field == "vat":
            return normalize_tax_id(typed, country)
        if field == "zip":
            return normalize_zip(typed, country)
        return normalize_line(typed)

    def _refuse(self, field, typed, found, vals):
        """Raise where the policy of ``field`` refuses what cannot be right."""
        if not found.problem or not found.problem.is_wrong:
            return
        if quality_settings.get_policy(self.env, field) != "refuse":
            return
        raise ValidationError(
            self.env._(
                "%(field)s of %(customer)s: %(typed)s\n%(reason)s",
                field=self._fields[field]._description_string(self.env),
                customer=vals.get("name") or self[:1].display_name or self.env._("new"),
                typed=typed,
                reason=self.env["customer.data.issue"]._words(found.problem.code),
            )
        )

    def _split_street(self, vals, countries, notes):
        """Return the parts of a Chinese address that stands whole in the street.

        Only where city and province are empty: what somebody filled in stays.
        """
        street = vals.get("street")
        if not street or vals.get("city") or vals.get("state_id"):
            return {}
        if any(partner.city or partner.state_id for partner in self):
            return {}
        if not quality_settings.splits_addresses(self.env):
            return {}
        parts = split_address(street)
        state = self._find_chinese_state(parts.state_code)
        country = self.env["res.country"].browse(vals.get("country_id") or ())
        if not parts.is_split or country and country != state.country_id:
            return {}
        rest = parts.district + parts.street
        notes.append(("street", street, Normalized(rest, True)))
        return {
            "street": rest,
            "city": parts.city,
            "zip": vals.get("zip") or parts.zip or False,
            **(
                {"state_id": state.id, "country_id": state.country_id.id}
                if state
                else {}
            ),
        }

    @api.model
    def _find_chinese_state(self, code):
        states = self.env["res.country.state"]
        return states.browse(code and self._chinese_state_id(code) or ()).exists()

    @api.model
    def _chinese_state_id(self, code):
        """Id of a province of China, from the cache; ``False`` where there is none."""
        return self.env["ir.model.data"]._xmlid_to_res_id(f"base.state_cn_{code}")

    @api.model
    def _keep_notes(self, notes):
        """Keep what was typed, and mark what is doubtful.

        :param notes: dict of partner to its notes
        """
        issues, typed_values = [], []
        for partner, found in notes.items():
            for field, typed, result in found:
                base = {"partner_id": partner.id, "field_name": field, "typed": typed}
                if result.changed:
                    typed_values.append(dict(base, value=result.value))
                if result.problem and self._is_marked(field, result.problem):
                    issues.append(self._issue_vals(base, result.problem))
        if typed_values:
            self.env["customer.typed.value"].sudo().create(typed_values)
        if issues:
            self.env["customer.data.issue"].sudo().create(issues)

    @api.model
    def _issue_vals(self, base, problem):
        return dict(
            base, code=problem.code, severity=problem.severity, hint=problem.hint
        )

    @api.model
    def _is_marked(self, field, problem):
        """Tell whether the policy of ``field`` marks this problem."""
        if problem.code in NEVER_MARKED:
            return False
        policy = quality_settings.get_policy(self.env, field)
        return policy == "refuse" or (policy == "flag" and problem.is_wrong)

    def _forget_notes(self, fields):
        """Drop what is known about values that were just overwritten."""
        for model in ("customer.data.issue", "customer.typed.value"):
            self.env[model].sudo().search(
                [("partner_id", "in", self.ids), ("field_name", "in", fields)]
            ).unlink()
