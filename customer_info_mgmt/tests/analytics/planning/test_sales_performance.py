from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSalesPerformance(ReportCommon):
    """F23: what people and teams sold, beside what they wanted to reach."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("customer_info_mgmt.timezone", "UTC")
        cls.performance = cls.env["customer.sales.performance"]
        cls.first = cls._by(cls.user_user, cls.own, "2031-03-05", 10)
        cls._by(cls.user_user, cls.own, "2031-03-09", 5)
        cls._by(cls.other_seller, cls.foreign, "2031-03-09", 20)
        cls._by(cls.user_user, cls.own, "2030-03-10", 4)
        cls._by(cls.user_user, cls.own, "2030-03-30", 8)
        cls._by(cls.user_user, cls.own, "2031-02-28", 90)
        cls.env["customer.profile"].refresh("2031-12-31")

    @classmethod
    def _by(cls, user, partner, day, quantity):
        order = cls._sell(partner, day, quantity)
        order.user_id = user
        return order

    def _report(self, user=None, day="2031-03-10", **options):
        self.env.flush_all()
        report = self.performance.with_user(user or self.manager_user)
        return report.get_performance(day=day, **options)

    def _row(self, report, record):
        return next(row for row in report["rows"] if row["id"] == record.id)

    def _target(self, amount, **values):
        return self.env["customer.sales.target"].create(
            {"month": "2031-03-01", "amount": amount, **values}
        )

    def test_sold_by_a_person(self):
        """F23: revenue, margin, orders of the month, beside the same days before."""
        row = self._row(self._report(), self.user_user)
        self.assertEqual(row["revenue"]["actual"], 150)
        self.assertEqual(row["margin"]["actual"], 60)
        self.assertEqual(row["orders"]["actual"], 2)
        self.assertEqual(row["revenue"]["before"], 40, "to the 10th, as this year")
        self.assertAlmostEqual(row["revenue"]["expected"], 150 * 31 / 10)

    def test_new_customers(self):
        """F23: for whoever sold the first order, once."""
        self._by(self.other_seller, self.free, "2031-03-02", 1)
        self._by(self.user_user, self.free, "2031-03-03", 1)
        self.env["customer.profile"].refresh("2031-12-31")
        report = self._report()
        seller = self._row(report, self.other_seller)
        self.assertEqual(seller["new_customers"]["actual"], 2)
        mine = self._row(report, self.user_user)
        self.assertEqual(mine["new_customers"]["actual"], 0)

    def test_returns_are_taken_off_from_the_seller(self):
        """F23: on the day they came back."""
        self._give_back(self._deliver(self.first), 3, "2031-03-08")
        row = self._row(self._report(), self.user_user)
        self.assertEqual((row["revenue"]["actual"], row["margin"]["actual"]), (120, 48))
        self.assertEqual(row["orders"]["actual"], 2)

    def test_targets(self):
        """F23: of the person; of the company where it has one of its own."""
        self._target(200, user_id=self.user_user.id)
        self._target(7, user_id=self.user_user.id, measure="orders")
        report = self._report()
        row = self._row(report, self.user_user)
        self.assertEqual(row["revenue"]["target"], 200)
        self.assertEqual(row["orders"]["target"], 7)
        self.assertEqual(report["total"]["revenue"]["target"], 200)
        self._target(1000)
        self.assertEqual(self._report()["total"]["revenue"]["target"], 1000)

    def test_target_without_sales_is_shown(self):
        user = self.finance_user
        self._target(50, user_id=user.id)
        row = self._row(self._report(), user)
        self.assertEqual((row["revenue"]["actual"], row["revenue"]["target"]), (0, 50))

    def test_by_team(self):
        """F23: a team sells what stands under its name."""
        team = self.env["crm.team"].create({"name": "South"})
        self.first.team_id = team
        row = self._row(self._report(by="team"), team)
        self.assertEqual(row["revenue"]["actual"], 100)

    def test_periods(self):
        """F23: month, last month, quarter, year."""
        sums = {
            period: self._row(self._report(period=period), self.user_user)["revenue"]
            for period in ("month", "last_month", "quarter", "year")
        }
        self.assertEqual(
            {period: row["actual"] for period, row in sums.items()},
            {"month": 150, "last_month": 900, "quarter": 1050, "year": 1050},
        )

    def test_left_out_customers_count_for_nobody(self):
        self.foreign.leave_out_of_figures = True
        ids = [row["id"] for row in self._report()["rows"]]
        self.assertNotIn(self.other_seller.id, ids)

    def test_a_clerk_sees_oneself(self):
        """I02: whoever sees only one's own orders, here too."""
        report = self._report(self.user_user)
        self.assertEqual([row["id"] for row in report["rows"]], [self.user_user.id])

    def test_refused(self):
        with self.assertRaises(AccessError):
            self._report(self.warehouse_user)
        with self.assertRaisesRegex(UserError, "month, quarter or year"):
            self._report(period="decade")
        with self.assertRaises(UserError):
            self.performance.get_performance(by="partner_id; --")

    def test_each_row_opens_its_orders(self):
        """F23: the list adds up to the number."""
        action = self.performance.with_user(self.manager_user).action_open(
            "month", "user", self.user_user.id, "2031-03-10"
        )
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(sum(orders.mapped("amount_untaxed")), 150)
