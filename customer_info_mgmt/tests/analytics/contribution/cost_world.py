from datetime import timedelta

from ...credit.common import CreditCommon
from ..common import GeneratedSales

RATES = {
    "customer_cost_order": 12.5,
    "customer_cost_line": 1.25,
    "customer_cost_delivery": 30,
    "customer_cost_return": 45.5,
    "customer_cost_feedback": 17,
    "customer_commission_rate": 3,
    "customer_late_rate": 8,
}


class CostWorld(CreditCommon, GeneratedSales):
    """Generated trade, with invoices that are paid in time, late, in parts or never."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write(RATES)
        # The other company counts half of it, and nothing for orders and lines.
        cls.other_company.write(
            {name: value / 2 for name, value in RATES.items()}
            | {"customer_cost_order": 0, "customer_cost_line": 0}
        )
        cls.other_books = cls._open_books(cls.other_company)
        for number in range(40):
            cls._bill(number)
        cls._tell()
        cls.env.flush_all()

    @classmethod
    def _bill(cls, number):
        """An invoice, some in foreign currency, and what is paid of it when."""
        choice = cls.random.random
        books = cls.other_books if number % 3 == 0 else cls.books
        customer = cls.customers[cls.random.randrange(len(cls.customers))]
        day = cls._moment().date()
        payer = customer.commercial_partner_id.with_company(books["company"])
        payer.property_account_receivable_id = books["receivable"]
        amount = round(cls.random.uniform(50, 5000))
        values = {"currency_id": cls.foreign.id} if choice() < 0.3 else {}
        due = day + timedelta(days=cls.random.choice((0, 14, 30)))
        invoice = cls._invoice(customer, amount, day, due, books, **values)
        open_amount = sum(cls._receivable_lines(invoice).mapped("amount_residual"))
        for share in cls.random.choice(((), (1,), (0.4,), (0.3, 0.7))):
            day += timedelta(days=cls.random.randrange(120))
            cls._pay(invoice, round(open_amount * share), day, books)

    @classmethod
    def _tell(cls):
        for number in range(12):
            feedback = cls.env["customer.feedback"].create(
                {
                    "partner_id": cls.customers[number].commercial_partner_id.id,
                    "title": f"Feedback {number}",
                    "company_id": cls.companies[number % 2].id,
                }
            )
            cls.env.cr.execute(
                "UPDATE customer_feedback SET create_date = %s WHERE id = %s",
                [cls._moment(), feedback.id],
            )
        cls.env["customer.feedback"].invalidate_model()
