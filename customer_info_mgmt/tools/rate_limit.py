"""How often somebody may knock, counted in the memory of one process."""

import time
from collections import deque

# Callers that are remembered; the oldest is forgotten, so that memory stays small.
MAX_CALLERS = 10_000


class RateLimit:
    """At most ``calls`` per ``seconds`` for each caller.

    Each server process counts for itself: a fence against somebody who tries links,
    not an exact account.
    """

    def __init__(self, calls, seconds, clock=time.monotonic):
        self.calls = calls
        self.seconds = seconds
        self._clock = clock
        self._seen = {}

    def allows(self, caller):
        """Note a call and tell whether it is one of the allowed ones.

        :param caller: whatever tells callers apart, such as an address
        """
        now = self._clock()
        times = self._seen.pop(caller, None) or deque(maxlen=self.calls)
        while times and times[0] <= now - self.seconds:
            times.popleft()
        allowed = len(times) < self.calls
        if allowed:
            times.append(now)
        self._seen[caller] = times
        if len(self._seen) > MAX_CALLERS:
            self._seen.pop(next(iter(self._seen)))
        return allowed
