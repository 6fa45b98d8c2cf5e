"""What the dashboard and the cohorts cost: every tile, as a manager and as a clerk."""

from datetime import date
from unittest.mock import patch

LAST_DAY = date(2026, 6, 30)
# All tiles together, as a screen asks for them one after the other.
TARGET = 2.0
METHODS = ("get_figures", "get_history", "get_standing", "get_calls", "get_movement")


class DashboardMeasures:
    """It needs ``env`` of the superuser, ``profiles``, ``table``, ``clock``, ``users``.

    The profiles must be refreshed up to ``LAST_DAY``.
    """

    def _dashboard(self):
        with patch.object(type(self.profiles), "_today", lambda _self: LAST_DAY):
            self._size()
            for role in ("manager", "user"):
                self._screens(role)

    def _size(self):
        self.execute("""
            SELECT (SELECT COUNT(*) FROM customer_sales_month),
                   (SELECT COUNT(*) FROM customer_sales_cube),
                   pg_total_relation_size('customer_sales_month')
        """)
        months, rows, size = self.env.cr.fetchone()
        self.table.add("months of customers", months, "rows", note=f"{size >> 20} MB")
        self.table.add("rows of the cube", rows, "rows")

    def _screens(self, role):
        users = self.env["customer.dashboard"].with_user(self.users[role])
        dashboards = users.with_context(lang="en_US", allowed_company_ids=[1])
        for name, filters in (
            ("12 months", {}),
            ("a quarter", {"period": "quarter"}),
            ("12 months of a group", {"group_id": 1}),
        ):
            total = 0
            for method in METHODS:
                seconds = self._seconds(getattr(dashboards, method), filters)
                total += seconds
                self.table.add(f"{role}: dashboard, {name}, {method}", seconds)
            self.table.add(
                f"{role}: dashboard, {name}, all tiles", total, target=TARGET
            )
        cube = dashboards.env["customer.sales.cube"]
        for method in ("get_cohorts", "get_retention", "get_repeat_rates"):
            seconds = self._seconds(getattr(cube, method), {})
            self.table.add(f"{role}: {method}", seconds, target=TARGET)
        self._list(role, dashboards)

    def _list(self, role, dashboards):
        """The first page of the list behind a number of customers."""
        partners = dashboards.env["res.partner"]
        for kind in ("buyers", "repeat_rate", "pareto"):
            domain = dashboards.action_open(kind)["domain"]
            self.table.add(
                f"{role}: list behind {kind}",
                self._seconds(
                    lambda search=domain: partners.web_search_read(
                        search, {"display_name": {}}, limit=80, count_limit=10001
                    )
                ),
                target=TARGET,
            )

    def _seconds(self, method, *arguments):
        def work():
            self.env.invalidate_all()
            method(*arguments)

        work()
        return self.clock.seconds(work, 3)
