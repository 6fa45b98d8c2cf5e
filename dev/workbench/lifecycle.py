"""The life of the addon in a database: install, upgrade, uninstall, install again.

Runs beside the tests in a process of its own and writes what it saw as JSON;
``tests/lifecycle`` judges it.
"""

import json
import re
import time
from pathlib import Path

from workbench.console import Failure
from workbench.environment import MODULE, MODULES, manifest
from workbench.noise import warnings_in

# Left by Odoo itself wherever a model uses mixins: the mixins' addons give names to
# parts of our models, and keep the names when the models go. And the addon's own
# entry in the list of Apps, which says "not installed" afterwards.
NAMES_THAT_STAY = re.compile(
    r"^name (\w+\.(selection|model_inherit)__customer_\w+|base\.module_\w+)$"
)
# Change by themselves in any running Odoo.
VOLATILE = (
    "bus_bus",
    "bus_presence",
    "ir_attachment",
    "ir_cron",
    "ir_cron_progress",
    "ir_cron_trigger",
    "ir_logging",
    # Compared by name below. Odoo keeps its notes on foreign keys that are gone.
    "ir_model_constraint",
    "ir_model_data",
    "ir_module_module",
    "ir_module_module_dependency",
    "ir_profile",
    "orm_signaling_%",
    "base_registry_signaling",
)
SCHEMA = """
    SELECT 'table ' || relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')
    UNION ALL
    SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type
      FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL
    SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || '.' || conname
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'function ' || proname FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'sequence ' || regexp_replace(relname, '_[0-9]+$', '') FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
"""
MEANING = """
    SELECT 'model ' || model FROM ir_model
    UNION ALL
    SELECT 'field ' || model || '.' || name FROM ir_model_fields
    UNION ALL
    SELECT 'name ' || module || '.' || name FROM ir_model_data
    UNION ALL
    SELECT 'rule of a table ' || name FROM ir_model_constraint WHERE type <> 'f'
    UNION ALL
    SELECT 'parameter ' || key FROM ir_config_parameter
    UNION ALL
    SELECT 'job ' || s.name::text FROM ir_cron c
      JOIN ir_act_server s ON s.id = c.ir_actions_server_id
    UNION ALL
    SELECT 'view ' || COALESCE(key, name) FROM ir_ui_view
    UNION ALL
    SELECT 'file ' || COALESCE(url, name) FROM ir_attachment
     WHERE COALESCE(url, '') NOT LIKE '/web/assets/%%'
"""
ROW_TABLES = """
    SELECT relname FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'id'
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
       AND NOT relname LIKE ANY(%s)
"""
# A customer with a few documents, as a user makes them.
FILL = """
partner = env["res.partner"].create({"name": "Life Cycle Ltd", "phone": "+1 555 0100"})
product = env["product.product"].create({"name": "Chair", "list_price": 10})
order = env["sale.order"].create({
    "partner_id": partner.id,
    "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
})
order.action_confirm()
env["customer.profile"].refresh()
"""
DEMO_FILES = """
from odoo.tools.convert import convert_file
for name in {files!r}:
    convert_file(env, {module!r}, name, {{}}, mode="init", noupdate=True)
"""


class LifeCycle:
    """One run through the life of the addon.

    :param environment: the environment to run in
    """

    def __init__(self, environment):
        self.environment = environment
        self.database = environment.own_database("life")
        self.result = {"warnings": {}, "differences": {}, "seconds": {}, "error": ""}

    def run(self, path):
        """Run all steps and write the result to a file, whatever happens."""
        try:
            self._bare()
            self._with_data()
            self._with_demo()
        except Failure as failure:
            self.result["error"] = str(failure)
        finally:
            self.environment.databases.drop(self.database)
            staging = Path(f"{path}.part")
            staging.write_text(json.dumps(self.result, indent=1))
            staging.rename(path)

    def _bare(self):
        self.environment.fresh_database(self.database)
        # A first start of the server writes down things of its own.
        self._odoo("load", "--log-level=warn")
        bare = self._snapshot(rows=True)
        self._install("install")
        installed = self._snapshot()
        self._odoo("upgrade", "-u", MODULE)
        self._compare("upgrade", installed, self._snapshot())
        self._uninstall("uninstall")
        self._compare("uninstall", bare, self._snapshot(rows=True))
        self._install("reinstall")
        self._compare("reinstall", installed, self._snapshot())

    def _with_data(self):
        before = self._schema_without_addon()
        self.environment.runner.script(self.database, FILL, "making documents")
        self._uninstall("uninstall with data")
        self._compare("uninstall with data", before, self._snapshot(meaning=False))

    def _schema_without_addon(self):
        base = self.environment.base_template()
        name = f"{self.database}_bare"
        self.environment.databases.drop(name)
        self.environment.databases.copy(base, name)
        try:
            return self._snapshot(name=name, meaning=False)
        finally:
            self.environment.databases.drop(name)

    def _with_demo(self):
        self.environment.fresh_database(self.database)
        self._install("install for demo")
        files = manifest().get("demo", [])
        code = DEMO_FILES.format(files=files, module=MODULE)
        text = self.environment.runner.script(self.database, code, "the demo files")
        self.result["warnings"]["demo files"] = warnings_in(text)

    def _install(self, step):
        self._odoo(step, "-i", MODULES)
        rows = self.environment.databases.query(
            "SELECT name FROM ir_module_module"
            " WHERE name = ANY(%s) AND state <> 'installed'",
            [MODULES.split(",")],
            name=self.database,
        )
        if rows:
            raise Failure(f"{step}: {rows[0][0]} is not installed afterwards")

    def _odoo(self, step, *arguments):
        before = time.monotonic()
        text = self.environment.runner.modules(self.database, *arguments, what=step)
        self._note(step, text, before)

    def _uninstall(self, step):
        before = time.monotonic()
        code = f"env.ref('base.module_{MODULE}').button_immediate_uninstall()"
        text = self.environment.runner.script(self.database, code, step)
        self._note(step, text, before)

    def _note(self, step, text, before):
        self.result["warnings"][step] = warnings_in(text)
        self.result["seconds"][step] = round(time.monotonic() - before, 1)

    def _compare(self, step, before, after):
        self.result["differences"][step] = {
            "left": [n for n in sorted(after - before) if not NAMES_THAT_STAY.match(n)],
            "lost": sorted(before - after),
        }

    def _snapshot(self, name=None, meaning=True, rows=False):
        name = name or self.database
        query = self.environment.databases.query
        found = {row[0] for row in query(SCHEMA, name=name)}
        if meaning:
            found |= {row[0] for row in query(MEANING, [], name=name)}
        if rows:
            found |= self._rows(name)
        return found

    def _rows(self, name):
        query, found = self.environment.databases.query, set()
        for (table,) in query(ROW_TABLES, [list(VOLATILE)], name=name):
            ids = query(f'SELECT id FROM "{table}"', name=name)
            found |= {f"row {table} {row[0]}" for row in ids}
        return found
