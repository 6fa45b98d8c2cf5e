from datetime import date

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .report_common import ReportCommon

REPORT = "customer_info_mgmt.customer_sheet"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerSheet(ReportCommon):
    """F26, A25: one page about a customer, with what its reader may see."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own.write(
            {
                "name": "青禾食品有限公司",
                "ref": "C-0815",
                "street": "1 Harbour Road",
                "comment": "<p>Call before <b>ten</b>.</p>",
            }
        )
        cls.contact.write({"function": "Buyer", "phone": "+86 20 6541 8054"})
        cls.order = cls._sell(cls.contact, "2024-03-10", 20, price_unit=10.0)
        cls._give_back(cls._deliver(cls.order), 5, "2024-05-02")
        cls.service_order = cls._sell(cls.own, "2024-04-10", 2, product=cls.service)
        (cls.order | cls.service_order).user_id = cls.user_user
        colour = cls.env["customer.preference.type"].create(
            {"name": "Hue (test)", "code": "test_hue"}
        )
        cls.env["customer.preference"].create(
            [
                {"partner_id": cls.own.id, "type_id": colour.id, "value": "Jade green"},
                {
                    "partner_id": cls.contact.id,
                    "type_id": colour.id,
                    "value": "Neon pink",
                    "attitude": "dislike",
                },
            ]
        )
        cls.feedback = cls.env["customer.feedback"].create(
            {"partner_id": cls.own.id, "title": "Boxes arrived wet"}
        )
        cls.env["customer.profile"].refresh()
        cls.env.flush_all()

    def _text(self, user, customers=None):
        customers = customers or self.own
        content, kind = (
            self.env["ir.actions.report"]
            .with_user(user)
            ._render_qweb_html(REPORT, customers.ids)
        )
        self.assertEqual(kind, "html")
        page = html.fromstring(content)
        for style in page.xpath("//style | //script"):
            style.drop_tree()
        return " ".join(page.text_content().split())

    def _sheet(self, user, customer=None):
        sheets = self.env[f"report.{REPORT}"].with_user(user)
        return sheets._prepare_sheet((customer or self.own).with_user(user))

    def test_who(self):
        """F26: name, code, address, contacts, tags and note, in any script."""
        text = self._text(self.user_user)
        for expected in (
            "青禾食品有限公司",
            "C-0815",
            "1 Harbour Road",
            "Own Buyer",
            "+86 20 6541 8054",
            "VIP (test)",
            "Call before *ten*.",
        ):
            self.assertIn(expected, text)

    def test_what_they_bought(self):
        """F26, A19: last orders with what they were about, and the best products."""
        sheet = self._sheet(self.user_user)
        self.assertEqual(
            [(row["name"], row["products"]) for row in sheet["orders"]],
            [(self.service_order.name, "Tasting"), (self.order.name, "Tea")],
        )
        self.assertEqual(
            [(row["name"], row["quantity"]) for row in sheet["products"]],
            [("Tea", "15"), ("Tasting", "2")],
        )
        text = self._text(self.user_user)
        self.assertIn(self.order.name, text)

    def test_worth(self):
        """F26: the figures of the file: 200 and 100 sold, 50 came back."""
        figures = dict(self._sheet(self.user_user)["figures"])
        self.assertIn("250.00", figures["Revenue"])
        self.assertEqual(figures["Orders"], "2")

    def test_likes_and_troubles(self):
        """F26, A17: what they like, what they do not, and what they wait for."""
        text = self._text(self.user_user)
        self.assertIn("Jade green", text)
        self.assertIn("not Neon pink (Own Buyer)", text)
        self.assertIn("Boxes arrived wet", text)

    def test_settled_feedback_is_left_out(self):
        closed = self.env["customer.feedback.stage"].search(
            [("is_closed", "=", True)], limit=1
        )
        self.feedback.write({"stage_id": closed.id, "resolution": "New boxes sent."})
        self.env.flush_all()
        self.assertFalse(self._sheet(self.user_user)["feedback"])

    def test_balance_is_for_finance(self):
        """I02: finance sees the open balance, sales does not."""
        self.assertIn("Open Balance", dict(self._sheet(self.finance_user)["figures"]))
        self.assertNotIn("Open Balance", dict(self._sheet(self.user_user)["figures"]))

    def test_colleagues_customer_has_no_figures(self):
        """I02: a clerk prints who a colleague's customer is, but not its worth."""
        order = self._sell(self.foreign, "2024-04-10", 2)
        order.user_id = self.other_seller
        self.env["customer.profile"].refresh()
        sheet = self._sheet(self.user_user, self.foreign)
        self.assertNotIn("Revenue", dict(sheet["figures"]))
        self.assertEqual((sheet["orders"], sheet["products"]), ([], []))
        self.assertIn("Foreign Mart", self._text(self.user_user, self.foreign))

    def test_refused(self):
        """I02: no sheet for the warehouse, the steward and the privacy officer."""
        for user in (self.warehouse_user, self.steward_user, self.privacy_user):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._text(user)

    def test_portal_is_refused(self):
        """I02: a customer must not print what is written about it."""
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "cim_portal",
                "partner_id": self.contact.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        with self.assertRaises(AccessError):
            self._text(portal)

    def test_print_menu(self):
        """F20: one click from the customer, for the roles that may."""
        for user, offered in (
            (self.user_user, True),
            (self.finance_user, True),
            (self.manager_user, True),
            (self.warehouse_user, False),
        ):
            actions = self.env["ir.actions.actions"].with_user(user)
            reports = actions.get_bindings("res.partner").get("report", ())
            names = {action["name"] for action in reports}
            with self.subTest(user.login):
                self.assertEqual("Customer Sheet" in names, offered)

    def test_contact_prints_its_company(self):
        """F26: printed from a contact or several of one company, it is one page."""
        values = self.env[f"report.{REPORT}"]._get_report_values(
            (self.contact | self.own).ids
        )
        self.assertEqual([sheet["customer"] for sheet in values["sheets"]], [self.own])

    def test_long_data_is_cut(self):
        """F26: however much there is, the page has room for so many rows."""
        self.env["customer.preference"].create(
            [
                {
                    "partner_id": self.own.id,
                    "type_id": self.env["customer.preference.type"]
                    .search([], limit=1)
                    .id,
                    "value": f"Value {number}",
                }
                for number in range(20)
            ]
        )
        self.own.comment = "<p>" + "word " * 500 + "</p>"
        sheet = self._sheet(self.user_user)
        self.assertEqual(len(sheet["preferences"]), 8)
        self.assertLessEqual(len(sheet["note"]), 320)
        self.assertTrue(sheet["note"].endswith("…"))
        self.assertEqual(sheet["today"], sheet["today"].strip())
        self.assertIn(str(date.today().year), sheet["today"])
