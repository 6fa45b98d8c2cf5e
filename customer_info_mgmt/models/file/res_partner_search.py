import re
import unicodedata

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

from .search_index import (
    TRIGRAM,
    ensure_search_functions,
    is_storable,
    keys_condition,
    keys_index,
    search_keys,
    trigram_index,
)

PHONE = re.compile(r"\+?[\d\s\\./()\-]+")
PHONE_MIN_DIGITS = 3
# What names a partner, on the partner itself.
NAMING_COLUMNS = ("complete_name", "email", "ref", "vat", "company_registry")
# So many partners that were found go along as numbers.
NUMBERS_AT_MOST = 1000
# Above so many rows the database better reads in the order of the list. Fetching as
# many by index takes about 70 ms.
COMMON = 50_000
# A condition that every row meets and the database takes for very rare. So it goes by
# the indexes of the conditions beside it.
FEW = Domain.custom(
    to_sql=lambda _model, alias, _query: SQL(
        "(%(id)s - %(id)s) = ALL('{0,0,0,0}'::int[])", id=SQL.identifier(alias, "id")
    )
)
FIRST_ROWS = "customer_search_first_rows"


class ResPartner(models.Model):
    """One search that finds a customer by whatever the clerk has: part of a name or
    alias, digits of a phone, e-mail, code, tax id.

    Rooms that know more ways to a partner add them to ``_search_places``.

    What is found is looked up by indexes at once, a thousand rows at most. These go
    along as numbers: whatever the database is asked with them, orders of these
    customers for one, it then knows how few they are. More rows go along as a
    condition, see ``_many``.
    """

    _inherit = "res.partner"

    customer_search = fields.Char(
        "Customer by Any Part",
        store=False,
        search="_search_customer_search",
        help="Finds the customer by what is known of it or of its contacts.",
    )

    _complete_name_trigram_idx = trigram_index("complete_name")
    _email_trigram_idx = trigram_index("email")
    _ref_trigram_idx = trigram_index("ref")
    _vat_trigram_idx = trigram_index("vat")
    _company_registry_trigram_idx = trigram_index("company_registry")
    _search_keys_idx = keys_index(*NAMING_COLUMNS)

    def _auto_init(self):
        ensure_search_functions(self.env.cr)
        return super()._auto_init()

    @api.model
    def _search(
        self,
        domain,
        offset=0,
        limit=None,
        order=None,
        *,
        active_test=True,
        bypass_access=False,
    ):
        if limit and not self.env.context.get(FIRST_ROWS):
            self = self.with_context(**{FIRST_ROWS: True})
        return super()._search(
            domain,
            offset,
            limit,
            order,
            active_test=active_test,
            bypass_access=bypass_access,
        )

    @api.model
    def _search_display_name(self, operator, value):
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if isinstance(value, str) and not is_storable(value):
            return Domain.FALSE
        # Portal and public users search as they always did.
        if not self.env.user._is_internal() or not self._is_quick_search(
            operator, value
        ):
            return super()._search_display_name(operator, value)
        if operator == "in":
            value = [name for name in value if is_storable(name)]
        return self._quick_search(operator, value)

    @api.model
    def _is_quick_search(self, operator, value):
        if operator in ("ilike", "like"):
            return isinstance(value, str) and bool(value.strip())
        return operator == "in" and all(
            isinstance(name, str) and name for name in value
        )

    @api.model
    def _quick_search(self, operator, value):
        """Domain of the partners that ``value`` names; see ``_search_display_name``.

        :param operator: ``ilike``, ``like``, or ``in`` with exact names
        """
        named = Domain.OR(
            Domain(name, operator, value) for name in self._rec_names_search
        )
        places = self._search_places(operator, value)
        if operator == "in":
            return named | self._at_places(places)
        by_index = None
        if operator == "ilike" and not TRIGRAM.search(value):
            by_index = self._by_keys(named, value)
        phone = self._phone_domain(value)
        if by_index is None:
            by_index = named = named | phone
        elif not phone.is_false():
            places = [*places, self._ids_sql(phone & FEW)]
        found = self._ids_of_few([self._ids_sql(by_index & FEW), *places])
        if found is None:
            return self._many(by_index, named, places)
        return Domain("id", "in", found) if found else Domain.FALSE

    @api.model
    def _by_keys(self, named, value):
        """Domain that finds ``named`` by keys, ``None`` where none serve ``value``."""
        if not set(NAMING_COLUMNS).issuperset(self._rec_names_search):
            return None
        keys, exactly = search_keys(self.env, value)
        if not keys:
            return None
        by_keys = Domain.custom(
            to_sql=lambda model, alias, _query: keys_condition(
                model, alias, NAMING_COLUMNS, keys
            )
        )
        exactly = exactly and set(NAMING_COLUMNS) == set(self._rec_names_search)
        return by_keys if exactly else named & by_keys

    @api.model
    def _many(self, by_index, named, places):
        """Domain of more partners than may go along as numbers.

        Asked for the first rows in the order of names, the database reads partners in
        that order until it has enough of them. That is best for what many have. Where
        fewer have it and their names begin alike, it reads a million rows before the
        first of them.

        :param by_index: domain that indexes serve
        :param named: the same, for rows that are at hand
        :param places: statements that lead to more partners
        """
        elsewhere = self._at_places(places)
        if self.env.context.get(FIRST_ROWS):
            if self._count_roughly(by_index) > COMMON:
                return named | elsewhere
            by_index &= FEW
        if elsewhere.is_false():
            return by_index
        more = self._ids_sql(elsewhere & ~named)
        if not (ids := [row[0] for row in self.env.execute_query(more)]):
            return by_index
        # An OR would have the database work out the keys of every row that it finds.
        found = SQL("%s UNION ALL SELECT unnest(%s)", self._ids_sql(by_index), ids)
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s = ANY(ARRAY(%s))", SQL.identifier(alias, "id"), found
            )
        )

    @api.model
    def _ids_sql(self, domain):
        """Statement that selects the ids of all partners of a domain."""
        partners = self.with_context(active_test=False)
        return partners._search(domain, bypass_access=True).subselect()

    @api.model
    def _count_roughly(self, domain):
        """Number of partners that the database expects of a domain."""
        query = self._ids_sql(domain)
        [(plans,)] = self.env.execute_query(SQL("EXPLAIN (FORMAT JSON) %s", query))
        return plans[0]["Plan"]["Plan Rows"]

    @api.model
    def _at_places(self, places):
        """Domain of the partners to which the statements ``_search_places`` lead."""
        if not places:
            return Domain.FALSE
        found = self._ids_of_few(places)
        if found is None:
            return Domain("id", "any!", SQL(" UNION ").join(places))
        return Domain("id", "in", found) if found else Domain.FALSE

    @api.model
    def _ids_of_few(self, statements):
        """Return the ids that statements find, ``None`` if they are too many."""
        found = SQL(" UNION ALL ").join(SQL("(%s)", each) for each in statements)
        rows = self.env.execute_query(SQL("%s LIMIT %s", found, NUMBERS_AT_MOST + 1))
        if len(rows) > NUMBERS_AT_MOST:
            return None
        return list({row[0] for row in rows})

    @api.model
    def _search_places(self, operator, value):
        """Return statements that select the ids of partners by what other tables hold.

        Rooms extend this. A statement heeds what the user may read; archived partners
        and the record rules of partners are left to the search around it.

        :param operator: ``ilike``, ``like``, or ``in`` with a list of exact texts
        :return: list of ``SQL``
        """
        places = self._alias_places(operator, value)
        if operator != "in":
            places += self._contact_point_places(value)
        return places

    @api.model
    def _alias_places(self, operator, value):
        """Statements over the aliases that the user may read."""
        aliases = self.env["customer.alias"]
        if not aliases.has_access("read"):
            return []
        domain = Domain("name", operator, value)
        if operator == "ilike" and not TRIGRAM.search(value):
            domain &= aliases._keys_domain(value)
        query = aliases._search(domain)
        return [query.subselect(SQL.identifier(aliases._table, "partner_id"))]

    @api.model
    def _contact_point_places(self, value):
        """Statements over the other contact points that the user may read.

        By less than three letters nobody looks for an account: no index serves them.
        """
        points = self.env["customer.contact.point"]
        if not points.has_access("read"):
            return []
        text = value if TRIGRAM.search(value) else ""
        return [
            points._search(domain).subselect(
                SQL.identifier(points._table, "partner_id")
            )
            for domain in points._search_domains(text, self._phone_digits(value))
        ]

    @api.model
    def _phone_domain(self, value):
        """Domain of phones with these digits, whatever their spacing.

        The index is the core's.
        """
        digits = self._phone_digits(value)
        if not digits:
            return Domain.FALSE
        return Domain.custom(
            to_sql=lambda model, alias, _query: SQL(
                "(%(phone)s IS NOT NULL AND"
                " regexp_replace((%(phone)s::text), %(noise)s, '', 'g') LIKE %(part)s)",
                phone=SQL.identifier(alias, "phone", to_flush=model._fields["phone"]),
                noise=PHONE_REGEX_PATTERN,
                part=f"%{digits}%",
            )
        )

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
