from odoo import SUPERUSER_ID, api
from odoo.tools import SQL


def migrate(cr, version):
    """Fill the figures that 19.0.1.1.0 adds to the profiles that were there before.

    A figure that nothing fills begins as 0 in a new row; in the rows of before it is
    empty, and an empty one leads every list of the largest.
    """
    profiles = api.Environment(cr, SUPERUSER_ID, {})["customer.profile"]
    first_values = profiles._new_row_values()
    columns = [SQL.identifier(name) for name in first_values]
    cr.execute(
        SQL(
            "UPDATE customer_profile profile SET %s FROM res_partner partner"
            " WHERE partner.id = profile.partner_id AND (%s)",
            SQL(", ").join(
                SQL("%s = COALESCE(profile.%s, %s)", column, column, value)
                for column, value in zip(columns, first_values.values(), strict=True)
            ),
            SQL(" OR ").join(SQL("profile.%s IS NULL", column) for column in columns),
        )
    )
    profiles.refresh()
