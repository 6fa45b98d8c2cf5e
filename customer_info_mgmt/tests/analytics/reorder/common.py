from datetime import timedelta

from odoo.tools import SQL

from ..common import GeneratedSales


class GeneratedHabits(GeneratedSales):
    """Three years of trade with so few customers and products that habits come up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.habits = cls.env["customer.product.habit"]
        goods = cls.env["product.category"].create({"name": "Goods of the Sea"})
        for product in cls.products[:4]:
            product.categ_id = goods
        for number in range(50):
            cls._trade(number)
        cls.env["customer.sales.history"].create(
            [
                {
                    "partner_id": cls.customers[number % 4 + 1].id,
                    "company_id": cls.companies[number % 2].id,
                    "date": (cls.last_moment - timedelta(days=31 * number)).date(),
                    "product_id": cls.products[number % 3].id,
                    "quantity": 5 + number,
                    "amount": 100 * (number if number % 5 else -1),
                }
                for number in range(20)
            ]
        )
        cls.env.flush_all()

    @classmethod
    def _create_customers(cls):
        cls.walk_in = cls._create_customer("Walk-in", leave_out_of_figures=True)
        firm = cls._create_customer("Firm", is_company=True)
        cls.customers = firm | cls._create_customer("Buyer", parent_id=firm.id)
        cls.customers |= cls._create_customer("Person") | cls.walk_in
        cls.customers |= cls._create_customer("Rare")
        cls.customers |= cls._create_customer(
            "Branch Clerk", parent_id=cls.other_company.partner_id.id
        )

    def _stored(self):
        self.habits.invalidate_model()
        names = (
            "order_days first_date last_date median_interval_days next_date lapse_date "
            "usual_quantity last_quantity last_price revenue_12m"
        ).split()
        self.env.cr.execute(
            SQL(
                """SELECT partner_id, company_id, product_id, %s
                     FROM customer_product_habit""",
                SQL(", ").join(map(SQL.identifier, names)),
            )
        )
        found = {}
        for *key, _end in ((*row, None) for row in self.env.cr.fetchall()):
            values = dict(zip(names, key[3:], strict=True))
            found[tuple(key[:3])] = {k: v or 0 for k, v in values.items()}
        return found
