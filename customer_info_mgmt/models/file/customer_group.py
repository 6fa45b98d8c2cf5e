from odoo import api, fields, models


class CustomerGroup(models.Model):
    """A group of customers that share spare columns and a treatment.

    A customer is in one group; what a customer may have many of are tags.
    """

    _name = "customer.group"
    _description = "Customer Group"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(size=64, help="Short code for lists, imports and reports.")
    description = fields.Text(translate=True)
    color = fields.Integer()
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", help="Empty: customers of all companies.", index="btree_not_null"
    )
    partner_ids = fields.One2many("res.partner", "customer_group_id", "Customers")
    partner_count = fields.Integer(
        "Number of Customers", compute="_compute_partner_count"
    )
    partner_properties_definition = fields.PropertiesDefinition("Columns of the Group")

    _code_company_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE code IS NOT NULL",
        "Another group has this code already.",
    )

    def _compute_partner_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("customer_group_id", "in", self.ids)],
                ["customer_group_id"],
                ["__count"],
            )
        )
        for group in self:
            group.partner_count = counts.get(group, 0)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", group.name), code=False)
            for group, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _customers_action_context(self):
        return {"res_partner_search_mode": "customer", "default_customer_rank": 1}

    def action_view_customers(self):
        """Open the customers of this group."""
        self.ensure_one()
        action = self.env["res.partner"]._get_customer_action()
        action["domain"] = [("customer_group_id", "=", self.id)]
        action["context"] = {
            **self._customers_action_context(),
            "default_customer_group_id": self.id,
        }
        return action
