from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .import_common import ImportCommon, csv_file, xlsx_file

HEADINGS = [
    "客户名称",
    "客户编码",
    "电话",
    "邮箱",
    "省",
    "市",
    "区",
    "地址",
    "标签",
    "业务员",
]


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestImport(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["res.partner.category"].create({"name": "Import VIP"})
        cls.rows = [
            HEADINGS,
            [
                "深圳市海港贸易有限公司",
                "IMP-1",
                "0755-26001234",
                "info@haigang.cn",
                "广东省",
                "深圳市",
                "南山区",
                "科技园1号",
                "Import VIP",
                "import_seller",
            ],
            ["Imported Harbour Ltd", "IMP-2", "+49 30 901820", "a@harbour-imp.de"]
            + [""] * 6,
            ["李伟国", "IMP-3", "13800138001"] + [""] * 7,
        ]

    def test_from_file_to_customers(self):
        """B20, J05, L29: headings in Chinese are found; the rows become customers."""
        record = self.upload(self.rows)
        keys = record.column_ids.mapped("key")
        self.assertEqual(
            keys,
            ["name", "ref", "phone", "email", "state_id", "city", "district", "street"]
            + ["category_id", "user_id"],
        )
        record.action_rehearse()
        self.assertEqual(record.state, "rehearsed")
        self.assertCounts(record, new=3, update=0, same=0, duplicate=0, error=0)
        self.assertFalse(self.named("Imported Harbour Ltd"), "a rehearsal wrote")
        record.action_commit()
        self.assertEqual(record.state, "done")
        harbour = self.named("深圳市海港贸易有限公司")
        self.assertRecordValues(
            harbour,
            [
                {
                    "ref": "IMP-1",
                    "phone": "+86 755 2600 1234",
                    "city": "深圳市",
                    "street": "南山区科技园1号",
                    "is_company": True,
                    "customer_rank": 1,
                    "state_id": self.env.ref("base.state_cn_GD").id,
                    "country_id": self.env.ref("base.cn").id,
                    "user_id": self.seller.id,
                    "category_id": self.tag.ids,
                    "create_uid": self.steward.id,
                }
            ],
        )
        person = self.named("李伟国")
        self.assertFalse(person.is_company)
        self.assertTrue(
            self.env["customer.match.key"].search([("partner_id", "=", person.id)])
        )
        self.assertTrue(
            self.env["customer.profile"].search([("partner_id", "=", person.id)])
        )

    def test_same_file_twice_changes_nothing(self):
        """L29: the second time every row is unchanged."""
        self._check_twice(self.rows)

    def test_same_file_twice_without_codes(self):
        """L29: nor does it where no column says who a customer is."""
        self._check_twice([[*row[:1], *row[2:]] for row in self.rows])

    def _check_twice(self, rows):
        self.bring_in(rows)
        before = self.partners.search_count([])
        again = self.rehearse(rows)
        self.assertCounts(again, new=0, update=0, same=3, duplicate=0, error=0)
        self.assertRaises(UserError, again.action_commit)
        self.assertEqual(self.partners.search_count([]), before)

    def test_update_by_code(self):
        """P13: a code finds the customer; only what differs is written."""
        self.bring_in(self.rows)
        rows = [["Code", "Phone", "City"], ["IMP-2", "", "Kiel"], ["IMP-9", "", "X"]]
        record = self.rehearse(rows)
        self.assertCounts(record, new=0, update=1, error=1)
        self.assertIn("IMP-9", record.error_row_ids.reason)
        self.assertEqual(record.update_row_ids.changes, {"city": "Kiel"})
        record.action_commit()
        partner = self.named("Imported Harbour Ltd")
        self.assertEqual((partner.city, partner.phone), ("Kiel", "+49 30 901820"))

    def test_only_fill_in_what_is_empty(self):
        """L29: with that choice nobody's value is replaced."""
        self.bring_in(self.rows)
        rows = [["Code", "Phone", "City"], ["IMP-2", "+49 40 111222", "Kiel"]]
        self.bring_in(rows, update_policy="fill")
        partner = self.named("Imported Harbour Ltd")
        self.assertEqual((partner.city, partner.phone), ("Kiel", "+49 30 901820"))

    def test_likely_duplicates_follow_the_choice(self):
        """B07, L29: a row that looks like a customer is left out, or listed."""
        self.bring_in(self.rows)
        rows = [
            ["Name", "Phone", "E-mail"],
            ["Imported Harbor Ltd.", "0049 30 901820", "a@harbour-imp.de"],
        ]
        record = self.rehearse(rows, duplicate_action="skip")
        self.assertCounts(record, new=0, duplicate=1)
        self.assertIn("Imported Harbour Ltd", record.duplicate_row_ids.reason)
        self.assertIn("same phone", record.duplicate_row_ids.reason)
        record = self.bring_in(rows, duplicate_action="queue")
        added = self.named("Imported Harbor Ltd.")
        self.assertTrue(added)
        pair = self.env["customer.duplicate"].search([("partner_b_id", "=", added.id)])
        self.assertEqual(pair.source, "import")
        self.assertEqual(pair.partner_a_id, self.named("Imported Harbour Ltd"))

    def test_twice_in_one_file(self):
        """B07: a customer that stands in the file twice comes in once."""
        rows = [
            ["Name", "Phone", "E-mail"],
            ["Wilhelmsburg Twins KG", "+49 40 7654321", "x@twins-imp.de"],
            ["Wilhelmsburg Twins KG", "040/7654321", "x@twins-imp.de"],
            ["Wilhelmsburg Twins", "+49 40 7654321", "x@twins-imp.de"],
        ]
        self.env.company.country_id = self.env.ref("base.de")
        record = self.bring_in(rows, duplicate_action="skip")
        self.assertCounts(record, new=1, duplicate=2)
        self.assertIn("Row 2", record.duplicate_row_ids[0].reason)

    def test_companies_and_their_contacts(self):
        """B20: contacts in further rows, in columns of their own, before or after."""
        rows = [
            ["Name", "Belongs to Company", "Contact Person", "Contact Phone", "Email"],
            ["Early Contact Imp", "Contact House GmbH", "", "", "early@house-imp.de"],
            ["Contact House GmbH", "", "Anna Imp", "+49 40 555001", ""],
            ["", "", "Bert Imp", "+49 40 555002", ""],
            ["Contact House GmbH", "", "Carl Imp", "", ""],
            ["Late Contact Imp", "Contact House GmbH", "", "", ""],
            ["Lost Contact Imp", "No Such House Imp", "", "", ""],
        ]
        record = self.bring_in(rows)
        house = self.named("Contact House GmbH")
        self.assertEqual(len(house), 1)
        self.assertEqual(
            sorted(house.child_ids.mapped("name")),
            ["Anna Imp", "Bert Imp", "Carl Imp", "Early Contact Imp"]
            + ["Late Contact Imp"],
        )
        self.assertCounts(record, error=1)
        self.assertIn("No Such House Imp", record.error_row_ids.reason)
        again = self.rehearse(rows)
        self.assertCounts(again, new=0, update=0, error=1)

    def test_values_stand_for_others(self):
        """J07, J10: VIP in the file is a tag here; the mapping is kept for the next."""
        rows = [["Kunde", "Stufe"], ["Value Map Imp", "VIP"]]
        record = self.upload(rows)
        self.assertEqual(record.column_ids.mapped("key"), [False, False])
        self.assertRaises(UserError, record.action_rehearse)
        record.column_ids[0].key = "name"
        record.column_ids[1].write(
            {
                "key": "category_id",
                "value_ids": [(0, 0, {"text": "vip", "target": "Import VIP"})],
            }
        )
        record.action_save_profile()
        record.action_rehearse()
        record.action_commit()
        self.assertEqual(self.named("Value Map Imp").category_id, self.tag)
        again = self.upload(rows)
        self.assertEqual(again.column_ids.mapped("key"), ["name", "category_id"])
        self.assertEqual(again.column_ids.value_ids.target, "Import VIP")

    def test_new_tags_and_groups_only_when_wanted(self):
        """B20: a tag that is not there is an error, or made where that was chosen."""
        rows = [
            ["Name", "Tags", "Customer Group"],
            ["Tag Maker Imp", "Import VIP; Import New", "Import Group"],
        ]
        record = self.rehearse(rows)
        self.assertCounts(record, error=1)
        self.bring_in(rows, create_missing=True)
        partner = self.named("Tag Maker Imp")
        self.assertEqual(
            sorted(partner.category_id.mapped("name")), ["Import New", "Import VIP"]
        )
        self.assertEqual(partner.customer_group_id.name, "Import Group")
        again = self.rehearse(rows)
        self.assertCounts(again, same=1)

    def test_encodings_and_formats(self):
        """J05, J07: csv in UTF-8, GB18030 and UTF-16, and xlsx, read the same."""
        rows = [["客户名称", "手机"], ["编码测试王大锤", "13800138002"]]
        files = {
            "utf8.csv": csv_file(rows),
            "bom.csv": csv_file(rows, "utf-8-sig", ";"),
            "gb.csv": csv_file(rows, "gb18030", "\t"),
            "utf16.csv": csv_file(rows, "utf-16", ";"),
            "book.xlsx": xlsx_file(rows),
        }
        for name, content in files.items():
            with self.subTest(name):
                record = self.upload(content, name=name)
                record.action_rehearse()
                self.assertCounts(record, new=1)
                self.assertEqual(record.new_row_ids.label, "编码测试王大锤")
                self.assertEqual(record.new_row_ids.vals["phone"], "+86 138 0013 8002")

    def test_who_may_import(self):
        """B20: stewards import; a salesperson can neither see nor start one."""
        record = self.upload(self.rows)
        for call in (
            lambda: record.with_user(self.seller).read(["name"]),
            lambda: self.imports.with_user(self.seller).create({}),
            lambda: record.with_user(self.seller).action_rehearse(),
            lambda: (
                self.env["customer.import.row"].with_user(self.seller).search_count([])
            ),
        ):
            self.assertRaises(AccessError, call)
        self.assertRaises(AccessError, record.write, {"state": "done"})
        self.assertRaises(AccessError, record.write, {"user_id": self.env.uid})

    def test_own_company_only(self):
        """L29: new customers belong to the company of the import where that is chosen,
        and stewards of another one see neither the import nor its rows."""
        record = self.bring_in(self.rows, own_company=True)
        partner = self.named("Imported Harbour Ltd")
        self.assertEqual(partner.company_id, self.env.company)
        other = self.env["res.company"].create({"name": "Import Elsewhere"})
        self.steward.company_ids += other
        elsewhere = record.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search([("id", "=", record.id)]))
        rows = elsewhere.env["customer.import.row"]
        self.assertFalse(rows.search([("import_id", "=", record.id)]))

    def test_required_values_are_asked_for_in_the_rehearsal(self):
        """A28, L29: where imports refuse the incomplete, the rehearsal says so."""
        field = self.env["ir.model.fields"]._get("res.partner", "website")
        self.env["customer.field.rule"].search([]).unlink()
        self.env["customer.field.rule"].create(
            {
                "customer_type": "company",
                "field_id": field.id,
                "requirement": "required",
            }
        )
        rows = [["Name", "Website", "Company or Person"], ["Bare Imp", "", "Company"]]
        rows.append(["Full Imp", "http://full-imp.de", "Company"])
        rows.append(["Person Imp", "", "Person"])
        self.assertCounts(self.rehearse(rows), new=3, error=0)
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.required_import", "refuse"
        )
        record = self.rehearse(rows)
        self.assertCounts(record, new=2, error=1)
        self.assertIn("Website", record.error_row_ids.reason)
        record.action_commit()
        self.assertTrue(self.named("Full Imp"))
