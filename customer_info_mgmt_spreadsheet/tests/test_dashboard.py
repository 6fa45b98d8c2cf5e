import base64
import json
import re

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.misc import file_path

DASHBOARD = "customer_info_mgmt_spreadsheet.dashboard_customers"
FORMULA = re.compile(r'ODOO\.LIST\(1,\d+,"(\w+)"\)')
# Waits until the cells of the dashboard are there, then says what stands in the first.
OPENED = """
const end = Date.now() + 40000;
const look = () => {
    const failed = document.querySelector(".o_error_dialog, .o-spreadsheet-error");
    const grid = document.querySelector(".o-spreadsheet .o-grid canvas");
    if (failed) {
        console.error("the dashboard did not open: " + failed.textContent);
    } else if (grid) {
        console.log("test successful");
    } else if (Date.now() < end) {
        setTimeout(look, 200);
    } else {
        console.error("no dashboard: " + document.body.textContent.slice(0, 400));
    }
};
look();
"""


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDashboard(HttpCase):
    """F24, F26: the customers as a dashboard of Odoo's spreadsheets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dashboard = cls.env.ref(DASHBOARD)
        content = base64.b64decode(cls.dashboard.spreadsheet_binary_data)
        cls.sheet = json.loads(content)
        cls.fields = cls.env["customer.profile"]._fields

    def test_names_fields_that_are_there(self):
        """F24: pivots, list, filters and chart speak of fields of the profile."""
        named = set()
        for pivot in self.sheet["pivots"].values():
            named |= {row["fieldName"] for row in pivot["rows"]}
            named |= {one["fieldName"] for one in pivot["measures"]}
            named |= {leaf[0] for leaf in pivot["domain"]}
        listed = self.sheet["lists"]["1"]["columns"]
        named |= set(listed)
        self.assertEqual(named - {"__count"} - set(self.fields), set())
        for cell in self.sheet["sheets"][0]["cells"].values():
            for name in FORMULA.findall(cell):
                self.assertIn(name, listed)

    def test_menus_behind_the_figures_are_there(self):
        for name in self.sheet["chartOdooMenusReferences"].values():
            self.assertEqual(self.env.ref(name)._name, "ir.ui.menu")

    def test_every_word_is_translated(self):
        """K04: the words of the cells stand in both catalogues."""
        words = set(
            re.findall(r'_t\("([^"]+)"\)', json.dumps(self.sheet).replace("\\", ""))
        )
        self.assertGreater(len(words), 8)
        for language in ("zh_CN", "zh_TW"):
            path = file_path(f"customer_info_mgmt_spreadsheet/i18n/{language}.po")
            with open(path, encoding="utf-8") as stream:
                catalogue = stream.read()
            for word in words:
                self.assertRegex(catalogue, f'msgid "{word}"\nmsgstr "[^"]')

    def test_opens_in_the_browser(self):
        """F24: for a sales clerk, without an error."""
        groups = "customer_info_mgmt.group_customer_user"
        new_test_user(self.env, "cim_dashboard", groups=groups)
        self.browser_js(
            f"/odoo/dashboards?dashboard_id={self.dashboard.id}",
            OPENED,
            ready="Boolean(document.querySelector('.o_main_navbar'))",
            login="cim_dashboard",
            timeout=90,
        )

    def test_is_for_those_who_see_figures(self):
        """I02: not for the warehouse."""
        warehouse = new_test_user(
            self.env, "cim_yard", groups="customer_info_mgmt.group_customer_warehouse"
        )
        dashboards = self.env["spreadsheet.dashboard"].with_user(warehouse)
        self.assertNotIn(self.dashboard, dashboards.search([]))
