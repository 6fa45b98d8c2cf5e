from datetime import timedelta

from odoo import api, fields, models

STEWARD = "customer_info_mgmt.group_customer_steward"
STAFF = "staff"
DEFAULT_STAFF_PRIORITY = 50


class CustomerChannel(models.Model):
    """How other systems send customers over a channel, and whether they do."""

    _inherit = "customer.channel"

    user_ids = fields.Many2many(
        "res.users",
        groups=STEWARD,
        string="Users of the Interface",
        domain="[('share', '=', False)]",
        help="Sales clerks whose API key may send customers over this channel. Data "
        "stewards always may.",
    )
    link_score = fields.Float(
        "Recognise From",
        default=0.95,
        digits=(3, 2),
        help="A customer that is there already and so alike (0 to 1) is taken for the "
        "one that the channel names. Below, the settings decide what happens to likely "
        "duplicates from other systems.",
    )
    field_ids = fields.One2many(
        "customer.channel.field", "channel_id", "Values", copy=True, groups=STEWARD
    )
    call_ids = fields.One2many(
        "customer.channel.call", "channel_id", "Calls", groups=STEWARD
    )
    silent_after = fields.Integer(
        help="Hours without a call after which something is wrong; 0: not watched.",
    )
    watcher_id = fields.Many2one(
        "res.users",
        "Told of Silence",
        domain="[('share', '=', False)]",
        groups=STEWARD,
        help="Gets an activity when the channel has become silent.",
    )
    silence_told = fields.Datetime(readonly=True, copy=False, groups=STEWARD)
    last_call_date = fields.Datetime("Last Call", compute="_compute_health")
    last_error = fields.Text(compute="_compute_health", groups=STEWARD)
    created_today = fields.Integer("New Today", compute="_compute_health")
    updated_today = fields.Integer(compute="_compute_health")
    refused_today = fields.Integer(compute="_compute_health")
    health = fields.Selection(
        [
            ("none", "Not used"),
            ("good", "Works"),
            ("refusing", "Refuses records"),
            ("silent", "Silent"),
        ],
        compute="_compute_health",
    )

    @api.depends("silent_after")
    def _compute_health(self):
        calls = self.env["customer.channel.call"].sudo()
        now = fields.Datetime.now()
        last = dict(
            calls._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["id:max"]
            )
        )
        today = {
            channel: rest
            for channel, *rest in calls._read_group(
                [
                    ("channel_id", "in", self.ids),
                    ("create_date", ">=", now - timedelta(days=1)),
                ],
                ["channel_id"],
                ["created:sum", "updated:sum", "refused:sum"],
            )
        }
        for channel in self:
            call = calls.browse(last.get(channel) or ())
            created, updated, refused = today.get(channel, (0, 0, 0))
            channel.last_call_date = call.create_date
            channel.last_error = call.error
            channel.created_today = created
            channel.updated_today = updated
            channel.refused_today = refused
            channel.health = channel._judge(call, now)

    def _judge(self, call, now):
        """Return the state of a channel whose last call was ``call``."""
        if not call:
            return "none"
        hours = (now - call.create_date).total_seconds() / 3600
        if self.silent_after and hours > self.silent_after:
            return "silent"
        return "refusing" if call.refused or call.error else "good"

    @api.model
    def _cron_watch(self):
        """Tell who watches a channel that it has become silent, once per silence."""
        watched = self.search([("silent_after", ">", 0), ("watcher_id", "!=", False)])
        for channel in watched.try_lock_for_update():
            told, last = channel.silence_told, channel.last_call_date
            if channel.health == "silent" and not (told and told > last):
                channel._tell_silence()
                channel.silence_told = fields.Datetime.now()

    def _tell_silence(self):
        speaker = self.with_context(lang=self.watcher_id.lang)
        self.env["mail.activity"].create(
            {
                "user_id": self.watcher_id.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": fields.Date.context_today(self),
                "summary": speaker.env._(
                    "No customers from %(channel)s since %(date)s",
                    channel=speaker.name,
                    date=fields.Datetime.context_timestamp(
                        self, self.last_call_date
                    ).strftime("%Y-%m-%d %H:%M"),
                ),
            }
        )

    def _get_mapping(self):
        """Return ``{name there: (name here, {value there: value here})}``."""
        return {
            line.name: (line.target or "", line._get_value_map())
            for line in self.field_ids
        }

    @api.model
    def _get_priorities(self):
        """Return how channels rank: ``{channel id: (priority, {name: priority})}``."""
        return {
            channel.id: (
                channel.priority,
                {
                    line.target: line.priority
                    for line in channel.field_ids
                    if line.use_priority and line.target
                },
            )
            for channel in self.with_context(active_test=False).search([])
        }

    @api.model
    def _get_staff(self):
        """Return the channel that stands for what staff enters, or an empty one."""
        return self.with_context(active_test=False).search(
            [("code", "=", STAFF)], limit=1
        )

    def action_open_calls(self):
        """Open the log of this channel."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_info_mgmt.customer_channel_call_action"
        )
        return dict(action, domain=[("channel_id", "=", self.id)])
