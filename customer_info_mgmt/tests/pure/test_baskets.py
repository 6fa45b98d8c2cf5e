import unittest
from collections import Counter, defaultdict
from itertools import combinations
from random import Random
from unittest.mock import patch

import numpy as np

from ...tools import baskets
from ...tools.baskets import (
    Rules,
    basket_matrix,
    count_pairs,
    count_pairs_within,
    count_triples,
    dense,
    item_counts,
    missing_items,
    strongest,
)

ITEMS = 12


def purchases(seed, count=400, customers=15, days=120):
    """Purchases as (customer, day, basket, item); some items are wanted more."""
    chance = Random(seed)
    rows = []
    for basket in range(count):
        customer = min(chance.randrange(customers), chance.randrange(customers))
        day = 8000 + chance.randrange(days)
        for _line in range(chance.choice((1, 1, 2, 3, 5))):
            item = min(chance.randrange(ITEMS), chance.randrange(ITEMS))
            rows.append((customer, day, basket, item))
    return rows


def sets_of(rows, key):
    found = defaultdict(set)
    for row in rows:
        found[row[key]].add(row[3])
    return found


def as_dict(pairs):
    return {
        (int(a), int(b)): int(n)
        for a, b, n in zip(pairs.first, pairs.second, pairs.together, strict=True)
    }


class TestBaskets(unittest.TestCase):
    """F13: counts of pairs, sets of three and rules, counted once more by hand."""

    def setUp(self):
        super().setUp()
        self.rows = purchases(7)
        columns = np.array(self.rows).T
        self.customer, self.day, self.basket, self.item = columns
        self.matrix = basket_matrix(self.basket, self.item, 400, ITEMS)
        self.sets = sets_of(self.rows, 2)

    def count(self, size, least):
        counts = Counter()
        for items in self.sets.values():
            counts.update(combinations(sorted(items), size))
        return {key: n for key, n in counts.items() if n >= least}

    def test_pairs(self):
        for least in (1, 5, 20, 1000):
            with self.subTest(least=least):
                found = as_dict(count_pairs(self.matrix, least))
                self.assertEqual(found, self.count(2, least))

    def test_pairs_of_wanted_items_only(self):
        wanted = np.arange(ITEMS) != 1
        found = as_dict(count_pairs(self.matrix, 3, wanted))
        expected = {k: n for k, n in self.count(2, 3).items() if 1 not in k}
        self.assertTrue(expected)
        self.assertEqual(found, expected)

    def test_triples(self):
        for least in (1, 4, 1000):
            for block in (2_000_000, 10):
                with self.subTest(least=least, block=block):
                    pairs = count_pairs(self.matrix, least)
                    with patch.object(baskets, "BLOCK", block):
                        triples, counts = count_triples(self.matrix, pairs, least)
                    keys = map(tuple, triples.tolist())
                    found = dict(zip(keys, counts.tolist(), strict=True))
                    self.assertEqual(found, self.count(3, least))

    def pairs_within(self, days, least):
        customers = defaultdict(set)
        for customer, day, _basket, item in self.rows:
            customers[customer].add((day, item))
        counts = Counter()
        for events in customers.values():
            counts.update(
                {
                    (a, b)
                    for (day_a, a) in events
                    for (day_b, b) in events
                    if a < b and abs(day_a - day_b) <= days
                }
            )
        return {key: n for key, n in counts.items() if n >= least}

    def test_pairs_within_days(self):
        """Also in small blocks, and of customers with very many purchases."""
        for days in (0, 1, 10, 500):
            expected = self.pairs_within(days, 2)
            for block in (2_000_000, 150, 3):
                with (
                    self.subTest(days=days, block=block),
                    patch.object(baskets, "BLOCK", block),
                    patch.object(baskets, "STRIPE", 5),
                ):
                    found = count_pairs_within(
                        self.customer, self.day, self.item, ITEMS, days, 2
                    )
                    self.assertEqual(as_dict(found), expected)

    def test_nothing_bought(self):
        nothing = np.empty(0, np.int64)
        matrix = basket_matrix(nothing, nothing, 0, ITEMS)
        self.assertEqual(as_dict(count_pairs(matrix, 1)), {})
        found = count_pairs_within(nothing, nothing, nothing, ITEMS, 30, 1)
        self.assertEqual(as_dict(found), {})
        triples, counts = count_triples(matrix, found, 1)
        self.assertEqual((len(triples), len(counts)), (0, 0))

    def test_strongest(self):
        """The most frequent others above the border; ties by lift, then number."""
        counts = item_counts(self.matrix)
        pairs = count_pairs(self.matrix, 3)
        rules = strongest(pairs, counts, 400, 1.0, 3)
        expected = []
        for item in range(ITEMS):
            others = []
            for (a, b), n in self.count(2, 3).items():
                lift = n * 400 / (int(counts[a]) * int(counts[b]))
                if item in (a, b) and lift > 1:
                    others.append((-n, -lift, b if item == a else a))
            for together, _lift, other in sorted(others)[:3]:
                expected.append((item, other, -together))
        self.assertTrue(expected)
        found = zip(*(array.tolist() for array in rules), strict=True)
        self.assertEqual(list(found), expected)

    def test_ties_fall_by_number(self):
        pairs = baskets.Pairs(*np.array([[0, 0, 0], [1, 2, 3], [4, 4, 4]]))
        rules = strongest(pairs, np.full(4, 5), 100, 1.0, 2)
        of_first = rules.other[rules.item == 0].tolist()
        self.assertEqual(of_first, [1, 2])

    def test_dense(self):
        for keys in ([5, 7, 5, 6], [5, 10**12, 5, -3]):
            numbers, count = dense(np.array(keys, np.int64))
            self.assertLess(int(numbers.max()), count)
            same = np.equal.outer(keys, keys)
            self.assertTrue((np.equal.outer(numbers, numbers) == same).all())


class TestMissing(unittest.TestCase):
    """F18: what a customer lacks, worked out again one by one."""

    def setUp(self):
        super().setUp()
        chance = Random(11)
        self.held = [
            {chance.randrange(ITEMS) for _n in range(chance.randrange(5))}
            for _customer in range(60)
        ]
        entries = [(c, i) for c, items in enumerate(self.held) for i in items]
        rows, columns = np.array(entries).T
        self.matrix = basket_matrix(rows, columns, 60, ITEMS)
        pairs = sorted(
            {(chance.randrange(ITEMS), chance.randrange(ITEMS)) for _ in "x" * 50}
        )
        pairs = [(a, b) for a, b in pairs if a != b]
        self.rules = Rules(*np.array([(a, b, 1) for a, b in pairs]).T)
        self.chances = np.array([chance.choice((0.3, 0.5, 0.5)) for _pair in pairs])
        self.wanted = np.array([chance.random() < 0.8 for _customer in range(60)])

    def expected(self, top):
        rows = []
        for customer, held in enumerate(self.held):
            reasons = defaultdict(list)
            for rule, (a, b, _n) in enumerate(zip(*self.rules, strict=True)):
                if a in held and b not in held and self.wanted[customer]:
                    reasons[b].append((-self.chances[rule], rule))
            best = sorted(
                (round(sum(chance for chance, _ in why), 9), min(why), item)
                for item, why in reasons.items()
            )
            best = sorted(best, key=lambda row: (row[0], row[1][0], row[2]))
            rows += [(customer, i, why[1], -score) for score, why, i in best[:top]]
        return rows

    def test_missing(self):
        for block in (2_000_000, 7):
            for top in (1, 2, 100):
                with self.subTest(block=block, top=top):
                    with patch.object(baskets, "BLOCK", block):
                        found = missing_items(
                            self.matrix, self.rules, self.chances, self.wanted, top
                        )
                    rows = [
                        (int(c), int(i), int(r), round(float(s), 9))
                        for c, i, r, s in zip(*found, strict=True)
                    ]
                    self.assertTrue(rows)
                    self.assertEqual(rows, self.expected(top))

    def test_no_rules(self):
        nothing = np.empty(0, np.int64)
        found = missing_items(
            self.matrix, Rules(nothing, nothing, nothing), np.empty(0), self.wanted, 5
        )
        self.assertEqual([len(array) for array in found], [0, 0, 0, 0])
