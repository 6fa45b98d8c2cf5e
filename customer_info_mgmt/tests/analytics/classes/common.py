from datetime import date, timedelta
from unittest.mock import patch

from ..common import SalesCommon


class ClassCommon(SalesCommon):
    """Four customers with known revenue, and rules over it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rules = cls.env["customer.class.rule"]
        cls.members = cls.env["customer.class.member"]
        cls.rules.search([]).active = False
        cls.large, cls.middle, cls.small, cls.idle = (
            cls._create_customer(name) for name in ("Large", "Middle", "Small", "Idle")
        )
        cls.all = cls.large | cls.middle | cls.small | cls.idle
        cls._sell(cls.large, 5000)
        cls._sell(cls.middle, 2000)
        cls._sell(cls.small, 100)
        cls.tag = cls.env["res.partner.category"].create({"name": "Worth It"})
        cls.today = cls.profiles._today()
        cls._refresh()

    @classmethod
    def _refresh(cls):
        cls.env.flush_all()
        return cls.profiles.refresh()

    @classmethod
    def _create_rule(cls, least=1000, **values):
        return cls.rules.create(
            {
                "name": f"From {least}",
                "domain": f"[('customer_revenue', '>=', {least})]",
                "gives": "tag",
                "category_id": cls.tag.id,
                **values,
            }
        )

    def _tagged(self, tag=None):
        self.env.invalidate_all()
        return self.all.filtered(lambda p: (tag or self.tag) in p.category_id)

    def _inside(self, rule):
        return rule.member_ids.filtered(lambda member: not member.left_date).partner_id

    def _on_day(self, days):
        """Let it be a day later."""
        later = date.fromordinal(self.today.toordinal()) + timedelta(days)
        return patch.object(type(self.profiles), "_today", lambda _profiles: later)
