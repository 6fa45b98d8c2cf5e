from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from .trusted import is_marked

# A change of any of these may change the keys.
MATCH_FIELDS = (
    "name",
    "phone",
    "email",
    "vat",
    "street",
    "city",
    "zip",
    "birth_year",
    "birth_month",
    "birth_day",
    "is_company",
    "type",
    "parent_id",
)
# Longer texts say no more, and somebody might send a novel.
TEXT_LENGTH = 500


class ResPartner(models.Model):
    """The part of a partner that finds its duplicates."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._refresh_match_keys()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint(MATCH_FIELDS):
            self._refresh_match_keys()
        return result

    def _refresh_match_keys(self):
        """Bring the keys of these records up to date, in this transaction.

        Loaders that write many records pass the mark ``customer_match_keys_later``
        and call this once at the end.
        """
        if self and not is_marked(self.env, "customer_match_keys_later"):
            self.env["customer.match.key"].sudo()._refresh(self)

    def _match_values(self):
        """Return what is compared of each record, as ``tools.match_keys`` takes it.

        Rooms that know more (contact points, identities) call ``super()`` and append to
        the lists. Addresses of a company that are nobody of their own are left out.

        :return: dict of partner id to a dict of values
        """
        self.env["res.partner"].flush_model([*MATCH_FIELDS, "commercial_partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, name, phone, email, vat, street, city, zip,
                       birth_year, birth_month, birth_day,
                       is_company, commercial_partner_id
                  FROM res_partner
                 WHERE id = ANY(%s)
                   AND (parent_id IS NULL OR type IS NULL OR type = 'contact')
                """,
                self.ids,
            )
        )
        found = {row[0]: self._match_row(row) for row in rows}
        for partner_id, aliases in self._match_aliases(list(found)).items():
            found[partner_id]["name"] += aliases
        return found

    @api.model
    def _match_row(self, row):
        _id, name, phone, email, vat, street, city, code, year, month, day, *rest = row
        return {
            "name": [name] if name else [],
            "phone": [phone] if phone else [],
            "email": [email] if email else [],
            "tax_id": [vat] if vat else [],
            "street": [street] if street else [],
            "city": [city] if city else [],
            "zip": [code] if code else [],
            # A day without its year says little: half a million people share it.
            "birthday": [f"{year:04d}{month:02d}{day:02d}"]
            if year and month and day
            else [],
            "is_company": rest[0],
            "family": rest[1],
        }

    @api.model
    def _match_aliases(self, partner_ids):
        self.env["customer.alias"].flush_model(["partner_id", "name"])
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, name FROM customer_alias"
                " WHERE partner_id = ANY(%s)",
                partner_ids,
            )
        )
        aliases = defaultdict(list)
        for partner_id, name in rows:
            aliases[partner_id].append(name)
        return aliases

    @api.model
    def _match_values_of_vals(self, vals):
        """Return what is compared of a record that is not there yet.

        :param vals: values as for ``create``
        """
        birthday = _plain_text(vals.get("birthday"))
        # Another system may send anything; what is no id has no parent.
        parent_id = vals.get("parent_id")
        family = None
        if parent_id and isinstance(parent_id, int):
            family = self.browse(parent_id).exists().sudo().commercial_partner_id.id
        return {
            **{
                name: [_plain_text(vals[field])] if vals.get(field) else []
                for name, field in (
                    ("name", "name"),
                    ("phone", "phone"),
                    ("email", "email"),
                    ("tax_id", "vat"),
                    ("street", "street"),
                    ("city", "city"),
                    ("zip", "zip"),
                )
            },
            "birthday": [birthday] if len(birthday) >= 8 else [],
            "is_company": vals.get("is_company", vals.get("company_type") == "company")
            if "is_company" in vals or "company_type" in vals
            else None,
            "family": family or None,
        }


def _plain_text(value):
    """Text that PostgreSQL takes, of a value that a browser or a program sent."""
    return str(value or "")[:TEXT_LENGTH].replace("\0", "")
