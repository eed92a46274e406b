"""From what was seen to points: one line after the other. Pure; `checking` looks, `db.arithmetic.rubric` counts."""

from dataclasses import replace

from db.arithmetic.rubric import BASE, BONUS, Rubric, RubricItem, added_points, lost_points
from db.rules.facts import Facts
from db.rules.scoring.checking import Look, Rows, Sight
from db.rules.scoring.table import (
    ADDED,
    FULL,
    LOST,
    MARKED,
    NOT_APPLICABLE,
    NOTHING,
    PENDING,
    UNMARKED,
    ItemScore,
    ScoreTable,
)


def score(facts: Facts, rubric: Rubric, year: int, rows: Rows) -> ScoreTable:
    """The table of a year, as of `facts.today`; `rows` reads the records of a ledger."""
    look = Look(facts, year, rows)
    return ScoreTable(
        rubric, year, facts.today, tuple(_scored(item, look.at(item.checks)) for item in rubric.items)
    )


def _scored(item: RubricItem, sight: Sight) -> ItemScore:
    can_look = len(sight.unknown) < len(item.checks)
    state, points, lost, added = _looked_at(item, sight) if can_look else _nobody_looked(item)
    scored = ItemScore(
        item,
        state,
        points,
        lost,
        added,
        points if can_look else None,
        (*sight.missed, *sight.others) if item.kind != BONUS else (),
        sight.proofs,
        sight.pending,
        sight.unknown,
    )
    return scored if item.marked is None else _marked(scored)


def _nobody_looked(item: RubricItem) -> tuple[str, int, int, int]:
    """A line for a person: nothing until it is marked. Extra points and penalties count only when they are entered."""
    return (UNMARKED if item.kind == BASE else NOTHING), 0, 0, 0


def _looked_at(item: RubricItem, sight: Sight) -> tuple[str, int, int, int]:
    """State, score, lost and added by the program's own look."""
    if item.kind == BONUS:
        added = added_points(item, len(sight.proofs))
        return (ADDED if added else NOTHING), added, 0, added
    lost = _cost(item, sight)
    if item.kind != BASE:
        return (LOST if lost else NOTHING), -lost, lost, 0
    return _state(sight, lost), item.points - lost, lost, 0


def _cost(item: RubricItem, sight: Sight) -> int:
    """What was missed costs its share of what was owed, unless the table says what one costs; together at most all."""
    missed = lost_points(item, len(sight.missed), sight.owed)
    return min(item.points, missed + lost_points(item, len(sight.others)))


def _state(sight: Sight, lost: int) -> str:
    if lost:
        return LOST
    if not sight.is_applicable:
        return NOT_APPLICABLE
    return PENDING if sight.pending else FULL


def _marked(scored: ItemScore) -> ItemScore:
    """The line as a person marked it; what the program saw stays beside it."""
    item = scored.item
    assert item.marked is not None
    lost, added = item.points - item.marked, 0
    points = item.marked
    if item.kind == BONUS:
        lost, added = 0, item.marked
    elif item.kind != BASE:
        lost, points = item.marked, -item.marked
    return replace(scored, state=MARKED, score=points, lost=lost, added=added)
