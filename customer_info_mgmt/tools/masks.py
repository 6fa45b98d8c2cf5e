"""How much of a value is shown to somebody who may not be the one it belongs to.

Enough that the owner knows the value again, too little to use it.
"""

import re

DOT = "•"


def mask_phone(phone):
    """Return a phone number with its last four digits and its country prefix.

    >>> mask_phone("+86 138 0013 4321")
    '+86 ••• •••• 4321'

    Short numbers show their last two digits, or none.

    :param phone: text, however it is written
    """
    phone = phone or ""
    prefix = re.match(r"\+\d{1,3}(?=\D)", phone)
    start = prefix.end() if prefix else 0
    digits = sum(char.isdigit() for char in phone[start:])
    hidden = digits - (4 if digits >= 8 else 2 if digits >= 4 else 0)
    shown = []
    for char in phone[start:]:
        if char.isdigit() and hidden > 0:
            hidden -= 1
            char = DOT
        shown.append(char)
    return phone[:start] + "".join(shown)


def mask_email(email):
    """Return an e-mail address with the first letter of the name, and the domain.

    >>> mask_email("mei.li@harbour.cn")
    'm•••@harbour.cn'

    :param email: text; without an @ it is masked as any text
    """
    name, at, domain = (email or "").rpartition("@")
    if not at:
        return mask_text(email)
    return f"{name[:1]}{DOT * 3}@{domain}"


def mask_text(text):
    """Return a text with its beginning: a third of it, three characters at most.

    >>> mask_text("Nanjing Road 12")
    'Nan••••'

    :param text: a street, a name
    """
    text = (text or "").strip()
    if not text:
        return ""
    return text[: min(3, max(1, len(text) // 3))] + DOT * 4
