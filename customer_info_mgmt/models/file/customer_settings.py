from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools import str2bool

from ..parameters import PREFIX, get_number, get_param


class CustomerSettings(models.TransientModel):
    """The settings of the customer file, for managers of it.

    Odoo's own settings are for its administrators alone. Here a manager sees and
    changes what is ours, and nothing else: rooms declare their settings by inheritance,
    and ``execute`` writes what is declared, with the rights of the system.

    - ``parameter="name"``: one value for the database, our system parameter of that
      name.
    - ``related="company_id.name", store=True, readonly=False``: a value of the company,
      which only ``execute`` writes.
    - ``between=(lowest, highest)``: what a number of either kind may be.
    """

    _name = "customer.settings"
    _description = "Settings of the Customer File"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    customer_codes = fields.Boolean("Customer codes", parameter="customer_codes")

    def _valid_field_parameter(self, field, name):
        return name in ("parameter", "between") or super()._valid_field_parameter(
            field, name
        )

    @api.model
    def _post_model_setup__(self):
        result = super()._post_model_setup__()
        # A form that is merely kept leaves the company alone.
        for field in self._company_fields():
            field.inverse = None
        return result

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Settings")

    @api.model
    def default_get(self, fields):
        """Return what holds now; anybody could call this without a record."""
        self.check_access("create")
        found = super().default_get(fields)
        for field in self._parameter_fields():
            if field.name in fields:
                found[field.name] = self._read_parameter(field)
        return found

    @api.constrains("company_id")
    def _check_own_company(self):
        for settings in self:
            if settings.company_id not in settings.env.user.company_ids:
                raise AccessError(self.env._("Company: choose one that you work for."))

    @api.constrains(lambda self: [field.name for field in self._bounded_fields()])
    def _check_between(self):
        for settings in self:
            for field in self._bounded_fields():
                lowest, highest = field.between
                if not lowest <= settings[field.name] <= highest:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter a number from %(lowest)s to %(highest)s.",
                            field=field._description_string(self.env),
                            lowest=lowest,
                            highest=highest,
                        )
                    )

    def execute(self):
        """Let the values of this form hold from now on.

        :raise AccessError: for all but managers
        """
        self.ensure_one()
        self.check_access("write")
        self._apply()
        return {"type": "ir.actions.client", "tag": "reload"}

    def cancel(self):
        """Show what holds."""
        return {"type": "ir.actions.client", "tag": "reload"}

    def _apply(self):
        """Write what was changed; return the names of the fields that were."""
        return self._apply_parameters() | self._apply_to_company()

    def _apply_parameters(self):
        changed = {
            field.name: field.parameter
            for field in self._parameter_fields()
            if self[field.name] != self._read_parameter(field)
        }
        parameters = self.env["ir.config_parameter"].sudo()
        for name, parameter in changed.items():
            # As text: zero and no are choices, where an empty value would be none.
            parameters.set_param(PREFIX + parameter, str(self[name]))
        return set(changed)

    def _apply_to_company(self):
        company = self.company_id.sudo()
        targets = {f.name: f.related_field.name for f in self._company_fields()}
        changed = {
            name for name, target in targets.items() if self[name] != company[target]
        }
        values = {
            targets[name]: self._fields[name].convert_to_write(self[name], self)
            for name in changed
        }
        if values:
            company.write(values)
            # What the database itself refuses is refused here, not later.
            company.flush_recordset()
        return changed

    @api.model
    def _parameter_fields(self):
        return [f for f in self._fields.values() if getattr(f, "parameter", None)]

    @api.model
    def _company_fields(self):
        return [
            field
            for field in self._fields.values()
            if field.related and field.related.startswith("company_id.")
        ]

    @api.model
    def _bounded_fields(self):
        return [f for f in self._fields.values() if getattr(f, "between", None)]

    @api.model
    def _read_parameter(self, field):
        """Return what holds for ``field``, which our readers of it would return."""
        default = field.default(self) if field.default else False
        if field.type in ("integer", "float"):
            return get_number(self.env, field.parameter, default, field.between)
        value = get_param(self.env, field.parameter)
        if field.type == "boolean":
            return str2bool(value or str(default), default)
        return value if value in dict(field.selection) else default
