from odoo.tests import HttpCase, new_test_user, tagged

from ...common import GROUPS
from .common import ClassCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassTour(ClassCommon, HttpCase):
    """C12, C16: a steward looks first, switches on, and sees it on the customer."""

    def test_class(self):
        new_test_user(self.env, "cim_tour_class", groups=f"{GROUPS}steward")
        rule = self._create_rule(name="Worth a Visit", strategy="A visit twice a year")
        self.start_tour(
            "/odoo/customer-classes", "customer_class", login="cim_tour_class"
        )
        self.assertTrue(rule.is_on)
        self.assertEqual(self._tagged(), self.large | self.middle)
