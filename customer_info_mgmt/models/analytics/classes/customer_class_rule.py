import ast

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

# What a change of these takes back first: the rule gave something else before.
GIFT = frozenset(("gives", "category_id", "customer_group_id", "company_id"))
# Customers in the current company, but those archived and those who count in no figure.
CUSTOMERS = Domain(
    [
        ("customer_profile_id", "!=", False),
        ("leave_out_of_figures", "!=", True),
        ("active", "=", True),
    ]
)


class CustomerClassRule(models.Model):
    """A class of customers: who belongs to it, what they get, how we treat them.

    A saved filter says who belongs to it. Who fits gets a tag or a group, and loses it
    when the filter no longer holds: only what the rule itself gave, what a person chose
    stays. Figures are per company, so a rule is one company's.

    The filter is worked off with the rights of the system. So it may only ask for what
    the person who wrote it may read: otherwise a tag would tell what is hidden.
    """

    _name = "customer.class.rule"
    _description = "Class of Customers"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10,
        help="Of rules that give a group, the first one that fits a customer wins.",
    )
    active = fields.Boolean(default=True)
    is_on = fields.Boolean("Switched On", readonly=True, copy=False)
    off_reason = fields.Text("Switched Off because", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
        index=True,
        help="Whose figures the filter means.",
    )
    domain = fields.Char(
        "Filter",
        required=True,
        default="[]",
        help="Customers who belong here. It may ask for what you may read yourself.",
    )
    definer_id = fields.Many2one(
        "res.users",
        "Filter by",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Who wrote the filter.",
    )
    gives = fields.Selection(
        [("tag", "A tag"), ("group", "A customer group")], required=True, default="tag"
    )
    category_id = fields.Many2one(
        "res.partner.category", "Tag", ondelete="restrict", index="btree_not_null"
    )
    customer_group_id = fields.Many2one(
        "customer.group",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
    )
    takes_away = fields.Boolean(
        "Takes It Away Again",
        default=True,
        help="Who no longer fits loses what the rule gave. What a person gave stays.",
    )
    overwrites = fields.Boolean(
        "Replaces a Chosen Group", help="Also where a person has chosen another group."
    )
    strategy = fields.Text(
        translate=True, help="What we do for these customers, for all to read."
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        "Price List to Offer",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
    )
    sales_note = fields.Text(
        "Note for Salespeople",
        translate=True,
        help="What to think of when such a customer calls.",
    )
    last_run = fields.Datetime(
        readonly=True, copy=False, help="When all customers were looked at last."
    )
    member_ids = fields.One2many(
        "customer.class.member", "rule_id", "History", readonly=True
    )
    member_count = fields.Integer("Customers", compute="_compute_member_count")

    def _compute_member_count(self):
        counts = dict(
            self.env["customer.class.member"]._read_group(
                [("rule_id", "in", self.ids), ("left_date", "=", False)],
                ["rule_id"],
                ["__count"],
            )
        )
        for rule in self:
            rule.member_count = counts.get(rule._origin, 0)

    @api.constrains("gives", "category_id", "customer_group_id")
    def _check_gift(self):
        for rule in self:
            name = "category_id" if rule.gives == "tag" else "customer_group_id"
            if not rule[name]:
                label = rule._fields[name]._description_string(self.env)
                raise ValidationError(
                    self.env._("%s: choose what the customers get.", label)
                )

    @api.constrains("domain", "company_id")
    def _check_filter(self):
        for rule in self:
            rule._try_filter()

    # === Filter === #

    @api.model
    def _read_filter(self, text):
        """Return the domain that a text holds.

        :raise ValidationError: for a text that is no domain
        """
        try:
            return Domain(ast.literal_eval((text or "[]").strip()))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            raise ValidationError(
                self.env._(
                    "Filter: %s is none. Choose fields and values in the editor.", text
                )
            ) from None

    def _try_filter(self):
        """Make sure that the user may ask this filter, and that it finds something out.

        :raise ValidationError: with a sentence that names the field
        """
        self.ensure_one()
        domain = self._read_filter(self.domain)
        # Constraints are checked in superuser mode; what counts is who writes.
        partners = self.env["res.partner"].sudo(False).with_company(self.company_id)
        self._check_readable(partners, domain)
        try:
            with self.env.cr.savepoint():
                partners.search(domain & CUSTOMERS, limit=1, order="id")
        except (ValueError, TypeError, UserError, psycopg2.DataError) as error:
            raise ValidationError(
                self.env._(
                    "Filter: it cannot be worked off. %s", str(error).splitlines()[0]
                )
            ) from error

    @api.model
    def _check_readable(self, model, domain):
        """Refuse what the user may not read, at any depth of ``domain``."""
        for condition in domain.iter_conditions():
            target = self._check_path(model, condition.field_expr)
            if condition.operator.startswith(("any", "not any")):
                inner = condition.value
                if target is None or not isinstance(inner, (Domain, list, tuple)):
                    raise ValidationError(
                        self.env._(
                            "Filter: %s is no list of records.", condition.field_expr
                        )
                    )
                self._check_readable(target, Domain(inner))

    @api.model
    def _check_path(self, model, path):
        """Refuse a path of fields that the user may not read; return where it ends."""
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                raise ValidationError(self.env._("Filter: there is no field %s.", path))
            if not model._has_field_access(field, "read"):
                raise ValidationError(self._unreadable(field))
            if not field.relational:
                # What follows is a part of a date, or a column of a group.
                return None
            model = model.env[field.comodel_name]
            if not model.has_access("read"):
                raise ValidationError(self._unreadable(field))
        return model

    @api.model
    def _unreadable(self, field):
        return self.env._(
            "Filter: you may not read %s, so the filter cannot ask for it. Somebody "
            "who may read it can write this rule.",
            field._description_string(self.env),
        )

    # === Changes === #

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [dict(vals, definer_id=self._definer()) for vals in vals_list]
        )

    @api.model
    def _definer(self):
        """Id of who writes a filter; nobody for those that come along."""
        return self.env.uid != SUPERUSER_ID and self.env.uid

    def write(self, vals):
        if GIFT & vals.keys():
            self._take_back()
        if {"domain", "company_id"} & vals.keys():
            vals = dict(vals, definer_id=self._definer())
        return super().write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", rule.name))
            for rule, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_switch_on(self):
        """Let the rules hold from now on; all customers are looked at now."""
        self.check_access("write")
        for rule in self:
            rule._try_filter()
        self.sudo().write({"is_on": True, "off_reason": False})
        self.sudo()._apply_now()
        return True

    def action_switch_off(self):
        """Let the rules rest: who is in stays in, nobody enters or leaves."""
        self.check_access("write")
        self.sudo().write({"is_on": False, "off_reason": False})
        return True

    def action_take_back(self):
        """Switch off, and take back from everybody what the rules gave."""
        self.check_access("write")
        self.sudo().write({"is_on": False, "off_reason": False})
        self._take_back()
        return True

    def action_preview(self):
        """Show who would enter and who would leave."""
        self.ensure_one()
        self.check_access("write")
        preview = self.env["customer.class.preview"].create({"rule_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview: %s", self.name),
            "res_model": preview._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_view_customers(self):
        """Open the customers who are in the class now."""
        self.ensure_one()
        inside = Domain("rule_id", "=", self.id) & Domain("left_date", "=", False)
        return self._list_customers(
            self.name, Domain("customer_class_member_ids", "any", list(inside))
        )

    @api.model
    def _list_customers(self, name, domain):
        action = self.env["res.partner"]._get_customer_action()
        action.pop("path", None)
        action["name"] = name
        action["domain"] = list(domain)
        action["context"] = {"res_partner_search_mode": "customer"}
        return action

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filled(self):
        for rule in self.sudo():
            if rule.is_on or rule.member_count:
                raise UserError(
                    self.env._(
                        "%s has customers. Take back what it gave first, or archive "
                        "it, so that its history stays.",
                        rule.name,
                    )
                )
