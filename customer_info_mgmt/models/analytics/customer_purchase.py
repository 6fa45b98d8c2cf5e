from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..file.res_partner import FIGURE_GROUPS
from .arguments import whole_number

FINANCE_GROUP = "customer_info_mgmt.group_customer_finance"
RECENT = 10
TREND_MONTHS = 24
# Of payments; drafts, refused and cancelled ones do not count.
PAID_STATES = ("in_process", "paid")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.readonly
    def get_customer_purchases(self, limit=RECENT):
        """What the customer bought and paid of late, for the partner form.

        The form asks for it when its tab is opened, so that a customer with thousands
        of orders costs no more than a new one. Everything is read with the rights of
        the user; a part that the user may not read at all is ``False``.

        :param limit: number of order lines and of payments, at most 100
        :return: dict: ``explanation`` (where the figures come from), ``purchases`` and
            ``payments`` (lists of dicts, the latest first), ``trend`` (one dict per
            month: ``month``, ``revenue``, ``margin``) and ``currency_id`` of the trend
        :raise AccessError: for users who may not see figures of customers
        """
        self.ensure_one()
        self._check_customer_figures_access()
        customer = self.commercial_partner_id
        limit = whole_number(self.env, limit, 100)
        return {
            "explanation": customer.customer_profile_id.explanation or "",
            "purchases": customer._get_recent_purchases(limit),
            "payments": customer._get_recent_payments(limit),
            "trend": customer._get_revenue_trend(),
            "currency_id": self.env.company.currency_id.id,
        }

    def _check_customer_figures_access(self):
        self.check_access("read")
        if not self.env.user.has_groups(FIGURE_GROUPS):
            raise AccessError(
                self.env._("You may not see what customers buy and are worth.")
            )

    # --------------------------------------------------------------------- purchases

    def _get_recent_purchases(self, limit):
        """Lines of the latest orders as dicts; ``False`` without a right to orders."""
        orders = self.env["sale.order"]
        if not orders.has_access("read") or not self.env["sale.order.line"].has_access(
            "read"
        ):
            return False
        orders = orders.search(
            self._get_purchase_domain("partner_id"),
            order="date_order desc, id desc",
            limit=limit,
        )
        lines = orders.order_line.filtered(lambda line: not line.display_type)
        lines = lines.sorted(lambda line: line.order_id.date_order, reverse=True)
        return [line._get_purchase_values() for line in lines[:limit]]

    def _get_purchase_domain(self, partner_field):
        """Confirmed orders of the customer in the companies at hand.

        :param partner_field: path to the partner of the order
        """
        return Domain(
            [
                (f"{partner_field}.commercial_partner_id", "in", self.ids),
                ("state", "=", "sale"),
                ("company_id", "in", self.env.companies.ids),
            ]
        )

    def action_view_customer_purchases(self):
        """Open all order lines of the customer, with their remarks to search in."""
        self.ensure_one()
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.sale_order_line_action_customer_purchases"
        )
        domain = customer._get_purchase_domain("order_partner_id")
        return dict(action, domain=[*domain, ("display_type", "=", False)])

    # ---------------------------------------------------------------------- payments

    def _get_recent_payments(self, limit):
        """The latest payments as dicts, or ``False`` for all but finance."""
        payments = self.env["account.payment"]
        if not self.env.user.has_group(FINANCE_GROUP) or not payments.has_access(
            "read"
        ):
            return False
        payments = payments.search(
            self._get_payment_domain(), order="date desc, id desc", limit=limit
        )
        return [
            {
                "id": payment.id,
                "name": payment.name or payment.memo or "",
                "date": fields.Date.to_string(payment.date),
                "method": payment.payment_method_line_id.name or "",
                "journal": payment.journal_id.name,
                "amount": payment.amount_signed,
                "currency_id": payment.currency_id.id,
                "memo": payment.memo or "",
            }
            for payment in payments
        ]

    def _get_payment_domain(self):
        return Domain(
            [
                ("partner_id.commercial_partner_id", "in", self.ids),
                ("partner_type", "=", "customer"),
                ("state", "in", PAID_STATES),
                ("company_id", "in", self.env.companies.ids),
            ]
        )

    def action_view_customer_payments(self):
        """Open all payments of the customer.

        :raise AccessError: for users who may not see payments
        """
        self.ensure_one()
        customer = self.commercial_partner_id
        if not self.env.user.has_group(FINANCE_GROUP):
            raise AccessError(self.env._("Only finance may see payments of customers."))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_payments"
        )
        return dict(
            action, domain=[*customer._get_payment_domain()], context={"create": False}
        )

    # ------------------------------------------------------------------------- trend

    def _get_revenue_trend(self):
        """Revenue and margin of each of the last months, months without sales too.

        Kept per month, so that a customer with thousands of orders is read as fast.
        """
        sales = self.env["customer.sales.month"]
        if not sales.has_access("read"):
            return False
        today = self.env["customer.profile"]._today()
        first = today.replace(day=1) - relativedelta(months=TREND_MONTHS - 1)
        groups = sales._read_group(
            [
                ("partner_id", "in", self.ids),
                ("company_id", "=", self.env.company.id),
                ("month", ">=", first),
            ],
            ["month:month"],
            ["revenue:sum", "margin:sum"],
        )
        found = {
            fields.Date.to_date(month): (revenue, margin)
            for month, revenue, margin in groups
        }
        months = [
            first + relativedelta(months=number) for number in range(TREND_MONTHS)
        ]
        trend = []
        for month in months:
            revenue, margin = found.get(month, (0.0, 0.0))
            trend.append(
                {
                    "month": fields.Date.to_string(month),
                    "revenue": revenue,
                    "margin": margin,
                }
            )
        return trend

    def action_view_customer_contribution(self):
        """Open the contribution report of this customer, of all time."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_contribution_report_action"
        )
        return dict(
            action,
            domain=[("partner_id", "=", self.commercial_partner_id.id)],
            context={
                "pivot_row_groupby": ["categ_id", "product_id"],
                "pivot_column_groupby": ["date:year"],
                "pivot_measures": ["revenue", "margin"],
                "graph_groupbys": ["date:month"],
            },
        )
