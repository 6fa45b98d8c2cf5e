"""Seasons and expected demand once more, in plain Python over the documents."""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from ..oracle import exact
from .habit_oracle import HabitOracle

LEAST_LINES = 24


class SeasonOracle(HabitOracle):
    """Seasons of every company, product and month on one day."""

    def seasons(self):
        """Return a dict of seasons per (company id, product id, month)."""
        self.first = (self.as_of + timedelta(days=1)).replace(day=1)
        self.sold = defaultdict(lambda: defaultdict(Decimal))
        self.lines = defaultdict(lambda: defaultdict(int))
        self.days = defaultdict(lambda: defaultdict(lambda: [Decimal(0), Decimal(0)]))
        self.amounts = defaultdict(list)
        self._read_lines()
        self._read_history()
        self.products = self.env["product.product"].search([])
        return {
            (company_id, product.id, month): season
            for kind, company_id, product in list(self.sold)
            if kind == "product"
            for month, season in self._product(company_id, product)
        }

    def _add(self, key, product, day, quantity, amount):
        if quantity <= 0 or day >= self.first:
            return
        quantity = exact(quantity) if isinstance(quantity, float) else quantity
        month = day.replace(day=1)
        for ref, size in (
            (("product", key[1], product), quantity / exact(product.uom_id.factor)),
            (("category", key[1], product.categ_id), amount),
        ):
            self.sold[ref][month] += size
            self.lines[ref][month] += 1

    def _back(self, month):
        first = self.first
        return (first.year - month.year) * 12 + first.month - month.month

    def _years(self, ref):
        return min(3, self._back(min(self.sold[ref])) // 12) if ref in self.sold else 0

    def _block(self, ref, number):
        return [
            m
            for m in self.sold[ref]
            if 12 * number < self._back(m) <= 12 * (number + 1)
        ]

    def _index(self, ref):
        """Mean over the years of each month's share in its year, or None."""
        blocks = [self._block(ref, number) for number in range(self._years(ref))]
        if sum(self.lines[ref][m] for block in blocks for m in block) < LEAST_LINES:
            return None
        index, count = defaultdict(Decimal), 0
        for block in blocks:
            total = sum(self.sold[ref][month] for month in block)
            if total > 0:
                count += 1
                for month in block:
                    index[month.month] += self.sold[ref][month] * 12 / total
        return {m: index[m] / count for m in range(1, 13)} if count else None

    def _product(self, company_id, product):
        ref = "product", company_id, product
        last, before = (
            sum(self.sold[ref][month] for month in self._block(ref, number))
            for number in (0, 1)
        )
        if last <= 0:
            return
        years, own = self._years(ref), self._index(ref)
        index = own
        if not own and product.categ_id:
            index = self._index(("category", company_id, product.categ_id))
        basis = "product" if own else "category"
        if not index or years < 1:
            index, basis = None, "none"
        growth = Decimal(1)
        if own and years >= 2 and before > 0:
            growth = min(max(last / before, Decimal("0.5")), Decimal("1.5"))
        for ahead in range(1, 13):
            date = self.first + relativedelta(months=ahead - 1)
            season = index[date.month] if index else Decimal(0)
            expected = last / 12 * season
            expected *= growth ** (Decimal(ahead + Decimal("5.5")) / 12)
            yield (
                date.month,
                {
                    "date": date,
                    "basis": basis,
                    "years": years,
                    "season_index": season,
                    "growth": growth,
                    "last_year_quantity": self.sold[ref].get(
                        date - relativedelta(years=1), Decimal(0)
                    ),
                    "expected_quantity": expected,
                },
            )
