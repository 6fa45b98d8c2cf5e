from odoo import api, fields, models
from odoo.tools import SQL, LazyTranslate

from ...quality.exchange.columns import NUMBER, TEXT, _column
from ...quality.exchange.history_columns import DAY, WHOSE
from ...quality.exchange.history_reader import HistoryMatcher, HistoryReader
from ...quality.exchange.import_row import BadCell

_lt = LazyTranslate(__name__)


def _own(key, label, chinese, kind=TEXT, aliases=""):
    return _column(key, label, chinese, kind, aliases, field="")


SALES_COLUMNS = (
    *WHOSE,
    DAY,
    _own(
        "document",
        _lt("Order Number"),
        "订单号",
        TEXT,
        "order|number|invoice|invoice number|document|receipt|单号|订单编号|发票号"
        "|单据号",
    ),
    _own(
        "product",
        _lt("Product"),
        "产品",
        TEXT,
        "item|article|sku|product code|service|商品|品名|产品名称|商品名称|货品|型号",
    ),
    _own("quantity", _lt("Quantity"), "数量", NUMBER, "qty|pieces|件数"),
    _own(
        "amount",
        _lt("Amount, Untaxed"),
        "金额",
        NUMBER,
        "amount|total|net|subtotal|revenue|price|不含税金额|销售额|成交金额|总价|小计",
    ),
    _own("currency", _lt("Currency"), "币种", TEXT, "currency code|货币"),
    _own("cost", _lt("Cost"), "成本", NUMBER, "purchase price|cost total|成本金额"),
)
SAID = ("date", "document", "product", "quantity", "amount", "currency", "cost")


class CustomerImport(models.Model):
    """Purchase history becomes lines that the figures count."""

    _inherit = "customer.import"

    kind = fields.Selection(
        selection_add=[("sales", "Purchase history")], ondelete={"sales": "cascade"}
    )

    @api.model
    def _catalogues(self):
        return super()._catalogues() | {"sales": self._catalogue_sales()}

    @api.model
    def _catalogue_sales(self):
        return SALES_COLUMNS

    def _check_mapping_sales(self, keys):
        self._check_history(keys, ("sales.date", "sales.amount"))

    def _reader_and_matcher_sales(self):
        options = {"date_order": self.date_order}
        reader = SalesReader(self.env, self._mapping(), options, ("date", "amount"))
        return reader, HistoryMatcher(self, SAID, self._known_sales, counted=True)

    def _known_sales(self, keys):
        rows = self.env.execute_query(
            SQL(
                "SELECT source_key FROM customer_sales_history"
                " WHERE company_id = %s AND source_key = ANY(%s)",
                self.company_id.id,
                list(keys),
            )
        )
        return {key for (key,) in rows}

    def _commit_rows_sales(self, rows):
        partners = self.env["res.partner"].browse({row["partner_id"] for row in rows})
        partners.check_access("write")
        lines = self.env["customer.sales.history"]
        self._set_done(rows, lines.create([self._prepare_sale(row) for row in rows]))

    def _prepare_sale(self, row):
        values = row["vals"]
        company = self.company_id
        currency = self.env["res.currency"].browse(values.get("_currency") or ())

        def in_company(amount):
            if not currency or currency == company.currency_id:
                return amount
            return currency._convert(
                amount, company.currency_id, company, values["date"][:10]
            )

        amount = in_company(values["amount"])
        cost = values.get("cost")
        return {
            "partner_id": row["partner_id"],
            "company_id": company.id,
            "date": values["date"][:10],
            "name": values.get("document"),
            "product_id": values.get("_product"),
            "description": values.get("product"),
            "quantity": values.get("quantity") or 0.0,
            "amount": amount,
            "margin": amount - in_company(cost) if cost is not None else 0.0,
            "document_amount": values["amount"],
            "document_currency_id": currency.id,
            "source_key": values["_key"],
        }

    def _undo_rows_sales(self, rows):
        ids = [
            number
            for row in rows
            for number in (row["made"] or {}).get("customer.sales.history", ())
        ]
        self.env["customer.sales.history"].browse(ids).exists().unlink()


class SalesReader(HistoryReader):
    """Reads the rows of a purchase history."""

    def _read_text(self, row, column, text, value, cache):
        if column.key == "product":
            row.values["_product"] = self._remembered(cache, text, self._find_product)
        elif column.key == "currency":
            row.values["_currency"] = self._remembered(cache, text, self._find_currency)
        return super()._read_text(row, column, text, value, cache)

    def _remembered(self, cache, text, find):
        text = text.strip()
        if text not in cache:
            cache[text] = find(text)
        return cache[text]

    def _find_product(self, text):
        """Return the product of that code or name; a product of old times may be gone,
        then its name stands on the line."""
        products = self.env["product.product"].sudo().with_context(active_test=False)
        for name in ("default_code", "barcode", "name"):
            found = products.search(
                [
                    (name, "=", text),
                    ("company_id", "in", [False, self.env.company.id]),
                ],
                limit=2,
            )
            if len(found) == 1:
                return found.id
        return None

    def _find_currency(self, text):
        words = {"元": "CNY", "人民币": "CNY", "¥": "CNY", "rmb": "CNY", "$": "USD"}
        words |= {"€": "EUR", "£": "GBP", "美元": "USD", "欧元": "EUR"}
        name = words.get(text.lower(), text.upper())
        currency = self.env["res.currency"].search([("name", "=", name)], limit=1)
        if not currency:
            self._refuse_currency(text)
        return currency.id

    def _refuse_currency(self, text):
        raise BadCell(
            self.env._(
                "“%s” is no currency that is in use here. Write its code, or "
                "activate it first.",
                text,
            )
        )
