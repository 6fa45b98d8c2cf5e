from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

AT_RISK = ("medium", "high")


class DigestDigest(models.Model):
    """Figures of customers in Odoo's digest mail (F20, F27)."""

    _inherit = "digest.digest"

    kpi_customer_new = fields.Boolean("New Customers (First Order)")
    kpi_customer_new_value = fields.Integer(compute="_compute_kpi_customer_new_value")
    kpi_customer_repeat = fields.Boolean("Repurchase Rate (%)")
    kpi_customer_repeat_value = fields.Float(
        compute="_compute_kpi_customer_repeat_value"
    )
    kpi_customer_at_risk = fields.Boolean("Customers at Risk")
    kpi_customer_at_risk_value = fields.Integer(
        compute="_compute_kpi_customer_at_risk_value"
    )
    kpi_customer_class_a = fields.Boolean("Revenue of Class A")
    kpi_customer_class_a_value = fields.Monetary(
        compute="_compute_kpi_customer_class_a_value"
    )

    @api.model
    def _check_customer_kpis(self):
        """Hide the figures, as core does, from whom they are not for.

        :raise AccessError: which the digest takes for "leave this one out"
        """
        if not self.env.user.has_group(
            "customer_info_mgmt.group_customer_finance"
        ) and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._("Figures of all customers are not for this user.")
            )
        if not self.env["customer.profile"].has_access("read"):
            raise AccessError(
                self.env._("Figures of all customers are not for this user.")
            )

    def _compute_kpi_customer_new_value(self):
        self._check_customer_kpis()
        groups = self._profile_groups(self._days_domain("first_order_date"))
        self._set_by_company("kpi_customer_new_value", groups)

    def _compute_kpi_customer_at_risk_value(self):
        """How many are at risk now; the past of it no longer stands anywhere."""
        self._check_customer_kpis()
        groups = self._profile_groups(Domain("churn_risk", "in", AT_RISK))
        self._set_by_company("kpi_customer_at_risk_value", groups)

    def _compute_kpi_customer_repeat_value(self):
        """Of those who ordered in the period, the share that had ordered before."""
        self._check_customer_kpis()
        bought = self._days_domain("last_order_date")
        everybody = self._profile_groups(bought)
        again = self._profile_groups(bought & Domain("order_days", ">", 1))
        self._set_by_company(
            "kpi_customer_repeat_value",
            {
                company: round(100 * again.get(company, 0) / count, 1)
                for company, count in everybody.items()
            },
        )

    def _compute_kpi_customer_class_a_value(self):
        """Revenue in the period, by the orders, of customers in class A."""
        self._check_customer_kpis()
        start, end, companies = self._get_kpi_compute_parameters()
        groups = self.env["customer.contribution.report"]._read_group(
            [
                ("company_id", "in", companies.ids),
                ("abc_class", "=", "A"),
                ("date", ">=", start),
                ("date", "<", end),
            ],
            ["company_id"],
            ["revenue:sum"],
        )
        self._set_by_company("kpi_customer_class_a_value", dict(groups))

    def _days_domain(self, fname):
        """Domain: a day of the profile lies in the period of the digest."""
        start, end, _companies = self._get_kpi_compute_parameters()
        first, last = fields.Date.to_date(start), fields.Date.to_date(end)
        return Domain(fname, ">=", first) & Domain(fname, "<", last)

    def _profile_groups(self, domain):
        """``{company: number}`` over the profiles of the companies of the digests."""
        _start, _end, companies = self._get_kpi_compute_parameters()
        mine = Domain("company_id", "in", companies.ids)
        return dict(
            self.env["customer.profile"]._read_group(
                mine & domain, ["company_id"], ["__count"]
            )
        )

    def _set_by_company(self, fname, numbers):
        for digest in self:
            digest[fname] = numbers.get(digest.company_id or self.env.company, 0)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("customer_info_mgmt.customer_info_mgmt_menu_root").id
        target = f"customer_info_mgmt.customer_action?menu_id={menu}"
        for name in ("new", "repeat", "at_risk", "class_a"):
            actions[f"kpi_customer_{name}"] = target
        return actions
