from datetime import datetime, timedelta, timezone

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.occurrence import birthdays_between, catch_up_days

KINDS = [
    ("birthday", "Birthday"),
    ("no_order", "No order for some time"),
    ("not_verified", "File not verified for some time"),
    ("check_due", "File due for a check"),
]
# Kinds that may wait no day at all.
WITHOUT_DAYS = ("birthday", "check_due")
# A birthday that is past by more than this is no reason to call any more.
GRACE_DAYS = 7
# A century. Further back the calendar ends, and the daily job with it.
MOST_DAYS = 36500


class CustomerReminderRule(models.Model):
    """Says on what occasion whom somebody has to contact, and who has to.

    A rule finds who is due with one statement, over all customers. Each find is a
    ``customer.reminder``; its unique key makes sure that nothing is found twice.
    """

    _name = "customer.reminder.rule"
    _description = "Reminder Rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="birthday")
    days = fields.Integer(
        default=7,
        help="Birthday: days of notice. File due for a check: days after it was due. "
        "Otherwise: days without an order, or since the file was last verified.",
    )
    leap_day = fields.Selection(
        [("feb28", "28 February"), ("mar1", "1 March")],
        "Born on 29 February",
        default="feb28",
        required=True,
        help="The day on which they are congratulated in years without a 29 February.",
    )
    customer_group_id = fields.Many2one("customer.group", "Group", ondelete="cascade")
    category_ids = fields.Many2many("res.partner.category", string="Tags")
    company_id = fields.Many2one(
        "res.company", ondelete="cascade", help="Empty: customers of all companies."
    )
    responsible = fields.Selection(
        [("owner", "Owner of the customer"), ("user", "Always the same user")],
        default="owner",
        required=True,
    )
    user_id = fields.Many2one(
        "res.users",
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="Who is reminded when the customer has no owner, or always.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        domain=[("res_model", "in", [False, "res.partner"])],
        ondelete="restrict",
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
    )
    daily_limit = fields.Integer(
        "At Most per Day",
        default=20,
        help="Activities that one person gets from this rule on one day; the others "
        "wait for the next day. 0: no limit.",
    )
    last_run = fields.Date(readonly=True, copy=False)
    open_count = fields.Integer("Open Reminders", compute="_compute_open_count")

    _days_positive = models.Constraint("CHECK (days >= 0)", "Days: enter 0 or more.")
    _daily_limit_positive = models.Constraint(
        "CHECK (daily_limit >= 0)", "At Most per Day: enter 0 (no limit) or more."
    )

    def _compute_open_count(self):
        counts = dict(
            self.env["customer.reminder"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "todo")],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.open_count = counts.get(rule, 0)

    @api.constrains("kind", "days")
    def _check_days(self):
        for rule in self:
            if rule.kind == "birthday" and rule.days > 180:
                raise ValidationError(
                    self.env._(
                        "Days of rule %s: notice of a birthday is at most 180 days.",
                        rule.name,
                    )
                )
            if rule.days > MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Days of rule %(rule)s: enter %(most)s at most.",
                        rule=rule.name,
                        most=MOST_DAYS,
                    )
                )
            if rule.kind not in WITHOUT_DAYS and not rule.days:
                raise ValidationError(
                    self.env._(
                        "Days of rule %s: enter after how many days somebody is to be "
                        "reminded, 90 for example.",
                        rule.name,
                    )
                )

    @api.constrains("responsible", "user_id")
    def _check_user(self):
        for rule in self:
            if rule.responsible == "user" and not rule.user_id:
                raise ValidationError(
                    self.env._(
                        "User of rule %s: choose who is reminded, or let it be the "
                        "owner of the customer.",
                        rule.name,
                    )
                )

    def action_view_reminders(self):
        """Open what this rule has found."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_reminder_action"
        )
        action["domain"] = [("rule_id", "=", self.id)]
        return action

    # The day

    @api.model
    def _today(self, company):
        """Today where ``company`` is. The one place that says what day it is.

        The time zone is that of the company's address, else that of the user who runs
        the job, else UTC.
        """
        zone = pytz.timezone(company.sudo().partner_id.tz or self.env.user.tz or "UTC")
        now = fields.Datetime.now().replace(tzinfo=timezone.utc)
        return datetime.astimezone(now, zone).date()

    def _get_companies(self):
        # pylint: disable-next=no-search-all
        return self.company_id or self.env["res.company"].search([])

    # Finding who is due

    def _find_due(self):
        """Write a reminder for everybody who is due under this rule, once.

        :return: number of new reminders
        """
        self.ensure_one()
        if not self.active:
            return 0
        self.env.flush_all()
        today = self._today(self.company_id or self._get_companies()[:1])
        late = catch_up_days(self.last_run, today, GRACE_DAYS)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_reminder
                    (rule_id, partner_id, customer_id, company_id, occurrence, state,
                     create_uid, write_uid, create_date, write_date)
                SELECT %(rule)s, due.partner_id, due.customer_id, due.company_id,
                       due.occurrence, 'todo', %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (%(due)s) due
                 WHERE %(not_elsewhere)s
                ON CONFLICT (rule_id, partner_id, company_id, occurrence) DO NOTHING
                """,
                rule=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                due=self._due_sql(late),
                not_elsewhere=self._not_elsewhere_sql(),
            )
        )
        found = self.env.cr.rowcount
        self.last_run = today
        self.env["customer.reminder"].invalidate_model()
        return found

    def _skip_stale(self):
        """Drop reminders that waited until their reason was gone.

        Somebody who has ordered since, whose file was verified, who was archived or
        does not want to be contacted any more.

        :return: number of reminders dropped
        """
        self.ensure_one()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_reminder reminder
                   SET state = 'skipped', write_uid = %(uid)s, write_date = %(now)s
                 WHERE reminder.rule_id = %(rule)s
                   AND reminder.state = 'todo'
                   AND reminder.activity_id IS NULL
                   AND (reminder.partner_id, reminder.occurrence) NOT IN (
                       SELECT due.partner_id, due.occurrence FROM (%(due)s) due)
                """,
                rule=self.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                due=self._due_sql(GRACE_DAYS),
            )
        )
        self.env["customer.reminder"].invalidate_model()
        return self.env.cr.rowcount

    def _due_sql(self, late):
        """Rows ``partner_id, customer_id, company_id, occurrence`` of who is due today.

        :param late: days in the past whose birthdays still count
        """
        if self.kind == "birthday":
            return self._due_birthday_sql(late)
        if self.kind == "no_order":
            return self._due_no_order_sql()
        return self._due_not_verified_sql()

    def _due_birthday_sql(self, late):
        companies, months, days, dates = [], [], [], []
        for company in self._get_companies():
            today = self._today(company)
            for occurrence in birthdays_between(
                today - timedelta(late), today + timedelta(self.days), self.leap_day
            ):
                companies.append(company.id)
                months.append(occurrence.month)
                days.append(occurrence.day)
                dates.append(occurrence.date)
        return SQL(
            """
            SELECT person.id AS partner_id, customer.id AS customer_id,
                   calendar.company_id, calendar.occurrence
              FROM unnest(%(companies)s, %(months)s, %(days)s, %(dates)s::date[])
                   AS calendar (company_id, month, day, occurrence)
              JOIN res_partner person
                ON person.birth_month = calendar.month
               AND person.birth_day = calendar.day
              JOIN res_partner customer ON customer.id = person.commercial_partner_id
         LEFT JOIN res_users owner ON owner.id = customer.user_id AND owner.active
             WHERE calendar.company_id = %(home)s
               AND %(wanted)s
            """,
            companies=companies,
            months=months,
            days=days,
            dates=dates,
            home=self._home_company_sql(),
            wanted=self._wanted_sql(),
        )

    def _due_no_order_sql(self):
        companies = self._get_companies()
        return SQL(
            """
            SELECT customer.id AS partner_id, customer.id AS customer_id,
                   calendar.company_id, profile.last_order_date AS occurrence
              FROM unnest(%(companies)s, %(limits)s::date[])
                   AS calendar (company_id, latest)
              JOIN customer_profile profile
                ON profile.company_id = calendar.company_id
               AND profile.last_order_date <= calendar.latest
              JOIN res_partner customer ON customer.id = profile.partner_id
              JOIN res_partner person ON person.id = customer.id
             WHERE %(wanted)s
            """,
            companies=companies.ids,
            limits=self._days_before_today(companies),
            wanted=self._wanted_sql(),
        )

    def _due_not_verified_sql(self):
        companies = self._get_companies()
        return SQL(
            """
            SELECT customer.id AS partner_id, customer.id AS customer_id,
                   calendar.company_id, seen.occurrence
              FROM res_partner customer
              JOIN res_partner person ON person.id = customer.id
         LEFT JOIN res_users owner ON owner.id = customer.user_id AND owner.active
         LEFT JOIN (
                   SELECT partner_id, MAX(verified_date) AS verified_date
                     FROM customer_profile
                 GROUP BY partner_id
                   ) profile ON profile.partner_id = customer.id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(profile.verified_date, customer.create_date::date)
                       AS occurrence) seen
              JOIN unnest(%(companies)s, %(limits)s::date[])
                   AS calendar (company_id, latest)
                ON calendar.company_id = %(home)s
               AND seen.occurrence <= calendar.latest
             WHERE customer.commercial_partner_id = customer.id
               AND %(wanted)s
            """,
            companies=companies.ids,
            limits=self._days_before_today(companies),
            home=self._home_company_sql(),
            wanted=self._wanted_sql(),
        )

    def _days_before_today(self, companies):
        return [self._today(company) - timedelta(self.days) for company in companies]

    def _home_company_sql(self):
        """The one company that reminds of a person or of a file.

        A person has one birthday, whichever companies trade with it: the company of the
        rule, of the file, of who looks after it, or the first one.
        """
        return SQL(
            """
            COALESCE(%s, person.company_id, customer.company_id, owner.company_id,
                     %s, %s)
            """,
            self.company_id.id or None,
            self.user_id.company_id.id or None,
            self.env["res.company"].search([], order="id", limit=1).id,
        )

    def _not_elsewhere_sql(self):
        """Condition: the same was not found for another company before.

        An owner who moves to another company does not make a second birthday. NOT IN,
        here and for stale reminders, since PostgreSQL hashes it: the table is without
        statistics after the first run, and NOT EXISTS would become a nested loop.
        """
        if self.kind == "no_order":
            return SQL("TRUE")
        return SQL(
            """
            (due.partner_id, due.occurrence) NOT IN (
                SELECT partner_id, occurrence FROM customer_reminder WHERE rule_id = %s)
            """,
            self.id,
        )

    def _wanted_sql(self):
        """Condition on ``person`` and ``customer``: in scope, and may be contacted."""
        conditions = [
            SQL("person.active AND customer.active AND customer.customer_rank > 0"),
            SQL(
                """
                NOT EXISTS (SELECT 1 FROM mail_blacklist blocked
                             WHERE blocked.active
                               AND blocked.email = person.email_normalized)
                AND NOT EXISTS (SELECT 1 FROM phone_blacklist blocked
                                 WHERE blocked.active
                                   AND blocked.number = person.phone_sanitized)
                """
            ),
        ]
        if self.company_id:
            conditions.append(
                SQL(
                    "COALESCE(customer.company_id, %(id)s) = %(id)s",
                    id=self.company_id.id,
                )
            )
        if self.customer_group_id:
            conditions.append(
                SQL("customer.customer_group_id = %s", self.customer_group_id.id)
            )
        if self.category_ids:
            tags = self.category_ids.search([("id", "child_of", self.category_ids.ids)])
            conditions.append(
                SQL(
                    """
                    EXISTS (SELECT 1 FROM res_partner_res_partner_category_rel tagged
                             WHERE tagged.partner_id IN (person.id, customer.id)
                               AND tagged.category_id = ANY(%s))
                    """,
                    tags.ids,
                )
            )
        return SQL(" AND ").join(conditions)
