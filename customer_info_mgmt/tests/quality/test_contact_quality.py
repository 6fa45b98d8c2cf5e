from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..file.test_contact_point import ContactCommon
from .merge_common import MergeCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContactQuality(ContactCommon):
    """B02, A06, A07: contact points are cleaned, checked and compared."""

    def test_cleaned(self):
        point = self._add("微信号：wang_fang88", "wechat")
        self.assertEqual(point.value, "wang_fang88")
        self.assertEqual(point.typed, "微信号：wang_fang88")
        point = self._add("139 0013 9000", "mobile")
        self.assertEqual(point.value, "+86 139 0013 9000")
        self.assertFalse(point.typed)

    def test_kind_follows_the_number(self):
        self.assertEqual(self._add("0755-26001234", "mobile").kind, "phone")
        self.assertEqual(self._add("139 0013 9000", "phone").kind, "mobile")

    def test_several_in_one_cell(self):
        first = self._add("0755-26001234 / 139 0013 9000", "phone")
        self.assertEqual(first.value, "+86 755 2600 1234")
        self.assertEqual(
            self._of("phone"),
            ["+86 138 0013 8000*", "+86 139 0013 9000", "+86 755 2600 1234"],
        )
        self._add("a@tea.example.cn; b@tea.example.cn", "email")
        self.assertIn("b@tea.example.cn", self._of("email"))

    def test_wrong_values_are_marked(self):
        point = self._add("12", "qq")
        self.assertEqual(point.problem, "account_qq")
        self.assertIn("5 to 11", point.problem_text)
        point.value = "123456"
        self.assertFalse(point.problem)

    def test_wrong_values_are_refused_where_the_policy_says_so(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.policy_phone", "refuse"
        )
        with self.assertRaises(ValidationError) as caught:
            self._add("45678", "mobile")
        self.assertIn("45678", str(caught.exception))
        self.assertIn("Wang Fang", str(caught.exception))

    def test_found_by_any_contact_point(self):
        """A06, B07: the duplicate service finds a customer by its second phone."""
        self._add("139 0013 9000")
        self._add("fang_tea88", "wechat")
        self._add("98765432", "qq")
        duplicates = self.env["customer.duplicate"].with_user(self.user_user)
        for values in (
            {"phone": "+86 13900139000"},
            {"email": "98765432@qq.com"},
            {"contact_point_ids": [(0, 0, {"kind": "wechat", "value": "fang_tea88"})]},
        ):
            with self.subTest(values=values):
                found = duplicates.find(dict(values, name="Wang Fang"))
                self.assertEqual([row["id"] for row in found], self.customer.ids)

    def test_keys_follow(self):
        point = self._add("139 0013 9000")
        keys = self.env["customer.match.key"]

        def phones():
            found = keys.search(
                [("partner_id", "=", self.customer.id), ("kind", "=", "phone")]
            )
            return set(found.mapped("key"))

        self.assertEqual(phones(), {"00138000", "00139000"})
        point.value = "139 0013 9001"
        self.assertEqual(phones(), {"00138000", "00139001"})
        self.customer.phone = "139 0013 9001"
        self.assertEqual(phones(), {"00138000", "00139001"})
        point.unlink()
        self.assertEqual(phones(), {"00138000"})


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContactMerge(MergeCommon):
    """B08, P03: contact points and identities move with a merge, and come back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept.phone = "+86 10 6552 0000"
        points = cls.env["customer.contact.point"]
        for partner, kind, value in (
            (cls.kept, "wechat", "acme_trade"),
            (cls.twin, "wechat", "acme_trade"),
            (cls.twin, "qq", "7654321"),
            (cls.twin, "email", "info@acme.example"),
        ):
            points.create({"partner_id": partner.id, "kind": kind, "value": value})
        channel = cls.env["customer.channel"].create({"name": "Shop", "code": "shop-m"})
        cls.env["customer.identity"].create(
            [
                {
                    "partner_id": partner.id,
                    "channel_id": channel.id,
                    "external_id": str(n),
                }
                for n, partner in enumerate((cls.kept, cls.twin))
            ]
        )

    def _rows(self, partner):
        points = self.env["customer.contact.point"].search(
            [("partner_id", "=", partner.id)]
        )
        return sorted((p.kind, p.value, p.is_primary) for p in points)

    def test_merge_and_undo(self):
        before = {p: self._rows(p) for p in (self.kept, self.twin)}
        merge = self._merge(self.kept, self.twin)
        self.assertEqual(self.kept.phone, "+86 10 6552 0000")
        self.assertEqual(
            self._rows(self.kept),
            [
                ("email", "info@acme.example", True),
                ("phone", "+86 10 6552 0000", True),
                ("phone", "+86 10 6552 9988", False),
                ("qq", "7654321", False),
                ("wechat", "acme_trade", False),
            ],
        )
        self.assertEqual(len(self.kept.identity_ids), 2)
        merge.action_undo()
        for partner, rows in before.items():
            self.assertEqual(self._rows(partner), rows)
            self.assertEqual(len(partner.identity_ids), 1)

    def test_chosen_phone_is_primary(self):
        self._merge(self.kept, self.twin, choices={"phone": self.twin.id})
        self.assertEqual(self.kept.phone, "+86 10 6552 9988")
        rows = self._rows(self.kept)
        self.assertIn(("phone", "+86 10 6552 9988", True), rows)
        self.assertIn(("phone", "+86 10 6552 0000", False), rows)
