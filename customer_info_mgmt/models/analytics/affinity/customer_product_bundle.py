import numpy as np

from odoo import api, fields, models

from ....tools.baskets import count_triples
from .basket_sql import replace_rows
from .customer_product_affinity import say_times

# More than anybody reads; the most frequent ones are kept.
KEPT = 500


class CustomerProductBundle(models.Model):
    """Three products that are in one order together more often than by chance.

    Lift is n(a, b, c) n² / (n(a) n(b) n(c)), of n orders.
    """

    _name = "customer.product.bundle"
    _description = "Bundle of Products Bought Together"
    _order = "count_together desc, lift desc, id"
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product",
        "First Product",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    second_product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    third_product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    count_together = fields.Integer(
        "Orders with All Three", readonly=True, help="Orders that hold all three."
    )
    baskets = fields.Integer("Of All Orders", readonly=True, aggregator="max")
    support = fields.Float("Share of All Orders", readonly=True, aggregator="avg")
    lift = fields.Float(
        "Times as Often",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="How many times as often as by chance the three are in one order.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    list_price = fields.Monetary(
        "Price of All Three",
        compute="_compute_list_price",
        help="Sales prices of the three products, one of each, without any discount.",
    )
    sentence = fields.Char("In Words", compute="_compute_sentence")

    _bundle_uniq = models.UniqueIndex(
        "(product_id, second_product_id, third_product_id, company_id)",
        "This bundle has a row already.",
    )

    @api.depends("product_id", "second_product_id", "third_product_id")
    def _compute_list_price(self):
        for company, bundles in self.grouped("company_id").items():
            bundles = bundles.with_company(company)
            for bundle in bundles:
                products = bundle._products()
                bundle.list_price = sum(
                    product.currency_id._convert(
                        product.lst_price, company.currency_id, company
                    )
                    for product in products
                )

    @api.depends("count_together", "baskets", "lift")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for bundle in self:
            bundle.sentence = self.env._(
                "In %(count)s of %(baskets)s orders: %(times)s times as often as by "
                "chance.",
                count=bundle.count_together,
                baskets=bundle.baskets,
                times=say_times(self.env, bundle.lift),
            )

    def _products(self):
        return self.product_id | self.second_product_id | self.third_product_id

    @api.model
    def _refresh_facts(self, facts):
        """Let the bundles of a company be those of ``facts``; see ``BasketFacts``."""
        counts, baskets = facts.counts(facts.by_order)
        least = facts.settings.least_of(baskets)
        triples, together = count_triples(facts.by_order, facts.order_pairs, least)
        singles = counts[triples].astype(float)
        lifts = together * float(baskets) ** 2 / np.maximum(singles.prod(axis=1), 1)
        kept = np.flatnonzero(lifts > facts.settings.lift)
        order = np.lexsort((*triples[kept].T[::-1], -lifts[kept], -together[kept]))
        kept = kept[order[:KEPT]]
        products = facts.products[triples[kept]]
        return replace_rows(
            self,
            facts.company,
            {
                "product_id": products[:, 0],
                "second_product_id": products[:, 1],
                "third_product_id": products[:, 2],
            },
            {
                "count_together": together[kept].astype(np.int32),
                "baskets": np.full(len(kept), baskets, np.int32),
                "support": together[kept] / float(max(baskets, 1)),
                "lift": lifts[kept],
            },
        )

    def action_make_quotation(self):
        """Open a new quotation with one of each, for whichever customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Quotation"),
            "res_model": "sale.order",
            "view_mode": "form",
            "context": {
                "default_company_id": self.company_id.id,
                "default_order_line": [
                    fields.Command.create({"product_id": product.id})
                    for product in self._products()
                ],
            },
        }
