from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerInsight(models.AbstractModel):
    """F21, F22: how satisfied customers are, and how well they are served."""

    _inherit = "customer.insight"

    @api.model
    def _room_figures(self, scope):
        figures = super()._room_figures(scope)
        feedback = self.env["customer.feedback"]
        if not feedback.has_access("read"):
            return figures
        now, before = self._feedback_sums(scope), self._feedback_sums(scope.before())
        return figures + [
            *self._feedback_counts(scope, now, before),
            *self._feedback_service(scope, now, before),
        ]

    @api.model
    def _feedback_counts(self, scope, now, before):
        group = self.env._("Satisfaction")
        came_in = self._feedback_came_in(scope)
        return [
            self._figure(
                group,
                "feedback_count",
                self.env._("Feedback"),
                now["count"],
                before["count"],
                more_is_good=None,
                action=self._feedback_action(came_in),
            ),
            self._figure(
                group,
                "complaints_per_100_orders",
                self.env._("Complaints per 100 Orders"),
                now["per_100"],
                before["per_100"],
                kind="number",
                more_is_good=False,
                hint=self.env._(
                    "%(complaints)s complaints, %(orders)s orders.",
                    complaints=now["complaints"],
                    orders=now["orders"],
                ),
                action=self._feedback_action(
                    came_in & Domain("kind", "=", "complaint")
                ),
            ),
            self._figure(
                group,
                "rating",
                self.env._("Rating"),
                now["rating"],
                before["rating"],
                kind="number",
                hint=self.env._(
                    "Mean of %s answers, 1 to 5, after a feedback was settled.",
                    now["ratings"],
                ),
            ),
        ]

    @api.model
    def _feedback_service(self, scope, now, before):
        closed = self._feedback_closed(scope)
        return [
            self._figure(
                self.env._("Service"),
                "days_to_settle",
                self.env._("Days to Settle"),
                now["days"],
                before["days"],
                kind="number",
                more_is_good=False,
                hint=self.env._("Mean of the feedback that was settled."),
                action=self._feedback_action(closed),
            ),
            self._figure(
                self.env._("Service"),
                "settled_in_time",
                self.env._("Settled in Time"),
                now["in_time"],
                before["in_time"],
                kind="percent",
                hint=self.env._("Not after the deadline."),
                action=self._feedback_action(closed),
            ),
        ]

    @api.model
    def _feedback_action(self, domain):
        return self.env["customer.feedback"]._get_view_action(list(domain))

    # === Sums === #

    @api.model
    def _feedback_sums(self, scope):
        feedback = self.env["customer.feedback"]
        counts = dict(
            feedback._read_group(self._feedback_came_in(scope), ["kind"], ["__count"])
        )
        complaints = counts.get("complaint", 0)
        orders = self._orders_of(scope)
        ratings, rating = self._feedback_rating(scope)
        return {
            "count": sum(counts.values()),
            "complaints": complaints,
            "orders": orders,
            "per_100": 100 * complaints / orders if orders else None,
            "ratings": ratings,
            "rating": rating,
            **self._feedback_times(scope),
        }

    @api.model
    def _feedback_came_in(self, scope):
        begin = fields.Datetime.to_datetime(scope.date_from)
        end = fields.Datetime.to_datetime(scope.date_to + timedelta(1))
        days = Domain("create_date", ">=", begin) & Domain("create_date", "<", end)
        return scope.domain() & days

    @api.model
    def _feedback_closed(self, scope):
        return (
            scope.domain()
            & Domain("closed_date", ">=", scope.date_from)
            & Domain("closed_date", "<=", scope.date_to)
        )

    @api.model
    def _feedback_times(self, scope):
        """Mean days from coming in to settled, and the share settled in time."""
        feedback = self.env["customer.feedback"]
        feedback.flush_model()
        query = feedback._search(self._feedback_closed(scope))
        table = SQL.identifier(query.table)
        [row] = self.env.execute_query_dict(
            query.select(
                SQL(
                    "AVG(%(t)s.closed_date - %(t)s.create_date::date)::float AS days",
                    t=table,
                ),
                SQL(
                    "AVG((%(t)s.closed_date <= %(t)s.deadline)::int)::float AS in_time",
                    t=table,
                ),
            )
        )
        return row

    @api.model
    def _feedback_rating(self, scope):
        """How many answers came in, and their mean, of feedback one may read."""
        feedback = self.env["customer.feedback"]._search(scope.domain())
        begin = fields.Datetime.to_datetime(scope.date_from)
        end = fields.Datetime.to_datetime(scope.date_to + timedelta(1))
        # The feedback decides who may see its ratings.
        [values] = (
            self.env["rating.rating"]
            .sudo()
            ._read_group(
                [
                    ("res_model", "=", "customer.feedback"),
                    ("res_id", "in", feedback),
                    ("consumed", "=", True),
                    ("rating", ">", 0),
                    ("write_date", ">=", begin),
                    ("write_date", "<", end),
                ],
                [],
                ["__count", "rating:avg"],
            )
        )
        return values

    @api.model
    def _orders_of(self, scope):
        """Orders in the months of the period, of customers that one may see."""
        sales = self.env["customer.sales.month"]
        if not sales.has_access("read"):
            return 0
        [(orders,)] = sales._read_group(
            scope.domain()
            & Domain("month", ">=", scope.date_from.replace(day=1))
            & Domain("month", "<=", scope.date_to),
            [],
            ["order_count:sum"],
        )
        return orders or 0
