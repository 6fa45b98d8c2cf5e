import numpy as np

from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from ....tools.baskets import Rules, missing_items
from .basket_facts import FIRST_DAY
from .basket_sql import replace_rows

# Nobody is offered anything who has not bought for longer: that is another list.
RECENT_DAYS = 365


class CustomerLatentDemand(models.Model):
    """A product that others who buy like this customer buy, and this one does not.

    It goes by items, not by a comparison of all customers with each other: a product
    is proposed when, of the customers who buy something that this one buys, enough buy
    the product, too (``customer.product.affinity`` by customer). The strongest such
    product is named as the reason; where several lead there, their chances add up to
    the score, which says who comes first (``tools/baskets.py``, ``missing_items``).
    """

    _name = "customer.latent.demand"
    _description = "What a Customer Could Buy, Too"
    _order = "score desc, id"
    _rec_name = "product_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    owner_id = fields.Many2one(related="partner_id.user_id", string="Customer Owner")
    customer_group_id = fields.Many2one(related="partner_id.customer_group_id")
    industry_id = fields.Many2one(related="partner_id.industry_id")
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade", index=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", string="Product Category")
    because_product_id = fields.Many2one(
        "product.product",
        "Because It Buys",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    chance = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Of the customers who buy what this one buys, how many buy the product, "
        "too.",
    )
    score = fields.Float(
        readonly=True,
        aggregator="sum",
        digits=(16, 2),
        help="The chances of all products that lead to this one, added up: the higher, "
        "the sooner to be offered.",
    )
    similar_count = fields.Integer(
        "Similar Customers",
        readonly=True,
        aggregator="max",
        help="Customers who buy both products.",
    )
    similar_total = fields.Integer(
        "Of", readonly=True, aggregator="max", help="Customers who buy the first."
    )
    expected_quantity = fields.Float(
        "Usual Quantity",
        digits="Product Unit",
        readonly=True,
        aggregator="avg",
        help="Median of what the customers of the company buy of it at a time.",
    )
    expected_amount = fields.Monetary(
        readonly=True,
        help="Median of what they pay for it at a time, untaxed, times the chance.",
    )
    reason = fields.Char(compute="_compute_reason")

    _demand_uniq = models.UniqueIndex(
        "(partner_id, product_id, company_id)",
        "This is proposed to the customer already.",
    )

    @api.depends("similar_count", "similar_total", "because_product_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for demand in self:
            demand.reason = self.env._(
                "%(count)s of %(total)s buyers of %(product)s buy it, too "
                "(%(share)s %%)",
                count=demand.similar_count,
                total=demand.similar_total,
                product=demand.because_product_id.with_context(
                    display_default_code=False
                ).display_name,
                share=formatLang(self.env, 100 * demand.chance, digits=0),
            )

    # === Refresh === #

    @api.model
    def _refresh_facts(self, facts):
        """Let the rows of a company be what ``facts`` say; see ``BasketFacts``."""
        counts, _customers = facts.counts(facts.by_customer)
        rules, chances = self._strong(facts, counts)
        missing = missing_items(
            facts.by_customer,
            rules,
            chances,
            self._recent(facts),
            facts.settings.latent_top,
        )
        usual = self._usual(facts, np.unique(missing.item))
        because, chance = rules.item[missing.rule], chances[missing.rule]
        return replace_rows(
            self,
            facts.company,
            {
                "partner_id": facts.customers[missing.customer].astype(np.int32),
                "product_id": facts.products[missing.item],
            },
            {
                "because_product_id": facts.products[because],
                "chance": chance,
                "score": missing.score,
                "similar_count": rules.together[missing.rule].astype(np.int32),
                "similar_total": counts[because].astype(np.int32),
                "expected_quantity": usual["quantity"][missing.item],
                "expected_amount": self._rounded(
                    facts, usual["amount"][missing.item] * chance
                ),
            },
        )

    @api.model
    def _strong(self, facts, counts):
        """The rules of a chance that is worth an offer, and their chances."""
        rules = facts.customer_rules
        chances = rules.together / np.maximum(counts[rules.item], 1)
        kept = 100 * chances >= facts.settings.chance
        return Rules(*(array[kept] for array in rules)), chances[kept]

    @api.model
    def _recent(self, facts):
        """Array that tells of each customer whether it bought of late."""
        last = np.full(len(facts.customers), -1, np.int32)
        np.maximum.at(last, facts.customer, facts.day)
        return last > (facts.as_of - FIRST_DAY).days - RECENT_DAYS

    @api.model
    def _usual(self, facts, items):
        """What is usually bought of ``items`` at a time: arrays by item."""
        usual = {name: np.zeros(len(facts.products)) for name in ("quantity", "amount")}
        if not len(items):
            return usual
        rows = self.env.execute_query(
            SQL(
                """
                SELECT fact.product_id,
                       PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY fact.quantity),
                       PERCENTILE_DISC(0.5) WITHIN GROUP (ORDER BY fact.amount)
                  FROM (%(sources)s) AS fact
                 WHERE %(where)s AND fact.product_id = ANY(%(products)s)
              GROUP BY fact.product_id
                """,
                sources=SQL(" UNION ALL ").join(facts.sources),
                where=facts.where(),
                products=facts.products[items].tolist(),
            )
        )
        products, quantities, amounts = zip(*rows, strict=True)
        places = np.searchsorted(facts.products, products)
        usual["quantity"][places] = [float(value) for value in quantities]
        usual["amount"][places] = [float(value) for value in amounts]
        return usual

    @api.model
    def _rounded(self, facts, amounts):
        return np.round(amounts, facts.company.currency_id.decimal_places)

    # === What to do about it === #

    def action_make_quotation(self):
        """Make a quotation per customer with what is proposed, and open it."""
        orders = self.env["sale.order"].create(
            [
                demands._prepare_quotation_vals()
                for demands in self.grouped(
                    lambda demand: (demand.company_id, demand.partner_id)
                ).values()
            ]
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", orders.ids)],
        }
        if len(orders) == 1:
            action |= {"view_mode": "form", "res_id": orders.id}
        return action

    def _prepare_quotation_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "order_line": [
                fields.Command.create(
                    {
                        "product_id": demand.product_id.id,
                        "product_uom_qty": demand.expected_quantity or 1,
                    }
                )
                for demand in self
            ],
        }

    def action_plan_call(self):
        """Plan a call with each customer about what is proposed to it.

        A customer for whom the same call is open already gets no second one.
        """
        planned = 0
        for partner, demands in self.grouped("partner_id").items():
            planned += demands._plan_call(partner)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%s calls planned; see the activities of the customers.", planned
                )
                if planned != 1
                else self.env._("A call is planned; see the customer's activities."),
            },
        }

    def _plan_call(self, partner):
        """Plan the call; return whether it was not there yet."""
        names = ", ".join(self.product_id.mapped("display_name"))
        summary = self.env._("Offer: %s", names)
        user = partner.user_id or self.env.user
        if partner.activity_ids.filtered(
            lambda activity: activity.summary == summary and activity.user_id == user
        ):
            return False
        partner.activity_schedule(
            "mail.mail_activity_data_call", summary=summary, user_id=user.id
        )
        return True
