from odoo.tests import new_test_user, tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMerge(CustomerInfoCommon):
    """B08: Odoo's merge keeps what the file knows of both."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other"})
        cls.winner = cls._create_customer("Golden Dragon", is_company=True)
        cls.loser = cls._create_customer("Golden Dragon", is_company=True)
        colour = cls.env.ref("customer_info_mgmt.customer_preference_type_color")
        for partner, names, value in (
            (cls.winner, ("GD", "Dragon"), "Red"),
            (cls.loser, ("gd", "Golden"), "Green"),
        ):
            cls.env["customer.alias"].create(
                [{"partner_id": partner.id, "name": name} for name in names]
            )
            cls.env["customer.preference"].create(
                {"partner_id": partner.id, "type_id": colour.id, "value": value}
            )

    def _profiles(self, partner):
        return self.env["customer.profile"].search([("partner_id", "=", partner.id)])

    def _merge(self, winner=None, loser=None):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        winner, loser = winner or self.winner, loser or self.loser
        wizard._merge((winner | loser).ids, winner)
        self.env.invalidate_all()

    def test_aliases_and_preferences_of_both_stay(self):
        """B08: and the code that went is an alias: who searches for it finds one."""
        self.winner.ref, self.loser.ref = "KEPT-CODE", "OLD-CODE"
        self._merge()
        self.assertFalse(self.loser.exists())
        self.assertEqual(
            set(self.winner.alias_ids.mapped("name")),
            {"GD", "Dragon", "Golden", "OLD-CODE"},
        )
        self.assertEqual(
            set(self.winner.preference_ids.mapped("value")), {"Red", "Green"}
        )

    def test_one_profile_per_company_stays(self):
        kept = self._profiles(self.winner)
        self.assertEqual(len(kept), len(self.env["res.company"].search([])))
        self._merge()
        self.assertEqual(self._profiles(self.winner), kept)
        self.assertFalse(self._profiles(self.loser))

    def test_profile_that_only_the_loser_has_moves(self):
        self._profiles(self.winner).filtered(
            lambda profile: profile.company_id == self.other_company
        ).unlink()
        moved = self._profiles(self.loser).filtered(
            lambda profile: profile.company_id == self.other_company
        )
        self._merge()
        self.assertEqual(moved.partner_id, self.winner)

    def test_what_people_filled_in_stays(self):
        mine, theirs = "2026-01-01", "2026-02-02"
        first, second = self._profiles(self.winner)[:2]
        first.verified_date = mine
        for profile in self._profiles(self.loser):
            profile.verified_date = theirs
        self._merge()
        self.assertEqual(str(first.verified_date), mine)
        self.assertEqual(str(second.verified_date), theirs)

    def test_winner_is_marked_for_a_refresh(self):
        self._merge()
        self.env.cr.precommit.run()
        marks = self.env["customer.profile.mark"].search([])
        self.assertIn(self.winner, marks.partner_id)

    def test_contact_that_wins_gets_no_profile(self):
        parent = self._create_customer("Parent", is_company=True)
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": parent.id}
        )
        self._merge(contact, self._create_customer("Contact"))
        self.assertEqual(contact.commercial_partner_id, parent)
        self.assertFalse(self._profiles(contact))
        self.assertTrue(self._profiles(parent))

    def test_birthdays_are_not_mixed(self):
        self.winner.birthday = "05-20"
        self.loser.birthday = "1990-03-01"
        self._merge()
        self.assertEqual(self.winner.birthday, "05-20")

    def test_birthday_of_the_loser_fills_a_gap(self):
        self.loser.birthday = "1990-03-01"
        self._merge()
        self.assertEqual(self.winner.birthday, "1990-03-01")

    def test_main_contact_moves_with_the_merge(self):
        contact = self.env["res.partner"].create(
            {"name": "Contact", "parent_id": self.loser.id}
        )
        self.loser.main_contact_id = contact
        self._merge()
        self.assertEqual(contact.parent_id, self.winner)
        self.assertEqual(self.winner.main_contact_id, contact)

    def test_merger_without_a_customer_role_loses_no_birthday(self):
        merger = new_test_user(
            self.env,
            "merger",
            groups="base.group_partner_manager,base.group_erp_manager,"
            "account.group_account_invoice",
        )
        self.loser.birthday = "1988-03-17"
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(merger)
        wizard._merge((self.winner | self.loser).ids, self.winner, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(self.winner.birthday, "1988-03-17")
