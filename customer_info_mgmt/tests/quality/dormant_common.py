from datetime import timedelta

from odoo import fields

from ..common import CustomerInfoCommon

OLD = timedelta(days=5 * 365)


class DormantCommon(CustomerInfoCommon):
    """Customers of five years ago, in two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.customer_dormant_months = 24
        cls.other = cls.env["res.company"].create(
            {"name": "Other House", "customer_dormant_months": 12}
        )
        cls.now = fields.Datetime.now()
        cls.product = cls.env["product.product"].create(
            {"name": "Lamp", "type": "consu", "invoice_policy": "order"}
        )
        cls.quiet = cls._old_customer("Quiet", is_company=True)
        cls.person = cls._old_customer("Person", parent_id=cls.quiet.id)
        cls.archived_before = cls._old_customer(
            "Gone long ago", parent_id=cls.quiet.id, active=False
        )
        cls.busy = cls._old_customer("Busy", is_company=True)
        cls._order(cls.busy, timedelta(days=30))

    @classmethod
    def _old_customer(cls, name, **values):
        values.setdefault("company_id", cls.company.id)
        partner = cls._create_customer(name, **values)
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = %s WHERE id = %s",
            [cls.now - OLD, partner.id],
        )
        partner.invalidate_recordset(["create_date"])
        return partner

    @classmethod
    def _order(cls, partner, ago, company=None, is_open=False):
        """A confirmed order of some time ago, delivered and invoiced unless open."""
        order = (
            cls.env["sale.order"]
            .with_company(company or cls.company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": (company or cls.company).id,
                    "date_order": cls.now - ago,
                }
            )
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE sale_order SET state = 'sale', date_order = %s,"
            " invoice_status = %s, delivery_status = 'full' WHERE id = %s",
            [cls.now - ago, "to invoice" if is_open else "invoiced", order.id],
        )
        cls.env.invalidate_all()
        return order

    def _run(self, user=None, **values):
        run = (
            self.env["customer.dormant.run"]
            .with_user(user or self.steward_user)
            .create({"name": "Test", "company_id": self.company.id, **values})
        )
        run.action_propose()
        return run

    def _line(self, run, partner):
        return run.line_ids.filtered(lambda line: line.partner_id == partner)

    def _states(self, run):
        return {line.partner_id.name: line.state for line in run.line_ids}
