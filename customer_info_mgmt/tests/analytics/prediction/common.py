from datetime import date, timedelta

import numpy as np

from ....models.file.customer_profile import RefreshScope
from ....tools.purchase_model import YEAR
from ...pure.purchase_data import simulate
from ..common import SalesCommon

ORDERS = np.array([0.8, 10.0, 0.6, 3.0])
WORTH = np.array([6.0, 3.7, 15.0])
TODAY = date(2024, 6, 30)


class PredictionCommon(SalesCommon):
    """Customers with a past that is simulated, so that it is known what is true.

    Their figures are put into the profiles as the refresh of sales leaves them there.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fits = cls.env["customer.prediction.fit"].sudo()
        cls.profiles = cls.profiles.sudo()
        # Whoever is there besides has no figures of its own here.
        cls.profiles.search([]).write({"order_days": 0})
        cls.company = cls.env["res.company"].create({"name": "Simulated Trading"})
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context=dict(cls.env.context, allowed_company_ids=cls.company.ids)
        )

    @classmethod
    def _create_past(cls, count, seed=1, values=ORDERS):
        """Give ``count`` customers a past; return their profiles and what is true."""
        data = simulate(count, values, WORTH, YEAR, longest=120, seed=seed)
        partners = cls.env["res.partner"].create(
            [{"name": f"Buyer {number}"} for number in range(count)]
        )
        rows = []
        for number, partner in enumerate(partners):
            first = TODAY - timedelta(days=int(np.ceil(data["T"][number] * 7)))
            last = min(first + timedelta(days=int(data["t_x"][number] * 7)), TODAY)
            repeated = round(data["x"][number] * data["mean"][number], 2)
            rows.append(
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "first_order_date": first,
                    "last_order_date": last,
                    "order_days": int(data["x"][number]) + 1,
                    "order_count": int(data["x"][number]) + 1,
                    "first_order_amount": 50,
                    "revenue": 50 + repeated,
                    "margin": 10 + number,
                }
            )
        profiles = cls.profiles.create(rows)
        cls.env.flush_all()
        return profiles, data

    def setUp(self):
        super().setUp()
        self.patch(type(self.profiles), "_today", lambda profiles: TODAY)
        # The test of a fit reads documents; it has tests of its own.
        self.patch(
            type(self.fits),
            "_test",
            lambda fits, company, day, now: {"test_date": day - timedelta(days=90)},
        )

    def _fit(self):
        return self.fits._fit(self.company, TODAY)

    def _predict(self, day=TODAY, partners=None):
        self.env.flush_all()
        scope = RefreshScope(day, tuple(partners.ids) if partners else None)
        written = self.profiles._refresh_predictions(scope)
        self.env.invalidate_all()
        return written

    def _past(self, profiles, day=TODAY):
        """x, t_x, T in weeks and mean, from the figures, one customer at a time."""
        return np.array(
            [
                (
                    profile.order_days - 1,
                    (profile.last_order_date - profile.first_order_date).days / 7,
                    (day - profile.first_order_date).days / 7,
                    (profile.revenue - profile.first_order_amount)
                    / max(profile.order_days - 1, 1),
                )
                for profile in profiles
            ]
        ).T
