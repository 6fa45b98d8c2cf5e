from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .completeness_settings import MOST_MONTHS, TYPES

LEVELS = [
    ("required", "Required"),
    ("wanted", "Wanted"),
    ("optional", "Optional"),
]
COUNTED = ("required", "wanted")
X2MANY = ("one2many", "many2many")
ASKABLE = (
    "char", "text", "selection", "date", "datetime", "integer", "float", "monetary",
    "many2one", *X2MANY,
)  # fmt: skip
# A rule belongs to a type, or to the customers of a type in one group.
RULE_KEY = ("customer_type", "customer_group_id", "field_id")


class CustomerFieldRule(models.Model):
    """What the file of a type of customer is asked to hold, and how much it matters.

    The rules of a group come before those of the whole type, field by field.
    """

    _name = "customer.field.rule"
    _description = "Required and Wanted Field"
    _order = "customer_type, customer_group_id, sequence, id"
    _rec_name = "field_id"

    sequence = fields.Integer(default=10)
    customer_type = fields.Selection(TYPES, required=True, default="company")
    customer_group_id = fields.Many2one(
        "customer.group",
        "Group",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: all customers of the type. A rule of the group comes first.",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("model", "=", "res.partner"), ("ttype", "in", ASKABLE)],
        help="A field of the customer. A list, as of contacts or tags, counts as "
        "filled in when it has one line.",
    )
    field_name = fields.Char(related="field_id.name", string="Technical Name")
    label = fields.Char(
        translate=True, help="How the field is called in sentences. Empty: its label."
    )
    requirement = fields.Selection(LEVELS, required=True, default="wanted")
    weight = fields.Integer(
        default=10,
        help="Share in the completeness of the file, beside the other weights. What is "
        "optional does not count.",
    )
    stale_months = fields.Integer(
        "Check After (Months)",
        help="Months after which this value is to be checked again: the file is due "
        "with the first of its values. 0: with the file.",
    )

    _rule_uniq = models.UniqueIndex(
        "(customer_type, COALESCE(customer_group_id, 0), field_id)",
        "There is a rule for this field already, for the same customers. Change that "
        "one.",
    )
    _weight_range = models.Constraint(
        "CHECK (weight BETWEEN 0 AND 1000)", "Weight: enter 0 to 1000."
    )
    _months_range = models.Constraint(
        f"CHECK (stale_months BETWEEN 0 AND {MOST_MONTHS})",
        f"Check After: enter 0 to {MOST_MONTHS} months.",
    )

    @api.depends("field_id", "label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.label or rule.field_id.field_description or ""

    @api.constrains("field_id")
    def _check_field(self):
        for rule in self:
            if not self._is_askable(rule.field_id.name, rule.field_id.model):
                raise ValidationError(
                    self.env._(
                        "Field %s cannot be asked for: it is not stored with the "
                        "customer, or has no empty value. Choose another one.",
                        rule.field_id.field_description,
                    )
                )

    @api.model
    def _is_askable(self, name, model="res.partner"):
        """Tell whether the database can see that this field of a partner is empty."""
        field = self.env["res.partner"]._fields.get(name)
        if model != "res.partner" or field is None:
            return False
        if name in self._stand_ins():
            return True
        if field.type in X2MANY:
            return not field.compute
        return field.type in ASKABLE and bool(field.column_type and field.store)

    @api.model
    def _stand_ins(self):
        """Fields that are computed, and the column that says whether they are empty.

        Rooms add theirs.
        """
        return {"birthday": "birth_month"}

    # What is asked

    @api.model
    @tools.ormcache("is_company", "group_id")
    def _asked(self, is_company, group_id):
        """Return the rules for customers of a type and group, in order.

        :return: tuple of ``(rule id, field name, requirement, weight, stale months)``
        """
        kind = "company" if is_company else "person"
        rules = self.sudo().search(
            [
                ("customer_type", "=", kind),
                ("customer_group_id", "in", (False, group_id)),
            ]
        )
        # Those of the group are read last and take the place of the general ones.
        rules = rules.sorted(lambda rule: bool(rule.customer_group_id))
        by_field = {rule.field_name: rule for rule in rules}
        return tuple(
            (
                rule.id,
                rule.field_name,
                rule.requirement,
                rule.weight if rule.requirement in COUNTED else 0,
                rule.stale_months,
            )
            for rule in sorted(by_field.values(), key=lambda r: (r.sequence, r.id))
            if self._is_askable(rule.field_name)
        )

    @api.model
    @tools.ormcache()
    def _ruled_fields(self):
        """Return the names of all fields that some rule asks for."""
        names = set(self.sudo()._all().mapped("field_name"))
        return frozenset(name for name in names if self._is_askable(name))

    @api.model
    @tools.ormcache("self.env.lang")
    def _labels(self):
        """Return ``{rule id: label}`` of all rules in the language of the user."""
        return {rule.id: rule.display_name for rule in self.sudo()._all()}

    @api.model
    def _all(self):
        # A few dozen rows.
        return self.search([])  # pylint: disable=no-search-all

    # In SQL, on ``partner`` and, for values per company, ``profile``

    @api.model
    def _filled_sql(self, name):
        """Condition on ``partner``: the field holds something."""
        name = self._stand_ins().get(name, name)
        field = self.env["res.partner"]._fields[name]
        if field.type in X2MANY:
            return self._list_filled_sql(field)
        column = SQL.identifier("partner", name)
        if field.company_dependent:
            return self._per_company_filled_sql(field, column)
        if field.type in ("char", "text"):
            text = SQL("%s->>'en_US'", column) if field.translate else column
            return SQL("COALESCE(btrim(%s), '') <> ''", text)
        if field.type in ("integer", "float", "monetary"):
            return SQL("COALESCE(%s, 0) <> 0", column)
        return SQL("%s IS NOT NULL", column)

    @api.model
    def _list_filled_sql(self, field):
        comodel = self.env[field.comodel_name].sudo().with_context(**field.context)
        query = comodel._search(field.get_comodel_domain(self.env["res.partner"]))
        if field.type == "many2many":
            return SQL(
                """
                EXISTS (SELECT FROM %(link)s link
                         WHERE link.%(own)s = partner.id AND link.%(other)s IN %(rows)s)
                """,
                link=SQL.identifier(field.relation),
                own=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                rows=query.subselect(),
            )
        inverse = SQL.identifier(comodel._table, field.inverse_name)
        query.add_where(SQL("%s = partner.id", inverse))
        return SQL("EXISTS (%s)", query.select(SQL("1")))

    @api.model
    def _per_company_filled_sql(self, field, column):
        """The value of the profile's company, or the default that holds there."""
        partners = self.env["res.partner"].sudo()
        # pylint: disable-next=no-search-all
        companies = self.env["res.company"].sudo().search([])
        defaults = [
            company.id
            for company in companies
            if field.get_company_dependent_fallback(partners.with_company(company))
        ]
        return SQL(
            """
            CASE WHEN jsonb_exists(%(column)s, profile.company_id::text)
                 THEN %(column)s->>profile.company_id::text NOT IN ('', 'false', '0')
                 ELSE profile.company_id = ANY(%(defaults)s)
            END IS TRUE
            """,
            column=column,
            defaults=defaults,
        )

    # Changes

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self._after_change()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self._after_change()
        return result

    def unlink(self):
        result = super().unlink()
        self._after_change()
        return result

    @api.model
    def _after_change(self):
        """Forget what was asked, in forms too, and have all files looked at again."""
        self.env.registry.clear_cache()
        self.env.registry.clear_cache("templates")
        cron = self.env.ref(
            "customer_info_mgmt.ir_cron_refresh_all_profiles", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()
