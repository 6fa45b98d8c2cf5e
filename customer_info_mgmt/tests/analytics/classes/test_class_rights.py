from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ClassCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassRights(ClassCommon):
    """C12, I01: who defines classes, and that no filter tells what is hidden."""

    def _define(self, user, domain):
        rules = self.rules.with_user(user)
        return rules.create(
            {"name": "Mine", "domain": domain, "category_id": self.tag.id}
        )

    def test_steward_defines_and_switches_on(self):
        rule = self._define(self.steward_user, "[('customer_revenue', '>', 1000)]")
        self.assertEqual(rule.definer_id, self.steward_user)
        rule.action_switch_on()
        self.assertEqual(self._tagged(), self.large | self.middle)
        rule.action_preview()
        rule.action_switch_off()
        rule.action_take_back()
        self.assertFalse(self._tagged())

    def test_others_do_not(self):
        rule = self._create_rule()
        for user in (self.user_user, self.finance_user, self.warehouse_user):
            with self.assertRaises(AccessError):
                self._define(user, "[]")
            for action in ("switch_on", "switch_off", "take_back", "preview"):
                with self.assertRaises(AccessError):
                    getattr(rule.with_user(user), f"action_{action}")()

    def test_filter_asks_only_for_what_its_writer_may_read(self):
        """I01: a tag must not tell a steward how much a customer owes."""
        for domain in (
            "[('customer_balance', '>', 1000)]",
            "[('customer_profile_id.balance', '>', 1000)]",
            "[('customer_profile_id', 'any', [('balance', '>', 1000)])]",
            "['!', ('customer_profile_id', 'not any', [('days_late', '>', 9)])]",
            "['|', ('name', '=', 'x'), ('child_ids.customer_balance', '>', 0)]",
            "[('credit_limit_of_grade', '>', 5)]",
            "[('invoice_ids.amount_residual', '>', 5)]",
            "[('credit', '>', 5)]",
        ):
            with self.assertRaisesRegex(
                ValidationError, "you may not read", msg=domain
            ):
                self._define(self.steward_user, domain)
        rule = self._define(self.manager_user, "[('customer_balance', '>', 1000)]")
        self.assertEqual(rule.definer_id, self.manager_user)
        rule.with_user(self.steward_user).name = "Another name is no other filter"
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            rule.with_user(self.steward_user).domain = "[('customer_balance', '>', 2)]"
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            rule.copy().with_user(
                self.steward_user
            ).domain = "[('customer_balance', '>', 3)]"

    def test_steward_cannot_switch_on_or_copy_what_is_hidden(self):
        rule = self._define(self.manager_user, "[('customer_balance', '>', 1000)]")
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            rule.with_user(self.steward_user).action_switch_on()
        with self.assertRaisesRegex(ValidationError, "you may not read"):
            rule.with_user(self.steward_user).copy()

    def test_wrong_filters_are_refused_with_a_sentence(self):
        """C12: what is no filter is told when it is written, not at night."""
        for domain, message in (
            ("nonsense", "Filter: nonsense is none"),
            ("[('name', '=')]", "Filter"),
            ("[('no_such_field', '=', 1)]", "there is no field no_such_field"),
            ("[('user_id.nothing', '=', 1)]", "there is no field user_id.nothing"),
            ("[('name', 'any', [('id', '=', 1)])]", "name is no list of records"),
            ("[('user_id', 'any', 5)]", "user_id is no list of records"),
            ("[('customer_last_order_date', '>', 'soon')]", "cannot be worked off"),
            ("[('name', 'resembles', 'x')]", "Filter"),
            ("__import__('os').getcwd()", "is none"),
        ):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaisesRegex(ValidationError, message, msg=domain),
            ):
                self._define(self.steward_user, domain)

    def test_history_follows_the_profile(self):
        """I01: a clerk sees the classes of own and free customers, warehouse none."""
        self.large.user_id = self.finance_user
        self.middle.user_id = self.user_user
        self._create_rule().action_switch_on()
        for user, seen in (
            (self.user_user, self.middle),
            (self.finance_user, self.large | self.middle),
            (self.steward_user, self.large | self.middle),
        ):
            members = self.members.with_user(user).search([])
            self.assertEqual(members.sudo().partner_id & self.all, seen)
        with self.assertRaises(AccessError):
            self.members.with_user(self.warehouse_user).search([])
        with self.assertRaises(AccessError):
            self.members.with_user(self.manager_user).create({})

    def test_clerk_reads_the_strategy(self):
        """C16: what we do for a customer is for those to read who do it."""
        rule = self._create_rule(strategy="A visit twice a year", sales_note="Call")
        rule.action_switch_on()
        member = self.middle.with_user(self.user_user).customer_class_member_ids
        self.assertEqual(member.strategy, "A visit twice a year")
        self.assertEqual(member.sales_note, "Call")
