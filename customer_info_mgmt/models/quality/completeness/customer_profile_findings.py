from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.consistency import (
    CHINESE_ZIP_PROVINCES,
    COMPANY_ENDING,
    CONTRADICTIONS,
)


class CustomerProfile(models.Model):
    """What is wrong with the file of a customer: what the check report counts.

    - *invalid*: a value of the customer or of a contact cannot be right;
    - *duplicate*: the customer or a contact is one of a pair that waits for a decision;
    - *inconsistent*: two values contradict each other, see ``tools/consistency.py``.
    """

    _inherit = "customer.profile"

    has_invalid = fields.Boolean(
        "Invalid Values",
        readonly=True,
        help="A value of the customer or of one of its contacts cannot be right.",
    )
    has_duplicate = fields.Boolean(
        "Likely Duplicate",
        readonly=True,
        help="There seems to be another record of the customer or of a contact.",
    )
    contradictions = fields.Char(
        readonly=True, help="Codes of what contradicts what, by comma."
    )
    contradiction_text = fields.Text(
        "What Does Not Fit", compute="_compute_contradiction_text"
    )

    @api.depends("contradictions")
    @api.depends_context("lang")
    def _compute_contradiction_text(self):
        words = self._contradiction_words()
        for profile in self:
            codes = (profile.contradictions or "").split(",")
            profile.contradiction_text = "\n".join(
                words[code] for code in codes if code in words
            )

    @api.model
    def _contradiction_words(self):
        """Return a sentence, in the language of the user, for each code."""
        return {
            "phone_country": self.env._(
                "The phone is of another country than the address."
            ),
            "state_country": self.env._(
                "The province or state is not in the country of the address."
            ),
            "zip_state": self.env._(
                "The postal code is of another province than the address."
            ),
            "kind": self.env._(
                "Marked as a person, but the name is a company's; or a company with a "
                "gender or birthday."
            ),
            "name": self.env._(
                "The same customer is written differently: in an address below it, or "
                "in another file with the same tax number."
            ),
        }

    @api.model
    def _new_row_values(self):
        return {
            **super()._new_row_values(),
            "has_invalid": SQL("FALSE"),
            "has_duplicate": SQL("FALSE"),
        }

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_findings]

    @api.model
    def _refresh_findings(self, scope):
        """What is invalid, there twice or contradicts itself.

        :param scope: ``RefreshScope``
        :return: number of profiles that changed
        """
        self.env.cr.execute(
            SQL(
                """
                WITH invalid AS (%(invalid)s), duplicate AS (%(duplicate)s),
                     misspelt AS (%(misspelt)s), figure AS (
                    SELECT profile.id,
                           invalid.partner_id IS NOT NULL AS has_invalid,
                           duplicate.partner_id IS NOT NULL AS has_duplicate,
                           NULLIF(concat_ws(',', %(contradictions)s), '')
                               AS contradictions
                      FROM customer_profile profile
                      JOIN res_partner partner ON partner.id = profile.partner_id
                 LEFT JOIN res_country country ON country.id = partner.country_id
                 LEFT JOIN res_country_state state ON state.id = partner.state_id
                 LEFT JOIN invalid ON invalid.partner_id = partner.id
                 LEFT JOIN duplicate ON duplicate.partner_id = partner.id
                 LEFT JOIN misspelt ON misspelt.partner_id = partner.id
                     WHERE %(in_scope)s
                )
                UPDATE customer_profile profile
                   SET has_invalid = figure.has_invalid,
                       has_duplicate = figure.has_duplicate,
                       contradictions = figure.contradictions,
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM figure
                 WHERE figure.id = profile.id
                   AND (profile.has_invalid, profile.has_duplicate,
                        profile.contradictions)
                       IS DISTINCT FROM (figure.has_invalid, figure.has_duplicate,
                                         figure.contradictions)
                """,
                invalid=self._invalid_sql(scope),
                duplicate=self._duplicate_sql(scope),
                misspelt=self._misspelt_sql(scope),
                contradictions=self._contradictions_sql(),
                in_scope=scope.where_partner(SQL("profile.partner_id")),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount

    def _invalid_sql(self, scope):
        return SQL(
            """
            SELECT DISTINCT owner.commercial_partner_id AS partner_id
              FROM customer_data_issue issue
              JOIN res_partner owner ON owner.id = issue.partner_id
             WHERE issue.severity = 'wrong' AND owner.active AND %s
            """,
            scope.where_partner(SQL("owner.commercial_partner_id")),
        )

    def _duplicate_sql(self, scope):
        return SQL(
            """
            SELECT DISTINCT side.commercial_partner_id AS partner_id
              FROM customer_duplicate pair
              JOIN res_partner first ON first.id = pair.partner_a_id AND first.active
              JOIN res_partner second ON second.id = pair.partner_b_id AND second.active
        CROSS JOIN LATERAL (VALUES (first.commercial_partner_id),
                                   (second.commercial_partner_id)
                   ) AS side (commercial_partner_id)
             WHERE pair.state IN ('open', 'confirmed') AND %s
            """,
            scope.where_partner(SQL("side.commercial_partner_id")),
        )

    def _misspelt_sql(self, scope):
        """Customers whose name is written in two ways; a known alias is none of them.

        A contact bears the customer's name when both share a key of the name, an
        address (which has no keys) when nothing but case, signs and legal form differs.
        """
        return SQL(
            """
            SELECT head.id AS partner_id
              FROM res_partner child
              JOIN res_partner head ON head.id = child.commercial_partner_id
             WHERE child.id <> head.id AND child.active
               AND lower(child.name) <> lower(head.name)
               AND CASE WHEN child.type = 'contact' THEN %(same_key)s
                        ELSE lower(left(child.name, 2)) = lower(left(head.name, 2))
                             AND %(child_bare)s = %(head_bare)s END
               AND NOT EXISTS (
                   SELECT FROM customer_alias alias
                    WHERE alias.partner_id = head.id AND alias.name = child.name)
               AND %(in_scope)s
             UNION
            SELECT head.id
              FROM res_partner head
              JOIN res_partner other ON other.vat = head.vat AND other.id <> head.id
             WHERE length(head.vat) > 1
               AND head.commercial_partner_id = head.id AND head.active
               AND other.commercial_partner_id = other.id AND other.active
               AND lower(other.name) <> lower(head.name)
               AND %(in_scope)s
            """,
            same_key=self._same_key_sql(),
            child_bare=self._bare_name_sql(SQL("child.name")),
            head_bare=self._bare_name_sql(SQL("head.name")),
            in_scope=scope.where_partner(SQL("head.id")),
        )

    def _same_key_sql(self):
        return SQL(
            """
            EXISTS (SELECT FROM customer_match_key child_key
                      JOIN customer_match_key head_key
                        ON head_key.key = child_key.key AND head_key.kind = 'name'
                     WHERE child_key.partner_id = child.id AND child_key.kind = 'name'
                       AND head_key.partner_id = head.id)
            """
        )

    def _bare_name_sql(self, name):
        return SQL(
            """
            regexp_replace(regexp_replace(lower(%s), %s, ''), '[^[:alnum:]]', '', 'g')
            """,
            name,
            COMPANY_ENDING,
        )

    def _contradictions_sql(self):
        """List of the codes of what contradicts what; NULL for what fits."""
        conditions = self._contradiction_conditions()
        return SQL(", ").join(
            SQL("CASE WHEN %s THEN %s END", conditions[code], code)
            for code in CONTRADICTIONS
        )

    @api.model
    def _contradiction_conditions(self):
        """Condition on ``partner``, ``country``, ``state`` and ``misspelt`` per code.

        Countries with the prefix 1 share it, and the area code tells them apart.
        """
        provinces = self._chinese_zip_states()
        return {
            "phone_country": SQL(
                """
                country.phone_code > 0 AND partner.phone_sanitized LIKE '+%%'
                AND NOT starts_with(partner.phone_sanitized, '+' ||
                    CASE WHEN left(country.phone_code::text, 1) = '1' THEN '1'
                         ELSE country.phone_code::text END)
                """
            ),
            "state_country": SQL("state.country_id <> partner.country_id"),
            "zip_state": SQL(
                """
                partner.zip ~ '^[0-9]{6}$' AND state.country_id = partner.country_id
                AND country.code = 'CN' AND left(partner.zip, 2) = ANY(%(prefixes)s)
                AND (left(partner.zip, 2), state.id) NOT IN (%(pairs)s)
                """,
                prefixes=list(provinces),
                pairs=SQL(", ").join(
                    SQL("(%s, %s)", *pair) for pair in provinces.items()
                ),
            )
            if provinces
            else SQL("FALSE"),
            "kind": SQL(
                """
                (NOT partner.is_company AND partner.name ~* %s)
                OR (partner.is_company AND (partner.gender IS NOT NULL
                                            OR partner.birth_month > 0))
                """,
                COMPANY_ENDING,
            ),
            "name": SQL("misspelt.partner_id IS NOT NULL"),
        }

    @api.model
    def _chinese_zip_states(self):
        """Return ``{first two digits of a postal code: id of the province}``."""
        partners = self.env["res.partner"]
        states = {
            prefix: partners._chinese_state_id(code)
            for prefix, code in CHINESE_ZIP_PROVINCES.items()
        }
        return {prefix: state_id for prefix, state_id in states.items() if state_id}
