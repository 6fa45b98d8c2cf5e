from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestTillDoor(HttpCase):
    """L05: the till has its own door, told by the page that sends the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(
            cls.env, "cim_till", groups="customer_info_mgmt.group_customer_user"
        )
        cls.values = {"name": "Harbour Trading", "phone": "+86 21 5555 0007"}
        cls.env["res.partner"].create(cls.values)

    def _save(self, page):
        """Create the customer as the form on ``page`` does; return its pair's door."""
        self.authenticate("cim_till", "cim_till")
        self.opener.headers["Referer"] = f"{self.base_url()}{page}"
        created = self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/web_save",
            {
                "model": "res.partner",
                "method": "web_save",
                "args": [[], self.values],
                "kwargs": {"specification": {"id": {}}},
            },
        )
        pair = self.env["customer.duplicate"].search(
            [("partner_b_id", "=", created[0]["id"])]
        )
        return sorted(set(pair.mapped("source")))

    def test_till(self):
        self.assertEqual(self._save("/pos/ui/1/product"), ["pos"])

    def test_office(self):
        self.assertEqual(self._save("/odoo/customer-files/new"), ["form"])

    def test_strange_page(self):
        """What a browser claims to come from is read, not trusted to be an address."""
        for page in ("", "/", "/[::1/pos/ui/1", "?x=/pos/ui/1"):
            self.assertEqual(self._save(page), ["form"])

    def test_action(self):
        """The action of the till is its own."""
        params = self.env["ir.config_parameter"]
        params.set_param("customer_info_mgmt.door_pos", "ignore")
        self.assertEqual(self._save("/pos/ui/1/product"), [])
