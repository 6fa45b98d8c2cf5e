from collections import Counter
from datetime import date
from unittest.mock import patch

import pytz

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import GeneratedSales
from ..oracle import Oracle

TODAY = date(2024, 3, 31)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBehaviour(GeneratedSales):
    """F09: when, through whom and what customers buy, from the orders themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles.refresh(as_of=TODAY)
        cls.zone = "Asia/Shanghai"
        cls.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.timezone", cls.zone
        )
        (cls.manager_user | cls.user_user).write(
            {"company_ids": [(6, 0, cls.companies.ids)], "company_id": cls.company.id}
        )
        oracle = Oracle(cls.env, TODAY, cls.zone)
        cls.counted = [
            (order, pytz.utc.localize(order.date_order).astimezone(oracle.timezone))
            for order in cls.orders
            if order.state == "sale"
            and order.company_id == cls.company
            and oracle._key(order)
        ]

    def _behaviour(self, user=None, **options):
        profiles = self.profiles.with_user(user or self.manager_user)
        with patch.object(type(self.profiles), "_ranking_today", lambda _self: TODAY):
            return profiles.with_company(self.company).customer_behaviour(**options)

    def _orders(self, first="2000-01-01"):
        return [
            (order, moment)
            for order, moment in self.counted
            if first <= moment.date().isoformat() <= TODAY.isoformat()
        ]

    def test_when(self):
        """F09: weekday, hour and day of the month, where the figures are counted."""
        for period, first in (("all", "2000-01-01"), ("12m", "2023-04-01")):
            found = self._behaviour(period=period)
            moments = [moment for _order, moment in self._orders(first)]
            self.assertEqual(found["orders"], len(moments))
            for name, key in (
                ("weekday", lambda m: m.isoweekday()),
                ("hour", lambda m: m.hour),
                ("day", lambda m: m.day),
            ):
                self.assertEqual(
                    {row["key"]: row["orders"] for row in found[name]},
                    Counter(map(key, moments)),
                )

    def test_through_whom_and_what(self):
        """F09: team, salesperson and category share, of all and of one customer."""
        team = self.env["crm.team"].create({"name": "Shop"})
        category = self.env["product.category"].create({"name": "Tea things"})
        self.products[0].categ_id = category
        customer = self._orders()[0][0].partner_id.commercial_partner_id
        for order, _moment in self._orders():
            if order.partner_id.commercial_partner_id == customer:
                order.team_id = team
        self.env.flush_all()
        for partner in (None, customer):
            found = self._behaviour(partner_id=partner and partner.id, period="all")
            orders = [
                order
                for order, _moment in self._orders()
                if not partner or order.partner_id.commercial_partner_id == partner
            ]
            teams = {row["key"]: row["orders"] for row in found["team"]}
            self.assertEqual(teams, Counter(o.team_id.id or 0 for o in orders))
            worth = sum(
                line.price_subtotal / order.currency_rate
                for order in orders
                for line in order.order_line
                if line.product_id == self.products[0]
            )
            revenue = {row["key"]: row["revenue"] for row in found["category"]}
            self.assertAlmostEqual(revenue.get(category.id, 0), worth, delta=0.01)
            total = sum(o.amount_untaxed / o.currency_rate for o in orders)
            self.assertAlmostEqual(found["revenue"], total, delta=0.5)
            self.assertAlmostEqual(sum(revenue.values()), found["revenue"], delta=0.01)

    def test_rights_and_wrong_arguments(self):
        """I02: a colleague's customer stays hidden; what is wrong is named."""
        customer = self._orders()[0][0].partner_id.commercial_partner_id
        customer.user_id = self.manager_user
        self.env.flush_all()
        whole = self._behaviour(period="all")
        mine = self._behaviour(self.user_user, period="all")
        self.assertLess(mine["orders"], whole["orders"])
        with self.assertRaises(AccessError):
            self._behaviour(self.user_user, partner_id=customer.id)
        with self.assertRaises(AccessError):
            self._behaviour(self.warehouse_user)
        with self.assertRaisesRegex(UserError, "Period: century"):
            self._behaviour(period="century")
        empty = self._behaviour(date_from="1990-01-01", date_to="1990-12-31")
        self.assertEqual((empty["orders"], empty["weekday"]), (0, []))
