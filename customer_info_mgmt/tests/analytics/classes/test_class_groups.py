from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ClassCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassGroups(ClassCommon):
    """C12, C13: rules that put customers into groups, the first that fits first."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold, cls.silver, cls.chosen = cls.env["customer.group"].create(
            [{"name": name} for name in ("Gold", "Silver", "Chosen")]
        )
        cls.first = cls._create_group_rule(3000, cls.gold, 1)
        cls.second = cls._create_group_rule(1000, cls.silver, 2)
        cls.both = cls.first | cls.second

    @classmethod
    def _create_group_rule(cls, least, group, sequence, **values):
        return cls._create_rule(
            least,
            gives="group",
            category_id=False,
            customer_group_id=group.id,
            sequence=sequence,
            **values,
        )

    def _groups(self):
        self.env.invalidate_all()
        return [partner.customer_group_id.name for partner in self.all]

    def test_first_rule_wins(self):
        self.both.action_switch_on()
        self.assertEqual(self._groups(), ["Gold", "Silver", False, False])
        self._sell(self.middle, 4000)
        self._refresh_marked()
        self.assertEqual(self._groups(), ["Gold", "Gold", False, False])
        self._sell(self.small, 1500)
        self._refresh_marked()
        self.assertEqual(self._groups(), ["Gold", "Gold", "Silver", False])

    def test_falls_to_the_next_rule_and_out(self):
        self.both.action_switch_on()
        self.first.domain = "[('customer_revenue', '>', 99999)]"
        self._refresh()
        self.assertEqual(self._groups(), ["Silver", "Silver", False, False])
        self.second.action_take_back()
        self.assertEqual(self._groups(), [False, False, False, False])

    def test_other_order(self):
        self.both.action_switch_on()
        self.first.sequence = 3
        self._refresh()
        self.assertEqual(self._groups(), ["Silver", "Silver", False, False])
        # What is counted by group follows a minute later: the customers are marked.
        self._refresh_marked()
        self.assertEqual(self._refresh(), 0)

    def test_chosen_group_stays(self):
        """C12: what a person chose is not replaced, unless the rule says so."""
        self.large.customer_group_id = self.chosen
        self.both.action_switch_on()
        self.assertEqual(self._groups(), ["Chosen", "Silver", False, False])
        self.first.overwrites = True
        self._refresh()
        self.assertEqual(self._groups(), ["Gold", "Silver", False, False])

    def test_chosen_afterwards_stays(self):
        self.both.action_switch_on()
        self.large.customer_group_id = self.chosen
        self._refresh()
        self.both.action_take_back()
        self.assertEqual(self._groups(), ["Chosen", False, False, False])

    def test_chosen_before_the_rule_gave_it(self):
        """C12: who was in the group by hand stays in it when the rule lets go."""
        self.large.customer_group_id = self.gold
        self.both.action_switch_on()
        self.both.action_take_back()
        self.assertEqual(self._groups(), ["Gold", False, False, False])

    def test_taken_out_by_hand_stays_out(self):
        self.both.action_switch_on()
        self.large.customer_group_id = False
        self._refresh()
        self.assertEqual(self._groups(), [False, "Silver", False, False])
        self._refresh_marked()
        self.assertEqual(self._refresh(), 0)

    def test_group_that_is_not_taken_away(self):
        self.both.takes_away = False
        self.both.action_switch_on()
        self.both.action_take_back()
        self.assertEqual(self._groups(), ["Gold", "Silver", False, False])

    def test_two_companies(self):
        """C12: rules of two companies share customers; the order decides."""
        other = self.env["res.company"].create({"name": "Far Shore"})
        self.env.user.company_ids += other
        self._sell(self.small, 7000, company=other)
        self._sell(self.middle, 7000, company=other)
        rule = self._create_group_rule(1000, self.chosen, 0, company_id=other.id)
        self._refresh()
        (self.both | rule).action_switch_on()
        self.assertEqual(self._groups(), ["Gold", "Chosen", "Chosen", False])

    def test_gift_is_required(self):
        with self.assertRaisesRegex(ValidationError, "Customer Group: choose what"):
            self.first.customer_group_id = False
