from lxml import etree

from odoo.exceptions import ValidationError
from odoo.tests import Form, new_test_user, tagged

from .test_completeness import CompletenessCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestRequired(CompletenessCommon):
    """A28: doors that refuse a customer without its required values."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._ask("company", "vat", "required")
        cls._ask("company", "phone", "required")
        cls._ask("company", "email", "wanted")
        cls.partners = cls.env["res.partner"].with_user(cls.user_user)
        cls.values = {"name": "Harbour", "is_company": True, "customer_rank": 1}

    def _save(self, values, partner=None):
        partners = partner or self.partners
        return partners.with_context(customer_rank=1).web_save(values, {"name": {}})

    def test_off_until_switched_on(self):
        """A28: without the setting nothing is refused, and the file is marked."""
        saved = self._save(self.values)
        self._refresh()
        partner = self.env["res.partner"].browse(saved[0]["id"])
        self.assertEqual(self._profile(partner).missing_required, 2)
        self.assertFalse(partner.with_user(self.user_user).customer_required_fields)

    def test_form_refuses_and_names_the_fields(self):
        """A28: the form refuses a new customer and says which fields are missing."""
        self._set("required_form", "refuse")
        with self.assertRaisesRegex(ValidationError, "Harbour: fill in .*Phone"):
            self._save(self.values)
        saved = self._save({**self.values, "vat": "GB123", "phone": "+44 20 7946 0018"})
        partner = self.partners.browse(saved[0]["id"])
        with self.assertRaisesRegex(ValidationError, "Phone"):
            self._save({"phone": False}, partner)
        self._save({"email": False}, partner)

    def test_old_file_may_be_corrected(self):
        """A28: an old file that lacks a tax number may get its street all the same."""
        partner = self.partners.create(self.values)
        self._set("required_form", "refuse")
        self._save({"street": "1 Quay"}, partner)
        with self.assertRaises(ValidationError):
            self._save({"vat": False}, partner)

    def test_form_shows_what_is_required(self):
        """A28: the form marks required fields, for customers and for nobody else."""
        self._set("required_form", "refuse")
        view = self.env.ref("base.view_partner_form")
        partner = self.env["res.partner"].create(self.values)
        with self.assertRaises(AssertionError):
            with Form(partner.with_user(self.user_user), view=view) as form:
                form.street = "1 Quay"
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": partner.id}
        )
        with Form(contact.with_user(self.user_user), view=view) as form:
            form.street = "2 Quay"

    def test_form_follows_the_rules(self):
        """A28: a rule that is taken away takes its asterisk along."""
        self._set("required_form", "refuse")
        view = self.env.ref("base.view_partner_form")

        def is_marked(name):
            arch = etree.fromstring(self.partners.get_view(view.id)["arch"])
            nodes = arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]")
            return any(f"|{name}|" in node.get("required", "") for node in nodes)

        self.assertTrue(is_marked("vat"))
        self.rules.search([("field_id.name", "=", "vat")]).unlink()
        self.assertFalse(is_marked("vat"))
        self.assertTrue(is_marked("phone"))

    def test_contacts_and_vendors_are_not_asked(self):
        """A28: contacts, addresses and who is no customer pass."""
        self._set("required_form", "refuse")
        self._save({"name": "Vendor", "is_company": True})
        company = self.env["res.partner"].create(self.values)
        self._save({"name": "Contact", "parent_id": company.id, "customer_rank": 1})

    def test_other_users_and_other_doors_pass(self):
        """A28: staff without a role, quick create and the system itself are not held
        up: a till or a web shop asks what it asks."""
        self._set("required_form", "refuse")
        clerk = new_test_user(
            self.env, "till", groups="base.group_user,base.group_partner_manager"
        )
        clerks = self.env["res.partner"].with_user(clerk)
        clerks.with_context(res_partner_search_mode="customer").web_save(
            {"name": "Till", "is_company": True}, {"name": {}}
        )
        self.partners.with_context(res_partner_search_mode="customer").name_create("Q")
        self.partners.create(self.values)

    def test_import_and_other_systems_by_setting(self):
        """A28, B01: imports and other systems are refused where the settings say so."""
        imported = self.partners.with_context(import_file=True)
        api = self.partners.with_context(customer_door="api")
        imported.create(self.values)
        self._set("required_import", "refuse")
        with self.assertRaises(ValidationError):
            imported.create(self.values)
        api.create(self.values)
        self._set("required_api", "refuse")
        with self.assertRaises(ValidationError):
            api.create(self.values)

    def test_settings_keep_never(self):
        """B12: 0 months between checks stays 0 in the settings."""
        settings = self.env["customer.settings"].create(
            {"customer_check_months_company": 0, "customer_required_form": "refuse"}
        )
        settings.execute()
        self.assertEqual(
            self.params.get_param("customer_info_mgmt.check_months_company"), "0"
        )
        again = self.env["customer.settings"].create({})
        self.assertEqual(again.customer_check_months_company, 0)
        self.assertEqual(again.customer_required_form, "refuse")
