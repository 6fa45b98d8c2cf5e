from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ....models.file.customer_profile import RefreshScope
from ..report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestValuePage(ReportCommon):
    """A25, A27, L10, L13: who a customer is, on one page, in words and figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["customer.profile"]._today()
        orders = [cls._sell(cls.own, cls._before(days), 4) for days in (70, 50, 30)]
        for order in orders:
            order.user_id = cls.user_user
        cls.env["customer.profile"]._refresh(RefreshScope(cls.today, (cls.own.id,)))
        cls.profile = cls.env["customer.profile"].search(
            [("partner_id", "=", cls.own.id), ("company_id", "=", cls.env.company.id)]
        )

    @classmethod
    def _before(cls, days):
        return fields.Date.to_string(cls.today - timedelta(days))

    def _page(self, user=None, customer=None):
        self.env.flush_all()
        self.env.invalidate_all()
        customer = (customer or self.own).with_user(user or self.user_user)
        return customer.get_customer_purchases()

    def _tile(self, key):
        tiles = self._page()["value"]["tiles"]
        return next(tile for tile in tiles if tile["key"] == key)

    def test_a_sentence_says_who_it_is(self):
        """L13: with the figures that it was made of."""
        [first, *_others] = self._page()["value"]["sentences"]
        self.assertIn("with 3 orders, the last one 30 days ago", first)

    def test_revenue_beside_the_year_before(self):
        """A25: 120 in the year, 100 in the one before: 20 % more."""
        self.assertIn("120", self._tile("revenue_12m")["value"])
        self.profile.revenue_prior_12m = 100
        tile = self._tile("revenue_12m")
        self.assertEqual(tile["detail"], "20 % more than in the 12 before")
        self.assertEqual(tile["tone"], "success")
        self.profile.revenue_prior_12m = 240
        tile = self._tile("revenue_12m")
        self.assertEqual(tile["detail"], "50 % less than in the 12 before")
        self.assertEqual(tile["tone"], "danger")

    def test_margin(self):
        """A25: 12 pieces at 10, which cost 6: 40 %."""
        tile = self._tile("margin_12m")
        self.assertIn("48", tile["value"])
        self.assertEqual(tile["detail"], "40.0 % of the revenue")

    def test_next_order_in_days(self):
        """L10: late by its own rhythm, or not enough history, said honestly."""
        self.profile.write({"median_interval_days": 0, "next_order_date": False})
        self.assertEqual(self._tile("next_order_date")["value"], "Not enough history")
        self.profile.write(
            {
                "median_interval_days": 21,
                "next_order_date": self.today - timedelta(9),
            }
        )
        tile = self._tile("next_order_date")
        self.assertEqual((tile["value"], tile["tone"]), ("9 days late", "danger"))
        self.assertIn("normal every 21 days", tile["detail"])
        for days, words in ((0, "today"), (1, "tomorrow"), (5, "in 5 days")):
            self.profile.next_order_date = self.today + timedelta(days)
            self.assertEqual(self._tile("next_order_date")["value"], words)

    def test_predicted_value(self):
        """A25: with its interval; no tile where nothing was predicted."""
        tiles = {tile["key"] for tile in self._page()["value"]["tiles"]}
        self.assertNotIn("clv_predicted", tiles)
        self.profile.write(
            {"clv_predicted": 500, "clv_low": 300, "clv_high": 800, "p_alive": 0.87}
        )
        tile = self._tile("clv_predicted")
        self.assertIn("500", tile["value"])
        self.assertIn("87 % likely to order again", tile["detail"])
        self.assertIn("300", tile["detail"])
        self.assertIn("800", tile["detail"])

    def test_badges_are_those_that_are_known(self):
        """L13: segment, stage and risk in words, none that is empty."""
        self.profile.write(
            {
                "rfm_segment": "champion",
                "lifecycle": "active",
                "churn_risk": "high",
                "is_high_potential": False,
            }
        )
        badges = {row["key"]: row for row in self._page()["value"]["badges"]}
        self.assertEqual(badges["rfm_segment"]["label"], "Champion")
        self.assertEqual(badges["churn_risk"]["tone"], "danger")
        self.assertNotIn("is_high_potential", badges)
        sentences = self._page()["value"]["sentences"]
        self.assertTrue(sentences[1].startswith("Champion: "))
        self.assertTrue(sentences[2].startswith("What to do: "))

    def test_usual_products(self):
        """A25: what it usually takes, and how much of it."""
        [row] = self._page()["products"]
        self.assertEqual(row["product"], "Tea")
        self.assertEqual(row["quantity"].split()[0], "4")
        self.assertEqual(row["rhythm"], "every 20 days")
        self.assertEqual((row["due"], row["tone"]), ("10 days late", "danger"))

    def test_customer_without_orders(self):
        """A25: said in words, no row of zeros."""
        value = self._page(customer=self.free)["value"]
        self.assertEqual(value["sentences"], ["No confirmed order yet."])
        self.assertEqual(value["tiles"], [])

    def test_left_out_customer(self):
        self.own.leave_out_of_figures = True
        value = self._page()["value"]
        self.assertEqual(value["sentences"], ["Left out of all figures."])

    def test_figures_of_a_colleague_stay_hidden(self):
        """I02: the page shows nothing of whom the user may not see."""
        page = self._page(customer=self.foreign)
        self.assertFalse(page["value"])
        self.assertFalse(page["products"])

    def test_cost_does_not_grow_with_the_customer(self):
        """A25: as many queries for 3 orders as for 23."""
        few = self._count_queries()
        for days in range(100, 120):
            self._sell(self.own, self._before(days), 1).user_id = self.user_user
        self.env["customer.profile"].refresh()
        self.assertLessEqual(self._count_queries(), few + 2)

    def _count_queries(self):
        self._page()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.own.with_user(self.user_user).get_customer_purchases()
        return self.cr.sql_log_count - before
