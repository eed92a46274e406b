"""What a roll-up says of a branch: five lists of plain rows, as made by the branch and read by the township.

One table of columns serves the maker, the reader and the township's own tables. Reading believes nothing: each value
is checked for its type and length. What a newer version sends beyond these columns is passed over.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db import limits
from db.journal.transaction import DamagedError

ENTRY = "snapshot.json.gz"
EVERYTHING = "all"
SECTIONS: Mapping[str, Mapping[str, type]] = {
    "members": {
        "uid": str,
        "name": str,
        "sex": str,
        "stage": str,
        "born_on": str,
        "applied_on": str,
        "admitted_on": str,
        "promoted_on": str,
        "group": str,
        "posts": str,
        "number_tail": str,
        "token": str,
    },
    "meetings": {
        "uid": str,
        "ledger": str,
        "held_on": str,
        "title": str,
        "group": str,
        "expected": int,
        "present": int,
        "excused": int,
        "absent": int,
        "is_late_entry": int,
    },
    "duties": {"duty": str, "title": str, "period": str, "due_on": str, "state": str, "subject": str},
    "findings": {"rule": str, "severity": str, "title": str, "state": str, "count": int},
    "scores": {  # one row a line of the scoring table; points in tenths, no reason and no proof
        "rubric": str,
        "number": str,
        "title": str,
        "group": str,
        "kind": str,
        "points": int,
        "deducted": int,
        "added": int,
        "state": str,
    },
}
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`made_on` is the day the branch took as today, `year` the one its duties and findings are of; `score` is in
    tenths of a point, None where only a part is reported (and from programs before 0.4.0)."""

    made_on: str
    year: int
    scope: str
    sections: Mapping[str, Sequence[Line]] = field(default_factory=dict)
    score: int | None = None

    @property
    def count(self) -> int:
        """Rows of all lists together."""
        return sum(len(rows) for rows in self.sections.values())

    def rows(self, section: str) -> Sequence[Line]:
        """One list; empty where the scope leaves it out."""
        return self.sections.get(section, ())


def to_bytes(snapshot: Snapshot) -> bytes:
    """As it stands in a package, before packing."""
    content = {
        "made_on": snapshot.made_on,
        "year": snapshot.year,
        "scope": snapshot.scope,
        "score": snapshot.score,
        "sections": {name: list(rows) for name, rows in snapshot.sections.items()},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> Snapshot:
    """Read a snapshot; DamagedError for anything that is none or beyond the limits."""
    try:
        parts = json.loads(content)
        score = parts["score"]
        if score is not None and not _is_number(score):
            raise ValueError("score")
        return Snapshot(
            made_on=date.fromisoformat(_text(parts["made_on"])).isoformat(),
            year=_number(parts["year"]),
            scope=_text(parts["scope"]),
            score=score,
            sections={name: _section(name, parts["sections"].get(name, [])) for name in SECTIONS},
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DamagedError(f"no snapshot: {type(error).__name__} {error}") from error


def _section(name: str, rows: Any) -> tuple[Line, ...]:
    if not isinstance(rows, list) or len(rows) > limits.ROLL_UP_ROWS:
        raise ValueError(name)
    columns = SECTIONS[name].items()
    return tuple(
        {key: _text(row.get(key, "")) if kind is str else _number(row.get(key, 0)) for key, kind in columns}
        for row in rows
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > limits.ROLL_UP_CHARACTERS:
        raise ValueError("text")
    if not value.isprintable():
        raise ValueError("control characters")
    return value


def _number(value: Any) -> int:
    if not _is_number(value):
        raise ValueError("number")
    return int(value)


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**31
