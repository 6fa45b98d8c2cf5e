from dataclasses import dataclass

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..arguments import whole_number
from .customer_period_figures import MONTH_COLUMNS
from .period import Period, read_period

# What the changes of the largest contributors are to explain of the whole change.
EXPLAINED = 0.8
# by -> column of the customer and the same dimension of the cube
CUSTOMER_KEYS = {
    "customer": ("id", "partner_id"),
    "customer_group": ("customer_group_id", "customer_group_id"),
    "country": ("country_id", "country_id"),
    "state": ("state_id", "state_id"),
    "user": ("user_id", "owner_id"),
}
PRODUCT_KEYS = {"product": "product_id", "category": "categ_id"}
KEY_MODELS = {
    "customer": "res.partner",
    "customer_group": "customer.group",
    "country": "res.country",
    "state": "res.country.state",
    "user": "res.users",
    "product": "product.product",
    "category": "product.category",
}
# measure -> column of the cube
PRODUCT_COLUMNS = {
    "revenue": "revenue",
    "margin": "margin",
    "returns": "returned_value",
}
DIRECTIONS = {
    "all": SQL("TRUE"),
    "rising": SQL("effect > 0"),
    "falling": SQL("effect < 0"),
}
SIDE_KEYS = {"period", "date_from", "date_to", "filters"}


@dataclass(frozen=True)
class Side:
    """One of two things that are compared: whose sales, of which whole months."""

    period: Period
    filters: dict


class CustomerProfile(models.Model):
    """Any measure of one period and selection beside that of another."""

    _inherit = "customer.profile"

    @api.model
    @api.readonly
    def customer_comparison(
        self,
        measure="revenue",
        side_a=None,
        side_b=None,
        by="customer",
        direction="all",
        limit=50,
        offset=0,
    ):
        """Compare two periods, or two selections of customers, and say what differs.

        Whole months count, of the customers whose figures the user may see.

        :param measure: ``revenue``, ``margin``, ``contribution``, ``orders`` or
            ``returns``
        :param side_a: dict of ``period`` (as in ``customer_ranking``) or ``date_from``
            and ``date_to``, and ``filters``; empty: the period before side b, with its
            filters
        :param side_b: the same; empty: the last 12 months, everybody
        :param by: whose share in the difference is told: ``customer``,
            ``customer_group``, ``country``, ``state``, ``user``, ``product`` or
            ``category``
        :param direction: ``rising`` or ``falling`` ones only, or ``all``
        :param limit: how many contributors to return, at most 1000
        :param offset: contributor to start after
        :return: dict: ``a`` and ``b`` (``total``, ``first``, ``last`` and the
            ``domain`` of the facts behind it), ``difference``, ``growth`` (``None``
            without a base), ``rows`` (``id``, ``name``, ``a``, ``b``, ``effect``,
            ``growth``; the largest effect first), ``count``, ``explained_by`` (how many
            contributors make 80 % of the difference), ``months`` (dicts ``month_a``,
            ``month_b``, ``a``, ``b``), ``key`` (field of the facts for ``by``) and
            ``currency_id``
        :raise UserError: for what is no measure, side, dimension or direction
        :raise AccessError: for users who may not see figures of customers
        """
        self._check_measure(measure)
        self._check_comparison(measure, by, direction)
        self._expect_many_parts()
        side_b = self._read_side(side_b, "side_b")
        side_a = self._read_side(side_a, "side_a", before=side_b)
        rows = self._comparison_rows(
            (measure, side_a, side_b, by),
            direction,
            whole_number(self.env, limit, 1000),
            whole_number(self.env, offset, 2**31, least=0),
        )
        total = rows.pop() if rows else {}
        a, b = float(total.get("a") or 0), float(total.get("b") or 0)
        return {
            "a": self._described_side(side_a, a),
            "b": self._described_side(side_b, b),
            "difference": b - a,
            "growth": (b - a) / a if a > 0 else None,
            "rows": self._named_rows(rows, by),
            "count": total.get("count", 0),
            "explained_by": total.get("explained_by", 0),
            "months": self._comparison_months(measure, side_a, side_b),
            "key": CUSTOMER_KEYS[by][1] if by in CUSTOMER_KEYS else PRODUCT_KEYS[by],
            "currency_id": self.env.company.currency_id.id,
        }

    # === What is asked for === #

    @api.model
    def _check_comparison(self, measure, by, direction):
        if by not in KEY_MODELS:
            raise UserError(
                self.env._(
                    "By: %(by)s is not known. Choose one of %(names)s.",
                    by=by,
                    names=", ".join(KEY_MODELS),
                )
            )
        if by in PRODUCT_KEYS and measure not in PRODUCT_COLUMNS:
            raise UserError(
                self.env._(
                    "By product there is revenue, margin and returns. Choose one of "
                    "them, or compare by customer."
                )
            )
        if direction not in DIRECTIONS:
            raise UserError(
                self.env._(
                    "Direction: %s is not known. Choose all, rising or falling.",
                    direction,
                )
            )

    @api.model
    def _read_side(self, side, name, before=None):
        """Return a ``Side`` of whole months.

        :param before: the side that this one precedes where no period is given
        """
        side = side or {}
        if not isinstance(side, dict) or side.keys() - SIDE_KEYS:
            raise UserError(
                self.env._(
                    "%s: hand over a period or days from and to, and filters.", name
                )
            )
        days = side.get("date_from"), side.get("date_to")
        today = self._ranking_today()
        if before and not side.get("period") and not any(days):
            period = before.period.before()
            if not period:
                raise UserError(
                    self.env._("There is nothing before all time. Choose a period.")
                )
        else:
            period = read_period(self.env, side.get("period") or "12m", today, *days)
        filters = side.get("filters", before.filters if before else {})
        self._filter_domain(filters)
        return Side(period.whole_months(), filters)

    # === What is told === #

    def _described_side(self, side, total):
        domain = self._sold_domain(side.period, self.env["res.partner"], side.filters)
        return {
            "total": total,
            "first": fields.Date.to_string(side.period.first),
            "last": fields.Date.to_string(side.period.last),
            "domain": [
                (leaf[0], leaf[1], fields.Datetime.to_string(leaf[2]))
                if isinstance(leaf, tuple) and leaf[0] == "date"
                else leaf
                for leaf in domain
            ],
        }

    def _named_rows(self, rows, by):
        # The figures are those that the user may see: so are the names on them.
        names = {
            record.id: record.display_name
            for record in self.env[KEY_MODELS[by]]
            .sudo()
            .browse([row["id"] for row in rows if row["id"]])
        }
        for row in rows:
            row["name"] = names.get(row["id"], self.env._("None"))
            a, effect = row["a"], row["effect"]
            row["growth"] = effect / a if a > 0 else None
        return rows

    def _comparison_rows(self, sides, direction, limit, offset):
        """The largest effects, and last a row with what all of them make together.

        :param sides: measure, two ``Side`` and the name of the dimension
        """
        measure, side_a, side_b, by = sides
        values = (
            self._product_values_sql
            if by in PRODUCT_KEYS
            else self._customer_values_sql
        )
        return self.env.execute_query_dict(
            SQL(
                """
                WITH a AS (%(a)s), b AS (%(b)s),
                contributor AS MATERIALIZED (
                    SELECT COALESCE(a.key, b.key) AS id,
                           COALESCE(a.value, 0)::float AS a,
                           COALESCE(b.value, 0)::float AS b,
                           (COALESCE(b.value, 0) - COALESCE(a.value, 0))::float
                               AS effect
                      FROM a FULL JOIN b ON b.key = a.key
                     WHERE COALESCE(a.value, 0) <> 0 OR COALESCE(b.value, 0) <> 0
                ), total AS (
                    SELECT SUM(a) AS a, SUM(b) AS b, SUM(effect) AS effect,
                           COUNT(*) FILTER (WHERE %(wanted)s) AS count
                      FROM contributor
                ), pulling AS (
                    SELECT SUM(ABS(contributor.effect)) OVER (
                               ORDER BY ABS(contributor.effect) DESC, contributor.id
                               ROWS UNBOUNDED PRECEDING
                           ) - ABS(contributor.effect) AS before,
                           ABS(total.effect) AS whole
                      FROM contributor, total
                     WHERE contributor.effect * total.effect > 0
                ), shown AS (
                    SELECT id, a, b, effect
                      FROM contributor
                     WHERE %(wanted)s
                  ORDER BY ABS(effect) DESC, id
                     LIMIT %(limit)s OFFSET %(offset)s
                )
                SELECT id, a, b, effect, NULL AS count, NULL AS explained_by,
                       0 AS part, ABS(effect) AS size
                  FROM shown
                 UNION ALL
                SELECT NULL, a, b, effect, count,
                       (SELECT COUNT(*) FROM pulling
                         WHERE before < %(explained)s * whole),
                       1, 0
                  FROM total
              ORDER BY 7, 8 DESC, 1
                """,
                a=values(measure, side_a, by),
                b=values(measure, side_b, by),
                wanted=DIRECTIONS[direction],
                explained=EXPLAINED,
                limit=limit,
                offset=offset,
            )
        )

    def _customer_values_sql(self, measure, side, by):
        """SELECT of ``key`` and ``value`` of customers or what they have in common."""
        query = self._search(self._filter_domain(side.filters))
        figures = self._month_figures_sql(side.period, query, {measure})
        column = CUSTOMER_KEYS[by][0]
        return SQL(
            """
            SELECT COALESCE(customer.%(key)s, 0) AS key,
                   SUM(figure.%(measure)s)::numeric AS value
              FROM (%(figures)s) AS figure
              JOIN res_partner customer ON customer.id = figure.partner_id
          GROUP BY 1
            """,
            key=SQL.identifier(column),
            measure=SQL.identifier(measure),
            figures=figures,
        )

    def _product_values_sql(self, measure, side, by):
        """SELECT of ``key`` and ``value`` of products or their categories."""
        report = self.env["customer.contribution.report"]
        domain = self._sold_domain(side.period, self.env["res.partner"], side.filters)
        query = report._search(domain)
        key = report._field_to_sql(report._table, PRODUCT_KEYS[by], query)
        value = report._field_to_sql(report._table, PRODUCT_COLUMNS[measure], query)
        query.groupby = SQL("1")
        return query.select(
            SQL("COALESCE(%s, 0) AS key", key), SQL("SUM(%s)::numeric AS value", value)
        )

    # === Month by month === #

    def _comparison_months(self, measure, side_a, side_b):
        """Both sides month by month, the first beside the first.

        :return: list of dicts, empty for what is not known by month, and for spans of
            one month or of all time
        """
        if measure not in MONTH_COLUMNS or not side_a.period.first:
            return []
        if not side_b.period.first:
            return []
        sums = [self._month_sums(measure, side) for side in (side_a, side_b)]
        months = [self._months_of(side.period) for side in (side_a, side_b)]
        length = max(map(len, months))
        if length < 2:
            return []

        def at(number, index):
            month = months[number][index] if index < len(months[number]) else None
            return month and fields.Date.to_string(month), (
                sums[number].get(month, 0.0) if month else None
            )

        result = []
        for index in range(length):
            (month_a, a), (month_b, b) = at(0, index), at(1, index)
            result.append({"month_a": month_a, "a": a, "month_b": month_b, "b": b})
        return result

    @staticmethod
    def _months_of(period):
        count = (period.last.year - period.first.year) * 12
        count += period.last.month - period.first.month + 1
        return [fields.Date.add(period.first, months=number) for number in range(count)]

    def _month_sums(self, measure, side):
        query = self._search(self._filter_domain(side.filters))
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT sold.month, SUM(sold.%(column)s)::float
                      FROM customer_sales_month sold
                      JOIN (%(customers)s) AS customer
                        ON customer.partner_id = sold.partner_id
                     WHERE sold.company_id = %(company)s
                       AND sold.month BETWEEN %(first)s AND %(last)s
                  GROUP BY sold.month
                    """,
                    column=SQL.identifier(MONTH_COLUMNS[measure]),
                    customers=query.select(SQL("customer_profile.partner_id")),
                    company=self.env.company.id,
                    first=side.period.first,
                    last=side.period.last,
                )
            )
        )
