from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from .merge_undo import MergeUndo


class CustomerMergeUndo(models.Model):
    """Taking it back, while the snapshot is there."""

    _inherit = "customer.merge"

    def action_undo(self):
        """Put everything back as it was; what changed since is left and listed."""
        self._check_steward()
        for merge in self:
            merge.check_access("write")
            merge._check_undo()
            merge.sudo()._undo()
        return True

    def _check_undo(self):
        if self.state != "done":
            raise UserError(self.env._("Only a merge that was done can be undone."))
        if not self.can_undo:
            raise UserError(
                self.env._(
                    "The snapshot of this merge has expired on %(date)s. Create the "
                    "customer anew and move the documents by hand.",
                    date=self.undo_until,
                )
            )
        survivor = self.env["res.partner"].sudo().browse(self.destination_res_id)
        if not survivor.exists():
            later = self._later_merge(self.destination_res_id)
            if later:
                raise UserError(
                    self.env._(
                        "The survivor of this merge was itself merged into %(name)s "
                        "on %(date)s. Undo that merge first.",
                        name=later.name,
                        date=later.date_done,
                    )
                )
            raise UserError(
                self.env._(
                    "The survivor of this merge was deleted since. Restore it first."
                )
            )

    @api.model
    def _later_merge(self, partner_id):
        """The merge that took this partner away, if any."""
        self.env.cr.execute(
            """SELECT id FROM customer_merge
                WHERE state = 'done' AND source_res_ids @> to_jsonb(%s)
                ORDER BY id DESC LIMIT 1""",
            [partner_id],
        )
        return self.sudo().browse([row[0] for row in self.env.cr.fetchall()])

    @api.model
    def _resolve(self, partner_id):
        """The partner that stands for this id today, through any number of merges.

        :param partner_id: id, possibly of a partner that was merged away
        :return: ``res.partner`` record, empty when it was never merged and is not there
        """
        partner = self.env["res.partner"].browse(partner_id)
        while not partner.exists():
            merge = self._later_merge(partner.id)
            if not merge:
                return partner.browse()
            partner = partner.browse(merge.destination_res_id)
        return partner

    def _undo(self, catalogue=None):
        self.ensure_one()
        conflicts = MergeUndo(self.env, self.id, catalogue).run()
        partner_ids = [self.destination_res_id, *(self.source_res_ids or [])]
        self.write(
            {
                "state": "undone",
                "undo_user_id": self.env.uid,
                "undo_date": fields.Datetime.now(),
                "line_ids": [
                    Command.create(self._conflict_line(*c)) for c in conflicts
                ],
                "partner_ids": [
                    Command.set(
                        self.env["res.partner"].browse(partner_ids).exists().ids
                    )
                ],
                "destination_id": self.destination_res_id,
            }
        )
        self._after_undo(partner_ids)
        self._mark_profiles(partner_ids)

    def _conflict_line(self, table, column, ids, reason):
        models_by_table = {m._table: name for name, m in self.env.registry.items()}
        model = models_by_table.get(table)
        shown = ", ".join(str(row_id) for row_id in ids[:20] if row_id)
        label = self.env["ir.model"]._get(model).name if model else table
        return {
            "kind": "conflict",
            "name": label,
            "model_name": model or table,
            "column_name": column,
            "row_count": max(len(ids), 1),
            "description": f"{reason} ({shown})" if shown else reason,
        }

    @api.autovacuum
    def _gc_snapshots(self, limit=500):
        """Let go of snapshots whose time is over: personal data is not kept for ever.

        The merge itself stays, as the record of who merged what and when. A snapshot
        of an undo that could not put everything back stays as long.
        """
        expired = self.search(self._expired_domain(), limit=limit)
        expired._drop_snapshots()
        return len(expired), self.search_count(self._expired_domain(), limit=limit)

    def _drop_snapshots(self):
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        ).unlink()
        self.env["customer.merge.row"].search([("merge_id", "in", self.ids)]).unlink()
        self.write({"undo_until": False})

    @api.model
    def _forget(self, partner_ids):
        """Delete what is kept of these partners' merges, because they are erased.

        What was merged into them is the same person and is forgotten too. Who merged
        when stays known; an undo is no longer possible.

        :param partner_ids: ids of partners, also of those that were merged away
        :return: number of merges that were cleared
        """
        merges = self.sudo()._merges_of(set(partner_ids))
        merges._drop_snapshots()
        merges.line_ids.unlink()
        merges.write(
            {
                "name": self.env._("Erased"),
                "source_names": False,
                "choices": False,
                "partner_ids": [Command.clear()],
            }
        )
        return len(merges)

    @api.model
    def _merges_of(self, partner_ids):
        """Merges that these partners took part in, and those before that fed them."""
        self.env["customer.merge"].flush_model()
        found = {}
        while True:
            self.env.cr.execute(
                """SELECT id, source_res_ids FROM customer_merge
                    WHERE destination_res_id = ANY(%(ids)s)
                       OR destination_id = ANY(%(ids)s)
                       OR EXISTS (SELECT FROM jsonb_array_elements(source_res_ids) e
                                   WHERE e::int = ANY(%(ids)s))
                       OR id IN (SELECT merge_id FROM customer_merge_partner_rel
                                  WHERE partner_id = ANY(%(ids)s))""",
                {"ids": list(partner_ids)},
            )
            found.update(self.env.cr.fetchall())
            sources = {source for ids in found.values() for source in ids or ()}
            if sources <= partner_ids:
                return self.browse(found)
            partner_ids = partner_ids | sources

    @api.autovacuum
    def _gc_drafts(self, limit=500):
        """Merges that somebody opened and never did."""
        domain = Domain("state", "in", ("draft", "previewed")) & Domain(
            "campaign_id", "=", False
        )
        domain &= Domain("write_date", "<", "-30d")
        drafts = self.search(domain, limit=limit)
        drafts.unlink()
        return len(drafts), self.search_count(domain, limit=limit)

    @api.model
    def _expired_domain(self):
        return Domain("undo_until", "<", fields.Datetime.now())
