"""From customers to the cells of a file, a chunk at a time."""

from collections import Counter

from odoo.tools import html2plaintext

from ..exchange import columns as catalogue

CHUNK = 1000
# Names that are kept between chunks; more are read anew.
MOST_NAMES = 20_000
RELATIONS = (catalogue.MANY2ONE, catalogue.TAGS, catalogue.ALIASES)


class ExportReader:
    """Reads customers in the rights of ``env``, as the cells of an export.

    :param env: of the reader
    :param columns: ``columns.Column`` objects to write, or names of further fields
    """

    def __init__(self, env, columns):
        self.env = env
        self.partners = env["res.partner"].with_context(active_test=False)
        self.cells = [self._cell_reader(column) for column in columns]
        self.fnames = sorted(
            {
                name
                for column in columns
                if (name := getattr(column, "field", column)) and name != "id"
            }
        )
        self.names = {}
        self.external_ids = {}
        self.reads_external = any(
            getattr(column, "kind", None) == catalogue.EXTERNAL_ID for column in columns
        )

    def rows(self, partner_ids):
        """Yield the cells of each customer, in the order of the ids.

        Customers that the reader may not see, or that were deleted meanwhile, are
        passed over. What was read is forgotten after each chunk.
        """
        for start in range(0, len(partner_ids), CHUNK):
            chunk = self.partners.browse(partner_ids[start : start + CHUNK])
            found = {row["id"]: row for row in self._read(chunk)}
            for partner_id in chunk.ids:
                if row := found.get(partner_id):
                    yield [read(row) for read in self.cells]
            self.env.invalidate_all()

    def _read(self, partners):
        """Read through ``read``: whatever guards reading guards the export."""
        # A search applies the rules in the database; they are slow in Python.
        domain = [("id", "in", partners.ids)]
        visible = partners.search_fetch(domain, self.fnames, order="id")
        rows = visible.read(self.fnames, load=None)
        if self.reads_external:
            self.external_ids = self._find_external_ids(visible.ids)
        for column in self.relations:
            self._gather_names(column, rows)
        return rows

    # === Cells === #

    relations = ()

    def _cell_reader(self, column):
        """Return the function that makes the cell of a column from a row."""
        if isinstance(column, str):
            return self._figure_reader(column)
        if column.kind == catalogue.EXTERNAL_ID:
            return lambda row: self.external_ids.get(row["id"], "")
        if column.kind in RELATIONS:
            self.relations = (*self.relations, column)
            return self._relation_reader(column)
        if column.kind in (catalogue.BOOLEAN, catalogue.SELECTION):
            labels = catalogue.labels(self.env, column)
            return lambda row: labels.get(row[column.field], "")
        if self.partners._fields[column.field].type == "html":
            return lambda row: html2plaintext(row[column.field] or "")
        return lambda row: row[column.field] or ""

    def _figure_reader(self, fname):
        field = self.partners._fields[fname]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return lambda row: labels.get(row[fname], "")
        if field.type in ("integer", "float", "monetary"):
            return lambda row: row[fname]
        return lambda row: row[fname] or ""

    def _relation_reader(self, column):
        def read(row):
            value = row[column.field]
            names = self.names[column.key]
            if not value:
                return ""
            if isinstance(value, int):
                return names.get(value, "")
            texts = [names[number] for number in value if names.get(number)]
            return catalogue.SEPARATOR.join(texts)

        return read

    # === Names of what fields lead to === #

    def _gather_names(self, column, rows):
        """Read the names that the rows need and that are not known yet."""
        known = self.names.setdefault(column.key, {})
        if len(known) > MOST_NAMES:
            known.clear()
        wanted = set()
        for row in rows:
            value = row[column.field]
            if isinstance(value, int) and value:
                wanted.add(value)
            elif value:
                wanted.update(value)
        missing = sorted(wanted - known.keys())
        if missing:
            field = self.partners._fields[column.field]
            records = self.env[field.comodel_name].with_context(active_test=False)
            readable = records.search([("id", "in", missing)], order="id")
            known.update(self._texts(column, readable))

    def _texts(self, column, records):
        """Return ``{id: text}`` by which an import finds each record again.

        The name, or the second field by which it is searched where another record has
        the same name: the code of a company, the login of a user.
        """
        second = "ref" if column.key == "parent_id" else None
        if len(column.search) > 1 and column.comodel != "res.country.state":
            second = column.search[1]
        fnames = ["name", *([second] if second else [])]
        rows = records.read(fnames, load=None)
        texts = {row["id"]: row["name"] or "" for row in rows}
        if second:
            shared = self._shared_names(records, list(set(texts.values())))
            for row in rows:
                if row["name"] in shared and row[second]:
                    texts[row["id"]] = row[second]
        return texts

    @staticmethod
    def _shared_names(records, names):
        if "name" not in records._fields or not records._fields["name"].store:
            # The name of a user is that of its partner.
            return {
                n for n, count in Counter(records.mapped("name")).items() if count > 1
            }
        groups = records._read_group([("name", "in", names)], ["name"], ["__count"])
        return {name for name, count in groups if count > 1}

    def _find_external_ids(self, ids):
        rows = self.env["ir.model.data"].sudo()
        domain = [("model", "=", "res.partner"), ("res_id", "in", ids)]
        found = rows.search_fetch(domain, ["module", "name", "res_id"], order="id desc")
        return {row.res_id: f"{row.module}.{row.name}" for row in found}
