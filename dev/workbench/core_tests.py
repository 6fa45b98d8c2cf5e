"""``make test-core``: Odoo's own tests with and without the addon give the same.

Odoo's tests are compared with themselves, since some fail on any machine.
"""

import subprocess
import time
from xml.etree import ElementTree

from workbench.cache import REPOSITORY
from workbench.console import Failure, plain, say, step
from workbench.environment import MODULE
from workbench.odoo_run import in_parallel

# Apps that a customer file often meets, though the addon does not need them.
EXTRA_MODULES = ("data_recycle", "sale_loyalty")
SELECTION = (
    "contacts/tests",
    "base/tests/test_res_partner.py",
    "base/tests/test_res_partner_merge.py",
    "base/tests/test_acl.py",
    "base/tests/test_ir_cron.py",
    "base/tests/test_views.py::TestInvisibleField",
    "base/tests/test_views.py::TestAllViews",
    "base/tests/test_views.py::TestRenderAllViews",
    "mail/tests/test_res_partner.py",
    "phone_validation/tests",
    "privacy_lookup/tests",
    "data_recycle/tests",
    "partnership/tests",
    "portal/tests/test_addresses.py",
    "account/tests/test_res_partner_merge.py",
    "account/tests/test_account_merge_wizard.py",
    "account/tests/test_account_partner.py",
    "account/tests/test_account_invoice_report.py",
    "sales_team/tests",
    "crm/tests/test_res_partner.py",
    "crm/tests/test_crm_lead_convert.py",
    "sale/tests/test_access_rights.py",
    "sale/tests/test_credit_limit.py",
    "sale/tests/test_sale_report.py",
    "sale/tests/test_sale_order.py",
    "sale/tests/test_sale_to_invoice.py",
    "sale_stock/tests",
    "loyalty/tests",
    "sale_loyalty/tests/test_loyalty.py",
)

# Tests of Odoo whose outcome a requirement changes: without the addon, with it, why. A
# run in which one of them no longer differs says so too.
_ONE_PHONE_FORMAT = (
    "passed",
    "failure",
    "B04, one phone format at every door: the test expects a phone as it was typed",
)
EXPECTED = {
    "test_res_partner.TestPartnerAddressCompany::test_address": _ONE_PHONE_FORMAT,
    "test_crm_lead_convert.TestLeadConvert::test_lead_convert_internals": (
        _ONE_PHONE_FORMAT
    ),
}


def run(environment):
    """Run the chosen tests twice and compare; return the exit code."""
    environment.prepare(browser=True)
    environment.base_template()
    with step("Odoo's own tests, with and without the addon"):
        without, with_ours = in_parallel(
            lambda: CoreRun(environment, with_ours=False).outcomes(),
            lambda: CoreRun(environment, with_ours=True).outcomes(),
        )
    changed = differences(without, with_ours)
    if changed:
        again = CoreRun(environment, with_ours=True)
        say(f"running the {len(changed)} tests that differ once more, alone")
        with_ours.update(again.outcomes(sorted({files(name) for name in changed})))
        changed = differences(without, with_ours)
    unexpected = surprises(changed)
    report(without, with_ours, changed, unexpected)
    return 1 if unexpected else 0


class CoreRun:
    """One run of Odoo's tests on a database of its own.

    :param with_ours: whether the addon is installed and can be found
    """

    def __init__(self, environment, with_ours):
        self.environment = environment
        self.with_ours = with_ours
        self.kind = "with" if with_ours else "without"
        self.database = environment.own_database(f"core_{self.kind}")
        self.log = environment.cache.folder("logs") / f"{self.database}.log"

    def outcomes(self, chosen=SELECTION):
        """Return the outcome of every test by its name.

        :param chosen: files below Odoo's addons, with a class when not all of it
        :raises Failure: when the run itself could not be made
        """
        environment = self.environment
        with environment.cache.lock(self.database):
            environment.fresh_database(self.database)
            modules = [*EXTRA_MODULES, *([MODULE] if self.with_ours else [])]
            environment.runner.modules(
                self.database,
                *["-i", ",".join(modules)],
                what=f"core tests {self.kind}",
                with_ours=self.with_ours,
            )
            try:
                return self._pytest(chosen)
            finally:
                environment.databases.drop(self.database)

    def _pytest(self, chosen):
        before = time.monotonic()
        runner, addons = self.environment.runner, self.environment.source.addons
        base = self.environment.source.home / "odoo" / "addons"
        result = self.log.with_suffix(".xml")
        result.unlink(missing_ok=True)
        command = [str(runner.python), "-m", "pytest", f"--rootdir={addons}"]
        command += [f"--config-file={REPOSITORY / 'pyproject.toml'}", "--odoo-http"]
        command += [f"--odoo-database={self.database}", f"--junitxml={result}"]
        for name in chosen:
            folder = base if name.startswith("base/") else addons
            command.append(str(folder / name))
        with open(self.log, "w") as log:
            subprocess.run(
                command,
                # Not among the addons: one is called "calendar", as Python's own.
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=runner.environment(with_ours=self.with_ours),
            )
        if not result.exists():
            raise Failure(
                f"Odoo's tests {self.kind} the addon could not be run: mend what "
                f"{self.log} says"
            )
        say(f"  {self.kind} the addon: {time.monotonic() - before:.0f} s")
        return read_outcomes(result)


def read_outcomes(path):
    """Return ``{name: outcome}`` of a JUnit file."""
    found = {}
    for case in ElementTree.parse(path).iter("testcase"):
        bad = [child.tag for child in case if child.tag in ("failure", "error")]
        skipped = case.find("skipped") is not None
        name = f"{case.get('classname')}::{case.get('name')}"
        found[name] = bad[0] if bad else "skipped" if skipped else "passed"
    return found


def files(name):
    """Return the file and class that a test's name stands for."""
    *folders, module, cls = name.split("::")[0].split(".")
    return f"{'/'.join([*folders, module])}.py::{cls}"


def differences(without, with_ours):
    """Return the tests whose outcome is not the same, by name."""
    names = {*without, *with_ours}
    return {
        name: (without.get(name, "absent"), with_ours.get(name, "absent"))
        for name in sorted(names)
        if without.get(name) != with_ours.get(name)
    }


def expected(name):
    """Return what ``EXPECTED`` says of a test, or three times ``None``."""
    for ending, outcome in EXPECTED.items():
        if name.endswith(ending):
            return outcome
    return None, None, None


def surprises(changed):
    """Return the differences that no requirement asks for, by name.

    A test of ``EXPECTED`` counts where it differs in another way, and where it does not
    differ at all: then it has no business on that list.
    """
    found = {
        name: outcomes
        for name, outcomes in changed.items()
        if outcomes != expected(name)[:2]
    }
    for ending in EXPECTED:
        if not any(name.endswith(ending) for name in changed):
            found[ending] = ("the same", "expected to differ")
    return found


def report(without, with_ours, changed, unexpected):
    """Print what was compared, and every difference."""
    for kind, outcomes in (("without", without), ("with", with_ours)):
        counts = [
            f"{list(outcomes.values()).count(word)} {word}"
            for word in ("passed", "failure", "error", "skipped")
        ]
        plain(f"{kind:>8} the addon: {', '.join(counts)}")
    for name, (before, after) in changed.items():
        why = "" if name in unexpected else f" ({expected(name)[2]})"
        plain(f"  {name}: {before} without, {after} with{why}")
    for name in unexpected.keys() - changed.keys():
        plain(f"  {name}: no longer differs; take it off the list EXPECTED")
    if unexpected:
        plain(f"{len(unexpected)} tests differ that should not")
    else:
        plain(f"the same, but for {len(changed)} that a requirement changes")
