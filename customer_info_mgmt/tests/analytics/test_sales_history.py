from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..quality.import_common import ImportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSalesHistory(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.partners.create(
            {
                "name": "History House Imp Ltd",
                "ref": "HIST-1",
                "email": "h@history-imp.de",
                "phone": "+49 40 7770001",
                "is_company": True,
                "customer_rank": 1,
            }
        )
        cls.contact = cls.partners.create(
            {"name": "History Buyer Imp", "parent_id": cls.customer.id}
        )
        cls.product = cls.env["product.product"].create(
            {"name": "History Tea", "default_code": "TEA-1"}
        )
        cls.rows = [
            ["客户编码", "订单日期", "订单号", "产品", "数量", "金额", "成本"],
            ["HIST-1", "2023-01-10", "A-1", "TEA-1", 10, "1,000.00", 600],
            ["HIST-1", "2023-01-10", "A-1", "Old Product", 1, 50, ""],
            ["HIST-1", "2023-01-10", "A-1", "Old Product", 1, 50, ""],
            ["HIST-1", "2023年5月2日", "A-2", "TEA-1", 5, "¥500", 300],
            ["HIST-1", "2023-06-01", "R-1", "TEA-1", 2, "-200", -120],
            ["HIST-9", "2023-06-01", "X", "", 1, 1, ""],
            ["HIST-1", "31.02.2023", "X", "", 1, 1, ""],
            ["HIST-1", "2023-06-01", "X", "", 1, "much", ""],
            ["HIST-1", "2999-06-01", "X", "", 1, 1, ""],
        ]

    def _profile(self):
        self.env.flush_all()
        profiles = self.env["customer.profile"].sudo()
        profiles.refresh()
        profiles.invalidate_model()
        return profiles.search([("partner_id", "=", self.customer.id)])

    def test_counts_in_every_figure(self):
        """B20, D01: imported purchases count like orders, in profile and report; taken
        back, they count no more."""
        record = self.bring_in(self.rows, kind="sales")
        self.assertCounts(record, new=5, error=4)
        profile = self._profile()
        self.assertRecordValues(
            profile,
            [
                {
                    "revenue": 1400.0,
                    "order_count": 2,
                    "return_amount": 200.0,
                    "margin": 400.0 + 200.0 - 80.0,
                }
            ],
        )
        self.assertEqual(profile.first_order_date.isoformat(), "2023-01-10")
        [group] = self.env["customer.contribution.report"].formatted_read_group(
            [("partner_id", "=", self.customer.id)],
            [],
            ["revenue:sum", "margin:sum", "order_count:count_distinct"],
        )
        self.assertEqual(group["revenue:sum"], profile.revenue)
        self.assertEqual(group["margin:sum"], profile.margin)
        self.assertEqual(group["order_count:count_distinct"], profile.order_count)
        lines = self.env["customer.sales.history"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(lines.product_id, self.product)
        record.action_undo()
        self.assertFalse(lines.exists())
        self.assertEqual(self._profile().revenue, 0.0)

    def test_the_same_file_twice(self):
        """L29: the second time nothing is added; two equal lines stay two."""
        self.bring_in(self.rows, kind="sales")
        again = self.rehearse(self.rows, kind="sales")
        self.assertCounts(again, new=0, same=5, error=4)

    def test_marks_the_customer(self):
        """D01: the figures of a customer follow without the nightly run."""
        self.bring_in(self.rows, kind="sales")
        self.env.cr.precommit.run()
        mark = [("partner_id", "=", self.customer.id)]
        self.assertTrue(self.env["customer.profile.mark"].search(mark))

    def test_what_the_file_has_to_say(self):
        """L29: without a date, an amount or a customer there is no rehearsal."""
        record = self.upload([["Customer Code", "Amount"], ["x", 1]], kind="sales")
        with self.assertRaises(UserError) as caught:
            record.action_rehearse()
        self.assertIn("Date", str(caught.exception))

    def test_who_sees_it(self):
        """I02: a salesperson sees purchases of own customers only, writes none."""
        self.bring_in(self.rows, kind="sales")
        lines = self.env["customer.sales.history"].with_user(self.seller)
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(lines.search_count(domain), 5)
        self.customer.user_id = self.steward
        self.assertEqual(lines.search_count(domain), 0)
        with self.assertRaises(AccessError):
            lines.create({"partner_id": self.customer.id, "amount": 1})

    def test_follow_up_history(self):
        """B20, P13b: notes come in with their own dates and authors, once, and go."""
        rows = [
            ["Customer Name", "E-mail", "Date", "Author", "Note"],
            ["History House Imp Ltd", "", "2022-03-01 14:30", "import_seller", "Visit"],
            ["", "h@history-imp.de", "2022-03-02", "Old Colleague", "=Call"],
            ["History House Imp Ltd", "", "2022-03-01 14:30", "import_seller", "Visit"],
            ["Nobody Knows Imp", "", "2022-03-02", "", "x"],
            ["History House Imp Ltd", "", "", "", "no date"],
        ]
        record = self.bring_in(rows, kind="notes")
        self.assertCounts(record, new=2, duplicate=1, error=2)
        notes = self.customer.sudo().message_ids.filtered(
            lambda message: message.date.year == 2022
        )
        self.assertEqual(len(notes), 2)
        visit = notes.filtered(lambda note: "Visit" in note.body)
        self.assertEqual(visit.author_id, self.seller.partner_id)
        self.assertEqual(visit.subtype_id, self.env.ref("mail.mt_note"))
        call = notes - visit
        self.assertEqual(call.email_from, "Old Colleague")
        self.assertFalse(call.author_id)
        self.assertEqual(call.date.date().isoformat(), "2022-03-02")
        again = self.rehearse(rows, kind="notes")
        self.assertCounts(again, new=0, same=2, duplicate=1, error=2)
        record.action_undo()
        self.assertFalse(notes.exists())
