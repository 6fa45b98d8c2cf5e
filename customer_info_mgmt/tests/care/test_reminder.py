from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import NOON, TODAY, ReminderCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestReminder(ReminderCommon):
    """D02, D03, D06, D11, L24: the right person is reminded once of each occasion."""

    def _order_date(self, customer, day, company=None):
        self._profile(customer, company).last_order_date = day

    # Birthday

    def test_birthday_within_the_lead_time(self):
        """D02: one activity on the customer, for its owner, on the day."""
        rule = self._rule()
        soon = self._person("Soon", 5, 17)
        self._person("Later", 5, 18)
        self._person("Past", 5, 9)
        self._create_customer("Unknown")
        self._run()
        reminder = self._found(rule)
        self.assertRecordValues(
            reminder,
            [
                {
                    "partner_id": soon.id,
                    "occurrence": date(2026, 5, 17),
                    "state": "todo",
                    "user_id": self.seller.id,
                    "sent_date": TODAY,
                }
            ],
        )
        self.assertRecordValues(
            self._activities(soon),
            [
                {
                    "user_id": self.seller.id,
                    "date_deadline": date(2026, 5, 17),
                    "summary": "Congratulate Soon on the birthday",
                }
            ],
        )

    def test_birthday_of_a_contact_stands_on_the_customer(self):
        """D02: contacts of customers too; the clerk sees it on the customer's file."""
        rule = self._rule()
        company = self._create_customer("Mill", is_company=True, user_id=self.seller.id)
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": company.id, "birth_month": 5, "birth_day": 11}
        )
        self._run()
        self.assertEqual(self._found(rule).partner_id, contact)
        self.assertEqual(self._activities(company).user_id, self.seller)
        self.assertFalse(self._activities(contact))
        self.assertEqual(company.reminder_ids, self._found(rule))

    def test_birthday_of_a_suppliers_contact_is_none_of_ours(self):
        rule = self._rule()
        self.env["res.partner"].create(
            {"name": "Supplier", "birth_month": 5, "birth_day": 11}
        )
        self._run()
        self.assertFalse(self._found(rule))

    def test_turn_of_the_year(self):
        """L24: seven days before 2 January is in December."""
        rule = self._rule()
        self._person("New Year", 1, 2)
        self._run(datetime(2026, 12, 28, 12))
        self.assertEqual(self._found(rule).occurrence, date(2027, 1, 2))
        self._run(datetime(2027, 1, 2, 12))
        self.assertEqual(len(self._found(rule)), 1)

    def test_each_year_once(self):
        rule = self._rule()
        self._person("Yearly", 5, 12)
        for year in (2026, 2027):
            for day in range(8, 16):
                self._run(datetime(year, 5, day, 12))
        self.assertEqual(
            self._found(rule).mapped("occurrence"),
            [date(2026, 5, 12), date(2027, 5, 12)],
        )

    def test_leap_day(self):
        """P41: 28 February in other years, or 1 March where people prefer that."""
        self._person("Leapling", 2, 29)
        february = self._rule(days=0)
        march = self._rule(days=0, leap_day="mar1")
        day = datetime(2027, 2, 26, 12)
        while day < datetime(2027, 3, 4):
            self._run(day)
            day += timedelta(1)
        self.assertEqual(self._found(february).occurrence, date(2027, 2, 28))
        self.assertEqual(self._found(march).occurrence, date(2027, 3, 1))
        for rule in (february, march):
            self._run(datetime(2028, 2, 29, 12))
            self.assertEqual(self._found(rule)[-1].occurrence, date(2028, 2, 29))

    def test_days_without_a_run_are_caught_up(self):
        """D06: the machine was down on the birthday."""
        rule = self._rule(days=0)
        person = self._person("Sunday", 5, 9)
        self._run(datetime(2026, 5, 7, 12))
        self.assertFalse(self._found(rule))
        self._run(NOON)
        self.assertEqual(self._found(rule).occurrence, date(2026, 5, 9))
        self.assertEqual(self._activities(person).date_deadline, TODAY)

    def test_today_is_that_of_the_company(self):
        """L24: 22:00 UTC is the next day in Shanghai, the same day in New York."""
        rule = self._rule(days=0)
        self._person("Tomorrow", 5, 11)
        evening = datetime(2026, 5, 10, 22)
        self.company.partner_id.tz = "America/New_York"
        self._run(evening)
        self.assertFalse(self._found(rule))
        self.company.partner_id.tz = "Asia/Shanghai"
        self._run(evening)
        self.assertEqual(self._found(rule).occurrence, date(2026, 5, 11))

    def test_one_birthday_for_several_companies(self):
        """L24: a shared customer is congratulated once, by the company of its owner."""
        other = self.env["res.company"].create({"name": "Other"})
        self.seller.write({"company_ids": [(4, other.id)], "company_id": other.id})
        rule = self._rule()
        person = self._person("Shared", 5, 11)
        self._run()
        self.assertEqual(self._found(rule).company_id, other)
        person.user_id = self.stand_in
        self._run(NOON + timedelta(1))
        self.assertEqual(len(self._found(rule)), 1)

    # No order

    def test_no_order(self):
        """D03: after 90 days, once; a new order starts a new round."""
        rule = self._rule("no_order")
        quiet = self._create_customer("Quiet", user_id=self.seller.id)
        busy = self._create_customer("Busy", user_id=self.seller.id)
        self._create_customer("Never ordered", user_id=self.seller.id)
        self._order_date(quiet, TODAY - timedelta(90))
        self._order_date(busy, TODAY - timedelta(89))
        for days in range(1):
            self._run(NOON + timedelta(days))
        self.assertEqual(self._found(rule).partner_id, quiet)
        self.assertEqual(self._activities(quiet).date_deadline, TODAY)
        self._order_date(quiet, TODAY)
        self._run(NOON + timedelta(89))
        self.assertEqual(
            self._found(rule)
            .filtered(lambda r: r.partner_id == quiet)
            .mapped("occurrence"),
            [TODAY - timedelta(90)],
        )
        self._run(NOON + timedelta(90))
        self.assertEqual(
            self._found(rule)
            .filtered(lambda r: r.partner_id == quiet)
            .mapped("occurrence"),
            [TODAY - timedelta(90), TODAY],
        )

    def test_no_order_is_per_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env["customer.profile"].refresh()
        self.seller.company_ids += other
        rule = self._rule("no_order")
        customer = self._create_customer("Both", user_id=self.seller.id)
        self._order_date(customer, TODAY)
        self._order_date(customer, TODAY - timedelta(200), other)
        self._run()
        self.assertEqual(self._found(rule).company_id, other)

    def test_waiting_reminder_is_dropped_after_an_order(self):
        rule = self._rule("no_order", user_id=False)
        customer = self._create_customer("Nobody's")
        self._order_date(customer, TODAY - timedelta(100))
        self._run()
        self.assertEqual(self._found(rule).state, "todo")
        self._order_date(customer, TODAY)
        customer.user_id = self.seller
        self._run(NOON + timedelta(1))
        self.assertEqual(self._found(rule).state, "skipped")
        self.assertFalse(self._activities(customer))

    # Not verified

    def test_not_verified(self):
        """D11: since the last verification, or since the file was made."""
        rule = self._rule("not_verified", days=365)
        old = self._create_customer("Old", user_id=self.seller.id)
        fresh = self._create_customer("Fresh", user_id=self.seller.id)
        never = self._create_customer("Never", user_id=self.seller.id)
        self._profile(old).verified_date = TODAY - timedelta(365)
        self._profile(fresh).verified_date = TODAY - timedelta(364)
        made = datetime(2024, 1, 5, 8)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id IN %s",
            [made, (old | fresh | never)._ids],
        )
        self._run()
        ours = self._found(rule).filtered(lambda r: r.user_id == self.seller)
        self.assertEqual(
            {reminder.partner_id: reminder.occurrence for reminder in ours},
            {old: TODAY - timedelta(365), never: made.date()},
        )
        self._profile(old).verified_date = TODAY
        self._run(NOON + timedelta(200))
        self.assertEqual(len(old.reminder_ids), 1)

    # Who and whom

    def test_owner_then_stand_in_then_wait(self):
        """D06: the owner, else the user of the rule, else it waits for somebody."""
        rule = self._rule()
        owned = self._person("Owned", 5, 11)
        free = self._person("Free", 5, 12, user_id=False)
        self._run()
        self.assertEqual(self._activities(owned).user_id, self.seller)
        self.assertEqual(self._activities(free).user_id, self.stand_in)
        rule.user_id = False
        waiting = self._person("Waiting", 5, 13, user_id=False)
        self._run()
        self.assertFalse(self._activities(waiting))
        waiting.user_id = self.seller
        self._run()
        self.assertEqual(self._activities(waiting).user_id, self.seller)

    def test_owner_who_left_or_works_elsewhere_is_not_reminded(self):
        """L24: the company of the user is respected."""
        other = self.env["res.company"].create({"name": "Other"})
        self.stand_in.company_ids += other
        self._rule(company_id=other.id)
        customer = self._person("Elsewhere", 5, 11)
        left = self._person("Left", 5, 12, user_id=self.user_user.id)
        self.user_user.write({"company_ids": [(4, other.id)], "active": False})
        self._run()
        self.assertEqual(self._activities(customer).user_id, self.stand_in)
        self.assertEqual(self._activities(left).user_id, self.stand_in)

    def test_always_the_same_user(self):
        self._rule(responsible="user")
        customer = self._person("Owned", 5, 11)
        self._run()
        self.assertEqual(self._activities(customer).user_id, self.stand_in)

    def test_scope(self):
        """L24: group, tag with its sub-tags, company."""
        group = self.env["customer.group"].create({"name": "Retail"})
        tag = self.env["res.partner.category"].create({"name": "Habit"})
        child = self.env["res.partner.category"].create(
            {"name": "Tea", "parent_id": tag.id}
        )
        other = self.env["res.company"].create({"name": "Other"})
        in_group = self._person("Group", 5, 11, customer_group_id=group.id)
        tagged_one = self._person("Tag", 5, 11, category_id=[(4, child.id)])
        theirs = self._person("Theirs", 5, 11, company_id=other.id, user_id=False)
        rules = [
            (self._rule(customer_group_id=group.id), in_group),
            (self._rule(category_ids=tag.ids), tagged_one),
            (self._rule(company_id=other.id), in_group | tagged_one | theirs),
            (self._rule(company_id=self.company.id), in_group | tagged_one),
        ]
        self._run()
        for rule, expected in rules:
            self.assertEqual(self._found(rule).partner_id, expected, rule)

    def test_archived_and_do_not_contact(self):
        """L24: archived customers are left alone, and those who said so."""
        rule = self._rule()
        self._person("Archived", 5, 11, active=False)
        company = self._create_customer("Closed", is_company=True)
        contact = self._person("Contact", 5, 11, parent_id=company.id, customer_rank=0)
        company.active = False
        contact.active = True
        self._person("No mail", 5, 11, email="Stop@Example.com")
        self.env["mail.blacklist"]._add("stop@example.com")
        phone = self._person("No call", 5, 11, phone="+1 650 253 0000")
        self.env["phone.blacklist"].add(phone.phone_sanitized)
        self._run()
        self.assertFalse(self._found(rule))

    def test_rule_that_is_off_sends_nothing(self):
        """P42: neither finds nor gives out what it found before."""
        rule = self._rule(user_id=False)
        customer = self._person("Free", 5, 11, user_id=False)
        self._run()
        self.assertEqual(len(self._found(rule)), 1)
        customer.user_id = self.seller
        rule.active = False
        self._person("Other", 5, 12)
        self._run()
        self.assertEqual(len(self._found(rule)), 1)
        self.assertFalse(self._activities(customer))

    def test_never_twice(self):
        """P43: run after run, nothing is made again: done, skipped or open."""
        rule = self._rule()
        customers = [self._person(f"Person {number}", 5, 11) for number in range(3)]
        self._run()
        activities = [self._activities(customer) for customer in customers]
        activities[0].with_user(self.seller).action_feedback(feedback="Called")
        activities[1].with_user(self.seller).unlink()
        self.assertEqual(
            [customer.reminder_ids.state for customer in customers],
            ["done", "skipped", "todo"],
        )
        for _time in range(3):
            self._run()
        self.assertEqual(len(self._found(rule)), 3)
        self.assertEqual(
            [len(self._activities(customer)) for customer in customers], [0, 0, 1]
        )

    def test_at_most_so_many_a_day(self):
        """L24: not 200 activities on one morning; the others come on the next days."""
        rule = self._rule("no_order", daily_limit=2)
        for number in range(5):
            customer = self._create_customer(f"Quiet {number}", user_id=self.seller.id)
            self._order_date(customer, TODAY - timedelta(100 + number))
        given = []
        for days in (0, 0, 1, 2, 3):
            self._run(NOON + timedelta(days))
            given.append(len(self._found(rule).filtered("activity_id")))
        self.assertEqual(given, [2, 2, 4, 5, 5])
        latest = self._found(rule).filtered(lambda r: r.sent_date == TODAY)
        self.assertEqual(
            sorted(latest.mapped("occurrence")),
            [TODAY - timedelta(101), TODAY - timedelta(100)],
        )

    def test_shipped_rules(self):
        """D02, D03, D11: three rules come with the addon."""
        rules = self.env["customer.reminder.rule"].with_context(active_test=False)
        shipped = rules.search(
            [
                (
                    "id",
                    "in",
                    [
                        self.env.ref(
                            f"customer_info_mgmt.customer_reminder_rule_{kind}"
                        ).id
                        for kind in ("birthday", "no_order", "not_verified")
                    ],
                )
            ]
        )
        self.assertEqual(
            shipped.mapped("kind"), ["birthday", "no_order", "not_verified"]
        )

    def test_rule_without_days_or_user_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Days of rule no_order"):
            self._rule("no_order", days=0)
        with self.assertRaisesRegex(ValidationError, "User of rule birthday"):
            self._rule(responsible="user", user_id=False)

    def test_cron(self):
        """D06: through the scheduled action as it is shipped."""
        rule = self._rule(days=180)
        day = date.today() + timedelta(3)
        person = self._person("Cron", day.month, min(day.day, 28))
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_remind_customers"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(self._found(rule)), 1)
        self.assertEqual(len(self._activities(person)), 1)
