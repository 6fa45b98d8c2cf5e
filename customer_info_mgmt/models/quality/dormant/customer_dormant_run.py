from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from . import dormant_sql
from .customer_dormant import AT_ONCE

STEWARD = "customer_info_mgmt.group_customer_steward"
# What a user may write; the rest is the clean-up's own book-keeping.
USER_FIELDS = {
    "name",
    "company_id",
    "months",
    "customer_group_id",
    "include_unreachable",
}
# Other apps in which customers leave a sign of life: model, column of the day.
OTHER_ORDERS = {"pos.order": "date_order", "purchase.order": "date_order"}


class CustomerDormantRun(models.Model):
    """One clean-up: whom it proposed, whom it archived, and the way back.

    Looking for dormant customers is one statement over all customers of a company.
    Customers that all companies share are judged by the orders of all of them, and by
    the longest time that any of them sets.
    """

    _name = "customer.dormant.run"
    _description = "Customer Clean-up"
    _order = "id desc"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    months = fields.Integer(
        required=True,
        compute="_compute_months",
        store=True,
        readonly=False,
        precompute=True,
        help="Without order and contact for so long. A group with months of its own "
        "keeps them; customers of several companies keep the longest time of any.",
    )
    customer_group_id = fields.Many2one("customer.group", "Only the Group")
    include_unreachable = fields.Boolean(
        "Also Unreachable Customers",
        default=True,
        help="Also who cannot be reached, because every phone and e-mail address is "
        "wrong or bounces, and has not ordered for so long.",
    )
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, default=lambda self: self.env.user
    )
    date_proposed = fields.Datetime("Looked For On", readonly=True)
    line_ids = fields.One2many("customer.dormant", "run_id", readonly=True)
    state = fields.Selection(
        [
            ("draft", "New"),
            ("review", "Review"),
            ("working", "Working"),
            ("done", "Done"),
        ],
        "Status",
        compute="_compute_counts",
    )
    proposed_count = fields.Integer("Proposed", compute="_compute_counts")
    held_count = fields.Integer("Held Back", compute="_compute_counts")
    kept_count = fields.Integer("Kept", compute="_compute_counts")
    archived_count = fields.Integer("Archived", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped", compute="_compute_counts")
    restored_count = fields.Integer("Restored", compute="_compute_counts")
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")

    _months_positive = models.Constraint(
        "CHECK (months > 0)", "Months: enter 1 or more."
    )

    # === Computed === #

    @api.model
    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._("Clean-up of %s", fields.Date.to_string(today))

    @api.depends("company_id", "customer_group_id")
    def _compute_months(self):
        for run in self:
            run.months = (
                run.customer_group_id.dormant_months
                or run.company_id.customer_dormant_months
                or 24
            )

    @api.depends("line_ids.state", "date_proposed")
    def _compute_counts(self):
        counts = {}
        for run, state, count in self.env["customer.dormant"]._read_group(
            [("run_id", "in", self.ids)], ["run_id", "state"], ["__count"]
        ):
            counts.setdefault(run.id, {})[state] = count
        for run in self:
            run._set_counts(counts.get(run._origin.id, {}))

    def _set_counts(self, counts):
        for state in ("proposed", "held", "kept", "archived", "skipped", "restored"):
            self[f"{state}_count"] = counts.get(state, 0)
        waiting = counts.get("to_archive", 0) + counts.get("to_restore", 0)
        settled = self.archived_count + self.skipped_count + self.restored_count
        self.waiting_count = waiting
        self.progress = 100.0 * settled / ((settled + waiting) or 1)
        if waiting:
            self.state = "working"
        elif not self.date_proposed:
            self.state = "draft"
        else:
            self.state = "review" if self.proposed_count else "done"

    # === Guarded writing === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_user_fields(*vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_user_fields(vals)
        if (
            not self.env.su
            and vals.keys() - {"name"}
            and any(run.date_proposed for run in self)
        ):
            raise UserError(
                self.env._(
                    "This clean-up has looked for customers already. Begin a new one "
                    "to look with other settings."
                )
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
                        "The field %(field)s of a clean-up is kept by the system.",
                        field=name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archived(self):
        for run in self:
            if run.archived_count or run.waiting_count:
                raise UserError(
                    self.env._(
                        "%s has archived customers. Restore them first: without the "
                        "clean-up nobody could.",
                        run.name,
                    )
                )

    def _check_steward(self):
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(STEWARD):
            raise AccessError(
                self.env._("Cleaning up customers is for data stewards and managers.")
            )

    # === Looking for customers === #

    @api.model
    def _life_sources(self):
        """SELECTs that give signs of life, each ``(kind, SQL)``; rooms append theirs.

        An SQL gives ``partner_id``, ``company_id`` (or NULL) and ``moment``.

        :return: list; the kind is ``order`` or ``contact``
        """
        return [*self._order_sources(), *self._contact_sources()]

    @api.model
    def _order_sources(self):
        sources = [
            SQL(
                "SELECT partner_id, company_id, date_order AS moment FROM sale_order"
                " WHERE state <> 'cancel'"
            ),
            SQL(
                """SELECT partner_id, company_id, COALESCE(invoice_date, date) AS moment
                     FROM account_move
                    WHERE state = 'posted' AND move_type <> 'entry'"""
            ),
        ]
        for model, column in OTHER_ORDERS.items():
            if model in self.env:
                sources.append(
                    SQL(
                        "SELECT partner_id, company_id, %s AS moment FROM %s"
                        " WHERE state <> 'cancel'",
                        SQL.identifier(column),
                        SQL.identifier(self.env[model]._table),
                    )
                )
        return [("order", source) for source in sources]

    @api.model
    def _contact_sources(self):
        """What was said and done. Notes of the system about changes are no contact."""
        spoken = SQL(
            "message_type IN"
            " ('comment', 'email', 'email_outgoing', 'sms', 'snailmail', 'whatsapp')"
        )
        sources = (
            SQL(
                """SELECT res_id AS partner_id, NULL::int AS company_id, date AS moment
                     FROM mail_message WHERE model = 'res.partner' AND %s""",
                spoken,
            ),
            SQL(
                """SELECT author_id AS partner_id, NULL::int AS company_id,
                          date AS moment
                     FROM mail_message WHERE author_id IS NOT NULL AND %s""",
                spoken,
            ),
            SQL(
                """SELECT res_id AS partner_id, NULL::int AS company_id,
                          date_done::timestamp AS moment
                     FROM mail_activity
                    WHERE res_model = 'res.partner' AND date_done IS NOT NULL"""
            ),
            SQL(
                """SELECT attendee.res_partner_id AS partner_id,
                          NULL::int AS company_id, event.stop AS moment
                     FROM calendar_event_res_partner_rel attendee
                     JOIN calendar_event event ON event.id = attendee.calendar_event_id
                    WHERE event.active"""
            ),
            SQL(
                """SELECT partner_id, company_id,
                          GREATEST(create_date, date_closed, date_last_stage_update)
                          AS moment
                     FROM crm_lead"""
            ),
        )
        return [("contact", source) for source in sources]

    @api.model
    def _obstacle_sources(self):
        """SELECTs of ``partner_id``, each ``(code, SQL)``: whoever is in one of them is
        not archived. Rooms append theirs, and its words in ``_obstacle_words``."""
        return [
            (
                "order",
                SQL(
                    """SELECT partner_id FROM sale_order
                        WHERE state IN ('draft', 'sent') OR state = 'sale' AND (
                              invoice_status = 'to invoice'
                              OR delivery_status IN ('pending', 'started', 'partial'))
                    """
                ),
            ),
            (
                "transfer",
                SQL(
                    "SELECT partner_id FROM stock_picking"
                    " WHERE state NOT IN ('done', 'cancel')"
                ),
            ),
            (
                "invoice",
                SQL(
                    """SELECT partner_id FROM account_move
                        WHERE move_type <> 'entry' AND (state = 'draft'
                              OR state = 'posted' AND payment_state IN
                                 ('not_paid', 'in_payment', 'partial'))"""
                ),
            ),
            (
                "activity",
                SQL(
                    "SELECT res_id AS partner_id FROM mail_activity"
                    " WHERE res_model = 'res.partner' AND active"
                ),
            ),
            (
                "opportunity",
                SQL(
                    "SELECT partner_id FROM crm_lead"
                    " WHERE active AND won_status = 'pending'"
                ),
            ),
            ("user", SQL("SELECT partner_id FROM res_users WHERE active")),
            ("company", SQL("SELECT partner_id FROM res_company")),
        ]

    @api.model
    def _obstacle_words(self):
        """What the codes of obstacles mean, in the language of the user."""
        return {
            "order": self.env._("open order or quotation"),
            "transfer": self.env._("open transfer"),
            "invoice": self.env._("open invoice or bill"),
            "balance": self.env._("open balance"),
            "activity": self.env._("planned activity"),
            "opportunity": self.env._("open opportunity"),
            "user": self.env._("has a user account"),
            "company": self.env._("is a company of our own"),
        }

    def _months_of_others(self):
        """The longest time that other companies set; it holds for shared customers."""
        others = (
            self.env["res.company"].sudo().search([("id", "!=", self.company_id.id)])
        )
        return max(others.mapped("customer_dormant_months"), default=0)

    @api.model
    def _figure_columns(self):
        """Further columns of ``customer.dormant`` and their SQL over ``found``, which
        has ``id`` (the customer) and ``run_company``; rooms add theirs."""
        return {}

    def action_propose(self):
        """Look for dormant customers, and list them for the review."""
        self._check_steward()
        for run in self:
            if run.date_proposed:
                raise UserError(
                    self.env._(
                        "This clean-up has looked for customers already. Begin a new "
                        "one to look again."
                    )
                )
            run.sudo()._propose()
        return self.action_open_lines() if len(self) == 1 else True

    def _propose(self):
        """List all customers that are dormant; return how many there are."""
        found = SQL(
            """
            SELECT examined.*, %(company)s AS run_company, NULL AS reason,
                   CASE WHEN is_unreachable AND %(unreachable)s
                        THEN 'unreachable' ELSE 'dormant' END AS kind
              FROM (%(examined)s) AS examined
             WHERE is_dormant OR is_unreachable AND %(unreachable)s
            """,
            company=self.company_id.id,
            unreachable=self.include_unreachable,
            examined=dormant_sql.examined(self),
        )
        return self._propose_rows(found)

    def _propose_rows(self, found):
        """Write the proposals with one statement; return how many there are.

        :param found: SQL of customers as ``dormant_sql.examined`` gives them, with
            ``run_company``, ``kind`` and ``reason``
        """
        self.env.flush_all()
        self.env.cr.execute("SET LOCAL jit = off")
        figures = self._figure_columns()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_dormant (run_id, company_id, partner_id, kind,
                    state, last_order_date, last_contact_date, balance, obstacles,
                    reason, contact_count, %(columns)s
                    create_uid, write_uid, create_date, write_date)
                SELECT %(run)s, found.run_company, found.id, found.kind,
                       CASE WHEN found.codes = '' THEN 'proposed' ELSE 'held' END,
                       found.shown_order, found.latest_contact,
                       COALESCE(found.balance, 0), found.codes, found.reason,
                       (SELECT COUNT(*) FROM res_partner family
                         WHERE family.commercial_partner_id = found.id
                           AND family.id <> found.id AND family.active),
                       %(figures)s
                       %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM (%(found)s) AS found
                 WHERE NOT EXISTS (
                        SELECT FROM customer_dormant kept
                         WHERE kept.partner_id = found.id AND kept.state = 'kept'
                           AND COALESCE(kept.keep_until, 'infinity') > %(today)s)
                ON CONFLICT (run_id, partner_id) DO NOTHING
                """,
                columns=SQL("").join(SQL("%s, ", SQL.identifier(c)) for c in figures),
                figures=SQL("").join(SQL("%s, ", sql) for sql in figures.values()),
                run=self.id,
                found=found,
                today=self.env.cr.now().date(),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        count = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        self.date_proposed = fields.Datetime.now()
        return count

    # === Buttons === #

    def action_open_lines(self):
        """Open the review list of this clean-up."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_dormant_action"
        )
        action["name"] = self.name
        action["domain"] = [("run_id", "=", self.id)]
        action["context"] = {"search_default_proposed": bool(self.proposed_count)}
        return action

    def action_archive_all(self):
        """Archive everybody who is still proposed."""
        self._check_steward()
        return self._hand_in_all("proposed", "to_archive")

    def action_restore_all(self):
        """Bring back everybody whom this clean-up has archived."""
        self._check_steward()
        return self._hand_in_all("archived", "to_restore")

    def _hand_in_all(self, state, new_state):
        """Hand in all lines of a status; many of them with one statement."""
        self.ensure_one()
        lines = self.env["customer.dormant"]
        domain = [("run_id", "=", self.id), ("state", "=", state)]
        some = lines.search(domain, limit=AT_ONCE + 1)
        if len(some) <= AT_ONCE:
            return some._hand_in(state, new_state)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE customer_dormant SET state = %s, worker_id = %s,"
                " write_uid = %s, write_date = %s WHERE run_id = %s AND state = %s",
                new_state,
                self.env.uid,
                self.env.uid,
                self.env.cr.now(),
                self.id,
                state,
            )
        )
        count = self.env.cr.rowcount
        self.env.invalidate_all(flush=False)
        return lines._leave_to_job(count)

    # === Chosen by hand === #

    def _propose_chosen(self, customers, kind, reason):
        """List customers that somebody chose, whatever their last sign of life.

        :param customers: commercial partners
        :param kind: key of ``customer.dormant.kind``
        :param reason: why, in one sentence
        """
        self._propose_rows(
            SQL(
                "SELECT examined.*, %s AS run_company, %s AS kind, %s AS reason"
                " FROM (%s) AS examined",
                self.company_id.id,
                kind,
                reason,
                dormant_sql.examined(self, customers.ids),
            )
        )
