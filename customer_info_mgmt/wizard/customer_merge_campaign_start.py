from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain
from odoo.tools import SQL, format_date

from ..models.quality import quality_settings

# A chain of more records than this is hardly one customer; somebody has to look at it.
LARGEST_GROUP = 10
EXAMPLES = 5


class CustomerMergeCampaignStart(models.TransientModel):
    """Merge many pairs of the review list at once, after a look at the counts."""

    _name = "customer.merge.campaign.start"
    _description = "Start of a Merge Campaign"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    scope = fields.Selection(
        [
            ("selected", "The selected pairs"),
            ("confirmed", "All pairs marked as duplicates"),
            ("certain", "All pairs from a likeness on"),
        ],
        "Merge",
        required=True,
        default="certain",
    )
    threshold = fields.Float("Likeness", default=0.95, digits=(4, 3))
    duplicate_ids = fields.Many2many("customer.duplicate")
    group_count = fields.Integer(compute="_compute_counts")
    summary = fields.Text(compute="_compute_counts")
    left_out = fields.Text(compute="_compute_counts")
    examples = fields.Text(compute="_compute_counts")

    @api.model
    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._("Duplicates of %s", format_date(self.env, today))

    @api.constrains("threshold", "scope")
    def _check_threshold(self):
        least = quality_settings.get_threshold(self.env)
        for wizard in self:
            if wizard.scope == "certain" and not least <= wizard.threshold <= 1:
                raise ValidationError(
                    self.env._(
                        "Likeness is %(typed)s. Enter a number from %(least)s to 1.",
                        typed=wizard.threshold,
                        least=least,
                    )
                )

    @api.depends("scope", "threshold", "duplicate_ids")
    def _compute_counts(self):
        for wizard in self:
            pairs = wizard._pairs()
            groups, reasons = wizard._groups(pairs)
            members = sum(map(len, groups))
            wizard.group_count = len(groups)
            wizard.summary = wizard.env._(
                "%(pairs)s pairs are %(groups)s customers with %(records)s records: "
                "%(gone)s records go, %(groups)s stay.",
                pairs=len(pairs),
                groups=len(groups),
                records=members,
                gone=members - len(groups),
            )
            if not groups:
                wizard.summary = wizard.env._("There is nothing to merge.")
            wizard.left_out = wizard._left_out_in_words(reasons)
            wizard.examples = wizard._examples(groups)

    def _left_out_in_words(self, reasons):
        words = {
            "large": self.env._(
                "%(count)s groups of more than %(most)s records are left for a person "
                "to look at.",
                count=reasons["large"],
                most=LARGEST_GROUP,
            ),
            "apart": self.env._(
                "%s groups are left out: two of their records were said to be "
                "different customers.",
                reasons["apart"],
            ),
            "waiting": self.env._(
                "%s groups are left out: a campaign that is under way has them.",
                reasons["waiting"],
            ),
            "closed": self.env._(
                "%s groups are left out: you may not change all of their records.",
                reasons["closed"],
            ),
        }
        return "\n".join(text for code, text in words.items() if reasons[code])

    def _examples(self, groups):
        partners = self.env["res.partner"].with_context(active_test=False)
        return "\n".join(
            " + ".join(partners.browse(ids).mapped("display_name"))
            for ids in groups[:EXAMPLES]
        )

    # -- what to merge ---------------

    def _pairs_domain(self):
        todo = Domain("state", "in", ("open", "confirmed"))
        if self.scope == "selected":
            return todo & Domain("id", "in", self.duplicate_ids.ids)
        if self.scope == "confirmed":
            return Domain("state", "=", "confirmed")
        return todo & (
            Domain("score", ">=", self.threshold) | Domain("state", "=", "confirmed")
        )

    def _pairs(self):
        """Pairs of ids that the user may see, most alike first."""
        duplicates = self.env["customer.duplicate"]
        duplicates.flush_model()
        query = duplicates._search(self._pairs_domain(), order="score DESC, id")
        return self.env.execute_query(
            query.select(
                SQL.identifier(query.table, "partner_a_id"),
                SQL.identifier(query.table, "partner_b_id"),
            )
        )

    def _groups(self, pairs):
        """Join pairs that share a record.

        :return: list of lists of partner ids, and how many groups were left out by why
        """
        groups = _joined(pairs)
        everybody = {partner for group in groups for partner in group}
        tests = (
            ("large", lambda group: len(group) > LARGEST_GROUP),
            ("apart", self._said_to_differ(everybody)),
            ("waiting", self._under_way(everybody)),
            ("closed", self._closed(everybody)),
        )
        kept, reasons = [], Counter()
        for group in groups:
            why = next((code for code, is_so in tests if is_so(group)), None)
            if why:
                reasons[why] += 1
            else:
                kept.append(group)
        return kept, reasons

    def _said_to_differ(self, everybody):
        """Whether somebody said of two members that they are no duplicates."""
        apart = self.env.execute_query(
            SQL(
                """SELECT partner_a_id, partner_b_id FROM customer_duplicate
                    WHERE state = 'not_duplicate'
                      AND (expiry_date IS NULL OR expiry_date >= %s)
                      AND partner_a_id = ANY(%s) AND partner_b_id = ANY(%s)""",
                fields.Date.context_today(self),
                list(everybody),
                list(everybody),
            )
        )
        others = defaultdict(set)
        for first, second in apart:
            others[first].add(second)
        return lambda group: any(not others[p].isdisjoint(group) for p in group)

    def _under_way(self, everybody):
        rows = self.env.execute_query(
            SQL(
                """SELECT rel.partner_id
                     FROM customer_merge_partner_rel rel
                     JOIN customer_merge m ON m.id = rel.merge_id
                     JOIN customer_merge_campaign c ON c.id = m.campaign_id
                    WHERE c.state = 'running' AND m.state = 'draft' AND NOT m.blocked
                      AND rel.partner_id = ANY(%s)""",
                list(everybody),
            )
        )
        waiting = {partner for (partner,) in rows}
        return lambda group: not waiting.isdisjoint(group)

    def _closed(self, everybody):
        partners = self.env["res.partner"].browse(everybody)
        open_ids = set(partners._filtered_access("write").ids)
        return lambda group: not open_ids.issuperset(group)

    # -- doing it ---------------

    def action_start(self):
        """Queue the groups and show the campaign.

        :raise UserError: when there is nothing to merge
        """
        self.ensure_one()
        groups, _reasons = self._groups(self._pairs())
        if not groups:
            raise UserError(
                self.env._("There is nothing to merge. Choose other pairs.")
            )
        campaign = self.env["customer.merge.campaign"]._start(
            self.name, [(None, ids) for ids in groups]
        )
        return campaign._form_action()

    @api.model
    def _open(self, duplicates):
        """Return the action of the wizard, for pairs that were selected, if any."""
        self.env["customer.merge"]._check_steward()
        wizard = self.create(
            {
                "scope": "selected" if duplicates else "certain",
                "duplicate_ids": [Command.set(duplicates.ids)],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Many"),
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }


def _joined(pairs):
    """Groups of ids that are connected through pairs, in the order of the pairs."""
    group_of = {}
    for first, second in pairs:
        one = group_of.setdefault(first, [first])
        other = group_of.setdefault(second, [second])
        if one is not other:
            small, large = sorted((one, other), key=len)
            large += small
            group_of.update(dict.fromkeys(small, large))
    seen, groups = set(), []
    for group in group_of.values():
        if id(group) not in seen and len(group) > 1:
            groups.append(sorted(group))
        seen.add(id(group))
    return groups
