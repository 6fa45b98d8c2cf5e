"""References to a record inside JSON columns: values per company, and properties."""

from odoo.tools import SQL


class JsonReferences:
    """Finds and rewrites references that live inside JSON.

    :param engine: the ``MergeEngine`` that notes the changes
    :param model: model that the references mean
    :param mapping: SQL name of the table ``(merge_id, src, dst)``
    """

    def __init__(self, engine, model, mapping):
        self.engine = engine
        self.env = engine.env
        self.cr = engine.cr
        self.model = model
        self.mapping = mapping
        self._by_source = None

    def run(self):
        for definition in self.env.registry.many2one_company_dependents[self.model]:
            model = self.env[definition.model_name]
            if model._auto and not model._abstract:
                self._rewrite(model._table, definition.name, self._keys_by_company)
        for model in self.env.registry.values():
            if model._abstract or not model._auto:
                continue
            for name, definition in model._fields.items():
                if definition.type == "properties" and definition.store:
                    self._rewrite_properties(model, name, definition)

    @property
    def by_source(self):
        """``{source id: (merge id, destination id)}``"""
        if self._by_source is None:
            self.cr.execute(SQL("SELECT src, merge_id, dst FROM %s", self.mapping))
            self._by_source = {src: pair for src, *pair in self.cr.fetchall()}
        return self._by_source

    def _rewrite_properties(self, model, name, definition):
        keys = self._property_keys(model, definition)
        if keys:
            self._rewrite(model._table, name, keys.__contains__, tuple(keys))

    def _property_keys(self, model, definition):
        """Names of the properties that hold records of the model."""
        holder = self.env[model._fields[definition.definition_record].comodel_name]
        column = holder._fields[definition.definition_record_field]
        if not column.column_type or not holder._auto:
            return set()
        self.cr.execute(
            SQL(
                """SELECT DISTINCT item->>'name'
                     FROM %(table)s t,
                          jsonb_array_elements(CASE jsonb_typeof(t.%(column)s)
                              WHEN 'array' THEN t.%(column)s ELSE '[]' END) item
                    WHERE item->>'comodel' = %(model)s""",
                table=SQL.identifier(holder._table),
                column=SQL.identifier(column.name),
                model=self.model,
            )
        )
        return {name for (name,) in self.cr.fetchall()}

    @staticmethod
    def _keys_by_company(key):
        return key.isdecimal()

    def _rewrite(self, table, name, is_reference, keys=()):
        """Rewrite one JSON column, row by row in Python: such rows are few."""
        column = SQL("t.%s", SQL.identifier(name))
        some_key = SQL("jsonb_exists_any(%s, %s)", column, list(keys))
        self.cr.execute(
            SQL(
                """SELECT t.id, %(column)s FROM %(table)s t
                    WHERE %(where)s ORDER BY t.id""",
                column=column,
                table=SQL.identifier(table),
                where=some_key if keys else SQL("%s IS NOT NULL", column),
            )
        )
        for row_id, value in self.cr.fetchall():
            new, merge_id = self._replaced(value, is_reference)
            if new != value:
                cells = {name: (value, new)}
                self.engine.rewrite(table, [(merge_id, row_id, cells)])

    def _replaced(self, value, is_reference):
        """The JSON with destinations for sources, and the last merge that caused it."""
        new, cause = dict(value), None
        for key, held in value.items():
            if not is_reference(key):
                continue
            many = isinstance(held, list)
            numbers = held if many else [held]
            for number in numbers:
                # ids alone: a property may hold anything under the same name
                if isinstance(number, int) and number in self.by_source:
                    cause = self.by_source[number][0]
            kept = dict.fromkeys(
                self.by_source[number][1]
                if isinstance(number, int) and number in self.by_source
                else number
                for number in numbers
            )
            new[key] = list(kept) if many else next(iter(kept), None)
        return new, cause
