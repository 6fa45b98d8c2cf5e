from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

KINDS = [
    ("complaint", "Complaint"),
    ("suggestion", "Suggestion"),
    ("praise", "Praise"),
    ("question", "Question"),
]
SEVERITIES = [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Critical")]
# Who may be made the owner: others could not open what they are reminded of.
OWNER_GROUPS = (
    "customer_info_mgmt.group_customer_user,customer_info_mgmt.group_customer_warehouse"
)
# Days until an answer is due, by severity.
DEADLINE_DAYS = {"0": 14, "1": 7, "2": 3, "3": 1}


class CustomerFeedback(models.Model):
    """What a customer told us, and what we did about it."""

    _name = "customer.feedback"
    _description = "Customer Feedback"
    _inherit = ["rating.mixin", "mail.activity.mixin"]
    _order = "severity desc, deadline, id desc"
    _rec_names_search = ["name", "title"]
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char("Number", required=True, readonly=True, copy=False, default="/")
    title = fields.Char(required=True, tracking=True)
    kind = fields.Selection(KINDS, required=True, default="complaint", tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        check_company=True,
    )
    contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Who told us.",
    )
    order_id = fields.Many2one(
        "sale.order", index="btree_not_null", ondelete="set null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking",
        "Delivery",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    document_product_ids = fields.Many2many(
        "product.product", compute="_compute_document_product_ids"
    )
    severity = fields.Selection(SEVERITIES, required=True, default="1", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        check_company=True,
        help="Who sees to it that the customer gets an answer.",
    )
    deadline = fields.Date(
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="From the severity: 14, 7, 3 or 1 days after the feedback came in.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )
    stage_id = fields.Many2one(
        "customer.feedback.stage",
        required=True,
        index=True,
        copy=False,
        ondelete="restrict",
        default=lambda self: self._default_stage_id(),
        group_expand="_read_group_stage_ids",
        tracking=True,
    )
    is_closed = fields.Boolean(related="stage_id.is_closed")
    description = fields.Html(sanitize=True)
    resolution = fields.Html(sanitize=True, copy=False, help="What was done about it.")
    closed_date = fields.Date("Settled On", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        index=True,
    )
    color = fields.Integer(compute="_compute_color")

    @api.model
    def _default_stage_id(self):
        return self.env["customer.feedback.stage"].search([], limit=1)

    @api.model
    def _read_group_stage_ids(self, stages, _domain):
        # pylint: disable-next=no-search-all
        return stages.search([])

    @api.depends("name", "title")
    def _compute_display_name(self):
        for feedback in self:
            number = "" if feedback.name == "/" else feedback.name
            parts = [part for part in (number, feedback.title) if part]
            feedback.display_name = " ".join(parts) or self.env._("New")

    @api.depends("partner_id")
    def _compute_user_id(self):
        for feedback in self:
            if not feedback.user_id:
                owner = feedback.partner_id.user_id
                may_see = owner and owner.has_groups(OWNER_GROUPS)
                feedback.user_id = owner if may_see else self.env.user

    @api.depends("order_id", "picking_id")
    def _compute_company_id(self):
        for feedback in self:
            feedback.company_id = (
                feedback.order_id.company_id
                or feedback.picking_id.company_id
                or feedback.company_id
                or self.env.company
            )

    @api.depends("order_id", "picking_id")
    @api.depends_context("uid")
    def _compute_document_product_ids(self):
        """What was delivered or ordered: one of these is meant, if any."""
        for feedback in self:
            # Who may see the feedback may not see each document: a colleague's order.
            picking = feedback.picking_id._filtered_access("read")
            order = feedback.order_id._filtered_access("read")
            delivered = picking.move_ids.product_id
            ordered = order.order_line.product_id
            feedback.document_product_ids = delivered or ordered

    @api.depends("severity")
    def _compute_deadline(self):
        for feedback in self:
            came_in = feedback.create_date or fields.Datetime.now()
            day = fields.Datetime.context_timestamp(feedback, came_in).date()
            feedback.deadline = day + timedelta(DEADLINE_DAYS[feedback.severity or "1"])

    @api.depends("deadline", "stage_id.is_closed")
    def _compute_is_overdue(self):
        today = fields.Date.context_today(self)
        for feedback in self:
            feedback.is_overdue = bool(
                not feedback.is_closed
                and feedback.deadline
                and feedback.deadline < today
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = Domain("stage_id.is_closed", "=", False) & Domain(
            "deadline", "<", fields.Date.context_today(self)
        )
        return overdue if True in value else ~overdue

    @api.depends("severity", "is_closed")
    def _compute_color(self):
        # Kanban colours: none, none, orange, red; green once settled.
        by_severity = {"0": 0, "1": 0, "2": 2, "3": 1}
        for feedback in self:
            feedback.color = (
                10 if feedback.is_closed else by_severity[feedback.severity]
            )

    # Consistency

    @api.onchange("picking_id")
    def _onchange_picking_id(self):
        if not self.picking_id:
            return
        self.order_id = self.picking_id.sale_id or self.order_id
        self._take_partner(self.picking_id.partner_id)

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id:
            self._take_partner(self.order_id.partner_id)

    @api.onchange("partner_id", "contact_id")
    def _onchange_partner_id(self):
        self._take_partner(self.contact_id if not self.partner_id else self.partner_id)

    def _take_partner(self, partner):
        """Make ``partner`` the customer; a contact of a company stands beside it."""
        customer = partner.commercial_partner_id
        if not customer:
            return
        self.partner_id = customer
        if partner != customer and partner.type == "contact":
            self.contact_id = partner

    @api.constrains("partner_id", "contact_id", "order_id", "picking_id")
    def _check_same_customer(self):
        for feedback in self:
            for fname in ("contact_id", "order_id", "picking_id"):
                feedback._ensure_of_customer(fname)

    def _ensure_of_customer(self, fname):
        """Raise unless the record in ``fname`` belongs to the customer."""
        record = self.sudo()[fname]
        partner = record if fname == "contact_id" else record.partner_id
        if not partner or partner.commercial_partner_id == self.partner_id:
            return
        raise ValidationError(
            self.env._(
                "%(field)s: %(record)s belongs to %(other)s, not to %(customer)s. "
                "Choose another one, or make %(other)s the customer of this feedback.",
                field=self._fields[fname]._description_string(self.env),
                record=record.display_name,
                other=partner.commercial_partner_id.display_name,
                customer=self.partner_id.display_name,
            )
        )

    @api.constrains("stage_id", "resolution")
    def _check_resolution(self):
        for feedback in self.filtered("is_closed"):
            if not feedback._has_resolution():
                raise ValidationError(
                    self.env._(
                        "Resolution: %(feedback)s cannot be settled before somebody "
                        "wrote down what was done. Fill in the resolution, then move "
                        "it to %(stage)s.",
                        feedback=feedback.display_name,
                        stage=feedback.stage_id.name,
                    )
                )

    def _has_resolution(self):
        return not fields.Html.is_empty(self.resolution)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._normalize_customer(vals)
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code(self._name) or "/"
        feedbacks = super().create(vals_list)
        for feedback in feedbacks:
            # Each costs something to look after.
            self.env["customer.profile.mark"]._add(
                feedback.partner_id, feedback.company_id
            )
        feedbacks._sync_closed_date()
        feedbacks._sync_owner_activity()
        return feedbacks

    def write(self, vals):
        self._normalize_customer(vals)
        result = super().write(vals)
        if "stage_id" in vals:
            self._sync_closed_date()
        if {"stage_id", "user_id", "deadline", "severity", "partner_id"} & vals.keys():
            self._sync_owner_activity()
        return result

    @api.model
    def _normalize_customer(self, vals):
        """The customer is the company; who told us is its contact."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        customer = partner.commercial_partner_id
        if customer and customer != partner:
            vals["partner_id"] = customer.id
            if partner.type == "contact":
                vals.setdefault("contact_id", partner.id)

    def _sync_closed_date(self):
        today = fields.Date.context_today(self)
        self.filtered(lambda f: f.is_closed and not f.closed_date).closed_date = today
        self.filtered(lambda f: not f.is_closed and f.closed_date).closed_date = False

    def _sync_owner_activity(self):
        """Keep one activity per open feedback: for its owner, due at its deadline."""
        kind = "customer_info_mgmt.mail_activity_type_feedback"
        closed = self.filtered("is_closed")
        closed.activity_feedback([kind], only_automated=True)
        for feedback in self - closed:
            activity = feedback.activity_search([kind], only_automated=True)
            vals = {"user_id": feedback.user_id.id, "date_deadline": feedback.deadline}
            if not feedback.user_id:
                activity.unlink()
            elif activity:
                activity.write(vals)
            else:
                feedback.activity_schedule(kind, summary=feedback.title, **vals)

    # Actions

    @api.model
    def _get_new_action(self, partner, products, order=None, picking=None):
        """Action that opens a new feedback.

        :param partner: customer, or one of its contacts or addresses
        :param products: products in question; filled in when it is only one
        :param order: ``sale.order``, if known
        :param picking: ``stock.picking``, if known
        """
        customer = partner.commercial_partner_id
        is_contact = partner != customer and partner.type == "contact"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Feedback"),
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": customer.id,
                "default_contact_id": partner.id if is_contact else False,
                "default_order_id": order.id if order else False,
                "default_picking_id": picking.id if picking else False,
                "default_product_id": products.id if len(products) == 1 else False,
            },
        }

    @api.model
    def _get_view_action(self, domain, **context):
        """Action that lists the feedback of ``domain``, best in a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_feedback_action"
        )
        action["domain"] = domain
        action["context"] = context
        action["view_mode"] = "list,form"
        action["views"] = [(False, "list"), (False, "form")]
        return action

    @api.model
    def _count_by(self, fname, records):
        """Number of feedback that the user may see, by the id of ``fname``."""
        groups = self._read_group([(fname, "in", records.ids)], [fname], ["__count"])
        return {record.id: count for record, count in groups}

    def action_ask_rating(self):
        """Ask the customer by e-mail how satisfied they are with what was done."""
        self.ensure_one()
        self._ensure_may_ask_rating()
        template = self.env.ref("customer_info_mgmt.mail_template_feedback_rating")
        self.rating_send_request(
            template, lang=self._rating_get_partner().lang, force_send=False
        )

    def _ensure_may_ask_rating(self):
        if not self.is_closed:
            raise UserError(
                self.env._(
                    "Stage: %s is still open. Ask for a rating once it is settled.",
                    self.display_name,
                )
            )
        partner = self._rating_get_partner()
        if not partner.email:
            raise UserError(
                self.env._(
                    "E-mail: %s has no e-mail address to send the question to. Enter "
                    "it in the customer's file, or choose another contact.",
                    partner.display_name,
                )
            )

    def _rating_get_partner(self):
        return self.contact_id or self.partner_id
