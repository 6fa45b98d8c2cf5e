from datetime import timedelta

from odoo.tests import tagged

from .common import NOON, TODAY, ReminderCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestReminderCheck(ReminderCommon):
    """B12, B13: who looks after a customer is reminded when its file is due."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.field.rule"].search([]).unlink()
        params = cls.env["ir.config_parameter"]
        for kind in ("company", "person"):
            params.set_param(f"customer_info_mgmt.check_months_{kind}", "12")
        cls.quarterly = cls.env["customer.group"].create(
            {"name": "Each Quarter", "check_months": 3, "update_way": "periodic"}
        )
        owner = {"user_id": cls.seller.id}
        cls.yearly_file = cls._create_customer("Yearly", **owner)
        cls.quarterly_file = cls._create_customer(
            "Quarterly", customer_group_id=cls.quarterly.id, **owner
        )
        cls.other = cls.env["res.company"].create({"name": "Far Shore"})
        cls.env["customer.profile"].refresh()

    def _verified(self, customer, days):
        self._profile(customer).verified_date = TODAY - timedelta(days)

    def _refresh(self):
        self.env["customer.profile"].refresh()

    def _remind(self, now=NOON):
        self._refresh()
        self._run(now)

    def test_interval_of_the_group(self):
        """B27, B13: a file of a group is due by the interval of the group, another by
        that of the settings; each is reminded of once."""
        rule = self._rule("check_due", days=0)
        for customer in (self.yearly_file, self.quarterly_file):
            self._verified(customer, 120)
        self._remind()
        self._remind()
        found = self._found(rule).filtered(
            lambda reminder: (
                reminder.partner_id in self.yearly_file | self.quarterly_file
            )
        )
        self.assertEqual(found.partner_id, self.quarterly_file)
        self.assertEqual(len(found), 1)
        self.assertEqual(found.occurrence.isoformat(), "2026-04-10")
        self.assertEqual(found.user_id, self.seller)
        self.assertIn("due since", found._get_summary())
        self.assertEqual(len(self._activities(self.quarterly_file)), 1)

    def test_verified_in_time(self):
        """B12: a file that somebody verified is not reminded of."""
        rule = self._rule("check_due", days=0)
        for customer in (self.yearly_file, self.quarterly_file):
            self._verified(customer, 10)
        self._remind()
        self.assertFalse(
            self._found(rule).filtered(lambda r: r.partner_id == self.quarterly_file)
        )

    def test_verified_in_another_company(self):
        """B12: a check holds for the file, whichever company made it."""
        rule = self._rule("check_due", days=0)
        self._verified(self.quarterly_file, 400)
        self._profile(self.quarterly_file, self.other).verified_date = TODAY
        self._remind()
        self.assertNotIn(self.quarterly_file, self._found(rule).partner_id)

    def test_days_of_grace(self):
        """B13: a rule may wait some days after a file was due."""
        rule = self._rule("check_due", days=60)
        self._verified(self.quarterly_file, 120)
        self._remind()
        self.assertNotIn(self.quarterly_file, self._found(rule).partner_id)
        self._verified(self.quarterly_file, 180)
        self._remind()
        self.assertIn(self.quarterly_file, self._found(rule).partner_id)

    def test_other_interval_does_not_remind_twice(self):
        """B13: whoever has the check on the list already does not get it again because
        the interval changed."""
        rule = self._rule("check_due", days=0)
        self._verified(self.quarterly_file, 200)
        self._remind()
        self.quarterly.check_months = 2
        self._remind(NOON + timedelta(1))
        reminders = self._found(rule).filtered(
            lambda reminder: reminder.partner_id == self.quarterly_file
        )
        self.assertEqual(len(reminders), 1)
        self.assertEqual(len(self._activities(self.quarterly_file)), 1)
