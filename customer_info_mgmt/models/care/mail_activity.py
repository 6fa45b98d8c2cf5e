from odoo import models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        self._settle_reminders("done")
        return result

    def unlink(self):
        self._settle_reminders("skipped")
        return super().unlink()

    def _settle_reminders(self, state):
        """Close the reminders that these activities were made for."""
        reminders = (
            self.env["customer.reminder"]
            .sudo()
            .search([("activity_id", "in", self.ids), ("state", "=", "todo")])
        )
        reminders.write({"state": state})
