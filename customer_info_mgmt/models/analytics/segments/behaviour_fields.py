"""Figures that depend on today and still sort and filter lists: nothing is stored."""

from odoo import fields
from odoo.tools import SQL


class DaysLate(fields.Integer):
    """Days since an order was expected; negative while it is still to come."""

    def to_sql(self, model, alias):
        """See ``Field.to_sql``."""
        return SQL(
            "(%s::date - %s)", model._today(), SQL.identifier(alias, "next_order_date")
        )


class AtStake(fields.Monetary):
    """What a customer who leaves takes along: the better of its last two years."""

    def to_sql(self, model, alias):
        """See ``Field.to_sql``."""
        return SQL(
            "GREATEST(%s, %s, 0)",
            SQL.identifier(alias, "revenue_12m"),
            SQL.identifier(alias, "revenue_prior_12m"),
        )
