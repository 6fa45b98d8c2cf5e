"""Random numbers that do not depend on what was drawn before."""

import random


def stream(seed: int, *key: object) -> random.Random:
    """Return an independent random stream for one thing.

    A stream of its own per customer, order or section keeps every other thing
    as it was when one of them gets one draw more.

    :param seed: the run's seed
    :param key: what the stream is for, e.g. ``"customer", 17``
    """
    return random.Random(":".join(str(part) for part in (seed, *key)))


def shares(rng: random.Random, weights: dict):
    """Draw one key of ``weights`` in proportion to its value."""
    return rng.choices(list(weights), list(weights.values()))[0]
