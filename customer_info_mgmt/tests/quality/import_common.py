import base64
import csv
import io

import xlsxwriter

from odoo.tests import TransactionCase, new_test_user


def csv_file(rows, encoding="utf-8", delimiter=","):
    """Return rows as the bytes of a csv file."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def xlsx_file(rows, formulas=()):
    """Return rows as the bytes of a workbook.

    :param formulas: list of ``(row, column, formula, result)``, from 0
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    for row, column, formula, result in formulas:
        sheet.write_formula(row, column, formula, None, result)
    book.close()
    return stream.getvalue()


class ImportCommon(TransactionCase):
    """A steward, and files to import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.steward = new_test_user(
            cls.env,
            "import_steward",
            groups="customer_info_mgmt.group_customer_steward",
            company_id=cls.env.company.id,
        )
        cls.seller = new_test_user(
            cls.env, "import_seller", groups="customer_info_mgmt.group_customer_user"
        )
        cls.imports = cls.env["customer.import"].with_user(cls.steward)
        cls.partners = cls.env["res.partner"].with_user(cls.steward)

    @classmethod
    def upload(cls, content, name="customers.csv", **vals):
        """Return an import whose file was read."""
        if isinstance(content, list):
            content = csv_file(content)
        record = cls.imports.create(
            {"file": base64.b64encode(content), "file_name": name, **vals}
        )
        record.action_read_file()
        return record

    @classmethod
    def rehearse(cls, content, **vals):
        """Return an import that was rehearsed."""
        record = cls.upload(content, **vals)
        record.action_rehearse()
        return record

    @classmethod
    def bring_in(cls, content, **vals):
        """Return an import that was committed."""
        record = cls.rehearse(content, **vals)
        record.action_commit()
        return record

    def named(self, name):
        return self.partners.with_context(active_test=False).search(
            [("name", "=", name)]
        )

    def assertCounts(self, record, **counts):
        record.invalidate_recordset()
        found = {name: record[f"{name}_count"] for name in counts}
        reasons = record.row_ids.mapped("reason")
        self.assertEqual(found, counts, [reason for reason in reasons if reason][:5])
