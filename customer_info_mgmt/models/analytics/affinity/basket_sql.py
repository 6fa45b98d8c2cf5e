"""The SELECTs of what was bought, and the statement that replaces derived rows."""

from odoo.tools import SQL

from ....tools.binary_copy import packed
from ..sales_sql import in_company_currency

TYPES = {"i4": "integer", "i8": "bigint", "f8": "double precision"}


def order_lines(more):
    """Lines of confirmed orders.

    The units are joined from the outside: where nobody asks for quantities, the
    database leaves them away.

    :param more: further condition on ``line``
    """
    return SQL(
        """
        SELECT orders.partner_id, orders.company_id, orders.id AS document_id,
               orders.date_order AS moment, line.product_id,
               line.product_uom_qty * COALESCE(unit.factor / reference.factor, 1)
                   AS quantity,
               %(amount)s AS amount
          FROM sale_order_line line
          JOIN sale_order orders ON orders.id = line.order_id
     LEFT JOIN product_product product ON product.id = line.product_id
     LEFT JOIN product_template template ON template.id = product.product_tmpl_id
     LEFT JOIN uom_uom unit ON unit.id = line.product_uom_id
     LEFT JOIN uom_uom reference ON reference.id = template.uom_id
         WHERE orders.state = 'sale'
           AND line.product_id IS NOT NULL
           AND line.display_type IS NULL
           AND line.is_downpayment IS NOT TRUE
           AND line.product_uom_qty > 0
           AND %(more)s
        """,
        amount=in_company_currency(SQL("line.price_subtotal")),
        more=more,
    )


def history_lines():
    """Lines of sales from before Odoo, where the product is known here."""
    return SQL(
        """
        SELECT line.partner_id, line.company_id,
               COALESCE(line.document_key, line.id) AS document_id,
               line.date + time '12:00' AS moment, line.product_id,
               line.quantity, line.amount
          FROM customer_sales_history line
         WHERE line.product_id IS NOT NULL AND line.amount >= 0
        """
    )


def replace_rows(model, company, keys, values, fixed=None):
    """Let the rows of ``company`` be these; write nothing else.

    :param model: model whose rows are derived, with a unique index over the columns
        of ``keys``, ``company_id`` and those of ``fixed``
    :param keys: dict of the columns that tell rows apart, to arrays
    :param values: dict of the other columns to arrays
    :param fixed: dict of columns that are alike in all these rows, to their value
    :return: number of rows written or deleted
    """
    fixed = {"company_id": company.id, **(fixed or {})}
    staged = _stage(model.env.cr, keys | values)
    model.env.cr.execute(_replace_sql(model, staged, keys, values, fixed))
    return model.env.cr.fetchone()[0]


def _stage(cr, columns):
    """Bring arrays into a table of this transaction; return its name."""
    name = SQL.identifier("affinity_staged")
    cr.execute(SQL("DROP TABLE IF EXISTS %s", name))
    declared = SQL(", ").join(
        SQL("%s %s", SQL.identifier(column), SQL(TYPES[array.dtype.str[1:]]))
        for column, array in columns.items()
    )
    cr.execute(SQL("CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP", name, declared))
    for part in packed(columns):
        cr.copy_expert("COPY affinity_staged FROM STDIN (FORMAT binary)", part)
    cr.execute(SQL("ANALYZE %s", name))
    return name


def _replace_sql(model, staged, keys, values, fixed):
    def columns(names, prefix=None):
        if prefix:
            return SQL(", ").join(SQL.identifier(prefix, name) for name in names)
        return SQL(", ").join(map(SQL.identifier, names))

    def same(names, left, right):
        return SQL(" AND ").join(
            SQL("%s = %s", SQL.identifier(left, name), SQL.identifier(right, name))
            for name in names
        )

    return SQL(
        """
        WITH gone AS (
            DELETE FROM %(table)s old
             WHERE %(fixed_same)s
               AND NOT EXISTS (SELECT FROM %(staged)s news WHERE %(keys_same)s)
         RETURNING 1
        ), written AS (
            INSERT INTO %(table)s AS old
                   (%(fixed)s, %(keys)s, %(values)s,
                    create_uid, write_uid, create_date, write_date)
            SELECT %(fixed_values)s, %(news_keys)s, %(news_values)s,
                   %(uid)s, %(uid)s, %(now)s, %(now)s
              FROM %(staged)s news
                ON CONFLICT (%(keys)s, %(fixed)s) DO UPDATE
               SET %(assignments)s,
                   write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
             WHERE (%(old_values)s) IS DISTINCT FROM (%(excluded_values)s)
         RETURNING 1
        )
        SELECT (SELECT COUNT(*) FROM gone) + (SELECT COUNT(*) FROM written)
        """,
        table=SQL.identifier(model._table),
        staged=staged,
        fixed=columns(fixed),
        keys=columns(keys),
        values=columns(values),
        fixed_values=SQL(", ").join(SQL("%s", value) for value in fixed.values()),
        fixed_same=SQL(" AND ").join(
            SQL("%s = %s", SQL.identifier("old", name), value)
            for name, value in fixed.items()
        ),
        keys_same=same(keys, "news", "old"),
        news_keys=columns(keys, "news"),
        news_values=columns(values, "news"),
        old_values=columns(values, "old"),
        excluded_values=columns(values, "excluded"),
        assignments=SQL(", ").join(
            SQL("%s = EXCLUDED.%s", SQL.identifier(name), SQL.identifier(name))
            for name in values
        ),
        uid=model.env.uid,
        now=model.env.cr.now(),
    )
