"""The environment as a whole: what is there, and what has to be made first."""

import ast
from functools import cached_property

from workbench import odoo_source, postgres, python_env, system
from workbench.cache import ADDON, ADDONS, Cache, checkout_id, content_hash, short_hash
from workbench.console import Failure, say, step
from workbench.databases import Databases
from workbench.odoo_run import OdooRunner, in_parallel, why

MODULE = ADDON.name
# All of ours, as Odoo's command line takes them.
MODULES = ",".join(addon.name for addon in ADDONS)
# Beside what the addon depends on: quotations as salespeople know them, and
# Odoo's own linters, which read the registry.
EXTRA_MODULES = ("sale_management", "test_lint")
RECIPE = 2
# Not part of what is installed: changing them needs no upgrade of a database.
NOT_INSTALLED = ("tests", "static", "readme", "demo", ".md", ".rst")
BASE_MB = 1500


class Environment:
    """Everything that a command needs, made when it is asked for."""

    def __init__(self, cache=None):
        self.cache = cache or Cache()

    def prepare(self, **wanted):
        """Bring the machine's programs, Python and Odoo, side by side.

        :param wanted: what the command needs of the machine, see ``system.missing``
        """
        system.ensure_first(**wanted)
        in_parallel(
            lambda: system.ensure(**wanted),
            lambda: self.python_env,
            lambda: self.source,
        )

    @cached_property
    def python_env(self):
        """Return the Python environment, made when missing."""
        return python_env.ensure(self.cache)

    @cached_property
    def source(self):
        """Return Odoo, fetched when missing."""
        return odoo_source.ensure(self.cache)

    @cached_property
    def data_dir(self):
        """Return Odoo's data folder."""
        return self.cache.folder("data")

    @cached_property
    def server(self):
        """Return the running database server."""
        return postgres.ensure(self.cache)

    @cached_property
    def databases(self):
        """Return the databases, checked when the server is the user's own."""
        self.python_env.activate()
        databases = Databases(self.server, self.data_dir)
        if self.server.users is None:
            databases.require_rights()
        return databases

    @cached_property
    def runner(self):
        """Return what starts Odoo on the running database server."""
        in_parallel(lambda: self.python_env, lambda: self.source)
        return OdooRunner(
            self.python_env.python, self.source, self.server, self.data_dir
        )

    @cached_property
    def base_modules(self):
        """Return the modules that stand below the addon."""
        return sorted({*manifest()["depends"], *EXTRA_MODULES})

    @cached_property
    def base_key(self):
        """Return a text that changes with anything the base database is made from."""
        return short_hash(
            RECIPE, self.source.version, self.python_env.key, *self.base_modules
        )

    @cached_property
    def addon_key(self):
        """Return a text that changes with what our addons install."""
        return short_hash(*(content_hash(addon, NOT_INSTALLED) for addon in ADDONS))

    def own_database(self, kind):
        """Return this checkout's database name for a purpose."""
        return f"cim_{kind}_{checkout_id()}"

    def base_template(self):
        """Return the template with all modules below the addon, made when missing."""
        name = f"cim_base_{self.base_key}"
        if self.databases.exists(name):
            return name
        with self.cache.lock("base"):
            if not self.databases.exists(name):
                self.cache.require_space(BASE_MB, "the base database")
                with step("base database: installing Odoo's modules"):
                    self.databases.build(name, self._install_base)
                self.databases.prune("cim_base_", 3, "base database")
        return name

    def _install_base(self, building):
        self.databases.create_empty(building)
        modules = ",".join(self.base_modules)
        self.runner.modules(
            building, "-i", modules, what="installing Odoo's modules", with_ours=False
        )

    def fresh_database(self, name):
        """Create a working database from the base template, replacing the old one."""
        base = self.base_template()
        self.databases.drop(name)
        self.databases.copy(base, name)
        self.databases.set_note(name, base=self.base_key)

    def install_addon(self, name, **options):
        """Install the addon into a fresh database; return Odoo's log."""
        with step(f"installing {MODULE}"):
            text = self.runner.modules(
                name, "-i", MODULES, what=f"installing {MODULE}", **options
            )
        self._check_installed(name, text)
        self.databases.set_note(name, base=self.base_key, addon=self.addon_key)
        return text

    def upgrade_addon(self, name, **options):
        """Upgrade the addon in a database; return Odoo's log."""
        with step(f"upgrading {MODULE}, which changed"):
            text = self.runner.modules(
                name,
                *["-u", MODULE],
                *["-i", MODULES],
                what=f"upgrading {MODULE}",
                **options,
            )
        note = {**self.databases.note(name), "addon": self.addon_key}
        self.databases.set_note(name, **note)
        return text

    def _check_installed(self, name, log):
        rows = self.databases.query(
            "SELECT 1 FROM ir_module_module"
            " WHERE name = ANY(%s) AND state = 'installed'",
            [[addon.name for addon in ADDONS]],
            name=name,
        )
        if len(rows) < len(ADDONS):
            raise Failure(why(f"installing {MODULE}", log))

    def current_database(self, kind):
        """Return this checkout's kept database with the addon as it is now."""
        name = self.own_database(kind)
        with self.cache.lock(name):
            note = self.databases.note(name) if self.databases.exists(name) else {}
            if note.get("base") != self.base_key or "addon" not in note:
                self.fresh_database(name)
                self.install_addon(name)
            elif note["addon"] != self.addon_key:
                self._upgrade_or_replace(name)
        return name

    def _upgrade_or_replace(self, name):
        try:
            self.upgrade_addon(name)
        except Failure:
            say("the upgrade failed, so a fresh database is made")
            self.fresh_database(name)
            self.install_addon(name)


def manifest():
    """Return the addon's manifest.

    :raises Failure: when it cannot be read
    """
    path = ADDON / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except (OSError, SyntaxError, ValueError) as error:
        raise Failure(f"{path} cannot be read ({error}): mend it") from error
