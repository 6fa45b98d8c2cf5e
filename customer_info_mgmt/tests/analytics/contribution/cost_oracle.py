"""What customers cost once more, in plain Python, document by document, day by day."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from ..oracle import Oracle, exact, rounded

UNITS = ("order", "line", "delivery", "return", "feedback")


class CostOracle:
    """Costs of a period, per customer and company.

    :param last: last day that counts
    :param first: first day; without it, of the 12 months up to the last
    """

    def __init__(self, env, last, first=None):
        self.env = env["base"].with_context(active_test=False).sudo().env
        self.last = last
        self.first = first or last - relativedelta(months=12) + timedelta(days=1)
        self.sales = Oracle(env, last)
        self.figures = self.sales.figures()
        if first:
            for key in self.figures:
                self.figures[key] = self._sold_in_period(key)

    def _sold_in_period(self, key):
        """What the figures up to the last day are over those up to the first."""
        orders, returns = self.sales.orders[key], self.sales.returns[key]
        company = self.env["res.company"].browse(key[1])

        def added(number, *factors):
            up_to = [Decimal(0), Decimal(0)]
            for rows, factor in zip((orders, returns), factors, strict=True):
                for row in rows:
                    up_to[0] += factor * row[number] * (row[0] < self.first)
                    up_to[1] += factor * row[number]
            before, after = (
                rounded(amount, company.currency_id.decimal_places) for amount in up_to
            )
            return after - before

        return {
            "revenue_12m": added(1, 1, -1),
            "margin_12m": added(2, 1, -1),
            "return_amount": added(1, 0, 1),
            "order_count": sum(self._counts(row[0]) for row in orders),
        }

    def _counts(self, day):
        return self.first <= day <= self.last

    def units(self):
        """Return a counter of kinds of work per (partner id, company id)."""
        units = defaultdict(Counter)
        for order in self.env["sale.order"].search([("state", "=", "sale")]):
            key = self.sales._key(order)
            if key and self._counts(order.date_order.date()):
                lines = order.order_line.filtered(lambda line: not line.display_type)
                units[key].update(order=1, line=len(lines))
        self._count_transfers(units)
        for feedback in self.env["customer.feedback"].search([]):
            if self._counts(feedback.create_date.date()):
                partner = feedback.partner_id.commercial_partner_id
                units[partner.id, feedback.company_id.id]["feedback"] += 1
        return units

    def _count_transfers(self, units):
        for picking in self.env["stock.picking"].search([("state", "=", "done")]):
            moves = picking.move_ids.filtered(lambda move: move.state == "done")
            order = moves.sale_line_id.order_id
            if not order or not self._counts(moves[0].date.date()):
                continue
            usages = moves[0].location_id.usage, moves[0].location_dest_id.usage
            key = self.sales._key(order)
            if key and usages[0] != usages[1] == "customer":
                units[key]["delivery"] += 1
            elif key and usages[1] != usages[0] == "customer":
                units[key]["return"] += 1

    def late(self):
        """Return amount times days overdue per (partner id, company id)."""
        found = defaultdict(Decimal)
        for line in self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("balance", ">", 0),
                ("date", "<=", self.last),
            ]
        ):
            key = line.partner_id.commercial_partner_id.id, line.company_id.id
            paid = [(p.max_date, exact(p.amount)) for p in line.matched_credit_ids]
            due = line.date_maturity or line.date
            day = max(self.first, due + timedelta(days=1))
            while day <= self.last:
                before = sum(amount for date, amount in paid if date < day)
                found[key] += exact(line.balance) - before
                day += timedelta(days=1)
        return found

    def costs(self):
        """Return (cost to serve, late payment cost, contribution) per customer."""
        units, late = self.units(), self.late()
        return {
            key: self._cost(key, units[key], late[key])
            for key in units.keys() | late.keys() | self.figures.keys()
        }

    def _cost(self, key, units, late):
        company = self.env["res.company"].browse(key[1])
        partner = self.env["res.partner"].browse(key[0])
        if partner.leave_out_of_figures or partner in self._own_partners():
            return Decimal(0), Decimal(0), Decimal(0)
        places = company.currency_id.decimal_places
        figures = self.figures.get(key, {"revenue_12m": 0, "margin_12m": 0})
        served = sum(
            rounded(units[kind] * exact(company[f"customer_cost_{kind}"]), places)
            for kind in UNITS
        )
        commission = exact(company.customer_commission_rate) / 100
        revenue = max(Decimal(figures["revenue_12m"]), Decimal(0))
        served += rounded(revenue * commission, places)
        late = rounded(late * exact(company.customer_late_rate) / 100 / 365, places)
        return served, late, Decimal(figures["margin_12m"]) - served - late

    def _own_partners(self):
        return self.env["res.company"].search([]).partner_id.commercial_partner_id
