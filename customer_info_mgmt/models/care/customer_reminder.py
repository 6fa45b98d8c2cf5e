from odoo import api, fields, models
from odoo.tools import SQL, format_date, split_every

STATES = [("todo", "To do"), ("done", "Done"), ("skipped", "Skipped")]


class CustomerReminder(models.Model):
    """One occasion to contact one customer: found by a rule, given to one person.

    The engine of all reminders. The row is written before anybody is bothered, and its
    unique key is the memory: what was found is not found again, whether it was done,
    skipped, or lost with a killed process half-way.
    """

    _name = "customer.reminder"
    _description = "Reminder"
    _order = "occurrence, id"
    _rec_name = "partner_id"

    rule_id = fields.Many2one(
        "customer.reminder.rule", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "About",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The customer, or the contact whose birthday it is.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    occurrence = fields.Date(
        required=True,
        readonly=True,
        help="The birthday, the last order, or the day of the last verification.",
    )
    kind = fields.Selection(related="rule_id.kind")
    subject = fields.Char("What to Do", compute="_compute_subject")
    state = fields.Selection(
        STATES, "Status", default="todo", required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", "Given To", readonly=True, index="btree_not_null"
    )
    sent_date = fields.Date("Given Out On", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_deadline = fields.Date(related="activity_id.date_deadline", string="Due")

    _occurrence_uniq = models.UniqueIndex(
        "(rule_id, partner_id, company_id, occurrence)",
        "There is a reminder of this occasion already.",
    )
    _waiting_idx = models.Index(
        "(rule_id, occurrence) WHERE state = 'todo' AND activity_id IS NULL"
    )

    @api.depends("partner_id.commercial_partner_id")
    def _compute_customer_id(self):
        for reminder in self:
            reminder.customer_id = reminder.partner_id.commercial_partner_id

    @api.depends("rule_id", "partner_id")
    def _compute_display_name(self):
        for reminder in self:
            reminder.display_name = (
                f"{reminder.rule_id.name}: {reminder.partner_id.display_name}"
            )

    @api.depends("rule_id.kind", "partner_id.name", "occurrence")
    @api.depends_context("lang")
    def _compute_subject(self):
        for reminder in self:
            reminder.subject = reminder._get_summary()

    # What a clerk does with a reminder

    def action_done(self):
        """Settle the reminders and their activities."""
        self.check_access("read")
        reminders = self.sudo().filtered(lambda reminder: reminder.state == "todo")
        reminders.activity_id.sudo(self.env.su).action_feedback()
        reminders.state = "done"

    def action_skip(self):
        """Drop the reminders and their activities: nothing to do this time."""
        self.check_access("read")
        reminders = self.sudo().filtered(lambda reminder: reminder.state == "todo")
        reminders.state = "skipped"
        reminders.activity_id.unlink()

    def action_open_customer(self):
        """Open the customer that the reminder is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.customer_id.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # The daily job

    @api.model
    def _cron_remind(self, batch=200):
        """Find who is due under each rule, then give the reminders out, in batches.

        Each rule and each batch is one transaction. Whoever kills the job loses the
        batch at hand and nothing else: the next run finds it undone.
        """
        progress = self.env["ir.cron"]
        # pylint: disable-next=no-search-all
        rules = self.env["customer.reminder.rule"].search([])
        for rule in rules:
            rule._skip_stale()
            rule._find_due()
            progress._commit_progress()
        plan = [row for rule in rules for row in self._get_plan(rule)]
        progress._commit_progress(remaining=len(plan))
        for rows in split_every(batch, plan, list):
            self._give_out(dict(rows))
            if not progress._commit_progress(len(rows)):
                break

    @api.model
    def _get_plan(self, rule):
        """Who gets which waiting reminder of ``rule`` today.

        :return: list of ``(reminder id, user id)``, the latest occasions first, at most
            ``daily_limit`` for each user counted over the whole day
        """
        companies = rule._get_companies()
        return self.env.execute_query(
            SQL(
                """
                WITH waiting AS (
                    SELECT reminder.id, responsible.user_id, calendar.today,
                           ROW_NUMBER() OVER (
                               PARTITION BY responsible.user_id, calendar.today
                               ORDER BY reminder.occurrence DESC, reminder.id
                           ) AS place
                      FROM customer_reminder reminder
                      JOIN unnest(%(companies)s, %(todays)s::date[])
                           AS calendar (company_id, today)
                        ON calendar.company_id = reminder.company_id
                      JOIN res_partner customer ON customer.id = reminder.customer_id
                CROSS JOIN LATERAL (%(responsible)s) responsible
                     WHERE reminder.rule_id = %(rule)s
                       AND reminder.state = 'todo'
                       AND reminder.activity_id IS NULL
                ), given AS (
                    SELECT user_id, sent_date, COUNT(*) AS number
                      FROM customer_reminder
                     WHERE rule_id = %(rule)s
                       AND sent_date = ANY(%(todays)s::date[])
                  GROUP BY user_id, sent_date
                )
                SELECT waiting.id, waiting.user_id
                  FROM waiting
             LEFT JOIN given
                    ON given.user_id = waiting.user_id
                   AND given.sent_date = waiting.today
                 WHERE %(limit)s = 0
                    OR waiting.place + COALESCE(given.number, 0) <= %(limit)s
              ORDER BY waiting.user_id, waiting.place
                """,
                companies=companies.ids,
                todays=[rule._today(company) for company in companies],
                responsible=self._responsible_sql(rule),
                rule=rule.id,
                limit=rule.daily_limit,
            )
        )

    @api.model
    def _responsible_sql(self, rule):
        """Who is reminded: the owner or the rule's user, if at home in the company.

        No row when there is nobody; the reminder waits until there is somebody.
        """
        owner = SQL("customer.user_id") if rule.responsible == "owner" else SQL("NULL")
        return SQL(
            """
            SELECT candidate.user_id
              FROM (VALUES (1, %(owner)s::integer), (2, %(fallback)s::integer))
                   AS candidate (place, user_id)
              JOIN res_users users
                ON users.id = candidate.user_id
               AND users.active
               AND users.share IS NOT TRUE
              JOIN res_company_users_rel member
                ON member.user_id = users.id
               AND member.cid = reminder.company_id
          ORDER BY candidate.place
             LIMIT 1
            """,
            owner=owner,
            fallback=rule.user_id.id or None,
        )

    @api.model
    def _give_out(self, user_of):
        """Make the activities of these reminders.

        Rows that another worker has in hand, or has done since, are left alone.

        :param user_of: ``{reminder id: user id}``
        """
        reminders = self._lock_waiting(list(user_of))
        vals_list = [
            reminder._prepare_activity_vals(user_of[reminder.id])
            for reminder in reminders
        ]
        # A mail for each of many activities helps nobody: they are in the to-do list.
        activities = (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(vals_list)
        )
        for reminder, activity in zip(reminders, activities, strict=True):
            reminder.write(
                {
                    "activity_id": activity.id,
                    "user_id": activity.user_id.id,
                    "sent_date": reminder._get_today(),
                }
            )

    @api.model
    def _lock_waiting(self, reminder_ids):
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT reminder.id
                  FROM customer_reminder reminder
                  JOIN customer_reminder_rule rule ON rule.id = reminder.rule_id
                 WHERE reminder.id = ANY(%s)
                   AND reminder.state = 'todo'
                   AND reminder.activity_id IS NULL
                   AND rule.active
              ORDER BY reminder.id
                   FOR UPDATE OF reminder SKIP LOCKED
                """,
                list(reminder_ids),
            )
        )
        return self.browse(reminder_id for (reminder_id,) in rows)

    def _get_today(self):
        return self.rule_id._today(self.company_id)

    def _prepare_activity_vals(self, user_id):
        self.ensure_one()
        user = self.env["res.users"].browse(user_id)
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.customer_id.id,
            "user_id": user_id,
            "activity_type_id": self.rule_id.activity_type_id.id,
            "summary": self.with_context(lang=user.lang)._get_activity_summary(),
            "date_deadline": self._get_deadline(),
            "automated": True,
        }

    def _get_deadline(self):
        """A birthday has its day, the rest is due at once."""
        today = self._get_today()
        return max(self.occurrence, today) if self.kind == "birthday" else today

    def _get_activity_summary(self):
        """What to do, without dates: more people read activities of a partner than may
        know its birthday and its last order."""
        if self.kind == "no_order":
            return self.env._("No order for a long time: get in touch")
        return self._get_summary()

    def _get_summary(self):
        """What to do, in the language of the context."""
        if self.kind == "birthday":
            return self.env._("Congratulate %s on the birthday", self.partner_id.name)
        day = format_date(self.env, self.occurrence)
        if self.kind == "no_order":
            return self.env._("No order since %s: get in touch", day)
        if self.kind == "check_due":
            return self.env._("Check the customer file: due since %s", day)
        return self.env._("Check the customer file: not verified since %s", day)
