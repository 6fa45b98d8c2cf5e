from odoo import api, models
from odoo.tools import str2bool


class ResPartner(models.Model):
    """Customer code: the core's reference, from a sequence."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        if self._gives_customer_codes():
            vals_list = [self._add_customer_code(vals) for vals in vals_list]
        partners = super().create(vals_list)
        # Other addons may make a customer of it on the way, as boxes for customers do.
        partners._ensure_customer_codes()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if {"customer_rank", "parent_id", "is_company"} & vals.keys():
            self._ensure_customer_codes()
        return result

    @api.model
    def _gives_customer_codes(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return str2bool(
            parameters.get_param("customer_info_mgmt.customer_codes"), default=False
        )

    @api.model
    def _add_customer_code(self, vals):
        """Return the values of a new partner, with a code if it is a customer.

        Done before the row is written: a second write of a new partner costs as much
        as the first.
        """
        context = self.env.context

        def value(fname):
            return vals[fname] if fname in vals else context.get(f"default_{fname}")

        is_company = value("is_company") or value("company_type") == "company"
        is_commercial = is_company or not value("parent_id")
        if not (value("customer_rank") and is_commercial) or value("ref"):
            return vals
        company = self.env["res.company"].browse(value("company_id") or None)
        return dict(vals, ref=self._next_customer_code(company))

    def _ensure_customer_codes(self):
        """Give customers among ``self`` that have none their code."""
        uncoded = self.filtered(
            lambda partner: (
                partner.customer_rank > 0
                and partner.commercial_partner_id == partner
                and not partner.ref
            )
        )
        if uncoded and self._gives_customer_codes():
            for partner in uncoded:
                partner.ref = self._next_customer_code(partner.company_id)

    @api.model
    def _next_customer_code(self, company):
        """Return the next free code of the company, ``False`` without a sequence.

        Numbers come from the database's own sequence: clerks who create customers at
        the same moment do not wait for each other and never get the same code. Codes
        that were typed by hand are skipped.
        """
        sequence = self.env["ir.sequence"].sudo()
        sequence = sequence.with_company(company or self.env.company)
        taken = self.sudo().with_context(active_test=False)
        while code := sequence.next_by_code("customer.code"):
            if not taken.search_count([("ref", "=", code)], limit=1):
                return code
        return False

    def action_give_customer_code(self):
        """Give the selected customers that have no code theirs, even if new customers
        get none by themselves."""
        self.check_access("write")
        for partner in self.commercial_partner_id:
            if partner.customer_rank > 0 and not partner.ref:
                partner.ref = self._next_customer_code(partner.company_id)
        return True
