from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCompany(CustomerInfoCommon):
    """A01 to A05, A10, A11, A30, A33: a company with all that hangs on it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._create_customer("Golden Dragon", is_company=True)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Wang", "parent_id": cls.company.id, "function": "Buyer"}
        )
        cls.partners = cls.env["res.partner"].with_user(cls.user_user)

    def test_clerk_creates_a_company_on_the_customer_form(self):
        """A01, A02, A03, A04, A10: in one form."""
        action = self.partners._get_customer_action()
        context = {"default_customer_rank": 1, "default_is_company": True}
        self.assertIn("default_customer_rank", action["context"])
        industry = self.env["res.partner.industry"].search([], limit=1)
        with Form(self.partners.with_context(**context)) as form:
            form.name = "Silver Phoenix"
            form.phone = "020 8888 6666"
            form.email = "office@phoenix.example"
            form.street = "Main Street 1"
            form.city = "Guangzhou"
            form.country_id = self.env.ref("base.cn")
            form.website = "https://phoenix.example"
            form.industry_id = industry
            form.company_size = "50"
        customer = form.record
        self.assertTrue(customer.is_company and customer.customer_profile_id)
        self.assertEqual(customer.industry_id, industry)

    def test_contacts_have_a_position_and_a_salutation(self):
        """A05, A09: several contacts, each with its own."""
        with Form(self.company.with_user(self.user_user)) as form:
            with form.child_ids.new() as contact:
                contact.name = "Li"
                contact.function = "Accountant"
                contact.salutation = "Ms. Li"
        self.assertEqual(
            set(self.company.child_ids.mapped("function")), {"Buyer", "Accountant"}
        )

    def test_office_and_warehouse_addresses(self):
        """A11: addresses by purpose, told apart in every list."""
        for kind, label in (("office", "Office"), ("warehouse", "Warehouse")):
            address = self.partners.create(
                {"parent_id": self.company.id, "type": kind, "street": "Road 1"}
            )
            self.assertEqual(address.complete_name, f"Golden Dragon, {label}")
            self.assertEqual(address.type_address_label, f"{label} Address")
            self.assertTrue(address.avatar_128)

    def test_purposes_leave_valid_addresses_behind(self):
        """Uninstalling takes the purposes away, not the addresses."""
        addresses = self.env["res.partner"].create(
            [
                {"parent_id": self.company.id, "type": kind, "street": "Road 1"}
                for kind in ("office", "warehouse")
            ]
        )
        self.env.flush_all()
        selections = self.env["ir.model.fields.selection"].search(
            [
                ("field_id", "=", self.env.ref("base.field_res_partner__type").id),
                ("value", "in", ("office", "warehouse")),
            ]
        )
        self.assertEqual(len(selections), 2)
        selections._process_ondelete()
        self.assertEqual(addresses.mapped("type"), ["other", "other"])

    def test_main_contact_is_one_of_the_contacts(self):
        """A04: and nobody else."""
        self.company.with_user(self.user_user).main_contact_id = self.contact
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        with self.assertRaisesRegex(
            ValidationError, "Stranger is no contact of Golden"
        ):
            self.company.with_user(self.user_user).main_contact_id = stranger

    def test_main_contact_that_moves_is_forgotten(self):
        self.company.main_contact_id = self.contact
        other = self._create_customer("Other", is_company=True)
        self.contact.with_user(self.user_user).parent_id = other
        self.assertFalse(self.company.main_contact_id)

    def test_group_gives_its_customers_columns(self):
        """A30, C02: spare columns per group, without a change of the structure."""
        group = (
            self.env["customer.group"]
            .with_user(self.steward_user)
            .create(
                {
                    "name": "Chains",
                    "partner_properties_definition": [
                        {"name": "shops", "type": "integer", "string": "Shops"}
                    ],
                }
            )
        )
        customer = self.company.with_user(self.user_user)
        customer.customer_group_id = group.id
        customer.customer_properties = {"shops": 12}
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(customer.customer_properties["shops"], 12)
        self.assertEqual(
            self.partners.search([("customer_properties.shops", "=", 12)]), customer
        )
        self.assertEqual(group.partner_count, 1)
        self.assertEqual(
            self.partners.search(group.action_view_customers()["domain"]), customer
        )

    def test_staff_without_a_role_keep_their_contacts(self):
        """P17: what the file adds to a partner stops nobody's work."""
        groups = "base.group_user,base.group_partner_manager"
        clerk = new_test_user(self.env, "cim_contacts", groups=groups)
        group = self.env["customer.group"].create(
            {
                "name": "Chains",
                "partner_properties_definition": [
                    {"name": "shops", "type": "integer", "string": "Shops"}
                ],
            }
        )
        self.company.customer_group_id = group
        self.company.customer_properties = {"shops": 12}
        partners = self.env["res.partner"].with_user(clerk)
        created = partners.create({"name": "Made by a clerk without a role"})
        created.copy()
        created.parent_id = self.company
        company = self.company.with_user(clerk)
        company.write({"phone": "123", "customer_rank": 2})
        partners.name_create("Another <another@firm.example>")
        with Form(company) as form:
            form.city = "Hangzhou"
        self.assertEqual(self.company.customer_properties["shops"], 12)

    def test_only_stewards_own_groups(self):
        """C02, I02."""
        groups = self.env["customer.group"]
        for user in (self.user_user, self.finance_user, self.warehouse_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                groups.with_user(user).create({"name": "Mine"})
        groups.with_user(self.manager_user).create({"name": "Ours"})

    def test_groups_of_another_company_stay_there(self):
        """I03."""
        other = self.env["res.company"].create({"name": "Other"})
        group = self.env["customer.group"].create(
            {"name": "Theirs", "company_id": other.id}
        )
        self.assertFalse(
            self.env["customer.group"]
            .with_user(self.user_user)
            .search([("id", "=", group.id)])
        )
