from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon

# Rules as administrators write them: on the profile, on its partner, further away.
RULES = (
    "[('partner_id.user_id', '=', user.id)]",
    "[('partner_id.name', 'like', 'e')]",
    "[('partner_id', 'ilike', 'Fre')]",
    "[('partner_id.active', '=', True)]",
    "['|', ('completeness', '>', 15), ('partner_id.user_id', '=', False)]",
    "['!', ('partner_id.user_id', '=', user.id)]",
    "[('partner_id.user_id.login', '=', 'cim_other')]",
    "[('partner_id.category_id.name', '=', 'Tea')]",
    "[('company_id.name', 'like', 'zzz')]",
    "[('partner_id.user_id.partner_id.name', '!=', False)]",
    "[(0, '=', 1)]",
    "[(1, '=', 1)]",
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileFigures(CustomerInfoCommon):
    """A25, A38, I02: figures come in one go, and to nobody who may not read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        tea = cls.env["res.partner.category"].create({"name": "Tea"})
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.free = cls._create_customer("Free", category_id=[Command.set(tea.ids)])
        cls.foreign = cls._create_customer("Foreign", user_id=cls.other_seller.id)
        cls.gone = cls._create_customer("Gone", active=False)
        cls.customers = cls.own | cls.free | cls.foreign | cls.gone
        cls.supplier = cls.env["res.partner"].create({"name": "Supplier"})
        cls.profiles = cls.env["customer.profile"].search(
            [("partner_id", "in", cls.customers.ids)]
        )
        for rank, profile in enumerate(cls.profiles, 1):
            profile.completeness = 10 * rank
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.figures = [
            field
            for field in cls.env["res.partner"]._fields.values()
            if (field.related or "").startswith("customer_profile_id.")
        ]

    def _customers_with_profile(self, user):
        partners = self.env["res.partner"].with_user(user)
        partners = partners.with_context(active_test=False)
        return partners.search(
            [("id", "in", self.customers.ids), ("customer_profile_id", "!=", False)]
        )

    def _readable(self, user):
        profiles = self.env["customer.profile"].with_user(user)
        found = profiles.search([("id", "in", self.profiles.ids)])
        return found.sudo().partner_id

    def test_link_follows_rules_of_every_kind(self):
        rule = self.env.ref("customer_info_mgmt.customer_profile_rule_user_own")
        for domain in RULES:
            rule.domain_force = domain
            with self.subTest(domain=domain):
                seen = self._readable(self.user_user)
                self.assertEqual(
                    set(self._customers_with_profile(self.user_user).ids), set(seen.ids)
                )
                for customer in self.customers:
                    self.env.invalidate_all()
                    figure = customer.with_user(self.user_user).customer_completeness
                    self.assertEqual(bool(figure), customer in seen)

    def test_rule_of_all_companies(self):
        self.env.ref(
            "customer_info_mgmt.customer_profile_rule_company"
        ).domain_force = "[('company_id.parent_id.name', '=', 'zzz')]"
        self.assertFalse(self._customers_with_profile(self.manager_user))

    def test_rules_of_partners_do_not_hide_figures_from_rules(self):
        """A rule reads partners as the system does, whatever the user may see."""
        company = self.env["res.company"].create({"name": "Other"})
        self.foreign.company_id = company
        self.assertEqual(
            set(self._customers_with_profile(self.manager_user).ids),
            set((self.customers - self.foreign).ids),
        )

    def test_figures_are_those_of_the_profile(self):
        """Whatever the type, with and without a value."""
        seen = (self.customers | self.supplier).with_user(self.manager_user)
        seen.mapped("customer_profile_id")
        for field in self.figures:
            _link, *path = field.related.split(".")
            for partner in seen:
                expected = partner.sudo().customer_profile_id.mapped(".".join(path))
                if not field.relational:
                    expected = (
                        expected[0]
                        if expected
                        else partner._fields[field.name].convert_to_record(
                            None, partner
                        )
                    )
                with self.subTest(field=field.name, partner=partner.name):
                    self.assertEqual(partner[field.name] or False, expected or False)

    def test_change_is_seen_at_once(self):
        seen = self.own.with_user(self.user_user)
        profile = self.profiles.filtered(lambda each: each.partner_id == self.own)
        self.assertEqual(seen.customer_completeness, profile.completeness)
        profile.completeness = 77
        self.assertEqual(seen.customer_completeness, 77)

    def test_lost_role_is_lost_at_once(self):
        """I02: what is kept of somebody's groups goes with them."""
        seen = self.own.with_user(self.finance_user)
        self.assertFalse(seen.customer_balance)
        self.finance_user.group_ids -= self.env.ref(GROUPS + "finance")
        with self.assertRaises(AccessError):
            seen.read(["customer_balance"])
        with self.assertRaises(AccessError):
            seen.search([("customer_balance", ">", 1)])

    def test_finance_figures_stay_with_finance(self):
        """I02: they are read along with the others, and shown to nobody else."""
        seen = self.own.with_user(self.user_user)
        seen.read(["customer_completeness", "customer_balance_light"])
        for name in ("customer_balance", "customer_oldest_due_date"):
            with self.assertRaises(AccessError):
                seen.read([name])
            with self.assertRaises(AccessError):
                seen[name]  # pylint: disable=pointless-statement

    def test_all_figures_are_one_query(self):
        plain = [
            field.name
            for field in self.figures
            if field.related_field.store and field.related.count(".") == 1
        ]
        seen = self.customers.with_user(self.manager_user)

        def queries(names):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            seen.read(names)
            return self.env.cr.sql_log_count - before

        queries(plain)
        # The names of currencies and grades are tables of their own.
        self.assertLessEqual(queries(plain) - queries(["customer_completeness"]), 3)
