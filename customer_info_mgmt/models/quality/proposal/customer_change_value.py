import json

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ....tools.values import WRONG
from .. import quality_settings
from ..res_partner_normalize import CLEANED

# Field types whose value can be said in one line.
TYPES = ("char", "text", "selection", "many2one", "date", "integer", "float", "boolean")
MAX_LENGTH = 500
# The contact person is proposed by name, and found or made when it is approved.
BY_NAME = "main_contact_id"
# An account is proposed by its number, and added when it is approved.
BANK = "bank_ids"


class CustomerChangeValue(models.AbstractModel):
    """Values of a partner's fields as they are proposed, compared and written.

    A *raw* value is what JSON can hold (text, number, id, false): the same raw value
    means the same value of the field.
    """

    _name = "customer.change.value"
    _description = "Proposed Value"

    @api.model
    def _field(self, fname):
        return self.env["res.partner"]._fields[fname]

    @api.model
    def _label(self, fname):
        """Return what the field is called in the language of the user."""
        if fname == BY_NAME:
            return self.env._("Contact person")
        if fname == BANK:
            return self.env._("Bank account")
        field = self.env["res.partner"]._fields.get(fname)
        return field._description_string(self.env) if field else fname

    @api.model
    def _live_raw(self, partner, fname):
        """Return the raw value that stands on ``partner`` now."""
        value = partner[fname]
        if fname == BY_NAME:
            return value.name or False
        if fname == BANK:
            return ", ".join(sorted(value.mapped("acc_number"))) or False
        if self._field(fname).type == "many2one":
            return value.id or False
        if self._field(fname).type == "date":
            return fields.Date.to_string(value) if value else False
        return value or False

    @api.model
    def _text(self, fname, raw):
        """Return a raw value in words, in the language of the user."""
        field = self._field(fname)
        if field.type == "boolean":
            return self.env._("Yes") if raw else self.env._("No")
        if raw is False or raw is None:
            return ""
        if field.type == "many2one" and fname != BY_NAME:
            record = self.env[field.comodel_name].browse(raw).sudo().exists()
            return record.display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(raw, str(raw))
        return str(raw)

    @api.model
    def _read_proposed(self, partner, fname, value, strict=True):
        """Return the raw value for what somebody typed, in its one form.

        :param partner: whose value it is; its country tells how to read a phone
        :param value: text as typed, or an id for a field that refers to a record
        :param strict: refuse what cannot be right also where the policy of the field
            only marks it: a suggestion is to make things better
        :raise ValidationError: naming the field, the value and the way out
        """
        field = self._field(fname)
        if (
            value is None
            or value is False
            or isinstance(value, str)
            and not value.strip()
        ):
            return self._read_empty(fname, field)
        if isinstance(value, list | dict):
            raise self._error(fname, value, self.env._("Enter one value."))
        if fname == BY_NAME and isinstance(value, int):
            value = self.env["res.partner"].browse(value).exists().name or ""
        if field.type in ("char", "text") or fname in (BY_NAME, BANK):
            return self._read_text(partner, fname, str(value), strict)
        reader = getattr(self, f"_read_{field.type}")
        return reader(field, value)

    @api.model
    def _read_empty(self, fname, field):
        if fname in ("name", BANK) or field.required:
            raise self._error(fname, "", self.env._("It cannot be left empty."))
        return False

    @api.model
    def _read_text(self, partner, fname, typed, strict):
        if len(typed) > MAX_LENGTH:
            reason = self.env._("Keep it below %s characters.", MAX_LENGTH)
            raise self._error(fname, typed[:40] + "…", reason)
        typed = typed.replace("\x00", "").strip()
        cleaned_as = "name" if fname == BY_NAME else fname
        if cleaned_as not in CLEANED:
            return typed
        partners = self.env["res.partner"]
        countries = partners._countries_of({}, partner)
        found = partners._normalize_field(cleaned_as, typed, countries)
        if found.problem and found.problem.severity == WRONG:
            policy = quality_settings.get_policy(self.env, cleaned_as)
            if policy == "accept" or policy == "flag" and not strict:
                return typed
            reason = self.env["customer.data.issue"]._words(found.problem.code)
            raise self._error(fname, typed, reason)
        return found.value

    @api.model
    def _read_selection(self, field, value):
        options = dict(field._description_selection(self.env))
        if value in options:
            return value
        for key, label in options.items():
            if str(label).casefold() == str(value).strip().casefold():
                return key
        reason = self.env._("Choose one of: %s", ", ".join(map(str, options.values())))
        raise self._error(field.name, value, reason)

    @api.model
    def _read_many2one(self, field, value):
        records = self.env[field.comodel_name]
        if isinstance(value, int) and not isinstance(value, bool):
            found = records.browse(value).exists()
            if found and found.has_access("read"):
                return found.id
        elif isinstance(value, str):
            exact = records.name_search(value.strip(), operator="=ilike", limit=2)
            found = exact or records.name_search(value.strip(), limit=2)
            if len(found) == 1:
                return found[0][0]
            if found:
                reason = self.env._("Several are called so. Write the whole name.")
                raise self._error(field.name, value, reason)
        raise self._error(field.name, value, self.env._("There is none of that name."))

    @api.model
    def _read_date(self, field, value):
        try:
            return fields.Date.to_string(fields.Date.to_date(str(value).strip()))
        except ValueError:
            reason = self.env._("Write the date as 2025-12-31.")
            raise self._error(field.name, value, reason) from None

    @api.model
    def _read_number(self, field, value, kind):
        try:
            number = kind(str(value).replace(",", "").strip())
            json.dumps(number, allow_nan=False)
        except ValueError:
            reason = self.env._("Write a number in digits.")
            raise self._error(field.name, value, reason) from None
        return number or False

    @api.model
    def _read_integer(self, field, value):
        return self._read_number(field, value, int)

    @api.model
    def _read_float(self, field, value):
        return self._read_number(field, value, float)

    @api.model
    def _read_boolean(self, _field, value):
        yes = (True, 1, "1", "true", "yes", str(self.env._("Yes")).casefold())
        return (value.strip().casefold() if isinstance(value, str) else value) in yes

    @api.model
    def _error(self, fname, value, reason):
        return ValidationError(
            self.env._(
                "%(field)s: %(typed)s\n%(reason)s",
                field=self._label(fname),
                typed=value,
                reason=reason,
            )
        )

    @api.model
    def _write_vals(self, partner, raws):
        """Return what to write so that ``partner`` gets these raw values.

        :param raws: dict of field name to raw value
        """
        vals = dict(raws)
        if BY_NAME in vals:
            vals[BY_NAME] = self._find_contact(partner, vals[BY_NAME])
        if BANK in vals:
            vals[BANK] = [Command.create({"acc_number": vals[BANK]})]
        return vals

    @api.model
    def _find_contact(self, partner, name):
        """Return the id of the contact called so; one is made where there is none."""
        if not name:
            return False
        contacts = partner.sudo().child_ids.filtered(lambda child: not child.is_company)
        found = contacts.filtered(lambda contact: contact.name == name)[:1]
        if not found:
            found = partner.sudo().create(
                {"name": name, "parent_id": partner.id, "type": "contact"}
            )
        return found.id

    @api.model
    def _check_readable(self, partner, fname):
        """Refuse a field that the user may not read: the old value is shown.

        :raise AccessError: naming the field
        """
        if not partner._has_field_access(self._field(fname), "read"):
            raise AccessError(
                self.env._(
                    "%s is not yours to see, so you cannot suggest a value for it.",
                    self._label(fname),
                )
            )

    @api.model
    def _dumps(self, raw):
        return json.dumps(raw, ensure_ascii=False)

    @api.model
    def _loads(self, text):
        try:
            return json.loads(text or "false")
        except ValueError:
            raise UserError(self.env._("The proposed value is damaged.")) from None
