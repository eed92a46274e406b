"""One month over all branches: what was held, what fell due, and which findings are common. For the bulletin."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from db.exchange.snapshot import EVERYTHING
from db.township.overview import DUTY_STATES, EXPECTED, state_on
from db.township.tables import DUTIES, FINDINGS, MEETINGS, UNIT

MOST_COMMON = 10


@dataclass(frozen=True, slots=True)
class BranchMonth:
    """One branch: meetings by ledger, and the duties of the month by state."""

    name: str
    meetings: Mapping[str, int] = field(default_factory=dict)
    duties: Mapping[str, int] = field(default_factory=dict)

    @property
    def owed(self) -> int:
        """What fell due or falls due in the month, whatever became of it."""
        return sum(self.duties.get(state, 0) for state in DUTY_STATES)


@dataclass(frozen=True, slots=True)
class CommonFinding:
    """An open finding, in how many branches it is and how often altogether."""

    title: str
    severity: str
    branches: int
    count: int


def branch_months(connection: Connection, month: str, today: date) -> tuple[BranchMonth, ...]:
    """Every branch that has reported, by name, for a month ("2026-03")."""
    meetings = _by_unit(
        connection,
        select(MEETINGS.c.unit, MEETINGS.c.ledger, func.count())
        .where(MEETINGS.c.scope == EVERYTHING, MEETINGS.c.held_on.startswith(month))
        .group_by(MEETINGS.c.unit, MEETINGS.c.ledger),
    )
    state = state_on(today.isoformat()).label("state_now")
    duties = _by_unit(
        connection,
        select(DUTIES.c.unit, state, func.count())
        .where(DUTIES.c.scope == EVERYTHING, DUTIES.c.due_on.startswith(month))
        .group_by(DUTIES.c.unit, state),
    )
    return tuple(
        BranchMonth(row.name, meetings.get(row.unit, {}), duties.get(row.unit, {}))
        for row in connection.execute(UNIT.select().order_by(UNIT.c.name))
        if not row.unit.startswith(EXPECTED)
    )


def _by_unit(connection: Connection, query: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for unit, key, count in connection.execute(query):
        found.setdefault(unit, {})[key] = int(count)
    return found


def common_findings(connection: Connection) -> tuple[CommonFinding, ...]:
    """The open findings that most branches have, worst and most common first."""
    branches = func.count(FINDINGS.c.unit.distinct())
    query = (
        select(FINDINGS.c.title, FINDINGS.c.severity, branches, func.sum(FINDINGS.c.count))
        .where(FINDINGS.c.scope == EVERYTHING, FINDINGS.c.state == "open")
        .group_by(FINDINGS.c.rule, FINDINGS.c.title, FINDINGS.c.severity)
        .order_by(FINDINGS.c.severity, branches.desc(), FINDINGS.c.title)
        .limit(MOST_COMMON)
    )
    return tuple(
        CommonFinding(title, severity, branch_count, int(count))
        for title, severity, branch_count, count in connection.execute(query)
    )
