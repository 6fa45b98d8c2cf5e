"""What counts as bought together, as the managers chose it."""

from typing import NamedTuple

from odoo.tools import str2bool

from ...parameters import get_number, get_param

# Per number: what holds when nobody chose, and what may be chosen.
NUMBERS = {
    "affinity_months": (36, (1, 240)),
    "affinity_days": (30, (0, 365)),
    "affinity_least": (3, (2, 100_000)),
    "affinity_support": (0.0, (0.0, 100.0)),
    "affinity_lift": (1.0, (0.0, 1000.0)),
    "affinity_top": (20, (1, 200)),
    "latent_chance": (25.0, (1.0, 100.0)),
    "latent_top": (5, (1, 50)),
}


class BasketSettings(NamedTuple):
    """See the fields of ``customer.settings`` of the same meaning."""

    months: int
    days: int
    least: int
    support: float
    lift: float
    top: int
    chance: float
    latent_top: int
    services: bool

    @classmethod
    def current(cls, env):
        """Return the settings that hold now."""
        numbers = [get_number(env, name, *NUMBERS[name]) for name in NUMBERS]
        services = str2bool(get_param(env, "affinity_services") or "", False)
        return cls(*numbers, services)

    def least_of(self, baskets):
        """How many of so many baskets must hold a pair for it to count."""
        return max(self.least, int(-(-self.support * baskets // 100)))
