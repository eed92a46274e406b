"""What commands answer: JSON for programs, or plain lines for people. Nothing else goes to standard output."""

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from unicodedata import category, east_asian_width

from db.changes import Basis, Duty, Finding, Ref, Reminder, Row
from db.errors import LedgerError


def plain(value: Any) -> Any:
    """A value as JSON: people as {"uid", "name"}, days as text, records as flat objects."""
    shown: Any = value
    if isinstance(value, Ref):
        shown = {"uid": value.uid, "name": value.name}
    elif isinstance(value, Row):
        shown = row_object(value)
    elif isinstance(value, Mapping):
        shown = {str(key): plain(each) for key, each in value.items()}
    elif isinstance(value, (list, tuple, frozenset, set)):
        shown = [plain(each) for each in value]
    elif isinstance(value, (date, Path)):
        shown = str(value)
    elif isinstance(value, Enum):
        shown = value.value
    elif is_dataclass(value) and not isinstance(value, type):
        shown = plain({name: getattr(value, name) for name in value.__dataclass_fields__})
    return shown


def row_object(row: Row) -> dict[str, Any]:
    """A record: its uid, all its fields, and where it stands."""
    return {
        "uid": row.uid,
        "ledger": row.ledger,
        **nested(row.values),
        "entered_on": row.entered_on,
        "entered_by": row.entered_by,
        "removed_at": row.removed_at,
    }


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values with dotted keys as objects: "training.days" becomes {"training": {"days": …}}."""
    found: dict[str, Any] = {}
    for key, value in values.items():
        outer, _, inner = key.partition(".")
        if inner:
            found.setdefault(outer, {})[inner] = plain(value)
        else:
            found[key] = plain(value)
    return found


def basis_object(basis: Basis | None) -> dict[str, str] | None:
    """The basis with its sentence."""
    return None if basis is None else {**asdict(basis), "text": basis.text}


def records_object(records: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Records by ledger and uid."""
    return [{"ledger": ledger, "uid": uid} for ledger, uid in records]


def finding_object(finding: Finding) -> dict[str, Any]:
    """One finding as `check --json` gives it."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "period": finding.period,
        "subject": finding.subject,
        "title": finding.title,
        "message": finding.message,
        "basis": basis_object(finding.basis),
        "remedy": finding.remedy,
        "records": records_object(finding.records),
        "state": finding.state,
        "reason": finding.reason,
        "key": finding.key,
    }


def duty_object(duty: Duty) -> dict[str, Any]:
    """One obligation as `duties --json` gives it."""
    from db.rules.answer_keys import duty_key

    return {
        "duty": duty.duty,
        "title": duty.title,
        "period": duty.period,
        "due_on": duty.due_on,
        "state": duty.state,
        "subject": duty.subject,
        "ledger": duty.ledger,
        "evidence": records_object(duty.evidence),
        "basis": basis_object(duty.basis),
        "reason": duty.reason,
        "key": duty_key(duty),
    }


def reminder_object(reminder: Reminder) -> dict[str, Any]:
    """One reminder as `reminders --json` gives it."""
    return {
        "kind": reminder.kind,
        "on": reminder.on,
        "person": plain(reminder.person),
        "years": reminder.years,
        "title": reminder.title,
        "basis": basis_object(reminder.basis),
        "note": reminder.note,
    }


class Answer:
    """Where a command puts its result: `give(result, lines)` writes the one or the other."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, result: Any, lines: Iterable[str] | Callable[[], Iterable[str]]) -> None:
        """The result as JSON, or the lines for a person (made only when wanted)."""
        if self.as_json:
            write(json.dumps(plain(result), ensure_ascii=False, indent=1))
            return
        for line in lines() if callable(lines) else lines:
            write(line)


def write(line: str) -> None:
    """One line on standard output, in UTF-8 whatever the terminal says."""
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def complain(message: str) -> None:
    """One sentence on standard error."""
    sys.stderr.buffer.write(message.encode("utf-8", "replace") + b"\n")
    sys.stderr.flush()


def refuse(error: LedgerError, as_json: bool) -> None:
    """An error for a person, and for a program where it asked for JSON."""
    message = printable(error.message)
    complain(message)
    if as_json:
        content: dict[str, Any] = {"code": error.code, "message": message}
        for name in ("problems", "choices", "uids", "seconds"):
            found = getattr(error, name, None)
            if found:
                content[name] = found
        write(json.dumps({"error": content}, ensure_ascii=False, indent=1))


def printable(text: str) -> str:
    """A text on one line that cannot steer a terminal: without control and direction characters."""
    return "".join(ch for ch in " ".join(text.splitlines()) if category(ch) not in ("Cc", "Cf", "Cs"))


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines with columns that stand under each other, Chinese characters counting double."""
    cells = [list(titles), *[[shortened(cell) for cell in row] for row in rows]]
    widths = [max(width(row[index]) for row in cells) for index in range(len(titles))]
    return [
        "  ".join(cell + " " * (widths[i] - width(cell)) for i, cell in enumerate(row)).rstrip()
        for row in cells
    ]


def width(text: str) -> int:
    """Columns a text takes in a terminal."""
    return sum(2 if east_asian_width(ch) in "WF" else 1 for ch in text)


def shortened(text: str, longest: int = 40) -> str:
    """A text on one line, cut at `longest` characters."""
    text = " ".join(str(text).split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
