from dataclasses import dataclass
from datetime import date, timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


@dataclass(frozen=True)
class InsightScope:
    """What figures are asked for.

    :param date_from: first day
    :param date_to: last day, inclusive
    :param company: the company
    :param partner_ids: commercial partners, or ``None`` for all
    """

    date_from: date
    date_to: date
    company: object
    partner_ids: tuple | None = None

    def before(self):
        """The same number of days just before, to compare with."""
        days = self.date_to - self.date_from + timedelta(1)
        return InsightScope(
            self.date_from - days, self.date_to - days, self.company, self.partner_ids
        )

    def domain(self):
        """Domain of company and customers, for models that have both."""
        domain = Domain("company_id", "=", self.company.id)
        if self.partner_ids is not None:
            domain &= Domain("partner_id", "in", list(self.partner_ids))
        return domain


class CustomerInsight(models.AbstractModel):
    """Where other rooms and addons give their figures to reports and the dashboard.

    Satisfaction, service, campaigns (F19, F21, F22): a room that knows such a figure
    extends ``_room_figures`` by ``return super()._room_figures(scope) + [...]``. So
    analytics reaches into no room that stands after it.
    """

    _name = "customer.insight"
    _description = "Figures of Other Rooms"

    @api.model
    @api.readonly
    def figures(self, date_from=None, date_to=None, partner_ids=None):
        """Return the figures of all rooms that the user may see.

        :param date_from: first day (ISO); the 12 months to ``date_to`` when empty
        :param date_to: last day (ISO); today when empty
        :param partner_ids: ids of customers, nothing for all
        :return: list of dicts: ``group`` (heading), ``key``, ``label``, ``value``,
            ``kind`` (``integer``, ``number``, ``percent``, ``money``), ``compared``
            (the same in the days before, or ``None``), ``more_is_good``, ``hint`` and
            ``action`` (to open, or ``False``)
        :raise UserError: for what is no day
        """
        return self._room_figures(self._read_scope(date_from, date_to, partner_ids))

    @api.model
    def _read_scope(self, date_from, date_to, partner_ids):
        read_day = self.env["customer.profile"]._read_as_of
        last = read_day(date_to)
        first = read_day(date_from) if date_from else last - timedelta(364)
        if first > last:
            raise UserError(self.env._("The period has to begin before it ends."))
        try:
            partners = partner_ids and tuple(map(int, partner_ids))
        except (TypeError, ValueError):
            raise UserError(self.env._("Customers: give a list of ids.")) from None
        return InsightScope(first, last, self.env.company, partners or None)

    @api.model
    def _room_figures(self, scope):
        """Figures as ``figures`` returns them; rooms append theirs."""
        return []

    @api.model
    def _figure(self, group, key, label, value, compared=None, **more):
        """One figure with what is usual where nothing else is said."""
        return {
            "group": group,
            "key": key,
            "label": label,
            "value": value,
            "compared": compared,
            "kind": "integer",
            "more_is_good": True,
            "hint": "",
            "action": False,
            **more,
        }
