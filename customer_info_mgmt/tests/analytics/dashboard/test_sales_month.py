from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ....models.file.customer_profile import RefreshScope
from ..common import GeneratedSales
from ..oracle import exact
from .months_oracle import month_rows


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSalesMonth(GeneratedSales):
    """F11: what every customer bought in every month, returns netted."""

    def _stored(self):
        months = self.env["customer.sales.month"].search([])
        months.invalidate_recordset()
        return {
            (row.partner_id.id, row.company_id.id, row.month): (
                exact(row.revenue),
                exact(row.margin),
                exact(row.return_amount),
                row.order_count,
            )
            for row in months
        }

    def _expected(self, as_of, timezone="UTC"):
        return {
            (row.partner, row.company, row.month): (
                row.revenue,
                row.margin,
                row.returned,
                row.orders,
            )
            for row in month_rows(self.env, as_of, timezone).itertuples()
        }

    def test_months_equal_recomputation_on_any_day(self):
        """L12, F11: two companies, three currencies, returns, any day; idempotent."""
        for as_of in (date(2024, 4, 30), date(2023, 2, 14), date(2020, 1, 1)):
            self.profiles.refresh(as_of=as_of)
            expected = self._expected(as_of)
            self.assertEqual(self._stored(), expected)
            self.assertEqual(bool(expected), as_of.year > 2020)
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)

    def test_world_has_what_it_is_to_prove(self):
        """F11: without returns in later months an equal result would say little."""
        rows = month_rows(self.env, date(2024, 4, 30))
        self.assertGreater(len(rows), 40)
        self.assertEqual(set(rows.company), set(self.companies.ids))
        self.assertTrue((rows.returned > 0).any())
        self.assertTrue(((rows.orders == 0) & (rows.revenue < 0)).any())

    def test_month_follows_the_time_zone_of_the_figures(self):
        """F11: late on the last of March in UTC is April in Shanghai."""
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.timezone", "Asia/Shanghai"
        )
        self._sell(self.customers[-1], moment="2024-03-31 16:30:00")
        self.profiles.refresh(as_of="2024-04-30")
        expected = self._expected(date(2024, 4, 30), "Asia/Shanghai")
        self.assertEqual(self._stored(), expected)
        self.assertIn(date(2024, 4, 1), {month for *_key, month in expected})

    def test_months_make_the_figures_of_the_profile(self):
        """L12: the months of a customer sum up to the profile, to the cent."""
        self.profiles.refresh(as_of="2024-04-30")
        sums = {
            (partner.id, company.id): tuple(round(value, 2) for value in values)
            for partner, company, *values in self.env[
                "customer.sales.month"
            ]._read_group(
                [],
                ["partner_id", "company_id"],
                [
                    "revenue:sum",
                    "margin:sum",
                    "return_amount:sum",
                    "order_count:sum",
                ],
            )
        }
        profiles = self.profiles.search([("abc_class", "!=", False)])
        self.assertEqual(
            sums,
            {
                (row.partner_id.id, row.company_id.id): (
                    row.revenue,
                    row.margin,
                    row.return_amount,
                    row.order_count,
                )
                for row in profiles
            },
        )

    def test_marked_customers_come_right(self):
        """F11, L12: news of some customers bring what a full refresh would bring."""
        today = self.profiles._today()
        self.profiles.refresh()
        buyer, leaver = self.env["customer.sales.month"].search([]).partner_id[:2]
        self._sell(buyer, 123.45)
        leaver.leave_out_of_figures = True
        order = self.orders.filtered(
            lambda o: (
                o.state == "sale"
                and o.partner_id.commercial_partner_id not in buyer | leaver
                and not o.partner_id.commercial_partner_id.leave_out_of_figures
            )
        )[0]
        order._action_cancel()
        self._refresh_marked()
        stored = self._stored()
        self.assertEqual(stored, self._expected(today))
        self.assertFalse([key for key in stored if key[0] == leaver.id])
        # Nothing is left for the night, of the months and of the cube.
        for name, step in (
            ("customer.sales.month", "_refresh_months"),
            ("customer.sales.cube", "_refresh_cube"),
        ):
            model = self.env[name]
            self.assertEqual(getattr(model, step)(RefreshScope(today)), 0, name)

    def test_who_sees_which_months(self):
        """I02: own and free customers for a clerk, all for finance, none for others."""
        self.profiles.refresh(as_of="2024-04-30")
        months = self.env["customer.sales.month"]
        own, foreign = months.search([("company_id", "=", self.company.id)]).partner_id[
            :2
        ]
        own.user_id, foreign.user_id = self.user_user, self.manager_user
        mine = months.with_user(self.user_user).search([]).partner_id
        self.assertIn(own, mine)
        self.assertNotIn(foreign, mine)
        everybody = months.search([("company_id", "=", self.company.id)])
        self.assertEqual(months.with_user(self.finance_user).search([]), everybody)
        self.assertEqual(months.with_user(self.manager_user).search([]), everybody)
        with self.assertRaises(AccessError):
            months.with_user(self.warehouse_user).search([])
        with self.assertRaises(AccessError):
            everybody[0].with_user(self.manager_user).revenue = 1
