import base64
import io

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon


def photo():
    stream = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class ProposalCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.other_seller = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.customer = cls._create_customer(
            "Harbour Trading",
            is_company=True,
            user_id=cls.user_user.id,
            phone="+86 138 0013 4321",
            email="mei@harbour.cn",
            street="Nanjing Road 12",
            city="Shanghai",
            country_id=cls.env.ref("base.cn").id,
        )
        cls.requests = cls.env["customer.change.request"]

    def _suggest(self, user, customer=None, note="", **values):
        request_id = (
            self.requests.with_user(user)
            .sudo(False)
            .suggest((customer or self.customer).id, values, note=note)
        )
        return self.requests.with_user(user).browse(request_id or ())

    def _make_key(self, *names):
        rows = self.env["customer.change.field"].search([("field_name", "in", names)])
        self.assertEqual(len(rows), len(names))
        rows.is_key = True


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestProposal(ProposalCommon):
    """B15, L18: a correction waits, the old value stays, it is approved by field."""

    def test_old_value_stays_until_approved(self):
        """L18: also for the warehouse."""
        request = self._suggest(self.warehouse_user, phone="138 0013 9999")
        self.assertEqual(request.state, "waiting")
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")
        self.assertEqual(request.line_ids.new_value, "+86 138 0013 9999")
        request.with_user(self.steward_user).action_approve()
        self.assertEqual(self.customer.phone, "+86 138 0013 9999")
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.line_ids.decided_by_id, self.steward_user)

    def test_form_takes_what_was_overwritten(self):
        """L18: everything is filled in; one overwrites and presses Suggest."""
        action = self.customer.with_user(
            self.warehouse_user
        ).action_suggest_correction()
        wizard = self.env["customer.change.suggest"].with_user(self.warehouse_user)
        with Form(wizard.with_context(**action["context"])) as form:
            self.assertEqual(form.phone, self.customer.phone)
            form.phone = "021-6288 1234"
            form.note = "The driver called"
        saved = form.save()
        saved.photo = photo()
        saved.action_suggest()
        request = self.requests.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(request.line_ids.mapped("field_name"), ["phone"])
        self.assertEqual(request.note, "The driver called")
        self.assertTrue(request.photo)

    def test_nothing_overwritten_is_told(self):
        wizard = (
            self.env["customer.change.suggest"]
            .with_user(self.user_user)
            .with_context(default_partner_id=self.customer.id)
            .create({})
        )
        with self.assertRaisesRegex(UserError, "Overwrite the value"):
            wizard.action_suggest()

    def test_fields_are_approved_one_by_one(self):
        request = self._suggest(
            self.finance_user, phone="138 0013 9999", city="Suzhou", email=False
        )
        lines = {line.field_name: line for line in request.line_ids}
        steward = request.with_user(self.steward_user)
        steward.line_ids.filtered(lambda x: x.field_name == "city").action_approve()
        self.assertEqual(self.customer.city, "Suzhou")
        self.assertEqual(request.state, "waiting")
        self._reject(lines["phone"], self.steward_user, "It rings")
        lines["email"].with_user(self.steward_user).action_approve()
        self.assertFalse(self.customer.email, "wrong, and nobody knows the right one")
        self.assertEqual(request.state, "partly")
        self.assertEqual(lines["phone"].reason, "It rings")
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")

    def _reject(self, lines, user, reason):
        action = lines.with_user(user).action_reject()
        self.env["customer.change.reject"].with_user(user).with_context(
            **action["context"]
        ).create({"reason": reason}).action_reject()

    def test_several_at_once(self):
        """B14: a list of proposals is approved in one go; conflicts are left."""
        first = self._suggest(self.finance_user, city="Suzhou")
        other = self._create_customer("Other", city="Beijing")
        second = self._suggest(self.finance_user, other, city="Tianjin")
        self.customer.city = "Ningbo"
        result = (first | second).with_user(self.steward_user).action_approve()
        self.assertEqual(other.city, "Tianjin")
        self.assertEqual(self.customer.city, "Ningbo")
        self.assertEqual((first.state, second.state), ("waiting", "approved"))
        self.assertIn("City: Suzhou", result["params"]["message"])

    def test_conflict_is_shown_and_needs_a_second_click(self):
        request = self._suggest(self.finance_user, city="Suzhou")
        self.assertFalse(request.line_ids.is_conflict)
        self.customer.city = "Ningbo"
        line = request.line_ids.with_user(self.steward_user)
        line.invalidate_recordset()
        self.assertTrue(line.is_conflict)
        self.assertEqual(line.live_value, "Ningbo")
        with self.assertRaisesRegex(UserError, "changed to Ningbo"):
            line.action_approve()
        line.action_approve_anyway()
        self.assertEqual(self.customer.city, "Suzhou")

    def test_what_is_there_already_is_outdated(self):
        request = self._suggest(self.finance_user, city="Suzhou")
        self.customer.city = "Suzhou"
        request.with_user(self.steward_user).action_approve()
        self.assertEqual(request.state, "outdated")

    def test_decided_is_decided(self):
        request = self._suggest(self.finance_user, city="Suzhou")
        steward = request.with_user(self.steward_user)
        line = steward.line_ids
        line.action_approve()
        with self.assertRaisesRegex(UserError, "decided already"):
            line.action_approve()
        with self.assertRaisesRegex(UserError, "decided already"):
            line.new_value = "Wuxi"

    def test_same_again_makes_no_second_one(self):
        """P10: each click made one more."""
        first = self._suggest(self.finance_user, city="Suzhou")
        self.assertFalse(self._suggest(self.finance_user, city="Suzhou"))
        second = self._suggest(self.finance_user, city="Wuxi")
        self.assertEqual(first.state, "withdrawn")
        self.assertEqual(second.state, "waiting")

    def test_wrong_values_are_refused_with_a_reason(self):
        """B02, P16: a proposal passes the same normaliser as everything else."""
        for values, words in (
            ({"phone": "138001"}, "Phone.*138001"),
            ({"email": "mei at harbour"}, "no @"),
            ({"name": " "}, "cannot be left empty"),
            ({"country_id": "Nowhere Land"}, "none of that name"),
            ({"city": "x" * 600}, "below 500"),
            ({"city": ["Suzhou"]}, "one value"),
        ):
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, words),
            ):
                self._suggest(self.user_user, **values)

    def test_country_and_contact_by_name(self):
        request = self._suggest(
            self.user_user, country_id="Germany", main_contact_id="Li Mei"
        )
        request.with_user(self.steward_user).action_approve()
        self.assertEqual(self.customer.country_id, self.env.ref("base.de"))
        self.assertEqual(self.customer.main_contact_id.name, "Li Mei")
        self.assertEqual(self.customer.main_contact_id.parent_id, self.customer)

    def test_steward_puts_the_value_right_first(self):
        request = self._suggest(self.finance_user, phone="138 0013 9999")
        line = request.line_ids.with_user(self.steward_user)
        line.new_value = "138 0013 8888"
        line.action_approve()
        self.assertEqual(self.customer.phone, "+86 138 0013 8888")

    def test_who_and_when_stands_on_the_customer(self):
        """B14: in the customer's chatter."""
        request = self._suggest(self.finance_user, city="Suzhou")
        request.with_user(self.steward_user).action_approve()
        note = self.customer.message_ids[0]
        for words in (self.finance_user.name, self.steward_user.name, "Suzhou"):
            self.assertIn(words, note.body)
        self.assertEqual(note.author_id, self.steward_user.partner_id)

    def test_person_in_charge_is_reminded_and_proposer_told(self):
        """B15: the owner, else the stewards."""
        request = self._suggest(self.warehouse_user, city="Suzhou").sudo()
        self.assertEqual(request.activity_ids.user_id, self.user_user)
        free = self._create_customer("Free")
        unowned = self._suggest(self.warehouse_user, free, city="Suzhou").sudo()
        self.assertIn(self.steward_user, unowned.activity_ids.user_id)
        request.with_user(self.user_user).action_approve()
        self.assertFalse(request.activity_ids)
        told = self.env["mail.message"].search(
            [
                ("model", "=", request._name),
                ("res_id", "=", request.id),
                ("notified_partner_ids", "in", self.warehouse_user.partner_id.ids),
            ]
        )
        self.assertIn("Suzhou", told.body)
        self.assertIn("Approved", told.body)

    def test_take_back(self):
        request = self._suggest(self.warehouse_user, city="Suzhou")
        with self.assertRaises(AccessError):
            request.with_user(self.steward_user).action_withdraw()
        request.action_withdraw()
        self.assertEqual(request.state, "withdrawn")
        self.assertFalse(request.sudo().activity_ids)

    def test_from_a_delivery_and_an_order(self):
        """L18: where it was noticed is kept."""
        order = self.env["sale.order"].create({"partner_id": self.customer.id})
        picking = self.env["stock.picking"].create(
            {
                "partner_id": self.customer.id,
                "picking_type_id": self.env["stock.picking.type"]
                .search([("code", "=", "outgoing")], limit=1)
                .id,
            }
        )
        for document, user, fname in (
            (order, self.manager_user, "order_id"),
            (picking, self.warehouse_user, "picking_id"),
        ):
            action = document.with_user(user).action_suggest_correction()
            wizard = (
                self.env["customer.change.suggest"]
                .with_user(user)
                .with_context(**action["context"])
                .create({"city": f"Wuxi {fname}"})
            )
            wizard.action_suggest()
            request = self.requests.search([("proposer_id", "=", user.id)])
            self.assertEqual(request[fname], document)

    def test_form_says_what_waits(self):
        self._suggest(self.warehouse_user, city="Suzhou")
        found = self.customer.with_user(self.user_user).get_waiting_changes()
        self.assertEqual(found, {"count": 1, "texts": ["City: Suzhou"]})
        hidden = self.customer.with_user(self.other_seller).get_waiting_changes()
        self.assertEqual(hidden["count"], 0, "not one's own customer")

    def test_waiting_for_days(self):
        request = self._suggest(self.warehouse_user, city="Suzhou")
        self.env.cr.execute(
            "UPDATE customer_change_request SET create_date = now() - interval '9 days'"
            " WHERE id = %s",
            [request.id],
        )
        request.invalidate_recordset()
        self.assertEqual(request.waiting_days, 9)
        found = self.requests.search([("waiting_days", ">=", 7)])
        self.assertIn(request, found)
        self.assertNotIn(request, self.requests.search([("waiting_days", ">", 9)]))
