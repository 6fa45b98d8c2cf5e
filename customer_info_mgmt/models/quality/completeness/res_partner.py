from odoo import api, fields, models

from ...file.res_partner import FIGURE_GROUPS
from ...file.res_partner_file import FILE_GROUPS
from .customer_field_rule import COUNTED, X2MANY

# Beside the fields that rules ask for: what decides which rules hold and whether the
# values fit together.
NOTICED = frozenset(
    (
        "active",
        "birthday",
        "birth_month",
        "company_id",
        "country_id",
        "customer_group_id",
        "customer_rank",
        "gender",
        "is_company",
        "name",
        "parent_id",
        "phone",
        "state_id",
        "vat",
        "zip",
    )
)


class ResPartner(models.Model):
    """How complete a file is, what it lacks, and who notices that it changed."""

    _inherit = "res.partner"

    customer_missing_required = fields.Integer(
        related="customer_profile_id.missing_required",
        string="Required Values Missing",
        groups=FIGURE_GROUPS,
    )
    customer_stale_date = fields.Date(
        related="customer_profile_id.stale_date",
        string="File Check Due On",
        groups=FIGURE_GROUPS,
    )
    customer_freshness = fields.Selection(
        related="customer_profile_id.freshness",
        string="Freshness of the File",
        groups=FIGURE_GROUPS,
    )
    customer_contradiction_text = fields.Text(
        related="customer_profile_id.contradiction_text",
        string="What Does Not Fit",
        groups=FIGURE_GROUPS,
    )
    customer_asked = fields.Json(
        "Asked For",
        compute="_compute_customer_asked",
        groups=FILE_GROUPS,
        help="What the file is asked to hold: label, weight and whether it is there.",
    )
    customer_missing_text = fields.Char(
        "What Is Missing",
        compute="_compute_customer_missing_text",
        groups=FILE_GROUPS,
    )

    @api.depends("is_company", "parent_id", "customer_group_id", "customer_rank")
    @api.depends_context("lang", "company", "uid")
    def _compute_customer_asked(self):
        for partner in self:
            partner.customer_asked = partner._asked_rows()

    @api.depends("customer_asked")
    @api.depends_context("lang", "company", "uid")
    def _compute_customer_missing_text(self):
        for partner in self:
            partner.customer_missing_text = ", ".join(
                row["label"]
                for row in partner._asked_rows()
                if not row["filled"] and row["level"] in COUNTED
            )

    def _is_asked(self):
        """Tell whether the rules hold for this record: for customers, not contacts."""
        context = self.env.context
        is_customer = (
            self.customer_rank > 0
            or context.get("res_partner_search_mode") == "customer"
            or context.get("default_customer_rank")
        )
        return bool(is_customer and (self.is_company or not self.parent_id))

    def _asked_rows(self):
        """Rows ``name, label, level, weight, filled`` of what the user may read.

        Required values come first, then by weight.
        """
        self.ensure_one()
        if not self._is_asked():
            return []
        rules = self.env["customer.field.rule"]
        asked = rules._asked(bool(self.is_company), self.customer_group_id.id or 0)
        labels = rules._labels()
        file = self.sudo()
        rows = [
            {
                "name": name,
                "label": labels[rule_id],
                "level": requirement,
                "weight": weight,
                "filled": file._is_filled(name),
            }
            for rule_id, name, requirement, weight, _months in asked
            if self._has_field_access(self._fields[name], "read")
        ]
        return sorted(rows, key=lambda r: (r["level"] != "required", -r["weight"]))

    def _is_filled(self, name):
        """Tell whether a field holds something, as ``_filled_sql`` does for all."""
        value = self.sudo()[name]
        if self._fields[name].type in X2MANY:
            value = value.filtered("active") if "active" in value else value
        return bool(value.strip() if isinstance(value, str) else value)

    # News

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._mark_completeness()
        return partners

    def write(self, vals):
        if self._completeness_fields().isdisjoint(vals):
            return super().write(vals)
        # Who moves away from a company, or stops being a customer, was part of one.
        if {"parent_id", "is_company", "customer_rank"} & vals.keys():
            self._mark_completeness()
        result = super().write(vals)
        self._mark_completeness()
        return result

    def unlink(self):
        self.commercial_partner_id.filtered(
            lambda customer: customer not in self
        )._mark_completeness()
        return super().unlink()

    @api.model
    def _completeness_fields(self):
        """Names of the fields whose change may move the figures of a file."""
        return NOTICED | self.env["customer.field.rule"]._ruled_fields()

    def _mark_completeness(self):
        """Have the files of these partners looked at within a minute, if they have any.

        In the transaction it is a set of ids, written with one statement at its end.
        """
        customers = self.sudo().commercial_partner_id.filtered(
            lambda customer: customer.customer_rank > 0
        )
        if customers:
            every_company = self.env["res.company"]
            self.env["customer.profile.mark"]._add(customers, every_company)
