from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import CustomerInfoCommon


class ContactCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.points = cls.env["customer.contact.point"].with_user(cls.user_user)
        cls.customer = cls._create_customer(
            "Wang Fang", phone="+86 138 0013 8000", email="wang@tea.example"
        )

    def _add(self, value, kind="mobile", partner=None, **values):
        return self.points.create(
            {
                "partner_id": (partner or self.customer).id,
                "kind": kind,
                "value": value,
                **values,
            }
        )

    def _of(self, family, partner=None):
        """Values of a family, the primary one marked with a star."""
        points = self.env["customer.contact.point"].search(
            [
                ("partner_id", "=", (partner or self.customer).id),
                ("family", "=", family),
            ]
        )
        return sorted(
            f"{point.value}{'*' if point.is_primary else ''}" for point in points
        )


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContactPoint(ContactCommon):
    """A06, A07: any number of contact points; the primary ones are the partner's."""

    def test_partner_fields_are_contact_points(self):
        self.assertEqual(self._of("phone"), ["+86 138 0013 8000*"])
        self.assertEqual(self._of("email"), ["wang@tea.example*"])

    def test_batch_of_partners(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{i}", "phone": f"+86 139 0000 {i:04d}"} for i in range(30)]
        )
        self.assertEqual(len(partners.contact_point_ids), 30)
        partners.write({"email": "all@tea.example"})
        self.assertEqual(len(partners.contact_point_ids), 60)
        self.assertFalse(self.env["customer.contact.point"]._sync(partners))

    def test_second_point_leaves_the_first_primary(self):
        point = self._add("+86 139 0013 9000")
        self.assertFalse(point.is_primary)
        self.assertEqual(self.customer.phone, "+86 138 0013 8000")

    def test_first_point_becomes_the_partners_phone(self):
        empty = self._create_customer("Nobody Yet")
        first = self._add("+86 139 0013 9000", partner=empty)
        second = self._add("+86 139 0013 9001", partner=empty)
        self.assertTrue(first.is_primary)
        self.assertFalse(second.is_primary)
        self.assertEqual(empty.phone, "+86 139 0013 9000")

    def test_star_another_one(self):
        point = self._add("+86 139 0013 9000")
        point.is_primary = True
        self.assertEqual(self.customer.phone, "+86 139 0013 9000")
        self.assertEqual(self._of("phone"), ["+86 138 0013 8000", "+86 139 0013 9000*"])

    def test_change_of_the_primary_point_changes_the_partner(self):
        point = self.customer.contact_point_ids.filtered("is_primary")[0]
        phone = self.points.search(
            [("partner_id", "=", self.customer.id), ("family", "=", "phone")]
        )
        phone.action_verify("call")
        phone.value = "+86 138 0013 8001"
        self.assertEqual(self.customer.phone, "+86 138 0013 8001")
        self.assertFalse(phone.verified_date, "another number is not verified")
        self.assertTrue(point)

    def test_change_of_the_partner_changes_the_primary_point(self):
        phone = self.points.search(
            [("partner_id", "=", self.customer.id), ("family", "=", "phone")]
        )
        phone.action_verify("call")
        self.customer.phone = "+86 138 0013 8002"
        self.assertEqual(self._of("phone"), ["+86 138 0013 8002*"])
        self.assertEqual(phone.value, "+86 138 0013 8002")
        self.assertFalse(phone.verified_date)

    def test_partner_takes_a_value_that_is_a_point_already(self):
        point = self._add("+86 139 0013 9000")
        point.action_verify("call")
        self.customer.phone = "+86 139 0013 9000"
        self.assertEqual(self._of("phone"), ["+86 138 0013 8000", "+86 139 0013 9000*"])
        self.assertTrue(point.verified_date, "the same number stays verified")
        self.customer.email = "WANG@tea.example"
        self.assertEqual(self._of("email"), ["WANG@tea.example*"])

    def test_emptied_field(self):
        self._add("+86 139 0013 9000")
        self.customer.phone = False
        self.assertEqual(self._of("phone"), ["+86 139 0013 9000"])

    def test_removed_primary_hands_over(self):
        self._add("+86 139 0013 9000", do_not_use=True)
        last = self._add("+86 139 0013 9001")
        self.points.search(
            [("is_primary", "=", True), ("kind", "=", "mobile")]
        ).filtered(lambda point: point.partner_id == self.customer).unlink()
        self.assertEqual(self.customer.phone, "+86 139 0013 9001")
        self.assertTrue(last.is_primary)
        last.unlink()
        self.assertFalse(self.customer.phone, "one that must not be used is no phone")

    def test_do_not_use_hands_over(self):
        other = self._add("other@tea.example", "email")
        primary = self.points.search(
            [("partner_id", "=", self.customer.id), ("value", "=", "wang@tea.example")]
        )
        primary.write({"do_not_use": True, "do_not_use_reason": "left the company"})
        self.assertEqual(self.customer.email, "other@tea.example")
        self.assertTrue(other.is_primary)
        self.assertFalse(primary.is_primary)

    def test_kind_changes_family(self):
        primary = self.points.search(
            [("partner_id", "=", self.customer.id), ("family", "=", "phone")]
        )
        primary.write({"kind": "whatsapp"})
        self.assertFalse(self.customer.phone)
        self.assertFalse(primary.is_primary)

    def test_same_value_twice_is_one_point(self):
        first = self._add("Tea-House_1", "wechat")
        again = self._add("tea-house_1", "wechat", label="Orders")
        self.assertEqual(first, again)
        self.assertEqual(first.label, "Orders")
        both = self.points.create(
            [
                {"partner_id": self.customer.id, "kind": "line", "value": "x1"},
                {"partner_id": self.customer.id, "kind": "line", "value": "X1"},
            ]
        )
        self.assertEqual(len(set(both.ids)), 1)

    def test_form_saves_both_at_once(self):
        partner = self.env["res.partner"].with_user(self.user_user)
        made = partner.create(
            {
                "name": "New",
                "phone": "+86 138 0013 8000",
                "contact_point_ids": [
                    Command.create({"kind": "wechat", "value": "fang_88"}),
                    Command.create({"kind": "mobile", "value": "+86 138 0013 8000"}),
                    Command.create({"kind": "mobile", "value": "+86 138 0013 8003"}),
                ],
            }
        )
        self.assertEqual(
            self._of("phone", made), ["+86 138 0013 8000*", "+86 138 0013 8003"]
        )
        self.assertEqual(self._of("wechat", made), ["fang_88"])

    def test_only_phone_and_email_can_be_primary(self):
        with self.assertRaises(ValidationError):
            self._add("fang_88", "wechat", is_primary=True)

    def test_empty_and_endless_values(self):
        for value in ("", "  ", "x" * 251):
            with self.assertRaises(ValidationError):
                self._add(value, "wechat")

    def test_existing_base_in_one_statement(self):
        """A06: rows that came by no door of ours get their contact points."""
        self.env.cr.execute(
            "INSERT INTO res_partner (name, phone, email, active, autopost_bills)"
            " SELECT 'Bulk' || n, '+86 137 0000 ' || (1000 + n), 'b' || n || '@x.cn',"
            " TRUE, 'ask' FROM generate_series(1, 50) n RETURNING id"
        )
        ids = [row[0] for row in self.env.cr.fetchall()]
        points = self.env["customer.contact.point"]
        self.assertGreaterEqual(points._sync(), 100)
        self.assertEqual(points.search_count([("partner_id", "in", ids)]), 100)
        self.assertEqual(points._sync(), 0)

    def test_verify(self):
        """B02, B23: verified on, by whom and how; the contact is in the chatter."""
        point = self.points.search(
            [("partner_id", "=", self.customer.id), ("family", "=", "phone")]
        )
        before = self.customer.message_ids
        point.action_verify()
        self.assertEqual(point.verified_how, "call")
        self.assertEqual(point.verified_by_id, self.user_user)
        self.assertTrue(point.verified_date)
        note = self.customer.message_ids - before
        self.assertIn("+86 138 0013 8000", note.body)
        point.with_context(customer_verified_how="visit").action_verify()
        self.assertEqual(point.verified_how, "visit")
        with self.assertRaises(ValidationError):
            point.action_verify("telepathy")

    def test_verified_is_not_written_by_hand(self):
        point = self._add("fang_88", "wechat")
        for vals in ({"verified_date": "2026-01-01"}, {"typed": "x"}, {"problem": "x"}):
            with self.assertRaises(AccessError):
                point.write(vals)
            with self.assertRaises(AccessError):
                self._add("fang_89", "wechat", **vals)
        with self.assertRaises(AccessError):
            point.write({"partner_id": self.user_user.partner_id.id})

    def test_source(self):
        """A35, J02: where it comes from."""
        channel = self.env.ref("customer_info_mgmt.customer_channel_face_to_face")
        point = self._add("fang_88", "wechat", channel_id=channel.id)
        self.assertEqual(point.channel_id.kind, "face_to_face")
        self.customer.with_user(self.user_user).source_channel_id = channel
        self.assertEqual(self.customer.source_channel_id, channel)

    def test_search_by_any_contact_point(self):
        """A06, A07: the search box finds by WeChat id and by the second phone."""
        self._add("fang_tea-88", "wechat")
        self._add("+86 21 6888 1234", "phone")
        partners = self.env["res.partner"].with_user(self.user_user)
        for text in ("fang_tea", "FANG_TEA-88", "68881234", "6888 12", "1234"):
            found = partners.search([("display_name", "ilike", text)])
            self.assertIn(self.customer, found, text)
        hidden = self.env["res.partner"].with_user(self.warehouse_user)
        self.assertFalse(hidden.search([("display_name", "ilike", "fang_tea")]))

    def test_access(self):
        point = self._add("fang_88", "wechat")
        for user in (self.warehouse_user, new_test_user(self.env, "cim_staff")):
            with self.assertRaises(AccessError):
                point.with_user(user).read(["value"])
        point.with_user(self.finance_user).read(["value"])
        for vals in ({"label": "x"}, {"is_primary": True}):
            with self.assertRaises(AccessError):
                point.with_user(self.finance_user).write(vals)
        with self.assertRaises(AccessError):
            point.with_user(self.finance_user).action_verify()

    def test_other_company(self):
        point = self._add("fang_88", "wechat")
        company = self.env["res.company"].create({"name": "Other"})
        self.customer.company_id = company
        self.assertFalse(self.points.search([("id", "=", point.id)]))


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestIdentity(ContactCommon):
    """L28, J01: ids per channel, each once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["customer.channel"].create(
            {"name": "Web shop", "code": "web-shop"}
        )
        cls.identities = cls.env["customer.identity"].with_user(cls.steward_user)

    def test_id_is_unique_per_channel(self):
        values = {
            "partner_id": self.customer.id,
            "channel_id": self.shop.id,
            "external_id": " A-17 ",
        }
        identity = self.identities.create(values)
        self.assertEqual(identity.external_id, "A-17")
        self.assertEqual(self.customer.identity_ids, identity)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            with self.env.cr.savepoint():
                self.identities.create(dict(values, external_id="A-17"))
        other = self.env["customer.channel"].create({"name": "P", "code": "platform"})
        self.identities.create(dict(values, channel_id=other.id))
        with self.assertRaises(ValidationError):
            self.identities.create(dict(values, external_id="  "))

    def test_channel_code(self):
        channels = self.env["customer.channel"].with_user(self.steward_user)
        for code in ("Web Shop", "", "-x", "商店"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                channels.create({"name": "X", "code": code})
        self.assertEqual(self.shop.copy().code, "web-shop-copy")

    def test_only_stewards_change_them(self):
        for user in (self.user_user, self.finance_user):
            with self.assertRaises(AccessError):
                self.env["customer.channel"].with_user(user).create(
                    {"name": "X", "code": "x"}
                )
            with self.assertRaises(AccessError):
                self.env["customer.identity"].with_user(user).create(
                    {
                        "partner_id": self.customer.id,
                        "channel_id": self.shop.id,
                        "external_id": "1",
                    }
                )
