"""What is bought together, once more: plain Python over the documents."""

from collections import Counter, defaultdict
from itertools import combinations

import pytz
from dateutil.relativedelta import relativedelta


class BasketOracle:
    """Baskets of one company, counted one after the other.

    Written from the definitions: no SQL, no arrays.

    :param env: an environment that may read all documents
    :param company: whose baskets
    :param as_of: last day that counts
    :param months: of sales that count
    :param timezone: name of the time zone of days
    """

    def __init__(self, env, company, as_of, months=36, timezone="UTC"):
        self.env = env["base"].with_context(active_test=False).sudo().env
        self.company = company
        self.as_of = as_of
        self.since = as_of - relativedelta(months=months)
        self.timezone = pytz.timezone(timezone)
        self.orders = defaultdict(set)
        self.customers = defaultdict(set)  # of (day, product)
        self._read_orders()
        self._read_history()

    def _left_out(self, customer):
        companies = self.env["res.company"].search([])
        own = companies.partner_id.commercial_partner_id
        return customer in own or customer.leave_out_of_figures

    def _note(self, key, partner, day, product):
        customer = partner.commercial_partner_id
        if (
            product.type == "consu"
            and self.since <= day <= self.as_of
            and not self._left_out(customer)
        ):
            self.orders[key].add(product)
            self.customers[customer].add((day, product))

    def _read_orders(self):
        orders = self.env["sale.order"].search(
            [("state", "=", "sale"), ("company_id", "=", self.company.id)]
        )
        for order in orders:
            moment = pytz.utc.localize(order.date_order)
            day = moment.astimezone(self.timezone).date()
            for line in order.order_line:
                if line.product_id and line.product_uom_qty > 0:
                    if not line.display_type and not line.is_downpayment:
                        key = ("order", order.id)
                        self._note(key, order.partner_id, day, line.product_id)

    def _read_history(self):
        lines = self.env["customer.sales.history"].search(
            [("company_id", "=", self.company.id), ("product_id", "!=", False)]
        )
        for line in lines:
            if line.amount >= 0:
                key = ("history", line.partner_id.id, line.date, line.name or line.id)
                self._note(key, line.partner_id, line.date, line.product_id)

    def suggested(self, product):
        return (
            product.active
            and product.product_tmpl_id.active
            and product.sale_ok
            and product.company_id.id in (False, self.company.id)
        )

    def _sets_within(self, days):
        """Per customer: products, and pairs of them within some days."""
        for customer, events in self.customers.items():
            products = {product for _day, product in events}
            pairs = {
                frozenset((a, b))
                for day_a, a in events
                for day_b, b in events
                if a != b and abs((day_a - day_b).days) <= days
            }
            yield customer, products, pairs

    def baskets(self, basis, days=30):
        """Return counts of products and of pairs, and how many baskets there are."""
        singles, together = Counter(), Counter()
        if basis == "order":
            for products in self.orders.values():
                singles.update(products)
                together.update(map(frozenset, combinations(products, 2)))
            return singles, together, len(self.orders)
        for _customer, products, pairs in self._sets_within(days):
            singles.update(products)
            together.update(pairs)
        return singles, together, len(self.customers)

    def rows(self, basis, least=3, lift=1.0, top=20, days=30, support=0.0):
        """Return a dict of (product id, other id) to its counts, as they are stored."""
        singles, together, total = self.baskets(basis, days)
        others = defaultdict(list)
        for pair, count in together.items():
            if not all(map(self.suggested, pair)):
                continue
            a, b = pair
            expected = singles[a] * singles[b]
            ratio = count * total / expected
            if count >= least and 100 * count >= support * total and ratio > lift:
                others[a].append((-count, -ratio, b.id, b))
                others[b].append((-count, -ratio, a.id, a))
        return {
            (product.id, other_id): (-count, singles[product], singles[other], total)
            for product, found in others.items()
            for count, _ratio, other_id, other in sorted(
                found, key=lambda row: row[:3]
            )[:top]
        }

    def triples(self, least):
        """Return a dict of three product ids to the number of orders with all."""
        found = Counter()
        for products in self.orders.values():
            ids = sorted(p.id for p in products if self.suggested(p))
            found.update(combinations(ids, 3))
        return {key: count for key, count in found.items() if count >= least}
