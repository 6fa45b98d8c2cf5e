from odoo import api, fields, models
from odoo.tools import SQL

FACTS = {"partner_id", "company_id", "date", "name", "amount", "margin", "quantity"}


class CustomerSalesHistory(models.Model):
    """A line of a sale from before this system, as a file told it.

    It counts like a line of a confirmed order, and a negative amount like a return:
    dated at noon, in the currency of the company. Lines with one number of a day are
    one order.
    """

    _name = "customer.sales.history"
    _description = "Sale before Odoo"
    _order = "date desc, id desc"
    _rec_name = "name"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True)
    name = fields.Char("Number of the Document")
    product_id = fields.Many2one("product.product", check_company=True)
    description = fields.Char()
    quantity = fields.Float()
    amount = fields.Monetary(
        required=True, help="Untaxed, in the currency of the company."
    )
    margin = fields.Monetary(help="What it left over cost; unknown counts as nothing.")
    document_amount = fields.Float("Amount in the File", readonly=True)
    document_currency_id = fields.Many2one(
        "res.currency", "Currency in the File", readonly=True
    )
    # Bookkeeping: what makes two imports of one line the same, and which line stands
    # for the document.
    source_key = fields.Char(readonly=True, copy=False)
    document_key = fields.Integer(readonly=True, copy=False, aggregator=None)

    _source_uniq = models.UniqueIndex(
        "(company_id, source_key) WHERE source_key IS NOT NULL",
        "This line was imported before.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._notice()
        return lines

    def write(self, vals):
        touched = bool(FACTS & vals.keys())
        if touched:
            self._notice()
        result = super().write(vals)
        if touched:
            self._notice()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_notice(self):
        self._notice()

    def unlink(self):
        partners = self.partner_id
        result = super().unlink()
        self._number(partners)
        return result

    def _notice(self):
        """Note that the figures of these customers have news."""
        marks = self.env["customer.profile.mark"].sudo()
        for company, lines in self.grouped("company_id").items():
            marks._add(lines.partner_id, company)
        self._number(self.partner_id)

    @api.model
    def _number(self, partners):
        """Let the first line of each document stand for it."""
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_sales_history line
                   SET document_key = document.first
                  FROM (
                        SELECT id, min(id) OVER (
                                   PARTITION BY company_id, partner_id, date,
                                                amount < 0,
                                                COALESCE(NULLIF(name, ''), id::text)
                               ) AS first
                          FROM customer_sales_history
                         WHERE partner_id = ANY(%s)
                       ) document
                 WHERE document.id = line.id
                   AND line.document_key IS DISTINCT FROM document.first
                """,
                partners.ids,
            )
        )
        self.invalidate_model(["document_key"])
