from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, formatLang, html2plaintext

SHEET_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_finance,"
    "customer_info_mgmt.group_customer_manager"
)
# What fits on one page beside everything else.
ORDERS = 10
PRODUCTS = 8
CONTACTS = 4
PREFERENCES = 8
FEEDBACK = 6
NOTE_LENGTH = 320
SUMMARY_PRODUCTS = 3


class CustomerSheet(models.AbstractModel):
    """One page about a customer, for the desk, the car and the meeting.

    Everything is read with the rights of the user who prints: a part that the user may
    not see is missing.
    """

    _name = "report.customer_info_mgmt.customer_sheet"
    _description = "Customer Sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        if not self.env.user.has_groups(SHEET_GROUPS):
            raise AccessError(
                self.env._("The customer sheet is for sales, finance and management.")
            )
        customers = self.env["res.partner"].browse(docids).commercial_partner_id
        customers.check_access("read")
        return {
            "doc_ids": customers.ids,
            "doc_model": "res.partner",
            "docs": customers,
            "sheets": [self._prepare_sheet(customer) for customer in customers],
        }

    @api.model
    def _prepare_sheet(self, customer):
        """Everything that the page shows about one customer, ready to print.

        Rooms and glue addons add to the dict and inherit the template.
        """
        return {
            "customer": customer,
            "today": format_date(self.env, fields.Date.context_today(self)),
            "identity": self._prepare_identity(customer),
            "contacts": self._prepare_contacts(customer),
            "figures": self._prepare_figures(customer),
            "orders": self._prepare_orders(customer),
            "products": self._prepare_products(customer),
            "preferences": self._prepare_preferences(customer),
            "feedback": self._prepare_feedback(customer),
            "note": self._shorten(html2plaintext(customer.comment or ""), NOTE_LENGTH),
        }

    @api.model
    def _shorten(self, text, length):
        text = " ".join(text.split())
        return text if len(text) <= length else text[: length - 1] + "…"

    @api.model
    def _money(self, amount, currency=None):
        currency = currency or self.env.company.currency_id
        return formatLang(self.env, amount, currency_obj=currency)

    @api.model
    def _readable(self, customer, fname):
        """Value of a field of the customer, ``None`` where the user may not see it."""
        field = customer._fields.get(fname)
        if field is None or not customer._has_field_access(field, "read"):
            return None
        return customer[fname]

    # ---------------------------------------------------------------------------- who

    @api.model
    def _prepare_identity(self, customer):
        """Pairs of label and text about who the customer is."""
        group = self._readable(customer, "customer_group_id")
        pairs = [
            (self.env._("Code"), customer.ref),
            (self.env._("Tax ID"), customer.vat),
            (self.env._("Industry"), customer.industry_id.name),
            (self.env._("Group"), group.name if group else None),
            (self.env._("Owner"), customer.user_id.name),
            (self.env._("Phone"), customer.phone),
            (self.env._("Email"), customer.email),
            (self.env._("Website"), customer.website),
        ]
        return [(label, text) for label, text in pairs if text]

    @api.model
    def _prepare_contacts(self, customer):
        """The people of the customer, the main contact first."""
        main = self._readable(customer, "main_contact_id")
        people = customer.child_ids.filtered(
            lambda child: not child.is_company and child.type == "contact"
        )
        people = people.sorted(lambda child: child != main)
        return [
            {
                "name": person.name,
                "function": person.function or "",
                "phone": person.phone or "",
                "email": person.email or "",
            }
            for person in people[:CONTACTS]
        ]

    # ------------------------------------------------------------------------ figures

    @api.model
    def _prepare_figures(self, customer):
        """Pairs of label and text: what the customer is worth, and owes."""
        figures = []
        if self._readable(customer, "customer_profile_id"):
            figures = self._prepare_value_figures(customer)
        grade = self._readable(customer, "customer_credit_grade_id")
        if grade:
            figures.append((self.env._("Credit Grade"), grade.code or grade.name))
        balance = self._readable(customer, "customer_balance")
        if balance is not None and customer.customer_profile_id:
            figures.append((self.env._("Open Balance"), self._money(balance)))
        return figures

    @api.model
    def _prepare_value_figures(self, customer):
        last_order = customer.customer_last_order_date
        return [
            (self.env._("Class"), customer.customer_abc_class or "–"),
            (self.env._("12 Months"), self._money(customer.customer_revenue_12m)),
            (self.env._("Revenue"), self._money(customer.customer_revenue)),
            (self.env._("Margin"), self._money(customer.customer_margin)),
            (self.env._("Orders"), str(customer.customer_order_count)),
            (
                self.env._("Average Order"),
                self._money(customer.customer_average_order_value),
            ),
            (self.env._("Last Order"), format_date(self.env, last_order) or "–"),
        ]

    # ---------------------------------------------------------------------- purchases

    @api.model
    def _prepare_orders(self, customer):
        """The latest confirmed orders that the user may read."""
        orders = self.env["sale.order"]
        if not orders.has_access("read"):
            return []
        orders = orders.search(
            customer._get_purchase_domain("partner_id"),
            order="date_order desc, id desc",
            limit=ORDERS,
        )
        return [
            {
                "date": format_date(self.env, order.date_order),
                "name": order.name,
                "products": self._summarize(order),
                "amount": self._money(order.amount_untaxed, order.currency_id),
            }
            for order in orders
        ]

    @api.model
    def _summarize(self, order):
        """What an order is about, in a few words."""
        products = order.order_line.filtered(lambda line: not line.display_type)
        names = list(dict.fromkeys(products.product_id.mapped("name")))
        text = ", ".join(names[:SUMMARY_PRODUCTS])
        rest = len(names) - SUMMARY_PRODUCTS
        return f"{text} +{rest}" if rest > 0 else text

    @api.model
    def _prepare_products(self, customer):
        """The products that brought most, less what came back."""
        report = self.env["customer.contribution.report"]
        if not report.has_access("read"):
            return []
        groups = report._read_group(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", self.env.company.id),
                ("product_id", "!=", False),
            ],
            ["product_id"],
            ["revenue:sum", "ordered_qty:sum", "returned_qty:sum"],
            order="revenue:sum desc",
            limit=PRODUCTS,
        )
        return [
            {
                "name": product.display_name,
                "quantity": formatLang(self.env, ordered - returned, digits=0),
                "unit": product.uom_id.name,
                "revenue": self._money(revenue),
            }
            for product, revenue, ordered, returned in groups
        ]

    # -------------------------------------------------------------- likes and troubles

    @api.model
    def _prepare_preferences(self, customer):
        """What the customer and its people like, and do not."""
        preferences = self.env["customer.preference"]
        if not preferences.has_access("read"):
            return []
        preferences = preferences.search(
            [("partner_id.commercial_partner_id", "=", customer.id)],
            order="date desc, id desc",
            limit=PREFERENCES,
        )
        return [
            {
                "type": preference.type_id.name,
                "value": preference.value,
                "dislike": preference.attitude == "dislike",
                "who": ""
                if preference.partner_id == customer
                else preference.partner_id.name,
            }
            for preference in preferences
        ]

    @api.model
    def _prepare_feedback(self, customer):
        """What the customer still waits for."""
        feedback = self.env["customer.feedback"]
        if not feedback.has_access("read"):
            return []
        feedback = feedback.search(
            [("partner_id", "=", customer.id), ("stage_id.is_closed", "=", False)],
            limit=FEEDBACK,
        )
        kinds = dict(feedback._fields["kind"]._description_selection(self.env))
        return [
            {
                "name": row.name,
                "title": row.title,
                "kind": kinds[row.kind],
                "deadline": format_date(self.env, row.deadline),
                "overdue": row.is_overdue,
            }
            for row in feedback
        ]
