"""Words that names are put together from."""

SURNAMES = (
    "王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 林 高 罗 郑 梁 谢 宋 "
    "唐 许 韩 邓"
)
GIVEN = (
    "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 涛 明 超 秀英 秀兰 桂英 玉兰 建华 "
    "建国 志强 永健 海燕 雪梅 晓东 文博 子涵 雨桐 浩然 欣怡 佳琪 宇轩 梓豪 "
    "思远 嘉怡 俊杰 雅婷 国强"
)
CHINESE_PLACES = (
    "上海 深圳 广州 杭州 苏州 宁波 温州 青岛 厦门 义乌 东莞 佛山 成都 武汉 南京 天津"
)
CHINESE_WORDS = (
    "华 兴 隆 盛 源 泰 和 顺 达 通 利 丰 安 康 美 佳 宏 远 金 鑫 宝 龙 凤 海 "
    "天 东 方 正 大 永"
)
CHINESE_TRADES = (
    "贸易 进出口 服饰 五金 食品 电子 纺织 建材 文具 茶业 家居 日用品 礼品 玩具 皮具"
)
FIRST_NAMES = (
    "James Mary Robert Linda John Susan Michael Karen David Nancy William "
    "Lisa Thomas Sandra Daniel Ashley Matthew Emily Anthony Donna Mark Carol "
    "Paul Ruth Steven Laura Andrew Anna Joshua Emma Kevin Olivia Brian Grace "
    "George Chloe Edward Sophie Jason Ella"
)
LAST_NAMES = (
    "Smith Johnson Brown Taylor Anderson Harris Clark Lewis Walker Hall Young "
    "King Wright Hill Green Baker Nelson Carter Mitchell Turner Parker Evans "
    "Edwards Collins Stewart Morris Rogers Reed Cook Morgan Bell Murphy "
    "Bailey Cooper Richardson Cox Howard Ward Peterson Gray Watson Brooks "
    "Kelly Sanders Price Bennett Wood Barnes Ross Henderson"
)
COMPANY_WORDS = (
    "Northfield Silverline Harbour Redwood Bluestone Crescent Kingsway "
    "Oakridge Summit Riverside Meridian Pioneer Golden Pacific Atlas Beacon "
    "Cedar Delta Evergreen Falcon Granite Horizon Ivory Juniper Keystone "
    "Lakeside Maple Nova Orchard Phoenix"
)
COMPANY_TRADES = (
    "Trading Textiles Foods Hardware Electronics Furnishings Stationery "
    "Apparel Tools Gifts"
)
COMPANY_FORMS = "Ltd Inc LLC Co GmbH"
CITIES = (
    "London Leeds Boston Denver Austin Sydney Dublin Toronto Berlin Lyon Milan Madrid"
)
