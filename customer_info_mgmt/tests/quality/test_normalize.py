from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from ...models.quality.trusted import YES
from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestNormalize(CustomerInfoCommon):
    """B01 to B05, B09, P16: what comes in is cleaned at every door."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.partners = cls.env["res.partner"].with_user(cls.user_user)

    def _policy(self, field, policy):
        self.env["ir.config_parameter"].set_param(
            f"customer_info_mgmt.policy_{field}", policy
        )

    def test_create(self):
        partner = self.partners.create(
            {
                "name": " 深圳市 华强电子(中国)有限公司 ",
                "phone": "０７５５－２６００１２３４",
                "email": " Info@HUAQIANG.cn ",
                "vat": "9135 0211 m000 100y46",
                "zip": "５１８０００",
            }
        )
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "深圳市华强电子（中国）有限公司",
                    "phone": "+86 755 2600 1234",
                    "phone_sanitized": "+8675526001234",
                    "email": "Info@huaqiang.cn",
                    "vat": "91350211M000100Y46",
                    "zip": "518000",
                }
            ],
        )
        self.assertFalse(partner.data_issue_ids)

    def test_write_and_country_of_the_address(self):
        partner = self.partners.create({"name": "Weber"})
        partner.write({"country_id": self.env.ref("base.de").id, "phone": "030 123456"})
        self.assertEqual(partner.phone, "+49 30 123456")
        partner.write({"phone": "030/654321"})
        self.assertEqual(partner.phone, "+49 30 654321")

    def test_write_reads_each_record_by_its_own_country(self):
        german = self.partners.create(
            {"name": "Weber", "country_id": self.env.ref("base.de").id}
        )
        australian = self.partners.create(
            {"name": "Webber", "country_id": self.env.ref("base.au").id}
        )
        (german | australian).write({"phone": "0212 345678"})
        self.assertEqual(german.phone, "+49 212 345678")
        self.assertEqual(australian.phone, "+61 2 1234 5678")

    def test_country_of_the_parent(self):
        parent = self.partners.create(
            {
                "name": "Weber GmbH",
                "is_company": True,
                "country_id": self.env.ref("base.de").id,
            }
        )
        contact = self.partners.create(
            {"name": "Anna Weber", "parent_id": parent.id, "phone": "030 123456"}
        )
        self.assertEqual(contact.phone, "+49 30 123456")

    def test_form(self):
        with Form(self.partners) as form:
            form.name = "王 小明"
            form.phone = "13800138001"
        partner = form.save()
        self.assertEqual(partner.name, "王小明")
        self.assertEqual(partner.phone, "+86 138 0013 8001")

    def test_quick_create(self):
        partner_id, name = self.partners.name_create("张　三")
        self.assertEqual(self.partners.browse(partner_id).name, "张三")
        self.assertEqual(name, "张三")

    def test_import(self):
        result = self.partners.with_context(import_file=True).load(
            ["name", "phone", "email"],
            [["李四", "138-0013-8001", "li＠qq．com"], ["王五", "1380013800", "no"]],
        )
        self.assertTrue(result["ids"], result["messages"])
        good, bad = self.partners.browse(result["ids"])
        self.assertEqual(good.phone, "+86 138 0013 8001")
        self.assertEqual(good.email, "li@qq.com")
        self.assertEqual(
            set(bad.data_issue_ids.mapped("code")), {"phone_too_short", "email_no_at"}
        )

    def test_flag_is_the_default(self):
        partner = self.partners.create({"name": "Li Wei", "phone": "123456"})
        self.assertEqual(partner.phone, "123456")
        issue = partner.data_issue_ids
        self.assertRecordValues(
            issue,
            [
                {
                    "field_name": "phone",
                    "code": "phone_too_short",
                    "severity": "wrong",
                    "typed": "123456",
                }
            ],
        )
        self.assertIn("Too few digits", partner.data_issue_text)
        found = self.partners.search([("data_issue_ids.code", "=", "phone_too_short")])
        self.assertIn(partner, found)

    def test_a_good_value_removes_the_mark(self):
        partner = self.partners.create(
            {"name": "Li Wei", "phone": "123456", "email": "li@qq"}
        )
        partner.phone = "13800138001"
        self.assertEqual(partner.data_issue_ids.mapped("field_name"), ["email"])
        partner.email = False
        self.assertFalse(partner.data_issue_ids)

    def test_unusual_is_accepted(self):
        partner = self.partners.create({"name": "test", "email": "li@gmial.com"})
        self.assertFalse(partner.data_issue_ids)

    def test_accept(self):
        self._policy("phone", "accept")
        partner = self.partners.create({"name": "Li Wei", "phone": "123456"})
        self.assertFalse(partner.data_issue_ids)

    def test_refuse_says_why(self):
        self._policy("email", "refuse")
        with self.assertRaisesRegex(ValidationError, "Li Wei.*li@qq") as caught:
            self.partners.create({"name": "Li Wei", "email": "li@qq"})
        self.assertIn("not a complete domain", str(caught.exception))
        partner = self.partners.create({"name": "Li Wei", "email": "li@qq.com"})
        with self.assertRaisesRegex(ValidationError, "Li Wei"):
            partner.email = "li"
        # What is merely unusual is marked then.
        partner.email = "li@gmial.com"
        self.assertRecordValues(
            partner.data_issue_ids, [{"code": "email_typo", "hint": "gmail.com"}]
        )

    def test_several_phones_in_one_cell(self):
        """A06: the first stays, the others become contact points, the cell is kept."""
        typed = "0755-26001234 / 13800138001"
        partner = self.partners.create({"name": "李四", "phone": typed})
        self.assertEqual(partner.phone, "+86 755 2600 1234")
        self.assertEqual(partner.typed_value_ids.typed, typed)
        self.assertFalse(partner.data_issue_ids)
        self.assertEqual(
            partner.contact_point_ids.mapped("value"),
            ["+86 755 2600 1234", "+86 138 0013 8001"],
        )
        self.assertEqual(partner.contact_point_ids.mapped("kind"), ["phone", "mobile"])

    def test_typed_original(self):
        partner = self.partners.create(
            {"name": "李四", "email": "mailto:li@qq.com", "phone": "138 0013 8001"}
        )
        self.assertRecordValues(
            partner.typed_value_ids,
            [
                {
                    "field_name": "email",
                    "typed": "mailto:li@qq.com",
                    "value": "li@qq.com",
                }
            ],
        )
        partner.email = "li@163.com"
        self.assertFalse(partner.typed_value_ids)

    def test_forms_of_odoo_itself(self):
        """Several addresses, or a name before one, are forms that Odoo sends to."""
        for typed in ('"Li Si" <li@qq.com>', "li@qq.com,si@qq.com"):
            partner = self.partners.create({"name": "李四", "email": typed})
            self.assertEqual(partner.email, typed)
            self.assertFalse(partner.data_issue_ids)

    def test_split_address(self):
        """B05: a whole address in one line goes to its parts."""
        partner = self.partners.create(
            {"name": "李四", "street": "广东省深圳市南山区科技园1号 518000"}
        )
        self.assertRecordValues(
            partner,
            [
                {
                    "street": "南山区科技园1号",
                    "city": "深圳市",
                    "zip": "518000",
                    "state_id": self.env.ref("base.state_cn_GD").id,
                    "country_id": self.env.ref("base.cn").id,
                }
            ],
        )
        self.assertEqual(partner.typed_value_ids.field_name, "street")
        filled = self.partners.create(
            {"name": "王五", "street": "广东省深圳市南山区科技园1号", "city": "深圳"}
        )
        self.assertEqual(filled.street, "广东省深圳市南山区科技园1号")

    def test_who_sees_the_marks(self):
        partner = self.partners.create({"name": "Li Wei", "phone": "123456"})
        for user in (self.user_user, self.steward_user):
            self.assertTrue(partner.with_user(user).data_issue_text)
        for user in (self.warehouse_user, self.finance_user):
            seen = partner.with_user(user)
            self.assertFalse(seen.env["customer.data.issue"].has_access("read"))
            self.assertNotIn("data_issue_ids", seen.fields_get())
        self.assertFalse(
            self.env["customer.data.issue"]
            .with_user(self.steward_user)
            .has_access("write")
        )

    def test_skip(self):
        """J07: a loader that has cleaned by itself goes past; a caller does not."""
        partner = self.partners.with_context(customer_quality_skip=YES).create(
            {"name": " 王 小明 ", "phone": "123"}
        )
        self.assertEqual(partner.phone, "123")
        self.assertFalse(partner.data_issue_ids)
        for pretended in (True, 1, "yes"):
            partners = self.partners.with_context(customer_quality_skip=pretended)
            partner = partners.create({"name": "Li", "email": " Info@HUAQIANG.cn "})
            self.assertEqual(partner.email, "Info@huaqiang.cn")
