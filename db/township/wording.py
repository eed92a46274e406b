"""What a township may word in its own way: titles and words of the tables, when silence counts as being behind."""

from dataclasses import dataclass
from typing import Any

from db.errors import LedgerError, NotFoundError
from db.services.branch import Branch
from db.services.settings import all_settings, set_setting
from db.township.folder import need_township

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Wording:
    """One setting with its default, a text or a number of days."""

    name: str
    title: str
    default: Any


WORDINGS = (
    Wording("overview.table_title", "进度表的名称", "工作进度表"),
    Wording("overview.on_time", "按期完成的叫法", "按期"),
    Wording("overview.behind", "没有按期完成的叫法", "待推进"),
    Wording("overview.stale_days", "多少天没有上报算待推进", 35),
    Wording("overview.letter_title", "给支部的提醒函的名称", "工作提醒函"),
    Wording(
        "overview.letter_end",
        "提醒函的结尾",
        "请按期补办；确有困难的，请说明情况。已经办理的，请上报最新数据。",
    ),
    Wording("overview.lost", "失分多的项目的叫法", "失分较多的项目"),
    Wording("overview.bulletin_title", "通报的名称", "党支部工作情况通报"),
)
_BY_NAME = {each.name: each for each in WORDINGS}


def wording(branch: Branch, name: str) -> Any:
    """The word or number in use."""
    return all_settings(branch).get(name, _BY_NAME[name].default)


def wordings(branch: Branch) -> dict[str, Any]:
    """Every one in use, by name."""
    return {each.name: wording(branch, each.name) for each in WORDINGS}


def set_wording(branch: Branch, name: str, text: str) -> None:
    """Choose another one; "default" goes back. LedgerErrors: not_a_township, not_found, invalid."""
    need_township(branch)
    known = _BY_NAME.get(name)
    if known is None:
        raise NotFoundError(f"没有“{name[:40]}”这项设置", "用 township settings 查看全部设置")
    set_setting(branch, name, None if text == "default" else _read(known, text.strip()))


def _read(known: Wording, text: str) -> Any:
    if isinstance(known.default, int):
        if not text.isdecimal() or not 1 <= int(text) <= 400:
            raise _invalid(known, text, "请填1到400之间的天数")
        return int(text)
    if not text or len(text) > LONGEST or not text.isprintable():
        raise _invalid(known, text, f"请填一行文字，不超过{LONGEST}字")
    return text


def _invalid(known: Wording, text: str, remedy: str) -> LedgerError:
    return LedgerError("invalid", f"“{text[:30]}”不能作为{known.title}", "没有改动任何内容", remedy)
