import json

from odoo import api, fields, models
from odoo.tools import SQL

from .customer_channel_field import LABELS
from .upsert_values import FIELDS

NAMES = {target: name for name, target in FIELDS.items()}


class CustomerValueSource(models.Model):
    """What one channel last said about one value of a customer.

    ``taken`` is the origin of the customer's value, as long as it still has it: what
    nobody else gave, staff did. A channel of a lower priority than the origin only
    offers its value.
    """

    _name = "customer.value.source"
    _description = "Source of a Value"
    _order = "date desc, id desc"
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    field_name = fields.Selection(
        [(target, LABELS[name]) for name, target in FIELDS.items() if name != "tags"],
        "What",
        required=True,
        readonly=True,
    )
    channel_id = fields.Many2one(
        "customer.channel",
        "According To",
        required=True,
        ondelete="cascade",
        index=True,
        readonly=True,
    )
    value = fields.Char("Says", readonly=True)
    raw = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("taken", "Taken"),
            ("agrees", "Agrees"),
            ("offered", "Says otherwise"),
            ("dismissed", "Turned down"),
        ],
        "Status",
        required=True,
        readonly=True,
    )
    date = fields.Datetime("Said On", readonly=True)
    current_value = fields.Char("We Have", compute="_compute_summary")
    origin = fields.Char("Given By", compute="_compute_summary")
    summary = fields.Char(compute="_compute_summary")

    _partner_field_channel_uniq = models.UniqueIndex(
        "(partner_id, field_name, channel_id)",
        "What this channel says about this value is noted already.",
    )
    _offered_idx = models.Index("(date) WHERE state = 'offered'")

    @api.depends("partner_id", "field_name", "value", "state")
    @api.depends_context("lang")
    def _compute_summary(self):
        origins = self._origins()
        staff = self.env["customer.channel"].sudo()._get_staff().name or ""
        for source in self:
            current = source._shown(source.partner_id, source.field_name)
            origin = origins.get((source.partner_id.id, source.field_name), ())
            has_it = origin and origin[0] == source._raw_of_partner()
            source.current_value = current
            source.origin = origin[1] if has_it else staff
            source.summary = self.env._(
                "Kept %(current)s from %(origin)s; %(channel)s says %(value)s.",
                current=current,
                origin=source.origin,
                channel=source.channel_id.name,
                value=source.value,
            )

    def _origins(self):
        """Return ``{(partner id, field): (raw value, name of the channel)}``."""
        rows = self.sudo().search(
            [("partner_id", "in", self.partner_id.ids), ("state", "=", "taken")]
        )
        return {
            (row.partner_id.id, row.field_name): (row.raw, row.channel_id.name)
            for row in rows
        }

    def _raw_of_partner(self):
        return self._raw(raw_value(self.partner_id, self.field_name))

    @api.model
    def _raw(self, value):
        return json.dumps(value, ensure_ascii=False)

    @api.model
    def _shown(self, partner, name, value=None):
        """Return a value of a partner as a text: ``value``, default the current one.

        :param value: as for ``write``
        """
        field = partner._fields[name]
        if value is None:
            value = raw_value(partner, name)
        if field.type == "many2one":
            return self.env[field.comodel_name].browse(value or ()).display_name or ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value or "")
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        return str(value or "")

    def action_take(self):
        """Let these values take the place of the customer's own."""
        self.check_access("read")
        for source in self:
            value = json.loads(source.raw)
            source.partner_id.write({source.field_name: value})
            if source._raw_of_partner() != source.raw:
                continue  # it became a proposal, and is offered until that is approved
            others = self.sudo().search(
                [
                    ("partner_id", "=", source.partner_id.id),
                    ("field_name", "=", source.field_name),
                    ("state", "=", "taken"),
                ]
            )
            others.state = "dismissed"
            source.sudo().write(
                {
                    "state": "taken",
                    "raw": source._raw_of_partner(),
                    "value": source._shown(source.partner_id, source.field_name),
                }
            )
        return True

    def action_dismiss(self):
        """Keep what we have; the channel is heard again when it says something new."""
        self.check_access("read")
        self.partner_id.check_access("write")
        self.sudo().state = "dismissed"
        return True

    @api.model
    def _note(self, rows):
        """Write down what a channel said; only what changed is written.

        :param rows: list of ``(partner id, field, channel id, raw, value, state)``
        """
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_value_source AS old
                       (partner_id, field_name, channel_id, raw, value, state, date,
                        create_uid, create_date, write_uid, write_date)
                SELECT said.*, %(now)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[], %(fields)s::text[],
                              %(channels)s::int[], %(raws)s::text[],
                              %(values)s::text[], %(states)s::text[]) AS said
                 ORDER BY 1, 2, 3
                    ON CONFLICT (partner_id, field_name, channel_id) DO UPDATE
                   SET raw = EXCLUDED.raw, value = EXCLUDED.value,
                       state = EXCLUDED.state, date = EXCLUDED.date,
                       write_uid = EXCLUDED.write_uid, write_date = EXCLUDED.write_date
                 WHERE (old.raw, old.state) IS DISTINCT FROM
                       (EXCLUDED.raw, EXCLUDED.state)
                """,
                now=fields.Datetime.now(),
                uid=self.env.uid,
                partners=list(columns[0]),
                fields=list(columns[1]),
                channels=list(columns[2]),
                raws=list(columns[3]),
                values=list(columns[4]),
                states=list(columns[5]),
            )
        )
        self.invalidate_model()


def raw_value(partner, name):
    """Return a value of a partner as ``write`` takes it; empty is ``False``."""
    value = partner[name]
    if partner._fields[name].type == "many2one":
        return value.id
    if partner._fields[name].type == "boolean":
        return bool(value)
    return value or False
