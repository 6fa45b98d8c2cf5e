from datetime import date
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..oracle import exact, rounded
from .cost_oracle import CostOracle
from .cost_world import RATES, CostWorld

TODAY = date(2024, 3, 31)
FIRST = date(2023, 4, 1)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBridge(CostWorld):
    """L15, F01: the way from the undiscounted value to what is left of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles.refresh(as_of=TODAY)
        (cls.manager_user | cls.user_user | cls.finance_user).write(
            {"company_ids": [(6, 0, cls.companies.ids)], "company_id": cls.company.id}
        )

    def _bridge(self, company=None, user=None, **options):
        profiles = self.profiles.with_user(user or self.manager_user)
        with patch.object(type(self.profiles), "_ranking_today", lambda _self: TODAY):
            return profiles.with_company(
                company or self.company
            ).customer_contribution_bridge(**options)

    def _amounts(self, bridge):
        return {step["key"]: exact(step["amount"]) for step in bridge["steps"]}

    def test_each_customer_ends_where_the_profile_does(self):
        """L15: margin, costs and contribution are the figures of the profile."""
        oracle = CostOracle(self.env, TODAY)
        units = oracle.units()
        explained = 0
        for profile in self.profiles.search([("order_count", ">", 0)]):
            bridge = self._bridge(profile.company_id, partner_id=profile.partner_id.id)
            amounts = self._amounts(bridge)
            margin, left = amounts["margin"], amounts["contribution"]
            # An order rounded over all its lines differs by a cent from its lines.
            self.assertAlmostEqual(float(margin), profile.margin_12m, delta=0.05)
            self.assertAlmostEqual(float(left), profile.contribution_12m, delta=0.06)
            counted = {s["key"]: s["units"] for s in bridge["steps"] if s["units"]}
            rates = profile.company_id
            expected = {
                kind: number
                for kind, number in units[
                    profile.partner_id.id, profile.company_id.id
                ].items()
                if rates[f"customer_cost_{kind}"]
            }
            self.assertEqual(counted, expected)
            explained += bool(counted)
        self.assertGreater(explained, 10)

    def test_steps_add_up_to_the_documents(self):
        """L15: value at undiscounted price, discount, returns, cost, for all."""
        amounts = self._amounts(self._bridge())
        gross = discount = 0
        for order in self.orders.filtered(lambda o: o.company_id == self.company):
            key = CostOracle(self.env, TODAY).sales._key(order)
            day = order.date_order.date()
            if order.state == "sale" and key and FIRST <= day <= TODAY:
                for line in order.order_line:
                    rate = exact(order.currency_rate)
                    value = exact(line.price_unit) * exact(line.product_uom_qty) / rate
                    gross += value
                    discount += value - exact(line.price_subtotal) / rate
        self.assertAlmostEqual(amounts["gross"], rounded(gross, 2), delta=1)
        self.assertAlmostEqual(-amounts["discount"], rounded(discount, 2), delta=1)
        self.assertEqual(
            amounts["gross"] + amounts["discount"] + amounts["returns"],
            amounts["revenue"],
        )
        self.assertEqual(amounts["revenue"] + amounts["goods"], amounts["margin"])
        after = list(amounts)[list(amounts).index("margin") + 1 : -1]
        left = amounts["margin"] + sum(amounts[key] for key in after)
        self.assertEqual(left, amounts["contribution"])
        self.assertIn("feedback", after)
        self.assertLess(amounts["late"], 0)

    def test_selection_is_the_sum_of_its_customers(self):
        """F01: a selection adds up; who is left out costs nothing."""
        whole = self._amounts(self._bridge())
        single = 0
        for profile in self.profiles.search([("company_id", "=", self.company.id)]):
            bridge = self._bridge(partner_id=profile.partner_id.id)
            single += self._amounts(bridge)["contribution"]
        self.assertAlmostEqual(whole["contribution"], single, delta=1)
        walk_in = self._amounts(self._bridge(partner_id=self.walk_in.id))
        self.assertEqual(set(walk_in.values()), {0})

    def test_without_costs_it_says_so(self):
        """L15: nothing configured: the margin is left, and the screen can tell."""
        self.assertTrue(self._bridge()["is_configured"])
        self.company.write(dict.fromkeys(RATES, 0))
        bridge = self._bridge()
        amounts = self._amounts(bridge)
        self.assertFalse(bridge["is_configured"])
        self.assertEqual(amounts["margin"], amounts["contribution"])

    def test_rights(self):
        """I02: a clerk explains own customers, no colleague's; warehouse none."""
        profile = self.profiles.search(
            [("company_id", "=", self.company.id), ("revenue_12m", ">", 0)], limit=1
        )
        profile.partner_id.user_id = self.manager_user
        self.env.flush_all()
        whole = self._amounts(self._bridge())
        free = self._amounts(self._bridge(user=self.user_user))
        self.assertLess(free["gross"], whole["gross"])
        self._bridge(user=self.finance_user, partner_id=profile.partner_id.id)
        for user in (self.user_user, self.warehouse_user):
            with self.assertRaises(AccessError):
                self._bridge(user=user, partner_id=profile.partner_id.id)
        with self.assertRaisesRegex(UserError, "is no id"):
            self._bridge(partner_id="1; DROP")
        with self.assertRaises(AccessError):
            self._bridge(partner_id=2**31 - 1)
