from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import format_date, formatLang

from ..customer_purchase import RECENT

USUAL_PRODUCTS = 8


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.readonly
    def get_customer_purchases(self, limit=RECENT):
        """Also who the customer is, in words and tiles, and what is usually bought.

        :param limit: number of order lines and of payments, at most 100
        :return: the dict as before, with ``value`` (see
            ``customer.profile._value_page``, ``False`` without figures that the user
            may see) and ``products`` (dicts of a usual product, see
            ``_get_usual_products``)
        """
        found = super().get_customer_purchases(limit)
        profile = self.commercial_partner_id.customer_profile_id
        return {
            **found,
            "value": profile._value_page() if profile else False,
            "products": profile and self.commercial_partner_id._get_usual_products(),
        }

    def _get_usual_products(self, limit=USUAL_PRODUCTS):
        """What the customer usually buys, the most usual first.

        :return: list of dicts: ``product_id``, ``product``, ``quantity`` (with unit),
            ``rhythm``, ``last``, ``due`` and ``tone``, texts ready to show
        """
        habits = self.env["customer.product.habit"]
        if not habits.has_access("read"):
            return []
        since = self.env["customer.profile"]._today() - relativedelta(years=1)
        habits = habits.search(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("last_date", ">", since),
            ],
            order="order_days desc, revenue_12m desc, id",
            limit=limit,
        )
        return [self._usual_product(habit) for habit in habits]

    @api.model
    def _usual_product(self, habit):
        """One usual product as texts; a rhythm is not known of every product."""
        product = habit.product_id.sudo().with_context(display_default_code=False)
        quantity, interval = habit.usual_quantity, habit.median_interval_days
        number = formatLang(
            self.env, quantity, digits=0 if quantity.is_integer() else 1
        )
        profiles = self.env["customer.profile"]
        due, tone = "", "muted"
        if habit.next_date:
            due, tone = profiles._due(habit.next_date)
        return {
            "product_id": product.id,
            "product": product.display_name,
            "quantity": f"{number} {product.uom_id.name or ''}",
            "rhythm": interval
            and self.env._("every %s days", profiles._format_days(interval)),
            "last": format_date(self.env, habit.last_date),
            "due": due,
            "tone": tone,
        }
