from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

# Every role of the customer file, and nobody else.
FILE_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_warehouse,"
    "customer_info_mgmt.group_customer_finance,"
    "customer_info_mgmt.group_customer_steward,"
    "customer_info_mgmt.group_customer_privacy"
)
ALIAS_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_finance,"
    "customer_info_mgmt.group_customer_steward,"
    "customer_info_mgmt.group_customer_privacy"
)
# More rows of the same family than a form can show in a useful way.
FAMILY_LIMIT = 100


class ResPartner(models.Model):
    """What the file says about the customer beyond the core's fields."""

    _inherit = "res.partner"

    ref = fields.Char(copy=False)
    company_size = fields.Selection(
        [
            ("1", "1 to 9 employees"),
            ("10", "10 to 49 employees"),
            ("50", "50 to 249 employees"),
            ("250", "250 to 999 employees"),
            ("1000", "1000 employees and more"),
        ],
        groups="base.group_user",
    )
    main_contact_id = fields.Many2one(
        "res.partner",
        domain="[('id', 'child_of', id), ('id', '!=', id), ('is_company', '=', False)]",
        index="btree_not_null",
        groups="base.group_user",
        help="Whom to call first in this company.",
    )
    customer_group_id = fields.Many2one(
        "customer.group",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        # Whoever creates a partner reads it: the columns of the group are its.
        groups="base.group_user",
    )
    customer_properties = fields.Properties(
        "Columns of the Group",
        definition="customer_group_id.partner_properties_definition",
        groups="base.group_user",
    )
    alias_ids = fields.One2many(
        "customer.alias", "partner_id", "Aliases", groups=ALIAS_GROUPS
    )
    preference_ids = fields.One2many(
        "customer.preference", "partner_id", "Preferences", groups=FILE_GROUPS
    )
    family_alias_ids = fields.Many2many(
        "customer.alias",
        string="Aliases within the Company",
        compute="_compute_family_alias_ids",
        groups=ALIAS_GROUPS,
    )
    family_preference_ids = fields.Many2many(
        "customer.preference",
        string="Preferences within the Company",
        compute="_compute_family_preference_ids",
        groups=FILE_GROUPS,
    )

    @api.depends("commercial_partner_id", "alias_ids")
    @api.depends_context("uid")
    def _compute_family_alias_ids(self):
        for partner in self:
            partner.family_alias_ids = partner._family_rows("customer.alias")

    @api.depends("commercial_partner_id", "preference_ids")
    @api.depends_context("uid")
    def _compute_family_preference_ids(self):
        for partner in self:
            partner.family_preference_ids = partner._family_rows("customer.preference")

    def _family_rows(self, model):
        """Return what the company and its contacts have noted, without the own."""
        return self.env[model].search(self._family_domain(), limit=FAMILY_LIMIT)

    def _family_domain(self):
        """Domain of rows of the same company that are not this partner's own."""
        self.ensure_one()
        family = self.commercial_partner_id._origin
        return (
            Domain("partner_id.commercial_partner_id", "=", family.id)
            & Domain("partner_id", "!=", self._origin.id)
            if family
            else Domain.FALSE
        )

    @api.constrains("main_contact_id")
    def _check_main_contact(self):
        for partner in self.filtered("main_contact_id"):
            contact = partner.main_contact_id
            if contact.commercial_partner_id != partner.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(customer)s. Choose one of its"
                        " contacts as main contact, or add this person to them first.",
                        contact=contact.display_name,
                        customer=partner.display_name,
                    )
                )

    def _forget_moved_main_contacts(self):
        """Clear main contacts among ``self`` that now belong to another company."""
        companies = self.sudo().search([("main_contact_id", "in", self.ids)])
        companies.filtered(
            lambda company: (
                company.main_contact_id.commercial_partner_id
                != company.commercial_partner_id
            )
        ).main_contact_id = False

    def write(self, vals):
        result = super().write(vals)
        if {"parent_id", "is_company"} & vals.keys():
            self._forget_moved_main_contacts()
        return result

    def action_verify_file(self):
        """Note that the user has checked the file today, for the current company.

        :raise AccessError: when a profile is not the user's to see
        :raise UserError: for partners that are no customers
        """
        customers = self.commercial_partner_id
        strangers = customers.filtered(lambda partner: not partner.customer_rank)
        if strangers:
            raise UserError(
                self.env._(
                    "%s is no customer yet: there is no file to verify.",
                    strangers[0].display_name,
                )
            )
        for customer in customers:
            customer._verify_file()
        return True

    def _verify_file(self):
        self.env["customer.profile"].check_access("read")
        self.env["customer.profile"].sudo()._ensure_rows(self)
        if not self.customer_profile_id:
            raise AccessError(
                self.env._(
                    "%s is the customer of a colleague. Ask the owner or a data steward"
                    " to verify the file.",
                    self.display_name,
                )
            )
        self.customer_profile_id.sudo().verified_date = fields.Date.context_today(self)
        self.invalidate_recordset(["customer_verified_date"])
        # Whoever may verify may say so, even who may not change the partner.
        self.sudo().message_post(body=self.env._("File checked and found right."))
