from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestVerify(CustomerInfoCommon):
    """B12, B23: who checked the file, and when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.foreign = cls._create_customer("Foreign", user_id=cls.other_seller.id)

    def _verified(self, customer):
        return customer.customer_verified_date == fields.Date.context_today(customer)

    def test_clerk_verifies_own_customer(self):
        customer = self.own.with_user(self.user_user)
        customer.action_verify_file()
        self.assertTrue(self._verified(customer))
        note = customer.message_ids[0]
        self.assertIn("checked", note.body)
        self.assertEqual(note.author_id, self.user_user.partner_id)
        self.assertFalse(note.is_internal and note.partner_ids)

    def test_contact_verifies_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.own.id}
        )
        contact.with_user(self.user_user).action_verify_file()
        self.assertTrue(self._verified(self.own))

    def test_clerk_may_not_for_a_colleagues(self):
        """I02."""
        with self.assertRaisesRegex(
            AccessError, "Foreign is the customer of a colleague"
        ):
            self.foreign.with_user(self.user_user).action_verify_file()
        self.assertFalse(self.foreign.customer_verified_date)

    def test_roles_that_look_after_all_may(self):
        for user in (self.finance_user, self.steward_user, self.manager_user):
            customer = self._create_customer("Any", user_id=self.other_seller.id)
            customer.with_user(user).action_verify_file()
            self.assertTrue(self._verified(customer), user.login)

    def test_others_may_not(self):
        for user in (self.warehouse_user, self.privacy_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.own.with_user(user).action_verify_file()

    def test_it_counts_for_the_current_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager_user.company_ids += other
        customer = self.own.with_user(self.manager_user).with_company(other)
        customer.action_verify_file()
        self.assertTrue(self._verified(customer))
        self.assertFalse(customer.with_company(self.env.company).customer_verified_date)

    def test_supplier_has_no_file(self):
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        with self.assertRaisesRegex(UserError, "Supplier is no customer yet"):
            supplier.with_user(self.user_user).action_verify_file()
