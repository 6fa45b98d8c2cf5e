"""Places with their real provinces, and phone numbers that are valid there.

Outside China the numbers come from ranges that are nobody's. China keeps no such
range: its numbers are drawn at random, and one of them may be somebody's. Never call
or message a generated customer.
"""

import random
from typing import NamedTuple


class Place(NamedTuple):
    """A city a customer can live in.

    ``state`` is the code of ``res.country.state`` within ``country``;
    ``phone`` is the dialling area (China: with its 0).
    """

    country: str
    state: str
    city: str
    latin: str
    districts: tuple
    zip: str
    phone: str
    weight: int


CHINA = (
    Place("CN", "粤", "广州市", "Guangzhou", ("天河区", "越秀区", "白云区"),
          "510", "020", 20),
    Place("CN", "粤", "深圳市", "Shenzhen", ("南山区", "福田区", "宝安区"),
          "518", "0755", 16),
    Place("CN", "粤", "佛山市", "Foshan", ("禅城区", "顺德区"), "528", "0757", 7),
    Place("CN", "粤", "东莞市", "Dongguan", ("莞城街道", "虎门镇"), "523", "0769", 7),
    Place("CN", "沪", "上海市", "Shanghai", ("浦东新区", "徐汇区", "静安区"),
          "200", "021", 14),
    Place("CN", "京", "北京市", "Beijing", ("朝阳区", "海淀区", "东城区"),
          "100", "010", 10),
    Place("CN", "浙", "杭州市", "Hangzhou", ("西湖区", "滨江区", "余杭区"),
          "310", "0571", 10),
    Place("CN", "浙", "宁波市", "Ningbo", ("海曙区", "鄞州区"), "315", "0574", 4),
    Place("CN", "浙", "金华市", "Yiwu", ("义乌市北苑街道", "义乌市稠城街道"),
          "322", "0579", 5),
    Place("CN", "苏", "苏州市", "Suzhou", ("姑苏区", "吴中区"), "215", "0512", 6),
    Place("CN", "苏", "南京市", "Nanjing", ("鼓楼区", "玄武区"), "210", "025", 5),
    Place("CN", "闽", "福州市", "Fuzhou", ("鼓楼区", "台江区"), "350", "0591", 5),
    Place("CN", "闽", "厦门市", "Xiamen", ("思明区", "湖里区"), "361", "0592", 5),
    Place("CN", "蜀", "成都市", "Chengdu", ("锦江区", "武侯区"),
          "610", "028", 7),
    Place("CN", "渝", "重庆市", "Chongqing", ("渝中区", "江北区"), "400", "023", 5),
    Place("CN", "鄂", "武汉市", "Wuhan", ("武昌区", "江汉区"),
          "430", "027", 5),
    Place("CN", "湘", "长沙市", "Changsha", ("岳麓区", "天心区"), "410", "0731", 4),
    Place("CN", "滇", "昆明市", "Kunming", ("五华区", "官渡区"), "650", "0871", 4),
    Place("CN", "鲁", "青岛市", "Qingdao", ("市南区", "崂山区"), "266", "0532", 4),
    Place("CN", "陕", "西安市", "Xi'an", ("雁塔区", "碑林区"), "710", "029", 3),
    Place("CN", "辽", "大连市", "Dalian", ("中山区", "沙河口区"), "116", "0411", 2),
)  # fmt: skip
WEST = (
    Place("US", "NY", "New York", "New York", ("Broadway", "Madison Avenue"),
          "100", "212", 8),
    Place("US", "CA", "San Francisco", "San Francisco", ("Market Street",),
          "941", "415", 6),
    Place("US", "IL", "Chicago", "Chicago", ("Wacker Drive", "Clark Street"),
          "606", "312", 5),
    Place("US", "TX", "Austin", "Austin", ("Congress Avenue",), "787", "512", 4),
    Place("GB", "", "London", "London", ("Commercial Road", "Borough High Street"),
          "EC1V 9", "020", 7),
    Place("DE", "BE", "Berlin", "Berlin", ("Torstraße", "Kantstraße"),
          "101", "030", 6),
    Place("FR", "", "Rennes", "Rennes", ("Rue Saint-Malo", "Quai Lamennais"),
          "350", "03", 3),
    Place("AU", "NSW", "Sydney", "Sydney", ("George Street", "Pitt Street"),
          "20", "02", 4),
)  # fmt: skip
STREETS_CN = (
    "中山路", "人民路", "解放大道", "建设路", "文化路", "和平街", "新华路", "科技园路",
    "环市东路", "滨江路", "长江路", "工业大道",
)  # fmt: skip
ESTATES_CN = ("大厦", "商务中心", "工业园", "花园", "广场")
LEGAL_FORMS = {
    "US": "Inc.", "GB": "Ltd", "DE": "GmbH", "FR": "SAS", "AU": "Pty Ltd",
}  # fmt: skip
# The first three digits that Chinese mobile networks hand out.
MOBILE_CN = (
    "130 131 132 133 135 136 137 138 139 150 151 152 157 158 159 "
    "176 177 178 180 182 185 186 187 188 189 198 199"
).split()
# Ways in which people really write the same mobile number.
MOBILE_FORMATS_CN = (
    "{a} {b} {c}", "{a}{b}{c}", "+86 {a} {b} {c}", "+86 {a}-{b}-{c}", "0086{a}{b}{c}",
    "{a}-{b}-{c}", "(+86) {a}{b}{c}",
)  # fmt: skip
# Cities whose local numbers still have seven digits instead of eight.
SEVEN_DIGITS = {"0592"}
LANDLINE_FORMATS_CN = ("{area}-{b}{c}", "({area}) {b} {c}", "{area} {b}{c}")
# Ranges that the numbering authorities keep free for films and books, so that
# no example number outside China is anybody's: (national pattern, prefix).
FICTIONAL = {
    "US": (("({area}) 555-01{n:02d}", "{area}-555-01{n:02d}",
            "+1 {area} 555 01{n:02d}"), 100),
    "GB": (("020 7946 0{n:03d}", "+44 20 7946 0{n:03d}"), 1000),
    "DE": (("030 23125{n:03d}", "+49 30 23125{n:03d}"), 1000),
    "FR": (("03 53 01 {n:02d} {m:02d}", "+33 3 53 01 {n:02d} {m:02d}"), 100),
    "AU": (("(02) 5550 {n:02d}{m:02d}", "+61 2 5550 {n:02d}{m:02d}"), 100),
}  # fmt: skip


def draw_place(rng: random.Random, places: tuple = CHINA) -> Place:
    """Draw a place by its weight."""
    return rng.choices(places, [place.weight for place in places])[0]


def street(rng: random.Random, place: Place) -> str:
    """Return a street line as it is written in the place's country."""
    district, number = rng.choice(place.districts), rng.randint(1, 288)
    if place.country == "CN":
        line = f"{district}{rng.choice(STREETS_CN)}{number}号"
        if rng.random() < 0.5:
            estate = f"{rng.choice(ESTATES_CN)}{rng.randint(1, 28)}层"
            line += f"{rng.choice(('东', '南', '金', '新'))}{estate}"
        return line
    if place.country in ("DE", "FR"):
        return f"{district} {number}"
    return f"{number} {district}"


def postcode(rng: random.Random, place: Place) -> str:
    """Return a postcode of the place, in its country's length."""
    if place.country == "GB":
        return place.zip + rng.choice(("AA", "BD", "HX", "LP"))
    length = {"CN": 6, "AU": 4}.get(place.country, 5)
    missing = length - len(place.zip)
    return place.zip + f"{rng.randrange(10**missing):0{missing}d}"


def mobile(rng: random.Random, place: Place) -> str:
    """Return a valid mobile number in one of the formats people write."""
    if place.country != "CN":
        return landline(rng, place)
    parts = {
        "a": rng.choice(MOBILE_CN),
        "b": f"{rng.randrange(10000):04d}",
        "c": f"{rng.randrange(10000):04d}",
    }
    return rng.choice(MOBILE_FORMATS_CN).format(**parts)


def landline(rng: random.Random, place: Place) -> str:
    """Return a valid office number; outside China one that is nobody's."""
    if place.country == "CN":
        exchange = f"{rng.choice('68')}{rng.randrange(100, 1000)}"
        parts = {
            "area": place.phone,
            "b": "2" + exchange[2:] if place.phone in SEVEN_DIGITS else exchange,
            "c": f"{rng.randrange(10000):04d}",
        }
        return rng.choice(LANDLINE_FORMATS_CN).format(**parts)
    patterns, size = FICTIONAL[place.country]
    return rng.choice(patterns).format(
        area=place.phone, n=rng.randrange(size), m=rng.randrange(100)
    )
