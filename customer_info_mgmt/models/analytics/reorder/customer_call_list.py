from odoo import api, fields, models

from ..segments.vocabulary import LIFECYCLES, RFM_SEGMENTS
from . import call_sql
from .customer_call_line import READ

SHOWN = 3


class CustomerCallList(models.Model):
    """Customers who are due to order again, by their own rhythm, and what of.

    One row per customer and company, with the id of its profile, from the lines of
    ``customer.call.line``. Never stored: who orders, or is offered something, is gone.
    """

    _name = "customer.call.list"
    _description = "Reorder Call List"
    _auto = False
    _rec_name = "partner_id"
    _order = "value desc, id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    owner_id = fields.Many2one("res.users", "Customer Owner", readonly=True)
    customer_group_id = fields.Many2one("customer.group", readonly=True)
    city = fields.Char(readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    phone = fields.Char(related="partner_id.phone")
    address = fields.Char(related="partner_id.contact_address_inline", string="Address")
    due_date = fields.Date(
        "Due Since", readonly=True, help="Day on which the first product was due."
    )
    days_late = fields.Integer(
        readonly=True,
        aggregator="max",
        help="Of the product that is due longest; less than nothing before it is due.",
    )
    line_count = fields.Integer("Products Due", readonly=True)
    ready_count = fields.Integer("Products on Hand", readonly=True)
    value = fields.Monetary(
        "Value at Stake",
        readonly=True,
        help="Usual quantities of what is due, at the last prices, untaxed.",
    )
    ready_value = fields.Monetary(
        "Value on Hand", readonly=True, help="The same of what is in stock."
    )
    stock_state = fields.Selection(
        [
            ("on_hand", "All on hand"),
            ("partly", "Partly on hand"),
            ("substitute", "Substitute on hand"),
            ("short", "Short"),
        ],
        "Stock",
        readonly=True,
    )
    last_order_date = fields.Date("Last Order On", readonly=True)
    next_order_date = fields.Date("Next Order Expected", readonly=True)
    revenue_12m = fields.Monetary("Revenue of 12 Months", readonly=True)
    abc_class = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C")], "ABC Class", readonly=True
    )
    rfm_segment = fields.Selection(RFM_SEGMENTS, "RFM Segment", readonly=True)
    lifecycle = fields.Selection(LIFECYCLES, "Stage of Life", readonly=True)
    activity_id = fields.Many2one("mail.activity", "Call Planned", readonly=True)
    planned_user_id = fields.Many2one("res.users", "Call Planned For", readonly=True)
    planned_date = fields.Date("Call Planned On", readonly=True)
    line_ids = fields.One2many("customer.call.line", "list_id", readonly=True)
    when = fields.Char(compute="_compute_texts")
    goods = fields.Char("What Is Due", compute="_compute_texts")

    _depends = READ | {
        "customer.profile": [
            "abc_class",
            "last_order_date",
            "lifecycle",
            "next_order_date",
            "revenue_12m",
            "rfm_segment",
        ],
        "mail.activity": ["active", "date_deadline", "user_id"],
        "res.partner": [
            "active",
            "city",
            "commercial_partner_id",
            "country_id",
            "customer_group_id",
            "state_id",
            "user_id",
        ],
    }

    @property
    def _table_query(self):
        return call_sql.call_list(self.env["customer.call.line"]._lines_sql())

    @api.depends("days_late", "line_ids")
    @api.depends_context("lang")
    def _compute_texts(self):
        self.line_ids._load_texts()
        for row in self:
            row.when = row._say_when()
            row.goods = row._say_goods()

    def _say_when(self):
        if self.days_late == 0:
            return self.env._("due today")
        if self.days_late == 1:
            return self.env._("1 day late")
        if self.days_late > 0:
            return self.env._("%s days late", self.days_late)
        if self.days_late == -1:
            return self.env._("due tomorrow")
        return self.env._("due in %s days", -self.days_late)

    def _say_goods(self):
        lines = self.line_ids
        goods = [line._say_line() for line in lines[:SHOWN]]
        if len(lines) > SHOWN:
            goods.append(self.env._("%s more", len(lines) - SHOWN))
        return "; ".join(goods)

    def action_open_customer(self):
        """Open the file of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
