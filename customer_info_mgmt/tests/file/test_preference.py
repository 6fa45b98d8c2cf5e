from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPreferenceAndAlias(CustomerInfoCommon):
    """A08, A17: every name a customer goes by, and what it likes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls._create_customer("Golden Dragon", is_company=True)
        cls.contact = cls.env["res.partner"].create(
            {"name": "Wang", "parent_id": cls.company.id}
        )
        cls.colour = cls.env.ref("customer_info_mgmt.customer_preference_type_color")
        cls.packing = cls.env.ref("customer_info_mgmt.customer_preference_type_packing")
        cls.red, cls.cartons, cls.green = cls.env["customer.preference"].create(
            [
                cls._preference(cls.company, cls.colour, "Red"),
                cls._preference(cls.company, cls.packing, "Cartons"),
                cls._preference(cls.contact, cls.colour, "Green"),
            ]
        )

    @classmethod
    def _preference(cls, partner, preference_type, value):
        return {"partner_id": partner.id, "type_id": preference_type.id, "value": value}

    def test_clerk_notes_a_preference(self):
        """A17: with attitude, source and date, on the customer's form."""
        with Form(self.company.with_user(self.user_user)) as form:
            with form.preference_ids.new() as line:
                line.type_id = self.env.ref(
                    "customer_info_mgmt.customer_preference_type_flavour"
                )
                line.value = "Smoked tea"
                line.attitude = "dislike"
                line.source = "survey"
        noted = self.company.preference_ids.filtered(lambda p: p.attitude == "dislike")
        self.assertEqual(noted.display_name, "Flavour: Smoked tea")
        self.assertTrue(noted.date)

    def test_favoured_product_names_itself(self):
        product = self.env["product.product"].create({"name": "Teapot"})
        preference = (
            self.env["customer.preference"]
            .with_user(self.user_user)
            .create(
                {
                    "partner_id": self.company.id,
                    "type_id": self.colour.id,
                    "product_id": product.id,
                }
            )
        )
        self.assertEqual(preference.value, "Teapot")

    def test_preference_without_value_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Colour of Golden Dragon"):
            self.env["customer.preference"].create(
                self._preference(self.company, self.colour, "  ")
            )

    def test_types_are_shipped(self):
        """A17: colour, style, size, brand, flavour, packing, delivery, contact..."""
        codes = set(self.env["customer.preference.type"].search([]).mapped("code"))
        wanted = "color style size brand flavour product packing delivery_time"
        self.assertLessEqual({*wanted.split(), "contact_way"}, codes)

    def test_company_shows_its_contacts_and_they_show_it(self):
        company = self.company.with_user(self.user_user)
        contact = self.contact.with_user(self.user_user)
        self.assertEqual(company.family_preference_ids, self.green)
        self.assertEqual(contact.family_preference_ids, self.red | self.cartons)
        alias = self.env["customer.alias"].create(
            {"partner_id": self.contact.id, "name": "Xiao Wang", "kind": "nickname"}
        )
        self.assertEqual(company.family_alias_ids, alias)
        self.assertFalse(contact.family_alias_ids)

    def test_strangers_are_no_family(self):
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.assertFalse(stranger.family_preference_ids)
        self.assertFalse(self.env["res.partner"].new({}).family_preference_ids)

    def test_warehouse_sees_what_it_delivers_by(self):
        """A17, I02: and nothing else, whichever way it asks."""
        company = self.company.with_user(self.warehouse_user)
        self.assertEqual(company.preference_ids, self.cartons)
        self.assertFalse(company.family_preference_ids)
        preferences = self.env["customer.preference"].with_user(self.warehouse_user)
        self.assertEqual(preferences.search([]), self.cartons)
        with self.assertRaises(AccessError):
            self.red.with_user(self.warehouse_user).read(["value"])
        self.assertFalse(
            self.env["res.partner"]
            .with_user(self.warehouse_user)
            .search([("preference_ids.value", "=", "Red")])
        )
        for operation in ("write", "create", "unlink"):
            self.assertFalse(preferences.has_access(operation))

    def test_who_reads_and_who_writes(self):
        """I02: sales and stewards write; finance and privacy read."""
        for model in ("customer.preference", "customer.alias"):
            for user in (self.user_user, self.steward_user, self.manager_user):
                self.assertTrue(self.env[model].with_user(user).has_access("create"))
            for user in (self.finance_user, self.privacy_user):
                rows = self.env[model].with_user(user)
                self.assertTrue(rows.has_access("read"))
                self.assertFalse(rows.has_access("write"))
        self.assertFalse(
            self.env["customer.alias"].with_user(self.warehouse_user).has_access("read")
        )

    def test_only_stewards_own_types(self):
        types = self.env["customer.preference.type"]
        values = {"name": "Music", "code": "music"}
        with self.assertRaises(AccessError):
            types.with_user(self.user_user).create(values)
        types.with_user(self.steward_user).create(values)

    def test_rows_of_another_company_stay_there(self):
        """I03: what hangs on a partner is seen where the partner is."""
        other = self.env["res.company"].create({"name": "Other"})
        self.company.company_id = other
        self.env["customer.alias"].create({"partner_id": self.company.id, "name": "GD"})
        for model in ("customer.alias", "customer.preference"):
            rows = self.env[model].with_user(self.user_user)
            self.assertFalse(rows.search([("partner_id", "=", self.company.id)]))

    def test_alias_is_kept_once_per_customer(self):
        """A08: every name, without spaces around it."""
        aliases = self.env["customer.alias"].with_user(self.user_user)
        alias = aliases.create({"partner_id": self.company.id, "name": " GD "})
        self.assertEqual(alias.name, "GD")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                aliases.create({"partner_id": self.company.id, "name": "gd"})
        aliases.create({"partner_id": self.contact.id, "name": "GD"})

    def test_empty_alias_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "alias of Golden Dragon is empty"):
            self.env["customer.alias"].create(
                {"partner_id": self.company.id, "name": "   "}
            )
