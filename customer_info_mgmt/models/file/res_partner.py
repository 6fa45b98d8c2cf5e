from ast import literal_eval

from odoo import api, fields, models

from .profile_link import ProfileLink

# Who sees figures about customers at all. Warehouse staff do not; what only finance may
# see names its groups itself.
FIGURE_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_finance,"
    "customer_info_mgmt.group_customer_steward"
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_profile_id = ProfileLink(
        "customer.profile",
        string="Customer Profile",
        compute="_compute_customer_profile_id",
        search="_search_customer_profile_id",
        groups=FIGURE_GROUPS,
    )
    customer_verified_date = fields.Date(
        related="customer_profile_id.verified_date",
        string="File Verified On",
        groups=FIGURE_GROUPS,
    )
    customer_completeness = fields.Integer(
        related="customer_profile_id.completeness",
        string="File Completeness",
        aggregator="avg",
        groups=FIGURE_GROUPS,
    )

    @api.depends_context("company", "uid")
    def _compute_customer_profile_id(self):
        profiles = self._fields["customer_profile_id"].find(self._origin)
        profile_of = {profile.partner_id: profile for profile in profiles.sudo()}
        for partner in self:
            partner.customer_profile_id = profile_of.get(partner._origin)

    def _search_customer_profile_id(self, operator, value):
        return self._fields["customer_profile_id"].search_domain(operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._ensure_customer_profiles()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if {"customer_rank", "parent_id", "is_company", "company_id"} & vals.keys():
            self._ensure_customer_profiles()
        return result

    def _ensure_customer_profiles(self):
        """Give new customers their profile at once, and not a minute later: the list in
        which a clerk makes a customer shows profiles."""
        customers = self.filtered(
            lambda partner: (
                partner.customer_rank > 0 and partner.commercial_partner_id == partner
            )
        )
        if customers:
            self.env["customer.profile"].sudo()._ensure_rows(customers)

    @api.model
    def _get_customer_action(self):
        """Return the action that opens the customers for the role of the user.

        Who sees no figures gets the list without the profile; who looks after all
        customers starts without the filter on one's own.
        """
        actions = self.env["ir.actions.act_window"]
        name = "customer_info_mgmt.customer_action"
        if not self.env["customer.profile"].has_access("read"):
            return actions._for_xml_id(f"{name}_plain")
        action = actions._for_xml_id(name)
        if self._looks_after_all_customers():
            context = literal_eval(action["context"])
            context.pop("search_default_my_customers")
            action["context"] = context
        return action

    @api.model
    def _looks_after_all_customers(self):
        return any(
            self.env.user.has_group(f"customer_info_mgmt.group_customer_{role}")
            for role in ("finance", "steward", "manager")
        )
