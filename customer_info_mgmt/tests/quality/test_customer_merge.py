from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .merge_common import MergeCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMerge(MergeCommon):
    """Preview, values, rights and what stands in the way."""

    def _order(self, partner):
        return self.env["sale.order"].create({"partner_id": partner.id})

    def test_preview_counts_and_changes_nothing(self):
        """L02: the preview counts what would move, and touches no customer."""
        self._order(self.twin)
        self._order(self.twin)
        before = self.twin.read()[0]
        merge = self._prepare(self.kept, self.twin)
        merge.action_preview()
        orders = merge.move_ids.filtered(
            lambda line: (
                line.model_name == "sale.order" and line.column_name == "partner_id"
            )
        )
        self.assertEqual(orders.row_count, 2)
        self.assertIn("2 × Sales Order", merge.summary)
        self.assertEqual(self.twin.read()[0], before)
        self.assertEqual(merge.state, "previewed")

    def test_preview_names_clashes(self):
        """L02, P05: the same follower on both records is shown before it clashes."""
        follower = self.env["res.partner"].create({"name": "Follower"})
        (self.kept + self.twin).message_subscribe([follower.id])
        merge = self._prepare(self.kept, self.twin)
        merge.action_preview()
        clash = merge.clash_ids.filtered(
            lambda line: line.model_name == "mail.followers"
        )
        self.assertEqual(len(clash), 1)
        self.assertIn("1 rows clash", merge.summary)

    def test_values_by_default(self):
        """B08: the survivor's value stays, the rest comes from the most complete."""
        self.kept.write({"city": "Shanghai"})
        self._merge(self.kept, self.twin)
        self.assertRecordValues(
            self.kept,
            [
                {
                    "name": "Acme Trading",
                    "email": "info@acme.example",
                    "phone": "+86 10 6552 9988",
                    # an address is one value: no street from here, town from there
                    "street": False,
                    "city": "Shanghai",
                    "customer_rank": 2,
                }
            ],
        )
        self.assertEqual(self.kept.phone_sanitized, "+861065529988")

    def test_values_by_choice(self):
        """L01: somebody chooses, value by value; what follows from it is computed."""
        contact = self.env["res.partner"].create(
            {"name": "Li Wei", "parent_id": self.twin.id}
        )
        choices = {"name": self.twin.id, "street": self.twin.id}
        self._merge(self.kept, self.twin, choices=choices)
        self.assertEqual(self.kept.name, "Acme Trading Ltd")
        self.assertEqual(self.kept.street, "5 Dock Road")
        self.assertEqual(contact.parent_id, self.kept)
        self.assertEqual(contact.commercial_partner_id, self.kept)
        self.assertEqual(contact.complete_name, "Acme Trading Ltd, Li Wei")

    def test_long_names(self):
        """B08: a name longer than an alias may be stops nobody."""
        self.twin.name = "Acme " * 80
        self._merge(self.kept, self.twin)
        alias = self.kept.alias_ids.filtered(lambda a: a.name.startswith("Acme Acme"))
        self.assertLessEqual(len(alias.name), 250)

    def test_bookkeeping_is_not_written(self):
        """L01: over RPC a steward writes who, whose value and who stays; no more."""
        self._order(self.twin)
        merge = self._prepare(self.kept, self.twin)
        for values in (
            {"blocked": False},
            {"campaign_id": False},
            {"state": "done"},
            {"source_res_ids": [1]},
            {"undo_until": False},
            {"line_ids": [(0, 0, {"kind": "move", "name": "x"})]},
        ):
            with self.assertRaises(AccessError):
                merge.write(values)
        merge.action_preview()
        with self.assertRaises(AccessError):
            merge.copy()
        for record in merge.line_ids[:1], merge.campaign_id:
            for values in ({"name": "x"}, {"row_count": 1}):
                with self.assertRaises(AccessError):
                    record.with_user(self.steward_user).create(values)
        with self.assertRaises(AccessError):
            merge.move_ids[0].with_user(self.steward_user).write({"name": "x"})
        with self.assertRaises(AccessError):
            merge.unlink()

    def test_erased_customer(self):
        """L01, L23: of an erased customer the snapshots keep nothing."""
        third = self._create_customer("Acme Group")
        other = self._create_customer("Somebody Else")
        first = self._merge(self.kept, self.twin)
        second = self._merge(third, self.kept)
        apart = self._merge(other, self._create_customer("Somebody Els"))
        forgotten = self.env["customer.merge"]._forget(third.ids)
        self.assertEqual(forgotten, 2)
        merges = first + second
        rows = self.env["customer.merge.row"].search([("merge_id", "in", merges.ids)])
        self.assertFalse(rows)
        self.assertFalse(merges.line_ids)
        self.assertEqual(set(merges.mapped("name")), {"Erased"})
        self.assertFalse(any(merges.mapped("source_names")))
        self.assertFalse(any(merges.mapped("can_undo")))
        self.assertTrue(apart.can_undo)
        self.assertEqual(merges.user_id, self.steward_user)

    def test_values_per_company(self):
        """P05: values that each company has for itself are joined."""
        other = self.env["res.company"].create({"name": "Second House"})
        term = self.env["account.payment.term"].create({"name": "60 days net"})
        self.twin.with_company(other).property_payment_term_id = term
        self._merge(self.kept, self.twin)
        self.assertEqual(self.kept.with_company(other).property_payment_term_id, term)

    def test_properties_that_name_a_partner(self):
        """L01, P05: a property that names the merged record names the survivor."""
        definition = [
            {
                "name": "cafe0123",
                "type": "many2one",
                "string": "Agent",
                "comodel": "res.partner",
            }
        ]
        team = self.env["crm.team"].create(
            {"name": "Team", "lead_properties_definition": definition}
        )
        lead = self.env["crm.lead"].create(
            {
                "name": "Lead",
                "team_id": team.id,
                "lead_properties": {"cafe0123": self.twin.id},
            }
        )
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(lead.lead_properties["cafe0123"], self.kept)
        merge.action_undo()
        self.assertEqual(lead.lead_properties["cafe0123"], self.twin)

    def test_bank_account_with_payment(self):
        """P05: the second copy of a bank account leaves its payments to the first."""
        values = {"acc_number": "DE89 3704 0044 0532 0130 00"}
        first = self.env["res.partner.bank"].create(
            {**values, "partner_id": self.kept.id}
        )
        second = self.env["res.partner.bank"].create(
            {**values, "partner_id": self.twin.id}
        )
        move = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.twin.id,
                "partner_bank_id": second.id,
            }
        )
        merge = self._merge(self.kept, self.twin)
        self.assertFalse(second.exists())
        self.assertEqual(move.partner_bank_id, first)
        self.assertEqual(move.partner_id, self.kept)
        merge.action_undo()
        self.assertEqual(second.exists().partner_id, self.twin)
        self.assertEqual(move.partner_bank_id, second)

    def test_profile_keeps_decisions(self):
        """B08: the survivor's profile stays, and learns what only the other one had."""
        profiles = self.env["customer.profile"]
        mine, other = (
            profiles.search(
                [("partner_id", "=", p.id), ("company_id", "=", self.env.company.id)]
            )
            for p in (self.kept, self.twin)
        )
        other.verified_date = "2026-03-01"
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(str(mine.verified_date), "2026-03-01")
        self.assertFalse(other.exists())
        merge.action_undo()
        self.assertFalse(mine.verified_date)
        self.assertEqual(str(other.verified_date), "2026-03-01")

    def test_contact_gets_no_profile(self):
        """B08: merged into a contact of a company, a customer has no profile more."""
        contact = self.env["res.partner"].create(
            {"name": "Li Wei", "parent_id": self.kept.id}
        )
        person = self._create_customer("Li, Wei")
        profiles = self.env["customer.profile"].search([("partner_id", "=", person.id)])
        self.assertTrue(profiles)
        merge = self._merge(contact, person)
        self.assertFalse(profiles.exists())
        merge.action_undo()
        self.assertEqual(profiles.exists().partner_id, person)

    def test_names_stay_findable(self):
        """B08: name and code that went away are aliases, until the merge is undone."""
        self.kept.ref, self.twin.ref = "KEPT-CODE", "OLD-CODE"
        merge = self._merge(self.kept, self.twin)
        self.assertIn("Acme Trading Ltd", self.kept.alias_ids.mapped("name"))
        self.assertIn("OLD-CODE", self.kept.alias_ids.mapped("name"))
        merge.action_undo()
        self.assertFalse(self.kept.alias_ids)

    def test_names_that_differ_in_case_are_one_alias(self):
        """B08: a name that is an alias already, or spaces for a code, stop no merge."""
        self.env["customer.alias"].create(
            {"partner_id": self.kept.id, "name": "ACME TRADING LTD"}
        )
        other = self._create_customer("acme trading ltd")
        self.twin.ref, other.ref = "acme trading LTD", "  "
        merge = self._merge(self.kept, self.twin, other)
        self.assertEqual(self.kept.alias_ids.mapped("name"), ["ACME TRADING LTD"])
        merge.action_undo()
        self.assertEqual(self.kept.alias_ids.mapped("name"), ["ACME TRADING LTD"])

    def test_chatter_moves_and_gets_a_note(self):
        """L01: messages, activities and files come along; a note says what happened."""
        message = self.twin.message_post(body=Markup("Called <b>twice</b>"))
        activity = self.twin.activity_schedule("mail.mail_activity_data_todo")
        attachment = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "res.partner", "res_id": self.twin.id}
        )
        self._merge(self.kept, self.twin)
        self.assertEqual(message.res_id, self.kept.id)
        self.assertEqual(activity.res_id, self.kept.id)
        self.assertEqual(attachment.res_id, self.kept.id)
        self.assertIn("Acme Trading Ltd", self.kept.message_ids[0].body)

    def test_any_number_at_once(self):
        """P06: core stops at three records; here any number becomes one."""
        twins = [self._create_customer(f"Acme {number}") for number in range(9)]
        orders = [self._order(twin) for twin in twins]
        merge = self._merge(self.kept, *twins)
        self.assertEqual({order.partner_id for order in orders}, {self.kept})
        merge.action_undo()
        self.assertEqual([order.partner_id for order in orders], twins)

    def test_open_from_a_selection(self):
        """P07: two selected customers are one click away from a previewed merge."""
        partners = (self.twin + self.kept).with_user(self.steward_user)
        action = partners.action_merge_customers()
        merge = self.env["customer.merge"].browse(action["res_id"])
        self.assertEqual(merge.state, "previewed")
        # the more complete record is proposed as the one that stays
        self.assertEqual(merge.destination_id, self.twin)
        labels = {row["label"] for row in merge.comparison["rows"]}
        self.assertLessEqual({"Name", "Address", "Phone"}, labels)
        with self.assertRaisesRegex(UserError, "two or more"):
            self.kept.with_user(self.steward_user).action_merge_customers()

    # -- rights ---------------

    def test_salespeople_are_refused(self):
        """B08: who keeps data merges; a sales clerk, an outsider may not."""
        for user in (self.user_user, self.warehouse_user, self.finance_user):
            with self.assertRaises(AccessError):
                self.env["customer.merge"].with_user(user)._open(
                    (self.kept + self.twin).ids
                )
            with self.assertRaises(AccessError):
                self._prepare(self.kept, self.twin, user=user)
        self._merge(self.kept, self.twin, user=self.manager_user)

    def test_book_keeping_is_not_writable(self):
        """L01: a steward can neither forge a merge nor read the rows of a snapshot."""
        merge = self._prepare(self.kept, self.twin)
        for values in (
            {"state": "done"},
            {"destination_res_id": self.twin.id},
            {"undo_until": "2099-01-01"},
            {"user_id": self.admin.id},
        ):
            with self.assertRaises(AccessError):
                merge.write(values)
        merge.action_merge()
        with self.assertRaises(AccessError):
            self.env["customer.merge.row"].with_user(self.steward_user).search([])
        with self.assertRaises(UserError):
            merge.write({"choices": {}})

    def test_only_customers_one_may_change(self):
        """L01: a customer of a foreign company cannot be pulled into one's own."""
        foreign = self.env["res.company"].create({"name": "Foreign House"})
        hidden = self._create_customer("Hidden", company_id=foreign.id)
        with self.assertRaises(AccessError):
            self._prepare(self.kept, hidden)

    def test_merge_is_seen_where_its_survivor_is(self):
        """L01: a merge in another company is nobody's business here."""
        house = self.env["res.company"].create({"name": "Second House"})
        (self.kept + self.twin).company_id = house
        merge = self.env["customer.merge"].create(
            {
                "partner_ids": [(6, 0, (self.kept + self.twin).ids)],
                "destination_id": self.kept.id,
            }
        )
        merge.action_preview()
        merges = self.env["customer.merge"].with_user(self.steward_user)
        self.assertFalse(merges.search([("id", "=", merge.id)]))
        with self.assertRaises(AccessError):
            merge.with_user(self.steward_user).action_merge()

    def test_drafts_are_cleaned_up(self):
        """L01: merges that were opened and forgotten do not pile up."""
        merge = self._prepare(self.kept, self.twin)
        done = self._merge(*self.env["res.partner"].create([{"name": "D"}] * 2))
        self.env.flush_all()
        self.env.cr.execute("UPDATE customer_merge SET write_date = '2020-01-01'")
        self.env.invalidate_all()
        self.env["customer.merge"]._gc_drafts()
        self.assertFalse(merge.exists())
        self.assertTrue(done.exists())

    # -- in the way ---------------

    def _blockers(self, *partners, **options):
        merge = self._prepare(*partners, **options)
        merge.action_preview()
        self.assertTrue(merge.blocked)
        with self.assertRaises(UserError):
            merge.action_merge()
        return " ".join(merge.blocker_ids.mapped("name"))

    def test_users_only_by_administrators(self):
        """P05, P06: a record that somebody signs in with is for administrators."""
        portal = new_test_user(self.env, "cim_portal", groups="base.group_portal")
        text = self._blockers(portal.partner_id, self.twin)
        self.assertIn("administrator", text)
        self.assertIn("cim_portal", text)
        self._merge(portal.partner_id, self.twin, user=self.admin)
        self.assertTrue(portal.partner_id.exists())

    def test_two_users(self):
        """P06: two people who sign in are not one."""
        one = new_test_user(self.env, "cim_one", groups="base.group_portal")
        two = new_test_user(self.env, "cim_two", groups="base.group_portal")
        two.active = False
        text = self._blockers(one.partner_id, two.partner_id, user=self.admin)
        self.assertIn("cim_one, cim_two", text)

    def test_parent_and_child(self):
        """P05: a contact cannot become its own company, at any distance."""
        contact = self.env["res.partner"].create(
            {"name": "Li Wei", "parent_id": self.kept.id}
        )
        below = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": contact.id}
        )
        self.assertIn("company of the contact", self._blockers(self.kept, below))
        self.assertIn("company of the contact", self._blockers(below, self.kept))

    def test_own_company(self):
        """L02: the address of one's own company stays."""
        own = self.env.company.partner_id
        self.assertIn("own company", self._blockers(self.kept, own))

    def test_different_companies(self):
        """L02: customers of two companies do not become one by accident."""
        company = self.env["res.company"].create({"name": "Second House"})
        self.steward_user.company_ids += company
        mine = self._create_customer("Mine", company_id=self.env.company.id)
        other = self._create_customer("Other", company_id=company.id)
        merges = self.env["customer.merge"].with_user(self.steward_user)
        merge = merges.with_context(
            allowed_company_ids=(self.env.company + company).ids
        ).create(
            {
                "partner_ids": [(6, 0, (mine + other).ids)],
                "destination_id": mine.id,
            }
        )
        merge.action_preview()
        self.assertIn("different companies", merge.blocker_ids.name)

    def test_hashed_entries(self):
        """L02: secured journal entries keep their customer, so that one must stay."""
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        product = self.env["product.product"].create({"name": "Bolt"})
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.twin.id,
                "journal_id": journal.id,
                "invoice_line_ids": [
                    (0, 0, {"product_id": product.id, "price_unit": 10.0})
                ],
            }
        )
        move.action_post()
        self.assertFalse(self._prepare(self.kept, self.twin).blocked)
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s", [move.id]
        )
        text = self._blockers(self.kept, self.twin)
        self.assertIn("Acme Trading Ltd", text)
        self._merge(self.kept, self.twin, destination=self.twin)
        self.assertFalse(self.kept.exists())

    def test_record_that_is_gone(self):
        """L02: a record deleted since the preview leaves a merge of nothing."""
        merge = self._prepare(self.kept, self.twin)
        merge.action_preview()
        self.twin.unlink()
        with self.assertRaisesRegex(UserError, "two or more"):
            merge.action_merge()

    def test_merged_twice(self):
        """L01: a merge that was done is done."""
        merge = self._merge(self.kept, self.twin)
        with self.assertRaisesRegex(UserError, "already"):
            merge.action_merge()

    def test_old_ids_lead_to_the_survivor(self):
        """L01: an id that another system has kept finds the customer of today."""
        third = self._create_customer("Acme Group")
        twin_id, kept_id = self.twin.id, self.kept.id
        self._merge(self.kept, self.twin)
        self._merge(third, self.kept)
        merges = self.env["customer.merge"]
        self.assertEqual(merges._resolve(twin_id), third)
        self.assertEqual(merges._resolve(kept_id), third)
        self.assertFalse(merges._resolve(2**30))

    def test_snapshot_expires(self):
        """L01: after thirty days the snapshot, with its personal data, is gone."""
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(merge.undo_until - merge.date_done, timedelta(days=30))
        merge.sudo().undo_until = fields.Datetime.now() - timedelta(minutes=1)
        rows = self.env["customer.merge.row"].search([("merge_id", "=", merge.id)])
        self.assertTrue(rows)
        self.env["customer.merge"]._gc_snapshots()
        self.assertFalse(rows.exists())
        self.assertTrue(merge.exists())
        with self.assertRaisesRegex(UserError, "expired"):
            merge.action_undo()
