from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDuplicateTours(HttpCase):
    """L05, L06, P11b: the hint while somebody types, and the review of a pair."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        for role in ("user", "steward"):
            new_test_user(
                cls.env,
                f"cim_tour_{role}",
                groups=f"customer_info_mgmt.group_customer_{role}",
            )
        cls.first, cls.second = cls.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "phone": "0755-26001234",
                    "city": "深圳市",
                }
                for name in ("深圳市华强电子有限公司", "华强电子（深圳）有限公司")
            ]
        )
        cls.pair = cls.env["customer.duplicate"].search(
            [("partner_b_id", "=", cls.second.id)]
        )

    def test_while_typing(self):
        self.start_tour(
            "/odoo/customer-files/new",
            "customer_duplicate_while_typing",
            login="cim_tour_user",
        )

    def test_review(self):
        self.start_tour(
            "/odoo/customer-duplicates",
            "customer_duplicate_review",
            login="cim_tour_steward",
        )
        self.pair.invalidate_recordset()
        self.assertEqual(self.pair.state, "not_duplicate")
        self.assertEqual(self.pair.reason, "a branch")
