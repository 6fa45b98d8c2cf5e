"""The SQL of what it costs to serve a customer."""

from typing import NamedTuple

from odoo.tools import SQL

DAYS_OF_YEAR = 365
KEYS = 10


class ServiceCost(NamedTuple):
    """A kind of work that customers make.

    :param label: what is counted, in the reader's language
    :param company_field: field of the company with the cost of one
    :param documents: SELECT of ``partner_id`` (a contact or the customer),
        ``company_id``, ``document_id`` and ``moment`` (UTC); several rows of one
        document count once
    """

    label: str
    company_field: str
    documents: SQL


def per_company(column, values):
    """SQL of the value of a company; they stand in the statement.

    :param column: SQL of the id of the company
    :param values: dict of id to number
    """
    if not values:
        return SQL("0")
    cases = [SQL("WHEN %s THEN %s", *item) for item in values.items()]
    return SQL("CASE %s %s ELSE 0 END", column, SQL(" ").join(cases))


def order_documents(sales_sources):
    """Orders, whatever source of sales facts they come from.

    :param sales_sources: SELECTs as of ``customer.profile._sales_sources``
    """
    return SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT fact.partner_id, fact.company_id,
                   fact.document_id::bigint * %s + %s AS document_id, fact.moment
              FROM (%s) AS fact
             WHERE fact.is_order
            """,
            KEYS,
            number,
            source,
        )
        for number, source in enumerate(sales_sources)
    )


def line_documents():
    """Lines of confirmed orders, and of sales from before Odoo."""
    return SQL(
        """
        SELECT line.order_partner_id AS partner_id, orders.company_id,
               line.id AS document_id, orders.date_order AS moment
          FROM sale_order_line line
          JOIN sale_order orders ON orders.id = line.order_id
         WHERE orders.state = 'sale'
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
         UNION ALL
        SELECT line.partner_id, line.company_id, -line.id, line.date + time '12:00'
          FROM customer_sales_history line
         WHERE line.amount >= 0
        """
    )


def transfer_documents(customer_locations, outgoing):
    """Transfers of goods of orders that were done, to the customer or back.

    What became of the order later does not matter: the way was made.

    :param customer_locations: ids of the locations of customers
    :param outgoing: to the customer, or from there
    """
    inside, outside = SQL("location_id"), SQL("location_dest_id")
    if outgoing:
        inside, outside = outside, inside
    return SQL(
        """
        SELECT line.order_partner_id AS partner_id, orders.company_id,
               COALESCE(moves.picking_id, -moves.id) AS document_id,
               moves.date AS moment
          FROM stock_move moves
          JOIN sale_order_line line ON line.id = moves.sale_line_id
          JOIN sale_order orders ON orders.id = line.order_id
         WHERE moves.state = 'done'
           AND moves.%(inside)s = ANY(%(customers)s)
           AND moves.%(outside)s <> ALL(%(customers)s)
        """,
        inside=inside,
        outside=outside,
        customers=customer_locations,
    )


def service_costs(kinds, in_period, places):
    """Units and cost per customer, company and kind of work.

    :param kinds: tuples of the kind's name, dict of company id to cost, documents
    :param in_period: condition on ``document``: which count
    :param places: function of the company's column to its decimal places
    """
    if not kinds:
        return SQL(
            "SELECT 0 AS partner_id, 0 AS company_id, '' AS kind, 0 AS units, 0.0 AS "
            "cost WHERE FALSE"
        )
    documents = [
        SQL(
            """
            SELECT %(kind)s AS kind, source.partner_id, source.company_id,
                   source.document_id, source.moment, %(cost)s::numeric AS unit_cost
              FROM (%(documents)s) AS source
             WHERE source.company_id = ANY(%(companies)s)
            """,
            kind=kind,
            cost=per_company(SQL("source.company_id"), costs),
            documents=select,
            companies=list(costs),
        )
        for kind, costs, select in kinds
    ]
    return SQL(
        """
        SELECT done.partner_id, done.company_id, done.kind, COUNT(*) AS units,
               ROUND(COUNT(*) * done.unit_cost, %(places)s) AS cost
          FROM (
                SELECT DISTINCT contact.commercial_partner_id AS partner_id,
                       document.company_id, document.kind, document.document_id,
                       document.unit_cost
                  FROM (%(documents)s) AS document
                  JOIN res_partner contact ON contact.id = document.partner_id
                 WHERE %(in_period)s
          ) AS done
      GROUP BY done.partner_id, done.company_id, done.kind, done.unit_cost
        """,
        places=places(SQL("done.company_id")),
        documents=SQL(" UNION ALL ").join(documents),
        in_period=in_period,
    )


def late_payment_costs(rates, eve, last, places, in_scope, narrow):
    """What waiting for money cost, per customer and company.

    Each part of a receivable is overdue from the day after it was due until it was
    matched, at the latest until the last day. Of these days count those of the period:

        amount x days x rate / 100 / 365

    summed over the parts, in company currency. A receivable is a posted line on a
    receivable account with a debit; its parts are its matches, at ``max_date`` of core,
    and what is open now. Payments that nobody matched do not count as paid.

    :param rates: dict of company id to percent a year
    :param eve: day before the period, or ``None``
    :param last: last day that counts
    :param places: function of the company's column to its decimal places
    :param in_scope: condition on the partner of ``line``
    :param narrow: whether ``in_scope`` leaves few lines: then it is the way to them
    """
    return SQL(
        """
        SELECT partner.commercial_partner_id AS partner_id, line.company_id,
               ROUND(SUM(part.amount * late.days) * %(rate)s::numeric
                     / 100 / %(year)s, %(places)s) AS cost
          FROM (%(candidates)s) AS candidate
          JOIN account_move_line line ON line.id = candidate.id
          JOIN account_account account ON account.id = line.account_id
          JOIN res_partner partner ON partner.id = line.partner_id
    CROSS JOIN LATERAL (
                SELECT partial.amount, LEAST(partial.max_date, %(last)s) AS until
                  FROM account_partial_reconcile partial
                 WHERE partial.debit_move_id = line.id
                 UNION ALL
                SELECT line.amount_residual, %(last)s
          ) AS part
    CROSS JOIN LATERAL (
                SELECT part.until - GREATEST(
                           COALESCE(line.date_maturity, line.date), %(eve)s::date
                       ) AS days
          ) AS late
         WHERE account.account_type = 'asset_receivable'
           AND line.parent_state = 'posted'
           AND line.balance > 0
           AND line.date <= %(last)s
           AND line.company_id = ANY(%(companies)s)
           AND late.days > 0
      GROUP BY partner.commercial_partner_id, line.company_id
        """,
        rate=per_company(SQL("line.company_id"), rates),
        year=DAYS_OF_YEAR,
        places=places(SQL("line.company_id")),
        candidates=_late_candidates(eve, in_scope, narrow),
        last=last,
        eve=eve,
        companies=list(rates),
    )


def _late_candidates(eve, in_scope, narrow):
    """Receivables that may have been overdue in the period: open now, or until then."""
    if narrow or eve is None:
        return SQL("SELECT line.id FROM account_move_line line WHERE %s", in_scope)
    return SQL(
        """
        SELECT line.id
          FROM account_account account
          JOIN account_move_line line ON line.account_id = account.id
         WHERE account.account_type = 'asset_receivable'
           AND line.reconciled IS NOT TRUE
         UNION
        SELECT partial.debit_move_id
          FROM account_partial_reconcile partial
         WHERE partial.max_date > %s
        """,
        eve,
    )
