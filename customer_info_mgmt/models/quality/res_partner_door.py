from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.http import request

from . import quality_settings

API_PATHS = ("/json/2/", "/xmlrpc", "/jsonrpc")
# Larger batches are left to the scan, which compares them set-based.
AT_ONCE = 20


class ResPartner(models.Model):
    """What happens at each door to a customer that seems to be there already."""

    _inherit = "res.partner"

    def web_save(self, vals, specification, next_id=None):
        door = self.with_context(customer_door="form")
        return super(ResPartner, door).web_save(vals, specification, next_id=next_id)

    @api.model
    def name_create(self, name):
        door = self.with_context(customer_door="quick_create")
        return super(ResPartner, door).name_create(name)

    @api.model
    def _get_door(self):
        """Return the door by which records come in now: a key of ``DOORS``."""
        if self.env.context.get("import_file"):
            return "import"
        if door := self.env.context.get("customer_door"):
            return door if door in dict(quality_settings.DOORS) else "other"
        path = request.httprequest.path if request else ""
        return "api" if path.startswith(API_PATHS) else "other"

    @api.model_create_multi
    def create(self, vals_list):
        # Who has looked for them already, and decided, does not want it done again.
        if self.env.context.get("customer_duplicates_known"):
            return super().create(vals_list)
        door = self._get_door()
        action = quality_settings.get_door_action(self.env, door)
        if action == "block":
            self._block_duplicates(vals_list)
        partners = super().create(vals_list)
        if action != "ignore" and not self.env.context.get(
            "customer_duplicates_decided"
        ):
            partners._note_duplicates(door, action)
        return partners

    @api.model
    def _block_duplicates(self, vals_list):
        """Refuse values that look like a customer who is there.

        A data steward may enter it all the same: somebody has to be able to.

        :raise ValidationError: naming the customer and the way out
        """
        if self.env.su or self.env.user.has_group(
            "customer_info_mgmt.group_customer_steward"
        ):
            return
        duplicates = self.env["customer.duplicate"]
        for vals, found in zip(
            vals_list, duplicates.sudo()._find_many(vals_list), strict=True
        ):
            if found:
                shown = duplicates._present(found[:1])[0]
                raise ValidationError(self._duplicate_message(vals, shown))

    @api.model
    def _duplicate_message(self, vals, shown):
        """Return the sentence that says who is there already and what to do."""
        reasons = ", ".join(shown["reasons"])
        if shown["name"]:
            return self.env._(
                "%(typed)s is probably here already: %(found)s (%(reasons)s).\n"
                "Open that customer instead. If it is another one, ask a data steward "
                "to enter it.",
                typed=vals.get("name") or "",
                found=shown["name"],
                reasons=reasons,
            )
        return self.env._(
            "%(typed)s is probably here already (%(reasons)s), as a customer of "
            "%(owner)s that you may not see.\nTalk to %(owner)s, or ask a data steward "
            "to enter it.",
            typed=vals.get("name") or "",
            owner=shown["owner"] or self.env._("nobody"),
            reasons=reasons,
        )

    def _note_duplicates(self, door, action):
        """Put what these new records look like on the review list."""
        if len(self) > AT_ONCE:
            self.env.ref("customer_info_mgmt.ir_cron_scan_duplicates").sudo()._trigger()
            return
        duplicates = self.env["customer.duplicate"].sudo()
        pairs = duplicates._find_pairs(self)
        duplicates._add_pairs(pairs, door)
        if pairs and door == "quick_create" and action == "warn":
            self._warn_quick_create(pairs[0])

    def _warn_quick_create(self, pair):
        """A quick create shows no form that could warn; so a note appears."""
        _own_id, found_id, value, codes = pair
        shown = self.env["customer.duplicate"]._present([(found_id, value, codes)])[0]
        name = shown["name"] or self.env._("a customer of %s", shown["owner"] or "?")
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Here already?"),
                "message": self.env._(
                    "%(typed)s looks like %(found)s: %(reasons)s.",
                    typed=self[:1].display_name,
                    found=name,
                    reasons=", ".join(shown["reasons"]),
                ),
            },
        )
