from datetime import date, timedelta
from statistics import median_low

from odoo.tests import tagged

from ..common import GeneratedSales
from .basket_oracle import BasketOracle
from .test_affinity import AffinityCommon

DAY = date(2024, 3, 31)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestLatentDemand(AffinityCommon, GeneratedSales):
    """F18: every proposal is that of a recomputation, customer by customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._choose(affinity_least=2, affinity_lift=0.8, latent_chance=20)
        cls.affinities = cls.env["customer.product.affinity"]
        cls.affinities.refresh(DAY)

    def _lines(self, company):
        """(product, quantity in its unit, amount in the company's currency)."""
        lines = self.env["sale.order.line"].search(
            [("state", "=", "sale"), ("company_id", "=", company.id)]
        )
        for line in lines:
            unit = line.product_uom_id
            quantity = unit._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
            rate = line.order_id.currency_rate
            yield line.product_id, quantity, line.price_subtotal / rate

    def _expected(self, company, chance=0.2, top=5):
        oracle = BasketOracle(self.env, company, DAY)
        rules = {
            pair: counts
            for pair, counts in oracle.rows("customer", 2, 0.8).items()
            if counts[0] / counts[1] >= chance
        }
        since = DAY - timedelta(days=365)
        for customer, events in oracle.customers.items():
            if max(day for day, _product in events) <= since:
                continue
            bought = {product.id for _day, product in events}
            found = {}
            for (because, product_id), (both, total, *_more) in rules.items():
                if because in bought and product_id not in bought:
                    why = (-both / total, because)
                    score, best = found.get(product_id, (0, (1, 0)))
                    found[product_id] = (score + both / total, min(best, why))
            ranked = sorted(
                found.items(),
                key=lambda row: (-round(row[1][0], 9), row[1][1][0], row[0]),
            )
            for product_id, (score, (_chance, because)) in ranked[:top]:
                both, total = rules[because, product_id][:2]
                yield customer.id, product_id, because, both, total, round(score, 9)

    def _stored(self, company):
        demands = self.env["customer.latent.demand"].search(
            [("company_id", "=", company.id)]
        )
        return {
            (
                demand.partner_id.id,
                demand.product_id.id,
                demand.because_product_id.id,
                demand.similar_count,
                demand.similar_total,
                round(demand.score, 9),
            )
            for demand in demands
        }

    def test_proposals_equal_the_recomputation(self):
        """F18, C16: two companies, customers left out, products bought long ago."""
        compared = 0
        for company in self.companies:
            expected = set(self._expected(company))
            self.assertEqual(self._stored(company), expected)
            compared += len(expected)
        self.assertGreater(compared, 5)

    def test_fewest_rows_that_are_useful(self):
        """F18: chance and number per customer are settings; the rest goes."""
        self._choose(latent_chance=55, latent_top=1)
        self.affinities.refresh(DAY)
        self.env.invalidate_all()
        for company in self.companies:
            expected = set(self._expected(company, 0.55, 1))
            self.assertEqual(self._stored(company), expected)

    def test_usual_quantity_and_expected_amount(self):
        """F18: the median purchase, and the chance of it."""
        demands = self.env["customer.latent.demand"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertTrue(demands)
        lines = [line for line in self._lines(self.company) if line[1] > 0]
        for demand in demands:
            own = [line for line in lines if line[0] == demand.product_id]
            quantity = median_low(line[1] for line in own)
            amount = median_low(line[2] for line in own)
            self.assertAlmostEqual(demand.expected_quantity, quantity, 2)
            self.assertAlmostEqual(demand.expected_amount, amount * demand.chance, 1)
            self.assertAlmostEqual(
                demand.chance, demand.similar_count / demand.similar_total
            )

    def test_reason_in_words(self):
        """F18, L13: who buys what, in one sentence."""
        demand = self.env["customer.latent.demand"].search([], limit=1)
        self.assertIn(
            f"{demand.similar_count} of {demand.similar_total} buyers of "
            f"{demand.because_product_id.name} buy it, too",
            demand.reason,
        )

    def test_second_run_writes_nothing(self):
        """F18: what is proposed already is left alone."""
        self.assertEqual(self.affinities.refresh(DAY), 0)
