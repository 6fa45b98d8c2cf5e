from odoo import api, fields, models
from odoo.tools import formatLang


class CustomerProductHabit(models.Model):
    """What a customer usually orders of a product, and when again.

    - A day counts on which the customer, or a contact of it, ordered some of the
      product: confirmed orders and sales from before Odoo, on the days of ``_timezone``
      of the profile. Lines of less than nothing correct others and make no day.
    - Quantities are what was *ordered* at a time: goods that came back lower the
      revenue, not the usual quantity. Whoever sent 2 of 10 back orders 10 again.
    - ``usual_quantity`` is the median per day, in the unit of the product; of an even
      number the lower of the two middle ones, so one that was really ordered.
    - ``median_interval_days`` and all that follows from it need three different days.
    - Customers who are left out of figures, and own companies, have no habits.
      Archived products keep theirs; nobody is called about them.
    """

    _name = "customer.product.habit"
    _description = "What a Customer Usually Orders"
    _rec_name = "product_id"
    _order = "revenue_12m desc, id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")
    order_days = fields.Integer(
        "Days with Orders",
        readonly=True,
        help="Different days on which it was ordered.",
    )
    first_date = fields.Date("First Ordered", readonly=True)
    last_date = fields.Date("Last Ordered", readonly=True)
    median_interval_days = fields.Float(
        "Usual Days between",
        digits=(8, 1),
        readonly=True,
        aggregator="avg",
        help="Median of the days between orders of it. It needs three days.",
    )
    next_date = fields.Date(
        "Next Expected",
        readonly=True,
        help="The last order of it and the usual days between.",
    )
    lapse_date = fields.Date(
        "Given Up After",
        readonly=True,
        help="Day after which nobody expects the order any more: three usual "
        "intervals after the last one, or 90 days late.",
    )
    usual_quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator="avg",
        help="Median of what was ordered on a day, in the unit of the product.",
    )
    last_quantity = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    last_price = fields.Monetary(
        readonly=True,
        aggregator="avg",
        help="Untaxed price of a unit on the last day, in the company's currency.",
    )
    revenue_12m = fields.Monetary(
        "Revenue of 12 Months",
        readonly=True,
        help="Of this product, less what came back, up to the last refresh.",
    )
    days_late = fields.Integer(
        compute="_compute_rhythm",
        aggregator=None,
        help="Days since the order was expected; less than nothing before.",
    )
    rhythm = fields.Char(
        compute="_compute_rhythm", help="How it stands with the next order."
    )

    _partner_company_product_uniq = models.UniqueIndex(
        "(partner_id, company_id, product_id)",
        "This customer has this habit in this company already.",
    )
    # Whose habits are alive is the smaller part: the rest is years ago.
    _company_lapse_idx = models.Index(
        "(company_id, lapse_date) WHERE lapse_date IS NOT NULL"
    )

    @api.depends("partner_id", "product_id")
    def _compute_display_name(self):
        for habit in self:
            habit.display_name = (
                f"{habit.partner_id.display_name}: {habit.product_id.display_name}"
            )

    @api.depends("next_date", "median_interval_days")
    @api.depends_context("lang")
    def _compute_rhythm(self):
        today = self.env["customer.profile"].sudo()._today()
        for habit in self:
            late = (today - habit.next_date).days if habit.next_date else 0
            habit.days_late = late
            habit.rhythm = habit._say_rhythm(late)

    def _say_rhythm(self, late):
        if not self.next_date:
            return self.env._("not enough history")
        interval = formatLang(self.env, round(self.median_interval_days), digits=0)
        return say_rhythm(self.env, late, interval)


def say_rhythm(env, late, interval):
    """Return a sentence on how late an order is.

    :param late: days since it was expected
    :param interval: usual days between orders, as text
    """
    if late == 0:
        return env._("due today (normal %s)", interval)
    if late == 1:
        return env._("1 day late (normal %s)", interval)
    if late == -1:
        return env._("due tomorrow (normal %s)", interval)
    if late > 0:
        return env._(
            "%(days)s days late (normal %(interval)s)", days=late, interval=interval
        )
    return env._(
        "due in %(days)s days (normal %(interval)s)", days=-late, interval=interval
    )
