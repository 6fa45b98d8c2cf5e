from odoo import api, fields, models
from odoo.fields import Domain

from .vocabulary import RFM_SEGMENTS


class CustomerRfmSegment(models.Model):
    """An RFM segment in words: who is in it and what to do about them.

    The figures are those of the current company, over the customers whose figures the
    user may see.
    """

    _name = "customer.rfm.segment"
    _description = "RFM Segment"
    _order = "sequence, id"
    _rec_name = "code"

    code = fields.Selection(RFM_SEGMENTS, "Segment", required=True, readonly=True)
    sequence = fields.Integer(default=10)
    sentence = fields.Text("Who They Are", required=True, translate=True)
    action = fields.Text("What to Do", required=True, translate=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_figures")
    customer_count = fields.Integer("Customers", compute="_compute_figures")
    customer_share = fields.Float("Share of Customers", compute="_compute_figures")
    revenue = fields.Monetary(compute="_compute_figures")
    revenue_12m = fields.Monetary("Revenue of 12 Months", compute="_compute_figures")
    revenue_share = fields.Float("Share of Revenue", compute="_compute_figures")
    average_revenue = fields.Monetary(
        "Revenue per Customer", compute="_compute_figures", aggregator="avg"
    )
    average_orders = fields.Float(
        "Orders per Customer",
        compute="_compute_figures",
        digits=(16, 1),
        aggregator="avg",
    )
    average_interval = fields.Float(
        "Usual Days between Orders",
        compute="_compute_figures",
        digits=(16, 0),
        aggregator="avg",
    )

    _code_uniq = models.UniqueIndex("(code)", "This segment is described already.")

    @api.depends("code")
    def _compute_display_name(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for segment in self:
            segment.display_name = labels.get(segment.code)

    @api.depends("code")
    @api.depends_context("company", "uid")
    def _compute_figures(self):
        rows = self.env["customer.profile"]._read_group(
            Domain("company_id", "=", self.env.company.id)
            & Domain("rfm_segment", "!=", False),
            ["rfm_segment"],
            [
                "__count",
                "revenue:sum",
                "revenue_12m:sum",
                "order_count:sum",
                "median_interval_days:avg",
            ],
        )
        found = {code: figures for code, *figures in rows}
        customers = sum(figures[0] for figures in found.values())
        revenue = sum(figures[1] for figures in found.values())
        for segment in self:
            count, total, total_12m, orders, interval = found.get(
                segment.code, (0, 0, 0, 0, 0)
            )
            segment.currency_id = self.env.company.currency_id
            segment.customer_count = count
            segment.customer_share = count / customers if customers else 0
            segment.revenue = total
            segment.revenue_12m = total_12m
            segment.revenue_share = total / revenue if revenue > 0 else 0
            segment.average_revenue = total / count if count else 0
            segment.average_orders = orders / count if count else 0
            segment.average_interval = interval or 0

    def action_open_customers(self):
        """Open the list of customers in this segment."""
        self.ensure_one()
        xmlid = "customer_info_mgmt.customer_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return action | {
            "name": self.display_name,
            "domain": [
                ("customer_profile_id", "any", [("rfm_segment", "=", self.code)])
            ],
            "context": {"res_partner_search_mode": "customer"},
        }
