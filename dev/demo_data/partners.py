"""The planned customers as partners with their people and trading terms."""

from .customer_file import Files
from .customers import MAIN, SECOND, Customer
from .world import World

LANGUAGE = "en_US"


class Book:
    """Turns planned customers into partners.

    Looks countries, provinces, industries and terms up once.
    """

    def __init__(self, world: World, pricelists: dict, files: Files):
        self._world = world
        self._pricelists = pricelists
        self._files = files
        env = world.env
        self._countries = {
            one.code: one.id for one in env["res.country"].search([("code", "!=", "")])
        }
        self._states = {
            (one.country_id.code, one.code): one.id
            for one in env["res.country.state"].search([])
        }
        self._industries = {
            one.name: one.id for one in env["res.partner.industry"].search([])
        }
        self._terms = {
            one.name: one.id for one in env["account.payment.term"].search([])
        }

    def enter(self, company: str, customers: list[Customer]):
        """Create the partners of these customers, with their contacts."""
        env = self._world.on(company)
        partners = env["res.partner"].create([self._values(one) for one in customers])
        for customer, partner in zip(customers, partners, strict=True):
            self._world.partners[customer.number] = partner

    def _values(self, customer: Customer) -> dict:
        """Return the values of a partner."""
        owner = customer.owner and self._world.users[customer.owner].id
        values = {
            "name": customer.name,
            "is_company": customer.is_company,
            "lang": LANGUAGE,
            "phone": customer.phone or False,
            "email": customer.email or False,
            "website": customer.website or False,
            "user_id": owner,
            "industry_id": self._industries.get(customer.industry),
            "customer_rank": 1,
            "property_payment_term_id": self._terms.get(customer.term),
            "child_ids": [(0, 0, child) for child in self._children(customer, owner)],
            **self._files.values(customer),
            **self._address(customer),
        }
        pricelist = self._pricelists.get(self._pricelist_key(customer))
        if pricelist:
            values["specific_property_product_pricelist"] = pricelist.id
        return values

    def _address(self, customer: Customer) -> dict:
        """Return the address fields."""
        place = customer.place
        if not customer.street:
            return {"country_id": self._countries[place.country]}
        return {
            "street": customer.street,
            "city": place.city,
            "zip": customer.zip,
            "state_id": self._states.get((place.country, place.state)),
            "country_id": self._countries[place.country],
        }

    def _children(self, customer: Customer, owner) -> list[dict]:
        """Return the values of a company's people and further addresses."""
        place = customer.place
        children = [
            {
                "name": contact.name,
                "type": "contact",
                "function": contact.function,
                "phone": contact.phone or False,
                "email": contact.email or False,
                "lang": LANGUAGE,
                "user_id": owner,
                **self._files.contact_values(customer, contact, nth),
            }
            for nth, contact in enumerate(customer.contacts)
        ]
        for address in self._files.addresses(customer):
            country = {
                "city": place.city,
                "state_id": self._states.get((place.country, place.state)),
                "country_id": self._countries[place.country],
            }
            children.append({**country, **address})
        return children

    def _pricelist_key(self, customer: Customer) -> tuple:
        """Return which price list a customer gets."""
        if customer.company == SECOND:
            return SECOND, "retail"
        if customer.region == "west" and customer.is_company:
            return MAIN, "export"
        if customer.pattern in ("key", "growing", "regular"):
            return MAIN, "wholesale"
        return MAIN, "retail"
