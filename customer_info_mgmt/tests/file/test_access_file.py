import random
import string

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import GROUPS, CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAccessFile(CustomerInfoCommon):
    """I02, I03: no clerk takes over a colleague's figures; bad input is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "cim_colleague", groups=GROUPS + "user")
        cls.own = cls._create_customer("Own", user_id=cls.user_user.id)
        cls.free = cls._create_customer("Free")
        cls.foreign = cls._create_customer("Foreign", user_id=cls.colleague.id)
        cls.partners = cls.env["res.partner"].with_user(cls.user_user)

    def test_clerk_takes_no_customer_of_a_colleague(self):
        foreign = self.foreign.with_user(self.user_user)
        for vals in (
            {"user_id": self.user_user.id},
            {"user_id": False},
            {"parent_id": self.own.id},
        ):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(AccessError, "Foreign"):
                    foreign.write(vals)
        self.assertEqual(self.foreign.user_id, self.colleague)

    def test_clerk_moves_no_contact_of_a_colleagues_customer(self):
        """The orders that a contact placed would go along."""
        contact = self.env["res.partner"].create(
            {"name": "Wang", "parent_id": self.foreign.id}
        )
        with self.assertRaisesRegex(AccessError, "Foreign"):
            contact.with_user(self.user_user).parent_id = self.own
        contact.with_user(self.user_user).phone = "+86 10 6552 9988"
        self.assertEqual(contact.parent_id, self.foreign)
        contact.with_user(self.colleague).parent_id = False

    def test_clerk_merges_no_customer_of_a_colleague(self):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        values = {
            "partner_ids": [(6, 0, (self.own | self.foreign).ids)],
            "dst_partner_id": self.own.id,
        }
        with self.assertRaisesRegex(AccessError, "Foreign"):
            wizard.with_user(self.user_user).create(values).action_merge()
        self.assertTrue(self.foreign.exists())
        wizard.with_user(self.steward_user).create(values).action_merge()
        self.assertFalse(self.foreign.exists())

    def test_clerk_edits_hands_over_and_takes_free_ones(self):
        foreign = self.foreign.with_user(self.user_user)
        foreign.write({"city": "Macau", "user_id": self.colleague.id})
        self.assertEqual(self.foreign.city, "Macau")
        self.free.with_user(self.user_user).user_id = self.user_user
        self.own.with_user(self.user_user).user_id = self.colleague
        self.assertEqual(self.own.user_id, self.colleague)

    def test_who_sees_all_figures_may_hand_over(self):
        head = new_test_user(
            self.env,
            "cim_head",
            groups=GROUPS + "user,sales_team.group_sale_salesman_all_leads",
        )
        for user in (head, self.steward_user, self.manager_user):
            self.foreign.with_user(user).user_id = user
            self.assertEqual(self.foreign.user_id, user)

    def test_long_alias_is_refused_with_the_way_out(self):
        # Letters at random: the database squeezes one letter many times into nothing.
        letters = random.Random(1)
        name = "".join(letters.choice(string.ascii_letters) for _ in range(9000))
        aliases = self.env["customer.alias"].with_user(self.user_user)
        with self.assertRaisesRegex(ValidationError, "250 characters"):
            aliases.create({"partner_id": self.own.id, "name": name})
        self.assertTrue(
            aliases.create({"partner_id": self.own.id, "name": f" {name[:250]} "})
        )
        group = self.env["customer.group"].create({"name": "G", "code": name})
        self.assertEqual(group.code, name[:64])

    def test_search_with_what_is_no_age(self):
        for value in ("old", [1], float("inf")):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "Age"):
                self.partners.search([("age", ">", value)])
        self.assertFalse(self.partners.search([("age", ">", 10**20)]))

    def test_search_with_what_is_no_birthday(self):
        self.own.birthday = "1990-05-20"
        mine = [("id", "in", (self.own | self.free).ids)]
        for value in ([5, "x"], [True]):
            domain = [*mine, ("birthday", "in", value)]
            self.assertFalse(self.partners.search(domain))
        domain = [*mine, ("birthday", "in", ["1990-05-20", 7])]
        self.assertEqual(self.partners.search(domain), self.own)

    def test_search_with_signs_of_the_database(self):
        """A wildcard or a backslash finds what it says or nothing, and never fails."""
        self._create_customer("100% Cotton_Mills")
        for text in ("\\", "100%_\\", "%", "_", "a" * 50000, "１２３４", "😀😀😀"):
            with self.subTest(text=text[:9]):
                self.partners.search([("customer_search", "ilike", text)], limit=1)
        found = self.partners.search([("customer_search", "ilike", "100% Cotton_M")])
        self.assertEqual(found.name, "100% Cotton_Mills")

    def test_box_for_customers_with_what_is_no_name(self):
        box = self.partners.with_context(res_partner_search_mode="customer")
        for name in (5, False, "Own"):
            box.web_name_search(name, {"display_name": {}})

    @mute_logger("odoo.addons.customer_info_mgmt.models.file.customer_profile")
    def test_refresh_of_what_is_no_day(self):
        profiles = self.env["customer.profile"].with_user(self.manager_user)
        for day in ("yesterday", "2026-02-30", "0001-01-01", "9999-12-31", [1], True):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "Day"):
                profiles.refresh(day)
