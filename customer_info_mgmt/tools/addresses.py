"""Addresses: Chinese ones split into parts; postal codes; comparing."""

import re
from dataclasses import dataclass
from functools import lru_cache

from .names import fold
from .values import (
    CJK,
    Normalized,
    Problem,
    half_width,
    has_cjk,
    one_line,
    plain_dashes,
    to_text,
    without_space,
)

# Short name, full name, code of the state in Odoo.
PROVINCES = (
    ("北京", "北京市", "BJ"), ("上海", "上海市", "SH"), ("天津", "天津市", "TJ"),
    ("重庆", "重庆市", "CQ"), ("河北", "河北省", "HE"), ("山西", "山西省", "SX"),
    ("辽宁", "辽宁省", "LN"), ("吉林", "吉林省", "JL"), ("黑龙江", "黑龙江省", "HL"),
    ("江苏", "江苏省", "JS"), ("浙江", "浙江省", "ZJ"), ("安徽", "安徽省", "AH"),
    ("福建", "福建省", "FJ"), ("江西", "江西省", "JX"), ("山东", "山东省", "SD"),
    ("河南", "河南省", "HA"), ("湖北", "湖北省", "HB"), ("湖南", "湖南省", "HN"),
    ("广东", "广东省", "GD"), ("海南", "海南省", "HI"), ("四川", "四川省", "SC"),
    ("贵州", "贵州省", "GZ"), ("云南", "云南省", "YN"), ("陕西", "陕西省", "SN"),
    ("甘肃", "甘肃省", "GS"), ("青海", "青海省", "QH"), ("台湾", "台湾省", "TW"),
    ("内蒙古", "内蒙古自治区", "NM"), ("广西", "广西壮族自治区", "GX"),
    ("西藏", "西藏自治区", "XZ"), ("宁夏", "宁夏回族自治区", "NX"),
    ("新疆", "新疆维吾尔自治区", "XJ"), ("香港", "香港特别行政区", "HK"),
    ("澳门", "澳门特别行政区", "MO"),
)  # fmt: skip
# No two provinces begin with the same two characters.
_PROVINCE_OF = {short[:2]: (short, full) for short, full, _code in PROVINCES}
MUNICIPALITIES = ("北京", "上海", "天津", "重庆")
# Cities whose name without 市 is common enough to be typed so at the very start.
_BARE_CITIES = {
    "深圳": "广东", "广州": "广东", "东莞": "广东", "佛山": "广东", "珠海": "广东",
    "惠州": "广东", "中山": "广东", "汕头": "广东", "江门": "广东", "湛江": "广东",
    "杭州": "浙江", "宁波": "浙江", "温州": "浙江", "义乌": "浙江", "嘉兴": "浙江",
    "绍兴": "浙江", "金华": "浙江", "台州": "浙江", "湖州": "浙江",
    "南京": "江苏", "苏州": "江苏", "无锡": "江苏", "常州": "江苏", "南通": "江苏",
    "徐州": "江苏", "扬州": "江苏", "昆山": "江苏", "盐城": "江苏",
    "成都": "四川", "武汉": "湖北", "长沙": "湖南", "郑州": "河南", "西安": "陕西",
    "厦门": "福建", "福州": "福建", "泉州": "福建", "青岛": "山东", "济南": "山东",
    "烟台": "山东", "潍坊": "山东", "临沂": "山东", "合肥": "安徽", "南昌": "江西",
    "大连": "辽宁", "沈阳": "辽宁", "长春": "吉林", "哈尔滨": "黑龙江",
    "石家庄": "河北", "唐山": "河北", "太原": "山西", "昆明": "云南", "贵阳": "贵州",
    "南宁": "广西", "海口": "海南", "三亚": "海南", "兰州": "甘肃", "乌鲁木齐": "新疆",
    "呼和浩特": "内蒙古", "银川": "宁夏", "西宁": "青海", "拉萨": "西藏",
}  # fmt: skip
# Cities of prefecture level that have no districts below them.
_NO_DISTRICT = ("东莞", "中山", "儋州", "嘉峪关")

_COUNTRY = re.compile(r"^(?:中华人民共和国|中國|中国)(?=.{2})")
_ZIP = re.compile(
    r"(?:[(]?(?:邮编|邮政编码|郵編)?[:：]?\s*)(?<!\d)(\d{6})(?![\d号號室栋幢弄])[)]?"
)
_CITY = re.compile(
    f"^([{CJK}]{{2,9}}?(?:自治州|地区|盟)|[{CJK}]{{1,6}}?市)(?![场政区民])"
)
_NOT_IN_CITY = re.compile("[路街道巷号镇乡村区县](?!.{0,2}市$)")
_DISTRICT = re.compile(
    f"^([{CJK}]{{1,12}}?(?:自治县|自治旗|新区|特区|林区|区|县|旗)|[{CJK}]{{1,5}}?市)(?![场政民])"
)
# What ends in 区 and is no district, and what comes before a district never.
_NO_SUCH_DISTRICT = re.compile(
    r"(?:小|社|园|工业|住宅|商业|片|景|校|厂|库|开发|高新|保税|科技园|别墅|生活|居民|物流|产业)区$|"
    r"[路街道巷弄镇乡村号].+|^(?:东|西|南|北|前|后|[A-Z\d]+)区$"
)
# 上海路, 南京东路, 北京西大街: streets that bear the name of a place.
_IS_STREET = re.compile("[东西南北中大]{0,2}(?:路|街|道)")
_REAL_ZONES = re.compile(r"(?:高新|开发|保税|经开)区$")


@dataclass(frozen=True)
class Address:
    """The parts of a Chinese address; a part that is not there is empty.

    :param province: full name, ``广东省``
    :param state_code: code of the province among Odoo's states, ``GD``
    :param city: with its 市
    :param district: with its 区, 县, 旗 or 市
    :param street: all that follows
    :param zip: six digits
    """

    province: str = ""
    state_code: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    zip: str = ""

    @property
    def is_split(self):
        """A place was found in front of the street."""
        return bool(self.province or self.city)


def split_address(text):
    """Split a Chinese address by rules and the table of provinces.

    ``广东省深圳市南山区科技园1号`` gives its province, city, district and street; the
    order in which people leave parts out does not matter, nor do commas between them.

    :param text: what was typed; anything
    :return: an ``Address``; all in ``street`` where no place was found in front
    """
    whole = one_line(plain_dashes(half_width(to_text(text))))
    if not has_cjk(whole):
        return Address(street=whole)
    rest = re.sub(r"(?<=[省市区县旗州盟国])[\s,，/、-]+", "", whole)
    rest, code = _take_zip(rest)
    rest = _COUNTRY.sub("", rest).lstrip(" ,，、-")
    province, rest = _take_province(rest)
    city, rest = _take_city(rest, province)
    if not province and city:
        province = _BARE_CITIES.get(city.removesuffix("市"), "")
    district, rest = _take_district(rest, city) if province or city else ("", rest)
    if not (province or city):
        return Address(street=whole)
    full, state = next(((f, c) for s, f, c in PROVINCES if s == province), ("", ""))
    return Address(full, state, city, district, rest.strip(" ,，、-"), code)


def _take_zip(text):
    """A code of six digits at either end belongs to the address, in the middle not."""
    match = _ZIP.search(text)
    if match and (match.start() <= 1 or match.end() >= len(text) - 1):
        return (text[: match.start()] + text[match.end() :]).strip(" ,，"), match[1]
    return text, ""


def _take_province(text):
    short, full = _PROVINCE_OF.get(text[:2], ("", ""))
    if not short or not text.startswith(short):
        return "", text
    spellings = (full, f"{short}省", f"{short}市", f"{short}自治区", short)
    name = next(spelling for spelling in spellings if text.startswith(spelling))
    rest = text[len(name) :]
    if name == short and _IS_STREET.match(rest):
        return "", text
    # 吉林市 is a city of the province that bears its name.
    if name == f"{short}市" and short not in MUNICIPALITIES:
        return short, text
    return short, rest.lstrip(" ,，、")


def _take_city(text, province):
    if province in MUNICIPALITIES:
        text = text.removeprefix("市辖区").removeprefix(f"{province}市")
        if text.startswith(province) and not _IS_STREET.match(text[len(province) :]):
            text = text.removeprefix(province)
        return f"{province}市", text.lstrip(" ,，、")
    match = _CITY.match(text)
    if match and not (match[1][-1] == "市" and _NOT_IN_CITY.search(match[1])):
        return match[1], text[match.end() :].lstrip(" ,，、")
    city = next((text[:end] for end in (2, 3, 4) if text[:end] in _BARE_CITIES), "")
    if city and province in ("", _BARE_CITIES[city]):
        rest = text[len(city) :].lstrip(" ,，、")
        if not _IS_STREET.match(rest):
            return f"{city}市", rest
    return "", text


def _take_district(text, city):
    if city.removesuffix("市") in _NO_DISTRICT:
        return "", text
    match = _DISTRICT.match(text)
    if not match:
        return "", text
    name = match[1]
    if len(name) <= 3 and _REAL_ZONES.search(name):
        return name, text[match.end() :]
    if _NO_SUCH_DISTRICT.search(name):
        return "", text
    return name, text[match.end() :].lstrip(" ,，、")


_LINE_GAP = re.compile(f"(?<=[{CJK}\\d])\\s+(?=[{CJK}])|(?<=[{CJK}])\\s+(?=\\d)")


def normalize_line(text):
    """Return one line of an address: half-width, single spaces, none between
    Chinese characters, no sign at the end. Words and order stay."""
    return _line(to_text(text))


# Cities, and streets of few words, stand in many rows of a file; so do postal codes.
@lru_cache(maxsize=4096)
def _line(typed):
    value = one_line(half_width(typed)).strip(" ,，;；、")
    if has_cjk(value):
        value = _LINE_GAP.sub("", value)
        value = value.replace("，", ",")
    return Normalized(value, False)


# Forms of postal codes. Only where every code of the country has this form.
_ZIP_FORMS = {
    "AT": r"\d{4}", "AU": r"\d{4}", "BE": r"\d{4}", "BR": r"\d{5}-?\d{3}",
    "CA": r"[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d", "CH": r"\d{4}", "CN": r"\d{6}",
    "CZ": r"\d{3} ?\d{2}", "DE": r"\d{5}", "DK": r"\d{4}", "ES": r"\d{5}",
    "FI": r"\d{5}", "FR": r"\d{5}", "GB": r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|GIR ?0AA",
    "IN": r"\d{6}", "IT": r"\d{5}", "JP": r"\d{3}-?\d{4}", "KR": r"\d{5}",
    "MX": r"\d{5}", "NL": r"[1-9]\d{3} ?[A-Z]{2}", "NO": r"\d{4}",
    "PL": r"\d{2}-?\d{3}",
    "PT": r"\d{4}(?:-\d{3})?", "RU": r"\d{6}", "SE": r"\d{3} ?\d{2}", "SG": r"\d{6}",
    "TW": r"\d{3}(?:-?\d{2,3})?", "US": r"\d{5}(?:-\d{4})?", "VN": r"\d{5,6}",
}  # fmt: skip


def normalize_zip(text, country=None):
    """Return a postal code in capitals and half-width, checked where the form is known.

    :param text: what was typed; ``1010.0`` of a spreadsheet is read as 1010
    :param country: ISO code of the country
    """
    return _zip(to_text(text), (country or "").upper())


@lru_cache(maxsize=4096)
def _zip(typed, country):
    value = one_line(plain_dashes(half_width(typed))).upper()
    value = re.sub(r"^(\d{3,8})\.0+$", r"\1", value)
    value = re.sub(rf"^{country}[ -](?=\d)", "", value) if country else value
    form = _ZIP_FORMS.get(country)
    changed = without_space(value) != without_space(typed).upper()
    if not value or not form:
        return Normalized(value, changed)
    if not re.fullmatch(form, value):
        compact = re.sub(r"[ -]", "", value)
        if not re.fullmatch(form, compact):
            return Normalized(value, changed, Problem("zip_format"))
        value = compact
    return Normalized(value, changed)


_STREET_WORDS = {
    "street": "st", "strasse": "str", "straat": "str", "avenue": "ave", "av": "ave",
    "road": "rd", "drive": "dr", "lane": "ln", "place": "pl", "court": "ct",
    "crescent": "cres", "circuit": "cct", "close": "cl", "boulevard": "blvd",
    "terrace": "tce", "parade": "pde", "highway": "hwy", "square": "sq", "rue": "r",
    "north": "n", "south": "s", "east": "e", "west": "w", "saint": "st",
    "apartment": "apt", "floor": "fl", "building": "bldg", "room": "rm", "unit": "u",
}  # fmt: skip
_CJK_NOISE = re.compile(r"[省市区县镇乡村路街道巷弄号栋幢座室楼层单元大厦广场]|\s")


_STREET_ENDING = re.compile(r"(?<=[a-z])str(?:asse|\.)?(?=\W|$)")
_WORDS = re.compile(r"\w+")
_NUMBERS = re.compile(r"\d+")


def street_skeleton(text):
    """Return what two spellings of one street line have in common."""
    folded = fold(text)
    if has_cjk(folded):
        parts = split_address(folded)
        return _CJK_NOISE.sub("", parts.street or folded).replace("-", "")
    words = _WORDS.findall(_STREET_ENDING.sub(" str", folded))
    return " ".join(_STREET_WORDS.get(word, word) for word in words)


def street_numbers(text):
    """Return the house number and other numbers in a street line, as a set."""
    return set(_NUMBERS.findall(half_width(to_text(text))))


@lru_cache(maxsize=4096)
def zip_skeleton(text):
    """Letters and digits of a postal code."""
    return re.sub(r"\W", "", fold(text))


@lru_cache(maxsize=4096)
def city_skeleton(text):
    """``深圳市``, ``深圳`` and ``深 圳`` are one city."""
    folded = re.sub(r"[\W_]+", "", fold(text))
    return folded[:-1] if len(folded) > 2 and folded[-1] in "市县" else folded
