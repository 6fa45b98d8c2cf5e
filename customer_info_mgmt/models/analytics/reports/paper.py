"""What a report is made of, whether it goes on paper or into a workbook."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ....tools.spreadsheet import Column


@dataclass(frozen=True)
class Figure:
    """One figure of the summary.

    :param label: what it is called
    :param value: a number or a day
    :param kind: as for columns: ``INTEGER``, ``MONEY``, ``PERCENT`` ...
    :param hint: what it means, in a sentence
    """

    label: str
    value: object
    kind: str
    hint: str = ""


@dataclass(frozen=True)
class Section:
    """One table: a sheet of the workbook, a part of the paper.

    :param title: what stands above it
    :param columns: ``Column`` objects
    :param rows: function without arguments that returns an iterator of rows, each with
        a value per column; it is asked once per file
    :param note: a sentence below the title
    :param bar: place of the column that is drawn as bars on paper
    :param is_list: whether it lists customers one by one
    """

    title: str
    columns: list[Column]
    rows: Callable
    note: str = ""
    bar: int | None = None
    is_list: bool = False


@dataclass
class Paper:
    """A report as a whole.

    :param title: its name
    :param figures: ``Figure`` objects of the summary
    :param sections: ``Section`` objects in order
    :param notes: sentences on what is counted and how
    :param cards: further pages, one dict per customer (customer analysis)
    """

    title: str
    figures: list = field(default_factory=list)
    sections: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    cards: list = field(default_factory=list)
