"""Shop, mini-program and store: what other systems know of the customers."""

from .seeds import stream
from .world import World

# Code, name in English and Chinese, kind, priority, share of the customers it knows.
CHANNELS = (
    ("web-shop", "Web shop", "网店", "shop", 30, 0.25),
    ("mini-program", "WeChat mini-program", "微信小程序", "mini_program", 30, 0.2),
    ("store", "Store in Shenzhen", "深圳门店", "pos", 60, 0.12),
)
LABELS = ("订货", "Orders", "", "Office", "私人")
# How many of the customers that a channel knows have another phone there.
OTHER_PHONE = 0.12


def send_customers(world: World, customers):
    """Let each channel send the customers that it knows, once."""
    known = [one for one in customers if one.pattern != "walk_in"]
    for code, name, chinese, kind, priority, share in CHANNELS:
        channel = world.env["customer.channel"].create(
            {"name": name, "code": code, "kind": kind, "priority": priority}
        )
        if "zh_CN" in dict(world.env["res.lang"].get_installed()):
            channel.with_context(lang="zh_CN").name = chinese
        rng = stream(world.seed, "channel", code)
        chosen = [one for one in known if rng.random() < share]
        _introduce(world, channel, chosen)
        world.env["customer.identity"].upsert(
            code, [_record(world, code, customer) for customer in chosen]
        )
    world.env.cr.commit()
    world.progress.say("shop, mini-program and store have sent their customers")


def _introduce(world, channel, customers):
    """The ids are known: who is who was settled when the systems were joined."""
    world.env["customer.identity"].create(
        [
            {
                "partner_id": world.partners[customer.number].id,
                "channel_id": channel.id,
                "external_id": _external_id(channel.code, customer),
            }
            for customer in customers
        ]
    )


def _external_id(code, customer):
    return f"{code[:1].upper()}{customer.number:06d}"


def _record(world, code, customer):
    """Return what a channel says of one customer, as it would send it."""
    rng = stream(world.seed, "sent", code, customer.number)
    points = [
        {
            "kind": "wechat",
            "value": f"wx_{customer.number:04d}{rng.choice('abcdefgh')}",
            "label": rng.choice(LABELS),
        }
    ]
    if rng.random() < 0.4:
        points.append({"kind": "mobile", "value": f"137{rng.randrange(10**8):08d}"})
    if rng.random() < 0.2:
        points.append({"kind": "qq", "value": str(rng.randrange(10**7, 10**9))})
    values = {}
    if rng.random() < OTHER_PHONE:
        values["phone"] = f"136{rng.randrange(10**8):08d}"
    return {
        "external_id": _external_id(code, customer),
        "values": values,
        "contact_points": points,
    }
