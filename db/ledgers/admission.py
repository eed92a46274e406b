"""发展党员: one record per person with the 25 steps, from the application to the file (resources/rules/admission.toml).

What the rule allows is worked out (db.arithmetic.admission), what is planned and what happened are typed. A step
linked to a meeting happened on the day of that meeting. A step whose day is impossible is refused, unless its note says
why the file has it so: what happened is kept as it was, and the examination names it.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from db.arithmetic.admission import (
    ENDED,
    EXTENSION_MONTHS,
    SWITCH_ON,
    AdmissionHistory,
    AdmissionTerms,
    StepState,
    judge_admission,
    next_step,
    notice_words,
    probation_end,
)
from db.arithmetic.admission_steps import EDITIONS, STAGES, TITLE, step, steps
from db.arithmetic.days import earliest
from db.changes import Ref
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster
from db.records.surroundings import Surroundings

SUPERIOR_VIEWS = choices(filing="备案", consent="同意")
OUTCOMES = choices(
    promoted="按期转正",
    extended="延长预备期",
    promoted_after_extension="延长期满后转正",
    cancelled="取消预备党员资格",
    moved="转到其他支部",
    stopped="停止培养",
)
MEETINGS_OF_STEP = {
    12: ("committee_meeting", "general_meeting"),
    15: ("general_meeting",),
    23: ("general_meeting",),
}


class AdmissionStep(Part, table=True):
    """One of the 25 steps: planned, done, its papers, and the meeting that decided it."""

    __tablename__ = "admission_step"

    step: int = column("步骤", Kind.INTEGER, required=True, default=0, hint="1至25")
    planned_on: str | None = column("计划日期", Kind.DAY)
    done_on: str | None = column("完成日期", Kind.DAY)
    document: str | None = column("已有材料", hint="用顿号隔开")
    meeting_uid: str | None = column("会议记录", Kind.REFERENCE, refers_to="meeting")
    written_count: int | None = column("会前书面赞成", Kind.INTEGER, key="written")
    note: str | None = column("说明", Kind.LONG_TEXT)


class AdmissionExamination(Part, table=True):
    """One half-yearly examination."""

    __tablename__ = "admission_examination"

    examined_on: str | None = column("考察日期", Kind.DAY, key="on", required=True)
    opinion: str | None = column("考察意见", Kind.LONG_TEXT)


class AdmissionReport(Part, table=True):
    """One ideological report handed in."""

    __tablename__ = "admission_report"

    reported_on: str | None = column("汇报日期", Kind.DAY, key="on", required=True)
    subject: str | None = column("题目")


class Admission(Record, table=True):
    """One person's file."""

    __tablename__ = "admission"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    superior_view: str | None = column("列为发展对象的上级意见", Kind.CHOICE, choices=SUPERIOR_VIEWS)
    training_days: int | None = column("集中培训天数", Kind.INTEGER, key="training.days")
    training_hours: int | None = column("集中培训学时", Kind.INTEGER, key="training.hours")
    notice_from: str | None = column("公示开始", Kind.DAY, key="notice.from")
    notice_to: str | None = column("公示结束", Kind.DAY, key="notice.to")
    leaving_on: str | None = column("预计离开本单位", Kind.DAY)
    extension_months: int | None = column("延长预备期（月）", Kind.INTEGER, hint="6至12")
    extension_count: int | None = column("延长次数", Kind.INTEGER, hint="只能延长一次")
    promotion_notice_from: str | None = column("转正公示开始", Kind.DAY, key="promotion_notice.from")
    promotion_notice_to: str | None = column("转正公示结束", Kind.DAY, key="promotion_notice.to")
    form_admitted_on: str | None = column(
        "志愿书写的接收大会日期", Kind.DAY, key="form.admitted_on", hint="志愿书上支部大会决议的日期"
    )
    form_approved_on: str | None = column("志愿书写的上级审批日期", Kind.DAY, key="form.approved_on")
    form_promoted_on: str | None = column("志愿书写的转正大会日期", Kind.DAY, key="form.promoted_on")
    outcome: str | None = column("结果", Kind.CHOICE, choices=OUTCOMES)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


def _computed(key: str, title: str, looks: Kind = Kind.TEXT) -> FieldSpec:
    return FieldSpec(key, title, Kind.COMPUTED, computed_as=looks)


STEP_COMPUTED = (
    _computed("title", "步骤名称"),
    _computed("earliest", "最早", Kind.DAY),
    _computed("latest", "最迟", Kind.DAY),
    _computed("state", "状态"),
    _computed("basis", "依据"),
    _computed("reasons", "说明事项"),
)
EXTRA = (
    FieldSpec("introducers", "入党介绍人", Kind.PEOPLE),
    FieldSpec("mentors", "培养联系人", Kind.PEOPLE),
    _computed("stage", "阶段"),
    _computed("next_step", "下一步"),
    _computed("next_on", "最早", Kind.DAY),
    _computed("next_by", "最迟", Kind.DAY),
    _computed("probation_ends_on", "预备期满", Kind.DAY),
    _computed("problem_count", "日期有误", Kind.INTEGER),
    _computed("notice_text", "公示工作日"),
    _computed("promotion_notice_text", "转正公示工作日"),
)


def terms_of(around: Surroundings) -> AdmissionTerms:
    """The switch of the editions and the local number of days as set, with the branch's calendar."""
    switch = around.settings.get("admission.switch_on")
    days = around.settings.get("DEV-34.days")
    return AdmissionTerms(
        date.fromisoformat(switch) if isinstance(switch, str) else SWITCH_ON,
        around.calendar,
        days if isinstance(days, int) else 30,
    )


def history_of(values: Mapping[str, Any], roster: Roster, around: Surroundings) -> AdmissionHistory:
    """The values of a record as the arithmetic wants them."""
    entries = {entry["step"]: entry for entry in values.get("steps") or () if _is_step(entry)}
    days = {number: day for number, entry in entries.items() if (day := step_day(entry, around))}
    person = values.get("person")
    known = roster.people.get(person.uid) if person else None
    born = known.born_on if known else None
    return AdmissionHistory(
        done=days,
        planned={number: day for number, each in entries.items() if (day := _day(each.get("planned_on")))},
        papers=frozenset(number for number, entry in entries.items() if entry.get("document")),
        explained=frozenset(number for number, entry in entries.items() if entry.get("note")),
        born_on=earliest(born) if born else None,
        notice_from=_day(values.get("notice.from")),
        notice_to=_day(values.get("notice.to")),
        examinations=tuple(sorted(_days(values.get("half_yearly")))),
        training_days=values.get("training.days"),
        training_hours=values.get("training.hours"),
        extension_months=values.get("extension_months") or 0,
        leaving_on=_day(values.get("leaving_on")),
        outcome=values.get("outcome") or "",
    )


def step_day(entry: Mapping[str, Any], around: Surroundings) -> date | None:
    """When a step happened: as typed, else the day of the meeting that decided it."""
    meeting = entry.get("meeting")
    held = around.meetings.get(meeting.uid) if isinstance(meeting, Ref) else None
    return _day(entry.get("done_on")) or (_day(held.held_on) if held else None)


def _is_step(entry: Mapping[str, Any]) -> bool:
    return isinstance(entry.get("step"), int) and 1 <= entry["step"] <= len(steps())


def _days(entries: Any) -> Iterator[date]:
    for entry in entries or ():
        if day := _day(entry.get("on") if isinstance(entry, Mapping) else None):
            yield day


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def compute_admission(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """All 25 steps with earliest and latest day, state, basis and reasons; where the person stands; the next step."""
    around = roster.around()
    as_of = date.fromisoformat(values["as_of"])
    history = history_of(values, roster, around)
    states = judge_admission(history, as_of, terms_of(around))
    typed = {entry["step"]: entry for entry in values.get("steps") or () if _is_step(entry)}
    coming = None if history.outcome in ENDED else next_step(states)
    ends = probation_end(history)
    return {
        "steps": [_shown_step(state, typed.get(state.step.number)) for state in states],
        "stage": stage_title(states, history),
        "next_step": coming.step.name if coming else "",
        "next_on": _iso(coming.earliest) if coming else None,
        "next_by": _iso(coming.latest) if coming else None,
        "probation_ends_on": _iso(ends),
        "problem_count": sum(state.state == "refused" for state in states),
        "notice_text": _notice_text(values, "notice", around),
        "promotion_notice_text": _notice_text(values, "promotion_notice", around),
    }


def _notice_text(values: Mapping[str, Any], which: str, around: Surroundings) -> str | None:
    begun, ended = (_day(values.get(f"{which}.{end}")) for end in ("from", "to"))
    return notice_words(begun, ended, around.calendar) if begun else None


def stage_title(states: tuple[StepState, ...], history: AdmissionHistory) -> str:
    """入党申请人, 入党积极分子, 发展对象, 预备党员 or 正式党员, by the last step that decided it."""
    ended = {"cancelled": "已取消资格", "moved": "已转出", "stopped": "停止培养"}
    if history.outcome in ended:
        return ended[history.outcome]
    done = {state.step.number for state in states if state.day}
    reached = ((23, "正式党员"), (15, "预备党员"), (7, "发展对象"), (3, "入党积极分子"))
    return next((title for number, title in reached if number in done), "入党申请人")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _shown_step(state: StepState, typed: Mapping[str, Any] | None) -> dict[str, Any]:
    empty = dict.fromkeys(("planned_on", "done_on", "document", "meeting", "written", "note"))
    return {
        **(typed or {"step": state.step.number, **empty}),
        "title": state.step.title,
        "earliest": _iso(state.earliest),
        "latest": _iso(state.latest),
        "state": state.state,
        "basis": {
            "regulation": TITLE,
            "edition": EDITIONS[state.edition],
            "article": state.step.articles[state.edition],
            "mark": state.step.mark,
        },
        "reasons": list(state.reasons),
    }


def check_admission(values: Mapping[str, Any], roster: Roster) -> Mapping[str, str]:
    """What no file can have: impossible days without a reason, another day than the meeting's, odd numbers."""
    problems: dict[str, str] = {}
    extension, begun, ended = (values.get(key) for key in ("extension_months", "notice.from", "notice.to"))
    if extension and extension not in EXTENSION_MONTHS:
        problems["extension_months"] = "延长预备期不少于6个月、不超过12个月（党章第七条）"
    if begun and ended and ended < begun:
        problems["notice.to"] = "公示结束早于公示开始"
    begun, ended = values.get("promotion_notice.from"), values.get("promotion_notice.to")
    if begun and ended and ended < begun:
        problems["promotion_notice.to"] = "转正公示结束早于开始"
    told = list(_step_problems(values, roster))
    if told:
        problems["steps"] = "；".join(told[:3])
    return problems


def _step_problems(values: Mapping[str, Any], roster: Roster) -> Iterator[str]:
    around = roster.around()
    entries = values.get("steps") or ()
    for entry in entries:
        if not _is_step(entry):
            yield f"没有第{entry.get('step')}步，步骤是1至25"
            return
        yield from _meeting_problems(entry, around)
    history = history_of(values, roster, around)
    for state in judge_admission(history, around.today, terms_of(around)):
        if state.problems and state.day and state.step.number not in history.explained:
            yield f"{state.problems[0]}；档案里确是这样的，请在该步的说明里写明情况"


def _meeting_problems(entry: Mapping[str, Any], around: Surroundings) -> Iterator[str]:
    meeting, done = entry.get("meeting"), entry.get("done_on")
    held = around.meetings.get(meeting.uid) if isinstance(meeting, Ref) else None
    if held is None:
        return
    name = step(entry["step"]).name
    if done and done != held.held_on:
        yield f"{name}写的是{done}，所选会议是{held.held_on}开的，两处应当是同一天"
    if held.ledger not in MEETINGS_OF_STEP.get(entry["step"], (held.ledger,)):
        yield f"{name}所选的会议种类不对，应选{'支委会' if entry['step'] == 12 else '支部党员大会'}的记录"


SPEC = LedgerSpec(
    key="admission",
    title="发展党员档案",
    record=Admission,
    columns=(
        Column("person", 5),
        Column("stage", 5),
        Column("next_step", 9),
        Column("next_on", 6),
        Column("next_by", 6),
        Column("probation_ends_on", 6),
        Column("outcome", 6),
        Column("problem_count", 4, right=True, shown=False),
    ),
    form=(
        FormGroup(
            "本人",
            (
                "person",
                "mentors",
                "introducers",
                "outcome",
                "extension_months",
                "extension_count",
                "leaving_on",
            ),
        ),
        FormGroup("步骤", ("steps",)),
        FormGroup("培养考察", ("half_yearly", "reports")),
        FormGroup(
            "公示、培训和上级意见",
            ("notice.from", "notice.to", "training.days", "training.hours", "superior_view", "note"),
        ),
        FormGroup("转正公示", ("promotion_notice.from", "promotion_notice.to")),
        FormGroup("入党志愿书上的日期", ("form.admitted_on", "form.approved_on", "form.promoted_on")),
    ),
    sort="entered_on",
    box="development",
    place="development",
    merge=MergePolicy(identity=("person",)),
    extra=EXTRA,
    parts=(
        PartSpec("steps", "步骤", AdmissionStep, identity="step", computed=STEP_COMPUTED, is_sparse=True),
        PartSpec("half_yearly", "半年考察", AdmissionExamination),
        PartSpec("reports", "思想汇报", AdmissionReport),
    ),
    identity="person",
    summary=("person",),
    check_roster=check_admission,
    compute=compute_admission,
    attachments=tuple(dict.fromkeys(paper for each in steps() for paper in each.documents)),
    notes=f"一人一档，25个步骤，分{len(STAGES)}个阶段；按每一步发生的日子适用2014版或2026版细则。",
    inspected="培养是否满1年，公示是否满5个工作日，表决是否过半，预备期是否满1年，材料是否齐全。",
    retention="永久",
)
