"""The sales figures once more, in plain Python over the documents.

Written from the definitions, not from the statements that fill the profile: no SQL, one
document after the other, exact decimal arithmetic. Slow, and easy to check by hand.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytz
from dateutil.relativedelta import relativedelta


def exact(number):
    """The decimal number that a float was read from."""
    return Decimal(repr(number or 0.0))


def rounded(amount, places):
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


class Oracle:
    """Figures of every customer and company on one day.

    :param env: an environment that may read all documents
    :param as_of: last day that counts
    :param timezone: name of the time zone in which a moment belongs to a day
    """

    def __init__(self, env, as_of, timezone="UTC"):
        self.env = env["base"].with_context(active_test=False).sudo().env
        self.as_of = as_of
        self.timezone = pytz.timezone(timezone)
        self.orders = defaultdict(list)  # (day, amount, margin) per customer, company
        self.returns = defaultdict(list)

    def figures(self):
        """Return a dict of figures per (partner id, company id); buyers only."""
        self._read_orders()
        self._read_returns()
        keys = self.orders.keys() | self.returns.keys()
        figures = {key: self._figures_of(key) for key in keys}
        for company_id in {company_id for _partner_id, company_id in figures}:
            self._classify([f for k, f in figures.items() if k[1] == company_id])
        return figures

    def _day(self, moment):
        return pytz.utc.localize(moment).astimezone(self.timezone).date()

    def _key(self, order):
        customer = order.partner_id.commercial_partner_id
        own = self.env["res.company"].search([]).partner_id.commercial_partner_id
        if customer in own or customer.leave_out_of_figures:
            return None
        return customer.id, order.company_id.id

    def _read_orders(self):
        for order in self.env["sale.order"].search([("state", "=", "sale")]):
            day, key = self._day(order.date_order), self._key(order)
            if key and day <= self.as_of:
                rate = exact(order.currency_rate)
                margin = sum(exact(line.margin) for line in order.order_line)
                self.orders[key].append(
                    (day, exact(order.amount_untaxed) / rate, margin / rate)
                )

    def _read_returns(self):
        done = [("state", "=", "done"), ("to_refund", "=", True)]
        for move in self.env["stock.move"].search(done):
            order = move.sale_line_id.order_id
            direction = self._direction(move)
            if order.state != "sale" or not direction:
                continue
            day, key = self._day(move.date), self._key(order)
            if key and day <= self.as_of:
                amount, margin = self._value(move)
                self.returns[key].append((day, direction * amount, direction * margin))

    def _direction(self, move):
        """1 for goods that come back, -1 for such that go out once more, else 0."""
        origin = move.location_id.usage == "customer"
        destination = move.location_dest_id.usage == "customer"
        if origin and not destination:
            return 1
        before = move.origin_returned_move_id
        if destination and before and self._direction(before) == 1 and before.to_refund:
            return -1
        return 0

    def _value(self, move):
        line = move.sale_line_id
        quantity = exact(move.quantity) * exact(move.product_uom.factor)
        quantity /= exact(line.product_uom_id.factor)
        price = exact(line.price_subtotal) / exact(line.product_uom_qty)
        rate = exact(line.order_id.currency_rate)
        cost = exact(line.purchase_price)
        return quantity * price / rate, quantity * (price - cost) / rate

    def _figures_of(self, key):
        orders, returns = self.orders[key], self.returns[key]
        places = self.env["res.company"].browse(key[1]).currency_id.decimal_places
        year = self.as_of - relativedelta(months=12) + timedelta(days=1)
        # The same day a year before is outside: 12 months, not 12 months and a day.
        sold = sum(amount for _day, amount, _margin in orders)
        returned = sum(amount for _day, amount, _margin in returns)
        sold_12m = sum(amount for day, amount, _margin in orders if day >= year)
        returned_12m = sum(amount for day, amount, _margin in returns if day >= year)
        margin = sum(row[2] for row in orders) - sum(row[2] for row in returns)
        margin_12m = sum(row[2] for row in orders if row[0] >= year)
        margin_12m -= sum(row[2] for row in returns if row[0] >= year)
        count = len(orders)
        average = (sold - returned) / count if count else Decimal(0)
        return {
            "first_order_date": min((day for day, *_rest in orders), default=False),
            "last_order_date": max((day for day, *_rest in orders), default=False),
            "order_count": count,
            "revenue": rounded(Decimal(sold - returned), places),
            "revenue_12m": rounded(Decimal(sold_12m - returned_12m), places),
            "margin": rounded(Decimal(margin), places),
            "margin_12m": rounded(Decimal(margin_12m), places),
            "return_amount": rounded(Decimal(returned), places),
            "average_order_value": rounded(average, places),
        }

    @staticmethod
    def _classify(customers):
        """Add share and class to the figures of all customers of one company."""
        total = sum(max(customer["revenue"], 0) for customer in customers)
        for customer in customers:
            revenue = customer["revenue"]
            floor = max(revenue, 0)
            larger = sum(c["revenue"] for c in customers if c["revenue"] > floor)
            share = max(revenue, Decimal(0)) / total if total else Decimal(0)
            customer["contribution_share"] = rounded(share, 8)
            if revenue <= 0 or larger >= Decimal("0.95") * total:
                customer["abc_class"] = "C"
            else:
                customer["abc_class"] = "A" if larger < Decimal("0.8") * total else "B"
