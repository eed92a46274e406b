"""Findings DEV-22 to DEV-26: how the general meeting voted on an admission or a promotion."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from db.arithmetic.admission import ADMIT, PROMOTE
from db.arithmetic.voting import Ballot, Matter, VoteJudgement, judge_vote
from db.rules.admission.facts import AdmissionFile
from db.rules.facts import AgendaItem, Facts, Meeting
from db.rules.findings.development import files, seen
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView

MATTERS: dict[int, Matter] = {ADMIT: "admission", PROMOTE: "promotion"}
TITLES = {ADMIT: "接收", PROMOTE: "转正"}


@dataclass(frozen=True, slots=True)
class AdmissionVote:
    """The vote on one person; `item` None where the minutes have no such agenda item. `ballot` counts its voters."""

    step: int
    meeting: Meeting
    item: AgendaItem | None
    ballot: Ballot

    @property
    def judgement(self) -> VoteJudgement:
        """Whether enough came and voted in favour."""
        return judge_vote(self.ballot, MATTERS[self.step])


def vote_of(facts: Facts, file: AdmissionFile, step: int) -> AdmissionVote | None:
    """The vote that decided step 15 or 23 of a person; None where no meeting is linked or it is not on record."""
    uid = file.meetings.get(step)
    meeting = next((held for held in facts.meetings if held.uid == uid), None) if uid else None
    if meeting is None:
        return None
    item = _item(meeting, file.name, MATTERS[step])
    voters = facts.roster.voters_on(meeting.held_on) & meeting.expected
    ballot = Ballot(
        len(voters),
        len(voters & meeting.present),
        (item.votes_for or 0) if item else 0,
        (item.votes_against or 0) if item else 0,
        (item.abstentions or 0) if item else 0,
        file.written.get(step, 0),
    )
    return AdmissionVote(step, meeting, item, ballot)


def _item(meeting: Meeting, name: str, matter: str) -> AgendaItem | None:
    """The agenda item that names the person; else the only one of that matter."""
    of_matter = [item for item in meeting.agenda if item.matter == matter]
    named = [item for item in of_matter if name in item.title or name in item.resolution]
    return named[0] if named else of_matter[0] if len(of_matter) == 1 else None


def _votes(view: YearView) -> Iterator[tuple[AdmissionFile, AdmissionVote]]:
    for file in files(view):
        for step in MATTERS:
            vote = vote_of(view.facts, file, step)
            if vote and file.day(step):
                yield file, vote


def _seen(view: YearView, file: AdmissionFile, vote: AdmissionVote, message: str) -> Iterator[Observation]:
    words = f"{TITLES[vote.step]}大会{message}"
    yield from seen(view, file, vote.meeting.day, words, meeting=vote.meeting.uid)


def too_few_came(view: YearView) -> Iterator[Observation]:
    """DEV-22. Nobody written down is not the same as nobody there."""
    for file, vote in _votes(view):
        if vote.meeting.attendance and not vote.judgement.quorum_met and _agrees(vote):
            told = f"应到有表决权{vote.ballot.entitled}人，实到{vote.ballot.present_entitled}人，没有超过半数"
            yield from _seen(view, file, vote, told)


def too_few_in_favour(view: YearView) -> Iterator[Observation]:
    """DEV-23."""
    for file, vote in _votes(view):
        if vote.item and vote.item.votes_for is not None:
            in_favour = vote.ballot.votes_for + vote.ballot.written
            if in_favour * 2 <= vote.ballot.entitled:
                told = f"赞成{in_favour}票，没有超过应到有表决权{vote.ballot.entitled}人的半数"
                yield from _seen(view, file, vote, told)


def together(view: YearView) -> Iterator[Observation]:
    """DEV-24."""
    counted = Counter((vote.meeting.uid, vote.step) for _, vote in _votes(view))
    for file, vote in _votes(view):
        items = sum(item.matter == MATTERS[vote.step] for item in vote.meeting.agenda)
        people = counted[vote.meeting.uid, vote.step]
        if 0 < items < people:
            yield from _seen(
                view, file, vote, f"{TITLES[vote.step]}{people}人，只有{items}个议题，应逐个讨论表决"
            )


def not_secret(view: YearView) -> Iterator[Observation]:
    """DEV-25."""
    for file, vote in _votes(view):
        if vote.item and vote.item.vote_method not in (None, "secret"):
            yield from _seen(view, file, vote, "没有采用无记名投票")


def too_many_voted(view: YearView) -> Iterator[Observation]:
    """DEV-26."""
    for file, vote in _votes(view):
        cast = vote.ballot.votes_for + vote.ballot.against + vote.ballot.abstain
        if vote.meeting.attendance and cast > vote.ballot.present_entitled:
            told = (
                f"投票{cast}张，到会有表决权的只有{vote.ballot.present_entitled}人，可能有预备党员参加了表决"
            )
            yield from _seen(view, file, vote, told)


def _agrees(vote: AdmissionVote) -> bool:
    """Whether the counts agree with each other; where they do not, DEV-26 says so."""
    cast = vote.ballot.votes_for + vote.ballot.against + vote.ballot.abstain
    return cast <= vote.ballot.present_entitled


RULES = (
    Rule("DEV-22", too_few_came),
    Rule("DEV-23", too_few_in_favour),
    Rule("DEV-24", together),
    Rule("DEV-25", not_secret),
    Rule("DEV-26", too_many_voted),
)
