from odoo import api, models
from odoo.fields import Domain

from ..figures_sql import ABC_BORDER_A
from . import dashboard_sql
from .dashboard_view import read_view

TREND_MONTHS = 24
REGIONS = 12


class CustomerDashboard(models.AbstractModel):
    """How the customers of a company stand: the numbers of the dashboard.

    Nothing here reads an order. What a period brought comes from the months of the
    customers, what happened over years from the cube, how customers stand from their
    profiles, or of a past day from the snapshots. A method per kind, so that a screen
    can ask for the parts at the same time and show each as it comes. All of them
    respect the rights of the user on the rows they add up, and write nothing.
    """

    _name = "customer.dashboard"
    _description = "Customer Dashboard"

    # === What a period brought === #

    @api.model
    @api.readonly
    def get_figures(self, filters=None):
        """Return what the period brought, beside the period it is compared with.

        :param filters: see ``read_view``
        :return: dict: ``period`` and ``before`` (``first`` and ``last`` day as text),
            ``is_running`` (the last month is not over), ``today``, ``tiles`` (dict of
            key to ``value`` and ``before``), ``pareto`` (``points`` of ``customers``
            and ``revenue`` from 0 to 1, ``count``, ``top``: how many customers make
            80 %), ``up`` and ``down`` (customers whose revenue changed most),
            ``company_id``, ``currency_id``, ``has_data``
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        found = self._read_period(view)
        return {
            "period": _days(view.first, view.end),
            "before": _days(view.before[0], _month_end(view.before[1])),
            "is_running": view.is_running,
            "today": str(view.today),
            "company_id": view.company.id,
            "currency_id": view.company.currency_id.id,
            "has_data": self._has_data(view),
            "tiles": self._tiles(view, found["totals"]),
            "pareto": found["pareto"],
            "up": self._named(found["up"]),
            "down": self._named(found["down"]),
        }

    @api.model
    def _has_data(self, view):
        return bool(
            self.env["customer.sales.month"].search(
                Domain("company_id", "=", view.company.id), limit=1, order="id"
            )
        )

    @api.model
    def _read_period(self, view):
        """Totals, curve and customers of both periods, by one statement."""
        months = self.env["customer.sales.month"]
        query = months._search(view.months() | view.months(compared=True))
        statement = dashboard_sql.period(query, view, ABC_BORDER_A)
        [(sums, counts, pareto, up, down)] = self.env.execute_query(statement)
        totals = {**sums, **counts}
        return {"totals": totals, "pareto": pareto, "up": up, "down": down}

    @api.model
    def _tiles(self, view, totals):
        tiles = {
            name: {"value": totals[name], "before": totals[f"{name}_before"]}
            for name in dashboard_sql.TOTALS
        }
        tiles["new"] = {
            "value": self._count_new(view, view.first, view.last),
            "before": self._count_new(view, *view.before),
        }
        for name, part, whole in (
            ("repeat_rate", "again", "buyers"),
            ("average_order", "revenue", "orders"),
        ):
            tiles[name] = {
                at: tiles[part][at] / tiles[whole][at] if tiles[whole][at] else 0
                for at in ("value", "before")
            }
        return tiles

    @api.model
    def _count_new(self, view, first, last):
        return self.env["customer.profile"].search_count(
            view.customers("partner_id.") & _first_bought(first, last)
        )

    @api.model
    def _named(self, rows):
        # Whoever may read a figure may read the name on it, as in any many2one.
        partners = self.env["res.partner"].sudo()
        for row in rows:
            row["name"] = partners.browse(row["partner_id"]).display_name
        return rows

    # === What happened over the years === #

    @api.model
    @api.readonly
    def get_history(self, filters=None, cohorts=12):
        """Return the trend of 24 months, the regions of the period and the cohorts.

        :param filters: see ``read_view``; the trend and the cohorts end with the period
        :param cohorts: how many cohorts to return
        :return: dict: ``trend`` (per month ``month``, ``revenue``, ``before`` a year
            ago, ``margin``, ``buyers``, ``new``), ``regions`` (``by`` country_id or
            state_id, ``rows`` of ``id``, ``name``, ``revenue``, ``before``),
            ``cohorts`` as of ``customer.sales.cube.get_cohorts``, ``updated_at``
            (moment in UTC of which this tells; ``None``: up to date)
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        cube = self.env["customer.sales.cube"]
        updated_at = cube._updated_at()
        return {
            "trend": self._trend(view),
            "regions": self._regions(view),
            "cohorts": cube.get_cohorts(filters, cohorts),
            "updated_at": updated_at and str(updated_at),
        }

    @api.model
    def _trend(self, view):
        rows = dashboard_sql.by_month(
            self.env["customer.sales.cube"], view, TREND_MONTHS + 12
        )
        trend = []
        for number, row in enumerate(rows[12:]):
            trend.append(
                {
                    "month": str(row["month"]),
                    "revenue": row["revenue"],
                    "before": rows[number]["revenue"],
                    "margin": row["margin"],
                    "buyers": row["buyer_count"],
                    "new": row["new_count"],
                }
            )
        return trend

    @api.model
    def _regions(self, view):
        """Revenue by country, or by the states of the one country there is."""
        countries = self._revenue_by(view, "country_id")
        known = [row for row in countries if row["id"]]
        by = "state_id" if len(known) == 1 else "country_id"
        rows = countries if by == "country_id" else self._revenue_by(view, by)
        rows.sort(key=lambda row: -row["revenue"])
        return {"by": by, "rows": rows[:REGIONS], "others": len(rows[REGIONS:])}

    @api.model
    def _revenue_by(self, view, by):
        cube = self.env["customer.sales.cube"]
        rows = {}
        for at, (first, last) in (
            ("revenue", (view.first, view.last)),
            ("before", view.before),
        ):
            period = Domain("month", ">=", first) & Domain("month", "<=", last)
            for place, revenue in cube._read_group(
                view.cube() & period, [by], ["revenue:sum"]
            ):
                row = rows.setdefault(
                    place.id,
                    {
                        "id": place.id,
                        "name": place.sudo().display_name if place else False,
                        "revenue": 0,
                        "before": 0,
                    },
                )
                row[at] = revenue
        return [row for row in rows.values() if row["revenue"] or row["before"]]

    # === How customers stand === #

    @api.model
    @api.readonly
    def get_standing(self, filters=None):
        """Return how customers stand at the end of the period.

        Of a period that reaches to this month it is how they stand now; of a past one
        the snapshot of its last day, where there is one.

        :param filters: see ``read_view``
        :return: dict: ``date`` (text; ``None`` is now), ``is_known`` (there are figures
            of that day), ``segments`` (``key``, ``label``, ``count``, ``revenue`` of 12
            months), ``at_risk`` (``count``, ``revenue``: of customers with a high risk
            to leave)
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        model, domain = self._standing(view)
        model.check_access("read")
        is_known = view.is_now or bool(model.search(domain, limit=1, order="id"))
        segments, at_risk = self._segments(model, domain) if is_known else ([], None)
        return {
            "date": None if view.is_now else str(view.end),
            "is_known": is_known,
            "segments": segments,
            "at_risk": at_risk,
        }

    @api.model
    def _standing(self, view):
        """Model and domain of the figures at the end of the period."""
        domain = view.customers("partner_id.") & Domain("order_count", ">", 0)
        if view.is_now or "customer.profile.snapshot" not in self.env:
            model = self.env["customer.profile"]
            return model, domain if view.is_now else domain & Domain.FALSE
        snapshots = self.env["customer.profile.snapshot"]
        return snapshots, domain & Domain("date", "=", view.end)

    @api.model
    def _segments(self, model, domain):
        """Segments by revenue, and what the customers with a high risk brought."""
        groups = model._read_group(
            domain, ["rfm_segment", "churn_risk"], ["__count", "revenue_12m:sum"]
        )
        labels = dict(model._fields["rfm_segment"]._description_selection(self.env))
        segments, at_risk = {}, {"count": 0, "revenue": 0}
        for segment, risk, count, revenue in groups:
            row = segments.setdefault(
                segment,
                {
                    "key": segment,
                    "label": labels.get(segment) or self.env._("Without a Segment"),
                    "count": 0,
                    "revenue": 0,
                },
            )
            for totals in [row, at_risk] if risk == "high" else [row]:
                totals["count"] += count
                totals["revenue"] += revenue or 0
        ordered = sorted(segments.values(), key=lambda row: -row["revenue"])
        return ordered, at_risk

    # === What can be chosen === #

    @api.model
    @api.readonly
    def get_choices(self):
        """Return what the filters offer: names of records that the user may choose.

        :return: dict of lists of ``id`` and ``name``: ``companies``, ``users``,
            ``teams``, ``groups``
        :raise AccessError: for users who may not see figures of customers
        """
        self.env["customer.sales.cube"].check_access("read")
        owners = self._owners()
        # A few dozen rows.
        # pylint: disable-next=no-search-all
        groups = self.env["customer.group"].search([])
        return {
            "companies": _choices(self.env.companies),
            "users": _choices(owners),
            "teams": _choices(owners.sale_team_id),
            "groups": _choices(groups),
        }

    @api.model
    def _owners(self):
        """Owners of the customers whose figures the user may see."""
        groups = self.env["customer.sales.cube"]._read_group(
            Domain("company_id", "in", self.env.companies.ids), ["user_id"]
        )
        return self.env["res.users"].sudo().union(*(user.sudo() for (user,) in groups))


def _choices(records):
    return [{"id": record.id, "name": record.display_name} for record in records]


def _month_end(month):
    return dashboard_sql.month_end(month)


def _days(first, last):
    return {"first": str(first), "last": str(last)}


def _first_bought(first, last):
    """Domain on profiles: the first order was in these months."""
    return Domain("first_order_date", ">=", first) & Domain(
        "first_order_date", "<=", _month_end(last)
    )
