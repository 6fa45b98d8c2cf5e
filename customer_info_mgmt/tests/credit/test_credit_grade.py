import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import GROUPS
from .common import CreditCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCreditGrade(CreditCommon):
    """A18, G01, L16: a grade per customer and company, changed only with a reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile(cls.customer)
        cls.wizard = cls.env["customer.credit.grade.change"]

    def _change_as(self, user, customers, grade, reason="Paid late twice"):
        return self.wizard.with_user(user).create(
            {"partner_ids": customers.ids, "grade_id": grade.id, "reason": reason}
        )

    def test_scale_is_shipped(self):
        """G01: five grades, the best first, with limit and permissions."""
        grades = self.env["customer.credit.grade"].search([("company_id", "=", False)])
        self.assertEqual(grades.mapped("code"), ["A", "B", "C", "D", "E"])
        limits = grades.mapped("credit_limit")
        self.assertEqual(limits, sorted(limits, reverse=True))
        self.assertEqual(
            [(g.allow_on_account, g.allow_order, g.allow_delivery) for g in grades],
            [(True, True, True)] * 3 + [(False, True, True), (False, False, False)],
        )

    def test_merged_customer_keeps_its_grade(self):
        """B08: the winner's grade stands; without one, it gets the other's."""
        ungraded = self._create_customer("Harbor Trading", is_company=True)
        graded = self._create_customer("Harbour Trading Ltd", is_company=True)
        self._profile(graded)._set_credit_grade(self.grade_c, "Known since May")
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((ungraded | graded).ids, ungraded)
        self.assertEqual(self._profile(ungraded).credit_grade_id, self.grade_c)
        self.assertEqual(ungraded.credit_review_ids.reason, "Known since May")

    def test_finance_changes_grade_and_decision_is_noted(self):
        """L16: old, new, reason, who and when."""
        self._change_as(self.finance_user, self.customer, self.grade_c).action_apply()
        self._change_as(
            self.finance_user, self.customer, self.grade_a, " Ten good years "
        ).action_apply()
        reviews = self.customer.with_user(self.finance_user).credit_review_ids
        self.assertRecordValues(
            reviews,
            [
                {
                    "old_grade_id": self.grade_c.id,
                    "new_grade_id": self.grade_a.id,
                    "reason": "Ten good years",
                    "user_id": self.finance_user.id,
                    "company_id": self.company.id,
                },
                {
                    "old_grade_id": False,
                    "new_grade_id": self.grade_c.id,
                    "reason": "Paid late twice",
                    "user_id": self.finance_user.id,
                    "company_id": self.company.id,
                },
            ],
        )
        self.assertTrue(all(reviews.mapped("date")))
        self.assertEqual(
            self.customer.with_user(self.finance_user).customer_credit_grade_id,
            self.grade_a,
        )

    def test_same_grade_again_is_no_decision(self):
        for _time in range(2):
            self._change_as(
                self.finance_user, self.customer, self.grade_c
            ).action_apply()
        self.assertEqual(len(self.customer.credit_review_ids), 1)

    def test_wizard_works_on_a_selection(self):
        """G01: a batch of customers; a contact stands for its company."""
        other = self._create_customer("Other")
        contact = self._create_customer("Contact", parent_id=self.customer.id)
        wizard = Form(
            self.wizard.with_user(self.finance_user).with_context(
                active_model="res.partner", active_ids=(contact | other).ids
            )
        )
        wizard.grade_id = self.grade_c
        wizard.reason = "Yearly review"
        wizard.save().action_apply()
        self.assertEqual(self._profile(other).credit_grade_id, self.grade_c)
        self.assertEqual(self.profile.credit_grade_id, self.grade_c)

    def test_reason_is_required(self):
        wizard = self._change_as(self.finance_user, self.customer, self.grade_c, "   ")
        with self.assertRaisesRegex(UserError, "Reason: write down why"):
            wizard.action_apply()

    def test_supplier_gets_no_grade(self):
        supplier = self.env["res.partner"].create({"name": "Mill"})
        wizard = self._change_as(
            self.finance_user, supplier | self.customer, self.grade_c
        )
        with self.assertRaisesRegex(UserError, "Mill cannot get a grade"):
            wizard.action_apply()
        self.assertFalse(self.profile.credit_grade_id)

    def test_nobody_writes_the_grade_directly(self):
        """L16: not finance, not the manager; through the decision only."""
        for user in (self.finance_user, self.manager_user, self.user_user):
            with self.assertRaises(AccessError):
                self.profile.with_user(user).write({"credit_grade_id": self.grade_a.id})
        partner = self.customer.with_user(self.manager_user)
        partner.write({"customer_credit_grade_id": self.grade_a.id})
        self.assertFalse(self.profile.credit_grade_id)

    def test_sales_may_not_decide(self):
        with self.assertRaises(AccessError):
            self._change_as(self.user_user, self.customer, self.grade_a)
        profile = self.profile.with_user(self.user_user)
        with self.assertRaisesRegex(AccessError, "Only finance"):
            profile._set_credit_grade(self.grade_a, "My friend")

    def test_reviews_are_immutable(self):
        """L16: nobody rewrites or deletes a decision, not even the manager."""
        self._change_as(self.finance_user, self.customer, self.grade_c).action_apply()
        for user in (
            self.finance_user,
            self.manager_user,
            self.env.ref("base.user_admin"),
        ):
            review = self.customer.credit_review_ids.with_user(user)
            with self.assertRaises(AccessError):
                review.write({"reason": "Never mind"})
            with self.assertRaises(AccessError):
                review.unlink()
            with self.assertRaises(AccessError):
                review.create({"partner_id": self.customer.id, "reason": "Made up"})

    def test_sales_sees_grade_of_own_customer_only(self):
        """G05: grade on the customer's page; I02: not of a colleague's customer."""
        seller = new_test_user(self.env, "cim_other_seller", groups=GROUPS + "user")
        foreign = self._create_customer("Foreign", user_id=seller.id)
        profiles = self.profile | self._profile(foreign)
        profiles._set_credit_grade(self.grade_c, "New")
        self.env.invalidate_all()
        partners = (self.customer | foreign).with_user(self.user_user)
        self.assertEqual(
            [partner.customer_credit_grade_id.code for partner in partners],
            ["C", False],
        )
        self.assertEqual(partners.credit_review_ids.partner_id, self.customer)
        found = partners.search([("customer_credit_grade_id.code", "=", "C")])
        self.assertEqual(found & partners, self.customer)

    def test_warehouse_and_steward_see_no_credit(self):
        self.profile._set_credit_grade(self.grade_c, "New")
        for user in (self.warehouse_user, self.steward_user):
            for fname in (
                "customer_credit_grade_id",
                "customer_balance_light",
                "customer_balance",
                "credit_review_ids",
            ):
                with self.assertRaises(AccessError, msg=f"{user.login} {fname}"):
                    self.customer.with_user(user).read([fname])
            with self.assertRaises(AccessError):
                self.env["customer.credit.review"].with_user(user).search([])

    def test_master_data_is_for_the_manager(self):
        self.grade_a.with_user(self.manager_user).credit_limit = 5
        for user in (self.finance_user, self.user_user):
            with self.assertRaises(AccessError):
                self.grade_a.with_user(user).write({"credit_limit": 7})

    def test_grade_per_company(self):
        """G01: the other company decides for itself."""
        other = self.env["res.company"].create({"name": "Other"})
        self.env["customer.profile"].refresh()
        self.profile._set_credit_grade(self.grade_a, "Good")
        self._profile(self.customer, other)._set_credit_grade(self.grade_e, "Sued")
        self.assertEqual(self.customer.customer_credit_grade_id, self.grade_a)
        self.assertEqual(
            self.customer.with_company(other).customer_credit_grade_id, self.grade_e
        )
        reviews = self.customer.credit_review_ids.with_user(self.finance_user)
        self.assertEqual(reviews.search([]).company_id, self.company)

    def test_grade_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Other"})
        own = self.env["customer.credit.grade"].create(
            {"name": "Own", "code": "X", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self.profile._set_credit_grade(own, "Mistake")
        self.profile._set_credit_grade(self.grade_c, "New")
        with self.assertRaisesRegex(ValidationError, "Make a new grade"):
            self.grade_c.company_id = other

    def test_customer_with_decisions_stays(self):
        """L16: deleting a customer is no way to lose its history."""
        self.profile._set_credit_grade(self.grade_c, "New")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.cr.savepoint(),
        ):
            self.customer.unlink()

    def test_order_shows_grade_of_the_customer(self):
        """G05: on the order too, from the commercial partner, for who may see it."""
        self.profile._set_credit_grade(self.grade_c, "New")
        contact = self._create_customer("Contact", parent_id=self.customer.id)
        order = self.env["sale.order"].create({"partner_id": contact.id})
        for user in (self.user_user, self.manager_user):
            self.assertEqual(
                order.sudo().with_user(user).sudo().customer_credit_grade_id,
                self.grade_c,
            )
        with self.assertRaises(AccessError):
            order.with_user(self.warehouse_user).read(["customer_credit_grade_id"])
