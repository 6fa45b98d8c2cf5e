from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL, Query

# Values of these types stand in the cache of a profile as in that of its partner.
PLAIN_TYPES = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "integer",
    "many2one",
    "monetary",
    "selection",
    "text",
}


class ConditionsInJoin(Query):
    """Takes the conditions of a record rule on profiles into the join of the profile.

    The profile's partner is the row that it is joined to. ``plain`` tells whether the
    conditions need no other table.
    """

    def __init__(self, profiles, coalias, alias):
        super().__init__(profiles.env, coalias, SQL.identifier(profiles._table))
        self.partner_link = (coalias, "partner_id")
        self.partner_alias = alias
        self.plain = True

    def make_alias(self, alias, link):
        """Return the alias of a table that is joined; see ``Query.make_alias``."""
        if (alias, link) == self.partner_link:
            return self.partner_alias
        return Query.make_alias(alias, link)

    def add_join(self, kind, alias, table, condition):
        """Note that a table is joined; see ``Query.add_join``."""
        if alias != self.partner_alias:
            self.plain = False


class ProfileLink(fields.Many2one):
    """The way from a partner to its profile in the current company.

    Nothing is stored on the partner: in SQL the link is a join. So a list of customers
    sorts, groups and filters by any figure of the profile.

    The link follows the rights of the *user*, in superuser mode too, and ends nowhere
    where that user may not read the profile. Related fields are computed in superuser
    mode, so this is the one place that guards all figures shown on a partner. Code that
    needs a profile whatever the user's rights reads ``customer.profile`` itself.
    """

    def find(self, partners):
        """Return those profiles of ``partners`` in this company that may be read."""
        profiles = partners.env[self.comodel_name].sudo(False)
        if not profiles.has_access("read"):
            return profiles
        readable = profiles._search(
            Domain("partner_id", "in", partners.ids)
            & Domain("company_id", "=", profiles.env.company.id)
        )
        # The rows come with all their figures, those of finance too: the light that
        # everybody sees is made of them, and a second statement would fetch them.
        found = profiles.sudo().search_fetch([("id", "in", readable)])
        return found.sudo(profiles.env.su)

    def join(self, model, alias, query):
        """Join the profile of the current company; see ``Many2one.join``."""
        profiles = model.env[self.comodel_name].sudo(False)
        coalias = query.make_alias(alias, self.name)
        condition = SQL(
            "%s = %s AND %s = %s AND %s",
            SQL.identifier(coalias, "partner_id"),
            SQL.identifier(alias, "id"),
            SQL.identifier(coalias, "company_id"),
            model.env.company.id,
            self._readable_sql(profiles, coalias, alias),
        )
        query.add_join("LEFT JOIN", coalias, SQL.identifier(profiles._table), condition)
        return profiles, coalias

    def _readable_sql(self, profiles, coalias, alias):
        """Condition on ``coalias``, the profile of ``alias``: the user may read it."""
        if profiles.env.su:
            return SQL("TRUE")
        if not profiles.has_access("read"):
            return SQL("FALSE")
        # As ``_search`` applies the rules: to everybody's rows, archived ones included.
        everything = profiles.sudo().with_context(active_test=False)
        rules = profiles.env["ir.rule"]._compute_domain(profiles._name, "read")
        query = ConditionsInJoin(profiles, coalias, alias)
        condition = rules.optimize_full(everything)._to_sql(everything, coalias, query)
        if query.plain:
            return condition
        return SQL(
            "%s IN %s",
            SQL.identifier(coalias, "id"),
            profiles._search(Domain.TRUE).subselect(),
        )

    def fill_figures(self, partners, profile_of):
        """Put the figures of profiles that were just read into the cache of partners.

        One by one, as related fields, they cost a list of customers more than all else.
        Who may see which of them, is asked when they are read.

        :param profile_of: dict of partner to its profile, as found by ``find``
        """
        having = partners.filtered(lambda partner: partner.id in profile_of)
        profiles = partners.env[self.comodel_name].browse(
            profile_of[partner.id].id for partner in having
        )
        for field in partners._fields.values():
            source = field.related_field if field.related else None
            if field.related != f"{self.name}.{source and source.name}":
                continue
            is_plain = source.type in PLAIN_TYPES and not source.translate
            if is_plain and source.store and source.column_type:
                values = source._get_cache(profiles.env)
                if all(profile_id in values for profile_id in profiles._ids):
                    field._insert_cache(having, map(values.get, profiles._ids))

    def search_domain(self, operator, value):
        """Return the domain for a condition on the link.

        It is a condition on the joined row, not ``id IN (SELECT ...)``: the database
        can then walk an index of the profiles in the order that a list asks for.
        """
        if operator in ("any", "any!"):
            return self._row_matches(Domain(value))
        if operator in ("in", "not in"):
            return self._row_is_in(value, operator == "in")
        return NotImplemented

    def _row_matches(self, domain):
        def to_sql(model, alias, query):
            profiles, coalias = self.join(model, alias, query)
            condition = domain.optimize_full(profiles)._to_sql(profiles, coalias, query)
            exists = SQL("%s IS NOT NULL", SQL.identifier(coalias, "partner_id"))
            return SQL("(%s AND %s)", exists, condition)

        return Domain.custom(to_sql=to_sql)

    def _row_is_in(self, values, positive):
        # "Has a profile" must be plain to the database, not the negation of something:
        # only then does it see that partners without a row do not matter.
        def to_sql(model, alias, query):
            _profiles, coalias = self.join(model, alias, query)
            row_id = SQL.identifier(coalias, "id")
            # Asked of the partner, an index alone tells who has a profile.
            exists = SQL("%s IS NOT NULL", SQL.identifier(coalias, "partner_id"))
            ids = [value for value in values if value]
            found = SQL("%s = ANY(%s)", row_id, ids) if ids else SQL("FALSE")
            others = SQL("%s <> ALL(%s)", row_id, ids) if ids else SQL("TRUE")
            if positive and False in values:
                return SQL("(%s OR %s IS NULL)", found, row_id)
            if positive:
                return SQL("(%s) IS TRUE", found)
            if False in values:
                return SQL("(%s AND %s)", exists, others)
            return SQL("(%s IS NULL OR %s)", row_id, others)

        return Domain.custom(to_sql=to_sql)
