from odoo import Command, fields

from ..common import CustomerInfoCommon


class CreditCommon(CustomerInfoCommon):
    """Books that are just large enough: receivables, sales and a bank."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.grade_a = cls._grade("A")
        cls.grade_c = cls._grade("C")
        cls.grade_e = cls._grade("E")
        cls.books = cls._open_books(cls.company)
        cls.customer = cls._create_customer("Harbour Trading", is_company=True)

    @classmethod
    def _grade(cls, code):
        return cls.env.ref(f"customer_info_mgmt.customer_credit_grade_{code.lower()}")

    @classmethod
    def _open_books(cls, company):
        """Accounts and journals of ``company``, as a dict."""
        env = cls.env(context=dict(cls.env.context, allowed_company_ids=company.ids))
        account = env["account.account"].with_company(company)
        receivable = account.create(
            {
                "name": "Receivable",
                "code": "110200",
                "account_type": "asset_receivable",
                "reconcile": True,
            }
        )
        income = account.create(
            {"name": "Sales", "code": "400100", "account_type": "income"}
        )
        bank = account.create(
            {"name": "Bank", "code": "101500", "account_type": "asset_cash"}
        )
        exchange = account.create(
            {"name": "Exchange", "code": "400200", "account_type": "income_other"}
        )
        journals = env["account.journal"].create(
            [
                {
                    "name": f"{kind} {company.name}",
                    "code": code,
                    "type": kind,
                    "company_id": company.id,
                    "default_account_id": default.id,
                }
                for kind, code, default in (
                    ("sale", "CSAL", income),
                    ("general", "CGEN", income),
                )
            ]
        )
        company.write(
            {
                "currency_exchange_journal_id": journals[1].id,
                "income_currency_exchange_account_id": exchange.id,
                "expense_currency_exchange_account_id": exchange.id,
            }
        )
        return {
            "company": company,
            "receivable": receivable,
            "income": income,
            "bank": bank,
            "sale": journals[0],
            "general": journals[1],
        }

    @classmethod
    def _invoice(cls, partner, amount, date, due=None, books=None, **values):
        """A posted invoice over ``amount``, of ``date``, due ``due`` (or at once)."""
        books = books or cls.books
        partner.with_company(books["company"]).property_account_receivable_id = books[
            "receivable"
        ]
        move = (
            cls.env["account.move"]
            .with_company(books["company"])
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "journal_id": books["sale"].id,
                    "company_id": books["company"].id,
                    "invoice_date": date,
                    "date": date,
                    "invoice_date_due": due or date,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Goods",
                                "quantity": 1,
                                "price_unit": amount,
                                "account_id": books["income"].id,
                                "tax_ids": False,
                            }
                        )
                    ],
                    **values,
                }
            )
        )
        move.action_post()
        return move

    @classmethod
    def _receivable_lines(cls, move):
        return move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )

    @classmethod
    def _pay(cls, invoice, amount, date, books=None):
        """Money that comes in on ``date`` and is matched with ``invoice``, if given."""
        books = books or cls.books
        partner = invoice.commercial_partner_id
        move = cls._payment(partner, amount, date, books)
        (cls._receivable_lines(invoice) | cls._receivable_lines(move)).reconcile()
        return move

    @classmethod
    def _payment(cls, partner, amount, date, books=None):
        books = books or cls.books
        move = (
            cls.env["account.move"]
            .with_company(books["company"])
            .create(
                {
                    "move_type": "entry",
                    "journal_id": books["general"].id,
                    "date": date,
                    "line_ids": [
                        Command.create(
                            {
                                "account_id": books["bank"].id,
                                "debit": amount,
                                "name": "Payment",
                            }
                        ),
                        Command.create(
                            {
                                "account_id": books["receivable"].id,
                                "partner_id": partner.id,
                                "credit": amount,
                                "name": "Payment",
                            }
                        ),
                    ],
                }
            )
        )
        move.action_post()
        return move

    @classmethod
    def _profile(cls, partner, company=None):
        return cls.env["customer.profile"].search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    @classmethod
    def _days_ago(cls, days):
        return fields.Date.subtract(fields.Date.today(), days=days)
