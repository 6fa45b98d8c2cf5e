from contextlib import suppress
from datetime import date, timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..common import GeneratedSales, SalesCommon
from .basket_oracle import BasketOracle


class Killed(BaseException):
    """What a job sees last when its process ends: nothing that it could catch."""


class AffinityCommon:
    """Reading and setting what the tests of this folder ask for."""

    @classmethod
    def _choose(cls, **settings):
        parameters = cls.env["ir.config_parameter"].sudo()
        for name, value in settings.items():
            parameters.set_param(f"customer_info_mgmt.{name}", str(value))

    def _rows(self, company, basis):
        self.env.invalidate_all()
        pairs = self.env["customer.product.affinity"].search(
            [("company_id", "=", company.id), ("basis", "=", basis)]
        )
        return {
            (pair.product_id.id, pair.other_product_id.id): (
                pair.count_together,
                pair.count_product,
                pair.count_other,
                pair.baskets,
            )
            for pair in pairs
        }

    def _bundles(self, company):
        bundles = self.env["customer.product.bundle"].search(
            [("company_id", "=", company.id)]
        )
        return {
            tuple(sorted(bundle._products().ids)): bundle.count_together
            for bundle in bundles
        }


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAffinityGenerated(AffinityCommon, GeneratedSales):
    """F13, L12: every stored pair is that of a recomputation without SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.affinities = cls.env["customer.product.affinity"]
        cls.service = cls.env["product.product"].create(
            {"name": "Assembly", "type": "service", "list_price": 20}
        )
        cls.gone = cls._create_product("Out of the Range", 5, 3)
        for number in range(60):
            cls._sell_set(number)
        cls._remember_old_sales()
        cls.gone.active = False
        cls.products[4].sale_ok = False
        cls.env.flush_all()

    @classmethod
    def _sell_set(cls, number):
        """An order of two to five products, with what does not count beside them."""
        products = cls.random.sample(cls.products, cls.random.randint(2, 5))
        if number % 3 == 0:
            products += [cls.gone, cls.service]
        order = cls._create_order(
            cls.random.choice(cls.customers),
            [(product, 2, 10, {}) for product in products],
            company=cls.companies[number % 4 == 0],
        )
        if number % 5 == 0:
            order.order_line = [
                Command.create({"display_type": "line_section", "name": "Gifts"}),
                Command.create(
                    {
                        "product_id": cls.products[0].id,
                        "product_uom_qty": 0,
                        "price_unit": 0,
                    }
                ),
            ]
        if number % 10 != 3:
            order.action_confirm()
            order.date_order = cls._moment()
        if number % 10 == 7:
            order._action_cancel()

    @classmethod
    def _remember_old_sales(cls):
        for number in range(20):
            cls.env["customer.sales.history"].create(
                [
                    {
                        "partner_id": cls.customers[number % 8].id,
                        "company_id": cls.company.id,
                        "date": date(2023, 1, 1) + timedelta(days=3 * number),
                        "name": f"OLD{number // 2}",
                        "product_id": product.id,
                        "amount": 40 if number % 6 else -40,
                        "quantity": 1,
                    }
                    for product in cls.random.sample(cls.products, 2)
                ]
            )

    def _compare(self, as_of, **rules):
        """Compare all rows; return those expected, per company and basis."""
        compared = []
        for company in self.companies:
            oracle = BasketOracle(self.env, company, as_of, rules.get("months", 36))
            for basis in ("order", "customer"):
                kept = {k: v for k, v in rules.items() if k != "months"}
                expected = oracle.rows(basis, **kept)
                with self.subTest(company=company.name, basis=basis, as_of=as_of):
                    self.assertEqual(self._rows(company, basis), expected)
                compared.append(expected)
        return compared

    def test_pairs_equal_the_recomputation(self):
        """F13: returns, two companies, cancelled orders, history, several days."""
        self._choose(affinity_least=2)
        for as_of in (date(2024, 3, 31), date(2023, 2, 10)):
            self.affinities.refresh(as_of)
            compared = self._compare(as_of, least=2)
            self.assertTrue(any(compared), "nothing was compared")
        self.affinities.refresh(date(2024, 3, 31))
        compared = self._compare(date(2024, 3, 31), least=2)
        self.assertGreaterEqual(sum(map(bool, compared)), 3)

    def test_measures(self):
        """F13: support, confidence and lift follow from the counts."""
        self.affinities.refresh(date(2024, 3, 31))
        pairs = self.affinities.search([])
        self.assertTrue(pairs)
        for pair in pairs:
            a, b, n = pair.count_product, pair.count_other, pair.baskets
            self.assertAlmostEqual(pair.support, pair.count_together / n)
            self.assertAlmostEqual(pair.confidence, pair.count_together / a)
            self.assertAlmostEqual(pair.lift, pair.count_together * n / (a * b))
            self.assertGreater(pair.lift, 1)

    def test_settings(self):
        """F13: fewest times, share, lift, others per product, days, months."""
        day = date(2024, 3, 31)
        self._choose(
            affinity_least=2,
            affinity_support=3,
            affinity_lift=0.5,
            affinity_top=2,
            affinity_days=5,
            affinity_months=20,
        )
        self.affinities.refresh(day)
        rules = dict(least=2, support=3, lift=0.5, top=2, days=5, months=20)
        self.assertTrue(any(self._compare(day, **rules)))

    def test_timezone(self):
        """L12: a day begins where the figures are counted."""
        self._choose(timezone="Asia/Shanghai", affinity_days=0, affinity_least=2)
        self._choose(affinity_lift=0.2)
        day = date(2024, 3, 31)
        self.affinities.refresh(day)
        oracle = BasketOracle(self.env, self.company, day, 36, "Asia/Shanghai")
        found = self._rows(self.company, "customer")
        self.assertTrue(found)
        self.assertEqual(found, oracle.rows("customer", days=0, least=2, lift=0.2))

    def test_bundles_equal_the_recomputation(self):
        """F13: sets of three."""
        self._choose(affinity_least=2, affinity_lift=0)
        day = date(2024, 3, 31)
        self.affinities.refresh(day)
        for company in self.companies:
            expected = BasketOracle(self.env, company, day).triples(2)
            self.assertTrue(expected)
            self.assertEqual(self._bundles(company), expected)

    def test_second_refresh_writes_nothing(self):
        """F13: what stands there is left alone; another day takes it back again."""
        day = date(2024, 3, 31)
        self.assertGreater(self.affinities.refresh(day), 0)
        self.assertEqual(self.affinities.refresh(day), 0)
        self.assertGreater(self.affinities.refresh(day - timedelta(days=400)), 0)
        self.assertGreater(self.affinities.refresh(day), 0)
        self.assertTrue(any(self._compare(day)))
        self.assertEqual(self.affinities.refresh(day), 0)

    def test_stale_pairs_go(self):
        """F13: no order, no pair."""
        day = date(2024, 3, 31)
        self.affinities.refresh(day)
        self.assertTrue(self._rows(self.company, "order"))
        self.env["sale.order"].search([]).filtered(
            lambda order: order.state == "sale"
        )._action_cancel()
        self.env["customer.sales.history"].search([]).unlink()
        self.assertGreater(self.affinities.refresh(day), 0)
        for model in (self.affinities, "customer.product.bundle"):
            model = self.env[model] if isinstance(model, str) else model
            self.assertFalse(model.search([("company_id", "in", self.companies.ids)]))

    def test_services_where_chosen(self):
        """F13: the kinds of products that count are a setting."""
        day = date(2024, 3, 31)
        self.affinities.refresh(day)
        services = [("product_id.type", "=", "service")]
        self.assertFalse(self.affinities.search(services))
        self._choose(affinity_services=True, affinity_lift=0)
        self.affinities.refresh(day)
        self.assertTrue(self.affinities.search(services))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAffinityJobs(AffinityCommon, SalesCommon):
    """F13: the nightly job, killed half-way, run twice, asked wrongly."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.affinities = cls.env["customer.product.affinity"]
        cls.phone = cls._create_product("Phone X", 500, 400)
        cls.case = cls._create_product("Case", 20, 5)
        cls.charger = cls._create_product("Charger", 30, 10)
        cls.other = cls.env["res.company"].create({"name": "Far Shore"})
        cls.env.user.company_ids += cls.other
        cls.buyer = cls._create_customer("Buyer")
        for company in (cls.company, cls.other):
            for _number in range(4):
                cls._buy(company, cls.phone, cls.case, cls.charger)
            for _number in range(4):
                cls._buy(company, cls.product)
        cls.job = cls.env.ref("customer_info_mgmt.ir_cron_compare_products")

    @classmethod
    def _buy(cls, company, *products):
        order = cls._create_order(
            cls.buyer, [(product, 1, 10, {}) for product in products], company
        )
        order.action_confirm()
        return order

    def _pair(self, company=None, basis="order"):
        return self.affinities.search(
            [
                ("company_id", "=", (company or self.company).id),
                ("basis", "=", basis),
                ("product_id", "=", self.phone.id),
                ("other_product_id", "=", self.case.id),
            ]
        )

    def test_in_words(self):
        """F13: phone and case, in words that need no statistics."""
        self.affinities.refresh()
        pair = self._pair()
        self.assertEqual((pair.confidence, pair.lift), (1, 2))
        self.assertEqual(
            pair.sentence,
            "In 100 % of the orders with Phone X: 2.0 times as often as by chance.",
        )
        self.assertEqual(pair._say_short(), "in 100 % of the orders with Phone X")
        bundle = self.env["customer.product.bundle"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual(bundle._products(), self.phone | self.case | self.charger)
        self.assertEqual(bundle.list_price, 550)
        self.assertEqual(
            bundle.sentence, "In 4 of 8 orders: 4.0 times as often as by chance."
        )

    def test_job_goes_on_where_it_was_killed(self):
        """F13: a company that was done is not done again; the others are."""
        refresh, done = type(self.affinities)._refresh_company, []

        def refresh_until_killed(affinities, company, as_of):
            if len(done) == 1:
                raise Killed
            done.append(company.id)
            return refresh(affinities, company, as_of)

        companies = self.env["res.company"].search([])
        with self.enter_registry_test_mode():
            with (
                patch.object(
                    type(self.affinities), "_refresh_company", refresh_until_killed
                ),
                suppress(Killed),  # assertRaises would undo what was committed
                self.registry.cursor() as cr,
            ):
                self.env(cr=cr)["customer.product.affinity"]._cron_refresh()
            self.env.invalidate_all()
            self.assertEqual(companies.filtered("affinity_date").ids, done)
            self.job.method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual(companies.filtered("affinity_date"), companies)
            self.assertTrue(self._pair(self.company) and self._pair(self.other))
            with patch.object(
                type(self.affinities), "_refresh_company", refresh_until_killed
            ):
                self.job.method_direct_trigger()  # nothing is due, nobody is killed

    def test_job_leaves_another_comparison_alone(self):
        """F13: only one at a time."""
        other = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(other.close)
        affinities = api.Environment(other, SUPERUSER_ID, {})
        affinities["customer.product.affinity"]._lock_refresh()
        with self.enter_registry_test_mode():
            self.job.method_direct_trigger()
        self.assertFalse(self._pair())

    def test_nothing_is_left_of_what_was_killed(self):
        """F13: all steps of a company are one transaction."""
        with (
            patch.object(
                type(self.env["customer.latent.demand"]),
                "_refresh_facts",
                side_effect=ValueError("killed"),
            ),
            self.assertRaises(ValueError),
            self.env.cr.savepoint(),
        ):
            self.affinities.refresh()
        self.assertFalse(self._pair())
        self.affinities.refresh()
        self.assertTrue(self._pair())

    def test_another_addon_appends_sales(self):
        """F13: one hook; numbers of documents of two sources do not meet."""
        self.affinities.refresh()
        sources = self.affinities._basket_sources()
        with patch.object(
            type(self.affinities),
            "_basket_sources",
            lambda affinities: [*sources, sources[0]],
        ):
            self.affinities.refresh()
        self.assertEqual((self._pair().count_together, self._pair().baskets), (8, 16))

    def test_large_amounts_of_rows_come_in_parts(self):
        """F13: what is read and written in parts is the same."""
        self.affinities.refresh()
        before = self._rows(self.company, "order")
        with patch(
            "odoo.addons.customer_info_mgmt.tools.binary_copy.PARSED_AT_ONCE", 99
        ):
            self.assertEqual(self.affinities.refresh(), 0)
        with patch(
            "odoo.addons.customer_info_mgmt.tools.binary_copy.WRITTEN_AT_ONCE", 1
        ):
            self.assertEqual(self.affinities.refresh(), 0)
        self.assertEqual(self._rows(self.company, "order"), before)

    def test_left_out_customers(self):
        """L12: walk-in customers make no pairs."""
        self.buyer.leave_out_of_figures = True
        self.affinities.refresh()
        self.assertFalse(self._pair())

    def test_day_is_read_with_care(self):
        with self.assertRaisesRegex(UserError, "no day to count up to"):
            self.affinities.refresh("soon")

    def test_a_product_can_be_deleted(self):
        """A row is derived: it keeps nothing from being deleted."""
        self.affinities.refresh()
        spare = self._create_product("Spare", 1, 1)
        self.env.cr.execute(
            "UPDATE customer_product_affinity SET other_product_id = %s WHERE id = %s",
            [spare.id, self._pair().id],
        )
        self.env.invalidate_all()
        spare.unlink()
        self.assertFalse(self._pair())
