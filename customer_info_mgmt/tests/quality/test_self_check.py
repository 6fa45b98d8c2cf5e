from datetime import timedelta
from urllib.parse import urlsplit

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.misc import hash_sign

from ...controllers import customer_check
from ..common import GROUPS


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSelfCheck(HttpCase):
    """L20, B23, B25: the customer is asked, answers on a page, nothing is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.seller, cls.other, cls.steward, cls.warehouse = (
            new_test_user(cls.env, f"cim_check_{name}", groups=GROUPS + role)
            for name, role in (
                ("seller", "user"),
                ("other", "user"),
                ("steward", "steward"),
                ("warehouse", "warehouse"),
            )
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Harbour Trading",
                "customer_rank": 1,
                "is_company": True,
                "user_id": cls.seller.id,
                "phone": "+86 138 0013 4321",
                "email": "mei@harbour.cn",
                "street": "Nanjing Road 12",
                "city": "Shanghai",
                "country_id": cls.env.ref("base.cn").id,
            }
        )
        cls.checks = cls.env["customer.self.check"]

    def setUp(self):
        super().setUp()
        # The fence is per process and per address: tests share both.
        customer_check.LIMIT._seen.clear()

    def _ask(self, user=None, partner=None):
        partner = partner or self.customer
        partner.with_user(user or self.seller).action_ask_self_check()
        return self.checks.search([("partner_id", "=", partner.id)], limit=1)

    def _path(self, check):
        return urlsplit(check._get_link()).path

    def _get(self, path):
        return self.url_open(path)

    def _post(self, path, **form):
        self.authenticate(None, None)
        page = self.url_open(path)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, data=dict(form, csrf_token=token))

    def _requests(self):
        return self.env["customer.change.request"].search(
            [("partner_id", "=", self.customer.id)]
        )

    # Asking

    def test_mail_holds_the_link(self):
        check = self._ask()
        mail = self.env["mail.mail"].search([("email_to", "=", "mei@harbour.cn")])
        self.assertIn("/my/customer-check/", mail.body_html)
        self.assertEqual(check.user_id, self.seller)

    def test_nobody_is_asked_twice(self):
        self._ask()
        result = self.customer.with_user(self.seller).action_ask_self_check()
        self.assertIn("Asked lately: 1", result["params"]["message"])
        self.assertEqual(
            self.checks.search_count([("partner_id", "=", self.customer.id)]), 1
        )
        with freeze_time(fields.Datetime.now() + timedelta(days=91)):
            self._ask()
        self.assertEqual(
            self.checks.search_count([("partner_id", "=", self.customer.id)]), 2
        )

    def test_selection_is_sorted_out(self):
        customers = self.env["res.partner"].create(
            [
                {"name": "No mail", "customer_rank": 1},
                {"name": "Bad mail", "customer_rank": 1, "email": "x at y"},
                {"name": "Blocked", "customer_rank": 1, "email": "b@harbour.cn"},
                {"name": "Supplier", "email": "s@harbour.cn"},
            ]
        )
        self.env["mail.blacklist"]._add("b@harbour.cn")
        counts = self.checks.with_user(self.steward)._ask(customers | self.customer)
        self.assertEqual(
            counts,
            {"sent": 1, "no_email": 2, "blocked": 1, "stranger": 1, "recent": 0},
        )

    def test_limit(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.self_check_batch", "1"
        )
        more = self.customer | self.customer.copy()
        with self.assertRaisesRegex(UserError, "2 customers are chosen, 1 can"):
            more.with_user(self.seller).action_ask_self_check()

    def test_who_may_ask(self):
        """I02: not the warehouse, nor a colleague for one's customer."""
        for user in (self.warehouse, self.other):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.customer.with_user(user).action_ask_self_check()

    # The page

    def test_page_shows_little_and_is_not_indexed(self):
        self.authenticate(None, None)
        page = self._get(self._path(self._ask()))
        self.assertEqual(page.status_code, 200)
        for hidden in ("138 0013 4321", "mei@harbour", "Nanjing Road", "Harbour Trad"):
            self.assertNotIn(hidden, page.text)
        for shown in ("4321", "m•••@harbour.cn", "Nan••••", "Shanghai"):
            self.assertIn(shown, page.text)
        self.assertIn("noindex", page.headers["X-Robots-Tag"])
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    def test_looking_does_not_use_it_up(self):
        """Mail scanners open every link."""
        check = self._ask()
        self.authenticate(None, None)
        for _time in range(3):
            self.assertEqual(self._get(self._path(check)).status_code, 200)
        self.assertEqual(check.state, "sent")

    def test_all_right(self):
        check = self._ask()
        page = self._post(self._path(check), answer="right")
        self.assertIn("everything is right", page.text)
        self.assertEqual(check.state, "right")
        profile = self.env["customer.profile"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("company_id", "=", self.env.company.id),
            ]
        )
        self.assertEqual(profile.verified_date, fields.Date.context_today(check))
        self.assertEqual(profile.verified_how, "customer")
        points = self.customer.contact_point_ids.filtered("is_primary")
        self.assertEqual(points.mapped("verified_how"), ["self", "self"])
        self.assertIn("found it right", self.customer.message_ids[0].body)
        self.assertFalse(self._requests())

    def test_correction_lands_as_a_proposal(self):
        check = self._ask()
        page = self._post(
            self._path(check),
            answer="send",
            new_phone="138 0013 9999",
            gone_street="1",
            note="We moved",
            new_vat="1",
            new_user_id="1",
        )
        self.assertIn("got your corrections", page.text)
        request = self._requests()
        self.assertEqual(self.customer.phone, "+86 138 0013 4321")
        self.assertEqual(self.customer.street, "Nanjing Road 12")
        self.assertEqual(
            set(request.line_ids.mapped("field_name")), {"phone", "street"}
        )
        self.assertEqual(request.source, "customer")
        self.assertFalse(request.proposer_id)
        self.assertEqual(request.note, "We moved")
        self.assertEqual(request.activity_ids.user_id, self.seller)
        self.assertEqual(check.request_id, request)
        self.assertNotIn(self.customer, request.message_partner_ids)
        request.with_user(self.seller).action_approve()
        self.assertEqual(self.customer.phone, "+86 138 0013 9999")
        self.assertFalse(self.customer.street)
        points = self.customer.contact_point_ids.filtered("is_primary")
        self.assertEqual(
            points.filtered("verified_date").mapped("value"), ["+86 138 0013 9999"]
        )

    def test_corrections_win_over_the_wrong_button(self):
        check = self._ask()
        self._post(self._path(check), answer="right", new_city="Suzhou")
        self.assertEqual(check.state, "corrected")

    def test_nothing_corrected_is_no_answer(self):
        check = self._ask()
        page = self._post(self._path(check), answer="send")
        self.assertIn("corrected nothing", page.text)
        self.assertEqual(check.state, "sent")

    def test_wrong_value_is_told_at_its_field(self):
        check = self._ask()
        page = self._post(self._path(check), answer="send", new_email="mei at h")
        self.assertEqual(page.status_code, 422)
        self.assertIn("no @", page.text)
        self.assertIn("mei at h", page.text)
        self.assertEqual(check.state, "sent")

    def test_remark_alone_waits_until_it_is_read(self):
        self._post(self._path(self._ask()), answer="send", note="Call me")
        request = self._requests()
        self.assertEqual((request.state, request.note), ("waiting", "Call me"))
        with self.assertRaises(AccessError):
            request.with_user(self.other).action_mark_read()
        request.with_user(self.seller).action_mark_read()
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.activity_ids)

    def test_one_answer(self):
        check = self._ask()
        path = self._path(check)
        self._post(path, answer="right")
        page = self._get(path)
        self.assertIn("answered already", page.text)
        self.assertNotIn("4321", page.text)
        self.assertFalse(check._answer({"city": "Late"}))
        self.assertFalse(self._requests())

    def test_dead_links(self):
        """Expired, withdrawn, another mailbox, archived: one kind page."""
        self.authenticate(None, None)
        check = self._ask()
        path = self._path(check)
        for prepare, undo in (
            (
                lambda: check.with_user(self.seller).action_revoke(),
                lambda: check.write({"state": "sent"}),
            ),
            (
                lambda: self.customer.write({"email": "new@harbour.cn"}),
                lambda: self.customer.write({"email": "mei@harbour.cn"}),
            ),
            (self.customer.action_archive, self.customer.action_unarchive),
        ):
            prepare()
            page = self._get(path)
            self.assertEqual(page.status_code, 410)
            self.assertIn("does not work any more", page.text)
            self.assertNotIn("4321", page.text)
            undo()
        self.assertEqual(self._get(path).status_code, 200)
        check.expires_on = fields.Datetime.now() - timedelta(minutes=1)
        self.assertEqual(self._get(path).status_code, 410)

    def test_signature_ends_too(self):
        check = self._ask()
        check.expires_on = fields.Datetime.now() - timedelta(minutes=1)
        token = check._get_token()
        check.expires_on = fields.Datetime.now() + timedelta(days=1)
        self.assertEqual(self.checks._find_by_token(token)[1], "expired")

    def test_forged_links(self):
        check = self._ask()
        token = check._get_token()
        scope = "customer_info_mgmt.self_check"
        message = [check.id, self.customer.id]
        forged = [
            "x",
            "AA",
            "..",
            "é" * 10,
            token[:-2],
            token[:30] + ("A" if token[30] != "A" else "B") + token[31:],
            hash_sign(self.env, "another purpose", message),
            hash_sign(self.env, scope, [check.id, self.customer.id + 1]),
            hash_sign(self.env, scope, [check.id + 1, self.customer.id]),
        ]
        self.assertEqual(self.checks._find_by_token(token), (check, ""))
        for text in forged:
            with self.subTest(token=text[:20]):
                self.assertFalse(self.checks._find_by_token(text)[0])
        self.authenticate(None, None)
        page = self._get("/my/customer-check/" + forged[5])
        self.assertIn(page.status_code, (404, 410))
        self.assertNotIn("4321", page.text)

    def test_post_needs_the_token_of_the_page(self):
        check = self._ask()
        self.authenticate(None, None)
        with mute_logger("odoo.http"):
            page = self.url_open(self._path(check), data={"answer": "right"})
        self.assertEqual(page.status_code, 400)
        self.assertEqual(check.state, "sent")

    def test_too_often(self):
        self.authenticate(None, None)
        for _time in range(customer_check.LIMIT.calls):
            customer_check.LIMIT.allows("127.0.0.1")
        page = self._get(self._path(self._ask()))
        self.assertEqual(page.status_code, 429)

    def test_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(
            ["customer_info_mgmt"], ["zh_CN"]
        )
        self.customer.lang = "zh_CN"
        check = self._ask()
        mail = self.env["mail.mail"].search([("email_to", "=", "mei@harbour.cn")])
        self.assertIn("核对", mail.subject + mail.body_html)
        self.authenticate(None, None)
        self.assertIn("全部正确", self._get(self._path(check)).text)

    # In the portal

    def test_portal_user_reaches_own_data(self):
        portal = new_test_user(
            self.env, "cim_check_portal", groups="base.group_portal", email="p@h.cn"
        )
        portal.partner_id.write({"parent_id": self.customer.id, "city": "Shanghai"})
        self.authenticate("cim_check_portal", "cim_check_portal")
        self.assertIn("/my/customer-data", self.url_open("/my").text)
        page = self.url_open("/my/customer-data")
        self.assertIn("p@h.cn", page.text)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        self.url_open(
            "/my/customer-data",
            data={"csrf_token": token, "answer": "send", "new_phone": "138 0013 9999"},
        )
        request = self.env["customer.change.request"].search(
            [("partner_id", "=", portal.partner_id.id)]
        )
        self.assertEqual(request.line_ids.new_value, "+86 138 0013 9999")
        self.assertFalse(portal.partner_id.phone)
        self.assertNotIn(portal.partner_id, request.message_partner_ids)
        for record in (request, request.line_ids, self.checks):
            with self.assertRaises(AccessError):
                record.with_user(portal).search([])

    def test_staff_is_no_customer(self):
        self.authenticate("cim_check_warehouse", "cim_check_warehouse")
        page = self.url_open("/my/customer-data", allow_redirects=False)
        self.assertIn(page.status_code, (302, 303))

    def test_link_and_books_cannot_be_called_for(self):
        """The link is never handed out, nor is an answer taken, by a call."""
        check = self._ask()
        for user in (self.seller, self.steward):
            with self.assertRaises(AccessError):
                check.with_user(user).write({"state": "right"})
            with self.assertRaises(AccessError):
                self.checks.with_user(user).create({"partner_id": self.customer.id})
        self.assertFalse(check.with_user(self.other).has_access("read"))
        with self.assertRaises(AccessError):
            check.with_user(self.other).action_revoke()
