import struct
import unittest
from unittest.mock import patch

import numpy as np

from ...tools import binary_copy
from ...tools.binary_copy import ColumnReader, packed

COLUMNS = {"number": "i4", "key": "i8", "share": "f8"}


class TestBinaryCopy(unittest.TestCase):
    """F13: millions of numbers from and to the database, without an object for each."""

    def setUp(self):
        super().setUp()
        self.arrays = {
            "number": np.array([1, -2, 2**31 - 1], np.int32),
            "key": np.array([2**62, 0, -(2**63)], np.int64),
            "share": np.array([0.1, -1e300, 0.0]),
        }

    def _arrays(self, data, step=7, columns=None):
        reader = ColumnReader(columns or COLUMNS)
        for begin in range(0, len(data), step):
            reader.write(data[begin : begin + step])
        return reader.arrays()

    def test_there_and_back(self):
        """However the bytes are cut."""
        [part] = packed(self.arrays)
        for size in (1, 50, 4_000_000):
            with patch.object(binary_copy, "PARSED_AT_ONCE", size):
                found = self._arrays(part.getvalue())
            for name, array in self.arrays.items():
                self.assertEqual(found[name].tolist(), array.tolist())

    def test_in_parts(self):
        with patch.object(binary_copy, "WRITTEN_AT_ONCE", 2):
            parts = [self._arrays(part.getvalue()) for part in packed(self.arrays)]
        self.assertEqual([len(part["key"]) for part in parts], [2, 1])

    def test_no_rows(self):
        data = binary_copy.SIGNATURE + bytes(8) + binary_copy.TRAILER
        self.assertEqual(len(self._arrays(data)["key"]), 0)

    def test_cut_off(self):
        [part] = packed(self.arrays)
        for end in (5, 30, -2, -9):
            with self.assertRaises(ValueError):
                self._arrays(part.getvalue()[:end])

    def test_empty_value(self):
        row = struct.pack("!hi", 1, -1) + bytes(4)
        data = binary_copy.SIGNATURE + bytes(8) + row + binary_copy.TRAILER
        with self.assertRaisesRegex(ValueError, "number is empty"):
            self._arrays(data, columns={"number": "i4"})
