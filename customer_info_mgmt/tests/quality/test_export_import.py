import io
import tempfile

import openpyxl

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestExportImport(ImportCommon):
    """B19, J05: out as a file, corrected there, and in again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.exporter = new_test_user(
            cls.env,
            "round_trip",
            groups="customer_info_mgmt.group_customer_steward,base.group_allow_export",
            company_id=cls.env.company.id,
        )
        tags = cls.env["res.partner.category"].create(
            [{"name": "Round A"}, {"name": "Round B"}]
        )
        group = cls.env["customer.group"].create({"name": "Round group"})
        partners = cls.env["res.partner"]
        cls.harbour = partners.create(
            {
                "name": "Round Harbour GmbH",
                "is_company": True,
                "customer_rank": 1,
                "ref": "ROUND-1",
                "phone": "+49 30 901820",
                "email": "info@round-harbour.de",
                "website": "https://round-harbour.de",
                "country_id": cls.env.ref("base.de").id,
                "city": "Berlin",
                "street": "Allee 1",
                "zip": "10115",
                "vat": "DE123456788",
                "category_id": [Command.set(tags.ids)],
                "customer_group_id": group.id,
                "user_id": cls.seller.id,
                "company_size": "50",
                "lang": "en_US",
                "comment": "<p>Pays late</p>",
            }
        )
        cls.haigang = partners.create(
            {
                "name": "深圳市海港贸易有限公司",
                "is_company": True,
                "customer_rank": 1,
                "phone": "+86 755 2600 1234",
                "country_id": cls.env.ref("base.cn").id,
                "state_id": cls.env.ref("base.state_cn_GD").id,
                "city": "深圳市",
                "street": "科技园1号",
            }
        )
        cls.person = partners.create(
            {
                "name": "李伟",
                "parent_id": cls.harbour.id,
                "type": "contact",
                "birthday": "05-20",
                "gender": "female",
                "function": "Buyer",
                "alias_ids": [Command.create({"name": "小李", "kind": "nickname"})],
            }
        )
        cls.evil = partners.create({"name": "=HYPERLINK(1)", "city": "@SUM(1)"})
        cls.customers = cls.harbour | cls.haigang | cls.person | cls.evil

    def _export(self, file_format="xlsx", lang=None):
        partners = self.customers.with_user(self.exporter)
        action = partners.with_context(lang=lang).action_export_customers()
        export = self.env["customer.export"].with_user(self.exporter)
        export = export.browse(action["res_id"])
        export.file_format = file_format
        export.column_ids.write({"chosen": True})
        with tempfile.TemporaryFile() as stream:
            export._write_file(stream)
            stream.seek(0)
            return stream.read()

    def _state(self):
        self.env.invalidate_all()
        fnames = [
            name
            for name, field in self.customers._fields.items()
            if field.store and name not in ("write_date", "write_uid")
        ]
        return {row["id"]: row for row in self.customers.sudo().read(fnames, load=None)}

    def _differences(self, before, after):
        return {
            (row_id, name): after[row_id][name]
            for row_id, row in before.items()
            for name in row
            if after[row_id][name] != row[name]
        }

    def _import(self, content, name="round.xlsx"):
        record = self.rehearse(content, name=name)
        self.assertFalse(record.error_count, record.row_ids.mapped("reason"))
        return record

    def test_nothing_changed_changes_nothing(self):
        """B19, J05: every column, out and in, in both formats."""
        before = self._state()
        for file_format in ("xlsx", "csv"):
            with self.subTest(file_format):
                content = self._export(file_format)
                record = self._import(content, f"round.{file_format}")
                self.assertCounts(record, same=4, update=0, new=0, duplicate=0)
        self.assertEqual(self._differences(before, self._state()), {})

    def test_in_chinese(self):
        """B19, J05: headings and choices in Chinese are read back as well."""
        self.env["res.lang"]._activate_lang("zh_CN")
        modules = ["base", "customer_info_mgmt"]
        self.env["ir.module.module"]._load_module_terms(modules, ["zh_CN"])
        self.exporter.lang = "zh_CN"
        record = self._import(self._export(lang="zh_CN"))
        self.assertCounts(record, same=4, update=0, new=0, duplicate=0)

    def test_two_cells_change_two_values(self):
        """B19, J05: what was corrected in the file, and nothing else."""
        before = self._state()
        book = openpyxl.load_workbook(io.BytesIO(self._export()))
        sheet = book.active
        places = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(3, places["Street"]).value = "科技园2号"
        sheet.cell(4, places["Job Position"]).value = "Head of buying"
        stream = io.BytesIO()
        book.save(stream)
        record = self._import(stream.getvalue())
        self.assertCounts(record, same=2, update=2, new=0, duplicate=0)
        record.action_commit()
        differences = self._differences(before, self._state())
        written = {
            (self.haigang.id, "street"): "科技园2号",
            (self.person.id, "function"): "Head of buying",
        }
        self.assertEqual(
            {key: value for key, value in differences.items() if key in written},
            written,
        )
        # What is computed from them, and when it was written, may follow.
        rest = {name for _id, name in differences.keys() - written.keys()}
        self.assertLessEqual(rest, {"contact_address_complete", "message_ids"})
