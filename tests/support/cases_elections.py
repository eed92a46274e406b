"""Examples for ELE-01 to ELE-17, and for TERM-02 and TERM-03 as the ledger of terms shows them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from db.arithmetic.election import Election, Exclusion, Tally
from db.records.roster import PostHeld
from db.rules.election.facts import ElectionKept, ElectionRecords, TermKept, VotesKept
from db.rules.facts import AgendaItem, Document, Facts
from tests.support.facts import (
    POSTS,
    adding,
    meeting,
    person,
    well_kept,
    with_documents,
    with_roster,
    with_setting,
)
from tests.support.rule_case import RuleCase, fires, silent

DAY = "2025-05-12"
STROKES = {"p3": "a", "p4": "b", "p5": "c", "p6": "d"}


def _facts() -> Facts:
    """The well-kept branch with stroke keys for the candidates."""
    return with_roster(well_kept(), *(person(int(uid[1:]), stroke_key=key) for uid, key in STROKES.items()))


def _votes(*counts: int, valid: int = 10) -> tuple[VotesKept, ...]:
    return tuple(
        VotesKept(uid, f"候选{uid}", count, valid - count, 0)
        for uid, count in zip(STROKES, counts, strict=False)
    )


def held(*counts: int, **more: object) -> ElectionKept:
    """An election for three seats without a fault, everybody there."""
    votes = _votes(*(counts or (9, 8, 7, 3)))
    counted = Election(
        held_on=date.fromisoformat(DAY),
        entitled=10,
        seats=3,
        candidates=4,
        present=10,
        issued=10,
        returned=10,
        valid=10,
        tallies=tuple(Tally(each.person, each.name, each.votes_for or 0) for each in votes),
    )
    own = {
        key: more.pop(key) for key in tuple(more) if key in Election.__dataclass_fields__ and key not in _BOTH
    }
    counted = replace(counted, **own)  # type: ignore[arg-type]
    plain: dict[str, object] = {
        "candidates": tuple(STROKES),
        "votes": votes,
        "scrutineers": frozenset({"p8"}),
        "tellers": frozenset({"p9"}),
        "method_adopted": True,
        "scrutineers_adopted": True,
        "candidates_introduced": True,
        "reported_on": "2025-05-15",
    }
    return ElectionKept("e1", str(more.pop("day", DAY)), counted, **(plain | more))  # type: ignore[arg-type]


_BOTH = ("candidates", "held_on")


def having(*elections: ElectionKept, facts: Facts | None = None) -> Facts:
    """The branch with these elections."""
    return replace(facts or _facts(), elections=ElectionRecords(held=elections))


def _of(**more: object) -> Callable[[], Facts]:
    return lambda: having(held(**more))


def _without_consent(superior: bool, at_meeting: bool, *, entitled: bool = True) -> Callable[[], Facts]:
    return _of(exclusions=(Exclusion("吴甲生", 4, superior, at_meeting, entitled),))


def _with_post(uid: str, since: str, *elections: ElectionKept) -> Facts:
    facts = with_roster(_facts(), posts=(*POSTS, PostHeld("post9", uid, "member", since)))
    return having(*elections, facts=facts)


def _second() -> ElectionKept:
    """A second round in which p6 got the seat."""
    counted = replace(
        held().counted, seats=1, candidates=1, tallies=(Tally("p6", "候选p6", 8),), has_margin=False
    )
    return ElectionKept("e2", "2025-05-20", counted, is_second=True)


def _at_meeting(present: int, *, probationary: bool = False, absent: int = 0, **more: object) -> Facts:
    """The election held at a general meeting whose attendance was written down."""
    facts = _facts()
    if probationary:
        facts = with_roster(facts, person(10, "2025-01-10", None))
    gathering = meeting(facts.roster, "general_meeting", DAY, uid="m1")
    gone = {f"p{n}" for n in range(7, 7 + absent)}
    entries = tuple(
        replace(each, state="absent") if each.person in gone else each for each in gathering.attendance
    )
    election = held(present=present, meeting="m1", **more)
    return having(election, facts=adding(facts, replace(gathering, attendance=entries)))


def _on_agenda(title: str, **more: object) -> Facts:
    gathering = meeting(_facts().roster, "general_meeting", DAY, uid="m1", agenda=(AgendaItem("i1", title),))
    return having(held(meeting="m1", **more), facts=adding(_facts(), gathering))


def _report(day: str) -> Facts:
    return with_documents(having(held(reported_on=None)), Document("d9", "report", "关于选举结果的报告", day))


def _three() -> ElectionKept:
    whole = held()
    return replace(whole, counted=replace(whole.counted, candidates=3))


def _with_secretary_only() -> Facts:
    facts = with_roster(_facts(), posts=POSTS[:1])
    return having(held(elects="secretary", has_margin=False), facts=facts)


ELECTION_CASES: tuple[RuleCase, ...] = (
    fires("ELE-01", "seven_of_ten_came", _of(present=7, issued=7, returned=7, valid=7, votes=()), "实到7人"),
    silent("ELE-01", "eight_of_ten_came", _of(present=8, issued=8, returned=8, valid=8, votes=())),
    fires("ELE-02", "without_the_superior", _without_consent(False, True), "吴甲生"),
    fires("ELE-02", "without_the_meeting", _without_consent(True, False), "吴甲生"),
    silent("ELE-02", "with_both_consents", _without_consent(True, True)),
    silent("ELE-02", "of_somebody_without_a_vote", _without_consent(False, False, entitled=False)),
    fires("ELE-03", "three_candidates_for_three_seats", lambda: having(_three()), "至少应有4名"),
    silent("ELE-03", "four_candidates_for_three_seats", _of()),
    silent("ELE-03", "one_candidate_for_secretary", _of(seats=1, has_margin=False)),
    fires("ELE-04", "one_ballot_more_came_back", _of(issued=9, present=10), "收回10张"),
    silent("ELE-04", "one_ballot_was_kept", _of(returned=9, valid=9, votes=_votes(9, 8, 7, 3, valid=9))),
    fires(
        "ELE-05", "in_office_with_half", lambda: _with_post("p6", "2025-05-12", held(9, 8, 7, 5)), "候选p6"
    ),
    silent("ELE-05", "in_office_with_a_majority", lambda: _with_post("p5", "2025-05-12", held())),
    silent(
        "ELE-05",
        "elected_in_the_second_round",
        lambda: _with_post("p6", "2025-05", held(9, 8, 5, 5), _second()),
    ),
    silent("ELE-05", "a_post_of_long_before", lambda: _with_post("p6", "2023-05", held(9, 8, 7, 5))),
    fires("ELE-06", "a_vote_is_missing", _of(votes=(VotesKept("p3", "候选p3", 8, 1, 0),)), "共9票"),
    silent("ELE-06", "all_votes_are_there", _of()),
    silent("ELE-06", "somebody_written_in", _of(votes=(VotesKept("p1", "写上的", 1, None, None),))),
    fires("ELE-07", "more_valid_than_returned", _of(returned=9), "有效票10张"),
    fires("ELE-07", "more_issued_than_present", _of(issued=10, present=9), "多于实到的9人"),
    silent("ELE-07", "an_invalid_ballot", _of(valid=9, votes=())),
    fires("ELE-08", "a_candidate_counts", _of(tellers=frozenset({"p4"})), "是候选人"),
    silent("ELE-08", "others_count", _of()),
    fires("ELE-09", "scrutineers_without_a_vote", _of(scrutineers_adopted=False), "监票人"),
    silent("ELE-09", "scrutineers_adopted", _of()),
    silent("ELE-09", "an_election_that_is_only_planned", _of(scrutineers_adopted=False, issued=None)),
    fires(
        "ELE-10", "a_probationary_member_counted", lambda: _at_meeting(11, probationary=True), "没有选举权"
    ),
    fires("ELE-10", "more_than_the_roster_knows", _of(present=11), "只有10人"),
    silent("ELE-10", "a_probationary_member_only_attended", lambda: _at_meeting(10, probationary=True)),
    fires("ELE-11", "another_order", _of(candidates=("p4", "p3", "p5", "p6")), "姓氏笔画"),
    silent("ELE-11", "the_order_of_strokes", _of()),
    silent("ELE-11", "secretaries_go_by_the_approval", _of(elects="secretary", candidates=("p4", "p3"))),
    fires("ELE-12", "a_vote_for_somebody_absent", lambda: _at_meeting(9, absent=1), "不能委托"),
    silent("ELE-12", "as_many_votes_as_present", lambda: _at_meeting(10)),
    fires("ELE-13", "no_method", _of(method_adopted=False), "选举办法"),
    silent("ELE-13", "a_method_on_the_agenda", lambda: _on_agenda("通过选举办法", method_adopted=False)),
    fires("ELE-14", "nobody_introduced", _of(candidates_introduced=False), "介绍候选人"),
    silent("ELE-14", "on_the_agenda", lambda: _on_agenda("介绍候选人简历", candidates_introduced=False)),
    fires("ELE-15", "a_secretary_beside_a_committee", _of(elects="secretary", has_margin=False), "支委会"),
    silent("ELE-15", "a_secretary_without_one", _with_secretary_only),
    fires("ELE-16", "never_reported", _of(reported_on=None), "没有登记选举结果报告"),
    fires("ELE-16", "reported_on_the_eighth_day", _of(reported_on="2025-05-20"), "超过7天"),
    silent("ELE-16", "reported_on_the_seventh_day", _of(reported_on="2025-05-19")),
    silent("ELE-16", "a_report_among_the_papers", lambda: _report("2025-05-16")),
    silent(
        "ELE-16",
        "ten_days_are_allowed_here",
        lambda: with_setting(having(held(reported_on="2025-05-20")), "ELE-16.days", 10),
    ),
    fires("ELE-17", "the_list_says_otherwise", lambda: _at_meeting(10, absent=1), "到会记录里是9人"),
    silent("ELE-17", "the_list_says_the_same", lambda: _at_meeting(10)),
)


def _terms(first: str, second: str, **more: str) -> Callable[[], Facts]:
    terms = (TermKept("t1", first), TermKept("t2", second, **more))
    return lambda: replace(well_kept(), elections=ElectionRecords(terms=terms))


TIMING_CASES: tuple[RuleCase, ...] = (
    fires("TERM-02", "an_election_two_years_early", _terms("2022-05-10", "2025-05-10"), "早了1年以上"),
    fires("TERM-02", "an_election_two_years_late", _terms("2018-08-10", "2025-05-10"), "晚了1年以上"),
    silent("TERM-02", "an_election_one_year_late", _terms("2019-05-10", "2025-05-10")),
    fires("TERM-03", "half_a_year_early_without_consent", _terms("2020-11-10", "2025-05-10"), "早于任满"),
    silent("TERM-03", "a_month_late", _terms("2020-04-15", "2025-05-10")),
    silent(
        "TERM-03",
        "half_a_year_early_with_consent",
        _terms("2020-11-10", "2025-05-10", timing_approved_on="2025-03-01"),
    ),
)
