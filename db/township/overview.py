"""Who reported, and how far each branch is: one reading for the encrypted file and for PostgreSQL.

States are as of the day on which the branch made its roll-up; a duty that fell due since then counts as late on the
day of looking unless it was done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, inspect, select

from db.arithmetic.days import day_text
from db.arithmetic.rubric import points_text
from db.errors import NotFoundError
from db.exchange.snapshot import EVERYTHING
from db.rules.library import duty_texts
from db.township.scores import NO_STANDING, ScoreStanding, score_standings
from db.township.tables import DUTIES, FINDINGS, MEETINGS, MEMBERS, PARTS, ROLL_UP, UNIT

EXPECTED = "expected:"  # the start of the id of a branch that has not reported yet
MOST_NAMED = 6  # late duties in one line; letters name all
DOUBTFUL_DAYS = 366  # between a branch's own day and that of receiving: an old stick is not as old as that
DUTY_STATES = ("done", "due", "late")
_OF_GROUPS = ("group_meeting",)  # duties whose subject is no person
COUNTS = (
    "member_count",
    "probationary_count",
    "female_count",
    "under_35_count",
    "from_60_count",
    "applicant_count",
    "group_count",
)


@dataclass(frozen=True, slots=True)
class BranchStanding:
    """One branch: `uid` is "" and `generation` 0 where it has not reported. `duties` counts done, due and late, `late`
    names what is late, `late_in_public` the same without any person, `findings` counts the open ones by severity, `partial`
    are scopes reported besides. `score` is in tenths of a point, None where the branch reported none; `scored` tells by which table, and what cost the most."""

    uid: str
    name: str
    generation: int = 0
    received_at: str = ""
    made_on: str = ""
    days_since: int | None = None
    duties: Mapping[str, int] = field(default_factory=dict)
    late: tuple[str, ...] = ()
    late_in_public: tuple[str, ...] = ()
    findings: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    meetings: Mapping[str, int] = field(default_factory=dict)
    partial: tuple[str, ...] = ()
    score: int | None = None
    scored: ScoreStanding = NO_STANDING
    remark: str = ""

    @property
    def rate(self) -> int | None:
        """Per cent of what was due by now that is done; None where nothing was due."""
        owed = self.duties.get("done", 0) + self.duties.get("late", 0)
        return round(100 * self.duties.get("done", 0) / owed) if owed else None

    @property
    def score_text(self) -> str:
        """88.5/100; the score alone where its table is not known, "" where there is none."""
        if self.score is None:
            return ""
        full = self.scored.full
        return points_text(self.score) + ("" if full is None else f"/{points_text(full)}")

    def is_behind(self, stale_days: int) -> bool:
        """Whether something is late, or nothing was heard for longer than `stale_days`."""
        return self.days_since is None or self.days_since > stale_days or bool(self.duties.get("late"))

    @property
    def is_clock_doubtful(self) -> bool:
        """Whether its own day lies more than a year from the day on which the roll-up was received."""
        try:
            received, made = date.fromisoformat(self.received_at[:10]), date.fromisoformat(self.made_on)
        except ValueError:
            return False
        return abs((received - made).days) > DOUBTFUL_DAYS

    def behind_on(self, stale_days: int, *, in_public: bool = False) -> str:
        """What it is behind on, in words; "" for nothing. A paper that goes to everybody names no member (`in_public`)."""
        late = self.late_in_public if in_public else self.late
        if self.days_since is None:
            return "还没有上报过" if not self.partial else f"只报过一部分（{'、'.join(self.partial)}）"
        words = [f"{self.days_since}天没有上报"] if self.days_since > stale_days else []
        if self.is_clock_doubtful:
            words = [f"上报的日期是{day_text(self.made_on)}，请核对那台电脑的时钟"]
        more = (f"等{len(late)}项",) if len(late) > MOST_NAMED else ()
        return "；".join((*words, *late[:MOST_NAMED], *more))


def standings(connection: Connection, today: date) -> tuple[BranchStanding, ...]:
    """Every branch by name, the expected ones that have not reported included, in a handful of statements."""
    day = today.isoformat()
    held = {row.unit: row for row in connection.execute(_whole(ROLL_UP))}
    duties = _duty_counts(connection, day)
    late = _late_titles(connection, day)
    findings = _finding_counts(connection)
    meetings = _meeting_counts(connection, today.year)
    partial = _partial_scopes(connection)
    scored = score_standings(connection)
    found = []
    for unit in connection.execute(UNIT.select().order_by(UNIT.c.name, UNIT.c.unit)):
        row = held.get(unit.unit)
        mine: dict[str, Any] = {"partial": partial.get(unit.unit, ()), "remark": unit.remark}
        uid = "" if unit.unit.startswith(EXPECTED) else unit.unit
        if row is not None:
            mine |= {
                "generation": row.generation,
                "received_at": row.received_at,
                "made_on": row.made_on,
                "days_since": _days_since(row.made_on, today),
                "score": row.score,
                "scored": scored.get(unit.unit, NO_STANDING),
                "counts": {name: row._mapping[name] for name in COUNTS},
                "late": tuple(named for named, _public in late.get(unit.unit, ())),
                "late_in_public": tuple(public for _named, public in late.get(unit.unit, ())),
                "findings": findings.get(unit.unit, {}),
                "meetings": meetings.get(unit.unit, {}),
            }
        counted = duties.get(unit.unit, {})
        found.append(
            BranchStanding(
                uid, unit.name, duties={state: counted.get(state, 0) for state in DUTY_STATES}, **mine
            )
        )
    return tuple(found)


def by_need(found: Iterable[BranchStanding], stale_days: int) -> tuple[BranchStanding, ...]:
    """Those that are behind first, and among them the ones with the most that is late; else by name."""
    return tuple(
        sorted(
            found,
            key=lambda each: (
                not each.is_behind(stale_days),
                each.days_since is not None,
                -each.duties.get("late", 0),
                each.name,
            ),
        )
    )


def _whole(table: Any) -> Any:
    return table.select().where(table.c.scope == EVERYTHING)


def _days_since(made_on: str, today: date) -> int | None:
    """Days since the branch made it, by its own day; a branch whose clock runs ahead is of today."""
    try:
        return max(0, (today - date.fromisoformat(made_on)).days)
    except ValueError:
        return None


def state_on(day: str) -> Any:
    """The state of a duty on the day of looking."""
    is_overdue = (DUTIES.c.state == "due") & (DUTIES.c.due_on < day)
    return case((is_overdue, "late"), else_=DUTIES.c.state)


def _duty_counts(connection: Connection, day: str) -> dict[str, dict[str, int]]:
    state = state_on(day).label("state_now")
    query = (
        select(DUTIES.c.unit, state, func.count())
        .where(DUTIES.c.scope == EVERYTHING)
        .group_by(DUTIES.c.unit, state)
    )
    return _nested(connection.execute(query))


def _finding_counts(connection: Connection) -> dict[str, dict[str, int]]:
    query = (
        select(FINDINGS.c.unit, FINDINGS.c.severity, func.sum(FINDINGS.c.count))
        .where(FINDINGS.c.scope == EVERYTHING, FINDINGS.c.state == "open")
        .group_by(FINDINGS.c.unit, FINDINGS.c.severity)
    )
    return _nested(connection.execute(query))


def _meeting_counts(connection: Connection, year: int) -> dict[str, dict[str, int]]:
    query = (
        select(MEETINGS.c.unit, MEETINGS.c.ledger, func.count())
        .where(MEETINGS.c.scope == EVERYTHING)
        .where(MEETINGS.c.held_on >= f"{year}-01-01", MEETINGS.c.held_on <= f"{year}-12-31")
        .group_by(MEETINGS.c.unit, MEETINGS.c.ledger)
    )
    return _nested(connection.execute(query))


def _nested(rows: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for unit, key, count in rows:
        found.setdefault(unit, {})[key] = int(count)
    return found


def _late_titles(connection: Connection, day: str) -> dict[str, list[tuple[str, str]]]:
    """By branch: what is late as its own people would say it, and as everybody may read it."""
    query = (
        select(DUTIES.c.unit, DUTIES.c.duty, DUTIES.c.title, DUTIES.c.subject, DUTIES.c.due_on)
        .where(DUTIES.c.scope == EVERYTHING, state_on(day) == "late")
        .order_by(DUTIES.c.unit, DUTIES.c.due_on, DUTIES.c.position)
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for unit, duty, title, subject, due_on in connection.execute(query):
        about = f"·{subject}" if subject else ""
        until = f"（{_due_text(due_on, day)}到期）"
        public = f"{_kind_of(duty)}{about if duty in _OF_GROUPS else ''}{until}"
        found.setdefault(unit, []).append((f"{title}{about}{until}", public))
    return found


def _kind_of(duty: str) -> str:
    """The title of a duty without anything of its case; a newer program may send one that is not known here."""
    text = duty_texts().get(duty)
    return text.title if text else "其他事项"


def _due_text(due_on: str, day: str) -> str:
    """6月28日, with its year where that is not the running one; as it is where a branch sent no day."""
    try:
        text = day_text(due_on)
    except ValueError:
        return due_on
    return text.removeprefix(f"{day[:4]}年")


def _partial_scopes(connection: Connection) -> dict[str, tuple[str, ...]]:
    query = (
        select(ROLL_UP.c.unit, ROLL_UP.c.scope).where(ROLL_UP.c.scope != EVERYTHING).order_by(ROLL_UP.c.scope)
    )
    found: dict[str, list[str]] = {}
    for unit, scope in connection.execute(query):
        found.setdefault(unit, []).append(scope_text(scope))
    return {unit: tuple(scopes) for unit, scopes in found.items()}


def scope_text(scope: str) -> str:
    """A scope in Chinese."""
    from db.ledgers import LEDGERS

    what, _, value = scope.partition(":")
    if what == "month":
        return f"{value[:4]}年{int(value[5:])}月" if value[5:].isdecimal() else value
    if what == "ledger":
        return next((spec.title for spec in LEDGERS if spec.key == value), value)
    return value or "全部"


def one_standing(connection: Connection, today: date, name: str) -> BranchStanding:
    """The branch with this uid or name, or the only one whose name holds the text; NotFoundError."""
    every = standings(connection, today)
    exact = [each for each in every if name in (each.uid, each.name)]
    found = exact or [each for each in every if name and name in each.name]
    if len(found) != 1:
        some = f"有{len(found)}个支部的名称里有" if found else "没有支部的名称是"
        raise NotFoundError(f"{some}“{name[:30]}”", "请写全称，用 township overview 查看")
    return found[0]


# --- one person in two branches -------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Transfer:
    """One person on the rolls of two branches or more: a transfer under way, or one that was forgotten."""

    name: str
    number_tail: str
    branches: tuple[str, ...]


def transfers(connection: Connection) -> tuple[Transfer, ...]:
    """People who are on several rolls, by name; only where the members are (not on PostgreSQL)."""
    if not inspect(connection).has_table(MEMBERS.name):
        return ()
    twice = (
        select(MEMBERS.c.token)
        .where(MEMBERS.c.scope == EVERYTHING, MEMBERS.c.token != "")
        .group_by(MEMBERS.c.token)
        .having(func.count(MEMBERS.c.unit.distinct()) > 1)
    )
    query = (
        select(MEMBERS.c.token, MEMBERS.c.name, MEMBERS.c.number_tail, UNIT.c.name.label("branch"))
        .join(UNIT, UNIT.c.unit == MEMBERS.c.unit)
        .where(MEMBERS.c.scope == EVERYTHING, MEMBERS.c.token.in_(twice))
        .order_by(MEMBERS.c.name, UNIT.c.name)
    )
    found: dict[str, list[Any]] = {}
    for row in connection.execute(query):
        found.setdefault(row.token, []).append(row)
    return tuple(
        Transfer(rows[0].name, rows[0].number_tail, tuple(dict.fromkeys(row.branch for row in rows)))
        for rows in found.values()
    )


def lines_of(connection: Connection, unit: str, section: str) -> tuple[Mapping[str, Any], ...]:
    """One list of one branch as reported whole, in its order; members only where they are (not on PostgreSQL)."""
    table = PARTS[section]
    if not inspect(connection).has_table(table.name):
        return ()
    query = _whole(table).where(table.c.unit == unit).order_by(table.c.position)
    return tuple(dict(row._mapping) for row in connection.execute(query))
