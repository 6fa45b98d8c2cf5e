"""What the nightly jobs would have found: figures, month ends, predictions, targets."""

from .world import World

MONTH_ENDS = 24
RULES = ("vip", "key", "potential", "high_frequency")


def work_out(world: World):
    """Run the jobs of the night once, each after those that it builds on."""
    env = world.on("main")
    env["customer.profile"].refresh()
    rules = [
        env.ref(f"customer_info_mgmt.customer_class_rule_{name}") for name in RULES
    ]
    for rule in rules:
        rule.with_user(world.users["manager"]).action_switch_on()
    world.progress.say("customers have their figures and classes")
    env["customer.snapshot.month"].build_history(MONTH_ENDS)
    env["customer.snapshot.month"]._cron_count()
    env["customer.prediction.fit"]._cron_fit()
    env["customer.product.affinity"].refresh()
    env["customer.product.habit"].refresh()
    env["customer.product.season"].refresh()
    env["customer.sales.forecast"]._cron_forecast()
    _set_targets(world)
    env["customer.profile"].refresh()
    world.env.cr.commit()
    world.progress.say(f"{MONTH_ENDS} month ends are counted, the year is planned")


def _set_targets(world: World):
    """Plan this year by what was sold in the last, for people and for teams."""
    for by in ("user", "team"):
        world.on("main")["customer.sales.target.copy"].with_user(
            world.users["manager"]
        ).create(
            {
                "year": world.as_of.year,
                "source": "actual",
                "by": by,
                "percent": 8.0,
            }
        ).action_copy()
