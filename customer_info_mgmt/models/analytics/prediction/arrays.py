"""Columns of many rows between PostgreSQL and numpy, without a Python object per value.

A million customers are a million tuples, half a gigabyte, where they come row by row.
Here each column comes as the bytes of its numbers, 8 MB.
"""

import numpy as np

from odoo.tools import SQL


def read_columns(cr, rows, names):
    """Return the columns of a SELECT as arrays of floats; NULL is not a number.

    :param rows: SELECT that gives numbers under ``names``
    :return: dict of name to array, all in one order
    """
    columns = [
        SQL(
            "string_agg(float8send(COALESCE(%s::float8, 'NaN')), ''::bytea)",
            SQL.identifier(name),
        )
        for name in names
    ]
    cr.execute(SQL("SELECT %s FROM (%s) AS rows", SQL(", ").join(columns), rows))
    return {
        name: np.frombuffer(column or b"", dtype=">f8").astype(float)
        for name, column in zip(names, cr.fetchone(), strict=True)
    }


def as_literal(values):
    """Return the text of a PostgreSQL array of numbers."""
    return "{" + ",".join(map(repr, values.tolist())) + "}"
