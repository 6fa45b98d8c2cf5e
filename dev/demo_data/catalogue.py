"""The 40 products of a trading house, their categories, prices and costs."""

import random
from typing import NamedTuple

CURRENCY = "CNY"


class Product(NamedTuple):
    """A product; prices are per unit, in CNY, without tax.

    ``cost`` is the share of the price that the product costs; ``typical`` the
    usual quantity of a wholesale line; ``season`` the months with more demand.
    """

    code: str
    name: str
    chinese: str
    category: tuple
    price: float
    cost: float
    typical: int
    season: tuple
    trades: tuple


TEA, COFFEE = ("Food & Drink", "Tea"), ("Food & Drink", "Coffee")
SNACKS = ("Food & Drink", "Snacks")
CLOTHING = ("Clothing", "Apparel")
PHONES, PARTS = ("Electronics", "Phones"), ("Electronics", "Accessories")
PACKAGING = ("Supplies", "Packaging")
HOUSE = ("Supplies", "Catering")
NEW_YEAR, MID_AUTUMN, SUMMER, WINTER = (12, 1), (8, 9), (5, 6, 7), (10, 11, 12)
FOOD = ("tea", "food", "catering", "wholesale", "coffee")
TECH = ("phones", "wholesale")

PRODUCTS = (
    Product("TEA-LJ-250", "Longjing green tea 250 g", "西湖龙井 250克", TEA,
            168.0, 0.58, 30, (4, 5), FOOD),
    Product("TEA-TGY-500", "Tieguanyin oolong 500 g", "安溪铁观音 500克", TEA,
            236.0, 0.60, 24, MID_AUTUMN, FOOD),
    Product("TEA-PER-357", "Pu'er tea cake 357 g", "普洱熟茶饼 357克", TEA,
            198.0, 0.52, 28, NEW_YEAR, FOOD),
    Product("TEA-DHP-250", "Da Hong Pao 250 g", "武夷大红袍 250克", TEA,
            288.0, 0.55, 16, NEW_YEAR, FOOD),
    Product("TEA-JAS-500", "Jasmine tea 500 g", "茉莉花茶 500克", TEA,
            88.0, 0.62, 60, SUMMER, FOOD),
    Product("TEA-BLK-100", "Black tea bags, 100 pieces", "红茶包 100袋", TEA,
            42.0, 0.64, 120, (), FOOD),
    Product("TEA-GIFT-2", "Tea gift box, two tins", "双罐茶礼盒", TEA,
            368.0, 0.50, 20, NEW_YEAR + MID_AUTUMN, FOOD),
    Product("TEA-SET-7", "Tea set, 7 pieces", "功夫茶具 七件套", TEA,
            259.0, 0.48, 10, NEW_YEAR, FOOD),
    Product("COF-YN-1K", "Yunnan arabica beans 1 kg", "云南小粒咖啡豆 1公斤", COFFEE,
            118.0, 0.61, 40, (), FOOD),
    Product("COF-ETH-1K", "Ethiopia Yirgacheffe beans 1 kg", "耶加雪菲咖啡豆 1公斤",
            COFFEE, 178.0, 0.66, 25, (), FOOD),
    Product("COF-BLD-1K", "House blend espresso 1 kg", "意式拼配咖啡豆 1公斤", COFFEE,
            98.0, 0.63, 60, (), FOOD),
    Product("COF-DRIP-10", "Drip bags, box of 10", "挂耳咖啡 10包", COFFEE,
            39.0, 0.57, 100, WINTER, FOOD),
    Product("COF-GRD-1", "Hand grinder", "手摇磨豆机", COFFEE,
            149.0, 0.54, 12, (), FOOD),
    Product("SNK-MOON-8", "Mooncakes, box of 8", "广式月饼 8只装", SNACKS,
            158.0, 0.55, 60, MID_AUTUMN, FOOD),
    Product("SNK-NUT-1K", "Mixed nuts 1 kg", "混合坚果 1公斤", SNACKS,
            96.0, 0.67, 50, NEW_YEAR, FOOD),
    Product("SNK-DATE-1", "Red dates 1 kg", "新疆红枣 1公斤", SNACKS,
            58.0, 0.65, 60, NEW_YEAR, FOOD),
    Product("SNK-HAW-24", "Hawthorn rolls, 24 packs", "山楂卷 24包", SNACKS,
            66.0, 0.60, 40, (), FOOD),
    Product("CLO-TEE-W", "T-shirt, white cotton", "纯棉白T恤", CLOTHING,
            39.0, 0.52, 120, SUMMER, ("clothing", "wholesale")),
    Product("CLO-TEE-B", "T-shirt, black cotton", "纯棉黑T恤", CLOTHING,
            39.0, 0.52, 120, SUMMER, ("clothing", "wholesale")),
    Product("CLO-SHIRT", "Oxford shirt", "牛津纺衬衫", CLOTHING,
            118.0, 0.49, 50, (), ("clothing", "wholesale")),
    Product("CLO-HOOD", "Hooded sweater", "连帽卫衣", CLOTHING,
            138.0, 0.51, 40, WINTER, ("clothing", "wholesale")),
    Product("CLO-DOWN", "Light down jacket", "轻薄羽绒服", CLOTHING,
            328.0, 0.56, 24, WINTER, ("clothing", "wholesale")),
    Product("CLO-SILK", "Silk scarf", "真丝围巾", CLOTHING,
            188.0, 0.45, 20, NEW_YEAR, ("clothing", "wholesale")),
    Product("CLO-APRON", "Work apron, embroidered", "刺绣工作围裙", CLOTHING,
            49.0, 0.50, 60, (), ("clothing", "catering", "coffee")),
    Product("PHO-A1-128", "Phone A1 128 GB", "智能手机 A1 128G", PHONES,
            1499.0, 0.84, 8, (6, 11), TECH),
    Product("PHO-A1-256", "Phone A1 256 GB", "智能手机 A1 256G", PHONES,
            1799.0, 0.84, 8, (6, 11), TECH),
    Product("PHO-X5-256", "Phone X5 256 GB", "智能手机 X5 256G", PHONES,
            3299.0, 0.87, 5, (6, 11), TECH),
    Product("PHO-SEN", "Phone for seniors", "老人手机", PHONES,
            269.0, 0.78, 20, NEW_YEAR, TECH),
    Product("ACC-CASE", "Phone case, clear", "透明手机壳", PARTS,
            12.0, 0.38, 300, (), TECH),
    Product("ACC-FILM", "Screen film, 2 pieces", "钢化膜 两片", PARTS,
            9.5, 0.35, 400, (), TECH),
    Product("ACC-CHG-65", "Charger 65 W", "65W 快充头", PARTS,
            79.0, 0.58, 80, (), TECH),
    Product("ACC-CBL", "Cable USB-C, 1 m", "USB-C 数据线 1米", PARTS,
            15.0, 0.42, 300, (), TECH),
    Product("ACC-EAR", "Wireless earphones", "无线耳机", PARTS,
            159.0, 0.62, 40, (6, 11), TECH),
    Product("ACC-BANK", "Power bank 20,000 mAh", "充电宝 20000毫安", PARTS,
            109.0, 0.63, 50, (), TECH),
    Product("PKG-BOX-M", "Carton, medium, 100 pieces", "纸箱 中号 100只", PACKAGING,
            228.0, 0.70, 20, (), ("packaging", "logistics", "wholesale")),
    Product("PKG-BAG-500", "Kraft bags, 500 pieces", "牛皮纸袋 500只", PACKAGING,
            185.0, 0.66, 20, (), ("packaging", "coffee", "catering", "tea")),
    Product("PKG-TAPE-36", "Packing tape, 36 rolls", "封箱胶带 36卷", PACKAGING,
            126.0, 0.68, 24, (), ("packaging", "logistics", "wholesale")),
    Product("PKG-TIN-250", "Tea tin 250 g, 50 pieces", "茶叶罐 250克 50只", PACKAGING,
            310.0, 0.62, 12, (2, 3), ("packaging", "tea")),
    Product("HOU-CUP-1K", "Paper cups, 1,000 pieces", "纸杯 1000只", HOUSE,
            132.0, 0.69, 24, SUMMER, ("catering", "coffee", "food")),
    Product("HOU-NAP-5K", "Napkins, 5,000 pieces", "餐巾纸 5000张", HOUSE,
            96.0, 0.71, 30, (), ("catering", "coffee", "food")),
)  # fmt: skip


def draw_lines(
    rng: random.Random, trade: str, month: int, size: float, favourites: tuple
) -> list:
    """Draw the lines of one order: ``[(code, quantity, discount %), ...]``.

    Customers come back for the same things: three quarters of the lines are
    drawn from their favourites, the rest from what suits their trade.

    :param trade: the customer's trade, as in ``Product.trades``
    :param month: month of the order, for the season
    :param size: how much bigger than usual this customer orders
    :param favourites: codes the customer usually buys
    """
    fitting = [item for item in PRODUCTS if trade in item.trades] or list(PRODUCTS)
    known = [item for item in PRODUCTS if item.code in favourites]
    lines = {}
    for _line in range(rng.choices((1, 2, 3, 4, 5), (22, 32, 26, 14, 6))[0]):
        pool = known if known and rng.random() < 0.75 else fitting
        weights = [3.0 if month in item.season else 1.0 for item in pool]
        item = rng.choices(pool, weights)[0]
        quantity = item.typical * size * rng.lognormvariate(0, 0.35)
        discount = rng.choices((0, 3, 5, 10), (70, 10, 14, 6))[0]
        lines[item.code] = (item.code, _tidy(quantity), float(discount))
    return list(lines.values())


def favourites(rng: random.Random, trade: str) -> tuple:
    """Draw the two to five products that a customer of a trade usually buys."""
    fitting = [item.code for item in PRODUCTS if trade in item.trades]
    fitting = fitting or [item.code for item in PRODUCTS]
    return tuple(rng.sample(fitting, min(len(fitting), rng.randint(2, 5))))


def _tidy(quantity: float) -> int:
    """Round to what people order: 1 to 12 as they are, then fives, tens, fifties."""
    quantity = max(1, round(quantity))
    for limit, step in ((12, 1), (60, 5), (300, 10)):
        if quantity <= limit:
            return max(1, step * round(quantity / step))
    return 50 * round(quantity / 50)
