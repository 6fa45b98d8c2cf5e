"""Opens Odoo's registry in this process, as the superuser."""

import os
from contextlib import contextmanager

from .refusal import Refusal

MODULE = "customer_info_mgmt"
# Nobody is told about a generated document, and no change is logged.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
    "no_reset_password": True,
}


@contextmanager
def open_environment(database: str, addons_path: str, data_dir: str | None = None):
    """Give a superuser environment on ``database``; roll back on an error.

    The database server is found by Odoo itself: by the configuration file that
    ``ODOO_RC`` names, or by ``PGHOST`` and ``PGUSER``.

    :param addons_path: folders of addons, joined by commas
    :param data_dir: Odoo's data folder; its own default when None
    :raises Refusal: when Odoo or the addon is not there
    """
    try:
        import psycopg2

        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry
        from odoo.tools import config
    except ImportError as error:
        raise Refusal(
            f"Odoo cannot be imported ({error}); put the folder that holds the "
            "package 'odoo' on PYTHONPATH and use its Python environment."
        ) from error
    arguments = ["-d", database, "--no-http", "--log-level=warn"]
    if not os.environ.get("ODOO_RC") or addons_path:
        arguments.append(f"--addons-path={addons_path}")
    if data_dir:
        arguments.append(f"--data-dir={data_dir}")
    config.parse_config(arguments, setup_logging=True)
    try:
        registry = Registry(database)
    except psycopg2.OperationalError as error:
        raise Refusal(
            f"The database {database} cannot be opened ({str(error).strip()}); create "
            "it, or say by PGHOST or ODOO_RC on which server it is."
        ) from error
    if MODULE not in registry._init_modules:
        raise Refusal(
            f"The addon {MODULE} is not installed in the database {database}; "
            f"install it first: odoo -d {database} -i {MODULE} --stop-after-init"
        )
    with registry.cursor() as cursor:
        yield api.Environment(cursor, SUPERUSER_ID, dict(QUIET))
