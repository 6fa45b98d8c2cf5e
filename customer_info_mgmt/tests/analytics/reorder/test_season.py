from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from .common import GeneratedHabits
from .season_oracle import SeasonOracle
from .test_call_list import CallListCommon


class SeasonCommon:
    """Reads what is stored, and compares it with the recomputation."""

    def _assert_seasons(self, as_of):
        expected = SeasonOracle(self.env, as_of).seasons()
        seasons = self.env["customer.product.season"].search([])
        found = {(s.company_id.id, s.product_id.id, s.month): s for s in seasons}
        self.assertEqual(found.keys(), expected.keys())
        for key, season in expected.items():
            for name, value in season.items():
                if name in ("date", "basis", "years"):
                    self.assertEqual(found[key][name], value, (key, name))
                else:
                    self.assertAlmostEqual(
                        found[key][name], float(value), 2, (key, name)
                    )
        return expected


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSeason(SeasonCommon, GeneratedHabits):
    """F11, F12: seasons of generated sales equal a recomputation."""

    def test_equals_the_oracle(self):
        """Several days, two companies, dozens, sales from before Odoo, cancelled."""
        seasons, bases = self.env["customer.product.season"], set()
        for as_of in (date(2024, 3, 31), date(2024, 2, 10), date(2022, 9, 30)):
            with self.subTest(as_of=as_of):
                self.assertGreater(seasons.refresh(as_of), 0)
                expected = self._assert_seasons(as_of)
                self.assertEqual(seasons.refresh(as_of), 0)
                bases |= {season["basis"] for season in expected.values()}
        self.assertEqual(bases, {"product", "category", "none"})

    def test_left_out_customers_do_not_count(self):
        seasons = self.env["customer.product.season"]
        seasons.refresh(date(2024, 3, 31))
        self.customers.leave_out_of_figures = True
        self.env.flush_all()
        seasons.refresh(date(2024, 3, 31))
        self.assertFalse(seasons.search([]))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSeasonAndStock(SeasonCommon, CallListCommon):
    """F12, D09: what is expected beside what is there."""

    AS_OF = date(2025, 10, 31)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seasons = cls.env["customer.product.season"]
        cls.jacket = cls._create_stored("Winter Jacket", 80)
        cls.jacket.standard_price = 50
        values = []
        for year in (2022, 2023, 2024):
            for month in range(1, 13):
                quantity = {11: 40, 12: 80, 1: 40}.get(month, 8)
                values.append((cls.jacket, date(year, month, 10), quantity))
        for month in range(1, 11):
            values.append((cls.jacket, date(2025, month, 10), 8 if month > 1 else 40))
        cls.env["customer.sales.history"].create(
            [
                {
                    "partner_id": cls.customer.id,
                    "company_id": cls.company.id,
                    "date": day,
                    "product_id": product.id,
                    "quantity": quantity,
                    "amount": quantity * 80,
                }
                for product, day, quantity in values
            ]
        )
        cls.env.flush_all()
        cls.seasons.refresh(cls.AS_OF)

    def _stock_row(self, user=None):
        self.env.invalidate_all()
        rows = self.env["customer.season.stock"].with_user(user or self.env.user)
        return rows.search([("product_id", "=", self.jacket.id)])

    def test_the_season_is_found(self):
        """Three equal years: December is 80 of 232, and so it comes again."""
        self._assert_seasons(self.AS_OF)
        months = self.seasons.search([("product_id", "=", self.jacket.id)])
        by_month = {season.month: season for season in months}
        self.assertAlmostEqual(by_month[12].season_index, 80 * 12 / 232, 3)
        self.assertAlmostEqual(by_month[12].expected_quantity, 80, 1)
        self.assertEqual(by_month[12].date, date(2025, 12, 1))
        self.assertEqual((by_month[12].basis, by_month[12].years), ("product", 3))

    def test_before_the_season(self):
        self._stock(self.jacket, 30)
        with freeze_time(datetime(2025, 11, 1, 12)):
            row = self._stock_row(self.user_user)
            self.assertAlmostEqual(row.expected_quantity, 40 + 80 + 40, 0)
            self.assertEqual(row.free_quantity, self.jacket.free_qty)
            self.assertAlmostEqual(row.short_quantity, 130, 0)
            self.assertAlmostEqual(row.short_cost, 130 * 50, -2)
            self.assertEqual(row.peaks, "Nov, Dec, Jan")
            self.assertEqual(row.peak_date, date(2025, 11, 1))
            self.assertIn("160 expected", row.explanation)
        with freeze_time(datetime(2025, 11, 16, 12)):
            # Half of November is over.
            row = self._stock_row()
            self.assertAlmostEqual(row.expected_quantity, 20 + 80 + 40, 0)

    def test_months_ahead(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.season_months", "1"
        )
        with freeze_time(datetime(2025, 11, 1, 12)):
            self.assertAlmostEqual(self._stock_row().expected_quantity, 40, 0)

    def test_not_enough_history(self):
        with freeze_time(datetime(2025, 11, 1, 12)):
            self.seasons.refresh(date(2022, 10, 31))
            row = self._stock_row()
            self.assertEqual((row.basis, row.expected_quantity), ("none", 0))
            self.assertIn("Not enough history", row.explanation)
            self.assertFalse(row.short_quantity)

    def test_replenishment_of_the_product(self):
        self.seasons.refresh(self.AS_OF)
        action = self._stock_row().action_replenish()
        self.assertEqual(action["context"]["default_product_id"], self.jacket.id)
        self.assertIn(("product_id", "in", self.jacket.ids), self._months_domain())

    def _months_domain(self):
        return self._stock_row().action_open_months()["domain"]

    def test_who_sees_it(self):
        self.assertTrue(self._stock_row(self.user_user))
        for user in (self.warehouse_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self._stock_row(user)
        with self.assertRaises(AccessError):
            self.seasons.with_user(self.user_user).refresh()
        self.assertEqual(
            self.seasons.with_user(self.manager_user).refresh(self.AS_OF), 0
        )

    def test_nightly_job(self):
        self.seasons.search([]).unlink()
        later = datetime.combine(self.AS_OF + timedelta(days=1), datetime.min.time())
        with freeze_time(later), self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_refresh_seasons"
            ).method_direct_trigger()
        self.assertTrue(self.seasons.search_count([]))

    def test_hot_products_of_a_segment(self):
        """F18: the contribution report tells segments apart."""
        self._refresh_all()
        profile = self._profile(self.customer)
        profile.rfm_segment = "champion"
        self.env.flush_all()
        [(segment, revenue)] = self.env["customer.contribution.report"]._read_group(
            [("product_id", "=", self.tea.id)], ["rfm_segment"], ["revenue:sum"]
        )
        self.assertEqual((segment, revenue), ("champion", 900))
