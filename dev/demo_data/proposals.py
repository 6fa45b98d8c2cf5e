"""Corrections that colleagues and customers propose, some of them decided."""

from datetime import datetime, time, timedelta

from . import addresses
from .customers import MAIN, Customer
from .seeds import stream
from .world import World

# What is proposed, by whom, how many days ago, and what becomes of it.
PLANS = (
    ("phone", "warehouse", 1, "waiting"),
    ("street", "warehouse", 3, "waiting"),
    ("email", "finance", 6, "waiting"),
    ("main_contact_id", "customer", 9, "waiting"),
    ("phone", "customer", 2, "waiting"),
    ("zip", "finance", 12, "waiting"),
    ("phone", "warehouse", 30, "approved"),
    ("street", "customer", 34, "approved"),
    ("email", "finance", 45, "rejected"),
)
NOTES = {
    "warehouse": "The driver called: nobody answers under the old one",
    "finance": "发票被退回",
    "customer": "We have moved to the new office",
}
REASON = "Checked by phone, the old one is right"
# How the customers answered who were asked to check their data.
ANSWERS = ("right", "right", "sent", "sent", "sent")


def propose(world: World, clock, customers: list[Customer]):
    """Let colleagues and customers propose corrections, and some be decided."""
    rng = stream(world.seed, "proposals")
    known = [
        customer
        for customer in customers
        if customer.company == MAIN and customer.owner and customer.is_company
    ]
    chosen = rng.sample(known, min(len(known), len(PLANS) + len(ANSWERS)))
    plans = sorted(zip(PLANS, chosen, strict=False), key=lambda pair: -pair[0][2])
    for (fname, who, days, state), customer in plans:
        day = world.as_of - timedelta(days=days)
        clock.move_to(datetime.combine(day, time(3, 20)))
        _propose_one(world, customer, fname, who, state)
    clock.move_to(datetime.combine(world.as_of - timedelta(days=4), time(2, 10)))
    for state, customer in zip(ANSWERS, chosen[len(PLANS) :], strict=False):
        _ask(world, customer, state)
    clock.move_to(datetime.combine(world.as_of, time(10, 30)))


def _propose_one(world: World, customer: Customer, fname, who, state):
    """Propose one value, and decide about it."""
    env = world.on(customer.company)
    partner = world.partners[customer.number].with_env(env)
    requests = env["customer.change.request"]
    values = {fname: _value(world, customer, fname)}
    if who == "customer":
        request = requests._propose(partner, values, who, note=NOTES[who])
    else:
        request = requests.with_user(world.users[who]).suggest(
            partner.id, values, note=NOTES[who]
        )
        request = requests.browse(request or ())
    lines = request.with_user(world.users["steward"]).line_ids
    if state == "approved":
        lines.action_approve()
    elif state == "rejected":
        lines._reject(REASON)


def _value(world: World, customer: Customer, fname):
    """Return a new value of a field that fits the place of the customer."""
    rng = stream(world.seed, "proposal", customer.number)
    if fname == "main_contact_id":
        return "王芳" if customer.region == "china" else "Alice Turner"
    if fname == "email":
        return f"office@{customer.email.rpartition('@')[2]}"
    maker = {
        "phone": addresses.mobile,
        "street": addresses.street,
        "zip": addresses.postcode,
    }[fname]
    return maker(rng, customer.place)


def _ask(world: World, customer: Customer, state):
    """Ask a customer to check its data, without a mail that would wait to leave."""
    env = world.on(customer.company)
    partner = world.partners[customer.number].with_env(env)
    checks = env["customer.self.check"].with_user(world.users[customer.owner])
    check = checks.sudo().create(checks._prepare_check(partner))
    if state == "right":
        check._answer({})
