from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBERS = ("7", "30", "90", "365")


class QualityReportController(Controller):
    """Hands out the check report as a file."""

    @route(
        "/customer_info_mgmt/check_report.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def check_report(self, days="30", company=None, **_others):
        """The workbook, with what the user may see of a company.

        :param days: days back to compare with; 30 where it is no such number
        :param company: id of one of the user's companies, the default one else
        """
        reports = request.env["customer.quality.report"]
        own = request.env.user.company_ids.filtered(
            lambda found: str(found.id) == company
        )
        if own:
            reports = reports.with_company(own).with_context(
                allowed_company_ids=own.ids
            )
        content = reports._workbook(int(days) if days in NUMBERS else 30)
        name = f"{reports.env._('Check Report')}.xlsx"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
