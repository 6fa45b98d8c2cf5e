from datetime import date
from unittest.mock import patch

import pandas

from odoo import Command
from odoo.fields import Domain
from odoo.tests import new_test_user

from ...common import GROUPS
from ..common import GeneratedSales
from .months_oracle import month_rows

TODAY = date(2024, 3, 31)


class DashboardCommon(GeneratedSales):
    """Generated sales, with owners, teams, groups, channels and regions of customers.

    The frames ``months`` and ``customers_frame`` hold the same, recomputed from the
    documents.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(type(cls.profiles), "_today", lambda _self: TODAY)
        )
        cls.colleague = new_test_user(cls.env, "cim_colleague", groups=f"{GROUPS}user")
        people = cls.user_user | cls.colleague | cls.manager_user | cls.finance_user
        people.company_ids |= cls.other_company
        cls._place_customers()
        cls.profiles.refresh()
        frame = month_rows(cls.env, TODAY)
        cls.months = frame.astype(
            {"revenue": float, "margin": float, "returned": float}
        )
        cls.customers_frame = cls._customers_frame()

    @classmethod
    def _place_customers(cls):
        cls.teams = cls.env["crm.team"].create([{"name": "East"}, {"name": "West"}])
        for team, user in zip(cls.teams, (cls.user_user, cls.colleague), strict=True):
            team.member_ids = [Command.link(user.id)]
        cls.groups = cls.env["customer.group"].create(
            [{"name": "Retail"}, {"name": "Wholesale"}]
        )
        cls.channels = cls.env["customer.channel"].search([], limit=2)
        places = [
            (cls.env.ref("base.us"), cls.env.ref("base.state_us_5")),
            (cls.env.ref("base.us"), cls.env.ref("base.state_us_6")),
            (cls.env.ref("base.cn"), cls.env["res.country.state"]),
            (cls.env["res.country"], cls.env["res.country.state"]),
        ]
        owners = (cls.user_user, cls.colleague, cls.env["res.users"])
        customers = cls.customers.commercial_partner_id - cls.own_branch
        for number, customer in enumerate(customers):
            country, state = places[number % 4]
            customer.write(
                {
                    "user_id": owners[number % 3].id,
                    "customer_group_id": (cls.groups.ids + [False])[number % 5 % 3],
                    "source_channel_id": (cls.channels.ids + [False])[number % 7 % 3],
                    "country_id": country.id,
                    "state_id": state.id,
                }
            )

    @classmethod
    def _customers_frame(cls):
        partners = cls.env["res.partner"].browse(cls.months.partner.unique().tolist())
        return pandas.DataFrame(
            [
                {
                    "partner": partner.id,
                    "user_id": partner.user_id.id or 0,
                    "team_id": partner.user_id.sale_team_id.id or 0,
                    "customer_group_id": partner.customer_group_id.id or 0,
                    "source_channel_id": partner.source_channel_id.id or 0,
                    "country_id": partner.country_id.id or 0,
                    "state_id": partner.state_id.id or 0,
                }
                for partner in partners
            ]
        )

    def _frame(self, company=None, owners=None, **chosen):
        """Months of one company's customers, with where they belong.

        :param owners: ids of owners; all customers when empty
        """
        frame = self.months.merge(self.customers_frame, on="partner")
        frame = frame[frame.company == (company or self.company).id]
        if owners is not None:
            frame = frame[frame.user_id.isin(owners)]
        for name, value in chosen.items():
            frame = frame[frame[name] == value]
        return frame

    def _in(self, frame, first, last):
        return frame[(frame.month >= first) & (frame.month <= last)]

    def _dashboard(self, user=None, method="get_figures", filters=None, **more):
        """Call a method of the dashboard as a user, the manager by default."""
        dashboards = self.env["customer.dashboard"].with_user(user or self.manager_user)
        return getattr(dashboards, method)(filters, **more)

    def _rows_behind(self, user, kind, filters=None, **details):
        """Records of the list that a number opens."""
        dashboards = self.env["customer.dashboard"].with_user(user or self.manager_user)
        action = dashboards.action_open(kind, filters, details)
        context = {
            key: value
            for key, value in action["context"].items()
            if key in ("active_test", "allowed_company_ids")
        }
        model = self.env[action["res_model"]].with_user(user or self.manager_user)
        return model.with_context(**context).search(Domain(action["domain"]))
