"""Generated customers, Chinese and mixed, with the errors that people make.

Everything is made up from lists of syllables; the same seed gives the same customers.
"""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华"
    "玉建国海燕红梅建军志强晓东子轩雨欣浩然梓涵思远佳怡"
)
TRADES = (
    "电子",
    "科技",
    "贸易",
    "五金",
    "服饰",
    "建材",
    "食品",
    "物流",
    "机械",
    "化工",
    "医疗器械",
    "家具",
    "包装",
    "电器",
    "塑胶",
    "汽配",
    "文化传媒",
    "环保",
    "光电",
    "纺织",
)
BRANDS = (
    "华强盛达兴隆鑫源宏远天成永利金泰和顺恒通博雅佳美"
    "瑞丰德信中汇嘉诚创新安康联众凯旋万邦同力"
)
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "商行", "经营部", "厂")
CITIES = (
    ("广东省", "深圳市", "0755", "518", ("南山区", "福田区", "宝安区", "龙岗区")),
    ("广东省", "广州市", "020", "510", ("天河区", "白云区", "番禺区", "越秀区")),
    ("浙江省", "杭州市", "0571", "310", ("西湖区", "余杭区", "萧山区", "滨江区")),
    ("江苏省", "苏州市", "0512", "215", ("吴中区", "姑苏区", "相城区", "虎丘区")),
    ("北京市", "北京市", "010", "100", ("朝阳区", "海淀区", "丰台区", "通州区")),
    ("四川省", "成都市", "028", "610", ("武侯区", "锦江区", "双流区", "青羊区")),
)
ROADS = (
    "人民路",
    "科技路",
    "解放路",
    "中山路",
    "工业大道",
    "建设路",
    "长江路",
    "和平街",
    "新华路",
    "滨河大道",
    "创业路",
    "学府路",
    "兴业街",
    "振兴路",
    "富民路",
    "朝阳街",
)
FIRST = (
    "John Mary Peter Anna Hans Laura Pierre Marie Carlos Lucia Marco Giulia "
    "Ivan Olga Jan Emma David Sarah Thomas Julia Michael Lisa Daniel Nina Robert Eva"
).split()
LAST = (
    "Smith Miller Schmidt Weber Martin Bernard Garcia Lopez Rossi Bianchi Ivanov "
    "Petrov Jansen Visser Brown Wilson Taylor Fischer Wagner Dubois Moreau Kowalski "
    "Nowak Novak Larsen Nielsen Andersson Johansson Virtanen Becker"
).split()
STARTS = (
    "Al Ber Cor Dan El Far Gro Hal Ker Lom Mar Nor Os Pel Ros Sal Tor Ulm Ver Wil Zan "
    "Bran Stein Holt"
).split()
ENDS = (
    "berg dorf mann sen son ski ini ier ova eau quist land ford ton feld baum er es "
    "ic ak"
).split()
WORDS = (
    "Global Nova Prime Star Union Delta Alpha Pacific Nordic Euro Techno Blue Green "
    "Omega Vector Central Royal Fresh Smart Solid"
).split()
LATIN_TRADES = (
    "Trading Electronics Foods Logistics Textiles Tools Furniture Medical".split()
)
LATIN_FORMS = (
    "GmbH",
    "Ltd.",
    "Co., Ltd.",
    "S.A.",
    "B.V.",
    "Inc.",
    "S.r.l.",
    "AB",
    "Sp. z o.o.",
)
STREETS = (
    "Main High Park Oak Station Church Mill Market Queen Bridge Garden Lake".split()
)
TOWNS = (
    ("Berlin", "10115"),
    ("Hamburg", "20095"),
    ("Paris", "75001"),
    ("Lyon", "69001"),
    ("London", "SW1A"),
    ("Leeds", "LS1"),
    ("Boston", "02101"),
    ("Milano", "20121"),
)
# Characters that sound the same and are typed for each other.
SOUND_ALIKES = {
    "伟": "玮",
    "芳": "方",
    "丽": "莉",
    "强": "墙",
    "军": "君",
    "达": "大",
    "兴": "新",
    "宏": "鸿",
    "源": "元",
    "诚": "城",
    "恒": "衡",
    "盛": "胜",
    "鑫": "新",
    "华": "花",
    "建": "健",
    "晓": "小",
    "静": "婧",
    "信": "讯",
    "联": "连",
    "嘉": "佳",
}


def mixed_customers(rng, count, share=0.15):
    """Return records and true pairs: ``count`` customers, some of them twice.

    Beside true duplicates there are the pairs that only look alike: two companies in
    one building, a couple with one landline, namesakes, branches.

    :param rng: ``random.Random``
    :param count: number of different customers
    :param share: share of them that has a second record
    """
    records, true = {}, set()
    for number in range(count):
        values = rng.choice((_company, _person, _company, _person, _latin))(rng)
        records[f"c{number}"] = values
        if rng.random() < share:
            records[f"c{number}b"] = _second(rng, values)
            true.add(frozenset((f"c{number}", f"c{number}b")))
        elif rng.random() < 0.05:
            records[f"c{number}x"] = _look_alike(rng, values)
    return records, true


def _surname(rng):
    """A known surname, or one put together: the rare ones are many."""
    if rng.random() < 0.5:
        return rng.choice(LAST)
    return rng.choice(STARTS) + rng.choice(("", "a", "e", "i", "o")) + rng.choice(ENDS)


def _mobile(rng):
    return rng.choice(
        ("135", "136", "138", "139", "150", "158", "186", "189")
    ) + _digits(rng, 8)


def _digits(rng, count):
    return "".join(rng.choice("0123456789") for _ in range(count))


def _address(rng, city):
    province, name, area, code, districts = city
    district = rng.choice(districts)
    street = f"{district}{rng.choice(ROADS)}{rng.randint(1, 400)}号"
    if rng.random() < 0.4:
        street += f"{rng.randint(1, 30)}栋{rng.randint(1, 30)}0{rng.randint(1, 9)}室"
    return {"street": street, "city": name, "zip": f"{code}{_digits(rng, 3)}"}


def _company(rng):
    city = rng.choice(CITIES)
    brand = "".join(rng.sample(BRANDS, rng.choice((2, 2, 2, 3))))
    name = city[1].removesuffix("市") + rng.choice(("", "市")) * (rng.random() < 0.5)
    name += (
        brand
        + rng.choice(TRADES)
        + rng.choice(FORMS[:3] if rng.random() < 0.8 else FORMS)
    )
    values = {"name": name, "is_company": True, **_address(rng, city)}
    values["phone"] = (
        f"{city[2]}-{rng.randint(2, 8)}{_digits(rng, 7 if len(city[2]) < 5 else 6)}"
    )
    if rng.random() < 0.5:
        values["email"] = f"info{_digits(rng, 4)}@{_digits(rng, 4)}.com.cn"
    if rng.random() < 0.6:
        values["tax_id"] = f"9144{_digits(rng, 4)}MA{_digits(rng, 8)}"
    return values


def _person(rng):
    name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice((1, 2, 2, 2))))
    values = {"name": name, "is_company": False, "phone": _mobile(rng)}
    if rng.random() < 0.7:
        values.update(_address(rng, rng.choice(CITIES)))
    if rng.random() < 0.5:
        values["email"] = f"{_digits(rng, 9)}@qq.com"
    if rng.random() < 0.3:
        values["birthday"] = (
            f"{rng.randint(1950, 2004)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        )
    return values


def _latin(rng):
    town, code = rng.choice(TOWNS)
    code = code[:3] + _digits(rng, 2)
    company = rng.random() < 0.5
    if company:
        word, trade, form = map(rng.choice, (WORDS, LATIN_TRADES, LATIN_FORMS))
        name = f"{word} {_surname(rng)} {trade} {form}"
    else:
        name = f"{rng.choice(FIRST)} {_surname(rng)}"
    values = {
        "name": name,
        "is_company": company,
        "city": town,
        "zip": code,
        "street": f"{rng.choice(STREETS)} Street {rng.randint(1, 300)}",
        "phone": f"+49 30 {_digits(rng, 7)}",
    }
    if rng.random() < 0.6:
        values["email"] = (
            f"{name.split()[0].lower()}{_digits(rng, 3)}@{name.split()[1].lower()}.com"
        )
    return values


def _second(rng, values):
    """The same customer, entered again: one to three errors, fields left out."""
    twin = dict(values)
    for slip in rng.sample(
        (_slip_name, _slip_name, _slip_phone, _slip_address, _drop), rng.randint(1, 3)
    ):
        slip(rng, twin)
    return twin


def _slip_name(rng, values):
    name = values["name"]
    if not name.isascii():
        options = [_homophone, _swap_region, _without_form, _spaced, _wide]
        options += [_lost_character] if len(name) > 6 else []
        values["name"] = rng.choice(options)(rng, name)
    else:
        values["name"] = rng.choice(
            (_latin_typo, _latin_typo, _turned, _upper, _latin_form)
        )(rng, name)


def _homophone(rng, name):
    places = [place for place, char in enumerate(name) if char in SOUND_ALIKES]
    if not places:
        return name
    place = rng.choice(places)
    return name[:place] + SOUND_ALIKES[name[place]] + name[place + 1 :]


def _swap_region(rng, name):
    for city in CITIES:
        short = city[1].removesuffix("市")
        if name.startswith(short) and name.endswith("公司"):
            rest = name.removeprefix(short).removeprefix("市")
            for form in FORMS[2::-1]:
                if rest.endswith(form):
                    return f"{rest.removesuffix(form)}（{short}）{form}"
    return name


def _without_form(rng, name):
    for form in FORMS[2::-1]:
        if name.endswith(form):
            return name.removesuffix(form) + rng.choice(("", "公司"))
    return name + rng.choice(("", "先生", "女士")) if len(name) <= 4 else name


def _spaced(rng, name):
    return f"{name[:2]} {name[2:]}"


def _wide(rng, name):
    return f"　{name} "


def _lost_character(rng, name):
    place = rng.randint(2, 5)
    return name[:place] + name[place + 1 :]


def _latin_typo(rng, name):
    place = rng.randint(1, len(name) - 2)
    kind = rng.randint(0, 2)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    return name[:place] + rng.choice("aeionrst") + name[place + 1 :]


def _turned(rng, name):
    words = name.split()
    return f"{words[-1]}, {' '.join(words[:-1])}" if len(words) == 2 else name


def _upper(rng, name):
    return name.upper()


def _latin_form(rng, name):
    for form in LATIN_FORMS:
        if name.endswith(f" {form}"):
            return name.removesuffix(form) + rng.choice(LATIN_FORMS)
    return name


def _slip_phone(rng, values):
    phone = values.get("phone", "")
    kind = rng.randint(0, 3)
    if kind == 0:
        place = rng.randrange(len(phone) - 4, len(phone))
        values["phone"] = phone[:place] + rng.choice("0123456789") + phone[place + 1 :]
    elif kind == 1:
        values["phone"] = phone.replace("-", " ") if "-" in phone else f"+86 {phone}"
    elif kind == 2:
        values["phone"] = _mobile(rng)
    else:
        values["phone"] = f"{phone} / {_mobile(rng)}"


def _slip_address(rng, values):
    street = values.get("street")
    if not street:
        return
    kind = rng.randint(0, 2)
    if kind == 0:
        values["street"] = street.replace("号", "").replace("Street", "St.")
    elif kind == 1:
        values["street"] = values.get("city", "") + street
    else:
        values.update(street="", zip="")


def _drop(rng, values):
    for field in rng.sample(("phone", "email", "tax_id", "zip", "birthday"), 2):
        if field in values and not (field == "phone" and not values.get("street")):
            values[field] = ""


def _look_alike(rng, values):
    """Another customer that shares something with ``values``."""
    other = rng.choice((_company, _person) if values["is_company"] else (_person,))(rng)
    kind = rng.randint(0, 2)
    if kind == 0:
        other.update({key: values.get(key, "") for key in ("street", "zip", "city")})
    elif kind == 1:
        other["phone"] = values["phone"]
    else:
        other["name"] = values["name"]
    return other
