from odoo.tests import tagged

from .common import CreditCommon

GRADE_AND_LIGHT = {"customer_credit_grade_id", "customer_balance_light"}
AMOUNTS = {"customer_balance", "customer_oldest_due_date", "credit_limit_of_grade"}


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCreditViews(CreditCommon):
    """G05, I02: each role finds on its screens what it may know, and nothing else."""

    def _fields_on(self, user, model, views):
        """Names of the fields that the client is told of."""
        result = (
            self.env[model]
            .with_user(user)
            .get_views([(self.env.ref(xmlid).id, kind) for xmlid, kind in views])
        )
        return set(result["models"][model]["fields"])

    def _customer_fields(self, user):
        return self._fields_on(
            user,
            "res.partner",
            [
                ("customer_info_mgmt.res_partner_view_list_customer", "list"),
                ("customer_info_mgmt.res_partner_view_kanban_customer", "kanban"),
                ("customer_info_mgmt.res_partner_view_search_customer", "search"),
                ("base.view_partner_form", "form"),
            ],
        )

    def test_finance_and_manager(self):
        for user in (self.finance_user, self.manager_user):
            self.assertLessEqual(GRADE_AND_LIGHT | AMOUNTS, self._customer_fields(user))

    def test_sales(self):
        seen = self._customer_fields(self.user_user)
        self.assertLessEqual(GRADE_AND_LIGHT, seen)
        self.assertFalse(AMOUNTS & seen)

    def test_warehouse_and_steward(self):
        for user in (self.warehouse_user, self.steward_user):
            self.assertFalse((GRADE_AND_LIGHT | AMOUNTS) & self._customer_fields(user))

    def test_order(self):
        views = [("sale.view_order_form", "form")]
        self.assertLessEqual(
            GRADE_AND_LIGHT, self._fields_on(self.user_user, "sale.order", views)
        )
        seen = self._fields_on(self.warehouse_user, "sale.order", views)
        self.assertFalse(GRADE_AND_LIGHT & seen)

    def test_customer_box(self):
        """L27: grade and a bad light stand under the name, for who may see them."""
        contact = self.env["res.partner"].create(
            {"name": "Box Wang", "parent_id": self.customer.id}
        )
        profile = self._profile(self.customer)
        profile._set_credit_grade(self.grade_c, "New")
        profile.write({"balance": 5, "oldest_due_date": self._days_ago(10)})
        self.env.flush_all()
        for user, expected in (
            (self.user_user, True),
            (self.finance_user, True),
            (self.warehouse_user, False),
            (self.steward_user, False),
        ):
            self.env.invalidate_all()
            for partner in (self.customer, contact):
                facts = partner.with_user(user)._customer_box_facts()[partner.id]
                self.assertEqual("`C`" in facts, expected, user.login)
                self.assertEqual("Overdue" in facts, expected, user.login)

    def test_payment_watch(self):
        """A18: finance opens the list of who is late."""
        self._profile(self.customer).write(
            {"balance": 5, "oldest_due_date": self._days_ago(10)}
        )
        self.env.flush_all()
        late = (
            self.env["res.partner"]
            .with_user(self.finance_user)
            .search([("customer_balance_light", "in", ("amber", "red"))])
        )
        self.assertIn(self.customer, late)
