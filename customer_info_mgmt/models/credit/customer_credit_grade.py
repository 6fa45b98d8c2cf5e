from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerCreditGrade(models.Model):
    """A step of the credit scale: how far a customer is trusted, and what follows.

    A grade without a company serves every company. Its limit counts in the currency of
    the company that asks, or, when the grade names a currency, at the rate of the day.
    A company with limits of its own makes grades of its own.
    """

    _name = "customer.credit.grade"
    _description = "Credit Grade"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, size=4, help="Short form on lists, A to E.")
    sequence = fields.Integer(default=10, help="The best grade stands first.")
    color = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    currency_id = fields.Many2one(
        "res.currency",
        help="Of the limit. Empty: the amount counts in the currency of each company.",
    )
    credit_limit = fields.Monetary(
        help="The most that a customer of this grade may owe. 0: nothing.",
    )
    allow_on_account = fields.Boolean(
        "Sale on Account", help="The customer may pay after delivery."
    )
    allow_order = fields.Boolean(
        "Orders", default=True, help="Orders may be confirmed."
    )
    allow_delivery = fields.Boolean(
        "Deliveries", default=True, help="Goods may leave the warehouse."
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", "Payment Terms", check_company=True
    )
    description = fields.Text(translate=True, help="Who belongs into this grade.")

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active",
        "There is a grade with this code already. Use another code, or archive the "
        "other grade.",
    )
    _credit_limit_positive = models.Constraint(
        "CHECK (credit_limit >= 0)",
        "The credit limit cannot be negative. Enter 0 for who may owe nothing.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for grade in self:
            grade.display_name = f"{grade.code} · {grade.name}"

    @api.constrains("company_id")
    def _check_profiles_company(self):
        for grade in self.filtered("company_id"):
            used = (
                self.env["customer.profile"]
                .sudo()
                .search(
                    [
                        ("credit_grade_id", "=", grade.id),
                        ("company_id", "!=", grade.company_id.id),
                    ],
                    limit=1,
                )
            )
            if used:
                raise ValidationError(
                    self.env._(
                        "Grade %(grade)s cannot belong to %(company)s alone: %(other)s "
                        "uses it for %(customer)s. Make a new grade for %(company)s "
                        "instead.",
                        grade=grade.display_name,
                        company=grade.company_id.name,
                        other=used.company_id.name,
                        customer=used.partner_id.display_name,
                    )
                )

    def _get_limits(self, companies, day):
        """The limit of each grade in the currency of each company.

        :param companies: ``res.company`` records
        :param day: date whose exchange rates count
        :return: ``{(grade id, company id): amount in the currency of the company}``
        """
        return {
            (grade.id, company.id): grade._get_limit(company, day)
            for grade in self
            for company in companies
        }

    def _get_limit(self, company, day):
        if not self.currency_id:
            return self.credit_limit
        return self.currency_id._convert(
            self.credit_limit, company.currency_id, company, day
        )
