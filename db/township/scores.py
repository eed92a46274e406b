"""得分: by which table each branch was scored, what cost it the most, and where points are lost over all branches.

Points are integer tenths. A database that an older program filled has no lines of scores: then there are none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, case, cast, func, inspect, select

from db.arithmetic.rubric import BASE, points_text
from db.exchange.snapshot import EVERYTHING
from db.rules.scoring.table import MARKED, STATE_TITLES, UNMARKED
from db.township.tables import SCORES

MOST_LOST = 5  # dearest lines of one branch
MOST_COMMON = 10  # dearest lines over all


@dataclass(frozen=True, slots=True)
class LostLine:
    """One line that cost points."""

    number: str
    title: str
    points: int
    deducted: int


@dataclass(frozen=True, slots=True)
class ScoreStanding:
    """The table a branch was scored by ("" and None where it sent no lines), how many lines wait for a mark, and the
    dearest of those that cost points. `weights` tells apart versions of a table that give the lines other points."""

    rubric: str = ""
    full: int | None = None
    lines: int = 0
    weights: int = 0
    unmarked: int = 0
    lost: tuple[LostLine, ...] = ()

    @property
    def table(self) -> tuple[str, int, int, int]:
        """Alike for branches that were scored by the same table: its title, its points, how many lines it has and what
        each is worth."""
        return self.rubric, self.full or 0, self.lines, self.weights


NO_STANDING = ScoreStanding()


def score_standings(connection: Connection) -> Mapping[str, ScoreStanding]:
    """By branch, in two statements."""
    if not _has_lines(connection):
        return {}
    lost = _dearest(connection)
    full = func.sum(case((SCORES.c.kind == BASE, SCORES.c.points), else_=0))
    waiting = func.sum(case((SCORES.c.state == UNMARKED, 1), else_=0))
    weights = func.sum(cast(SCORES.c.points, BigInteger) * (SCORES.c.position + 1))
    query = (
        select(SCORES.c.unit, func.max(SCORES.c.rubric), full, func.count(), weights, waiting)
        .where(SCORES.c.scope == EVERYTHING)
        .group_by(SCORES.c.unit)
    )
    return {
        unit: ScoreStanding(rubric, int(points), lines, int(weighed), int(unmarked), lost.get(unit, ()))
        for unit, rubric, points, lines, weighed, unmarked in connection.execute(query)
    }


def _dearest(connection: Connection) -> dict[str, tuple[LostLine, ...]]:
    query = (
        select(SCORES.c.unit, SCORES.c.number, SCORES.c.title, SCORES.c.points, SCORES.c.deducted)
        .where(SCORES.c.scope == EVERYTHING, SCORES.c.deducted > 0)
        .order_by(SCORES.c.unit, SCORES.c.deducted.desc(), SCORES.c.position)
    )
    found: dict[str, list[LostLine]] = {}
    for unit, *line in connection.execute(query):
        lines = found.setdefault(unit, [])
        if len(lines) < MOST_LOST:
            lines.append(LostLine(*line))
    return {unit: tuple(lines) for unit, lines in found.items()}


def _has_lines(connection: Connection) -> bool:
    return inspect(connection).has_table(SCORES.name)


def line_text(line: Mapping[str, Any]) -> str:
    """How a reported line stands, in words: 满分, 扣1.5分, 自评，扣1分, 加2分, 待自评."""
    title = STATE_TITLES.get(line["state"], line["state"])
    change = f"扣{points_text(line['deducted'])}分" if line["deducted"] else ""
    change = f"加{points_text(line['added'])}分" if line["added"] else change
    if line["state"] == MARKED:
        return f"{title}，{change}" if change else title
    return change or title


# --- over all branches ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CommonLoss:
    """A line of a table on which points are lost: by how many branches, and how many points together."""

    rubric: str
    number: str
    title: str
    branches: int
    lost: int


def common_losses(connection: Connection) -> tuple[CommonLoss, ...]:
    """The lines on which most points are lost, the dearest first."""
    if not _has_lines(connection):
        return ()
    branches, lost = func.count(SCORES.c.unit.distinct()), func.sum(SCORES.c.deducted)
    line = (SCORES.c.rubric, SCORES.c.number, SCORES.c.title)
    query = (
        select(*line, branches, lost)
        .where(SCORES.c.scope == EVERYTHING, SCORES.c.deducted > 0)
        .group_by(*line)
        .order_by(lost.desc(), branches.desc(), *line)
        .limit(MOST_COMMON)
    )
    return tuple(
        CommonLoss(rubric, number, title, count, int(points))
        for rubric, number, title, count, points in connection.execute(query)
    )
