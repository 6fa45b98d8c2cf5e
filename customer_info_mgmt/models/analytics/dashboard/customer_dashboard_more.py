from odoo import api, models

from .dashboard_sql import month_end
from .dashboard_view import read_view

CALLS = 6


class CustomerDashboard(models.AbstractModel):
    """What other screens have in full, in small on the dashboard."""

    _inherit = "customer.dashboard"

    @api.model
    @api.readonly
    def get_calls(self, filters=None):
        """Return the first customers of the call list.

        :param filters: see ``read_view``
        :return: dict: ``count``, ``value`` at stake and ``rows`` (``partner_id``,
            ``name``, ``when``, ``value``); ``None`` of a past period, in which nobody
            can be called
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        calls = self.env["customer.call.list"]
        calls.check_access("read")
        if not view.is_now:
            return None
        domain = view.customers("partner_id.")
        [(count, value)] = calls._read_group(domain, [], ["__count", "value:sum"])
        return {
            "count": count,
            "value": value,
            "rows": [
                {
                    "partner_id": row.partner_id.id,
                    "name": row.partner_id.sudo().display_name,
                    "when": row.when,
                    "value": row.value,
                }
                for row in calls.search(domain, limit=CALLS)
            ],
        }

    @api.model
    @api.readonly
    def get_movement(self, filters=None):
        """Return who moved between the segments, from one month end to another.

        :param filters: see ``read_view``
        :return: as ``customer.profile.snapshot.get_movement``, with the days nearest to
            the ends of both periods; ``None`` where no such months were counted, or a
            team is chosen, which movements do not tell apart
        :raise UserError: for a filter that is none
        :raise AccessError: for users who may not see figures of customers
        """
        view = read_view(self.env, filters)
        snapshots = self.env["customer.profile.snapshot"].with_company(view.company)
        snapshots.check_access("read")
        days = self._movement_days(view, snapshots._counted_days())
        if not days or "team_id" in view.chosen:
            return None
        whose = {
            name: view.chosen[key]
            for name, key in (("owner", "user_id"), ("group", "group_id"))
            if key in view.chosen
        }
        return snapshots.get_movement("rfm_segment", *days, whose) | {"filters": whose}

    @api.model
    def _movement_days(self, view, counted):
        """From the end of the period before to that of this one, if they are counted.

        :param counted: month ends as text, the latest first
        """
        begin, end = str(month_end(view.before[1])), str(view.end)
        if not view.is_now and end not in counted:
            return None
        earlier = [day for day in counted if day <= begin]
        if not earlier and view.is_now:
            # The history is shorter: as far back as it goes.
            earlier = counted[-1:]
        return (earlier[0], "now" if view.is_now else end) if earlier else None
