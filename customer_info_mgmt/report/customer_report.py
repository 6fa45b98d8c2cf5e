from odoo import api, models
from odoo.exceptions import AccessError


class CustomerReportPaper(models.AbstractModel):
    """The reports to print on paper, with the rights of the reader."""

    _name = "report.customer_info_mgmt.customer_report"
    _description = "Report on Customers on Paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        reports = self.env["customer.report"].browse(docids)
        if reports.create_uid - self.env.user:
            raise AccessError(self.env._("This report was set up by somebody else."))
        return {
            "doc_ids": reports.ids,
            "doc_model": "customer.report",
            "docs": reports,
            "pages": [report._printed() for report in reports],
        }
