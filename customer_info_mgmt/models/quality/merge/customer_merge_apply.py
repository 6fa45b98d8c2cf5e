import json
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...file.customer_alias import NAME_LENGTH
from .. import quality_settings
from .merge_checks import MergeChecks
from .merge_engine import MergeEngine


class CustomerMergeApply(models.Model):
    """Doing it: one merge from the screen, or a batch of a campaign."""

    _inherit = "customer.merge"

    def action_merge(self):
        """Merge, after a last look at what stands in the way.

        :raise UserError: with every blocker in words
        """
        self._check_steward()
        for merge in self:
            merge._check_partners()
            if merge.state not in ("draft", "previewed"):
                raise UserError(self.env._("This merge was done already."))
            if not merge._groups():
                raise UserError(
                    self.env._("Select two or more customers and the one that stays.")
                )
            if merge.state == "draft":
                merge.action_preview()
        blockers = MergeChecks(self.env, self._groups()).blockers()
        if blockers:
            raise UserError("\n\n".join(sum(blockers.values(), [])))
        self._apply()
        return True

    def _apply(self):
        """Merge without asking any more; all merges of ``self`` set-based together."""
        merges = self.sudo()
        groups = merges._groups()
        if not groups:
            return
        values = merges._prepare_done_vals(groups)
        partners = merges._members(groups)
        labels = {
            merge_id: [_label(partners[source]) for source in sources]
            for merge_id, (_destination, sources) in groups.items()
        }
        names = {
            merge_id: [
                text
                for source in sources
                for text in (partners[source].name, partners[source].ref)
                if text
            ]
            for merge_id, (_destination, sources) in groups.items()
        }
        choices = {
            merge.id: merge._known_choices() for merge in merges if merge.choices
        }
        MergeEngine(self.env, groups, choices).run()
        for merge in merges:
            merge.write(values[merge.id])
        merges._after_merge(groups, names)
        merges._leave_notes(groups, labels)
        merges._mark_profiles([destination for destination, _s in groups.values()])

    def _members(self, groups):
        """``{id: record}`` of all partners of the groups, which are read together."""
        ids = [
            p
            for destination, sources in groups.values()
            for p in (destination, *sources)
        ]
        return {
            partner.id: partner
            for partner in self.env["res.partner"].sudo().browse(ids)
        }

    def _known_choices(self):
        """Choices with numbers for ids; JSON from a browser may hold anything."""
        choices = self.choices if isinstance(self.choices, dict) else {}
        return {
            name: partner
            for name, partner in choices.items()
            if isinstance(partner, int)
        }

    def _prepare_done_vals(self, groups):
        now = fields.Datetime.now()
        days = quality_settings.get_undo_days(self.env)
        partners = self._members(groups)
        return {
            merge_id: {
                "state": "done",
                "blocked": False,
                "name": partners[destination].display_name,
                "destination_res_id": destination,
                "source_res_ids": sources,
                "source_names": ", ".join(
                    _label(partners[source]) for source in sources
                ),
                "company_id": partners[destination].company_id.id,
                "user_id": self.env.uid,
                "date_done": now,
                "undo_until": now + timedelta(days=days),
            }
            for merge_id, (destination, sources) in groups.items()
        }

    def _after_merge(self, groups, names):
        """Hook: what else has to happen, in the same transaction.

        :param groups: ``{merge id: (destination id, [ids that are gone])}``
        :param names: ``{merge id: [names and codes of the records that are gone]}``
        """
        self._keep_names(groups, names)

    def _after_undo(self, partner_ids):
        """Hook: these partners are as they were before a merge."""

    def _keep_names(self, groups, names):
        """Whoever searches for a name or a code that has gone finds the survivor."""
        aliases = self.env["customer.alias"].sudo()
        partners = self.env["res.partner"].sudo()
        partners = partners.browse([destination for destination, _s in groups.values()])
        wanted = []
        for (merge_id, (destination, _sources)), partner in zip(
            groups.items(), partners, strict=True
        ):
            held = (partner.name, partner.ref, *partner.alias_ids.mapped("name"))
            # Names that differ in case alone are one alias; spaces are none.
            known = {"", *(name.strip().lower() for name in held if name)}
            for name in names[merge_id]:
                # The longest names are found by their beginning.
                name = name[:NAME_LENGTH]
                if name.strip().lower() not in known:
                    known.add(name.strip().lower())
                    wanted.append((merge_id, destination, name))
        created = aliases.create(
            [
                {"partner_id": partner, "name": name, "kind": "other"}
                for _merge, partner, name in wanted
            ]
        )
        self._note_made(
            "customer_alias",
            [
                (merge, alias.id)
                for (merge, *_r), alias in zip(wanted, created, strict=True)
            ],
        )

    def _leave_notes(self, groups, labels):
        """A note on each survivor, in one batch; the undo takes it away again."""
        partners = self.env["res.partner"].sudo()
        bodies = {
            destination: self.env._(
                "Merged with the following records: %(names)s.",
                names=", ".join(labels[merge_id]),
            )
            for merge_id, (destination, _sources) in groups.items()
        }
        partners = partners.browse(bodies)
        notes = partners._message_log_batch(bodies=bodies)
        merge_of = {dst: merge_id for merge_id, (dst, _sources) in groups.items()}
        self._note_made(
            "mail_message", [(merge_of[note.res_id], note.id) for note in notes]
        )

    def _note_made(self, table, made):
        """Remember rows that the merge created: ``[(merge id, row id)]``."""
        by_merge = {}
        for merge_id, row_id in made:
            by_merge.setdefault(merge_id, []).append(row_id)
        self.env.flush_all()
        if by_merge:
            self.env.cr.execute_values(
                """INSERT INTO customer_merge_row
                   (merge_id, kind, table_name, payload, row_count) VALUES %s""",
                [
                    (merge_id, "made", table, json.dumps(ids), len(ids))
                    for merge_id, ids in by_merge.items()
                ],
            )

    def _mark_profiles(self, partner_ids):
        partners = self.env["res.partner"].sudo().browse(partner_ids)
        self.env["customer.profile.mark"]._add(partners, self.env["res.company"])


def _label(partner):
    """How a merged record is named in notes: what tells it apart from its twin."""
    email = f" <{partner.email}>" if partner.email else ""
    return f"{partner.name}{email} (ID {partner.id})"
