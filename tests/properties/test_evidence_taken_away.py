"""A finding never disappears when evidence is taken away: whoever proves less is never found better.

Evidence is what proves that a thing was done: papers, payments, contacts, consents, signatures, days of approval. A year
that keeps everything is stripped twice, the second time of more; what was found after the first is found after the second.
What a record says of itself (a running number, a sum) goes with the record: those rules are named, with the reason.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.affiliation.facts import AbsenceRecord, AffiliationRecords, SearchRecord, TransferRecord
from db.rules.duties import duties
from db.rules.election.facts import ElectionRecords
from db.rules.facts import Facts
from db.rules.findings import findings
from tests.support.cases_development import OLD_DAYS, admission, facts_with
from tests.support.cases_dues import dues_kept
from tests.support.cases_elections import held
from tests.support.facts import YEAR

OF_THE_RECORD_ITSELF = {
    "DUE-16": "payments of one amount in one month",
    "DUE-17": "payments of a whole year on one day",
    "DUE-18": "the balance of the money that is written down",
    "DUE-20": "the running numbers of the receipts that are there",
    "LIF-19": "a talk is asked for by an event: a receipt, the end of a search",
}
GRAVER = {"DUE-08": "DUE-09"}  # three months without dues become six
YEARS = (YEAR - 2, YEAR)  # the file was begun in the first, everything else is in the second
RANK = {"late": 0, "due": 1, "not_applicable": 2, "done": 3}


@cache
def everything() -> Facts:
    """A year with an admission, dues, an election, members away and lost, transfers: all of it proved."""
    facts = facts_with(admission(OLD_DAYS, "2025"), "2026-03-02")
    kept = dues_kept()
    away = AbsenceRecord(
        "m1", "p9", "2025-01-01", contact="p0", contacts=("2025-03-20", "2025-06-12", "2025-09-05", "2025-12-01"),
        place="杭州", certificate="0012",
    )  # fmt: skip
    affiliation = AffiliationRecords(
        transfers=(
            TransferRecord("t1", "p8", "in", "2025-02-01", "2025-02-10", "2025003", other="镇中心校支部"),
        ),
        absences=(away,),
        searches=(SearchRecord("s1", "p7", "2025-01-05", suspended_on=None, restored_on="2025-06-01"),),
    )
    return replace(
        facts,
        dues=kept.dues,
        documents=(*facts.documents, *(each for each in kept.documents if each not in facts.documents)),
        elections=ElectionRecords((), (held(),)),
        affiliation=affiliation,
    )


# --- what can be taken away -----------------------------------------------------------------------------------------------
def _without_one_of(name: str) -> Callable[[Facts, Random], Facts]:
    def take(facts: Facts, chance: Random) -> Facts:
        kept = list(getattr(facts, name))
        if kept:
            kept.pop(chance.randrange(len(kept)))
        return replace(facts, **{name: tuple(kept)})

    return take


def _a_payment(facts: Facts, chance: Random) -> Facts:
    kept = list(facts.dues.payments)
    if kept:
        kept.pop(chance.randrange(len(kept)))
    return replace(facts, dues=replace(facts.dues, payments=tuple(kept)))


def _the_proof_of_money(facts: Facts, chance: Random) -> Facts:
    entries = tuple(replace(each, receipt_number="", has_paper=False) for each in facts.dues.entries)
    return replace(facts, dues=replace(facts.dues, entries=entries))


def _of_a_meeting(**less: Any) -> Callable[[Facts, Random], Facts]:
    def take(facts: Facts, chance: Random) -> Facts:
        place = chance.randrange(len(facts.meetings))
        held_meetings = list(facts.meetings)
        held_meetings[place] = replace(held_meetings[place], **less)
        return replace(facts, meetings=tuple(held_meetings))

    return take


def _of_the_file(change: Callable[[Any, Random], Any]) -> Callable[[Facts, Random], Facts]:
    return lambda facts, chance: replace(facts, admissions=(change(facts.admissions[0], chance),))


def _a_paper_of_a_step(file: Any, chance: Random) -> Any:
    step = chance.choice(sorted(file.documents) or [0])
    left = {number: paper for number, paper in file.documents.items() if number != step}
    return replace(file, documents=left, history=replace(file.history, papers=file.history.papers - {step}))


def _an_examination(file: Any, chance: Random) -> Any:
    days = list(file.history.examinations)
    if days:
        days.pop(chance.randrange(len(days)))
    return replace(file, history=replace(file.history, examinations=tuple(days)))


def _a_report(file: Any, chance: Random) -> Any:
    days = list(file.reports)
    if days:
        days.pop(chance.randrange(len(days)))
    return replace(file, reports=tuple(days))


def _of_the_election(**less: Any) -> Callable[[Facts, Random], Facts]:
    def take(facts: Facts, _chance: Random) -> Facts:
        return replace(facts, elections=ElectionRecords((), (replace(facts.elections.held[0], **less),)))

    return take


def _a_contact(facts: Facts, chance: Random) -> Facts:
    (away,) = facts.affiliation.absences
    days = list(away.contacts)
    if days:
        days.pop(chance.randrange(len(days)))
    return replace(
        facts, affiliation=replace(facts.affiliation, absences=(replace(away, contacts=tuple(days)),))
    )


def _the_letter(facts: Facts, chance: Random) -> Facts:
    (letter,) = facts.affiliation.transfers
    less = chance.choice([{"letter_number": ""}, {"receipt_on": None}])
    return replace(facts, affiliation=replace(facts.affiliation, transfers=(replace(letter, **less),)))


def _who_keeps_contact(facts: Facts, _chance: Random) -> Facts:
    (away,) = facts.affiliation.absences
    return replace(facts, affiliation=replace(facts.affiliation, absences=(replace(away, contact=""),)))


def _the_end_of_the_search(facts: Facts, _chance: Random) -> Facts:
    (search,) = facts.affiliation.searches
    return replace(
        facts, affiliation=replace(facts.affiliation, searches=(replace(search, restored_on=None),))
    )


TAKERS: tuple[Callable[[Facts, Random], Facts], ...] = (
    _without_one_of("documents"), _without_one_of("talks"), _a_payment, _the_proof_of_money,
    _of_a_meeting(signed=False), _of_a_meeting(papers=()), _of_a_meeting(place=""),
    _of_the_file(_a_paper_of_a_step), _of_the_file(_an_examination), _of_the_file(_a_report),
    _of_the_file(lambda file, _chance: replace(file, mentors=())),
    _of_the_file(lambda file, _chance: replace(file, introducers=())),
    _of_the_file(lambda file, _chance: replace(file, history=replace(file.history, training_days=None))),
    _of_the_election(method_adopted=False), _of_the_election(scrutineers_adopted=False),
    _of_the_election(candidates_introduced=False), _of_the_election(reported_on=None),
    _a_contact, _the_letter, _who_keeps_contact, _the_end_of_the_search,
)  # fmt: skip


def _stripped(facts: Facts, steps: list[tuple[int, int]]) -> Facts:
    for taker, seed in steps:
        facts = TAKERS[taker](facts, Random(seed))
    return facts


def _found(facts: Facts) -> set[tuple[str, str]]:
    """Rule and what it is about; the graver of two steps says the lesser too."""
    told = set()
    for year in YEARS:
        for each in findings(facts, year):
            if each.rule not in OF_THE_RECORD_ITSELF:
                told.add((each.rule, each.subject))
    lesser = {(less, subject) for less, more in GRAVER.items() for rule, subject in told if rule == more}
    return told | lesser


steps = st.lists(st.tuples(st.integers(0, len(TAKERS) - 1), st.integers(0, 999)), max_size=12)


@settings(max_examples=25, deadline=None)
@given(steps, steps)
def test_no_finding_disappears_and_no_duty_is_bettered(first: list[Any], more: list[Any]) -> None:
    some = _stripped(everything(), first)
    fewer = _stripped(some, more)

    assert _found(some) <= _found(fewer)
    states = {(each.duty, each.period, each.subject): RANK[each.state] for each in duties(some, YEAR)}
    after = {(each.duty, each.period, each.subject): RANK[each.state] for each in duties(fewer, YEAR)}
    assert {key for key in after if after[key] > states.get(key, 3)} == set()


def test_every_sort_of_evidence_is_missed_when_it_is_gone() -> None:
    """Else the law above would hold of a program that says nothing."""
    silent = []
    for place in range(len(TAKERS)):
        bare = everything()
        for seed in range(60):
            bare = TAKERS[place](bare, Random(seed))
        if not _found(bare) - _found(everything()):
            silent.append(place)
    assert silent == []
