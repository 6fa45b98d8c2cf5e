import logging

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...file.customer_profile import RefreshScope
from .. import sales_sql
from ..derived_rows import replace_rows
from . import habit_sql
from .reorder_settings import DAYS, LAPSE, chosen

_logger = logging.getLogger(__name__)

KEYS = ("partner_id", "company_id", "product_id")
FIGURES = (
    "order_days",
    "first_date",
    "last_date",
    "median_interval_days",
    "next_date",
    "lapse_date",
    "usual_quantity",
    "last_quantity",
    "last_price",
    "revenue_12m",
)


class CustomerProductHabit(models.Model):
    """How habits are kept up to date: all at night, at once whoever has news."""

    _inherit = "customer.product.habit"

    @api.model
    def refresh(self, as_of=None):
        """Bring every habit up to date, set-based, all companies.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: number of rows that were written; 0 when nothing has changed
        :raise AccessError: for users who do not manage the customer file
        :raise UserError: for what is no day
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may refresh all habits.")
            )
        profiles = self.env["customer.profile"].sudo()
        profiles._lock_refresh()
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit = off")
        written = self.sudo()._refresh(RefreshScope(profiles._read_as_of(as_of)))
        self.env.invalidate_all()
        return written

    @api.model
    def _fact_sources(self, scope=None):
        """SELECTs of who ordered what when; other addons append theirs.

        Each gives the columns, in this order and with these names:

        - ``partner_id``: the partner on the document, a contact or the customer
        - ``company_id``, ``product_id``
        - ``is_order``: ``TRUE`` for an order, ``FALSE`` for what corrects orders
        - ``moment``: when it counts, a timestamp in UTC
        - ``quantity``: in the reference unit of the product's unit; of corrections,
          nobody reads it
        - ``amount``: untaxed, in the company's currency, negative for a return

        Conditions on ``partner_id`` and ``moment`` are added around them: plain SELECTs
        without grouping let the database use them inside.

        :param scope: ``RefreshScope`` whose customers are all that is asked for
        """
        profiles = self.env["customer.profile"].sudo()
        return [
            habit_sql.order_lines(),
            habit_sql.return_moves(
                profiles._customer_locations(), profiles._returned_moves(scope)
            ),
            habit_sql.history_lines(),
        ]

    @api.model
    def _news_sql(self, scope):
        """SELECT of the habits as they are on the day of the scope."""
        profiles = self.env["customer.profile"].sudo()
        timezone = profiles._timezone()
        begin_12m, end = sales_sql.utc_period(scope.as_of, timezone)
        days = habit_sql.days(
            SQL(" UNION ALL ").join(self._fact_sources(scope)),
            sales_sql.local_day(SQL("fact.moment"), timezone),
            profiles._where_contact(scope, SQL("fact.partner_id")),
            end,
            scope.where_partner(SQL("customer.id")),
        )
        first_day = sales_sql.local_day(SQL("%s::timestamp", begin_12m), timezone)
        return habit_sql.habits(
            habit_sql.rhythm(days, first_day, chosen(self.env, DAYS)),
            profiles._decimal_places_sql(SQL("found.company_id")),
            SQL("%s::numeric", chosen(self.env, LAPSE)),
        )

    @api.model
    def _refresh(self, scope):
        """Change, delete and add what differs within ``scope``; return how many."""
        return replace_rows(
            self,
            KEYS,
            FIGURES,
            self._news_sql(scope),
            scope.where_partner(SQL("partner_id")),
        )

    @api.model
    def _cron_refresh_all(self):
        """Refresh all habits, in one transaction: what a killed job did is undone."""
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=1)
        written = self.refresh()
        progress._commit_progress(1)
        _logger.info("Habits of customers: %d rows refreshed.", written)
