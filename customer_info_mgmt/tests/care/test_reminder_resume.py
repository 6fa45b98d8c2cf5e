from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import freeze_time, tagged

from .common import NOON, ReminderCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestReminderResume(ReminderCommon):
    """P43, D06: killed half-way and run again, nothing is lost or comes twice."""

    def test_killed_in_the_middle(self):
        rule = self._rule()
        people = [self._person(f"Person {number}", 5, 11) for number in range(7)]
        give_out = type(self.reminders)._give_out
        calls = []

        def killed_at_third_batch(model, user_of):
            calls.append(user_of)
            give_out(model, user_of)
            if len(calls) == 3:
                raise MemoryError("killed")

        with patch.object(type(self.reminders), "_give_out", killed_at_third_batch):
            self.assertTrue(self._run(batch=2))
        self.assertEqual(len(self._found(rule).filtered("activity_id")), 4)
        self._run(batch=2)
        self.assertEqual(
            [len(self._activities(person)) for person in people], [1] * len(people)
        )
        self._run(batch=2)
        self.assertEqual(len(self._found(rule)), len(people))
        self.assertEqual(
            [len(self._activities(person)) for person in people], [1] * len(people)
        )

    def test_killed_while_finding(self):
        rules = self._rule() | self._rule("no_order")
        person = self._person("Person", 5, 11)
        self._profile(person).last_order_date = "2026-01-01"
        find_due = type(rules)._find_due

        def killed_at_second_rule(rule):
            find_due(rule)
            if rule == rules[1]:
                raise MemoryError("killed")

        with patch.object(type(rules), "_find_due", killed_at_second_rule):
            self.assertTrue(self._run())
        self.assertEqual([len(self._found(rule)) for rule in rules], [1, 0])
        self._run()
        self._run()
        self.assertEqual([len(self._found(rule)) for rule in rules], [1, 1])
        self.assertEqual(len(self._activities(person)), 2)

    def test_two_workers_at_once(self):
        """Two real connections: what one has in hand, the other leaves alone."""
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            made = self._commit_world(env)
        try:
            with database.cursor() as one, database.cursor() as two, freeze_time(NOON):
                first = api.Environment(one, SUPERUSER_ID, {})["customer.reminder"]
                second = api.Environment(two, SUPERUSER_ID, {})["customer.reminder"]
                plan = dict(
                    first._get_plan(
                        first.env[made["rule"]._name].browse(made["rule"].id)
                    )
                )
                self.assertEqual(len(plan), 4)
                in_hand = dict(list(plan.items())[:2])
                first._give_out(in_hand)
                one.execute("SELECT 1")
                first.env.flush_all()
                second._give_out(plan)
                two.commit()
                one.commit()
                two.execute(
                    "SELECT res_id, COUNT(*) FROM mail_activity WHERE res_model = "
                    "'res.partner' AND res_id = ANY(%s) GROUP BY res_id",
                    [made["partners"].ids],
                )
                counts = dict(two.fetchall())
            self.assertEqual(counts, dict.fromkeys(made["partners"].ids, 1))
        finally:
            with database.cursor() as cr:
                self._remove_world(api.Environment(cr, SUPERUSER_ID, {}), made)

    def _commit_world(self, env):
        user = env.ref("base.user_admin")
        rule = env["customer.reminder.rule"].create(
            {"name": "Two workers", "user_id": user.id, "active": True}
        )
        partners = env["res.partner"].create(
            [
                {
                    "name": f"Two workers {number}",
                    "customer_rank": 1,
                    "birth_month": 5,
                    "birth_day": 11,
                    "user_id": user.id,
                    "company_id": user.company_id.id,
                }
                for number in range(4)
            ]
        )
        with freeze_time(NOON):
            rule._find_due()
        reminders = env["customer.reminder"].search(
            [("rule_id", "=", rule.id), ("partner_id", "not in", partners.ids)]
        )
        reminders.unlink()
        env.cr.commit()
        return {"rule": rule, "partners": partners}

    def _remove_world(self, env, made):
        partners = env["res.partner"].browse(made["partners"].ids)
        env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids)]
        ).unlink()
        env["customer.reminder.rule"].browse(made["rule"].id).unlink()
        partners.unlink()
        env.cr.commit()
