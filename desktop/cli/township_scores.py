"""Scores of branches as the township's commands give them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from desktop.cli.showing import table

if TYPE_CHECKING:
    from db.importing.rubric_table import RubricReading
    from db.township.overview import BranchStanding

POINTS = ("points", "deducted", "added")  # columns of a reported line that are tenths


def points(tenths: int | None) -> int | float | None:
    """As JSON has it: a number with at most one decimal, null where there is none."""
    from db.services.values import in_tenths

    return None if tenths is None else in_tenths(tenths)


def score_object(standing: "BranchStanding") -> dict[str, Any]:
    """The part of `township overview --json` that tells the score of a branch, and by which table."""
    scored = standing.scored
    return {
        "score": points(standing.score),
        "full_points": points(scored.full),
        "rubric": scored.rubric or None,
        "unmarked": scored.unmarked,
        "lost": [
            {
                "number": line.number,
                "title": line.title,
                "points": points(line.points),
                "deducted": points(line.deducted),
            }
            for line in scored.lost
        ],
    }


def read_object(reading: "RubricReading | None") -> dict[str, Any] | None:
    """What was read out of a file as a scoring table, null where it goes down as it is."""
    if reading is None:
        return None
    return {
        "title": reading.rubric.title,
        "items": len(reading.rubric.items),
        "full_points": points(reading.rubric.full),
        "problems": [{"row": row, "message": message} for row, message in reading.problems],
    }


def scored_lines(standing: "BranchStanding", lines: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    """The lines of the scoring table as they were reported, as a table; nothing where there are none."""
    from db.arithmetic.rubric import points_text
    from db.township.scores import line_text

    if not lines:
        return
    yield f"{standing.scored.rubric}：{standing.score_text}"
    rows = [(line["number"], line["title"], points_text(line["points"]), line_text(line)) for line in lines]
    yield from table(("序号", "评分内容", "分值", "情况"), rows)
