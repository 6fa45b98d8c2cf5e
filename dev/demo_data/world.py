"""What the simulation has to hand while it runs."""

from dataclasses import dataclass, field
from datetime import date

from .progress import Progress


@dataclass
class World:
    """The database under construction and the look-ups into it.

    The dictionaries lead from the plan's keys to Odoo's records: companies by
    ``main``/``second``, products by code, users by login, customers and orders
    by their number.
    """

    env: object
    seed: int
    as_of: date
    progress: Progress
    companies: dict = field(default_factory=dict)
    users: dict = field(default_factory=dict)
    products: dict = field(default_factory=dict)
    partners: dict = field(default_factory=dict)
    orders: dict = field(default_factory=dict)

    def on(self, company: str):
        """Return the environment of one company, as if only it were chosen."""
        chosen = self.companies[company].id
        return self.env(context={**self.env.context, "allowed_company_ids": [chosen]})

    def orders_of(self, company: str, numbers):
        """Return the sale orders with these numbers in their company's environment."""
        found = self.env["sale.order"].concat(*(self.orders[n] for n in numbers))
        return found.with_env(self.on(company))
