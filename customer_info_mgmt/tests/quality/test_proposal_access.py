from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_proposal import ProposalCommon, photo


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProposalAccess(ProposalCommon):
    """I02, B14: who sees, proposes and decides; attacked by calls from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "cim_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.staff = new_test_user(cls.env, "cim_staff", groups="base.group_user")
        cls.public = cls.env.ref("base.public_user")
        cls.request = cls.requests.with_user(cls.warehouse_user).browse(
            cls.requests.with_user(cls.warehouse_user).suggest(
                cls.customer.id, {"phone": "138 0013 9999"}, "Private", photo()
            )
        )

    def test_who_sees_it(self):
        for user, expected in (
            (self.warehouse_user, True),
            (self.user_user, True),
            (self.steward_user, True),
            (self.manager_user, True),
            (self.other_seller, False),
            (self.finance_user, False),
            (self.privacy_user, False),
        ):
            with self.subTest(user=user.login):
                found = self.requests.with_user(user).search([])
                self.assertEqual(self.request in found, expected)
                lines = self.request.line_ids.with_user(user)
                self.assertEqual(lines.has_access("read"), expected)

    def test_outsiders_get_nothing(self):
        """L20: a portal customer never gets into internal requests."""
        for user in (self.portal, self.public, self.staff):
            request = self.request.with_user(user)
            for call in (
                lambda r: r.read(["note", "photo"]),
                lambda r: r.search([]),
                lambda r: r.suggest(self.customer.id, {"city": "X"}),
                lambda r: r.action_approve(),
                lambda r: r.action_withdraw(),
                lambda r: r.line_ids.action_approve(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(request)

    def test_photo_is_read_by_those_who_see_the_request(self):
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self.requests._name),
                    ("res_id", "=", self.request.id),
                    ("res_field", "=", "photo"),
                ]
            )
        )
        self.assertTrue(attachment)
        self.assertTrue(attachment.with_user(self.user_user).has_access("read"))
        for user in (self.other_seller, self.portal, self.staff, self.public):
            self.assertFalse(attachment.with_user(user).has_access("read"), user.login)

    def test_nobody_writes_the_books(self):
        """State, proposer and old value come from the methods alone."""
        vals = {
            "state": "approved",
            "proposer_id": self.env.uid,
            "partner_id": self.env.user.partner_id.id,
            "note": "x",
            "source": "customer",
        }
        line_vals = {
            "state": "approved",
            "old_raw": '"x"',
            "new_raw": '"x"',
            "field_name": "credit_limit",
            "is_key": False,
            "decided_by_id": 1,
        }
        line = self.request.line_ids
        for user in (
            self.warehouse_user,
            self.user_user,
            self.steward_user,
            self.manager_user,
        ):
            for record, values in ((self.request, vals), (line, line_vals)):
                for fname, value in values.items():
                    with (
                        self.subTest(user=user.login, field=fname),
                        self.assertRaises(AccessError),
                    ):
                        record.with_user(user).write({fname: value})
            with self.assertRaises(AccessError):
                self.request.with_user(user).write(
                    {"line_ids": [Command.update(line.id, {"state": "approved"})]}
                )
            with self.assertRaises(AccessError):
                self.request.with_user(user).write(
                    {"line_ids": [Command.create({"field_name": "city"})]}
                )
            with self.assertRaises(AccessError):
                self.request.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.requests.with_user(user).create({"partner_id": self.customer.id})

    def test_who_decides(self):
        for user in (self.warehouse_user, self.other_seller, self.finance_user):
            for method in ("action_approve", "action_approve_anyway", "action_reject"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(self.request.line_ids.with_user(user), method)()
        wizard = self.env["customer.change.reject"].with_user(self.other_seller)
        with self.assertRaises(AccessError):
            wizard.create(
                {"line_ids": self.request.line_ids.ids, "reason": "x"}
            ).action_reject()
        self.request.with_user(self.user_user).line_ids.action_approve()
        self.assertEqual(self.customer.phone, "+86 138 0013 9999")

    def test_no_value_for_what_one_may_not_see(self):
        self.env["customer.change.field"].search(
            [("field_name", "=", "credit_limit")]
        ).can_suggest = True
        with self.assertRaisesRegex(AccessError, "not yours to see"):
            self.requests.with_user(self.warehouse_user).suggest(
                self.customer.id, {"credit_limit": 5}
            )
        request = self._suggest(self.finance_user, credit_limit="5000")
        line = request.line_ids
        self.assertTrue(line.is_restricted)
        for user in (self.user_user, self.steward_user):
            self.assertFalse(line.with_user(user).has_access("read"), user.login)
        for user in (self.user_user, self.steward_user):
            seen = request.with_user(user)
            seen.invalidate_recordset()
            self.assertNotIn("5000", seen.summary)
            self.assertNotIn("5000", "".join(seen.activity_ids.mapped("summary")))
            with self.assertRaises(AccessError):
                request.line_ids.with_user(user).action_approve()
        self.assertIn(self.manager_user, request.sudo().activity_ids.user_id)
        self.assertNotIn(self.steward_user, request.sudo().activity_ids.user_id)
        request.with_user(self.manager_user).action_approve()
        self.assertEqual(self.customer.credit_limit, 5000)
        self.assertNotIn("5000", self.customer.message_ids[0].body)

    def test_only_listed_fields(self):
        for fname in ("user_id", "active", "comment", "password", "message_ids", "id"):
            with self.subTest(field=fname), self.assertRaises(UserError):
                self._suggest(self.user_user, **{fname: "x"})

    def test_only_a_manager_chooses_the_fields(self):
        row = self.env["customer.change.field"].search([], limit=1)
        for user in (self.user_user, self.steward_user, self.warehouse_user):
            with self.assertRaises(AccessError):
                row.with_user(user).is_key = True
        row.with_user(self.manager_user).is_key = True

    def test_manager_offers_another_field(self):
        """B14: the list can be extended, but not by what decides about access."""
        fields = self.env["customer.change.field"].with_user(self.manager_user)
        offered = dict(fields._selection_field_name())
        self.assertEqual(offered["occupation"], "Occupation")
        for fname in ("active", "company_id", "parent_id", "id", "create_uid"):
            self.assertNotIn(fname, offered)
        fields.create({"field_name": "occupation"})
        self._suggest(self.user_user, occupation="Buyer")
        with self.assertRaisesRegex(ValidationError, "a customer can only check"):
            fields.create({"field_name": "tz", "in_self_check": True})

    def test_documents_of_others_are_not_named(self):
        other = self._create_customer("Other", user_id=self.other_seller.id)
        order = self.env["sale.order"].create(
            {"partner_id": other.id, "user_id": self.other_seller.id}
        )
        with self.assertRaises(AccessError):
            self.requests.with_user(self.user_user).suggest(
                self.customer.id, {"city": "Wuxi"}, order_id=order.id
            )
        request_id = self.requests.with_user(self.manager_user).suggest(
            self.customer.id, {"city": "Wuxi"}, order_id=order.id
        )
        self.assertFalse(self.requests.browse(request_id).order_id)

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other Company"})
        customer = self._create_customer("Theirs", company_id=company.id, city="X")
        request = self.requests.browse(
            self.requests.with_company(company).suggest(customer.id, {"city": "Y"})
        )
        self.assertNotIn(request, self.requests.with_user(self.steward_user).search([]))
        with self.assertRaises(AccessError):
            request.with_user(self.steward_user).action_approve()
        with self.assertRaises(AccessError):
            self._suggest(self.steward_user, customer, city="Z")
