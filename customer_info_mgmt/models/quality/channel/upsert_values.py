"""The values that other systems may send, and how each is read."""

from dataclasses import dataclass, field

from odoo import fields
from odoo.exceptions import UserError

from ....tools import birthday as birthdays

# Name in the interface, field of the partner. Nothing else can be written.
TEXTS = {
    name: name
    for name in (
        "name",
        "phone",
        "email",
        "website",
        "street",
        "street2",
        "city",
        "zip",
        "vat",
        "ref",
        "function",
        "salutation",
        "occupation",
        "hobbies",
    )
}
CHOICES = {"gender": "gender", "company_size": "company_size"}
# Read by a method ``_read_<name>`` of ``ValueReader``.
CODES = {
    "is_company": "is_company",
    "birthday": "birthday",
    "country": "country_id",
    "state": "state_id",
    "industry": "industry_id",
    "group": "customer_group_id",
    "lang": "lang",
    "tags": "category_id",
}
FIELDS = {**TEXTS, **CHOICES, **CODES}
# Parts of one thing: half of one address and half of another is none.
ADDRESS = ("street", "street2", "city", "zip", "state_id", "country_id")
TEXT_LENGTH = 500
TRUE, FALSE = ("true", "yes", "1", "是"), ("false", "no", "0", "否")


def is_storable(text):
    """Tell whether the database can hold a text: no NUL, no half characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def storable(text):
    """Return ``text`` with a question mark for what no database can hold."""
    return text.replace("\x00", "?").encode(errors="replace").decode()


class Refusal(Exception):
    """A record or a value that cannot be taken; the text says why."""


@dataclass
class Item:
    """One record of a call on its way.

    :param place: its place in the call
    :param external_id: id in the other system
    :param values: values as for ``write``, as they came
    :param tags: ids of tags to add
    :param points: values of contact points, without partner
    :param keys: match keys that hardly two customers share
    :param partner: the customer, once it is known
    :param fates: ``{field: Fate}`` of what happens with each value
    :param taken: names of the fields whose value is taken
    :param kept: what the caller is told of values that are not
    :param added: contact points that are new
    """

    place: int
    external_id: str = ""
    values: dict = field(default_factory=dict)
    tags: list = field(default_factory=list)
    points: list = field(default_factory=list)
    keys: frozenset = frozenset()
    partner: object = None
    is_known: bool = False
    action: str = ""
    reasons: list = field(default_factory=list)
    pairs: list = field(default_factory=list)
    fates: dict = field(default_factory=dict)
    taken: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    added: list = field(default_factory=list)


class ValueReader:
    """Reads the values of one call; what it has looked up it remembers.

    :param channel: ``customer.channel`` that sends them
    """

    def __init__(self, channel):
        self.channel = channel
        self.env = channel.env
        self.mapping = channel.sudo()._get_mapping()
        self.found = {}

    def read_record(self, place, record):
        """Return the ``Item`` of a record.

        :raise Refusal: with everything that is wrong with it, in words
        """
        if not isinstance(record, dict):
            raise Refusal(
                self.env._("A record is an object with external_id and values.")
            )
        item = Item(place, self.read_external_id(record))
        problems = [
            self.env._("%s: unknown part of a record.", name)
            for name in record
            if name not in ("external_id", "values", "contact_points")
        ]
        for part, read in (
            ("values", self._read_values),
            ("contact_points", self._read_points),
        ):
            if record.get(part):
                problems += read(item, record[part])
        if problems:
            raise Refusal("\n".join(problems))
        return item

    def read_external_id(self, record):
        """Return the id as text.

        :raise Refusal: where there is none
        """
        value = record.get("external_id") if isinstance(record, dict) else None
        if isinstance(value, bool) or not isinstance(value, str | int):
            value = ""
        value = str(value).strip()
        if not value or len(value) > 250 or not is_storable(value):
            raise Refusal(
                self.env._("external_id: give the id of the customer there, as text.")
            )
        return value

    def _read_values(self, item, values):
        if not isinstance(values, dict):
            return [self.env._("values: an object of names and values.")]
        problems, translated = [], {}
        for name, value in values.items():
            if value is None or value is False and name != "is_company" or value == "":
                continue  # what is not said changes nothing
            try:
                target, value = self._translate(name, value)
                if target:
                    translated[target] = value
            except Refusal as refusal:
                problems.append(f"{name}: {refusal}")
        # A state is found within its country.
        for name in sorted(translated, key=lambda name: name == "state"):
            try:
                self._read_one(item, name, translated[name])
            except (Refusal, UserError) as refusal:
                problems.append(f"{name}: {refusal}")
        self._split_address(item)
        return problems

    def _translate(self, name, value):
        """Return our name and value for those of the channel; no name: left out."""
        target, values = self.mapping.get(name, (name, {}))
        if target and target not in FIELDS:
            raise Refusal(
                self.env._(
                    "there is no such value. Leave it out, or map the name on the"
                    " channel %s.",
                    self.channel.name,
                )
            )
        return target, values.get(str(value), value)

    def _read_one(self, item, name, value):
        if name in TEXTS:
            item.values[TEXTS[name]] = self._text(value)
        elif name in CHOICES:
            item.values[name] = self._choice(name, value)
        elif name == "tags":
            item.tags = self._read_tags(value)
        else:
            read = getattr(self, f"_read_{name}")
            item.values[CODES[name]] = read(value, item)

    def _text(self, value):
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refusal(self.env._("give a text."))
        if not is_storable(str(value).replace("\x00", "")):
            raise Refusal(self.env._("the characters were destroyed on the way."))
        text = str(value).replace("\x00", "").strip()
        if len(text) > TEXT_LENGTH:
            raise Refusal(
                self.env._("longer than %s characters; shorten it.", TEXT_LENGTH)
            )
        return text

    def _choice(self, name, value):
        known = self.env["res.partner"]._fields[name].get_values(self.env)
        if value not in known:
            raise Refusal(self.env._("give one of %s.", ", ".join(known)))
        return value

    def _read_is_company(self, value, _item):
        text = str(value).strip().lower()
        if text not in TRUE + FALSE:
            raise Refusal(self.env._("give true or false."))
        return text in TRUE

    def _read_birthday(self, value, _item):
        partners = self.env["res.partner"]
        text = self._text(value)
        today = fields.Date.context_today(partners)
        try:
            birthday = birthdays.parse(text, today)
            birthday.check(today)
        except birthdays.BirthdayError as error:
            raise Refusal(str(partners._birthday_error(text, error))) from None
        return str(birthday)

    def _read_country(self, value, _item):
        text = self._text(value)
        return self._find(
            "res.country", [("code", "=ilike", text)], text, [("name", "=ilike", text)]
        )

    def _read_state(self, value, item):
        text = self._text(value)
        country = item.values.get("country_id")
        within = [("country_id", "=", country)] if country else []
        return self._find(
            "res.country.state",
            [("code", "=ilike", text), *within],
            f"{country}/{text}",
            [("name", "=ilike", text), *within],
        )

    def _read_industry(self, value, _item):
        text = self._text(value)
        return self._find("res.partner.industry", [("name", "=ilike", text)], text)

    def _read_group(self, value, _item):
        text = self._text(value)
        return self._find(
            "customer.group", [("code", "=", text)], text, [("name", "=ilike", text)]
        )

    def _read_lang(self, value, _item):
        text = self._text(value)
        if text not in dict(self.env["res.lang"].get_installed()):
            raise Refusal(self.env._("the language %s is not installed here.", text))
        return text

    def _read_tags(self, value):
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list):
            raise Refusal(self.env._("give a list of names."))
        return [
            self._find("res.partner.category", [("name", "=ilike", text)], text)
            for text in map(self._text, names)
            if text
        ]

    def _find(self, model, domain, text, otherwise=None):
        """Return the id of the record that is meant; each is looked up once.

        :raise Refusal: where there is none, or none that the user may see
        """
        place = (model, text)
        if place not in self.found:
            records = self.env[model].search(domain, limit=1)
            if not records and otherwise:
                records = self.env[model].search(otherwise, limit=1)
            self.found[place] = records.id
        if not self.found[place]:
            raise Refusal(
                self.env._(
                    "%(value)s is not known here (%(kind)s). Create it first, or map it"
                    " on the channel.",
                    value=text.rpartition("/")[2],
                    kind=self.env[model]._description,
                )
            )
        return self.found[place]

    def _read_points(self, item, points):
        kinds = dict(self.env["customer.contact.point"]._fields["kind"].selection)
        if not isinstance(points, list):
            return [
                self.env._("contact_points: a list of objects with kind and value.")
            ]
        problems = []
        for point in points:
            try:
                if not isinstance(point, dict) or point.get("kind") not in kinds:
                    raise Refusal(self.env._("kind is one of %s.", ", ".join(kinds)))
                values = {"kind": point["kind"], "value": self._text(point["value"])}
                if point.get("label"):
                    values["label"] = self._text(point["label"])
                item.points.append(values)
            except (Refusal, KeyError) as refusal:
                problems.append(f"contact_points: {refusal}")
        return problems

    def _split_address(self, item):
        """A Chinese address in one line is split here, whatever the customer has: the
        same call then finds the same the second time."""
        partners = self.env["res.partner"]
        countries = partners._countries_of(item.values)
        item.values.update(partners._split_street(item.values, countries, []))
