from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import GeneratedSales
from ..oracle import Oracle

DAYS = [date(2022, 2, 28), date(2023, 6, 30), date(2023, 12, 31), date(2024, 3, 31)]
COMPARED = (
    "order_count",
    "revenue",
    "revenue_12m",
    "margin",
    "margin_12m",
    "return_amount",
    "contribution_share",
    "abc_class",
)
CLASSES = (
    "order_days",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_segment",
    "lifecycle",
    "churn_risk",
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSnapshot(GeneratedSales):
    """L12: the figures of past month ends are those of the documents as they stand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["customer.profile.snapshot"]
        cls.written = [cls.snapshots._count_day(day) for day in DAYS]

    def _rows(self, day):
        rows = self.snapshots.search([("date", "=", day)])
        return {(row.partner_id.id, row.company_id.id): row for row in rows}

    def test_equals_the_oracle_on_every_day(self):
        """L12: two companies and currencies, returns, left-out customers, four days."""
        for day, written in zip(DAYS, self.written, strict=True):
            rows = self._rows(day)
            expected = {
                key: figures
                for key, figures in Oracle(self.env, day).figures().items()
                if figures["order_count"]
            }
            self.assertEqual(rows.keys(), expected.keys(), day)
            self.assertEqual(written, len(expected))
            for key, figures in expected.items():
                for name in COMPARED:
                    value = figures[name]
                    if name == "abc_class":
                        self.assertEqual(rows[key][name], value, (day, key))
                    else:
                        self.assertAlmostEqual(
                            rows[key][name], float(value), 6, (day, key, name)
                        )
        companies = {company_id for _partner, company_id in rows}
        self.assertEqual(companies, set(self.companies.ids))

    def test_equals_the_profile_of_that_day(self):
        """L12: scores, segment, stage and risk as the profile has them on the day."""
        for day in DAYS[1:]:
            self.profiles.refresh(day)
            rows = self._rows(day)
            for profile in self.profiles.search([("order_count", ">", 0)]):
                row = rows.pop((profile.partner_id.id, profile.company_id.id))
                for name in (*COMPARED, *CLASSES):
                    self.assertEqual(row[name], profile[name], (day, name))
            self.assertFalse(rows)

    def test_counted_again_writes_nothing(self):
        """L12: a second count writes no row and uses up no number."""
        self.env.cr.execute("SELECT MAX(id) FROM customer_profile_snapshot")
        before = self.env.cr.fetchone()
        self.assertEqual([self.snapshots._count_day(day) for day in DAYS], [0] * 4)
        self.env.cr.execute("SELECT MAX(id) FROM customer_profile_snapshot")
        self.assertEqual(self.env.cr.fetchone(), before)
        self.env.cr.execute(
            "SELECT nextval('customer_profile_snapshot_id_seq')",
        )
        self.assertEqual(self.env.cr.fetchone()[0], before[0] + 1)

    def test_follows_the_documents(self):
        """L12: what is known later counts where it belongs, and what is gone goes."""
        day = DAYS[1]
        (key, row), *_others = self._rows(day).items()
        partner = self.env["res.partner"].browse(key[0])
        before = row.revenue
        company = row.company_id
        self._sell(partner, price=77, moment="2023-06-30 10:00:00", company=company)
        self.env.flush_all()
        self.assertGreaterEqual(self.snapshots._count_day(day), 1)
        row.invalidate_recordset()
        self.assertEqual(row.revenue, before + 77)
        partner.leave_out_of_figures = True
        self.snapshots._count_day(day)
        self.assertNotIn(key, self._rows(day))

    def test_day_in_the_time_zone_of_the_figures(self):
        """L12: a month ends where it ends for the figures."""
        customer = self._create_customer("Night Trader")
        self._sell(customer, moment="2024-01-31 17:00:00")
        parameters = self.env["ir.config_parameter"]
        for zone, count in (("UTC", 1), ("Asia/Shanghai", 0)):
            parameters.set_param("customer_info_mgmt.timezone", zone)
            self.snapshots._count_day(date(2024, 1, 31))
            rows = self.snapshots.search_count(
                [("date", "=", "2024-01-31"), ("partner_id", "=", customer.id)]
            )
            self.assertEqual(rows, count, zone)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSnapshotRights(GeneratedSales):
    """L12, I01: who sees the present sees the past, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mine, cls.theirs = cls.customers[2], cls.customers[3]
        (cls.customers - cls.mine).user_id = cls.finance_user
        cls.mine.user_id = cls.user_user
        cls.snapshots = cls.env["customer.profile.snapshot"]
        cls.day = date(2024, 3, 31)
        cls.snapshots._count_day(cls.day)

    def _seen_by(self, user):
        return self.snapshots.with_user(user).search([("date", "=", self.day)])

    def test_clerk_sees_own_customers(self):
        owners = self._seen_by(self.user_user).partner_id.user_id
        self.assertLessEqual(owners, self.user_user)

    def test_others_see_all_of_their_companies(self):
        for user in (self.finance_user, self.steward_user, self.manager_user):
            rows = self._seen_by(user)
            self.assertEqual(rows.company_id, self.company)
            here = [("date", "=", self.day), ("company_id", "=", self.company.id)]
            self.assertEqual(len(rows), self.snapshots.search_count(here))

    def test_warehouse_sees_none(self):
        with self.assertRaises(AccessError):
            self._seen_by(self.warehouse_user)
        with self.assertRaises(AccessError):
            self.mine.with_user(self.warehouse_user).read(["customer_snapshot_ids"])

    def test_nobody_writes(self):
        rows = self.snapshots.search([("company_id", "=", self.company.id)], limit=1)
        with self.assertRaises(AccessError):
            rows.with_user(self.manager_user).revenue = 1

    def test_only_managers_build(self):
        months = self.env["customer.snapshot.month"]
        with self.assertRaises(AccessError):
            months.with_user(self.steward_user).build_history(3)
        with freeze_time("2024-05-10"):
            self.assertEqual(months.with_user(self.manager_user).build_history(3), 3)
        for wrong in (0, -1, 241, "many", None, float("inf")):
            with self.assertRaisesRegex(UserError, "Months: enter a number from 1"):
                months.with_user(self.manager_user).build_history(wrong)
