import logging
from datetime import timedelta

import numpy as np

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ....tools.baskets import count_pairs, count_pairs_within, strongest
from ...file.customer_profile import COLLISIONS
from .basket_facts import BasketFacts
from .basket_settings import BasketSettings
from .basket_sql import history_lines, order_lines, replace_rows

_logger = logging.getLogger(__name__)

BASES = [("order", "In One Order"), ("customer", "By One Customer")]
# A job that begins again within this time goes on where it stopped.
JUST_DONE = timedelta(hours=1)
# Lines that are no choice of the customer; each exists where its addon is installed.
NO_CHOICE = ("is_delivery", "is_reward_line")


def say_times(env, lift):
    """Return a lift as a number that can be read: 2.4, but 68."""
    return formatLang(env, lift, digits=1 if lift < 9.95 else 0)


class CustomerProductAffinity(models.Model):
    """Two products that are bought together, seen from the first of them.

    There are two bases. In one order: of the orders with the product, how many hold
    the other. By one customer: of the customers who bought the product, how many bought
    the other within some days. With n(x) such baskets that hold x, of n altogether,
    support is n(a, b) / n, confidence n(a, b) / n(a), and lift
    n(a, b) n / (n(a) n(b)): 1 is chance, 3 is three times as often.

    Rows are worked out at night, for goods that are sold; which pairs are worth a row,
    the settings say. Both directions are stored, so that one look-up tells what goes
    with a product.
    """

    _name = "customer.product.affinity"
    _description = "Products Bought Together"
    _order = "count_together desc, lift desc, id"
    _rec_name = "product_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    product_id = fields.Many2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    other_product_id = fields.Many2one(
        "product.product",
        "Bought with It",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    basis = fields.Selection(
        BASES,
        "Together",
        required=True,
        readonly=True,
        help="In one order; or by one customer within some days, whatever the order.",
    )
    count_together = fields.Integer(
        "Times Together",
        readonly=True,
        help="Orders with both products, or customers who bought both.",
    )
    count_product = fields.Integer(
        "Times Product",
        readonly=True,
        aggregator="max",
        help="Orders with the product, or customers who bought it.",
    )
    count_other = fields.Integer("Times Other", readonly=True, aggregator="max")
    baskets = fields.Integer(
        "Of All",
        readonly=True,
        aggregator="max",
        help="All orders with goods, or all customers who bought any.",
    )
    support = fields.Float(
        "Share of All",
        readonly=True,
        aggregator="avg",
        help="In how many of all orders both are, or how many of all customers bought "
        "both.",
    )
    confidence = fields.Float(
        "Chance",
        readonly=True,
        aggregator="avg",
        help="Of those who take the product, how many take the other, too.",
    )
    lift = fields.Float(
        "Times as Often",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="How many times as often as by chance: 1 means that one has nothing to "
        "do with the other, 3 that they are together three times as often.",
    )
    product_categ_id = fields.Many2one(
        related="product_id.categ_id", string="Category of Product"
    )
    other_categ_id = fields.Many2one(
        related="other_product_id.categ_id", string="Category of the Other"
    )
    sentence = fields.Char("In Words", compute="_compute_sentence")

    _pair_uniq = models.UniqueIndex(
        "(product_id, other_product_id, basis, company_id)",
        "These products have a row already.",
    )

    @api.depends("basis", "count_together", "count_product", "lift", "product_id")
    @api.depends_context("lang")
    def _compute_sentence(self):
        for pair in self:
            pair.sentence = pair._say()

    def _say(self):
        """One sentence, in the reader's language, that says what the figures mean."""
        self.ensure_one()
        figures = {
            "share": formatLang(self.env, 100 * self.confidence, digits=0),
            "product": self.product_id.display_name,
            "times": say_times(self.env, self.lift),
        }
        if self.basis == "order":
            return self.env._(
                "In %(share)s %% of the orders with %(product)s: %(times)s times as "
                "often as by chance.",
                **figures,
            )
        return self.env._(
            "Bought by %(share)s %% of those who buy %(product)s: %(times)s times as "
            "often as by chance.",
            **figures,
        )

    def _say_short(self):
        """Say in a few words why the other product is suggested."""
        self.ensure_one()
        figures = {
            "share": formatLang(self.env, 100 * self.confidence, digits=0),
            "product": self.product_id.with_context(
                display_default_code=False
            ).display_name,
        }
        if self.basis == "order":
            return self.env._(
                "in %(share)s %% of the orders with %(product)s", **figures
            )
        return self.env._(
            "bought by %(share)s %% of those who buy %(product)s", **figures
        )

    # === Sources === #

    @api.model
    def _basket_sources(self):
        """SELECTs that together are what was bought; other addons append theirs.

        Each gives the columns, in this order and with these names:

        - ``partner_id``: the partner on the document, a contact or the customer
        - ``company_id``: the company of the document
        - ``document_id``: id of the document among those of this source
        - ``moment``: when it was bought, a timestamp in UTC
        - ``product_id``: never empty
        - ``quantity``: in the reference unit of the product
        - ``amount``: untaxed, in the company's currency

        Only lines that sell: no returns, sections, down payments. What kinds of
        products count, is decided afterwards.
        """
        line_fields = self.env["sale.order.line"]._fields
        there = [n for n in NO_CHOICE if n in line_fields and line_fields[n].store]
        more = [SQL("line.%s IS NOT TRUE", SQL.identifier(name)) for name in there]
        condition = SQL(" AND ").join(more) if more else SQL("TRUE")
        return [order_lines(condition), history_lines()]

    # === Refresh === #

    @api.model
    def refresh(self, as_of=None):
        """Find out what is bought together, set-based, all companies.

        :param as_of: last day that counts (date or ISO text); today when empty
        :return: number of rows that were written or deleted; 0 when nothing changed
        :raise AccessError: for users who do not manage the customer file
        :raise UserError: for what is no day
        """
        if not self.env.su and not self.env.user.has_group(
            "customer_info_mgmt.group_customer_manager"
        ):
            raise AccessError(
                self.env._("Only a customer manager may compare all products.")
            )
        affinities = self.sudo()
        affinities._lock_refresh()
        day = affinities.env["customer.profile"]._read_as_of(as_of)
        companies = affinities.env["res.company"].search(Domain.TRUE)
        return sum(affinities._refresh_company(company, day) for company in companies)

    @api.model
    def _lock_refresh(self, wait=True):
        """Keep other comparisons away until the end of this transaction."""
        self.env.cr.execute(
            SQL(
                "LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE %s",
                SQL.identifier(self._table),
                SQL() if wait else SQL("NOWAIT"),
            ),
            log_exceptions=wait,
        )

    @api.model
    def _refresh_company(self, company, as_of):
        """Bring all that is derived from the baskets of a company up to date."""
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit = off")
        facts = BasketFacts(self, company, as_of, BasketSettings.current(self.env))
        written = sum(step(facts) for step in self._refresh_steps())
        company._note_affinity()
        self.env.invalidate_all()
        return written

    @api.model
    def _refresh_steps(self):
        """Steps in order: they take ``BasketFacts`` and return the rows written."""
        return [
            self._refresh_orders,
            self.env["customer.product.bundle"]._refresh_facts,
            self._forget_orders,
            self._refresh_customers,
            self.env["customer.latent.demand"]._refresh_facts,
        ]

    @api.model
    def _forget_orders(self, facts):
        """Free what the steps to come do not need: it is a hundred megabytes."""
        del facts.by_order, facts.basket, facts.order_pairs
        return 0

    @api.model
    def _refresh_orders(self, facts):
        counts, baskets = facts.counts(facts.by_order)
        least = facts.settings.least_of(baskets)
        facts.order_pairs = count_pairs(facts.by_order, least, facts.suggested)
        rules = self._rules(facts, facts.order_pairs, counts, baskets)
        return self._write_rules(facts, "order", rules, counts, baskets)

    @api.model
    def _refresh_customers(self, facts):
        counts, baskets = facts.counts(facts.by_customer)
        least = facts.settings.least_of(baskets)
        pairs = count_pairs_within(
            facts.customer,
            facts.day,
            facts.item,
            len(facts.products),
            facts.settings.days,
            least,
            facts.suggested & (counts >= least),
        )
        facts.customer_rules = self._rules(facts, pairs, counts, baskets)
        return self._write_rules(
            facts, "customer", facts.customer_rules, counts, baskets
        )

    @api.model
    def _rules(self, facts, pairs, counts, baskets):
        settings = facts.settings
        return strongest(pairs, counts, baskets, settings.lift, settings.top)

    @api.model
    def _write_rules(self, facts, basis, rules, counts, baskets):
        """Let the rows of this company and basis be these rules."""
        item, other, together = rules
        count_item, count_other = counts[item], counts[other]
        total = float(max(baskets, 1))
        return replace_rows(
            self,
            facts.company,
            {
                "product_id": facts.products[item],
                "other_product_id": facts.products[other],
            },
            {
                "count_together": together.astype(np.int32),
                "count_product": count_item.astype(np.int32),
                "count_other": count_other.astype(np.int32),
                "baskets": np.full(len(item), baskets, np.int32),
                "support": together / total,
                "confidence": together / np.maximum(count_item, 1),
                "lift": together * total / np.maximum(count_item * count_other, 1),
            },
            {"basis": basis},
        )

    @api.model
    def _cron_refresh(self):
        """Compare the products of each company, one per transaction.

        What a killed job had finished is not done again by the next run.
        """
        progress = self.env["ir.cron"]
        due = fields.Datetime.now() - JUST_DONE
        companies = self.env["res.company"].search(
            Domain("affinity_date", "=", False) | Domain("affinity_date", "<", due)
        )
        if not companies or not progress._commit_progress(remaining=len(companies)):
            return
        day = self.env["customer.profile"]._today()
        for company in companies:
            try:
                self._lock_refresh(wait=False)
                written = self._refresh_company(company, day)
            except COLLISIONS:
                self.env.cr.rollback()
                _logger.info("Another comparison of products is under way.")
                progress._commit_progress(remaining=0)
                return
            _logger.info("Products of %s: %d rows refreshed.", company.name, written)
            if not progress._commit_progress(1):
                return

    def action_refresh(self):
        """Compare the products now and show what was found."""
        self.refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
