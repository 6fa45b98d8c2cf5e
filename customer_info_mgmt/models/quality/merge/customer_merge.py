from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .merge_checks import MergeChecks
from .merge_comparison import MergeComparison
from .merge_preview import MergePreview

STEWARD = "customer_info_mgmt.group_customer_steward"
# What comes along with its document is not counted in the sentence of the preview.
NOT_COUNTED = (
    "sale.order.line",
    "account.move.line",
    "stock.move",
    "customer.profile",
    "customer.duplicate",
    "customer.data.issue",
    "customer.typed.value",
)
# What a clerk thinks of first; then the rest, the most rows first.
COUNTED_FIRST = ("sale.order", "account.move", "stock.picking", "crm.lead", "pos.order")
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
        "Status",
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
    blocker_text = fields.Text("What Is in the Way", compute="_compute_summary")
    user_id = fields.Many2one("res.users", "Merged by", readonly=True)
    date_done = fields.Datetime("Merged on", readonly=True)
    undo_user_id = fields.Many2one("res.users", "Undone by", readonly=True)
    undo_date = fields.Datetime("Undone on", readonly=True)
    undo_until = fields.Datetime("Undo possible until", readonly=True)
    can_undo = fields.Boolean(compute="_compute_can_undo")
    campaign_id = fields.Many2one(
        "customer.merge.campaign",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    # Other systems ask again and again who stands for a number that they kept.
    _sources_idx = models.Index("USING gin (source_res_ids)")
    _campaign_todo = models.Index(
        "(campaign_id, id) WHERE state = 'draft' AND NOT blocked"
    )

    # -- computed ---------------

    @api.depends("line_ids.kind", "line_ids.row_count", "line_ids.name", "state")
    def _compute_summary(self):
        for merge in self:
            lines = merge.line_ids
            merge.summary = merge._summary_of(lines)
            merge.conflict_count = len(
                lines.filtered(lambda line: line.kind == "conflict")
            )
            merge.blocker_text = "\n".join(
                lines.filtered(lambda line: line.kind == "blocker").mapped("name")
            )

    def _summary_of(self, lines):
        """One sentence: "12 × Sales Order, 7 × Transfer move; 2 rows clash"."""
        done = self.state in ("done", "undone")
        counts = self._moved_counts() if done else self._counts_of(lines)
        if not counts:
            return self.env._("Nothing else refers to the records that go.")
        labels = [self.env["ir.model"]._get(name).name for name in COUNTED_FIRST]
        largest = sorted(
            counts.items(), key=lambda item: (item[0] not in labels, -item[1])
        )
        text = ", ".join(f"{count} × {name}" for name, count in largest[:6])
        if done:
            return self.env._("%(moves)s moved", moves=text)
        clashes = sum(line.row_count for line in lines if line.kind == "clash")
        if clashes:
            return self.env._(
                "%(moves)s move; %(clashes)s rows clash", moves=text, clashes=clashes
            )
        return self.env._("%(moves)s move; no row clashes", moves=text)

    @api.model
    def _counts_of(self, lines):
        """``{name of the model: rows}``; lines are moves of single columns."""
        counts = {}
        for line in lines:
            if line.kind == "move" and not line.model_name.startswith(NOT_COUNTED):
                # One row can move in several columns: an order has three customers.
                counts[line.name] = max(counts.get(line.name, 0), line.row_count)
        return counts

    def _moved_counts(self):
        """The same for a merge that was done, from its snapshot."""
        labels = {
            model._table: name
            for name, model in self.env.registry.items()
            if model._auto and not model._transient
        }
        self.env.cr.execute(
            """SELECT table_name, MAX(moved)
                 FROM (SELECT table_name, column_name, SUM(row_count)::int AS moved
                         FROM customer_merge_row
                        WHERE merge_id = %s AND kind = 'move'
                          AND column_name <> 'commercial_partner_id'
                        GROUP BY table_name, column_name) columns
                GROUP BY table_name""",
            [self._origin.id or self.id],
        )
        return {
            self.env["ir.model"]._get(labels[table]).name: count
            for table, count in self.env.cr.fetchall()
            if table in labels and not labels[table].startswith(NOT_COUNTED)
        }

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
        # The web client sends the empty fields of a new form along.
        self._check_user_fields(*({n for n in vals if vals[n]} for vals in vals_list))
        merges = super().create(vals_list)
        merges._check_partners()
        merges.sudo()._follow_company()
        return merges

    def _follow_company(self):
        """A merge is seen where its survivor is seen."""
        for merge in self:
            merge.company_id = merge.destination_id.company_id

    def write(self, vals):
        self._check_user_fields(set(vals))
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
                self.sudo()._follow_company()
        return result

    def _check_user_fields(self, *names_list):
        if self.env.su:
            return
        for names in names_list:
            for name in sorted(names - USER_FIELDS):
                raise AccessError(
                    self.env._(
                        "The field %(field)s of a merge is kept by the system.",
                        field=name,
                    )
                )

    def _check_partners(self):
        """Only records that the user may change can be merged."""
        if not self.env.su:
            partners = self.partner_ids | self.destination_id
            partners.check_access("write")
            if partners._sees_own_customers_only():
                partners._ensure_not_of_colleague()

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
        return partners.browse(self._chooser(partners.ids)(partners.ids))

    @api.model
    def _chooser(self, partner_ids):
        """A function that tells the best of some of these partners; they are read once.

        :param partner_ids: ids of all partners that it will be asked about
        """
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        partners = partners.browse(dict.fromkeys(partner_ids)).exists()
        filled = MergeComparison(self).completeness(partners)
        merits = {
            partner.id: (
                bool(partner.ref_company_ids),
                bool(partner.user_ids),
                partner.active,
                filled[partner.id],
                -partner.id,
            )
            for partner in partners
        }
        gone = (False, False, False, 0, 0)
        return lambda ids: max(ids, key=lambda number: merits.get(number, gone))

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
