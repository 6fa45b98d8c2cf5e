from odoo import api, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """Whose customer a customer is.

    The figures of a customer are for its owner. So who sees only one's own customers
    cannot become the owner of a colleague's, neither directly nor by making it, or one
    of its contacts with the orders, a part of one's own customer.
    """

    _inherit = "res.partner"

    def write(self, vals):
        if {"user_id", "parent_id"} & vals.keys() and self._sees_own_customers_only():
            self.filtered(
                lambda partner: any(
                    partner[fname].id != (vals[fname] or False)
                    for fname in {"user_id", "parent_id"} & vals.keys()
                )
            )._ensure_not_of_colleague()
        return super().write(vals)

    @api.model
    def _sees_own_customers_only(self):
        """Whether figures of colleagues' customers are closed to the user."""
        return (
            not self.env.su
            and self._customer_view_of_user() == "mine"
            and not self.env.user.has_group("sales_team.group_sale_salesman_all_leads")
        )

    def _ensure_not_of_colleague(self):
        """Refuse the customers of colleagues and what belongs to them.

        :raise AccessError: for the first of them
        """
        for customer in self.commercial_partner_id:
            owner = customer.user_id
            if customer.customer_rank and owner and owner != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(customer)s is the customer of %(owner)s. Ask them or a"
                        " sales manager to hand the customer over.",
                        customer=customer.display_name,
                        owner=owner.sudo().name,
                    )
                )
