from datetime import datetime, timedelta
from random import Random

from odoo import Command
from odoo.tests import tagged

from ....models.analytics.customer_profile import FIGURES
from ..common import SalesCommon
from ..oracle import exact
from .oracle import BehaviourOracle
from .test_figures import BEHAVIOUR, EXACT

# What a customer is among others: of unmarked customers and by yardsticks, the night
# brings it.
AMONG_OTHERS = (
    "contribution_share",
    "abc_class",
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_segment",
    "is_high_potential",
)
EVENTS = 1000
BATCHES = 10


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestEvents(SalesCommon):
    """L12: after 1,000 random events, incremental refreshes equal a full one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(4711)
        cls.today = cls.profiles._today()
        cls.other_company = cls.env["res.company"].create(
            {"name": "Far Shore", "currency_id": cls.env.ref("base.JPY").id}
        )
        cls.env.ref("base.JPY").active = True
        cls.env.user.company_ids += cls.other_company
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": f"Buyer {number}", "is_company": True, "customer_rank": 1}
                for number in range(30)
            ]
        )
        cls.contacts = cls.env["res.partner"].create(
            [
                {"name": f"Clerk {number}", "parent_id": customer.id}
                for number, customer in enumerate(cls.customers[:10])
            ]
        )
        cls.buyers = cls.customers | cls.contacts
        cls.service = cls.env["product.product"].create(
            {"name": "Tasting", "type": "service", "list_price": 50.0}
        )
        companies = (cls.company, cls.company, cls.other_company)
        cls.orders = cls.env["sale.order"]
        for company in companies:
            cls.orders |= cls.env["sale.order"].create(
                [cls._some_order(company) for _number in range(80)]
            )
        cls.orders[: len(cls.orders) // 2].write({"state": "sale"})
        for order in cls.orders:
            order.date_order = cls._moment()

    @classmethod
    def _some_order(cls, company):
        price = cls.random.choice((10, 25, 99.9, 400))
        line = {"product_id": cls.service.id, "price_unit": price}
        line["product_uom_qty"] = cls.random.randint(1, 9)
        return {
            "partner_id": cls.random.choice(cls.buyers).id,
            "company_id": company.id,
            "order_line": [Command.create(line)],
        }

    @classmethod
    def _moment(cls):
        begin = datetime.combine(cls.today, datetime.min.time())
        return begin - timedelta(days=cls.random.randrange(900) ** 2 / 900)

    def _confirm_or_cancel(self):
        order = self.random.choice(self.orders)
        order.state = "cancel" if order.state == "sale" else "sale"

    def _date(self):
        self.random.choice(self.orders).date_order = self._moment()

    def _amount(self):
        line = self.random.choice(self.orders).order_line[0]
        line.price_unit = self.random.choice((0, 5, 10, 99.9, 1234.5))

    def _hand_over(self):
        self.random.choice(self.orders).partner_id = self.random.choice(self.buyers)

    def _move_contact(self):
        contact = self.random.choice(self.contacts)
        contact.parent_id = self.random.choice(self.customers)

    def _leave_out(self):
        customer = self.random.choice(self.customers)
        customer.leave_out_of_figures = not customer.leave_out_of_figures

    def _return_goods(self):
        customer = self.random.choice(self.customers)
        order = self._sell(customer, price=30, quantity=4, moment=self._moment())
        delivery = self._deliver(order, 1, order.date_order)
        self._take_back(delivery, 0.5, True, order.date_order + timedelta(hours=1))
        self.orders |= order

    def _stored(self):
        profiles = self.profiles.search([])
        profiles.invalidate_recordset()
        return {
            (profile.partner_id.id, profile.company_id.id): {
                name: profile[name] for name in FIGURES
            }
            for profile in profiles
        }

    def test_incremental_equals_full(self):
        """L12: absolute figures at once, those among others after the night."""
        self.profiles.refresh()
        self._take_marks()
        kinds = [
            self._confirm_or_cancel,
            self._date,
            self._amount,
            self._hand_over,
            self._move_contact,
            self._leave_out,
        ]
        for _batch in range(BATCHES):
            for kind in self.random.choices(
                kinds, (35, 25, 20, 14, 4, 2), k=EVENTS // BATCHES - 2
            ):
                kind()
            self._return_goods()
            self._return_goods()
            self._refresh_marked()
        incremental = self._stored()
        self.profiles.refresh()
        full = self._stored()
        self.assertEqual(incremental.keys(), full.keys())
        for key, figures in full.items():
            for name in FIGURES:
                if name not in AMONG_OTHERS:
                    with self.subTest(key=key, name=name):
                        self.assertEqual(incremental[key][name], figures[name])
        self._assert_recomputed(full)
        self.assertEqual(self.profiles.refresh(), 0)
        self._assert_stays(full)

    def _assert_recomputed(self, full):
        expected = BehaviourOracle(self.env, self.today).figures()
        self.assertGreater(len(expected), 30)
        for key, wanted in expected.items():
            for name in BEHAVIOUR:
                with self.subTest(key=key, name=name):
                    value = full[key][name]
                    value = exact(value) if name in EXACT else value
                    self.assertEqual(value, wanted[name])

    def _assert_stays(self, full):
        """A34: the open stay of each customer is the stage that its profile tells."""
        stays = self.env["customer.lifecycle.history"].search([])
        open_stays = stays.filtered(lambda stay: not stay.left_date)
        told = {
            (s.partner_id.id, s.company_id.id): (s.lifecycle, s.entered_date)
            for s in open_stays
        }
        self.assertEqual(len(told), len(open_stays))
        stages = {
            key: (f["lifecycle"], f["lifecycle_date"])
            for key, f in full.items()
            if f["lifecycle"]
        }
        self.assertEqual(told, stages)
