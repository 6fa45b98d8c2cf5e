"""Accounts of messengers and social media as people type them, to one form."""

import re

from .emails import normalize_email
from .phones import normalize_phone
from .values import Normalized, Problem, half_width, one_line, plain_dashes, to_text

_LABEL = re.compile(
    r"(?i)^\s*(?:we\s?chat|weixin|wx|qq|whats\s?app|telegram|tg|line|weibo|douyin|"
    r"微信|企业微信|腾讯|微博|抖音)\s*(?:id|no\.?|账号|帐号|号码|号|群)?\s*[.:：#]\s*"
)
_LINK = re.compile(
    r"(?i)^(?:https?://)?(?:www\.)?(?:wa\.me|t\.me|facebook\.com|instagram\.com|"
    r"linkedin\.com/in|weibo\.com(?:/u)?)/(?:\+)?([^/?#\s]+)/?.*$"
)
_QQ = re.compile(r"[1-9]\d{4,10}")
_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_NUMBER = re.compile(r"\+?\d[\d ()-]{6,18}")
# Kinds whose value is a phone number.
PHONE_KINDS = ("phone", "mobile", "whatsapp", "fax")


def normalize_contact(kind, text, countries=()):
    """Return a contact point of any kind in its one form.

    :param kind: key of the kind, such as ``mobile``, ``email``, ``wechat``
    :param text: what was typed; anything
    :param countries: ISO codes to read a phone without prefix by, best guess first
    :return: a ``Normalized``; never raises
    """
    if kind in PHONE_KINDS:
        return normalize_phone(
            _whatsapp(text) if kind == "whatsapp" else text, countries
        )
    if kind == "email":
        return normalize_email(text)
    return normalize_account(kind, text)


def normalize_account(kind, text):
    """Return the name of an account, without label, link and @ before it."""
    typed = to_text(text)
    value = _bare(typed)
    changed = value != one_line(typed)
    if kind == "qq":
        value = re.sub(r"(?i)@qq\.com$", "", value)
        digits = re.sub(r"\s", "", value)
        if not _QQ.fullmatch(digits):
            return Normalized(value, changed, Problem("account_qq"))
        return Normalized(digits, digits != re.sub(r"\s", "", typed))
    if kind == "wechat" and _NUMBER.fullmatch(value):
        value = re.sub(r"[ ()-]", "", value)
    elif kind == "wechat" and not _WECHAT.fullmatch(value):
        return Normalized(value, changed, Problem("account_wechat"))
    return Normalized(value, changed)


def _whatsapp(text):
    """A link names the number with its country, but without the plus."""
    value = _bare(text)
    is_link = "wa.me/" in to_text(text).lower() and value.isdigit()
    return f"+{value}" if is_link else value


def _bare(text):
    """Return an account without label, link and the @ before it."""
    value = plain_dashes(one_line(half_width(to_text(text))))
    value = _LABEL.sub("", value)
    value = _LINK.sub(r"\1", value)
    return value.strip().lstrip("@").strip()


def match_texts(kind, value):
    """Return under what a contact point is compared with those of others.

    A QQ number is an e-mail address as well, a WhatsApp account a phone number.

    :return: list of ``(name of a value, text)``: ``phone``, ``email`` or ``account``
    """
    if kind in ("phone", "mobile", "whatsapp"):
        return [("phone", value)]
    if kind == "email":
        return [("email", value)]
    if kind in ("fax", "other"):
        # Companies share a fax, and nobody knows what the other is.
        return []
    texts = [("account", f"{kind}:{value.lower()}")]
    if kind == "qq":
        texts.append(("email", f"{value}@qq.com"))
    if kind == "wechat" and _NUMBER.fullmatch(value):
        texts.append(("phone", value))
    return texts
