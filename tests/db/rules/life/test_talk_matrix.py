"""Who talked with whom: every talk stands once, and what is missing is what is asked for and not there."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from db.rules.facts import Facts, Talk
from db.rules.life.talk_matrix import COMMITTEE, COMMITTEE_MEMBER, MEMBERS, TalkMatrix, talk_matrix
from db.rules.year_view import YearView
from tests.support.facts import POSTS, YEAR, person, well_kept, with_roster, with_setting

UIDS = sorted(well_kept().roster.people)
TALKS = st.lists(
    st.tuples(st.sampled_from(UIDS), st.sampled_from(UIDS), st.dates(date(2024, 6, 1), date(2026, 3, 2))),
    max_size=25,
)


def matrix_of(facts: Facts, year: int = YEAR) -> TalkMatrix:
    return talk_matrix(YearView(facts, year))


def having(talks: list[tuple[str, str, date]]) -> Facts:
    made = (Talk(f"t{n}", day.isoformat(), (one, other)) for n, (one, other, day) in enumerate(talks))
    return replace(well_kept(), talks=tuple(made))


def test_a_year_in_which_everybody_was_talked_with_lacks_nothing() -> None:
    matrix = matrix_of(well_kept())

    assert matrix.committee == ("p0", "p1", "p2")
    assert matrix.missing == ()
    assert (matrix.counted(COMMITTEE), matrix.counted(COMMITTEE_MEMBER)) == ((3, 3), (7, 7))
    assert [talk.uid for talk in matrix.talks("p9", "p0")] == ["talk-p9-p0"]


def test_the_kinds_of_pairs_are_told_apart() -> None:
    matrix = matrix_of(well_kept())

    assert [matrix.kind(*pair) for pair in (("p1", "p0"), ("p9", "p2"), ("p8", "p9"))] == [
        COMMITTEE,
        COMMITTEE_MEMBER,
        MEMBERS,
    ]


def test_talks_are_counted_up_to_the_day() -> None:
    facts = replace(well_kept(), today=date(2025, 4, 12))

    assert 0 < len(matrix_of(facts).between) < len(matrix_of(well_kept()).between)


def test_who_sat_on_the_committee_at_the_time_has_reached_a_member() -> None:
    old = replace(POSTS[1], uid="old", person_uid="p8", until_on="2025-06-30")
    talks = [("p8", "p9", date(2025, 3, 1)), ("p8", "p7", date(2025, 9, 1))]
    reached = matrix_of(with_roster(having(talks), posts=(*POSTS, old))).reached

    assert reached == {"p9"}


def test_nobody_is_asked_for_talks_with_somebody_new_lost_or_elected_late() -> None:
    facts = with_roster(
        well_kept(),
        person(10, "2025-08-01", None),
        posts=(*POSTS, replace(POSTS[0], uid="late", person_uid="p9", post="member", from_on="2025-07-01")),
    )
    matrix = matrix_of(facts)

    assert matrix.left_out == {"p9": "下半年才任职", "p10": "本年内转入或入党"}
    assert matrix.counted(COMMITTEE) == (3, 3)


def test_each_of_the_committee_is_asked_where_the_branch_chose_so() -> None:
    matrix = matrix_of(with_setting(well_kept(), "LIF-16.each", True))

    assert matrix.counted(COMMITTEE_MEMBER) == (7, 21)
    assert {missing.first for missing in matrix.missing} == {"p1", "p2"}


@settings(max_examples=60, deadline=None)
@given(TALKS)
def test_every_talk_of_the_year_stands_with_its_pair_and_nothing_else_does(talks) -> None:
    matrix = matrix_of(having(talks))
    wanted = sorted(f"t{n}" for n, (one, other, day) in enumerate(talks) if day.year == YEAR and one != other)

    assert sorted(talk.uid for held in matrix.between.values() for talk in held) == wanted
    assert all(frozenset(talk.people) == pair for pair, held in matrix.between.items() for talk in held)


@settings(max_examples=60, deadline=None)
@given(TALKS, st.data())
def test_a_talk_less_never_lessens_what_is_missing(talks, data) -> None:
    more = matrix_of(having(talks))
    fewer = matrix_of(having([talk for talk in talks if data.draw(st.booleans())]))

    assert set(more.missing) <= set(fewer.missing)
    assert more.owed == fewer.owed
    for kind in (COMMITTEE, COMMITTEE_MEMBER):
        met, of = more.counted(kind)
        assert met + sum(missing.kind == kind for missing in more.missing) == of
