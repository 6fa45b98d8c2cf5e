from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import ClassCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassRule(ClassCommon):
    """C12: a saved filter gives tags, takes them away, and keeps a history."""

    def test_enters_and_leaves(self):
        """C12, C07: with the figures, both in the nightly and in the minute job."""
        rule = self._create_rule()
        self._refresh()
        self.assertFalse(self._tagged(), "A rule that is off gives nothing.")
        rule.action_switch_on()
        self.assertEqual(self._tagged(), self.large | self.middle)
        self.assertEqual(rule.member_count, 2)
        self._sell(self.small, 950)
        self._refresh_marked()
        self.assertEqual(self._tagged(), self.large | self.middle | self.small)
        self.middle.leave_out_of_figures = True
        with self._on_day(3):
            self._refresh()
        self.assertEqual(self._tagged(), self.large | self.small)
        history = self.members.search([("partner_id", "=", self.middle.id)])
        self.assertEqual(history.entered_date, self.today)
        self.assertEqual(history.left_date, self.today + timedelta(3))

    def test_again_writes_nothing(self):
        """C12: a second run writes no row, and nobody is in a class twice."""
        rule = self._create_rule()
        rule.action_switch_on()
        self._refresh()
        self._refresh_marked()
        self.env.cr.execute(
            "SELECT id, xmin::text FROM customer_class_member UNION ALL "
            "SELECT id, xmin::text FROM res_partner"
        )
        before = self.env.cr.fetchall()
        self.assertEqual(self._refresh(), 0)
        self.env.cr.execute(
            "SELECT id, xmin::text FROM customer_class_member UNION ALL "
            "SELECT id, xmin::text FROM res_partner"
        )
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(len(rule.member_ids), 2)

    def test_comes_back(self):
        """C12: who comes back has a second line of history."""
        rule = self._create_rule()
        rule.action_switch_on()
        for leaves in (True, False):
            self.large.leave_out_of_figures = leaves
            self._refresh()
        lines = rule.member_ids.filtered(lambda m: m.partner_id == self.large)
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.mapped("left_date"), [False, self.today])
        self.assertEqual(self._tagged(), self.large | self.middle)

    def test_tag_given_by_hand_stays(self):
        """C12: only what the rule itself gave is taken away."""
        self.large.category_id = self.tag
        rule = self._create_rule()
        rule.action_switch_on()
        (self.large | self.middle).leave_out_of_figures = True
        self._refresh()
        self.assertFalse(self._inside(rule))
        self.assertEqual(self._tagged(), self.large)

    def test_tag_removed_by_hand_is_not_given_again(self):
        """C12: a person has the last word while the customer stays in the class."""
        self._create_rule().action_switch_on()
        self.large.category_id -= self.tag
        self._refresh()
        self.assertEqual(self._tagged(), self.middle)

    def test_keeps_what_it_does_not_take_away(self):
        self._create_rule(takes_away=False).action_switch_on()
        self.large.leave_out_of_figures = True
        self._refresh()
        self.assertEqual(self._tagged(), self.large | self.middle)

    def test_two_rules_give_one_tag(self):
        """C12: the tag stays as long as one of them holds, and goes with the last."""
        first, second = self._create_rule(1000), self._create_rule(3000)
        (first | second).action_switch_on()
        first.action_take_back()
        self.assertEqual(self._tagged(), self.large)
        second.action_take_back()
        self.assertFalse(self._tagged())
        self.assertFalse(first.is_on or second.is_on)

    def test_other_tag(self):
        """C12: a rule that gives something else takes back what it gave before."""
        rule = self._create_rule()
        rule.action_switch_on()
        other = self.env["res.partner.category"].create({"name": "Other"})
        rule.category_id = other
        self._refresh()
        self.assertFalse(self._tagged())
        self.assertEqual(self._tagged(other), self.large | self.middle)

    def test_archived_customer_leaves(self):
        rule = self._create_rule()
        rule.action_switch_on()
        self.large.active = False
        self._refresh()
        self.assertEqual(self._inside(rule), self.middle)

    def test_figures_of_the_company_of_the_rule(self):
        """C12: a rule means the figures of its own company."""
        other = self.env["res.company"].create({"name": "Far Shore"})
        self.env.user.company_ids += other
        self._sell(self.small, 7000, company=other)
        rule = self._create_rule(company_id=other.id)
        self._refresh()
        rule.action_switch_on()
        self.assertEqual(self._tagged(), self.small)
        self.assertEqual(rule.member_ids.company_id, other)

    def test_no_noise_in_the_chatter(self):
        """C12: the history tells it, not a message per customer and night."""
        before = self.large.message_ids
        self._create_rule().action_switch_on()
        self.env.flush_all()
        self.assertEqual(self.large.message_ids, before)

    def test_past_refresh_leaves_classes_alone(self):
        """C12: looking at the past is no news about today."""
        rule = self._create_rule()
        rule.action_switch_on()
        self.profiles.refresh(self.today - timedelta(400))
        self.assertEqual(self._inside(rule), self.large | self.middle)

    def test_broken_rule_is_switched_off_and_others_go_on(self):
        """C12: a field that vanished stops its own rule, with the reason."""
        broken, sound = self._create_rule(), self._create_rule(3000)
        (broken | sound).action_switch_on()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_class_rule SET domain = %s WHERE id = %s",
            ["[('x_vanished', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        self._sell(self.small, 9000)
        with self.assertLogs("odoo.addons.customer_info_mgmt", "WARNING"):
            self._refresh()
        self.assertFalse(broken.is_on)
        self.assertIn("x_vanished", broken.off_reason)
        self.assertEqual(self._inside(sound), self.large | self.small)
        self.assertEqual(self._inside(broken), self.large | self.middle)
        with self.assertRaises(UserError):
            broken.action_switch_on()

    def test_error_of_the_database_stops_one_rule(self):
        """C12: what the database refuses does not stop the refresh."""
        broken, sound = self._create_rule(), self._create_rule(3000)
        (broken | sound).action_switch_on()
        self._sell(self.small, 9000)
        fitting_sql = type(self.rules)._fitting_sql

        def refused(rule, scope):
            if rule == broken:
                return SQL("SELECT 1 / 0 AS id")
            return fitting_sql(rule, scope)

        with (
            patch.object(type(self.rules), "_fitting_sql", refused),
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.customer_info_mgmt", "WARNING"),
        ):
            self._refresh()
        self.assertFalse(broken.is_on)
        self.assertIn("division by zero", broken.off_reason)
        self.assertIn(self.small, self._inside(sound))

    def test_preview(self):
        """C12: who would enter and who would leave, before anything changes."""
        rule = self._create_rule()
        rule.action_switch_on()
        rule.domain = "[('customer_revenue', '<', 3000), ('customer_revenue', '>', 0)]"
        preview = self.env["customer.class.preview"].browse(
            rule.with_user(self.steward_user).action_preview()["res_id"]
        )
        preview = preview.with_user(self.steward_user)
        self.assertEqual(preview.enter_ids, self.small)
        self.assertEqual(preview.leave_ids, self.large)
        self.assertEqual((preview.enter_count, preview.leave_count), (1, 1))
        self.assertEqual(preview.fit_count, 2)
        for action, expected in (
            (preview.action_open_enter(), self.small),
            (preview.action_open_leave(), self.large),
        ):
            listed = self.env["res.partner"].search(action["domain"])
            self.assertEqual(listed, expected)
        self.assertEqual(self._tagged(), self.large | self.middle)
        self._refresh()
        self.assertEqual(self._tagged(), self.middle | self.small)

    def test_ready_made_rules_hold(self):
        """C06, C07, C08, C12: those that come along can be switched on as they are."""
        ready = self.env["ir.model.data"].search(
            [("module", "=", "customer_info_mgmt"), ("model", "=", self.rules._name)]
        )
        rules = self.rules.browse(ready.mapped("res_id"))
        self.assertGreaterEqual(len(rules), 7)
        self.assertFalse(any(rules.mapped("is_on")))
        rules.active = True
        rules.action_switch_on()
        self._refresh()
        self.assertTrue(all(rules.mapped("is_on")), rules.mapped("off_reason"))
        key = self.env.ref("customer_info_mgmt.customer_class_rule_key")
        class_a = self.all.filtered(lambda p: p.customer_abc_class == "A")
        self.assertEqual(self._inside(key) & self.all, class_a)
        self.assertTrue(class_a)

    def test_deleted_only_when_empty(self):
        """C12: a history is not lost by accident."""
        rule = self._create_rule()
        rule.action_switch_on()
        with self.assertRaisesRegex(UserError, "Take back what it gave first"):
            rule.unlink()
        rule.action_take_back()
        rule.unlink()
        self.assertFalse(self._tagged())

    def test_merge(self):
        """B25: the survivor of a merge is in the class once."""
        rule = self._create_rule()
        rule.action_switch_on()
        merge = self.env["customer.merge"].create(
            {
                "partner_ids": [(6, 0, (self.large + self.middle).ids)],
                "destination_id": self.large.id,
            }
        )
        merge._apply()
        self._refresh_marked()
        self.assertEqual(self._inside(rule), self.large)
        self.assertIn(self.tag, self.large.category_id)
        merge.action_undo()
        self._refresh_marked()
        self.assertEqual(self._inside(rule), self.large | self.middle)
