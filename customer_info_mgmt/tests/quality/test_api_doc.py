import json
import os
import re
import shutil
import subprocess
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

DOCUMENT = Path(__file__).parents[3] / "docs" / "api.md"
EXAMPLES = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestApiDocument(HttpCase):
    """J04, J08: the examples of the document are run as they stand there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not DOCUMENT.exists():
            cls.skipTest(cls, "the addon is installed without the project's documents")
        if not shutil.which("curl"):
            cls.skipTest(cls, "curl is not installed")
        cls.clerk = new_test_user(
            cls.env, "cim_shop", groups="customer_info_mgmt.group_customer_user"
        )
        cls.channel = cls.env["customer.channel"].create(
            {"name": "Web shop", "code": "web-shop", "user_ids": [(4, cls.clerk.id)]}
        )
        cls.key = cls._key_of(cls.clerk)

    @classmethod
    def _key_of(cls, user):
        keys = cls.env["res.users.apikeys"].with_user(user).sudo()
        return keys._generate(None, "test", "2099-01-01 00:00:00")

    def _run(self, script, key=None):
        """Run an example in a shell and return what the server answered."""
        self.env.flush_all()
        environment = {
            **os.environ,
            "ODOO_URL": self.base_url(),
            "ODOO_KEY": key or self.key,
            "NO_PROXY": "*",
            "no_proxy": "*",
        }
        # The examples do not send the cookie by which the test server knows a test.
        with self.allow_requests(all_requests=True):
            done = subprocess.run(
                ["bash", "-c", script],
                env=environment,
                capture_output=True,
                text=True,
                timeout=90,
                check=True,
            )
        self.assertTrue(done.stdout.startswith(("{", "[")), done.stdout + done.stderr)
        return json.loads(done.stdout)

    def _examples(self):
        return EXAMPLES.findall(DOCUMENT.read_text(encoding="utf-8"))

    def test_every_example(self):
        examples = self._examples()
        self.assertEqual(len(examples), 4)
        dry, real, known, alike = (self._run(example) for example in examples)
        self.assertEqual(dry["counts"]["created"], 1)
        self.assertTrue(dry["dry_run"])
        actions = [result["action"] for result in real["results"]]
        self.assertEqual(actions, ["created", "created", "refused"])
        partner_id = real["results"][0]["partner_id"]
        self.assertEqual(known[0]["partner_id"][0], partner_id)
        self.assertEqual(alike[0]["id"], partner_id)
        again = self._run(examples[1])
        self.assertEqual(
            [result["action"] for result in again["results"]],
            ["unchanged", "unchanged", "refused"],
        )

    def test_answers_in_the_document_are_true(self):
        """What the document shows as answers is what the server says."""
        text = DOCUMENT.read_text(encoding="utf-8")
        shown = [
            json.loads(answer)
            for answer in re.findall(r"^```json\n(.*?)^```$", text, re.M | re.S)
        ]
        examples = self._examples()
        self.assertEqual(self._run(examples[0]), shown[0])
        self.assertEqual(self._run(examples[1])["results"][2], shown[1])

    def _status(self, key, **body):
        answer = self.url_open(
            "/json/2/customer.identity/upsert",
            json=body,
            headers={"Authorization": f"bearer {key}"},
        )
        return answer.status_code

    @mute_logger("odoo.http")
    def test_statuses(self):
        """J04: the status says what kind of mistake it was."""
        self.assertEqual(self._status(self.key, channel="web-shop", records=[]), 200)
        self.assertEqual(self._status("0" * 40, channel="web-shop", records=[]), 401)
        self.assertEqual(self._status(self.key, channel="nowhere", records=[]), 403)
        self.assertEqual(self._status(self.key, channel="web-shop", records="x"), 422)
        self.assertEqual(self._status(self.key, channel="web-shop"), 422)

    @mute_logger("odoo.http")
    def test_who_may_not_is_told_so(self):
        """I02: a key of the wrong user, of nobody, and a channel that is not there."""
        example = self._examples()[1]
        for login, groups in (
            ("cim_shop_portal", "base.group_portal"),
            ("cim_shop_w", "customer_info_mgmt.group_customer_warehouse"),
        ):
            user = new_test_user(self.env, login, groups=groups)
            answer = self._run(example, self._key_of(user))
            self.assertIn("AccessError", answer["name"])
        self.assertIn("message", self._run(example, "0" * 40))
        answer = self._run(example.replace('"web-shop"', '"nowhere"'))
        self.assertIn("nowhere", answer["message"])
