"""E-mail addresses as people type them, to one form."""

import re
from functools import lru_cache

from .values import (
    Normalized,
    Problem,
    half_width,
    one_line,
    plain_dashes,
    to_text,
    without_space,
)

_SEPARATOR = re.compile(r"[,;、，；|\n\r\t]+|\s+(?=\S+@)|(?<=\w\w)/(?=[^\s/]+@)")
_BRACKETED = re.compile(r"<\s*([^<>]*@[^<>]*)\s*>")
# An address that needs no reading.
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z]", re.A)
_WORD = re.compile(r"^[^\W_]{1,12}$")
_LABEL = re.compile(
    r"(?i)^\s*(?:mailto|e-?mail|mail|邮箱|电子邮箱|電郵|电邮|邮件)\s*[:：]\s*"
)
_DOMAIN_COMMA = re.compile(r"(@[\w-]+),(com|cn|net|org|de)\b(?!@)")
_LOCAL = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\uffff]+$")
_DOMAIN = re.compile(
    r"^(?:[a-z0-9\u0080-\uffff](?:[a-z0-9\u0080-\uffff-]{0,61}[a-z0-9\u0080-\uffff])?\.)+"
    r"(?:[a-z\u0080-\uffff]{2,}|xn--[a-z0-9-]+)$"
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:(?:no|none|null|na|n/a|无|没有|noemail|nomail|xxx+|aaa+|test)@.*"
    r"|[^@]*@(?:example|test|none|noemail|nomail|no|xxx+|aaa+)\.[a-z]+)$"
)

WELL_KNOWN = (
    "126.com", "139.com", "163.com", "189.cn", "aliyun.com", "foxmail.com", "gmail.com",
    "gmx.de", "gmx.net", "googlemail.com", "hotmail.com", "icloud.com", "live.com",
    "mail.ru", "me.com", "msn.com", "outlook.com", "proton.me", "protonmail.com",
    "qq.com", "sina.com", "sina.cn", "sohu.com", "t-online.de", "vip.163.com",
    "vip.qq.com", "web.de", "yahoo.com", "yandex.ru", "yeah.net", "21cn.com",
)  # fmt: skip
_SLIPS = {
    "gmial.com": "gmail.com", "gamil.com": "gmail.com", "gmai.com": "gmail.com",
    "gmail.con": "gmail.com", "gmail.co": "gmail.com", "gnail.com": "gmail.com",
    "gmail.cm": "gmail.com", "gmaill.com": "gmail.com", "gmal.com": "gmail.com",
    "hotmial.com": "hotmail.com", "hotmal.com": "hotmail.com",
    "hotmail.con": "hotmail.com", "hotmai.com": "hotmail.com",
    "outlok.com": "outlook.com", "outloook.com": "outlook.com",
    "outlook.con": "outlook.com", "yaho.com": "yahoo.com", "yahooo.com": "yahoo.com",
    "yahoo.con": "yahoo.com", "qq.co": "qq.com", "qq.con": "qq.com", "qq.cm": "qq.com",
    "qqq.com": "qq.com", "163.con": "163.com", "163.co": "163.com", "163.cm": "163.com",
    "162.com": "163.com", "136.com": "163.com", "126.con": "126.com",
    "126.co": "126.com", "sina.con": "sina.com", "iclod.com": "icloud.com",
    "icloud.con": "icloud.com", "foxmial.com": "foxmail.com",
    "foxmail.con": "foxmail.com",
}  # fmt: skip


def split_emails(text):
    """Return the addresses in a cell that holds several, in their order."""
    text = half_width(to_text(text)).replace("。", ".").replace("﹫", "@")
    if _PLAIN.fullmatch(text):
        return [text]
    if "@" not in text:
        return [one_line(text)] if text.strip() else []
    found = _BRACKETED.findall(text)
    for piece in _SEPARATOR.split(
        "" if found else _domain_commas(_LABEL.sub("", text))
    ):
        # "li lei@qq.com" is one address with a space, not a word and an address.
        if found and _WORD.match(found[-1]):
            found[-1] += piece
        else:
            found.append(piece)
    found = [piece.lstrip(" \"'<([").rstrip(" \"'>)].;:") for piece in found]
    return [piece for piece in found if piece]


def _domain_commas(text):
    """``li@163,com`` is a slip for a dot, not two addresses."""
    return _DOMAIN_COMMA.sub(r"\1.\2", text) if "," in text else text


def normalize_email(text):
    """Return the address, or all addresses of the cell joined by a comma.

    The domain becomes lower case; the part before the @ stays as typed.

    :param text: what was typed; anything
    :return: a ``Normalized``; never raises
    """
    pieces = split_emails(text)
    if not pieces:
        return Normalized("")
    found = [_normalize_one(piece) for piece in pieces]
    values, problem = [], None
    for value, piece_problem in found:
        if value not in values:
            values.append(value)
        problem = problem or piece_problem
    value = ", ".join(values)
    return Normalized(value, _spaceless(text) != _spaceless(value), problem)


def _spaceless(text):
    return without_space(to_text(text)).casefold().replace(";", ",")


# An address is read for its value, and again for its keys.
@lru_cache(maxsize=4096)
def _normalize_one(text):
    compact = plain_dashes(without_space(text))
    local, at, domain = compact.rpartition("@")
    domain = domain.lower().strip(".")
    while ".." in domain:
        domain = domain.replace("..", ".")
    value = f"{local}@{domain}" if at else one_line(text)
    return value, _problem(local, at, domain)


def _problem(local, at, domain):
    if not at:
        return Problem("email_no_at")
    if not local:
        return Problem("email_no_name")
    if not _DOMAIN.match(domain):
        known = re.match(r"^[\w.\-\u0080-\uffff]*$", domain)
        return Problem("email_no_domain" if known else "email_characters")
    if not _LOCAL.match(local) or local.startswith(".") or ".." in local:
        return Problem("email_characters")
    if local.endswith(".") or len(local) > 64 or len(domain) > 253:
        return Problem("email_characters")
    if _PLACEHOLDER.match(f"{local}@{domain}"):
        return Problem("email_placeholder")
    if domain in _SLIPS:
        return Problem("email_typo", _SLIPS[domain])
    return None


def email_keys(text):
    """Return every address of a cell in the form in which equal ones are equal.

    Case does not matter, nor does what follows a plus in the part before the @; dots
    do not matter at Google.
    """
    keys = set()
    for value, problem in map(_normalize_one, split_emails(text)):
        if problem and problem.is_wrong:
            continue
        local, _at, domain = value.casefold().partition("@")
        local = local.split("+")[0] or local
        if domain in ("gmail.com", "googlemail.com"):
            local, domain = local.replace(".", ""), "gmail.com"
        keys.add(f"{local}@{domain}")
    return keys
