import csv
import io
import json
import tempfile
from unittest.mock import patch

import openpyxl

from odoo import SUPERUSER_ID, Command, api, http
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon

EXPORT = "base.group_allow_export"


class ExportCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("user", "finance", "steward", "warehouse"):
            user = new_test_user(
                cls.env, f"cim_export_{role}", groups=f"{GROUPS}{role},{EXPORT}"
            )
            setattr(cls, f"export_{role}", user)
        cls.tags = cls.env["res.partner.category"].create(
            [{"name": "Export A"}, {"name": "Export B"}]
        )
        cls.company_customer = cls._create_customer(
            "Harbour Export GmbH",
            is_company=True,
            ref="EXP-1",
            phone="+49 30 901820",
            country_id=cls.env.ref("base.de").id,
            category_id=[Command.set(cls.tags.ids)],
            user_id=cls.export_user.id,
            comment="<p>Pays late</p>",
        )
        cls.person = cls._create_customer(
            "李伟", parent_id=cls.company_customer.id, birthday="05-20"
        )
        cls.evil = cls._create_customer("=HYPERLINK(1)", city="@SUM(1)", ref="EXP-3")
        cls.customers = cls.company_customer | cls.person | cls.evil

    def _export(self, user=None, keys=None, partners=None, file_format="xlsx"):
        user = user or self.export_steward
        partners = self.customers if partners is None else partners
        action = partners.with_user(user).action_export_customers()
        export = self.env["customer.export"].with_user(user).browse(action["res_id"])
        export.file_format = file_format
        if keys:
            for column in export.column_ids:
                column.chosen = column.key in keys
        return export

    def _file(self, export):
        with tempfile.TemporaryFile() as stream:
            export._write_file(stream)
            stream.seek(0)
            return io.BytesIO(stream.read())

    def _rows(self, export):
        return self._read(self._file(export))

    @staticmethod
    def _read(stream):
        sheet = openpyxl.load_workbook(stream).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]

    def _keys(self, export):
        return export.column_ids.mapped("key")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestExport(ExportCommon):
    """B19, J05: what stands in the file."""

    def test_columns_and_values(self):
        """B19: headings and texts that an import reads back."""
        keys = ("id", "name", "company_type", "parent_id", "phone", "country_id")
        keys += ("category_id", "user_id", "birthday", "comment")
        rows = self._rows(self._export(keys=keys))
        found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        harbour, person, _evil = found
        self.assertEqual(harbour["ID"], self.company_customer.id)
        self.assertEqual(harbour["Company or Person"], "Company")
        self.assertEqual(harbour["Phone"], "+49 30 901820")
        self.assertEqual(harbour["Country"], "Germany")
        self.assertEqual(set(harbour["Tags"].split("; ")), {"Export A", "Export B"})
        self.assertEqual(harbour["Salesperson"], self.export_user.name)
        self.assertEqual(harbour["Notes"], "Pays late")
        self.assertEqual(person["Belongs to Company"], "Harbour Export GmbH")
        self.assertEqual(person["Birthday"], "05-20")
        self.assertIsNone(person["Phone"])

    def test_language_of_the_reader(self):
        """B19: headings and choices in the user's language."""
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            ["base", "customer_info_mgmt"], ["zh_CN"]
        )
        self.export_steward.lang = "zh_CN"
        customers = self.customers.with_context(lang="zh_CN")
        rows = self._rows(self._export(keys=("name", "user_id"), partners=customers))
        self.assertEqual(rows[0][0], "客户名称")

    def test_nothing_runs(self):
        """B19, J05: text that looks like a formula is text."""
        keys = ("name", "city", "phone")
        book = openpyxl.load_workbook(self._file(self._export(keys=keys)))
        kinds = {
            cell.data_type
            for row in book.active.iter_rows()
            for cell in row
            if cell.value is not None
        }
        self.assertEqual(kinds, {"s"})
        self.assertEqual(book.active["A4"].value, "=HYPERLINK(1)")
        stream = self._file(self._export(keys=keys, file_format="csv"))
        rows = list(csv.reader(io.StringIO(stream.read().decode("utf-8-sig"))))
        self.assertEqual(rows[3][0], "'=HYPERLINK(1)")
        self.assertEqual(rows[1][1], "'+49 30 901820")

    def test_figures_have_kinds(self):
        """B19: amounts are numbers, days are days, with the currency in the heading."""
        self.company_customer.customer_profile_id.sudo().write(
            {"revenue": 1234.5, "last_order_date": "2026-01-31"}
        )
        keys = ("customer_revenue", "customer_last_order_date")
        book = openpyxl.load_workbook(self._file(self._export(keys=keys)))
        cells = {cell.number_format: cell.value for cell in book.active[2]}
        self.assertEqual(cells["#,##0.00"], 1234.5)
        self.assertEqual(str(cells["yyyy-mm-dd"].date()), "2026-01-31")
        headings = " ".join(cell.value for cell in book.active[1])
        self.assertIn(self.env.company.currency_id.name, headings)

    def test_same_names_are_told_apart(self):
        """B19: a company by its code where another has its name."""
        twin = self._create_customer("Harbour Export GmbH", is_company=True)
        rows = self._rows(self._export(keys=("parent_id",), partners=self.person))
        self.assertEqual(rows[1], ["EXP-1"])
        self.assertTrue(twin)

    def test_whole_list(self):
        """B19: all that a filter finds, without selecting it; in the list's order."""
        partners = self.env["res.partner"].with_user(self.export_steward)
        action = partners.action_export_list([("ref", "=like", "EXP-%")])
        export = self.env["customer.export"].with_user(self.export_steward)
        export = export.browse(action["res_id"])
        self.assertEqual(export.customer_count, 2)
        for column in export.column_ids:
            column.chosen = column.key == "ref"
        self.assertEqual(self._rows(export), [["Customer Code"], ["EXP-3"], ["EXP-1"]])

    def test_more_than_the_client_names(self):
        """B19: where everything is selected, the filter says which are meant."""
        module = "odoo.addons.customer_info_mgmt.models.quality.export.res_partner"
        with patch(f"{module}.CLIENT_LIMIT", 1):
            action = (
                self.evil.with_user(self.export_steward)
                .with_context(active_domain=[("ref", "=like", "EXP-%")])
                .action_export_customers()
            )
        self.assertEqual(
            self.env["customer.export"].browse(action["res_id"]).customer_count, 2
        )

    def test_saved_columns(self):
        """B19: kept as one of core's export sets, and chosen from it."""
        export = self._export(keys=("id", "name", "external_id"))
        export.set_name = "Names only"
        export.action_export()
        saved = self.env["ir.exports"].search([("name", "=", "Names only")])
        self.assertEqual(set(saved.export_fields.mapped("name")), {".id", "name", "id"})
        again = self._export()
        again.set_id = saved
        again._onchange_set_id()
        chosen = again.column_ids.filtered("chosen").mapped("key")
        self.assertEqual(set(chosen), {"id", "name", "external_id"})

    def test_rows_come_in_chunks(self):
        """B19: more rows than one chunk, each once, names found anew in each."""
        module = "odoo.addons.customer_info_mgmt.models.quality.export.export_reader"
        with patch(f"{module}.CHUNK", 2), patch(f"{module}.MOST_NAMES", 0):
            rows = self._rows(self._export(keys=("name", "category_id", "parent_id")))
        self.assertEqual(len(rows), 4)
        self.assertIn("Export A", rows[1][rows[0].index("Tags")])

    def test_background(self):
        """B19: a large file is prepared, kept for the reader, and told."""
        export = self._export(keys=("name",))
        module = "odoo.addons.customer_info_mgmt.models.quality.export.customer_export"
        with patch(f"{module}.AT_ONCE", 1):
            action = export.action_export()
        self.assertEqual(
            (action["tag"], export.state), ("display_notification", "waiting")
        )
        self._job()
        self.assertEqual((export.state, export.row_count), ("done", 3))
        content = export.attachment_id.with_user(self.export_steward).raw
        self.assertEqual(len(self._read(io.BytesIO(content))), 4)
        with self.assertRaises(AccessError):
            export.attachment_id.with_user(self.export_user).read(["raw"])
        self._job()
        export.sudo().date_done = "2020-01-01"
        self.env["customer.export"]._gc_files()
        self.assertFalse(export.attachment_id)
        with self.assertRaises(UserError):
            export.action_download()

    def _job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["customer.export"]._cron_prepare()
        self.env.invalidate_all()

    def test_rights_of_the_moment_count_in_the_job(self):
        """I02: who lost the right meanwhile gets no file."""
        export = self._export(keys=("name",))
        export.sudo().state = "waiting"
        self.export_steward.group_ids -= self.env.ref(EXPORT)
        self._job()
        self.assertEqual(export.sudo().state, "failed")
        self.assertFalse(export.sudo().attachment_id)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestExportAccess(ExportCommon):
    """I02, B19: who may export, and what."""

    def test_who_may_export(self):
        """B19: core's right and a role that sees contact data, both."""
        for user in (self.user_user, self.steward_user, self.export_warehouse):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customers.with_user(user).action_export_customers()
        plain = new_test_user(self.env, "cim_plain", groups=f"base.group_user,{EXPORT}")
        with self.assertRaises(AccessError):
            self.customers.with_user(plain).action_export_list([])
        for user in (self.export_user, self.export_finance, self.export_steward):
            self.assertTrue(self._export(user).customer_count)

    def test_warehouse_does_not_export_by_core_either(self):
        """B19: neither partners, nor documents that lead to their contact data."""
        partners = self.customers.with_user(self.export_warehouse)
        with self.assertRaises(AccessError):
            partners.export_data(["name", "phone"])
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.env["stock.picking.type"]
                .search([("code", "=", "outgoing")], limit=1)
                .id,
                "partner_id": self.company_customer.id,
            }
        )
        picking = picking.with_user(self.export_warehouse)
        with self.assertRaises(AccessError):
            picking.export_data(["name", "partner_id/phone"])
        self.assertTrue(picking.export_data(["name", "partner_id"])["datas"])
        users = self.export_user.with_user(self.export_warehouse)
        with self.assertRaises(AccessError):
            users.export_data(["name", "phone"])

    def test_fields_and_figures_that_one_may_not_read(self):
        """B19, I04: they are not offered, and choosing them otherwise gives nothing."""
        self.assertIn("customer_balance", self._keys(self._export(self.export_finance)))
        export = self._export(self.export_user, keys=("name",))
        self.assertNotIn("customer_balance", self._keys(export))
        export.sudo().column_ids[0].write({"key": "customer_balance", "chosen": True})
        self.assertNotIn("Balance", " ".join(map(str, self._rows(export)[0])))
        export = self._export(self.export_user, keys=("name",))
        export.sudo().column_ids[0].write({"key": "signup_token", "chosen": True})
        self.assertEqual(self._rows(export)[0], ["Customer Name"])

    def test_colleagues_figures_stay_closed(self):
        """B19, I03: a clerk exports the file of a colleague's customer, no figure."""
        self.company_customer.customer_profile_id.sudo().revenue = 500
        self.company_customer.user_id = self.export_finance
        keys = ("name", "customer_revenue")
        rows = self._rows(self._export(self.export_user, keys, self.company_customer))
        self.assertFalse(rows[1][1])
        rows = self._rows(
            self._export(self.export_finance, keys, self.company_customer)
        )
        self.assertEqual(rows[1][1], 500)

    def test_records_of_other_companies(self):
        """B19: neither by selection, nor by filter, nor as a name."""
        other = self.env["res.company"].create({"name": "Other House"})
        theirs = self._create_customer(
            "Theirs Export", company_id=other.id, is_company=True, ref="EXP-9"
        )
        export = self._export(partners=self.customers | theirs, keys=("name",))
        self.assertEqual(export.customer_count, 3)
        self.assertNotIn(["Theirs Export"], self._rows(export))
        partners = self.env["res.partner"].with_user(self.export_steward)
        action = partners.action_export_list([("ref", "=like", "EXP-%")])
        self.assertEqual(
            self.env["customer.export"].browse(action["res_id"]).customer_count, 2
        )

    def test_filter_cannot_reach_what_is_closed(self):
        """B19, I04: a filter is run with the rights of the reader."""
        partners = self.env["res.partner"].with_user(self.export_user)
        with self.assertRaises(AccessError):
            partners.action_export_list([("customer_balance", ">", 0)])

    def test_exports_of_others(self):
        """B19: nobody sees, changes or fetches a colleague's export."""
        export = self._export(self.export_steward)
        theirs = export.with_user(self.export_finance)
        for call in (
            lambda: theirs.read(["column_names"]),
            lambda: theirs.action_export(),
            lambda: theirs.column_ids.read(["chosen"]),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertFalse(
            self.env["customer.export"].with_user(self.manager_user).search([])
        )

    def test_book_keeping_is_not_written_from_outside(self):
        """B19: not the customers, the user, the companies nor the status."""
        export = self._export(self.export_user)
        for values in (
            {"res_ids": [1]},
            {"domain": "[]"},
            {"user_id": self.export_steward.id},
            {"context_values": {"allowed_company_ids": [1, 2, 3]}},
            {"state": "waiting"},
            {"customer_count": 1},
        ):
            with self.assertRaises(AccessError):
                export.write(values)
            with self.assertRaises(AccessError):
                export.create(values)
        export.column_ids[0].write({"key": "credit_limit"})
        self.assertNotEqual(export.column_ids[0].key, "credit_limit")

    def test_every_export_is_noted(self):
        """B19: ours and core's, at one place: who, how many, which columns."""
        exports = type(self.env["customer.export"])
        original, noted = exports._log_export, []

        def noting(records, *args, **kwargs):
            noted.append((records.env.uid, *args))
            return original(records, *args, **kwargs)

        with patch.object(exports, "_log_export", noting):
            export = self._export(keys=("name",))
            self._rows(export)
            self.customers.with_user(self.export_user).export_data(["phone"])
        self.assertEqual(
            noted,
            [
                (self.export_steward.id, 3, ["Customer Name"]),
                (self.export_user.id, 3, ["phone"], "res.partner", "core"),
            ],
        )
        self.assertEqual((export.row_count, export.column_names), (3, "Customer Name"))
        self.assertTrue(export.date_done)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestExportHttp(HttpCase):
    """B19: the file over the wire."""

    def test_download(self):
        user = new_test_user(
            self.env,
            "cim_wire",
            groups=f"{GROUPS}steward,{EXPORT}",
            password="wire1234",
        )
        other = new_test_user(
            self.env,
            "cim_wire2",
            groups=f"{GROUPS}steward,{EXPORT}",
            password="wire1234",
        )
        partner = self.env["res.partner"].create({"name": "Wire"})
        action = partner.with_user(user).action_export_customers()
        url = f"/customer_info_mgmt/export/{action['res_id']}"
        self.authenticate(other.login, "wire1234")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate(user.login, "wire1234")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn(".xlsx", answer.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(sheet.max_row, 2)
        self.assertEqual(self.url_open(url).status_code, 404, "a file comes once")
        self.authenticate(None, None)
        answer = self.url_open(url, allow_redirects=False)
        self.assertNotEqual(answer.status_code, 200)

    def test_nothing_runs_in_odoos_own_export(self):
        """B19, J05: neither in xlsx, plain or grouped, nor in csv."""
        new_test_user(
            self.env,
            "cim_wire",
            groups=f"{GROUPS}steward,{EXPORT}",
            password="wire1234",
        )
        risky = ["=1+1", "@SUM(1)", "+49 30", "-1", "\t=1"]
        partners = self.env["res.partner"].create(
            [{"name": f"Risky {n}", "function": text} for n, text in enumerate(risky)]
        )
        self.authenticate("cim_wire", "wire1234")
        for groupby in ([], ["is_company"]):
            book = openpyxl.load_workbook(
                io.BytesIO(self._core_export("xlsx", partners, groupby).content)
            )
            kinds = {cell.data_type for row in book.active.iter_rows() for cell in row}
            self.assertNotIn("f", kinds)
        answer = self._core_export("csv", partners, [])
        cells = [row[0] for row in csv.reader(io.StringIO(answer.text))][1:]
        self.assertEqual(len(cells), len(risky))
        self.assertFalse([cell for cell in cells if not cell.startswith("'")])

    def _core_export(self, file_format, partners, groupby):
        data = {
            "model": "res.partner",
            "fields": [{"name": "function", "label": "=1+1", "type": "char"}],
            "ids": partners.ids,
            "domain": [],
            "import_compat": False,
            "groupby": groupby,
            "context": {},
        }
        answer = self.url_open(
            f"/web/export/{file_format}",
            data={
                "data": json.dumps(data),
                "csrf_token": http.Request.csrf_token(self),
            },
        )
        self.assertEqual(answer.status_code, 200, answer.text[:500])
        return answer
