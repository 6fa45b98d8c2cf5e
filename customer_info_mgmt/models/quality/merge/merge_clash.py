"""Which rows would break a unique key if one record took the place of another."""

from odoo.tools import SQL


def rows_in_question(catalogue, column, mapping):
    """Rows that refer to a source or a destination, as they would be afterwards.

    Gives every column of the table, with the destination in place of the source, and
    ``_row`` (id or physical address), ``_merge`` and ``_src`` (empty for rows that
    refer to the destination already).
    """
    row = SQL("t.id") if catalogue.has_id(column.table) else SQL("t.ctid")
    names = catalogue.columns(column.table)
    after = [
        SQL("%s AS %s", column.value(SQL("m.dst")), SQL.identifier(name))
        if name == column.column
        else SQL("t.%s", SQL.identifier(name))
        for name in names
    ]
    # A key over a number alone also counts rows whose number means another model.
    return SQL(
        """
        SELECT %(row)s AS _row, m.merge_id AS _merge, m.src AS _src, %(after)s
          FROM %(table)s t JOIN %(mapping)s m ON %(column)s = %(src)s
         WHERE %(where)s
         UNION ALL
        SELECT %(row)s, NULL, NULL, %(names)s
          FROM %(table)s t
         WHERE %(column)s IN (SELECT %(dst)s FROM %(mapping)s m)
        """,
        row=row,
        after=SQL(", ").join(after),
        names=SQL(", ").join(SQL("t.%s", SQL.identifier(name)) for name in names),
        table=SQL.identifier(column.table),
        mapping=mapping,
        column=column.sql,
        src=column.value(SQL("m.src")),
        dst=column.value(SQL("m.dst")),
        where=column.where,
    )


def clashing_rows(catalogue, column, key, mapping):
    """Rows of sources for which an equal row stays, which is ``dst`` (the keeper).

    The row of the destination stays; where it has none, the oldest of the sources'.

    :param column: ``Column`` that is about to change
    :param key: ``UniqueKey`` that mentions it
    :param mapping: SQL name of the table ``(merge_id, src, dst)`` of the records
    """
    # The texts come from PostgreSQL's own rendering of the index.
    expressions = [SQL(text.replace("%", "%%")) for text in key.expressions]
    predicate = SQL(key.predicate.replace("%", "%%") or "TRUE")
    return SQL(
        """
        SELECT _merge AS merge_id, _row AS src, _keeper AS dst, _src AS record
          FROM (SELECT _row, _merge, _src,
                       first_value(_row) OVER same AS _keeper,
                       row_number() OVER same AS _rank
                  FROM (%(rows)s) r
                 WHERE %(predicate)s AND %(not_null)s
                WINDOW same AS (PARTITION BY %(expressions)s
                                ORDER BY _src IS NOT NULL, _row)) ranked
         WHERE _rank > 1
        """,
        rows=rows_in_question(catalogue, column, mapping),
        predicate=predicate,
        not_null=SQL(" AND ").join(
            SQL("(%s) IS NOT NULL", expression) for expression in expressions
        ),
        expressions=SQL(", ").join(expressions),
    )
