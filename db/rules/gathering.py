"""Gathering the facts of an open branch for the rules, in a handful of statements.

The only module of the rules that reads; what it returns is frozen and knows no database.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from db.changes import Ref, Row
from db.families.meeting import expected_uids
from db.records.parts import Attachment
from db.records.roster import Roster
from db.rules.admission.gathering import admission_files
from db.rules.affiliation.gathering import gather_affiliation
from db.rules.care.gathering import gather_honours
from db.rules.dues.gathering import gather_dues
from db.rules.election.gathering import gather_elections, with_present_term
from db.rules.facts import (
    AgendaItem,
    Attended,
    BranchProfile,
    Document,
    Facts,
    Group,
    Hearing,
    Meeting,
    Paper,
    Speech,
    Talk,
    Visit,
)
from db.rules.life.events_gathering import gather_life_events
from db.rules.life.gathering import gather_life
from db.rules.study.gathering import gather_study
from db.services.answering import answers
from db.services.branch import Branch
from db.services.reading import sql_table
from db.services.roster_reading import read_roster
from db.services.sealing_years import changed_after_seal
from db.services.settings import all_settings
from db.services.surroundings_reading import calendar_of


def gather(branch: Branch) -> Facts:
    """Everything the rules look at, as of the branch's today; kept until the next write."""
    return branch.cached(f"facts of {branch.today}", lambda: _gather(branch))


def _gather(branch: Branch) -> Facts:
    roster = read_roster(branch)
    elections = gather_elections(branch, roster)
    papers = _papers(branch)
    changed = changed_after_seal(branch)
    meetings = [
        replace(_meeting(spec.key, spec.meeting, row, roster, papers), changed_after_seal=row.uid in changed)
        for spec in branch.ledgers
        if spec.meeting
        for row in branch.rows(spec.key)
        if row.get("held_on")
    ]
    return Facts(
        today=branch.today,
        profile=with_present_term(_profile(branch.profile), elections.terms, branch.today),
        roster=roster,
        calendar=calendar_of(branch),
        groups=tuple(
            Group(row.uid, row.text("name"), _uid(row.get("leader"))) for row in branch.rows("group")
        ),
        meetings=tuple(
            sorted(meetings, key=lambda meeting: (meeting.held_on, meeting.starts_at or "", meeting.uid))
        ),
        talks=tuple(_talk(row) for row in branch.rows("heart_talk") if row.get("held_on")),
        hearings=tuple(
            _hearing(row)
            for row in branch.rows("secretary_appraisal")
            if row.get("year") and row.get("held_on")
        ),
        visits=tuple(_visit(row) for row in branch.rows("care_visit") if row.get("visited_on")),
        documents=tuple(_document(row) for row in branch.rows("document")),
        dues=gather_dues(branch, frozenset(papers)),
        affiliation=gather_affiliation(branch),
        admissions=admission_files(branch, roster),
        elections=elections,
        life_events=gather_life_events(branch),
        study=gather_study(branch, frozenset(papers)),
        honours=gather_honours(branch),
        life=gather_life(branch, roster),
        settings=all_settings(branch),
        answers=answers(branch),
    )


def _profile(row: Row | None) -> BranchProfile:
    if row is None:
        return BranchProfile()
    return BranchProfile(
        uid=row.uid,
        name=row.text("name"),
        short_name=row.text("short_name"),
        kind=row.text("kind") or "village",
        founded_on=row.get("founded_on"),
        term_start_on=row.get("term_start_on"),
        term_years=row.get("term_years"),
        term_extended_to=row.get("term_extended_to"),
        theme_day=row.get("theme_day"),
        joint_units=row.get("joint_units"),
        superior=row.text("superior"),
    )


def _papers(branch: Branch) -> dict[str, tuple[Paper, ...]]:
    table = sql_table(Attachment)
    found: dict[str, tuple[Paper, ...]] = {}
    for row in branch.database.connection.execute(select(table).where(table.c.removed_at.is_(None))):
        paper = Paper(row.uid, row.role, row.name, row.digest, row.taken_on)
        found[row.owner_uid] = (*found.get(row.owner_uid, ()), paper)
    return found


def _uid(value: Ref | None) -> str:
    return value.uid if value else ""


def _name(value: Ref | None) -> str:
    return value.name if value else ""


def _meeting(
    ledger: str, kind: str, row: Row, roster: Roster, papers: Mapping[str, tuple[Paper, ...]]
) -> Meeting:
    expected = expected_uids(kind, row.values, roster)
    chair, minute_taker, speaker = row.get("chair"), row.get("minute_taker"), row.get("speaker")
    return Meeting(
        ledger=ledger,
        uid=row.uid,
        held_on=row["held_on"],
        entered_on=row.entered_on,
        starts_at=row.get("starts_at"),
        ends_at=row.get("ends_at"),
        place=row.text("place"),
        number=row.text("number"),
        topic=row.text("topic"),
        chair=_uid(chair),
        chair_name=_name(chair),
        minute_taker=_uid(minute_taker),
        minute_taker_name=_name(minute_taker),
        speaker=_uid(speaker),
        group=_uid(row.get("group")),
        agenda=tuple(_agenda_item(item) for item in row.get("agenda", ())),
        attendance=_attendance(row, expected, roster),
        everyone_present=bool(row.get("everyone_present")),
        expected=expected,
        checklist=row.text("checklist"),
        signed=bool(row.get("signed")),
        late_note=row.text("late_note"),
        content=row.text("content"),
        papers=papers.get(row.uid, ()),
        with_appraisal=bool(row.get("with_appraisal")),
        with_service=bool(row.get("is_volunteer_service")),
    )


def _agenda_item(item: Mapping[str, Any]) -> AgendaItem:
    vote = item.get("vote") or {}
    return AgendaItem(
        uid=item["uid"],
        title=item.get("title") or "",
        matter=item.get("matter") or "ordinary",
        resolution=item.get("resolution") or "",
        responsible=_name(item.get("responsible")),
        due_on=item.get("due_on"),
        speeches=tuple(
            Speech(_uid(speech.get("person")), _name(speech.get("person")), speech.get("words") or "")
            for speech in item.get("speakers") or ()
        ),
        vote_method=vote.get("method"),
        votes_for=vote.get("for"),
        votes_against=vote.get("against"),
        abstentions=vote.get("abstain"),
    )


def _attendance(row: Row, expected: frozenset[str], roster: Roster) -> tuple[Attended, ...]:
    """Everybody with a state; 全体到会 stands for all who ought to come and are not named otherwise."""
    named = [
        Attended(
            _uid(entry["person"]),
            _name(entry["person"]),
            entry.get("state") or "present",
            entry.get("reason") or "",
        )
        for entry in row.get("attendance", ())
        if entry.get("person")
    ]
    if not row.get("everyone_present"):
        return tuple(named)
    seen = {attended.person for attended in named}
    others = (Attended(uid, roster.people[uid].name, "present") for uid in _in_order(expected - seen, roster))
    return (*named, *others)


def _in_order(uids: Iterable[str], roster: Roster) -> list[str]:
    return sorted(uids, key=lambda uid: (roster.people[uid].stroke_key, uid))


def _talk(row: Row) -> Talk:
    people = (_uid(row.get("initiator")), _uid(row.get("partner")))
    text = "\n".join(part for part in (row.text("words"), row.text("result")) if part)
    reason = row.text("reason")
    return Talk(row.uid, row["held_on"], people, row.text("place"), text, row.entered_on, reason)


def _hearing(row: Row) -> Hearing:
    return Hearing(row.uid, row["year"], row["held_on"], row.text("audience"), _uid(row.get("reporter")))


def _visit(row: Row) -> Visit:
    return Visit(row.uid, row["visited_on"], _uid(row.get("person")), row.text("reason"), row.entered_on)


def _document(row: Row) -> Document:
    return Document(
        uid=row.uid,
        kind=row.text("kind"),
        title=row.text("title"),
        dated_on=row.get("dated_on"),
        year=row.get("year"),
        issuer=row.text("issuer"),
        subject=row.text("subject"),
        entered_on=row.entered_on,
        number=row.text("number"),
        received_on=row.get("received_on"),
    )
