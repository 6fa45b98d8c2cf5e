"""From the name in a cell to the record that is meant."""

from babel import Locale

from ....tools.addresses import split_address
from ....tools.headings import fold_heading
from ....tools.values import has_cjk


class Finder:
    """Finds records by name, in every installed language; each table is read once.

    What the user may not read is not found.

    :param env: of the importing user
    """

    def __init__(self, env):
        self.env = env
        self._indexes = {}

    def find(self, column, text):
        """Return the ids that ``text`` names in the column's model, none, one or more.

        :param column: a ``Column`` with a ``comodel``
        """
        index = self._indexes.get(column.comodel)
        if index is None:
            index = self._indexes[column.comodel] = self._read(column)
        return index.get(fold_heading(text), [])

    def find_state(self, text, country_id=None):
        """Return the states of that name or code, of the country where one is given."""
        index = self._indexes.get("res.country.state")
        if index is None:
            index = self._indexes["res.country.state"] = self._read_states()
        found = index.get(fold_heading(text), [])
        if country_id:
            found = [row for row in found if row[1] == country_id]
        ids = list(dict.fromkeys(state_id for state_id, _country in found))
        if not ids and has_cjk(text):
            return self._find_province(text, country_id)
        own = self.env.company.country_id.id
        if len(ids) > 1 and not country_id:
            ids = [row[0] for row in found if row[1] == own] or ids
        return list(dict.fromkeys(ids))

    def _find_province(self, text, country_id):
        code = split_address(text.strip()).state_code
        state = self.env["res.partner"]._find_chinese_state(code)
        if not state or country_id and state.country_id.id != country_id:
            return []
        return state.ids

    def _read(self, column):
        index = {}
        model = self.env[column.comodel]
        domain = [("share", "=", False)] if column.comodel == "res.users" else []
        for spoken in self._in_languages(model):
            for record in spoken.search_read(domain, list(column.search)):
                for name in column.search:
                    if record[name]:
                        self._add(index, record[name], record["id"])
        if column.comodel == "res.country":
            self._add_territories(index, model)
        return index

    def _in_languages(self, model):
        for code, _name in self.env["res.lang"].get_installed():
            yield model.with_context(lang=code)

    def _add(self, index, text, record):
        found = index.setdefault(fold_heading(text), [])
        if record not in found:
            found.append(record)

    def _add_territories(self, index, countries):
        """Names of countries in Chinese, also where that language is not installed."""
        names = Locale("zh").territories
        for country in countries.search([]):
            if name := names.get(country.code):
                self._add(index, name, country.id)

    def _read_states(self):
        index = {}
        for spoken in self._in_languages(self.env["res.country.state"]):
            for state in spoken.search_read([], ["name", "code", "country_id"]):
                for text in (state["name"], state["code"]):
                    self._add(index, text, (state["id"], state["country_id"][0]))
        return index
