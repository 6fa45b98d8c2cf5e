"""The SQL of stock: what is free and what comes in, as core counts it."""

from odoo.tools import SQL

OPEN_MOVES = ("waiting", "confirmed", "assigned", "partially_available")


def free():
    """Free quantity per company and product, in the unit of the product.

    On hand in the warehouses of the company less what is reserved: ``free_qty``.
    """
    return SQL(
        """
        SELECT warehouse.company_id, quant.product_id,
               SUM(quant.quantity - quant.reserved_quantity) AS quantity
          FROM stock_quant quant
          JOIN stock_location location ON location.id = quant.location_id
          JOIN stock_warehouse warehouse ON warehouse.id = location.warehouse_id
         WHERE warehouse.active
      GROUP BY warehouse.company_id, quant.product_id
        """
    )


def incoming():
    """What is on its way into the warehouses of a company, and the first day of it.

    A move counts where it ends in a warehouse and does not begin in one of the same
    company: ``incoming_qty``.
    """
    return SQL(
        """
        SELECT warehouse.company_id, moves.product_id,
               SUM(moves.product_qty) AS quantity, MIN(moves.date)::date AS day
          FROM stock_move moves
          JOIN stock_location destination
            ON destination.id
               = COALESCE(moves.location_final_id, moves.location_dest_id)
          JOIN stock_warehouse warehouse ON warehouse.id = destination.warehouse_id
          JOIN stock_location origin ON origin.id = moves.location_id
     LEFT JOIN stock_warehouse house ON house.id = origin.warehouse_id
         WHERE moves.state IN %s
           AND warehouse.active
           AND house.company_id IS DISTINCT FROM warehouse.company_id
      GROUP BY warehouse.company_id, moves.product_id
        """,
        OPEN_MOVES,
    )


def best_substitute(line):
    """The product that may be offered instead, of which there is enough.

    Declared substitutes come first, then variants of the same product; of equals the
    one of which there is most. Units that do not convert into each other do not count.

    :param line: SQL of the alias of a row with ``company_id``, ``product_id``,
        ``product_tmpl_id``, ``uom_id`` and the ``quantity`` that is needed
    """
    return SQL(
        """
        SELECT candidate.product_id, candidate.quantity
          FROM (
                SELECT other.id AS product_id, choice.place,
                       %(line)s.quantity * needed_unit.factor / unit.factor AS needed,
                       (SELECT SUM(quant.quantity - quant.reserved_quantity)
                          FROM stock_quant quant
                          JOIN stock_location location
                            ON location.id = quant.location_id
                          JOIN stock_warehouse warehouse
                            ON warehouse.id = location.warehouse_id
                         WHERE quant.product_id = other.id
                           AND warehouse.active
                           AND warehouse.company_id = %(line)s.company_id) AS quantity
                  FROM (
                        SELECT substitute_id AS template_id, 1 AS place
                          FROM product_template_substitute_rel
                         WHERE template_id = %(line)s.product_tmpl_id
                         UNION ALL
                        SELECT %(line)s.product_tmpl_id, 2
                       ) AS choice
                  JOIN product_template template ON template.id = choice.template_id
                  JOIN product_product other ON other.product_tmpl_id = template.id
                  JOIN uom_uom unit ON unit.id = template.uom_id
                  JOIN uom_uom needed_unit ON needed_unit.id = %(line)s.uom_id
                 WHERE other.active
                   AND template.active
                   AND template.sale_ok
                   AND other.id <> %(line)s.product_id
                   AND COALESCE(template.company_id, %(line)s.company_id)
                       = %(line)s.company_id
                   AND split_part(unit.parent_path, '/', 1)
                       = split_part(needed_unit.parent_path, '/', 1)
               ) AS candidate
         WHERE candidate.quantity >= candidate.needed
      ORDER BY candidate.place, candidate.quantity DESC, candidate.product_id
         LIMIT 1
        """,
        line=line,
    )
