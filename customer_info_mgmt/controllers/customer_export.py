import tempfile

from werkzeug.wsgi import wrap_file

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import content_disposition, request

from ..models.quality.export.customer_export_file import MIMETYPES


class CustomerExportController(http.Controller):
    @http.route("/customer_info_mgmt/export/<int:export_id>", type="http", auth="user")
    def customer_export(self, export_id):
        """Give the file of an export to who began it, from disk, not from memory."""
        export = request.env["customer.export"].browse(export_id)
        try:
            export.check_access("write")
        except (AccessError, MissingError):
            raise request.not_found() from None
        if export.user_id != request.env.user or export.state != "draft":
            raise request.not_found()
        stream = tempfile.TemporaryFile()
        export._write_file(stream)
        size = stream.tell()
        stream.seek(0)
        response = request.make_response(
            wrap_file(request.httprequest.environ, stream),
            headers=[
                ("Content-Type", MIMETYPES[export.file_format]),
                ("Content-Length", size),
                ("Content-Disposition", content_disposition(export._file_name())),
                ("Cache-Control", "no-store"),
            ],
        )
        response.direct_passthrough = True
        response.call_on_close(stream.close)
        return response
