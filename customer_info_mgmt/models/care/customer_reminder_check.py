from odoo import models
from odoo.tools import SQL


class CustomerReminderRule(models.Model):
    """Reminds of files that are due for a check.

    When that is, the room ``quality`` says, by type of customer, group and value:
    ``customer.profile.stale_date``. So the interval is written down in one place, and
    one rule serves the groups that are checked each quarter and those of each year.
    """

    _inherit = "customer.reminder.rule"

    def _due_sql(self, late):
        if self.kind == "check_due":
            return self._due_check_sql()
        return super()._due_sql(late)

    def _due_check_sql(self):
        """A file is one file for all companies; one of them reminds of it.

        Another interval moves the day. Whoever has the check on the list already does
        not get it twice.
        """
        companies = self._get_companies()
        return SQL(
            """
            SELECT customer.id AS partner_id, customer.id AS customer_id,
                   calendar.company_id, file.stale_date AS occurrence
              FROM (
                   SELECT partner_id, MIN(stale_date) AS stale_date
                     FROM customer_profile
                    WHERE stale_date IS NOT NULL
                 GROUP BY partner_id
                   ) file
              JOIN res_partner customer ON customer.id = file.partner_id
              JOIN res_partner person ON person.id = customer.id
         LEFT JOIN res_users owner ON owner.id = customer.user_id AND owner.active
              JOIN unnest(%(companies)s, %(limits)s::date[])
                   AS calendar (company_id, latest)
                ON calendar.company_id = %(home)s
               AND file.stale_date <= calendar.latest
             WHERE %(wanted)s
               AND NOT EXISTS (
                   SELECT FROM customer_reminder earlier
                    WHERE earlier.rule_id = %(rule)s
                      AND earlier.partner_id = customer.id
                      AND earlier.state = 'todo'
                      AND earlier.activity_id IS NOT NULL
                      AND earlier.occurrence <> file.stale_date)
            """,
            rule=self.id,
            companies=companies.ids,
            limits=self._days_before_today(companies),
            home=self._home_company_sql(),
            wanted=self._wanted_sql(),
        )
