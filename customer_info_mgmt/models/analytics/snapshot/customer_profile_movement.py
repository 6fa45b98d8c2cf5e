from datetime import date as Date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_snapshot_month import month_end

NOW = "now"
# Not a class: the customer has no figures on that side.
ABSENT = "absent"
# Figures, but no class.
NONE = "none"
# dimension -> its classes from the best to the worst; what is not here has no place.
PLACES = {
    "rfm_segment": (
        "champion",
        "loyal",
        "potential_loyal",
        "new",
        "promising",
        "need_attention",
        "about_to_sleep",
        "at_risk",
        "cannot_lose",
        "hibernating",
        "lost",
    ),
    "lifecycle": ("active", "new", "at_risk", "dormant", "lost"),
    "abc_class": ("A", "B", "C"),
    "churn_risk": ("low", "medium", "high"),
}
# filter -> field of the partner
FILTERS = {"owner": "user_id", "group": "customer_group_id"}
MOVERS = 10
# Months between the two days, where nobody chose.
USUAL_MONTHS = 3


class CustomerProfileSnapshot(models.Model):
    """Who moved between the classes of a dimension from one day to another.

    Both days are month ends that were counted, or the later one is today as the
    profiles have it. Numbers are over the customers whose figures the user may see, and
    the list behind a number is the same condition.
    """

    _inherit = "customer.profile.snapshot"

    @api.model
    @api.readonly
    def get_movement(
        self, dimension="rfm_segment", date_from=None, date_to=None, filters=None
    ):
        """Return the matrix of movements in the current company, ready to show.

        :param dimension: ``rfm_segment``, ``lifecycle``, ``abc_class``, ``churn_risk``
        :param date_from: month end as ISO text; the one three months before, when empty
        :param date_to: a later one, or ``now``; ``now`` when empty
        :param filters: dict with the id of an ``owner`` (user) and of a ``group``, each
            ``False`` for customers without
        :return: dict: ``dimension``, ``dimensions`` (``key``, ``label``), ``date_from``
            and ``date_to`` (ISO or ``now``; ``date_from`` False where nothing was
            counted yet), ``periods`` (month ends), ``classes`` (``key``, ``label``),
            ``cells`` (``from``, ``to``, ``direction`` 1 up, -1 down, 0, ``count``,
            ``revenue_from``, ``revenue_to``: revenue of 12 months up to the day),
            ``totals`` per kind of movement (``stayed``, ``rose``, ``fell``, ``moved``,
            ``new``, ``gone``: ``count``, ``revenue_from``, ``revenue_to``),
            ``rose`` and ``fell``: the customers whose revenue moved most
            (``partner_id``, ``name``, ``from``, ``to``, ``revenue_from``,
            ``revenue_to``), ``company``, ``currency_id``, ``may_build``
        :raise UserError: for another dimension, day or filter
        :raise AccessError: for users who may not see figures of customers
        """
        self.check_access("read")
        self._check_dimension(dimension)
        periods = self._counted_days()
        report = {
            "dimension": dimension,
            "dimensions": self._dimension_words(),
            "periods": periods,
            "classes": self._class_words(dimension),
            "company": self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "may_build": self.env.user.has_group(
                "customer_info_mgmt.group_customer_manager"
            ),
        }
        if not periods:
            nothing = {"date_from": False, "date_to": NOW, "cells": []}
            return report | nothing | {"totals": {}, "rose": [], "fell": []}
        days = self._read_days(date_from, date_to, periods)
        moved = self._moved_sql(dimension, *days, self._filter_domain(filters))
        cells, rose, fell = self._read_moved(dimension, moved)
        return report | {
            "date_from": str(days[0]),
            "date_to": str(days[1]),
            "cells": cells,
            "totals": self._totals(cells),
            "rose": rose,
            "fell": fell,
        }

    @api.model
    @api.readonly
    def get_movement_choices(self):
        """Return whose customers a movement may be narrowed to.

        :return: dict: ``owners`` and ``groups`` of customers (``id``, ``name``)
        :raise AccessError: for users who may not see figures of customers
        """
        self.check_access("read")
        profiles = self.env["customer.profile"].with_context(active_test=False)
        query = profiles._search(
            Domain("company_id", "=", self.env.company.id)
            & Domain("order_count", ">", 0)
        )
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        customers = Domain("id", "in", query.subselect("customer_profile.partner_id"))
        found = {}
        for name, column in (("owners", "user_id"), ("groups", "customer_group_id")):
            records = (
                self.env[partners._fields[column].comodel_name]
                .sudo()
                .browse(
                    record.id
                    for (record,) in partners._read_group(customers, [column])
                    if record
                )
            )
            found[name] = sorted(
                ({"id": record.id, "name": record.display_name} for record in records),
                key=lambda choice: choice["name"],
            )
        return found

    # === What was asked for === #

    @api.model
    def _check_dimension(self, dimension):
        if not isinstance(dimension, str) or dimension not in PLACES:
            raise UserError(
                self.env._(
                    "Customers do not move between classes of %s. Choose rfm_segment, "
                    "lifecycle, abc_class or churn_risk.",
                    dimension,
                )
            )

    @api.model
    def _counted_days(self):
        """Month ends that were counted, as ISO text, the latest first."""
        months = self.env["customer.snapshot.month"].sudo()
        return [
            str(month.date) for month in months.search([("counted_on", "!=", False)])
        ]

    @api.model
    def _read_days(self, date_from, date_to, periods):
        """Return both days: dates, or ``now`` for the second one."""
        end = NOW if date_to in (None, False, "", NOW) else str(date_to)
        begin = str(date_from) if date_from else self._usual_begin(end, periods)
        for day in (begin, end):
            if day != NOW and day not in periods:
                raise UserError(
                    self.env._(
                        "There are no figures of %s. Choose a month end that was "
                        "counted, or let a manager build the history.",
                        day,
                    )
                )
        if begin == NOW or (end != NOW and begin >= end):
            raise UserError(self.env._("From: choose a day before the other one."))
        return (
            Date.fromisoformat(begin),
            NOW if end == NOW else Date.fromisoformat(end),
        )

    @api.model
    def _usual_begin(self, end, periods):
        """The counted month end nearest to three months before ``end``."""
        if end == NOW:
            end = str(self.env["customer.profile"]._today())
        earlier = [day for day in periods if day < end]
        wanted = str(month_end(fields.Date.to_date(end), USUAL_MONTHS))
        return next((day for day in earlier if day <= wanted), (earlier or [end])[-1])

    @api.model
    def _filter_domain(self, filters):
        """Domain on partners of the filters that somebody hands over."""
        domain = Domain.TRUE
        if filters and not isinstance(filters, dict):
            raise UserError(self.env._("Filters: hand over names with their values."))
        for name, value in (filters or {}).items():
            is_id = value is False or (isinstance(value, int) and value is not True)
            if name not in FILTERS or not is_id:
                raise UserError(
                    self.env._(
                        "Movements cannot be filtered by %s. Name the id of an owner "
                        "or of a group.",
                        name,
                    )
                )
            domain &= Domain(FILTERS[name], "=", value)
        return domain

    # === Words === #

    @api.model
    def _dimension_words(self):
        described = self.fields_get(list(PLACES), ["string"])
        return [{"key": key, "label": described[key]["string"]} for key in PLACES]

    @api.model
    def _class_words(self, dimension):
        """Classes in order, without those that are none of the dimension's."""
        selection = self._fields[dimension]._description_selection(self.env)
        places = PLACES[dimension]
        ordered = sorted(
            selection,
            key=lambda item: (
                places.index(item[0]) if item[0] in places else len(places)
            ),
        )
        return [
            *({"key": key, "label": label} for key, label in ordered),
            {"key": NONE, "label": self.env._("Without")},
        ]

    @api.model
    def _label_of(self, dimension, key, is_begin=True):
        if key == ABSENT:
            return self.env._("No Order Yet") if is_begin else self.env._("Gone")
        labels = {item["key"]: item["label"] for item in self._class_words(dimension)}
        return labels.get(key) or self.env._("All")

    # === Numbers === #

    @api.model
    def _moved_sql(self, dimension, begin, end, domain):
        """SELECT of a row per customer: class and revenue on both days."""
        return SQL(
            """
            SELECT COALESCE(begun.partner_id, ended.partner_id) AS partner_id,
                   CASE WHEN begun.partner_id IS NULL THEN %(absent)s
                        ELSE COALESCE(begun.class, %(none)s) END AS from_class,
                   CASE WHEN ended.partner_id IS NULL THEN %(absent)s
                        ELSE COALESCE(ended.class, %(none)s) END AS to_class,
                   COALESCE(begun.revenue, 0) AS revenue_from,
                   COALESCE(ended.revenue, 0) AS revenue_to
              FROM (%(begun)s) AS begun
         FULL JOIN (%(ended)s) AS ended ON ended.partner_id = begun.partner_id
            """,
            absent=ABSENT,
            none=NONE,
            begun=self._side_sql(dimension, begin, domain),
            ended=self._side_sql(dimension, end, domain),
        )

    @api.model
    def _side_sql(self, dimension, day, domain):
        """SELECT of the customers of one day, as far as the user may see them."""
        model = self.env["customer.profile"] if day == NOW else self
        # Who was archived meanwhile has brought what there is to see.
        model = model.with_context(active_test=False)
        rows = Domain("company_id", "=", self.env.company.id)
        rows &= Domain("order_count", ">", 0)
        if day != NOW:
            rows &= Domain("date", "=", day)
        if not domain.is_true():
            rows &= Domain("partner_id", "any", domain)
        query = model._search(rows)
        return query.select(
            SQL.identifier(model._table, "partner_id"),
            SQL("%s AS class", SQL.identifier(model._table, dimension)),
            SQL("%s AS revenue", SQL.identifier(model._table, "revenue_12m")),
        )

    @api.model
    def _read_moved(self, dimension, moved):
        """Return cells, and the customers who rose and fell, by one statement."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH moved AS MATERIALIZED (%(moved)s)
                SELECT (SELECT JSON_AGG(cell) FROM (%(cells)s) AS cell),
                       (SELECT JSON_AGG(mover) FROM (%(rose)s) AS mover),
                       (SELECT JSON_AGG(mover) FROM (%(fell)s) AS mover)
                """,
                moved=moved,
                cells=self._cells_sql(),
                rose=self._movers_sql(dimension, 1),
                fell=self._movers_sql(dimension, -1),
            )
        )
        cells, rose, fell = (found or [] for found in rows[0])
        for cell in cells:
            cell["direction"] = self._direction(dimension, cell["from"], cell["to"])
        # Whoever may read a profile may read the name on it, as in any many2one.
        partners = self.env["res.partner"].sudo()
        partners = partners.browse(row["partner_id"] for row in [*rose, *fell])
        for row, partner in zip([*rose, *fell], partners, strict=True):
            row["name"] = partner.display_name
        return cells, rose, fell

    @api.model
    def _cells_sql(self):
        return SQL(
            """
            SELECT from_class AS from, to_class AS to, COUNT(*) AS count,
                   SUM(revenue_from) AS revenue_from, SUM(revenue_to) AS revenue_to
              FROM moved
          GROUP BY from_class, to_class
          ORDER BY from_class, to_class
            """
        )

    @api.model
    def _direction(self, dimension, begin, end):
        """1 for the better, -1 for the worse, 0 where that cannot be said."""
        if begin == ABSENT or end == ABSENT:
            return 1 if begin == ABSENT else -1
        places = PLACES[dimension]
        if begin not in places or end not in places:
            return 0
        by = places.index(begin) - places.index(end)
        return (by > 0) - (by < 0)

    @api.model
    def _totals(self, cells):
        totals = {
            kind: {"count": 0, "revenue_from": 0.0, "revenue_to": 0.0}
            for kind in ("stayed", "rose", "fell", "moved", "new", "gone")
        }
        for cell in cells:
            if cell["from"] == ABSENT:
                kind = "new"
            elif cell["to"] == ABSENT:
                kind = "gone"
            elif cell["from"] == cell["to"]:
                kind = "stayed"
            else:
                kind = {1: "rose", -1: "fell", 0: "moved"}[cell["direction"]]
            for name in totals[kind]:
                totals[kind][name] += cell[name]
        return totals

    @api.model
    def _movers_sql(self, dimension, direction):
        """SELECT of the customers of one direction whose revenue followed it most."""
        return SQL(
            """
            SELECT partner_id, from_class AS from, to_class AS to,
                   revenue_from, revenue_to
              FROM moved
             WHERE SIGN(ARRAY_POSITION(%(places)s::text[], from_class)
                        - ARRAY_POSITION(%(places)s::text[], to_class))
                   = %(direction)s
          ORDER BY %(direction)s * (revenue_to - revenue_from) DESC, partner_id
             LIMIT %(limit)s
            """,
            places=list(PLACES[dimension]),
            direction=direction,
            limit=MOVERS,
        )
