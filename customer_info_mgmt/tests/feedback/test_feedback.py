from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .common import FeedbackCommon

CLERKS = ("seller", "warehouse_user", "manager_user")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFeedback(FeedbackCommon):
    """H01, A24, E12: what customers tell us is written down and seen through."""

    def test_number_owner_and_first_stage(self):
        first = self._create(self.seller)
        second = self._create(self.seller)
        self.assertRegex(first.name, r"^FB\d{5}$")
        self.assertNotEqual(first.name, second.name)
        self.assertEqual(first.user_id, self.seller)
        self.assertEqual(first.stage_id, self._stage("new"))
        self.assertEqual(first.display_name, f"{first.name} Torn boxes")
        self.assertEqual(self.feedback.new({}).display_name, "New")

    def test_owner_is_the_customers_or_who_recorded_it(self):
        self.assertEqual(self._create(self.warehouse_user).user_id, self.seller)
        free = self._create(self.warehouse_user, partner_id=self.stranger.id)
        self.assertEqual(free.user_id, self.warehouse_user)

    def test_owner_can_open_it(self):
        """I02: a salesperson without a role in the customer file is not made owner."""
        outsider = new_test_user(
            self.env, "cim_outsider", groups="sales_team.group_sale_salesman"
        )
        self.stranger.user_id = outsider
        feedback = self._create(self.warehouse_user, partner_id=self.stranger.id)
        self.assertEqual(feedback.user_id, self.warehouse_user)

    def test_deadline_by_severity_and_by_hand(self):
        """H01: 14, 7, 3 or 1 days by severity, or as somebody promised."""
        today = fields.Date.today()
        for severity, days in (("0", 14), ("1", 7), ("2", 3), ("3", 1)):
            feedback = self._create(self.seller, severity=severity)
            self.assertEqual(feedback.deadline, today + timedelta(days))
        promised = self._create(self.seller, deadline=today + timedelta(2))
        self.assertEqual(promised.deadline, today + timedelta(2))

    def test_overdue(self):
        today = fields.Date.today()
        late = self._create(deadline=today - timedelta(1))
        due = self._create(deadline=today)
        done = self._create(deadline=today - timedelta(1), resolution="<p>Replaced</p>")
        done.stage_id = self.solved
        ours = [("partner_id", "=", self.customer.id)]
        seen = self.feedback.with_user(self.seller)
        self.assertEqual(
            [feedback.is_overdue for feedback in late | due | done],
            [True, False, False],
        )
        self.assertEqual(seen.search([*ours, ("is_overdue", "=", True)]), late)
        self.assertEqual(seen.search([*ours, ("is_overdue", "=", False)]), due | done)

    def test_settling_needs_a_resolution(self):
        """H05: not without what was done; the message names the field."""
        feedback = self._create(self.seller)
        for empty in (False, "<p><br></p>"):
            with self.assertRaisesRegex(ValidationError, "Resolution: FB"):
                feedback.write({"resolution": empty, "stage_id": self.solved.id})
        feedback.write(
            {"resolution": "<p>Replaced at our cost</p>", "stage_id": self.solved.id}
        )
        self.assertEqual(feedback.closed_date, fields.Date.today())
        with self.assertRaisesRegex(ValidationError, "Resolution: FB"):
            feedback.resolution = False
        feedback.stage_id = self.in_progress
        self.assertFalse(feedback.closed_date)

    def test_all_belong_to_the_customer(self):
        """H01: the message names field, record, whose it is, and the way out."""
        other_order = self._order(self.stranger)
        other_contact = self.env["res.partner"].create(
            {"name": "Li", "parent_id": self.stranger.id}
        )
        for fname, record, label in (
            ("contact_id", other_contact, "Contact"),
            ("order_id", other_order, "Order"),
            ("picking_id", other_order.picking_ids, "Delivery"),
        ):
            with self.assertRaisesRegex(
                ValidationError,
                f"{label}: .* belongs to Stranger, not to Harbour Trading. Choose",
            ):
                self._create(self.manager_user, **{fname: record.id})

    def test_contact_as_customer_becomes_the_contact(self):
        feedback = self._create(self.seller, partner_id=self.contact.id)
        self.assertEqual(feedback.partner_id, self.customer)
        self.assertEqual(feedback.contact_id, self.contact)

    def test_order_and_delivery_fill_in_the_customer(self):
        form = Form(self.feedback.with_user(self.seller))
        form.title = "Late"
        form.picking_id = self.picking
        feedback = form.save()
        self.assertEqual(feedback.partner_id, self.customer)
        self.assertEqual(feedback.order_id, self.order)
        self.assertEqual(feedback.contact_id, self.contact)

    def test_record_on_delivery_and_order(self):
        """H06: one click on the delivery, and product and customer are known."""
        for user, record in (
            (self.warehouse_user, self.picking),
            (self.seller, self.picking),
            (self.seller, self.order),
        ):
            action = record.with_user(user).action_record_feedback()
            form = Form(self.feedback.with_user(user).with_context(**action["context"]))
            form.title = "Two boxes torn"
            feedback = form.save()
            self.assertEqual(feedback.partner_id, self.customer)
            self.assertEqual(feedback.contact_id, self.contact)
            self.assertEqual(feedback.order_id, self.order)
            self.assertEqual(feedback.product_id, self.product)
            if record == self.picking:
                self.assertEqual(feedback.picking_id, self.picking)
        self.assertEqual(self.picking.with_user(self.warehouse_user).feedback_count, 2)
        self.assertEqual(self.order.with_user(self.seller).feedback_count, 3)

    def test_products_of_the_delivery_are_offered(self):
        """H06: one of the products delivered, for warehouse and sales alike."""
        self.env["product.product"].create({"name": "Other tin", "type": "consu"})
        for user in (self.warehouse_user, self.seller):
            on_delivery = self._create(user, picking_id=self.picking.id)
            self.assertEqual(on_delivery.document_product_ids, self.product)
            on_order = self._create(user, order_id=self.order.id)
            self.assertEqual(on_order.document_product_ids, self.product)
            self.assertFalse(self._create(user).document_product_ids)

    def test_open_count_on_the_file(self):
        """A24: the file shows how many are open."""
        self._create()
        self._create(resolution="<p>Done</p>").stage_id = self.solved
        for user in (self.seller, self.finance_user):
            for partner in (self.customer, self.contact):
                seen = partner.with_user(user)
                self.assertEqual(seen.feedback_open_count, 1)
                self.assertEqual(seen.feedback_count, 2)
        action = self.contact.with_user(self.seller).action_view_feedback()
        self.assertEqual(self.feedback.search_count(action["domain"]), 2)

    def test_owner_has_one_activity_with_the_deadline(self):
        """E12: for whoever owns it, until it is settled, and only one."""
        feedback = self._create(self.warehouse_user, picking_id=self.picking.id)
        self.assertRecordValues(
            feedback.activity_ids,
            [{"user_id": self.seller.id, "date_deadline": feedback.deadline}],
        )
        feedback.severity = "3"
        self.assertEqual(feedback.activity_ids.date_deadline, feedback.deadline)
        feedback.user_id = self.manager_user
        self.assertEqual(feedback.activity_ids.user_id, self.manager_user)
        feedback.user_id = False
        self.assertFalse(feedback.activity_ids)
        feedback.user_id = self.seller
        self.assertEqual(len(feedback.activity_ids), 1)
        feedback.write({"resolution": "<p>Done</p>", "stage_id": self.solved.id})
        self.assertFalse(feedback.activity_ids)
        feedback.stage_id = self.in_progress
        self.assertEqual(len(feedback.activity_ids), 1)

    def test_ask_for_a_rating(self):
        """H05: after settling, by e-mail to who told us; the answer is shown."""
        feedback = self._create(self.seller, contact_id=self.contact.id)
        with self.assertRaisesRegex(UserError, "Stage: FB"):
            feedback.action_ask_rating()
        feedback.write({"resolution": "<p>Done</p>", "stage_id": self.solved.id})
        feedback.action_ask_rating()
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", feedback._name), ("res_id", "=", feedback.id)])
        )
        self.assertEqual(mail.recipient_ids, self.contact)
        self.assertIn("/rate/", mail.body_html)
        rating = feedback.sudo().rating_ids
        self.assertIn(rating.access_token, mail.body_html)
        self.assertEqual(rating.rated_partner_id, self.seller.partner_id)
        feedback.sudo().rating_apply(5, token=rating.access_token, feedback="Quick!")
        self.assertEqual(feedback.rating_last_value, 5)
        self.assertEqual(feedback.rating_last_feedback, "Quick!")

    def test_rating_needs_an_address(self):
        feedback = self._create(
            self.seller, resolution="<p>Done</p>", stage_id=self.solved.id
        )
        with self.assertRaisesRegex(UserError, "E-mail: Harbour Trading has no e-mail"):
            feedback.action_ask_rating()

    def test_views_open_for_every_clerk(self):
        """A24: each role gets form, kanban and list with what it may see."""
        self._create(picking_id=self.picking.id, order_id=self.order.id)
        for login in (*CLERKS, "finance_user"):
            seen = self.feedback.with_user(getattr(self, login))
            for kind in ("form", "kanban", "list", "pivot", "graph", "search"):
                self.assertTrue(seen.get_view(view_type=kind)["arch"])
            self.assertTrue(seen.search([]).read(["title", "stage_id", "is_overdue"]))

    def test_all_stages_are_columns(self):
        groups = (
            self.feedback.with_user(self.seller)
            .with_context(read_group_expand=True)
            .formatted_read_group(
                [("partner_id", "=", self.stranger.id)], ["stage_id"], ["__count"]
            )
        )
        self.assertEqual(
            [group["stage_id"][0] for group in groups],
            self.env["customer.feedback.stage"].search([]).ids,
        )
