"""The SELECTs of what was bought, and how arrays become derived rows."""

from odoo.tools import SQL

from ....tools.binary_copy import packed
from .. import derived_rows
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
    # A number has to be compared as it is stored: numeric keeps less of a float.
    types = {name: SQL(model._fields[name].column_type[1]) for name in keys | values}
    fresh = SQL(
        "SELECT %s, %s FROM %s",
        SQL(", ").join(SQL("%s AS %s", v, SQL.identifier(n)) for n, v in fixed.items()),
        SQL(", ").join(
            SQL("%(name)s::%(type)s AS %(name)s", name=SQL.identifier(name), type=type_)
            for name, type_ in types.items()
        ),
        _stage(model.env.cr, keys | values),
    )
    stored = SQL(" AND ").join(
        SQL("%s = %s", SQL.identifier(n), value) for n, value in fixed.items()
    )
    return derived_rows.replace_rows(model, [*fixed, *keys], [*values], fresh, stored)


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
