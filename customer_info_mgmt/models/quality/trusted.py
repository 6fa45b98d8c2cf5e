"""Marks in the context that only our own code can set.

A caller from outside chooses the context of a call: a plain key would let everybody
past the checks. What comes over the wire is plain text or a number, never this class.
"""


class Trusted(str):
    """The value of such a mark. A text, so that a context that goes out can go out.

    It equals no plain text: Odoo takes an environment with an equal context for the
    same one, and would hand ours to whoever sends the same letters.
    """

    def __eq__(self, other):
        return isinstance(other, Trusted) and str(self) == str(other)

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash((Trusted, str(self)))


YES = Trusted("yes")


def is_marked(env, key):
    """Tell whether our own code has set ``key`` in the context."""
    return isinstance(env.context.get(key), Trusted)
