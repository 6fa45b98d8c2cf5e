from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
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
        report = self.env["customer.contribution.report"]
        if not report.has_access("read"):
            return []
        today = fields.Date.context_today(self)
        rows = report._read_group(
            [
                ("partner_id", "=", self.id),
                ("company_id", "=", self.env.company.id),
                ("kind", "=", "sale"),
                ("product_id", "!=", False),
                ("date", ">=", today - relativedelta(months=12)),
            ],
            ["product_id"],
            ["ordered_qty:sum", "order_count:count_distinct", "date:max"],
            order="order_count:count_distinct desc, ordered_qty:sum desc",
            limit=limit,
        )
        return [
            self._usual_product(
                product, quantity / max(orders, 1), last=fields.Date.to_date(last)
            )
            for product, quantity, orders, last in rows
        ]

    @api.model
    def _usual_product(self, product, quantity, last=None, interval=None, due=None):
        """One usual product as texts; a rhythm is not known of every product."""
        profiles = self.env["customer.profile"]
        product = product.sudo().with_context(display_default_code=False)
        number = formatLang(
            self.env, quantity, digits=0 if float(quantity).is_integer() else 1
        )
        words, tone = profiles._due(due) if due else ("", "muted")
        return {
            "product_id": product.id,
            "product": product.display_name,
            "quantity": f"{number} {product.uom_id.name or ''}",
            "rhythm": interval
            and self.env._("every %s days", profiles._format_days(interval)),
            "last": last and format_date(self.env, last),
            "due": words,
            "tone": tone,
        }
