"""A headless browser, driven over the Chrome DevTools protocol."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from workbench import system
from workbench.console import Failure
from workbench.postgres import wait_until

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)
# Odoo's client is quiet: something is shown and nothing loads. Pictures outside of
# the window are only loaded when somebody scrolls to them.
QUIET = """(() => {
  if (document.readyState !== "complete") return false;
  if (document.querySelector(".o_blockUI, .o_loading_indicator, .o_view_sample_wait"))
    return false;
  const client = document.querySelector(".o_web_client");
  if (client && !client.querySelector(".o_action_manager > *, .o_home_menu, .o_apps"))
    return false;
  const shown = (image) => {
    const box = image.getBoundingClientRect();
    return box.width && box.top < innerHeight && box.bottom > 0;
  };
  return [...document.images].every((image) => image.complete || !shown(image));
})()"""


class Browser:
    """One page of a headless browser.

    :param width: of the page in pixels
    :param height: of the page in pixels
    """

    def __init__(self, width, height):
        self.size = (width, height)

    def __enter__(self):
        import websocket

        self.profile = Path(tempfile.mkdtemp(prefix="cim-browser-"))
        command = [system.find_browser(), *FLAGS, f"--user-data-dir={self.profile}"]
        self.process = subprocess.Popen(
            [*command, "about:blank"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        port_file = self.profile / "DevToolsActivePort"
        if not wait_until(lambda: port_file.exists() and port_file.read_text(), 60):
            self.__exit__()
            raise Failure("the browser does not start: apt-get install chromium")
        port = port_file.read_text().split()[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [p for p in json.load(answer) if p["type"] == "page"]
        self.socket = websocket.create_connection(
            pages[0]["webSocketDebuggerUrl"], timeout=60, suppress_origin=True
        )
        self.number, self.events = 0, []
        width, height = self.size
        self.call("Page.enable")
        self.call("Network.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        if width < 600:
            self.call("Emulation.setTouchEmulationEnabled", enabled=True)
        return self

    def __exit__(self, *_details):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        """Call a method of the protocol and return its result.

        :raises Failure: when the browser answers with an error
        """
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.number:
                break
        if "error" in answer:
            raise Failure(f"the browser refuses {method}: {answer['error']['message']}")
        return answer["result"]

    def evaluate(self, script):
        """Run JavaScript, await its promise, and return its value.

        :raises Failure: when it throws
        """
        result = self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            details = result["exceptionDetails"]
            text = details.get("exception", {}).get("description", details["text"])
            raise Failure(f"the page's script failed: {text.splitlines()[0]}")
        return result["result"].get("value")

    def open(self, address):
        """Open a page and wait until it is quiet."""
        self.call("Page.navigate", url=address)
        time.sleep(0.3)
        self.wait_quiet()

    def wait_quiet(self, seconds=90):
        """Wait until the page has shown the same for half a second.

        :raises Failure: when it does not come to rest in time
        """
        self.calm = 0

        def quiet():
            self.calm = self.calm + 1 if self._quiet_now() else 0
            return self.calm >= 4

        if not wait_until(quiet, seconds):
            raise Failure("the page did not come to rest: look at the demo's log")

    def _quiet_now(self):
        try:
            return self.evaluate(QUIET)
        except Failure:
            # The page was replaced while the question was under way.
            return False

    def screenshot(self, path):
        """Write what the page shows into a PNG file."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_bytes(base64.b64decode(data))
