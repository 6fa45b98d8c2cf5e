"""Partners: companies, people, contacts, and those entered twice."""

from rows import Rows
from words import (
    CHINESE_PLACES,
    CHINESE_TRADES,
    CHINESE_WORDS,
    CITIES,
    COMPANY_FORMS,
    COMPANY_TRADES,
    COMPANY_WORDS,
    FIRST_NAMES,
    GIVEN,
    LAST_NAMES,
    SURNAMES,
)

LAST_DAY = "2026-06-30"


class PartnerRows(Rows):
    """Numbered companies first, then people, contacts, duplicates."""

    def _person_name(self, chinese, purpose):
        word = self.random.word
        return (
            f"CASE WHEN {chinese} THEN {word(SURNAMES, 'n', purpose)} || "
            f"{word(GIVEN, 'n', purpose + 1)} "
            f"ELSE {word(FIRST_NAMES, 'n', purpose + 2)} || ' ' || "
            f"{word(LAST_NAMES, 'n', purpose + 3)} END"
        )

    def _company_name(self, chinese, purpose):
        word = self.random.word
        return (
            f"CASE WHEN {chinese} THEN {word(CHINESE_PLACES, 'n', purpose)} || "
            f"{word(CHINESE_WORDS, 'n', purpose + 1)} || "
            f"{word(CHINESE_WORDS, 'n', purpose + 2)} || "
            f"{word(CHINESE_WORDS, 'n', purpose + 3)} || "
            f"{word(CHINESE_TRADES, 'n', purpose + 4)} || '有限公司' "
            f"ELSE {word(COMPANY_WORDS, 'n', purpose + 5)} || ' ' || "
            f"{word(LAST_NAMES, 'n', purpose + 6)} || ' ' || "
            f"{word(COMPANY_TRADES, 'n', purpose + 7)} || ' ' || "
            f"{word(COMPANY_FORMS, 'n', purpose + 8)} END"
        )

    def _phone(self, chinese, purpose):
        """Digits with country code, and how somebody may have typed them."""
        digits = (
            f"CASE WHEN {chinese} THEN '861' || (3000000000 + floor("
            f"{self.random.number('n', purpose)} * 6999999999)::bigint)::text "
            f"ELSE '44' || (7000000000 + floor("
            f"{self.random.number('n', purpose)} * 999999999)::bigint)::text END"
        )
        kind = self.random.integer(0, 3, "n", purpose + 1)
        typed = (
            f"CASE {kind} WHEN 0 THEN '+' || d WHEN 1 THEN '+' || left(d, 2) || ' ' || "
            "substr(d, 3, 3) || ' ' || substr(d, 6, 4) || ' ' || substr(d, 10) "
            "WHEN 2 THEN substr(d, 3, 3) || '-' || substr(d, 6, 4) || '-' || "
            "substr(d, 10) ELSE '00' || d END"
        )
        return digits, typed

    def _partner_source(self):
        """Rows of the originals: companies, people, contacts, in this order."""
        chinese = f"({self.random.number('n', 10)} < 0.6)"
        digits, _typed = self._phone("chinese", 40)
        return f"""(
            SELECT raw.*, {digits} AS d,
                   CASE WHEN n <= {self.companies}
                        THEN {self._company_name("chinese", 20)}
                        ELSE {self._person_name("chinese", 30)}
                   END AS name
              FROM (
                SELECT n, {chinese} AS chinese, n <= {self.companies} AS is_company,
                       n > {self.customers} AS is_contact,
                       CASE WHEN n > {self.customers} THEN
                            {self.random.integer(1, self.companies, "n", 11)}
                       END AS parent
                  FROM generate_series(1, {self.originals}) AS n
              ) AS raw
        ) AS p"""

    def _partners(self, cr):
        _digits, typed = self._phone("chinese", 40)
        first = self.first
        code = "CASE WHEN NOT is_contact THEN 'K' || lpad(n::text, 7, '0') END"
        email = (
            "'c' || n || '@' || CASE WHEN chinese THEN 'mail.cn' ELSE 'mail.test' END"
        )
        email = f"CASE WHEN {self.random.number('n', 50)} < 0.7 THEN {email} END"
        rows = self._insert(
            cr,
            "res_partner",
            self._partner_source(),
            {
                "id": f"{first} + n",
                "name": "name",
                "complete_name": "name",
                "parent_id": f"{first} + parent",
                "commercial_partner_id": f"{first} + COALESCE(parent, n)",
                "is_company": "is_company",
                "type": "'contact'",
                "customer_rank": "CASE WHEN is_contact THEN 0 ELSE 1 END",
                "supplier_rank": "0",
                "ref": code,
                "phone": typed,
                "phone_sanitized": "'+' || d",
                "email": email,
                "email_normalized": email,
                "city": f"CASE WHEN chinese THEN "
                f"{self.random.word(CHINESE_PLACES, 'n', 51)} ELSE "
                f"{self.random.word(CITIES, 'n', 52)} END",
                "country_id": "(SELECT id FROM res_country WHERE code = "
                "CASE WHEN chinese THEN 'CN' ELSE 'GB' END)",
                "user_id": f"CASE WHEN NOT is_contact AND "
                f"{self.random.number('n', 53)} < 0.6 THEN {self.user} END",
                **self._partner_constants(),
            },
        )
        cr.execute(
            """
            UPDATE res_partner contact
               SET complete_name = company.name || ', ' || contact.name,
                   commercial_company_name = company.name
              FROM res_partner company
             WHERE company.id = contact.parent_id AND contact.id > %s
            """,
            [first],
        )
        return rows

    def _partner_constants(self):
        return {
            "active": "TRUE",
            "lang": "'en_US'",
            "color": "0",
            "employee": "FALSE",
            "partner_share": "TRUE",
            "message_bounce": "0",
            "autopost_bills": "'ask'",
            **self._log(f"'{LAST_DAY}'::timestamp - interval '3 years'"),
        }

    def _duplicates(self, cr):
        """Customers that somebody entered once more, with the errors people make."""
        error = self.random.integer(0, 4, "n", 61)
        cut = "greatest(1, length(name) - 2)"
        name = (
            f"CASE {error} WHEN 0 THEN upper(name) "
            f"WHEN 1 THEN left(name, {cut}) || right(name, 1) || "
            f"substr(name, {cut} + 1, 1) "
            "WHEN 2 THEN replace(replace(name, '有限公司', ''), ' Ltd', ' Limited') "
            "WHEN 3 THEN name || ' ' ELSE name END"
        )
        number = self.random.integer(1, self.customers, "n", 60)
        source = f"""(
            SELECT n, twin.*
              FROM generate_series({self.originals + 1}, {self.partners}) AS n
              JOIN res_partner twin ON twin.id = {self.first} + {number}
        ) AS copy"""
        return self._insert(
            cr,
            "res_partner",
            source,
            {
                "id": f"{self.first} + n",
                "name": name,
                "complete_name": name,
                "commercial_partner_id": f"{self.first} + n",
                "is_company": "is_company",
                "type": "'contact'",
                "customer_rank": "1",
                "supplier_rank": "0",
                "ref": "'K' || lpad(n::text, 7, '0')",
                "phone": f"CASE WHEN {self.random.number('n', 62)} < 0.6 THEN "
                "replace(phone_sanitized, '+', '00') END",
                "phone_sanitized": f"CASE WHEN {self.random.number('n', 62)} < 0.6 "
                "THEN phone_sanitized END",
                "email": f"CASE WHEN {self.random.number('n', 63)} < 0.5 "
                "THEN upper(email) END",
                "email_normalized": f"CASE WHEN {self.random.number('n', 63)} < 0.5 "
                "THEN email END",
                "city": "city",
                "country_id": "country_id",
                **self._partner_constants(),
            },
        )

    def _aliases(self, cr):
        return self._insert(
            cr,
            "customer_alias",
            f"res_partner WHERE id > {self.first} AND is_company AND id % 20 = 0",
            {
                "id": f"id - {self.first}",
                "partner_id": "id",
                "name": "'Bench ' || left(name, 4) || ' ' || id",
                "kind": "'short'",
                **self._log("now()"),
            },
        )
