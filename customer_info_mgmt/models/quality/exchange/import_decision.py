"""What is decided about a row of a file."""

from dataclasses import dataclass, field

NEW, UPDATE, SAME, DUPLICATE, ERROR = "new", "update", "same", "duplicate", "error"
# Rows and records that a row is compared with in full at most.
COMPARED_AT_MOST = 5


@dataclass
class Decision:
    """What is to happen to a row.

    :param changes: what differs from the record that is updated
    :param partner_id: the record that is updated, or that the row seems to be
    :param parent_row: number of the row whose record is the company of this one
    :param pair: ``(id, score, codes)`` of the likely duplicate
    :param keys: match keys, where they were needed
    """

    row: object
    action: str = NEW
    reason: str = ""
    partner_id: int | None = None
    parent_row: int | None = None
    parent_text: str = ""
    changes: dict = field(default_factory=dict)
    pair: tuple = ()
    keys: set = frozenset()
    match_values: dict = field(default_factory=dict)
