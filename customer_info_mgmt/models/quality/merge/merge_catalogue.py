"""Where in the database a record is referred to, read from the catalogues.

Nothing here is a list kept by hand: foreign keys and unique keys come from PostgreSQL's
own catalogue, the references that carry no foreign key from Odoo's registry. So a table
of an addon that nobody here has heard of is found like any other.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.exceptions import UserError
from odoo.tools import SQL

# The merge's own tables describe merges and must survive them as they are; core's
# wizard keeps lists of candidates, which mean nothing afterwards; match keys are
# derived and made anew.
OWN_TABLES = ("customer_merge", "base_partner_merge_", "customer_match_key")
# Rows from which a scan of the whole table, once per deleted partner, is felt.
LARGE_TABLE = 10_000


@dataclass(frozen=True)
class Column:
    """One column that refers to records of one table.

    :param table: name of the table that holds the column
    :param column: name of the column
    :param kind: ``id`` (the number), ``text`` (the number as text) or ``reference``
        (``model,number``)
    :param model: model that is referred to; part of the value of a ``reference``
    :param condition: condition on the row, aliased ``t``, under which the column refers
        to that model; ``None`` when it always does
    :param indexed: whether an index leads with the column
    """

    table: str
    column: str
    kind: str = "id"
    model: str = ""
    condition: SQL | None = field(default=None, compare=False)
    indexed: bool = True

    @property
    def sql(self):
        return SQL("t.%s", SQL.identifier(self.column))

    @property
    def where(self):
        return self.condition or SQL("TRUE")

    def value(self, number):
        """SQL of what the column holds when it refers to ``number`` (SQL)."""
        if self.kind == "reference":
            return SQL("(%s || %s)", f"{self.model},", number)
        if self.kind == "text":
            return SQL("(%s)::text", number)
        return number


@dataclass(frozen=True)
class UniqueKey:
    """A rule that no two rows of a table may be equal in these expressions.

    :param expressions: SQL texts of the key, over bare column names
    :param predicate: SQL text of the rows that it holds for; empty for all rows
    """

    name: str
    expressions: tuple
    predicate: str = ""

    def mentions(self, column):
        text = " ".join((*self.expressions, self.predicate))
        return re.search(rf"\b{re.escape(column)}\b", text) is not None


class MergeCatalogue:
    """What refers to a table, and which rules the referring rows must keep.

    Made for one merge or one batch: it remembers what it has read.
    """

    def __init__(self, env):
        self.env = env
        self.cr = env.cr
        self._columns = {}
        self._foreign_keys = None
        self._unique_keys = None
        self.models = {
            model._table: name
            for name, model in env.registry.items()
            if model._auto and not model._abstract
        }

    def columns(self, table):
        """Names of the columns of ``table`` that a row can be written with."""
        if table not in self._columns:
            self.cr.execute(
                """
                SELECT attname FROM pg_attribute
                 WHERE attrelid = to_regclass(quote_ident(%s)) AND attnum > 0
                   AND NOT attisdropped AND attgenerated = ''
                 ORDER BY attnum
                """,
                [table],
            )
            self._columns[table] = [name for (name,) in self.cr.fetchall()]
        return self._columns[table]

    def has_id(self, table):
        return "id" in self.columns(table)

    def other_column(self, table, column):
        """The second column of a relation table, which has two and no id.

        :raise UserError: for a table that could not be put back row by row
        """
        others = [name for name in self.columns(table) if name != column]
        if len(others) != 1:
            raise UserError(
                self.env._(
                    "The table %(table)s refers to partners, but its rows have no id, "
                    "so a merge could not be undone. Give it an id column first.",
                    table=table,
                )
            )
        return others[0]

    def foreign_keys(self, table):
        """Columns with a foreign key to ``table``, the merge's own left out."""
        if self._foreign_keys is None:
            self._foreign_keys = self._read_foreign_keys()
        return self._foreign_keys.get(table, [])

    def _read_foreign_keys(self):
        self.cr.execute(
            """
            SELECT target.relname, source.relname, att.attname,
                   EXISTS (SELECT FROM pg_index i
                            WHERE i.indrelid = con.conrelid
                              AND i.indkey[0] = att.attnum)
              FROM pg_constraint con
              JOIN pg_class source ON source.oid = con.conrelid
              JOIN pg_class target ON target.oid = con.confrelid
              JOIN pg_attribute att
                ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
             WHERE con.contype = 'f' AND array_length(con.conkey, 1) = 1
               AND source.relnamespace = current_schema::regnamespace
             ORDER BY source.relname, att.attname
            """
        )
        found = defaultdict(list)
        for target, table, column, indexed in self.cr.fetchall():
            if not table.startswith(OWN_TABLES):
                found[target].append(Column(table, column, indexed=indexed))
        return found

    def outgoing_keys(self, table):
        """Foreign keys of ``table`` itself: ``(column, table referred to)``."""
        self.foreign_keys(table)
        return [
            (key.column, target)
            for target, keys in self._foreign_keys.items()
            for key in keys
            if key.table == table
        ]

    def unique_keys(self, column):
        """Unique keys of the table that a change of ``column`` can hurt."""
        if self._unique_keys is None:
            self._unique_keys = self._read_unique_keys()
        keys = self._unique_keys.get(column.table, ())
        return [key for key in keys if key.mentions(column.column)]

    def _read_unique_keys(self):
        self.cr.execute(
            """
            SELECT tab.relname, idx.relname,
                   ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true)
                           FROM generate_series(1, i.indnkeyatts) k),
                   COALESCE(pg_get_expr(i.indpred, i.indrelid), '')
              FROM pg_index i
              JOIN pg_class tab ON tab.oid = i.indrelid
              JOIN pg_class idx ON idx.oid = i.indexrelid
             WHERE i.indisunique AND tab.relnamespace = current_schema::regnamespace
             ORDER BY tab.relname, idx.relname
            """
        )
        found = defaultdict(list)
        for table, name, expressions, predicate in self.cr.fetchall():
            found[table].append(UniqueKey(name, tuple(expressions), predicate))
        # Not a constraint, but as good as one: a record has one file per binary field.
        found["ir_attachment"].append(
            UniqueKey(
                "one file per field",
                ("res_model", "res_id", "res_field"),
                "res_field IS NOT NULL",
            )
        )
        return found

    def references(self, model_name):
        """Columns that refer to ``model_name`` without a foreign key."""
        found = []
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            if model._table.startswith(OWN_TABLES):
                continue
            for name, definition in model._fields.items():
                if definition.store and definition.column_type:
                    column = self._reference_column(model, name, model_name)
                    if column:
                        found.append(column)
        found.append(self._default_column(model_name))
        return found

    def _reference_column(self, model, name, model_name):
        definition = model._fields[name]
        if definition.type == "reference":
            return Column(model._table, name, "reference", model_name)
        if definition.type not in ("integer", "many2one_reference"):
            return None
        companion = getattr(definition, "model_field", None) or _companion(model, name)
        if companion is None or not model._fields[companion].column_type:
            return None
        value = model_name
        if model._fields[companion].type == "many2one":
            value = self.env["ir.model"]._get_id(model_name)
        condition = SQL("t.%s = %s", SQL.identifier(companion), value)
        return Column(model._table, name, condition=condition, model=model_name)

    def _default_column(self, model_name):
        """Default values of many2one fields, which are kept as text."""
        condition = SQL(
            """t.field_id IN (SELECT id FROM ir_model_fields
                               WHERE relation = %s AND ttype = 'many2one')""",
            model_name,
        )
        return Column("ir_default", "json_value", "text", model_name, condition)

    def missing_indexes(self):
        """Columns to partners in large tables that no index leads with.

        Each of them makes a merge, and every deletion of a partner, read its table.

        :return: list of ``table.column``, largest table first
        """
        slow = [key for key in self.foreign_keys("res_partner") if not key.indexed]
        self.cr.execute(
            """
            SELECT relname, reltuples FROM pg_class
             WHERE relname = ANY(%s) AND relnamespace = current_schema::regnamespace
            """,
            [[key.table for key in slow]],
        )
        sizes = dict(self.cr.fetchall())
        slow.sort(key=lambda key: -sizes.get(key.table, 0))
        return [
            f"{key.table}.{key.column}"
            for key in slow
            if sizes.get(key.table, 0) >= LARGE_TABLE
        ]


def _companion(model, name):
    """Name of the field that says which model the number in field ``name`` means."""
    for ending, candidates in (
        ("res_id", ("res_model", "model")),
        ("thread_id", ("model_id",)),
    ):
        if not name.endswith(ending):
            continue
        prefix = name.removesuffix(ending)
        for candidate in candidates:
            definition = model._fields.get(prefix + candidate)
            if definition is not None and definition.store:
                return definition.name
    return None
