from odoo import api, fields, models
from odoo.tools import SQL

from .findings import COUNTS, count_columns

KEYS = ("date", "company_id", "owner_id", "customer_group_id")
FIGURES = ("customers", *COUNTS, "completeness_sum")


class CustomerQualitySnapshot(models.Model):
    """What the check report counted on a day, for the trend.

    One row per day, company, owner and group: so the trend of a salesperson is that of
    the own customers, and any sum over owners or groups is right.
    """

    _name = "customer.quality.snapshot"
    _description = "Data Quality on a Day"
    _order = "date desc, id"
    _rec_name = "date"
    _log_access = False

    date = fields.Date(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(
        "res.users", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    customer_group_id = fields.Many2one(
        "customer.group",
        "Group",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    customers = fields.Integer(readonly=True)
    invalid = fields.Integer(readonly=True)
    missing = fields.Integer(readonly=True)
    duplicate = fields.Integer("Duplicates", readonly=True)
    stale = fields.Integer("Due for a Check", readonly=True)
    inconsistent = fields.Integer(readonly=True)
    conflicting = fields.Integer("Inconsistent or Duplicates", readonly=True)
    completeness_sum = fields.Integer(readonly=True)

    _day_uniq = models.UniqueIndex(
        "(company_id, date, COALESCE(owner_id, 0), COALESCE(customer_group_id, 0))"
    )

    @api.model
    def _take(self, day=None):
        """Count all companies for ``day`` (today when empty); again is no harm.

        One statement replaces what was counted on that day before.

        :return: number of rows of the day
        """
        day = day or self.env["customer.profile"]._today()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM customer_quality_snapshot snapshot
                     WHERE snapshot.date = %(day)s
                       AND NOT EXISTS (
                           SELECT FROM customer_profile profile
                             JOIN res_partner partner
                               ON partner.id = profile.partner_id AND partner.active
                            WHERE profile.company_id = snapshot.company_id
                              AND partner.user_id
                                  IS NOT DISTINCT FROM snapshot.owner_id
                              AND partner.customer_group_id
                                  IS NOT DISTINCT FROM snapshot.customer_group_id)
                )
                INSERT INTO customer_quality_snapshot (%(columns)s)
                SELECT %(day)s, * FROM (%(counted)s) AS counted
                ON CONFLICT (company_id, date, COALESCE(owner_id, 0),
                             COALESCE(customer_group_id, 0))
                DO UPDATE SET %(news)s
                """,
                day=day,
                columns=SQL(", ").join(map(SQL.identifier, (*KEYS, *FIGURES))),
                counted=self._counted_sql(day),
                news=SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), SQL("EXCLUDED.%s", SQL(name)))
                    for name in FIGURES
                ),
            )
        )
        self.invalidate_model()
        return self.env.cr.rowcount

    @api.model
    def _counted_sql(self, day):
        """SELECT of company, owner, group and the figures, for all companies."""
        profiles = self.env["customer.profile"].sudo()
        query = profiles._search([])
        query.add_join(
            "JOIN",
            "partner",
            SQL.identifier("res_partner"),
            SQL(
                """
                partner.id = customer_profile.partner_id AND partner.active
                AND COALESCE(partner.company_id, customer_profile.company_id)
                    = customer_profile.company_id
                """
            ),
        )
        columns = [
            SQL("customer_profile.company_id"),
            SQL("partner.user_id"),
            SQL("partner.customer_group_id"),
            *count_columns(profiles, "customer_profile", query, day),
        ]
        return SQL("%s GROUP BY 1, 2, 3", query.select(*columns))

    @api.model
    def _cron_take(self):
        """Count the day that it is; the job may run as often as it likes."""
        self._take()
