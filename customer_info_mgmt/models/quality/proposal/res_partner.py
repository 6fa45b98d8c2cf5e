from odoo import api, fields, models

from ...file.res_partner_file import FILE_GROUPS

# More waiting values than the form can show in a useful way.
SHOWN = 8


class ResPartner(models.Model):
    """What is proposed for a customer, on its form."""

    _inherit = "res.partner"

    change_line_ids = fields.One2many(
        "customer.change.request.line",
        "partner_id",
        "Proposed Values",
        domain=[("state", "=", "waiting")],
        groups=FILE_GROUPS,
    )

    @api.readonly
    def get_waiting_changes(self):
        """Return the values that wait for approval, as far as the user sees them.

        The form asks when it is open, so that it opens as fast as without.

        :return: dict with ``count`` and ``texts``, the first values in words
        """
        self.ensure_one()
        self.check_access("read")
        lines = self.env["customer.change.request.line"]
        if not lines.has_access("read"):
            return {"count": 0, "texts": []}
        waiting = lines.search(
            [("partner_id", "=", self.id), ("state", "=", "waiting")]
        )
        return {
            "count": len(waiting),
            "texts": waiting[:SHOWN].mapped("display_name"),
        }

    def action_suggest_correction(self):
        """Open the form on which wrong values are overwritten."""
        self.ensure_one()
        return self.env["customer.change.suggest"]._open(self)

    def action_view_change_requests(self):
        """Open the proposals for this customer and its contacts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_change_request_action"
        )
        return dict(
            action,
            domain=[("partner_id", "child_of", self.commercial_partner_id.id)],
            context={"search_default_waiting": 1},
        )

    def action_ask_self_check(self):
        """Send these customers the link to look at our data about them."""
        counts = self.env["customer.self.check"]._ask(self)
        told = [(self.env._("Asked: %s.", counts["sent"]))]
        words = {
            "recent": self.env._("Asked lately: %s.", counts["recent"]),
            "no_email": self.env._("Without a valid e-mail: %s.", counts["no_email"]),
            "blocked": self.env._("Do not want mails: %s.", counts["blocked"]),
            "stranger": self.env._("No customers: %s.", counts["stranger"]),
        }
        told += [text for key, text in words.items() if counts[key]]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if counts["sent"] else "warning",
                "message": " ".join(told),
            },
        }

    def _verify_by_customer(self, fnames):
        """Note that these values are right, because the customer says so.

        :param fnames: names of fields; phone and e-mail are contact points
        """
        today = fields.Date.context_today(self)
        points = self.sudo().contact_point_ids.filtered(
            lambda point: point.is_primary and point.family in fnames
        )
        points.write(
            {
                "verified_date": today,
                "verified_by_id": False,
                "verified_how": "self",
            }
        )

    def _verify_file(self):
        result = super()._verify_file()
        self.customer_profile_id.sudo().verified_how = "staff"
        return result
