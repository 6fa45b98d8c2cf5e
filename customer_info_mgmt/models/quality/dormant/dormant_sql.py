"""The SQL of the clean-up, in parts that can be read one by one."""

from odoo.tools import SQL

from ....tools.values import PROBLEMS, WRONG

# Bounces after which an e-mail address counts as dead.
BOUNCES = 3


def signs(sources, company_id, scope):
    """SELECT of the latest signs of life per customer.

    Grouped by the document's partner first, joined to its customer afterwards: that is
    the faster order.

    :param sources: list of ``(kind, select)``; a select gives ``partner_id``,
        ``company_id`` and ``moment``, the kind is ``order`` or ``contact``
    :param company_id: whose orders are shown; orders of all companies count
    :param scope: condition on ``partner_id``
    :return: SQL with the columns ``id``, ``latest``, ``latest_order``, ``shown_order``,
        ``latest_contact``
    """
    grouped = SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT %(kind)s AS kind, source.partner_id,
                   COALESCE(source.company_id = %(company)s, TRUE) AS is_ours,
                   MAX(source.moment) AS moment
              FROM (%(select)s) AS source
             WHERE source.partner_id IS NOT NULL AND %(scope)s
             GROUP BY 2, 3
            """,
            kind=kind,
            company=company_id,
            select=select,
            scope=scope(SQL("source.partner_id")),
        )
        for kind, select in sources
    )
    return SQL(
        """
        SELECT family.commercial_partner_id AS id,
               MAX(sign.moment) AS latest,
               MAX(sign.moment) FILTER (WHERE kind = 'order') AS latest_order,
               MAX(sign.moment) FILTER (WHERE kind = 'order' AND is_ours)
                   AS shown_order,
               MAX(sign.moment) FILTER (WHERE kind = 'contact') AS latest_contact
          FROM (%s) AS sign
          JOIN res_partner family ON family.id = sign.partner_id
         GROUP BY family.commercial_partner_id
        """,
        grouped,
    )


def obstacles(sources, scope):
    """SELECT of what keeps customers from being archived.

    :param sources: list of ``(code, select)``; a select gives ``partner_id``
    :param scope: condition on ``partner_id``
    :return: SQL with the columns ``id`` and ``codes``, the codes with commas
    """
    union = SQL(" UNION ").join(
        SQL(
            "SELECT %s AS code, held.partner_id FROM (%s) AS held"
            " WHERE held.partner_id IS NOT NULL AND %s",
            code,
            select,
            scope(SQL("held.partner_id")),
        )
        for code, select in sources
    )
    return SQL(
        """
        SELECT family.commercial_partner_id AS id,
               STRING_AGG(DISTINCT obstacle.code, ',') AS codes
          FROM (%s) AS obstacle
          JOIN res_partner family ON family.id = obstacle.partner_id
         GROUP BY family.commercial_partner_id
        """,
        union,
    )


def balances(company_id, scope):
    """SELECT of open balances: of the company, and whether there is one anywhere."""
    return SQL(
        """
        SELECT family.commercial_partner_id AS id,
               SUM(item.amount) FILTER (WHERE item.company_id = %(company)s) AS amount,
               BOOL_OR(item.amount <> 0) AS is_open
          FROM (
                SELECT line.partner_id, line.company_id,
                       ROUND(SUM(line.amount_residual), 2) AS amount
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.parent_state = 'posted'
                   AND line.reconciled IS NOT TRUE
                   AND account.account_type IN ('asset_receivable', 'liability_payable')
                   AND line.partner_id IS NOT NULL
                   AND %(scope)s
                 GROUP BY 1, 2
               ) AS item
          JOIN res_partner family ON family.id = item.partner_id
         GROUP BY 1
        """,
        company=company_id,
        scope=scope(SQL("line.partner_id")),
    )


def reachability(scope):
    """SELECT of customers none of whose contact points works, nor any of a contact's.

    Dead is what is not to be used, cannot be right, or bounces. A customer without any
    contact point is not among them: nobody has asked yet.
    """
    return SQL(
        """
        SELECT family.commercial_partner_id AS id
          FROM customer_contact_point point
          JOIN res_partner family ON family.id = point.partner_id AND family.active
     LEFT JOIN customer_data_issue issue
            ON issue.partner_id = point.partner_id
           AND issue.field_name = point.family
           AND issue.severity = 'wrong'
           AND point.is_primary
         WHERE %(scope)s
         GROUP BY 1
        HAVING BOOL_AND(
                   point.do_not_use
                   OR issue.id IS NOT NULL
                   OR COALESCE(point.problem, '') = ANY(%(wrong)s)
                   OR point.is_primary AND point.family = 'email'
                      AND COALESCE(family.message_bounce, 0) >= %(bounces)s
               )
        """,
        bounces=BOUNCES,
        wrong=[
            code for code, (severity, _words) in PROBLEMS.items() if severity == WRONG
        ],
        scope=scope(SQL("point.partner_id")),
    )


def within(partner_ids):
    """Return the condition, as a function of a column, of a customer's whole family.

    :param partner_ids: commercial partners, or None for everybody
    """
    if partner_ids is None:
        return lambda column: SQL("TRUE")
    return lambda column: SQL(
        "%s IN (SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s))",
        column,
        list(partner_ids),
    )


def examined(run, partner_ids=None):
    """SELECT of customers with what is known about their quietness.

    :param run: ``customer.dormant.run`` record: company, months, group
    :param partner_ids: commercial partners to look at, or None for everybody
    :return: SQL with the columns ``id``, ``latest``, ``latest_order``, ``shown_order``,
        ``latest_contact``, ``balance``, ``codes`` (obstacles), ``is_dormant``,
        ``is_unreachable``
    """
    scope = within(partner_ids)
    return SQL(
        """
        SELECT examined.*,
               GREATEST(latest, create_date) < cutoff AS is_dormant,
               has_dead_ends AND COALESCE(latest_order, '-infinity') < cutoff
                   AS is_unreachable
          FROM (
            SELECT customer.id, customer.create_date,
                   sign.latest, sign.latest_order, sign.shown_order,
                   sign.latest_contact, open.amount AS balance,
                   CONCAT_WS(',', obstacle.codes,
                             CASE WHEN open.is_open THEN 'balance' END) AS codes,
                   unreachable.id IS NOT NULL AS has_dead_ends,
                   %(today)s::timestamp - make_interval(months => GREATEST(
                       COALESCE(NULLIF(cgroup.dormant_months, 0), %(months)s),
                       CASE WHEN customer.company_id IS NULL THEN %(others)s ELSE 0 END
                   )) AS cutoff
              FROM res_partner customer
         LEFT JOIN customer_group cgroup ON cgroup.id = customer.customer_group_id
         LEFT JOIN (%(signs)s) AS sign ON sign.id = customer.id
         LEFT JOIN (%(obstacles)s) AS obstacle ON obstacle.id = customer.id
         LEFT JOIN (%(balances)s) AS open ON open.id = customer.id
         LEFT JOIN (%(reachability)s) AS unreachable ON unreachable.id = customer.id
             WHERE customer.active
               AND customer.commercial_partner_id = customer.id
               AND %(which)s
          ) AS examined
        """,
        today=run.env.cr.now().date(),
        months=run.months,
        others=run._months_of_others(),
        signs=signs(run._life_sources(), run.company_id.id, scope),
        obstacles=obstacles(run._obstacle_sources(), scope),
        balances=balances(run.company_id.id, scope),
        reachability=reachability(scope),
        which=_which(run, partner_ids),
    )


def _which(run, partner_ids):
    """Condition on the customers that a run looks at."""
    if partner_ids is not None:
        return SQL("customer.id = ANY(%s)", list(partner_ids))
    conditions = [
        SQL("customer.customer_rank > 0"),
        SQL("COALESCE(customer.company_id, %s) = %s", *[run.company_id.id] * 2),
    ]
    if run.customer_group_id:
        conditions.append(
            SQL("customer.customer_group_id = %s", run.customer_group_id.id)
        )
    return SQL(" AND ").join(conditions)
