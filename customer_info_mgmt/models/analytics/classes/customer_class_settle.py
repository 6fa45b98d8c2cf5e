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
                WITH news AS MATERIALIZED (
                    SELECT member.id, member.partner_id, rule.category_id
                      FROM customer_class_member member
                      JOIN customer_class_rule rule ON rule.id = member.rule_id
                     WHERE member.left_date IS NULL
                       AND member.gave IS NULL
                       AND rule.gives = 'tag'
                       AND %(in_scope)s
                ),
                given AS (
                    INSERT INTO %(table)s (%(tag)s, %(partner)s)
                    SELECT DISTINCT category_id, partner_id FROM news
                        ON CONFLICT DO NOTHING
                 RETURNING %(tag)s AS category_id, %(partner)s AS partner_id
                ),
                noted AS (
                    UPDATE customer_class_member member
                       SET gave = EXISTS (
                            SELECT FROM given
                             WHERE given.partner_id = news.partner_id
                               AND given.category_id = news.category_id
                           )
                      FROM news
                     WHERE member.id = news.id
                )
                SELECT partner_id FROM given
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
                heir AS MATERIALIZED (
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
                            SELECT FROM heir
                             WHERE heir.partner_id = gone.partner_id
                               AND heir.category_id = gone.category_id
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
                WITH membership AS MATERIALIZED (%(membership)s),
                first AS (
                    SELECT DISTINCT ON (partner_id) *
                      FROM membership
                     WHERE left_date IS NULL
                  ORDER BY partner_id, sequence, rule_id, id
                ),
                decided AS MATERIALIZED (%(decided)s),
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
                       SET gave = answer.gave
                      FROM (
                        SELECT membership.id,
                               (decided.first_id = membership.id
                                AND decided.is_given) IS TRUE AS gave
                          FROM membership
                          JOIN decided USING (partner_id)
                      ) AS answer
                     WHERE member.id = answer.id
                       AND member.gave IS DISTINCT FROM answer.gave
                )
                SELECT id FROM moved
                """,
                membership=self._group_memberships_sql(scope),
                decided=self._decided_sql(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return [partner_id for (partner_id,) in self.env.cr.fetchall()]

    def _group_memberships_sql(self, scope):
        """SELECT of memberships in rules that give groups, and what left lately."""
        return SQL(
            """
            SELECT member.id, member.partner_id, member.rule_id, member.left_date,
                   member.gave, rule.sequence, rule.takes_away, rule.overwrites,
                   rule.customer_group_id AS group_id
              FROM customer_class_member member
              JOIN customer_class_rule rule ON rule.id = member.rule_id
             WHERE rule.gives = 'group'
               AND (member.left_date IS NULL OR member.gave)
               AND %s
            """,
            scope.where_partner(SQL("member.partner_id")),
        )

    def _decided_sql(self):
        """SELECT per customer of the group to be in and whether a rule gives it."""
        return SQL(
            """
            SELECT partner.id AS partner_id,
                   partner.customer_group_id AS current,
                   first.id AS first_id,
                   choice.wanted,
                   first.gave IS TRUE
                       AND COALESCE(partner.customer_group_id, first.group_id)
                           = first.group_id
                    OR choice.wanted = first.group_id
                       AND (choice.wanted IS DISTINCT FROM partner.customer_group_id
                            OR held.was_given) AS is_given
              FROM (SELECT DISTINCT partner_id FROM membership) AS touched
              JOIN res_partner partner ON partner.id = touched.partner_id
         LEFT JOIN first ON first.partner_id = partner.id
        CROSS JOIN LATERAL (
                SELECT COALESCE(BOOL_OR(
                           membership.left_date IS NULL OR membership.takes_away
                       ), FALSE) AS was_given
                  FROM membership
                 WHERE membership.partner_id = partner.id
                   AND membership.gave
                   AND membership.group_id = partner.customer_group_id
              ) AS held
        CROSS JOIN LATERAL (
                SELECT CASE
                    WHEN first.id IS NULL AND held.was_given THEN NULL
                    WHEN first.id IS NULL THEN partner.customer_group_id
                    WHEN partner.customer_group_id IS NULL AND first.gave THEN NULL
                    WHEN partner.customer_group_id IS NULL THEN first.group_id
                    WHEN held.was_given OR first.overwrites THEN first.group_id
                    ELSE partner.customer_group_id
                END AS wanted
              ) AS choice
            """
        )
