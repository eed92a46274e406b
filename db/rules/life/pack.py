"""The pack of one life meeting at a glance: what belongs to it, how much of it there is, and who is missing.

Facts in, sentences out; what is wrong with it is for the findings (LIF-03 to LIF-07) to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from db.arithmetic.days import day_text
from db.rules.facts import Facts, Meeting, Talk
from db.rules.life.facts import AppraisalKept, LifePack, RectificationItem
from db.rules.year_view import YearView, has_committee

DONE, PART, NOTHING = "done", "part", "nothing"
STATE_TITLES = {DONE: "齐", PART: "不全", NOTHING: "没有"}


@dataclass(frozen=True, slots=True)
class PackItem:
    """One part of the pack: `key` is its name for programs, `notes` what is there and what is missing."""

    key: str
    title: str
    state: str
    count: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackView:
    """A life meeting (uid, day) with the parts of its pack in the order in which they arise."""

    meeting: str
    held_on: str
    items: tuple[PackItem, ...]
    appraisal: str = ""  # uid of the round that belongs to it

    @property
    def title(self) -> str:
        """2026年2月10日组织生活会."""
        return f"{day_text(self.held_on)}组织生活会"


def life_packs(facts: Facts) -> tuple[PackView, ...]:
    """Every life meeting up to today with its pack, the newest first."""
    today = facts.today.isoformat()
    held = [meeting for meeting in facts.held("life_meeting") if meeting.held_on <= today]
    return tuple(_view(facts, meeting) for meeting in reversed(held))


def _view(facts: Facts, meeting: Meeting) -> PackView:
    view = YearView(facts, meeting.day.year)
    pack = facts.life.packs.get(meeting.uid) or LifePack(meeting.uid)
    appraisal = next((each for each in facts.life.appraisals if _belongs(each, meeting)), None)
    items = (
        _opinions(pack),
        _talks(view, meeting),
        _self_checks(view, meeting, pack),
        _criticism(view, meeting, pack),
        _list(view, meeting),
        _appraisal(view, meeting, appraisal),
    )
    return PackView(meeting.uid, meeting.held_on, items, appraisal.uid if appraisal else "")


def _belongs(appraisal: AppraisalKept, meeting: Meeting) -> bool:
    return appraisal.meeting == meeting.uid or (
        not appraisal.meeting and appraisal.held_on == meeting.held_on
    )


def _state(is_whole: bool, count: int) -> str:
    return DONE if is_whole else PART if count else NOTHING


def _opinions(pack: LifePack) -> PackItem:
    notes = () if pack.opinions else ("会前征求到的意见登记在会议记录里",)
    return PackItem("opinions", "征求意见", _state(pack.opinions > 0, pack.opinions), pack.opinions, notes)


def _talks(view: YearView, meeting: Meeting) -> PackItem:
    """Talks in the days before, read from their ledger; between the committee's members every pair is asked for."""
    first = (meeting.day - timedelta(days=view.number("LIF-03.days"))).isoformat()
    held = [talk for talk in view.facts.talks if first <= talk.held_on <= meeting.held_on]
    lacking = list(_pairs_without(view, meeting, held))
    notes = [f"会前{view.number('LIF-03.days')}天内"] if held else []
    notes += [f"支委之间还没有谈：{'、'.join(lacking)}"] if lacking else []
    return PackItem(
        "talks", "谈心谈话", _state(bool(held) and not lacking, len(held)), len(held), tuple(notes)
    )


def _pairs_without(view: YearView, meeting: Meeting, held: list[Talk]) -> Iterator[str]:
    had = {frozenset(talk.people) for talk in held}
    if not has_committee(view.roster, meeting.day):
        return
    committee = sorted(
        view.roster.committee_on(meeting.day), key=lambda uid: view.roster.people[uid].stroke_key
    )
    for number, one in enumerate(committee):
        for other in committee[number + 1 :]:
            if frozenset((one, other)) not in had:
                yield f"{view.name(one)}与{view.name(other)}"


def _asked(view: YearView, meeting: Meeting) -> frozenset[str]:
    """Of whom a written self-examination and criticism are expected: the committee, where there is none all who came."""
    if has_committee(view.roster, meeting.day):
        return view.roster.committee_on(meeting.day)
    return meeting.expected & meeting.present


def _self_checks(view: YearView, meeting: Meeting, pack: LifePack) -> PackItem:
    missing = _asked(view, meeting) - pack.self_checked
    notes = (f"还没有：{view.names(missing)}",) if missing else ()
    count = len(pack.self_checked)
    return PackItem("self_checks", "对照检查材料", _state(bool(count) and not missing, count), count, notes)


def _criticism(view: YearView, meeting: Meeting, pack: LifePack) -> PackItem:
    given = {one for one, other, _ in pack.criticisms if one != other}
    own = sum(one == other for one, other, _ in pack.criticisms)
    missing = _asked(view, meeting) - given
    count = len(pack.criticisms)
    notes = [f"自我批评{own}条，相互批评{count - own}条"] if count else ["批评意见逐条登记在会议记录里"]
    notes += [f"没有批评别人：{view.names(missing)}"] if count and missing else []
    return PackItem(
        "criticism", "批评与自我批评", _state(bool(count) and not missing, count), count, tuple(notes)
    )


def items_of(facts: Facts, meeting: Meeting, days: int) -> tuple[RectificationItem, ...]:
    """Items of the list that came of a meeting: named by it, or found in the days after it."""
    last = (meeting.day + timedelta(days=days)).isoformat()
    return tuple(
        item
        for item in facts.life.items
        if item.meeting == meeting.uid
        or (not item.meeting and item.source == "life_meeting" and meeting.held_on <= item.found_on <= last)
    )


def _list(view: YearView, meeting: Meeting) -> PackItem:
    items = items_of(view.facts, meeting, view.number("LIF-06.days"))
    done = sum(item.is_done(view.today) for item in items)
    late = [
        item
        for item in items
        if item.due_on and item.due_on < view.today.isoformat() and not item.is_done(view.today)
    ]
    notes = [f"已完成{done}条"] if items else []
    notes += [f"已逾期{len(late)}条：{'、'.join(item.label for item in late[:3])}"] if late else []
    is_whole = bool(items) and not late
    return PackItem("rectification", "整改清单", _state(is_whole, len(items)), len(items), tuple(notes))


def _appraisal(view: YearView, meeting: Meeting, appraisal: AppraisalKept | None) -> PackItem:
    if appraisal is None:
        note = (
            "会议记录写明同时开展了民主评议，名单和等次还没有登记"
            if meeting.with_appraisal
            else "没有同时开展"
        )
        return PackItem("appraisal", "民主评议党员", NOTHING, 0, (note,))
    listed = appraisal.to_be_told(view.roster, view.today)
    told = sum(1 for member in listed if member.feedback_on)
    notes = (f"参加评议{len(appraisal.members)}人，已反馈{told}人",)
    is_whole = appraisal.decided_on is not None and told == len(listed)
    return PackItem("appraisal", "民主评议党员", _state(is_whole, 1), len(appraisal.members), notes)
