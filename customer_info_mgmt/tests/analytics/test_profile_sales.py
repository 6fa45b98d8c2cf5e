from datetime import date, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ...models.file.customer_profile import RefreshScope
from .common import GeneratedSales
from .oracle import Oracle, exact

AMOUNTS = (
    "revenue",
    "revenue_12m",
    "margin",
    "margin_12m",
    "return_amount",
    "average_order_value",
    "contribution_share",
)
FIGURES = ("first_order_date", "last_order_date", "order_count", *AMOUNTS, "abc_class")
NOTHING = dict.fromkeys(AMOUNTS, 0) | {
    "first_order_date": False,
    "last_order_date": False,
    "order_count": 0,
    "abc_class": False,
}


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileSales(GeneratedSales):
    """B01, A25: the profile says what the documents say, for every customer."""

    def _stored(self):
        """All profiles as they are, per (partner id, company id)."""
        profiles = self.profiles.search([])
        profiles.invalidate_recordset()
        return {
            (profile.partner_id.id, profile.company_id.id): {
                name: exact(profile[name]) if name in AMOUNTS else profile[name]
                for name in FIGURES
            }
            for profile in profiles
        }

    def _assert_true(self, as_of, timezone="UTC"):
        stored = self._stored()
        expected = Oracle(self.env, as_of, timezone).figures()
        self.assertFalse(expected.keys() - stored.keys())
        for key, figures in stored.items():
            partner = self.env["res.partner"].browse(key[0])
            with self.subTest(customer=partner.name, company=key[1], as_of=as_of):
                self.assertEqual(figures, expected.get(key, NOTHING))
        return expected

    def test_figures_equal_recomputation_on_any_day(self):
        """A25: two companies, three currencies, parts, returns, cancelled orders."""
        for as_of in (
            date(2024, 4, 30),
            date(2024, 2, 29),
            date(2023, 2, 28),
            date(2021, 6, 15),
            date(2020, 1, 1),
        ):
            self.profiles.refresh(as_of=as_of)
            expected = self._assert_true(as_of)
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)
            self.assertEqual(bool(expected), as_of.year > 2020)

    def test_world_has_what_it_is_to_prove(self):
        """A25: without these cases an equal result would say nothing."""
        figures = Oracle(self.env, date(2024, 4, 30)).figures()
        self.assertGreater(len(figures), 25)
        companies = {company for _partner, company in figures}
        self.assertEqual(companies, set(self.companies.ids))
        self.assertEqual({f["abc_class"] for f in figures.values()}, {"A", "B", "C"})
        moves = self.env["stock.move"].search([("location_id.usage", "=", "customer")])
        self.assertEqual(set(moves.mapped("to_refund")), {True, False})
        self.assertTrue(moves.returned_move_ids)
        self.assertEqual(set(self.orders.mapped("state")), {"draft", "sale", "cancel"})
        self.assertGreater(len(self.orders.currency_id), 2)
        self.assertTrue(self.orders.filtered(lambda o: o.partner_id == self.own_branch))
        self.assertTrue(self.orders.filtered(lambda o: o.partner_id == self.walk_in))

    def test_day_follows_the_time_zone_of_the_figures(self):
        """A25: half past four in the afternoon in UTC is the next day in Shanghai."""
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.timezone", "Asia/Shanghai"
        )
        customer = self.customers[-1]
        order = self._sell(customer, moment="2024-03-31 16:30:00")
        self.profiles.refresh(as_of="2024-04-01")
        self._assert_true(date(2024, 4, 1), "Asia/Shanghai")
        profile = self._profile(order.partner_id.commercial_partner_id)
        self.assertEqual(profile.last_order_date, date(2024, 4, 1))

    def test_changes_of_marked_customers_equal_a_full_refresh(self):
        """B25: whatever happens, the minute job brings what a full refresh brings."""
        today = self.profiles._today()
        self.profiles.refresh()
        self._take_marks()
        for number in range(6):
            touched = self._random_events(number)
            self._refresh_marked()
            incremental = self._stored()
            self.profiles.refresh()
            full = self._assert_true(today)
            for key, figures in self._stored().items():
                self._assert_same(key, incremental[key], figures, key[0] in touched)
            self.assertTrue(full)

    def test_returns_of_some_customers_are_looked_up_once(self):
        """B25: the steps of a refresh share them; the next refresh looks again."""
        profiles = type(self.profiles)
        find, found = profiles._find_returned_moves, []

        def noted(model, scope):
            found.append(find(model, scope))
            return found[-1]

        customers = tuple(self.customers.commercial_partner_id.ids)
        with patch.object(profiles, "_find_returned_moves", noted):
            for _run in range(2):
                self.profiles._refresh(RefreshScope(self.profiles._today(), customers))
            self.profiles._refresh(RefreshScope(self.profiles._today()))
        self.assertEqual(len(found), 2)
        self.assertTrue(found[0])
        self.assertEqual(sorted(found[0]), sorted(found[1]))

    def _assert_same(self, key, incremental, full, was_marked):
        night = () if was_marked else ("contribution_share", "abc_class")
        for name in FIGURES:
            if name not in night:
                with self.subTest(key=key, name=name):
                    self.assertEqual(incremental[name], full[name])

    def _random_events(self, number):
        """Let the trade go on; return the customers that the marks tell of."""
        confirmed = self.orders.filtered(lambda order: order.state == "sale")
        orders = self.random.sample(list(confirmed), 5)
        orders[0]._action_cancel()
        orders[1].order_line[0].write({"price_unit": 77.7 + number, "discount": 3})
        orders[2].partner_id = self.random.choice(self.customers)
        orders[3].date_order -= timedelta(days=40)
        picking = orders[4].picking_ids.filtered(lambda p: p.state == "done")[:1]
        if picking:
            self._take_back(picking, 0.2)
        self._sell(self.random.choice(self.customers), price=19.9 * (number + 1))
        contact = self.customers.filtered("parent_id")[number]
        contact.parent_id = self.customers.filtered("is_company")[-number - 1]
        self.customers[2 + number // 2].leave_out_of_figures = number % 2
        self.env.flush_all()
        self.env.cr.precommit.run()
        return set(self.marks.search([]).partner_id.ids)
