from datetime import date, datetime, timedelta
from random import Random

from odoo.tests import freeze_time, tagged

from .common import GeneratedHabits
from .habit_oracle import HabitOracle

AS_OF = (date(2024, 3, 31), date(2023, 6, 15), date(2022, 2, 1))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestHabit(GeneratedHabits):
    """L10, F18: what customers order again, and when, equals a recomputation."""

    def _expected(self, as_of, timezone="UTC", **options):
        found = HabitOracle(self.env, as_of, timezone).habits(**options)
        return {
            key: {name: value or 0 for name, value in habit.items()}
            for key, habit in found.items()
        }

    def _assert_equal(self, expected):
        stored = self._stored()
        self.assertEqual(stored.keys(), expected.keys())
        for key, habit in expected.items():
            for name, value in habit.items():
                if isinstance(value, date) or name == "order_days":
                    self.assertEqual(stored[key][name], value, (key, name))
                else:
                    self.assertAlmostEqual(
                        float(stored[key][name]), float(value), 3, (key, name)
                    )

    def test_every_day_equals_the_oracle(self):
        """As of several days, two companies and currencies, dozens, returns."""
        for as_of in AS_OF:
            with self.subTest(as_of=as_of):
                self.assertGreater(self.habits.refresh(as_of), 0)
                expected = self._expected(as_of)
                self._assert_equal(expected)
                self.assertEqual(self.habits.refresh(as_of.isoformat()), 0)
        self.assertGreater(len(self._expected(AS_OF[0])), 20)
        rhythms = [h["median_interval_days"] for h in self._expected(AS_OF[0]).values()]
        self.assertGreater(sum(map(bool, rhythms)), 10)
        self.assertIn(0, rhythms)

    def test_days_of_a_time_zone(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.timezone", "Asia/Shanghai"
        )
        self.habits.refresh(AS_OF[0])
        self._assert_equal(self._expected(AS_OF[0], "Asia/Shanghai"))

    def test_settings(self):
        """The number of days that make a habit, and when it is given up."""
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("customer_info_mgmt.habit_min_days", "4")
        parameters.set_param("customer_info_mgmt.habit_lapse", "1.5")
        self.habits.refresh(AS_OF[0])
        expected = self._expected(AS_OF[0], least_days=4, lapse=1.5)
        self.assertTrue(expected)
        self._assert_equal(expected)

    def test_nobody_who_is_left_out(self):
        self.habits.refresh(AS_OF[0])
        partners = self.habits.search([]).partner_id
        self.assertIn(self.customers[0], partners)
        self.assertNotIn(self.walk_in, partners)
        self.assertNotIn(self.other_company.partner_id, partners)
        self.customers[0].leave_out_of_figures = True
        self._refresh_marked()
        self.assertNotIn(self.customers[0], self.habits.search([]).partner_id)

    def test_news_equal_a_full_refresh(self):
        """After random events the rows are those of a full refresh."""
        random = Random(7)
        today = AS_OF[0] + timedelta(days=20)
        with freeze_time(datetime.combine(today, datetime.min.time())):
            self.habits.refresh()
            self.marks.search([]).unlink()
            self.env.cr.precommit.clear()
            for _event in range(25):
                self._event(random)
            self._refresh_marked()
            stored = self._stored()
            self.assertEqual(self.habits.refresh(), 0)
            self.assertEqual(self._stored(), stored)
            self._assert_equal(self._expected(today))

    def _event(self, random):
        order = random.choice(self.orders)
        line = order.order_line[0]
        match random.randrange(6):
            case 0:
                self._trade(0)
            case 1 if order.state == "sale":
                line.product_uom_qty += 3
            case 2 if order.state == "sale":
                order.date_order -= timedelta(days=9)
            case 3 if order.state == "sale":
                order._action_cancel()
            case 4 if order.state == "sale":
                order.partner_id = random.choice(self.customers)
            case 5 if order.state == "sale":
                line.price_unit += 1

    def test_what_is_corrected_on_an_order(self):
        """A line of less than nothing lowers the revenue and makes no day."""
        customer = self._create_customer("Corrected")
        for day in (1, 11, 21):
            order = self._create_order(
                customer,
                [(self.product, 10, 5, {})],
                date_order=f"2024-03-{day:02} 10:00",
            )
            order.action_confirm()
            order.date_order = f"2024-03-{day:02} 10:00"
        back = self._create_order(customer, [(self.product, -4, 5, {})])
        back.action_confirm()
        back.date_order = "2024-03-25 10:00"
        self.env.flush_all()
        self.habits.refresh(AS_OF[0])
        habit = self.habits.search([("partner_id", "=", customer.id)])
        self.assertEqual(habit.order_days, 3)
        self.assertEqual(habit.next_date, date(2024, 3, 31))
        self.assertEqual((habit.usual_quantity, habit.revenue_12m), (10, 130))

    def test_how_it_stands_with_the_next_order(self):
        """L10: "9 days late (normal 21)", and "not enough history" said honestly."""
        habit = self.habits.new({"median_interval_days": 20.5})
        self.assertEqual(habit.rhythm, "not enough history")
        today = self.profiles._today()
        for late, words in (
            (9, "9 days late (normal 20)"),
            (1, "1 day late (normal 20)"),
            (0, "due today (normal 20)"),
            (-1, "due tomorrow (normal 20)"),
            (-5, "due in 5 days (normal 20)"),
        ):
            habit.next_date = today - timedelta(days=late)
            self.assertEqual((habit.rhythm, habit.days_late), (words, late))

    def test_nightly_job(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_refresh_habits"
            ).method_direct_trigger()
        self.assertTrue(self.habits.search_count([]))
