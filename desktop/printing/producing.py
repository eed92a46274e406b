"""From a branch to PDF files: content built by the reports, drawn, and written whole.

For the command line and the window alike; shows nothing.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.reports import PrintOptions
    from db.reports.document import ReportDocument
    from db.reports.folder import InspectionFolder
    from db.services.branch import Branch

_LEDGERS = MappingProxyType({"roster": "person"})  # what kinds print of which the options name no ledger
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Produced:
    """The files written, their pages altogether, and remarks on what could not be printed as written."""

    paths: tuple[Path, ...]
    pages: int
    warnings: tuple[str, ...] = ()


def content_of(branch: "Branch", kind: str, options: "PrintOptions") -> "ReportDocument | InspectionFolder":
    """What stands on one print of the branch as it is today, with the end of the trail in the foot of a document, so
    that rows cut off later show. Whole numbers are noted before they are shown, and marked with who wanted them.

    LedgerError: not_found, option_missing, always_masked.
    """
    from db.reports import build_print, print_kind
    from db.reports.document import ReportDocument
    from db.rules.gathering import gather
    from db.services.trail import note, trail_head
    from db.services.whole_numbers import mark_of

    content = build_print(print_kind(kind), branch, gather(branch), options)
    if not isinstance(content, ReportDocument):
        return content
    if options.full_for:
        number = note(branch, "print", *_whole_numbers_of(kind, content, options), options.full_for)
        foot = mark_of(branch, number, options.full_for)
    else:
        head = trail_head(branch)
        foot = f"登记号 {head}" if head else ""
    words = [part for part in (_conflict_words(branch, kind, options), foot) if part]
    return replace(content, foot="　".join(words)) if words else content


def _whole_numbers_of(kind: str, content: "ReportDocument", options: "PrintOptions") -> tuple[str, str]:
    """What is printed with whole numbers, as the trail names it, and of how many people: of one record one, of a list
    as many as it has lines."""
    from db.reports import print_kind
    from db.reports.document import Table

    ledger = options.ledger or print_kind(kind).ledger
    if options.uid and ledger:
        return f"{ledger}:{options.uid}", f"{content.title}，1人，完整号码"
    lines = sum(len(block.rows) for block in content.blocks if isinstance(block, Table))
    return content.title, f"{lines}人，完整号码"


def _conflict_words(branch: "Branch", kind: str, options: "PrintOptions") -> str:
    """有未处理的冲突：联系电话. Where two PCs disagree on what is printed here and nobody has decided yet."""
    from db.exchange.conflicts import inbox
    from db.reports import print_kind

    ledger = options.ledger or print_kind(kind).ledger or _LEDGERS.get(kind, "")
    fields = [
        each.title
        for each in inbox(branch)
        if each.ledger == ledger and (not options.uid or each.uid == options.uid)
    ]
    told = "、".join(dict.fromkeys(fields[:_MOST_NAMED])) + ("等" if len(fields) > _MOST_NAMED else "")
    return f"有未处理的冲突：{told}" if fields else ""


def note_print(branch: "Branch", title: str, way: str, pages: int) -> None:
    """A row in the trail for one paper that was printed or saved; `way` says which ("PDF", "打印机")."""
    from db.services.trail import note_quietly

    note_quietly(branch, "print", title, f"{pages}页，{way}")


def produce(
    branch: "Branch", kind: str, options: "PrintOptions", target: Path, *, per_box: bool = False
) -> Produced:
    """Print one kind to `target`; a folder with `per_box` goes into one file a box beside it.

    LedgerError: not_found for an unknown kind, option_missing, write_failed, disk_full.
    """
    from db.reports.folder import InspectionFolder
    from desktop.printing.folders import render_any, render_boxes

    content = content_of(branch, kind, options)
    if per_box and isinstance(content, InspectionFolder):
        written = render_boxes(content, target.with_suffix(""))
        warnings = dict.fromkeys(warning for result in written.values() for warning in result.warnings)
        pages = sum(result.pages for result in written.values())
        note_print(branch, content.title, "每盒一个PDF", pages)
        return Produced(tuple(written), pages, tuple(warnings))
    result = render_any(content, target)
    note_print(branch, content.title, "PDF", result.pages)
    return Produced((result.path or target,), result.pages, result.warnings)


def produce_document(branch: "Branch", content: "ReportDocument", target: Path) -> Produced:
    """Print a paper that was built elsewhere, with the end of the trail in its foot."""
    from db.services.trail import trail_head
    from desktop.printing.pdf import render

    head = trail_head(branch)
    result = render(replace(content, foot=f"登记号 {head}") if head else content, target)
    note_print(branch, content.title, "PDF", result.pages)
    return Produced((result.path or target,), result.pages, result.warnings)


def produce_recovery_sheet(branch: "Branch", code: str, target: Path, slot: str = "") -> Produced:
    """Print the sheet with the 48 digits; they are kept nowhere else. `slot` is the number of the way they open."""
    from db.reports.recovery_sheet import recovery_sheet
    from desktop.printing.pdf import render

    result = render(recovery_sheet(branch.name, code, slot), target)
    return Produced((result.path or target,), result.pages, result.warnings)
