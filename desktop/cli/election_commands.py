"""One election on one page: steps, electorate, rounds, who was elected and why, officers, vacancies."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.showing import basis_object, records_object, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.changes import Duty
    from db.rules.election.facts import ElectionKept
    from db.rules.election.overview import ElectionOverview

_STATES = {"done": "已完成", "due": "未到期", "late": "逾期", "not_applicable": "不需要"}


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("elections")(elections)


def elections(
    context: typer.Context,
    of: Annotated[
        str,
        typer.Option("--of", metavar="UID", help="看哪一次选举，不写为最近要办的一次；coming 为本届届满换届"),
    ] = "",
) -> None:
    """换届一览：日程走到哪一步、谁有选举权、每一轮计票、谁当选和依据、分工、空缺。"""
    from db.ledgers import by_key
    from db.rules.election.overview import COMING, election_overview
    from db.rules.gathering import gather
    from db.services.queries import find_row

    with state_of(context).options.opened() as branch:
        chosen = of if of in ("", COMING) else find_row(branch, by_key("election"), of).uid
        found = overview_object(election_overview(gather(branch), chosen))
    state_of(context).answer.give(found, lambda: _lines(found))


def overview_object(found: "ElectionOverview") -> dict[str, Any]:
    """One election as `elections --json` gives it.

    `choices`: the elections there are. `steps`: the schedule with its state. `electorate`: who counts. `rounds`: ballots and
    outcome with reasons. `elected`: winners with the posts recorded. `officers`: null before an election is recorded.
    """
    voters, officers = found.electorate, found.officers
    return {
        "election": found.key,
        "choices": [{"key": each.key, "title": each.title} for each in found.choices],
        "term": {
            "started_on": found.started_on,
            "ends_on": found.ends_on.isoformat() if found.ends_on else None,
        },
        "steps": [_step(each) for each in found.steps],
        "electorate": {
            "on": voters.day.isoformat(),
            "full_members": voters.full,
            "probationary": voters.probationary,
            "without_rights": list(voters.without_rights),
            "left_out": [
                {"name": name, "reason": why, "holds": holds, "lacking": lacking}
                for name, why, holds, lacking in voters.left_out
            ],
            "ought_to_attend": voters.ought_to_attend,
            "quorum": voters.quorum,
            "votes_needed": voters.needed,
        },
        "rounds": [_round(each) for each in found.rounds],
        "elected": [
            {
                "person": {"uid": each.person, "name": each.name},
                "for": each.votes_for,
                "posts": list(each.posts),
            }
            for each in found.elected
        ],
        "officers": None
        if officers is None
        else {
            "route": officers.route,
            "basis": basis_object(officers.basis),
            "meeting": records_object([officers.meeting])[0] if officers.meeting else None,
            "votes": [{"text": each.text, "is_fault": each.is_fault} for each in officers.votes],
            "without_post": list(officers.lacking),
        },
        "vacancies": [
            {"post": each.post, "title": each.title, "since": each.since} for each in found.vacancies
        ],
        "committee_too_few": found.too_few,
        "term_to_record": found.lacks_term,
    }


def _step(duty: "Duty") -> dict[str, Any]:
    return {
        "duty": duty.duty,
        "title": duty.title,
        "due_on": duty.due_on,
        "state": duty.state,
        "reason": duty.reason,
        "basis": basis_object(duty.basis),
        "evidence": records_object(duty.evidence),
    }


def _round(held: "ElectionKept") -> dict[str, Any]:
    counted, outcome = held.counted, held.outcome
    return {
        "uid": held.uid,
        "held_on": held.held_on,
        "is_second": held.is_second,
        "seats": counted.seats,
        "present": counted.present,
        "ballots_issued": counted.issued,
        "ballots_returned": counted.returned,
        "ballots_valid": counted.valid,
        "votes": [
            {
                "person": {"uid": each.person, "name": each.name},
                "for": each.votes_for,
                "against": each.against,
                "abstain": each.abstain,
                "elected": each.person in outcome.elected,
            }
            for each in held.votes
        ],
        "quorum_met": outcome.quorum_met,
        "vote_valid": outcome.vote_valid,
        "second_seats": outcome.second_seats,
        "reasons": [
            {
                "text": each.text,
                "is_fault": each.is_fault,
                "basis": {
                    "regulation": each.basis.regulation,
                    "edition": each.basis.edition,
                    "article": each.basis.article,
                    "mark": each.basis.mark,
                },
            }
            for each in outcome.reasons
        ],
    }


def _lines(found: dict[str, Any]) -> Iterable[str]:
    yield from (f"{each['title']}  {each['key']}" for each in found["choices"])
    yield ""
    yield from table(
        ("期限", "事项", "情况", "依据"),
        [
            (each["due_on"], each["title"], _STATES[each["state"]], each["basis"]["text"])
            for each in found["steps"]
        ],
    )
    voters = found["electorate"]
    yield (
        f"{voters['on']} 正式党员{voters['full_members']}人，应到会有选举权{voters['ought_to_attend']}人，"
        f"至少到会{voters['quorum']}人，当选至少{voters['votes_needed']}票"
    )
    for each in voters["left_out"]:
        yield f"  {each['name']}：{each['reason']}；{'不计入应到会' if each['holds'] else '仍计入应到会'}"
    for each in found["rounds"]:
        yield f"{each['held_on']} {'第二轮' if each['is_second'] else '第一轮'}"
        yield from (f"  {'● ' if reason['is_fault'] else ''}{reason['text']}" for reason in each["reasons"])
    for each in found["elected"]:
        yield f"当选：{each['person']['name']}（{'、'.join(each['posts']) or '还没有登记任职'}）"
    if found["officers"]:
        yield found["officers"]["route"]
        yield from (each["text"] for each in found["officers"]["votes"])
    if found["term_to_record"]:
        yield "新一届任期还没有登记（add term）"
    yield from (f"空缺：{each['title']}" for each in found["vacancies"])
