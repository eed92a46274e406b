"""Whatever is known of a member: less on paper never ends a lack, and one wrong digit is always seen."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.citizen_number import check_character, number_conflict, number_error
from db.rules.findings import findings
from db.rules.findings.roster import COLLECTED_TITLES, FILE_PAPERS, PROMOTION_PAPER
from tests.support.facts import YEAR, person, well_kept, with_roster

PAPERS = tuple(title for title, _words in (*FILE_PAPERS, PROMOTION_PAPER))
NUMBERS = st.builds(
    lambda day, sequence: f"330899{day:%Y%m%d}{sequence:03d}",
    st.dates(date(1900, 1, 1), date(2030, 12, 31)),
    st.integers(0, 999),
).map(lambda first: first + check_character(first))


def lacking(rule: str, **facts: object) -> set[str]:
    """What the one changed member is said to lack."""
    changed = with_roster(
        well_kept(), replace(person(3, group_events=well_kept().roster.people["p3"].group_events), **facts)
    )  # type: ignore[arg-type]
    found = findings(changed, YEAR, rule)
    titles = (*PAPERS, *COLLECTED_TITLES.values())
    return {title for title in titles for each in found if title in each.message}


@given(st.sets(st.sampled_from(PAPERS)), st.sets(st.sampled_from(PAPERS)))
def test_a_paper_taken_away_never_ends_a_lack(some: set[str], others: set[str]) -> None:
    more, fewer = some | others, some
    told = {
        name: lacking("MEM-23", personnel_file="none", file_papers="、".join(sorted(held)))
        for name, held in (("more", more), ("fewer", fewer))
    }

    assert told["more"] == set(PAPERS) - more
    assert told["more"] <= told["fewer"]


@given(st.sets(st.sampled_from(sorted(COLLECTED_TITLES))), st.sets(st.sampled_from(sorted(COLLECTED_TITLES))))
def test_an_item_emptied_never_ends_a_lack(some: set[str], others: set[str]) -> None:
    fewer, more = lacking("MEM-06", blank=frozenset(some)), lacking("MEM-06", blank=frozenset(some | others))

    assert fewer <= more
    assert more == {COLLECTED_TITLES[key] for key in some | others}


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, more: int) -> None:
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]

    assert number_error(number) == ""
    assert number_error(wrong) != ""
    assert number not in number_error(wrong)


@given(NUMBERS)
def test_a_right_number_never_contradicts_itself(number: str) -> None:
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = "male" if int(number[16]) % 2 else "female"

    assert [number_conflict(number, born[:length], sex) for length in (4, 7, 10)] == ["", "", ""]
