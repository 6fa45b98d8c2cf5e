"""What customers usually order once more, in plain Python over the documents."""

from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from statistics import median, median_low

from dateutil.relativedelta import relativedelta

from ..oracle import Oracle, exact, rounded


class HabitOracle(Oracle):
    """Habits of every customer, company and product on one day."""

    def habits(self, least_days=2, lapse=3):
        """Return a dict of habits per (partner id, company id, product id)."""
        self.days = defaultdict(lambda: defaultdict(lambda: [Decimal(0), Decimal(0)]))
        self.amounts = defaultdict(list)
        self._read_lines()
        self._read_moves()
        self._read_history()
        return {
            key: self._habit(key, days, lapse)
            for key, days in self.days.items()
            if len(days) >= least_days
        }

    def _read_lines(self):
        for order in self.env["sale.order"].search([("state", "=", "sale")]):
            day, key = self._day(order.date_order), self._key(order)
            if not key or day > self.as_of:
                continue
            for line in order.order_line.filtered(lambda line: not line.display_type):
                amount = exact(line.price_subtotal) / exact(order.currency_rate)
                quantity = exact(line.product_uom_qty)
                quantity *= exact(line.product_uom_id.factor)
                self._add(key, line.product_id, day, quantity, amount)

    def _add(self, key, product, day, quantity, amount):
        if quantity > 0:
            found = self.days[(*key, product.id)][day]
            found[0] += quantity / exact(product.uom_id.factor)
            found[1] += amount
        self.amounts[(*key, product.id)].append((day, amount))

    def _read_moves(self):
        done = [("state", "=", "done"), ("to_refund", "=", True)]
        for move in self.env["stock.move"].search(done):
            order, direction = move.sale_line_id.order_id, self._direction(move)
            day, key = self._day(move.date), self._key(order)
            if order.state == "sale" and direction and key and day <= self.as_of:
                amount, _margin = self._value(move)
                self.amounts[(*key, move.product_id.id)].append(
                    (day, -direction * amount)
                )

    def _read_history(self):
        for line in self.env["customer.sales.history"].search([]):
            customer = line.partner_id.commercial_partner_id
            if customer.leave_out_of_figures or line.date > self.as_of:
                continue
            key = customer.id, line.company_id.id
            quantity = exact(line.quantity) * exact(line.product_id.uom_id.factor)
            if line.amount < 0:
                quantity = 0
            self._add(key, line.product_id, line.date, quantity, exact(line.amount))

    def _habit(self, key, days, lapse):
        ordered = sorted(days)
        year = self.as_of - relativedelta(months=12) + timedelta(days=1)
        places = self.env["res.company"].browse(key[1]).currency_id.decimal_places
        quantity, amount = days[ordered[-1]]
        recent = sum(a for day, a in self.amounts[key] if day >= year)
        habit = {
            "order_days": len(days),
            "first_date": ordered[0],
            "last_date": ordered[-1],
            "median_interval_days": 0,
            "next_date": False,
            "lapse_date": False,
            "usual_quantity": rounded(median_low([q for q, _a in days.values()]), 4),
            "last_quantity": rounded(quantity, 4),
            "last_price": rounded(amount / quantity, 4),
            "revenue_12m": rounded(Decimal(recent), places),
        }
        if len(ordered) >= 3:
            gaps = [(b - a).days for a, b in zip(ordered, ordered[1:], strict=False)]
            usual = Decimal(median(gaps))
            whole = int(usual.quantize(Decimal(1), rounding=ROUND_HALF_UP))
            habit |= {
                "median_interval_days": usual,
                "next_date": ordered[-1] + timedelta(days=whole),
                "lapse_date": ordered[-1]
                + timedelta(days=ceil(min(usual * exact(lapse), usual + 90))),
            }
        return habit
