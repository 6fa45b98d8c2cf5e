import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...parameters import get_number

_logger = logging.getLogger(__name__)

KEEP_MONTHS = (12, 240)
DEFAULT_KEEP_MONTHS = 60
DEFAULT_BUILD_MONTHS = 24
# Papers of the last days of a month are entered in the first days of the next.
LATE_DAYS = 5
# A transaction may end that long after the moment that its rows name.
LONGEST_WRITE = timedelta(hours=1)


def month_end(day, months=0):
    """Last day of the month that ended ``months`` months before the one of ``day``."""
    return day.replace(day=1) - relativedelta(months=months - 1) - relativedelta(days=1)


class CustomerSnapshotMonth(models.Model):
    """A month end whose figures are kept, or are asked for.

    The job counts what waits, a month per transaction and the latest first. Killed, it
    loses the month that it was at, which still waits.
    """

    _name = "customer.snapshot.month"
    _description = "Counted Month End"
    _order = "date desc"
    _rec_name = "date"
    _log_access = False

    date = fields.Date("Month End", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("done", "Counted")],
        required=True,
        readonly=True,
        default="waiting",
    )
    counted_on = fields.Datetime("Last Counted", readonly=True)
    row_count = fields.Integer(
        "Customers", readonly=True, help="Customers with an order, in all companies."
    )
    written_count = fields.Integer(
        "Changed", readonly=True, help="How many figures the last count changed."
    )

    _date_uniq = models.UniqueIndex("(date)", "This month end is there already.")

    @api.model
    def build_history(self, months=DEFAULT_BUILD_MONTHS):
        """Ask for the figures of the last months; a job counts them at once.

        :param months: how many month ends, the last one included
        :return: number of month ends that now wait
        :raise AccessError: for who does not manage the customer file
        :raise UserError: for more months than are kept, or for what is no number
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may build the history.")
            )
        today = self.env["customer.profile"]._today()
        number = self._read_months(months)
        waiting = self.sudo()._ask_for(
            [month_end(today, back) for back in range(1, number + 1)]
        )
        self.env.ref("customer_info_mgmt.ir_cron_count_month_ends").sudo()._trigger()
        return waiting

    @api.model
    def _read_months(self, months):
        most = self._keep_months()
        try:
            number = int(months)
        except (TypeError, ValueError, OverflowError):
            number = 0
        if not 1 <= number <= most:
            raise UserError(
                self.env._(
                    "Months: enter a number from 1 to %(most)s. Figures are kept for "
                    "%(most)s months; the settings say how long.",
                    most=most,
                )
            )
        return number

    @api.model
    def _keep_months(self):
        return get_number(self.env, "snapshot_months", DEFAULT_KEEP_MONTHS, KEEP_MONTHS)

    @api.model
    def _ask_for(self, days):
        """Let these month ends wait to be counted; return how many."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_snapshot_month (date, state)
                SELECT unnest(%s::date[]), 'waiting'
                ON CONFLICT (date) DO UPDATE SET state = 'waiting'
                """,
                list(days),
            )
        )
        self.invalidate_model()
        return self.env.cr.rowcount

    # === Job === #

    @api.model
    def _cron_count(self):
        """Count the month ends that wait, each in a transaction of its own."""
        progress = self.env["ir.cron"]
        self._ask_for_due()
        self._drop_old()
        waiting = self.search([("state", "=", "waiting")])
        if not waiting or not progress._commit_progress(remaining=len(waiting)):
            return
        for month in waiting:
            month._count()
            if not progress._commit_progress(1):
                break

    @api.model
    def _ask_for_due(self):
        """Ask for what nobody has to ask for.

        The last month end, and again in the first days of the month, when late papers
        come in; those between the last one counted and it, should the job have been
        off; and all of them when records were merged or old sales imported since.
        """
        today = self.env["customer.profile"]._today()
        end = month_end(today, 1)
        latest = self.search([], limit=1).date or month_end(today, 2)
        missed = [
            day
            for number in range(1, self._keep_months() + 1)
            if (day := month_end(today, number)) > latest
        ]
        counted = self.search([("state", "=", "done")])
        again = counted.filtered(
            lambda month: (
                month.date == end
                and today.day <= LATE_DAYS
                and month.counted_on.date() < fields.Date.today()
            )
        )
        if changed_on := self._past_changed_on():
            changed_on += LONGEST_WRITE
            again |= counted.filtered(lambda month: month.counted_on <= changed_on)
        if days := [*missed, *again.mapped("date")]:
            self._ask_for(days)

    @api.model
    def _past_changed_on(self):
        """When documents of the past became somebody else's, or appeared, last."""
        self.env.flush_all()
        (moment,) = self.env.execute_query(
            SQL(
                """
                SELECT GREATEST(
                    (SELECT MAX(write_date) FROM customer_merge
                      WHERE state IN ('done', 'undone')),
                    (SELECT MAX(write_date) FROM customer_sales_history)
                )
                """
            )
        )[0]
        return moment

    @api.model
    def _drop_old(self):
        """Delete what is older than the settings keep."""
        today = self.env["customer.profile"]._today()
        first = month_end(today, self._keep_months())
        old = self.search(Domain("date", "<", first))
        for month in old:
            self.env.cr.execute(
                SQL("DELETE FROM customer_profile_snapshot WHERE date = %s", month.date)
            )
        old.unlink()

    def _count(self):
        """Count this month end; return the rows that were written."""
        self.ensure_one()
        written = self.env["customer.profile.snapshot"]._count_day(self.date)
        self.write(
            {
                "state": "done",
                "counted_on": self.env.cr.now(),
                "row_count": self.env["customer.profile.snapshot"].search_count(
                    [("date", "=", self.date)]
                ),
                "written_count": written,
            }
        )
        _logger.info("Customer figures of %s: %d rows written.", self.date, written)
        return written
