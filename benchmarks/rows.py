"""What every part of the generator uses: random numbers in SQL, and rows of a table."""


class Random:
    """SQL of random numbers, words and choices that depend on a row's number alone."""

    def __init__(self, seed):
        self.seed = seed

    def number(self, row, purpose):
        """A number from 0 up to 1, another one for each purpose."""
        return f"pg_temp.uniform(({row})::bigint, {self.seed * 1000 + purpose})"

    def word(self, words, row, purpose):
        words = words.split() if isinstance(words, str) else words
        array = "ARRAY[" + ",".join(f"'{word}'" for word in words) + "]"
        number = self.number(row, purpose)
        return f"({array})[1 + floor({number} * {len(words)})::int]"

    def integer(self, low, high, row, purpose):
        return f"({low} + floor({self.number(row, purpose)} * {high - low + 1})::int)"


class Rows:
    """Writes the rows of a table; the parts of the generator extend it."""

    def _insert(self, cr, table, source, columns):
        """Insert a row per row of ``source``; ``columns`` maps a column to its SQL."""
        names, values = ", ".join(columns), ", ".join(columns.values())
        cr.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}")
        return cr.rowcount

    def _log(self, moment):
        user = str(self.user)
        return {
            "create_uid": user,
            "write_uid": user,
            "create_date": moment,
            "write_date": moment,
        }
