from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from . import customer_dashboard
from .dashboard_view import read_month, read_view
from .res_partner import AGAIN, BOUGHT, KEPT, LOST, RETURNED, TOP

REGIONS = ("country_id", "state_id")
# Numbers that are sums of months, numbers of customers, and the field that they filter.
OF_MONTHS = ("revenue", "margin", "returns", "orders", "average_order", "month")
OF_BUYERS = {"buyers": BOUGHT, "repeat_rate": AGAIN, "again": AGAIN, "pareto": TOP}
REPEATED_BY = {
    "customer_group_id": "customer_group_id",
    "source_channel_id": "source_channel_id",
    "team_id": "user_id.sale_team_id",
    "user_id": "user_id",
}


class CustomerDashboard(models.AbstractModel):
    """The lists behind the numbers of the dashboard: the same rows, by condition."""

    _inherit = "customer.dashboard"

    @api.model
    @api.readonly
    def action_open(self, kind, filters=None, details=None):
        """Open the rows that a number counts.

        :param kind: ``revenue``, ``margin``, ``returns``, ``orders``,
            ``average_order``: months of customers; ``month``: those of one ``month``;
            ``country_id`` or ``state_id``: those of a place ``id``; ``buyers``,
            ``repeat_rate``, ``pareto`` (who makes 80 %), ``new``: customers;
            ``segment`` (of a ``key``), ``at_risk``, ``calls``: as they stand;
            ``cohort``: first order in the month ``cohort``, bought in ``month``;
            ``kept``, ``lost``, ``returned``, ``came``: of a ``month``; ``again``: who
            bought again, ``by`` what with the ``id``
        :param filters: see ``read_view``
        :param details: dict of what the kind needs
        :return: an action
        :raise UserError: for what is no number of the dashboard
        """
        view = read_view(self.env, filters)
        details = details if isinstance(details, dict) else {}
        if kind in OF_MONTHS or kind in REGIONS:
            return self._open_months(view, kind, details)
        if kind in ("segment", "at_risk") and not view.is_now:
            return self._open_snapshots(view, kind, details)
        if kind == "calls":
            return self._open_calls(view)
        titles = self._titles()
        if not isinstance(kind, str) or kind not in titles:
            raise UserError(self.env._("The dashboard has no such number."))
        domain = self._customers_of(view, kind, details)
        return self._open_customers(view, domain, titles[kind])

    @api.model
    def _titles(self):
        return {
            "buyers": self.env._("Customers Who Bought"),
            "again": self.env._("Bought Again"),
            "repeat_rate": self.env._("Bought Again"),
            "pareto": self.env._("They Make 80 % of the Revenue"),
            "new": self.env._("New Customers"),
            "segment": self.env._("RFM Segment"),
            "at_risk": self.env._("High Risk to Leave"),
            "cohort": self.env._("Cohort"),
            "kept": self.env._("Kept Customers"),
            "lost": self.env._("Lost Customers"),
            "returned": self.env._("Came Back"),
            "came": self.env._("New Customers"),
        }

    # === Months === #

    @api.model
    def _open_months(self, view, kind, details):
        domain = view.months()
        if kind in REGIONS:
            domain &= Domain(f"partner_id.{kind}", "=", self._place(details))
        elif kind == "returns":
            domain &= Domain("return_amount", "!=", 0)
        elif kind == "month":
            month = read_month(self.env, self.env._("Month"), details.get("month"))
            domain = view.customers("partner_id.") & Domain("month", "=", month)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_sales_month_action"
        )
        action["views"].sort(key=lambda view: view[1] != "list")
        return self._finish(view, action, domain, {"group_by": ["partner_id"]})

    @api.model
    def _place(self, details):
        place = details.get("id")
        return place if isinstance(place, int) and place > 0 else False

    # === Customers === #

    @api.model
    def _customers_of(self, view, kind, details):
        """Domain on partners of the customers that a number counts."""
        if kind in OF_BUYERS:
            return self._bought(OF_BUYERS[kind], view.first, view.last) & (
                self._told_apart(details) if kind == "again" else Domain.TRUE
            )
        if kind == "new":
            return _profile(customer_dashboard._first_bought(view.first, view.last))
        if kind == "segment":
            return _profile(_ordered() & _segment(details))
        if kind == "at_risk":
            return _profile(_ordered() & Domain("churn_risk", "=", "high"))
        return self._customers_of_month(kind, details)

    @api.model
    def _told_apart(self, details):
        by = details.get("by")
        if not isinstance(by, str) or by not in REPEATED_BY:
            return Domain.TRUE
        record_id = self._place(details)
        if by == "team_id" and not record_id:
            return Domain("user_id", "=", False) | Domain(REPEATED_BY[by], "=", False)
        return Domain(REPEATED_BY[by], "=", record_id)

    @api.model
    def _customers_of_month(self, kind, details):
        month = read_month(self.env, self.env._("Month"), details.get("month"))
        if kind in (KEPT, LOST):
            return self._bought(kind, month, month)
        if kind == RETURNED:
            return self._bought(kind, month, month) & _profile(
                Domain("first_order_date", "<", month)
            )
        now = self._bought(BOUGHT, month, month)
        if kind == "cohort":
            first = read_month(self.env, self.env._("Cohort"), details.get("cohort"))
            return now & _profile(customer_dashboard._first_bought(first, first))
        return now & _profile(customer_dashboard._first_bought(month, month))

    @api.model
    def _bought(self, kind, first, last):
        return Domain("customer_bought", "=", f"{kind} {first} {last}")

    @api.model
    def _open_customers(self, view, domain, title):
        action = self.env["res.partner"]._get_customer_action()
        action["name"] = f"{action['name']}: {title}"
        return self._finish(
            view,
            action,
            Domain("customer_profile_id", "!=", False) & view.customers() & domain,
            {"res_partner_search_mode": "customer", "active_test": False},
        )

    # === Other lists === #

    @api.model
    def _open_calls(self, view):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_call_list_action"
        )
        return self._finish(view, action, view.customers("partner_id."), {})

    @api.model
    def _open_snapshots(self, view, kind, details):
        model, domain = self._standing(view)
        domain &= (
            _segment(details)
            if kind == "segment"
            else Domain("churn_risk", "=", "high")
        )
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers on %s", format_date(self.env, view.end)),
            "res_model": model._name,
            "view_mode": "list",
            "views": [(False, "list")],
        }
        return self._finish(view, action, domain, {"active_test": False})

    @api.model
    def _finish(self, view, action, domain, context):
        """The action with its rows, in the company of the dashboard."""
        others = self.env.companies - view.company
        context["allowed_company_ids"] = (view.company | others).ids
        action.pop("path", None)
        return action | {"domain": list(domain), "context": context}


def _profile(domain):
    """Domain on partners: their profile in the company is one of these."""
    return Domain("customer_profile_id", "any", list(domain))


def _ordered():
    return Domain("order_count", ">", 0)


def _segment(details):
    key = details.get("key")
    return Domain("rfm_segment", "=", key if isinstance(key, str) else False)
