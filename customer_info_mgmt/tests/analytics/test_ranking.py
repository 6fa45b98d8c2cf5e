from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestRanking(CustomerInfoCommon):
    """F02, F16: customers in the order of what they bring, and who makes most of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A company of its own, so that nobody else's customers are in the ranking.
        cls.company = cls.env["res.company"].create({"name": "Ranked"})
        cls.users = cls.user_user | cls.finance_user | cls.manager_user
        (cls.users | cls.warehouse_user).write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        cls.customers = {}
        for name, revenue, recent, margin, owner in (
            ("Small", 50, 60, 40, cls.user_user),
            ("Huge", 700, 0, 10, cls.manager_user),
            ("Large", 200, 140, 90, cls.env["res.users"]),
            ("Same", 50, 0, 5, cls.manager_user),
            ("None", 0, 0, 0, cls.user_user),
            ("Loss", -20, 0, -30, cls.user_user),
        ):
            customer = cls._create_customer(
                name, user_id=owner.id, company_id=cls.company.id
            )
            cls.customers[name] = customer
            cls.env["customer.profile"].search(
                [("partner_id", "=", customer.id)]
            ).write({"revenue": revenue, "revenue_12m": recent, "margin": margin})
        cls.env.flush_all()

    def _ranking(self, user, **options):
        profiles = self.env["customer.profile"].with_user(user)
        return profiles.with_company(self.company).customer_ranking(**options)

    def test_rank_share_and_cumulated_share(self):
        """F02: rank, value, share and cumulated share; equals have the same rank."""
        ranking = self._ranking(self.manager_user, period="all")
        self.assertEqual(
            [
                (row["name"], row["rank"], row["value"], row["share"], row["cumulated"])
                for row in ranking["rows"]
            ],
            [
                ("Huge", 1, 700, 0.7, 0.7),
                ("Large", 2, 200, 0.2, 0.9),
                ("Small", 3, 50, 0.05, 0.95),
                ("Same", 3, 50, 0.05, 1.0),
            ],
        )
        self.assertEqual((ranking["count"], ranking["total"]), (4, 1000))
        self.assertEqual(ranking["currency_id"], self.company.currency_id.id)

    def test_who_makes_most_of_it(self):
        """F16: two customers reach 80 %, three reach 95 %; two brought nothing."""
        ranking = self._ranking(self.manager_user, period="all")
        self.assertEqual((ranking["count_a"], ranking["count_b"]), (2, 3))
        self.assertEqual(ranking["unranked"], 2)

    def test_other_measure_and_period(self):
        """F02, L15: who sells most is not who earns most."""
        by_margin = self._ranking(self.manager_user, measure="margin", period="all")
        self.assertEqual(
            [row["name"] for row in by_margin["rows"]],
            ["Large", "Small", "Huge", "Same"],
        )
        recent = self._ranking(self.manager_user, period="12m")
        self.assertEqual([row["name"] for row in recent["rows"]], ["Large", "Small"])
        self.assertEqual(recent["unranked"], 4)

    def test_pages(self):
        """F02: the next page goes on where the one before ended."""
        second = self._ranking(self.manager_user, period="all", limit=1, offset=1)
        [row] = second["rows"]
        self.assertEqual((row["name"], row["cumulated"]), ("Large", 0.9))
        self.assertEqual(second["count"], 4)

    def test_nothing_to_rank(self):
        """F02: an empty ranking is empty, and no error."""
        ranking = self._ranking(self.manager_user, measure="margin", period="12m")
        self.assertEqual((ranking["rows"], ranking["count"]), ([], 0))
        self.assertEqual(ranking["unranked"], 6)

    def test_clerk_ranks_own_and_free_customers(self):
        """I02: no rank, share or total tells of a colleague's customers."""
        ranking = self._ranking(self.user_user, period="all")
        self.assertEqual(
            [(row["name"], row["rank"], row["share"]) for row in ranking["rows"]],
            [("Large", 1, 0.8), ("Small", 2, 0.2)],
        )
        self.assertEqual((ranking["count"], ranking["total"]), (2, 250))

    def test_finance_ranks_all(self):
        """I02: finance sees the figures of all customers."""
        self.assertEqual(self._ranking(self.finance_user, period="all")["count"], 4)

    def test_warehouse_is_refused(self):
        """I02: no revenue for the warehouse."""
        with self.assertRaises(AccessError):
            self._ranking(self.warehouse_user, period="all")

    def test_other_company(self):
        """F02: customers of the current company, whatever others are open."""
        other = self.env["res.company"].create({"name": "Empty"})
        self.manager_user.company_ids += other
        profiles = self.env["customer.profile"].with_user(self.manager_user)
        ranking = profiles.with_context(
            allowed_company_ids=(other | self.company).ids
        ).customer_ranking(period="all")
        self.assertEqual(ranking["count"], 0)

    def test_unknown_choice(self):
        """F02: an unknown measure names the choices."""
        with self.assertRaisesRegex(UserError, "revenue or margin"):
            self._ranking(self.manager_user, measure="partner_id; DROP")

    def test_one_statement(self):
        """F02: ranks, shares and totals come with one statement; names with another."""
        self._ranking(self.manager_user, period="all")
        with self.assertQueryCount(3):
            self._ranking(self.manager_user, period="all")
