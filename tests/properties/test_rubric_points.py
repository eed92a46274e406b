"""Points of a scoring table: never beyond what a line is worth, never less than nothing, and a table is read as written."""

import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from db import limits
from db.arithmetic.rubric import (
    BASE,
    KIND_TITLES,
    MOST_POINTS,
    Rubric,
    RubricItem,
    UnusableRubricError,
    added_points,
    for_year,
    lost_points,
    points_text,
    rubric_from_toml,
    rubric_to_toml,
    total,
)
from db.importing.rubric_words import each_of, points_of

POINTS = st.integers(1, MOST_POINTS)
COUNTS = st.integers(-3, 500)
PRINTABLE = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")).filter(str.isprintable), max_size=40
).map(str.strip)
LINE = st.text(st.sampled_from("三会一课，。“”‘'\"\\#[]=\t 每少1次扣2.5分"), max_size=30)


@st.composite
def items(draw: Any) -> RubricItem:
    """A line as any table may hold it."""
    return RubricItem(
        number="",
        title=draw(PRINTABLE.filter(bool)),
        points=draw(POINTS),
        group=draw(PRINTABLE),
        kind=draw(st.sampled_from(list(KIND_TITLES))),
        each=draw(st.none() | POINTS),
        deduction=draw(PRINTABLE),
        evidence=draw(PRINTABLE),
        checks=tuple(draw(st.lists(PRINTABLE.filter(bool), max_size=4))),
    )


@st.composite
def rubrics(draw: Any) -> Rubric:
    """A table with numbers of its own."""
    lines = draw(st.lists(items(), min_size=1, max_size=8))
    numbered = tuple(
        RubricItem(
            str(place), each.title, each.points, each.group, each.kind, each.each, each.deduction,
            each.evidence, each.checks,
        )
        for place, each in enumerate(lines, start=1)
    )  # fmt: skip
    return Rubric(
        key="k",
        title=draw(PRINTABLE.filter(bool)),
        items=numbered,
        year=draw(st.none() | st.integers(1900, 9999)),
        issuer=draw(PRINTABLE),
        note=draw(PRINTABLE),
    )


@given(items(), COUNTS, COUNTS)
def test_what_faults_cost_is_between_nothing_and_what_the_line_is_worth(
    item: RubricItem, faults: int, owed: int
) -> None:
    assert 0 <= lost_points(item, faults, owed) <= item.points
    assert (lost_points(item, faults, owed) > 0) <= (faults > 0)


@given(items(), COUNTS, COUNTS)
def test_one_more_fault_never_costs_less(item: RubricItem, faults: int, owed: int) -> None:
    assert lost_points(item, faults, owed) <= lost_points(item, faults + 1, owed)


@given(items(), st.integers(1, 500))
def test_to_miss_all_that_was_owed_costs_all_where_the_table_says_no_more(
    item: RubricItem, owed: int
) -> None:
    lost = lost_points(item, owed, owed)
    assert lost == (item.points if item.each is None else min(item.points, item.each * owed))


@given(items(), COUNTS)
def test_what_proofs_add_is_between_nothing_and_what_the_line_is_worth(item: RubricItem, proofs: int) -> None:
    assert 0 <= added_points(item, proofs) <= item.points
    assert added_points(item, proofs) <= added_points(item, proofs + 1)


@given(st.lists(st.integers(-MOST_POINTS, MOST_POINTS), max_size=20))
def test_a_sum_is_never_less_than_nothing(scores: list[int]) -> None:
    assert total(scores) >= 0
    assert total(scores) in (0, sum(scores))


@given(POINTS)
def test_points_are_read_as_they_are_written(tenths: int) -> None:
    assert points_of(points_text(tenths)) == tenths
    assert points_of(f"{points_text(tenths)}分") == tenths
    assert points_of(points_text(-tenths)) == -tenths


@given(LINE, POINTS)
def test_whatever_words_say_one_fault_costs_something_and_at_most_all(words: str, points: int) -> None:
    each = each_of(words, points)
    assert each is None or 0 < each <= points


@given(PRINTABLE)
def test_any_text_is_points_or_none(text: str) -> None:
    read = points_of(text)
    assert read is None or 0 < abs(read) <= MOST_POINTS


@settings(max_examples=40)
@given(rubrics())
def test_a_table_is_read_from_its_file_as_it_was_written(rubric: Rubric) -> None:
    assert rubric_from_toml("k", rubric_to_toml(rubric)) == rubric


@settings(max_examples=40)
@given(rubrics())
def test_what_can_be_reached_is_the_sum_without_bonus_and_penalty(rubric: Rubric) -> None:
    assert rubric.full == sum(item.points for item in rubric.items if item.kind == BASE)
    assert for_year(rubric, 2026) == rubric


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore")))
def test_any_file_is_a_table_or_refused(content: bytes) -> None:
    with suppress(UnusableRubricError):
        assert 0 < len(rubric_from_toml("k", content).items) <= limits.RUBRIC_ITEMS


@given(
    st.dictionaries(st.sampled_from(["title", "points", "each", "kind", "checks", "number"]), st.none() | st.booleans()
    | st.integers() | st.floats() | PRINTABLE | st.lists(PRINTABLE, max_size=2), min_size=1)
)  # fmt: skip
def test_values_of_the_wrong_kind_are_refused_and_never_break_the_reading(values: dict[str, Any]) -> None:
    content = 'title = "表"\n[[item]]\n' + "\n".join(
        f"{key} = {_toml(value)}" for key, value in values.items()
    )
    try:
        (item,) = rubric_from_toml("k", content.encode()).items
    except UnusableRubricError:
        return
    assert 0 < item.points <= MOST_POINTS
    assert item.kind in KIND_TITLES


def _toml(value: Any) -> str:
    """A value as TOML has it; its strings, whole numbers and lists look as in JSON."""
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)
