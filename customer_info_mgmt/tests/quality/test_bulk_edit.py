from unittest.mock import patch

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..common import CustomerInfoCommon


class BulkEditCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.group = cls.env["customer.group"].create({"name": "Chain stores"})
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "New"}, {"name": "Old"}, {"name": "Other"}]
        )
        cls.customers = cls.env["res.partner"].union(
            *(cls._create_customer(f"Bulk {n}", is_company=True) for n in range(4))
        )
        cls.first = cls.customers[0]

    def _edit(self, partners=None, user=None, **values):
        """A draft with what is chosen; values by the partner's field."""
        partners = self.customers if partners is None else partners
        user = user or self.steward_user
        action = partners.with_user(user).action_bulk_edit()
        edit = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        chosen = {}
        for fname, value in values.items():
            if fname.endswith("_tag_ids"):
                chosen[fname] = [Command.set(value.ids)]
            else:
                chosen[f"set_{fname}"] = True
                chosen[f"new_{fname}"] = getattr(value, "id", value)
        edit.write(chosen)
        return edit

    def _apply(self, *args, **values):
        edit = self._edit(*args, **values)
        edit.action_apply()
        return edit

    def _job(self, **options):
        """The job, with cursors that can commit; what killed it, or None."""
        self.env.flush_all()
        killed = None
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            try:
                env["customer.bulk.edit.line"]._cron_work_off(**options)
            except MemoryError as error:
                killed = error
                cr.rollback()
        self.env.invalidate_all()
        return killed


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBulkEdit(BulkEditCommon):
    """B18: the same change on a selection, seen before and taken back after."""

    def test_preview_counts(self):
        """B18: how many change, how many have it already; nothing is written."""
        self.first.customer_group_id = self.group
        edit = self._edit()
        with Form(edit) as form:
            form.set_customer_group_id = True
            form.new_customer_group_id = self.group
            form.add_tag_ids.add(self.tags[0])
            self.assertIn("3 change, 1 have it already", form.preview)
            self.assertIn("4 change, 0 have it already", form.preview)
        self.assertFalse(self.customers[1].customer_group_id)

    def test_change_and_undo(self):
        """B18: several fields at once; the undo brings each customer's own back."""
        owner = new_test_user(self.env, "cim_owner", groups="base.group_user")
        self.first.write({"user_id": owner.id, "lang": "en_US"})
        self.first.category_id = self.tags[1] | self.tags[2]
        country = self.env.ref("base.de")
        edit = self._apply(
            user_id=self.steward_user,
            customer_group_id=self.group,
            country_id=country,
            company_size="50",
            leave_out_of_figures=True,
            add_tag_ids=self.tags[0],
            remove_tag_ids=self.tags[1],
        )
        self.assertEqual((edit.state, edit.done_count), ("done", 4))
        for partner in self.customers:
            self.assertEqual(partner.user_id, self.steward_user)
            self.assertEqual(partner.customer_group_id, self.group)
            self.assertEqual(partner.country_id, country)
            self.assertTrue(partner.leave_out_of_figures)
        self.assertEqual(self.first.category_id, self.tags[0] | self.tags[2])
        self.assertIn("Chain stores", edit.summary)
        edit.action_undo()
        self.assertEqual((edit.state, edit.undone_count), ("undone", 4))
        self.assertEqual(self.first.user_id, owner)
        self.assertEqual(self.first.category_id, self.tags[1] | self.tags[2])
        self.assertFalse(self.customers[1].user_id or self.customers[1].country_id)
        self.assertFalse(any(self.customers.mapped("leave_out_of_figures")))

    def test_undo_leaves_what_changed_since(self):
        """B18: a value that somebody changed since stays and is named."""
        edit = self._apply(customer_group_id=self.group, add_tag_ids=self.tags[0])
        other = self.env["customer.group"].create({"name": "Other"})
        self.first.customer_group_id = other
        self.first.category_id += self.tags[2]
        edit.action_undo()
        self.assertEqual(self.first.customer_group_id, other)
        self.assertEqual(self.first.category_id, self.tags[2])
        self.assertFalse(self.customers[1].customer_group_id)
        line = edit.line_ids.filtered(lambda line: line.partner_id == self.first)
        self.assertIn("Group", line.reason)

    def test_again_changes_nothing(self):
        """B18: who has it already is not written."""
        self._apply(customer_group_id=self.group)
        before = self.customers.mapped("write_date")
        edit = self._apply(customer_group_id=self.group)
        self.assertEqual((edit.same_count, edit.done_count), (4, 0))
        self.assertEqual(self.customers.mapped("write_date"), before)

    def test_emptying_a_field(self):
        """B18: a ticked field without a value is emptied."""
        self.customers.customer_group_id = self.group
        self._apply(customer_group_id=False)
        self.assertFalse(self.customers.customer_group_id)

    def test_a_level_brings_its_price_list(self):
        """B18: what a field brings along goes back with it."""
        lists = self.env["product.pricelist"].create([{"name": "A"}, {"name": "B"}])
        grade = self.env["res.partner.grade"].create(
            {"name": "Gold", "default_pricelist_id": lists[1].id}
        )
        self.first.specific_property_product_pricelist = lists[0]
        edit = self._apply(grade_id=grade)
        self.assertEqual(self.first.specific_property_product_pricelist, lists[1])
        edit.action_undo()
        self.assertFalse(self.first.grade_id)
        self.assertEqual(self.first.specific_property_product_pricelist, lists[0])

    def test_columns_of_the_group_come_back(self):
        """B18: a group has columns of its own; leaving it loses them, the undo not."""
        self.group.partner_properties_definition = [
            {"name": "shelf", "string": "Shelf", "type": "char"}
        ]
        other = self.env["customer.group"].create({"name": "Other"})
        self.first.customer_group_id = self.group
        self.first.customer_properties = {"shelf": "A7"}
        edit = self._apply(customer_group_id=other)
        self.assertFalse(dict(self.first.customer_properties).get("shelf"))
        edit.action_undo()
        self.assertEqual(self.first.customer_group_id, self.group)
        self.assertEqual(dict(self.first.customer_properties)["shelf"], "A7")

    def test_country_and_state_agree(self):
        """B18: a state brings its country, another country empties the state."""
        state = self.env.ref("base.state_us_5")
        self._apply(state_id=state)
        self.assertEqual(self.first.country_id, state.country_id)
        self._apply(country_id=self.env.ref("base.de"))
        self.assertFalse(self.first.state_id)

    def test_company_of_a_contact_decides(self):
        """B18: payment terms of a contact are those of its company."""
        term = self.env["account.payment.term"].create({"name": "30 days"})
        contact = self._create_customer("Contact", parent_id=self.first.id)
        edit = self._apply(contact | self.first, property_payment_term_id=term)
        self.assertEqual((edit.done_count, edit.refused_count), (1, 1))
        self.assertEqual(self.first.property_payment_term_id, term)

    def test_values_per_company(self):
        """B18: payment terms are set in the company of the edit alone."""
        other = self.env["res.company"].create({"name": "Other House"})
        term = self.env["account.payment.term"].create({"name": "30 days"})
        self._apply(property_payment_term_id=term)
        self.assertFalse(self.first.with_company(other).property_payment_term_id)

    def test_changes_go_through_write(self):
        """B18, I04: tracking notes who changed it."""
        partners = self.customers.with_context(tracking_disable=False)
        self.env.cr.precommit.run()
        action = partners.with_user(self.steward_user).action_bulk_edit()
        edit = (
            self.env["customer.bulk.edit"]
            .with_user(self.steward_user)
            .with_context(tracking_disable=False)
            .browse(action["res_id"])
        )
        edit.write({"set_leave_out_of_figures": True, "new_leave_out_of_figures": True})
        edit.action_apply()
        self.env.cr.precommit.run()
        message = self.first.message_ids[0]
        self.assertEqual(message.author_id, self.steward_user.partner_id)
        self.assertTrue(message.sudo().tracking_value_ids)

    def test_nothing_chosen(self):
        with self.assertRaises(UserError):
            self._edit().action_apply()
        tags = self.tags[0]
        with self.assertRaises(UserError):
            self._edit(add_tag_ids=tags, remove_tag_ids=tags).action_apply()

    def test_background_goes_on_after_a_kill(self):
        """B18: killed after a batch, the next job does the rest, and nothing twice."""
        edit = self._edit(customer_group_id=self.group)
        module = "odoo.addons.customer_info_mgmt.models.quality.bulk_edit"
        with patch(f"{module}.customer_bulk_edit.AT_ONCE", 1):
            edit.action_apply()
        self.assertEqual(edit.state, "running")
        self.assertFalse(self.first.customer_group_id)
        lines = type(self.env["customer.bulk.edit.line"])
        work_off, calls = lines._work_off, []

        def killed_at_second_batch(records):
            calls.append(records)
            work_off(records)
            if len(calls) == 2:
                raise MemoryError("killed")

        with patch.object(lines, "_work_off", killed_at_second_batch):
            self.assertTrue(self._job(batch=2))
        self.assertEqual((edit.done_count, edit.progress), (2, 50))
        self.assertFalse(self._job(batch=2))
        self.assertEqual((edit.state, edit.done_count), ("done", 4))
        self.assertEqual(self.customers.customer_group_id, self.group)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBulkEditAccess(BulkEditCommon):
    """I02, B18: who may change what, and what is refused with the name."""

    def test_colleagues_customers_are_refused_one_by_one(self):
        """B18, I03: a clerk takes over free customers, not a colleague's."""
        clerk = new_test_user(
            self.env,
            "cim_clerk",
            groups="customer_info_mgmt.group_customer_user",
        )
        self.first.user_id = self.user_user
        edit = self._apply(user=clerk, user_id=clerk)
        self.assertEqual((edit.done_count, edit.refused_count), (3, 1))
        refused = edit.line_ids.filtered(lambda line: line.state == "refused")
        self.assertEqual(refused.partner_id, self.first)
        self.assertIn(self.user_user.name, refused.reason)
        self.assertEqual(self.first.user_id, self.user_user)

    def test_key_fields_wait_for_approval(self):
        """B18, B14: what becomes a proposal is not called changed."""
        keys = self.env["customer.change.field"]
        key = keys.search([("field_name", "=", "country_id")]) or keys.create(
            {"field_name": "country_id"}
        )
        key.is_key = True
        edit = self._apply(user=self.user_user, country_id=self.env.ref("base.de"))
        self.assertEqual((edit.done_count, edit.refused_count), (0, 4))
        self.assertIn("Country", edit.line_ids[0].reason)
        self.assertFalse(self.first.country_id)
        edit = self._apply(
            user=self.user_user,
            country_id=self.env.ref("base.de"),
            customer_group_id=self.group,
        )
        self.assertEqual((edit.done_count, edit.refused_count), (4, 0))
        self.assertIn("Country", edit.line_ids[0].reason)
        edit.action_undo()
        self.assertFalse(self.first.customer_group_id)

    def test_other_companies_are_refused(self):
        """B18: a customer that one may not write is refused with its name."""
        other = self.env["res.company"].create({"name": "Other House"})
        theirs = self._create_customer("Theirs", company_id=other.id)
        edit = self._apply(self.customers | theirs, customer_group_id=self.group)
        self.assertEqual(edit.customer_count, 4)
        self.assertFalse(theirs.customer_group_id)
        with self.assertRaises(UserError):
            theirs.with_user(self.steward_user).action_bulk_edit()

    def test_who_may_not_write_customers(self):
        for user in (self.warehouse_user, self.finance_user, self.privacy_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customers.with_user(user).action_bulk_edit()

    def test_book_keeping_is_not_written_from_outside(self):
        """B18: not the lines, the state, the user nor the company."""
        edit = self._edit(customer_group_id=self.group)
        stranger = self._create_customer("Stranger")
        for values in (
            {"state": "done"},
            {"user_id": self.manager_user.id},
            {"line_ids": [Command.create({"partner_id": stranger.id})]},
            {"summary": "x"},
        ):
            with self.assertRaises(AccessError):
                edit.write(values)
            with self.assertRaises(AccessError):
                edit.create(values)
        with self.assertRaises(AccessError):
            edit.line_ids[0].write({"before": {"user_id": 1}})
        edit.action_apply()
        with self.assertRaises(UserError):
            edit.write({"set_lang": True})

    def test_edits_of_others(self):
        """B18: a clerk sees and undoes one's own; nobody applies a colleague's."""
        edit = self._apply(user=self.steward_user, customer_group_id=self.group)
        clerk = edit.with_user(self.user_user)
        for call in (clerk.action_undo, clerk.action_open_lines):
            with self.assertRaises(AccessError):
                call()
        draft = self._edit(user=self.user_user, customer_group_id=self.group)
        with self.assertRaises(AccessError):
            draft.with_user(self.steward_user).action_apply()
        lines = self.env["customer.bulk.edit.line"].with_user(self.user_user)
        self.assertFalse(lines.search([("edit_id", "=", edit.id)]))

    def test_rights_of_the_moment_count_in_the_job(self):
        """I02: who may not write customers any more changes none in the background."""
        clerk = new_test_user(
            self.env,
            "cim_clerk",
            groups="customer_info_mgmt.group_customer_user",
        )
        edit = self._edit(user=clerk, customer_group_id=self.group)
        module = "odoo.addons.customer_info_mgmt.models.quality.bulk_edit"
        with patch(f"{module}.customer_bulk_edit.AT_ONCE", 1):
            edit.action_apply()
        clerk.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self._job()
        self.assertEqual(edit.sudo().refused_count, 4)
        self.assertFalse(self.customers.customer_group_id)
