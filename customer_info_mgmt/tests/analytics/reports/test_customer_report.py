import io
from datetime import date
from unittest.mock import patch

from python_calamine import CalamineWorkbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL

from ...common import GROUPS
from ..report_common import ReportCommon

REPORTS = ("contribution", "churn", "repurchase", "rfm", "analysis")


class ReportsCommon(ReportCommon):
    """Sales of 2024 and 2025, and users who read them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("customer_info_mgmt.timezone", "UTC")
        cls._sell(cls.own, "2024-03-10", 10)
        cls._sell(cls.own, "2025-02-10", 20)
        cls._sell(cls.own, "2025-03-10", 20)
        cls._sell(cls.free, "2025-03-20", 10)
        cls._sell(cls.foreign, "2024-05-01", 7)
        cls.env["customer.profile"].refresh()
        cls.exporter = new_test_user(
            cls.env,
            "cim_exporter",
            groups=f"{GROUPS}user,{GROUPS}finance,base.group_allow_export",
        )
        cls.group = cls.env["customer.group"].create({"name": "Test group"})
        cls.customers.customer_group_id = cls.group

    def _report(self, report, user=None, **values):
        values = {
            "date_from": date(2025, 1, 1),
            "date_to": date(2025, 12, 31),
            "customer_group_id": self.group.id,
            **values,
        }
        if report == "analysis":
            values.setdefault("partner_ids", [(6, 0, self.own.ids)])
        reports = self.env["customer.report"].with_user(user or self.exporter)
        return reports.create({"report": report, **values})

    def _rows(self, report, title):
        """Rows of one section as dicts by heading."""
        sections = {one.title: one for one in report._paper().sections}
        headings = [column.heading for column in sections[title].columns]
        return [dict(zip(headings, row, strict=True)) for row in sections[title].rows()]

    def _figures(self, report):
        return {figure.label: figure.value for figure in report._paper().figures}


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerReport(ReportsCommon):
    """F20, F26: contribution, churn, repurchase, segments, analysis in one click."""

    def test_contribution(self):
        """F20: ranked, with shares, beside the same days of the year before."""
        report = self._report("contribution")
        rows = self._rows(report, "By Customer")
        self.assertEqual(
            [(r["Customer"], r["Revenue"], r["Before"], r["Orders"]) for r in rows],
            [
                ("Own Trading", 400, 100, 2),
                ("Free Shop", 100, 0, 1),
                ("Foreign Mart", 0, 70, 0),
            ],
        )
        self.assertEqual(
            [(row["Rank"], row["Share"], row["Cumulated"]) for row in rows],
            [(1, 0.8, 0.8), (2, 0.2, 1), (3, 0, 1)],
        )
        figures = self._figures(report)
        self.assertEqual((figures["Revenue"], figures["Revenue before"]), (500, 170))
        self.assertEqual(figures["Customers"], 2)
        [group] = self._rows(report, "By Group")
        self.assertEqual((group["Name"], group["Revenue"]), ("Test group", 500))

    def test_contribution_counts_what_came_back(self):
        """F20: on the day it came back, though it was sold the year before."""
        order = self._sell(self.free, "2024-12-30", 5)
        self._give_back(self._deliver(order), 2, "2025-01-05")
        rows = self._rows(self._report("contribution"), "By Customer")
        free = next(row for row in rows if row["Customer"] == "Free Shop")
        self.assertEqual((free["Revenue"], free["Before"]), (80, 50))
        self.assertEqual(free["Returned"], 20)

    def test_repurchase(self):
        """F20: one of two ordered twice; one of last year's two came again."""
        report = self._report("repurchase")
        figures = self._figures(report)
        self.assertEqual(figures["Customers Who Ordered"], 2)
        self.assertEqual(figures["Ordered Again"], 1)
        self.assertEqual(figures["Repurchase Rate"], 0.5)
        self.assertEqual(figures["New Customers"], 1)
        self.assertEqual(figures["Retention"], 0.5)
        months = self._rows(report, "By Month")
        self.assertEqual(
            [(row["Customers"], row["New"], row["Revenue"]) for row in months],
            [(1, 0, 200), (2, 1, 300)],
        )
        [first, _second] = self._rows(report, "By Customer")
        self.assertEqual(first["Orders in the Period"], 2)

    def test_cohorts(self):
        """F20: of those who began in May, how many ordered two months later."""
        for day in ("2025-05-03", "2025-07-09"):
            self._sell(self._newcomer("A"), day, 1)
        other = self._newcomer("B")
        self._sell(other, "2025-05-20", 1)
        self.env["customer.profile"].refresh()
        rows = self._rows(
            self._report("repurchase"), "Retention by Month of First Order"
        )
        may = next(row for row in rows if row["First Order"] == "May 2025")
        self.assertEqual(may["Customers"], 2)
        self.assertEqual((may["+1 months"], may["+2 months"]), (0, 0.5))
        self.assertIsNone(may["+8 months"], "January 2026 is after the period")

    def _newcomer(self, name):
        domain = [("name", "=", f"Newcomer {name}")]
        return self.env["res.partner"].search(domain) or self._create_customer(
            f"Newcomer {name}", customer_group_id=self.group.id
        )

    def _set_profile(self, partner, **values):
        domain = [
            ("partner_id", "=", partner.id),
            ("company_id", "=", self.env.company.id),
        ]
        self.env["customer.profile"].search(domain).write(values)

    def test_churn_warning(self):
        """F20: those at risk, the largest first; those who are not, are not listed."""
        self._set_profile(self.own, churn_risk="medium", revenue_prior_12m=400)
        self._set_profile(self.free, churn_risk="high", revenue_prior_12m=900)
        self._set_profile(self.foreign, churn_risk="low")
        report = self._report("churn")
        rows = self._rows(report, "Customers at Risk")
        self.assertEqual(
            [(row["Customer"], row["Risk"]) for row in rows],
            [("Free Shop", "High"), ("Own Trading", "Medium")],
        )
        figures = self._figures(report)
        self.assertEqual((figures["High Risk"], figures["Medium Risk"]), (1, 1))
        self.assertTrue(all(row["Reasons"] for row in rows), rows)

    def test_segments(self):
        """F20: customers, share and points of each segment."""
        for partner, segment, score in (
            (self.own, "champion", 5),
            (self.free, "new", 3),
            (self.foreign, "lost", 1),
        ):
            self._set_profile(partner, rfm_segment=segment, recency_score=score)
        report = self._report("rfm")
        rows = self._rows(report, "By Segment")
        self.assertEqual(
            [(row["Segment"], row["Customers"], row["Recency"]) for row in rows],
            [("Champion", 1, 5), ("New", 1, 3), ("Lost", 1, 1)],
        )
        self.assertTrue(all(row["What to Do"] for row in rows))
        self.assertEqual(len(self._rows(report, "By Customer")), 3)

    def test_analysis(self):
        """F26: all about a customer: figures, months, products, purchases."""
        report = self._report("analysis", self.manager_user)
        [card] = report._paper().cards
        self.assertEqual(card["name"], "Own Trading")
        self.assertIn("3 orders", card["value"]["sentences"][0])
        self.assertEqual(len(card["purchases"]), 3)
        self.assertEqual(len(card["bars"]), 24)

    def test_analysis_of_too_many(self):
        """F26: said before, with the way out, not after a thousand pages."""
        partners = self.env["res.partner"].create(
            [{"name": f"Many {i}", "customer_rank": 1} for i in range(51)]
        )
        report = self._report(
            "analysis", partner_ids=[(6, 0, partners.ids)], customer_group_id=False
        )
        with self.assertRaisesRegex(UserError, "50 at most"):
            report._paper()

    def test_only_what_the_reader_may_see(self):
        """I02: a clerk's report is about its own customers and nobody's."""
        report = self._report("contribution", self.user_user)
        names = {row["Customer"] for row in self._rows(report, "By Customer")}
        self.assertEqual(names, {"Own Trading", "Free Shop"})
        report = self._report("repurchase", self.user_user)
        self.assertEqual(self._figures(report)["Retention"], 1)

    def test_refused(self):
        """I02: no report for the warehouse, no spreadsheet without the export right."""
        with self.assertRaises(AccessError):
            self._report("rfm", self.warehouse_user)
        report = self._report("rfm", self.user_user)
        with self.assertRaisesRegex(AccessError, "Spreadsheets"):
            report.action_xlsx()
        with self.assertRaisesRegex(UserError, "begins? before it ends"):
            self._report("contribution", date_to=date(2024, 1, 1))
        other = self.env["res.company"].create({"name": "Not theirs"})
        with self.assertRaisesRegex(UserError, "Company"):
            self._report("contribution", company_id=other.id)

    def test_pages_give_what_one_read_gives(self):
        """F20: rows come in pages; none is lost or doubled at the seams."""
        report = self._report("rfm")
        statement = report._customer_statement(
            {"id": SQL("profile.id")}, report._customer_domain(), SQL("profile.id")
        )
        self.env.flush_all()
        whole = self.env.execute_query_dict(statement)
        for batch in (1, 2, 3, 100):
            self.assertEqual(list(report._stream(statement, batch)), whole)
        self.assertEqual(len(whole), 3)

    def test_paper_of_each_report(self):
        """F20, F26: each renders in English and Chinese, for an empty company too."""
        company = self.env["res.company"].create({"name": "Empty"})
        self.exporter.company_ids += company
        renderer = self.env["ir.actions.report"].with_user(self.exporter)
        for name in REPORTS:
            with self.subTest(name):
                report = self._report(name)
                html = renderer._render_qweb_html(
                    "customer_info_mgmt.customer_report", report.ids
                )[0].decode()
                self.assertIn(report._title(), html)
                self.assertIn(self.env.company.name, html)
            if name != "analysis":
                empty = self._report(name, company_id=company.id)
                self.assertTrue(empty._printed()["title"])

    def test_paper_is_for_who_set_it_up(self):
        report = self._report("contribution", self.manager_user)
        renderer = self.env["ir.actions.report"].with_user(self.exporter)
        with self.assertRaises(AccessError):
            renderer._render_qweb_html("customer_info_mgmt.customer_report", report.ids)

    def test_from_the_list(self):
        """F26: the selection in the list is what is analysed."""
        action = self.env["customer.report"].action_analyse(self.contact | self.free)
        self.assertEqual(
            action["context"]["default_partner_ids"], (self.own | self.free).ids
        )


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerReportFile(ReportsCommon, HttpCase):
    """F20: the workbook as it is downloaded."""

    def test_download(self):
        """F20: numbers are numbers, a name like a formula is text, it is noted."""
        self.own.name = "=1+1 Trading"
        report = self._report("contribution")
        self.authenticate("cim_exporter", "cim_exporter")
        exports = self.env.registry["customer.export"]
        with patch.object(exports, "_log_export") as noted:
            answer = self.url_open(report.action_xlsx()["params"]["url"])
        self.assertEqual(answer.status_code, 200)
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        self.assertEqual(book.sheet_names[:2], ["Contribution", "By Customer"])
        [headings, first, *_more] = book.get_sheet_by_name("By Customer").to_python()
        row = dict(zip(headings, first, strict=True))
        self.assertEqual((row["Customer"], row["Revenue"]), ("=1+1 Trading", 400))
        noted.assert_called_once()
        self.assertEqual(noted.call_args.args[0], 3)

    def test_download_of_somebody_else(self):
        """I02: a number in the address opens nobody else's report."""
        report = self._report("contribution", self.manager_user)
        self.authenticate("cim_exporter", "cim_exporter")
        answer = self.url_open(f"/customer_info_mgmt/report/{report.id}.xlsx")
        self.assertEqual(answer.status_code, 404)
