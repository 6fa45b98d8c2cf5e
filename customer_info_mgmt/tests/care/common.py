from datetime import date, datetime

from odoo import api
from odoo.tests import freeze_time, new_test_user

from ..common import GROUPS, CustomerInfoCommon

TODAY = date(2026, 5, 10)
# Noon in UTC: the same day in every time zone that these tests use by default.
NOON = datetime(2026, 5, 10, 12)


class ReminderCommon(CustomerInfoCommon):
    """One rule at a time over customers of a known day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.reminder.rule"].search([]).active = False
        cls.reminders = cls.env["customer.reminder"]
        cls.company = cls.env.company
        cls.company.partner_id.tz = "UTC"
        cls.seller = new_test_user(cls.env, "cim_seller", groups=GROUPS + "user")
        cls.stand_in = new_test_user(cls.env, "cim_stand_in", groups=GROUPS + "user")

    @classmethod
    def _rule(cls, kind="birthday", **values):
        return cls.env["customer.reminder.rule"].create(
            {
                "name": kind,
                "kind": kind,
                "days": 7 if kind == "birthday" else 90,
                "user_id": cls.stand_in.id,
                **values,
            }
        )

    @classmethod
    def _person(cls, name, month, day, **values):
        return cls._create_customer(
            name,
            birth_month=month,
            birth_day=day,
            **{"user_id": cls.seller.id, **values},
        )

    @classmethod
    def _profile(cls, customer, company=None):
        return cls.env["customer.profile"].search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    def _run(self, now=NOON, **options):
        """The daily job at ``now``, with cursors that can commit.

        :return: the ``MemoryError`` that killed the job, its last transaction rolled
            back, or ``None``. Not raised: ``assertRaises`` would roll back what the job
            had committed before.
        """
        self.env.flush_all()
        killed = None
        with (
            freeze_time(now),
            self.enter_registry_test_mode(),
            self.registry.cursor() as cr,
        ):
            env = api.Environment(cr, self.env.uid, {})
            try:
                env["customer.reminder"]._cron_remind(**options)
            except MemoryError as error:
                killed = error
                cr.rollback()
        self.env.invalidate_all()
        return killed

    def _found(self, rule):
        return self.reminders.search([("rule_id", "=", rule.id)])

    def _activities(self, partner):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", partner.ids)]
        )
