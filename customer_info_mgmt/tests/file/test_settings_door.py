import json

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..common import GROUPS

ROLES = ("user", "warehouse", "finance", "steward", "privacy")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSettingsDoor(HttpCase):
    """I02: nobody but a manager reads or changes settings, by no call at all."""

    def _call(self, method, *args):
        response = self.url_open(
            f"/web/dataset/call_kw/customer.settings/{method}",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "customer.settings",
                        "method": method,
                        "args": args,
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        return response.json()

    def _refused(self, *call):
        answer = self._call(*call)
        name = answer.get("error", {}).get("data", {}).get("name")
        self.assertEqual(name, "odoo.exceptions.AccessError", (call, answer))

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
    def test_others_are_refused(self):
        settings = self.env["customer.settings"].create({})
        users = [
            new_test_user(self.env, f"door_{role}", groups=GROUPS + role)
            for role in ROLES
        ]
        users += [
            new_test_user(self.env, "door_staff", groups="base.group_user"),
            new_test_user(self.env, "door_portal", groups="base.group_portal"),
        ]
        values = {"customer_policy_phone": "accept"}
        names = ["customer_policy_phone", "customer_dormant_months"]
        for user in users:
            self.authenticate(user.login, user.login)
            with self.subTest(login=user.login):
                self._refused("default_get", names)
                self._refused("create", values)
                self._refused("onchange", [], {}, [], {name: {} for name in names})
                self._refused("web_save", [], values, {})
                self._refused("read", settings.ids, names)
                self._refused("write", settings.ids, values)
                self._refused("execute", settings.ids)
        self.assertEqual(settings.customer_policy_phone, "flag")

    def test_manager_saves_and_reaches_no_other_parameter(self):
        """I02: the calls of the form work; system parameters stay closed."""
        manager = new_test_user(self.env, "door_manager", groups=GROUPS + "manager")
        self.authenticate(manager.login, manager.login)
        saved = self._call("web_save", [], {"customer_policy_phone": "accept"}, {})
        self._call("execute", [saved["result"][0]["id"]])
        parameters = self.env["ir.config_parameter"]
        self.assertEqual(
            parameters.get_param("customer_info_mgmt.policy_phone"), "accept"
        )
        # Records that the system made, with what they hold, are nobody's.
        foreign = self.env["customer.settings"].create({})
        with mute_logger("odoo.http"):
            self._refused("execute", foreign.ids)
            self._refused("read", foreign.ids, ["customer_policy_phone"])
        self.assertFalse(parameters.with_user(manager).has_access("read"))
