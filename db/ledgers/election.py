"""换届选举: one vote of the members for committee seats (or for the secretary where there is no committee).

Who ought to attend follows from the roster on the day and the exclusions; quorum, validity and who is elected are worked
out (db.arithmetic.election), never typed. Figures that cannot be are refused; a vote that was void is kept as it was.
Secretary and deputies chosen by a new committee are an item of that committee's meeting, not an election of its own.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from db.arithmetic.election import (
    EXCLUSION_REASONS,
    Election,
    Exclusion,
    Reason,
    Tally,
    judge_election,
)
from db.changes import Ref
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy, PartSpec
from db.records.base import Part, Record
from db.records.roster import Roster

ELECTS = choices(committee="支部委员会委员", secretary="支部书记（不设支委会，党员大会直接选）")
_CASES = {
    "1": "1 病重不能表达意志",
    "2": "2 自费出国半年以上",
    "3": "3 服刑或留党察看",
    "4": "4 卧床不能自理",
    "5": "5 外出半年应转未转",
    "6": "6 退休回乡未转",
}
OCCASIONS = choices(term="换届选举", by_election="补选", founding="成立支部")


class ElectionExclusion(Part, table=True):
    """Somebody left out of those who ought to attend."""

    __tablename__ = "election_exclusion"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    reason: int | None = column("情形", Kind.INTEGER, required=True, choices=choices(**_CASES))
    superior_agreed_on: str | None = column("上级同意日期", Kind.DAY)
    meeting_approved: bool = column("大会已通过", Kind.BOOLEAN)


class ElectionVote(Part, table=True):
    """The votes of one person, candidate or written in."""

    __tablename__ = "election_vote"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    votes_for: int | None = column("赞成", Kind.INTEGER, key="for")
    votes_against: int | None = column("不赞成", Kind.INTEGER, key="against")
    abstentions: int | None = column("弃权", Kind.INTEGER, key="abstain")


class ElectionHeld(Record, table=True):
    """One election; counts are of people and ballots. `meeting` is the general meeting at which it was held."""

    __tablename__ = "election"

    held_on: str | None = column("选举日期", Kind.DAY, required=True)
    elects: str = column("选什么", Kind.CHOICE, choices=ELECTS, default="committee")
    occasion: str = column("事由", Kind.CHOICE, choices=OCCASIONS, default="term")
    is_second: bool = column("另行选举（第二轮）", Kind.BOOLEAN)
    term_number: str | None = column("届次", hint="如：第十二届", searched=True)
    meeting_uid: str | None = column("党员大会记录", Kind.REFERENCE, refers_to="meeting")
    seats: int | None = column("应选名额", Kind.INTEGER, required=True)
    present_count: int | None = column("实到会有选举权人数", Kind.INTEGER, key="present")
    ballots_issued: int | None = column("发出选票", Kind.INTEGER)
    ballots_returned: int | None = column("收回选票", Kind.INTEGER)
    ballots_valid: int | None = column("有效票", Kind.INTEGER)
    fewer_agreed: bool = column("不足名额经半数以上同意不再选", Kind.BOOLEAN)
    method_adopted: bool = column("选举办法已经大会通过", Kind.BOOLEAN)
    scrutineers_adopted: bool = column("监票人已经大会通过", Kind.BOOLEAN)
    candidates_introduced: bool = column("已向选举人介绍候选人", Kind.BOOLEAN)
    reported_on: str | None = column("选举结果上报日期", Kind.DAY)
    approved_on: str | None = column("上级批复日期", Kind.DAY)
    note: str | None = column("备注", Kind.LONG_TEXT, searched=True)


def _computed(key: str, title: str, looks: Kind | None = None) -> FieldSpec:
    return FieldSpec(key, title, Kind.COMPUTED, computed_as=looks)


EXTRA = (
    FieldSpec("candidates", "候选人", Kind.PEOPLE, hint="按姓氏笔画"),
    FieldSpec("scrutineers", "监票人", Kind.PEOPLE),
    FieldSpec("tellers", "计票人", Kind.PEOPLE),
    _computed("ought_to_attend", "应到会有选举权人数", Kind.INTEGER),
    _computed("quorum", "至少到会", Kind.INTEGER),
    _computed("quorum_met", "到会人数够", Kind.BOOLEAN),
    _computed("vote_valid", "选举有效", Kind.BOOLEAN),
    _computed("votes_needed", "当选至少得票", Kind.INTEGER),
    _computed("elected", "当选人"),
    _computed("second_round", "要再次投票", Kind.BOOLEAN),
    _computed("second_seats", "再次投票名额", Kind.INTEGER),
    _computed("reasons", "说明"),
)


def election_of(values: Mapping[str, Any], roster: Roster) -> Election | None:
    """The values of a record as the arithmetic wants them; None without a day."""
    if not values.get("held_on"):
        return None
    voters = roster.voters_on(values["held_on"])
    candidates = values.get("candidates") or ()
    return Election(
        held_on=date.fromisoformat(values["held_on"]),
        entitled=len(voters),
        seats=values.get("seats"),
        candidates=len(candidates),
        exclusions=tuple(_exclusions(values, voters)),
        present=values.get("present"),
        issued=values.get("ballots_issued"),
        returned=values.get("ballots_returned"),
        valid=values.get("ballots_valid"),
        tallies=tuple(
            Tally(each["person"].uid, each["person"].name, each.get("for") or 0)
            for each in values.get("votes") or ()
            if isinstance(each.get("person"), Ref)
        ),
        has_margin=values.get("elects") != "secretary" and not values.get("is_second"),
        fewer_agreed=bool(values.get("fewer_agreed")),
    )


def _exclusions(values: Mapping[str, Any], voters: frozenset[str]) -> Iterator[Exclusion]:
    for each in values.get("excluded") or ():
        person = each.get("person")
        if isinstance(person, Ref):
            yield Exclusion(
                person.name,
                each.get("reason") or 0,
                bool(each.get("superior_agreed_on")),
                bool(each.get("meeting_approved")),
                person.uid in voters,
            )


def compute_election(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """Who ought to attend, whether the vote is valid, who is elected, and why."""
    election = election_of(values, roster)
    if election is None:
        return {}
    outcome = judge_election(election)
    names = {each.uid: each.name for each in election.tallies}
    return {
        "ought_to_attend": outcome.ought_to_attend,
        "quorum": outcome.quorum,
        "quorum_met": outcome.quorum_met,
        "vote_valid": outcome.vote_valid,
        "votes_needed": outcome.needed,
        "elected": [Ref(uid, names[uid]) for uid in outcome.elected],
        "second_round": outcome.second_round,
        "second_seats": outcome.second_seats or None,
        "reasons": [_shown(reason) for reason in outcome.reasons],
    }


def _shown(reason: Reason) -> dict[str, Any]:
    basis = reason.basis
    return {
        "text": reason.text,
        "basis": {
            "regulation": basis.regulation,
            "edition": basis.edition,
            "article": basis.article,
            "mark": basis.mark,
        },
        "is_fault": reason.is_fault,
    }


def check_election(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Counts that cannot be: more ballots than voters, more votes than valid ballots, no such reason."""
    seats = values.get("seats")
    present, issued = values.get("present"), values.get("ballots_issued")
    returned, valid = values.get("ballots_returned"), values.get("ballots_valid")
    counts = ("seats", "present", "ballots_issued", "ballots_returned", "ballots_valid")
    problems = {key: "人数和票数不能是负数" for key in counts if (values.get(key) or 0) < 0}
    if seats == 0:
        problems["seats"] = "应选名额至少是1"
    if present is not None and issued is not None and issued > present:
        problems["ballots_issued"] = f"发出选票{issued}张，多于实到会有选举权的{present}人"
    if returned is not None and valid is not None and valid > returned:
        problems["ballots_valid"] = f"有效票{valid}张，多于收回的{returned}张"
    told = list(_vote_problems(values, valid, seats))
    if told:
        problems["votes"] = "；".join(told[:3])
    wrong = [each for each in values.get("excluded") or () if each.get("reason") not in EXCLUSION_REASONS]
    if wrong:
        problems["excluded"] = f"{wrong[0].get('person')}的情形应是1至6：{'，'.join(_CASES.values())}"
    return problems


def _vote_problems(values: Mapping[str, Any], valid: int | None, seats: int | None) -> Iterator[str]:
    in_favour = 0
    for each in values.get("votes") or ():
        counts = [each.get(key) or 0 for key in ("for", "against", "abstain")]
        in_favour += counts[0]
        if min(counts) < 0:
            yield f"{each.get('person')}的票数不能是负数"
        elif valid is not None and sum(counts) > valid:
            yield f"{each.get('person')}的赞成、不赞成、弃权共{sum(counts)}票，多于有效票{valid}张"
    if valid is not None and seats and in_favour > seats * valid:
        yield f"赞成票共{in_favour}张，多于{valid}张有效票各选{seats}名"


def check_election_on_roster(values: Mapping[str, Any], roster: Roster) -> Mapping[str, str]:
    """More people at the vote than the roster knows with the right to vote on that day; a note explains older rosters."""
    present, held_on = values.get("present"), values.get("held_on")
    if present is None or not held_on or values.get("note"):
        return {}
    voters = len(roster.voters_on(held_on))
    if present <= voters:
        return {}
    return {
        "present": f"实到会有选举权的{present}人，多于名册里当天有选举权的{voters}人；名册不全的请先补登，确是这样的在备注里写明"
    }


SPEC = LedgerSpec(
    key="election",
    title="换届选举",
    record=ElectionHeld,
    columns=(
        Column("held_on", 6),
        Column("occasion", 5),
        Column("elects", 7),
        Column("seats", 4, right=True),
        Column("ought_to_attend", 5, title="应到", right=True),
        Column("present", 5, title="实到", right=True),
        Column("vote_valid", 5),
        Column("elected", 12),
        Column("second_round", 5, shown=False),
        Column("term_number", 5, shown=False),
    ),
    form=(
        FormGroup(
            "选举",
            ("held_on", "occasion", "elects", "seats", "is_second", "term_number", "meeting", "candidates"),
        ),
        FormGroup("应到会人数", ("excluded", "present")),
        FormGroup(
            "程序",
            ("method_adopted", "candidates_introduced", "scrutineers", "scrutineers_adopted", "tellers"),
        ),
        FormGroup("计票", ("ballots_issued", "ballots_returned", "ballots_valid", "votes", "fewer_agreed")),
        FormGroup("结果", ("reported_on", "approved_on", "note")),
    ),
    sort="held_on",
    box="organization",
    place="responsibility",
    merge=MergePolicy(identity=("held_on", "elects", "is_second")),
    extra=EXTRA,
    parts=(
        PartSpec("excluded", "不计入应到会的党员", ElectionExclusion, identity="person_uid"),
        PartSpec("votes", "得票", ElectionVote, identity="person_uid"),
    ),
    day="held_on",
    summary=("held_on", "occasion"),
    check=check_election,
    check_roster=check_election_on_roster,
    compute=compute_election,
    attachments=("选举请示", "批复", "选举办法", "选票", "计票单", "结果报告"),
    notes="党员大会投票选举的人数和票数；到会够不够、选举是否有效、谁当选，由程序按当天名册算出并写明依据。",
    inspected="到会是否达到五分之四，扣除应到会人数有没有依据，差额是否够，得票是否过半，监票人是不是候选人。",
    retention="永久",
)
