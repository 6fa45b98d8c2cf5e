from datetime import timedelta

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from ..common import GROUPS
from .common import CreditCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBalance(CreditCommon):
    """A18, L16: what a customer owes, on any day, and how late it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls._profile(cls.customer)
        cls.profiles = cls.env["customer.profile"]

    def _balance(self, as_of=None, profile=None):
        self.profiles.refresh(as_of)
        profile = profile or self.profile
        return profile.balance, profile.oldest_due_date

    def _recompute(self, partner, as_of, company=None):
        """The same figures in plain Python, from the documents alone."""
        lines = self.env["account.move.line"].search(
            [
                ("partner_id", "child_of", partner.id),
                ("company_id", "=", (company or self.company).id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("date", "<=", as_of),
            ]
        )
        balance, due_dates = 0, []
        for line in lines:
            settled = sum(
                partial.amount
                for partial in line.matched_debit_ids | line.matched_credit_ids
                if partial.max_date <= as_of
            )
            residual = (
                line.balance - settled if line.balance > 0 else line.balance + settled
            )
            balance += residual
            if line.company_currency_id.compare_amounts(residual, 0) > 0:
                due_dates.append(line.date_maturity or line.date)
        return round(balance, 2), min(due_dates, default=False)

    def test_invoice_payment_and_credit(self):
        first = self._invoice(
            self.customer, 1000, self._days_ago(90), self._days_ago(60)
        )
        self._invoice(self.customer, 500, self._days_ago(20), self._days_ago(-10))
        self.assertEqual(self._balance(), (1500, self._days_ago(60)))
        self._pay(first, 400, self._days_ago(10))
        self.assertEqual(self._balance(), (1100, self._days_ago(60)))
        self._pay(first, 600, self._days_ago(5))
        self.assertEqual(self._balance(), (500, self._days_ago(-10)))
        self._payment(self.customer, 80, self._days_ago(1))
        self.assertEqual(self._balance(), (420, self._days_ago(-10)))

    def test_any_day_equals_recomputation(self):
        """L16: as of the past, with part payments, payments made later, and drafts."""
        first = self._invoice(
            self.customer, 1000, self._days_ago(90), self._days_ago(60)
        )
        contact = self._create_customer("Contact", parent_id=self.customer.id)
        second = self._invoice(contact, 700, self._days_ago(50), self._days_ago(40))
        self._pay(first, 400, self._days_ago(45))
        self._pay(second, 700, self._days_ago(30))
        self._pay(first, 600, self._days_ago(10))
        self._payment(self.customer, 55, self._days_ago(8))
        self._invoice(self.customer, 90, self._days_ago(-5))
        self._invoice(self.customer, 33, self._days_ago(3)).button_draft()
        seen = set()
        for days in (100, 90, 60, 50, 46, 45, 44, 31, 30, 29, 11, 10, 9, 8, 3, 0, -5):
            day = self._days_ago(days)
            figures = self._balance(day)
            self.assertEqual(figures, self._recompute(self.customer, day), days)
            seen.add(figures)
        self.assertGreater(len(seen), 6)

    def test_other_currency_counts_in_company_currency(self):
        foreign = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 4.0})],
            }
        )
        day = self._days_ago(20)
        self._invoice(self.customer, 1000, day, currency_id=foreign.id)
        self.assertEqual(self._balance(), (250, day))
        self.assertEqual(self._balance(), self._recompute(self.customer, day))

    def test_each_company_has_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        books = self._open_books(other)
        self._invoice(self.customer, 300, self._days_ago(5))
        self._invoice(self.customer, 77, self._days_ago(4), books=books)
        self.profiles.refresh()
        self.assertEqual(self.profile.balance, 300)
        self.assertEqual(self._profile(self.customer, other).balance, 77)

    def test_second_refresh_writes_nothing(self):
        self._invoice(self.customer, 300, self._days_ago(5))
        self.profiles.refresh()
        self.assertEqual(self.profiles.refresh(), 0)

    def test_news_reach_the_profile(self):
        """B25: posting, paying, unmatching and cancelling mark the customer."""
        marks = self.env["customer.profile.mark"]

        def marked(change):
            self.env.cr.precommit.run()
            marks.search([]).unlink()
            result = change()
            self.env.cr.precommit.run()
            self.assertEqual(marks.search([]).partner_id, self.customer)
            self.assertEqual(marks.search([]).company_id, self.company)
            marks._write_waiting()
            with self.enter_registry_test_mode():
                self.env.ref(
                    "customer_info_mgmt.ir_cron_refresh_marked_profiles"
                ).method_direct_trigger()
            self.env.invalidate_all()
            return result

        day = self._days_ago(5)
        invoice = marked(lambda: self._invoice(self.customer, 300, day))
        self.assertEqual(self.profile.balance, 300)
        marked(lambda: self._pay(invoice, 300, day))
        self.assertEqual(self.profile.balance, 0)
        marked(lambda: self._receivable_lines(invoice).remove_move_reconcile())
        payment = self.env["account.move"].search(
            [("journal_id", "=", self.books["general"].id), ("state", "=", "posted")]
        )
        self.assertEqual(self.profile.balance, 0)
        marked(payment.button_draft)
        self.assertEqual(self.profile.balance, 300)
        marked(lambda: invoice.write({"invoice_date_due": self._days_ago(-9)}))
        self.assertEqual(self.profile.oldest_due_date, self._days_ago(-9))
        marked(invoice.button_draft)
        self.assertEqual(self.profile.balance, 0)

    def test_light(self):
        """A18: none, green, amber once late, red after 30 days or over the limit."""
        today = fields.Date.today()
        cases = [
            (0, False, None, "none"),
            (100, today, None, "green"),
            (100, today - timedelta(1), None, "amber"),
            (100, today - timedelta(30), None, "amber"),
            (100, today - timedelta(31), None, "red"),
            (-5, today - timedelta(31), None, "green"),
            (20000, today, self.grade_c, "green"),
            (20000.01, today, self.grade_c, "red"),
            (1, today, self.grade_e, "red"),
            (0, False, self.grade_e, "none"),
        ]
        for balance, due, grade, light in cases:
            customer = self._create_customer("Light")
            profile = self._profile(customer)
            profile._set_credit_grade(grade or self.grade_c.browse(), "Test")
            profile.write({"balance": balance, "oldest_due_date": due})
            self.env.flush_all()
            seen = customer.with_user(self.user_user)
            self.assertEqual(seen.customer_balance_light, light)
            for other in ("none", "green", "amber", "red"):
                found = seen.search_count(
                    [("id", "=", customer.id), ("customer_balance_light", "=", other)]
                )
                self.assertEqual(bool(found), other == light, (balance, due, other))

    def test_list_sorts_and_groups_by_light(self):
        """A38: the light is a column like any other."""
        other = self._create_customer("Other")
        self.profile.write({"balance": 5, "oldest_due_date": self._days_ago(50)})
        self.env.flush_all()
        partners = self.env["res.partner"].with_user(self.finance_user)
        domain = [("id", "in", (self.customer | other).ids)]
        self.assertEqual(
            partners._read_group(domain, ["customer_balance_light"], ["__count"]),
            [("none", 1), ("red", 1)],
        )
        self.assertEqual(
            partners.search(domain, order="customer_balance_light desc")[0],
            self.customer,
        )
        self.assertEqual(
            partners.search(domain, order="customer_balance desc")[0], self.customer
        )
        self.assertEqual(
            partners.search([*domain, ("customer_balance_light", "!=", "red")]), other
        )

    def test_limit_in_another_currency(self):
        """G01: a limit with a currency is compared at the rate of the day."""
        foreign = self.env["res.currency"].create(
            {
                "name": "XTT",
                "symbol": "T",
                "rate_ids": [
                    Command.create(
                        {"name": "2020-01-01", "rate": 2.0, "company_id": False}
                    )
                ],
            }
        )
        other = self.env["res.company"].create(
            {"name": "Other", "currency_id": foreign.id}
        )
        self.profiles.refresh()
        profile = self._profile(self.customer, other)
        profile._set_credit_grade(self.grade_c, "New")
        for currency, balance, light in (
            (False, 20000, "green"),
            (False, 20001, "red"),
            (self.company.currency_id, 40000, "green"),
            (self.company.currency_id, 40001, "red"),
        ):
            self.grade_c.currency_id = currency
            profile.write({"balance": balance, "oldest_due_date": fields.Date.today()})
            self.env.flush_all()
            self.assertEqual(profile.balance_light, light)
            self.assertEqual(
                self.profiles.search(
                    [("id", "=", profile.id), ("balance_light", "=", light)]
                ),
                profile,
            )

    def test_amounts_are_for_finance(self):
        """G05, I02: sales sees grade and light, but no amount, whichever way."""
        self.profile.balance = 700
        self.env.flush_all()
        self.assertEqual(
            self.customer.with_user(self.finance_user).customer_balance, 700
        )
        seller = self.customer.with_user(self.user_user)
        self.assertTrue(seller.customer_balance_light)
        self.env.invalidate_all()
        for fname in ("customer_balance", "customer_oldest_due_date"):
            with self.assertRaises(Exception) as refused:
                seller.read([fname])
            self.assertEqual(type(refused.exception).__name__, "AccessError")
        with self.assertRaises(Exception) as refused:
            seller.search([("customer_balance", ">", 1)])
        self.assertEqual(type(refused.exception).__name__, "AccessError")
        for fname in ("balance", "oldest_due_date", "days_late"):
            with self.assertRaises(Exception) as refused:
                self.profile.with_user(self.user_user).read([fname])
            self.assertEqual(type(refused.exception).__name__, "AccessError")

    def test_light_of_a_colleagues_customer_stays_dark(self):
        seller = new_test_user(self.env, "cim_other_seller", groups=GROUPS + "user")
        self.customer.user_id = seller
        self.profile.write({"balance": 5, "oldest_due_date": self._days_ago(50)})
        self.env.flush_all()
        self.assertFalse(self.customer.with_user(self.user_user).customer_balance_light)
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "user_id": self.user_user.id}
        )
        self.assertFalse(order.with_user(self.user_user).customer_balance_light)
        self.assertEqual(order.with_user(seller).sudo().customer_balance_light, "red")

    def test_payment_behaviour(self):
        """L16: days late weighted by amount, over the payments of 12 months."""
        early = self._invoice(
            self.customer, 300, self._days_ago(60), self._days_ago(30)
        )
        late = self._invoice(self.customer, 100, self._days_ago(60), self._days_ago(50))
        old = self._invoice(
            self.customer, 900, self._days_ago(500), self._days_ago(480)
        )
        self._pay(early, 300, self._days_ago(40))
        self._pay(late, 100, self._days_ago(10))
        self._pay(old, 900, self._days_ago(400))
        seen = self.profile.with_user(self.finance_user)
        self.assertAlmostEqual(seen.days_late, (300 * -10 + 100 * 40) / 400)
        self.assertAlmostEqual(seen.paid_on_time, 0.75)
        self.assertEqual(seen.paid_amount, 400)
