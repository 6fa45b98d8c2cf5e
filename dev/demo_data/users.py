"""The people who log in to the demonstration, one for each role."""

import json
from pathlib import Path
from typing import NamedTuple

from .customers import MAIN, SECOND
from .world import World

TIMEZONE = "Asia/Shanghai"
LOGINS = Path(__file__).with_name("logins.json")


class Login(NamedTuple):
    """A demonstration user; the password is the login."""

    login: str
    name: str
    role: str
    groups: tuple
    companies: tuple


ROLE = "customer_info_mgmt.group_customer_"
PEOPLE = (
    Login("sales", "陈静 Chen Jing", "sales clerk", (ROLE + "user",), (MAIN, SECOND)),
    Login("sales2", "Emma Walsh", "sales clerk", (ROLE + "user",), (MAIN, SECOND)),
    Login("warehouse", "刘强 Liu Qiang", "warehouse clerk",
          (ROLE + "warehouse",), (MAIN,)),
    Login("finance", "周敏 Zhou Min", "finance clerk",
          (ROLE + "finance", "account.group_account_invoice"), (MAIN, SECOND)),
    Login("steward", "Hannah Reed", "data steward",
          (ROLE + "steward", "base.group_allow_export"), (MAIN,)),
    Login("privacy", "Martin Keller", "privacy officer",
          (ROLE + "privacy",), (MAIN,)),
    Login("manager", "黄丽华 Huang Lihua", "manager",
          (ROLE + "manager", "base.group_allow_export"), (MAIN, SECOND)),
)  # fmt: skip


def create_users(world: World):
    """Create the users; write down how to log in as each of them."""
    for person in PEOPLE:
        companies = [
            world.companies[key] for key in person.companies if key in world.companies
        ]
        groups = [world.env.ref(name).id for name in person.groups]
        user = world.env["res.users"].create(
            {
                "name": person.name,
                "login": person.login,
                "password": person.login,
                "email": f"{person.login}@lingnan-trading.example",
                "lang": "en_US",
                "tz": TIMEZONE,
                # The tour of the chat would cover a phone's screen at the first log-in.
                "odoobot_state": "disabled",
                "company_id": companies[0].id,
                "company_ids": [(6, 0, [company.id for company in companies])],
                "group_ids": [(6, 0, groups)],
            }
        )
        world.users[person.login] = user
    world.env.ref("base.user_admin").write(
        {"tz": TIMEZONE, "odoobot_state": "disabled"}
    )
    world.users["admin"] = world.env.ref("base.user_admin")
    write_logins()


def write_logins(path: Path = LOGINS):
    """Write the logins for tools that open screens as each role."""
    rows = [
        {
            "login": person.login,
            "password": person.login,
            "role": person.role,
            "name": person.name,
        }
        for person in PEOPLE
    ]
    rows.append(
        {
            "login": "admin",
            "password": "admin",
            "role": "administrator",
            "name": "Administrator",
        }
    )
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
