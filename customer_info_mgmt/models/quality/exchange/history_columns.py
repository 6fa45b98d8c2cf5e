"""The columns of a customer's past: what was said, and what was bought."""

from odoo.tools import LazyTranslate

from . import columns as catalogue
from .columns import DATE, TEXT, Column, _column

_lt = LazyTranslate(__name__)

# Whose history it is: found as in a file of customers.
WHOSE = tuple(catalogue.BY_KEY[key] for key in ("ref", "name", "phone", "email"))
DAY_NAMES = (
    "day|time|date time|when|order date|跟进日期|跟进时间|时间|下单日期"
    "|订单日期|购买日期|成交日期"
)


def _own(key, label, chinese, kind=TEXT, aliases="", **more) -> Column:
    return _column(key, label, chinese, kind, aliases, field="", **more)


DAY = _own("date", _lt("Date"), "日期", DATE, DAY_NAMES, hint=_lt("Required."))

NOTE_COLUMNS = (
    *WHOSE,
    DAY,
    _own(
        "author",
        _lt("Author"),
        "跟进人",
        TEXT,
        "by|user|written by|salesperson|employee|业务员|记录人|作者|创建人",
    ),
    _own(
        "subject",
        _lt("Subject"),
        "主题",
        TEXT,
        "title|type|kind|跟进方式|类型|标题|方式",
    ),
    _own(
        "text",
        _lt("Note"),
        "跟进内容",
        TEXT,
        "content|body|notes|comment|message|what was said|内容|备注|记录|跟进记录",
        hint=_lt("Required."),
    ),
)
