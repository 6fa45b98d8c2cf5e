"""Tax numbers, a few faults in the files, and the weeks in which they were worse.

The check report, its trend and the list of files worth fixing show something then.
"""

from datetime import timedelta

from stdnum.cn import uscc

from .customers import Customer
from .world import World

WEEKS = 12
# Figures of the check report, and by what share of the customers they were worse for
# each week back; completeness in points.
WORSE = {
    "missing": 0.012,
    "invalid": 0.003,
    "stale": 0.009,
    "duplicate": 0.002,
    "inconsistent": 0.003,
    "conflicting": 0.005,
}
POINTS = 0.9


def leave_faults(world: World, customers: list[Customer]):
    """Give most Chinese companies their tax number, and some customers a fault."""
    china = world.env.ref("base.cn")
    for customer in customers:
        partner, number = world.partners[customer.number], customer.number
        if partner.is_company and partner.country_id == china and number % 5:
            partner.vat = tax_number(number)
        if number % 19 == 4:
            partner.phone = "8812"
        if number % 23 == 5 and partner.zip and partner.country_id == china:
            partner.zip = "830000"
        if number % 29 == 6:
            partner.city = False
        if number % 31 == 7:
            partner.email = False


def enter_twice(world: World, customers: list[Customer]):
    """Enter some customers once more, as somebody in a hurry would.

    The review list has something to show then, and merging something to merge.
    """
    for customer in customers:
        if customer.number % 37 != 8:
            continue
        partner = world.partners[customer.number]
        world.env["res.partner"].create(
            {
                "name": partner.name.removesuffix("有限公司").upper(),
                "phone": partner.phone and partner.phone.replace(" ", ""),
                "email": partner.email,
                "is_company": partner.is_company,
                "country_id": partner.country_id.id,
                "company_id": partner.company_id.id,
                "user_id": partner.user_id.id,
                "customer_rank": 1,
            }
        )


def tax_number(number: int) -> str:
    """Return a valid unified social credit code, another one for each number."""
    stem = f"91440101MA{number:07}"
    return stem + uscc.calc_check_digit(stem)


def look_back(world: World):
    """Count today, and the weeks before as if the files had been mended since."""
    snapshots = world.env["customer.quality.snapshot"].sudo()
    for week in range(WEEKS, -1, -1):
        day = world.as_of - timedelta(weeks=week)
        snapshots._take(day)
        for row in snapshots.search([("date", "=", day)]):
            row.write(_worse(row, week))


def _worse(row, week: int) -> dict:
    """Return the figures of a row as they were some weeks ago."""
    figures = {
        name: min(row.customers, row[name] + round(row.customers * share * week))
        for name, share in WORSE.items()
    }
    points = round(row.customers * POINTS * week)
    return {**figures, "completeness_sum": max(0, row.completeness_sum - points)}
