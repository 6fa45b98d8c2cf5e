from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAccessArguments(SalesCommon):
    """C03: calls from outside with what is no number are told so; none fails."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Buyer")
        cls._sell(cls.customer, price=300)
        cls.profiles.refresh()

    def test_ranking(self):
        ranking = self.profiles.with_user(self.user_user).customer_ranking
        for name in ("limit", "offset"):
            for value in ("x", None, [1], float("inf")):
                with self.subTest(name=name, value=value):
                    with self.assertRaisesRegex(UserError, "whole number"):
                        ranking(**{name: value})
        self.assertEqual(len(ranking(limit=-1)["rows"]), 1)
        self.assertTrue(ranking(offset=-1)["rows"])
        self.assertFalse(ranking(offset=10**30)["rows"])
        for measure in (["revenue"], {}, None, "balance"):
            with self.assertRaisesRegex(UserError, "ranked"):
                ranking(measure=measure)

    def test_purchases(self):
        customer = self.customer.with_user(self.manager_user)
        for value in ("x", None, [1]):
            with self.assertRaisesRegex(UserError, "whole number"):
                customer.get_customer_purchases(value)
        self.assertEqual(len(customer.get_customer_purchases(-1)["purchases"]), 1)
        self.assertTrue(customer.get_customer_purchases("5")["purchases"])

    def test_documents_of_a_set(self):
        report = self.env["customer.contribution.report"].with_user(self.user_user)
        self._sell(self.customer, price=50)
        self.env.flush_all()
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(len(self._opened(report.action_open_set(domain))), 2)
        for limit in (-1, 0):
            action = report.action_open_set(domain, limit=limit)
            self.assertEqual(len(self._opened(action)), 1)
        with self.assertRaisesRegex(UserError, "whole number"):
            report.action_open_set([], limit="all")

    def _opened(self, action):
        return self.env[action["res_model"]].search(action["domain"])
