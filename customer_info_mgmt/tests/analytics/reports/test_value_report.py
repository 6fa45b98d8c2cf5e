from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..report_common import ReportCommon

MONTH = date(2024, 5, 1)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestValueReport(ReportCommon):
    """L30, F27: what the file saved, from what really happened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager_user.tz = "UTC"
        cls.reports = cls.env["customer.value.report"].with_user(cls.manager_user)
        for day in (
            "2024-04-20 08:00:00",
            "2024-05-02 08:00:00",
            "2024-05-31 23:00:00",
        ):
            cls._merge(day)
        cls._merge("2024-05-03 08:00:00", state="undone")

    @classmethod
    def _merge(cls, day, state="done"):
        merges = cls.env["customer.merge"].sudo()
        return merges.create({"state": state, "date_done": day, "name": "Twice"})

    def _row(self, key, month="2024-05-15"):
        report = self.reports.get_report(month)
        return next(row for row in report["rows"] if row["key"] == key)

    def test_merged(self):
        """L30: two in May, none that was undone; ten minutes each."""
        row = self._row("merged")
        self.assertEqual((row["count"], row["before"]), (2, 1))
        self.assertEqual((row["minutes"], row["hours"]), (10, 0.3))
        action = self.reports.action_open("merged", "2024-05-15")
        found = self.env[action["res_model"]].search_count(action["domain"])
        self.assertEqual(found, 2)

    def test_minutes_are_set_by_the_manager(self):
        """F27: transparent, and each house's own."""
        settings = self.env["customer.settings"].with_user(self.manager_user)
        settings.create({"value_minutes_merged": 30}).execute()
        report = self.reports.get_report("2024-05-15")
        self.assertEqual(self._row("merged")["hours"], 1)
        self.assertIn("2 duplicates merged; about 1.0 hours", report["sentence"])
        self.assertEqual(report["trend"][-2]["hours"], 0.5)

    def _snapshot(self, partner, **values):
        self.env["customer.profile.snapshot"].sudo().create(
            {
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "date": "2024-04-30",
                **values,
            }
        )

    def test_won_back(self):
        """L30, L14: as good as gone at the end of April, and ordered in May."""
        self._snapshot(self.own, lifecycle="dormant", churn_risk="unknown")
        self._snapshot(self.free, lifecycle="active", churn_risk="low")
        self._snapshot(self.foreign, lifecycle="active", churn_risk="high")
        self._sell(self.own, "2024-05-10", 1)
        self._sell(self.free, "2024-05-11", 1)
        self.env["customer.profile"].refresh()
        self.assertEqual(self._row("won_back")["count"], 1)
        action = self.reports.action_open("won_back", "2024-05-01")
        self.assertEqual(self.env["res.partner"].search(action["domain"]), self.own)
        self._sell(self.foreign, "2024-05-31", 1)
        self.env["customer.profile"].refresh()
        self.assertEqual(self._row("won_back")["count"], 2)

    def test_reminders_and_feedback(self):
        """L30: rooms further on append their lines."""
        stage = self.env["customer.feedback.stage"].search(
            [("is_closed", "=", True)], limit=1
        )
        feedback = self.env["customer.feedback"].create(
            {"title": "Torn", "partner_id": self.own.id, "resolution": "<p>new</p>"}
        )
        feedback.write({"stage_id": stage.id})
        feedback.closed_date = "2024-05-20"
        self.assertEqual(self._row("settled")["count"], 1)
        self.assertEqual(self._row("reminded")["count"], 0)

    def test_each_line_opens_its_list(self):
        """L30: no number without the records behind it."""
        for row in self.reports.get_report("2024-05-15")["rows"]:
            with self.subTest(row["key"]):
                action = self.reports.action_open(row["key"], "2024-05-15")
                model = self.env[action["res_model"]].with_user(self.manager_user)
                found = model.search(action["domain"])
                if row["key"] != "imported":
                    self.assertEqual(len(found), row["count"])

    def test_a_month_without_anything(self):
        report = self.reports.get_report("2001-01-31")
        self.assertEqual(report["hours"], 0)
        self.assertIn("Nothing", report["sentence"])

    def test_refused(self):
        """I02: for managers; wrong input is told."""
        with self.assertRaises(AccessError):
            self.reports.with_user(self.steward_user).get_report()
        with self.assertRaises(AccessError):
            self.reports.with_user(self.user_user).action_open("merged")
        with self.assertRaises(UserError):
            self.reports.get_report("2999-01-01")
        with self.assertRaises(UserError):
            self.reports.action_open("profit")

    def test_on_paper(self):
        """F27: the same as a report to print and as a workbook."""
        report = (
            self.env["customer.report"]
            .with_user(self.manager_user)
            .create({"report": "value", "date_to": "2024-05-15"})
        )
        printed = report._printed()
        self.assertEqual(printed["figures"][1]["label"], "Duplicates merged")
        self.assertEqual(printed["figures"][1]["value"], "2")
