from ast import literal_eval

from lxml import etree

from odoo.tests import new_test_user, tagged

from ..common import GROUPS, CustomerInfoCommon

MENUS = ("customer_menu", "customer_menu_all", "customer_menu_plain")
VIEWS = (
    ("list", "res_partner_view_list_customer"),
    ("kanban", "res_partner_view_kanban_customer"),
    ("search", "res_partner_view_search_customer"),
    ("form", None),
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestCustomerViews(CustomerInfoCommon):
    """A29, A33, A38, I02: each role has the list and the form that fit it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_seller = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.free = cls._create_customer("Free")
        cls.foreign = cls._create_customer("Foreign", user_id=cls.other_seller.id)

    def _view(self, user, view_type, name=None):
        view = name and self.env.ref(f"customer_info_mgmt.{name}").id
        partners = self.env["res.partner"].with_user(user)
        arch = partners.get_view(view, view_type)["arch"]
        return etree.fromstring(arch)

    def _menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        ids = [menu_id for menu_id in menus if menu_id != "root"]
        names = self.env["ir.ui.menu"].browse(ids).get_external_id().values()
        return [name for name in MENUS if f"customer_info_mgmt.{name}" in names]

    def test_one_menu_for_each_role(self):
        for user, expected in (
            (self.user_user, "customer_menu"),
            (self.finance_user, "customer_menu_all"),
            (self.steward_user, "customer_menu_all"),
            (self.manager_user, "customer_menu_all"),
            (self.warehouse_user, "customer_menu_plain"),
            (self.privacy_user, "customer_menu_plain"),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._menus(user), [expected])

    def test_staff_without_a_role_see_no_app(self):
        nobody = new_test_user(self.env, "cim_nobody", groups="base.group_user")
        root = self.env.ref("customer_info_mgmt.customer_info_mgmt_menu_root")
        self.assertNotIn(
            root.id, self.env["ir.ui.menu"].with_user(nobody).load_menus(False)
        )

    def test_list_shows_what_the_role_may_see(self):
        every = self.own | self.free | self.foreign
        for user, expected in (
            (self.user_user, self.own | self.free),
            (self.finance_user, every),
            (self.warehouse_user, every),
            (self.privacy_user, every),
        ):
            partners = self.env["res.partner"].with_user(user)
            action = partners._get_customer_action()
            domain = literal_eval(action["domain"])
            found = partners.search([("id", "in", every.ids), *domain])
            self.assertEqual(found, expected, user.login)

    def test_clerk_begins_with_own_customers(self):
        action = (
            self.env["res.partner"].with_user(self.user_user)._get_customer_action()
        )
        self.assertIn("search_default_my_customers", action["context"])
        action = self.env["res.partner"].with_user(self.steward_user)
        self.assertNotIn(
            "search_default_my_customers", action._get_customer_action()["context"]
        )

    def test_every_role_can_open_every_view(self):
        """A view must not ask for what the role may not read."""
        for role in ("user", "warehouse", "finance", "steward", "privacy", "manager"):
            user = getattr(self, f"{role}_user")
            for view_type, name in VIEWS:
                with self.subTest(role=role, view=view_type):
                    arch = self._view(user, view_type, name)
                    fnames = arch.xpath("//field[not(ancestor::field)]/@name")
                    if view_type != "search":
                        self.own.with_user(user).web_read(
                            {fname: {} for fname in set(fnames)}
                        )

    def test_columns_come_in_the_order_of_use(self):
        """A29, A38: name, phone and city first; the rest is optional."""
        columns = [
            node.get("name")
            for node in self._view(self.manager_user, *VIEWS[0]).xpath("/list/field")
        ]
        self.assertEqual(columns[:3], ["complete_name", "phone", "city"])
        shown = ("category_id", "customer_group_id", "user_id", "activity_ids")
        places = [columns.index(name) for name in shown]
        self.assertEqual(places, sorted(places))

    def test_warehouse_form_has_no_figures_and_no_person(self):
        """I02, I04."""
        arch = self._view(self.warehouse_user, "form")
        for fname in ("customer_verified_date", "birthday", "alias_ids", "hobbies"):
            self.assertFalse(arch.xpath(f"//field[@name='{fname}']"), fname)
        self.assertTrue(arch.xpath("//field[@name='preference_ids']"))

    def test_staff_without_a_role_see_the_core_form(self):
        nobody = new_test_user(self.env, "cim_nobody", groups="base.group_user")
        arch = self._view(nobody, "form")
        self.assertFalse(arch.xpath("//page[@name='customer_file']"))
        self.assertFalse(arch.xpath("//page[@name='customer_preferences']"))
