from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import db_connect
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .channel_common import ChannelCommon

WANG = {"name": "王芳", "phone": "138 0013 8000", "email": "wang@tea.example.cn"}
CANNOT_BE = "this one cannot be"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestUpsert(ChannelCommon):
    """J04, J01, B22, B24: other systems send customers; each is there once."""

    def test_create_then_nothing(self):
        record = self._record(
            **WANG,
            country="CN",
            city="杭州市",
            birthday="1990/5/20",
            gender="female",
            points=[("wechat", "wang_fang88"), ("mobile", "13900139000")],
        )
        first = self._send(record, identities=self.identities)[0]
        self.assertEqual(first["action"], "created")
        partner = self._partner(first)
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(partner.country_id.code, "CN")
        self.assertEqual(partner.birthday, "1990-05-20")
        self.assertEqual(partner.customer_rank, 1)
        self.assertEqual(partner.source_channel_id, self.shop)
        self.assertEqual(partner.identity_ids.external_id, "A-1")
        self.assertEqual(
            set(partner.contact_point_ids.mapped("value")),
            {
                "+86 138 0013 8000",
                "wang@tea.example.cn",
                "wang_fang88",
                "+86 139 0013 9000",
            },
        )
        self.assertEqual(set(partner.contact_point_ids.channel_id), {self.shop})
        stamp = partner.write_date
        again = self._send(record)[0]
        self.assertEqual(again["action"], "unchanged")
        self.assertEqual(again["partner_id"], partner.id)
        self.assertEqual((again["taken"], again["contact_points"]), ([], []))
        self.assertEqual(partner.write_date, stamp)

    def test_update(self):
        partner = self._partner(self._send(self._record(**WANG))[0])
        result = self._send(
            self._record(
                **dict(WANG, phone="13800138001"), points=[("qq", "QQ: 12345678")]
            )
        )[0]
        self.assertEqual(result["action"], "updated")
        self.assertEqual(result["taken"], ["phone"])
        self.assertEqual(result["contact_points"], ["12345678"])
        self.assertEqual(partner.phone, "+86 138 0013 8001")

    def test_what_is_not_said_stays(self):
        partner = self._partner(self._send(self._record(**WANG))[0])
        result = self._send(self._record(name="王芳", phone="", email=None))[0]
        self.assertEqual(result["action"], "unchanged")
        self.assertEqual(partner.email, "wang@tea.example.cn")

    def test_same_id_of_two_channels(self):
        """J01: the store's customer 7 is not the shop's customer 7."""
        one = self._send(self._record("7", name="Chen Wei"))[0]
        two = self._send(self._record("7", name="Zhao Lei"), channel="store")[0]
        self.assertNotEqual(one["partner_id"], two["partner_id"])

    def test_recognised_by_match_keys(self):
        """B24: the store knows whom the shop sent: one customer, two ids."""
        one = self._send(self._record(**WANG))[0]
        two = self._send(self._record("S-1", **WANG), channel="store")[0]
        self.assertEqual(two["action"], "updated")
        self.assertEqual(one["partner_id"], two["partner_id"])
        self.assertIn("same phone", two["reasons"][0])
        self.assertEqual(len(self._partner(one).identity_ids), 2)

    def test_recognised_within_one_call(self):
        one, two = self._send(self._record("1", **WANG), self._record("2", **WANG))
        self.assertEqual((one["action"], two["action"]), ("created", "updated"))
        self.assertEqual(one["partner_id"], two["partner_id"])

    def test_same_id_twice_in_one_call(self):
        one, two = self._send(
            self._record(name="Chen Wei", city="Ningbo"),
            self._record(name="Chen Wei", city="Hangzhou"),
        )
        self.assertEqual((one["action"], two["action"]), ("created", "updated"))
        self.assertEqual(self._partner(two).city, "Hangzhou")

    def test_merged_customer_is_found_by_both_ids(self):
        one = self._partner(self._send(self._record("1", name="Chen Wei"))[0])
        two = self._partner(self._send(self._record("2", name="Zhao Lei"))[0])
        self.env["customer.merge"].create(
            {"partner_ids": [(6, 0, (one | two).ids)], "destination_id": one.id}
        )._apply()
        for external_id in ("1", "2"):
            found = self._send(self._record(external_id, city="Ningbo"))[0]
            self.assertEqual(found["partner_id"], one.id)

    def _door(self, action):
        self.env["ir.config_parameter"].set_param("customer_info_mgmt.door_api", action)

    def test_likely_duplicates_follow_the_settings(self):
        """B07: not certain enough to recognise: what the door says."""
        self.shop.link_score = 1.1
        old = self._partner(self._send(self._record("1", **WANG))[0])
        for action, expected in (
            ("queue", "queued"),
            ("warn", "created"),
            ("block", "refused"),
            ("ignore", "created"),
        ):
            with self.subTest(action=action):
                self._door(action)
                result = self._send(self._record(action, **WANG))[0]
                self.assertEqual(result["action"], expected)
                self.assertEqual(bool(result["partner_id"]), expected != "refused")
                self.assertEqual(bool(result["reasons"]), action != "ignore")
                pairs = self.env["customer.duplicate"].search(
                    [("partner_b_id", "=", result["partner_id"])]
                )
                self.assertEqual(bool(pairs), action == "queue")
        self.assertTrue(old.exists())

    def test_bad_records_are_refused_and_the_others_go_through(self):
        results = self._send(
            self._record("1", name="Chen Wei"),
            self._record("2", phone="13800138000"),
            self._record("3", name="Zhao Lei", country="Atlantis", colour="red"),
            {"values": {"name": "Nobody"}},
            "text",
            self._record("6", name="Sun Yu", points=[("pigeon", "coo")]),
            self._record("7", name="Wu Min", birthday="1990-02-31"),
            self._record("8", name=["a"], is_company="perhaps", gender="m"),
            self._record("9", name="Li Na", tags=["No Such Tag"]),
            {"external_id": "10", "values": [], "contact_points": {}, "more": 1},
            self._record("11", name="Qian Duo"),
        )
        actions = [result["action"] for result in results]
        self.assertEqual(actions, ["created", *["refused"] * 9, "created"])
        for result in results[1:10]:
            self.assertTrue(result["reasons"][0])
            self.assertFalse(result["partner_id"])
        self.assertIn("Atlantis", results[2]["reasons"][0])
        self.assertIn("colour", results[2]["reasons"][0])
        self.assertIn("no such day", results[6]["reasons"][0])

    def test_characters_that_no_database_holds(self):
        """I02: a call from outside never becomes an error of the database."""
        half = "\ud83d"
        results = self._send(
            self._record("1", name="Chen\x00 Wei"),
            self._record("2", name=f"Zhao {half}"),
            self._record(f"3{half}", name="Sun Yu"),
            self._record("4\x00", name="Sun Yu"),
            self._record("5", name="Li Na", points=[("wechat", half)]),
            self._record("6", name="Wu Min", tags=[half], country=half),
        )
        self.assertEqual(
            [result["action"] for result in results], ["created", *["refused"] * 5]
        )
        self.assertEqual(self._partner(results[0]).name, "Chen Wei")
        for channel in (half, ["web-shop"], None, 7, {}):
            with self.assertRaises(AccessError):
                self.stewards.upsert(channel, [])

    def test_answers_in_the_language_of_the_caller(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "=", "customer_info_mgmt")]
        )._update_translations(["zh_CN"])
        result = self._send(
            self._record(country="Atlantis"),
            identities=self.stewards.with_context(lang="zh_CN"),
        )[0]
        self.assertIn("系统中没有 Atlantis", result["reasons"][0])

    def test_what_only_the_database_refuses(self):
        """B11: one record that breaks while it is written leaves the rest alone."""
        partners = type(self.env["res.partner"])
        create = partners.create

        def refuse(records, vals_list):
            if any(vals["name"] == "Bad" for vals in vals_list):
                raise UserError(CANNOT_BE)
            return create(records, vals_list)

        names = ["Bad" if n == 5 else f"Customer {n}x{n}" for n in range(9)]
        with patch.object(partners, "create", refuse):
            results = self._send(
                *(self._record(str(n), name=name) for n, name in enumerate(names))
            )
        self.assertEqual(
            [result["action"] for result in results],
            ["refused" if n == 5 else "created" for n in range(9)],
        )
        self.assertEqual(results[5]["reasons"], [CANNOT_BE])

    def test_policy_refuses(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.policy_phone", "refuse"
        )
        good, bad = self._send(
            self._record("1", name="Chen Wei", phone="13800138000"),
            self._record("2", name="Zhao Lei", phone="45678"),
        )
        self.assertEqual((good["action"], bad["action"]), ("created", "refused"))
        self.assertIn("45678", bad["reasons"][0])

    def test_tags_group_and_company(self):
        self.env["res.partner.category"].create([{"name": "VIP"}, {"name": "Tea"}])
        group = self.env["customer.group"].create({"name": "Dealers", "code": "D"})
        result = self._send(
            self._record(
                name="Acme Trading", is_company=True, tags=["VIP"], group="D", state=""
            )
        )[0]
        partner = self._partner(result)
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.customer_group_id, group)
        result = self._send(self._record(tags=["tea", "VIP"], group="dealers"))[0]
        self.assertEqual(result["action"], "updated")
        self.assertEqual(set(partner.category_id.mapped("name")), {"VIP", "Tea"})

    def test_chinese_address_in_one_line(self):
        """B05, J07: split on the way in, and the same the second time."""
        record = self._record(name="王芳", street="广东省深圳市福田区深南大道1号")
        partner = self._partner(self._send(record)[0])
        self.assertEqual(partner.city, "深圳市")
        self.assertEqual(self._send(record)[0]["action"], "unchanged")

    def test_mapping(self):
        """J10, J07: names and values of the other system."""
        self.shop.field_ids = [
            (0, 0, {"name": "mobile_no", "target": "phone"}),
            (
                0,
                0,
                {"name": "sex", "target": "gender", "value_map": "M = male\nF=female"},
            ),
            (0, 0, {"name": "points_total"}),
        ]
        result = self._send(
            self._record(
                name="Chen Wei", mobile_no=13800138000, sex="F", points_total=77
            )
        )[0]
        partner = self._partner(result)
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(partner.gender, "female")

    def test_dry_run(self):
        """J08: the same answer, and nothing written."""
        self._send(self._record("old", **WANG))
        records = [
            self._record("1", name="Chen Wei", phone="13900139000"),
            self._record("2", name="Chen Wei", phone="13900139000"),
            self._record("old", city="Hangzhou"),
            self._record("4", country="Atlantis"),
        ]
        before = self._count()
        rehearsed = self._send(*records, dry_run=True)
        self.assertEqual(self._count(), before)
        real = self._send(*records)
        self.assertEqual(
            [dict(result, partner_id=0) for result in rehearsed],
            [dict(result, partner_id=0) for result in real],
        )
        self.assertFalse(rehearsed[0]["partner_id"])
        self.assertNotEqual(self._count(), before)

    def _count(self):
        self.env.flush_all()
        counts = []
        for table in (
            "res_partner",
            "customer_identity",
            "customer_contact_point",
            "customer_value_source",
            "customer_channel_call",
            "customer_match_key",
            "customer_profile_mark",
            "mail_message",
        ):
            self.env.cr.execute(f"SELECT count(*) FROM {table}")  # pylint: disable=E8103
            counts.append(self.env.cr.fetchone()[0])
        self.env.cr.execute("SELECT city FROM res_partner ORDER BY id DESC LIMIT 5")
        return [*counts, self.env.cr.fetchall()]

    def test_calls_that_cannot_be_read(self):
        for records in (None, {}, "x", [{}] * 1001):
            with self.enter_registry_test_mode(), self.assertRaises(UserError):
                self.stewards.upsert("web-shop", records)
        self.assertEqual(self._send(), [])

    def test_many_in_one_call(self):
        """J04: 1,000 records in one call; the queries do not grow with each record."""
        records = [
            self._record(str(n), name=f"客户{n:04d}号", phone=f"139{n:08d}")
            for n in range(60)
        ]
        self._send(*records)
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        results = self._send(*records)
        self.assertEqual({result["action"] for result in results}, {"unchanged"})
        self.assertLess(self.env.cr.sql_log_count - before, 60)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestUpsertAccess(ChannelCommon):
    """I02, J04: who may send customers."""

    def test_roles(self):
        record = self._record(name="Chen Wei")
        others = [
            self.warehouse_user,
            self.finance_user,
            self.privacy_user,
            new_test_user(self.env, "cim_staff", groups="base.group_user"),
            new_test_user(self.env, "cim_portal", groups="base.group_portal"),
        ]
        for user in others:
            with self.assertRaises(AccessError):
                self._send(record, identities=self.identities.with_user(user))
        self.assertEqual(self._send(record)[0]["action"], "created")

    def test_clerk_only_over_channels_that_name_the_clerk(self):
        record = self._record(name="Chen Wei")
        with self.assertRaises(AccessError):
            self._send(record, channel="store", identities=self.identities)
        with self.assertRaises(AccessError):
            self._send(record, channel="nowhere")
        self.shop.active = False
        with self.assertRaises(AccessError):
            self._send(record)

    def test_customer_of_another_company(self):
        """I03: nothing is told or changed of a customer that the caller cannot see."""
        partner = self._partner(self._send(self._record(**WANG))[0])
        partner.company_id = self.env["res.company"].create({"name": "Other"})
        result = self._send(self._record(city="Hangzhou"))[0]
        self.assertEqual(result["action"], "refused")
        self.assertFalse(result["partner_id"])
        self.assertFalse(partner.city)

    def test_clerk_writes_only_with_own_rights(self):
        """I02: the method is no way around the rights of its caller."""
        with patch.object(
            type(self.env["res.partner"]), "check_access", refuse_partner_write
        ):
            result = self._send(self._record(name="Chen Wei"))[0]
        self.assertEqual(result["action"], "refused")

    def test_log_is_for_stewards(self):
        self._send(self._record(name="Chen Wei"))
        calls = self.env["customer.channel.call"]
        self.assertTrue(calls.with_user(self.steward_user).search([]))
        with self.assertRaises(AccessError):
            calls.with_user(self.user_user).search([])
        with self.assertRaises(AccessError):
            self.shop.with_user(self.user_user).read(["last_error"])
        with self.assertRaises(AccessError):
            calls.with_user(self.steward_user).create({"channel_id": self.shop.id})


def refuse_partner_write(records, operation):
    if records._name == "res.partner" and operation in ("create", "write"):
        raise AccessError(CANNOT_BE)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestChannelHealth(ChannelCommon):
    """J03, J09: what each channel sent, and whether it still does."""

    def test_log(self):
        self.assertEqual(self.shop.health, "none")
        self._send(self._record("1", name="Chen Wei"), self._record("2"))
        self.shop.invalidate_recordset()
        self.assertEqual(self.shop.health, "refusing")
        self.assertEqual(self.shop.created_today, 1)
        self.assertEqual(self.shop.refused_today, 1)
        self.assertIn("2:", self.shop.last_error)
        self._send(self._record("1", name="Chen Wei"))
        self.shop.invalidate_recordset()
        self.assertEqual(self.shop.health, "good")
        call = self.shop.call_ids[0]
        self.assertEqual((call.records, call.unchanged), (1, 1))
        self.assertEqual(call.user_id, self.steward_user)

    def test_silence(self):
        self._send(self._record("1", name="Chen Wei"))
        self.shop.silent_after = 2
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_channel_call SET create_date = create_date"
            " - interval '3 hours' WHERE channel_id = %s",
            [self.shop.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.shop.health, "silent")
        self.shop.watcher_id = self.steward_user
        activities = self.env["mail.activity"].search(
            [("user_id", "=", self.steward_user.id)]
        )
        for _run in range(2):
            with self.enter_registry_test_mode():
                self.env.ref(
                    "customer_info_mgmt.ir_cron_watch_channels"
                ).method_direct_trigger()
        told = (
            self.env["mail.activity"].search([("user_id", "=", self.steward_user.id)])
            - activities
        )
        self.assertEqual(len(told), 1, "told once per silence")
        self.assertIn("Web shop", told.summary)

    def test_unreadable_calls_are_logged(self):
        try:  # assertRaises would roll the log back as well
            with self.enter_registry_test_mode():
                self.stewards.upsert("web-shop", "no list")
            self.fail("this is no list of records")
        except UserError:
            self.env.invalidate_all()
        self.assertIn("list", self.shop.last_error)

    def test_old_calls_go(self):
        self._send(self._record("1", name="Chen Wei"))
        self.env.cr.execute(
            "UPDATE customer_channel_call SET create_date = create_date"
            " - interval '100 days'"
        )
        self.env["customer.channel.call"]._gc_calls()
        self.assertFalse(self.env["customer.channel.call"].search([]))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestUpsertAtOnce(ChannelCommon):
    """J04: two calls at the same moment make one customer."""

    @mute_logger("odoo.sql_db")
    def test_two_calls_with_one_new_id(self):
        database = db_connect(self.env.cr.dbname)
        with database.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            channel = env["customer.channel"].create(
                {"name": "At once", "code": "at-once-test"}
            )
        records = [{"external_id": "X", "values": {"name": "At Once Test"}}]
        try:
            with database.cursor() as one, database.cursor() as two:
                envs = [api.Environment(c, SUPERUSER_ID, {}) for c in (one, two)]
                for env in envs:  # both look before either of them has written
                    env.cr.execute("SELECT 1 FROM customer_identity LIMIT 1")
                first = envs[0]["customer.identity"].upsert("at-once-test", records)
                one.commit()
                with self.assertRaises(SerializationFailure):
                    envs[1]["customer.identity"].upsert("at-once-test", records)
                two.rollback()  # what Odoo does before it does the call again
                second = envs[1]["customer.identity"].upsert("at-once-test", records)
                two.commit()
            results = [answer["results"][0] for answer in (first, second)]
            self.assertEqual(
                [result["action"] for result in results], ["created", "unchanged"]
            )
            self.assertEqual(results[0]["partner_id"], results[1]["partner_id"])
        finally:
            with database.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                env["res.partner"].search([("name", "=", "At Once Test")]).unlink()
                env["customer.channel"].browse(channel.id).unlink()
