from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

WAITING = "customer_info_mgmt.marks"


class CustomerProfileMark(models.Model):
    """A note that something happened to a customer and the profile is behind.

    Marks are only ever appended and, once worked off, deleted. There is no unique key
    on purpose: two clerks who confirm orders of one customer at the same moment must
    neither wait for each other nor fail.
    """

    _name = "customer.profile.mark"
    _description = "Customer Profile to Refresh"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")

    @api.model
    def _add(self, partners, company, exactly=False):
        """Note that ``partners`` (any contacts) of ``company`` have news.

        Notes of one transaction are gathered and written with one statement just
        before the commit.

        :param partners: ``res.partner`` records; their commercial partners are marked
        :param company: ``res.company`` record, or an empty one for every company
        :param exactly: mark the partners themselves: they are about to stop being
            somebody's commercial partner, and what they were is what has news
        """
        kind = "exactly" if exactly else "partner"
        self._waiting()[kind, company.id or None].update(partners.ids)

    @api.model
    def _add_documents(self, kind, document_ids):
        """Note that the customers of these documents have news.

        Only ids are kept: who the customer is, one statement finds out at the end.

        :param kind: a key of ``_document_customers``
        :param document_ids: ids of the documents
        """
        self._waiting()[kind, None].update(document_ids)

    @api.model
    def _document_customers(self):
        """Per kind of document a SELECT of its ``id``, ``partner_id``, ``company_id``.

        Rooms add the documents that their figures come from.
        """
        return {}

    @api.model
    def _waiting(self):
        """Notes of this transaction: sets of ids per kind and company."""
        precommit = self.env.cr.precommit
        if WAITING not in precommit.data:
            precommit.data[WAITING] = defaultdict(set)
            precommit.add(self.env["customer.profile.mark"].sudo()._write_waiting)
        return precommit.data[WAITING]

    @api.model
    def _write_waiting(self):
        waiting = self.env.cr.precommit.data.pop(WAITING, {})
        news = [
            self._news_sql(kind, company_id, list(ids))
            for (kind, company_id), ids in waiting.items()
            if ids
        ]
        if not news:
            return
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_profile_mark (partner_id, company_id)
                SELECT DISTINCT
                       CASE WHEN news.exactly THEN partner.id
                            ELSE partner.commercial_partner_id
                       END,
                       company.id
                  FROM (%s) AS news
                  JOIN res_partner partner ON partner.id = news.partner_id
                  JOIN res_company company
                    ON company.id = COALESCE(news.company_id, company.id)
                """,
                SQL(" UNION ALL ").join(news),
            )
        )

    def _news_sql(self, kind, company_id, ids):
        """SELECT of partner, company and whether the partner itself is meant."""
        if kind in ("partner", "exactly"):
            return SQL(
                "SELECT unnest(%s) AS partner_id, %s::int AS company_id, %s AS exactly",
                ids,
                company_id,
                kind == "exactly",
            )
        return SQL(
            """
            SELECT document.partner_id, document.company_id, FALSE AS exactly
              FROM (%s) AS document
             WHERE document.id = ANY(%s)
            """,
            self._document_customers()[kind],
            ids,
        )

    @api.model
    def _remove(self, partners):
        """Delete the marks of these customers; return how many there were.

        What was marked after this transaction began is not seen, so it stays.
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_profile_mark WHERE partner_id = ANY(%s)",
                partners.ids,
            )
        )
        self.invalidate_model()
        return self.env.cr.rowcount
