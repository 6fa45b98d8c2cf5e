"""Columns of numbers from and to PostgreSQL, by COPY in its binary form.

Millions of rows come in as arrays, without an object per value. All columns have a
fixed width and no empty value. The form is that of the manual of PostgreSQL, chapter
"COPY", section "Binary Format".
"""

import io
import struct

import numpy as np

SIGNATURE = b"PGCOPY\n\xff\r\n\0"
HEADER_SIZE = len(SIGNATURE) + 8
TRAILER = b"\xff\xff"
PARSED_AT_ONCE = 4_000_000  # bytes
WRITTEN_AT_ONCE = 100_000  # rows


def _row_type(columns):
    """Type of a row as it goes over the line: how many values, then size and value."""
    parts = [("_values", ">i2")]
    for name, code in columns.items():
        parts += [(f"_size_{name}", ">i4"), (name, f">{code}")]
    return np.dtype(parts)


class ColumnReader:
    """A file that ``COPY ... TO STDOUT (FORMAT binary)`` writes to.

    :param columns: dict of the name to the type of each column, in the order in which
        the statement gives them: ``i4``, ``i8`` or ``f8``
    """

    def __init__(self, columns):
        self.columns = columns
        self.row = _row_type(columns)
        self.rest = b""
        self.begun = False
        self.waiting, self.size = [], 0
        self.blocks = {name: [] for name in columns}

    def take(self, data):
        """Take the next bytes; see ``io.RawIOBase.write``."""
        self.waiting.append(bytes(data))
        self.size += len(data)
        if self.size >= PARSED_AT_ONCE:
            self._parse()
        return len(data)

    write = take  # the name that COPY calls

    def _parse(self):
        data = self.rest + b"".join(self.waiting)
        self.waiting, self.size = [], 0
        if not self.begun:
            if len(data) < HEADER_SIZE:
                self.rest = data
                return
            extension = struct.unpack_from("!i", data, HEADER_SIZE - 4)[0]
            if not data.startswith(SIGNATURE) or extension:
                raise ValueError("This is no COPY in binary form.")
            data, self.begun = data[HEADER_SIZE:], True
        count = len(data) // self.row.itemsize
        rows = np.frombuffer(data, self.row, count)
        self.rest = data[count * self.row.itemsize :]
        self._check(rows)
        for name, code in self.columns.items():
            self.blocks[name].append(rows[name].astype(code))

    def _check(self, rows):
        if not (rows["_values"] == len(self.columns)).all():
            raise ValueError("A row has another number of values, or an empty one.")
        for name, code in self.columns.items():
            if not (rows[f"_size_{name}"] == np.dtype(code).itemsize).all():
                raise ValueError(f"A value of {name} is empty or of another type.")

    def arrays(self):
        """Return a dict of the columns as arrays.

        :raise ValueError: for an empty value, another type, or what was cut off
        """
        self._parse()
        if not self.begun or self.rest != TRAILER:
            raise ValueError("The rows were cut off.")
        found = {}
        for name, code in self.columns.items():
            blocks = self.blocks.pop(name)
            found[name] = np.concatenate(blocks) if blocks else np.empty(0, code)
        return found


def packed(columns):
    """Yield files that ``COPY ... FROM STDIN (FORMAT binary)`` reads, a part in each.

    :param columns: dict of the name to the array of each column, of one length, with
        types ``i4``, ``i8`` or ``f8``
    """
    row = _row_type({name: array.dtype.str[1:] for name, array in columns.items()})
    total = len(next(iter(columns.values())))
    for begin in range(0, total, WRITTEN_AT_ONCE):
        end = min(begin + WRITTEN_AT_ONCE, total)
        rows = np.empty(end - begin, row)
        rows["_values"] = len(columns)
        for name, array in columns.items():
            rows[f"_size_{name}"] = array.dtype.itemsize
            rows[name] = array[begin:end]
        header = SIGNATURE + struct.pack("!ii", 0, 0)
        yield io.BytesIO(header + rows.tobytes() + TRAILER)
