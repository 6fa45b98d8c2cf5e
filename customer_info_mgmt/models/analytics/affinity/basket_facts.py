from datetime import date, timedelta
from functools import cached_property

import numpy as np
from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from ....tools.baskets import basket_matrix, dense, distinct, item_counts
from ....tools.binary_copy import ColumnReader
from ..sales_sql import begin_of_day, counts_in_figures, local_day

FIRST_DAY = date(2000, 1, 1)
READ = {"document": "i8", "partner": "i4", "day": "i4", "product": "i4"}


class BasketFacts:
    """What the customers of one company bought, as arrays of numbers.

    One entry per line that counts: ``customer``, ``day``, ``basket`` (the document)
    and ``item``. Customers, baskets and items are numbered from 0; ``products`` and
    ``customers`` hold the ids behind the numbers. Rows come in by COPY, so that twelve
    million lines are some hundred megabytes and not some gigabytes.

    :param affinities: model ``customer.product.affinity``
    :param company: one company
    :param as_of: last day that counts
    :param settings: ``BasketSettings``
    """

    def __init__(self, affinities, company, as_of, settings):
        self.env = affinities.env
        self.company = company
        self.settings = settings
        self.timezone = self.env["customer.profile"]._timezone()
        self.as_of = as_of
        first = as_of - relativedelta(months=settings.months)
        self.begin = begin_of_day(first, self.timezone)
        self.end = begin_of_day(as_of + timedelta(days=1), self.timezone)
        self.sources = affinities._basket_sources()
        self._read_products()
        self._read_lines()

    def _copy(self, query, columns):
        """Return the rows of ``query`` as a dict of arrays."""
        reader = ColumnReader(columns)
        cr = self.env.cr
        text = cr.mogrify(query.code, query.params).decode()
        cr.copy_expert(f"COPY ({text}) TO STDOUT (FORMAT binary)", reader)
        return reader.arrays()

    def _read_products(self):
        """Note which products count, and which of them may be suggested."""
        types = ["consu", "service"] if self.settings.services else ["consu"]
        discount = self.company.sudo().sale_discount_product_id.id
        found = self._copy(
            SQL(
                """
                SELECT product.id,
                       (product.active AND template.active AND template.sale_ok
                        AND COALESCE(template.company_id, %(company)s) = %(company)s
                       )::int
                  FROM product_product product
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE template.type = ANY(%(types)s)
                   AND product.id IS DISTINCT FROM %(discount)s
                 ORDER BY product.id
                """,
                company=self.company.id,
                types=types,
                discount=discount or None,
            ),
            {"id": "i4", "suggested": "i4"},
        )
        self.products = found["id"]
        self.suggested = found["suggested"].astype(bool)

    def _customer_of(self):
        """Array from the partner on a document to its customer; -1 where left out."""
        found = self._copy(
            SQL(
                """
                SELECT contact.id, contact.commercial_partner_id
                  FROM res_partner contact
                  JOIN res_partner customer
                    ON customer.id = contact.commercial_partner_id
                 WHERE %s
                """,
                counts_in_figures(SQL("customer")),
            ),
            {"id": "i4", "customer": "i4"},
        )
        return _lookup(found["id"], found["customer"])

    def _read_lines(self):
        customer_of = self._customer_of()
        item_of = _lookup(self.products, np.arange(len(self.products), dtype=np.int32))
        parts, baskets = [], 0
        for source in self.sources:
            lines = self._copy(self._lines_sql(source), READ)
            item = _found(item_of, lines.pop("product"))
            customer = _found(customer_of, lines.pop("partner"))
            kept = (item >= 0) & (customer >= 0)
            basket, count = dense(lines.pop("document")[kept])
            parts.append(
                (basket + baskets, customer[kept], lines["day"][kept], item[kept])
            )
            baskets += count
        self.basket, customer, self.day, self.item = map(
            np.concatenate, zip(*parts, strict=True)
        )
        self.customers = distinct(customer)
        places = _lookup(self.customers, np.arange(len(self.customers), dtype=np.int32))
        self.customer = places[customer]

    def _lines_sql(self, source):
        return SQL(
            """
            SELECT fact.document_id::bigint, fact.partner_id,
                   %(day)s - %(first)s::date, fact.product_id
              FROM (%(source)s) AS fact
             WHERE %(where)s
            """,
            day=local_day(SQL("fact.moment"), self.timezone),
            first=FIRST_DAY,
            source=source,
            where=self.where(),
        )

    def where(self):
        """Condition on ``fact``, a row of a source: of this company, in the period."""
        return SQL(
            "fact.company_id = %s AND fact.moment >= %s AND fact.moment < %s",
            self.company.id,
            self.begin,
            self.end,
        )

    @cached_property
    def by_order(self):
        """Matrix of documents and products."""
        baskets = int(self.basket.max()) + 1 if len(self.basket) else 0
        return basket_matrix(self.basket, self.item, baskets, len(self.products))

    @cached_property
    def by_customer(self):
        """Matrix of customers and products."""
        return basket_matrix(
            self.customer, self.item, len(self.customers), len(self.products)
        )

    def counts(self, matrix):
        """Return in how many rows each product is, and how many rows hold any."""
        filled = int(np.count_nonzero(np.diff(matrix.indptr)))
        return item_counts(matrix), filled


def _lookup(keys, values):
    """Array that has the value of a key at its place, and -1 elsewhere."""
    table = np.full(int(keys.max()) + 2 if len(keys) else 1, -1, np.int32)
    table[keys] = values
    return table


def _found(table, keys):
    """Values of ``keys``; what lies beyond the table is not in it."""
    return table[np.minimum(keys, len(table) - 1)]
