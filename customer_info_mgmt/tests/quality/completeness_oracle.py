"""Completeness and the day of the next check, worked out once more, one file at a time.

Nothing of the addon's own code is used but its rules and settings: values are read by
the ORM and counted in Python.
"""

from dateutil.relativedelta import relativedelta

LISTS = ("one2many", "many2many")


def expected(env, partner, company, months):
    """Return ``(completeness, missing required values, day of the next check)``.

    :param months: dict of ``company`` and ``person`` to months between checks
    """
    partner = partner.with_company(company).sudo()
    kind = "company" if partner.is_company else "person"
    group = partner.customer_group_id
    rules = {}
    for rule in env["customer.field.rule"].search([("customer_type", "=", kind)]):
        if not rule.customer_group_id:
            rules.setdefault(rule.field_id.name, rule)
        elif rule.customer_group_id == group:
            rules[rule.field_id.name] = rule
    total = got = missing = 0
    checked = _checked(env, partner)
    days = []
    interval = group.check_months or months[kind]
    if interval:
        days.append(checked + relativedelta(months=interval))
    for name, rule in rules.items():
        there = _is_there(partner, name)
        if rule.requirement != "optional":
            total += rule.weight
            got += rule.weight if there else 0
        if rule.requirement == "required" and not there:
            missing += 1
        if there and rule.stale_months:
            since = max(checked, _point_checked(env, partner, name) or checked)
            days.append(since + relativedelta(months=rule.stale_months))
    percent = 100 if not total else 100 * got // total
    return percent, missing, min(days) if days else False


def _checked(env, partner):
    profiles = env["customer.profile"].search([("partner_id", "=", partner.id)])
    days = [profile.verified_date for profile in profiles if profile.verified_date]
    return max(days) if days else partner.create_date.date()


def _point_checked(env, partner, name):
    """Day on which the primary contact point behind a phone or e-mail was verified."""
    points = env["customer.contact.point"].search([("partner_id", "=", partner.id)])
    families = {"phone": ("phone", "mobile"), "email": ("email",)}
    return next(
        (
            point.verified_date
            for point in points
            if point.is_primary and point.kind in families.get(name, ())
        ),
        None,
    )


def _is_there(partner, name):
    value = partner[name]
    if partner._fields[name].type in LISTS:
        return len(value) > 0
    if isinstance(value, str):
        return value.strip() != ""
    return bool(value)
