import json
import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from ..exchange import columns as catalogue

_logger = logging.getLogger(__name__)

# Up to so many rows come at once; more are prepared in the background.
AT_ONCE = 20_000
# How many records the web client names at most; then the filter stands for them.
CLIENT_LIMIT = 20_000
DEFAULT_KEYS = (
    "id", "ref", "name", "company_type", "parent_id", "phone", "email", "country_id",
    "state_id", "city", "street", "zip", "customer_group_id", "category_id", "user_id",
)  # fmt: skip
ROLES = ("user", "finance", "steward", "privacy", "manager")
USER_FIELDS = {"file_format", "set_id", "set_name", "column_ids"}
# How core names, in its saved sets, what we call otherwise.
CORE_NAMES = {"id": ".id", "external_id": "id"}


class CustomerExport(models.Model):
    """One export: which customers, which columns, by whom, when.

    The record is the note of what left the house; the file is kept for a few days only.
    """

    _name = "customer.export"
    _description = "Customer Export"
    _order = "id desc"

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("waiting", "Being prepared"),
            ("done", "Ready"),
            ("failed", "Failed"),
        ],
        "Status",
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="cascade",
    )
    res_ids = fields.Json(
        "Selection", readonly=True, help="Customers, where they were selected."
    )
    domain = fields.Char("Filter", readonly=True, help="Where all of a list are meant.")
    context_values = fields.Json(
        "Circumstances", readonly=True, help="Companies and language."
    )
    customer_count = fields.Integer("Customers", readonly=True)
    row_count = fields.Integer("Rows", readonly=True)
    column_names = fields.Char("Columns", readonly=True)
    file_format = fields.Selection(
        [("xlsx", "Excel"), ("csv", "CSV")], "Format", default="xlsx", required=True
    )
    column_ids = fields.One2many(
        "customer.export.column", "export_id", "Columns Offered"
    )
    set_id = fields.Many2one(
        "ir.exports", "Saved Columns", domain=[("resource", "=", "res.partner")]
    )
    set_name = fields.Char("Save Columns As")
    date_done = fields.Datetime("Exported On", readonly=True)
    reason = fields.Char(readonly=True)
    attachment_id = fields.Many2one("ir.attachment", "File", readonly=True)

    # === Rights === #

    @api.model
    def _check_exporter(self):
        """Exporting takes core's right and a role that sees contact data."""
        if self.env.su:
            return
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(
                self.env._(
                    "You do not have the right to export data. Ask an administrator."
                )
            )
        if not any(
            self.env.user.has_group(f"customer_info_mgmt.group_customer_{role}")
            for role in ROLES
        ):
            raise AccessError(
                self.env._(
                    "Exporting customers is not part of your role. Ask a manager for "
                    "the list that you need."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_exporter()
        self._check_user_fields(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_user_fields(vals)
        if not self.env.su and any(export.state != "draft" for export in self):
            raise UserError(
                self.env._("This export was made already. Begin a new one.")
            )
        return super().write(vals)

    def _check_user_fields(self, *vals_list):
        if self.env.su:
            return
        for vals in vals_list:
            # The web client sends the empty values of a new form along.
            for name in {name for name in vals if vals[name]} - USER_FIELDS:
                raise AccessError(
                    self.env._(
                        "The field %(field)s of an export is kept by the system.",
                        field=name,
                    )
                )

    # === Beginning === #

    @api.model
    def _begin(self, partners, domain=None):
        """Make a draft: these customers, or all that the filter finds.

        :param partners: ``res.partner`` records; unused with a filter
        :param domain: filter, as the web client has it, or None
        :return: the draft
        """
        self._check_exporter()
        self.check_access("create")
        export = self.create({}).sudo()
        keys = ("allowed_company_ids", "lang", "tz", "active_test")
        context = {
            key: self.env.context[key] for key in keys if key in self.env.context
        }
        export.write(
            {
                "res_ids": None if domain is not None else partners.ids,
                "domain": None if domain is None else json.dumps(domain),
                "context_values": context,
                "column_ids": [Command.create(vals) for vals in self._offered()],
            }
        )
        export.customer_count = len(export.sudo(False)._partner_ids())
        return export.sudo(False)

    @api.model
    def _offered(self):
        """Values of the columns to choose from, those of the last export chosen."""
        last = self.search([("state", "=", "done")], limit=1)
        chosen = set(last.column_ids.filtered("chosen").mapped("key") or DEFAULT_KEYS)
        offered = [
            (column.key, column.heading(self.env))
            for column in catalogue.customer_columns(self.env)
            if column.exported
        ]
        labels = self.env["res.partner"].fields_get(self._figures(), ["string"])
        offered += [(name, labels[name]["string"]) for name in self._figures()]
        return [
            {"key": key, "label": label, "chosen": key in chosen, "sequence": place}
            for place, (key, label) in enumerate(offered)
        ]

    @api.model
    def _figure_fields(self):
        """Names of further fields that can be exported, which no import reads; rooms
        append theirs."""
        return ["customer_completeness", "customer_verified_date", "create_date"]

    @api.model
    def _figures(self):
        """Those of them that are there, and that the user may read."""
        partners = self.env["res.partner"]
        return [
            name
            for name in self._figure_fields()
            if name in partners._fields
            and partners._has_field_access(partners._fields[name], "read")
        ]

    def _partner_ids(self):
        """Ids of the customers, in the order of the list, in the reader's rights."""
        partners = self.env["res.partner"]
        if self.domain is None or self.domain is False:
            everything = partners.with_context(active_test=False)
            domain = Domain("id", "in", self.res_ids or [])
            visible = set(everything.search(domain, order="id")._ids)
            return [number for number in self.res_ids or [] if number in visible]
        return list(partners.search(Domain(json.loads(self.domain)))._ids)

    # === Buttons === #

    @api.onchange("set_id")
    def _onchange_set_id(self):
        """Choose the columns of a saved set, one of core's export dialog or our own."""
        if not self.set_id:
            return
        names = [line.name for line in self.set_id.export_fields if line.name]
        wanted = {self._key_of(name) for name in names}
        for column in self.column_ids:
            column.chosen = column.key in wanted

    @api.model
    def _key_of(self, name):
        """Key of the column that core's name of a field means."""
        for key, core in CORE_NAMES.items():
            if name == core:
                return key
        fname = name.split("/")[0]
        for column in catalogue.CUSTOMER_COLUMNS:
            if column.field == fname and column.exported:
                return column.key
        return fname

    def _save_set(self):
        """Keep the choice under a name, where core's export dialog finds it, too."""
        columns = self.column_ids.filtered("chosen")
        self.env["ir.exports"].create(
            {
                "name": self.set_name,
                "resource": "res.partner",
                "export_fields": [
                    Command.create({"name": self._core_name(column.key)})
                    for column in columns
                ],
            }
        )

    @api.model
    def _core_name(self, key):
        column = catalogue.BY_KEY.get(key)
        return CORE_NAMES.get(key) or (column.field if column else key)

    def action_export(self):
        """Give the file out at once, or prepare it in the background."""
        self.ensure_one()
        self._check_exporter()
        self.check_access("write")
        if self.user_id != self.env.user or self.state != "draft":
            raise UserError(
                self.env._("This export was made already. Begin a new one.")
            )
        if not self.column_ids.filtered("chosen"):
            raise UserError(self.env._("Choose at least one column."))
        if self.set_name:
            self._save_set()
        if self.customer_count <= AT_ONCE:
            return self._download_action(f"/customer_info_mgmt/export/{self.id}")
        self.sudo().state = "waiting"
        self.env.ref("customer_info_mgmt.ir_cron_prepare_exports")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "The file is being prepared. You will be told when it is ready; it "
                    "stands in Customers, Exports."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_download(self):
        """Download a file that was prepared."""
        self.ensure_one()
        self._check_exporter()
        if not self.attachment_id:
            raise UserError(
                self.env._("The file is not kept any more. Export the list again.")
            )
        url = f"/web/content/{self.attachment_id.id}?download=true"
        return self._download_action(url)

    @api.model
    def _download_action(self, url):
        return {
            "type": "ir.actions.client",
            "tag": "customer_info_mgmt.download",
            "params": {"url": url},
        }

    # === Noting === #

    @api.model
    def _log_export(self, row_count, column_names, model="res.partner", way="file"):
        """Note that data left the house: every export of customers comes by here.

        :param row_count: how many records
        :param column_names: list of field names or headings
        :param model: name of the model
        :param way: ``file`` for this room's export, ``core`` for Odoo's own
        """
        _logger.info(
            "User %s exported %s records of %s (%s): %s",
            self.env.uid,
            row_count,
            model,
            way,
            ", ".join(column_names),
        )

    # === Cleaning up === #

    @api.autovacuum
    def _gc_files(self, limit=100):
        """Personal data is not kept in files for ever: seven days, then it is gone.

        The export itself stays as the note of it; drafts go.
        """
        kept = Domain("date_done", "<", "-7d") & Domain("attachment_id", "!=", False)
        old = self.search(kept, limit=limit)
        old.attachment_id.unlink()
        drafts = Domain("state", "=", "draft") & Domain("create_date", "<", "-1d")
        self.search(drafts, limit=limit).unlink()
        return len(old), self.search_count(kept, limit=limit)
