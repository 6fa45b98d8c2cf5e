from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import CustomerInfoCommon

PERSONAL = ("gender", "birthday", "birth_year", "age", "occupation", "hobbies")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestPerson(CustomerInfoCommon):
    """A09, A12, A13, A14, A15, A16: the person behind the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Wang Fang")
        cls.as_clerk = cls.customer.with_user(cls.user_user)

    def test_clerk_fills_in_the_person(self):
        with Form(self.as_clerk) as form:
            form.salutation = "Ms. Wang"
            form.gender = "female"
            form.birthday = "1990年5月20日"
            form.occupation = "Teacher"
            form.hobbies = "Tea"
        self.assertRecordValues(
            self.customer,
            [
                {
                    "salutation": "Ms. Wang",
                    "gender": "female",
                    "birthday": "1990-05-20",
                    "birth_year": 1990,
                    "birth_month": 5,
                    "birth_day": 20,
                    "occupation": "Teacher",
                    "hobbies": "Tea",
                }
            ],
        )

    def test_birthday_is_shown_in_one_format_at_once(self):
        """B03: whatever was typed."""
        self.as_clerk.birthday = "20.05.1990"
        self.assertEqual(self.as_clerk.birthday, "1990-05-20")
        created = self.env["res.partner"].create({"name": "X", "birthday": "5月20日"})
        self.assertEqual(created.birthday, "05-20")

    def test_birthday_can_be_forgotten(self):
        self.as_clerk.birthday = "1990-05-20"
        self.as_clerk.birthday = False
        self.assertFalse(self.customer.birth_year or self.customer.birth_month)

    def test_nonsense_is_refused_with_a_way_out(self):
        with self.assertRaisesRegex(ValidationError, "Wang Fang.*no such day.*05-20"):
            self.as_clerk.birthday = "02-31"
        with self.assertRaisesRegex(ValidationError, "not a date"):
            self.as_clerk.birthday = "last spring"

    def test_impossible_numbers_are_refused_too(self):
        """Imports may write the numbers themselves."""
        for values in (
            {"birth_month": 2, "birth_day": 30},
            {"birth_year": 1990},
            {"birth_year": 3000, "birth_month": 1, "birth_day": 1},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.customer.write(values)

    def test_import_reads_birthdays(self):
        """J05: a column of birthdays in a file."""
        result = (
            self.env["res.partner"]
            .with_user(self.user_user)
            .load(["name", "birthday"], [["Li", "1985/7/1"], ["Zhang", "07-02"]])
        )
        self.assertFalse(result["messages"])
        partners = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(partners.mapped("birthday"), ["1985-07-01", "07-02"])

    @freeze_time("2026-03-10 08:00:00")
    def test_age_today(self):
        """A13: computed when read, searchable, never stored."""
        ages = {}
        for birthday in ("1990-03-10", "1990-03-11", "2026-03-09", "03-10", False):
            partner = self._create_customer(str(birthday), birthday=birthday)
            ages[birthday] = partner
        every = self.env["res.partner"].concat(*ages.values())
        self.assertEqual(every.mapped("age"), [36, 35, 0, 0, 0])

        def found(operator, value):
            domain = [("id", "in", every.ids), ("age", operator, value)]
            return set(self.env["res.partner"].search(domain).mapped("name"))

        self.assertEqual(found("=", 36), {"1990-03-10"})
        self.assertEqual(found(">=", 35), {"1990-03-10", "1990-03-11"})
        self.assertEqual(found(">", 35), {"1990-03-10"})
        self.assertEqual(found("<", 36), {"1990-03-11", "2026-03-09"})
        self.assertEqual(found("<=", 0), {"2026-03-09"})
        self.assertEqual(found("in", [35, 36]), {"1990-03-10", "1990-03-11"})
        self.assertEqual(
            found("!=", 36), {"1990-03-11", "2026-03-09", "03-10", "False"}
        )

    def test_search_by_birthday(self):
        self.customer.birthday = "1990-05-20"
        other = self._create_customer("Other", birthday="05-21")
        none = self._create_customer("None")
        every = self.customer | other | none

        def found(operator, value):
            return self.env["res.partner"].search(
                [("id", "in", every.ids), ("birthday", operator, value)]
            )

        self.assertEqual(found("=", "1990/5/20"), self.customer)
        self.assertEqual(found("=", "05-20"), self.customer)
        self.assertEqual(found("ilike", "5月"), self.customer | other)
        self.assertEqual(found("ilike", "1990"), self.customer)
        self.assertEqual(found("!=", False), self.customer | other)
        self.assertEqual(found("=", False), none)
        self.assertEqual(found("not ilike", "1990"), other | none)
        self.assertFalse(found("ilike", "nonsense"))

    def test_personal_fields_are_for_who_needs_them(self):
        """I04: not for warehouse, finance, nor staff without a role."""
        self.customer.birthday = "1990-05-20"
        nobody = new_test_user(self.env, "cim_nobody", groups="base.group_user")
        for user in (self.warehouse_user, self.finance_user, nobody):
            for fname in PERSONAL:
                with self.subTest(user=user.login, field=fname):
                    with self.assertRaises(AccessError):
                        self.customer.with_user(user).read([fname])
                    with self.assertRaises(AccessError):
                        user.with_user(user).read([fname])
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).search(
                    [("birthday", "=", "05-20")]
                )
        for user in (self.user_user, self.steward_user, self.privacy_user):
            self.customer.with_user(user).read(PERSONAL)

    def test_portal_reads_nothing_of_the_file(self):
        """I03: a portal user reads its own company, not what we noted about it."""
        portal = new_test_user(self.env, "cim_portal", groups="base.group_portal")
        own = portal.partner_id.with_user(portal)
        own.read(["name"])
        for fname in (
            *PERSONAL,
            "salutation",
            "company_size",
            "main_contact_id",
            "customer_group_id",
            "customer_properties",
            "alias_ids",
            "preference_ids",
            "family_alias_ids",
            "family_preference_ids",
            "customer_profile_id",
        ):
            with self.subTest(field=fname), self.assertRaises(AccessError):
                own.read([fname])
