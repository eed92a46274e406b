"""Findings LIF-03 to LIF-07: what belongs to a life meeting before, in and after it.

Judged of meetings held up to today. A branch that wrote down no criticism at all is not judged by its criticism: the
minutes may hold it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import day_text
from db.rules.facts import Meeting
from db.rules.findings.observation import Observation, Rule, of_meeting
from db.rules.life.facts import LifePack
from db.rules.year_view import YearView, has_committee

NAMES_SHOWN = 5


def _held(view: YearView) -> Iterator[tuple[Meeting, LifePack]]:
    for meeting in view.held("life_meeting"):
        yield meeting, view.facts.life.packs.get(meeting.uid) or LifePack(meeting.uid)


def no_talks_before(view: YearView) -> Iterator[Observation]:
    """LIF-03."""
    days = view.number("LIF-03.days")
    for meeting, _ in _held(view):
        first = (meeting.day - timedelta(days=days)).isoformat()
        if not any(first <= talk.held_on <= meeting.held_on for talk in view.facts.talks):
            yield of_meeting(view, meeting, f"前{days}天内没有谈心谈话的记录")


def nothing_prepared(view: YearView) -> Iterator[Observation]:
    """LIF-04. A paper attached to the meeting as material may be either of the two."""
    for meeting, pack in _held(view):
        lacking = ["征求意见"] if not pack.opinions else []
        lacking += ["对照检查材料"] if not pack.self_checked else []
        materials = sum(paper.role == "material" for paper in meeting.papers)
        if len(lacking) > materials:
            yield of_meeting(view, meeting, f"没有登记{'、'.join(lacking)}")


def criticism_empty(view: YearView) -> Iterator[Observation]:
    """LIF-05. The committee's members are judged, where there is none all who came."""
    shortest, least = view.number("LIF-05.characters"), view.number("LIF-05.count")
    for meeting, pack in _held(view):
        if not pack.criticisms:
            continue
        told = [
            f"{view.name(one)}对{view.name(other)}的意见只有{len(words.strip())}个字"
            for one, other, words in pack.criticisms
            if len(words.strip()) < shortest and one in view.roster.people and other in view.roster.people
        ]
        is_led = has_committee(view.roster, meeting.day)
        judged = (view.roster.committee_on(meeting.day) if is_led else meeting.expected) & meeting.present
        given = [one for one, other, _ in pack.criticisms if one != other]
        few = [uid for uid in judged if given.count(uid) < least]
        if few:
            told.append(f"{view.names(few)}对别人的批评意见不足{least}条")
        if told:
            more = f"等{len(told)}处" if len(told) > NAMES_SHOWN else ""
            yield of_meeting(view, meeting, f"的批评意见：{'；'.join(told[:NAMES_SHOWN])}{more}")


def no_list_after(view: YearView) -> Iterator[Observation]:
    """LIF-06. A paper about rectification of those days counts as the list."""
    days = view.number("LIF-06.days")
    for meeting, _ in _held(view):
        last = meeting.day + timedelta(days=days)
        if view.today <= last:
            continue
        found = any(
            item.meeting == meeting.uid
            or (item.source == "life_meeting" and meeting.held_on <= item.found_on <= last.isoformat())
            for item in view.facts.life.items
        )
        papers = any(
            (paper.subject == "rectification" or "整改" in paper.title)
            and meeting.held_on <= (paper.dated_on or "") <= last.isoformat()
            for paper in view.facts.documents
        )
        if not found and not papers:
            yield of_meeting(view, meeting, f"后{days}天内没有整改清单")


def overdue(view: YearView) -> Iterator[Observation]:
    """LIF-07. Also those of earlier years while they stay open."""
    for item in view.facts.life.items:
        if not item.due_on or item.is_done(view.today) or item.due_on >= view.today.isoformat():
            continue
        due = date.fromisoformat(item.due_on)
        if due.year == view.year or due.year < view.year == view.today.year:
            owner = f"（责任人：{item.owner}）" if item.owner else ""
            yield Observation(
                f"整改问题“{item.label}”{owner}应在{day_text(item.due_on)}前完成，没有登记完成",
                str(due.year),
                view.as_of,
                item.label,
                (("rectification", item.uid),),
            )


RULES = (
    Rule("LIF-03", no_talks_before),
    Rule("LIF-04", nothing_prepared),
    Rule("LIF-05", criticism_empty),
    Rule("LIF-06", no_list_after),
    Rule("LIF-07", overdue),
)
