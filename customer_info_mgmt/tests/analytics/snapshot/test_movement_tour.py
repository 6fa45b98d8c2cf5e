from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from ...common import GROUPS
from ..common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMovementTour(SalesCommon, HttpCase):
    """L12, F16: from the matrix to the customers behind a number, by name."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = new_test_user(cls.env, "cim_tour_movement", groups=f"{GROUPS}manager")
        cls.env["customer.snapshot.month"].search([]).unlink()
        today = fields.Date.today()
        before = today - relativedelta(months=5)
        cls.large, cls.small = (
            cls._create_customer(name) for name in ("Rising Trading", "Fading Trading")
        )
        cls.large.user_id = manager
        cls.large.customer_group_id = cls.env["customer.group"].create(
            {"name": "Tour Chains"}
        )
        cls._sell(cls.small, 1000, moment=before)
        cls._sell(cls.large, 10, moment=before)
        cls._sell(cls.large, 99000, moment=today)
        cls.env["customer.profile"].refresh()

    def test_movement(self):
        """A manager builds the history, looks, and opens who rose."""
        self.env["customer.snapshot.month"].build_history(6)
        for month in self.env["customer.snapshot.month"].search([]):
            month._count()
        report = self.env["customer.profile.snapshot"].get_movement("abc_class")
        self.assertIsInstance(date.fromisoformat(report["date_from"]), date)
        self.start_tour(
            "/odoo/customer-movement", "customer_movement", login="cim_tour_movement"
        )

    def test_nothing_counted_yet(self):
        """L12: the empty screen says what to do, and does it."""
        self.start_tour(
            "/odoo/customer-movement",
            "customer_movement_empty",
            login="cim_tour_movement",
        )
        waiting = self.env["customer.snapshot.month"].search([])
        self.assertEqual(len(waiting), 12)
