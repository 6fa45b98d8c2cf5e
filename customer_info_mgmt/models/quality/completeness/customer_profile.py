from dataclasses import dataclass

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...file.contact.customer_contact_point import PARTNER_FIELDS
from .completeness_settings import get_check_months

# Field of the partner -> family of contact points that it stands for.
PARTNER_FAMILIES = {name: family for family, name in PARTNER_FIELDS.items()}

FRESHNESS = [
    ("fresh", "Fresh"),
    ("due", "Due for a check"),
]


@dataclass(frozen=True)
class AskedSet:
    """What customers of one type and group are asked for.

    :param group_id: 0 for all groups without rules or an interval of their own
    :param months: months after which a file is due for a check, 0 for never
    :param rules: as ``customer.field.rule._asked`` returns them
    """

    is_company: bool
    group_id: int
    months: int
    rules: tuple

    def row(self, names):
        """SQL of the row of this set: a weight, a need and months for each name."""
        of_name = {name: rest for _id, name, *rest in self.rules}
        total = sum(weight for _requirement, weight, _months in of_name.values())
        cells = [self.is_company, self.group_id, self.months, total]
        for name in names:
            requirement, weight, months = of_name.get(name, ("optional", 0, 0))
            cells += [weight, int(requirement == "required"), months]
        return SQL("(%s)", SQL(", ").join(SQL("%s", cell) for cell in cells))


class CustomerProfile(models.Model):
    """How complete and how fresh the file of a customer is.

    Completeness is the weight of what is filled in among the weight of all that is
    required or wanted, in percent, rounded down: 100 means that nothing is missing.
    Without a rule nothing is asked, and nothing is missing.

    A file is due for a check some months after somebody last verified it in any
    company, or after it was made; a value with a shorter time makes it due earlier.
    """

    _inherit = "customer.profile"

    missing_required = fields.Integer(
        "Required Values Missing",
        readonly=True,
        help="How many of the required values the file lacks.",
    )
    stale_date = fields.Date(
        "Check Due On",
        readonly=True,
        help="Day from which the file, or a value in it, is to be checked again.",
    )
    freshness = fields.Selection(
        FRESHNESS, compute="_compute_freshness", search="_search_freshness"
    )

    @api.depends("stale_date")
    def _compute_freshness(self):
        today = self._today()
        for profile in self:
            due = profile.stale_date and profile.stale_date <= today
            profile.freshness = "due" if due else "fresh"

    def _search_freshness(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = Domain("stale_date", "<=", self._today())
        states = {"due": due, "fresh": ~due}
        return Domain.OR(states[state] for state in value if state in states)

    @api.model
    def _new_row_values(self):
        return {**super()._new_row_values(), "missing_required": SQL("0")}

    @api.model
    def _refresh_steps(self):
        return super()._refresh_steps() + [self._refresh_completeness]

    def write(self, vals):
        result = super().write(vals)
        if "verified_date" in vals:
            self._mark_verified()
        return result

    def _mark_verified(self):
        """A check holds for the file, whichever company made it: all rows have news."""
        every_company = self.env["res.company"]
        self.env["customer.profile.mark"]._add(self.partner_id, every_company)

    @api.model
    def _asked_sets(self):
        """Return the ``AskedSet`` of each type, and of each group that has its own."""
        rules = self.env["customer.field.rule"]
        groups = self.env["customer.group"].sudo().with_context(active_test=False)
        ruled = rules.sudo().search([("customer_group_id", "!=", False)])
        own = groups.search([("check_months", ">", 0)]) | ruled.customer_group_id
        sets = []
        for kind, is_company in (("company", True), ("person", False)):
            months = get_check_months(self.env, kind)
            sets.append(AskedSet(is_company, 0, months, rules._asked(is_company, 0)))
            sets += [
                AskedSet(
                    is_company,
                    group.id,
                    group.check_months or months,
                    rules._asked(is_company, group.id),
                )
                for group in own
            ]
        return sets

    @api.model
    def _refresh_completeness(self, scope):
        """Completeness, missing required values and the day of the next check.

        :param scope: ``RefreshScope``
        :return: number of profiles that changed
        """
        self.env.cr.execute(
            SQL(
                """
                WITH figure AS (%(figure)s)
                UPDATE customer_profile profile
                   SET completeness = figure.completeness,
                       missing_required = figure.missing_required,
                       stale_date = figure.stale_date,
                       write_uid = %(uid)s,
                       write_date = %(now)s
                  FROM figure
                 WHERE figure.id = profile.id
                   AND (profile.completeness, profile.missing_required,
                        profile.stale_date)
                       IS DISTINCT FROM (figure.completeness, figure.missing_required,
                                         figure.stale_date)
                """,
                figure=self._completeness_sql(scope),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _completeness_sql(self, scope):
        """SELECT of ``id, completeness, missing_required, stale_date`` per profile.

        One row per type and group says what each field weighs there; so one pass over
        the partners serves all rules. ``OFFSET 0`` keeps the database from looking up
        twice what is used twice.
        """
        sets = self._asked_sets()
        names = sorted({name for asked in sets for _id, name, *_rest in asked.rules})
        return SQL(
            """
            WITH asked (%(columns)s) AS (VALUES %(rows)s)
            SELECT file.id,
                   CASE WHEN asked.total = 0 THEN 100
                        ELSE 100 * (%(got)s) / asked.total
                   END AS completeness,
                   %(missing)s AS missing_required,
                   %(stale)s AS stale_date
              FROM (%(files)s) AS file
              JOIN asked ON asked.is_company = file.is_company
                        AND asked.group_id = file.group_id
            """,
            columns=self._asked_columns(len(names)),
            rows=SQL(", ").join(asked.row(names) for asked in sets),
            got=self._sum_sql("file.f_%s::int * asked.w_%s", len(names)),
            missing=self._sum_sql("(NOT file.f_%s)::int * asked.r_%s", len(names)),
            stale=self._stale_sql(names, sets),
            files=self._files_sql(names, sets, scope),
        )

    def _asked_columns(self, count):
        columns = ["is_company", "group_id", "months", "total"]
        for number in range(count):
            columns += [f"w_{number}", f"r_{number}", f"m_{number}"]
        return SQL(", ").join(map(SQL.identifier, columns))

    def _sum_sql(self, term, count):
        # The numbers are our own count of the fields.
        return SQL(" + ").join(
            [SQL("0"), *(SQL(term % (number, number)) for number in range(count))]
        )

    def _files_sql(self, names, sets, scope):
        """SELECT of one row per profile: whose rules hold, and what is filled in."""
        rules, aged = self.env["customer.field.rule"], self._aged_names(sets)
        group_ids = [asked.group_id for asked in sets if asked.group_id]
        checked = [
            SQL("%s AS %s", self._checked_sql(name), SQL.identifier(f"c_{number}"))
            for number, name in enumerate(names)
            if name in aged
        ]
        filled = [
            SQL("%s AS %s", rules._filled_sql(name), SQL.identifier(f"f_{number}"))
            for number, name in enumerate(names)
        ]
        return SQL(
            """
            SELECT %(columns)s
              FROM customer_profile profile
              JOIN res_partner partner ON partner.id = profile.partner_id
         LEFT JOIN (
                   SELECT profile.partner_id, MAX(profile.verified_date) AS day
                     FROM customer_profile profile
                    WHERE profile.verified_date IS NOT NULL AND %(in_scope)s
                 GROUP BY profile.partner_id
                   ) verified ON verified.partner_id = profile.partner_id
             WHERE %(in_scope)s
            OFFSET 0
            """,
            columns=SQL(", ").join(
                [
                    SQL("profile.id"),
                    SQL("COALESCE(partner.is_company, FALSE) AS is_company"),
                    SQL(
                        """
                        CASE WHEN partner.customer_group_id = ANY(%s::int[])
                             THEN partner.customer_group_id ELSE 0
                        END AS group_id
                        """,
                        group_ids,
                    ),
                    SQL("COALESCE(verified.day, partner.create_date::date) AS checked"),
                    *filled,
                    *checked,
                ]
            ),
            in_scope=scope.where_partner(SQL("profile.partner_id")),
        )

    @staticmethod
    def _aged_names(sets):
        """Names of the fields that somewhere are to be checked on their own."""
        return {
            name
            for asked in sets
            for _id, name, _need, _weight, months in asked.rules
            if months
        }

    @api.model
    def _checked_sql(self, name):
        """SQL, on ``partner``, of the day on which this value alone was verified.

        NULL where it never was, or where nobody can say. A phone or an e-mail is
        verified with the contact point that stands for it.
        """
        family = PARTNER_FAMILIES.get(name)
        if not family:
            return SQL("NULL::date")
        return SQL(
            """
            (SELECT MAX(point.verified_date) FROM customer_contact_point point
              WHERE point.partner_id = partner.id AND point.is_primary
                AND point.family = %s)
            """,
            family,
        )

    def _stale_sql(self, names, sets):
        """Day of the next check: that of the file, or of a value if that is earlier."""
        aged = self._aged_names(sets)
        days = [self._due_sql(SQL("file.checked"), SQL("asked.months"))]
        for number, name in enumerate(names):
            if name not in aged:
                continue
            verified = SQL.identifier("file", f"c_{number}")
            due = self._due_sql(
                SQL("GREATEST(file.checked, %s)", verified),
                SQL.identifier("asked", f"m_{number}"),
            )
            filled = SQL.identifier("file", f"f_{number}")
            days.append(SQL("CASE WHEN %s THEN %s END", filled, due))
        return SQL("LEAST(%s)", SQL(", ").join(days))

    def _due_sql(self, checked, months):
        return SQL(
            """
            CASE WHEN %(months)s > 0
                 THEN (%(checked)s + make_interval(months => %(months)s))::date
            END
            """,
            months=months,
            checked=checked,
        )
