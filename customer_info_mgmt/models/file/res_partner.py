from odoo import api, fields, models, tools

from .profile_link import ProfileLink

# Who sees figures about customers at all. Warehouse staff do not; what only finance may
# see names its groups itself.
FIGURE_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_finance,"
    "customer_info_mgmt.group_customer_steward"
)

ADDON = "customer_info_mgmt"


class ResPartner(models.Model):
    _inherit = "res.partner"

    customer_profile_id = ProfileLink(
        "customer.profile",
        string="Customer Profile",
        compute="_compute_customer_profile_id",
        # Read once for the user and for the related fields, which are computed in
        # superuser mode; the link heeds the user's rights in both.
        compute_sudo=True,
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
        link = self._fields["customer_profile_id"]
        profiles = link.find(self._origin).sudo()
        profile_of = {profile.partner_id.id: profile for profile in profiles}
        for partner in self:
            partner.customer_profile_id = profile_of.get(partner._origin.id)
        link.fill_figures(self._origin, profile_of)

    def _search_customer_profile_id(self, operator, value):
        return self._fields["customer_profile_id"].search_domain(operator, value)

    @api.model
    def _has_field_access(self, field, operation):
        if field.groups and field._module == ADDON and not self.env.su:
            return self._has_groups_of_field(field.groups)
        return super()._has_field_access(field, operation)

    @api.model
    @tools.ormcache("self.env.uid", "groups")
    def _has_groups_of_field(self, groups):
        """Whether the user has one of ``groups``.

        A list asks it for every field of every row. The answer is kept as long as the
        groups of the user are.
        """
        return self.env.user.has_groups(groups)

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
    def _customer_view_of_user(self):
        """Return how the user looks at customers.

        ``plain`` without figures, ``all`` for who looks after everybody's customers,
        ``mine`` to begin with one's own.
        """
        if not self.env["customer.profile"].has_access("read"):
            return "plain"
        looks_after_all = any(
            self.env.user.has_group(f"customer_info_mgmt.group_customer_{role}")
            for role in ("finance", "steward", "manager")
        )
        return "all" if looks_after_all else "mine"

    @api.model
    def _get_customer_action(self):
        """Return the action that lists the customers in the way that fits the user."""
        actions = self.env["ir.actions.act_window"]
        name = "customer_action"
        if (fitting := self._customer_view_of_user()) != "mine":
            name = f"{name}_{fitting}"
        return actions._for_xml_id(f"customer_info_mgmt.{name}")
