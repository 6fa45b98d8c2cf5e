from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .contact_sync import VALUE_LENGTH, sync_statement

KINDS = [
    ("phone", "Phone"),
    ("mobile", "Mobile"),
    ("email", "E-mail"),
    ("wechat", "WeChat"),
    ("wecom", "WeCom"),
    ("qq", "QQ"),
    ("whatsapp", "WhatsApp"),
    ("telegram", "Telegram"),
    ("line", "LINE"),
    ("weibo", "Weibo"),
    ("douyin", "Douyin"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("linkedin", "LinkedIn"),
    ("fax", "Fax"),
    ("other", "Other"),
]
# Kinds of one family are one kind of value; all others are a family of their own.
FAMILIES = {"phone": "phone", "mobile": "phone", "email": "email"}
# The family whose primary contact point is a field of the partner.
PARTNER_FIELDS = {"phone": "phone", "email": "email"}
HOWS = [
    ("call", "Call"),
    ("email", "E-mail"),
    ("message", "Message"),
    ("visit", "Visit"),
    ("self", "By the customer"),
]
# How one finds out whether a value of this kind is right, if nothing else is said.
USUAL_HOW = {"phone": "call", "mobile": "call", "email": "email", "fax": "message"}
# Written by the methods of this model alone.
BOOKKEEPING = {
    "family",
    "typed",
    "problem",
    "verified_date",
    "verified_by_id",
    "verified_how",
}


class CustomerContactPoint(models.Model):
    """One way to reach a customer or contact: a number, an address, an account.

    The primary phone and e-mail are the partner's own ``phone`` and ``email``. The
    partner's fields lead: who makes another contact point the primary one writes the
    field, and ``_sync`` brings the rows in line, in one statement. So whatever writes
    a partner, contact points and fields agree.
    """

    _name = "customer.contact.point"
    _inherit = ["customer.file.row"]
    _description = "Contact Point"
    _order = "do_not_use, family, is_primary desc, sequence, id"
    _rec_name = "value"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(KINDS, required=True, default="mobile")
    family = fields.Char(
        compute="_compute_family", store=True, precompute=True, readonly=True
    )
    value = fields.Char("Number or Address", required=True)
    typed = fields.Char(
        "As Typed",
        readonly=True,
        help="What was typed, where cleaning it changed more than spacing.",
    )
    # Filled by the room that knows what can be wrong with a value.
    problem = fields.Char("What Is Doubtful", readonly=True, help="A code.")
    label = fields.Char("What For", help="Such as Office, Home, Orders, Assistant.")
    sequence = fields.Integer(default=10)
    is_primary = fields.Boolean(
        "Primary", help="The phone or e-mail that stands on the customer."
    )
    verified_date = fields.Date("Verified On", readonly=True)
    verified_by_id = fields.Many2one("res.users", readonly=True)
    verified_how = fields.Selection(HOWS, "Verified By Way Of", readonly=True)
    channel_id = fields.Many2one(
        "customer.channel",
        "Source",
        ondelete="restrict",
        index="btree_not_null",
        help="Which channel gave it.",
    )
    do_not_use = fields.Boolean(
        help="Kept, so that nobody enters it anew, but not to be used."
    )
    do_not_use_reason = fields.Char("Why Not")

    # The same value twice is one contact point.
    _partner_value_uniq = models.UniqueIndex(
        "(partner_id, family, lower(value))",
        "This customer has this contact point already.",
    )

    def init(self):
        """Give an existing base its primary contact points, in one statement.

        Here and not in the installation's hook: an update needs them as well.
        """
        result = super().init()
        self._sync()
        return result

    @api.depends("kind")
    def _compute_family(self):
        for point in self:
            point.family = FAMILIES.get(point.kind, point.kind)

    @api.depends("value", "label")
    def _compute_display_name(self):
        for point in self:
            label = f" ({point.label})" if point.label else ""
            point.display_name = f"{point.value or ''}{label}"

    @api.model
    def _sync(self, partners=None):
        """Bring primary contact points in line with the phone and e-mail of partners.

        :param partners: default all; then it is a matter of seconds per million
        """
        self.flush_model()
        self.env["res.partner"].flush_model(["phone", "email"])
        ids = None if partners is None else partners.ids
        differed = self.env.execute_query(sync_statement(self.env, ids))[0][0]
        if differed:
            self.invalidate_model()
            self.env["res.partner"].invalidate_model(["contact_point_ids"])
        return differed

    @api.model_create_multi
    def create(self, vals_list):
        """Create contact points; one that is there already gets the other values."""
        self._refuse_bookkeeping(vals_list)
        vals_list = [dict(self._default_values(), **vals) for vals in vals_list]
        partners = self.env["res.partner"].browse(
            {vals["partner_id"] for vals in vals_list if vals.get("partner_id")}
        )
        partners.check_access("write")
        self._sync(partners)
        vals_list = [self._clean_vals(vals) for vals in vals_list]
        known, fresh = self._split_known(vals_list, partners)
        known.update(zip(fresh, super().create(list(fresh.values())), strict=True))
        points = self.browse(known[self._identity_of(vals)].id for vals in vals_list)
        self._choose_primary(points, vals_list)._make_primary()
        return points

    @api.model
    def _choose_primary(self, points, vals_list):
        """Return which of new contact points become primary: those that shall, else
        the first one of a family that the partner has no value of."""
        chosen = {}
        for point, vals in zip(points, vals_list, strict=True):
            place = point.partner_id, point.family
            if vals.get("is_primary"):
                chosen[place] = point
            elif place not in chosen and point._is_first():
                chosen[place] = point
        return self.union(*chosen.values())

    @api.model
    def _default_values(self):
        """Return the defaults that decide where a contact point belongs."""
        defaults = self.default_get(["partner_id", "kind"])
        return {name: value for name, value in defaults.items() if value}

    def _split_known(self, vals_list, partners):
        """Return the contact points of ``partners``, with what is new about them from
        ``vals_list``, and the values of those that are not there yet.

        :return: dicts by partner, family and value
        """
        known = {
            point._identity(): point.sudo(self.env.su)
            for point in self.sudo().search([("partner_id", "in", partners.ids)])
        }
        fresh = {}
        for vals in vals_list:
            place = self._identity_of(vals)
            if place not in known:
                fresh.setdefault(place, dict(vals, is_primary=False))
                continue
            news = {
                name: value
                for name, value in vals.items()
                if value and name not in ("partner_id", "kind", "value", "is_primary")
            }
            known[place].write(news)
        return known, fresh

    @api.model
    def _identity_of(self, vals):
        kind = vals.get("kind")
        value = str(vals.get("value") or "").lower()
        return vals.get("partner_id"), FAMILIES.get(kind, kind), value

    def _identity(self):
        return self.partner_id.id, self.family, self.value.lower()

    def write(self, vals):
        self._refuse_bookkeeping([vals])
        self.partner_id.check_access("write")
        if not self or not vals:
            return super().write(vals)
        before = {point: (point.is_primary, point.family) for point in self}
        star = vals.get("is_primary")
        rest = {name: value for name, value in vals.items() if name != "is_primary"}
        for point in self:
            super(CustomerContactPoint, point).write(point._written_vals(rest))
        if star:
            self._make_primary()
        for point, (was_primary, family) in before.items():
            if was_primary and not star:
                point._settle(family, vals)
        return True

    def _written_vals(self, vals):
        """Return what to write of ``vals``: a new value is not a verified one."""
        if "value" not in vals and "kind" not in vals:
            return vals
        whole = {"kind": self.kind, "value": self.value, **vals}
        cleaned = self._clean_vals(dict(whole, partner_id=self.partner_id.id))
        cleaned.pop("partner_id")
        kind = cleaned["kind"]
        if FAMILIES.get(kind, kind) != self.family:
            cleaned["is_primary"] = False
        if cleaned["value"].lower() != self.value.lower():
            cleaned.update(
                verified_date=False, verified_by_id=False, verified_how=False
            )
        return cleaned

    def _settle(self, family, vals):
        """Follow on the partner what happened to its primary contact point."""
        self.ensure_one()
        field = PARTNER_FIELDS.get(family)
        if not field:
            return
        if self.family != family or vals.get("do_not_use") or "is_primary" in vals:
            self._hand_over(family)
        elif self.value != self.partner_id[field]:
            self.partner_id.write({field: self.value})

    def _hand_over(self, family):
        """Make the next usable contact point the primary one, if there is one."""
        partner, field = self.partner_id, PARTNER_FIELDS[family]
        moved = self.family != family
        following = self._next_of(partner, family) - self
        if following or moved:
            partner.write({field: following[:1].value})

    @api.model
    def _next_of(self, partner, family):
        """Return the usable contact points of a family, the best first."""
        points = self.search(
            [
                ("partner_id", "=", partner.id),
                ("family", "=", family),
                ("do_not_use", "=", False),
            ]
        )
        return points.sorted(lambda point: (not point.verified_date, point.sequence))

    def unlink(self):
        self.partner_id.check_access("write")
        gone = {(point.partner_id, point.family) for point in self if point.is_primary}
        result = super().unlink()
        for partner, family in gone:
            following = self._next_of(partner, family)[:1]
            partner.write({PARTNER_FIELDS[family]: following.value})
        return result

    def _is_first(self):
        """Whether the partner has no value of this family yet."""
        field = PARTNER_FIELDS.get(self.family)
        return bool(
            field and not (self.partner_id[field] or "").strip() and not self.do_not_use
        )

    def _make_primary(self):
        """Put these values on their partners; the rows follow."""
        wanted = {}
        for point in self:
            field = PARTNER_FIELDS.get(point.family)
            if not field:
                raise ValidationError(
                    self.env._(
                        "Only a phone or an e-mail can be the primary one of %s.",
                        point.partner_id.display_name,
                    )
                )
            wanted.setdefault(point.partner_id, {})[field] = point.value
        for partner, values in wanted.items():
            partner.write(values)
        self._sync(self.partner_id)

    @api.model
    def _clean_vals(self, vals):
        """Return ``vals`` with a value without spaces around it.

        :param vals: with ``partner_id``, ``kind`` and ``value``
        :raise ValidationError: for an empty value, or one too long to be looked up
        """
        value = " ".join(str(vals.get("value") or "").split())
        if not value or len(value) > VALUE_LENGTH:
            raise ValidationError(
                self.env._(
                    "Contact point %(begin)s of %(customer)s: enter 1 to %(length)s"
                    " characters, or remove the line.",
                    begin=value[:20] or "-",
                    customer=self.env["res.partner"]
                    .browse(vals.get("partner_id") or ())
                    .display_name
                    or "",
                    length=VALUE_LENGTH,
                )
            )
        return dict(vals, value=value)

    def _refuse_bookkeeping(self, vals_list):
        """Who verified what, when and how, only the button says.

        :raise AccessError: when somebody else writes it, or moves a contact point
        """
        fixed = BOOKKEEPING | ({"partner_id"} if self else set())
        if not self.env.su and any(fixed & vals.keys() for vals in vals_list):
            raise AccessError(
                self.env._(
                    "Who verified a contact point, when and how, is noted by the button"
                    " Verify. To move it, enter it with the other customer."
                )
            )

    def action_open(self):
        """Open one contact point, with everything about it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Contact Point"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
