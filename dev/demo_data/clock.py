"""A clock that can be set back, so that documents get the dates of their time."""

import datetime
from contextlib import contextmanager
from unittest.mock import patch

import freezegun
import freezegun.api

# Seconds that really pass, whatever the frozen clock says.
real_seconds = freezegun.api.real_monotonic


class Clock:
    """The simulated now; ``move_to`` sets it for Python and for Odoo's stamps."""

    def __init__(self, frozen):
        self._frozen = frozen

    def move_to(self, moment: datetime.datetime):
        """Set the clock to ``moment`` (naive UTC)."""
        self._frozen.move_to(moment)


@contextmanager
def set_clock(start: datetime.datetime):
    """Freeze the clock at ``start`` and give a `Clock` that moves it.

    Odoo stamps ``create_date`` and ``write_date`` with the database's clock:
    that one follows too. Starting the freezer scans every loaded module, so
    start it once, not per document.
    """
    from odoo.sql_db import BaseCursor

    def now(_cursor):
        return datetime.datetime.now()

    with freezegun.freeze_time(start) as frozen, patch.object(BaseCursor, "now", now):
        yield Clock(frozen)
