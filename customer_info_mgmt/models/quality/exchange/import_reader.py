"""From the cells of a row to the values of a customer, with what is wrong in words."""

from datetime import date, time, timedelta

from odoo import fields

from ....tools.headings import fold_heading
from ....tools.names import has_legal_form
from ....tools.sheet_reader import BROKEN, cell_text
from . import columns as catalogue
from .import_cells import CellKinds
from .import_finder import Finder
from .import_row import BadCell, Row

LONGEST_TEXT = 20_000
ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
# Fields of companies that their contacts share.
OF_COMPANY = ("vat", "company_registry", "industry_id", "company_size")


class CustomerReader(CellKinds):
    """Reads the rows of one import.

    :param env: of the importing user, in the company of the import
    :param mapping: list of ``(place, Column, value map)``; the value map leads from
        folded texts to the texts that stand for them
    :param options: dict: ``wrong_values`` (refuse, mark), ``date_order`` (dmy, mdy or
        empty), ``create_missing``, ``customer_type`` (guess, company, person),
        ``defaults`` (values for new customers)
    """

    def __init__(self, env, mapping, options):
        self.env = env
        self.partners = env["res.partner"]
        self.options = options
        self.finder = Finder(env)
        self.today = fields.Date.context_today(self.partners)
        self._words = {}
        # Countries first: phones and tax numbers are read by them.
        first = {"country_id": 0, "state_id": 1, "name": 2, "mobile": 4}
        self.mapping = sorted(mapping, key=lambda item: first.get(item[1].key, 3))
        self.is_mapped = {column.key for _place, column, _map in mapping}
        self._methods = [
            (place, column, values, getattr(self, f"_read_{column.kind}"), {})
            for place, column, values in self.mapping
        ]
        own = env.company.country_id
        self.own_countries = (own.code,) if own.code else ()

    # === A row === #

    def read_row(self, number, cells):
        """Return the ``Row`` of these cells; never raises for what they hold."""
        row = Row(number)
        for place, column, value_map, method, cache in self._methods:
            value = cells[place]
            if value == "" or value is None:
                continue
            try:
                text = self._text(value, column)
                if value_map:
                    text = value_map.get(fold_heading(text), text)
                if text.strip():
                    method(row, column, text, value, cache)
            except BadCell as error:
                row.bad.append((place, str(error)))
            except RecursionError:
                row.bad.append((place, self.env._("This cell cannot be read.")))
        self._complete(row)
        return row

    def _text(self, value, column):
        if isinstance(value, str):
            text = value.replace("\0", "") if "\0" in value else value
            if text.startswith("#") and BROKEN.match(text.strip()):
                raise BadCell(
                    self.env._(
                        "%s: the formula of this cell failed. Enter its value.",
                        text.strip(),
                    )
                )
            if len(text) > LONGEST_TEXT:
                raise BadCell(
                    self.env._("Longer than %s characters. Shorten it.", LONGEST_TEXT)
                )
            return text
        if isinstance(value, (date, time, timedelta)):
            self._refuse_date(value, column)
        return cell_text(value)

    def _refuse_date(self, value, column):
        dated = column.kind in (catalogue.BIRTHDAY, catalogue.DATE)
        if not dated or isinstance(value, (time, timedelta)):
            raise BadCell(
                self.env._(
                    "The spreadsheet made a date or time of it (%s). Format the cell "
                    "as text and type it again.",
                    cell_text(value),
                )
            )

    def _complete(self, row):
        """Look at the row as a whole."""
        values = row.values
        contact = values.get("_contact")
        if not values.get("name"):
            if contact and not contact.get("name"):
                contact = None
            known = values.keys() & {"_id", "_external_id", "_identity", "ref"}
            if not contact and not known and not self._is_bad(row, "name"):
                place = self._place("name")
                row.bad.append((place, self.env._("The name is missing.")))
        if contact and not contact.get("name"):
            place = self._place("contact_name")
            row.bad.append(
                (place, self.env._("The name of the contact person is missing."))
            )
        self._complete_address(row)
        self._complete_type(values)

    def _is_bad(self, row, key):
        place = self._place(key)
        return place is not None and any(bad[0] == place for bad in row.bad)

    def _place(self, key):
        return next(
            (place for place, column, _map in self.mapping if column.key == key), None
        )

    def _complete_type(self, values):
        """Say of a new record whether it is a company."""
        if "is_company" in values or not values.get("name") or values.get("_parent"):
            return
        kind = self.options.get("customer_type") or "guess"
        if kind == "guess":
            values["_is_company"] = bool(
                values.get("vat")
                or values.get("_contact")
                or values.get("company_registry")
                or has_legal_form(values["name"])
            )
        else:
            values["_is_company"] = kind == "company"

    def _complete_address(self, row):
        values = row.values
        if district := values.pop("_district", None):
            street = values.get("street") or ""
            if not street.startswith(district):
                glue = "" if not district.isascii() else ", "
                values["street"] = f"{district}{glue if street else ''}{street}"
        if values.get("street") and not (values.get("city") or values.get("state_id")):
            notes = []
            values.update(
                self.partners._split_street(values, self._countries(row), notes)
            )
            row.notes += notes
        if values.get("_parent"):
            for name in OF_COMPANY:
                values.pop(name, None)
            if "type" not in values and any(values.get(name) for name in ADDRESS):
                values["type"] = "other"

    def _countries(self, row):
        code = row.values.get("_country_code")
        return (code, *self.own_countries) if code else self.own_countries
