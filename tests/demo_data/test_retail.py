"""The statements that load the baskets, and what is said when files are missing."""

import importlib.util

import pytest
from demo_data import retail_source, retail_sql
from demo_data.refusal import Refusal


def test_what_the_data_does_not_say_is_copied_from_the_prototype():
    statement = retail_sql.insert("res_partner", ["id", "name", "autopost_bills"])
    assert statement.startswith(
        'INSERT INTO res_partner ("id", "name", "autopost_bills") SELECT s.id, '
    )
    assert 'p."autopost_bills" FROM cj_customer s CROSS JOIN res_partner p' in statement
    assert statement.endswith("WHERE p.id = %(prototype)s")


@pytest.mark.parametrize("table", retail_sql.TABLES)
def test_every_row_gets_an_id_of_its_own(table):
    _source, given = retail_sql.TABLES[table]
    assert given["id"] != "p.id"
    statement = retail_sql.insert(table, list(given))
    assert 'p."' not in statement


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setattr(retail_source, "PACKAGE", "no_such_package")
    assert importlib.util.find_spec("no_such_package") is None
    with pytest.raises(Refusal, match="no_such_package is missing; install it: .*-r"):
        retail_source.folder()
