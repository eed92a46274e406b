"""失联党员: the search for a member nobody can reach, and where it may lead (EDU19 art. 24).

Six months out of contact, and not found by all means: suspension may be proposed. Two years after it, still not found:
removal from the roll. The roster follows from the days decided (`db.services.following_status`). The log of 五找一请 is
the proof that all means were tried: relatives, friends, neighbours, former unit, colleagues, and those asked to help.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from db.arithmetic.affiliation import LOST_BASIS, SearchStanding, search_standing
from db.arithmetic.days import day_text
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

WAYS = choices(
    relatives="找亲戚",
    friends="找朋友",
    neighbours="找邻居",
    former_unit="找原单位",
    colleagues="找同事",
    asked="请其帮助联系",
)
COUNTED_FROM = choices(life="最后一次参加组织生活", dues="最后一次交纳党费")
STATES = choices(
    searching="查找中",
    suspend="满6个月，可提出停止党籍",
    suspended="已停止党籍",
    strike="停止党籍满2年，可提出除名",
    struck_off="已除名",
    restored="已恢复联系",
)


class SearchAttempt(Part, table=True):
    """One attempt to reach the member."""

    __tablename__ = "search_attempt"

    tried_on: str | None = column("日期", Kind.DAY, key="on", required=True)
    way: str = column("途径", Kind.CHOICE, choices=WAYS, default="relatives")
    who: str | None = column("找谁、谁去找", searched=True)
    result: str | None = column("结果", Kind.LONG_TEXT, searched=True)


class OutOfContact(Record, table=True):
    """One member out of contact; the days of decisions are those of the meeting or the approval."""

    __tablename__ = "out_of_contact"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    since_on: str | None = column("失联起算日期", Kind.DAY, key="since", required=True)
    counted_from: str = column("起算依据", Kind.CHOICE, choices=COUNTED_FROM, default="life")
    suspended_on: str | None = column("停止党籍日期", Kind.DAY, hint="支部大会或上级党组织决定的日期")
    struck_off_on: str | None = column("除名日期", Kind.DAY)
    restored_on: str | None = column("恢复联系（党籍）日期", Kind.DAY)
    document: str | None = column("批复文号", searched=True)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


EXTRA = (
    FieldSpec("state", "处置情况", Kind.COMPUTED, choices=STATES),
    FieldSpec("due_on", "可提出处置日期", Kind.COMPUTED, computed_as=Kind.DAY),
    FieldSpec("ways_missing", "还没有试过的途径", Kind.COMPUTED),
    FieldSpec("state_text", "下一步", Kind.COMPUTED),
)


def check_search(values: Mapping[str, Any]) -> Mapping[str, str]:
    """The order of the days; that a decision came too early is a finding, for it may have happened."""
    problems: dict[str, str] = {}
    since, suspended = values.get("since"), values.get("suspended_on")
    struck, restored = values.get("struck_off_on"), values.get("restored_on")
    for key, day, title in (
        ("suspended_on", suspended, "停止党籍"),
        ("struck_off_on", struck, "除名"),
        ("restored_on", restored, "恢复联系"),
    ):
        if since and day and day < since:
            problems[key] = f"{title}日期早于失联起算日期"
    if struck and not suspended:
        problems["struck_off_on"] = "失联党员先停止党籍，满2年仍然找不到的才除名"
    elif struck and suspended and struck < suspended:
        problems["struck_off_on"] = "除名日期早于停止党籍日期"
    if struck and restored and restored > struck:
        problems["restored_on"] = "已经除名的不能恢复党籍，只能重新入党"
    return problems


def standing_of(values: Mapping[str, Any], as_of: date) -> SearchStanding:
    """Where the search stands on a day; `values` need `since`."""
    days = [values.get(key) for key in ("suspended_on", "struck_off_on", "restored_on")]
    suspended, struck, restored = (date.fromisoformat(day) if day else None for day in days)
    return search_standing(date.fromisoformat(values["since"]), suspended, struck, restored, as_of)


def compute_search(values: Mapping[str, Any], _roster: Roster) -> Mapping[str, Any]:
    """State, next day and basis, and which of the six ways nobody tried yet."""
    tried = {each.get("way") for each in values.get("searches") or ()}
    missing = "、".join(way.title for way in WAYS if way.code not in tried)
    if not values.get("since"):
        return {"state": None, "due_on": None, "ways_missing": missing, "state_text": None}
    standing = standing_of(values, date.fromisoformat(values["as_of"]))
    due = standing.due_on.isoformat() if standing.due_on else None
    return {
        "state": standing.state,
        "due_on": due,
        "ways_missing": missing,
        "state_text": _next_words(standing.state, due, missing),
    }


def _next_words(state: str, due: str | None, missing: str) -> str:
    day = day_text(due) if due else ""
    words = {
        "searching": f"继续查找；{day}满6个月",
        "suspend": f"{day}已满6个月，查找无果的，由支部或上级党组织决定停止党籍",
        "suspended": f"继续查找；{day}停止党籍满2年",
        "strike": f"{day}停止党籍已满2年，仍然找不到的，按自行脱党除名",
        "struck_off": "已除名，只能重新入党",
        "restored": "已恢复联系",
    }[state]
    more = f"；还没有试过：{missing}" if missing and state in ("searching", "suspend") else ""
    return f"{words}{more}（依据：{LOST_BASIS}）"


SPEC = LedgerSpec(
    key="out_of_contact",
    title="失联党员",
    record=OutOfContact,
    columns=(
        Column("person", 5),
        Column("since", 6),
        Column("state", 8),
        Column("due_on", 6),
        Column("suspended_on", 6),
        Column("struck_off_on", 6, shown=False),
        Column("restored_on", 6),
        Column("ways_missing", 10),
    ),
    form=(
        FormGroup("失联", ("person", "since", "counted_from")),
        FormGroup("五找一请", ("searches",)),
        FormGroup("处置", ("suspended_on", "struck_off_on", "restored_on", "document", "note")),
    ),
    sort="since",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "since")),
    extra=EXTRA,
    parts=(PartSpec("searches", "五找一请", SearchAttempt),),
    summary=("person", "since"),
    check=check_search,
    compute=compute_search,
    attachments=("证明材料", "停止党籍决定", "除名决定"),
    notes="联系不上的党员：五找一请逐次登记，满6个月、满2年由程序算；停止党籍、除名、恢复的日期填在这里，名册跟着变。",
    inspected="五找一请的每一种途径是否都试过、有日期有结果；满6个月有没有研究停止党籍，停止满2年有没有作除名处理。",
    retention="永久",
)
