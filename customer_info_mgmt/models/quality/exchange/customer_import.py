from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ....tools.headings import fold_heading
from .. import quality_settings

STEWARD = "customer_info_mgmt.group_customer_steward"
RUNNING = ("rehearsing", "importing", "undoing")
# Fewer rows than this are worked off at once, while the user waits.
AT_ONCE = 300
# Written by the steps of the import and by nobody else.
BOOKKEEPING = {
    "user_id",
    "company_id",
    "state",
    "row_count",
    "file_info",
    "message",
    "done_date",
}
# What the settings do with a likely duplicate at the door of imports, in our words.
OF_DOOR = {"ignore": "create", "warn": "create", "block": "skip", "queue": "queue"}


class CustomerImport(models.Model):
    """A spreadsheet on its way in: file, columns, rehearsal, result.

    The rehearsal reads the file into ``customer.import.row`` and decides each row;
    nothing else is written. The commit works the rows off in batches; a row and what it
    does to customers are one transaction, so whoever stops in between goes on where it
    was. The rollback goes the same way back.
    """

    _name = "customer.import"
    _description = "Customer Import"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(
        [("customers", "Customers"), ("notes", "Follow-up history")],
        "What It Holds",
        required=True,
        default="customers",
    )
    state = fields.Selection(
        [
            ("file", "Upload"),
            ("columns", "Columns"),
            ("rehearsing", "Rehearsing"),
            ("rehearsed", "Rehearsal"),
            ("importing", "Importing"),
            ("done", "Imported"),
            ("undoing", "Taking back"),
            ("undone", "Taken back"),
        ],
        "Status",
        required=True,
        default="file",
        readonly=True,
        index=True,
        tracking=True,
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    user_id = fields.Many2one(
        "res.users",
        "Imported By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    row_count = fields.Integer("Rows in the File", readonly=True)
    file_info = fields.Char(readonly=True)
    message = fields.Text(readonly=True)
    done_date = fields.Datetime(readonly=True)

    # How to read it
    profile_id = fields.Many2one(
        "customer.import.profile",
        "Saved Mapping",
        domain="[('kind', '=', kind)]",
        ondelete="set null",
    )
    column_ids = fields.One2many("customer.import.column", "import_id", "Columns")
    mode = fields.Selection(
        [
            ("both", "Add new ones, update known ones"),
            ("create", "Only add new ones"),
            ("update", "Only update known ones"),
        ],
        "Customers",
        required=True,
        default="both",
    )
    update_policy = fields.Selection(
        [
            ("overwrite", "Replace what differs"),
            ("fill", "Only fill in what is empty"),
        ],
        "Values That Differ",
        required=True,
        default="overwrite",
        help="An empty cell never empties a value.",
    )
    replace_tags = fields.Boolean(
        help="The tags in the file replace those of the customer. Otherwise they are "
        "added.",
    )
    by_vat = fields.Boolean("Tax ID", default=True)
    by_email = fields.Boolean("E-mail")
    by_phone = fields.Boolean("Phone")
    duplicate_action = fields.Selection(
        [
            ("skip", "Leave it out"),
            ("queue", "Add it, list it for review"),
            ("create", "Add it all the same"),
            ("update", "Update what it looks like"),
        ],
        "Likely Duplicates",
        required=True,
        default=lambda self: OF_DOOR[
            quality_settings.get_door_action(self.env, "import")
        ],
        help="What to do with a row that looks like a customer who is there.",
    )
    wrong_values = fields.Selection(
        [
            ("refuse", "Leave the row out"),
            ("mark", "Import and mark as doubtful"),
        ],
        "Values That Cannot Be Right",
        required=True,
        default="refuse",
    )
    create_missing = fields.Boolean(
        "Create Missing Tags and Groups",
        help="Otherwise a row with a tag or group that is not there is left out.",
    )
    create_companies = fields.Boolean(
        "Create Missing Companies",
        help="A contact whose company is neither here nor in the file brings it along. "
        "Otherwise its row is left out.",
    )
    channel_id = fields.Many2one(
        "customer.channel",
        "Comes From",
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "customer_info_mgmt.customer_channel_spreadsheet", raise_if_not_found=False
        ),
        help="The source of new customers, and the channel whose ids the file holds.",
    )
    date_order = fields.Selection(
        [("dmy", "Day, month, year"), ("mdy", "Month, day, year")],
        help="How to read 05/06/1990. Dates that leave no doubt need no choice.",
    )
    customer_type = fields.Selection(
        [
            ("guess", "As their names say"),
            ("company", "Companies"),
            ("person", "Persons"),
        ],
        "New Customers Are",
        required=True,
        default="guess",
        help="Where no column says it.",
    )
    # What new customers get that the file does not say
    default_user_id = fields.Many2one(
        "res.users", "Salesperson", domain="[('share', '=', False)]"
    )
    default_group_id = fields.Many2one("customer.group", "Group", check_company=True)
    default_category_ids = fields.Many2many("res.partner.category", string="Tags")
    own_company = fields.Boolean(
        "For This Company Only",
        help="Other companies of the database do not see the new customers.",
    )

    # What came out
    row_ids = fields.One2many("customer.import.row", "import_id", readonly=True)
    change_ids = fields.One2many("customer.import.change", "import_id", readonly=True)

    @api.depends("file_name", "kind")
    def _compute_name(self):
        for record in self:
            record.name = record.file_name or self.env._("New import")

    # === Access === #

    def _check_steward(self):
        """Refuse whoever may not import.

        :raise AccessError: for all but data stewards
        """
        if not self.env.su and not self.env.user.has_group(STEWARD):
            raise AccessError(
                self.env._("Only data stewards import customers. Ask one of them.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever imports does it with one's own rights, in the company one works in.
        return super().create(
            [
                {name: vals[name] for name in vals.keys() - BOOKKEEPING}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if not self.env.su and BOOKKEEPING & vals.keys():
            raise AccessError(
                self.env._("State, user and company of an import are set by its steps.")
            )
        if {"file", "kind"} & vals.keys() and any(
            record.state not in ("file", "columns", "rehearsed") for record in self
        ):
            raise UserError(
                self.env._("This import is done. Start a new one for another file.")
            )
        result = super().write(vals)
        if {"file", "kind"} & vals.keys():
            self.filtered(lambda record: record.state != "file")._restart()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(record.state in (*RUNNING, "done") for record in self):
            raise UserError(
                self.env._(
                    "An import that was committed is kept, so that it can be taken "
                    "back. Take it back first."
                )
            )

    def _set(self, **values):
        """Write what only the steps of the import may write."""
        self.sudo().write(values)

    def _restart(self):
        self.row_ids.sudo().unlink()
        self.column_ids.unlink()
        self._set(state="file", message=False, row_count=0)

    def _as_importer(self):
        """Return the import with the rights, company and language of its user."""
        self.ensure_one()
        user = self.sudo().user_id
        company = self.sudo().company_id
        return (
            self.with_user(user)
            .with_context(allowed_company_ids=company.ids, lang=user.lang, tz=user.tz)
            .with_company(company)
        )

    # === Steps === #

    def action_back(self):
        """Back to the columns; the rehearsal is forgotten."""
        self._check_steward()
        if self.state == "rehearsed":
            self.row_ids.sudo().unlink()
            self._set(state="columns", message=False)
        return True

    def action_rehearse(self):
        """Decide every row; nothing but the decision is written."""
        self._check_steward()
        self._check_state("columns", "rehearsed")
        self._check_mapping()
        self.env.cr.execute(
            SQL("DELETE FROM customer_import_row WHERE import_id = %s", self.id)
        )
        self._set(state="rehearsing", message=False, user_id=self.env.uid)
        return self._run(self.row_count)

    def action_commit(self):
        """Bring the rows in, in the background where there are many."""
        self._check_steward()
        self._check_state("rehearsed")
        if not self.waiting_count:
            raise UserError(self.env._("There is nothing to import in this file."))
        self._set(state="importing", message=False, user_id=self.env.uid)
        return self._run(self.waiting_count)

    def action_undo(self):
        """Take the import back."""
        self._check_steward()
        self._check_state("done")
        self._set(state="undoing", message=False)
        return self._run(self.done_count)

    def action_resume(self):
        """Go on with a step that stopped."""
        self._check_steward()
        self._check_state(*RUNNING)
        self._set(message=False)
        return self._run(AT_ONCE + 1)

    def _check_state(self, *states):
        self.ensure_one()
        # Two clicks, or two people: the second waits and then sees the new state.
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        if self.state not in states:
            raise UserError(
                self.env._("This import has gone on meanwhile. Reload the page.")
            )

    def _check_mapping(self):
        keys = [column.key for column in self.column_ids if column.key]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            labels = dict(
                self.column_ids._fields["key"]._description_selection(self.env)
            )
            raise UserError(
                self.env._(
                    "Two columns of the file go to “%s”. Choose one of them.",
                    labels[min(twice)],
                )
            )
        getattr(self, f"_check_mapping_{self.kind}")(set(keys))

    def _check_mapping_customers(self, keys):
        if "identity" in keys and not self.channel_id:
            raise UserError(
                self.env._("Say which channel the IDs of the customers come from.")
            )
        if not keys & {"name", "id", "external_id", "identity", "ref"}:
            raise UserError(
                self.env._(
                    "Say which column holds the name of the customer, or a code or ID "
                    "by which one is found."
                )
            )

    def _run(self, count):
        """Work the step off: at once where it is short, else in the background."""
        if count <= AT_ONCE:
            session = self._session()
            while session.step():
                pass
            return True
        cron = self.env.ref("customer_info_mgmt.ir_cron_run_imports")
        cron.sudo()._trigger()
        return True

    # === What the matcher asks for === #

    def _update_keys(self):
        """Return by what a row finds its customer, the surest first."""
        chosen = [name for name in ("vat", "email", "phone") if self[f"by_{name}"]]
        return ["id", "external_id", "identity", "ref", *chosen]

    def _find_contact(self, partner, contact):
        """Return the contact of ``partner`` with that name."""
        name = fold_heading(contact.get("name"))
        children = partner.with_context(active_test=False).child_ids
        return children.filtered(lambda child: fold_heading(child.name) == name)[:1]

    def _values_of_rows(self, numbers):
        """Return ``{number: values}`` of rows that were decided before."""
        rows = self.env.execute_query(
            SQL(
                "SELECT number, vals FROM customer_import_row"
                " WHERE import_id = %s AND number = ANY(%s)",
                self.id,
                list(numbers),
            )
        )
        return {number: values or {} for number, values in rows}

    @api.autovacuum
    def _gc_rows(self):
        """Forget files and rows of old imports: they hold personal data."""
        days = quality_settings.get_import_days(self.env)
        before = fields.Datetime.now() - timedelta(days=days)
        old = self.search(
            [
                ("write_date", "<", before),
                ("state", "not in", RUNNING),
                ("row_count", ">", 0),
            ],
            limit=20,
        )
        old.row_ids.unlink()
        old.sudo().write({"row_count": 0, "file": False})
        return len(old), len(old) == 20
