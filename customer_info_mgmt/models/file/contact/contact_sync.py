"""The one rule that keeps a partner's phone and e-mail and its primary contact points
the same, in SQL: for one partner that was written and for a million at installation."""

from odoo import fields
from odoo.tools import SQL

# A contact point of a longer value would not fit an index.
VALUE_LENGTH = 250

# What to do per partner and family, where the partner's own value and its primary
# contact point differ. A value that is a contact point already takes the primary's
# place; another one takes the primary's row, of which nothing else holds then.
_TODO = """
    SELECT p.id AS partner_id, own.family, own.value,
           held.id AS held_id, same.id AS same_id,
           CASE WHEN own.value IS NULL THEN 'remove'
                WHEN same.id IS NOT NULL THEN 'promote'
                WHEN held.id IS NOT NULL THEN 'replace'
                ELSE 'add' END AS action
      FROM res_partner p
     CROSS JOIN LATERAL (VALUES ('phone', NULLIF(btrim(p.phone), '')),
                                ('email', NULLIF(btrim(p.email), '')))
                AS own (family, value)
      LEFT JOIN customer_contact_point same
             ON same.partner_id = p.id AND same.family = own.family
            AND lower(same.value) = lower(own.value)
      LEFT JOIN LATERAL (
                SELECT min(c.id) AS id, count(*) AS number
                  FROM customer_contact_point c
                 WHERE c.partner_id = p.id AND c.family = own.family
                   AND c.is_primary) held ON TRUE
     WHERE %(scope)s
       AND CASE WHEN own.value IS NULL THEN held.number > 0
                WHEN same.id IS NULL THEN length(own.value) <= %(length)s
                ELSE same.value != own.value OR NOT same.is_primary
                     OR held.number > 1 END
"""

_SYNC = """
    WITH todo AS MATERIALIZED (%(todo)s),
    promoted AS (
        UPDATE customer_contact_point c
           SET is_primary = c.id = todo.same_id,
               value = CASE WHEN c.id = todo.same_id THEN todo.value ELSE c.value END,
               write_uid = %(uid)s, write_date = %(now)s
          FROM todo
         WHERE todo.action = 'promote' AND c.partner_id = todo.partner_id
           AND c.family = todo.family AND (c.is_primary OR c.id = todo.same_id)),
    replaced AS (
        UPDATE customer_contact_point c
           SET value = todo.value, kind = %(kind)s, typed = NULL, problem = NULL,
               verified_date = NULL, verified_by_id = NULL, verified_how = NULL,
               channel_id = NULL, do_not_use = FALSE, do_not_use_reason = NULL,
               write_uid = %(uid)s, write_date = %(now)s
          FROM todo
         WHERE todo.action = 'replace' AND c.id = todo.held_id),
    removed AS (
        DELETE FROM customer_contact_point c
         USING todo
         WHERE todo.action = 'remove' AND c.partner_id = todo.partner_id
           AND c.family = todo.family AND c.is_primary),
    added AS (
        INSERT INTO customer_contact_point
               (partner_id, family, kind, value, is_primary, do_not_use, sequence,
                create_uid, create_date, write_uid, write_date)
        SELECT partner_id, family, %(kind)s, value, TRUE, FALSE, 10,
               %(uid)s, %(now)s, %(uid)s, %(now)s
          FROM todo
         WHERE action = 'add')
    SELECT count(*) FROM todo
"""

# Good enough to choose a sign for a number that no normaliser has read.
_KIND = SQL(
    r"""CASE WHEN todo.family = 'email' THEN 'email'
             WHEN todo.value ~ '^(\+86 ?)?1[3-9]\d' THEN 'mobile'
             ELSE 'phone' END"""
)


def sync_statement(env, partner_ids=None):
    """Return the statement that brings primary contact points up to date.

    :param partner_ids: ids of partners, default all; the statement gives how many
        values differed
    """
    scope = SQL("TRUE") if partner_ids is None else SQL("p.id = ANY(%s)", partner_ids)
    return SQL(
        _SYNC,
        todo=SQL(_TODO, scope=scope, length=VALUE_LENGTH),
        kind=_KIND,
        uid=env.uid,
        now=fields.Datetime.now(),
    )
