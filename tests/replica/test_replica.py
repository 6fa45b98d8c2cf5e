"""Screens read on a streaming replica, the refresh writes on the primary (F20, L12).

Two real servers: which of them answered, their own statistics tell.
"""

import json
import os
import subprocess
import urllib.request
from http.cookiejar import CookieJar

import pytest

from workbench.console import Failure
from workbench.environment import Environment
from workbench.postgres import wait_until
from workbench.replica import Pair
from workbench.testing import free_port

SECONDS = 120
FILL = """
from dateutil.relativedelta import relativedelta
from odoo import fields
today = fields.Datetime.now()
product = env["product.product"].create({"name": "Replica Tea", "list_price": 30})
for number in range(12):
    partner = env["res.partner"].create(
        {"name": f"Replica Customer {number}", "customer_rank": 1}
    )
    for month in range(number % 5 + 1):
        order = env["sale.order"].create({
            "partner_id": partner.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 2})],
        })
        order.action_confirm()
        order.date_order = today - relativedelta(months=month)
env["customer.profile"].refresh()
env["customer.product.affinity"].refresh()
env["customer.snapshot.month"].build_history(3)
env["customer.snapshot.month"]._cron_count()
env["customer.sales.forecast"]._cron_forecast()
"""
SCANS = """
    SELECT COALESCE(SUM(COALESCE(seq_scan, 0) + COALESCE(idx_scan, 0)), 0)
      FROM pg_stat_user_tables WHERE relname = ANY(%s)
"""
WRITES = """
    SELECT COALESCE(SUM(n_tup_ins + n_tup_upd), 0)
      FROM pg_stat_user_tables WHERE relname = 'customer_profile'
"""
# What screens and reports call, with the tables that must be read for it.
READS = {
    "ranking": ("customer.profile", "customer_ranking", [], {}, "customer_profile"),
    "list": (
        "customer.profile",
        "web_search_read",
        [],
        {"domain": [], "specification": {"partner_id": {}, "revenue": {}}},
        "customer_profile",
    ),
    "pivot": (
        "customer.profile",
        "formatted_read_group",
        [],
        {"domain": [], "groupby": ["abc_class"], "aggregates": ["revenue:sum"]},
        "customer_profile",
    ),
    "cube": (
        "customer.contribution.report",
        "formatted_read_group",
        [],
        {"domain": [], "groupby": ["date:month"], "aggregates": ["revenue:sum"]},
        "sale_order_line",
    ),
    "dashboard": ("customer.dashboard", "get_figures", [], {}, "customer_sales_month"),
    "trend": ("customer.dashboard", "get_history", [], {}, "customer_sales_cube"),
    "segments": ("customer.dashboard", "get_standing", [], {}, "customer_profile"),
    "calls": ("customer.dashboard", "get_calls", [], {}, "customer_product_habit"),
    "cohorts": ("customer.sales.cube", "get_cohorts", [], {}, "customer_sales_cube"),
    "retention": (
        "customer.sales.cube",
        "get_retention",
        [],
        {},
        "customer_sales_cube",
    ),
    "movement": (
        "customer.profile.snapshot",
        "get_movement",
        [],
        {},
        "customer_profile_snapshot",
    ),
    "comparison": (
        "customer.profile",
        "customer_comparison",
        [],
        {
            "side_a": {"period": "year"},
            "side_b": {"period": "12m"},
        },
        "customer_sales_month",
    ),
    "behaviour": ("customer.profile", "customer_behaviour", [], {}, "sale_order"),
    "performance": (
        "customer.sales.performance",
        "get_performance",
        [],
        {},
        "sale_order",
    ),
    "forecast": (
        "customer.sales.forecast",
        "get_forecast",
        [],
        {},
        "customer_sales_forecast",
    ),
    "value report": ("customer.value.report", "get_report", [], {}, "customer_merge"),
    "call list": (
        "customer.call.list",
        "web_search_read",
        [],
        {"domain": [], "specification": {"partner_id": {}, "value": {}}},
        "customer_product_habit",
    ),
    "bought together": (
        "customer.product.affinity",
        "web_search_read",
        [],
        {"domain": [], "specification": {"product_id": {}, "lift": {}}},
        "customer_product_affinity",
    ),
    "classification": (
        "customer.class.report",
        "formatted_read_group",
        [],
        {"domain": [], "groupby": ["abc_class"], "aggregates": ["__count"]},
        "customer_profile",
    ),
}


class Site:
    """An Odoo on the pair, with a user at it.

    :param pair: the servers
    :param runner: what starts Odoo
    """

    def __init__(self, pair, runner):
        self.pair = pair
        self.environment = {**runner.environment(), **pair.primary.address}
        self.runner = runner
        self.port = free_port()
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.browser = urllib.request.build_opener(cookies)

    def fill(self):
        """Make customers with orders on the primary."""
        arguments = ("shell", "-d", self.pair.database, "--no-http")
        done = subprocess.run(
            self.runner.command(*arguments, "--log-level=warn"),
            input=f"{FILL}\nenv.cr.commit()\nprint('finished' + ' well')\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=self.environment,
        )
        assert "finished well" in done.stdout, done.stdout[-3000:]
        assert self.pair.caught_up()

    def start(self, log):
        """Start the server and log in."""
        self.process = subprocess.Popen(
            self.runner.command(
                f"--database={self.pair.database}",
                f"--db_host={self.pair.primary.folder}",
                f"--db_replica_host={self.pair.replica.folder}",
                f"--http-port={self.port}",
                "--max-cron-threads=0",
                "--log-level=warn",
            ),
            stdout=log,
            stderr=subprocess.STDOUT,
            env=self.environment,
        )
        if not wait_until(self.logged_in, SECONDS):
            raise Failure("the server on the pair does not answer")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)

    def logged_in(self):
        """Try to log in; return whether it succeeded."""
        who = {"db": self.pair.database, "login": "admin", "password": "admin"}
        try:
            return bool(self.ask("/web/session/authenticate", who)["uid"])
        except OSError:
            return False

    def ask(self, path, parameters):
        """Send a JSON-RPC request; return its result.

        :raises AssertionError: when the answer is an error
        """
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps({"jsonrpc": "2.0", "params": parameters}).encode(),
            {"Content-Type": "application/json"},
        )
        answer = json.load(self.browser.open(request, timeout=SECONDS))
        assert "error" not in answer, json.dumps(answer["error"], indent=1)[:3000]
        return answer["result"]

    def call(self, model, method, args, kwargs):
        """Call a method of a model as the web client does."""
        return self.ask(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )


@pytest.fixture(scope="module")
def site(request, tmp_path_factory):
    """An Odoo whose readers are sent to a replica, with customers in it."""
    environment = Environment()
    database = request.config.getoption("--odoo-database", None)
    database = database or environment.current_database("test")
    source = {**os.environ, **environment.server.environment}
    log = tmp_path_factory.mktemp("site") / "odoo.log"
    with Pair(source, database) as pair, open(log, "w") as output:
        site = Site(pair, environment.runner)
        site.fill()
        site.start(output)
        try:
            yield site
        finally:
            site.stop()
        site.log = log
    text = log.read_text()
    assert "read-only transaction" not in text, text[-3000:]


def _count(site, server, sql, *parameters):
    (number,) = server.query(sql, parameters, name=site.pair.database)[0]
    return int(number)


@pytest.mark.parametrize("name", READS)
def test_is_read_on_the_replica(site, name):
    """F20, L12: a screen is served by the replica alone."""
    model, method, args, kwargs, *tables = READS[name]
    primary, replica = site.pair.primary, site.pair.replica
    before = _count(site, primary, SCANS, tables)
    before_there = _count(site, replica, SCANS, tables)
    assert site.call(model, method, args, kwargs)
    # A server counts a moment after it has answered.
    assert wait_until(
        lambda: _count(site, replica, SCANS, tables) > before_there, SECONDS
    )
    assert _count(site, primary, SCANS, tables) == before


def test_refresh_writes_on_the_primary(site):
    """L12: the figures are made on the primary and reach the replica."""
    primary, replica = site.pair.primary, site.pair.replica
    before = _count(site, primary, WRITES)
    past = {"as_of": "2020-01-01"}
    assert site.call("customer.profile", "refresh", [], past) > 0
    assert wait_until(lambda: _count(site, primary, WRITES) > before, SECONDS)
    assert site.pair.caught_up()
    revenue = "SELECT COALESCE(SUM(revenue), 0)::int FROM customer_profile"
    assert _count(site, replica, revenue) == 0
    assert site.call("customer.profile", "refresh", [], {}) > 0
    assert site.pair.caught_up()
    assert _count(site, replica, revenue) > 0
