"""Progress lines: what is being done and how far it is."""

import sys
from time import monotonic


class Progress:
    """Prints one line per step and, within a step, at most one per two seconds.

    :param seconds: a clock that is not frozen
    :param out: where the lines go
    """

    PAUSE = 2.0

    def __init__(self, seconds=monotonic, out=sys.stdout):
        self._seconds = seconds
        self._out = out
        self._start = seconds()
        self._last = self._start

    def say(self, text: str):
        """Print a line with the seconds since the start."""
        print(f"[{self.elapsed:6.1f} s] {text}", file=self._out, flush=True)
        self._last = self._seconds()

    def count(self, what: str, done: int, total: int):
        """Tell how many of how many are done, unless it was told just now."""
        if done >= total or self._seconds() - self._last >= self.PAUSE:
            self.say(f"{what} {done}/{total}")

    @property
    def elapsed(self) -> float:
        """Return the seconds since the start."""
        return self._seconds() - self._start
