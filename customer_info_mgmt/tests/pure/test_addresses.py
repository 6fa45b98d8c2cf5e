import unittest

from ...tools.addresses import (
    PROVINCES,
    city_skeleton,
    normalize_line,
    normalize_zip,
    split_address,
    street_skeleton,
)

# Typed: province, city, district, street.
SPLIT = {
    "广东省深圳市南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东深圳市南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东深圳南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "深圳市南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "深圳南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东省 深圳市 南山区 科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东省，深圳市，南山区，科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东省/深圳市/南山区/科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东省-深圳市-南山区-科技园1号": "广东省 深圳市 南山区 科技园1号",
    "中国广东省深圳市南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "中华人民共和国广东省深圳市南山区科技园1号": "广东省 深圳市 南山区 科技园1号",
    "广东省深圳市南山区科技园１号": "广东省 深圳市 南山区 科技园1号",
    "广东省深圳市科技园1号": "广东省 深圳市 - 科技园1号",
    "深圳市华强北路1号": "广东省 深圳市 - 华强北路1号",
    "广州市天河区体育西路10号": "广东省 广州市 天河区 体育西路10号",
    "广州市白云区机场路1号": "广东省 广州市 白云区 机场路1号",
    "广东省东莞市长安镇乌沙工业区": "广东省 东莞市 - 长安镇乌沙工业区",
    "东莞长安镇振安路1号": "广东省 东莞市 - 长安镇振安路1号",
    "广东省中山市小榄镇": "广东省 中山市 - 小榄镇",
    "北京市朝阳区建国路88号": "北京市 北京市 朝阳区 建国路88号",
    "北京朝阳区建国路88号": "北京市 北京市 朝阳区 建国路88号",
    "北京市北京市朝阳区建国路88号": "北京市 北京市 朝阳区 建国路88号",
    "北京市市辖区朝阳区建国路88号": "北京市 北京市 朝阳区 建国路88号",
    "北京 海淀区 中关村": "北京市 北京市 海淀区 中关村",
    "上海市浦东新区世纪大道100号": "上海市 上海市 浦东新区 世纪大道100号",
    "上海浦东新区世纪大道100号": "上海市 上海市 浦东新区 世纪大道100号",
    "上海市黄浦区南京东路1号": "上海市 上海市 黄浦区 南京东路1号",
    "天津市滨海新区第三大街": "天津市 天津市 滨海新区 第三大街",
    "重庆市渝中区解放碑": "重庆市 重庆市 渝中区 解放碑",
    "重庆市彭水苗族土家族自治县": "重庆市 重庆市 彭水苗族土家族自治县 -",
    "浙江省杭州市西湖区文三路1号": "浙江省 杭州市 西湖区 文三路1号",
    "浙江省义乌市稠州北路1号": "浙江省 义乌市 - 稠州北路1号",
    "浙江省金华市义乌市稠州北路1号": "浙江省 金华市 义乌市 稠州北路1号",
    "江苏省苏州市昆山市玉山镇": "江苏省 苏州市 昆山市 玉山镇",
    "江苏省苏州市工业园区星湖街1号": "江苏省 苏州市 - 工业园区星湖街1号",
    "苏州工业园区星湖街1号": "江苏省 苏州市 - 工业园区星湖街1号",
    "成都高新区天府大道1号": "四川省 成都市 高新区 天府大道1号",
    "四川省成都市武侯区人民南路": "四川省 成都市 武侯区 人民南路",
    "四川省凉山彝族自治州西昌市": "四川省 凉山彝族自治州 西昌市 -",
    "云南省大理白族自治州大理市下关镇": "云南省 大理白族自治州 大理市 下关镇",
    "贵州省黔东南苗族侗族自治州凯里市": "贵州省 黔东南苗族侗族自治州 凯里市 -",
    "贵州省贵阳市": "贵州省 贵阳市 - -",
    "湖北省荆州市沙市区": "湖北省 荆州市 沙市区 -",
    "湖北省武汉市江汉区": "湖北省 武汉市 江汉区 -",
    "湖南省长沙市岳麓区麓谷": "湖南省 长沙市 岳麓区 麓谷",
    "河南省郑州市金水区": "河南省 郑州市 金水区 -",
    "河北省石家庄市长安区": "河北省 石家庄市 长安区 -",
    "山东省青岛市市南区香港中路": "山东省 青岛市 市南区 香港中路",
    "山东省济南市市中区": "山东省 济南市 市中区 -",
    "山西省太原市小店区": "山西省 太原市 小店区 -",
    "陕西省西安市雁塔区高新路": "陕西省 西安市 雁塔区 高新路",
    "吉林省吉林市昌邑区": "吉林省 吉林市 昌邑区 -",
    "吉林市昌邑区": "吉林省 吉林市 昌邑区 -",
    "吉林长春市朝阳区": "吉林省 长春市 朝阳区 -",
    "黑龙江省哈尔滨市南岗区": "黑龙江省 哈尔滨市 南岗区 -",
    "黑龙江省大兴安岭地区漠河市": "黑龙江省 大兴安岭地区 漠河市 -",
    "辽宁省大连市中山区人民路": "辽宁省 大连市 中山区 人民路",
    "内蒙古自治区呼和浩特市新城区": "内蒙古自治区 呼和浩特市 新城区 -",
    "内蒙古呼和浩特市新城区": "内蒙古自治区 呼和浩特市 新城区 -",
    "内蒙古锡林郭勒盟锡林浩特市": "内蒙古自治区 锡林郭勒盟 锡林浩特市 -",
    "内蒙古赤峰市敖汉旗": "内蒙古自治区 赤峰市 敖汉旗 -",
    "广西壮族自治区南宁市青秀区": "广西壮族自治区 南宁市 青秀区 -",
    "广西南宁市青秀区": "广西壮族自治区 南宁市 青秀区 -",
    "新疆乌鲁木齐市天山区": "新疆维吾尔自治区 乌鲁木齐市 天山区 -",
    "新疆维吾尔自治区喀什地区喀什市": "新疆维吾尔自治区 喀什地区 喀什市 -",
    "西藏自治区拉萨市城关区": "西藏自治区 拉萨市 城关区 -",
    "宁夏回族自治区银川市兴庆区": "宁夏回族自治区 银川市 兴庆区 -",
    "海南省三亚市": "海南省 三亚市 - -",
    "安徽省合肥市蜀山区": "安徽省 合肥市 蜀山区 -",
    "福建省厦门市思明区": "福建省 厦门市 思明区 -",
    "江西省南昌市东湖区": "江西省 南昌市 东湖区 -",
    "甘肃省兰州市城关区": "甘肃省 兰州市 城关区 -",
    "青海省西宁市城中区": "青海省 西宁市 城中区 -",
    "香港特别行政区九龙": "香港特别行政区 - - 九龙",
    "香港九龙旺角": "香港特别行政区 - - 九龙旺角",
}

NOT_SPLIT = (
    "上海路12号",
    "南京路100号",
    "南京东路100号",
    "北京西路1号",
    "中山路1号",
    "科技园1号",
    "华强北路1号",
    "123 Main St",
    "Hauptstraße 5",
    "12 rue de la Paix",
    "",
    "一号楼",
)

ZIPS = {
    "广东省深圳市福田区 518000": "518000",
    "518000 广东省深圳市福田区": "518000",
    "广东省深圳市福田区（邮编：518000）": "518000",
    "广东省深圳市福田区 邮编518000": "518000",
    "广东省深圳市福田区123456号": "",
    "广东省深圳市福田区": "",
}

CODES = [
    ("518000", "CN", "518000", None),
    ("５１８０００", "CN", "518000", None),
    (" 518000 ", "CN", "518000", None),
    ("518000.0", "CN", "518000", None),
    ("51800", "CN", "51800", "zip_format"),
    ("5180000", "CN", "5180000", "zip_format"),
    ("10115", "DE", "10115", None),
    ("D-10115", "DE", "D-10115", "zip_format"),
    ("DE-10115", "DE", "10115", None),
    ("1011", "DE", "1011", "zip_format"),
    ("sw1a 1aa", "GB", "SW1A 1AA", None),
    ("sw1a1aa", "GB", "SW1A1AA", None),
    ("94043-1351", "US", "94043-1351", None),
    ("94043", "US", "94043", None),
    ("9404", "US", "9404", "zip_format"),
    ("1234 ab", "NL", "1234 AB", None),
    ("00-950", "PL", "00-950", None),
    ("100-0001", "JP", "100-0001", None),
    ("k1a 0b1", "CA", "K1A 0B1", None),
    ("anything", "XX", "ANYTHING", None),
    ("anything", None, "ANYTHING", None),
    ("", "CN", "", None),
]

SAME_STREET = [
    ("12 Main Street", "12 main st.", "12, Main St"),
    ("Hauptstraße 5", "Hauptstr. 5", "HAUPTSTRASSE 5", "Haupt Str. 5"),
    ("5 Park Avenue", "5 park ave", "5 Park Av."),
    ("科技园1号", "科技园 1号", "科技园１号"),
    ("广东省深圳市南山区科技园1号", "深圳市南山区科技园1号", "科技园1号"),
]


class TestAddresses(unittest.TestCase):
    """B05: province, city, district, street."""

    def test_split(self):
        for typed, expected in SPLIT.items():
            with self.subTest(typed=typed):
                found = split_address(typed)
                parts = (found.province, found.city, found.district, found.street)
                self.assertEqual(" ".join(part or "-" for part in parts), expected)

    def test_every_province(self):
        for short, full, code in PROVINCES:
            with self.subTest(province=full):
                found = split_address(f"{full}某某市某某区一路1号")
                self.assertEqual((found.province, found.state_code), (full, code))
                self.assertEqual(split_address(f"{short}某某市").province, full)

    def test_not_split(self):
        for typed in NOT_SPLIT:
            with self.subTest(typed=typed):
                found = split_address(typed)
                self.assertFalse(found.is_split)
                self.assertEqual(found.street, typed)

    def test_postal_code(self):
        for typed, code in ZIPS.items():
            with self.subTest(typed=typed):
                self.assertEqual(split_address(typed).zip, code)

    def test_postal_codes_of_countries(self):
        for typed, country, stored, code in CODES:
            with self.subTest(typed=typed, country=country):
                found = normalize_zip(typed, country)
                self.assertEqual(found.value, stored)
                self.assertEqual(found.problem and found.problem.code, code)

    def test_line(self):
        for typed, stored in {
            "科技园 1号": "科技园1号",
            "科技园　１ 号": "科技园1号",
            " 12  Main St, ": "12 Main St",
            "科技园1号 A座": "科技园1号 A座",
        }.items():
            with self.subTest(typed=typed):
                self.assertEqual(normalize_line(typed).value, stored)
                self.assertEqual(normalize_line(stored).value, stored)

    def test_same_street(self):
        for spellings in SAME_STREET:
            for spelling in spellings[1:]:
                with self.subTest(one=spellings[0], other=spelling):
                    self.assertEqual(
                        street_skeleton(spelling), street_skeleton(spellings[0])
                    )
        self.assertNotEqual(street_skeleton("科技园1号"), street_skeleton("科技园2号"))

    def test_same_city(self):
        self.assertEqual(city_skeleton("深圳市"), city_skeleton("深 圳"))
        self.assertEqual(city_skeleton("St. Gallen"), city_skeleton("st gallen"))
        self.assertEqual(city_skeleton("München"), "munchen")

    def test_never_raises(self):
        for typed in (
            None,
            False,
            5,
            "省市区",
            "市" * 400,
            "\x00",
            "区县旗",
            "中国",
            "5" * 300,
        ):
            with self.subTest(typed=str(typed)[:10]):
                self.assertIsInstance(split_address(typed).street, str)
                self.assertIsInstance(normalize_line(typed).value, str)
                self.assertIsInstance(normalize_zip(typed, "CN").value, str)
                self.assertIsInstance(street_skeleton(typed), str)
