from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import GROUPS

# Opens every menu of the app, one after the other, as a click on it does. What a screen
# cannot show, it reports: a crash, an error, or a value that nobody formatted.
WALK = """
(async () => {
const { menu, ui } = odoo.__WOWL_DEBUG__.root.env.services;
const settled = async () => {
    for (let round = 0; round < 100; round++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        if (!ui.isBlocked && !document.querySelector(".o_loading_indicator")) {
            return;
        }
    }
};
const app = menu.getApps().find((one) => one.xmlid === "%(app)s");
const menus = menu
    .getAll()
    .filter((one) => one.appID === app.id && one.actionID && one.id !== app.id);
const names = [];
for (const one of menus) {
    await menu.selectMenu(one);
    await settled();
    const shown = document.querySelector(".o_action_manager")?.innerText || "";
    const raw = shown.match(/undefined|NaN|\\[object Object\\]/);
    if (document.querySelector(".o_error_dialog") || !shown.trim() || raw) {
        console.error(`${one.xmlid} shows: ${raw || shown.slice(0, 300) || "nothing"}`);
    }
    for (const close of document.querySelectorAll(".modal .btn-close")) {
        close.click();
    }
    names.push(one.xmlid);
}
console.log(`opened ${names.length} screens`);
if (names.length < %(least)s) {
    console.error(`only ${names.length} screens: ${names}`);
} else {
    console.log("test successful");
}
})().catch((error) => console.error(error.stack || error));
"""
READY = "odoo.isReady && !!odoo.__WOWL_DEBUG__?.root?.env?.services?.menu"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestEveryScreen(HttpCase):
    """F20, I02: every screen opens for every role, with nothing to show and with one
    customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        for role in ("user", "warehouse", "finance", "steward", "privacy", "manager"):
            new_test_user(cls.env, f"screen_{role}", groups=GROUPS + role)

    def _open_all(self, role, least):
        code = WALK % {
            "app": "customer_info_mgmt.customer_info_mgmt_menu_root",
            "least": least,
        }
        self.browser_js("/odoo", code, READY, login=f"screen_{role}", timeout=180)

    def _sell_once(self):
        customer = self.env["res.partner"].create(
            {
                "name": "Only Customer",
                "customer_rank": 1,
                "user_id": self.env["res.users"]
                .search([("login", "=", "screen_user")])
                .id,
            }
        )
        product = self.env["product.product"].create({"name": "Tea", "list_price": 9})
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
        order.action_confirm()
        order.date_order = fields.Datetime.now() - relativedelta(days=40)
        self.env["customer.profile"].refresh()

    def test_empty_as_manager(self):
        """F20: an empty database shows what there will be, and no error."""
        self.env["customer.profile"].search([]).unlink()
        self._open_all("manager", 40)

    def test_one_customer_as_manager(self):
        """F20: one customer with one order is enough for every screen."""
        self._sell_once()
        self._open_all("manager", 40)

    def test_one_customer_as_sales_clerk(self):
        """I02: what a sales clerk finds in the menu, it may open."""
        self._sell_once()
        self._open_all("user", 15)

    def test_one_customer_as_finance_clerk(self):
        """I02: what a finance clerk finds in the menu, it may open."""
        self._sell_once()
        self._open_all("finance", 10)

    def test_one_customer_as_other_roles(self):
        """I02: the same for warehouse, data quality and privacy."""
        self._sell_once()
        self._open_all("warehouse", 1)
        self._open_all("steward", 10)
        self._open_all("privacy", 1)
