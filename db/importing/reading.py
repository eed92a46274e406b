"""One cell into one value, as the field's kind wants it and as leniently as offices write.

Knows kinds, not ledgers: what is special to people stands in `person_reading`. Values come in the form in
which drafts and files carry them (see Kind); an empty cell, also one that says 无 or -, is None and erases
nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType

from db.arithmetic.days import check_day
from db.arithmetic.dues import months_between
from db.arithmetic.lunar import parse_lunar
from db.fields import FieldSpec, Kind, Sensitivity
from db.importing.cells import Cell, text_of
from db.importing.lenient_days import read_day
from db.importing.unreadable import UnreadableValueError

NO_WORDS: Mapping[str, str] = MappingProxyType({})
_EMPTY = frozenset(
    (
        "-",
        "--",
        "——",
        "—",
        "－",
        "/",
        "／",
        "\\",
        "无",
        "暂无",
        "没有",
        "空",
        "不详",
        "N/A",
        "n/a",
        "#N/A",
        "None",
    )
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_GUARD = re.compile(
    r"^'(?=\s*[=+\-@＝＋－＠﹢﹣﹦﹫])", re.MULTILINE
)  # what our own csv puts before a formula sign
_TRUE = frozenset(
    ("是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "已", "参加", "v", "o", "○", "●")
)
_FALSE = frozenset(("否", "不是", "没有", "无", "×", "✗", "✘", "n", "no", "false", "0", "未", "x"))
_PEOPLE_SEPARATORS = re.compile(r"[、，,;；/\n\t]+|\s{2,}")
_CLOCK = re.compile(r"(上午|早上|凌晨|中午|下午|晚上|晚|夜)?(\d{1,2})(?::|时|点)(\d{1,2}|半)?分?(?::\d{2})?")
_NUMBERS = (Sensitivity.CITIZEN_NUMBER, Sensitivity.PHONE)
_UNTIL = str.maketrans("到~～", "至至至")
_AFTERNOON = ("下午", "晚上", "晚", "夜")


def read_value_lenient(
    field: FieldSpec,
    cell: Cell,
    today: date,
    *,
    words: Mapping[str, str] = NO_WORDS,
    date_1904: bool = False,
) -> object | None:
    """The value of a cell for a field, None for an empty one; UnreadableValueError for what cannot be one.

    `words` are further spellings of a choice by plain text (see `plain`); `date_1904` comes from the sheet.
    """
    return lenient_reader(field, today, words=words, date_1904=date_1904)(cell)


def lenient_reader(
    field: FieldSpec, today: date, *, words: Mapping[str, str] = NO_WORDS, date_1904: bool = False
) -> Callable[[Cell], object | None]:
    """`read_value_lenient` for many cells of one field."""
    reader = _reader_of(field, today, words, date_1904)
    return lambda cell: None if is_empty(cell) else reader(cell)


def _reader_of(
    field: FieldSpec, today: date, words: Mapping[str, str], date_1904: bool
) -> Callable[[Cell], object | None]:
    """Reads a cell that is not empty."""
    if field.kind is Kind.DAY:
        return lambda cell: _exact(read_day(cell, today, date_1904=date_1904))
    if field.kind is Kind.PARTIAL_DAY:
        return lambda cell: read_day(cell, today, date_1904=date_1904)
    if field.kind is Kind.MONTH:
        return lambda cell: _read_month(cell, today, date_1904)
    if field.kind is Kind.MONTHS:
        return lambda cell: _read_months(cell, today, date_1904)
    if field.kind is Kind.CHOICE:
        return lambda cell: read_choice(field, cell, words)
    if field.kind is Kind.FLAGS:
        return lambda cell: _read_flags(field, cell)
    reader = _READERS.get(field.kind)
    if reader is None:
        return partial(_refuse_kind, field)
    return lambda cell: _not_too_long(field, reader(cell))


def _refuse_kind(field: FieldSpec, _cell: Cell) -> None:
    raise UnreadableValueError("field_not_imported", f"“{field.title}”不能从表格导入")


def is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing: blank, or one of the signs people put where there is nothing."""
    return cell == "" or (isinstance(cell, str) and ((text := cell.strip()) == "" or text in _EMPTY))


def clean_text(cell: Cell) -> str:
    """One line of text without control, bidirectional and zero-width characters and without outer blanks."""
    return " ".join(clean_lines(cell).split("\n"))


def clean_lines(cell: Cell) -> str:
    """The same with its line breaks kept."""
    text = text_of(cell)
    if text.isalnum():
        return text
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")).split("\n")
    return _GUARD.sub("", "\n".join(line.strip() for line in lines if line.strip()))


def plain(text: str) -> str:
    """Half width, small letters, no blanks: how words are compared."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def read_choice(field: FieldSpec, cell: Cell, words: Mapping[str, str] = NO_WORDS) -> str | None:
    """The stored word of a choice, told by its title, its word or one of `words`; UnreadableValueError if
    unknown.
    """
    if is_empty(cell):
        return None
    text = clean_text(cell)
    wanted = plain(text)
    for choice in field.choices:
        if wanted in (plain(choice.title), choice.code):
            return choice.code
    found = words.get(wanted)
    if found is None:
        raise UnreadableValueError("choice_unknown", f"“{text[:30]}”不在“{field.title}”可选的内容里")
    return found


def refuse_masked(field: FieldSpec, value: object) -> None:
    """UnreadableValueError for a number of which stars hide a part: stored, it would take the place of a whole one."""
    if field.sensitivity in _NUMBERS and "*" in str(value or ""):
        raise UnreadableValueError("number_masked", "打了码")


def _not_too_long(field: FieldSpec, value: object) -> object:
    if isinstance(value, str) and len(value) > field.longest:
        raise UnreadableValueError("text_too_long", f"有{len(value)}字，最多{field.longest}字")
    return value


def _read_flags(field: FieldSpec, cell: Cell) -> list[str]:
    words = [word.strip() for word in _PEOPLE_SEPARATORS.split(clean_lines(cell)) if word.strip()]
    return [code for word in words if (code := read_choice(field, word)) is not None]


def _exact(day: str | None) -> str | None:
    try:
        return check_day(day) if day else day
    except ValueError as error:
        raise UnreadableValueError("date_invalid", f"“{day}”没有写到日") from error


def _read_month(cell: Cell, today: date, date_1904: bool) -> str:
    """A month; a spreadsheet makes its first day of one that is typed."""
    day = read_day(cell, today, date_1904=date_1904) or ""
    if len(day) == len("2026-03-01") and day.endswith("-01"):
        day = day[: len("2026-03")]
    if len(day) != len("2026-03"):
        raise UnreadableValueError("date_invalid", f"“{text_of(cell)[:30]}”不是月份，请写成 2026-03")
    return day


def _read_months(cell: Cell, today: date, date_1904: bool) -> list[str]:
    """Months one by one, from a list in which 2026-01至2026-03 may stand."""
    if isinstance(cell, float):
        return [_read_month(cell, today, date_1904)]
    found: list[str] = []
    for part in _PEOPLE_SEPARATORS.split(cell.strip()):
        first, until, last = part.translate(_UNTIL).partition("至")
        begun = _read_month(first, today, date_1904)
        run = months_between(begun, _read_month(last, today, date_1904) if until else begun)
        if not run:
            raise UnreadableValueError("date_invalid", f"“{part[:30]}”的先后不对")
        found += run
    return found


def _read_time(cell: Cell) -> str:
    if isinstance(cell, float):
        minutes = round(cell % 1 * 24 * 60)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    found = _CLOCK.fullmatch(plain(cell.split()[-1] if "-" in cell else cell))
    if found is not None:
        hour = int(found[2]) + (12 if found[1] in _AFTERNOON and int(found[2]) < 12 else 0)
        minute = 30 if found[3] == "半" else int(found[3] or 0)
        if hour < 24 and minute < 60:
            return f"{hour:02d}:{minute:02d}"
    raise UnreadableValueError("time_invalid", f"“{cell[:30]}”不是时间，请写成 14:30")


def _read_integer(cell: Cell) -> int:
    text = plain(text_of(cell)).replace(",", "")
    found = re.fullmatch(r"([+-]?\d{1,15})(?:\.0+)?[^\d.]{0,3}", text)
    if found is None:
        raise UnreadableValueError("number_invalid", f"“{text_of(cell)[:30]}”不是整数")
    return int(found[1])


def _read_money(cell: Cell) -> str:
    """Yuan with two decimals, "12.50"."""
    text = plain(text_of(cell)).replace(",", "").strip("¥￥元圆整rmb")
    try:
        amount = Decimal(text)
        cents = amount.quantize(Decimal("0.01")) if amount.is_finite() else None
    except InvalidOperation:
        cents = None
    if cents is None or abs(cents - Decimal(text)) > Decimal("0.000001"):
        raise UnreadableValueError("number_invalid", f"“{text_of(cell)[:30]}”不是金额")
    return str(cents)


def _read_hours(cell: Cell) -> float:
    """A number with one decimal, 24 or 1.5."""
    text = plain(text_of(cell)).removesuffix("小时").removesuffix("学时").strip()
    if re.fullmatch(r"\d{1,6}(\.\d0*)?", text) is None:
        raise UnreadableValueError("number_invalid", f"“{text_of(cell)[:30]}”不是时数，请写成 24 或 1.5")
    return float(text)


def read_points(cell: Cell) -> float:
    """Points of a scoring table with one decimal, 2 or 0.5; UnreadableValueError for anything else."""
    text = plain(text_of(cell)).removesuffix("分").strip()
    if re.fullmatch(r"\d{1,6}(\.\d0*)?", text) is None:
        raise UnreadableValueError("number_invalid", f"“{text_of(cell)[:30]}”不是分数，请写成 2 或 0.5")
    return float(text)


def read_yes_no(cell: Cell) -> bool:
    """True for 是, 有, √ and the like, False for 否, ×; UnreadableValueError for other words."""
    text = plain(text_of(cell))
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    raise UnreadableValueError("choice_unknown", f"“{text_of(cell)[:30]}”看不出是“是”还是“否”")


def _read_people(cell: Cell) -> list[str]:
    names = (name.strip() for name in _PEOPLE_SEPARATORS.split(clean_lines(cell)))
    return [name for name in names if name]


def _read_lunar(cell: Cell) -> dict[str, int | bool]:
    try:
        return parse_lunar(clean_text(cell)).to_mapping()
    except ValueError as error:
        raise UnreadableValueError("lunar_invalid", f"“{text_of(cell)[:30]}”不是农历日期") from error


_READERS: Mapping[Kind, Callable[[Cell], object]] = {
    Kind.TEXT: clean_text,
    Kind.LONG_TEXT: clean_lines,
    Kind.TIME: _read_time,
    Kind.PERSON: clean_text,
    Kind.PERSON_OR_TEXT: clean_text,
    Kind.REFERENCE: clean_text,
    Kind.PEOPLE: _read_people,
    Kind.INTEGER: _read_integer,
    Kind.MONEY: _read_money,
    Kind.HOURS: _read_hours,
    Kind.POINTS: read_points,
    Kind.BOOLEAN: read_yes_no,
    Kind.FLAG: read_yes_no,
    Kind.LUNAR: _read_lunar,
}
