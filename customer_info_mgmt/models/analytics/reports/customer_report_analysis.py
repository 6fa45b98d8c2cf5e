from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ....tools.spreadsheet import MONEY, NUMBER, TEXT, Column
from .customer_report import MOST_ANALYSED
from .paper import Paper, Section

PRODUCTS = 12
PURCHASES = 12
WIDTH, HEIGHT = 680, 70


class CustomerReport(models.TransientModel):
    """F26: everything about one customer or a few, a page for each."""

    _inherit = "customer.report"

    def _analysis_paper(self):
        customers = self._analysed_customers()
        cards = [self._analysis_card(customer) for customer in customers]
        return Paper(
            title=self._title(),
            sections=[
                self._analysis_section(cards),
                self._analysis_months(cards),
                self._analysis_products(cards),
            ],
            cards=cards,
        )

    def _analysed_customers(self):
        """The chosen customers whose figures the user may see.

        :raise UserError: for too many, or none
        """
        profiles = self.env["customer.profile"].search(
            self._customer_domain(), order="revenue_12m desc, id", limit=1000
        )
        if len(profiles) > MOST_ANALYSED:
            raise UserError(
                self.env._(
                    "An analysis takes a page per customer: choose %(most)s at most, "
                    "not %(count)s. For more of them print the contribution.",
                    most=MOST_ANALYSED,
                    count=len(profiles),
                )
            )
        if not profiles:
            raise UserError(
                self.env._("There are no figures of these customers that you may see.")
            )
        return profiles.partner_id

    def _analysis_card(self, customer):
        """What the page of one customer shows, texts ready to print."""
        page = customer.get_customer_purchases(PURCHASES)
        currency = self.env.company.currency_id
        return {
            "name": customer.display_name,
            "about": self._analysis_about(customer),
            "value": page["value"] or {"sentences": [], "badges": [], "tiles": []},
            "explanation": page["explanation"].split("\n"),
            "products": page["products"] or [],
            "trend": page["trend"] or [],
            "bars": self._trend_bars(page["trend"] or []),
            "first_month": page["trend"]
            and self._month_text(page["trend"][0]["month"]),
            "last_month": page["trend"]
            and self._month_text(page["trend"][-1]["month"]),
            "width": WIDTH,
            "height": HEIGHT,
            "purchases": [
                self._analysis_purchase(line) for line in page["purchases"] or []
            ],
            "currency": currency.name,
        }

    @api.model
    def _analysis_about(self, customer):
        """Pairs of label and text about who the customer is."""
        pairs = [
            (self.env._("Code"), customer.ref),
            (self.env._("Owner"), customer.user_id.name),
            (self.env._("Group"), customer.customer_group_id.sudo().name),
            (self.env._("City"), customer.city),
            (self.env._("Phone"), customer.phone),
            (self.env._("Email"), customer.email),
        ]
        return [(label, text) for label, text in pairs if text]

    @api.model
    def _analysis_purchase(self, line):
        currency = self.env["res.currency"].browse(line["currency_id"])
        quantity = formatLang(self.env, line["quantity"], digits=0)
        return {
            "date": format_date(self.env, line["date"][:10]),
            "order": line["order"],
            "product": line["product"],
            "quantity": f"{quantity} {line['unit']}",
            "amount": formatLang(self.env, line["amount"], currency_obj=currency),
            "remark": line["remark"],
        }

    @api.model
    def _trend_bars(self, trend):
        """Bars of a drawing: ``(x, y, width, height, is recent)``."""
        if not trend:
            return []
        values = [max(row["revenue"], 0) for row in trend]
        step, top = WIDTH / len(values), max(values) or 1
        return [
            (
                round(place * step + 1, 1),
                round(HEIGHT * (1 - value / top), 1),
                round(step - 3, 1),
                round(HEIGHT * value / top, 1),
                place >= len(values) - 12,
            )
            for place, value in enumerate(values)
        ]

    # === The same as tables === #

    @api.model
    def _analysis_section(self, cards):
        """One row per customer and figure, as on its page."""
        columns = [
            Column(self.env._("Customer"), TEXT, 36),
            Column(self.env._("Figure"), TEXT, 26),
            Column(self.env._("Value"), TEXT, 26),
            Column(self.env._("Explanation"), TEXT, 60),
        ]

        def rows():
            for card in cards:
                for label, text in card["about"]:
                    yield [card["name"], label, text, ""]
                for badge in card["value"]["badges"]:
                    yield [card["name"], "", badge["label"], badge["hint"]]
                for tile in card["value"]["tiles"]:
                    detail = " ".join(filter(None, (tile["detail"], tile["hint"])))
                    yield [card["name"], tile["label"], tile["value"], detail]
                for sentence in card["value"]["sentences"] + card["explanation"]:
                    yield [card["name"], "", "", sentence]

        return Section(self.env._("Figures"), columns, rows, is_list=True)

    def _analysis_months(self, cards):
        columns = [
            Column(self.env._("Customer"), TEXT, 36),
            Column(self.env._("Month"), TEXT, 14),
            Column(self.env._("Revenue"), MONEY),
            Column(self.env._("Margin"), MONEY),
        ]

        def rows():
            for card in cards:
                for row in card["trend"]:
                    month = self._month_text(row["month"])
                    yield [card["name"], month, row["revenue"], row["margin"]]

        return Section(self.env._("Revenue per Month"), columns, rows)

    def _analysis_products(self, cards):
        """What each of the customers bought in the last 12 months, the most first."""
        columns = [
            Column(self.env._("Customer"), TEXT, 36),
            Column(self.env._("Product"), TEXT, 40),
            Column(self.env._("Quantity"), NUMBER),
            Column(self.env._("Revenue"), MONEY),
            Column(self.env._("Margin"), MONEY),
        ]

        def rows():
            found = self.env["customer.contribution.report"]._read_group(
                self._customer_domain()
                & Domain("date", ">=", self._moment(self._default_date_from())),
                ["partner_id", "product_id"],
                ["ordered_qty:sum", "revenue:sum", "margin:sum"],
                order="partner_id, revenue:sum desc",
            )
            for partner, product, *sums in found:
                yield [partner.display_name, product.sudo().display_name, *sums]

        return Section(self.env._("Products of 12 Months"), columns, rows, bar=3)
