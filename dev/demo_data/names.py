"""Names of people and companies, Chinese and English."""

import random
from typing import NamedTuple

SURNAMES = {
    "王": "Wang", "李": "Li", "张": "Zhang", "刘": "Liu", "陈": "Chen",
    "杨": "Yang", "黄": "Huang", "赵": "Zhao", "吴": "Wu", "周": "Zhou",
    "徐": "Xu", "孙": "Sun", "马": "Ma", "朱": "Zhu", "胡": "Hu",
    "郭": "Guo", "何": "He", "林": "Lin", "高": "Gao", "罗": "Luo",
    "郑": "Zheng", "梁": "Liang", "谢": "Xie", "宋": "Song", "唐": "Tang",
    "许": "Xu", "邓": "Deng", "冯": "Feng", "韩": "Han", "曹": "Cao",
    "曾": "Zeng", "彭": "Peng", "萧": "Xiao", "蔡": "Cai", "潘": "Pan",
    "田": "Tian", "董": "Dong", "袁": "Yuan", "于": "Yu", "余": "Yu",
    "叶": "Ye", "蒋": "Jiang", "杜": "Du", "苏": "Su", "魏": "Wei",
    "程": "Cheng", "吕": "Lyu", "丁": "Ding", "沈": "Shen", "欧阳": "Ouyang",
}  # fmt: skip
GIVEN_MALE = {
    "伟": "Wei", "强": "Qiang", "磊": "Lei", "军": "Jun", "勇": "Yong",
    "杰": "Jie", "涛": "Tao", "明": "Ming", "超": "Chao", "志强": "Zhiqiang",
    "建国": "Jianguo", "国华": "Guohua", "文斌": "Wenbin", "俊杰": "Junjie",
    "浩然": "Haoran", "子轩": "Zixuan", "宇航": "Yuhang", "家豪": "Jiahao",
    "思远": "Siyuan", "海波": "Haibo", "晓东": "Xiaodong", "振华": "Zhenhua",
}  # fmt: skip
GIVEN_FEMALE = {
    "芳": "Fang", "娜": "Na", "敏": "Min", "静": "Jing", "丽": "Li",
    "艳": "Yan", "秀英": "Xiuying", "桂兰": "Guilan", "雪梅": "Xuemei",
    "晓燕": "Xiaoyan", "婷婷": "Tingting", "佳怡": "Jiayi", "雨桐": "Yutong",
    "诗涵": "Shihan", "欣怡": "Xinyi", "梦洁": "Mengjie", "淑华": "Shuhua",
    "慧玲": "Huiling", "美珍": "Meizhen", "嘉敏": "Jiamin", "若兰": "Ruolan",
}  # fmt: skip
FIRST_MALE = (
    "James Oliver Thomas Daniel Peter Lukas Marco Henry Samuel Victor Andrew "
    "Martin Paul Erik Hugo Antonio Patrick Simon Walter Nathan"
).split()
FIRST_FEMALE = (
    "Emma Sophie Anna Julia Laura Clara Helen Maria Ingrid Alice Charlotte "
    "Rachel Susan Nora Elena Victoria Margaret Grace Hannah Olivia"
).split()
LAST = (
    "Miller Carter Bennett Hughes Fischer Schneider Rossi Moreau Laurent Novak "
    "Jensen Larsson Silva Costa Murphy Walsh Foster Hayes Brooks Turner Palmer "
    "Wagner Keller Dubois Bianchi Andersen Kowalski Reed Griffin Shaw"
).split()

# Brand part of a Chinese company: characters and how they are written in Latin.
BRANDS = {
    "恒源": "Hengyuan", "嘉禾": "Jiahe", "瑞丰": "Ruifeng", "永盛": "Yongsheng",
    "福来": "Fulai", "德昌": "Dechang", "锦绣": "Jinxiu", "宏达": "Hongda",
    "鑫隆": "Xinlong", "华宇": "Huayu", "百川": "Baichuan", "同济": "Tongji",
    "万家": "Wanjia", "春晖": "Chunhui", "云岭": "Yunling", "海纳": "Haina",
    "金穗": "Jinsui", "明德": "Mingde", "顺达": "Shunda", "泰和": "Taihe",
    "天成": "Tiancheng", "旭日": "Xuri", "雅居": "Yaju", "悦来": "Yuelai",
    "正大": "Zhengda", "中兴": "Zhongxing", "卓越": "Zhuoyue", "东篱": "Dongli",
    "墨香": "Moxiang", "青禾": "Qinghe",
}  # fmt: skip
# Trade part: (Chinese, English, industry, trade tag)
TRADES_CN = (
    ("茶业", "Tea", "Food/Hospitality", "tea"),
    ("食品", "Foods", "Food/Hospitality", "food"),
    ("餐饮管理", "Catering", "Food/Hospitality", "catering"),
    ("商贸", "Trading", "Wholesale/Retail", "wholesale"),
    ("服饰", "Apparel", "Wholesale/Retail", "clothing"),
    ("通讯器材", "Telecom", "IT/Communication", "phones"),
    ("电子科技", "Electronics", "IT/Communication", "phones"),
    ("包装制品", "Packaging", "Manufacturing", "packaging"),
    ("物流", "Logistics", "Transportation/Logistics", "logistics"),
    ("酒店管理", "Hotels", "Food/Hospitality", "catering"),
)
FORMS_CN = ("有限公司", "有限公司", "有限公司", "有限责任公司", "股份有限公司")
WORDS_WEST = (
    "Harbour Northgate Silverline Oakfield Bluebird Meridian Copperhill Lakeside "
    "Stonebridge Redwood Greenway Kingsley Fairmont Westbrook Ashford Highland "
    "Riverside Sunrise Maple Cedar"
).split()
TRADES_WEST = (
    ("Tea Merchants", "Food/Hospitality", "tea"),
    ("Coffee Roasters", "Food/Hospitality", "coffee"),
    ("Fine Foods", "Food/Hospitality", "food"),
    ("Hotels", "Food/Hospitality", "catering"),
    ("Outfitters", "Wholesale/Retail", "clothing"),
    ("Fashion House", "Wholesale/Retail", "clothing"),
    ("Mobile", "IT/Communication", "phones"),
    ("Packaging", "Manufacturing", "packaging"),
    ("Wholesale", "Wholesale/Retail", "wholesale"),
)


class Person(NamedTuple):
    """A person's name as written, in Latin letters, and the gender it suggests."""

    name: str
    latin: str
    gender: str


class Firm(NamedTuple):
    """A company's name, its Latin trade name, its industry and its trade."""

    name: str
    latin: str
    industry: str
    trade: str


def chinese_person(rng: random.Random) -> Person:
    """Draw a Chinese person; the Latin form is surname first."""
    gender = rng.choice(("male", "female"))
    given = GIVEN_MALE if gender == "male" else GIVEN_FEMALE
    surname, second = rng.choice(list(SURNAMES)), rng.choice(list(given))
    return Person(surname + second, f"{SURNAMES[surname]} {given[second]}", gender)


def western_person(rng: random.Random) -> Person:
    """Draw an English, German, French, Italian or Nordic sounding person."""
    gender = rng.choice(("male", "female"))
    first = rng.choice(FIRST_MALE if gender == "male" else FIRST_FEMALE)
    name = f"{first} {rng.choice(LAST)}"
    return Person(name, name, gender)


def chinese_firm(rng: random.Random, city: str, city_latin: str) -> Firm:
    """Draw a Chinese company of a city, e.g. 广州恒源茶业有限公司.

    :param city: the city in characters, with or without the closing 市
    :param city_latin: the same city in Latin letters
    """
    brand = rng.choice(list(BRANDS))
    trade, english, industry, tag = rng.choice(TRADES_CN)
    name = f"{city.removesuffix('市')}{brand}{trade}{rng.choice(FORMS_CN)}"
    return Firm(name, f"{city_latin} {BRANDS[brand]} {english}", industry, tag)


def western_firm(rng: random.Random, form: str) -> Firm:
    """Draw a western company; ``form`` is the legal form of its country."""
    trade, industry, tag = rng.choice(TRADES_WEST)
    latin = f"{rng.choice(WORDS_WEST)} {trade}"
    return Firm(f"{latin} {form}", latin, industry, tag)


def distinct(draw, taken: set, attempts: int = 50):
    """Call ``draw`` until it gives a name that is not in ``taken``; remember it.

    Namesakes exist in life: after ``attempts`` misses the last draw is kept.
    """
    for _attempt in range(attempts):
        drawn = draw()
        if drawn.name not in taken:
            break
    taken.add(drawn.name)
    return drawn
