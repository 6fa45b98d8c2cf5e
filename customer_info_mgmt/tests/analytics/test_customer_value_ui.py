import io
import json

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import OdooPdfFileReader

from .report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerValueUi(ReportCommon, HttpCase):
    """F02, A19, F26: what a clerk sees of it in the browser and on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own.name = "Tour Trading 巡游贸易"
        cls.order = cls._sell(
            cls.own, fields.Date.today().isoformat(), 20, price_unit=10.0
        )
        cls.order.user_id = cls.user_user
        cls.order.order_line.name += "\nred box"
        cls.env["customer.profile"].refresh()

    def test_clerk_goes_from_the_ranking_to_the_purchases(self):
        """F02, A19: ranking, customer, value tab, all purchases, as a sales clerk."""
        self.start_tour(
            "/odoo/customer-ranking",
            "customer_info_mgmt_customer_value",
            login=self.user_user.login,
        )

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_sheet_is_one_page(self):
        """F26: one page of paper, also with more than a page could hold."""
        if self.env["ir.actions.report"].get_wkhtmltopdf_state() != "ok":
            self.skipTest("wkhtmltopdf is not there: the sheet is shown as HTML")
        self._fill_the_sheet()
        # The printer fetches its styles by a route that cannot write them.
        for bundle in ("web.report_assets_common", "web.report_assets_pdf"):
            qweb = self.env["ir.qweb"]
            qweb._get_asset_bundle(bundle, js=False, autoprefix=True).css()
            qweb._get_asset_bundle(bundle, js=False).css()
        self.authenticate(self.user_user.login, self.user_user.login)
        context = json.dumps({"force_report_rendering": True})
        response = self.url_open(
            f"/report/pdf/customer_info_mgmt.customer_sheet/{self.own.id}"
            f"?context={context}"
        )
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        pages = OdooPdfFileReader(io.BytesIO(response.content)).getNumPages()
        self.assertEqual(pages, 1)

    @classmethod
    def _fill_the_sheet(cls):
        long_text = "A rather long text, 相当长的文字, that goes on. " * 30
        cls.own.write(
            {"comment": long_text, "street": long_text[:120], "street2": long_text}
        )
        types = cls.env["customer.preference.type"].search([])
        for number in range(12):
            cls.env["res.partner"].create(
                {"parent_id": cls.own.id, "name": long_text[:80], "phone": "+4912"}
            )
            cls.env["customer.preference"].create(
                {
                    "partner_id": cls.own.id,
                    "type_id": types[number % len(types)].id,
                    "value": f"{number} {long_text}",
                }
            )
            cls.env["customer.feedback"].create(
                {"partner_id": cls.own.id, "title": f"{number} {long_text}"}
            )
            cls._sell(cls.own, "2024-01-01", 1).user_id = cls.user_user
        cls.env["res.partner.category"].create(
            [{"name": f"Tag {number}"} for number in range(12)]
        ).partner_ids = cls.own
