from odoo.tests import TransactionCase, new_test_user, tagged

from ...models.quality.exchange import columns


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestColumns(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward = new_test_user(
            cls.env,
            "columns_steward",
            groups="customer_info_mgmt.group_customer_steward",
        )
        cls.env = cls.env(user=cls.steward)

    def test_every_column_leads_to_a_field(self):
        """J10: no column of the catalogue ends nowhere, none is there twice."""
        partners = self.env["res.partner"]
        keys = [column.key for column in columns.CUSTOMER_COLUMNS]
        self.assertEqual(len(keys), len(set(keys)))
        for column in columns.CUSTOMER_COLUMNS:
            if column.field:
                self.assertIn(column.field, partners._fields, column.key)
            if column.comodel:
                self.assertIn(column.comodel, self.env, column.key)

    def test_headings_are_found(self):
        """J10, B20: by English and Chinese headings and by what people call them."""
        for heading, key in (
            ("Customer Name", "name"),
            ("客户名称（必填）", "name"),
            ("电话", "phone"),
            ("手机号", "mobile"),
            ("E-Mail", "email"),
            ("邮箱", "email"),
            ("省", "state_id"),
            ("市", "city"),
            ("区", "district"),
            ("地址", "street"),
            ("税号", "vat"),
            ("客户编码", "ref"),
            ("分组", "customer_group_id"),
            ("标签", "category_id"),
            ("等级", "grade_id"),
            ("业务员", "user_id"),
            ("生日", "birthday"),
            ("联系人", "contact_name"),
            ("ID", "id"),
            ("customer_group_id", "customer_group_id"),
        ):
            found = columns.find_column(self.env, heading)
            self.assertEqual(found and found.key, key, heading)
        self.assertIsNone(columns.find_column(self.env, "Shoe size"))

    def test_no_heading_means_two_columns(self):
        """J10: the labels of two columns never fold to the same text."""
        for heading in ("chinese", "english"):
            seen = {}
            for column in columns.CUSTOMER_COLUMNS:
                text = (
                    column.chinese if heading == "chinese" else column.heading(self.env)
                )
                folded = columns.fold_heading(text)
                self.assertNotIn(folded, seen, text)
                seen[folded] = column.key

    def test_what_is_shown_is_read_back(self):
        """B19, B20: every choice that an export shows leads back to its value."""
        for column in columns.customer_columns(self.env):
            words = columns.choice_words(self.env, column)
            for value in columns.labels(self.env, column):
                shown = columns.show(self.env, column, value)
                self.assertEqual(words[columns.fold_heading(shown)], value, shown)

    def test_choices_in_chinese(self):
        """J07: what people write for a choice is read, whatever their language."""
        gender = columns.choice_words(self.env, columns.BY_KEY["gender"])
        self.assertEqual(gender["女"], "female")
        company = columns.choice_words(self.env, columns.BY_KEY["company_type"])
        self.assertIs(company["公司"], True)
        self.assertIs(company["个人"], False)
