"""What the data steward has done lately: a clean-up under review, a bulk edit."""

from .world import World

# Months without order and contact after which this house asks.
DORMANT_MONTHS = 12
KEPT = "Orders only for the anniversary of the firm"


def tidy_up(world: World):
    """Look for dormant customers, archive a few, keep one; edit a few others."""
    env = world.on("main")
    steward = world.users["steward"]
    env.company.customer_dormant_months = DORMANT_MONTHS
    run = env["customer.dormant.run"].with_user(steward).create({})
    run.action_propose()
    proposed = run.line_ids.filtered(lambda line: line.state == "proposed")
    proposed[:3].action_archive_customers()
    if len(proposed) > 5:
        proposed[4]._keep(False, KEPT)
    _edit_some(env, steward)
    world.env.cr.commit()
    world.progress.say(f"{len(proposed)} dormant customers are proposed")


def _edit_some(env, steward):
    group = env["customer.group"].search(
        [("company_id", "in", (False, env.company.id))]
    )
    partners = env["res.partner"].with_user(steward)
    some = partners.search(
        [("customer_rank", ">", 0), ("customer_group_id", "=", False)], limit=12
    )
    if not group or not some:
        return
    action = some.action_bulk_edit()
    edit = env["customer.bulk.edit"].with_user(steward).browse(action["res_id"])
    edit.write({"set_customer_group_id": True, "new_customer_group_id": group[0].id})
    edit.action_apply()
