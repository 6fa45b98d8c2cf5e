from datetime import date, timedelta
from random import Random

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.quality.trusted import YES
from ..common import CustomerInfoCommon
from .completeness_oracle import expected

MONTHS = {"company": 12, "person": 24}


class CompletenessCommon(CustomerInfoCommon):
    """Rules of our own: those that come with the addon are anybody's to change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["customer.field.rule"]
        cls.rules.search([]).unlink()
        cls.profiles = cls.env["customer.profile"]
        cls.group = cls.env["customer.group"].create({"name": "Chains"})
        cls.params = cls.env["ir.config_parameter"]
        for kind, months in MONTHS.items():
            cls.params.set_param(f"customer_info_mgmt.check_months_{kind}", str(months))

    @classmethod
    def _ask(cls, kind, name, requirement="wanted", weight=10, group=None, months=0):
        return cls.rules.create(
            {
                "customer_type": kind,
                "field_id": cls.env["ir.model.fields"]._get("res.partner", name).id,
                "requirement": requirement,
                "weight": weight,
                "customer_group_id": group and group.id,
                "stale_months": months,
            }
        )

    def _refresh(self):
        return self.profiles.refresh()

    def _profile(self, partner, company=None):
        return self.profiles.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or self.env.company).id),
            ]
        )

    def _set(self, name, value):
        self.params.set_param(f"customer_info_mgmt.{name}", value)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCompletenessOracle(CompletenessCommon):
    """B10, L19: completeness and freshness on generated customers of two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(20261121)
        cls.other = cls.env["res.company"].create({"name": "Far Shore"})
        cls.env.user.company_ids += cls.other
        cls._create_rules()
        cls.term = cls.env["account.payment.term"].create({"name": "30 days, ours"})
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "A"}, {"name": "B"}]
        )
        cls.tags[1].active = False
        cls.customers = cls.env["res.partner"].concat(
            *(cls._generate(number) for number in range(120))
        )

    @classmethod
    def _create_rules(cls):
        for kind in ("company", "person"):
            cls._ask(kind, "phone", "required", 25, months=6)
            cls._ask(kind, "city", "wanted", 7)
            cls._ask(kind, "category_id", "wanted", 3)
            cls._ask(kind, "property_payment_term_id", "wanted", 11)
            cls._ask(kind, "website", "optional", 50)
        cls._ask("company", "child_ids", "required", 9)
        cls._ask("company", "main_contact_id", "wanted", 8)
        cls._ask("company", "alias_ids", "wanted", 4)
        cls._ask("company", "color", "wanted", 5)
        cls._ask("person", "birthday", "required", 13, months=3)
        cls._ask("company", "phone", "optional", 0, group=cls.group)
        cls._ask("company", "vat", "required", 40, group=cls.group)
        cls.group.check_months = 2

    @classmethod
    def _generate(cls, number):
        choose = cls.random.choice
        is_company = choose((True, False))
        values = {
            "is_company": is_company,
            "phone": choose((False, f"+86 138 0013 80{number % 100:02}")),
            "city": choose((False, "  ", "Hangzhou")),
            "website": choose((False, "example.com")),
            "customer_group_id": choose((False, False, cls.group.id)),
            "company_id": choose((False, False, cls.other.id)),
            "vat": choose((False, f"GB{number:09}")),
            "category_id": [
                Command.set(choose(([], cls.tags[:1].ids, cls.tags[1:].ids)))
            ],
        }
        if is_company:
            values["color"] = choose((0, 3))
            values["child_ids"] = choose(
                ([], [Command.create({"name": "A"})],
                 [Command.create({"name": "A", "active": False})])
            )  # fmt: skip
            values["alias_ids"] = choose(([], [Command.create({"name": "B"})]))
        else:
            values["birthday"] = choose((False, "1990-05-20", "05-20"))
        customer = (
            cls.env["res.partner"]
            .with_context(customer_quality_skip=YES)
            .create({"name": f"Customer {number}", "customer_rank": 1, **values})
        )
        if customer.child_ids and choose((True, False)):
            customer.main_contact_id = customer.child_ids[0]
        if choose((True, False)):
            customer.with_company(choose((cls.env.company, cls.other))).sudo().write(
                {"property_payment_term_id": cls.term.id}
            )
        return customer

    def _verify_some(self):
        for profile in self.profiles.search([("partner_id", "in", self.customers.ids)]):
            if self.random.random() < 0.4:
                profile.verified_date = date(2026, 1, 31) - timedelta(
                    self.random.randrange(900)
                )

    def _verify_some_phones(self):
        points = self.env["customer.contact.point"].search(
            [("partner_id", "in", self.customers.ids), ("is_primary", "=", True)]
        )
        self.assertTrue(points)
        points.filtered(lambda point: point.id % 3 == 0).action_verify("call")

    def _assert_as_expected(self):
        self.env.invalidate_all()
        checked = self.profiles.search([("partner_id", "in", self.customers.ids)])
        self.assertGreater(len(checked), 150)
        for profile in checked:
            with self.subTest(customer=profile.partner_id.name):
                self.assertEqual(
                    (
                        profile.completeness,
                        profile.missing_required,
                        profile.stale_date,
                    ),
                    expected(self.env, profile.partner_id, profile.company_id, MONTHS),
                )

    def test_as_the_oracle_and_then_nothing_to_write(self):
        """B10, L19: every figure is as counted by hand; a second run writes none."""
        self._verify_some()
        self._verify_some_phones()
        self._refresh()
        self._assert_as_expected()
        self.assertEqual(self._refresh(), 0)

    def test_defaults_per_company_count(self):
        """B10: a payment term that holds by default in one company is there in it."""
        self.env["ir.default"].set(
            "res.partner",
            "property_payment_term_id",
            self.term.id,
            company_id=self.other.id,
        )
        self._refresh()
        self._assert_as_expected()

    def test_marked_customers_alone(self):
        """B10, B25: a change is noticed and moves the figure with the next minute."""
        self._refresh()
        self.env.cr.precommit.run()
        self.env["customer.profile.mark"].search([]).unlink()
        customer = self.customers.filtered("is_company")[0]
        customer.write({"city": "Shanghai" if not customer.city else False})
        self.env.flush_all()
        self.env.cr.precommit.run()
        marked = self.env["customer.profile.mark"].search([]).partner_id
        self.assertEqual(marked, customer)
        self.profiles._refresh_marked_batch(100)
        self._assert_as_expected()


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCompleteness(CompletenessCommon):
    """What is asked, what is said about it, and when a file is due."""

    def test_rules_of_a_group_come_first(self):
        """A28: what a group is asked takes the place of what its type is asked."""
        self._ask("company", "vat", "required", 10)
        self._ask("company", "email", "wanted", 10)
        self._ask("company", "vat", "wanted", 30, group=self.group)
        plain = self._create_customer("Plain", is_company=True, email="a@example.com")
        chain = self._create_customer(
            "Chain", is_company=True, customer_group_id=self.group.id
        )
        self._refresh()
        self.assertEqual(self._profile(plain).completeness, 50)
        self.assertEqual(self._profile(plain).missing_required, 1)
        self.assertEqual(self._profile(chain).completeness, 0)
        self.assertEqual(self._profile(chain).missing_required, 0)
        rows = chain.with_user(self.user_user).customer_asked
        self.assertEqual([row["weight"] for row in rows], [30, 10])

    def test_what_is_missing_in_words(self):
        """B10: the list of what is missing names it, what is required first."""
        self._ask("person", "email", "wanted", 10)
        self._ask("person", "phone", "required", 10).label = "Mobile"
        self._ask("person", "website", "optional", 10)
        person = self._create_customer("Wang Wei").with_user(self.user_user)
        self.assertEqual(person.customer_missing_text, "Mobile, Email")
        person.phone = "+86 138 0013 8000"
        person.invalidate_recordset()
        self.assertEqual(person.customer_missing_text, "Email")
        contact = self._create_customer("Contact", parent_id=person.id)
        self.assertFalse(contact.customer_asked)

    def test_only_what_the_reader_may_see_is_named(self):
        """I02: nobody learns from the list of what is missing whether there is a
        birthday who may not see birthdays."""
        self._ask("person", "birthday", "required", 10)
        person = self._create_customer("Wang Wei")
        self.assertTrue(person.with_user(self.user_user).customer_missing_text)
        self.assertFalse(person.with_user(self.warehouse_user).customer_missing_text)

    def test_verifying_makes_fresh(self):
        """B12, L19: a file is due some months after it was made, and no longer once
        somebody has verified it."""
        customer = self._create_customer("Wang Wei", user_id=self.user_user.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-02-29' WHERE id = %s",
            [customer.id],
        )
        self._refresh()
        own = customer.with_user(self.user_user)
        self.assertEqual(str(own.customer_stale_date), "2022-02-28")
        self.assertEqual(own.customer_freshness, "due")
        due = [("customer_freshness", "=", "due")]
        self.assertIn(customer, own.search(due))
        own.action_verify_file()
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.profiles._refresh_marked_batch(1000)
        self.assertEqual(own.customer_freshness, "fresh")
        self.assertNotIn(customer, own.search(due))

    def test_a_verified_phone_is_fresh_by_itself(self):
        """L19: what is to be checked each half year is fresh once its contact point
        was verified, though nobody went over the file."""
        self._ask("person", "phone", "wanted", 1, months=6)
        customer = self._create_customer("Phoned", phone="+86 138 0013 8000")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2026-01-31' WHERE id = %s",
            [customer.id],
        )
        self._refresh()
        self.assertEqual(str(self._profile(customer).stale_date), "2026-07-31")
        point = self.env["customer.contact.point"].search(
            [("partner_id", "=", customer.id)]
        )
        self.env["customer.profile.mark"].search([]).unlink()
        point.with_user(self.user_user).action_verify("call")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.profiles._refresh_marked_batch(1000)
        self.assertGreater(str(self._profile(customer).stale_date), "2026-07-31")

    def test_never_due(self):
        """B12: 0 months means never, for the file and beside a value that is due."""
        self._set("check_months_person", "0")
        self._ask("person", "phone", "wanted", 1, months=6)
        silent = self._create_customer("Silent")
        phoned = self._create_customer("Phoned", phone="+86 138 0013 8000")
        self._refresh()
        self.assertFalse(self._profile(silent).stale_date)
        self.assertTrue(self._profile(phoned).stale_date)

    def test_no_rules_nothing_missing(self):
        """B10: where nothing is asked, nothing is missing."""
        customer = self._create_customer("Wang Wei")
        self._refresh()
        self.assertEqual(self._profile(customer).completeness, 100)
        self.assertFalse(customer.customer_missing_text)

    def test_rules_are_for_stewards(self):
        """A28: a steward keeps the rules; a clerk reads what they ask, not them."""
        rule = self._ask("person", "phone")
        rule.with_user(self.steward_user).weight = 3
        with self.assertRaises(AccessError):
            rule.with_user(self.user_user).read(["weight"])
        with self.assertRaises(AccessError):
            self.rules.with_user(self.user_user).create({"customer_type": "person"})

    def test_fields_that_cannot_be_asked_for(self):
        """A28: what has no empty value or no column is refused, with the reason."""
        for name in ("active", "customer_revenue", "image_128", "properties"):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                self._ask("person", name)

    def test_one_rule_per_field(self):
        """A28: two rules for one field of the same customers would contradict."""
        self._ask("person", "phone")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self._ask("person", "phone")

    def test_group_says_how_it_is_kept(self):
        """B27: a group says which way of updating suits it, and every how many months
        its files are due."""
        self.group.write({"update_way": "periodic", "check_months": 3})
        self.assertIn("Verify", self.group.with_user(self.user_user).update_advice)
        customer = self._create_customer("Shop", customer_group_id=self.group.id)
        self._refresh()
        self.assertEqual(
            self._profile(customer).stale_date,
            expected(self.env, customer, self.env.company, MONTHS)[2],
        )
