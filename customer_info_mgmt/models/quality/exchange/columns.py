"""The columns of a spreadsheet of customers: one catalogue for import and export.

An export writes the headings and texts that an import reads back. A heading is found
in English, in Chinese, in the language of the user, by the technical name of its field
and by what people call it otherwise.
"""

from dataclasses import dataclass

from odoo.tools import LazyTranslate

from ....tools.headings import fold_heading

_lt = LazyTranslate(__name__)

# Kinds of columns: how a cell is read and shown.
TEXT = "text"
PHONE = "phone"
EMAIL = "email"
DATE = "date"
BIRTHDAY = "birthday"
NUMBER = "number"
INTEGER = "integer"
BOOLEAN = "boolean"
SELECTION = "selection"
MANY2ONE = "many2one"
TAGS = "tags"
ALIASES = "aliases"
RECORD_ID = "record_id"
EXTERNAL_ID = "external_id"
POINT = "point"
IDENTITY = "identity"

SEPARATOR = "; "


@dataclass(frozen=True)
class Column:
    """One column.

    :param key: its name in mappings and profiles; never changes
    :param label: heading, in English, translated when it is shown
    :param chinese: heading in Chinese, found whatever the language of the user
    :param kind: one of the kinds above
    :param field: field of ``res.partner`` behind it; empty where it has none of its own
    :param comodel: model that a many2one or the tags lead to
    :param search: fields of ``comodel`` by which a text finds a record
    :param aliases: other headings by which it is found
    :param choices: ``(value, label, other words joined by a bar)``: the values of a
        boolean, or further words for those of a selection, whose labels its field has
    :param exported: an export offers it
    :param hint: what to fill in, for the template
    """

    key: str
    label: object
    chinese: str
    kind: str = TEXT
    field: str = ""
    comodel: str = ""
    search: tuple = ("name",)
    aliases: tuple = ()
    choices: tuple = ()
    exported: bool = True
    hint: object = ""

    def heading(self, env):
        """Return the heading in the language of the user."""
        return env._(self.label)

    def headings(self, env):
        """Return every text by which the column is found, folded for comparison."""
        english = env(context={**env.context, "lang": "en_US"})._(self.label)
        words = (self.key, self.field, english, self.chinese, self.heading(env))
        return {fold_heading(word) for word in (*words, *self.aliases) if word}


def _column(key, label, chinese, kind=TEXT, aliases="", **more):
    more.setdefault("field", key)
    names = tuple(name.strip() for name in aliases.split("|") if name.strip())
    return Column(key, label, chinese, kind, aliases=names, **more)


CUSTOMER_COLUMNS = (
    # who it is
    _column(
        "id",
        _lt("ID"),
        "记录编号",
        RECORD_ID,
        "database id|.id|数据库编号|系统编号",
        hint=_lt("Leave empty for new customers."),
    ),
    _column(
        "external_id",
        _lt("External ID"),
        "外部标识",
        EXTERNAL_ID,
        "xml id|外部id|外部编号",
        field="",
    ),
    _column(
        "identity",
        _lt("Customer ID in the Channel"),
        "渠道客户号",
        IDENTITY,
        "shop customer id|platform customer id|buyer id|member id|平台客户编号"
        "|平台会员号|买家账号|店铺客户号|openid|unionid",
        field="",
        exported=False,
        hint=_lt("The id under which the shop or platform of this file knows it."),
    ),
    _column(
        "ref",
        _lt("Customer Code"),
        "客户编码",
        TEXT,
        "code|reference|customer no|customer number|客户代码|客户编号|编码|编号"
        "|客户号|代码"
        "|客戶編號|會員編號|会员编号|会员号",
    ),
    _column(
        "name",
        _lt("Customer Name"),
        "客户名称",
        TEXT,
        "name|customer|full name|company name|client|account name|display name|姓名"
        "|名称"
        "|客户|客户姓名|公司名称|公司|单位名称|单位|企业名称|客户全称|全称|客戶名稱"
        "|公司名稱"
        "|会员姓名|收货人",
        hint=_lt("Required."),
    ),
    _column(
        "company_type",
        _lt("Company or Person"),
        "公司或个人",
        BOOLEAN,
        "company type|is a company|customer type|is company|客户类型|客户性质"
        "|单位性质|类型",
        field="is_company",
        choices=(
            (True, _lt("Company"), "公司|企业|單位|单位|机构|法人"),
            (False, _lt("Person"), "个人|個人|individual|自然人|私人"),
        ),
    ),
    _column(
        "parent_id",
        _lt("Belongs to Company"),
        "所属公司",
        MANY2ONE,
        "related company|parent company|parent|employer|parent_id/name|上级公司|母公司"
        "|所在公司|所属单位|工作单位",
        comodel="res.partner",
        hint=_lt("The company of a contact, by name or code."),
    ),
    _column(
        "type",
        _lt("Address Type"),
        "地址类型",
        SELECTION,
        "contact type|联系人类型|地址用途",
        choices=(
            ("contact", None, "联系人|联络人"),
            ("invoice", None, "开票|开票地址|发票地址|billing"),
            ("delivery", None, "收货|收货地址|送货地址|shipping"),
            ("office", None, "办公室|办公地址"),
            ("warehouse", None, "仓库|仓库地址"),
            ("other", None, "其他|其它"),
        ),
    ),
    # how to reach it
    _column(
        "phone",
        _lt("Phone"),
        "电话",
        PHONE,
        "telephone|tel|phone number|landline|office phone|联系电话|电话号码|座机|固话"
        "|固定电话|办公电话|公司电话|電話|聯絡電話|客户电话|联系方式",
    ),
    _column(
        "mobile",
        _lt("Mobile"),
        "手机",
        POINT,
        "mobile phone|cell|cell phone|cellphone|手机号|手机号码|移动电话|手機|手機號碼"
        "|客户手机|联系手机",
        field="",
        exported=False,
    ),
    _column(
        "email",
        _lt("E-mail"),
        "邮箱",
        EMAIL,
        "email address|mail|email|e-mail address|电子邮箱|邮件|电子邮件|邮箱地址"
        "|電郵|電子郵件",
    ),
    _column(
        "wechat",
        _lt("WeChat"),
        "微信",
        POINT,
        "weixin|wechat id|微信号|微信號",
        field="",
        exported=False,
    ),
    _column(
        "qq", _lt("QQ"), "QQ号", POINT, "qq number|QQ号码", field="", exported=False
    ),
    _column("whatsapp", _lt("WhatsApp"), "WhatsApp号", POINT, field="", exported=False),
    _column(
        "website",
        _lt("Website"),
        "网址",
        TEXT,
        "web|homepage|url|网站|主页|公司网址|網址",
    ),
    # where it is
    _column(
        "country_id",
        _lt("Country"),
        "国家",
        MANY2ONE,
        "country name|country code|国家地区|国别|國家|country_id/name|country_id/code",
        comodel="res.country",
        search=("name", "code"),
    ),
    _column(
        "state_id",
        _lt("State or Province"),
        "省",
        MANY2ONE,
        "state|province|region|省份|省/直辖市|省市|州|所在省|state_id/name|省/自治区",
        comodel="res.country.state",
        search=("name", "code"),
    ),
    _column("city", _lt("City"), "市", TEXT, "town|城市|所在城市|地市|地级市"),
    _column(
        "district",
        _lt("District"),
        "区",
        TEXT,
        "county|区县|区/县|县区|行政区|地区",
        field="",
        exported=False,
        hint=_lt("Written in front of the street."),
    ),
    _column(
        "street",
        _lt("Street"),
        "地址",
        TEXT,
        "address|street address|address line 1|详细地址|联系地址|街道|街道地址|通讯地址"
        "|公司地址|收货地址|地址1",
    ),
    _column(
        "street2",
        _lt("Street 2"),
        "地址第二行",
        TEXT,
        "address line 2|address 2|地址2|门牌|楼层",
    ),
    _column(
        "zip",
        _lt("Postal Code"),
        "邮编",
        TEXT,
        "zip|zip code|postcode|post code|plz|邮政编码|郵遞區號",
    ),
    # the firm
    _column(
        "vat",
        _lt("Tax ID"),
        "税号",
        TEXT,
        "tax id|vat|vat number|tax number|tin|纳税人识别号|统一社会信用代码"
        "|社会信用代码"
        "|信用代码|稅號|統一編號|税务登记号",
    ),
    _column(
        "company_registry",
        _lt("Company Registry"),
        "工商注册号",
        TEXT,
        "company id|registration number|注册号|营业执照号",
    ),
    _column(
        "industry_id",
        _lt("Industry"),
        "行业",
        MANY2ONE,
        "sector|branch|所属行业|行业类别|產業",
        comodel="res.partner.industry",
        search=("name", "full_name"),
    ),
    _column(
        "company_size", _lt("Company Size"), "公司规模", SELECTION, "规模|人员规模"
    ),
    # how we treat it
    _column(
        "customer_group_id",
        _lt("Customer Group"),
        "分组",
        MANY2ONE,
        "group|客户分组|客户组|客户类别|分类|客户分类|群組",
        comodel="customer.group",
        search=("name", "code"),
    ),
    _column(
        "category_id",
        _lt("Tags"),
        "标签",
        TAGS,
        "tag|labels|label|keywords|客户标签|標籤|关键词",
        comodel="res.partner.category",
        hint=_lt("Several tags are separated by a semicolon."),
    ),
    _column(
        "grade_id",
        _lt("Level"),
        "等级",
        MANY2ONE,
        "grade|partner level|member level|客户等级|客户级别|级别|会员等级|等級",
        comodel="res.partner.grade",
    ),
    _column(
        "user_id",
        _lt("Salesperson"),
        "业务员",
        MANY2ONE,
        "owner|sales rep|account manager|sales|responsible|销售员|销售|负责人|客户经理"
        "|跟进人|所属业务员|業務員",
        comodel="res.users",
        search=("name", "login"),
        hint=_lt("Name or login of a user."),
    ),
    _column("lang", _lt("Language"), "语言", SELECTION, "language code|語言"),
    # the person
    _column(
        "salutation", _lt("Salutation"), "称呼", TEXT, "title|form of address|尊称|称谓"
    ),
    _column(
        "function",
        _lt("Job Position"),
        "职位",
        TEXT,
        "position|job title|job|role|职务|岗位|職位",
    ),
    _column(
        "gender",
        _lt("Gender"),
        "性别",
        SELECTION,
        "sex|性別",
        choices=(
            ("female", None, "女|女性|女士|f|w|woman|ms|mrs"),
            ("male", None, "男|男性|先生|m|man|mr"),
            ("other", None, "其他|其它"),
        ),
    ),
    _column(
        "birthday",
        _lt("Birthday"),
        "生日",
        BIRTHDAY,
        "birth date|date of birth|birthdate|dob|出生日期|出生年月日|出生年月",
        hint=_lt("1990-05-20, or 05-20 when the year is unknown."),
    ),
    _column("occupation", _lt("Occupation"), "职业", TEXT, "profession|職業"),
    _column("hobbies", _lt("Hobbies"), "兴趣爱好", TEXT, "interests|爱好|兴趣|愛好"),
    _column(
        "alias_ids",
        _lt("Aliases"),
        "别名",
        ALIASES,
        "alias|other names|short name|former name|曾用名|简称|又名|别称|昵称",
    ),
    _column(
        "comment",
        _lt("Notes"),
        "备注",
        TEXT,
        "note|remark|remarks|comment|comments|说明|备注信息|備註|附注",
    ),
    # a contact of the company in the same row, or in rows that follow
    _column(
        "contact_name",
        _lt("Contact Person"),
        "联系人",
        TEXT,
        "contact|contact name|联系人姓名|首要联系人|主要联系人|聯絡人|对接人",
        field="",
        exported=False,
        hint=_lt("Becomes a contact of the company in this row."),
    ),
    _column(
        "contact_phone",
        _lt("Contact Phone"),
        "联系人电话",
        PHONE,
        "contact mobile|联系人手机|联系人手机号",
        field="",
        exported=False,
    ),
    _column(
        "contact_email",
        _lt("Contact E-mail"),
        "联系人邮箱",
        EMAIL,
        "联系人电子邮箱",
        field="",
        exported=False,
    ),
    _column(
        "contact_function",
        _lt("Contact Position"),
        "联系人职位",
        TEXT,
        "联系人职务",
        field="",
        exported=False,
    ),
)

BY_KEY = {column.key: column for column in CUSTOMER_COLUMNS}


def customer_columns(env):
    """Return the columns whose field is there and that the user may read."""
    partners = env["res.partner"]
    return [
        column
        for column in CUSTOMER_COLUMNS
        if not column.field
        or column.field in partners._fields
        and partners._has_field_access(partners._fields[column.field], "read")
    ]


def heading_index(env, columns):
    """Return a dict of folded heading to column.

    What one column is really called goes before what another is called otherwise.
    """
    index = {}
    for column in columns:
        for heading in column.headings(env):
            index.setdefault(heading, column)
    for column in columns:
        for heading in (column.heading(env), column.chinese, column.key):
            index[fold_heading(heading)] = column
    return index


def find_column(env, heading, columns=None):
    """Return the column that ``heading`` means, or ``None``."""
    found = heading_index(env, columns or customer_columns(env))
    return found.get(fold_heading(heading))


def labels(env, column):
    """Return ``{stored value: text}`` of a column with fixed choices, else ``{}``."""
    if column.kind == BOOLEAN:
        return {value: env._(label) for value, label, _words in column.choices}
    if column.kind == SELECTION:
        field = env["res.partner"]._fields[column.field]
        return dict(field._description_selection(env))
    return {}


def choice_words(env, column):
    """Return ``{folded text: stored value}`` of all texts by which a choice is read: in
    every installed language, technical, and what people write otherwise."""
    words = {}
    languages = [code for code, _name in env["res.lang"].get_installed()]
    for lang in languages:
        spoken = env(context={**env.context, "lang": lang})
        for value, label in labels(spoken, column).items():
            words[fold_heading(label)] = value
            words.setdefault(fold_heading(str(value)), value)
    for value, _label, others in column.choices:
        for other in others.split("|"):
            words.setdefault(fold_heading(other), value)
    return words


def show(env, column, value):
    """Return a stored value as the text that an import reads back.

    :param value: of a record: text, number, date, a key of ``labels``, a recordset, or
        its display names as a list of texts
    """
    if column.kind in (BOOLEAN, SELECTION):
        return labels(env, column).get(value, "")
    if value is None or value is False:
        return ""
    if column.kind in (MANY2ONE, TAGS, ALIASES):
        names = value if isinstance(value, list) else value.mapped("name")
        return SEPARATOR.join(names)
    if column.kind == DATE and not isinstance(value, str):
        return value.isoformat()
    return str(value)
