"""What happens once, when the addon comes into a database and when it leaves."""

import logging

import psycopg2

from odoo.modules import db

_logger = logging.getLogger(__name__)


def pre_init_hook(env):
    """Make trigram indexes possible before the fields that want them are created.

    Odoo skips ``index="trigram"`` without a word where the extension is missing, and
    the customer search would then read whole tables.
    """
    if env.registry.has_trigram:
        return
    try:
        with env.cr.savepoint():
            env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg2.Error:
        _logger.info(
            "The PostgreSQL extension pg_trgm is not there and this role may not "
            "create it: customer search works, but reads more. An administrator of "
            "the server can run CREATE EXTENSION pg_trgm and upgrade the addon."
        )
        return
    env.registry.has_trigram = db.has_trigram(env.cr)


def post_init_hook(env):
    """Give every existing customer a profile, so that the first screen is not empty.

    What is wrong with the files is counted on this day for the first time.
    """
    env["customer.profile"].refresh()
    env["customer.quality.snapshot"]._take()


def uninstall_hook(env):
    """Remove what the addon wrote outside its own tables."""
    env["ir.config_parameter"].sudo().search(
        [("key", "=like", "customer_info_mgmt.%")]
    ).unlink()
    # The indexes of the customer search go with what they are made of.
    env.cr.execute("DROP FUNCTION IF EXISTS customer_search_keys(text) CASCADE")
