"""``make shot``: a picture of a page of the running demo, after a real log-in."""

import json
import re
from contextlib import contextmanager
from urllib.parse import urljoin

from workbench import system
from workbench.browser import Browser
from workbench.console import Failure, say
from workbench.demo import HOST, State, answers, logins

FILL = """(() => {
  const form = document.querySelector("form.oe_login_form");
  form.querySelector("input[name=login]").value = %s;
  form.querySelector("input[name=password]").value = %s;
  form.submit();
})()"""
CALL = """fetch(%(path)s, {
  method: "POST",
  headers: {"Content-Type": "application/json"},
  body: JSON.stringify({jsonrpc: "2.0", method: "call", params: %(parameters)s}),
}).then((answer) => answer.json()).then((answer) => {
  if (answer.error) throw new Error(answer.error.data.message);
  return answer.result;
})"""


def take(environment, options):
    """Write the picture that the options describe.

    :param options: ``url``, ``out``, ``login``, ``size``, ``locale``, ``script``
    :raises Failure: when an option is unusable or no demo runs
    """
    width, height = parse_size(options.size)
    if not options.url or not options.out:
        raise Failure("make shot needs URL and OUT: make shot URL=/odoo OUT=x.png")
    state = State(environment.cache).running()
    port = state["port"] if state else options.port
    if not answers(port):
        raise Failure("no demo is running: make demo")
    system.ensure(browser=True)
    environment.python_env.activate()
    root = f"http://{HOST}:{port}"
    with Browser(width, height) as browser:
        log_in(browser, root, options.login)
        with language(browser, root, options.locale):
            browser.open(urljoin(root, options.url))
            if options.script:
                browser.evaluate(options.script)
                browser.wait_quiet()
            browser.screenshot(options.out)
    say(f"{options.out}: {options.url} as {options.login}, {width} x {height}")
    return 0


def parse_size(text):
    """Return ``(width, height)`` of a text such as ``1400x900``.

    :raises Failure: when it is not of that form
    """
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if not match:
        raise Failure(f"SIZE={text} is no size: make shot SIZE=1400x900")
    return int(match[1]), int(match[2])


def log_in(browser, root, login):
    """Log in through the form, as a person does.

    :raises Failure: when Odoo refuses the name or the password
    """
    passwords = {name: password for name, password, _role in logins()}
    browser.open(f"{root}/web/login")
    password = passwords.get(login, login)
    browser.evaluate(FILL % (json.dumps(login), json.dumps(password)))
    browser.wait_quiet()
    if "/web/login" in browser.evaluate("location.pathname"):
        raise Failure(f"Odoo refuses the login {login}: make demo prints the logins")


@contextmanager
def language(browser, root, code):
    """Show the user's screens in a language, and restore his own afterwards."""
    if not code:
        yield
        return
    session = call(browser, "/web/session/get_session_info")
    user, before = session["uid"], session["user_context"]["lang"]
    set_language(browser, user, code)
    try:
        yield
    finally:
        set_language(browser, user, before)


def set_language(browser, user, code):
    """Set the language of the logged-in user, as his preferences do."""
    parameters = {"model": "res.users", "method": "write", "kwargs": {}}
    parameters["args"] = [[user], {"lang": code}]
    call(browser, "/web/dataset/call_kw/res.users/write", parameters)


def call(browser, path, parameters=None):
    """Call the server as the logged-in user and return its answer."""
    values = {"path": json.dumps(path), "parameters": json.dumps(parameters or {})}
    return browser.evaluate(CALL % values)
