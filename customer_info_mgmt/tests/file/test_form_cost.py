from odoo import Command
from odoo.tests import Form, tagged

from ..common import CustomerInfoCommon

# Queries that the form may take beyond core's, for every customer.
BUDGET = 12


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFormCost(CustomerInfoCommon):
    """What opening a customer costs, against the same form without the addon.

    Core learned it the hard way: buttons and lists on the partner form that cost more
    for larger customers took minutes on large databases (lesson P29c).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.small = cls._customer_with_everything("Small Trading", 1)
        cls.large = cls._customer_with_everything("Large Trading", 12)
        cls.env.flush_all()

    @classmethod
    def _customer_with_everything(cls, name, size):
        """A customer with something in each place of the form, ``size`` times."""
        group = cls.env["customer.group"].create({"name": name})
        customer = cls._create_customer(
            name,
            is_company=True,
            user_id=cls.user_user.id,
            customer_group_id=group.id,
            child_ids=[Command.create({"name": f"Contact {i}"}) for i in range(size)],
        )
        for partner in customer | customer.child_ids:
            cls._describe(partner, size)
        cls._judge(customer, size)
        return customer

    @classmethod
    def _describe(cls, partner, size):
        preference_type = cls.env["customer.preference.type"].create(
            {"name": "Colour", "code": f"form_cost_{partner.id}"}
        )
        for i in range(size):
            cls.env["customer.alias"].create(
                {"partner_id": partner.id, "name": f"Alias {i}"}
            )
            cls.env["customer.preference"].create(
                {
                    "partner_id": partner.id,
                    "type_id": preference_type.id,
                    "value": f"Shade {i}",
                }
            )

    @classmethod
    def _judge(cls, customer, size):
        profile = cls.env["customer.profile"].search([("partner_id", "=", customer.id)])
        grade = cls.env["customer.credit.grade"].search([], limit=1)
        stages = cls.env["customer.feedback.stage"].search([])
        rule = cls.env["customer.reminder.rule"].create(
            {"name": "Birthday", "kind": "birthday", "user_id": cls.user_user.id}
        )
        profile.write(
            {
                "credit_grade_id": grade.id,
                "order_count": size,
                "revenue": 100 * size,
                "abc_class": "A",
                "last_order_date": "2026-05-10",
            }
        )
        for i in range(size):
            cls.env["customer.feedback"].create(
                {
                    "title": f"Torn box {i}",
                    "partner_id": customer.id,
                    "stage_id": stages[i % len(stages)].id,
                    "resolution": "Sent new ones",
                }
            )
            cls.env["customer.credit.review"].create(
                {
                    "partner_id": customer.id,
                    "company_id": cls.env.company.id,
                    "new_grade_id": grade.id,
                    "reason": f"Reason {i}",
                    "user_id": cls.finance_user.id,
                }
            )
            cls.env["customer.reminder"].create(
                {
                    "rule_id": rule.id,
                    "partner_id": customer.id,
                    "company_id": cls.env.company.id,
                    "occurrence": f"20{10 + i}-05-10",
                }
            )

    def _specification(self, user):
        """What the web client asks for when ``user`` opens a customer."""
        view = self.env.ref("base.view_partner_form")
        form = Form(self.small.with_user(user), view=view)
        return self._with_names("res.partner", form._view["fields_spec"])

    def _with_names(self, model, fields_spec):
        specification = {}
        for name, field_spec in fields_spec.items():
            field = self.env[model]._fields[name]
            specification[name] = {}
            if field.type in ("many2one", "many2many"):
                specification[name] = {"fields": {"display_name": {}}}
            elif field.type == "one2many":
                rows = self._with_names(field.comodel_name, field_spec["fields"])
                specification[name] = {"fields": rows}
        return specification

    def _without_addon(self):
        """Turn off what the addon adds to the views of partners."""
        ours = self.env["ir.model.data"].search(
            [("module", "=", "customer_info_mgmt"), ("model", "=", "ir.ui.view")]
        )
        self.env["ir.ui.view"].browse(ours.mapped("res_id")).filtered(
            lambda view: view.model == "res.partner" and view.mode == "extension"
        ).active = False

    def _queries(self, customer, user, specification):
        record = customer.with_user(user)
        record.web_read(specification)  # what the registry keeps is not the form's
        record.env.invalidate_all()
        before = self.env.cr.sql_log_count
        record.web_read(specification)
        return self.env.cr.sql_log_count - before

    def _more_queries(self, user):
        """Return how many queries more than core's the form takes, by customer."""
        every = self._specification(user)
        self._without_addon()
        core = self._specification(user)
        self.assertIn("customer_revenue", every)
        self.assertNotIn("customer_revenue", core)
        return [
            self._queries(customer, user, every) - self._queries(customer, user, core)
            for customer in (self.small, self.large)
        ]

    def test_sales_clerk(self):
        """P29c: the form of an own customer stays within its budget of queries, and
        costs the same for a customer with much on file."""
        small, large = self._more_queries(self.user_user)
        self.assertLessEqual(small, BUDGET)
        self.assertEqual(large, small)

    def test_manager(self):
        """P29c: whoever sees everything waits no longer for it."""
        small, large = self._more_queries(self.manager_user)
        self.assertLessEqual(small, BUDGET)
        self.assertEqual(large, small)
