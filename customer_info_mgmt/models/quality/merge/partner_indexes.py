"""Indexes on columns to partners that core leaves without one.

A merge looks up each of these columns, and so does PostgreSQL whenever a partner is
deleted: without the index it reads the whole table, once per deleted partner. Only
tables that grow with the business are here, and only rows that name a partner are
indexed.
"""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    _commercial_partner_idx = models.Index(
        "(commercial_partner_id) WHERE commercial_partner_id IS NOT NULL"
    )
    _shipping_partner_idx = models.Index(
        "(partner_shipping_id) WHERE partner_shipping_id IS NOT NULL"
    )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    _partner_idx = models.Index("(partner_id)")


class RatingRating(models.Model):
    _inherit = "rating.rating"

    _partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
    _rated_partner_idx = models.Index(
        "(rated_partner_id) WHERE rated_partner_id IS NOT NULL"
    )
