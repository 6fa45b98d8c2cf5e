from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .findings import (
    COUNTS,
    KINDS,
    MEASURES,
    count_columns,
    finding_domain,
    measures_of,
)

PERIODS = (7, 30, 90, 365)
FIGURES = ("customers", *COUNTS, "completeness_sum")
# Owners and groups shown; the others are in the workbook.
ROWS = 50


class CustomerQualityReport(models.AbstractModel):
    """The check report (检查报告) over the customers that the user may see.

    The figures are those of the current company, counted from the profiles, never from
    documents. What a number counts and what opens behind it are the same domain.
    """

    _name = "customer.quality.report"
    _description = "Check Report"

    @api.model
    @api.readonly
    def get_report(self, days=30):
        """Return the whole report, ready to show.

        :param days: how many days back to compare with, one of 7, 30, 90, 365
        :return: dict: ``date``, ``company``, ``company_id``, ``days``, ``customers``,
            ``compared_on`` (ISO day or False), ``tiles`` (``key``, ``label``, ``hint``,
            ``count``, ``previous``), ``measures`` (``key``, ``label``, ``hint``,
            ``value`` and ``previous`` from 0 to 100), ``owners`` and ``groups``
            (``id``, ``name``, figures, measures), ``trend`` (``date``, counts,
            measures)
        :raise AccessError: for users who may not see figures of customers
        :raise UserError: for another number of days
        """
        if days not in PERIODS:
            raise UserError(
                self.env._("Compare with 7, 30, 90 or 365 days before, not %s.", days)
            )
        profiles = self.env["customer.profile"]
        profiles.check_access("read")
        today = profiles._today()
        counted = self._count()
        trend = self._trend(today - timedelta(days), today)
        previous = trend[0] if trend and trend[0]["date"] < str(today) else None
        total = counted["total"]
        return {
            "date": str(today),
            "company": self.env.company.name,
            "company_id": self.env.company.id,
            "days": days,
            "customers": total["customers"],
            "compared_on": previous["date"] if previous else False,
            "tiles": self._tiles(total, previous),
            "measures": self._measures(total, previous),
            "owners": counted["owners"][:ROWS],
            "groups": counted["groups"][:ROWS],
            "trend": trend,
        }

    # Words

    @api.model
    def _kind_words(self):
        """Return ``{kind: (label, hint)}`` in the language of the user."""
        return {
            "invalid": (
                self.env._("Invalid"),
                self.env._("A value cannot be right, as a phone of six digits."),
            ),
            "missing": (
                self.env._("Missing"),
                self.env._("A required value is not there."),
            ),
            "duplicate": (
                self.env._("Duplicates"),
                self.env._("There seems to be another record of the same customer."),
            ),
            "stale": (
                self.env._("Due for a check"),
                self.env._("Nobody has verified the file for too long."),
            ),
            "inconsistent": (
                self.env._("Inconsistent"),
                self.env._("Two values contradict each other."),
            ),
        }

    @api.model
    def _measure_words(self):
        """Return ``{measure: (label, hint)}`` in the language of the user."""
        return {
            "accuracy": (
                self.env._("Accuracy"),
                self.env._("Files without an invalid value."),
            ),
            "completeness": (
                self.env._("Completeness"),
                self.env._("How much of the files is filled in, on average."),
            ),
            "consistency": (
                self.env._("Consistency"),
                self.env._("Files without contradiction and without duplicate."),
            ),
            "timeliness": (
                self.env._("Timeliness"),
                self.env._("Files that are not due for a check."),
            ),
        }

    # Counting

    @api.model
    def _count(self):
        """Count the user's customers: in all, by owner and by group, in one statement.

        :return: dict of ``total``, ``owners`` and ``groups``; the latter in the order
            of how many files have something to mend
        """
        partners = self.env["res.partner"]
        query = partners._search(Domain("customer_profile_id", "!=", False))
        link = partners._fields["customer_profile_id"]
        profiles, alias = link.join(partners, query.table, query)
        owner = SQL.identifier(query.table, "user_id")
        group = SQL.identifier(query.table, "customer_group_id")
        columns = count_columns(profiles, alias, query, profiles._today())
        rows = self.env.execute_query_dict(
            SQL(
                "%s GROUP BY GROUPING SETS ((), (%s), (%s))",
                query.select(
                    SQL("GROUPING(%s, %s) AS level", owner, group),
                    SQL("%s AS owner_id", owner),
                    SQL("%s AS group_id", group),
                    *columns,
                ),
                owner,
                group,
            )
        )
        totals = [row for row in rows if row["level"] == 3]
        return {
            "total": {**totals[0], **measures_of(totals[0])},
            "owners": self._named(
                [row for row in rows if row["level"] == 1],
                "owner_id",
                self.env["res.users"],
                self.env._("Without Owner"),
            ),
            "groups": self._named(
                [row for row in rows if row["level"] == 2],
                "group_id",
                self.env["customer.group"],
                self.env._("Without Group"),
            ),
        }

    @api.model
    def _named(self, rows, key, records, nobody):
        """Give rows their names and measures; those with most to mend come first."""
        found = records.sudo().browse([row[key] for row in rows if row[key]])
        names = {record.id: record.display_name for record in found}
        named = [
            {
                "id": row[key] or False,
                "name": names.get(row[key], nobody),
                **{name: row[name] for name in FIGURES},
                **measures_of(row),
            }
            for row in rows
        ]
        return sorted(
            named,
            key=lambda row: (-sum(row[kind] for kind in KINDS), -row["customers"]),
        )

    @api.model
    def _trend(self, since, until):
        """Return figures and measures per day, from the snapshots the user may see.

        It begins with the last day before ``since`` that was counted, where there is
        one.
        """
        snapshots = self.env["customer.quality.snapshot"]
        company = Domain("company_id", "=", self.env.company.id)
        before = snapshots.search(
            company & Domain("date", "<=", since), order="date desc", limit=1
        )
        days = snapshots._read_group(
            company
            & Domain("date", ">=", before.date or since)
            & Domain("date", "<=", until),
            ["date:day"],
            [f"{name}:sum" for name in FIGURES],
            order="date:day",
        )
        return [
            {
                "date": str(fields.Date.to_date(day)),
                **(figures := dict(zip(FIGURES, sums, strict=True))),
                **measures_of(figures),
            }
            for day, *sums in days
        ]

    @api.model
    def _tiles(self, total, previous):
        words = self._kind_words()
        return [
            {
                "key": kind,
                "label": words[kind][0],
                "hint": words[kind][1],
                "count": total[kind],
                "previous": previous[kind] if previous else False,
            }
            for kind in KINDS
        ]

    @api.model
    def _measures(self, total, previous):
        words = self._measure_words()
        return [
            {
                "key": measure,
                "label": words[measure][0],
                "hint": words[measure][1],
                "value": total[measure],
                "previous": previous[measure] if previous else False,
            }
            for measure in MEASURES
        ]

    @api.model
    def _pdf(self, days=30):
        """Return the report as the content of a PDF file, with the user's rights."""
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            "customer_info_mgmt.check_report",
            self.env.company.ids,
            data={"days": days},
        )
        return content

    # The list behind a number

    @api.model
    def action_open(self, kind, dimension=None, record_id=None):
        """Open the customers that a number of the report counts.

        :param kind: ``invalid``, ``missing``, ``duplicate``, ``stale``,
            ``inconsistent``, or ``customers`` for all
        :param dimension: ``owner`` or ``group``; nothing for the whole company
        :param record_id: id of the user or group, nothing for who has none
        :return: an action
        :raise UserError: for another kind or dimension
        """
        if kind not in (*KINDS, "customers") or dimension not in (
            None, False, "owner", "group",
        ):  # fmt: skip
            raise UserError(self.env._("The check report has no such number."))
        action = self.env["res.partner"]._get_customer_action()
        action["domain"] = list(self._customer_domain(kind, dimension, record_id))
        action["context"] = {"res_partner_search_mode": "customer"}
        if kind != "customers":
            label, hint = self._kind_words()[kind]
            action["name"] = f"{action['name']}: {label}"
            action["help"] = f"<p>{hint}</p>"
        action.pop("path", None)
        return action

    @api.model
    def _customer_domain(self, kind, dimension=None, record_id=None):
        """Domain on partners of what a number of the report counts."""
        profile = Domain.TRUE
        if kind in COUNTS:
            profile = finding_domain(kind, str(self.env["customer.profile"]._today()))
        if profile.is_true():
            domain = Domain("customer_profile_id", "!=", False)
        else:
            domain = Domain("customer_profile_id", "any", list(profile))
        column = {"owner": "user_id", "group": "customer_group_id"}.get(dimension)
        if column:
            domain &= Domain(column, "=", int(record_id) if record_id else False)
        return domain
