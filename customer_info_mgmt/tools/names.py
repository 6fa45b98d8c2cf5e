"""Names of people and companies: one spelling to store, one skeleton to compare.

The name itself keeps its legal form; the skeleton drops what does not tell two
companies apart.
"""

import re
import unicodedata
from functools import lru_cache

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

_CJK_GAP = re.compile(f"(?<=[{CJK}])\\s+(?=[{CJK}])")
_CJK_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*")
_STRAY = " \t,;|/\\、，；。_~"
_MOJIBAKE = re.compile(
    r"\ufffd|锟斤拷|烫烫烫|屯屯屯|Ã[\x80-\xbf©¤¶¼]|â€|ï¿½|[\x80-\x9f]|\?{3,}"
)
_PLACEHOLDER = re.compile(
    r"(?i)^(?:test\d*|testing|asdf+|qwer(?:ty)?|x{2,}|a{3,}|none|null|n/?a|unknown|"
    r"no ?name|dummy|temp|tbd|todo|customer|new customer|测试\d*|無|无|没有|无名|未知|"
    r"不详|客户|新客户|某某|\.+|-+|\*+)$"
)
_EMAIL = re.compile(r"^\S+@\S+\.\S+$")
_PHONE = re.compile(r"^\+?[\d\s()./-]{7,}$")


def normalize_name(text):
    """Return a name in the one spelling that is stored.

    Full-width letters and digits become usual ones, runs of spaces one space, spaces
    between Chinese characters go, brackets are full-width in a Chinese name and usual
    ones elsewhere. Case, legal form and order stay.

    :param text: what was typed; anything
    :return: a ``Normalized``; never raises
    """
    typed = to_text(text)
    value = one_line(half_width(typed)).strip(_STRAY)
    if has_cjk(value):
        value = _CJK_GAP.sub("", value)
        value = _CJK_BRACKET.sub(_chinese_brackets, value)
    return Normalized(value, _compact(typed) != _compact(value), _problem(typed, value))


def _chinese_brackets(match):
    inner = match.group(1).strip()
    return f"（{inner}）" if has_cjk(inner) or has_cjk(match.string) else f" ({inner}) "


def _compact(text):
    return without_space(text).replace("（", "(").replace("）", ")")


def _problem(typed, value):
    if not value:
        return Problem("name_empty") if typed.strip() else None
    if _MOJIBAKE.search(value):
        return Problem("name_encoding")
    if _PLACEHOLDER.match(value):
        return Problem("name_placeholder")
    if _EMAIL.match(value):
        return Problem("name_is_email")
    if _PHONE.match(value):
        return Problem("name_is_phone")
    if not any(char.isalpha() for char in value):
        return Problem("name_no_letters")
    return None


# Legal forms in Chinese, longest first: the shorter ones are endings of the longer.
_CHINESE_FORMS = (
    "股份有限责任公司", "集团股份有限公司", "集团有限责任公司", "控股有限公司",
    "股份有限公司", "有限责任公司", "集团有限公司", "普通合伙企业", "有限合伙企业",
    "个人独资企业", "特殊普通合伙", "合资有限公司", "有限合伙", "普通合伙",
    "有限总公司", "有限公司", "无限公司", "股份公司", "集团公司",
    "有限会社", "株式会社", "合同会社", "合名会社", "公司",
    "个体工商户", "经营部", "合作社", "工作室", "事务所", "商行", "集团",
)  # fmt: skip
# Only these few are dropped at the end of any name; 商行 and the like tell something.
_KEPT_FORMS = ("经营部", "合作社", "工作室", "事务所", "商行")
_CHINESE_DROP = re.compile(
    "|".join(form for form in _CHINESE_FORMS if form not in _KEPT_FORMS)
)

# Traditional characters that are frequent in names and addresses of companies.
_SIMPLE = dict(
    zip(
        map(
            ord,
            "東業務國際電訊機產發書車門長風馬華興貿責實聯學會廠廣義寶龍鳳鴻偉傑張陳劉趙黃"
            "楊吳鄭孫馮許鄧謝強陸蔣羅葉蘇盧鍾譚韋賈鄒顏閻億萬農禮韓歐龐錢湯蕭賴顧龔麗娟"
            "蘭榮潤達進運環設備術藝樂藥醫區縣鄉鎮號樓層灣島麵飯魚雞貝財貨貸賓銀錦鋼鐵鑫"
            "鋒鎖閣陽陰際隊雲電靈靜項順須預頭題類願飛飾養驗體齊齒網線級紅紙紡細織組結給統"
            "經維綠綜緣編縣總織繼續羣",
        ),
        "东业务国际电讯机产发书车门长风马华兴贸责实联学会厂广义宝龙凤鸿伟杰张陈刘赵黄"
        "杨吴郑孙冯许邓谢强陆蒋罗叶苏卢钟谭韦贾邹颜阎亿万农礼韩欧庞钱汤萧赖顾龚丽娟"
        "兰荣润达进运环设备术艺乐药医区县乡镇号楼层湾岛面饭鱼鸡贝财货贷宾银锦钢铁鑫"
        "锋锁阁阳阴际队云电灵静项顺须预头题类愿飞饰养验体齐齿网线级红纸纺细织组结给统"
        "经维绿综缘编县总织继续群",
        strict=True,
    )
)

# Legal forms elsewhere, written without dots and accents, in lower case.
_FORMS = frozenset(
    """
    limited ltd llc inc incorporated corp corporation co company companies
    plc llp lp lllp
    pllc pc pty pte pvt private sdn bhd berhad pvtltd
    gmbh mbh ggmbh ag kg kgaa ohg gbr ug ek ekfm ekfr ev eg se haftungsbeschrankt cokg
    sa sas sasu sarl eurl snc sci scop ste societe cie
    srl srls spa sapa sas snc scarl soc coop societa
    sl slu slne sau sociedad limitada anonima
    lda ltda eireli unipessoal me epp
    bv nv vof cv bvba
    ab hb kb as asa ans da aps ivs oy oyj ky
    spzoo zo oo spolka zoo sp z o spj spk
    sro vos spol kft zrt nyrt bt kkt
    doo dd ad ood eood ead jsc ojsc cjsc pjsc
    ooo oao zao pao ao ip ооо оао зао пао ао ип тов
    kk yk gk kabushiki kaisha
    """.split()
)
# Forms that stand in front of the name.
_LEADING_FORMS = frozenset("ooo oao zao pao ооо оао зао пао ип тов".split())
_JOINING = frozenset(
    "and und et y e en og och i и the der die das la le les el".split()
)
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.\s?){1,4}[^\W\d_]\b\.?")
_SLASHED = re.compile(r"\b([a-z])/([a-z])\b")
_NOT_WORD = re.compile(r"[\W_]+")
_BRACKETS = re.compile(r"[()（）\[\]【】]")
_TITLES = frozenset(
    "mr mrs ms miss dr prof sir herr frau mme mlle sr sra dott ing dipl jr".split()
)
_CJK_TITLES = re.compile(
    r"(?<=.)(?:先生|女士|小姐|太太|老师|经理|总经理|总|老板|师傅)$"
)
_REGION = re.compile(
    r"(?:中国|北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    r"湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|"
    r"深圳|广州|杭州|苏州|南京|成都|武汉|东莞|佛山|宁波|厦门|青岛|无锡|长沙|郑州|西安|合肥|福州|"
    r"济南|大连|沈阳|昆明|温州|泉州|珠海|中山|惠州|义乌|常州|南通|嘉兴|金华|台州|绍兴|"
    r"哈尔滨|长春|石家庄|太原|南昌|贵阳|南宁|海口|兰州|烟台|潍坊|临沂|徐州|汕头)"
    r"(?:特别行政区|壮族自治区|维吾尔自治区|回族自治区|自治区|省|市)?"
)
_CITY = re.compile(f"^[{CJK}]{{2,3}}[市县](?=[{CJK}]{{2}})")


_ACCENTS = re.compile("[\u0300-\u036f]")
_SIMPLE.update({ord("ß"): "ss", ord("ł"): "l", ord("ø"): "o"})


def simplify(text):
    """Return the text with frequent traditional characters in their simplified form."""
    return text.translate(_SIMPLE)


def fold(text):
    """Lower case, without accents, half-width, simplified characters."""
    return _fold(to_text(text))


# One text is folded for several keys, one after the other.
@lru_cache(maxsize=4096)
def _fold(text):
    lowered = half_width(text).casefold()
    if lowered.isascii():
        return lowered
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered))
    return bare.translate(_SIMPLE)


def name_tokens(text):
    """Return the telling words of a name in their order, folded, without legal forms.

    Chinese characters stand together as one word.
    """
    return list(_tokens(text))


# A name is asked for its words, its skeleton and its trade name, one after the other.
@lru_cache(maxsize=8192)
def _tokens(text):
    folded = plain_dashes(fold(text))
    folded = _DOTTED.sub(_without_dots, _SLASHED.sub(r"\1\2", folded))
    words = _NOT_WORD.sub(" ", _BRACKETS.sub(" ", folded.replace("'", ""))).split()
    if not has_cjk(folded):
        return _without_forms(words)
    latin = [word for word in words if not has_cjk(word)]
    chinese = _chinese_core("".join(word for word in words if has_cjk(word)))
    return [word for word in (chinese, *_without_forms(latin)) if word]


def has_legal_form(text):
    """Tell whether a name says by its legal form that it is a company's."""
    folded = _DOTTED.sub(_without_dots, plain_dashes(fold(text)))
    if has_cjk(folded) and any(form in folded for form in _CHINESE_FORMS):
        return True
    words = _NOT_WORD.sub(" ", folded).split()
    # Two letters at the end are as often a given name: "Li Ag", "Anna Co".
    return any(word in _FORMS and len(word) > 2 for word in words[1:])


def _without_dots(match):
    return match.group().replace(".", "").replace(" ", "")


def _without_forms(words):
    """Leave out legal forms, titles and joining words, unless nothing else is there."""
    kept = [
        word
        for place, word in enumerate(words)
        if word not in _JOINING
        and word not in _TITLES
        and not (word in _FORMS and (place or word in _LEADING_FORMS))
    ]
    return kept or [word for word in words if word not in _JOINING] or words


def _chinese_core(text):
    text = _CJK_TITLES.sub("", text) or text
    shorter = _CHINESE_DROP.sub("", text)
    return shorter if len(shorter) >= 2 else text


def name_skeleton(text):
    """Return what two spellings of one name have in common, as one word.

    Legal forms, case, accents, spacing and signs are gone; the order of words stays.
    ``Müller & Söhne GmbH`` and ``MULLER SOHNE`` give ``mullersohne``.
    """
    return "".join(name_tokens(text))


def sorted_skeleton(text):
    """The skeleton with its words sorted: ``Li Wei`` and ``WEI, Li`` are equal."""
    return "".join(sorted(name_tokens(text)))


def trade_name(text):
    """Return the skeleton of a Chinese company without the places in it.

    ``深圳市华强电子有限公司`` and ``华强电子（深圳）有限公司`` give ``华强电子``. Other
    names, and names that would leave less than two characters, give their skeleton.
    """
    skeleton = name_skeleton(text)
    if not has_cjk(skeleton) or len(skeleton) <= 4:
        return skeleton
    bare = _REGION.sub("", skeleton)
    bare = _CITY.sub("", bare) if len(bare) > 4 else bare
    return bare if len(bare) >= 2 else skeleton
