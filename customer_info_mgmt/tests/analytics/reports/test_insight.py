from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..report_common import ReportCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestInsight(ReportCommon):
    """F19, F21, F22: figures of other rooms, through one method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.env["customer.profile"]._today()
        for _number in range(4):
            cls._sell(cls.own, str(cls.today), 1)
        cls.env["customer.profile"].refresh()
        cls.insight = cls.env["customer.insight"]
        feedback = cls.env["customer.feedback"]
        cls.complaint, cls.praise = feedback.create(
            [
                {"title": "Torn", "partner_id": cls.own.id, "kind": "complaint"},
                {"title": "Nice", "partner_id": cls.own.id, "kind": "praise"},
            ]
        )
        cls.stage = cls.env["customer.feedback.stage"].search(
            [("is_closed", "=", True)], limit=1
        )

    def _figures(self, user=None, **options):
        self.env.flush_all()
        insight = self.insight.with_user(user or self.manager_user)
        found = insight.figures(
            partner_ids=self.customers.ids, date_to=str(self.today), **options
        )
        return {figure["key"]: figure for figure in found}

    def test_satisfaction(self):
        """F21: feedback, complaints per 100 orders, and what they open."""
        figures = self._figures()
        self.assertEqual(figures["feedback_count"]["value"], 2)
        self.assertEqual(figures["complaints_per_100_orders"]["value"], 25)
        action = figures["complaints_per_100_orders"]["action"]
        self.assertEqual(
            self.env["customer.feedback"].search(
                [*action["domain"], ("partner_id", "=", self.own.id)]
            ),
            self.complaint,
        )

    def test_service(self):
        """F22: days to settle, and in time or not."""
        came = self.today - timedelta(6)
        self.env.cr.execute(
            "UPDATE customer_feedback SET create_date = %s WHERE id = %s",
            [fields.Datetime.to_datetime(came), self.complaint.id],
        )
        self.complaint.invalidate_recordset()
        self.complaint.resolution = "<p>new box</p>"
        self.complaint.stage_id = self.stage
        self.complaint.write({"closed_date": self.today, "deadline": self.today})
        figures = self._figures()
        self.assertEqual(figures["days_to_settle"]["value"], 6)
        self.assertEqual(figures["settled_in_time"]["value"], 1)
        self.complaint.deadline = self.today - timedelta(1)
        self.assertEqual(self._figures()["settled_in_time"]["value"], 0)

    def test_rating(self):
        """F21: the mean of the answers."""
        for value in (5, 2):
            self.env["rating.rating"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("customer.feedback"),
                    "res_id": self.praise.id,
                    "rating": value,
                    "consumed": True,
                }
            )
        self.assertEqual(self._figures()["rating"]["value"], 3.5)

    def test_beside_the_days_before(self):
        """F19: the same number of days just before."""
        self.env.cr.execute(
            "UPDATE customer_feedback SET create_date = create_date - interval '8 days'"
            " WHERE id = %s",
            [self.complaint.id],
        )
        figures = self._figures(date_from=str(self.today - timedelta(6)))
        count = figures["feedback_count"]
        self.assertEqual((count["value"], count["compared"]), (1, 1))

    def test_only_what_one_may_see(self):
        """I02: feedback of a colleague's customer does not count for a clerk."""
        self.env["customer.feedback"].create(
            {"title": "Late", "partner_id": self.foreign.id, "kind": "complaint"}
        )
        figures = self._figures(self.user_user)
        everything = self._figures()
        self.assertLess(
            figures["feedback_count"]["value"], everything["feedback_count"]["value"]
        )
        self.assertEqual(self._figures(self.steward_user), {})

    def test_wrong_input(self):
        with self.assertRaises(UserError):
            self.insight.figures("2024-02-01", "2024-01-01")
        with self.assertRaises(UserError):
            self.insight.figures(partner_ids=["x"])
