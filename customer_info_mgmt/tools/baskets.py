"""What is bought together: counts of pairs and sets of three, and what they say.

A basket is a set of items. Counting all pairs is a product of sparse matrices: with X
of a row per basket and a column per item, X transposed times X holds in row a and
column b how many baskets hold both. The measures (support, confidence) are those of
R. Agrawal, T. Imielinski, A. Swami, "Mining association rules between sets of items in
large databases", SIGMOD 1993; lift is the "interest" of S. Brin, R. Motwani, J. Ullman,
S. Tsur, "Dynamic itemset counting and implication rules for market basket data", SIGMOD
1997. That a set of three is frequent only where its pairs are, is the pruning of
R. Agrawal, R. Srikant, "Fast algorithms for mining association rules", VLDB 1994.

Items and baskets are numbers from 0; plain arrays come in, plain arrays go out.
"""

from typing import NamedTuple

import numpy as np
from scipy import sparse

# Pairs that are looked at in one go: about 100 MB.
BLOCK = 2_000_000
# Columns of a dense product in one go.
STRIPE = 512


class Pairs(NamedTuple):
    """Unordered pairs of items, ``first`` below ``second``, and in how many baskets."""

    first: np.ndarray
    second: np.ndarray
    together: np.ndarray


class Rules(NamedTuple):
    """Directed pairs: who takes ``item`` takes ``other``, too."""

    item: np.ndarray
    other: np.ndarray
    together: np.ndarray


def dense(keys):
    """Number different ``keys`` from 0.

    :return: the number of each key, and how many numbers there are at most; numbers
        may go unused where the keys lie close together, which spares sorting them
    """
    if not len(keys):
        return keys.astype(np.int32), 0
    lowest, highest = int(keys.min()), int(keys.max())
    if highest - lowest < 4 * len(keys) + 1000:
        return (keys - lowest).astype(np.int32), highest - lowest + 1
    different, numbers = np.unique(keys, return_inverse=True)
    return numbers.astype(np.int32), len(different)


def distinct(keys):
    """Return the different ``keys``, ascending.

    ``numpy.unique`` puts whole numbers into a hash table; sorting is ten times as fast.
    """
    keys = np.sort(keys)
    return keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys


def basket_matrix(basket, item, baskets, items):
    """Return the sparse matrix that has 1 where a basket holds an item."""
    ones = np.ones(len(item), np.int32)
    matrix = sparse.csr_matrix((ones, (basket, item)), shape=(baskets, items))
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def item_counts(matrix):
    """In how many baskets each item is."""
    return np.bincount(matrix.indices, minlength=matrix.shape[1])


def count_pairs(matrix, least, wanted=True):
    """Return the ``Pairs`` that at least ``least`` baskets hold.

    :param wanted: array that tells of each item whether it may be in a pair
    """
    wanted = (item_counts(matrix) >= least) & wanted
    if not wanted.any():
        return _no_pairs()
    numbers = np.flatnonzero(wanted)
    few = matrix[:, numbers] if len(numbers) < matrix.shape[1] else matrix
    return _frequent(few.T.tocsr() @ few, least, numbers)


def _no_pairs():
    nothing = np.empty(0, np.int64)
    return Pairs(nothing, nothing, nothing)


def _frequent(product, least, numbers):
    """Pairs of a square matrix of counts, of which the upper half is read."""
    rows = np.repeat(np.arange(product.shape[0]), np.diff(product.indptr))
    kept = (product.data >= least) & (rows < product.indices)
    return Pairs(
        numbers[rows[kept]].astype(np.int64),
        numbers[product.indices[kept]].astype(np.int64),
        product.data[kept].astype(np.int64),
    )


def count_pairs_within(customer, day, item, items, days, least, wanted=None):
    """Return the ``Pairs`` that at least ``least`` customers bought within some days.

    A customer counts once for a pair, however often it bought both, and counts when
    any two of the purchases lie at most ``days`` apart.

    :param customer, day, item: one entry per purchase, whole numbers
    :param items: number of items
    :param days: 0 for the same day
    :param wanted: array that tells of each item whether it may be in a pair
    """
    total = sparse.csr_matrix((items, items), dtype=np.int32)
    for part in _parts_of_customers(customer):
        if wanted is not None:
            part &= wanted[item]
        events = _Events(customer[part], day[part], item[part], items, days)
        for first, second in events.pairs_of_customers():
            ones = np.ones(len(first), np.int32)
            some = sparse.csr_matrix((ones, (first, second)), shape=total.shape)
            total = total + some
    return _frequent(total.tocsr(), least, np.arange(items))


def _parts_of_customers(customer):
    """Yield masks of the purchases of whole customers, some two million each."""
    if not len(customer):
        return
    done = np.cumsum(np.bincount(customer))
    begin, before = 0, 0
    while begin < len(done):
        end = int(np.searchsorted(done, before + BLOCK, side="right"))
        end = max(end, begin + 1)
        yield (customer >= begin) & (customer < end)
        begin, before = end, done[end - 1]


class _Events:
    """Purchases in the order of customer, day and item, each once."""

    def __init__(self, customer, day, item, items, days):
        self.items = items
        self.days = days
        begin = int(day.min()) if len(day) else 0
        # Days of a customer end before those of the next begin, the window included.
        self.span = (int(day.max()) - begin if len(day) else 0) + days + 1
        moment = customer.astype(np.int64) * self.span + (day - begin)
        keys = distinct(moment * items + item)
        self.moment, self.item = keys // items, keys % items
        self.customer = self.moment // self.span
        # Those that follow within the window: the next one to the last one.
        reach = np.searchsorted(self.moment, self.moment + days, side="right")
        self.following = reach - np.arange(len(keys)) - 1

    def pairs_of_customers(self):
        """Yield pairs of items, lower before higher, once per customer."""
        borders = np.flatnonzero(np.diff(self.customer, prepend=-1, append=-1))
        if not len(self.customer):
            return
        costs = np.add.reduceat(self.following, borders[:-1])
        begin = cost = 0
        for number, of_customer in enumerate(costs.tolist()):
            if of_customer > BLOCK:
                if cost:
                    yield self._pairs(borders[begin], borders[number])
                yield from self._pairs_of_one(borders[number], borders[number + 1])
                begin, cost = number + 1, 0
            elif cost + of_customer > BLOCK:
                yield self._pairs(borders[begin], borders[number])
                begin, cost = number, of_customer
            else:
                cost += of_customer
        if cost:
            yield self._pairs(borders[begin], borders[-1])

    def _pairs(self, begin, end):
        """Pairs of whole customers, by looking at each."""
        counts = self.following[begin:end]
        one = np.repeat(np.arange(begin, end), counts)
        starts = np.cumsum(counts) - counts
        other = one + 1 + np.arange(len(one)) - np.repeat(starts, counts)
        first, second = self.item[one], self.item[other]
        lower, higher = np.minimum(first, second), np.maximum(first, second)
        customer = self.customer[one] - self.customer[begin]
        square = self.items * self.items
        keys = customer * square + lower * self.items + higher
        keys = distinct(keys[lower != higher]) % square
        return keys // self.items, keys % self.items

    def _pairs_of_one(self, begin, end):
        """Pairs of one customer with very many purchases, by a dense product.

        A row per day: what was bought on it, times what was in the days up to it.
        """
        days = self.moment[begin:end] - self.moment[begin]
        items, columns = np.unique(self.item[begin:end], return_inverse=True)
        bought = np.zeros((int(days[-1]) + 1, len(items)), np.float32)
        bought[days, columns] = 1
        sums = np.cumsum(bought, axis=0)
        before = sums.copy()
        before[self.days + 1 :] -= sums[: -self.days - 1]
        for stripe in range(0, len(items), STRIPE):
            hits = bought.T @ before[:, stripe : stripe + STRIPE]
            hits_other = before.T @ bought[:, stripe : stripe + STRIPE]
            row, column = np.nonzero(hits + hits_other)
            column += stripe
            lower = row < column
            yield items[row[lower]], items[column[lower]]


def strongest(pairs, counts, baskets, lift, top):
    """Return the ``Rules`` that are worth telling, both directions of each pair.

    :param pairs: ``Pairs``
    :param counts: in how many baskets each item is
    :param baskets: how many baskets there are
    :param lift: a pair counts when its lift is above this; 1 is chance
    :param top: the most others per item: those that are with it most often, among
        equals those of higher lift, then in the order of their numbers
    """
    expected = counts[pairs.first].astype(float) * counts[pairs.second]
    ratio = pairs.together * float(baskets)
    kept = ratio > lift * expected
    lifts = (ratio / np.maximum(expected, 1))[kept]
    first, second, together = (array[kept] for array in pairs)
    item, other = np.concatenate([first, second]), np.concatenate([second, first])
    together, lifts = np.tile(together, 2), np.tile(lifts, 2)
    order = np.lexsort((other, -lifts, -together, item))
    item, other, together = item[order], other[order], together[order]
    begin = np.flatnonzero(np.diff(item, prepend=-1))
    rank = np.arange(len(item)) - np.repeat(begin, np.diff([*begin, len(item)]))
    return Rules(item[rank < top], other[rank < top], together[rank < top])


def count_triples(matrix, pairs, least):
    """Sets of three items that at least ``least`` baskets hold.

    :param matrix: of baskets and items
    :param pairs: the ``Pairs`` that at least ``least`` baskets hold
    :return: array of rows of three items, ascending, and the array of counts
    """
    items = matrix.shape[1]
    frequent = np.sort(pairs.first * items + pairs.second)
    matrix.sort_indices()
    found = []
    for begin, end in _row_blocks(matrix, frequent):
        found.append(_triples_of(matrix[begin:end], frequent, items))
    keys = np.concatenate(found) if found else np.empty((0, 2), np.int64)
    if not len(keys):
        return np.empty((0, 3), np.int64), np.empty(0, np.int64)
    different, counts = np.unique(keys, axis=0, return_counts=True)
    different, counts = different[counts >= least], counts[counts >= least]
    pair, third = different[:, 0], different[:, 1]
    return np.column_stack([pair // items, pair % items, third]), counts


def _row_blocks(matrix, frequent):
    """Ranges of rows that hold some two million candidates each."""
    sizes = np.diff(matrix.indptr).astype(np.int64)
    if not len(frequent):
        return
    done = np.cumsum(sizes * (sizes - 1) * np.maximum(sizes - 2, 0) // 6)
    begin = 0
    while begin < len(sizes):
        before = done[begin - 1] if begin else 0
        end = int(np.searchsorted(done, before + BLOCK, side="right"))
        end = max(end, begin + 1)
        yield begin, end
        begin = end


def _is_in(keys, ordered):
    places = np.searchsorted(ordered, keys)
    places[places == len(ordered)] = 0
    return ordered[places] == keys


def _triples_of(matrix, frequent, items):
    """Rows of (pair, third item) of all sets of three whose pairs are frequent."""
    sizes = np.diff(matrix.indptr)
    ends = np.repeat(matrix.indptr[1:], sizes)
    place = np.arange(matrix.nnz)
    item = matrix.indices.astype(np.int64)
    first, second = _followers(place, ends)
    kept = _is_in(item[first] * items + item[second], frequent)
    first, second = first[kept], second[kept]
    entry, third = _followers(second, ends[second])
    first, second = first[entry], second[entry]
    kept = _is_in(item[first] * items + item[third], frequent)
    kept &= _is_in(item[second] * items + item[third], frequent)
    pair = item[first[kept]] * items + item[second[kept]]
    return np.column_stack([pair, item[third[kept]]])


def _followers(places, ends):
    """For each place those after it, up to its end: numbers of entries, and places."""
    counts = ends - places - 1
    entry = np.repeat(np.arange(len(places)), counts)
    starts = np.cumsum(counts) - counts
    return entry, places[entry] + 1 + np.arange(len(entry)) - starts[entry]


class Missing(NamedTuple):
    """What customers do not buy and others like them do; ``rule`` is the strongest."""

    customer: np.ndarray
    item: np.ndarray
    rule: np.ndarray
    score: np.ndarray


def missing_items(matrix, rules, chances, wanted, top):
    """Items that customers lack and that go with what they have.

    The score of an item is the sum of the chances with which the items a customer has
    lead to it: M. Deshpande, G. Karypis, "Item-based top-N recommendation algorithms",
    ACM Transactions on Information Systems 22 (1), 2004.

    :param matrix: of customers and items
    :param rules: ``Rules``, ordered by item
    :param chances: of each rule
    :param wanted: array that tells of each customer whether to look at it
    :param top: the most items per customer; of equals the first
    :return: ``Missing``
    """
    matrix.sort_indices()
    items = matrix.shape[1]
    begins = np.searchsorted(rules.item, np.arange(items + 1))
    customer = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    kept = wanted[customer] & (np.diff(begins) > 0)[matrix.indices]
    customer, item = customer[kept].astype(np.int64), matrix.indices[kept]
    counts = np.diff(begins)[item]
    parts = []
    for begin, end in _whole_customers(customer, counts):
        of = slice(begin, end)
        entry, rule = _spread(begins[item[of]], counts[of])
        keys = customer[of][entry] * items + rules.other[rule]
        parts.append(_best_missing(matrix, keys, rule, chances, top))
    if not parts:
        nothing = np.empty(0, np.int64)
        return Missing(nothing, nothing, nothing, np.empty(0))
    return Missing(*map(np.concatenate, zip(*parts, strict=True)))


def _whole_customers(customer, counts):
    """Ranges of entries, cut between customers, with some two million candidates."""
    if not len(customer):
        return
    done = np.cumsum(counts)
    begin = 0
    while begin < len(customer):
        before = done[begin - 1] if begin else 0
        last = np.searchsorted(done, before + BLOCK, side="right")
        last = min(max(int(last), begin + 1), len(customer)) - 1
        end = int(np.searchsorted(customer, customer[last], side="right"))
        yield begin, end
        begin = end


def _spread(begins, counts):
    """Numbers of entries, each as often as it counts, and the places from its begin."""
    entry = np.repeat(np.arange(len(begins)), counts)
    starts = np.cumsum(counts) - counts
    return entry, begins[entry] + np.arange(len(entry)) - starts[entry]


def _best_missing(matrix, keys, rule, chances, top):
    """Of candidates (customer and item in one key) those that are worth telling."""
    items = matrix.shape[1]
    order = np.lexsort((rule, -chances[rule], keys))
    keys, rule = keys[order], rule[order]
    begin = np.flatnonzero(np.diff(keys, prepend=-1))
    if not len(begin):
        return Missing(keys, keys, rule, np.empty(0))
    score = np.add.reduceat(chances[rule], begin)
    keys, rule = keys[begin], rule[begin]
    customer, item = keys // items, keys % items
    lacking = ~_holds(matrix, customer, item)
    customer, item = customer[lacking], item[lacking]
    rule, score = rule[lacking], score[lacking]
    order = np.lexsort((item, -chances[rule], -score, customer))
    first = np.flatnonzero(np.diff(customer[order], prepend=-1))
    rank = np.arange(len(order)) - np.repeat(first, np.diff([*first, len(order)]))
    order = order[rank < top]
    return Missing(customer[order], item[order], rule[order], score[order])


def _holds(matrix, customer, item):
    """Tell of each customer and item whether the matrix has it."""
    items = matrix.shape[1]
    if not len(customer):
        return np.empty(0, bool)
    lowest, highest = int(customer.min()), int(customer.max())
    part = matrix[lowest : highest + 1]
    row = np.repeat(np.arange(part.shape[0]), np.diff(part.indptr))
    held = row.astype(np.int64) * items + part.indices
    return _is_in((customer - lowest) * items + item, held)
