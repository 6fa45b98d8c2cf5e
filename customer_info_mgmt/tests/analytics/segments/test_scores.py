from datetime import date, datetime, timedelta

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ....models.analytics.segments.vocabulary import RFM_SEGMENTS
from ..common import SalesCommon

AS_OF = date(2024, 6, 30)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestScores(SalesCommon):
    """F08, P31: every segment can be reached, ties share a score."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sale.order"].search([("state", "=", "sale")]).state = "cancel"
        cls.service = cls.env["product.product"].create(
            {"name": "Tasting", "type": "service", "list_price": 50.0}
        )

    def _buy(self, name, orders, price, silence):
        """A customer with so many orders, the last one so many days before."""
        partner = self._create_customer(name)
        line = {"product_id": self.service.id, "price_unit": price, "tax_ids": False}
        made = self.env["sale.order"].create(
            [{"partner_id": partner.id, "order_line": [Command.create(line)]}] * orders
        )
        made.state = "sale"
        last = datetime.combine(AS_OF - timedelta(days=silence), datetime.min.time())
        for number, order in enumerate(made):
            order.date_order = last - timedelta(days=10 * number)
        return partner

    def test_every_segment_is_reached(self):
        """P31: a published tool had recency fixed, so Champions were always empty."""
        for recency in range(5):
            for value in range(5):
                self._buy(f"{recency} {value}", 1 + 2 * value, 100, 30 * (5 - recency))
        self.profiles.refresh(as_of=AS_OF)
        found = self.profiles.search([("rfm_segment", "!=", False)])
        self.assertEqual(len(found), 25)
        self.assertEqual(
            set(found.mapped("rfm_segment")), {code for code, _name in RFM_SEGMENTS}
        )
        best = found.filtered(lambda p: p.partner_id.name == "4 4")
        self.assertEqual(best.rfm_segment, "champion")
        worst = found.filtered(lambda p: p.partner_id.name == "0 0")
        self.assertEqual(worst.rfm_segment, "lost")
        self.profiles.refresh(as_of=AS_OF - timedelta(days=400))
        self.assertFalse(found.filtered("rfm_segment"))

    def test_equal_values_share_a_score(self):
        """F08: seven alike, two less, one more: 1 + whole part of 5 x share below."""
        for number in range(2):
            self._buy(f"Small {number}", 1, 10, 300)
        for number in range(7):
            self._buy(f"Same {number}", 2, 50, 100)
        self._buy("Large", 3, 500, 10)
        self.profiles.refresh(as_of=AS_OF)
        for name, score in (("Small", 1), ("Same", 2), ("Large", 5)):
            found = self.profiles.search([("partner_id.name", "like", name + "%")])
            found = found.filtered("order_count")
            self.assertTrue(found)
            for figure in ("recency_score", "frequency_score", "monetary_score"):
                self.assertEqual(set(found.mapped(figure)), {score}, (name, figure))

    def test_one_customer(self):
        """F08: alone, a customer is first and last: nobody has less."""
        partner = self._buy("Alone", 1, 10, 10)
        self._refresh_marked()
        profile = self._profile(partner)
        self.assertEqual(profile.recency_score, 1)
        self.assertEqual(profile.rfm_segment, "lost")
        self.assertEqual(profile.churn_risk, "unknown")

    def test_marked_customers_are_measured_by_the_last_full_run(self):
        """F08, L12: news of one customer do not wait for the night."""
        partners = [
            self._buy(f"Buyer {number}", 1 + number, 100, 10 * number)
            for number in range(5)
        ]
        self.profiles.refresh()
        self._take_marks()
        first = self._profile(partners[0])
        before = first.frequency_score
        self.assertEqual(before, 1)
        order = self.env["sale.order"].search([("partner_id", "=", partners[0].id)])
        for _number in range(5):
            order.copy().state = "sale"
        self._refresh_marked()
        first.invalidate_recordset()
        self.assertEqual(first.frequency_score, 5)
        self.assertEqual(self.profiles.refresh() > 0, True)
        self.assertEqual(self.profiles.refresh(), 0)

    def test_wrong_borders_are_refused(self):
        """P31: what is no border says which setting, and what to enter."""
        for name, text in (
            ("customer_rfm_recency_cuts", "30, 20, 10, 5"),
            ("customer_rfm_recency_cuts", "1, 2"),
            ("customer_rfm_frequency_cuts", "two"),
            ("customer_rfm_frequency_cuts", "1, 2, 3, 4.5"),
            ("customer_rfm_monetary_cuts", "-1, 2, 3, nan"),
            ("customer_lost_factor", 2),
            ("customer_rfm_classes", 11),
        ):
            with self.subTest(name=name, text=text), self.assertRaises(ValidationError):
                self.company[name] = text
                self.company.flush_recordset()

    def test_stages_are_written_down(self):
        """A34: entry and exit of each stage, once."""
        partner = self._buy("Sleeper", 1, 10, 0)
        for day in (0, 91, 181, 366):
            as_of = AS_OF + timedelta(days=day)
            self.profiles.refresh(as_of=as_of)
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)
        stays = self.env["customer.lifecycle.history"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)],
            order="entered_date",
        )
        self.assertEqual(
            stays.mapped("lifecycle"), ["new", "at_risk", "dormant", "lost"]
        )
        self.assertEqual(
            stays.mapped("left_date"), [*stays[1:].mapped("entered_date"), False]
        )
        self.assertEqual(self._profile(partner).lifecycle_date, stays[-1].entered_date)
        self.profiles.refresh(as_of=AS_OF)
        self.assertEqual(len(stays.exists()), 4)
        self.assertEqual(self._profile(partner).lifecycle_date, AS_OF)
        self.profiles.refresh(as_of=AS_OF + timedelta(days=366))
        self.assertEqual(self._profile(partner).lifecycle_date, stays[-1].entered_date)
