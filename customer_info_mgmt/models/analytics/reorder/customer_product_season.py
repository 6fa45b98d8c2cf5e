import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .. import sales_sql
from ..derived_rows import replace_rows
from . import season_sql

_logger = logging.getLogger(__name__)

KEYS = ("company_id", "product_id", "month")
FIGURES = (
    "date",
    "basis",
    "years",
    "season_index",
    "growth",
    "last_year_quantity",
    "expected_quantity",
)


class CustomerProductSeason(models.Model):
    """How a product sells in a calendar month, and what the next one may bring.

    Twelve rows per company and product that sold in the last twelve months. The month
    that the refresh falls in counts as coming, unless it ends that day. ``season_sql``
    says how it is worked out.
    """

    _name = "customer.product.season"
    _description = "Season of a Product"
    _rec_name = "product_id"
    _order = "product_id, date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    categ_id = fields.Many2one(
        "product.category", "Product Category", related="product_id.categ_id"
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    month = fields.Integer("Month of the Year", readonly=True, aggregator=None)
    date = fields.Date("Month", readonly=True, help="First day of the coming month.")
    basis = fields.Selection(
        [
            ("product", "The product itself"),
            ("category", "Its category"),
            ("none", "Not enough history"),
        ],
        readonly=True,
        help="Whose months the season is taken from: of the product, when it has sold "
        "for a year and in 24 order lines, or else of its category.",
    )
    years = fields.Integer("Years of History", readonly=True, aggregator="avg")
    season_index = fields.Float(
        "Season",
        digits=(8, 4),
        readonly=True,
        aggregator="avg",
        help="1 for an average month; 2 for one in which twice as much is ordered.",
    )
    growth = fields.Float(
        "Growth per Year",
        digits=(8, 4),
        readonly=True,
        aggregator="avg",
        help="The last twelve months by the twelve before; 1 where that is unknown.",
    )
    last_year_quantity = fields.Float(
        "A Year before", digits="Product Unit", readonly=True
    )
    expected_quantity = fields.Float(
        "Expected",
        digits="Product Unit",
        readonly=True,
        help="Average month of the last year, times growth, times season.",
    )

    _company_product_month_uniq = models.UniqueIndex(
        "(company_id, product_id, month)",
        "This product has this month already.",
    )

    @api.depends("product_id", "date")
    def _compute_display_name(self):
        for season in self:
            month = season.date.strftime("%Y-%m") if season.date else ""
            season.display_name = f"{season.product_id.display_name} {month}"

    @api.model
    def refresh(self, as_of=None):
        """Bring the seasons of all products up to date, all companies.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: number of rows that were written; 0 when nothing has changed
        :raise AccessError: for users who do not manage the customer file
        :raise UserError: for what is no day
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may refresh the seasons.")
            )
        profiles = self.env["customer.profile"].sudo()
        profiles._lock_refresh()
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit = off")
        written = self.sudo()._refresh(profiles._read_as_of(as_of))
        self.env.invalidate_all()
        return written

    @api.model
    def _news_sql(self, as_of):
        """SELECT of the seasons from all months that ended by ``as_of``."""
        timezone = self.env["customer.profile"].sudo()._timezone()
        first = (as_of + timedelta(days=1)).replace(day=1)
        _begin, end = sales_sql.utc_period(first - timedelta(days=1), timezone)
        sources = self.env["customer.product.habit"]._fact_sources()
        sold = season_sql.sold(
            SQL(" UNION ALL ").join(sources),
            sales_sql.local_day(SQL("fact.moment"), timezone),
            end,
        )
        return season_sql.seasons(sold, first)

    @api.model
    def _refresh(self, as_of):
        """Change, delete and add what differs; return how many."""
        return replace_rows(self, KEYS, FIGURES, self._news_sql(as_of), SQL("TRUE"))

    @api.model
    def _cron_refresh_all(self):
        """Refresh all seasons, in one transaction: what a killed job did is undone."""
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=1)
        written = self.refresh()
        progress._commit_progress(1)
        _logger.info("Seasons of products: %d rows refreshed.", written)
