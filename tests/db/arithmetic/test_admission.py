"""The 25 steps by the examples of the rules: earliest and latest days, editions, notices, probation, impossible orders."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.admission import (
    AdmissionHistory,
    AdmissionTerms,
    StepState,
    examinations_due,
    judge_admission,
    next_step,
    notice_end,
    probation_end,
    trained_enough,
)
from db.arithmetic.admission_steps import step, steps
from db.arithmetic.voting import Ballot, admission_quorum, judge_vote, votes_needed
from db.arithmetic.working_days import seed_calendar

CALENDAR = seed_calendar()
TERMS = AdmissionTerms(calendar=CALENDAR)
BORN = date(1998, 3, 15)


def day(text: str) -> date:
    return date.fromisoformat(text)


def history(born: date | None = BORN, **more: Any) -> AdmissionHistory:
    """A history from `s1="2024-01-10"` and the like."""
    done = {int(key[1:]): day(more.pop(key)) for key in list(more) if key[0] == "s" and key[1:].isdigit()}
    return AdmissionHistory(done=done, born_on=born, **more)


def state(number: int, of: AdmissionHistory, as_of: str, terms: AdmissionTerms = TERMS) -> StepState:
    return judge_admission(of, day(as_of), terms)[number - 1]


OLD = history(
    s1="2022-01-10", s2="2022-01-30", s3="2022-07-01", s4="2022-07-10", s5="2022-07-01", s6="2023-07-01",
    s7="2023-07-05", s8="2023-07-20", s9="2023-08-01", s10="2023-08-20", s11="2023-09-10", s12="2023-09-20",
    s13="2023-09-28", s14="2023-10-08", s15="2023-10-20",
)  # fmt: skip


def test_there_are_25_steps_in_five_stages_each_with_papers_and_both_articles() -> None:
    assert [each.number for each in steps()] == list(range(1, 26))
    assert len({each.stage for each in steps()}) == 5
    assert all(each.documents and set(each.articles) == {"DEV14", "DEV26"} and each.actor for each in steps())
    assert all(before < each.number for each in steps() for before in each.before)


def test_nobody_applies_before_the_eighteenth_birthday() -> None:
    young = history(s1="2016-03-14")
    assert state(1, young, "2016-04-01").earliest == date(2016, 3, 15)
    assert state(1, young, "2016-04-01").state == "refused"
    assert state(1, history(s1="2016-03-15"), "2016-04-01").state == "done"


def test_the_talk_is_due_within_a_month_of_the_application() -> None:
    applied = history(s1="2024-01-31")
    assert (state(2, applied, "2024-02-01").earliest, state(2, applied, "2024-02-01").latest) == (
        date(2024, 1, 31),
        date(2024, 2, 29),
    )
    assert state(2, applied, "2024-02-29").state == "next"
    assert state(2, applied, "2024-03-01").state == "late"


def test_a_year_of_cultivation_comes_before_the_list_of_prospective_members() -> None:
    young = history(s1="2023-01-05", s2="2023-01-20", s3="2023-06-15", s4="2023-06-20", s5="2023-06-15")
    waiting = state(7, young, "2024-06-14")
    assert (waiting.state, waiting.earliest) == ("waiting", date(2024, 6, 15))
    assert state(7, young, "2024-06-15").state == "next"
    early = state(7, replace(young, done={**young.done, 7: day("2024-06-14")}), "2024-07-01")
    assert early.state == "refused"
    assert "满12个月是2024年6月15日（依据2014版第十三条）" in early.problems[0]


@pytest.mark.parametrize(
    ("begun", "ends"),
    [("2026-09-22", "2026-09-29"), ("2026-09-28", "2026-10-09"), ("2026-04-01", "2026-04-08")],
)
def test_a_notice_lasts_five_working_days_its_first_day_included(begun: str, ends: str) -> None:
    assert notice_end(AdmissionHistory(notice_from=day(begun)), CALENDAR) == day(ends)


def test_the_2026_edition_asks_for_a_notice_and_the_2014_edition_does_not() -> None:
    old = history(s1="2024-01-10", s2="2024-01-20", s3="2025-01-10", s5="2025-01-10")
    assert state(7, old, "2026-05-10").earliest == date(2026, 1, 10)
    new = state(7, old, "2026-05-18")
    assert (new.state, new.earliest, new.basis) == ("waiting", None, "2026版第十三条")
    assert new.waits == ("先公示，不少于5个工作日",)
    noticed = replace(old, notice_from=day("2026-09-22"), notice_to=day("2026-09-29"))
    assert state(7, noticed, "2026-09-29").earliest == date(2026, 9, 30)
    assert [state(7, replace(noticed, done={**old.done, 7: on}), "2026-12-01").state for on in (
        day("2026-09-28"), day("2026-09-29"), day("2026-09-30"))] == ["refused", "done", "done"]  # fmt: skip
    assert (
        "公示最后一天"
        in state(7, replace(noticed, done={**old.done, 7: day("2026-09-29")}), "2026-12-01").reasons[0]
    )


def test_the_day_of_the_step_chooses_the_edition_and_the_switch_is_a_setting() -> None:
    met = replace(OLD, done={**OLD.done, 13: day("2026-04-20"), 14: day("2026-05-10")})
    old = replace(met, done={**met.done, 15: day("2026-05-17")})
    new = replace(met, done={**met.done, 15: day("2026-05-21")})
    assert (state(15, old, "2026-07-01").basis, state(15, old, "2026-07-01").latest) == (
        "2014版第二十条",
        None,
    )
    assert (state(15, new, "2026-07-01").basis, state(15, new, "2026-07-01").latest) == (
        "2026版第十九条",
        date(2026, 5, 20),
    )
    assert state(15, new, "2026-07-01", replace(TERMS, switch_on=day("2026-06-01"))).basis == "2014版第二十条"


def test_approval_is_due_within_three_months_of_the_meeting() -> None:
    talked = replace(OLD, done={**OLD.done, 16: day("2023-11-10")})
    assert state(17, talked, "2024-01-20").latest == date(2024, 1, 20)
    assert [state(17, talked, on).state for on in ("2024-01-20", "2024-01-21")] == ["next", "late"]


def test_the_oath_has_a_month_in_the_2026_edition_only() -> None:
    approved = {**OLD.done, 16: day("2023-11-01")}
    old = replace(OLD, done={**approved, 17: day("2023-12-01")})
    new = replace(OLD, done={**approved, 17: day("2026-06-01")})
    assert state(20, old, "2024-01-05").latest is None
    assert state(20, new, "2026-06-05").latest == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("admitted", "extension", "ends"),
    [
        ("2023-10-20", 0, "2024-10-20"), ("2024-02-29", 0, "2025-02-28"), ("2023-10-20", 6, "2025-04-20"),
        ("2023-10-20", 12, "2025-10-20"),
    ],
)  # fmt: skip
def test_the_probation_runs_a_year_from_the_meeting_and_its_extension(
    admitted: str, extension: int, ends: str
) -> None:
    admission = history(s15=admitted, s17="2024-03-01", extension_months=extension)
    assert probation_end(admission) == day(ends)
    asked = replace(OLD, done={**OLD.done, 15: day(admitted), 22: day(ends)}, extension_months=extension)
    assert state(23, asked, ends).earliest == day(ends)
    assert state(23, asked, ends).state == "next"


def test_a_meeting_that_extends_leaves_the_decision_open_until_the_extended_end() -> None:
    extended = replace(
        OLD,
        done={**OLD.done, 22: day("2024-10-15"), 23: day("2024-10-22")},
        extension_months=6,
        outcome="extended",
    )
    assert (state(23, extended, "2024-12-01").state, state(23, extended, "2024-12-01").earliest) == (
        "waiting",
        date(2025, 4, 20),
    )
    assert state(23, extended, "2025-04-20").state == "next"


def test_the_earliest_day_is_told_before_every_paper_is_there() -> None:
    known = history(s1="2024-01-10", s2="2024-01-20", s3="2024-06-15")
    assert state(7, known, "2024-09-01").earliest == date(2025, 6, 15)
    admitted = state(23, OLD, "2024-01-01")
    assert (admitted.earliest, admitted.state, admitted.waits[0]) == (
        date(2024, 10, 20), "waiting", "先完成第22步“提出转正申请”",
    )  # fmt: skip


def test_a_request_long_before_the_end_is_custom_to_be_warned_of() -> None:
    assert state(22, OLD, "2024-08-01").earliest == date(2024, 9, 20)
    early = state(22, replace(OLD, done={**OLD.done, 22: day("2024-09-19")}), "2024-11-01")
    assert early.state == "done"
    assert "属本地要求" in early.warnings[0]


def test_promotion_before_the_probation_is_over_is_impossible_and_a_delay_is_late() -> None:
    asked = {**OLD.done, 22: day("2024-10-10")}
    assert state(23, replace(OLD, done={**asked, 23: day("2024-10-19")}), "2024-11-01").state == "refused"
    assert state(23, replace(OLD, done={**asked, 23: day("2024-10-20")}), "2024-11-01").state == "done"
    assert state(23, replace(OLD, done=asked), "2024-11-20").state == "late"


def test_three_tracks_are_kept_apart() -> None:
    planned = history(s1="2024-01-10", planned={2: day("2024-01-05")})
    seen = state(2, planned, "2024-01-12")
    assert (seen.earliest, seen.planned, seen.day, seen.state) == (
        date(2024, 1, 10), date(2024, 1, 5), None, "refused",
    )  # fmt: skip
    assert state(2, replace(planned, planned={2: day("2024-01-20")}), "2024-01-12").state == "next"


def test_an_ended_admission_waits_for_nothing_and_is_not_late() -> None:
    ended = replace(OLD, outcome="cancelled")
    assert {each.state for each in judge_admission(ended, day("2026-01-01"), TERMS)[15:]} == {"waiting"}


def test_the_next_step_is_the_first_open_one() -> None:
    found = next_step(judge_admission(OLD, day("2023-10-25"), TERMS))
    assert found is not None
    assert found.step.number == 16
    assert next_step(judge_admission(AdmissionHistory(), day("2026-01-01"), TERMS)) is not None


@pytest.mark.parametrize(
    ("days", "hours", "is_enough"), [(3, None, True), (None, 24, True), (2, 23, False), (None, None, False)]
)
def test_training_is_three_days_or_24_hours(days: int | None, hours: int | None, is_enough: bool) -> None:
    assert trained_enough(AdmissionHistory(training_days=days, training_hours=hours)) is is_enough


def test_half_yearly_examinations_are_counted_by_full_half_years() -> None:
    begun = history(s3="2023-01-31")
    assert [examinations_due(begun, day(on)) for on in ("2023-07-30", "2023-07-31", "2024-01-30", "2024-01-31")] == [
        0, 1, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entitled", "quorum", "needed"),
    [
        (3, 2, 2),
        (4, 3, 3),
        (5, 3, 3),
        (6, 4, 4),
        (7, 4, 4),
        (8, 5, 5),
        (9, 5, 5),
        (10, 6, 6),
        (11, 6, 6),
        (12, 7, 7),
    ],
)
def test_the_voting_table_of_admissions(entitled: int, quorum: int, needed: int) -> None:
    assert (admission_quorum(entitled), votes_needed(entitled)) == (quorum, needed)
    with_written = Ballot(entitled, quorum, quorum - 1, 0, 1, written=1)
    assert judge_vote(with_written, "admission").passed is (quorum - 1 + 1 >= needed)
    assert not judge_vote(with_written, "ordinary").passed


days = st.dates(date(2022, 1, 1), date(2028, 12, 31))
histories = st.builds(
    AdmissionHistory,
    done=st.dictionaries(st.integers(1, 25), days),
    born_on=st.one_of(st.none(), st.just(BORN)),
    notice_from=st.one_of(st.none(), days),
    examinations=st.lists(days, max_size=4).map(tuple),
    extension_months=st.sampled_from((0, 6, 12)),
)


@given(histories, days, st.randoms(use_true_random=False))
def test_the_order_of_typing_changes_nothing(of: AdmissionHistory, as_of: date, random: Any) -> None:
    typed = list(of.done.items())
    random.shuffle(typed)
    again = replace(of, done=dict(typed), examinations=tuple(reversed(of.examinations)))
    assert judge_admission(again, as_of, TERMS) == judge_admission(of, as_of, TERMS)


@given(histories, days, st.integers(1, 25))
def test_no_step_is_allowed_earlier_when_evidence_is_taken_away(
    of: AdmissionHistory, as_of: date, number: int
) -> None:
    less = replace(of, done={key: on for key, on in of.done.items() if key != number}, notice_from=None)
    never = date.max
    for before, after in zip(
        judge_admission(of, as_of, TERMS), judge_admission(less, as_of, TERMS), strict=True
    ):
        if before.step.number not in (number, 6, 21):  # its own day is no evidence for a step
            assert (after.earliest or never) >= (before.earliest or never)


def test_steps_are_named_in_sentences() -> None:
    assert step(7).name == "第7步“确定发展对象”"
