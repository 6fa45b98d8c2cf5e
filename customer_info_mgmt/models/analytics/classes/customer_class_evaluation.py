import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...file.customer_profile import COLLISIONS, RefreshScope
from .customer_class_rule import CUSTOMERS

_logger = logging.getLogger(__name__)

# Members entering at once from which the database should count them anew.
MANY = 1000


class CustomerClassRule(models.Model):
    """Working the rules off: set-based, and only what changes is written."""

    _inherit = "customer.class.rule"

    @api.model
    def _apply(self, scope):
        """Let customers of ``scope`` enter and leave; return the rows written.

        A rule that cannot be worked off any more is switched off with the reason; the
        others go on.
        """
        rules = self.sudo().search([("is_on", "=", True)])
        if not rules:
            return 0
        written = rules._apply_rules(scope)
        if scope.partner_ids is None:
            rules.filtered("is_on").write({"last_run": self.env.cr.now()})
        return written + self._settle(scope)

    def _apply_now(self):
        """Work off these rules for everybody, outside of the refresh."""
        self.env.flush_all()
        scope = RefreshScope(self.env["customer.profile"]._today())
        self._apply_rules(scope)
        self.filtered("is_on").write({"last_run": self.env.cr.now()})
        self._settle(scope)
        self.env.invalidate_all()

    def _apply_rules(self, scope):
        """Note who enters and leaves these rules; return the rows written."""
        written = sum(rule._apply_rule(scope) for rule in self)
        if written >= MANY:
            # Nobody else tells the database before what is next that the table has
            # grown: it would take the members for few and compare all with all.
            self.env.cr.execute("ANALYZE customer_class_member")
        return written

    def _apply_rule(self, scope):
        try:
            with self.env.cr.savepoint():
                return self._move_members(scope, self._fitting_sql(scope))
        except COLLISIONS:
            raise
        except (ValueError, TypeError, UserError, psycopg2.Error) as error:
            reason = str(error).splitlines()[0]
            _logger.warning("Class %r is switched off: %s", self.name, reason)
            self.write(
                {
                    "is_on": False,
                    "off_reason": self.env._(
                        "The filter can no longer be worked off. %s", reason
                    ),
                }
            )
            return 0

    def _fitting_sql(self, scope):
        """SELECT of the ids of customers of ``scope`` who fit.

        The company is the rule's, and the rights are the system's: what the filter asks
        for, its writer may read.
        """
        company = self.company_id
        partners = (
            self.env["res.partner"]
            .with_user(SUPERUSER_ID)
            .with_context(allowed_company_ids=company.ids)
            .with_company(company)
        )
        domain = self._read_filter(self.domain) & CUSTOMERS
        if scope.partner_ids is not None:
            domain &= Domain("id", "in", list(scope.partner_ids))
        return partners._search(domain).select()

    def _move_members(self, scope, fitting):
        """Note who entered and who left; return how many."""
        self.env.cr.execute(
            SQL(
                """
                WITH moved AS MATERIALIZED (
                    SELECT fits.id AS partner_id, inside.id AS member_id
                      FROM (%(fitting)s) AS fits
                 FULL JOIN (
                        SELECT member.id, member.partner_id
                          FROM customer_class_member member
                         WHERE member.rule_id = %(rule)s
                           AND member.left_date IS NULL
                           AND %(in_scope)s
                      ) AS inside ON inside.partner_id = fits.id
                     WHERE fits.id IS NULL OR inside.id IS NULL
                ),
                left_now AS (
                    UPDATE customer_class_member member SET left_date = %(today)s
                      FROM moved
                     WHERE member.id = moved.member_id
                 RETURNING 1
                ),
                entered AS (
                    INSERT INTO customer_class_member
                        (rule_id, partner_id, company_id, entered_date)
                    SELECT %(rule)s, moved.partner_id, %(company)s, %(today)s
                      FROM moved
                     WHERE moved.member_id IS NULL
                 RETURNING 1
                )
                SELECT (SELECT COUNT(*) FROM left_now)
                     + (SELECT COUNT(*) FROM entered)
                """,
                fitting=fitting,
                today=self.env["customer.profile"]._today(),
                rule=self.id,
                company=self.company_id.id,
                in_scope=scope.where_partner(SQL("member.partner_id")),
            )
        )
        return self.env.cr.fetchone()[0]

    def _take_back(self):
        """Let everybody leave these rules, and take back what the rules gave."""
        rules = self.sudo()
        if not rules.ids:
            return
        self.env.flush_all()
        scope = RefreshScope(fields.Date.today())
        for rule in rules:
            rule._move_members(scope, SQL("SELECT id FROM res_partner WHERE FALSE"))
        rules._settle(scope)
        self.env.invalidate_all()
