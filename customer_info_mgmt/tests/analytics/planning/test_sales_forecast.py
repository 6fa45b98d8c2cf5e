from datetime import date
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ....tools import forecast
from ..report_common import ReportCommon

AS_OF = date(2031, 3, 10)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSalesForecast(ReportCommon):
    """F07: orders and revenue per month, by person and team, with the past error."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("customer_info_mgmt.timezone", "UTC")
        cls.company = cls.env["res.company"].create({"name": "Forecast Ltd"})
        cls.env.user.company_ids += cls.company
        for user in (cls.user_user, cls.manager_user, cls.other_seller):
            user.company_ids += cls.company
        cls.forecasts = cls.env["customer.sales.forecast"].with_company(cls.company)
        cls.amounts = [100 + 10 * (number % 3) for number in range(15)]
        for number, amount in enumerate(cls.amounts):
            cls._order(number, amount, cls.user_user)
        cls._order(14, 50, cls.other_seller)
        cls.now = cls._order(15, 70, cls.user_user)
        cls.env["customer.profile"].refresh(AS_OF)

    @classmethod
    def _order(cls, number, amount, user):
        """An order in the month so many months after December 2029."""
        month = date(2029, 12, 5) + relativedelta(months=number)
        order = cls._sell(
            cls.own,
            str(month),
            1,
            company=cls.company,
            price_unit=amount,
            tax_ids=False,
        )
        order.user_id = user
        return order

    def _refresh(self):
        return self.forecasts._refresh_forecast(AS_OF)

    def _get(self, user=None, **options):
        forecasts = self.forecasts.with_user(user or self.manager_user)
        forecasts = forecasts.with_context(allowed_company_ids=self.company.ids)
        rows = forecasts.search([("company_id", "=", self.company.id)])
        self.assertTrue(rows)
        return forecasts.get_forecast(**options)

    def _rows(self, level, measure="revenue", **values):
        domain = [("company_id", "=", self.company.id), ("level", "=", level)]
        domain += [("measure", "=", measure)]
        domain += [(name, "=", value) for name, value in values.items()]
        return self.forecasts.search(domain, order="month")

    def test_past_and_future(self):
        """F07: each full month as it was, then the month under way and six more."""
        self._refresh()
        rows = self._rows("user", user_id=self.user_user.id)
        past = rows.filtered(lambda row: not row.is_forecast)
        self.assertEqual(past.mapped("actual"), self.amounts)
        future = rows - past
        self.assertEqual(
            [str(row.month) for row in future],
            [f"2031-{month:02}-01" for month in range(3, 10)],
        )
        expected = forecast.forecast(self.amounts, 7)
        for row, value, low, high in list(
            zip(future, expected.values, expected.low, expected.high, strict=True)
        )[1:]:
            self.assertAlmostEqual(row.expected, value, 2)
            self.assertAlmostEqual(row.low, low, 2)
            self.assertAlmostEqual(row.high, high, 2)
        self.assertEqual(future[0].method, expected.method)
        self.assertAlmostEqual(future[0].mase, expected.mase, 3)

    def test_month_under_way(self):
        """F07: what is ordered already, and the rest of the month as forecast."""
        self._refresh()
        row = self._rows("user", user_id=self.user_user.id, month="2031-03-01")
        value = forecast.forecast(self.amounts, 7).values[0]
        self.assertEqual(row.actual, 70)
        self.assertAlmostEqual(row.expected, 70 + value * 21 / 31, 2)

    def test_company_is_the_sum_of_all(self):
        """F07: other people's orders too, and orders are counted."""
        self._refresh()
        row = self._rows("company", month="2031-02-01")
        self.assertEqual(row.actual, self.amounts[14] + 50)
        row = self._rows("company", "orders", month="2031-02-01")
        self.assertEqual(row.actual, 2)

    def test_second_run_writes_nothing(self):
        """F07: changed rows only."""
        self.assertGreater(self._refresh(), 0)
        self.assertEqual(self._refresh(), 0)
        self.now.order_line.price_unit = 90
        self.env["customer.profile"].refresh(AS_OF)
        self.assertIn(self._refresh(), range(1, 12))

    def test_series_that_is_gone_goes(self):
        self._refresh()
        self.other_seller.active = False
        self._refresh()
        self.assertFalse(self._rows("user", user_id=self.other_seller.id))

    def test_not_enough_history_is_said(self):
        """F07: no number is made up from one month."""
        self._refresh()
        found = self._get(series=f"user-{self.other_seller.id}")
        self.assertEqual(found["method"], "none")
        self.assertIn("Not enough history", found["sentence"])
        self.assertFalse(any(row["has_forecast"] for row in found["rows"]))

    def test_screen(self):
        """F07: the series, the months asked for, the past error in words."""
        self._refresh()
        found = self._get(series="company", months=2)
        self.assertEqual(found["rows"][-1]["month"], "2031-05-01")
        self.assertIn("% off on average", found["sentence"])
        keys = [one["key"] for one in found["series"]]
        self.assertEqual(keys[0], "company")
        self.assertIn(f"user-{self.user_user.id}", keys)

    def test_a_clerk_sees_oneself(self):
        """I02: no forecast of colleagues, nor of the company."""
        self._refresh()
        found = self._get(self.user_user, series=f"user-{self.user_user.id}")
        keys = [one["key"] for one in found["series"]]
        self.assertIn(f"user-{self.user_user.id}", keys)
        self.assertNotIn(f"user-{self.other_seller.id}", keys)
        self.assertNotIn("company", keys)
        self.assertFalse(self._get(self.user_user, series="company")["rows"])
        with self.assertRaises(AccessError):
            self.forecasts.with_user(self.warehouse_user).get_forecast()

    def test_wrong_input(self):
        for options in (
            {"measure": "name"},
            {"series": "user-x"},
            {"series": "partner-1"},
            {"months": "many"},
        ):
            with self.subTest(options), self.assertRaises(UserError):
                self.forecasts.with_user(self.manager_user).get_forecast(**options)

    def test_job(self):
        """F07: every company, each by itself."""
        today = patch.object(
            self.env.registry["customer.profile"], "_today", lambda self: AS_OF
        )
        with today, self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_sales_forecast"
            ).method_direct_trigger()
        self.assertTrue(self.forecasts.search_count([("is_forecast", "=", True)]))
