import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..sales_sql import begin_of_day
from .value_line import ValueLine, minutes_of

# Months of the trend, the one that is looked at among them.
MONTHS = 12
WARNED = ("at_risk", "dormant", "lost")


class CustomerValueReport(models.AbstractModel):
    """What the customer file did for the house in a month (L30, F27).

    Counted is what really happened, by its own records: each number opens its list. The
    hours are that number times minutes that a manager sets; with 0 minutes a line is
    shown without hours.
    """

    _name = "customer.value.report"
    _description = "Value Report"

    # === What is counted === #

    @api.model
    def _value_lines(self):
        """Lines of the report in order; rooms append theirs.

        A line of records is a ``ValueLine``. Other lines are counted by a method
        ``_count_<key>`` of this model, see ``_count_won_back``.
        """
        return [
            ValueLine(
                "merged",
                self.env._("Duplicates merged"),
                self.env._("Merges of double files that were done and not undone."),
                "customer.merge",
                "date_done",
                Domain("state", "=", "done"),
            ),
            self._won_back_line(),
            ValueLine(
                "corrected",
                self.env._("Corrections approved"),
                self.env._("Values that colleagues or customers proposed."),
                "customer.change.request.line",
                "decided_on",
                Domain("state", "=", "approved"),
                company_field="request_id.company_id",
            ),
            ValueLine(
                "imported",
                self.env._("Rows imported"),
                self.env._("Rows of the files that were imported and not taken back."),
                "customer.import",
                "done_date",
                Domain("state", "=", "done"),
                measure="row_count:sum",
            ),
            ValueLine(
                "edited",
                self.env._("Customers changed at once"),
                self.env._("Files that changes of many customers changed."),
                "customer.bulk.edit.line",
                "edit_id.date_done",
                Domain("state", "=", "done"),
                company_field="edit_id.company_id",
            ),
        ]

    @api.model
    def _won_back_line(self):
        return ValueLine(
            "won_back",
            self.env._("Customers won back"),
            self.env._(
                "At the end of the month before they were at risk, dormant or lost, or "
                "at high risk of churn, and in this month they ordered."
            ),
            "customer.sales.month",
            "month",
            Domain("order_count", ">", 0),
        )

    # === The report === #

    @api.model
    @api.readonly
    def get_report(self, month=None):
        """Return the report of a month, ready to show.

        :param month: any day of it (ISO); the month under way when empty
        :return: dict: ``month``, ``label``, ``company``, ``sentence``, ``rows``
            (``key``, ``label``, ``hint``, ``count``, ``before``, ``minutes``,
            ``hours``), ``hours`` in all, ``trend`` (``month``, ``label``, ``hours``)
            and ``is_current``
        :raise AccessError: for all but managers of the customer file
        :raise UserError: for what is no day
        """
        self._check_manager()
        today = self.env["customer.profile"]._today()
        first = self.env["customer.profile"]._read_as_of(month).replace(day=1)
        if first > today:
            raise UserError(self.env._("This month has not begun yet."))
        begin = first - relativedelta(months=MONTHS - 1)
        counts = {
            line.key: self._counts(line, begin, first) for line in self._value_lines()
        }
        rows = self._rows(counts, first)
        return {
            "month": str(first),
            "label": self._month_label(first),
            "company": self.env.company.name,
            "sentence": self._sentence(rows),
            "rows": rows,
            "hours": round(sum(row["hours"] for row in rows), 1),
            "trend": self._trend(counts, begin),
            "is_current": first == today.replace(day=1),
        }

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("customer_info_mgmt.group_customer_manager"):
            raise AccessError(
                self.env._("The value report is for managers of the customer file.")
            )

    @api.model
    def _rows(self, counts, first):
        rows = []
        for line in self._value_lines():
            found = counts[line.key]
            minutes = minutes_of(self.env, line.key)
            count = found.get(first, 0)
            rows.append(
                {
                    "key": line.key,
                    "label": line.label,
                    "hint": line.hint,
                    "count": count,
                    "before": found.get(first - relativedelta(months=1), 0),
                    "minutes": minutes,
                    "hours": round(count * minutes / 60, 1),
                }
            )
        return rows

    @api.model
    def _sentence(self, rows):
        """The month in one sentence, of what happened at all."""
        parts = [
            f"{formatLang(self.env, row['count'], digits=0)} {row['label'].lower()}"
            for row in rows
            if row["count"]
        ]
        if not parts:
            return self.env._("Nothing was merged, corrected or won back yet.")
        return self.env._(
            "%(parts)s; about %(hours)s hours of work saved.",
            parts=", ".join(parts),
            hours=formatLang(self.env, sum(row["hours"] for row in rows), digits=1),
        )

    @api.model
    def _trend(self, counts, begin):
        minutes = {key: minutes_of(self.env, key) for key in counts}
        months = [begin + relativedelta(months=number) for number in range(MONTHS)]
        return [
            {
                "month": str(month),
                "label": self._month_label(month),
                "hours": round(
                    sum(
                        found.get(month, 0) * minutes[key] / 60
                        for key, found in counts.items()
                    ),
                    1,
                ),
            }
            for month in months
        ]

    @api.model
    def _month_label(self, month):
        return format_date(self.env, month, date_format="MMM yyyy")

    # === Counting === #

    @api.model
    def _counts(self, line, begin, last):
        """``{first day of month: number}`` of a line, to the month of ``last``."""
        special = getattr(self, f"_count_{line.key}", None)
        if special:
            return special(begin, last)
        groups = self.env[line.model]._read_group(
            self._line_domain(line, begin, last),
            [f"{line.date_field}:month"],
            [line.measure],
        )
        return {fields.Date.to_date(month): number or 0 for month, number in groups}

    @api.model
    def _line_domain(self, line, begin, last):
        """Domain of the records of a line from one month to another, inclusive."""
        end = last + relativedelta(months=1)
        model, company = self.env[line.model], self.env.company
        if model._fields[line.date_field.split(".")[0]].type == "date":
            since, until = begin, end
        else:
            since, until = self._moment(begin), self._moment(end)
        return (
            line.domain
            & Domain(line.company_field, "in", [company.id, False])
            & Domain(line.date_field, ">=", since)
            & Domain(line.date_field, "<", until)
        )

    @api.model
    def _moment(self, day):
        """Begin of a day, in UTC, in the time zone of the reader, as lists group it."""
        timezone = pytz.timezone(
            self.env.context.get("tz") or self.env.user.tz or "UTC"
        )
        return begin_of_day(day, timezone)

    @api.model
    def _count_won_back(self, begin, last):
        counts = {}
        for month, _partner in self._won_back(begin, last):
            counts[month] = counts.get(month, 0) + 1
        return counts

    @api.model
    def _won_back(self, begin, last):
        """``(month, partner id)`` of customers who were as good as gone and ordered."""
        ordered = self.env["customer.sales.month"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("month", ">=", begin),
                ("month", "<=", last),
                ("order_count", ">", 0),
            ],
            ["month:month", "partner_id"],
        )
        warned = self.env["customer.profile.snapshot"]._read_group(
            Domain("company_id", "=", self.env.company.id)
            & Domain("date", ">=", begin - relativedelta(days=1))
            & Domain("date", "<", last)
            & (Domain("churn_risk", "=", "high") | Domain("lifecycle", "in", WARNED)),
            ["date:month", "partner_id"],
        )
        gone = {
            (month + relativedelta(months=1), partner.id) for month, partner in warned
        }
        return [
            (month, partner.id)
            for month, partner in ordered
            if (month, partner.id) in gone
        ]

    # === The list behind a number === #

    @api.model
    def action_open(self, key, month=None):
        """Open the records that a number counts.

        :param key: key of the line
        :param month: as for ``get_report``
        :raise UserError: for no line of the report
        """
        self._check_manager()
        first = self.env["customer.profile"]._read_as_of(month).replace(day=1)
        line = next((one for one in self._value_lines() if one.key == key), None)
        if line is None:
            raise UserError(self.env._("The value report has no such number."))
        model, domain = line.model, self._line_domain(line, first, first)
        if key == "won_back":
            ids = [partner for _month, partner in self._won_back(first, first)]
            model, domain = "res.partner", Domain("id", "in", ids)
        return {
            "type": "ir.actions.act_window",
            "name": line.label,
            "res_model": model,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
            "context": {"create": False},
        }
