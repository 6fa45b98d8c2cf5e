from odoo import api, models
from odoo.fields import Domain
from odoo.modules.db import FunctionStatus
from odoo.tools import SQL

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN


def _index_of_others(expression):
    """Trigram index of the values that are not found by the partner's own indexes."""

    def definition(registry):
        if not registry.has_trigram or registry.has_unaccent == FunctionStatus.PRESENT:
            return ""
        column = expression or registry.unaccent("value")
        # As the ORM asks for it: the database finds no index by another wording.
        return f"USING gin (({column}) gin_trgm_ops) WHERE is_primary IS NOT TRUE"

    return models.Index(definition)


class CustomerContactPoint(models.Model):
    """What finds a customer by a contact point that is not its phone or e-mail."""

    _inherit = "customer.contact.point"

    _value_trigram_idx = _index_of_others("")
    _digits_trigram_idx = _index_of_others(
        f"regexp_replace((value)::text, '{PHONE_REGEX_PATTERN}'::text, ''::text,"
        " 'g'::text)"
    )

    @api.model
    def _search_domains(self, text, digits):
        """Domains of contact points that hold a text, or digits of a phone, if given.

        The partner's own phone and e-mail are left out: the partner's indexes serve
        them.
        """
        others = Domain("is_primary", "=", False)
        domains = [others & Domain("value", "ilike", text)] if text else []
        if digits:
            domains.append(others & self._digits_domain(digits))
        return domains

    @api.model
    def _digits_domain(self, digits):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "regexp_replace((%s)::text, %s, '', 'g') LIKE %s",
                SQL.identifier(alias, "value"),
                PHONE_REGEX_PATTERN,
                f"%{digits}%",
            )
        )
