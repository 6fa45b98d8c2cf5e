from odoo import fields
from odoo.tests import new_test_user

from ..common import GROUPS, CustomerInfoCommon


class ReportCommon(CustomerInfoCommon):
    """A small trade: goods with a cost, orders, deliveries, returns on given days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = new_test_user(
            cls.env, "cim_colleague", groups=GROUPS + "user"
        )
        cls.tag_vip, cls.tag_north = cls.env["res.partner.category"].create(
            [{"name": "VIP (test)"}, {"name": "North (test)"}]
        )
        cls.own = cls._create_customer(
            "Own Trading",
            user_id=cls.user_user.id,
            category_id=[(6, 0, (cls.tag_vip | cls.tag_north).ids)],
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Own Buyer", "parent_id": cls.own.id}
        )
        cls.free = cls._create_customer("Free Shop")
        cls.foreign = cls._create_customer(
            "Foreign Mart", user_id=cls.other_seller.id, category_id=cls.tag_vip.ids
        )
        cls.customers = cls.own | cls.free | cls.foreign
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Tea",
                "is_storable": True,
                "list_price": 10.0,
                "standard_price": 6.0,
                "taxes_id": False,
            }
        )
        cls.service = cls.env["product.product"].create(
            {
                "name": "Tasting",
                "type": "service",
                "list_price": 50.0,
                "standard_price": 0.0,
                "taxes_id": False,
            }
        )
        cls.report = cls.env["customer.contribution.report"]

    @classmethod
    def _sell(cls, partner, day, quantity, product=None, company=None, **line_values):
        """A confirmed order of one line, dated ``day``."""
        company = company or cls.env.company
        order = (
            cls.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "order_line": [
                        fields.Command.create(
                            {
                                "product_id": (product or cls.goods).id,
                                "product_uom_qty": quantity,
                                **line_values,
                            }
                        )
                    ],
                }
            )
        )
        order.action_confirm()
        order.date_order = f"{day} 09:00:00"
        return order

    @classmethod
    def _deliver(cls, order, quantity=None):
        picking = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(
            skip_backorder=True, cancel_backorder=True
        ).button_validate()
        return picking

    @classmethod
    def _give_back(cls, picking, quantity, day):
        """The customer sends ``quantity`` back on ``day``, to be refunded."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        back = wizard._create_return()
        for move in back.move_ids:
            move.quantity = quantity
            move.picked = True
        back.button_validate()
        back.move_ids.date = f"{day} 10:00:00"
        return back

    def _rows(self, user=None, domain=()):
        """Rows of the report about this test's customers, as ``user``."""
        self.env.flush_all()
        report = self.report.with_user(user) if user else self.report
        return report.search([("partner_id", "in", self.customers.ids), *domain])

    def _grouped(self, user, groupby, aggregates, domain=()):
        report = self.report.with_user(user)
        return report.formatted_read_group(
            [("partner_id", "in", self.customers.ids), *domain], groupby, aggregates
        )
