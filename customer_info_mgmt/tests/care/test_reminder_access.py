from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS
from .common import ReminderCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestReminderAccess(ReminderCommon):
    """D06, I02: who sees reminders, and who settles them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule()
        cls.own = cls._person("Own", 5, 11)
        cls.foreign = cls._person("Foreign", 5, 11, user_id=cls.stand_in.id)
        cls.free = cls._person("Free", 5, 11, user_id=cls.user_user.id)
        cls.free.user_id = False

    def setUp(self):
        super().setUp()
        self._run()

    def _seen(self, user):
        return (
            self.reminders.with_user(user)
            .search([("rule_id", "=", self.rule.id)])
            .partner_id
        )

    def test_own_free_and_given_to_me(self):
        self.assertEqual(self._seen(self.seller), self.own | self.free)
        self.assertEqual(self._seen(self.stand_in), self.foreign | self.free)
        self.assertEqual(
            self._seen(self.manager_user), self.own | self.foreign | self.free
        )
        self.own.user_id = self.stand_in
        self.assertEqual(self._seen(self.seller), self.own | self.free)

    def test_all_documents_right(self):
        user = new_test_user(
            self.env,
            "cim_all",
            groups=GROUPS + "user,sales_team.group_sale_salesman_all_leads",
        )
        self.assertEqual(self._seen(user), self.own | self.foreign | self.free)

    def test_others_are_refused(self):
        for user in (self.warehouse_user, self.finance_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self.reminders.with_user(user).search([])
            with self.assertRaises(AccessError):
                self.rule.with_user(user).read(["name"])
        self.assertFalse(self._seen(self.steward_user))

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        manager = new_test_user(
            self.env,
            "cim_there",
            groups=GROUPS + "manager",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertFalse(self._seen(manager))

    def test_done_and_skip(self):
        """D06: from the list; what a colleague has to do is not mine to settle."""
        mine = self.own.reminder_ids.with_user(self.seller)
        mine.action_done()
        self.assertEqual(mine.state, "done")
        self.assertFalse(self._activities(self.own))
        given = self.foreign.reminder_ids
        with self.assertRaises(AccessError):
            given.with_user(self.seller).action_skip()
        given.with_user(self.stand_in).action_skip()
        self.assertEqual(given.state, "skipped")
        self.assertFalse(self._activities(self.foreign))

    def test_nobody_writes_reminders_or_rules_but_the_manager_his_rules(self):
        reminder = self.own.reminder_ids
        for user in (self.seller, self.manager_user):
            with self.assertRaises(AccessError):
                reminder.with_user(user).write({"state": "todo"})
        with self.assertRaises(AccessError):
            self.rule.with_user(self.seller).write({"days": 1})
        self.rule.with_user(self.manager_user).days = 3
        self.assertEqual(self.rule.days, 3)

    def test_activity_does_not_tell_figures(self):
        """Who edits partners reads their activities, figures or not."""
        quiet = self._person("Quiet", 0, 0)
        profile = self.env["customer.profile"].search(
            [("partner_id", "=", quiet.id)], limit=1
        )
        profile.last_order_date = "2024-03-17"
        self._rule(kind="no_order", days=90)
        self._run()
        reminder = self.reminders.search([("partner_id", "=", quiet.id)])
        self.assertIn("2024", reminder.subject)
        self.assertNotIn("2024", reminder.activity_id.summary)
        self.assertIn("No order", reminder.activity_id.summary)

    def test_rule_of_more_days_than_the_calendar_has(self):
        for kind in ("no_order", "not_verified"):
            with self.assertRaisesRegex(ValidationError, "36500"):
                self._rule(kind=kind, days=10**9)
