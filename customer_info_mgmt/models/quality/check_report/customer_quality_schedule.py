import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
COMPARED_DAYS = {"week": 7, "month": 30}


class CustomerQualitySchedule(models.Model):
    """Sends the check report by e-mail, each week or month, to some users.

    Every recipient gets the figures that they may see themselves, in their language.
    """

    _name = "customer.quality.schedule"
    _description = "Check Report by E-mail"
    _order = "company_id, id"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Check Report"))
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    frequency = fields.Selection(
        [("week", "Every week"), ("month", "Every month")],
        required=True,
        default="month",
    )
    weekday = fields.Selection(WEEKDAYS, "On", default="1")
    month_day = fields.Integer("Day of the Month", default=1)
    user_ids = fields.Many2many(
        "res.users",
        string="Recipients",
        required=True,
        domain=[("share", "=", False)],
        help="Each of them gets what they may see: a salesperson the own customers.",
    )
    with_pdf = fields.Boolean("PDF", default=True)
    with_xlsx = fields.Boolean("Spreadsheet", default=True)
    delivery_ids = fields.One2many(
        "customer.quality.delivery", "schedule_id", "Sent", readonly=True
    )

    _month_day_range = models.Constraint(
        "CHECK (month_day BETWEEN 1 AND 28)", "Day of the Month: enter 1 to 28."
    )

    @api.constrains("with_pdf", "with_xlsx")
    def _check_attachment(self):
        for schedule in self:
            if not schedule.with_pdf and not schedule.with_xlsx:
                raise ValidationError(
                    self.env._("%s: choose PDF, spreadsheet or both.", schedule.name)
                )

    @api.constrains("user_ids", "company_id")
    def _check_users(self):
        for schedule in self:
            for user in schedule.user_ids:
                may_read = self.env["customer.profile"].with_user(user)
                if user.share or not may_read.has_access("read"):
                    raise ValidationError(
                        self.env._(
                            "%s may not see figures of customers, so there is nothing "
                            "to send. Give them a role of the customer file first.",
                            user.name,
                        )
                    )
                if schedule.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s does not work for %(company)s. Choose recipients "
                            "of this company.",
                            user=user.name,
                            company=schedule.company_id.name,
                        )
                    )

    @api.model
    def _period(self, frequency, today):
        """Return the name of the week or month that ``today`` is in."""
        if frequency == "week":
            year, week, _day = today.isocalendar()
            return f"{year}-W{week:02}"
        return today.strftime("%Y-%m")

    def _is_due(self, today):
        """Tell whether the day of this week or month has come."""
        self.ensure_one()
        if self.frequency == "week":
            return today.isoweekday() >= int(self.weekday or 1)
        return today.day >= self.month_day

    @api.model
    def _waiting(self, today):
        """Return ``(schedule, user, period)`` of what is due and was not sent."""
        waiting = []
        for schedule in self.search([]):  # pylint: disable=no-search-all
            if not schedule._is_due(today):
                continue
            period = self._period(schedule.frequency, today)
            sent = schedule.delivery_ids.filtered(
                lambda delivery, period=period: delivery.period == period
            ).user_id
            waiting += [
                (schedule, user, period)
                for user in schedule.user_ids - sent
                if user.active and user.email
            ]
        return waiting

    @api.model
    def _cron_send(self):
        """Send what is due, one recipient per transaction; nobody gets it twice."""
        progress = self.env["ir.cron"]
        waiting = self._waiting(self.env["customer.profile"]._today())
        progress._commit_progress(remaining=len(waiting))
        for schedule, user, period in waiting:
            schedule._send(user, period)
            if not progress._commit_progress(1):
                return

    def action_send_now(self):
        """Send the report of this period now to who has not got it yet."""
        self.ensure_one()
        self.check_access("write")
        today = self.env["customer.profile"]._today()
        period = self._period(self.frequency, today)
        sent = [self.sudo()._send(user, period) for user in self.sudo().user_ids]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if any(sent) else "info",
                "message": self.env._(
                    "Sent to %(count)s of %(total)s recipients; the others have it.",
                    count=sum(sent),
                    total=len(sent),
                ),
            },
        }

    def _send(self, user, period):
        """Send the report to one user, unless it went out in this period already.

        The note that it was sent and the mail are written together: a job that is
        killed in between leaves neither.

        :return: whether it was sent
        """
        delivery = self._claim(user, period)
        if not delivery:
            return False
        reports = self._as_recipient(user)
        delivery._fill(reports.get_report(COMPARED_DAYS[self.frequency]))
        template = self.env.ref("customer_info_mgmt.mail_template_check_report")
        template.sudo().send_mail(
            delivery.id,
            email_values={
                "attachment_ids": [
                    (0, 0, values) for values in self._attachments(reports, period)
                ]
            },
        )
        return True

    def _claim(self, user, period):
        """Note that this user gets the report of this period; empty if another did."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_quality_delivery
                    (schedule_id, user_id, company_id, period,
                     create_uid, write_uid, create_date, write_date)
                VALUES (%(schedule)s, %(user)s, %(company)s, %(period)s,
                        %(uid)s, %(uid)s, %(now)s, %(now)s)
                ON CONFLICT (schedule_id, user_id, period) DO NOTHING
                RETURNING id
                """,
                schedule=self.id,
                user=user.id,
                company=self.company_id.id,
                period=period,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_recordset(["delivery_ids"])
        return self.env["customer.quality.delivery"].browse(
            row[0] for row in self.env.cr.fetchall()
        )

    def _as_recipient(self, user):
        """The report as this user sees it, in this company."""
        return (
            self.env["customer.quality.report"]
            .with_user(user)
            .with_company(self.company_id)
            .with_context(
                lang=user.lang, allowed_company_ids=self.company_id.ids, tz=user.tz
            )
        )

    def _attachments(self, reports, period):
        """Values of the files of a mail, made with the rights of its recipient."""
        name = f"{reports.env._('Check Report')} {period}"
        days = COMPARED_DAYS[self.frequency]
        files = []
        if self.with_pdf:
            files.append((f"{name}.pdf", reports._pdf(days), "application/pdf"))
        if self.with_xlsx:
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            files.append((f"{name}.xlsx", reports._workbook(days), kind))
        return [
            {"name": name, "datas": base64.b64encode(content), "mimetype": mimetype}
            for name, content, mimetype in files
        ]
