from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.phones import phone_digits
from ...tools.values import folded_value


class CustomerDuplicate(models.Model):
    """Two records that may be one customer, and what people decided about them.

    A pair is stored with the older record first. A merge may turn that round, and makes
    one record of both sides of the pair that it settles: those rows stay as they are,
    so that undoing the merge finds them.
    """

    _name = "customer.duplicate"
    _description = "Likely Duplicate"
    _order = "score desc, id desc"
    _rec_name = "partner_a_id"

    partner_a_id = fields.Many2one(
        "res.partner", "First", required=True, readonly=True, ondelete="cascade"
    )
    partner_b_id = fields.Many2one(
        "res.partner",
        "Second",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    score = fields.Float(
        "Likeness",
        digits=(4, 3),
        readonly=True,
        aggregator="max",
        help="How likely the two are one customer: 0 to 1.",
    )
    reasons = fields.Char(readonly=True, help="Codes of what is equal, by comma.")
    reason_text = fields.Char("What Is Equal", compute="_compute_reason_text")
    state = fields.Selection(
        [
            ("open", "To review"),
            ("confirmed", "Duplicate"),
            ("not_duplicate", "Not a duplicate"),
            ("merged", "Merged"),
        ],
        "Status",
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    source = fields.Selection(
        [
            ("scan", "Scan"),
            ("form", "Form"),
            ("quick_create", "Quick create"),
            ("import", "Import"),
            ("api", "Other systems"),
            ("pos", "Point of sale"),
            ("other", "Everything else"),
        ],
        "Found By",
        required=True,
        default="scan",
        readonly=True,
    )
    reason = fields.Char("Why Not", readonly=True)
    expiry_date = fields.Date(
        "Valid Until",
        readonly=True,
        help="After this day the pair is shown again if it is still alike.",
    )
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_date = fields.Date("Decided On", readonly=True)
    comparison = fields.Json(compute="_compute_comparison")

    _pair_uniq = models.UniqueIndex(
        "(partner_a_id, partner_b_id)", "This pair is on the list already."
    )

    @api.model
    def _reason_words(self):
        """Return the words for the codes of ``tools.similarity.REASONS``."""
        return {
            "tax": self.env._("same tax number"),
            "phone": self.env._("same phone"),
            "email": self.env._("same e-mail"),
            "account": self.env._("same messenger account"),
            "name": self.env._("same name"),
            "birthday": self.env._("same birthday"),
            "street": self.env._("same street"),
            "place": self.env._("same place"),
            "tax_near": self.env._("tax number differs by one character"),
            "phone_near": self.env._("phone differs by one digit"),
            "email_near": self.env._("e-mail differs by one character"),
            "name_near": self.env._("similar name"),
            "birthday_near": self.env._("birthday differs by one digit"),
            "street_near": self.env._("similar street"),
            "tax_differs": self.env._("tax numbers differ"),
            "name_differs": self.env._("names differ"),
            "birthday_differs": self.env._("birthdays differ"),
        }

    @api.model
    def _in_words(self, codes):
        """Return reasons as a list of texts, in the language of the user."""
        words = self._reason_words()
        return [words[code] for code in codes if code in words]

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for pair in self:
            pair.reason_text = pair._in_short()

    def _in_short(self):
        """Reasons with each word said once: "Same: name, phone · Similar: street"."""
        nouns = {
            "tax": self.env._("tax number"),
            "phone": self.env._("phone"),
            "email": self.env._("e-mail"),
            "account": self.env._("messenger account"),
            "name": self.env._("name"),
            "birthday": self.env._("birthday"),
            "street": self.env._("street"),
            "place": self.env._("place"),
        }
        found = {"": [], "near": [], "differs": []}
        for code in (self.reasons or "").split(","):
            noun, _sign, kind = code.partition("_")
            if noun in nouns and kind in found:
                found[kind].append(nouns[noun])
        words = {
            "": lambda text: self.env._("Same: %s", text),
            "near": lambda text: self.env._("Similar: %s", text),
            "differs": lambda text: self.env._("Different: %s", text),
        }
        return " · ".join(words[kind](", ".join(n)) for kind, n in found.items() if n)

    @api.depends("partner_a_id", "partner_b_id", "state")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for pair in self:
            pair.comparison = pair._compare()

    @api.model
    def _compared_fields(self):
        """Names of the partner fields that are shown side by side; rooms append."""
        return [
            "display_name",
            "ref",
            "phone",
            "email",
            "vat",
            "street",
            "street2",
            "city",
            "zip",
            "state_id",
            "birthday",
            "user_id",
            "category_id",
        ]

    def _compare(self):
        """Return the two records as plain data: their heads, and what they hold.

        :return: dict of ``heads`` (one per record) and ``rows`` with ``label``, ``a``,
            ``b`` and ``state``: ``same``, ``differs`` or ``one`` (only one has a value)
        """
        self.ensure_one()
        pair = self.partner_a_id + self.partner_b_id
        return {"heads": [self._head(p) for p in pair], "rows": self._compare_rows()}

    @api.model
    def _head(self, partner):
        orders = self.env["sale.order"].sudo()
        count = orders.search_count([("partner_id", "=", partner.id)])
        return {
            "id": partner.id,
            "name": partner.display_name,
            "archived": not partner.active,
            "since": format_date(self.env, partner.create_date),
            "changed": format_date(self.env, partner.write_date),
            "orders": self.env._("orders: %s", count) if count else "",
        }

    def _compare_rows(self):
        rows = []
        partners = self.env["res.partner"]
        for name in self._compared_fields():
            field = partners._fields.get(name)
            if field is None or not partners._has_field_access(field, "read"):
                continue
            first, second = (
                self._shown(partner, field)
                for partner in (self.partner_a_id, self.partner_b_id)
            )
            if first or second:
                label = (
                    self.env._("Name")
                    if name == "display_name"
                    else field._description_string(self.env)
                )
                state = "differs" if first and second else "one"
                if folded_value(name, first) == folded_value(name, second):
                    state = "same"
                elif name == "phone" and phone_digits(first) & phone_digits(second):
                    state = "same"
                rows.append({"label": label, "a": first, "b": second, "state": state})
        return rows

    def _shown(self, partner, field):
        value = partner[field.name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type in ("date", "datetime"):
            return value and value.strftime("%Y-%m-%d") or ""
        return str(value or "")

    def action_open_first(self):
        return self._open(self.partner_a_id)

    def action_open_second(self):
        return self._open(self.partner_b_id)

    def _open(self, partner):
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "views": [(False, "form")],
        }

    def action_merge(self):
        """Open the merge of the records of these pairs."""
        return self.env["customer.merge"]._open(
            (self.partner_a_id | self.partner_b_id).ids
        )

    def action_merge_many(self):
        """Ask which pairs to merge in the background: these, or all certain ones."""
        return self.env["customer.merge.campaign.start"]._open(self)

    def action_confirm(self):
        """Note that these are duplicates, to be merged later.

        :raise AccessError: for users who are no data stewards
        """
        self._decide("confirmed")

    def action_reopen(self):
        """Put pairs back on the list of those to review."""
        self._decide("open")

    def action_dismiss(self):
        """Ask why these are no duplicates, and for how long that holds."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not a Duplicate"),
            "res_model": "customer.duplicate.dismiss",
            "view_mode": "form",
            "target": "new",
            "context": {"default_duplicate_ids": self.ids},
        }

    def _decide(self, state, reason=False, expiry_date=False):
        """Note a decision. Nobody writes to a pair in any other way."""
        self.env["customer.merge"]._check_steward()
        self.check_access("read")
        decided = state != "open"
        # What was merged is settled by the merge, and reopened by its undo.
        self.filtered(lambda pair: pair.state != "merged").sudo().write(
            {
                "state": state,
                "reason": reason,
                "expiry_date": expiry_date,
                "decided_by_id": decided and self.env.uid,
                "decided_date": decided and fields.Date.context_today(self),
            }
        )

    @api.model
    def _note_merged(self, partner_ids):
        """The pairs whose two sides have become one of these records are settled."""
        self._set_merged(
            "merged",
            SQL("partner_a_id = partner_b_id AND state != 'merged'"),
            partner_ids,
        )

    @api.model
    def _note_unmerged(self, partner_ids):
        """The pairs of these records whose sides are two again are to be reviewed."""
        self._set_merged(
            "open",
            SQL("partner_a_id != partner_b_id AND state = 'merged'"),
            partner_ids,
        )

    def _set_merged(self, state, condition, partner_ids):
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_duplicate SET state = %s
                 WHERE %s AND (partner_a_id = ANY(%s) OR partner_b_id = ANY(%s))
                """,
                state,
                condition,
                list(partner_ids),
                list(partner_ids),
            )
        )
        self.invalidate_model(["state"])

    @api.model
    def _add_pairs(self, rows, source):
        """Store pairs that were found; what people decided stays.

        A pair that was dismissed comes back after its expiry.

        :param rows: list of ``(partner id, partner id, score, list of codes)``
        :param source: value of ``source``
        :return: number of pairs that are new or changed
        """
        pairs = {
            (min(a, b), max(a, b)): (value, ",".join(codes))
            for a, b, value, codes in rows
            if a != b
        }
        if not pairs:
            return 0
        firsts, seconds = zip(*pairs, strict=True)
        values, codes = zip(*pairs.values(), strict=True)
        return self._upsert_pairs(firsts, seconds, values, codes, source)
