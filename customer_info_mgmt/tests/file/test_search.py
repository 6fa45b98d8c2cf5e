from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestQuickSearch(CustomerInfoCommon):
    """A32, L27: a customer is found by whatever the clerk has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dragon = cls._create_customer(
            "Golden Dragon Trading",
            is_company=True,
            phone="+86 571-8765 (43)21",
            email="office@dragon.example",
            ref="GD-0815",
            vat="91330100MA2B",
            city="Hangzhou",
        )
        cls.wang = cls.env["res.partner"].create(
            {"name": "王芳", "parent_id": cls.dragon.id, "phone": "138 0013 8000"}
        )
        cls.alias = cls.env["customer.alias"].create(
            {"partner_id": cls.dragon.id, "name": "金龙公司", "kind": "foreign"}
        )
        cls.other = cls._create_customer(
            "Silver Phoenix", phone="020 1111 2222", ref="SP-1"
        )
        cls.every = cls.dragon | cls.wang | cls.other

    def _found(self, text, operator="ilike", user=None, field="display_name"):
        return (
            self.env["res.partner"]
            .with_user(user or self.user_user)
            .search([("id", "in", self.every.ids), (field, operator, text)])
        )

    def test_any_part(self):
        for text in (
            "dragon",
            "en dra",
            "GOLDEN",
            "4321",
            "321",
            "8765 4321",
            "87654321",
            "571-8765",
            "+86 571",
            "0086 571 8765",
            "８７６５",
            "office@dra",
            "0815",
            "gd-0",
            "91330100",
            "金龙公司",
            "龙公",
        ):
            with self.subTest(text=text):
                self.assertIn(self.dragon, self._found(text))
                self.assertNotIn(self.other, self._found(text))

    def test_two_chinese_characters(self):
        self.assertEqual(self._found("王芳"), self.wang)
        self.assertEqual(self._found("金龙"), self.dragon)

    def test_nothing(self):
        for text in ("unheard of", "99", "9999", "+", "--", "%%%xyz"):
            self.assertFalse(self._found(text), text)

    def test_customer_box_of_an_order(self):
        """L27: the same in the box in which an order's customer is chosen."""
        box = self.env["res.partner"].with_user(self.user_user)
        box = box.with_context(res_partner_search_mode="customer")
        for text in ("金龙公", "4321", "0815"):
            found = [partner_id for partner_id, _name in box.name_search(text)]
            self.assertIn(self.dragon.id, found)

    def test_orders_are_found_by_what_finds_the_customer(self):
        order = self.env["sale.order"].create({"partner_id": self.dragon.id})
        orders = self.env["sale.order"].with_user(self.user_user)
        order.user_id = self.user_user
        self.assertEqual(orders.search([("partner_id", "ilike", "金龙公")]), order)

    def test_customer_list_finds_the_company_by_its_contact(self):
        """A32: the clerk has the phone of a contact and wants the customer."""
        for text in ("138 0013", "8000", "王芳", "金龙公", "dragon"):
            with self.subTest(text=text):
                found = self._found(text, field="customer_search")
                self.assertIn(self.dragon, found)
                self.assertNotIn(self.other, found)

    def test_operators(self):
        self.assertEqual(self._found("GD-0815", "="), self.dragon)
        self.assertEqual(self._found("金龙公司", "="), self.dragon)
        self.assertFalse(self._found("金龙", "="))
        self.assertEqual(
            self._found(["Silver Phoenix", "GD-0815"], "in"), self.dragon | self.other
        )
        self.assertEqual(self._found("金龙公", "not ilike"), self.wang | self.other)
        self.assertEqual(self._found("4321", "not ilike"), self.wang | self.other)
        self.assertEqual(self._found("", "ilike"), self.every)
        self.assertEqual(self._found("Golden%", "=ilike"), self.dragon | self.wang)

    def test_archived_partners_stay_hidden(self):
        self.dragon.active = False
        self.assertFalse(self._found("金龙公"))
        archived = self.env["res.partner"].with_context(active_test=False)
        self.assertIn(
            self.dragon, archived.search([("display_name", "ilike", "金龙公")])
        )
        self.assertIn(
            self.dragon, archived.search([("customer_search", "ilike", "4321")])
        )

    def test_values_that_are_not_yet_written_are_found(self):
        self.other.phone = "0571 9999 0000"
        self.alias.name = "金凤公司"
        self.assertEqual(self._found("99990000"), self.other)
        self.assertFalse(self._found("金龙公"))

    def test_who_may_not_read_aliases_does_not_find_by_them(self):
        """I03, I10: a search must not tell what reading refuses."""
        nobody = new_test_user(self.env, "cim_nobody", groups="base.group_user")
        for user in (self.warehouse_user, nobody):
            self.assertFalse(self._found("金龙公", user=user))
            self.assertFalse(self._found("金龙", user=user))
            self.assertFalse(self._found("金龙公司", "=", user=user))
            self.assertIn(self.dragon, self._found("4321", user=user))

    def test_partners_of_another_company_are_not_found(self):
        """I03."""
        company = self.env["res.company"].create({"name": "Other"})
        self.dragon.company_id = company
        for text in ("4321", "金龙公", "0815", "王芳"):
            for field in ("display_name", "customer_search"):
                self.assertFalse(self._found(text, field=field) & self.dragon)

    def test_portal_search_is_not_widened(self):
        """I03: a portal user finds its own company as before, by name, not by phone."""
        portal = new_test_user(self.env, "cim_portal", groups="base.group_portal")
        portal.partner_id.parent_id = self.dragon
        self.assertIn(self.dragon, self._found("dragon", user=portal))
        for text in ("4321", "金龙公"):
            self.assertFalse(self._found(text, user=portal))
        partners = self.env["res.partner"].with_user(portal).sudo()
        self.assertFalse(partners.search([("display_name", "ilike", "金龙公")]))

    def test_filtering_in_memory_agrees(self):
        for text in ("dragon", "silver"):
            self.assertEqual(
                self.every.filtered_domain([("display_name", "ilike", text)]),
                self._found(text),
            )

    def test_warehouse_may_not_read_aliases_on_the_partner(self):
        with self.assertRaises(AccessError):
            self.dragon.with_user(self.warehouse_user).read(["alias_ids"])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerBox(CustomerInfoCommon):
    """L27: the box shows what tells customers of one name apart."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_customer("Wang Fang", phone="111 2222", city="Beijing")
        cls.second = cls._create_customer("Wang Fang", phone="333 4444")
        cls.env["customer.alias"].create(
            {"partner_id": cls.second.id, "name": "Tea -- `house` **2**"}
        )

    def _box(self, text, user=None, mode="customer", spec=None):
        partners = self.env["res.partner"].with_user(user or self.user_user)
        found = partners.with_context(res_partner_search_mode=mode).web_name_search(
            text,
            spec or {"display_name": {}},
            [("id", "in", (self.first | self.second).ids)],
        )
        return {row["id"]: row.get("__formatted_display_name") for row in found}

    def test_phone_and_city_under_the_name(self):
        found = self._box("Wang")
        self.assertEqual(found[self.first.id], "Wang Fang\n--111 2222 · Beijing--")
        self.assertEqual(found[self.second.id], "Wang Fang\n--333 4444--")

    def test_alias_that_was_found_is_shown_harmlessly(self):
        """What users wrote cannot draw badges or bold text."""
        self.assertEqual(
            self._box("house"),
            {self.second.id: "Wang Fang\n--Tea – 'house' *2* · 333 4444--"},
        )

    def test_other_boxes_stay_as_they_were(self):
        self.assertEqual(self._box("Wang", mode="supplier")[self.first.id], "Wang Fang")
        self.assertEqual(self._box("Wang", mode=None)[self.first.id], "Wang Fang")
        self.assertFalse(
            self._box("Wang", spec={"display_name": {}, "city": {}})[self.first.id]
        )

    def test_aliases_only_for_who_may_read_them(self):
        self.assertFalse(self._box("house", user=self.warehouse_user))
        self.assertEqual(
            self._box("Wang", user=self.warehouse_user)[self.second.id],
            "Wang Fang\n--333 4444--",
        )

    def test_facts_come_in_one_go(self):
        """The number of queries does not grow with the number of rows."""
        partners = self.env["res.partner"].with_user(self.user_user)
        partners._customer_box_facts()
        many = self.env["res.partner"].create([{"name": "Many"} for _ in range(20)])
        self.env.flush_all()
        self.env.invalidate_all()
        facts = many.with_user(self.user_user).with_context(customer_box_name="Many")
        facts._customer_box_facts()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        facts[:1]._customer_box_facts()
        one = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        facts._customer_box_facts()
        self.assertLessEqual(self.env.cr.sql_log_count - before, one)
