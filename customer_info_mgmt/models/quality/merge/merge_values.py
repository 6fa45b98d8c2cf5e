"""Which value the surviving partner gets, column by column. No database in here."""

import re

# These belong together: half an address of one record and half of another is a third,
# wrong address. A choice is made for the whole block, under the name of its key.
BLOCKS = {
    "street": (
        "street",
        "street2",
        "zip",
        "city",
        "state_id",
        "country_id",
        "partner_latitude",
        "partner_longitude",
    ),
    "birth_year": ("birth_year", "birth_month", "birth_day"),
}
# What makes an address one: a country alone, often filled in by default, does not.
BLOCK_CORE = {"street": ("street", "street2", "zip", "city")}
_MARKUP = re.compile(r"<[^>]*>|&nbsp;|\s")


def is_empty(value):
    """Whether a raw column value says nothing: NULL, 0, "", {}, empty markup."""
    if not value:
        return True
    return isinstance(value, str) and "<" in value and not _MARKUP.sub("", value)


def most_complete_first(rows, columns):
    """Sort raw rows: the most columns filled first, the latest change among equals."""
    return sorted(
        rows,
        key=lambda row: (
            sum(not is_empty(row.get(name)) for name in columns),
            row.get("write_date") or "",
            row["id"],
        ),
        reverse=True,
    )


class MergeValues:
    """The rule by which several raw partner rows become one.

    :param kinds: what each column is: ``plain``, ``company`` (one value per company,
        JSON), ``keys`` (JSON that is joined key by key), ``flag``, ``sum``
    """

    def __init__(self, kinds):
        self.kinds = kinds
        in_blocks = {name for block in BLOCKS.values() for name in block}
        self.singles = [name for name in kinds if name not in in_blocks]
        self.blocks = {
            key: [name for name in names if name in kinds]
            for key, names in BLOCKS.items()
            if key in kinds
        }

    def chosen_row(self, key, destination, sources, choices):
        """The row whose value is taken for ``key`` (a column or the key of a block)."""
        by_id = {row["id"]: row for row in (destination, *sources)}
        if choices.get(key) in by_id:
            return by_id[choices[key]]
        core = BLOCK_CORE.get(key) or self.blocks.get(key) or (key,)
        for row in (destination, *sources):
            if any(not is_empty(row.get(name)) for name in core):
                return row
        return destination

    def decide(self, destination, sources, choices=()):
        """Columns of the destination that change, with their new raw values.

        :param destination: raw row (a dict as PostgreSQL's ``to_jsonb`` gives it)
        :param sources: raw rows that are merged into it
        :param choices: id of the row to take a value from, by column or block key
        """
        choices = dict(choices)
        ordered = most_complete_first(sources, self.kinds)
        new = {}
        for key, names in self.blocks.items():
            row = self.chosen_row(key, destination, ordered, choices)
            new.update({name: row.get(name) for name in names})
        for name in self.singles:
            rule = getattr(self, f"_decide_{self.kinds[name]}")
            new[name] = rule(name, destination, ordered, choices)
        new["company_id"] = self._common_company([destination, *ordered])
        return {
            name: value
            for name, value in new.items()
            if value != destination.get(name)
            and not (is_empty(value) and is_empty(destination.get(name)))
        }

    def _decide_plain(self, name, destination, sources, choices):
        return self.chosen_row(name, destination, sources, choices).get(name)

    def _decide_company(self, name, destination, sources, choices):
        chosen = self.chosen_row(name, destination, sources, choices)
        joined = {}
        for row in (*reversed(sources), destination, chosen):
            joined.update(row.get(name) or {})
        return joined or None

    _decide_keys = _decide_company

    def _decide_flag(self, name, destination, sources, choices):
        if name in choices:
            return self.chosen_row(name, destination, sources, choices).get(name)
        return any(row.get(name) for row in (destination, *sources))

    def _decide_sum(self, name, destination, sources, choices):
        return sum(row.get(name) or 0 for row in (destination, *sources))

    @staticmethod
    def _common_company(rows):
        """A record that everybody shared stays shared: its documents are anybody's."""
        companies = {row.get("company_id") for row in rows}
        return companies.pop() if len(companies) == 1 else None
