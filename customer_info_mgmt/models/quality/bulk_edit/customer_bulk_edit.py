from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

# Up to so many are changed at once; more go to the background.
AT_ONCE = 200


class CustomerBulkEdit(models.Model):
    """Which fields get which value, on which customers, and what came of it.

    Draft: somebody chooses. Running: the job works it off. Done: can be undone where
    nobody has changed the values since.
    """

    _name = "customer.bulk.edit"
    _description = "Bulk Edit of Customers"
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("done", "Done"),
            ("undone", "Undone"),
        ],
        "Status",
        default="draft",
        required=True,
        readonly=True,
    )
    date_done = fields.Datetime("Changed On", readonly=True)
    summary = fields.Char("What", readonly=True)
    line_ids = fields.One2many("customer.bulk.edit.line", "edit_id", readonly=True)
    customer_count = fields.Integer("Customers", compute="_compute_counts")
    done_count = fields.Integer("Changed", compute="_compute_counts")
    same_count = fields.Integer("Had It Already", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    undone_count = fields.Integer("Taken Back", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    preview = fields.Text("What Would Change", compute="_compute_preview")

    set_user_id = fields.Boolean("Change Owner")
    new_user_id = fields.Many2one(
        "res.users", "Owner", domain=[("share", "=", False)], check_company=True
    )
    set_customer_group_id = fields.Boolean("Change Group")
    new_customer_group_id = fields.Many2one(
        "customer.group", "Group", check_company=True
    )
    add_tag_ids = fields.Many2many(
        "res.partner.category", "customer_bulk_edit_add_tag_rel", string="Add Tags"
    )
    remove_tag_ids = fields.Many2many(
        "res.partner.category",
        "customer_bulk_edit_remove_tag_rel",
        string="Remove Tags",
    )
    set_property_payment_term_id = fields.Boolean("Change Payment Terms")
    new_property_payment_term_id = fields.Many2one(
        "account.payment.term", "Payment Terms", check_company=True
    )
    set_specific_property_product_pricelist = fields.Boolean("Change Price List")
    new_specific_property_product_pricelist = fields.Many2one(
        "product.pricelist", "Price List", check_company=True
    )
    set_grade_id = fields.Boolean("Change Level")
    new_grade_id = fields.Many2one(
        "res.partner.grade",
        "Level",
        help="A level brings its price list along, as on the form.",
    )
    set_industry_id = fields.Boolean("Change Industry")
    new_industry_id = fields.Many2one("res.partner.industry", "Industry")
    set_company_size = fields.Boolean("Change Company Size")
    new_company_size = fields.Selection(
        selection=lambda self: self._selection_of("company_size"), string="Company Size"
    )
    set_lang = fields.Boolean("Change Language")
    new_lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language"
    )
    set_country_id = fields.Boolean("Change Country")
    new_country_id = fields.Many2one("res.country", "Country")
    set_state_id = fields.Boolean("Change State")
    new_state_id = fields.Many2one(
        "res.country.state",
        "State",
        domain="[('country_id', '=?', new_country_id)]",
        help="Its country is set with it.",
    )

    @api.model
    def _selection_of(self, fname):
        return self.env["res.partner"]._fields[fname]._description_selection(self.env)

    @api.model
    def _edited_fields(self):
        """Names of fields of ``res.partner`` that can be changed in bulk; each has a
        ``set_`` and a ``new_`` field here. Rooms append theirs."""
        return [
            "user_id",
            "customer_group_id",
            "property_payment_term_id",
            "specific_property_product_pricelist",
            "grade_id",
            "industry_id",
            "company_size",
            "lang",
            "country_id",
            "state_id",
        ]

    @api.model
    def _user_fields(self):
        """What a user may write; the rest is book-keeping."""
        names = {"add_tag_ids", "remove_tag_ids"}
        for fname in self._edited_fields():
            names |= {f"set_{fname}", f"new_{fname}"}
        return names

    # === Computed === #

    @api.depends("user_id", "summary")
    def _compute_display_name(self):
        for edit in self:
            edit.display_name = edit.summary or self.env._("Edit Customers")

    @api.depends("line_ids.state", "state")
    def _compute_counts(self):
        counts = {}
        for edit, state, count in self.env["customer.bulk.edit.line"]._read_group(
            [("edit_id", "in", self.ids)], ["edit_id", "state"], ["__count"]
        ):
            counts.setdefault(edit.id, {})[state] = count
        for edit in self:
            found = counts.get(edit._origin.id, {})
            edit.customer_count = sum(found.values())
            edit.done_count = found.get("done", 0)
            edit.same_count = found.get("same", 0)
            edit.refused_count = found.get("refused", 0)
            edit.undone_count = found.get("undone", 0)
            edit.waiting_count = found.get("waiting", 0) + found.get("to_undo", 0)
            settled = edit.customer_count - edit.waiting_count
            edit.progress = 100.0 * settled / (edit.customer_count or 1)

    @api.depends(lambda self: ["line_ids", *self._user_fields()])
    @api.depends_context("lang")
    def _compute_preview(self):
        for edit in self:
            edit.preview = "\n".join(edit._preview_lines()) if edit._origin else False

    def _preview_lines(self):
        """One sentence per chosen field, and who is left out."""
        partners = self._origin.line_ids.filtered(
            lambda line: line.state == "waiting"
        ).partner_id
        found = self.env["res.partner"].with_company(self.company_id)
        found = found.with_context(active_test=False)
        sentences = []
        for label, domain in self._differences():
            count = found.search_count(Domain("id", "in", partners.ids) & domain)
            sentences.append(
                self.env._(
                    "%(field)s: %(count)s change, %(same)s have it already.",
                    field=label,
                    count=count,
                    same=len(partners) - count,
                )
            )
        refused = self._origin.line_ids.filtered(lambda line: line.state == "refused")
        if refused:
            sentences.append(
                self.env._(
                    "%(count)s are not yours to change: %(names)s",
                    count=len(refused),
                    names=self._names(refused),
                )
            )
        return sentences

    @api.model
    def _names(self, lines, limit=5):
        names = [line.partner_id.display_name for line in lines[:limit]]
        return ", ".join(names) + (" …" if len(lines) > limit else "")

    def _differences(self):
        """``[(label, domain of customers that would change)]`` of what is chosen."""
        for fname, value in self._new_values().items():
            yield self._label(fname), Domain(fname, "!=", value)
        if self.add_tag_ids:
            yield (
                self._fields["add_tag_ids"]._description_string(self.env),
                Domain.OR(
                    Domain("category_id", "not in", tag_id)
                    for tag_id in self.add_tag_ids._origin.ids
                ),
            )
        if self.remove_tag_ids:
            yield (
                self._fields["remove_tag_ids"]._description_string(self.env),
                Domain("category_id", "in", self.remove_tag_ids._origin.ids),
            )

    def _label(self, fname):
        return self._fields[f"new_{fname}"]._description_string(self.env)

    def _new_values(self):
        """``{field of the partner: value to write}`` of what is chosen."""
        values = {}
        for fname in self._edited_fields():
            if self[f"set_{fname}"]:
                value = self[f"new_{fname}"]
                values[fname] = (
                    value._origin.id if isinstance(value, models.Model) else value
                )
        if values.get("state_id"):
            values["country_id"] = self.new_state_id.country_id.id
        return values

    @api.onchange("new_state_id")
    def _onchange_new_state_id(self):
        if self.new_state_id:
            self.set_country_id = True
            self.new_country_id = self.new_state_id.country_id

    @api.onchange("new_country_id")
    def _onchange_new_country_id(self):
        if self.new_state_id.country_id != self.new_country_id:
            self.new_state_id = False

    # === Guarded writing === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_user_fields(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_user_fields(vals)
        if not self.env.su:
            self._ensure_draft()
        return super().write(vals)

    def _check_user_fields(self, *vals_list):
        if self.env.su:
            return
        allowed = self._user_fields()
        for vals in vals_list:
            # The web client sends the empty values of a new form along.
            for name in {name for name in vals if vals[name]} - allowed:
                raise AccessError(
                    self.env._(
                        "The field %(field)s of a bulk edit is kept by the system.",
                        field=name,
                    )
                )

    def _ensure_draft(self):
        if any(edit.state != "draft" for edit in self):
            raise UserError(
                self.env._("This bulk edit was done already. Begin a new one.")
            )

    def _check_editor(self):
        """Only who began it works it off, and data stewards take it back."""
        self.check_access("write")

    @api.model
    def _begin(self, partners):
        """Make a draft for these partners; those that may not be written are refused.

        :param partners: ``res.partner`` records
        :return: the draft
        """
        self.check_access("create")
        partners = partners.with_context(active_test=False)._filtered_access("read")
        if not partners:
            raise UserError(self.env._("Select the customers to change."))
        edit = self.create({})
        writable = partners._filtered_access("write")
        edit._add_lines(writable, "waiting", None)
        edit._add_lines(
            partners - writable, "refused", self.env._("You may not change this one.")
        )
        edit.invalidate_recordset()
        return edit

    def _add_lines(self, partners, state, reason):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_bulk_edit_line (edit_id, partner_id, state, reason,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(edit)s, id, %(state)s, %(reason)s,
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(ids)s::int[]) AS chosen (id)
                """,
                edit=self.id,
                state=state,
                reason=reason,
                ids=partners.ids,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    # === Buttons === #

    def action_apply(self):
        """Change the customers; many of them in the background."""
        self.ensure_one()
        self._check_editor()
        self._ensure_draft()
        self._check_choice()
        if self.user_id != self.env.user:
            raise AccessError(
                self.env._("Somebody else began this bulk edit. Begin your own.")
            )
        edit = self.sudo()
        edit.write({"state": "running", "summary": self._summarize()})
        if self.customer_count <= AT_ONCE:
            edit.line_ids._work_off()
            edit._finish()
        else:
            self.env.ref("customer_info_mgmt.ir_cron_bulk_edit_customers")._trigger()
        return self._form_action()

    def _check_choice(self):
        """Refuse an empty choice, and fields that are closed to the user."""
        values = self._new_values()
        if not values and not self.add_tag_ids and not self.remove_tag_ids:
            raise UserError(self.env._("Tick at least one field to change."))
        if self.add_tag_ids & self.remove_tag_ids:
            raise UserError(self.env._("A tag cannot be added and removed at once."))
        partners = self.env["res.partner"]
        fnames = {*values, *(["category_id"] if self.add_tag_ids else [])}
        for fname in fnames:
            partners._check_field_access(partners._fields[fname], "write")

    def _summarize(self):
        """What is changed, in one line, as the log shows it."""
        partners = self.env["res.partner"]
        parts = []
        for fname in self._new_values():
            field = partners._fields[fname]
            value = self[f"new_{fname}"]
            if isinstance(value, models.Model):
                value = value.display_name
            elif field.type == "selection":
                value = dict(self._selection_of(fname)).get(value)
            elif field.type == "boolean":
                value = self.env._("yes") if value else self.env._("no")
            parts.append(f"{self._label(fname)}: {value or '–'}")
        parts += [f"+ {tag.name}" for tag in self.add_tag_ids]
        parts += [f"− {tag.name}" for tag in self.remove_tag_ids]
        return "; ".join(parts)

    def action_undo(self):
        """Put the old values back where nobody has changed them since."""
        self.ensure_one()
        self._check_editor()
        lines = self.line_ids.filtered(lambda line: line.state == "done")
        if self.state != "done" or not lines:
            raise UserError(self.env._("There is nothing to take back."))
        lines.sudo().state = "to_undo"
        edit = self.sudo()
        edit.write({"state": "running", "user_id": self.env.uid})
        if len(lines) <= AT_ONCE:
            lines.sudo()._work_off()
            edit._finish()
        else:
            self.env.ref("customer_info_mgmt.ir_cron_bulk_edit_customers")._trigger()
        return self._form_action()

    def _finish(self):
        """Say that it is done when no line waits any more."""
        for edit in self.filtered(lambda edit: not edit.waiting_count):
            undone = edit.undone_count and not edit.done_count
            edit.write(
                {
                    "state": "undone" if undone else "done",
                    "date_done": edit.date_done or fields.Datetime.now(),
                }
            )

    def _form_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Edit Customers"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_open_lines(self):
        """Open the customers of this edit, with what became of each."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_bulk_edit_line_action"
        )
        action["name"] = self.display_name
        action["domain"] = [("edit_id", "=", self.id)]
        return action

    @api.autovacuum
    def _gc_drafts(self, limit=500):
        """Drafts that somebody opened and never applied."""
        domain = Domain("state", "=", "draft") & Domain("write_date", "<", "-1d")
        drafts = self.search(domain, limit=limit)
        drafts.unlink()
        return len(drafts), self.search_count(domain, limit=limit)
