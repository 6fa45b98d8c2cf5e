from datetime import date

from odoo.tests import tagged
from odoo.tools import SQL

from ....models.analytics.customer_profile import FIGURES
from ....models.file.customer_profile import RefreshScope
from ..common import GeneratedSales
from ..oracle import exact
from .oracle import BehaviourOracle, Rules

BEHAVIOUR = [
    name for name in FIGURES[FIGURES.index("order_days") :] if name != "lifecycle_date"
]
EXACT = (
    "first_order_amount",
    "revenue_prior_12m",
    "median_interval_days",
    "repeat_rate",
    "rfm_revenue",
)
NOTHING = dict.fromkeys(BEHAVIOUR, 0) | {
    "next_order_date": False,
    "rfm_segment": False,
    "lifecycle": "prospect",
    "churn_risk": "unknown",
    "is_high_potential": False,
}
LEFT_OUT = NOTHING | {"lifecycle": False, "churn_risk": False}


class BehaviourCommon(GeneratedSales):
    """Generated sales, and what the profiles say about behaviour."""

    def _stored(self, names=BEHAVIOUR):
        profiles = self.profiles.search([])
        profiles.invalidate_recordset()
        return {
            (profile.partner_id.id, profile.company_id.id): {
                name: exact(profile[name]) if name in EXACT else profile[name]
                for name in names
            }
            for profile in profiles
        }

    def _is_left_out(self, partner):
        own = self.env["res.company"].search([]).partner_id.commercial_partner_id
        return partner.leave_out_of_figures or partner in own

    def _assert_true(self, as_of, rules=None):
        stored = self._stored()
        expected = BehaviourOracle(self.env, as_of, rules=rules).figures()
        self.assertFalse(expected.keys() - stored.keys())
        for key, figures in stored.items():
            partner = self.env["res.partner"].browse(key[0])
            nothing = LEFT_OUT if self._is_left_out(partner) else NOTHING
            wanted = expected.get(key, nothing)
            with self.subTest(customer=partner.name, company=key[1], as_of=as_of):
                self.assertEqual(figures, {name: wanted[name] for name in BEHAVIOUR})
        return expected


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestBehaviourFigures(BehaviourCommon):
    """F03, F08, F10, L12: rhythm, scores, segments and stages equal a recomputation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Some rhythm: a few customers who come again and again, twice on one day too.
        for number, days in enumerate((7, 21, 30, 45)):
            customer = cls.customers[-2 - number]
            for visit in range(6):
                moment = f"2023-{1 + visit * days // 30:02}-{1 + visit * days % 28:02}"
                for hour in (9, 15)[: 1 + visit % 2]:
                    cls._sell(customer, 40 + visit, moment=f"{moment} {hour:02}:00:00")

    def test_any_day(self):
        """A34, C06, C07, C08: on several days, in two companies, ties included."""
        seen = set()
        for as_of in (
            date(2024, 4, 30),
            date(2024, 2, 29),
            date(2023, 6, 2),
            date(2021, 6, 15),
            date(2020, 1, 1),
        ):
            self.profiles.refresh(as_of=as_of)
            expected = self._assert_true(as_of)
            seen |= {f["lifecycle"] for f in expected.values()}
            seen |= {f["churn_risk"] for f in expected.values()}
            seen |= {f["is_high_potential"] for f in expected.values()}
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)
        self.assertEqual(
            seen - {"prospect"},
            {"new", "active", "at_risk", "dormant", "lost", True, False}
            | {"low", "medium", "high", "unknown"},
        )

    def test_figures_at_a_past_day_read_no_profile(self):
        """L12: the past is told from documents, for all customers and for some."""
        as_of = date(2023, 6, 2)
        expected = BehaviourOracle(self.env, as_of).figures()
        self.env.cr.execute(
            "UPDATE customer_profile SET revenue = 1e6, order_count = 7"
        )
        rows = self._rows_at(RefreshScope(as_of))
        self.assertEqual(rows.keys(), expected.keys())
        for key, row in rows.items():
            self.assertEqual(row["lifecycle_date"], as_of)
            for name in ("revenue", "abc_class", "contribution_share", *BEHAVIOUR):
                with self.subTest(key=key, name=name):
                    value = row[name] or False
                    if isinstance(value, float):
                        value = exact(value)
                    self.assertEqual(value, expected[key][name] or False)
        some = tuple(sorted({partner_id for partner_id, _company in rows})[:3])
        self.assertEqual(
            self._rows_at(RefreshScope(as_of, some)),
            {key: row for key, row in rows.items() if key[0] in some},
        )

    def _rows_at(self, scope):
        query = self.profiles._figures_at(scope)
        rows = self.env.execute_query_dict(SQL("SELECT * FROM (%s) AS figures", query))
        self.assertEqual(set(rows[0]), {"partner_id", "company_id", *FIGURES})
        return {(row["partner_id"], row["company_id"]): row for row in rows}

    def test_settings_of_a_company_hold_for_it_alone(self):
        """P31: classes, months, own borders, limits and the map, per company."""
        self.company.write(
            {
                "customer_rfm_classes": 4,
                "customer_rfm_months": 18,
                "customer_rfm_recency_cuts": "60, 200，400",
                "customer_rfm_frequency_cuts": "2 3 5",
                "customer_new_days": 30,
                "customer_least_rhythm": 20,
                "customer_at_risk_factor": 1.1,
                "customer_dormant_days": 200,
                "customer_churn_high_factor": 3.5,
                "customer_falling_percent": 10,
                "customer_growth_percent": 5,
            }
        )
        self.env["customer.rfm.cell"].create(
            {"recency": 5, "value": 5, "segment": "loyal"}
        )
        self.other_company.customer_rfm_monetary_cuts = "100, 2000, 2000.5, 90000"
        mine = Rules(
            classes=4,
            months=18,
            recency_cuts=[60, 200, 400],
            frequency_cuts=[2, 3, 5],
            new_days=30,
            least_rhythm=20,
            factors=("1.1", "3", "6"),
            days=(90, 200, 365),
            risk_factors=("1.25", "3.5"),
            falling=10,
            growth=5,
        )
        mine.map[5] = mine.map[5].rsplit(" ", 1)[0] + " loyal"
        rules = {
            self.company.id: mine,
            self.other_company.id: Rules(monetary_cuts=[100, 2000, 2000.5, 90000]),
        }
        for as_of in (date(2024, 4, 30), date(2023, 6, 2)):
            self.profiles.refresh(as_of=as_of)
            self._assert_true(as_of, rules)
            self.assertEqual(self.profiles.refresh(as_of=as_of), 0)
