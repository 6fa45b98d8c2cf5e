"""Products, orders with their lines, deliveries and returns."""

from partners import LAST_DAY
from rows import Rows

DAYS = 3 * 365
CONFIRMED_SHARE = 0.97
# 5,000,000 confirmed of 97 %, over 582,000 buyers.
ORDERS_PER_BUYER = 5_000_000 / CONFIRMED_SHARE / 582_000
# Of a log-normal distribution the upper 20 % hold 76 % when sigma is that.
SIGMA = 1.548
LINES_PER_ORDER = (1, 1, 2, 2, 2, 2, 3, 3, 3, 5)
MOVED_SHARE = 0.10  # of the lines have their delivery as a stock move
RETURNED_SHARE = 0.02  # of the lines came back, all with their delivery


class TradeRows(Rows):
    """What was sold, delivered and returned."""

    def _products(self, cr):
        first, random = self.first_product, self.random
        price = f"round((2 + 198 * power({random.number('n', 1)}, 2))::numeric, 2)"
        rows = f"generate_series(1, {self.products}) AS n"
        name = "jsonb_build_object('en_US', 'Bench Product ' || n)"
        self._insert(
            cr,
            "product_template",
            rows,
            {
                "id": f"{first} + 1000000 + n",
                "name": name,
                "type": "'consu'",
                "uom_id": str(self.unit),
                "categ_id": "(SELECT MIN(id) FROM product_category)",
                "list_price": price,
                "service_tracking": "'no'",
                "tracking": "'none'",
                "invoice_policy": "'order'",
                "expense_policy": "'no'",
                "service_type": "'manual'",
                "sale_ok": "TRUE",
                "purchase_ok": "TRUE",
                "active": "TRUE",
                "is_storable": "FALSE",
                "sequence": "1",
                **self._log("now()"),
            },
        )
        return self._insert(
            cr,
            "product_product",
            rows,
            {
                "id": f"{first} + n",
                "product_tmpl_id": f"{first} + 1000000 + n",
                "default_code": "'BP' || n",
                "active": "TRUE",
                "standard_price": f"jsonb_build_object('{self.company}', "
                f"round({price} * (0.5 + 0.35 * {random.number('n', 2)})::numeric, 2))",
                **self._log("now()"),
            },
        )

    def _buyers(self, cr):
        """How many orders each buyer has: log-normal, at least one."""
        random = self.random
        normal = (
            f"sqrt(-2 * ln(1 - {random.number('n', 70)})) * "
            f"cos(2 * pi() * {random.number('n', 71)})"
        )
        weight = f"exp({SIGMA} * ({normal}) - {SIGMA**2 / 2})"
        orders = f"floor({ORDERS_PER_BUYER} * {weight} + {random.number('n', 72)})"
        # Companies first, then people: a step that has no factor in common with the
        # number of customers visits all of them.
        cr.execute(f"""
            CREATE UNLOGGED TABLE bench_buyer AS
            SELECT n, 1 + (n::bigint * 7919) % {self.customers} AS customer,
                   greatest(1, {orders})::int AS orders
              FROM generate_series(1, {self.buyers}) AS n
        """)
        return cr.rowcount

    def _lines(self, cr):
        """Numbers, customers, days and lines of all orders."""
        random = self.random
        first, product = self.first, self.first_product
        lines = f"({'ARRAY' + str(list(LINES_PER_ORDER))})[1 + floor({{}} * 10)::int]"
        contact = f"""(
            SELECT MIN(id) AS id, parent_id FROM res_partner
             WHERE parent_id > {first} GROUP BY parent_id
        )"""
        cr.execute(f"""
            CREATE UNLOGGED TABLE bench_order AS
            SELECT n, CASE WHEN {random.number("n", 80)} < 0.3
                           THEN COALESCE(contact.id, customer) ELSE customer
                      END AS partner,
                   '{LAST_DAY}'::timestamp + interval '20 hours' -
                       {DAYS} * {random.number("n", 81)} * interval '1 day' AS moment,
                   {random.number("n", 82)} < {CONFIRMED_SHARE} AS confirmed,
                   {random.number("n", 83)} < 0.1 AS is_foreign,
                   {lines.format(random.number("n", 84))} AS lines
              FROM (
                SELECT row_number() OVER (ORDER BY buyer.n, nth) AS n,
                       {first} + buyer.customer AS customer
                  FROM bench_buyer buyer, generate_series(1, buyer.orders) AS nth
              ) AS orders
         LEFT JOIN {contact} AS contact ON contact.parent_id = customer
        """)
        cr.execute(f"""
            CREATE UNLOGGED TABLE bench_line AS
            SELECT row_number() OVER (ORDER BY n) AS id, n AS order_id, product,
                   quantity, price, discount, cost,
                   round(price * quantity * (100 - discount) / 100, 2) AS subtotal
              FROM (
                SELECT orders.n, {product} + goods.n AS product,
                       {random.integer(1, 20, "orders.n * 8 + nth", 91)} AS quantity,
                       goods.price, goods.cost,
                       CASE WHEN {random.number("orders.n * 8 + nth", 92)} < 0.2
                            THEN 5 ELSE 0
                       END AS discount
                  FROM bench_order orders, generate_series(1, orders.lines) AS nth,
                       LATERAL (
                    SELECT 1 + floor(power({random.number("orders.n * 8 + nth", 90)}, 2)
                                     * {self.products})::int AS n
                  ) AS choice
                  JOIN (
                    SELECT product.id - {product} AS n, template.list_price AS price,
                           (product.standard_price->>'{self.company}')::numeric AS cost
                      FROM product_product product
                      JOIN product_template template
                        ON template.id = product.product_tmpl_id
                     WHERE product.id > {product}
                  ) AS goods ON goods.n = choice.n
              ) AS line
        """)
        return cr.rowcount

    def _orders(self, cr):
        source = """(
            SELECT orders.*, total.untaxed, total.margin
              FROM bench_order orders
              JOIN (
                SELECT order_id, SUM(subtotal) AS untaxed,
                       SUM(subtotal - cost * quantity) AS margin
                  FROM bench_line GROUP BY order_id
              ) AS total ON total.order_id = orders.n
          ORDER BY orders.moment
        ) AS o"""
        partner = dict.fromkeys(
            ("partner_id", "partner_invoice_id", "partner_shipping_id"), "partner"
        )
        return self._insert(
            cr,
            "sale_order",
            source,
            {
                "id": "n",
                **partner,
                "name": "'S' || lpad(n::text, 8, '0')",
                "company_id": str(self.company),
                "currency_id": f"CASE WHEN is_foreign THEN {self.foreign} "
                f"ELSE {self.currency} END",
                "currency_rate": "CASE WHEN is_foreign THEN "
                "0.85 + 0.01 * extract(month FROM moment) ELSE 1 END",
                "state": "CASE WHEN confirmed THEN 'sale' ELSE 'draft' END",
                "date_order": "date_trunc('second', moment)",
                "amount_untaxed": "untaxed",
                "amount_tax": "0",
                "amount_total": "untaxed",
                "margin": "margin",
                "margin_percent": "margin / NULLIF(untaxed, 0)",
                "user_id": str(self.user),
                "warehouse_id": str(self.warehouse),
                "picking_policy": "'direct'",
                "invoice_status": "CASE WHEN confirmed THEN 'invoiced' ELSE 'no' END",
                "locked": "FALSE",
                "require_signature": "FALSE",
                "require_payment": "FALSE",
                "prepayment_percent": "1",
                **self._log("moment"),
            },
        )

    def _order_lines(self, cr):
        source = """(
            SELECT line.*, orders.partner, orders.confirmed, orders.is_foreign,
                   orders.moment
              FROM bench_line line JOIN bench_order orders ON orders.n = line.order_id
          ORDER BY orders.moment, line.id
        ) AS l"""
        delivered = "CASE WHEN confirmed THEN quantity ELSE 0 END"
        return self._insert(
            cr,
            "sale_order_line",
            source,
            {
                "id": "id",
                "order_id": "order_id",
                "sequence": "10",
                "company_id": str(self.company),
                "currency_id": f"CASE WHEN is_foreign THEN {self.foreign} "
                f"ELSE {self.currency} END",
                "order_partner_id": "partner",
                "salesman_id": str(self.user),
                "product_id": "product",
                "product_uom_id": str(self.unit),
                "name": "'Bench Product ' || product",
                "product_uom_qty": "quantity",
                "price_unit": "price",
                "discount": "discount",
                "price_subtotal": "subtotal",
                "price_total": "subtotal",
                "price_tax": "0",
                "price_reduce_taxexcl": "round(subtotal / quantity, 2)",
                "price_reduce_taxinc": "round(subtotal / quantity, 2)",
                "technical_price_unit": "price",
                "qty_delivered": delivered,
                "qty_invoiced": delivered,
                "qty_to_invoice": "0",
                "qty_delivered_method": "'stock_move'",
                "untaxed_amount_invoiced": "CASE WHEN confirmed THEN subtotal "
                "ELSE 0 END",
                "untaxed_amount_to_invoice": "0",
                "invoice_status": "CASE WHEN confirmed THEN 'invoiced' ELSE 'no' END",
                "state": "CASE WHEN confirmed THEN 'sale' ELSE 'draft' END",
                "purchase_price": "cost",
                "margin": "subtotal - cost * quantity",
                "margin_percent": "(subtotal - cost * quantity) / NULLIF(subtotal, 0)",
                "customer_lead": "0",
                "is_downpayment": "FALSE",
                "is_expense": "FALSE",
                "is_optional": "FALSE",
                "warehouse_id": str(self.warehouse),
                **self._log("moment"),
            },
        )

    def _moves(self, cr):
        """Deliveries of some lines, and what came back."""
        chosen = self.random.number("line.id", 100)
        source = f"""(
            SELECT line.*, orders.partner, orders.moment, {chosen} < {RETURNED_SHARE}
                   AS returned
              FROM bench_line line JOIN bench_order orders ON orders.n = line.order_id
             WHERE orders.confirmed AND {chosen} < {MOVED_SHARE}
          ORDER BY orders.moment
        ) AS m"""
        delivered = self._insert(
            cr,
            "stock_move",
            source,
            self._move_columns("id", "NULL", False)
            | {"quantity": "quantity", "product_uom_qty": "quantity"},
        )
        part = f"greatest(1, floor(quantity * {self.random.number('id', 101)}))"
        returned = self._insert(
            cr,
            "stock_move",
            source + " WHERE returned",
            self._move_columns("id + 50000000", "id", True)
            | {"quantity": part, "product_uom_qty": part},
        )
        return delivered + returned

    def _move_columns(self, number, origin, back):
        inside, outside = str(self.stock_location), str(self.customer_location)
        days = f"{20 + 20 * back} * {self.random.number('id', 102)} * interval '1 day'"
        return {
            "id": number,
            "origin_returned_move_id": origin,
            "sequence": "10",
            "company_id": str(self.company),
            "product_id": "product",
            "product_uom": str(self.unit),
            "location_id": outside if back else inside,
            "location_dest_id": inside if back else outside,
            "partner_id": "partner",
            "sale_line_id": "id",
            "state": "'done'",
            "procure_method": "'make_to_stock'",
            "date": f"moment + {days}",
            "picked": "TRUE",
            "propagate_cancel": "TRUE",
            "is_inventory": "FALSE",
            "additional": "FALSE",
            "priority": "'0'",
            "to_refund": f"{self.random.number('id', 103)} < 0.9" if back else "TRUE",
            "warehouse_id": str(self.warehouse),
            **self._log("moment"),
        }
