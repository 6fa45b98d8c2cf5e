from odoo.exceptions import AccessError
from odoo.tests import tagged

from .channel_common import ChannelCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestLineage(ChannelCommon):
    """L28, A35: which channel gave which value; a lower source never overwrites."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sources = cls.env["customer.value.source"]

    def _from_store(self, **values):
        return self._partner(
            self._send(self._record("S", **values), channel="store")[0]
        )

    def _says(self, partner, channel, **values):
        """Let a channel say something about a customer that it knows."""
        external_id = f"{channel.code}-{partner.id}"
        known = self.env["customer.identity"].search(
            [("external_id", "=", external_id)]
        )
        if not known:
            self.env["customer.identity"].create(
                {
                    "partner_id": partner.id,
                    "channel_id": channel.id,
                    "external_id": external_id,
                }
            )
        return self._send(self._record(external_id, **values), channel=channel.code)[0]

    def _states(self, partner, field="phone"):
        rows = self.sources.search(
            [("partner_id", "=", partner.id), ("field_name", "=", field)]
        )
        return {row.channel_id.code: row.state for row in rows}

    def test_lower_source_does_not_overwrite(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        result = self._says(partner, self.shop, phone="13900139000")
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(result["action"], "unchanged")
        kept = result["kept"][0]
        self.assertEqual(
            (kept["field"], kept["value"], kept["source"], kept["offered"]),
            ("phone", "+86 138 0013 8000", "store", "+86 139 0013 9000"),
        )
        self.assertEqual(
            self._states(partner), {"store": "taken", "web-shop": "offered"}
        )
        offered = partner.offered_value_ids
        self.assertEqual(
            offered.summary,
            "Kept +86 138 0013 8000 from Store; Web shop says +86 139 0013 9000.",
        )

    def test_higher_source_overwrites_and_the_lower_stays_known(self):
        partner = self._partner(self._send(self._record(name="Chen", city="Ningbo"))[0])
        result = self._says(partner, self.store, city="Hangzhou")
        self.assertEqual(result["taken"], ["city"])
        self.assertEqual(partner.city, "Hangzhou")
        self.assertEqual(
            self._states(partner, "city"), {"store": "taken", "web-shop": "offered"}
        )

    def test_replaced_phone_stays_a_contact_point(self):
        """A06: a number that was verified is not forgotten for a better source's."""
        partner = self._create_customer("Chen", phone="13800138000")
        partner.contact_point_ids.action_verify("call")
        self._says(partner, self.store, phone="13900139000")
        self.assertEqual(partner.phone, "+86 139 0013 9000")
        new, old = partner.contact_point_ids
        self.assertEqual(
            (old.value, old.verified_how, old.is_primary),
            ("+86 138 0013 8000", "call", False),
        )
        self.assertEqual((new.is_primary, new.channel_id), (True, self.store))
        self._says(partner, self.store, phone="13900139001")
        self.assertEqual(len(partner.contact_point_ids), 2, "its own slip is mended")

    def test_a_channel_updates_what_it_gave(self):
        """B22, B25."""
        partner = self._partner(self._send(self._record(name="Chen", city="Ningbo"))[0])
        self.assertEqual(self._send(self._record(city="Yiwu"))[0]["taken"], ["city"])
        self.assertEqual(partner.city, "Yiwu")

    def test_what_staff_entered_ranks_as_staff(self):
        partner = self._create_customer("Chen", city="Ningbo")
        self.assertEqual(self._says(partner, self.shop, city="Yiwu")["taken"], [])
        self.assertEqual(
            self._says(partner, self.store, city="Hangzhou")["taken"], ["city"]
        )
        states = self._states(partner, "city")
        self.assertEqual(states["staff"], "offered", "what staff had is not lost")
        partner.city = "Shaoxing"  # a person knows better than the store's last word
        result = self._says(partner, self.shop, city="Yiwu")
        self.assertEqual(result["kept"][0]["source"], "staff")

    def test_empty_values_are_filled_by_anybody(self):
        partner = self._from_store(name="Chen Wei")
        self.assertEqual(
            self._says(partner, self.shop, phone="13900139000")["taken"], ["phone"]
        )

    def test_agreement(self):
        partner = self._create_customer("Chen", city="Ningbo")
        self._says(partner, self.shop, city="Ningbo")
        self.assertEqual(self._states(partner, "city"), {"web-shop": "agrees"})
        result = self._says(partner, self.shop, city="Yiwu")
        self.assertEqual(result["taken"], [], "to agree is not to own")
        self._says(partner, self.store, city="Ningbo")
        self.assertEqual(self._states(partner, "city")["store"], "taken")

    def test_half_an_address_is_none(self):
        partner = self._from_store(name="Chen", street="5 Dock Road", city="Ningbo")
        result = self._says(
            partner, self.shop, street="1 Tea Street", city="Ningbo", zip="310000"
        )
        self.assertEqual(result["taken"], [])
        self.assertEqual({kept["field"] for kept in result["kept"]}, {"street", "zip"})
        self.assertFalse(partner.zip)

    def test_priority_of_one_value(self):
        self.shop.field_ids = [
            (
                0,
                0,
                {
                    "name": "email",
                    "target": "email",
                    "use_priority": True,
                    "priority": 90,
                },
            )
        ]
        partner = self._from_store(
            name="Chen", email="a@tea.example.cn", phone="13800138000"
        )
        result = self._says(
            partner, self.shop, email="b@tea.example.cn", phone="13900139000"
        )
        self.assertEqual(result["taken"], ["email"])
        self.assertEqual([kept["field"] for kept in result["kept"]], ["phone"])

    def test_take(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        self._says(partner, self.shop, phone="13900139000")
        partner.with_user(self.user_user).offered_value_ids.action_take()
        self.assertEqual(partner.phone, "+86 139 0013 9000")
        self.assertEqual(
            self._states(partner), {"store": "dismissed", "web-shop": "taken"}
        )
        self.assertFalse(partner.offered_value_ids)

    def test_keep_ours(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        self._says(partner, self.shop, phone="13900139000")
        partner.with_user(self.user_user).offered_value_ids.action_dismiss()
        self._says(partner, self.shop, phone="13900139000")
        self.assertFalse(partner.offered_value_ids, "turned down once is enough")
        self._says(partner, self.shop, phone="13900139001")
        partner.invalidate_recordset()
        self.assertEqual(partner.offered_value_ids.value, "+86 139 0013 9001")

    def test_second_time_writes_nothing(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        for _turn in range(2):
            self._says(partner, self.shop, phone="13900139000", name="Chen Wei")
            rows = self.sources.search([("partner_id", "=", partner.id)])
            stamps = {row.id: (row.write_date, row.date) for row in rows}
        self._says(partner, self.shop, phone="13900139000", name="Chen Wei")
        self.sources.invalidate_model()
        self.assertEqual({row.id: (row.write_date, row.date) for row in rows}, stamps)

    def test_key_fields_wait_for_approval(self):
        """B14: over the interface as on the form, and once however often it is sent."""
        partner = self._partner(
            self._send(self._record(name="Chen Wei", phone="13800138000"))[0]
        )
        self.env["customer.change.field"].search(
            [("field_name", "=", "phone")]
        ).is_key = True
        for _turn in range(2):
            result = self._send(
                self._record(phone="13900139000", city="Ningbo"),
                identities=self.identities,
            )[0]
            self.assertEqual([kept["field"] for kept in result["kept"]], ["phone"])
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(partner.city, "Ningbo")
        self.assertEqual(self._states(partner), {"web-shop": "taken"})
        lines = self.env["customer.change.request.line"].search(
            [("partner_id", "=", partner.id), ("state", "=", "waiting")]
        )
        self.assertEqual(lines.mapped("new_value"), ["+86 139 0013 9000"])

    def test_taking_a_key_field_is_a_proposal(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        self._says(partner, self.shop, phone="13900139000")
        self.env["customer.change.field"].search(
            [("field_name", "=", "phone")]
        ).is_key = True
        partner.with_user(self.user_user).offered_value_ids.action_take()
        self.assertEqual(partner.phone, "+86 138 0013 8000")
        self.assertEqual(partner.offered_value_ids.value, "+86 139 0013 9000")

    def test_access(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        self._says(partner, self.shop, phone="13900139000")
        offered = partner.offered_value_ids
        for user in (self.warehouse_user, self.finance_user, self.privacy_user):
            with self.assertRaises(AccessError):
                offered.with_user(user).read(["value"])
            with self.assertRaises(AccessError):
                offered.with_user(user).action_take()
        for method in ("write", "unlink"):
            self.assertFalse(offered.with_user(self.steward_user).has_access(method))

    def test_other_company(self):
        partner = self._from_store(name="Chen Wei", phone="13800138000")
        self._says(partner, self.shop, phone="13900139000")
        partner.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(
            self.sources.with_user(self.user_user).search(
                [("partner_id", "=", partner.id)]
            )
        )
