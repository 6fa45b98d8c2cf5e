"""What customers tell us, planned from what happened to their orders."""

from dataclasses import dataclass
from datetime import date, timedelta

from .orders import Order
from .seeds import shares, stream

KINDS = {"praise": 40, "question": 26, "suggestion": 20, "complaint": 14}
TEXTS = {
    "praise": ("Delivered a day early", "Very well packed", "客服回复很快",
               "The new tea sells itself"),
    "question": ("Can you print our logo on the cartons?", "Which teas are organic?",
                 "发票可以合并吗？", "When is the next delivery of A1 phones?"),
    "suggestion": ("Smaller cartons for our shops, please", "Offer 100 g tins",
                   "希望有小包装", "Send the packing list by e-mail"),
    "complaint": ("Delivered after the agreed day", "Invoice shows the wrong address",
                  "送货员态度不好", "Short of two cartons"),
    "damaged": ("Cartons crushed, goods damaged", "外箱破损，部分货物损坏"),
    "wrong item": ("Got the wrong items", "发错货了"),
    "not sold": ("We could not sell these, please take them back",),
    "quality": ("Quality is not what we are used to", "质量与样品不符"),
}  # fmt: skip
ANSWERS = {
    "praise": "Passed on to the colleagues, with thanks to the customer.",
    "question": "Answered on the phone and confirmed by e-mail.",
    "suggestion": "Taken into the list for the next assortment.",
    "complaint": "Apologised, goods taken back and credited; the packer was told.",
}
RETURN_SHARE, OTHER_SHARE = 0.8, 0.07


@dataclass(frozen=True)
class Voice:
    """Feedback on a delivered order; ``settled`` is None while it is open."""

    order: Order
    day: date
    kind: str
    title: str
    severity: str
    settled: date | None
    stage: str


def plan_voices(seed: int, as_of: date, orders: list[Order]) -> list[Voice]:
    """Plan the feedback on delivered orders, in the order of its days."""
    voices = []
    for order in orders:
        if not order.delivered:
            continue
        rng = stream(seed, "voice", order.number)
        if order.returned and rng.random() < RETURN_SHARE:
            voices.append(_complain(rng, order, as_of))
        elif rng.random() < OTHER_SHARE:
            kind = shares(rng, KINDS)
            day = order.delivered + timedelta(days=rng.randint(0, 9))
            severity = rng.choice("12") if kind == "complaint" else rng.choice("01")
            title = rng.choice(TEXTS[kind])
            voices.append(_settle(rng, order, day, kind, title, severity, as_of))
    known = [voice for voice in voices if voice.day <= as_of]
    return sorted(known, key=lambda voice: (voice.day, voice.order.number))


def _complain(rng, order: Order, as_of: date) -> Voice:
    """Plan the complaint that came before a return."""
    day = order.delivered + timedelta(days=max(0, order.returned.days - 2))
    reason = order.returned.reason
    severity = "1" if reason == "not sold" else rng.choice("1223")
    title = rng.choice(TEXTS[reason])
    return _settle(rng, order, day, "complaint", title, severity, as_of)


def _settle(rng, order, day, kind, title, severity, as_of) -> Voice:
    """Plan whether and when a feedback was settled."""
    settled = day + timedelta(days=rng.randint(1, 16))
    forgotten = rng.random() < 0.04
    if settled > as_of or forgotten:
        settled, stage = None, rng.choice(("new", "in_progress", "waiting"))
    else:
        stage = rng.choice(("solved", "solved", "closed"))
    return Voice(order, day, kind, title, severity, settled, stage)
