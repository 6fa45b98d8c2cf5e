import io
import zipfile
from datetime import timedelta

from lxml import html
from python_calamine import CalamineWorkbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import GROUPS
from .test_completeness import CompletenessCommon

KINDS = ("invalid", "missing", "duplicate", "stale", "inconsistent")


class CheckReportCommon(CompletenessCommon):
    """Files with each kind of fault, of two owners, two groups and two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.partner"].search([("customer_rank", ">", 0)]).active = False
        cls._ask("company", "phone", "required")
        cls._ask("company", "city", "wanted")
        cls.reports = cls.env["customer.quality.report"]
        cls.snapshots = cls.env["customer.quality.snapshot"]
        cls.snapshots.search([]).unlink()
        cls.colleague = new_test_user(cls.env, "cim_colleague", groups=f"{GROUPS}user")
        cls.other = cls.env["res.company"].create({"name": "Far Shore"})
        good = {"is_company": True, "phone": "+86 571 8705 1234", "city": "Hangzhou"}
        own = {"user_id": cls.user_user.id, "customer_group_id": cls.group.id}
        foreign = {"user_id": cls.colleague.id}
        cls.good = cls._create_customer("Good", **good, **own)
        cls.wrong = cls._create_customer("Wrong", **{**good, **own, "phone": "12"})
        cls.empty = cls._create_customer("Empty", is_company=True, **own)
        cls.stale = cls._create_customer("Stale", **good, **foreign)
        cls.person = cls._create_customer("Harbour Trading Ltd.", **foreign)
        cls.free = cls._create_customer("=HYPERLINK(1)", is_company=True, city="X")
        cls.gone = cls._create_customer("Gone", is_company=True, active=False, **own)
        cls.far = cls._create_customer(
            "Far", is_company=True, company_id=cls.other.id, **foreign
        )
        cls.env["customer.duplicate"].create(
            {"partner_a_id": cls.good.id, "partner_b_id": cls.stale.id, "score": 0.9}
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s",
            [cls.stale.id],
        )
        cls.profiles.refresh()

    def _report(self, user, **arguments):
        return self.reports.with_user(user).get_report(**arguments)

    def _counts(self, user):
        return {tile["key"]: tile["count"] for tile in self._report(user)["tiles"]}

    def _opened(self, user, kind, *more):
        action = self.reports.with_user(user).action_open(kind, *more)
        partners = self.env[action["res_model"]].with_user(user)
        return partners.with_context(**action["context"]).search(action["domain"])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCheckReport(CheckReportCommon):
    """B21, B11: what the check report counts, for whom, and the list behind it."""

    def test_figures_of_the_steward(self):
        """B21: every kind of fault is counted once per customer."""
        report = self._report(self.steward_user)
        self.assertEqual(report["customers"], 6)
        self.assertEqual(
            self._counts(self.steward_user),
            {
                "invalid": 1,
                "missing": 2,
                "duplicate": 2,
                "stale": 1,
                "inconsistent": 1,
            },
        )

    def test_the_four_measures(self):
        """B11: accuracy, completeness, consistency and timeliness in percent."""
        measures = {
            measure["key"]: round(measure["value"], 2)
            for measure in self._report(self.steward_user)["measures"]
        }
        self.assertEqual(
            measures,
            {
                "accuracy": 83.33,
                # 100, 100, 0, 100, 100 and 50 percent
                "completeness": 75.0,
                "consistency": 50.0,
                "timeliness": 83.33,
            },
        )

    def test_every_number_equals_its_list(self):
        """B21: what opens behind a number has as many customers as it says, in all,
        per owner and per group, for each role."""
        for user in (self.user_user, self.steward_user, self.manager_user):
            report = self._report(user)
            for kind in (*KINDS, "customers"):
                total = {**self._counts(user), "customers": report["customers"]}
                self.assertEqual(len(self._opened(user, kind)), total[kind], kind)
                for dimension, rows in (
                    ("owner", report["owners"]),
                    ("group", report["groups"]),
                ):
                    self.assertEqual(sum(row[kind] for row in rows), total[kind])
                    for row in rows:
                        opened = self._opened(user, kind, dimension, row["id"])
                        with self.subTest(user=user.login, kind=kind, row=row["name"]):
                            self.assertEqual(len(opened), row[kind])

    def test_right_customers_behind_the_numbers(self):
        """B21: the list shows exactly the customers with the fault."""
        user = self.steward_user
        self.assertEqual(self._opened(user, "invalid"), self.wrong)
        self.assertEqual(self._opened(user, "missing"), self.empty | self.free)
        self.assertEqual(self._opened(user, "duplicate"), self.good | self.stale)
        self.assertEqual(self._opened(user, "stale"), self.stale)
        self.assertEqual(self._opened(user, "inconsistent"), self.person)

    def test_salesperson_sees_own_and_free_customers(self):
        """B21, I04: the figures of a salesperson leave out those of colleagues."""
        report = self._report(self.user_user)
        self.assertEqual(report["customers"], 4)
        names = {row["name"] for row in report["owners"]}
        self.assertNotIn(self.colleague.name, names)
        self.assertEqual(self._counts(self.user_user)["stale"], 0)
        self.assertFalse(
            self._opened(self.user_user, "stale", "owner", self.colleague.id)
        )

    def test_one_company_at_a_time(self):
        """B21: the report is that of the current company."""
        self.steward_user.company_ids += self.other
        reports = self.reports.with_user(self.steward_user).with_company(self.other)
        report = reports.with_context(allowed_company_ids=self.other.ids).get_report()
        self.assertEqual(report["company"], "Far Shore")
        self.assertIn(self.colleague.name, {row["name"] for row in report["owners"]})
        self.assertNotIn(self.far, self._opened(self.steward_user, "customers"))

    def test_not_for_the_warehouse(self):
        """I02: who sees no figures of customers sees no report."""
        for user in (self.warehouse_user, self.privacy_user):
            with self.assertRaises(AccessError):
                self._report(user)

    def test_arguments_from_outside(self):
        """I02: what is no number of the report is told, not run into."""
        reports = self.reports.with_user(self.user_user)
        for days in (0, -1, "x", None, 10**9):
            with self.assertRaises(UserError):
                reports.get_report(days)
        for arguments in (("revenue",), ("stale", "company"), (None,), ([],)):
            with self.assertRaises(UserError):
                reports.action_open(*arguments)

    def test_every_number_is_put_in_words(self):
        """B21: each tile and measure says what it counts."""
        report = self._report(self.user_user)
        for entry in report["tiles"] + report["measures"]:
            self.assertTrue(entry["label"] and entry["hint"])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSnapshots(CheckReportCommon):
    """B21: the trend, from what was counted once a day."""

    def _sums(self, user, day):
        rows = self.snapshots.with_user(user)._read_group(
            [("date", "=", day), ("company_id", "=", self.env.company.id)],
            [],
            ["customers:sum", *(f"{kind}:sum" for kind in KINDS)],
        )
        return rows[0]

    def test_snapshot_equals_the_report(self):
        """B21: what is kept for the day is what the report shows, for each reader."""
        today = self.profiles._today()
        self.snapshots._take()
        for user in (self.user_user, self.steward_user):
            report = self._report(user)
            expected = (report["customers"], *self._counts(user).values())
            self.assertEqual(self._sums(user, today), expected)

    def test_again_on_the_same_day(self):
        """B21: counting twice on a day changes nothing; what changed since is taken
        over, and who has no customer any more is dropped."""
        today = self.profiles._today()
        self.snapshots._take()
        before = self.snapshots.search_count([("date", "=", today)])
        self.snapshots._take()
        self.assertEqual(self.snapshots.search_count([("date", "=", today)]), before)
        (self.stale | self.person | self.far).user_id = self.user_user
        self.snapshots._take()
        self.assertFalse(
            self.snapshots.search(
                [("date", "=", today), ("owner_id", "=", self.colleague.id)]
            )
        )
        self.assertEqual(self._sums(self.manager_user, today)[0], 6)

    def test_compared_with_the_time_before(self):
        """B21: numbers stand beside those of a month ago, the last counted before."""
        today = self.profiles._today()
        self.snapshots._take(today - timedelta(45))
        self.snapshots._take(today - timedelta(10))
        self.empty.phone = "+86 571 8705 1235"
        self.profiles.refresh()
        self.snapshots._take()
        report = self._report(self.steward_user, days=30)
        self.assertEqual(report["compared_on"], str(today - timedelta(45)))
        missing = {tile["key"]: tile for tile in report["tiles"]}["missing"]
        self.assertEqual((missing["count"], missing["previous"]), (1, 2))
        self.assertEqual(
            [row["date"] for row in report["trend"]],
            [str(today - timedelta(days)) for days in (45, 10, 0)],
        )
        self.assertEqual([row["missing"] for row in report["trend"]], [2, 2, 1])
        report = self._report(self.steward_user, days=7)
        self.assertEqual(report["compared_on"], str(today - timedelta(10)))

    def test_nothing_to_compare_with(self):
        """B21: on the first day there is no comparison, and that is said."""
        self.snapshots._take()
        report = self._report(self.steward_user)
        self.assertFalse(report["compared_on"])
        self.assertIs(report["tiles"][0]["previous"], False)

    def test_job(self):
        """B21: the nightly job counts the day."""
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_take_quality_snapshot"
            ).method_direct_trigger()
        self.assertTrue(self.snapshots.search([("date", "=", self.profiles._today())]))

    def test_trend_of_a_salesperson(self):
        """I04: the days of colleagues are as hidden as their customers."""
        self.snapshots._take()
        own = self.snapshots.with_user(self.user_user).search([])
        self.assertLessEqual(own.owner_id, self.user_user)
        self.assertIn(
            self.colleague,
            self.snapshots.with_user(self.manager_user).search([]).owner_id,
        )


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCheckReportFiles(CheckReportCommon):
    """B21: the report as a workbook and on paper."""

    def _book(self, user):
        content = self.reports.with_user(user)._workbook()
        return content, CalamineWorkbook.from_filelike(io.BytesIO(content))

    def test_workbook_says_the_same(self):
        """B21: the workbook holds the figures, the owners and the customers."""
        self.manager_user.group_ids += self.env.ref("base.group_allow_export")
        _content, book = self._book(self.manager_user)
        summary = book.get_sheet_by_name("Check Report").to_python()
        self.assertEqual(summary[1][:2], ["Customers", 6])
        self.assertEqual(summary[3][:2], ["Missing", 2])
        owners = book.get_sheet_by_name("By Owner").to_python()
        self.assertEqual(sum(row[1] for row in owners[1:]), 6)
        names = [row[0] for row in book.get_sheet_by_name("Customers").to_python()]
        self.assertIn("Empty", names)

    def test_no_text_runs_as_a_formula(self):
        """B21, I10: a customer whose name begins with = is text in the workbook."""
        self.manager_user.group_ids += self.env.ref("base.group_allow_export")
        content, book = self._book(self.manager_user)
        names = [row[0] for row in book.get_sheet_by_name("Customers").to_python()]
        self.assertIn("=HYPERLINK(1)", names)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.startswith("xl/worksheets"):
                    self.assertNotIn(b"<f>", parts.read(name))

    def test_list_of_customers_is_an_export(self):
        """P19: who may not export gets the figures, not the list of customers."""
        _content, book = self._book(self.user_user)
        self.assertNotIn("Customers", book.sheet_names)
        self.assertIn("By Owner", book.sheet_names)

    def test_on_paper(self):
        """B21: the page holds the figures that its reader may see."""
        for user, customers in ((self.steward_user, 6), (self.user_user, 4)):
            content, _kind = (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html(
                    "customer_info_mgmt.check_report", self.env.company.ids
                )
            )
            text = " ".join(html.fromstring(content).text_content().split())
            self.assertIn(f"Customer files: {customers}", text)
            self.assertIn("Due for a check", text)
        self.assertNotIn(self.colleague.name, text)

    def test_paper_is_not_for_the_warehouse(self):
        """I02: the same rights hold for the page."""
        with self.assertRaises(AccessError):
            self.env["report.customer_info_mgmt.check_report"].with_user(
                self.warehouse_user
            )._get_report_values(self.env.company.ids)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCheckReportDownload(HttpCase):
    """B21: the workbook over the web."""

    def test_download(self):
        """B21, I02: who may see the report gets the file; others are refused."""
        new_test_user(self.env, "cim_report", groups=f"{GROUPS}user")
        new_test_user(self.env, "cim_depot", groups=f"{GROUPS}warehouse")
        url = "/customer_info_mgmt/check_report.xlsx?days=7&company=x"
        self.authenticate("cim_report", "cim_report")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.content[:2], b"PK")
        self.authenticate("cim_depot", "cim_depot")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
        self.authenticate(None, None)
        self.assertNotEqual(self.url_open(url, allow_redirects=False).status_code, 200)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSchedule(CheckReportCommon):
    """B21: the check report by e-mail, once per week or month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.steward_user.email = "steward@example.com"
        cls.user_user.email = "clerk@example.com"
        cls.schedules = cls.env["customer.quality.schedule"]
        cls.schedule = cls.schedules.create(
            {
                "frequency": "month",
                "month_day": 1,
                "user_ids": [(6, 0, (cls.steward_user | cls.user_user).ids)],
            }
        )

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "customer.quality.delivery")], order="id"
        )

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_send_check_reports"
            ).method_direct_trigger()

    def test_each_recipient_once(self):
        """B21: each recipient gets one mail with both files, with the own figures;
        running the job again sends nothing."""
        self._run()
        mails = self._mails()
        self.assertEqual(
            mails.recipient_ids, (self.steward_user | self.user_user).partner_id
        )
        self.assertEqual(len(mails), 2)
        for mail in mails:
            names = mail.attachment_ids.mapped("name")
            self.assertEqual(sorted(name[-4:] for name in names), [".pdf", "xlsx"])
        figures = {
            delivery.user_id: delivery.customers
            for delivery in self.schedule.delivery_ids
        }
        self.assertEqual(figures, {self.steward_user: 6, self.user_user: 4})
        self._run()
        self.assertEqual(self._mails(), mails)

    def test_again_next_month(self):
        """B21: the next month is another period; a week has its own name."""
        self._run()
        period = self.schedule.delivery_ids[0].period
        self.schedule.delivery_ids.period = "2001-01"
        self._run()
        self.assertEqual(len(self._mails()), 4)
        self.assertIn(period, self.schedule.delivery_ids.mapped("period"))
        day = fields.Date.to_date("2027-01-01")
        self.assertEqual(self.schedules._period("week", day), "2026-W53")
        self.assertEqual(self.schedules._period("month", day), "2027-01")

    def test_not_before_its_day(self):
        """B21: nothing is sent before the day; what was missed is made up for."""
        self.schedule.write({"frequency": "week", "weekday": "3"})
        for day, due in (
            ("2026-11-16", False),
            ("2026-11-18", True),
            ("2026-11-22", True),
        ):
            self.assertEqual(self.schedule._is_due(fields.Date.to_date(day)), due, day)

    def test_sent_by_hand_counts(self):
        """B21: sending now and the job do not send twice."""
        self.schedule.with_user(self.manager_user).action_send_now()
        self.assertEqual(len(self._mails()), 2)
        self._run()
        self.assertEqual(len(self._mails()), 2)

    def test_only_who_may_see(self):
        """I02: nobody is sent what they may not see themselves."""
        with self.assertRaises(UserError):
            self.schedule.user_ids += self.warehouse_user
        with self.assertRaises(AccessError):
            self.schedule.with_user(self.steward_user).read(["name"])
        with self.assertRaises(UserError):
            self.schedule.company_id = self.other
