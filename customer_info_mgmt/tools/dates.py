"""Dates from all the forms that spreadsheets and people use, to ``YYYY-MM-DD``."""

import re
from datetime import date, datetime, timedelta

from .values import Normalized, Problem, half_width, one_line, plain_dashes, to_text

_MONTHS = {}
for _number, _names in enumerate(
    (
        "january jan januar jänner janvier janv enero ene gennaio gen januari janeiro",
        "february feb februar février févr fév fevrier febrero febbraio februari "
        "fevereiro fev",
        "march mar märz mrz maerz mars marzo maart mrt março marco",
        "april apr avril avr abril abr aprile",
        "may mai mayo maggio mag mei maio",
        "june jun juni juin junio giugno giu junho",
        "july jul juli juillet juil julio luglio lug julho",
        "august aug août aout agosto ago augustus",
        "september sep sept septembre septiembre settembre set setembro",
        "october oct oktober okt octobre octubre ottobre ott outubro out",
        "november nov novembre noviembre novembro",
        "december dec dezember dez décembre déc decembre diciembre dic dicembre "
        "dezembro",
    ),
    1,
):
    _MONTHS.update(dict.fromkeys(_names.split(), _number))

_CHINESE_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))
_CHINESE_YMD = re.compile(
    r"^(?:(?P<era>公元|西元|民国|民國|中華民國|中华民国|令和|平成|昭和)\s*)?(?:(?P<y>\d{1,4}|元)\s*年)?\s*"
    r"(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号號]?"
)
_ERAS = {"民国": 1911, "民國": 1911, "中華民國": 1911, "中华民国": 1911,
         "令和": 2018, "平成": 1988, "昭和": 1925}  # fmt: skip
_TIME = re.compile(
    r"(?i)(?:[T\s]+|(?<=日))\s*(?:上午|下午)?\s*\d{1,2}[:：时時点]\d{0,2}(?:[:：分]\d{0,2}(?:\.\d+)?)?秒?\s*"
    r"(?:[ap]\.?m\.?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$"
)
_WEEKDAY = re.compile(
    r"(?i)[,(（\s]*(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b|"
    r"(?:星期|周|週)[一二三四五六日天])[,.)）\s]*"
)
_PARTS = re.compile(r"^(\d{1,4})\s*([-/. ])\s*(\d{1,2})\s*\2\s*(\d{1,4})\.?$")
_DAY_NAME = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s-]*(?:de\s|of\s)?\s*([^\W\d_]+)\.?[\s,-]*(?:de\s|del\s)?\s*'?(\d{2,4})?$"
)
_NAME_DAY = re.compile(
    r"^([^\W\d_]+)\.?[\s-]*(\d{1,2})(?:st|nd|rd|th)?(?:[\s,-]+'?(\d{2,4}))?$"
)
_YEAR_NAME = re.compile(r"^(\d{4})[\s-]+([^\W\d_]+)\.?[\s-]+(\d{1,2})$")
_MONTH_DAY = re.compile(r"^-{0,2}(\d{1,2})[-/.](\d{1,2})$")
_LUNAR = re.compile(r"农历|農曆|阴历|陰曆|初[一二三四五六七八九十]|正月|腊月|闰")

ORDERS = ("ymd", "dmy", "mdy")


def parse_date(value, order=None, today=None, future=False, epoch=1900):
    """Return a date as ``YYYY-MM-DD``.

    A year of two digits is the latest year that is not after ``today`` (with
    ``future``: that is at most 30 years ahead). ``--05-20`` stands for a day without a
    year. 05/06/1990 is refused unless ``order`` says which is the day.

    :param value: text, number of days in a spreadsheet, date or datetime
    :param order: ``dmy`` or ``mdy`` where the column is known to be so; also ``ymd``
    :param today: day that rules for two digits refer to; default the current day
    :param future: dates after ``today`` are to be expected
    :param epoch: 1900, or 1904 for workbooks with the date system of the Macintosh
    :return: a ``Normalized`` with an empty value where no date was found
    """
    today = today or date.today()
    if isinstance(value, datetime):
        return Normalized(value.date().isoformat())
    if isinstance(value, date):
        return Normalized(value.isoformat())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(float(value), epoch)
    text = _prepare(to_text(value))
    if not text:
        return Normalized("")
    reader = _Reader(order, today, future)
    return reader.interpret(text, epoch)


def _prepare(text):
    text = one_line(plain_dashes(half_width(text))).strip(" '\"。")
    if re.search("[年月]", text):
        text = _chinese_numbers(text)
    text = _WEEKDAY.sub(" ", _TIME.sub("", text))
    return one_line(text).strip(" ,")


def _chinese_numbers(text):
    """``一九九〇年五月二十日`` to ``1990年5月20日``."""

    def number(match):
        word = match.group()
        if "十" not in word:
            return "".join(_CHINESE_DIGITS[char] for char in word)
        tens, _ten, ones = word.partition("十")
        return (_CHINESE_DIGITS.get(tens, "") or "1") + (
            _CHINESE_DIGITS.get(ones) or "0"
        )

    return re.sub("[〇零○一二三四五六七八九十]+(?=[年月日号號])", number, text)


def _from_number(number, epoch):
    """Days since the first day of the workbook's calendar; Excel counts 1900-02-29."""
    # Written so that "not a number" fails too.
    if not 1 <= number < 2958466:
        return Normalized("", problem=Problem("date_unreadable"))
    days = int(number)
    if epoch == 1904:
        return Normalized((date(1904, 1, 1) + timedelta(days)).isoformat(), True)
    if days == 60:
        return Normalized("", problem=Problem("date_no_such_day"))
    start = date(1899, 12, 31) if days < 60 else date(1899, 12, 30)
    return Normalized((start + timedelta(days)).isoformat(), True)


class _Reader:
    """One text, read by the rules of one column."""

    def __init__(self, order, today, future):
        self.order = order
        self.today = today
        self.future = future

    def interpret(self, text, epoch):
        if _LUNAR.search(text):
            return _refused("date_lunar")
        if re.fullmatch(r"\d+(?:\.\d*)?", text) and text.count(".") < 2:
            return self._digits(text, epoch)
        for method in (self._chinese, self._parts, self._names, self._month_day):
            result = method(text)
            if result:
                return result
        return _refused("date_unreadable")

    def _digits(self, text, epoch):
        whole = text.split(".")[0]
        if len(whole) == 8:
            compact = self._build(whole[:4], whole[4:6], whole[6:], text)
            if compact.value:
                return compact
            return self._ordered(whole[:2], whole[2:4], whole[4:], text)
        if len(whole) == 6 and "." not in text:
            return self._build(whole[:2], whole[2:4], whole[4:], text)
        if (
            len(whole) <= 5
            and len(whole) >= 4
            and not re.fullmatch(r"(?:19|20)\d\d", text)
        ):
            return _from_number(float(text), epoch)
        return _refused("date_unreadable")

    def _chinese(self, text):
        match = _CHINESE_YMD.match(text)
        if not match:
            return None
        year = "1" if match["y"] == "元" else match["y"]
        if not year:
            return self._without_year(match["m"], match["d"])
        offset = _ERAS.get(match["era"] or "", 0)
        if offset:
            year = f"{int(year) + offset:04d}"
        return self._build(year, match["m"], match["d"], text)

    def _parts(self, text):
        match = _PARTS.match(text)
        if not match:
            return None
        first, _sign, middle, last = match.groups()
        if len(first) >= 3:
            return self._build(first, middle, last, text)
        if len(first) == 2 and int(first) > 31 and len(last) <= 2:
            return self._build(first, middle, last, text)
        if self.order == "ymd" and len(last) <= 2:
            return self._build(first, middle, last, text)
        return self._ordered(first, middle, last, text)

    def _ordered(self, first, second, year, text):
        """Day and month in either order, year last."""
        if self.order == "dmy":
            return self._build(year, second, first, text)
        if self.order == "mdy":
            return self._build(year, first, second, text)
        if len(year) <= 2 and int(year) <= 31:
            return _refused("date_ambiguous")
        if int(first) > 12:
            return self._build(year, second, first, text)
        if int(second) > 12 or first == second:
            return self._build(year, first, second, text)
        return _refused("date_ambiguous")

    def _names(self, text):
        lowered = text.lower()
        if match := _DAY_NAME.match(lowered):
            day, name, year = match.groups()
        elif match := _NAME_DAY.match(lowered):
            name, day, year = match.groups()
        elif match := _YEAR_NAME.match(lowered):
            year, name, day = match.groups()
        else:
            return None
        month = _MONTHS.get(name)
        if not month:
            return None
        if not year:
            return self._without_year(month, day)
        return self._build(year, month, day, text)

    def _month_day(self, text):
        match = _MONTH_DAY.match(text)
        if not match:
            return None
        first, second = match.groups()
        if text.startswith("--") or int(second) > 12:
            return self._without_year(first, second)
        if int(first) > 12:
            return self._without_year(second, first)
        return _refused("date_ambiguous")

    def _without_year(self, month, day):
        try:
            date(2000, int(month), int(day))
        except ValueError:
            return _refused("date_no_such_day")
        value = f"--{int(month):02d}-{int(day):02d}"
        return Normalized(value, True, Problem("date_no_year"))

    def _build(self, year, month, day, text):
        guessed = len(str(year)) <= 2
        number = self._full_year(int(year)) if guessed else int(year)
        if not 1850 <= number <= 2200:
            return _refused("date_year")
        try:
            found = date(number, int(month), int(day))
        except ValueError:
            return _refused("date_no_such_day")
        if not self.future and found > self.today + timedelta(366):
            return _refused("date_year")
        problem = Problem("date_two_digit_year") if guessed else None
        value = found.isoformat()
        return Normalized(
            value, re.sub(r"\D", "", text) != value.replace("-", ""), problem
        )

    def _full_year(self, short):
        latest = self.today.year + (30 if self.future else 0)
        century = latest // 100 * 100
        return century + short if century + short <= latest else century - 100 + short


def _refused(code):
    return Normalized("", problem=Problem(code))
