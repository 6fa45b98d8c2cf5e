import unittest

from ...models.quality.merge.merge_values import (
    MergeValues,
    is_empty,
    most_complete_first,
)


class TestMergeValues(unittest.TestCase):
    """L01, B08: the rule by which several rows become one."""

    kinds = {
        "name": "plain",
        "phone": "plain",
        "comment": "plain",
        "street": "plain",
        "city": "plain",
        "country_id": "plain",
        "term": "company",
        "active": "flag",
        "customer_rank": "sum",
    }

    def _row(self, row_id, **values):
        return {"id": row_id, "company_id": None, **dict.fromkeys(self.kinds), **values}

    def _decide(self, *rows, choices=()):
        return MergeValues(self.kinds).decide(rows[0], list(rows[1:]), choices)

    def test_destination_wins_and_gaps_are_filled(self):
        changed = self._decide(
            self._row(1, name="A"), self._row(2, name="B", phone="1")
        )
        self.assertEqual(changed, {"phone": "1"})

    def test_most_complete_source_fills(self):
        changed = self._decide(
            self._row(1),
            self._row(2, phone="1", write_date="2026-02-01"),
            self._row(3, phone="2", name="C", write_date="2026-01-01"),
        )
        self.assertEqual(changed, {"phone": "2", "name": "C"})

    def test_latest_among_equals(self):
        rows = [
            self._row(2, phone="1", write_date="2026-01-01"),
            self._row(3, phone="2", write_date="2026-02-01"),
        ]
        ordered = most_complete_first(rows, self.kinds)
        self.assertEqual([row["id"] for row in ordered], [3, 2])

    def test_address_is_one_value(self):
        changed = self._decide(
            self._row(1, country_id=48),
            self._row(2, street="5 Dock Road", city="Ningbo"),
        )
        self.assertEqual(
            changed, {"street": "5 Dock Road", "city": "Ningbo", "country_id": None}
        )
        self.assertEqual(
            self._decide(self._row(1, city="Shanghai"), self._row(2, street="5 Dock")),
            {},
        )

    def test_choice_beats_the_rule(self):
        changed = self._decide(
            self._row(1, name="A", active=True),
            self._row(2, name="B", active=False),
            choices={"name": 2, "active": 2, "phone": 99},
        )
        self.assertEqual(changed, {"name": "B", "active": False})

    def test_values_per_company_are_joined(self):
        changed = self._decide(
            self._row(1, term={"1": 7}), self._row(2, term={"1": 8, "2": 9})
        )
        self.assertEqual(changed, {"term": {"1": 7, "2": 9}})

    def test_flags_and_sums(self):
        changed = self._decide(
            self._row(1, active=False, customer_rank=2),
            self._row(2, active=True, customer_rank=3),
        )
        self.assertEqual(changed, {"active": True, "customer_rank": 5})

    def test_shared_stays_shared(self):
        shared = self._row(2)
        self.assertEqual(
            self._decide({**self._row(1), "company_id": 4}, shared),
            {"company_id": None},
        )

    def test_empty_markup_is_empty(self):
        for value in (None, "", 0, {}, "<p><br></p>", "<p>&nbsp; </p>"):
            self.assertTrue(is_empty(value), value)
        for value in ("0", "<p>x</p>", 1, {"1": 2}):
            self.assertFalse(is_empty(value), value)
