"""Sales by month once more, from the documents, with pandas."""

from collections import defaultdict
from decimal import Decimal

import pandas

from ..oracle import Oracle, rounded

COLUMNS = [
    "partner", "company", "month", "revenue", "margin", "returned", "orders",
]  # fmt: skip


def month_rows(env, as_of, timezone="UTC"):
    """Return a frame of the months of every customer, rounded as the amounts are.

    :param as_of: last day that counts
    """
    oracle = Oracle(env, as_of, timezone)
    oracle._read_orders()
    oracle._read_returns()
    sums = defaultdict(lambda: [0, 0, 0, 0])
    for sign, documents in ((1, oracle.orders), (-1, oracle.returns)):
        for key, facts in documents.items():
            for day, amount, margin in facts:
                row = sums[(*key, day.replace(day=1))]
                row[0] += sign * amount
                row[1] += sign * margin
                row[2] += amount if sign < 0 else 0
                row[3] += sign > 0
    return pandas.DataFrame(_rounded(env, sums), columns=COLUMNS)


def _rounded(env, sums):
    """What each month adds to the rounded amount so far: the cents add up."""
    so_far = defaultdict(lambda: [Decimal(0)] * 3)
    for (partner, company, month), row in sorted(sums.items()):
        places = env["res.company"].browse(company).currency_id.decimal_places
        before = so_far[partner, company]
        after = [total + value for total, value in zip(before, row, strict=False)]
        so_far[partner, company] = after
        amounts = [
            rounded(new, places) - rounded(old, places)
            for new, old in zip(after, before, strict=True)
        ]
        yield (partner, company, month, *amounts, row[3])
