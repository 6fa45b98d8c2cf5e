from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProfileLink(CustomerInfoCommon):
    """A38, A25: customers are listed by the figures of their profile, by who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.free = cls._create_customer("Free")
        cls.foreign = cls._create_customer("Foreign", user_id=cls.other_seller.id)
        cls.customers = cls.own | cls.free | cls.foreign
        cls.profiles = cls.env["customer.profile"].search(
            [("partner_id", "in", cls.customers.ids)]
        )
        for rank, customer in enumerate(cls.customers, 1):
            cls._profile(customer).completeness = 10 * rank
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _profile(cls, customer):
        return cls.env["customer.profile"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", cls.env.company.id)]
        )

    def _customers_as(self, user):
        return self.env["res.partner"].with_user(user)

    def _search(self, user, domain=(), **options):
        return self._customers_as(user).search(
            [("id", "in", self.customers.ids), *domain], **options
        )

    def test_new_customer_has_profile_at_once(self):
        self.assertTrue(self._profile(self._create_customer("New")))

    def test_supplier_and_contact_have_none(self):
        supplier = self.env["res.partner"].create({"name": "Supplier"})
        contact = self._create_customer("Contact", parent_id=self.own.id)
        self.assertFalse(self._profile(supplier) | self._profile(contact))

    def test_search_by_figure(self):
        found = self._search(self.manager_user, [("customer_completeness", ">", 15)])
        self.assertEqual(found, self.free | self.foreign)

    def test_search_for_any_and_no_profile(self):
        has_profile = [("customer_profile_id", "!=", False)]
        self.assertEqual(self._search(self.manager_user, has_profile), self.customers)
        self.assertEqual(
            self._search(self.user_user, has_profile), self.own | self.free
        )
        self.assertEqual(
            self._search(self.user_user, [("customer_profile_id", "=", False)]),
            self.foreign,
        )

    def test_order_by_figure(self):
        found = self._search(self.manager_user, order="customer_completeness desc")
        self.assertEqual(found.mapped("name"), ["Foreign", "Free", "Own"])

    def test_group_by_figure(self):
        groups = self._customers_as(self.manager_user)._read_group(
            [("id", "in", self.customers.ids)], ["customer_completeness"], ["__count"]
        )
        self.assertEqual(groups, [(10, 1), (20, 1), (30, 1)])

    def test_clerk_gets_no_figure_of_a_colleagues_customer(self):
        """I02: not by reading, searching, sorting, grouping or adding up."""
        seen = self.customers.with_user(self.user_user)
        self.assertEqual(seen.mapped("customer_completeness"), [10, 20, 0])
        self.assertFalse(
            self._search(self.user_user, [("customer_completeness", "=", 30)])
        )
        partners = self._customers_as(self.user_user)
        domain = [("id", "in", self.customers.ids)]
        self.assertEqual(
            partners._read_group(domain, ["customer_completeness"], ["__count"]),
            [(10, 1), (20, 1), (False, 1)],
        )
        self.assertEqual(
            partners._read_group(domain, [], ["customer_completeness:sum"]), [(30,)]
        )

    def test_clerk_in_superuser_mode_sees_no_more(self):
        seen = self.foreign.with_user(self.user_user).sudo()
        self.assertFalse(seen.customer_profile_id)
        self.assertFalse(seen.customer_completeness)

    def test_all_documents_right_sees_all(self):
        self.user_user.group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.assertEqual(
            self.customers.with_user(self.user_user).mapped("customer_completeness"),
            [10, 20, 30],
        )

    def test_warehouse_is_refused(self):
        """I02: no figures for the warehouse, whichever way it asks."""
        with self.assertRaises(AccessError):
            self.own.with_user(self.warehouse_user).read(["customer_completeness"])
        self.assertFalse(
            self._search(self.warehouse_user, [("customer_completeness", ">", 15)])
        )
        with self.assertRaises(AccessError):
            self.env["customer.profile"].with_user(self.warehouse_user).search([])

    def test_figures_are_those_of_the_current_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.manager_user.company_ids += other
        self.env["customer.profile"].refresh()
        self.own.customer_profile_id.verified_date = "2026-03-01"
        self.env.invalidate_all()
        self.assertTrue(self.own.with_company(other).customer_profile_id)
        self.assertFalse(self.own.with_company(other).customer_verified_date)
        self.assertEqual(str(self.own.customer_verified_date), "2026-03-01")

    def test_refresh_is_for_managers(self):
        with self.assertRaises(AccessError):
            self.env["customer.profile"].with_user(self.user_user).refresh()
        self.env["customer.profile"].with_user(self.manager_user).refresh()

    def test_second_refresh_writes_nothing(self):
        self.env["customer.profile"].refresh()
        self.assertEqual(self.env["customer.profile"].refresh(), 0)

    def test_marks_of_one_transaction_are_one_each(self):
        marks = self.env["customer.profile.mark"]
        contact = self._create_customer("Contact", parent_id=self.own.id)
        self.env.cr.precommit.run()
        marks.search([]).unlink()
        marks._add(self.own | contact, self.env.company)
        marks._add(self.own, self.env.company)
        self.env.cr.precommit.run()
        self.assertEqual(marks.search([]).partner_id, self.own)
        self.assertEqual(marks.search_count([]), 1)

    def test_job_works_marks_off(self):
        """B25: news is worked off, and only once."""
        self.env["customer.profile.mark"]._add(self.own, self.env.company)
        self.env.cr.precommit.run()
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_refresh_marked_profiles"
            ).method_direct_trigger()
        self.assertFalse(self.env["customer.profile.mark"].search_count([]))
