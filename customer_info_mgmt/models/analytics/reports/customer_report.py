from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..sales_sql import begin_of_day

REPORTS = [
    ("contribution", "Contribution"),
    ("churn", "Churn Warning"),
    ("repurchase", "Repurchase and Retention"),
    ("rfm", "RFM Segments"),
    ("analysis", "Customer Analysis"),
]
# Reports that speak of a period; the others tell how things stand today.
OF_A_PERIOD = ("contribution", "repurchase")
# Customers that fit into one analysis.
MOST_ANALYSED = 50


class CustomerReport(models.TransientModel):
    """A report to print: which one, of what time, of which customers.

    Each report is made by a method ``_<report>_paper`` that returns a ``Paper``. Paper
    and workbook show the same one, with the rights and in the language of the reader.
    """

    _name = "customer.report"
    _description = "Report on Customers"
    _rec_name = "report"

    report = fields.Selection(REPORTS, required=True, default="contribution")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain="[('id', 'in', allowed_company_ids)]",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date("From", default=lambda self: self._default_date_from())
    date_to = fields.Date("To", default=lambda self: self._default_date_to())
    user_id = fields.Many2one("res.users", "Owner", domain=[("share", "=", False)])
    customer_group_id = fields.Many2one("customer.group", "Group")
    category_ids = fields.Many2many("res.partner.category", string="Tags")
    state_id = fields.Many2one("res.country.state", "Region")
    partner_ids = fields.Many2many("res.partner", string="Customers")
    has_period = fields.Boolean(compute="_compute_shown")
    has_pdf = fields.Boolean(compute="_compute_shown")
    may_export = fields.Boolean(compute="_compute_shown")

    @api.model
    def _default_date_to(self):
        return self.env["customer.profile"]._today()

    @api.model
    def _default_date_from(self):
        """The 12 months to today, as the profiles count them."""
        return self._default_date_to() + relativedelta(days=1, months=-12)

    @api.depends("report")
    def _compute_shown(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        for wizard in self:
            wizard.has_period = wizard.report in OF_A_PERIOD
            wizard.has_pdf = state in ("ok", "upgrade", "workers")
            wizard.may_export = self.env.user.has_group("base.group_allow_export")

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            begin, end = wizard.date_from, wizard.date_to
            if wizard.report in OF_A_PERIOD and (not begin or not end or begin > end):
                raise UserError(
                    self.env._(
                        "The period has to begin before it ends: give both days, From "
                        "and To."
                    )
                )

    @api.constrains("company_id")
    def _check_chosen_company(self):
        for wizard in self:
            if wizard.company_id not in self.env.user.company_ids:
                raise UserError(
                    self.env._("Company: choose one of those that you work for.")
                )

    # === Actions === #

    @api.model
    def action_analyse(self, partners):
        """Open the dialog of the customer analysis for these customers."""
        customers = partners.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Analysis"),
            "res_model": self._name,
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_report": "analysis",
                "default_partner_ids": customers.ids,
            },
        }

    def action_pdf(self):
        """Make the report on paper; without a printer of PDFs it shows as a page."""
        self.ensure_one()
        self._prepare_reading()
        return {
            **self.env.ref("customer_info_mgmt.customer_report_action")
            .sudo()
            .report_action(self, config=False),
            "close_on_report_download": True,
        }

    def action_xlsx(self):
        """Make the report as a workbook."""
        self.ensure_one()
        self._prepare_reading()
        self._check_export()
        return self.env["customer.export"]._download_action(
            f"/customer_info_mgmt/report/{self.id}.xlsx"
        )

    # === What is counted === #

    def _prepare_reading(self):
        """Check rights and narrow the environment to the company of the report.

        :return: the report in that environment
        :raise AccessError: for who may see no figures of customers
        """
        self.ensure_one()
        self.env["customer.profile"].check_access("read")
        if self.report == "analysis" and not self.partner_ids:
            raise UserError(
                self.env._("Customers: choose at least one that is to be analysed.")
            )
        return self.with_company(self.company_id).with_context(
            allowed_company_ids=self.company_id.ids
        )

    def _paper(self):
        """Return the report as a ``Paper``, with the user's rights."""
        wizard = self._prepare_reading()
        return getattr(wizard, f"_{wizard.report}_paper")()

    def _title(self):
        options = self._fields["report"]._description_selection(self.env)
        return dict(options)[self.report]

    def _customer_domain(self):
        """Domain on profiles, and on the contribution report, of whom it is about."""
        domain = Domain("company_id", "=", self.company_id.id)
        if self.partner_ids:
            customers = self.partner_ids.commercial_partner_id
            domain &= Domain("partner_id", "in", customers.ids)
        if self.user_id:
            domain &= Domain("partner_id.user_id", "=", self.user_id.id)
        if self.customer_group_id:
            group = self.customer_group_id.id
            domain &= Domain("partner_id.customer_group_id", "=", group)
        if self.category_ids:
            tags = self.category_ids.ids
            domain &= Domain("partner_id.category_id", "in", tags)
        if self.state_id:
            domain &= Domain("partner_id.state_id", "=", self.state_id.id)
        return domain

    def _period_domain(self, years_before=0):
        """Domain on the contribution report of the days of the period.

        :param years_before: the same days so many years earlier
        """
        back = relativedelta(years=years_before)
        begin = self._moment(self.date_from - back)
        end = self._moment(self.date_to - back + relativedelta(days=1))
        return Domain("date", ">=", begin) & Domain("date", "<", end)

    @api.model
    def _moment(self, day):
        """Begin of a day, in UTC, where figures are counted."""
        timezone = self.env["customer.profile"]._timezone()
        return begin_of_day(day, timezone)

    # === What stands above it === #

    def _about(self):
        """Pairs of label and text: company, day or period, filters, reader."""
        pairs = [
            (self.env._("Company"), self.company_id.name),
            (self.env._("Day"), format_date(self.env, self._default_date_to())),
        ]
        if self.report in OF_A_PERIOD:
            pairs[1] = (self.env._("Period"), self._period_text())
        filters = [
            (self.env._("Owner"), self.user_id.name),
            (self.env._("Group"), self.customer_group_id.name),
            (self.env._("Tags"), ", ".join(self.category_ids.mapped("display_name"))),
            (self.env._("Region"), self.state_id.name),
        ]
        pairs += [(label, text) for label, text in filters if text]
        return [*pairs, (self.env._("Read by"), self.env.user.name)]

    def _period_text(self):
        return self.env._(
            "%(begin)s to %(end)s",
            begin=format_date(self.env, self.date_from),
            end=format_date(self.env, self.date_to),
        )
