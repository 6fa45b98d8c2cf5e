from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.http import request

from . import quality_settings
from .trusted import Trusted, is_marked

API_PATHS = ("/json/2/", "/xmlrpc", "/jsonrpc")
# The till, and what customers order with by themselves.
TILL_PATHS = ("/pos/", "/pos-self/")
# Larger batches are left to the scan, which compares them set-based.
AT_ONCE = 20


class ResPartner(models.Model):
    """What happens at each door to a customer that seems to be there already."""

    _inherit = "res.partner"

    def web_save(self, vals, specification, next_id=None):
        door = self.with_context(customer_door=self._get_screen_door())
        return super(ResPartner, door).web_save(vals, specification, next_id=next_id)

    @api.model
    def name_create(self, name):
        door = self.with_context(customer_door=Trusted("quick_create"))
        return super(ResPartner, door).name_create(name)

    @api.model
    def _get_screen_door(self):
        """Return the door of a form that a browser shows.

        The till shows the same form as the office; its page is what tells them apart.
        """
        if self.env.context.get("customer_door") == "pos":
            return "pos"
        page = (request and request.httprequest.referrer) or ""
        path = page.partition("?")[0].partition("://")[2].partition("/")[2]
        return "pos" if f"/{path}".startswith(TILL_PATHS) else "form"

    @api.model
    def _get_door(self):
        """Return the door by which records come in now: a key of ``DOORS``."""
        door = str(self.env.context.get("customer_door") or "")
        path = request.httprequest.path if request else ""
        if path.startswith(API_PATHS) and not is_marked(self.env, "customer_door"):
            # Other systems do not choose their door.
            return "api"
        if self.env.context.get("import_file"):
            return "import"
        if door:
            return door if door in dict(quality_settings.DOORS) else "other"
        return "pos" if self._get_screen_door() == "pos" else "other"

    @api.model_create_multi
    def create(self, vals_list):
        # Who has looked for them already, and decided, does not want it done again.
        if is_marked(self.env, "customer_duplicates_known"):
            return super().create(vals_list)
        door = self._get_door()
        action = quality_settings.get_door_action(self.env, door)
        if action == "block":
            self._block_duplicates(vals_list)
        partners = super().create(vals_list)
        decided = is_marked(self.env, "customer_duplicates_decided")
        if action != "ignore" and not decided:
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
        twins = len(vals_list) > 1 and duplicates.sudo()._find_twins(vals_list)
        if twins:
            raise ValidationError(self._twins_message(vals_list, *twins))

    @api.model
    def _twins_message(self, vals_list, first, second, codes):
        """Return the sentence about two of the records that come in together."""
        return self.env._(
            "%(second)s (record %(number)s) is probably %(first)s (record %(place)s), "
            "which comes in with it: %(reasons)s.\nEnter the customer once. If they "
            "are two, ask a data steward to enter the second one.",
            first=vals_list[first].get("name") or "",
            place=first + 1,
            second=vals_list[second].get("name") or "",
            number=second + 1,
            reasons=", ".join(self.env["customer.duplicate"]._in_words(codes)),
        )

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
        if not shown["owner"]:
            return self.env._(
                "%(typed)s is probably here already, as a customer of nobody that you "
                "may not see.\nAsk a data steward.",
                typed=vals.get("name") or "",
            )
        return self.env._(
            "%(typed)s is probably here already, as a customer of %(owner)s that you "
            "may not see.\nTalk to %(owner)s, or ask a data steward to enter it.",
            typed=vals.get("name") or "",
            owner=shown["owner"],
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
        message = self.env._(
            "%(typed)s is probably here already, as a customer of %(owner)s.",
            typed=self[:1].display_name,
            owner=shown["owner"] or self.env._("nobody"),
        )
        if shown["name"]:
            message = self.env._(
                "%(typed)s looks like %(found)s: %(reasons)s.",
                typed=self[:1].display_name,
                found=shown["name"],
                reasons=", ".join(shown["reasons"]),
            )
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": self.env._("Here already?"),
                "message": message,
            },
        )
