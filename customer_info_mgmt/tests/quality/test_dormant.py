from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .dormant_common import OLD, DormantCommon

HELLO = "Hello"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDormantProposals(DormantCommon):
    """B16: who is proposed, who is held back, who is kept."""

    def test_quiet_customers_are_proposed(self):
        """B16: no order and no contact for 24 months; contacts come along."""
        run = self._run()
        states = self._states(run)
        self.assertEqual(states.get("Quiet"), "proposed")
        self.assertNotIn("Busy", states)
        self.assertNotIn("Person", states)
        self.assertEqual(self._line(run, self.quiet).contact_count, 1)
        self.assertEqual(run.state, "review")

    def test_every_sign_of_life_counts(self):
        """B16: an order, invoice, message, done activity, meeting or opportunity; of a
        contact, too."""
        day = self.now - timedelta(days=60)
        customers = {
            sign: self._old_customer(sign, is_company=True)
            for sign in ("order", "message", "author", "activity", "meeting", "lead")
        }
        self._order(customers["order"], timedelta(days=60))
        person = self._old_customer("p", parent_id=customers["message"].id)
        said = person.message_post(body=HELLO, message_type="comment")
        wrote = self.busy.message_post(
            body=HELLO, message_type="email", author_id=customers["author"].id
        )
        (said | wrote).date = day
        activity = customers["activity"].activity_schedule(
            "mail.mail_activity_data_call", user_id=self.steward_user.id
        )
        activity.action_feedback()
        self.env["calendar.event"].create(
            {
                "name": "Meet",
                "start": day,
                "stop": day,
                "partner_ids": [Command.link(customers["meeting"].id)],
            }
        )
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": customers["lead"].id}
        )
        lead.action_set_lost()
        self.assertFalse(set(customers) & set(self._states(self._run())))

    def test_notes_of_the_system_are_no_contact(self):
        """B16: a changed field leaves a note, and is no word with the customer."""
        self.quiet.message_post(body=HELLO, message_type="notification")
        self.assertIn("Quiet", self._states(self._run()))

    def test_old_signs_are_shown(self):
        """B16: last order and last contact stand in the review list."""
        self._order(self.quiet, OLD - timedelta(days=30))
        message = self.quiet.message_post(body=HELLO, message_type="comment")
        message.date = self.now - timedelta(days=1000)
        line = self._line(self._run(), self.quiet)
        self.assertEqual(
            line.last_order_date, (self.now - OLD + timedelta(days=30)).date()
        )
        self.assertEqual(
            line.last_contact_date, (self.now - timedelta(days=1000)).date()
        )

    def test_new_customers_have_time(self):
        """B16: who came in yesterday is not dormant for want of orders."""
        self._create_customer("New", company_id=self.company.id)
        self.assertNotIn("New", self._states(self._run()))

    def test_what_is_open_holds_back(self):
        """B16: never proposed with an open document, activity, opportunity, user."""
        made = {
            name: self._old_customer(name, is_company=True)
            for name in ("order", "activity", "user", "feedback", "opportunity")
        }
        self._order(made["order"], OLD, is_open=True)
        made["activity"].activity_schedule("mail.mail_activity_data_call")
        contact = self._old_customer("c", parent_id=made["user"].id)
        portal = new_test_user(self.env, "cim_dormant", groups="base.group_portal")
        portal.partner_id = contact
        self.env["customer.feedback"].create(
            {"title": "Broken", "partner_id": made["feedback"].id}
        )
        self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": made["opportunity"].id}
        )
        self.env.flush_all()
        for table in ("customer_feedback", "crm_lead"):
            self.env.cr.execute(
                f"UPDATE {table} SET create_date = %s", [self.now - OLD]
            )
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = NULL, date_closed = NULL"
        )
        run = self._run()
        for name, partner in made.items():
            line = self._line(run, partner)
            with self.subTest(name):
                self.assertEqual(line.state, "held")
                self.assertEqual(line.obstacles, name)
                self.assertTrue(line.obstacle_text)

    def test_balance_holds_back(self):
        """B16: an unpaid invoice of five years ago; only finance sees the amount."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.quiet.id,
                "invoice_date": (self.now - OLD).date(),
                "invoice_line_ids": [
                    Command.create(
                        {"product_id": self.product.id, "price_unit": 50, "tax_ids": []}
                    )
                ],
            }
        )
        move.action_post()
        line = self._line(self._run(), self.quiet)
        self.assertEqual(line.state, "held")
        self.assertEqual(set(line.obstacles.split(",")), {"balance", "invoice"})
        self.assertEqual(line.sudo().balance, 50)
        with self.assertRaises(AccessError):
            line.read(["balance"])

    def test_companies_judge_together(self):
        """B16: a shared customer who buys from the other company is alive; its own time
        is the longer of both."""
        shared = self._old_customer("Shared", company_id=False)
        asleep = self._old_customer("Asleep", company_id=False)
        self._old_customer("Theirs", company_id=self.other.id)
        self._order(shared, timedelta(days=200), self.other)
        self._order(asleep, timedelta(days=500), self.other)
        states = self._states(self._run(months=6))
        self.assertNotIn("Shared", states)
        self.assertNotIn("Theirs", states)
        # 500 days are more than the other company's 12 months, and than ours.
        self.assertEqual(states.get("Asleep"), "proposed")
        self.assertFalse(
            self._line(self._run(months=6), asleep).last_order_date,
            "the other company's orders are not ours to see",
        )
        self.other.customer_dormant_months = 36
        self.assertNotIn("Asleep", self._states(self._run(months=6)))

    def test_a_group_has_its_own_time(self):
        """B16: who buys machines comes back after years."""
        group = self.env["customer.group"].create(
            {"name": "Machines", "dormant_months": 120}
        )
        self.quiet.customer_group_id = group
        self.assertNotIn("Quiet", self._states(self._run()))
        run = self._run(customer_group_id=group.id)
        self.assertEqual(run.months, 120)

    def test_unreachable_customers(self):
        """B17: every address is wrong or bounces; with one that works it is not."""
        lost = self._create_customer(
            "Lost", phone="ask him", company_id=self.company.id, is_company=True
        )
        half = self._create_customer(
            "Half", phone="ask him", email="half@harbour.de", company_id=self.company.id
        )
        bounced = self._create_customer(
            "Bounced", email="b@harbour.de", company_id=self.company.id
        )
        bounced.message_bounce = 5
        silent = self._create_customer("Silent", company_id=self.company.id)
        self.assertTrue(lost.data_issue_ids)
        run = self._run()
        kinds = {line.partner_id.name: line.kind for line in run.line_ids}
        self.assertEqual(kinds.get("Lost"), "unreachable")
        self.assertEqual(kinds.get("Bounced"), "unreachable")
        self.assertFalse({half.name, silent.name} & set(kinds))
        self.assertFalse(
            {"Lost", "Bounced"}
            & set(self._states(self._run(include_unreachable=False)))
        )

    def test_kept_customers_are_left_alone(self):
        """B16: kept with a reason until a day; then they are proposed again."""
        run = self._run()
        line = self._line(run, self.quiet)
        wizard = self.env["customer.dormant.keep"].with_user(self.steward_user)
        action = line.action_keep()
        values = {"reason": "Comes every third year", "keep_until": "2999-01-01"}
        wizard.with_context(**action["context"]).create(values).action_keep()
        self.assertEqual((line.state, line.reason), ("kept", "Comes every third year"))
        self.assertNotIn("Quiet", self._states(self._run()))
        line.sudo().keep_until = date.today()
        self.assertIn("Quiet", self._states(self._run()))
        line.sudo().keep_until = False
        self.assertNotIn("Quiet", self._states(self._run()))
        line.action_propose_again()
        self.assertEqual(line.state, "proposed")

    def test_looking_twice_writes_nothing(self):
        """B16: the statement run once more adds no line."""
        run = self._run()
        before = len(run.line_ids)
        self.assertTrue(before)
        self.assertEqual(run.sudo()._propose(), 0)
        self.assertEqual(len(run.line_ids), before)
        with self.assertRaises(UserError):
            run.action_propose()

    def test_chosen_by_hand(self):
        """B17: outdated or wrong customers are put on the same list, with why."""
        action = (
            (self.busy | self.person)
            .with_user(self.steward_user)
            .action_propose_archiving()
        )
        wizard = (
            self.env["customer.dormant.propose"]
            .with_user(self.steward_user)
            .with_context(**action["context"])
            .create({"kind": "closed", "reason": "House torn down"})
        )
        listed = wizard.action_propose()
        lines = self.env["customer.dormant"].search(listed["domain"])
        self.assertEqual(lines.partner_id, self.busy | self.quiet)
        self.assertEqual(set(lines.mapped("reason")), {"House torn down"})
        lines.with_user(self.steward_user).action_archive_customers()
        self.assertEqual(set(lines.mapped("state")), {"archived"})
        self.assertFalse(self.person.active)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDormantAccess(DormantCommon):
    """I02, B16: cleaning up is the data stewards' work, in their companies."""

    def test_others_cannot(self):
        run = self._run()
        line = self._line(run, self.quiet)
        for user in (self.user_user, self.finance_user, self.warehouse_user):
            for call in (
                lambda user=user: self._run(user),
                lambda user=user: line.with_user(user).action_archive_customers(),
                lambda user=user: line.with_user(user).action_propose_again(),
                lambda user=user: line.with_user(user)._keep(False, "x"),
                lambda user=user: run.with_user(user).action_archive_all(),
                lambda user=user: run.with_user(user).action_restore_all(),
                lambda user=user: self.quiet.with_user(user).action_propose_archiving(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()

    def test_book_keeping_is_not_written_from_outside(self):
        """B16: neither status, nor who, nor which records come back."""
        run = self._run()
        line = self._line(run, self.quiet)
        for values in (
            {"state": "archived"},
            {"archived_partner_ids": [Command.link(self.busy.id)]},
            {"partner_id": self.busy.id},
        ):
            with self.assertRaises(AccessError):
                line.write(values)
        for values in ({"user_id": self.user_user.id}, {"date_proposed": self.now}):
            with self.assertRaises(AccessError):
                run.write(values)
            with self.assertRaises(AccessError):
                run.create({"name": "x", **values})
        with self.assertRaises(AccessError):
            run.write({"line_ids": [Command.create({"partner_id": self.busy.id})]})
        with self.assertRaises(UserError):
            run.write({"months": 1})

    def test_another_company_stays_closed(self):
        """B16: neither its runs nor its customers."""
        theirs = self._old_customer("Theirs", company_id=self.other.id)
        stranger = new_test_user(
            self.env,
            "cim_other_steward",
            groups="customer_info_mgmt.group_customer_steward",
            company_id=self.other.id,
            company_ids=[Command.set(self.other.ids)],
        )
        run = self._run()
        with self.assertRaises(AccessError):
            run.with_user(stranger).action_archive_all()
        with self.assertRaises(AccessError):
            self._run(stranger)
        own = self._run(stranger, company_id=self.other.id)
        self.assertEqual(self._states(own).get("Theirs"), "proposed")
        self.assertNotIn("Quiet", self._states(own))
        wizard = self.env["customer.dormant.propose"].with_user(self.steward_user)
        with self.assertRaises(AccessError):
            wizard.create(
                {"partner_ids": theirs.ids, "kind": "wrong", "reason": "x"}
            ).action_propose()
