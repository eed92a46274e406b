"""What all meetings have in common: frame, agenda with speakers and votes, attendance, and who ought to come.

Minutes are what a person typed; nothing here writes or completes them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from db.arithmetic.voting import Ballot, Matter, election_quorum, general_quorum, judge_vote, votes_needed
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Check, Column, Compute, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

LATE_AFTER_DAYS = 3  # a meeting entered later than this says 补记 with both dates

ATTENDANCE_STATES = choices(present="到会", excused="请假", absent="缺席", observer="列席")
VOTE_METHODS = choices(secret="无记名投票", open="举手表决", roll_call="记名投票")
MATTERS = choices(ordinary="一般事项", admission="接收预备党员", promotion="预备党员转正", election="选举")


class AgendaItem(Part, table=True):
    """One matter of a meeting: what was resolved, who does it by when, and the count of a vote."""

    __tablename__ = "agenda_item"

    title: str = column("议题", required=True, default="", searched=True)
    matter: str = column("事项性质", Kind.CHOICE, choices=MATTERS, default="ordinary")
    resolution: str | None = column("决议", Kind.LONG_TEXT, searched=True)
    responsible_uid: str | None = column("责任人", Kind.PERSON_OR_TEXT)
    due_on: str | None = column("完成期限", Kind.DAY)
    vote_method: str | None = column("表决方式", Kind.CHOICE, key="vote.method", choices=VOTE_METHODS)
    votes_for: int | None = column("赞成", Kind.INTEGER, key="vote.for")
    votes_against: int | None = column("反对", Kind.INTEGER, key="vote.against")
    abstentions: int | None = column("弃权", Kind.INTEGER, key="vote.abstain")


class Speech(Part, table=True):
    """What one person said on an agenda item."""

    __tablename__ = "speech"

    person_uid: str | None = column("发言人", Kind.PERSON_OR_TEXT)
    words: str | None = column("发言要点", Kind.LONG_TEXT, searched=True)


class Attendance(Part, table=True):
    """How one person stood to one meeting. Its uid follows from both, so that two PCs tick the same row."""

    __tablename__ = "attendance"

    person_uid: str = column(
        "姓名", Kind.PERSON_OR_TEXT, required=True, default="", outsiders="state=observer"
    )
    state: str = column("到会情况", Kind.CHOICE, choices=ATTENDANCE_STATES, default="present")
    reason: str | None = column("原因")


class MeetingCorrection(Part, table=True):
    """What one change set altered in a meeting that was signed already; the program writes it, only the reason is
    typed.
    """

    __tablename__ = "meeting_correction"

    corrected_on: str | None = column("更正日期", Kind.DAY, key="on")
    corrected_by: str | None = column("更正人", key="by")
    altered: str | None = column("更正内容", Kind.LONG_TEXT, key="fields")
    reason: str | None = column("更正原因", searched=True)


AGENDA = PartSpec("agenda", "议题", AgendaItem, parts=(PartSpec("speakers", "发言", Speech),))
ATTENDANCE = PartSpec("attendance", "到会人员", Attendance, identity="person_uid")
CORRECTIONS = PartSpec("corrections", "更正记录", MeetingCorrection, is_sparse=True, only_grows=True)
MEETING_PARTS = (AGENDA, ATTENDANCE, CORRECTIONS)


class Meeting(Record):
    """Frame of a meeting; each kind is a table of its own."""

    held_on: str | None = column("日期", Kind.DAY, required=True)
    starts_at: str | None = column("开始时间", Kind.TIME)
    ends_at: str | None = column("结束时间", Kind.TIME)
    place: str | None = column("地点", searched=True)
    number: str | None = column("届次", hint="如：2026年第4次")
    chair_uid: str | None = column("主持人", Kind.PERSON_OR_TEXT)
    minute_taker_uid: str | None = column("记录人", Kind.PERSON_OR_TEXT)
    topic: str | None = column("主题", searched=True)
    everyone_present: bool = column("全体到会", Kind.BOOLEAN)
    checklist: str | None = column("活动清单", Kind.LONG_TEXT)
    signed: bool = column("主持人、记录人已签名", Kind.BOOLEAN)
    late_note: str | None = column("补记说明", Kind.LONG_TEXT)


def _computed(key: str, title: str, kind: Kind = Kind.INTEGER) -> FieldSpec:
    return FieldSpec(key, title, Kind.COMPUTED, computed_as=kind)


COMPUTED = (
    _computed("expected_count", "应到"),
    _computed("present_count", "实到"),
    _computed("excused_count", "请假"),
    _computed("absent_count", "缺席"),
    _computed("observer_count", "列席"),
    _computed("voting_expected_count", "应到有表决权"),
    _computed("voting_present_count", "实到有表决权"),
    _computed("quorum", "法定人数"),
    _computed("quorum_met", "达到法定人数", Kind.BOOLEAN),
    _computed("votes_needed", "通过所需赞成票"),
    _computed("judgements", "表决情况", Kind.TEXT),
    _computed("is_late_entry", "补记", Kind.BOOLEAN),
    _computed("late_entry_text", "补记", Kind.TEXT),
)

MEETING_COLUMNS = (
    Column("held_on", 6),
    Column("topic", 14),
    Column("place", 8),
    Column("chair", 5),
    Column("expected_count", 3, right=True),
    Column("present_count", 3, right=True),
    Column("number", 6, shown=False),
    Column("minute_taker", 5, shown=False),
    Column("entered_on", 6, title="录入日期", shown=False),
)

MEETING_FORM = (
    FormGroup(
        "会议", ("held_on", "starts_at", "ends_at", "place", "number", "chair", "minute_taker", "topic")
    ),
    FormGroup("议题与决议", ("agenda",)),
    FormGroup("到会", ("everyone_present", "attendance")),
    FormGroup("说明", ("checklist", "signed", "late_note")),
    FormGroup("更正记录", ("corrections",)),
)

MEETING_PAPERS = ("签到表", "签字的会议记录", "照片")


def expected_uids(meeting: str, values: Mapping[str, Any], roster: Roster) -> frozenset[str]:
    """Who ought to attend (应到) as of `held_on`: members, committee or group (BRANCH art. 11-14)."""
    day = values.get("held_on")
    if not day:
        return frozenset()
    if meeting == "committee":
        return roster.committee_on(day)
    if meeting == "group":
        group = values.get("group")
        return roster.group_members_on(group.uid if group else "", day)
    return roster.members_on(day)


def check_meeting(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Problems that no meeting can have, by field key."""
    problems: dict[str, str] = {}
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts and ends and ends <= starts:
        problems["ends_at"] = f"结束时间 {ends} 不晚于开始时间 {starts}"
    return problems


def count_attendance(meeting: str, values: Mapping[str, Any], roster: Roster) -> dict[str, Any]:
    """应到, 实到 and so on as of the day of the meeting, whether a vote would be valid (BRANCH art. 11), and how each vote
    that was taken stands (`judgements`, one sentence each).
    """
    expected = expected_uids(meeting, values, roster)
    # an outsider has no uid, only a name
    states = {
        entry["person"].uid or entry["person"]: entry.get("state") or "present"
        for entry in values.get("attendance") or ()
    }
    if values.get("everyone_present"):
        states = dict.fromkeys(expected, "present") | states
    present = {uid for uid, state in states.items() if state == "present"}
    voters = roster.voters_on(values.get("held_on") or "") & expected
    quorum = general_quorum(len(voters)) if voters else 0
    by_state = list(states.values())
    counts = {
        "expected_count": len(expected),
        "present_count": len(present),
        "excused_count": by_state.count("excused"),
        "absent_count": by_state.count("absent"),
        "observer_count": by_state.count("observer"),
        "voting_expected_count": len(voters),
        "voting_present_count": len(voters & present),
        "quorum": quorum,
        "quorum_met": bool(voters) and len(voters & present) >= quorum,
        "votes_needed": votes_needed(len(voters)) if voters else 0,
        **lateness(values),
    }
    # nobody written down is not the same as nobody there
    judged = judge_agenda(values.get("agenda") or (), counts) if states else []
    return counts | {"judgements": [sentence for sentence in judged if sentence]}


def lateness(values: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the record was entered more than three days after the meeting, and what pages print then."""
    from datetime import date

    from db.arithmetic.days import day_text

    held, entered = values.get("held_on"), values.get("entered_on")
    late = bool(
        held and entered and (date.fromisoformat(entered) - date.fromisoformat(held)).days > LATE_AFTER_DAYS
    )
    text = (
        f"补记：会议日期 {day_text(held)}，录入日期 {day_text(entered)}" if late and held and entered else ""
    )
    return {"is_late_entry": late, "late_entry_text": text}


def judge_agenda(agenda: Sequence[Mapping[str, Any]], counts: Mapping[str, Any]) -> list[str]:
    """For each agenda item with a vote, how it stands in one sentence; empty where there is none."""
    sentences = []
    for item in agenda:
        vote = item.get("vote") or {}
        numbers = [vote.get(key) for key in ("for", "against", "abstain")]
        if all(number in (None, "") for number in numbers):
            sentences.append("")
            continue
        votes_for, against, abstain = (
            int(number or 0) if str(number or 0).isdigit() else 0 for number in numbers
        )
        entitled, present = counts["voting_expected_count"], counts["voting_present_count"]
        if item.get("matter") == "election":
            sentences.append(_election_sentence(entitled, present))
            continue
        matter: Matter = next(
            (known for known in get_args(Matter) if known == item.get("matter")), "ordinary"
        )
        sentences.append(judge_vote(Ballot(entitled, present, votes_for, against, abstain), matter).sentence)
    return sentences


def _election_sentence(entitled: int, present: int) -> str:
    """Whether enough came to elect: not fewer than four fifths (ELECT20)."""
    met = present >= election_quorum(entitled)
    state = "达到五分之四，可以选举" if met else "不足五分之四，不能选举"
    return f"应到有选举权{entitled}人，实到{present}人，{state}"


def meeting_spec(
    key: str,
    title: str,
    record: type[Meeting],
    expected: str,
    adds: Compute | None = None,
    also_checks: Check | None = None,
    **words: Any,
) -> LedgerSpec:
    """The spec of a meeting kind. `expected` says who ought to attend: members, committee or group.

    `adds` and `also_checks` are what a kind works out and refuses beyond what all meetings do.
    """

    def compute(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
        return count_attendance(expected, values, roster) | dict(adds(values, roster) if adds else {})

    def check(values: Mapping[str, Any]) -> Mapping[str, str]:
        return {**check_meeting(values), **(also_checks(values) if also_checks else {})}

    settings: dict[str, Any] = {
        "columns": MEETING_COLUMNS,
        "form": MEETING_FORM,
        "sort": "held_on",
        "box": key,
        "place": "life",
        "extra": COMPUTED,
        "parts": MEETING_PARTS,
        "day": "held_on",
        "summary": ("held_on", "topic"),
        "merge": MergePolicy(identity=("held_on",)),
        "check": check,
        "attachments": MEETING_PAPERS,
        "finalised_by": "signed",
        "never_final": ("late_note",),
    }
    return LedgerSpec(
        key=key, title=title, record=record, compute=compute, meeting=expected, **(settings | words)
    )
