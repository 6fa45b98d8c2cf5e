import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

# A trigram index finds nothing by less than three letters or digits in a row.
TRIGRAM = re.compile(r"\w{3}")
PHONE = re.compile(r"\+?[\d\s\\./()\-]+")
PHONE_MIN_DIGITS = 3


def _trigram_index(column):
    """Index that finds any part of ``column``, where the database can have one."""

    def definition(registry):
        # Where the database ignores accents but cannot do so in an index, no index of
        # ours would be used.
        if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
            return ""
        return f"USING gin ({registry.unaccent(column)} gin_trgm_ops)"

    return models.Index(definition)


class ResPartner(models.Model):
    """One search that finds a customer by whatever the clerk has: part of a name or
    alias, digits of a phone, e-mail, code, tax id.

    An OR over the columns of several tables makes the database read them whole. So each
    place is searched on its own, by its own index, and the results are put together.
    """

    _inherit = "res.partner"

    customer_search = fields.Char(
        "Customer by Any Part",
        store=False,
        search="_search_customer_search",
        help="Finds the customer by what is known of it or of its contacts.",
    )

    _complete_name_trigram_idx = _trigram_index("complete_name")
    _email_trigram_idx = _trigram_index("email")
    _ref_trigram_idx = _trigram_index("ref")
    _vat_trigram_idx = _trigram_index("vat")
    _company_registry_trigram_idx = _trigram_index("company_registry")

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        # Portal and public users search as they always did.
        if not self.env.user._is_internal() or not self._is_quick_search(
            operator, value
        ):
            return super()._search_display_name(operator, value)
        by_alias = self._alias_places(operator, value)
        if operator != "in" and not TRIGRAM.search(value):
            # No index serves so short a text: one pass over the table, like the core.
            domain = Domain(super()._search_display_name(operator, value))
            return Domain.OR([domain, *(Domain("id", "any!", sql) for sql in by_alias)])
        places = self._column_places(operator, value) + by_alias
        if operator != "in":
            places += self._phone_places(value) + self._contact_point_places(value)
        return Domain("id", "any!", SQL(" UNION ").join(places))

    @api.model
    def _is_quick_search(self, operator, value):
        if operator in ("ilike", "like"):
            return isinstance(value, str) and bool(value.strip())
        return operator == "in" and all(
            isinstance(name, str) and name for name in value
        )

    @api.model
    def _column_places(self, operator, value):
        """Statements over the columns that name a partner, each by its own index.

        Each selects partner ids. Archived partners and record rules are left to the
        search around them.

        :param operator: ``ilike``, ``like``, or ``in`` with exact names
        """
        partners = self.with_context(active_test=False)
        return [
            partners._search(
                Domain(fname, operator, value), bypass_access=True
            ).subselect(SQL.identifier(self._table, "id"))
            for fname in self._rec_names_search
        ]

    @api.model
    def _alias_places(self, operator, value):
        """Statements over the aliases that the user may read."""
        aliases = self.env["customer.alias"]
        if not aliases.has_access("read"):
            return []
        query = aliases._search([("name", operator, value)])
        return [query.subselect(SQL.identifier(aliases._table, "partner_id"))]

    @api.model
    def _phone_places(self, value):
        """Statements over the phones, whatever their spacing, by the core's index."""
        digits = self._phone_digits(value)
        if not digits:
            return []
        return [
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE phone IS NOT NULL
                   AND regexp_replace((phone::text), %s, '', 'g') LIKE %s
                """,
                PHONE_REGEX_PATTERN,
                f"%{digits}%",
                to_flush=self._fields["phone"],
            )
        ]

    @api.model
    def _contact_point_places(self, value):
        """Statements over the other contact points that the user may read."""
        points = self.env["customer.contact.point"]
        if not points.has_access("read"):
            return []
        domains = points._search_domains(value, self._phone_digits(value))
        return [
            points._search(domain).subselect(
                SQL.identifier(points._table, "partner_id")
            )
            for domain in domains
        ]

    @api.model
    def _phone_digits(self, value):
        """Return the digits to look for in phones, or ``""`` if this is no phone.

        A leading ``+`` or ``00`` goes: the other one may be stored.
        """
        text = unicodedata.normalize("NFKC", value).strip() if value else ""
        if not PHONE.fullmatch(text):
            return ""
        digits = re.sub(r"^00|\D", "", text)
        return digits if len(digits) >= PHONE_MIN_DIGITS else ""

    @api.model
    def _search_customer_search(self, operator, value):
        if operator not in ("ilike", "like", "in"):
            return NotImplemented
        found = self.with_context(active_test=False)._search(
            [("display_name", operator, value)]
        )
        column = SQL.identifier(self._table, "commercial_partner_id")
        return Domain("id", "any!", SQL("%s", found.select(column)))
