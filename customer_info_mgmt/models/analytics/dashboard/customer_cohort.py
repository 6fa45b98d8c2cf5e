from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..arguments import whole_number
from . import dashboard_sql
from .dashboard_view import read_view

# What customers are told apart by: SQL of the column, for customers of a period.
KINDS = {
    "customer_group_id": ("customer.group", SQL("partner.customer_group_id")),
    "source_channel_id": ("customer.channel", SQL("partner.source_channel_id")),
    "team_id": ("crm.team", SQL("owner.sale_team_id")),
    "user_id": ("res.users", SQL("partner.user_id")),
}


class CustomerSalesCube(models.Model):
    """Who comes again: cohorts by the month of the first order, and who was kept."""

    _inherit = "customer.sales.cube"

    @api.model
    @api.readonly
    def get_cohorts(self, filters=None, cohorts=12):
        """Return how many customers of each first month bought again, and for how much.

        :param filters: see ``read_view``; the last cohort is that of the last month
        :param cohorts: how many, 1 to 36
        :return: dict: ``rows`` (the earliest first: ``cohort`` as text, ``customers``,
            ``revenue`` of the first month, ``cells`` per month up to the period's end:
            ``month`` as text, ``customers``, ``revenue``, and their shares ``kept`` and
            ``kept_revenue`` in the first month, from 0), ``average`` (per month after
            the first: the shares over all cohorts that are so old), ``currency_id``
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        count = whole_number(self.env, cohorts, 36)
        first = view.last - relativedelta(months=count - 1)
        groups = self._read_group(
            view.cube()
            & Domain("cohort_month", ">=", first)
            & Domain("month", "<=", view.last),
            ["cohort_month:month", "month:month"],
            ["buyer_count:sum", "revenue:sum"],
        )
        found = {key[:2]: key[2:] for key in groups}
        months = [first + relativedelta(months=number) for number in range(count)]
        rows = [self._cohort(found, months[number:]) for number in range(count)]
        return {
            "rows": [row for row in rows if row["customers"]],
            "average": self._average(rows, count),
            "currency_id": view.company.currency_id.id,
        }

    @api.model
    def _cohort(self, found, months):
        customers, revenue = found.get((months[0], months[0]), (0, 0))
        cells = []
        for month in months:
            bought, brought = found.get((months[0], month), (0, 0))
            cells.append(
                {
                    "month": str(month),
                    "customers": bought,
                    "revenue": brought,
                    "kept": bought / customers if customers else 0,
                    "kept_revenue": brought / revenue if revenue > 0 else 0,
                }
            )
        return {
            "cohort": str(months[0]),
            "customers": customers,
            "revenue": revenue,
            "cells": cells,
        }

    @api.model
    def _average(self, rows, count):
        """Shares over all cohorts together, per month after the first order."""
        average = []
        for number in range(count):
            old = [row for row in rows if len(row["cells"]) > number]
            customers = sum(row["customers"] for row in old)
            revenue = sum(row["revenue"] for row in old)
            bought = sum(row["cells"][number]["customers"] for row in old)
            brought = sum(row["cells"][number]["revenue"] for row in old)
            average.append(
                {
                    "kept": bought / customers if customers else 0,
                    "kept_revenue": brought / revenue if revenue > 0 else 0,
                }
            )
        return average

    @api.model
    @api.readonly
    def get_retention(self, filters=None, months=24):
        """Return who came, stayed, left and came back, per month.

        :param filters: see ``read_view``; the last month is that of the period
        :param months: how many, 1 to 120
        :return: list of dicts, the earliest first: ``month`` as text, ``buyers``,
            ``new`` (first order ever), ``kept`` (bought in the month before too),
            ``returned`` (bought earlier, not in the month before), ``lost`` (bought in
            the month before, not in this one), ``rate`` (kept of the buyers of the
            month before, 0 to 1)
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        count = whole_number(self.env, months, 120)
        rows = dashboard_sql.by_month(self, view, count + 1)
        return [
            self._retention(before, row)
            for before, row in zip(rows, rows[1:], strict=False)
        ]

    @api.model
    def _retention(self, before, row):
        buyers, kept, new = (row[f"{name}_count"] for name in ("buyer", "kept", "new"))
        buyers_before = before["buyer_count"]
        return {
            "month": str(row["month"]),
            "buyers": buyers,
            "new": new,
            "kept": kept,
            "returned": buyers - new - kept,
            "lost": buyers_before - kept,
            "rate": kept / buyers_before if buyers_before else 0,
        }

    @api.model
    @api.readonly
    def get_repeat_rates(self, filters=None, by="customer_group_id"):
        """Return who bought again in the period, by what customers are told apart by.

        :param filters: see ``read_view``
        :param by: ``customer_group_id``, ``source_channel_id`` (where the customer came
            from), ``team_id`` (of the owner) or ``user_id`` (the owner)
        :return: list of dicts, the most buyers first: ``id`` and ``name`` (``False``
            for customers without), ``buyers``, ``again`` (two orders or more in the
            period), ``rate`` (their share, 0 to 1), ``revenue``
        :raise UserError: for a filter or kind that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        if not isinstance(by, str) or by not in KINDS:
            raise UserError(
                self.env._(
                    "Repeat rates are not told apart by %(by)s. Choose among "
                    "%(choices)s.",
                    by=by,
                    choices=", ".join(KINDS),
                )
            )
        model, column = KINDS[by]
        query = self.env["customer.sales.month"]._search(view.months())
        rows = self.env.execute_query_dict(self._repeat_rates_sql(query, column))
        records = (
            self.env[model].sudo().browse([row["id"] for row in rows if row["id"]])
        )
        names = {record.id: record.display_name for record in records.exists()}
        for row in rows:
            row["name"] = names.get(row["id"], False)
            row["rate"] = row["again"] / row["buyers"] if row["buyers"] else 0
        return rows

    @api.model
    def _repeat_rates_sql(self, query, column):
        months = query.select(
            *(
                SQL("customer_sales_month.%s", SQL.identifier(name))
                for name in ("partner_id", "order_count", "revenue")
            )
        )
        return SQL(
            """
            SELECT %(column)s AS id,
                   COUNT(*) FILTER (WHERE sold.orders > 0) AS buyers,
                   COUNT(*) FILTER (WHERE sold.orders > 1) AS again,
                   SUM(sold.revenue) AS revenue
              FROM (
                SELECT partner_id, SUM(order_count) AS orders, SUM(revenue) AS revenue
                  FROM (%(months)s) AS months
              GROUP BY partner_id
              ) AS sold
              JOIN res_partner partner ON partner.id = sold.partner_id
         LEFT JOIN res_users owner ON owner.id = partner.user_id
          GROUP BY 1
          ORDER BY 2 DESC, 1
            """,
            column=column,
            months=months,
        )
