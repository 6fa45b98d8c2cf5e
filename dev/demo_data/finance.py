"""Invoices, credit notes and payments, through Odoo's own flows."""

from collections import defaultdict
from datetime import date, timedelta

from .orders import Order
from .seeds import stream
from .world import World

FRIDAY = 4


class Ledger:
    """Knows which invoice is to be paid when.

    An invoice is to be paid on its due date plus the customer's lateness; what
    never gets a payment stays open.
    """

    def __init__(self, world: World):
        self._world = world
        self._payable = defaultdict(list)

    def invoice(self, company: str, delivered: list[tuple[Order, date]], limit: date):
        """Invoice what was delivered, up to five days after, and post it.

        Goods that came back become credit notes by the same call. What would be
        invoiced after the last day of all stays to be invoiced.

        :param delivered: orders and the day of their last movement
        :param limit: no invoice is dated after this day
        """
        delivered = [
            (order, day)
            for order, day in delivered
            if self._invoice_day(order, day) <= self._world.as_of
        ]
        numbers = list(dict.fromkeys(order.number for order, _day in delivered))
        sales = self._world.orders_of(company, numbers)
        sales = sales.filtered(lambda sale: sale._get_invoiceable_lines(final=True))
        if not sales:
            return
        moves = sales._create_invoices(grouped=True, final=True)
        plans = {
            self._world.orders[order.number]: (order, day) for order, day in delivered
        }
        for move in moves:
            sale = move.line_ids.sale_line_ids.order_id[:1]
            move.invoice_date = min(limit, self._invoice_day(*plans[sale]))
        moves.action_post()
        for move in moves:
            self._plan_payment(company, move, plans)

    def _invoice_day(self, order: Order, day: date) -> date:
        """Return the day on which a movement of a day is invoiced."""
        rng = stream(self._world.seed, "invoice", order.number, day)
        return day + timedelta(days=rng.choices((0, 1, 2, 3, 5), (3, 4, 4, 2, 1))[0])

    def _plan_payment(self, company: str, move, plans: dict):
        """Note when an invoice will be paid; a credit note is settled in a week."""
        order, _day = plans[move.line_ids.sale_line_ids.order_id[:1]]
        if move.move_type == "out_refund":
            self._payable[company].append((move.invoice_date + timedelta(days=7), move))
        elif order.late_days is not None:
            due = move.invoice_date_due + timedelta(days=order.late_days)
            self._payable[company].append((max(due, move.invoice_date), move))

    def pay(self, company: str, until: date):
        """Register the payments up to a day; one payment for each invoice."""
        due = [entry for entry in self._payable[company] if entry[0] <= until]
        self._payable[company] = [
            entry for entry in self._payable[company] if entry[0] > until
        ]
        runs = defaultdict(list)
        for day, move in due:
            runs[_bank_day(day, until), move.move_type, move.currency_id].append(move)
        for (day, _kind, _currency), moves in sorted(
            runs.items(), key=lambda run: (run[0][0], run[0][1], run[0][2].name)
        ):
            self._register(company, day, moves)

    def _register(self, company: str, day: date, moves: list):
        """Pay invoices of one currency on one day, each by a payment of its own."""
        env = self._world.on(company)
        records = env["account.move"].concat(*moves).with_env(env)
        wizard = (
            env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=records.ids)
            .create({"payment_date": day, "group_payment": False})
        )
        wizard._create_payments()


def _bank_day(day: date, until: date) -> date:
    """Return the Friday on or after a day: companies pay in weekly runs."""
    return min(day + timedelta(days=(FRIDAY - day.weekday()) % 7), until)
