from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CustomerInfoCommon

PARAMETER = "customer_info_mgmt.customer_codes"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerCode(CustomerInfoCommon):
    """A01: each customer has a code of its own, given once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(PARAMETER, "True")
        cls.sequence = cls.env.ref("customer_info_mgmt.sequence_customer_code")
        cls.sequence.write({"prefix": "TEST-", "padding": 4, "number_next": 7})
        cls.partners = cls.env["res.partner"].with_user(cls.user_user)

    def setUp(self):
        super().setUp()
        # The numbers are the database's own and survive the rollback of a test.
        self.first = self.sequence.number_next_actual

    def _code(self, count=0):
        return f"TEST-{self.first + count:04}"

    def test_new_customers_get_the_next_codes(self):
        customers = self.partners.create(
            [{"name": "A", "customer_rank": 1}, {"name": "B", "customer_rank": 1}]
        )
        self.assertEqual(customers.mapped("ref"), [self._code(), self._code(1)])

    def test_default_rank_counts(self):
        """The list of customers creates with a default."""
        customer = self.partners.with_context(default_customer_rank=1).create(
            {"name": "A"}
        )
        self.assertEqual(customer.ref, self._code())

    def test_created_in_the_customer_box_of_an_order(self):
        """A31: a name typed into the box is enough."""
        box = self.partners.with_context(res_partner_search_mode="customer")
        customer = self.partners.browse(box.name_create("New in the box")[0])
        self.assertEqual(customer.ref, self._code())
        self.assertTrue(customer.customer_profile_id)

    def test_suppliers_and_contacts_get_none(self):
        self.assertFalse(self.partners.create({"name": "Supplier"}).ref)
        company = self._create_customer("Company", is_company=True)
        contact = self._create_customer("Contact", parent_id=company.id)
        self.assertFalse(contact.ref)

    def test_subsidiary_gets_one(self):
        company = self._create_customer("Company", is_company=True)
        child = self._create_customer("Sub", parent_id=company.id, is_company=True)
        self.assertEqual(child.ref, self._code(1))

    def test_who_becomes_a_customer_later_gets_one(self):
        partner = self.partners.create({"name": "Lead"})
        partner._increase_rank("customer_rank")
        self.assertEqual(partner.ref, self._code())

    def test_contact_that_leaves_its_company_gets_one(self):
        company = self._create_customer("Company", is_company=True)
        contact = self._create_customer("Contact", parent_id=company.id)
        contact.parent_id = False
        self.assertEqual(contact.ref, self._code(1))

    def test_codes_that_are_there_stay(self):
        customer = self._create_customer("Old", ref="OLD-1")
        customer.customer_rank = 5
        self.assertEqual(customer.ref, "OLD-1")

    def test_codes_typed_by_hand_are_skipped(self):
        self._create_customer("Hand", ref=self._code(), active=False)
        self.assertEqual(self._create_customer("Next").ref, self._code(1))

    def test_copy_gets_its_own(self):
        copied = self._create_customer("A").copy()
        self.assertFalse(copied.ref)
        copied.customer_rank = 1
        self.assertEqual(copied.ref, self._code(1))

    def test_company_may_have_its_own_sequence(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.sequence.copy({"company_id": other.id, "prefix": "OTHER-"})
        customer = self._create_customer("A", company_id=other.id)
        self.assertTrue(customer.ref.startswith("OTHER-"))
        self.assertTrue(self._create_customer("B").ref.startswith("TEST-"))

    def test_switched_off(self):
        settings = self.env["customer.settings"].with_user(self.manager_user)
        settings.create({"customer_codes": False}).execute()
        customer = self._create_customer("A")
        self.assertFalse(customer.ref)
        customer.with_user(self.steward_user).action_give_customer_code()
        self.assertEqual(customer.ref, self._code())

    def test_without_sequence_there_is_no_code_and_no_error(self):
        self.sequence.active = False
        self.assertFalse(self._create_customer("A").ref)

    def test_warehouse_gives_no_codes(self):
        self.env["ir.config_parameter"].set_param(PARAMETER, "False")
        customer = self._create_customer("A")
        with self.assertRaises(AccessError):
            customer.with_user(self.warehouse_user).action_give_customer_code()

    def test_caller_keeps_its_values(self):
        values = {"name": "A", "customer_rank": 1}
        self.partners.create(values)
        self.assertNotIn("ref", values)
