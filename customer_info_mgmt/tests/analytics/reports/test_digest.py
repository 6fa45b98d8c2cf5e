from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDigest(ReportCommon):
    """F27: figures of customers in Odoo's digest mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Digest Ltd"})
        for user in (cls.env.user, cls.manager_user, cls.user_user):
            user.company_ids += cls.company
        cls.digest = cls.env["digest.digest"].create(
            {"name": "Customers", "company_id": cls.company.id}
        )
        for partner, day, quantity in (
            (cls.own, "2024-01-10", 5),
            (cls.own, "2024-05-05", 10),
            (cls.free, "2024-05-20", 1),
        ):
            cls._sell(partner, day, quantity, company=cls.company, price_unit=10)
        cls.env["customer.profile"].refresh()

    def _digest(self, user=None):
        return (
            self.digest.with_user(user or self.manager_user)
            .with_company(self.company)
            .with_context(
                allowed_company_ids=self.company.ids,
                start_datetime=datetime(2024, 5, 1),
                end_datetime=datetime(2024, 6, 1),
            )
        )

    def _profile(self, partner):
        return self.env["customer.profile"].search(
            [("partner_id", "=", partner.id), ("company_id", "=", self.company.id)]
        )

    def test_figures(self):
        """F27: new, at risk, repurchase rate and revenue of class A in May."""
        self._profile(self.own).write({"order_days": 2, "churn_risk": "high"})
        self._profile(self.free).write({"order_days": 1, "churn_risk": "low"})
        digest = self._digest()
        self.assertEqual(digest.kpi_customer_new_value, 1)
        self.assertEqual(digest.kpi_customer_at_risk_value, 1)
        self.assertEqual(digest.kpi_customer_repeat_value, 50)
        self.assertEqual(self._profile(self.own).abc_class, "A")
        self.assertEqual(digest.kpi_customer_class_a_value, 100)

    def test_hidden_from_whom_they_are_not_for(self):
        """I02: a clerk's mail leaves them out, as core does."""
        for name in ("new", "at_risk", "repeat", "class_a"):
            with self.assertRaises(AccessError):
                _value = self._digest(self.user_user)[f"kpi_customer_{name}_value"]

    def test_mail(self):
        """F27: the mail of a manager has them, that of a clerk has none."""
        names = [f"kpi_customer_{name}" for name in ("new", "at_risk", "repeat")]
        self.digest.write(dict.fromkeys(names, True))
        shown = self.digest._compute_kpis(self.company, self.manager_user)
        self.assertLessEqual(set(names), {row["kpi_name"] for row in shown})
        shown = self.digest._compute_kpis(self.company, self.user_user)
        self.assertFalse(set(names) & {row["kpi_name"] for row in shown})
        actions = self.digest._compute_kpis_actions(self.company, self.manager_user)
        self.assertIn("kpi_customer_class_a", actions)
