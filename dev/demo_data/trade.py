"""Orders, deliveries and returns, through Odoo's own flows, many at a time."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from .orders import Order
from .seeds import stream
from .world import World


def place_orders(world: World, company: str, orders: list[Order]):
    """Create the quotations of one company and confirm those that were accepted.

    Confirming stamps the present moment; the planned moment is put back after.
    """
    env = world.on(company)
    created = env["sale.order"].create([_order_values(world, one) for one in orders])
    for order, sale in zip(orders, created, strict=True):
        world.orders[order.number] = sale
    accepted = [order for order in orders if order.outcome != "quotation"]
    sales = world.orders_of(company, [order.number for order in accepted])
    sales.action_confirm()
    for order, sale in zip(accepted, sales, strict=True):
        sale.date_order = order.ordered
    for order in orders:
        if order.outcome == "cancel":
            world.orders[order.number].with_env(env)._action_cancel()
        elif order.outcome == "quotation":
            world.orders[order.number].state = "sent"


def _order_values(world: World, order: Order) -> dict:
    """Return the values of a quotation."""
    partner = world.partners[order.customer]
    return {
        "partner_id": partner.id,
        "company_id": world.companies[order.company].id,
        "date_order": order.ordered,
        "user_id": partner.user_id.id,
        "order_line": [
            (
                0,
                0,
                {
                    "product_id": world.products[code].id,
                    "product_uom_qty": quantity,
                    "discount": discount,
                },
            )
            for code, quantity, discount in order.lines
        ],
    }


def validate(pickings, moments: dict):
    """Validate transfers without asking back, and date each at its moment.

    :raises RuntimeError: when one is still open afterwards; going on would give
        documents that contradict each other
    """
    if not pickings:
        return
    # skip_sms: with a text message per delivery switched on, Odoo would ask.
    pickings.with_context(skip_backorder=True, skip_sms=True).button_validate()
    stuck = pickings.filtered(lambda one: one.state != "done")
    if stuck:
        raise RuntimeError(f"not validated: {stuck.mapped('name')}")
    for picking, moment in moments.items():
        picking.date_done = moment


def deliver(world: World, company: str, due: list[tuple[Order, date]]):
    """Validate the open deliveries of these orders, with the planned shortages.

    The first delivery of an order with a shortage leaves a backorder; the
    second time the order comes along, the backorder goes out.

    :param due: orders and the day on which the goods leave
    """
    env = world.on(company)
    pickings, moments = env["stock.picking"], {}
    for order, day in due:
        sale = world.orders[order.number].with_env(env)
        done = sale.picking_ids.filtered(lambda one: one.state == "done")
        for picking in sale.picking_ids:
            if picking.state not in ("done", "cancel"):
                pickings |= picking
                moments[picking] = _leaves_at(world, order, day)
        if order.shortage and not done:
            _leave_part_behind(sale.picking_ids, order.shortage.share)
    validate(pickings, moments)


def _leave_part_behind(pickings, share: float):
    """Reduce the quantities at hand: ``share`` of each line stays behind."""
    for number, move in enumerate(pickings.move_ids):
        left = max(1, round(move.product_uom_qty * share))
        if left >= move.product_uom_qty:
            # One piece only: it is there or it is not; the first line stays.
            left = move.product_uom_qty if number else 0
        move.quantity = move.product_uom_qty - left


def _leaves_at(world: World, order: Order, day: date) -> datetime:
    """Return the moment of the day at which the goods leave."""
    rng = stream(world.seed, "leaves", order.number, day)
    moment = datetime.combine(day, time(rng.randint(1, 9), rng.randint(0, 59)))
    return max(moment, order.ordered)


def take_back(world: World, company: str, due: list[tuple[Order, date]]):
    """Take goods back that were sold, to be refunded."""
    env = world.on(company)
    receipts, moments = env["stock.picking"], {}
    for order, day in due:
        receipt = _create_return(world, env, order)
        if receipt:
            receipts |= receipt
            moments[receipt] = _leaves_at(world, order, day)
    validate(receipts, moments)


def _create_return(world: World, env, order: Order):
    """Create the return of a share of the biggest line of an order's delivery."""
    sale = world.orders[order.number].with_env(env)
    delivery = sale.picking_ids.filtered(lambda one: one.state == "done")[:1]
    wizard = env["stock.return.picking"].create({"picking_id": delivery.id})
    line = wizard.product_return_moves.sorted(lambda one: one.move_id.quantity)[-1:]
    line.quantity = max(1, round(line.move_id.quantity * order.returned.share))
    line.to_refund = True
    receipt = wizard._create_return()
    receipt.origin = f"{receipt.origin} ({order.returned.reason})"
    return receipt


def events_of(orders: list[Order]) -> dict:
    """Return ``{day: [(order, kind), ...]}`` with all that happens to orders.

    Kinds, in the order in which a day works them off: ``order``, ``deliver``
    and ``return``.
    """
    events = defaultdict(list)
    for order in orders:
        events[order.ordered.date()].append((order, "order"))
        if not order.delivered:
            continue
        events[order.delivered].append((order, "deliver"))
        if order.shortage and order.shortage.days is not None:
            rest = order.delivered + timedelta(days=order.shortage.days)
            events[rest].append((order, "deliver"))
        if order.returned:
            back = order.delivered + timedelta(days=order.returned.days)
            events[back].append((order, "return"))
    return events
