from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .customer_profile_movement import ABSENT, NONE, NOW


class CustomerProfileSnapshot(models.Model):
    """The customers behind a number of the matrix, by name."""

    _inherit = "customer.profile.snapshot"

    @api.model
    @api.readonly
    def action_open_movement(
        self,
        dimension,
        date_from,
        date_to,
        from_class=None,
        to_class=None,
        filters=None,
    ):
        """Open the customers that a number of the matrix counts.

        :param from_class: a class on the first day, ``none`` for customers without one,
            ``absent`` for such without figures; nothing for any
        :param to_class: the same on the second day
        :return: an action
        :raise UserError: for another class, dimension, day or filter
        """
        self._check_dimension(dimension)
        days = self._read_days(date_from, date_to, self._counted_days())
        domain = self._filter_domain(filters)
        presence = Domain.OR(self._side_domain(dimension, day) for day in days)
        for day, key in zip(days, (from_class, to_class), strict=True):
            if key:
                domain &= self._side_domain(dimension, day, key)
        if ABSENT in (from_class, to_class) or not (from_class or to_class):
            domain &= presence
        action = self.env["res.partner"]._get_customer_action()
        action.pop("path", None)
        action["name"] = self._movement_title(dimension, days, from_class, to_class)
        action["domain"] = list(domain)
        action["context"] = {
            "res_partner_search_mode": "customer",
            "active_test": False,
        }
        return action

    @api.model
    def _side_domain(self, dimension, day, key=None):
        """Domain on partners: their class on a day, or that they have figures."""
        known = [item["key"] for item in self._class_words(dimension)]
        if key and key not in (*known, ABSENT):
            raise UserError(self.env._("There is no class %s.", key))
        row = Domain("company_id", "=", self.env.company.id)
        row &= Domain("order_count", ">", 0)
        if key and key != ABSENT:
            row &= Domain(dimension, "=", False if key == NONE else key)
        link = "customer_profile_id"
        if day != NOW:
            link = "customer_snapshot_ids"
            row &= Domain("date", "=", str(day))
        found = Domain(link, "any", list(row))
        return ~found if key == ABSENT else found

    @api.model
    def _movement_title(self, dimension, days, from_class, to_class):
        begin, end = (
            self.env._("now") if day == NOW else format_date(self.env, day)
            for day in days
        )
        return self.env._(
            "%(from)s (%(begin)s) → %(to)s (%(end)s)",
            **{"from": self._label_of(dimension, from_class)},
            to=self._label_of(dimension, to_class, is_begin=False),
            begin=begin,
            end=end,
        )
