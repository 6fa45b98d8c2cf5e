import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from .quality_report import XLSX


class CustomerReportController(http.Controller):
    """Hands out the reports to print as workbooks."""

    @http.route(
        "/customer_info_mgmt/report/<int:report_id>.xlsx", type="http", auth="user"
    )
    def customer_report(self, report_id):
        """The workbook of a report that the user has set up, from disk."""
        report = request.env["customer.report"].browse(report_id)
        try:
            report.check_access("read")
        except (AccessError, MissingError):
            raise request.not_found() from None
        if report.create_uid != request.env.user:
            raise request.not_found()
        stream = tempfile.TemporaryFile()
        report._write_workbook(stream)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, stream),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(report._file_name())),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
        )
        response.direct_passthrough = True
        response.call_on_close(stream.close)
        return response
