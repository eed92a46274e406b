"""What a township prints and exports: bulletin, letters, tables."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import LedgerError
from desktop.cli.files import target_file
from desktop.cli.state import State, state_of

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

Target = Annotated[Path, typer.Option("--out", metavar="F.pdf", help="写到哪个文件")]
Spreadsheet = Annotated[Path, typer.Option("--out", metavar="F", help=".xlsx、.csv 或 .pdf")]


def add_papers_to(township: typer.Typer) -> None:
    """Register the commands."""
    commands: dict[str, Callable[..., None]] = {
        "bulletin": bulletin,
        "letters": letters,
        "progress": progress,
        "league": league,
        "statistics": statistics,
    }
    for name, command in commands.items():
        township.command(name)(command)


@contextmanager
def opened_township(state: State) -> "Iterator[Branch]":
    """The township of the data folder, open for one command."""
    from db.township.folder import need_township

    with state.options.opened() as branch:
        need_township(branch)
        yield branch


def bulletin(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="M", help="如 2026-03")],
    out: Target,
) -> None:
    """一个月的工作情况通报。"""
    from db.township.papers import bulletin as build

    _print(context, lambda branch: build(branch, month), out)


def progress(context: typer.Context, out: Target) -> None:
    """进度表：哪些支部还要推进什么。"""
    _print_paper(context, "progress", out)


def league(context: typer.Context, out: Target) -> None:
    """得分与完成情况一览。"""
    _print_paper(context, "league", out)


def _print_paper(context: typer.Context, key: str, out: Path) -> None:
    from db.township.papers import PAPERS, read_overview

    _print(context, lambda branch: PAPERS[key][1](read_overview(branch)), out)


def statistics(context: typer.Context, out: Spreadsheet) -> None:
    """全部支部合并的统计表。"""
    from db.files import atomic_write
    from db.services.trail import note_quietly
    from db.township.papers import merged_of, read_overview
    from db.township.statistics import spreadsheet_of

    suffix = out.suffix.lower()
    if suffix == ".pdf":
        _print_paper(context, "statistics", out)
        return
    if suffix not in (".xlsx", ".csv"):
        raise LedgerError(
            "invalid", f"“{out.name}”的格式不认识", "没有写出任何文件", "请写 .xlsx、.csv 或 .pdf"
        )
    state = state_of(context)
    with opened_township(state) as branch:
        merged = merged_of(read_overview(branch))
        written = atomic_write(target_file(out), spreadsheet_of(merged, "统计表", suffix))
        note_quietly(branch, "export", f"统计表 → {written.name}", f"{len(merged.rows)}个支部")
    result = {
        "file": str(written),
        "branches": len(merged.rows),
        "totals": {
            title: count
            for title, count in zip(merged.titles[1:], merged.totals[1:], strict=True)
            if count != ""  # points do not add up
        },
    }
    state.answer.give(result, [f"已写好 {written}（{len(merged.rows)}个支部）。"])


def letters(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="每个支部一个 PDF，放到这个文件夹")],
    only: Annotated[str, typer.Option("--branch", metavar="NAME", help="只给这一个支部")] = "",
) -> None:
    """给待推进的支部各打印一份提醒函。"""
    from db.files import safe_name
    from db.township.papers import letters as build
    from db.township.papers import read_overview
    from desktop.printing.producing import produce_document

    state = state_of(context)
    written: list[dict[str, Any]] = []
    with opened_township(state) as branch:
        for number, (name, document) in enumerate(build(read_overview(branch), only), start=1):
            target = out / safe_name(f"{number:03d}_{document.title}_{name}.pdf", 120)
            printed = produce_document(branch, document, target)
            written.append({"branch": name, "file": str(printed.paths[0]), "pages": printed.pages})
    state.answer.give(written, [f"已生成 {each['file']}" for each in written])


def _print(context: typer.Context, build: "Callable[[Branch], ReportDocument]", out: Path) -> None:
    from desktop.printing.producing import produce_document

    state = state_of(context)
    target = target_file(out)
    with opened_township(state) as branch:
        printed = produce_document(branch, build(branch), target)
    result = {
        "file": str(printed.paths[0]),
        "pages": printed.pages,
        "warnings": list(printed.warnings),
    }
    lines = [f"已生成 {printed.paths[0]}（{printed.pages}页）"]
    state.answer.give(result, [*lines, *(f"注意：{warning}" for warning in printed.warnings)])
