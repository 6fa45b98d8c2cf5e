from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.match_keys import KINDS, match_keys

BUILT_UP_TO = "customer_info_mgmt.match_keys_built_up_to"
BATCH = 2000


class CustomerMatchKey(models.Model):
    """A key under which duplicates of one record meet; see ``tools/match_keys.py``.

    Keys change in the transaction that changes the record. Their ids only grow: what is
    above the highest id of the last scan is new since then.
    """

    _name = "customer.match.key"
    _description = "Customer Match Key"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(list(KINDS.items()), required=True)
    key = fields.Char(required=True)

    # The partner is part of it, so that a look-up reads nothing but the index.
    _kind_key_idx = models.Index("(kind, key, partner_id)")

    @api.model
    def _refresh(self, partners):
        """Bring the keys of ``partners`` up to date; write only what differs.

        :return: number of keys that were added or removed
        """
        wanted = {
            (partner_id, kind, key)
            for partner_id, values in partners._match_values().items()
            for kind, key in match_keys(values)
        }
        present = self._present_keys(partners)
        gone = [row_id for row, row_id in present.items() if row not in wanted]
        added = sorted(wanted - present.keys())
        if gone:
            self.env.cr.execute(
                SQL("DELETE FROM customer_match_key WHERE id = ANY(%s)", gone)
            )
        if added:
            self._insert(added)
        return len(gone) + len(added)

    def _present_keys(self, partners):
        rows = self.env.execute_query(
            SQL(
                "SELECT id, partner_id, kind, key FROM customer_match_key"
                " WHERE partner_id = ANY(%s)",
                partners.ids,
            )
        )
        return {tuple(row): row_id for row_id, *row in rows}

    def _insert(self, rows):
        partner_ids, kinds, keys = zip(*rows, strict=True)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_match_key (partner_id, kind, key)
                SELECT * FROM unnest(%s::int[], %s::text[], %s::text[])
                """,
                list(partner_ids),
                list(kinds),
                list(keys),
            )
        )

    @api.model
    def _cron_build(self, batch=BATCH):
        """Give the records of an existing base their keys, a batch per transaction.

        Resumes where it stopped. Records that come later bring their keys with them.
        """
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=self._count_unbuilt())
        while partners := self._next_unbuilt(batch):
            self._refresh(partners)
            self._set_built(partners.ids[-1])
            # Later batches need none of this one's records.
            self.env.invalidate_all()
            if not progress._commit_progress(len(partners)):
                return

    def _built_up_to(self):
        return int(self.env["ir.config_parameter"].sudo().get_param(BUILT_UP_TO, 0))

    def _set_built(self, partner_id):
        self.env["ir.config_parameter"].sudo().set_param(BUILT_UP_TO, partner_id)

    def _next_unbuilt(self, batch):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id > %s ORDER BY id LIMIT %s",
                self._built_up_to(),
                batch,
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows)

    def _count_unbuilt(self):
        query = SQL(
            "SELECT count(*) FROM res_partner WHERE id > %s", self._built_up_to()
        )
        return self.env.execute_query(query)[0][0]
