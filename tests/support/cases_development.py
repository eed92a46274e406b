"""Examples for DEV-01 to DEV-48: an admission without a fault under each edition, and small changes to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from db.arithmetic.admission import AdmissionHistory
from db.arithmetic.admission_steps import steps
from db.rules.admission.facts import AdmissionFile
from db.rules.facts import AgendaItem, Attended, Facts, Meeting
from tests.support.facts import meeting, person, well_kept, with_roster
from tests.support.rule_case import RuleCase, fires, silent

UID, NAME = "p20", "赵丙生"
OLD_DAYS = {
    1: "2023-01-10", 2: "2023-01-30", 3: "2023-07-03", 4: "2023-07-18", 5: "2023-07-04", 6: "2024-12-25", 7: "2025-01-13",
    8: "2025-01-20", 9: "2025-01-24", 10: "2025-02-10", 11: "2025-02-20", 12: "2025-02-25", 13: "2025-03-04", 14: "2025-03-08",
    15: "2025-03-14", 16: "2025-04-10", 17: "2025-04-22", 18: "2025-04-28", 19: "2025-05-06", 20: "2025-05-12",
}  # fmt: skip
NEW_DAYS = {**OLD_DAYS, 7: "2026-06-15", 8: "2026-06-22", 9: "2026-06-23", 10: "2026-06-30", 11: "2026-07-07",
    12: "2026-07-14", 13: "2026-07-20", 14: "2026-07-27", 15: "2026-08-06", 16: "2026-08-25", 17: "2026-09-10",
    18: "2026-09-14", 19: "2026-09-15", 20: "2026-09-21", 6: "2026-01-06"}  # fmt: skip
PROMOTED_DAYS = {
    **{number: f"{int(day[:4]) - 1}{day[4:]}" for number, day in OLD_DAYS.items()},
    1: "2021-01-11", 3: "2022-07-04", 13: "2024-03-05", 7: "2024-01-15", 21: "2025-03-12", 22: "2025-03-05",
    23: "2025-03-17", 24: "2025-04-15", 25: "2025-04-25",
}  # fmt: skip
LISTED_ON = {"2025": ("2025-01-03", "2025-01-09"), "2026": ("2026-06-05", "2026-06-11")}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def general_meeting(
    facts: Facts, uid: str, day: str, matter: str, *items: AgendaItem, absent: int = 0
) -> Meeting:
    """A general meeting that voted: ten entitled, `absent` of them away."""
    held = meeting(facts.roster, "general_meeting", day, uid=uid)
    away = {f"p{number}" for number in range(absent)}
    attendance = tuple(
        Attended(each.person, each.name, "absent" if each.person in away else "present")
        for each in held.attendance
    )
    item = AgendaItem(f"{uid}-1", f"{NAME}同志事项", matter, vote_method="secret", votes_for=10 - absent)
    return replace(held, agenda=items or (item,), attendance=attendance)


def admission(
    days: Mapping[int, str],
    year: str,
    *,
    drop: tuple[int, ...] = (),
    move: Mapping[int, str] | None = None,
    **more: Any,
) -> AdmissionFile:
    """A clean file with some steps left out or moved; `more` are attributes of the history or of the file."""
    done = {number: _day(day) for number, day in {**days, **(move or {})}.items() if number not in drop}
    begun, ended = LISTED_ON[year]
    history = AdmissionHistory(
        done=done,
        papers=frozenset(done),
        born_on=_day("1998-03-15"),
        notice_from=_day(begun),
        notice_to=_day(ended),
        examinations=tuple(_day(day) for day in EXAMINATIONS if _day(day).year <= int(year)),
        training_days=3,
    )
    of_history = {key: more.pop(key) for key in list(more) if key in AdmissionHistory.__dataclass_fields__}
    file = AdmissionFile(
        "file-1", UID, NAME, replace(history, **of_history),
        typed=done,
        meetings={3: "m3", 12: "m12", 15: "m15", 23: "m23"},
        documents={each.number: each.documents[0] for each in steps()},
        introducers=("p3", "p4"), mentors=("p3", "p4"),
        reports=tuple(_day(f"{y}-{m}-20") for y in (2023, 2024, 2025, 2026) for m in ("03", "06", "09", "12")),
    )  # fmt: skip
    return replace(file, **more)


EXAMINATIONS = (
    "2022-12-30",
    "2023-06-26",
    "2023-12-28",
    "2024-06-27",
    "2024-12-25",
    "2025-06-26",
    "2026-01-06",
)


def facts_with(
    file: AdmissionFile,
    today: str,
    *meetings: Meeting,
    admitted: str | None = "",
    settings: Any = None,
    **roster: Any,
) -> Facts:
    """Well-kept facts with the file, its person on the roster and the meetings that decided."""
    day = file.day(15)
    on_roll = (day.isoformat() if day else None) if admitted == "" else admitted
    known = person(20, on_roll, None, name=NAME, born_on="1998-03-15", **roster)
    facts = replace(
        with_roster(well_kept(), known), today=_day(today), admissions=(file,), settings=settings or {}
    )
    held = list(meetings)
    for number, ledger in ((12, "committee_meeting"), (15, "general_meeting"), (23, "general_meeting")):
        done = file.day(number)
        if done and not any(each.uid == f"m{number}" for each in held):
            matter = {15: "admission", 23: "promotion"}.get(number, "ordinary")
            uid = f"m{number}"
            made = (
                general_meeting(facts, uid, done.isoformat(), matter)
                if number != 12
                else meeting(facts.roster, ledger, done.isoformat(), uid=uid)
            )
            held.append(made)
    return replace(facts, meetings=(*facts.meetings, *held))


def old(**more: Any) -> Callable[[], Facts]:
    """Under the 2014 edition, as of March 2026."""
    return lambda: facts_with(admission(OLD_DAYS, "2025", **more), "2026-03-02")


def new(settings: Any = None, **more: Any) -> Callable[[], Facts]:
    """Under the 2026 edition, as of the end of 2026."""
    return lambda: facts_with(admission(NEW_DAYS, "2026", **more), "2026-12-31", settings=settings)


def promoted(admitted: str | None = "", **more: Any) -> Callable[[], Facts]:
    """A probation that ended in 2025."""
    return lambda: facts_with(admission(PROMOTED_DAYS, "2025", **more), "2026-03-02", admitted=admitted)


def _voted(**changes: Any) -> Callable[[], Facts]:
    """The admitting meeting of 2025 with another vote."""

    def made() -> Facts:
        file = admission(OLD_DAYS, "2025", written=changes.get("written", {}))
        facts = facts_with(file, "2026-03-02")
        absent = changes.get("absent", 0)
        item = AgendaItem(
            "m15-1", f"接收{NAME}同志", "admission", vote_method="secret", votes_for=10 - absent
        )
        voted = replace(item, **changes.get("item", {}))
        held = general_meeting(facts, "m15", "2025-03-14", "admission", voted, absent=absent)
        others = tuple(each for each in facts.meetings if each.uid != "m15")
        second = replace(file, uid="file-2", name="钱丙生")
        both = (file, second) if changes.get("second") else (file,)
        items = tuple(replace(voted, uid=f"m15-{n}", title=f"接收{one.name}") for n, one in enumerate(both))
        agenda = items if changes.get("one_by_one") else (voted,)
        return replace(facts, admissions=both, meetings=(*others, replace(held, agenda=agenda)))

    return made


DEVELOPMENT_CASES: tuple[RuleCase, ...] = (
    fires("DEV-01", "an applicant of seventeen", new(born_on=_day("2008-08-01"), move={1: "2026-07-31"}), "未满18", 2026),
    silent("DEV-01", "on the eighteenth birthday", new(born_on=_day("2008-07-31"), move={1: "2026-07-31"}), 2026),
    fires("DEV-02", "a talk after more than a month", new(move={1: "2026-01-10", 2: "2026-02-11"}), "超过1个月", 2026),
    fires("DEV-02", "no talk at all", new(move={1: "2026-01-10"}, drop=(2, 3)), "还没有派人谈话", 2026),
    silent("DEV-02", "a talk after exactly a month", new(move={1: "2026-01-10", 2: "2026-02-10"}), 2026),
    fires("DEV-03", "a talk before the application", new(move={1: "2026-01-10", 2: "2026-01-09"}), "早于申请", 2026),
    silent("DEV-03", "a talk on the same day", new(move={1: "2026-01-10", 2: "2026-01-10"}), 2026),
    fires("DEV-04", "no meeting at the choice", old(move={3: "2025-01-02"}, meetings={}), "没有关联"),
    silent("DEV-04", "a meeting is linked", old(move={3: "2025-01-02"})),
    fires("DEV-05", "listed without the filing of the activist", old(drop=(4,)), "没有积极分子报上级备案"),
    silent("DEV-05", "filed", old()),
    fires("DEV-06", "no mentor", old(move={5: "2025-01-06"}, mentors=()), "登记了0人"),
    fires("DEV-06", "a mentor on probation", old(move={5: "2025-03-20"}, mentors=(UID,)), "不都是本支部正式党员"),
    silent("DEV-06", "one mentor", old(move={5: "2025-01-06"}, mentors=("p3",))),
    fires("DEV-07", "listed a day too early", old(move={3: "2024-01-14"}), "不满1年"),
    silent("DEV-07", "listed after a year", old(move={3: "2024-01-13"})),
    fires("DEV-08", "one examination missing", old(examinations=(_day("2023-12-28"), _day("2024-06-27"))), "应有3次"),
    silent("DEV-08", "one for each half year", old()),
    fires("DEV-09", "two within a month", old(examinations=(_day("2025-01-02"), _day("2025-01-09"))), "不足3个月"),
    silent("DEV-09", "half a year apart", old()),
    fires("DEV-10", "three reports in a year", old(reports=(_day("2025-03-20"),) * 3), "应有思想汇报4份"),
    silent("DEV-10", "four reports", old()),
    fires("DEV-11", "a notice of four working days", old(notice_to=_day("2025-01-08")), "只有4个工作日"),
    fires("DEV-11", "none under the 2026 edition", new(notice_from=None, notice_to=None), "没有登记公示", 2026),
    silent("DEV-11", "none under the 2014 edition", old(notice_from=None, notice_to=None)),
    silent("DEV-11", "five working days", new(), 2026),
    fires("DEV-12", "listed before the notice was over", new(move={7: "2026-06-10"}), "才期满", 2026),
    silent("DEV-12", "listed on its last day", new(move={7: "2026-06-11"}), 2026),
    fires("DEV-13", "nothing from the superior", old(drop=(8,)), "没有发展对象报上级备案"),
    silent("DEV-13", "filed", old()),
    fires("DEV-14", "no conclusion in the file", old(documents={}), "结论性材料"),
    silent("DEV-14", "the conclusion is ticked", old()),
    fires("DEV-15", "two days of training", old(training_days=2), "不足3天"),
    silent("DEV-15", "24 hours", old(training_days=2, training_hours=24)),
    fires("DEV-16", "one introducer", old(introducers=("p3",)), "登记了1名"),
    silent("DEV-16", "two full members", old()),
    fires("DEV-18", "no examination by the committee", old(drop=(12,)), "没有支委会审查"),
    silent("DEV-18", "examined", old()),
    fires("DEV-19", "no preliminary review", old(drop=(13,)), "没有上级预审"),
    silent("DEV-19", "reviewed", old()),
    fires("DEV-20", "the meeting after a month and a day", new(move={13: "2026-07-05"}), "超过1个月", 2026),
    silent("DEV-20", "exactly a month", new(move={13: "2026-07-06"}), 2026),
    silent("DEV-20", "no such rule in the 2014 edition", old(move={13: "2025-02-01"})),
    fires("DEV-21", "leaves within three months", old(leaving_on=_day("2025-06-13")), "不足3个月"),
    silent("DEV-21", "leaves after three months", old(leaving_on=_day("2025-06-14"))),
    fires("DEV-22", "exactly half came", _voted(absent=5), "没有超过半数"),
    silent("DEV-22", "six of ten came", _voted(absent=4)),
    fires("DEV-23", "exactly half in favour", _voted(item={"votes_for": 5}), "没有超过应到"),
    silent("DEV-23", "five and a written opinion", _voted(item={"votes_for": 5}, absent=1, written={15: 1})),
    fires("DEV-24", "two people in one item", _voted(second=True), "应逐个讨论表决"),
    silent("DEV-24", "an item for each", _voted(second=True, one_by_one=True)),
    fires("DEV-25", "by show of hands", _voted(item={"vote_method": "open"}), "无记名"),
    silent("DEV-25", "secret", _voted()),
    fires("DEV-26", "more votes than voters", _voted(item={"votes_for": 11}), "投票11张"),
    silent("DEV-26", "as many votes as voters", _voted()),
    fires("DEV-27", "no talk before the approval", old(drop=(16,)), "没有派人谈话"),
    silent("DEV-27", "talked before", old()),
    fires("DEV-28", "approved after three months and a day", old(move={17: "2025-06-15"}), "超过3个月"),
    silent("DEV-28", "with a reason", old(move={17: "2025-06-15"}, notes={17: "案件核实"})),
    fires("DEV-29", "approved after six months and a day", old(move={17: "2025-09-15"}), "超过6个月"),
    silent("DEV-29", "after six months", old(move={17: "2025-09-14"})),
    fires(
        "DEV-30", "the roster has the day of approval",
        lambda: facts_with(admission(OLD_DAYS, "2025"), "2026-03-02", admitted="2025-04-22"), "应为支部大会通过之日",
    ),
    silent("DEV-30", "the day of the meeting", old()),
    fires("DEV-31", "sworn in before the approval", old(move={20: "2025-04-21"}), "早于上级审批"),
    silent("DEV-31", "on the day of the approval", old(move={20: "2025-04-22"})),
    fires("DEV-32", "sworn in after a month and a day", new(move={20: "2026-10-11"}), "才宣誓", 2026),
    silent("DEV-32", "after a month", new(move={20: "2026-10-10"}), 2026),
    silent("DEV-32", "no such rule in the 2014 edition", old(move={20: "2025-07-12"})),
    fires("DEV-33", "promoted a day early", promoted(move={23: "2025-03-13"}), "不满1年"),
    silent("DEV-33", "on the day", promoted(move={23: "2025-03-14"})),
    fires("DEV-34", "not discussed after 31 days", promoted(drop=(23, 24, 25)), "还没有讨论转正"),
    silent("DEV-34", "discussed at once", promoted()),
    fires("DEV-35", "an extension of three months", promoted(extension_months=3), "应为6至12个月"),
    silent("DEV-35", "six months", promoted(extension_months=6)),
    fires("DEV-37", "no request", promoted(drop=(22,)), "没有本人转正申请"),
    fires("DEV-37", "two months early", promoted(move={22: "2025-01-14"}), "早了1个月以上"),
    silent("DEV-37", "a week early", promoted()),
    fires("DEV-39", "approved after three months and a day", promoted(move={24: "2025-06-18"}), "超过3个月"),
    silent("DEV-39", "after three months", promoted(move={24: "2025-06-17"})),
    fires("DEV-40", "the form before the review", old(move={14: "2025-03-03"}), "早于第13步"),
    silent("DEV-40", "in order", old()),
    fires("DEV-41", "a talk on a Saturday", old(move={16: "2025-04-12"}), "第16步"),
    silent("DEV-41", "working days, but for papers written at home", old()),
    fires("DEV-42", "three steps on one day", old(move={8: "2025-01-20", 9: "2025-01-20", 10: "2025-01-20"}), "一天完成了3个步骤"),
    silent("DEV-42", "two on one day", old(move={8: "2025-01-20", 9: "2025-01-20"})),
    fires("DEV-45", "archived without papers", promoted(documents={1: "入党申请书"}), "归档时缺材料"),
    silent("DEV-45", "all papers ticked", promoted()),
    fires("DEV-46", "not on the roster", lambda: facts_with(admission(OLD_DAYS, "2025"), "2026-03-02", admitted=None), "还不是预备党员"),
    silent("DEV-46", "on the roster", old()),
    fires("DEV-48", "no meeting linked", old(meetings={3: "m3"}), "没有关联会议记录"),
    silent("DEV-48", "the meetings say the same", old()),
)  # fmt: skip
