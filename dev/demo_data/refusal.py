"""The one error that ends a run with a sentence instead of a traceback."""


class Refusal(Exception):
    """The generator will not go on; the text says why and what helps."""
