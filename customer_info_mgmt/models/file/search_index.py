"""Indexes that find any part of a text.

A trigram index finds nothing by less than three letters in a row, and Chinese names
are asked for by two. So there is a second kind of index: over the pairs of neighbouring
characters of a text, and over single characters of scripts that write words with few.
"""

import re

from odoo import models
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL

# A trigram index finds nothing by less than three letters or digits in a row.
TRIGRAM = re.compile(r"\w{3}")
# What a search reads as a wildcard, or as the mark of the literal after it.
WILDCARDS = r"[%_\\]+"
# A text that has a key: two neighbours, or one character of a script of many.
HAS_KEY = re.compile(r"[^\s%_\\]{2}|[\u2e80-\U0010ffff]")

# Keys of one search; the first ones are as good as all.
KEYS_AT_MOST = 40

# Pairs of neighbours that are no blanks, and single characters from U+2E80 on: Chinese,
# Japanese, Korean. It takes linear time for texts of any length.
KEYS_FUNCTION = r"""
    CREATE OR REPLACE FUNCTION customer_search_keys(value text) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ARRAY(
            SELECT one || next
              FROM unnest(
                  string_to_array(value, NULL),
                  string_to_array(substr(value, 2), NULL)
              ) AS pair(one, next)
             WHERE ascii(one) > 32 AND ascii(next) > 32
        ) || string_to_array(
            regexp_replace(value, E'[\u0001-\u2E7F]+', '', 'g'), NULL
        )
    $$
"""


def ensure_search_functions(cr):
    """Create what the indexes are made of; needed before any of them."""
    cr.execute(KEYS_FUNCTION)


def _usable(registry):
    """Whether the database can index what a search compares.

    Where it ignores accents but cannot do so in an index, no index of ours is used.
    """
    return registry.has_unaccent != FunctionStatus.PRESENT


def trigram_index(column):
    """Index that finds any part of ``column`` by three letters or more."""

    def definition(registry):
        if not registry.has_trigram or not _usable(registry):
            return ""
        return f"USING gin ({registry.unaccent(column)} gin_trgm_ops)"

    return models.Index(definition)


def keys_index(*columns):
    """Index that finds any part of one of ``columns`` by two characters."""

    def definition(registry):
        if not _usable(registry):
            return ""
        texts = " || E'\\n' || ".join(f"COALESCE({name}, '')" for name in columns)
        return f"USING gin (customer_search_keys(lower({registry.unaccent(texts)})))"

    return models.Index(definition)


def search_keys(env, value):
    """Return the keys by which an index finds ``value``, none where it does not.

    The database works them out: it knows what it makes of accents and capitals, and
    an accent can hide a wildcard.

    :param value: part of a text, with the wildcards of a search
    :return: list of texts, and whether who has these keys holds ``value`` for sure
    """
    if not _usable(env.registry) or not HAS_KEY.search(value):
        return [], False
    unaccent = env.registry.unaccent
    [(text, keys)] = env.execute_query(
        SQL(
            """
            SELECT text, ARRAY(
                SELECT DISTINCT key
                  FROM regexp_split_to_table(text, %s) AS part,
                       unnest(customer_search_keys(part)) AS key
            ) FROM lower(%s) AS text
            """,
            WILDCARDS,
            unaccent(SQL("%s", value)),
        )
    )
    pairs = [key for key in keys if len(key) == 2]
    alone = [key for key in keys if len(key) == 1 and key not in "".join(pairs)]
    # Fewer keys only find more rows, which the search itself looks through.
    return (pairs + alone)[:KEYS_AT_MOST], text in pairs


def keys_condition(model, alias, columns, keys):
    """Condition that rows of ``alias`` meet which hold a text of these keys.

    Others meet it, too: it leads the database to the index over the same ``columns``.
    """
    texts = SQL(" || E'\\n' || ").join(
        SQL(
            "COALESCE(%s, '')",
            SQL.identifier(alias, name, to_flush=model._fields[name]),
        )
        for name in columns
    )
    unaccent = model.env.registry.unaccent
    return SQL("customer_search_keys(lower(%s)) @> %s", unaccent(texts), keys)


def is_storable(text):
    """Whether the database can hold ``text``; what it cannot hold, nobody finds."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text
