from datetime import datetime, timedelta
from random import Random

from odoo.fields import Command

from ..common import CustomerInfoCommon


class SalesCommon(CustomerInfoCommon):
    """Sales documents made through Odoo's own flows: order, deliver, take back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiles = cls.env["customer.profile"]
        cls.marks = cls.env["customer.profile.mark"]
        cls.company = cls.env.company
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.product = cls._create_product("Tea", 30, 18)

    @classmethod
    def _create_product(cls, name, price, cost):
        return cls.env["product.product"].create(
            {"name": name, "type": "consu", "list_price": price, "standard_price": cost}
        )

    @classmethod
    def _create_order(cls, partner, lines, company=None, **values):
        """A quotation.

        :param lines: tuples of product, quantity, unit price and further line values
        """
        company = company or cls.company
        orders = cls.env["sale.order"].with_company(company)
        return orders.create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            **more,
                        }
                    )
                    for product, quantity, price, more in lines
                ],
                **values,
            }
        )

    @classmethod
    def _sell(cls, partner, price=100.0, quantity=1, moment=None, **values):
        """A confirmed order of one line."""
        order = cls._create_order(
            partner, [(cls.product, quantity, price, {})], **values
        )
        order.action_confirm()
        if moment:
            order.date_order = moment
        return order

    @classmethod
    def _deliver(cls, order, share=1.0, moment=None):
        """Deliver a share of what is open; return the transfer that was done."""
        picking = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )[:1]
        for move in picking.move_ids:
            move.quantity = max(1, round(move.product_uom_qty * share))
        return cls._finish(picking, moment)

    @classmethod
    def _take_back(cls, picking, share=1.0, to_refund=True, moment=None):
        """Return a share of what a transfer moved; return the transfer back."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .with_company(picking.company_id)
            .create({})
        )
        for line in wizard.product_return_moves:
            line.quantity = max(1, int(line.move_id.quantity * share))
            line.to_refund = to_refund
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        return cls._finish(back, moment)

    @classmethod
    def _finish(cls, picking, moment=None):
        picking.move_ids.picked = True
        picking.with_company(picking.company_id)._action_done()
        if moment:
            picking.move_ids.date = moment
        return picking

    def _profile(self, partner, company=None):
        return self.profiles.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or self.company).id),
            ]
        )

    def _take_marks(self):
        """Write and clear what is noted; return the customers."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        marked = self.marks.search([])
        partners = marked.partner_id
        marked.unlink()
        return partners

    def _refresh_marked(self, batch=1000):
        self.env.flush_all()
        self.env.cr.precommit.run()
        while self.profiles._refresh_marked_batch(batch):
            continue


class GeneratedSales(SalesCommon):
    """A few dozen customers with three years of trade in two companies, from a seed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.random = Random(20240229)
        cls.last_moment = datetime(2024, 3, 31, 16, 30)
        cls._create_companies()
        cls._create_customers()
        cls.products = [
            cls._create_product(f"Product {number}", 12.5 * number, 7.3 * number)
            for number in range(1, 7)
        ]
        cls.orders = cls.env["sale.order"]
        for number in range(70):
            cls._trade(number)
        cls.env.flush_all()

    @classmethod
    def _create_companies(cls):
        cls.foreign = cls.env.ref("base.CNY")
        cls.foreign.active = True
        other_currency = cls.env.ref("base.JPY")
        other_currency.active = True
        cls.other_company = cls.env["res.company"].create(
            {"name": "Far Shore Trading", "currency_id": other_currency.id}
        )
        cls.companies = cls.company | cls.other_company
        cls.env.user.company_ids += cls.other_company
        for company in cls.companies:
            for year, rate in ((2021, 7.1), (2022, 6.87), (2023, 7.31), (2024, 7.25)):
                cls.env["res.currency.rate"].create(
                    {
                        "name": f"{year}-01-01",
                        "currency_id": cls.foreign.id,
                        "company_id": company.id,
                        "rate": rate,
                    }
                )
        cls.foreign_pricelist = cls.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": cls.foreign.id, "company_id": False}
        )

    @classmethod
    def _create_customers(cls):
        cls.walk_in = cls._create_customer("Walk-in", leave_out_of_figures=True)
        cls.own_branch = cls._create_customer(
            "Branch Clerk", parent_id=cls.other_company.partner_id.id
        )
        cls.customers = cls.walk_in | cls.own_branch
        for number in range(24):
            is_company = number % 3 == 0
            customer = cls._create_customer(f"Customer {number}", is_company=is_company)
            cls.customers |= customer
            if is_company:
                cls.customers |= cls._create_customer(
                    f"Contact {number}", parent_id=customer.id
                )
        # Bought without anybody calling it a customer.
        cls.customers |= cls.env["res.partner"].create({"name": "Never Named So"})

    @classmethod
    def _moment(cls):
        return cls.last_moment - timedelta(minutes=cls.random.randrange(3 * 365 * 1440))

    @classmethod
    def _trade(cls, number):
        """One order and what may follow: delivery in parts, returns, cancellation."""
        choice, moment = cls.random.random, cls._moment()
        lines = [
            (
                cls.random.choice(cls.products),
                cls.random.randint(2, 30),
                round(cls.random.uniform(3, 250), 2),
                {
                    "discount": cls.random.choice((0, 0, 5, 12.5)),
                    "product_uom_id": cls.random.choice((cls.unit, cls.dozen)).id,
                },
            )
            for _line in range(cls.random.randint(1, 3))
        ]
        values = {}
        if choice() < 0.4:
            values["pricelist_id"] = cls.foreign_pricelist.id
        # Some customers buy more than others: the smaller of two draws.
        index = min(cls.random.randrange(len(cls.customers)) for _draw in "ab")
        order = cls._create_order(
            cls.customers[index],
            lines,
            company=cls.companies[choice() < 0.35],
            **values,
        )
        cls.orders |= order
        if choice() < 0.1:
            return
        order.action_confirm()
        order.date_order = moment
        if choice() < 0.1:
            order._action_cancel()
        elif choice() < 0.8:
            cls._fulfil(order, moment)

    @classmethod
    def _fulfil(cls, order, moment):
        choice = cls.random.random
        moment += timedelta(days=cls.random.randrange(20))
        picking = cls._deliver(order, cls.random.choice((0.4, 1, 1)), moment)
        if choice() < 0.45:
            moment += timedelta(days=cls.random.randrange(200))
            back = cls._take_back(
                picking, cls.random.choice((0.3, 1)), choice() < 0.75, moment
            )
            if choice() < 0.25:
                cls._take_back(back, 1, True, moment + timedelta(days=3))
        if choice() < 0.1:
            order._action_cancel()
