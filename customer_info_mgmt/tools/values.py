"""What every normaliser returns, and the words for what can be wrong with a value."""

import re
import unicodedata
from dataclasses import dataclass

# Wrong: no such thing can exist. Unusual: it may be right, but it mostly is not.
WRONG = "wrong"
UNUSUAL = "unusual"

# One sentence each: what is the matter, and the way out.
PROBLEMS = {
    # phones
    "phone_no_digits": (WRONG, "There is no number in it. Enter the digits."),
    "phone_too_short": (WRONG, "Too few digits for a phone number. Ask for it again."),
    "phone_too_long": (
        WRONG,
        "Too many digits for one phone number. Separate several numbers with a slash.",
    ),
    "phone_country_code": (
        WRONG,
        "No country has this prefix. Check what follows the +.",
    ),
    "phone_placeholder": (
        WRONG,
        "A number that somebody makes up to fill the field. Leave it empty instead.",
    ),
    "phone_unassigned": (
        UNUSUAL,
        "The country gives out no such number. Check the digits once more.",
    ),
    "phone_no_area": (UNUSUAL, "The area code is missing. Put it in front."),
    "phone_no_country": (
        UNUSUAL,
        "The country is not known. Begin with + and the country prefix, "
        "or set the country of the address.",
    ),
    "phone_service": (
        UNUSUAL,
        "A service number that everybody can dial, not a customer.",
    ),
    "phone_several": (
        UNUSUAL,
        "Several numbers in one field; the first one was kept here, "
        "the others are further contact points.",
    ),
    # e-mails
    "email_no_at": (
        WRONG,
        "There is no @ in it. An e-mail address is name@company.com.",
    ),
    "email_no_name": (WRONG, "There is nothing before the @."),
    "email_no_domain": (WRONG, "The part after the @ is not a complete domain."),
    "email_characters": (
        WRONG,
        "It holds characters that no e-mail address may have. Remove them.",
    ),
    "email_placeholder": (
        WRONG,
        "An address that somebody makes up to fill the field. Leave it empty instead.",
    ),
    "email_typo": (
        UNUSUAL,
        "The domain looks like a slip of a well-known one. Check it.",
    ),
    # accounts
    "account_qq": (WRONG, "A QQ number has 5 to 11 digits. Check it."),
    "account_wechat": (
        UNUSUAL,
        "A WeChat id has 6 to 20 letters and digits and begins with a letter. "
        "A name that WeChat shows is no id: it changes.",
    ),
    # names
    "name_empty": (WRONG, "There is no name in it."),
    "name_encoding": (
        WRONG,
        "The characters were destroyed on the way. Type the name again or import the "
        "file with the right encoding.",
    ),
    "name_placeholder": (
        UNUSUAL,
        "A name that somebody makes up to fill the field. Enter the real one.",
    ),
    "name_no_letters": (UNUSUAL, "A name without a letter. Check it."),
    "name_is_email": (UNUSUAL, "An e-mail address in place of a name."),
    "name_is_phone": (UNUSUAL, "A phone number in place of a name."),
    # addresses
    "zip_format": (WRONG, "The country has no postal code of this form. Check it."),
    "address_order": (
        UNUSUAL,
        "The parts of the address contradict each other. "
        "Check province, city and district.",
    ),
    # dates
    "date_unreadable": (WRONG, "Not a date. Write it as year-month-day, 1990-05-20."),
    "date_no_such_day": (WRONG, "The calendar has no such day."),
    "date_ambiguous": (
        WRONG,
        "Day and month can be either way round. Write year-month-day: 1990-05-20.",
    ),
    "date_year": (WRONG, "The year cannot be right."),
    "date_lunar": (
        WRONG,
        "A day of the lunar calendar. Enter the day of the civil one.",
    ),
    "date_no_year": (UNUSUAL, "The year is missing."),
    "date_two_digit_year": (
        UNUSUAL,
        "The century was guessed from a year of two digits.",
    ),
    # tax ids
    "tax_length": (WRONG, "Too many or too few characters for a tax number."),
    "tax_characters": (WRONG, "It holds characters that this tax number cannot have."),
    "tax_check_digit": (
        WRONG,
        "The check digit does not fit: at least one character is mistyped.",
    ),
    "tax_placeholder": (
        WRONG,
        "A number that somebody makes up to fill the field. Leave it empty instead.",
    ),
    "tax_old_format": (
        UNUSUAL,
        "An old registration number. Ask for the social credit code of 18 characters.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """What is the matter with a value.

    :param code: key of ``PROBLEMS``
    :param hint: what it concerns or should perhaps be, e.g. the likely domain
    """

    code: str
    hint: str = ""

    @property
    def severity(self):
        return PROBLEMS[self.code][0]

    @property
    def is_wrong(self):
        return self.severity == WRONG

    @property
    def words(self):
        return PROBLEMS[self.code][1]


@dataclass(frozen=True)
class Normalized:
    """A value in the one form that the project keeps.

    :param value: the normal form; the cleaned text where no normal form exists
    :param changed: more than spacing and separators differ from what was typed
    :param problem: a ``Problem``, or ``None``
    """

    value: str
    changed: bool = False
    problem: Problem | None = None


# Characters that nobody sees and that make equal texts unequal.
_INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH.update({0x3000: " ", 0x00A0: " ", 0x2007: " ", 0x202F: " "})
_IS_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000\u00a0\u2007\u202f]")
_DASHES = re.compile("[‐‑‒–—―−﹣－ー]")

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3005\u3007"
_CJK_ONE = re.compile(f"[{CJK}]")


def to_text(value):
    """Return what was typed as text; ``None`` and ``False`` are empty."""
    if value is None or value is False:
        return ""
    return str(value)


def half_width(text):
    """Full-width letters, digits and signs become the usual ones; hidden signs go."""
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    # Looking costs a fifth of replacing, and most texts have none of them.
    return text.translate(_FULL_WIDTH) if _IS_FULL_WIDTH.search(text) else text


def plain_dashes(text):
    """Every dash becomes the one on the keyboard."""
    return text if text.isascii() else _DASHES.sub("-", text)


def one_line(text):
    """Collapse any run of white space into one space."""
    return " ".join(text.split())


def without_space(text):
    return "".join(text.split())


def has_cjk(text):
    return bool(_CJK_ONE.search(text))


def folded_value(field, text):
    """Return what is left of a value where only spelling differs, for the eye.

    :param field: name of the field; of a phone the digits count
    """
    if field == "phone":
        return re.sub(r"\D", "", text)
    return without_space(half_width(text)).casefold()
