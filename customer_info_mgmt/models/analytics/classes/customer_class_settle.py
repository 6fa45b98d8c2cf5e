from odoo import api, models
from odoo.tools import SQL


class CustomerClassRule(models.Model):
    """Giving and taking what the rules promise.

    ``gave`` of a membership says whether the rule gave what the customer has: only
    that is ever taken away. It is empty until that was looked at. The statements write
    the rows that change and no others; nothing of it is news for the chatter.
    """

    _inherit = "customer.class.rule"

    @api.model
    def _settle(self, scope):
        """Give and take tags and groups of customers of ``scope``; return how many."""
        written = [*self._give_tags(scope), *self._take_tags(scope)]
        written += self._move_groups(scope)
        if written:
            # What a file is asked to hold may depend on its group.
            customers = self.env["res.partner"].browse(set(written))
            self.env["customer.profile.mark"].sudo()._add(
                customers, self.env["res.company"]
            )
        return len(written)

    @api.model
    def _tag_link(self):
        """Table of tags of partners, its column of the tag and that of the partner."""
        field = self.env["res.partner"]._fields["category_id"]
        return [
            SQL.identifier(name)
            for name in (field.relation, field.column2, field.column1)
        ]

    def _give_tags(self, scope):
        """Give tags to who entered; return the customers who had not got it yet."""
        table, tag, partner = self._tag_link()
        self.env.cr.execute(
            SQL(
                """
                WITH noted AS (
                    UPDATE customer_class_member member
                       SET gave = NOT EXISTS (
                            SELECT FROM %(table)s link
                             WHERE link.%(partner)s = member.partner_id
                               AND link.%(tag)s = rule.category_id
                           )
                      FROM customer_class_rule rule
                     WHERE rule.id = member.rule_id
                       AND rule.gives = 'tag'
                       AND member.left_date IS NULL
                       AND member.gave IS NULL
                       AND %(in_scope)s
                 RETURNING member.partner_id, rule.category_id, member.gave
                )
                INSERT INTO %(table)s (%(tag)s, %(partner)s)
                SELECT DISTINCT category_id, partner_id FROM noted WHERE gave
                    ON CONFLICT DO NOTHING
             RETURNING %(partner)s
                """,
                in_scope=scope.where_partner(SQL("member.partner_id")),
                table=table,
                tag=tag,
                partner=partner,
            )
        )
        return [partner_id for (partner_id,) in self.env.cr.fetchall()]

    def _take_tags(self, scope):
        """Take tags from who left; return the customers.

        Where another rule gives the same tag, that one answers for it from now on.
        """
        table, tag, partner = self._tag_link()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS MATERIALIZED (
                    SELECT member.id, member.partner_id, rule.category_id,
                           rule.takes_away
                      FROM customer_class_member member
                      JOIN customer_class_rule rule ON rule.id = member.rule_id
                     WHERE member.left_date IS NOT NULL
                       AND member.gave
                       AND rule.gives = 'tag'
                       AND %(in_scope)s
                ),
                heir AS (
                    SELECT member.id, member.partner_id, rule.category_id
                      FROM gone
                      JOIN customer_class_member member
                        ON member.partner_id = gone.partner_id
                       AND member.left_date IS NULL
                      JOIN customer_class_rule rule
                        ON rule.id = member.rule_id
                       AND rule.gives = 'tag'
                       AND rule.category_id = gone.category_id
                     WHERE gone.takes_away
                ),
                taken AS (
                    DELETE FROM %(table)s link
                     USING gone
                     WHERE gone.takes_away
                       AND link.%(partner)s = gone.partner_id
                       AND link.%(tag)s = gone.category_id
                       AND NOT EXISTS (
                            SELECT FROM customer_class_member other
                              JOIN customer_class_rule rule
                                ON rule.id = other.rule_id
                             WHERE other.partner_id = gone.partner_id
                               AND other.left_date IS NULL
                               AND rule.gives = 'tag'
                               AND rule.category_id = gone.category_id
                       )
                 RETURNING link.%(partner)s AS partner_id
                ),
                noted AS (
                    UPDATE customer_class_member member
                       SET gave = answer.gave
                      FROM (SELECT id, FALSE AS gave FROM gone
                             UNION
                            SELECT id, TRUE FROM heir) AS answer
                     WHERE member.id = answer.id
                )
                SELECT partner_id FROM taken
                """,
                in_scope=scope.where_partner(SQL("member.partner_id")),
                table=table,
                tag=tag,
                partner=partner,
            )
        )
        return [partner_id for (partner_id,) in self.env.cr.fetchall()]

    def _move_groups(self, scope):
        """Put customers into the group of the first rule that they fit; return them.

        A group that a person chose stays, unless the rule replaces it. Who was taken
        out of the group by a person is not put into it again by the same rule.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH decided AS MATERIALIZED (%(decided)s),
                moved AS (
                    UPDATE res_partner partner
                       SET customer_group_id = decided.wanted,
                           write_uid = %(uid)s, write_date = %(now)s
                      FROM decided
                     WHERE partner.id = decided.partner_id
                       AND decided.wanted IS DISTINCT FROM decided.current
                 RETURNING partner.id
                ),
                noted AS (
                    UPDATE customer_class_member member
                       SET gave = (decided.first_id = member.id AND decided.is_given)
                                  IS TRUE
                      FROM decided, customer_class_rule rule
                     WHERE member.partner_id = decided.partner_id
                       AND rule.id = member.rule_id
                       AND rule.gives = 'group'
                       AND (member.left_date IS NULL OR member.gave)
                       AND member.gave IS DISTINCT FROM
                           ((decided.first_id = member.id AND decided.is_given)
                            IS TRUE)
                )
                SELECT id FROM moved
                """,
                decided=self._decided_sql(scope),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return [partner_id for (partner_id,) in self.env.cr.fetchall()]

    def _decided_sql(self, scope):
        """SELECT per customer of the group to be in and whether a rule gives it.

        One pass over the memberships. Computed rows are not joined with each other: the
        database takes those of a fresh table for few and would compare all with all.
        """
        return SQL(
            """
            SELECT touched.partner_id, touched.current, touched.first_id,
                   choice.wanted,
                   touched.first_gave IS TRUE
                       AND COALESCE(touched.current, touched.first_group)
                           = touched.first_group
                    OR choice.wanted = touched.first_group
                       AND (choice.wanted IS DISTINCT FROM touched.current
                            OR touched.was_given) AS is_given
              FROM (
                SELECT member.partner_id, partner.customer_group_id AS current,
                       %(first_id)s AS first_id,
                       %(first_gave)s AS first_gave,
                       %(first_group)s AS first_group,
                       %(first_overwrites)s AS first_overwrites,
                       BOOL_OR(
                           member.gave IS TRUE
                           AND rule.customer_group_id = partner.customer_group_id
                           AND (member.left_date IS NULL OR rule.takes_away)
                       ) IS TRUE AS was_given
                  FROM customer_class_member member
                  JOIN customer_class_rule rule ON rule.id = member.rule_id
                  JOIN res_partner partner ON partner.id = member.partner_id
                 WHERE rule.gives = 'group'
                   AND (member.left_date IS NULL OR member.gave)
                   AND %(in_scope)s
              GROUP BY member.partner_id, partner.customer_group_id
              ) AS touched
        CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN touched.first_id IS NULL AND touched.was_given THEN NULL
                    WHEN touched.first_id IS NULL THEN touched.current
                    WHEN touched.current IS NULL AND touched.first_gave THEN NULL
                    WHEN touched.current IS NULL THEN touched.first_group
                    WHEN touched.was_given OR touched.first_overwrites
                        THEN touched.first_group
                    ELSE touched.current
                END AS wanted
              ) AS choice
            """,
            first_id=_of_first_rule(SQL("member.id")),
            first_gave=_of_first_rule(SQL("member.gave")),
            first_group=_of_first_rule(SQL("rule.customer_group_id")),
            first_overwrites=_of_first_rule(SQL("rule.overwrites")),
            in_scope=scope.where_partner(SQL("member.partner_id")),
        )


def _of_first_rule(column):
    """SQL of what a column says of the first rule that the customer fits."""
    return SQL(
        """
        (ARRAY_AGG(%s ORDER BY rule.sequence, rule.id, member.id)
            FILTER (WHERE member.left_date IS NULL))[1]
        """,
        column,
    )
