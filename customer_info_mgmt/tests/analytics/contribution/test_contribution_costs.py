from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from ..oracle import exact
from .cost_oracle import CostOracle
from .cost_world import RATES, CostWorld

FIGURES = ("cost_to_serve_12m", "late_payment_cost_12m", "contribution_12m")
DAYS = (date(2024, 4, 30), date(2023, 2, 28), date(2020, 1, 1))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContributionCosts(CostWorld):
    """L15, F01: what is left of a customer after every cost, on any day."""

    def _stored(self):
        profiles = self.profiles.search([])
        profiles.invalidate_recordset()
        return {
            (profile.partner_id.id, profile.company_id.id): tuple(
                exact(profile[name]) for name in FIGURES
            )
            for profile in profiles
        }

    def _assert_true(self, as_of):
        expected = CostOracle(self.env, as_of).costs()
        nothing = (Decimal(0),) * 3
        for key, figures in self._stored().items():
            with self.subTest(customer=key, as_of=as_of):
                self.assertEqual(figures, expected.get(key, nothing))
        return expected

    def test_costs_equal_recomputation_on_any_day(self):
        """L15, J06: two companies, returns, invoices paid late, in parts, never."""
        for as_of in DAYS:
            self.profiles.refresh(as_of=as_of)
            self._assert_true(as_of)
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)

    def test_world_has_what_it_is_to_prove(self):
        """L15: without these cases an equal result would say nothing."""
        oracle = CostOracle(self.env, DAYS[0])
        units, costs = oracle.units(), oracle.costs()
        for kind in ("order", "line", "delivery", "return", "feedback"):
            self.assertGreater(sum(c[kind] for c in units.values()), 3, kind)
        late = {key: cost[1] for key, cost in costs.items() if cost[1]}
        self.assertGreater(len(late), 8)
        self.assertEqual({key[1] for key in late}, set(self.companies.ids))
        self.assertTrue([cost for cost in costs.values() if cost[2] < 0 < cost[0]])
        partials = self.env["account.partial.reconcile"].search([])
        self.assertTrue(partials.debit_move_id.filtered("amount_residual"))

    def test_incremental_equals_full(self):
        """L15, J06: what is delivered, paid or told marks the customer."""
        self.profiles.refresh()
        self._take_marks()
        customer = self.customers[3].commercial_partner_id
        order = self._sell(customer, price=500)
        picking = self._deliver(order)
        self._take_back(picking)
        invoice = self._invoice(customer, 3650, self._days_ago(60))
        self._pay(invoice, 1000, self._days_ago(10))
        self.env["customer.feedback"].create({"partner_id": customer.id, "title": "x"})
        self._refresh_marked()
        profile = self._profile(customer)
        profile.invalidate_recordset()
        incremental = self._stored()
        self.assertGreater(profile.late_payment_cost_12m, 0)
        self.profiles.refresh()
        self.assertEqual(self._stored(), incremental)
        self._assert_true(self.profiles._today())

    def test_nothing_configured_leaves_the_margin(self):
        """L15: a company that counts no cost reads none; margin is what is left."""
        (self.company | self.other_company).write(dict.fromkeys(RATES, 0))
        self.profiles.refresh(as_of=DAYS[0])
        profiles = self.profiles.search([("order_count", ">", 0)])
        self.assertTrue(profiles.filtered("margin_12m"))
        for profile in profiles:
            self.assertEqual(profile.contribution_12m, profile.margin_12m)
            self.assertEqual(profile.cost_to_serve_12m, 0)

    def test_sentence(self):
        """A09, L15: the profile says where the contribution comes from."""
        profile = self._profile(self.customers[3].commercial_partner_id)
        profile.write(
            {
                "revenue_12m": 1000,
                "margin_12m": 200,
                "cost_to_serve_12m": 120,
                "late_payment_cost_12m": 30,
                "contribution_12m": 50,
            }
        )
        self.assertIn("to serve the customer", profile.explanation)
        self.assertIn("That is 5.0 % of the revenue of 12 months.", profile.explanation)

    def test_changed_setting_brings_new_figures(self):
        """L15: saving another cost has all figures refreshed soon after."""
        cron = self.env.ref("customer_info_mgmt.ir_cron_refresh_all_profiles")
        settings = self.env["customer.settings"].with_user(self.manager_user).create({})
        triggers = self.env["ir.cron.trigger"]
        before = triggers.search_count([("cron_id", "=", cron.id)])
        settings.customer_cost_delivery = 99
        settings.execute()
        self.assertEqual(self.company.customer_cost_delivery, 99)
        after = triggers.search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)
