import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from .merge_checks import MergeChecks
from .merge_comparison import MergeComparison
from .merge_engine import MergeEngine
from .merge_preview import MergePreview
from .merge_undo import MergeUndo

STEWARD = "customer_info_mgmt.group_customer_steward"
UNDO_DAYS = "customer_info_mgmt.merge_undo_days"
# What comes along with its document is not counted in the sentence of the preview.
PARTS_OF_DOCUMENTS = ("sale.order.line", "account.move.line", "stock.move")
# What a user may write; the rest is the merge's own book-keeping.
USER_FIELDS = {"partner_ids", "destination_id", "choices"}


class CustomerMerge(models.Model):
    """Several records of one customer that become one, and the way back.

    Draft: which records, which of them stays, whose value is taken. Previewed: counted
    and checked, nothing changed. Done: merged; the snapshot can be put back until it
    expires. Undone: put back.
    """

    _name = "customer.merge"
    _description = "Customer Merge"
    _order = "id desc"

    name = fields.Char("Customer", readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("previewed", "Previewed"),
            ("done", "Done"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "customer_merge_partner_rel",
        "merge_id",
        "partner_id",
        "Records",
        context={"active_test": False},
    )
    destination_id = fields.Many2one(
        "res.partner", "Stays", ondelete="set null", context={"active_test": False}
    )
    destination_res_id = fields.Integer("Id of the Survivor", readonly=True, index=True)
    source_res_ids = fields.Json("Ids of the Merged Records", readonly=True)
    source_names = fields.Char("Merged Records", readonly=True)
    choices = fields.Json(help="Id of the record to take a value from, by field.")
    comparison = fields.Json(compute="_compute_comparison")
    company_id = fields.Many2one("res.company", readonly=True)
    line_ids = fields.One2many("customer.merge.line", "merge_id", readonly=True)
    blocker_ids = fields.One2many(
        "customer.merge.line", "merge_id", domain=[("kind", "=", "blocker")]
    )
    notice_ids = fields.One2many(
        "customer.merge.line", "merge_id", domain=[("kind", "=", "notice")]
    )
    move_ids = fields.One2many(
        "customer.merge.line", "merge_id", domain=[("kind", "=", "move")]
    )
    clash_ids = fields.One2many(
        "customer.merge.line", "merge_id", domain=[("kind", "=", "clash")]
    )
    conflict_ids = fields.One2many(
        "customer.merge.line", "merge_id", domain=[("kind", "=", "conflict")]
    )
    summary = fields.Char(compute="_compute_summary")
    conflict_count = fields.Integer(compute="_compute_summary")
    blocked = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", "Merged by", readonly=True)
    date_done = fields.Datetime("Merged on", readonly=True)
    undo_user_id = fields.Many2one("res.users", "Undone by", readonly=True)
    undo_date = fields.Datetime("Undone on", readonly=True)
    undo_until = fields.Datetime("Undo possible until", readonly=True)
    can_undo = fields.Boolean(compute="_compute_can_undo")
    campaign_id = fields.Many2one(
        "customer.merge.campaign", readonly=True, ondelete="set null"
    )

    _campaign_todo = models.Index(
        "(campaign_id, id) WHERE state = 'draft' AND NOT blocked"
    )

    # -- computed ---------------

    @api.depends("line_ids.kind", "line_ids.row_count", "line_ids.name")
    def _compute_summary(self):
        for merge in self:
            lines = merge.line_ids
            merge.summary = merge._summary_of(lines)
            merge.conflict_count = len(
                lines.filtered(lambda line: line.kind == "conflict")
            )

    def _summary_of(self, lines):
        """One sentence: "12 × Sales Order, 7 × Transfer move; 2 rows clash"."""
        counts = {}
        for line in lines.filtered(lambda line: line.kind == "move"):
            if line.model_name.startswith(PARTS_OF_DOCUMENTS):
                continue
            # One row can move in several columns: an order names the customer thrice.
            counts[line.name] = max(counts.get(line.name, 0), line.row_count)
        if not counts:
            return self.env._("Nothing else refers to the records that go.")
        largest = sorted(counts.items(), key=lambda item: -item[1])
        text = ", ".join(f"{count} × {name}" for name, count in largest[:6])
        clashes = sum(line.row_count for line in lines if line.kind == "clash")
        if clashes:
            return self.env._(
                "%(moves)s move; %(clashes)s rows clash", moves=text, clashes=clashes
            )
        return self.env._("%(moves)s move; no row clashes", moves=text)

    @api.depends("partner_ids", "destination_id", "choices", "state")
    def _compute_comparison(self):
        for merge in self:
            merge.comparison = MergeComparison(merge).table()

    @api.depends("state", "undo_until")
    def _compute_can_undo(self):
        now = fields.Datetime.now()
        for merge in self:
            merge.can_undo = (
                merge.state == "done"
                and bool(merge.undo_until)
                and merge.undo_until > now
            )

    # -- guarded writing ---------------

    @api.model_create_multi
    def create(self, vals_list):
        self._check_user_fields(*vals_list)
        merges = super().create(vals_list)
        merges._check_partners()
        return merges

    def write(self, vals):
        self._check_user_fields(vals)
        if not self.env.su and self.filtered(lambda m: m.state in ("done", "undone")):
            raise UserError(
                self.env._("A merge that was done cannot be changed; undo it instead.")
            )
        result = super().write(vals)
        if not self.env.su:
            self._check_partners()
            if vals.keys() & {"partner_ids", "destination_id"}:
                # what was counted was counted for other records
                self.sudo().filtered(lambda m: m.state == "previewed").state = "draft"
        return result

    def _check_user_fields(self, *vals_list):
        if self.env.su:
            return
        for vals in vals_list:
            # The web client sends the empty lists of a new form along.
            for name in {name for name in vals if vals[name]} - USER_FIELDS:
                raise AccessError(
                    self.env._(
                        "The field %(field)s of a merge is kept by the system.",
                        field=name,
                    )
                )

    def _check_partners(self):
        """Only records that the user may change can be merged."""
        if not self.env.su:
            self.partner_ids.check_access("write")
            self.destination_id.check_access("write")

    def _check_steward(self):
        if not self.env.su and not self.env.user.has_group(STEWARD):
            raise AccessError(
                self.env._(
                    "Merging customers is for data stewards and managers. Report the "
                    "duplicate to one of them."
                )
            )

    # -- opening and preview ---------------

    @api.model
    def _open(self, partner_ids, destination_id=None):
        """Prepare a merge of these partners and open it, previewed.

        :param partner_ids: ids of two or more ``res.partner``
        :param destination_id: id of the one that stays; the best one when empty
        :return: action of the form
        :raise UserError: for fewer than two partners
        :raise AccessError: for users who may not merge
        """
        self._check_steward()
        merge = self._prepare(partner_ids, destination_id)
        merge.action_preview()
        return merge._form_action()

    @api.model
    def _prepare(self, partner_ids, destination_id=None):
        partners = self.env["res.partner"].browse(dict.fromkeys(partner_ids)).exists()
        if len(partners) < 2:
            raise UserError(self.env._("Select two or more customers to merge."))
        return self.create(
            {
                "partner_ids": [Command.set(partners.ids)],
                "destination_id": destination_id or self._best_of(partners).id,
            }
        )

    @api.model
    def _best_of(self, partners):
        """The record to keep: with a user, in use, most filled in, oldest."""
        rows = MergeComparison(self).completeness(partners)
        return (
            partners.sudo()
            .with_context(active_test=False)
            .sorted(
                key=lambda p: (
                    bool(p.ref_company_ids),
                    bool(p.user_ids),
                    p.active,
                    rows[p.id],
                    -p.id,
                ),
                reverse=True,
            )[0]
        )

    def _form_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "name": self.env._("Merge Customers"),
            "views": [(False, "form")],
            "target": "current",
        }

    def action_preview(self):
        """Count and check; changes nothing but this merge itself."""
        self._check_steward()
        for merge in self:
            if merge.state not in ("draft", "previewed"):
                continue
            merge._check_partners()
            lines = merge._preview_lines()
            merge.sudo().write(
                {
                    "line_ids": [Command.clear(), *map(Command.create, lines)],
                    "blocked": any(line["kind"] == "blocker" for line in lines),
                    "state": "previewed",
                    "name": merge.destination_id.display_name,
                }
            )

    def _preview_lines(self):
        """What would happen, as values of lines."""
        groups = self._groups()
        if not groups:
            text = self.env._("Select two or more customers and the one that stays.")
            return [{"kind": "blocker", "name": text}]
        checks = MergeChecks(self.env, groups)
        blockers = checks.blockers().get(self.id, [])
        notices = checks.notices().get(self.id, [])
        return [
            *({"kind": "blocker", "name": text} for text in blockers),
            *({"kind": "notice", "name": text} for text in notices),
            *MergePreview(self.env, groups).lines(),
        ]

    def _groups(self):
        """``{merge id: (destination id, [source ids])}`` of those that are complete."""
        groups = {}
        for merge in self.with_context(active_test=False):
            sources = merge.partner_ids - merge.destination_id
            if merge.destination_id and sources:
                groups[merge.id] = (merge.destination_id.id, sources.ids)
        return groups

    # -- merging ---------------

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
        partners = self.env["res.partner"].sudo()
        labels = {
            merge_id: partners.browse(sources).mapped(_label)
            for merge_id, (_destination, sources) in groups.items()
        }
        names = {
            merge_id: partners.browse(sources).mapped("name")
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
        merges._mark_profiles(
            [*(dst for dst, _s in groups.values())],
        )

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
        days = self.env["ir.config_parameter"].sudo().get_param(UNDO_DAYS, 30)
        partners = self.env["res.partner"].sudo()
        partners.browse([p for dst, src in groups.values() for p in (dst, *src)]).fetch(
            ["name", "email", "company_id"]
        )
        return {
            merge_id: {
                "state": "done",
                "blocked": False,
                "name": partners.browse(destination).display_name,
                "destination_res_id": destination,
                "source_res_ids": sources,
                "source_names": ", ".join(partners.browse(sources).mapped(_label)),
                "company_id": partners.browse(destination).company_id.id,
                "user_id": self.env.uid,
                "date_done": now,
                "undo_until": now + timedelta(days=int(days)),
            }
            for merge_id, (destination, sources) in groups.items()
        }

    def _after_merge(self, groups, names):
        """Hook: what else has to happen, in the same transaction.

        :param groups: ``{merge id: (destination id, [ids that are gone])}``
        :param names: ``{merge id: [names of the records that are gone]}``
        """
        self._keep_names(groups, names)

    def _after_undo(self, partner_ids):
        """Hook: these partners are as they were before a merge."""

    def _keep_names(self, groups, names):
        """Whoever searches for a name that has gone finds the survivor by it."""
        if "customer.alias" not in self.env:
            return
        aliases = self.env["customer.alias"].sudo()
        partners = self.env["res.partner"].sudo()
        wanted = []
        for merge_id, (destination, _sources) in groups.items():
            partner = partners.browse(destination)
            known = {partner.name, *partner.alias_ids.mapped("name")}
            for name in dict.fromkeys(names[merge_id]):
                if name and name not in known:
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

    # -- undoing ---------------

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

    def _undo(self):
        self.ensure_one()
        conflicts = MergeUndo(self.env, self.id).run()
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

    # -- expiry ---------------

    @api.autovacuum
    def _gc_snapshots(self, limit=500):
        """Let go of snapshots whose time is over: personal data is not kept for ever.

        The merge itself stays, as the record of who merged what and when. A snapshot
        of an undo that could not put everything back stays as long.
        """
        expired = self.search(self._expired_domain(), limit=limit)
        snapshot = self.env["customer.merge.row"]
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", expired.ids)]
        ).unlink()
        snapshot.search([("merge_id", "in", expired.ids)]).unlink()
        expired.write({"undo_until": False})
        return len(expired), self.search_count(self._expired_domain(), limit=limit)

    @api.model
    def _expired_domain(self):
        return Domain("undo_until", "<", fields.Datetime.now())


def _label(partner):
    """How a merged record is named in notes: what tells it apart from its twin."""
    return f"{partner.name} <{partner.email or '-'}> (ID {partner.id})"
