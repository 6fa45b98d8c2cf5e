"""The SQL that turns staged baskets into sale orders.

The staging tables are temporary: they are gone with the connection.
"""

STAGE = """
CREATE TEMP TABLE cj_line (
    household_id integer, store_id integer, basket_id bigint, product_id integer,
    quantity integer, sales_value numeric, retail_disc numeric,
    coupon_disc numeric, coupon_match_disc numeric,
    transaction_timestamp timestamp);
CREATE TEMP TABLE cj_product (
    product_id integer, department text, brand text, product_category text,
    product_type text, package_size text);
CREATE TEMP TABLE cj_household (
    household_id integer, age text, income text, home_ownership text,
    marital_status text, household_size text, household_comp text,
    kids_count text);
"""

# What a line lacks to become an order line; NULL when it is fine.
REFUSED = """
SELECT CASE WHEN line.quantity = 0 THEN 'quantity is zero'
            WHEN product.product_id IS NULL THEN 'product is not in the product list'
       END AS reason, count(*)
  FROM cj_line line
  LEFT JOIN cj_product product USING (product_id)
 GROUP BY 1
 ORDER BY 1 NULLS FIRST
"""

# Net is what the shop received; gross is before its own discounts. The price per
# unit is derived from net and from the discount as it is stored (two decimals), so
# that quantity, price and discount give the net amount again. Fuel is counted in
# thousandths of a gallon, but for a few lines that count one purchase as 1.
CLEAN = """
CREATE TEMP TABLE cj_sale AS
SELECT basket_id, household_id, product_id, line_no, units, net, discount,
       round(CASE WHEN net = 0 THEN gross / units
                  ELSE net / units / (1 - discount / 100) END, 6) AS price_unit
  FROM (SELECT line.basket_id, line.household_id, line.product_id,
               row_number() OVER (PARTITION BY line.basket_id
                                  ORDER BY line.product_id, line.sales_value)
                   AS line_no,
               CASE WHEN product.product_type LIKE 'GASOLINE%' AND line.quantity >= 50
                    THEN round(line.quantity / 1000.0, 2)
                    ELSE line.quantity END AS units,
               round(line.sales_value, 2) AS net,
               line.sales_value + line.retail_disc + line.coupon_match_disc AS gross,
               CASE WHEN line.sales_value = 0 AND
                         line.retail_disc + line.coupon_match_disc > 0 THEN 100
                    WHEN line.sales_value = 0 THEN 0
                    ELSE least(round(100 * (1 - line.sales_value
                        / (line.sales_value + line.retail_disc
                           + line.coupon_match_disc)), 2), 99.99) END AS discount
          FROM cj_line line
          JOIN cj_product product USING (product_id)
         WHERE line.quantity <> 0) priced;
CREATE INDEX ON cj_sale (basket_id);
ANALYZE cj_sale;
"""

# One id per thing, taken from Odoo's own sequences.
NUMBER = """
CREATE TEMP TABLE cj_order AS
SELECT nextval('sale_order_id_seq')::int AS id,
       row_number() OVER (ORDER BY moment, basket_id) AS number, basket.*
  FROM (SELECT line.basket_id, min(line.household_id) AS household_id,
               min(line.store_id) AS store_id,
               min(line.transaction_timestamp) AS moment, sale.net
          FROM cj_line line
          JOIN (SELECT basket_id, sum(net) AS net
                  FROM cj_sale GROUP BY basket_id) sale USING (basket_id)
         GROUP BY line.basket_id, sale.net) basket;
CREATE INDEX ON cj_order (basket_id);
CREATE TEMP TABLE cj_customer AS
SELECT nextval('res_partner_id_seq')::int AS id, household_id
  FROM (SELECT DISTINCT household_id FROM cj_order ORDER BY 1) household;
CREATE TEMP TABLE cj_article AS
SELECT nextval('product_template_id_seq')::int AS template_id,
       nextval('product_product_id_seq')::int AS id, product.*,
       sold.list_price, sold.cost,
       initcap(coalesce(product.product_type, product.product_category,
                        product.department))
       || coalesce(', ' || lower(product.package_size), '')
       || ' (' || product.brand || ')' AS name
  FROM (SELECT product_id,
               round(percentile_cont(0.5) WITHIN GROUP (
                   ORDER BY price_unit)::numeric, 2) AS list_price,
               round(%(cost_share)s * sum(net) / sum(units), 4) AS cost
          FROM cj_sale GROUP BY product_id) sold
  JOIN cj_product product USING (product_id)
 ORDER BY product.product_id;
CREATE INDEX ON cj_article (product_id);
ANALYZE cj_order, cj_customer, cj_article;
"""

CATEGORIES = """
SELECT DISTINCT department, product_category FROM cj_article ORDER BY 1, 2
"""

TAGS = """
INSERT INTO res_partner_res_partner_category_rel (partner_id, category_id)
SELECT customer.id, tag.id
  FROM cj_household household
  JOIN cj_customer customer USING (household_id)
 CROSS JOIN LATERAL (VALUES
       ('age', age), ('income', income), ('home', home_ownership),
       ('marital', marital_status), ('size', household_size),
       ('comp', household_comp), ('kids', kids_count)) AS fact (kind, value)
  JOIN cj_tag tag ON tag.kind = fact.kind AND tag.value = fact.value
"""

FACTS = """
SELECT DISTINCT fact.kind, fact.value
  FROM cj_household
 CROSS JOIN LATERAL (VALUES
       ('age', age), ('income', income), ('home', home_ownership),
       ('marital', marital_status), ('size', household_size),
       ('comp', household_comp), ('kids', kids_count)) AS fact (kind, value)
 WHERE fact.value IS NOT NULL
 ORDER BY 1, 2
"""

# table: (source, {column: expression}); every other column is copied from the
# prototype, a record that Odoo itself made.
PARTNER = (
    "cj_customer s",
    {
        "id": "s.id",
        "name": "'Household ' || lpad(s.household_id::text, 4, '0')",
        "complete_name": "'Household ' || lpad(s.household_id::text, 4, '0')",
        "ref": "'HH' || lpad(s.household_id::text, 4, '0')",
        "commercial_partner_id": "s.id",
        "create_date": "%(now)s",
        "write_date": "%(now)s",
    },
)
TEMPLATE = (
    "cj_article s JOIN cj_category c ON c.department = s.department AND "
    "c.product_category IS NOT DISTINCT FROM s.product_category",
    {
        "id": "s.template_id",
        "name": "jsonb_build_object('en_US', s.name)",
        "default_code": "'CJ' || s.product_id",
        "list_price": "s.list_price",
        "categ_id": "c.id",
        "uom_id": "CASE WHEN s.product_type LIKE 'GASOLINE%%' "
        "THEN %(gallon)s ELSE p.uom_id END",
    },
)
PRODUCT = (
    "cj_article s",
    {
        "id": "s.id",
        "product_tmpl_id": "s.template_id",
        "default_code": "'CJ' || s.product_id",
        "standard_price": "jsonb_build_object(%(company)s::text, s.cost)",
    },
)
ORDER = (
    "cj_order s JOIN cj_customer c USING (household_id) "
    "JOIN (SELECT basket_id, sum(sale.net - article.cost * sale.units) AS margin "
    "FROM cj_sale sale JOIN cj_article article USING (product_id) "
    "GROUP BY basket_id) m USING (basket_id)",
    {
        "id": "s.id",
        "name": "'CJ' || lpad(s.number::text, 6, '0')",
        "partner_id": "c.id",
        "partner_invoice_id": "c.id",
        "partner_shipping_id": "c.id",
        "date_order": "s.moment + %(shift)s * interval '1 day'",
        "client_order_ref": "'Store ' || s.store_id",
        "origin": "'Basket ' || s.basket_id",
        "state": "'sale'",
        "locked": "true",
        "invoice_status": "'no'",
        "delivery_status": "NULL",
        "effective_date": "NULL",
        "amount_untaxed": "s.net",
        "amount_tax": "0",
        "amount_total": "s.net",
        "margin": "round(m.margin, 2)",
        "margin_percent": "CASE WHEN s.net = 0 THEN 0 "
        "ELSE round(m.margin, 2) / s.net END",
        "access_token": "NULL",
        "create_date": "s.moment + %(shift)s * interval '1 day'",
        "write_date": "%(now)s",
    },
)
_MARGIN = "(s.net - a.cost * s.units)"
LINE = (
    "(SELECT * FROM cj_sale ORDER BY basket_id, line_no) s "
    "JOIN cj_order o USING (basket_id) JOIN cj_article a USING (product_id) "
    "JOIN cj_customer c ON c.household_id = o.household_id",
    {
        "id": "nextval('sale_order_line_id_seq')",
        "order_id": "o.id",
        "order_partner_id": "c.id",
        "sequence": "10 + s.line_no",
        "product_id": "a.id",
        "product_uom_id": "CASE WHEN a.product_type LIKE 'GASOLINE%%' "
        "THEN %(gallon)s ELSE p.product_uom_id END",
        "name": "'[CJ' || a.product_id || '] ' || a.name",
        "state": "'sale'",
        "product_uom_qty": "s.units",
        "price_unit": "s.price_unit",
        "technical_price_unit": "a.list_price",
        "discount": "s.discount",
        "price_subtotal": "s.net",
        "price_total": "s.net",
        "price_tax": "0",
        "price_reduce_taxexcl": "s.net / s.units",
        "price_reduce_taxinc": "s.net / s.units",
        "purchase_price": "a.cost",
        "margin": _MARGIN,
        "margin_percent": f"CASE WHEN s.net = 0 THEN 0 ELSE {_MARGIN} / s.net END",
        "qty_delivered": "0",
        "qty_invoiced": "0",
        "qty_to_invoice": "0",
        "untaxed_amount_invoiced": "0",
        "untaxed_amount_to_invoice": "0",
        "invoice_status": "'no'",
        "create_date": "o.moment + %(shift)s * interval '1 day'",
        "write_date": "%(now)s",
    },
)
TABLES = {
    "res_partner": PARTNER,
    "product_template": TEMPLATE,
    "product_product": PRODUCT,
    "sale_order": ORDER,
    "sale_order_line": LINE,
}


def insert(table: str, columns: list[str]) -> str:
    """Return the statement that fills a table from its staged source.

    :param columns: all columns of the table; those that the source says nothing
        about are copied from the prototype, whose id is the parameter
        ``%(prototype)s``
    """
    source, given = TABLES[table]
    chosen = [given.get(column, f'p."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(chosen)} "
        f"FROM {source} CROSS JOIN {table} p WHERE p.id = %(prototype)s"
    )
