"""One line of the value report: what happened, and the time that it saves."""

from dataclasses import dataclass

from odoo.fields import Domain

from ...parameters import get_number

BETWEEN = (0, 480)
# What each thing takes by hand, in minutes; a manager sets what holds here. Estimates:
# to compare and merge two files by hand, to type a customer in, to open and change one.
MINUTES = {
    "merged": 10,
    "corrected": 3,
    "imported": 4,
    "edited": 1,
    "won_back": 0,
    "reminded": 2,
    "settled": 0,
}


@dataclass(frozen=True)
class ValueLine:
    """What is counted in a line, as records of a model in a month.

    :param key: name of the line, and of its minutes
    :param label: what happened, as "Duplicates merged"
    :param hint: what is counted, in a sentence
    :param model: name of the model that is counted
    :param date_field: its field that says when
    :param domain: which records count
    :param measure: aggregate that is counted instead of records
    :param company_field: its field or path of the company
    """

    key: str
    label: str
    hint: str
    model: str
    date_field: str
    domain: Domain
    measure: str = "__count"
    company_field: str = "company_id"


def minutes_of(env, key):
    """Minutes that one of these takes by hand, as the manager chose."""
    return get_number(env, f"value_minutes_{key}", MINUTES.get(key, 0), BETWEEN)
