"""Whole citizen and phone numbers: who may see them for what, and how that is noted. Lists and prints are masked."""

import resources
from db.changes import Row
from db.errors import LedgerError
from db.fields import FieldSpec, Sensitivity
from db.ledger_spec import LedgerSpec
from db.services.branch import Branch
from db.services.trail import note, note_quietly

HIDDEN = (Sensitivity.CITIZEN_NUMBER, Sensitivity.PHONE)
LONGEST_REASON = 60
MARK_BEGINS = "含完整号码，仅供"  # how the line below a sheet with whole numbers begins; no import takes it for a record


def view_reasons() -> tuple[str, ...]:
    """What whole numbers may be wanted for, in Chinese; any other reason may be typed on the command line."""
    return tuple(str(each["title"]) for each in resources.read_toml("codes/view_reasons.toml")["reasons"])


def hidden_fields(spec: LedgerSpec) -> tuple[FieldSpec, ...]:
    """The fields of a ledger that are masked unless asked for."""
    return tuple(field for field in spec.fields if field.sensitivity in HIDDEN)


def note_form(branch: Branch, spec: LedgerSpec, row: Row) -> None:
    """Opening the form of a record shows its numbers whole, for that is where they are corrected: it is noted."""
    titles = [field.title for field in hidden_fields(spec) if row.get(field.key)]
    if titles:
        note_quietly(branch, "view_full", f"{spec.key}:{row.uid}", "、".join(titles), "打开表单修改")


def note_reading(branch: Branch, spec: LedgerSpec, rows: tuple[Row, ...], reason: str) -> None:
    """Whole numbers of one or many records were given out as JSON."""
    titles = [field.title for field in hidden_fields(spec) if any(row.get(field.key) for row in rows)]
    if titles:
        about = f"{spec.key}:{rows[0].uid}" if len(rows) == 1 else f"{spec.title}（{len(rows)}条）"
        note_quietly(branch, "view_full", about, "、".join(titles), reason)


def check_reason(reason: str) -> None:
    """LedgerError `reason_missing` for one that says nothing."""
    if not reason.strip():
        raise LedgerError(
            "reason_missing",
            "完整号码要写明用途",
            "没有写出任何内容",
            f"请写明理由（--reason），例如：{'、'.join(view_reasons())}",
        )


def note_full_export(branch: Branch, title: str, count: int, reason: str) -> int:
    """Note an export with whole numbers before it is made; returns its running number for the mark on it.

    LedgerError `reason_missing` without a reason.
    """
    check_reason(reason)
    return note(branch, "export", title, f"{count}条，完整号码", reason[:LONGEST_REASON])


def mark_of(branch: Branch, number: int, reason: str) -> str:
    """The line that stands on paper or a sheet with whole numbers: who, which day, which row of the trail."""
    person = branch.actor or "本支部"
    return f"{MARK_BEGINS}{reason.strip()[:LONGEST_REASON]}；经手人 {person}，{branch.today.isoformat()}，登记第 {number} 号"
