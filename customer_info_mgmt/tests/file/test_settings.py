from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ...models.parameters import PREFIX
from ...models.quality import quality_settings
from ...models.quality.proposal import proposal_settings
from ..common import CustomerInfoCommon


class SettingsCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parameters = cls.env["ir.config_parameter"]
        cls.parameters.search([("key", "=like", PREFIX + "%")]).unlink()
        cls.settings = cls.env["customer.settings"].with_user(cls.manager_user)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSettings(SettingsCommon):
    """I02, A28, B02: managers set what holds, without Odoo's administrator right."""

    def _save(self, **values):
        settings = self.settings.create(values)
        settings.execute()
        return settings

    def test_manager_opens_and_saves(self):
        """I02: what a manager without the administrator right saves, holds at once."""
        self.assertFalse(self.manager_user.has_group("base.group_system"))
        with Form(self.settings) as form:
            self.assertEqual(form.customer_policy_phone, "flag")
            self.assertEqual(form.customer_duplicate_threshold, 0.85)
            form.customer_policy_phone = "refuse"
            form.customer_duplicate_threshold = 0.9
            form.customer_door_form = "block"
            form.customer_four_eyes = True
            form.customer_split_addresses = False
            form.customer_dormant_months = 18
        self.assertEqual(quality_settings.get_policy(self.env, "phone"), "flag")
        form.record.execute()
        self.assertEqual(quality_settings.get_policy(self.env, "phone"), "refuse")
        self.assertEqual(quality_settings.get_threshold(self.env), 0.9)
        self.assertEqual(quality_settings.get_door_action(self.env, "form"), "block")
        self.assertTrue(proposal_settings.needs_four_eyes(self.env))
        self.assertFalse(quality_settings.splits_addresses(self.env))
        self.assertEqual(self.env.company.customer_dormant_months, 18)
        again = Form(self.settings)
        self.assertEqual(again.customer_policy_phone, "refuse")
        self.assertFalse(again.customer_split_addresses)
        self.assertEqual(again.customer_dormant_months, 18)

    def test_nothing_and_no_are_choices(self):
        """I02: zero and no hold, and do not fall back to what held before."""
        self._save(customer_check_pause_days=0, customer_four_eyes=True)
        self.assertEqual(proposal_settings.get_pause_days(self.env), 0)
        self._save(customer_four_eyes=False)
        self.assertFalse(proposal_settings.needs_four_eyes(self.env))
        self.assertEqual(self.settings.create({}).customer_check_pause_days, 0)

    def test_only_what_was_changed_is_written(self):
        """I02: what nobody chose stays open for what a later release holds best."""
        self._save(customer_policy_zip="accept")
        found = self.parameters.search([("key", "=like", PREFIX + "%")])
        self.assertEqual(found.mapped("key"), [PREFIX + "policy_zip"])

    def test_every_form_reads_what_every_reader_reads(self):
        """I02: what somebody typed into the system parameters is shown as it holds."""
        for typed, shown in (("7", 1.0), ("0.1", 0.5), ("much", 0.85)):
            self.parameters.set_param(PREFIX + "duplicate_threshold", typed)
            self.parameters.set_param(PREFIX + "policy_name", typed)
            settings = self.settings.create({})
            self.assertEqual(settings.customer_duplicate_threshold, shown)
            self.assertEqual(quality_settings.get_threshold(self.env), shown)
            self.assertEqual(settings.customer_policy_name, "flag")

    def test_numbers_out_of_range_are_refused_by_name(self):
        """I02: a refused number names the setting and what it may be."""
        for name, value, message in (
            ("customer_duplicate_threshold", 0.4, "Likeness .* from 0.5 to 1"),
            ("customer_duplicate_threshold", float("nan"), "Likeness .* from 0.5"),
            ("customer_duplicate_key_cap", 1, "Records that may .* from 2 to 1000"),
            ("customer_check_months_company", -1, "checks: company.* from 0"),
            ("customer_check_link_days", 0, "Days the link works.* from 1 to 90"),
            ("customer_dormant_months", 0, "Months until .* from 1"),
            ("customer_code_digits", 40, "Digits of the code.* from 0 to 20"),
        ):
            with self.subTest(name=name, value=value):
                with self.assertRaisesRegex(ValidationError, message):
                    self.settings.create({name: value})

    def test_numbering(self):
        """A01: a manager says how the next code looks; saving anything else does not
        turn the numbers back."""
        sequence = self.env.ref("customer_info_mgmt.sequence_customer_code")
        self._save(
            customer_codes=True,
            customer_code_prefix="K",
            customer_code_digits=6,
            customer_code_next=7000,
        )
        self.assertEqual(sequence.prefix, "K")
        self.assertEqual(self._create_customer("A").ref, "K007000")
        opened = self.settings.create({})
        self.assertEqual(self._create_customer("B").ref, "K007001")
        opened.execute()
        self.assertEqual(self._create_customer("C").ref, "K007002")
        with self.assertRaisesRegex(ValidationError, "Code starts with"):
            self._save(customer_code_prefix="%(ear)s")

    def test_company_without_numbering(self):
        """A01: where nobody numbers, settings are saved all the same."""
        self.env["ir.sequence"].search([("code", "=", "customer.code")]).active = False
        self._save(customer_policy_zip="accept")

    def test_company_values_follow_the_company(self):
        """I02, B12: each company has its own; the form shows the one worked in."""
        other = self.env["res.company"].create(
            {"name": "Other House", "customer_dormant_months": 36}
        )
        self.manager_user.company_ids += other
        there = self.settings.with_company(other)
        self.assertEqual(Form(there).customer_dormant_months, 36)
        there.create({"customer_dormant_months": 40}).execute()
        self.assertEqual(other.customer_dormant_months, 40)
        self.assertEqual(self.env.company.customer_dormant_months, 24)

    def test_saving_the_form_changes_nothing_yet(self):
        """I02: a form that is kept while a link is opened is not applied by that."""
        self.settings.create({"customer_dormant_months": 7})
        self.assertEqual(self.env.company.customer_dormant_months, 24)

    def test_company_of_others_is_out_of_reach(self):
        """I02: neither read nor written, by no way of naming it."""
        other = self.env["res.company"].create({"name": "Other House"})
        with self.assertRaises(AccessError):
            self.settings.create({"company_id": other.id})
        settings = self.settings.create({})
        with self.assertRaises(AccessError):
            settings.company_id = other
            settings.flush_recordset()


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSettingsDeclared(SettingsCommon):
    """I02: what the form can write is ours, whatever a room declares."""

    def _ours(self):
        return {
            field.name: field
            for field in self.settings._fields.values()
            if field.name.startswith("customer_")
        }

    def test_every_setting_says_what_it_is(self):
        """I02: each number says what it may be, each setting is on the form."""
        arch = self.settings.get_view(view_type="form")["arch"]
        for name, field in self._ours().items():
            with self.subTest(name=name):
                self.assertIn(f'name="{name}"', arch)
                if field.related:
                    self.assertTrue(field.store and not field.inverse)
                if field.type in ("integer", "float"):
                    self.assertTrue(field.between)

    def test_a_save_writes_our_parameters_alone(self):
        """I02: no parameter of the system and no field of a company but ours."""
        before = {p.key: p.value for p in self.parameters.search([])}
        company = self.env.company.copy_data()[0]
        settings = self.settings.create({})
        for name, field in self._ours().items():
            if field.type == "boolean":
                settings[name] = not settings[name]
            elif field.type == "selection":
                settings[name] = field.selection[-1][0]
        settings.execute()
        after = {p.key: p.value for p in self.parameters.search([])}
        changed = {key for key in after if after[key] != before.get(key)}
        self.assertTrue(changed)
        self.assertEqual({key for key in changed if not key.startswith(PREFIX)}, set())
        self.assertFalse(before.keys() - after.keys())
        now = self.env.company.copy_data()[0]
        self.assertEqual(
            {n for n in now if now[n] != company[n] and not n.startswith("customer_")},
            set(),
        )
