"""Between what people type or files hold and what is stored, by the kind of field.

`stored_value` reads leniently and refuses in Chinese; `shown_value` gives back what a form or file shows. Lists and
values with a history are not single values: `saving` and `reading` deal with them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import limits
from db.arithmetic.days import check_day, check_partial_day
from db.arithmetic.dues import months_between
from db.changes import Ref
from db.errors import LedgerError, NotFoundError
from db.fields import FieldSpec, Kind

MOST_MONTHS = 120  # in one range; a payment for more is a slip of the pen
OUTSIDER = "="  # stored before the name of somebody who is not on the roster
_OUTSIDER = FieldSpec("outsider", "名册外人员", Kind.BOOLEAN)
_YES = {"true", "是", "有", "1", "yes", "√"}
_NO = {"false", "否", "无", "0", "no", ""}
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：．／－", "0123456789:./-")
_WRITTEN_OUT = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_HALF = re.compile(
    r"[\ud800-\udfff]"
)  # of a surrogate pair: no text in any encoding, so nothing can store it


class ValueRefusedError(ValueError):
    """A single value cannot be stored; the text is the Chinese reason."""


@dataclass(frozen=True, slots=True)
class Names:
    """Finds records by name: `find(ledger, text)` gives a uid or raises LedgerError; `name(ledger, uid)` the name."""

    find: Callable[[str, Any, bool], str]
    name: Callable[[str, str], str]


def tidy_text(value: Any) -> str:
    """Text without control and direction characters, blanks at the ends, or foreign line ends.

    LedgerError `invalid_text` for half a character.
    """
    text = value if isinstance(value, str) else str(value)
    if text.isprintable():  # the ordinary case: one line without anything to tidy inside
        return text.strip(" ")
    if _HALF.search(text):
        raise LedgerError("invalid_text", "文字里有不完整的字符", "没有改动任何内容", "请删去后重新输入")
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip(" \t\u3000\n")


def clipped(value: Any, longest: int = 40) -> str:
    """What was given, as a sentence can repeat it: one line, printable, at most `longest` characters."""
    text = " ".join(str(value)[: 10 * longest].split())
    shown = "".join(character for character in text if character.isprintable())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"


def words_of(text: str) -> list[str]:
    """The words of a list written as one text: 曾淑、李想."""
    words = (tidy_text(word) for word in re.split("[、，,]", text))
    return [word for word in words if word]


def stored_value(spec: FieldSpec, value: Any, names: Names, outsiders: bool = False) -> Any:
    """The value as stored, None for an empty one. ValueRefusedError or LedgerError says why not."""
    if value is None or (isinstance(value, str) and not tidy_text(value)):
        return EMPTY.get(spec.kind)
    if spec.kind in MENTIONS:
        return _mentioned(spec, value, names, outsiders)
    return _STORE[spec.kind](spec, value)


def is_stored_as_typed(text: str, longest: int) -> bool:
    """Whether `stored_value` of a field of text is the text itself, told quickly: most names, numbers, addresses."""
    return 0 < len(text) <= longest and text.isprintable() and text[0] != " " != text[-1]


def stored_flags(spec: FieldSpec, given: Any) -> frozenset[str]:
    """The codes that are set, of a list or a text of words, or of {word: yes or no}; ValueRefusedError says why not."""
    codes = {word: choice.code for choice in spec.choices for word in (choice.code, choice.title)}
    said = given if isinstance(given, Mapping) else dict.fromkeys(_flag_words(spec, given), True)
    for word in said:
        if word not in codes:
            raise ValueRefusedError(_no_choice(spec, word))
    return frozenset(
        codes[word]
        for word, answer in said.items()
        if answer is not None and _boolean(FieldSpec(word, spec.title_of(codes[word]), Kind.FLAG), answer)
    )


def _flag_words(spec: FieldSpec, given: Any) -> list[str]:
    if given is None:
        return []
    if isinstance(given, str):
        return words_of(given)
    if isinstance(given, Sequence) and all(isinstance(word, str) for word in given):
        return list(given)
    raise ValueRefusedError(f"{spec.title}应是由可选项组成的列表")


def shown_value(spec: FieldSpec, value: Any, names: Names) -> Any:
    """The stored value as forms and files show it."""
    if value is None:
        return None
    if spec.kind in MENTIONS:
        return _show_ref(spec, value, names)
    show = _SHOW.get(spec.kind)
    return value if show is None else show(value)


def shower(spec: FieldSpec, names: Names) -> Callable[[Any], Any] | None:
    """`shown_value` for many values of one field, each different one shown once; None where it shows what is stored."""
    if spec.kind not in MENTIONS and spec.kind not in _SHOW:
        return None
    known: dict[Any, Any] = {None: None}

    def shown(value: Any) -> Any:
        if value not in known:
            known[value] = shown_value(spec, value, names)
        return known[value]

    return shown


# --- storing --------------------------------------------------------------------------------------------------
def _text(spec: FieldSpec, value: Any) -> str:
    if type(value) is not str and isinstance(value, (bool, Mapping, list, tuple)):
        raise ValueRefusedError(f"{spec.title}应是文字")
    text = tidy_text(value)
    if spec.kind is Kind.TEXT and not text.isprintable():
        text = " ".join(text.splitlines())
    if len(text) > spec.longest:
        raise ValueRefusedError(f"{spec.title}太长（{len(text)}字，最多{spec.longest}字）")
    return text


def _day_text(value: Any) -> str:
    text = tidy_text(value).translate(_FULL_WIDTH)
    if _WRITTEN_OUT.fullmatch(text):
        return text
    text = re.sub(r"[年月./]", "-", text).replace("日", "").strip("- ")
    if re.fullmatch(r"\d{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}-{text[4:]}"
    return "-".join(part.zfill(2) for part in text.split("-"))


def _day(spec: FieldSpec, value: Any) -> str:
    check = check_day if spec.kind is Kind.DAY else check_partial_day
    try:
        if isinstance(value, float):
            raise ValueError("the number 1998.10 is 1998.1: October would become January")
        text = check(_day_text(value))
    except ValueError:
        shape = "2026-03-05" if spec.kind is Kind.DAY else "2026-03-05 或 2026-03"
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是有效的日期，应写作 {shape}") from None
    return _within_years(spec, text)


def _within_years(spec: FieldSpec, text: str) -> str:
    """A day or month of the years in which something can be counted from it; else nobody could open its ledger."""
    if not limits.EARLIEST_YEAR <= int(text[:4]) <= limits.LATEST_YEAR:
        years = f"{limits.EARLIEST_YEAR}到{limits.LATEST_YEAR}年"
        raise ValueRefusedError(f"{spec.title}“{clipped(text, 20)}”的年份不对，应在{years}之间")
    return text


def _month(spec: FieldSpec, value: Any) -> str:
    try:
        if isinstance(value, float):
            raise ValueError("the number 2026.10 is 2026.1: October would become January")
        text = check_partial_day(_day_text(value))
        if len(text) != len("2026-03"):
            raise ValueError("a year or a day is no month")
    except ValueError:
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是有效的月份，应写作 2026-03") from None
    return _within_years(spec, text)


def _months(spec: FieldSpec, value: Any) -> str | None:
    """A list of months, or a text such as 2026-01至2026-03、2026-05; stored in order, each once."""
    if isinstance(value, (bool, Mapping)):
        raise ValueRefusedError(f"{spec.title}应是由月份组成的列表")
    given = value if isinstance(value, (list, tuple)) else re.split("[、，,;；\\s]+", tidy_text(value))
    found: list[str] = []
    for each in given:
        first, _, last = str(each).replace("到", "至").replace("~", "至").partition("至")
        run = months_between(_month(spec, first), _month(spec, last or first))
        if not run or len(run) > MOST_MONTHS:
            raise ValueRefusedError(f"{spec.title}“{clipped(each, 20)}”的先后不对，或者超过{MOST_MONTHS}个月")
        found += run
    if found != sorted(set(found)):
        raise ValueRefusedError(f"{spec.title}要按先后排列，每个月只写一次")
    return ",".join(found) or None


def _time(spec: FieldSpec, value: Any) -> str:
    found = re.fullmatch(r"(\d{1,2})[:.时点]?(\d{2})分?", tidy_text(value).translate(_FULL_WIDTH))
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是有效的时间，应写作 14:30")
    return f"{int(found[1]):02d}:{found[2]}"


def _integer(spec: FieldSpec, value: Any) -> int:
    text = tidy_text(value).translate(_FULL_WIDTH)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,15}(\.0+)?", text):
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是整数")
    number = int(text.split(".")[0])
    if number < 0:
        raise ValueRefusedError(f"{spec.title}不能是负数")
    return number


def _money(spec: FieldSpec, value: Any) -> int:
    text = tidy_text(value).translate(_FULL_WIDTH).replace(",", "").replace("，", "").removesuffix("元")
    found = re.fullmatch(r"(\d{1,10})(?:\.(\d{1,2}))?", text)
    if isinstance(value, bool) or not found:
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是金额，应写作 12.50")
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def _tenths(spec: FieldSpec, value: Any) -> int:
    text = tidy_text(value).translate(_FULL_WIDTH)
    for unit in ("分",) if spec.kind is Kind.POINTS else ("小时", "学时"):
        text = text.removesuffix(unit).strip()
    found = re.fullmatch(r"(\d{1,6})(?:\.(\d)0*)?", text)
    if isinstance(value, bool) or not found:
        wanted = "分数，应写作 2 或 0.5" if spec.kind is Kind.POINTS else "时数，应写作 24 或 1.5"
        raise ValueRefusedError(f"{spec.title}“{clipped(value, 20)}”不是{wanted}")
    return int(found[1]) * 10 + int(found[2] or "0")


def _boolean(spec: FieldSpec, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    text = tidy_text(value).lower()
    if text in _YES or text in _NO:
        return text in _YES
    raise ValueRefusedError(f"{spec.title}应填“是”或“否”")


def _choice(spec: FieldSpec, value: Any) -> str:
    text = tidy_text(value)
    for choice in spec.choices:
        if text in (choice.code, choice.title):
            return choice.code
    raise ValueRefusedError(_no_choice(spec, value))


def _no_choice(spec: FieldSpec, value: Any) -> str:
    allowed = "、".join(f"{choice.code}（{choice.title}）" for choice in spec.choices)
    return f"{spec.title}“{clipped(value, 20)}”不在可选项中（{allowed}）"


def _lunar(spec: FieldSpec, value: Any) -> str:
    from db.arithmetic.lunar import LunarDay, parse_lunar

    try:
        lunar = LunarDay.from_mapping(value) if isinstance(value, Mapping) else parse_lunar(tidy_text(value))
    except (ValueError, KeyError, TypeError):
        raise ValueRefusedError(f"{spec.title}不是有效的农历日期，应有 month、day、leap") from None
    return lunar.code


def _mentioned(spec: FieldSpec, value: Any, names: Names, outsiders: bool) -> str:
    """The uid of a person or record; where outsiders are welcome, their marked name."""
    if spec.kind is not Kind.PERSON_OR_TEXT:
        return names.find(spec.refers_to or "person", value, False)
    outsider = _outsider_name(value)
    if outsider:
        return OUTSIDER + outsider
    try:
        return names.find("person", value, outsiders or spec.outsiders == "always")
    except NotFoundError as error:
        hint = "不在名册上的人请在姓名前加“=”"
        raise NotFoundError(f"{error.happened}，{hint}", error.remedy) from error


def _outsider_name(value: Any) -> str:
    """The name where the value says outright that the person is not on the roster."""
    if isinstance(value, Ref):
        return tidy_text(value.name) if not value.uid else ""
    if isinstance(value, Mapping):
        answer, name = value.get("outsider"), value.get("name")
        says_so = value.get("uid") == "" if answer is None else _boolean(_OUTSIDER, answer)
        return tidy_text(name) if says_so and isinstance(name, str) else ""
    text = tidy_text(value)
    return text[1:] if text.startswith(OUTSIDER) else ""


_STORE: dict[Kind, Callable[[FieldSpec, Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.DAY: _day,
    Kind.PARTIAL_DAY: _day,
    Kind.MONTH: _month,
    Kind.MONTHS: _months,
    Kind.TIME: _time,
    Kind.INTEGER: _integer,
    Kind.MONEY: _money,
    Kind.HOURS: _tenths,
    Kind.POINTS: _tenths,
    Kind.BOOLEAN: _boolean,
    Kind.FLAG: _boolean,
    Kind.CHOICE: _choice,
    Kind.LUNAR: _lunar,
}
TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
MENTIONS = frozenset({Kind.PERSON, Kind.REFERENCE, Kind.PERSON_OR_TEXT})
EMPTY: dict[Kind, Any] = {Kind.BOOLEAN: False, Kind.FLAG: False}


# --- showing --------------------------------------------------------------------------------------------------
def _show_ref(spec: FieldSpec, value: Any, names: Names) -> Ref:
    if value.startswith(OUTSIDER):
        return Ref("", value[1:])
    return Ref(value, names.name(spec.refers_to or "person", value))


def _show_lunar(value: str) -> dict[str, Any]:
    from db.arithmetic.lunar import parse_lunar

    return dict(parse_lunar(value).to_mapping())


def _show_months(value: str) -> list[str]:
    return value.split(",")


def yuan(fen: int) -> str:
    """Integer fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02d}"


def in_tenths(tenths: int) -> int | float:
    """Integer tenths as a number: 24, or 1.5."""
    return tenths / 10 if tenths % 10 else tenths // 10


_SHOW: dict[Kind, Callable[[Any], Any]] = {
    Kind.BOOLEAN: bool,
    Kind.FLAG: bool,
    Kind.MONEY: yuan,
    Kind.HOURS: in_tenths,
    Kind.POINTS: in_tenths,
    Kind.LUNAR: _show_lunar,
    Kind.MONTHS: _show_months,
}


def refusal(error: Exception) -> str:
    """The Chinese reason of a refused value."""
    return error.happened if isinstance(error, LedgerError) else str(error)
