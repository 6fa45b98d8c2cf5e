from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .test_proposal import ProposalCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProposalKeyField(ProposalCommon):
    """B14, P46: key fields change after approval, also when the owner edits them."""

    def _waiting(self, customer=None):
        return self.env["customer.change.request.line"].search(
            [
                ("partner_id", "=", (customer or self.customer).id),
                ("state", "=", "waiting"),
            ]
        )

    def test_off_by_default(self):
        self.assertFalse(
            self.env["customer.change.field"].search([("is_key", "=", True)])
        )
        self.customer.with_user(self.user_user).name = "Harbour Ltd"
        self.assertEqual(self.customer.name, "Harbour Ltd")

    def test_owner_edit_waits_and_the_rest_goes_through(self):
        self._make_key("name", "vat")
        self.customer.with_user(self.user_user).write(
            {"name": "Harbour Ltd", "city": "Suzhou"}
        )
        self.assertEqual(self.customer.name, "Harbour Trading")
        self.assertEqual(self.customer.city, "Suzhou")
        line = self._waiting()
        self.assertEqual(line.new_value, "Harbour Ltd")
        self.assertEqual(line.request_id.source, "edit")
        with self.assertRaisesRegex(AccessError, "not yours to decide"):
            line.with_user(self.user_user).action_approve()
        line.with_user(self.steward_user).action_approve()
        self.assertEqual(self.customer.name, "Harbour Ltd")

    def test_saving_again_changes_nothing(self):
        self._make_key("name")
        for _time in range(2):
            self.customer.with_user(self.user_user).write({"name": "Harbour Ltd"})
        self.assertEqual(len(self._waiting()), 1)
        self.customer.with_user(self.user_user).write({"name": "Harbour Trading"})
        self.assertEqual(len(self._waiting()), 1)

    def test_user_is_told(self):
        self._make_key("name")
        self.env["bus.bus"].search([]).unlink()
        self.customer.with_user(self.user_user).write({"name": "Harbour Ltd"})
        self.env.cr.precommit.run()
        message = self.env["bus.bus"].search([]).mapped("message")
        self.assertTrue(any("waits for approval" in text for text in message))

    def test_steward_and_superuser_write_directly(self):
        self._make_key("name")
        self.customer.with_user(self.steward_user).name = "By the steward"
        self.assertEqual(self.customer.name, "By the steward")
        self.customer.with_user(self.user_user).sudo().name = "By a job"
        self.assertEqual(self.customer.name, "By a job")

    def test_four_eyes(self):
        self._make_key("name")
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.proposal_four_eyes", "True"
        )
        self.customer.with_user(self.steward_user).name = "By the steward"
        line = self._waiting()
        self.assertEqual(self.customer.name, "Harbour Trading")
        with self.assertRaisesRegex(AccessError, "proposed .* yourself"):
            line.with_user(self.steward_user).action_approve()
        second = new_test_user(
            self.env, "cim_steward2", "customer_info_mgmt.group_customer_steward"
        )
        line.with_user(second).action_approve()
        self.assertEqual(self.customer.name, "By the steward")

    def test_context_of_a_client_is_no_way_around(self):
        self._make_key("name")
        for context in (
            {"import_file": True},
            {"customer_quality_skip": True},
            {"install_mode": True},
            {"customer_door": "api"},
            {"_partners_skip_fields_sync": True},
        ):
            customer = self.customer.with_user(self.user_user).with_context(**context)
            customer.write({"name": f"Harbour {len(context)}"})
            self.assertEqual(self.customer.name, "Harbour Trading", context)

    def test_rank_and_relatives_are_no_way_around(self):
        """A contact hands some values up to its company: those wait, too."""
        self._make_key("vat", "street")
        clerk = self.customer.with_user(self.user_user)
        clerk.customer_rank = 0
        clerk.vat = "91350100M000100Y43"
        self.assertFalse(self.customer.vat)
        self.env["res.partner"].with_user(self.user_user).create(
            {
                "name": "Contact",
                "type": "contact",
                "parent_id": self.customer.id,
                "vat": "91350100M000100Y43",
                "street": "Elsewhere 1",
            }
        )
        self.assertFalse(self.customer.vat)
        self.assertEqual(self.customer.street, "Nanjing Road 12")

    def test_contact_points_are_no_way_around(self):
        """B14: who edits the primary contact point edits the field."""
        self._make_key("phone")
        point = self.customer.contact_point_ids.filtered(
            lambda point: point.family == "phone"
        )
        point.with_user(self.user_user).value = "138 0013 9999"
        self.env["customer.contact.point"].with_user(self.user_user).create(
            {
                "partner_id": self.customer.id,
                "kind": "mobile",
                "value": "138 0013 7777",
                "is_primary": True,
            }
        )
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")
        primary = self.customer.contact_point_ids.filtered(
            lambda point: point.is_primary and point.family == "phone"
        )
        self.assertEqual(primary.value, "+86 138 0013 4321")
        self.assertTrue(self._waiting())

    def test_contacts_follow_their_company(self):
        """What a company hands down to its contacts is no change of theirs."""
        self._make_key("city")
        contact = self.env["res.partner"].create(
            {"name": "Li", "type": "contact", "parent_id": self.customer.id}
        )
        self.customer.with_user(self.steward_user).city = "Suzhou"
        self.assertEqual(contact.city, "Suzhou")
        self.assertFalse(self._waiting(contact))

    def test_new_customers_and_suppliers_are_free(self):
        self._make_key("name", "vat")
        partners = self.env["res.partner"].with_user(self.user_user)
        supplier = partners.create({"name": "Supplier"})
        supplier.name = "Supplier Ltd"
        self.assertEqual(supplier.name, "Supplier Ltd")
        new = partners.create({"name": "New", "customer_rank": 1})
        self.assertEqual(new.name, "New")

    def test_who_may_not_write_may_not_propose_by_writing(self):
        self._make_key("name")
        with self.assertRaises(AccessError):
            self.customer.with_user(self.warehouse_user).name = "X"
        self.assertFalse(self._waiting())

    def test_several_customers_at_once(self):
        self._make_key("city")
        other = self._create_customer(
            "Other", city="Beijing", user_id=self.user_user.id
        )
        (self.customer | other).with_user(self.user_user).write(
            {"city": "Beijing", "street": "Same 1"}
        )
        self.assertEqual(self.customer.city, "Shanghai")
        self.assertEqual((self.customer | other).mapped("street"), ["Same 1"] * 2)
        self.assertTrue(self._waiting())
        self.assertFalse(self._waiting(other))

    def test_bank_accounts(self):
        """B14: where money goes; the account is proposed by its number."""
        self._make_key("bank_ids")
        clerk = self.customer.with_user(self.user_user)
        banks = self.env["res.partner.bank"].with_user(self.user_user)
        vals = {"acc_number": "6222 0200 1234", "partner_id": self.customer.id}
        with self.assertRaisesRegex(UserError, "Suggest a Correction"):
            banks.create(vals)
        with self.assertRaisesRegex(UserError, "Suggest a Correction"):
            clerk.bank_ids = [Command.create({"acc_number": "6222 0200 1234"})]
        old = self.env["res.partner.bank"].create(dict(vals, acc_number="1111"))
        for change in (
            lambda: old.with_user(self.user_user).write({"acc_number": "2"}),
            lambda: old.with_user(self.user_user).unlink(),
        ):
            with self.assertRaisesRegex(UserError, "Suggest a Correction"):
                change()
        request = self._suggest(self.user_user, bank_ids="6222 0200 1234")
        with self.assertRaises(AccessError):
            request.action_approve()
        request.with_user(self.steward_user).action_approve()
        self.assertEqual(
            set(self.customer.bank_ids.mapped("acc_number")), {"1111", "6222 0200 1234"}
        )
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        banks.create({"acc_number": "3333", "partner_id": supplier.id})

    def test_merging_is_no_way_around(self):
        self._make_key("name")
        new = self.env["res.partner"].with_user(self.user_user)
        new = new.create({"name": "Harbour Ltd", "email": "mei@harbour.cn"})
        wizard = self.env["base.partner.merge.automatic.wizard"]
        ids = (new | self.customer).ids
        with self.assertRaisesRegex(UserError, "Ask a data steward to merge"):
            wizard.with_user(self.user_user)._merge(ids, new)
        self.assertEqual(self.customer.name, "Harbour Trading")
