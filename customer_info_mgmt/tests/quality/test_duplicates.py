from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from ..common import CustomerInfoCommon

HUAQIANG = {
    "name": "深圳市华强电子有限公司",
    "is_company": True,
    "phone": "0755-26001234",
    "email": "info@huaqiang.cn",
    "street": "科技园1号",
    "city": "深圳市",
}


class DuplicateCommon(CustomerInfoCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        cls.partner = cls.env["res.partner"].create(
            dict(HUAQIANG, user_id=cls.user_user.id)
        )
        cls.duplicates = cls.env["customer.duplicate"]

    def _door(self, door, action):
        self.env["ir.config_parameter"].set_param(
            f"customer_info_mgmt.door_{door}", action
        )

    def _pairs_of(self, partner):
        return self.duplicates.search(
            ["|", ("partner_a_id", "=", partner.id), ("partner_b_id", "=", partner.id)]
        )


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMatchKeys(DuplicateCommon):
    """L04: keys change with the record, in its transaction."""

    def _keys(self, partner):
        rows = self.env["customer.match.key"].search([("partner_id", "=", partner.id)])
        return {(row.kind, row.key) for row in rows}

    def test_create_write_unlink(self):
        self.assertIn(("phone", "26001234"), self._keys(self.partner))
        self.assertIn(("email", "info@huaqiang.cn"), self._keys(self.partner))
        self.partner.phone = "0755-26009999"
        self.assertIn(("phone", "26009999"), self._keys(self.partner))
        self.assertNotIn(("phone", "26001234"), self._keys(self.partner))
        before = self.env["customer.match.key"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.partner.write({"comment": "note", "phone": "0755 2600 9999"})
        after = self.env["customer.match.key"].search(
            [("partner_id", "=", self.partner.id)]
        )
        self.assertEqual(before, after, "equal keys are not written again")
        self.partner.unlink()
        self.assertFalse(before.exists())

    def test_alias(self):
        alias = self.env["customer.alias"].create(
            {"partner_id": self.partner.id, "name": "Huaqiang Trading Ltd"}
        )
        self.assertIn(("name", "huaqiangtrading"), self._keys(self.partner))
        alias.name = "HQ Tools"
        self.assertNotIn(("name", "huaqiangtrading"), self._keys(self.partner))
        self.assertIn(("name", "hqtools"), self._keys(self.partner))
        alias.unlink()
        self.assertNotIn(("name", "hqtools"), self._keys(self.partner))

    def test_addresses_of_a_company_have_no_keys(self):
        """P11: a delivery address shares the phone and is no customer."""
        address = self.env["res.partner"].create(
            {
                "name": "Warehouse 2",
                "parent_id": self.partner.id,
                "type": "delivery",
                "phone": "0755-26001234",
            }
        )
        self.assertFalse(self._keys(address))

    def test_build_resumes(self):
        """An existing base gets its keys by and by, going on where it stopped."""
        keys = self.env["customer.match.key"]
        before = self._keys(self.partner)
        self.env.cr.execute("DELETE FROM customer_match_key")
        keys.invalidate_model()
        keys._set_built(self.partner.id - 1)
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_build_match_keys"
            ).method_direct_trigger()
        self.assertEqual(self._keys(self.partner), before)
        self.assertFalse(keys._next_unbuilt(1))

    def test_nobody_reads_keys(self):
        for user in (self.user_user, self.steward_user):
            self.assertFalse(
                self.env["customer.match.key"].with_user(user).has_access("read")
            )


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFind(DuplicateCommon):
    """B07, L05, L07: who is there already."""

    def _find(self, user=None, **values):
        return self.duplicates.with_user(user or self.user_user).find(values)

    def test_by_each_value(self):
        for values in (
            {"name": "华强电子（深圳）有限公司", "street": "科技园1号"},
            {"name": "华强电子", "phone": "0755-2600 1234"},
            {"name": "深圳市华强电子公司", "email": "INFO@huaqiang.cn"},
            {"name": "深圳华强电子", "street": "科技园 1号", "city": "深圳市"},
        ):
            with self.subTest(values=values):
                found = self._find(**values)
                self.assertEqual([row["id"] for row in found], [self.partner.id])
                self.assertGreaterEqual(found[0]["score"], 0.85)
                self.assertTrue(found[0]["reasons"])
                self.assertEqual(found[0]["owner"], self.user_user.name)

    def test_reasons_in_words(self):
        found = self._find(**{key: HUAQIANG[key] for key in ("name", "phone", "email")})
        self.assertEqual(
            found[0]["reasons"], ["same name", "same phone", "same e-mail"]
        )

    def test_strangers(self):
        for values in (
            {"name": "广州市宏达贸易有限公司", "phone": "020-83333333"},
            {"name": "李伟", "phone": "13800138001"},
            {"name": ""},
            {},
        ):
            with self.subTest(values=values):
                self.assertEqual(self._find(**values), [])

    def test_itself_archived_and_employees(self):
        self.assertEqual(self._find(**dict(HUAQIANG, id=self.partner.id)), [])
        self.partner.active = False
        self.assertEqual(self._find(**HUAQIANG), [])
        employee = self.steward_user.partner_id
        employee.phone = "13800138001"
        self.assertEqual(self._find(name=employee.name, phone=employee.phone), [])

    def test_contact_of_the_company(self):
        """P11: a new contact of a company is not the company."""
        found = self._find(
            name="王小明",
            phone=HUAQIANG["phone"],
            parent_id=self.partner.id,
            is_company=False,
        )
        self.assertEqual(found, [])

    def test_a_customer_that_the_user_may_not_see(self):
        """L07: said to exist, with its owner, and nothing more."""
        self.env["ir.rule"].create(
            {
                "name": "own customers only",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": "[('user_id', 'in', [user.id, False])]",
            }
        )
        other = new_test_user(
            self.env, "cim_other", groups="customer_info_mgmt.group_customer_user"
        )
        found = self._find(user=other, **HUAQIANG)
        self.assertEqual(len(found), 1)
        nothing_but_owner = {
            "id": False,
            "name": False,
            "score": False,
            "reasons": [],
            "owner": self.user_user.name,
        }
        self.assertEqual(found, [nothing_but_owner])
        hint = self.duplicates.with_user(other).check_form(HUAQIANG)
        self.assertEqual(hint["found"], [nothing_but_owner])
        self._door("quick_create", "block")
        with self.assertRaises(ValidationError) as caught:
            self.env["res.partner"].with_user(other).name_create(
                "深圳市华强电子有限公司 <info@huaqiang.cn>"
            )
        self.assertIn(f"a customer of {self.user_user.name}", str(caught.exception))
        self.assertNotIn("same", str(caught.exception))

    def test_company_that_is_not_the_users(self):
        """L07: a company in the context that is not one's own opens nothing."""
        other_company = self.env["res.company"].create({"name": "Other"})
        self.partner.company_id = other_company
        prying = self.duplicates.with_user(self.user_user).with_context(
            allowed_company_ids=other_company.ids
        )
        for ask in (prying.find, prying.check_form):
            with self.assertRaises(AccessError):
                ask(HUAQIANG)

    def test_values_of_any_kind(self):
        """L07: what another program sends gets an answer, or is refused in words."""
        user = self.duplicates.with_user(self.user_user)
        for values in ("name", ["name"], None, 7):
            with self.assertRaises(UserError):
                user.find(values)
        for values in (
            {"name": "华强电子\0", "phone": ["1"], "parent_id": "x"},
            {"name": {"en_US": "x"}, "birthday": 19900520, "parent_id": [1]},
            {"name": "李伟", "contact_point_ids": 7, "phone": {}},
            {"name": "李伟", "contact_point_ids": [7, "x", None]},
            {"name": "x" * 100000, "parent_id": 2**31 - 1, "id": "'; --"},
        ):
            self.assertEqual(user.find(values, limit="many"), [])

    def test_customers_of_another_company(self):
        other_company = self.env["res.company"].create({"name": "Other"})
        self.partner.company_id = other_company
        self.assertEqual(self._find(**HUAQIANG), [])

    def test_portal_may_not_ask(self):
        portal = new_test_user(self.env, "cim_portal", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self._find(user=portal, **HUAQIANG)

    def test_hint_on_the_form(self):
        """P11b: while the name is typed, and nothing else is known yet."""
        hint = self.duplicates.with_user(self.user_user).check_form(
            {"name": "华强电子"}
        )
        self.assertEqual(hint["action"], "warn")
        self.assertEqual([row["id"] for row in hint["found"]], [self.partner.id])
        namesake = self.env["res.partner"].create({"name": "张伟"})
        self.assertTrue(namesake)
        hint = self.duplicates.with_user(self.user_user).check_form({"name": "张伟"})
        self.assertEqual(hint["found"], [], "a name that thousands share is no hint")

    def test_threshold_is_a_setting(self):
        values = {"name": HUAQIANG["name"], "city": HUAQIANG["city"]}
        self.assertTrue(self._find(**values))
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.duplicate_threshold", "0.9999"
        )
        self.assertFalse(self._find(**values))

    def test_one_look_up(self):
        """A look-up costs a handful of queries, however many share its keys."""
        self._find(**HUAQIANG)
        for number in range(30):
            self.env["res.partner"].create(
                {"name": f"A{number}", "phone": HUAQIANG["phone"]}
            )
        self.env.flush_all()
        with self.assertQueryCount(12):
            self.duplicates.with_user(self.user_user).find(HUAQIANG)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestDoors(DuplicateCommon):
    """L05: each door has its action."""

    def _create(self, user=None, door=None, **values):
        partners = self.env["res.partner"].with_user(user or self.user_user)
        return partners.with_context(customer_door=door or "form").create(
            dict(HUAQIANG, **values)
        )

    def test_warn_lets_in_and_lists(self):
        twin = self._create()
        pair = self._pairs_of(twin)
        self.assertRecordValues(
            pair,
            [
                {
                    "partner_a_id": self.partner.id,
                    "partner_b_id": twin.id,
                    "state": "open",
                    "source": "form",
                }
            ],
        )
        self.assertEqual(pair.reason_text, "Same: name, phone, e-mail, street")

    def test_ignore(self):
        self._door("form", "ignore")
        self.assertFalse(self._pairs_of(self._create()))
        answer = self.duplicates.with_user(self.user_user).check_form(HUAQIANG)
        self.assertEqual(answer, {"action": "ignore", "found": []})

    def test_block_names_the_customer_and_the_way_out(self):
        self._door("form", "block")
        with self.assertRaisesRegex(ValidationError, "华强.*same name") as caught:
            self._create()
        self.assertIn("data steward", str(caught.exception))
        self.assertTrue(self._create(user=self.steward_user))
        stranger = self._create(
            name="广州市宏达贸易有限公司", phone=False, email=False, street=False
        )
        self.assertTrue(stranger)

    def test_block_within_a_batch(self):
        """L05: two equal customers that come in together are one too many."""
        self._door("api", "block")
        partners = self.env["res.partner"].with_user(self.user_user)
        partners = partners.with_context(customer_door="api")
        one = {"name": "广州市宏达贸易有限公司", "phone": "020-83333333"}
        stranger = {"name": "李伟", "phone": "13800138001"}
        with self.assertRaisesRegex(ValidationError, "record 3.*record 1"):
            partners.create([one, stranger, dict(one, name="宏达贸易（广州）有限公司")])
        self.assertEqual(len(partners.create([one, stranger])), 2)
        self._door("api", "queue")
        twin = partners.create([dict(stranger), dict(stranger)])
        self.assertTrue(self._pairs_of(twin[1]))

    def test_quick_create(self):
        self._door("quick_create", "block")
        with self.assertRaisesRegex(ValidationError, "华强"):
            self.env["res.partner"].with_user(self.user_user).name_create(
                "深圳市华强电子有限公司 <info@huaqiang.cn>"
            )

    def test_web_save_is_the_form(self):
        self._door("form", "block")
        partners = self.env["res.partner"].with_user(self.user_user)
        with self.assertRaises(ValidationError):
            partners.web_save(dict(HUAQIANG), {"id": {}})

    def test_import_and_batches(self):
        partners = self.env["res.partner"].with_user(self.user_user)
        partners.with_context(import_file=True).load(
            ["name", "phone"], [[HUAQIANG["name"], HUAQIANG["phone"]]]
        )
        self.assertEqual(self._pairs_of(self.partner).source, "import")
        self._door("import", "block")
        result = partners.with_context(import_file=True).load(
            ["name", "phone"], [[HUAQIANG["name"], HUAQIANG["phone"]]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("华强", result["messages"][0]["message"])

    def test_large_batch_is_left_to_the_scan(self):
        cron = self.env.ref("customer_info_mgmt.ir_cron_scan_duplicates")
        before = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        batch = self.env["res.partner"].create(
            [dict(HUAQIANG, name=f"{HUAQIANG['name']}{n}") for n in range(25)]
        )
        self.assertFalse(self._pairs_of(batch[0]))
        after = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.assertEqual(after, before + 1)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestScan(DuplicateCommon):
    """B07, L06: pairs among what is there, and what people decided about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.door_other", "ignore"
        )
        cls.twin = cls.env["res.partner"].create(
            dict(HUAQIANG, name="华强电子（深圳）有限公司", email="")
        )

    def _scan_changes(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "customer_info_mgmt.ir_cron_scan_duplicates"
            ).method_direct_trigger()
        self.duplicates.invalidate_model()

    def _scan_everything(self):
        self.duplicates.with_user(self.steward_user).action_scan_everything()
        self._scan_changes()

    def test_scan(self):
        self._scan_changes()
        pair = self._pairs_of(self.twin)
        self.assertRecordValues(
            pair,
            [
                {
                    "partner_a_id": self.partner.id,
                    "partner_b_id": self.twin.id,
                    "state": "open",
                    "source": "scan",
                }
            ],
        )

    def test_second_scan_changes_nothing(self):
        self._scan_changes()
        pair = self._pairs_of(self.twin)
        stamp = pair.write_date
        self._scan_changes()
        self.assertEqual(self._pairs_of(self.twin), pair)
        self.assertEqual(pair.write_date, stamp)

    def test_pair_that_is_alike_no_more_goes(self):
        self._scan_changes()
        self.twin.write(
            {
                "name": "广州市宏达贸易有限公司",
                "phone": False,
                "street": "天河路9号",
                "city": "广州市",
            }
        )
        self._scan_changes()
        self.assertFalse(self._pairs_of(self.twin))

    def test_queue_survives_a_kill(self):
        """A killed scan goes on with the pairs that are left in the queue."""
        self.env.cr.execute("DELETE FROM customer_duplicate_candidate")
        self.duplicates._queue_pairs(0)
        waiting = self.duplicates._count_waiting()
        self.assertTrue(waiting)
        self._scan_changes()
        self.assertEqual(self.duplicates._count_waiting(), 0)
        self.assertTrue(self._pairs_of(self.twin))

    def test_not_a_duplicate_stays_so_until_its_expiry(self):
        self._scan_changes()
        pair = self._pairs_of(self.twin).with_user(self.steward_user)
        today = fields.Date.today()
        wizard = (
            self.env["customer.duplicate.dismiss"]
            .with_user(self.steward_user)
            .with_context(**pair.action_dismiss()["context"])
            .create({"reason": "a branch", "expiry_date": today + timedelta(30)})
        )
        wizard.action_apply()
        self.assertRecordValues(
            pair,
            [
                {
                    "state": "not_duplicate",
                    "reason": "a branch",
                    "decided_by_id": self.steward_user.id,
                    "decided_date": today,
                }
            ],
        )
        self._scan_everything()
        self.assertEqual(pair.state, "not_duplicate")
        pair.sudo().expiry_date = today - timedelta(1)
        self._scan_everything()
        self.assertEqual(pair.state, "open")
        self.assertFalse(pair.reason)

    def test_expiry_lies_ahead(self):
        self._scan_changes()
        with self.assertRaisesRegex(ValidationError, "Choose a day after today"):
            self.env["customer.duplicate.dismiss"].with_user(self.steward_user).create(
                {
                    "duplicate_ids": self._pairs_of(self.twin).ids,
                    "reason": "x",
                    "expiry_date": fields.Date.today(),
                }
            )

    def test_review(self):
        self._scan_changes()
        pair = self._pairs_of(self.twin).with_user(self.steward_user)
        rows = {row["label"]: row["state"] for row in pair.comparison["rows"]}
        self.assertEqual((rows["Phone"], rows["Email"]), ("same", "one"))
        self.assertEqual(rows["Name"], "differs")
        self.env.cr.execute(
            "UPDATE res_partner SET phone = '2600-1234' WHERE id = %s", [self.twin.id]
        )
        self.env.invalidate_all()
        rows = {row["label"]: row["state"] for row in pair.comparison["rows"]}
        self.assertEqual(rows["Phone"], "same", "with and without the area code")
        heads = pair.comparison["heads"]
        self.assertEqual([h["id"] for h in heads], [self.partner.id, self.twin.id])
        pair.action_confirm()
        self.assertEqual(pair.state, "confirmed")
        pair.action_reopen()
        self.assertEqual(pair.state, "open")
        action = pair.action_merge()
        self.assertEqual(action["res_model"], "customer.merge")

    def test_nobody_writes_to_a_pair(self):
        """L06: what is known of a pair is changed by its buttons alone."""
        self._scan_changes()
        pair = self._pairs_of(self.twin).with_user(self.steward_user)
        for values in ({"score": 1.0}, {"state": "merged"}, {"reason": "x"}):
            with self.assertRaises(AccessError):
                pair.write(values)
        with self.assertRaises(AccessError):
            pair.create({"partner_a_id": 1, "partner_b_id": 2})
        with self.assertRaises(AccessError):
            pair.unlink()
        pair.sudo().state = "merged"
        pair.action_reopen()
        self.assertEqual(pair.state, "merged")

    def test_who_reviews(self):
        for user in (self.user_user, self.warehouse_user, self.finance_user):
            self.assertFalse(self.duplicates.with_user(user).has_access("read"))
        self._scan_changes()
        pair = self._pairs_of(self.twin)
        with self.assertRaises(AccessError):
            pair.with_user(self.user_user).action_confirm()
        with self.assertRaises(AccessError):
            self.duplicates.with_user(self.user_user).action_scan_everything()

    def test_pairs_of_other_companies(self):
        self._scan_changes()
        pair = self._pairs_of(self.twin)
        self.twin.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(
            self.duplicates.with_user(self.steward_user).search([("id", "=", pair.id)])
        )

    def test_a_key_that_many_share_says_nothing(self):
        self.env["ir.config_parameter"].set_param(
            "customer_info_mgmt.duplicate_key_cap", "2"
        )
        self.env["res.partner"].create({"name": "第三家", "phone": HUAQIANG["phone"]})
        self.env.cr.execute("DELETE FROM customer_duplicate_candidate")
        self.duplicates._queue_pairs(0)
        self.env.cr.execute(
            "SELECT partner_a, partner_b FROM customer_duplicate_candidate"
        )
        self.assertIn((self.partner.id, self.twin.id), self.env.cr.fetchall())

    def test_merge_and_undo(self):
        """The survivor is found by what either was known by; undone, both are."""
        self.twin.phone = "13800138001"
        self._scan_changes()
        pair = self._pairs_of(self.twin).with_user(self.steward_user)
        merge = self.env["customer.merge"].browse(pair.action_merge()["res_id"])
        merge.action_merge()
        self.assertEqual(pair.state, "merged")
        survivor = (self.partner | self.twin).exists()
        self.assertEqual(len(survivor), 1)
        found = self.duplicates.find({"name": HUAQIANG["name"], "city": "深圳"})
        self.assertEqual([row["id"] for row in found], survivor.ids)
        merge.action_undo()
        self.assertEqual(pair.state, "open")
        found = self.duplicates.find({"name": "华强电子", "phone": "13800138001"})
        self.assertEqual([row["id"] for row in found], self.twin.ids)
