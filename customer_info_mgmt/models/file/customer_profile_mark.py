from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerProfileMark(models.Model):
    """A note that something happened to a customer and the profile is behind.

    Marks are only ever appended and, once worked off, deleted. There is no unique key
    on purpose: two clerks who confirm orders of one customer at the same moment must
    neither wait for each other nor fail.
    """

    _name = "customer.profile.mark"
    _description = "Customer Profile to Refresh"
    _log_access = False

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")

    @api.model
    def _add(self, partners, company):
        """Note that ``partners`` (any contacts) of ``company`` have news.

        Notes of one transaction are gathered and written with one statement just
        before the commit.

        :param partners: ``res.partner`` records; their commercial partners are marked
        :param company: ``res.company`` record, or an empty one for every company that
            has a profile of them
        """
        precommit = self.env.cr.precommit
        waiting = precommit.data.get("customer_info_mgmt.marks")
        if waiting is None:
            waiting = precommit.data["customer_info_mgmt.marks"] = defaultdict(set)
            precommit.add(self.env["customer.profile.mark"].sudo()._write_waiting)
        waiting[company.id].update(partners.ids)

    def _write_waiting(self):
        waiting = self.env.cr.precommit.data.pop("customer_info_mgmt.marks", {})
        pairs = [
            (partner_id, company_id or None)
            for company_id, partner_ids in waiting.items()
            for partner_id in sorted(partner_ids)
        ]
        if not pairs:
            return
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_profile_mark (partner_id, company_id)
                SELECT DISTINCT partner.commercial_partner_id, company.id
                  FROM unnest(%(partners)s, %(companies)s) AS news (partner_id, company_id)
                  JOIN res_partner partner ON partner.id = news.partner_id
                  JOIN res_company company
                    ON company.id = COALESCE(news.company_id, company.id)
                """,
                partners=[partner_id for partner_id, _company_id in pairs],
                companies=[company_id for _partner_id, company_id in pairs],
            )
        )
