"""Tables whose rows are derived from others, and how they are brought up to date."""

from odoo.tools import SQL


def replace_rows(model, keys, figures, fresh, stored, order=()):
    """Make the table of ``model`` hold the rows of a SELECT: changed rows only.

    The rows that differ are found by one full join; what is written afterwards is
    those and nothing else, so a second run writes nothing and uses up no number. Log
    columns are filled where the model has them.

    :param model: model whose rows nobody writes by hand
    :param keys: names of the columns that tell rows apart, none of them ever empty
    :param figures: names of the other columns
    :param fresh: SELECT of keys and figures as they should be, in the types of the
        columns
    :param stored: condition on the rows of the table that ``fresh`` speaks of
    :param order: names of the columns by which new rows are put down
    :return: number of rows that were written or deleted
    """
    model.env.cr.execute(_replacement(model, keys, figures, fresh, stored, order))
    return model.env.cr.fetchone()[0]


def _listed(names, alias=None):
    parts = [SQL.identifier(alias, n) if alias else SQL.identifier(n) for n in names]
    return SQL(", ").join(parts)


def _replacement(model, keys, figures, fresh, stored, order):
    uid, now = model.env.uid, model.env.cr.now()
    logged = model._log_access
    return SQL(
        """
        WITH difference AS MATERIALIZED (
            SELECT stored.id, fresh.is_there, %(keys)s, %(fresh_figures)s
              FROM (SELECT TRUE AS is_there, news.* FROM (%(fresh)s) AS news) AS fresh
         FULL JOIN (SELECT id, %(columns)s FROM %(table)s WHERE %(stored)s) AS stored
             USING (%(keys)s)
             WHERE stored.id IS NULL OR fresh.is_there IS NULL
                OR (%(fresh_figures)s) IS DISTINCT FROM (%(stored_figures)s)
        ), changed AS (
            UPDATE %(table)s AS old
               SET (%(figures)s) = ROW(%(news_figures)s)%(log_change)s
              FROM difference
             WHERE old.id = difference.id AND difference.is_there
         RETURNING 1
        ), vanished AS (
            DELETE FROM %(table)s AS old
             USING difference
             WHERE old.id = difference.id AND difference.is_there IS NULL
         RETURNING 1
        ), added AS (
            INSERT INTO %(table)s (%(columns)s%(log_columns)s)
            SELECT %(columns)s%(log_values)s FROM difference WHERE id IS NULL
            %(order)s
         RETURNING 1
        )
        SELECT (SELECT COUNT(*) FROM changed)
             + (SELECT COUNT(*) FROM vanished)
             + (SELECT COUNT(*) FROM added)
        """,
        table=SQL.identifier(model._table),
        keys=_listed(keys),
        figures=_listed(figures),
        columns=_listed([*keys, *figures]),
        fresh=fresh,
        stored=stored,
        fresh_figures=_listed(figures, "fresh"),
        stored_figures=_listed(figures, "stored"),
        news_figures=_listed(figures, "difference"),
        log_change=SQL(", write_uid = %s, write_date = %s", uid, now)
        if logged
        else SQL(),
        log_columns=SQL(", create_uid, write_uid, create_date, write_date")
        if logged
        else SQL(),
        log_values=SQL(", %s, %s, %s, %s", uid, uid, now, now) if logged else SQL(),
        order=SQL("ORDER BY %s", _listed(order)) if order else SQL(),
    )
