from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import formatLang
from odoo.tools.misc import babel_locale_parse, get_lang

from . import season_sql, stock_sql
from .reorder_settings import MONTHS, chosen


class CustomerSeasonStock(models.Model):
    """What the coming months are expected to ask for, beside what is in stock.

    A query over the seasons and the stock of this moment; the id is that of the
    product's first season.
    """

    _name = "customer.season.stock"
    _description = "Season and Stock"
    _auto = False
    _rec_name = "product_id"
    _order = "short_cost desc nulls last, short_quantity desc nulls last, id"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    uom_id = fields.Many2one("uom.uom", "Unit", readonly=True)
    basis = fields.Selection(
        [
            ("product", "The product itself"),
            ("category", "Its category"),
            ("none", "Not enough history"),
        ],
        "Season Taken from",
        readonly=True,
    )
    years = fields.Integer("Years of History", readonly=True, aggregator="avg")
    growth = fields.Float(
        "Growth per Year", digits=(8, 4), readonly=True, aggregator="avg"
    )
    peak_date = fields.Date(
        "Next Peak",
        readonly=True,
        help="The next month in which at least a quarter more than in an average month "
        "is ordered.",
    )
    peaks = fields.Char("Peak Months", compute="_compute_texts")
    last_year_quantity = fields.Float(
        "A Year before", digits="Product Unit", readonly=True
    )
    expected_quantity = fields.Float(
        "Expected", digits="Product Unit", readonly=True, help="In the coming months."
    )
    free_quantity = fields.Float("Free", digits="Product Unit", readonly=True)
    incoming_quantity = fields.Float("Incoming", digits="Product Unit", readonly=True)
    incoming_date = fields.Date("Incoming On", readonly=True)
    short_quantity = fields.Float(
        "Short",
        digits="Product Unit",
        readonly=True,
        help="Expected, less what is free and what comes in.",
    )
    short_cost = fields.Monetary(
        "Cost of What Is Short", readonly=True, help="At the cost of the product."
    )
    explanation = fields.Char(compute="_compute_texts")

    _depends = {
        "customer.product.season": [
            "basis",
            "company_id",
            "date",
            "expected_quantity",
            "last_year_quantity",
            "product_id",
            "season_index",
        ],
        "product.product": ["active", "standard_price"],
        "product.template": ["active", "categ_id", "is_storable", "uom_id"],
        "stock.location": ["warehouse_id"],
        "stock.move": [
            "date",
            "location_dest_id",
            "location_final_id",
            "location_id",
            "product_id",
            "product_qty",
            "state",
        ],
        "stock.quant": ["location_id", "product_id", "quantity", "reserved_quantity"],
        "stock.warehouse": ["active", "company_id"],
    }

    @property
    def _table_query(self):
        today = self.env["customer.profile"].sudo()._today()
        months = chosen(self.env, MONTHS)
        return season_sql.stock(
            stock_sql.free(),
            stock_sql.incoming(),
            today,
            today.replace(day=1) + relativedelta(months=months),
        )

    def _months(self):
        """The seasons of these products, the coming month first."""
        return self.env["customer.product.season"].search(
            [
                ("product_id", "in", self.product_id.ids),
                ("company_id", "in", self.company_id.ids),
            ],
            order="date",
        )

    @api.depends("product_id", "expected_quantity")
    @api.depends_context("lang")
    def _compute_texts(self):
        months = self._months().grouped(lambda m: (m.product_id, m.company_id))
        locale = babel_locale_parse(get_lang(self.env).code)
        names = locale.months["format"]["abbreviated"]
        for row in self:
            peaks = [
                month
                for month in months.get((row.product_id, row.company_id), ())
                if month.season_index >= season_sql.PEAK
            ]
            row.peaks = ", ".join(names[month.month] for month in peaks)
            row.explanation = row._explain()

    def _explain(self):
        if self.basis == "none":
            return self.env._(
                "Not enough history: it has sold for less than a year, or too little."
            )
        sentence = (
            self.env._(
                "%(expected)s expected: an average month of the last year, times "
                "growth (%(growth)s %%), times the season of the product over "
                "%(years)s years."
            )
            if self.basis == "product"
            else self.env._(
                "%(expected)s expected: an average month of the last year, times "
                "growth (%(growth)s %%), times the season of its category."
            )
        )
        return sentence % {
            "expected": formatLang(self.env, self.expected_quantity, digits=0),
            "growth": self._say_growth(),
            "years": self.years,
        }

    def _say_growth(self):
        percent = round(100 * (self.growth - 1))
        text = formatLang(self.env, percent, digits=0)
        return f"+{text}" if percent > 0 else text

    def action_replenish(self):
        """Open core's replenishment of the product."""
        self.ensure_one()
        return self.product_id.action_view_orderpoints()

    def action_open_months(self):
        """Show the product's twelve coming months as a chart."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_product_season_action"
        )
        return dict(
            action,
            domain=[("product_id", "in", self.product_id.ids)],
            views=[(False, "graph"), (False, "list"), (False, "pivot")],
        )

    def action_open_buyers(self):
        """Show who bought these products within the last twelve months."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_product_habit_action"
        )
        return dict(action, domain=[("product_id", "in", self.product_id.ids)])
