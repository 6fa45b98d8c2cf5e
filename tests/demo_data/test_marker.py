"""The note in the database that keeps a database from being filled twice."""

import pytest
from demo_data import marker
from demo_data.refusal import Refusal

WISH = {"data": "life", "seed": 20, "as_of": "2026-11-21"}


def test_a_fresh_database_is_not_filled():
    assert not marker.is_filled({}, WISH, "demo")


def test_a_filled_database_stays_as_it_is_whatever_the_seed():
    noted = {**WISH, "state": "done"}
    assert marker.is_filled(noted, {**WISH, "seed": 7}, "demo")


def test_a_run_cut_off_half_way_is_refused():
    with pytest.raises(Refusal, match="demo with 'life' was cut off half-way; drop"):
        marker.is_filled({**WISH, "state": "filling"}, WISH, "demo")


def test_other_data_is_refused():
    with pytest.raises(Refusal, match="holds the data 'life' already; take another"):
        marker.is_filled({**WISH, "state": "done"}, {**WISH, "data": "retail"}, "demo")
