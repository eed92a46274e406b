"""Commands for sealed years: what is still open, sealing, checking, reopening, and the page for the file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import read_year
from desktop.cli.showing import table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.year_gaps import Gap
    from db.services.branch import Branch

Year = Annotated[int, typer.Argument(metavar="YEAR", help="哪一年度")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("seal")(seal)
    app.command("reopen")(reopen)


def seal(
    context: typer.Context,
    year: Year,
    preview: Annotated[bool, typer.Option("--preview", help="只列出还没办结的事，不封存")] = False,
    check: Annotated[bool, typer.Option("--check", help="核对已封存的年度有没有改动")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="打印封存与移交单")] = None,
) -> None:
    """封存一个年度：先列出没办结的事，封存后这一年的记录不能再改；可打印移交单。"""
    from db.services.sealing_years import content_of_year, is_unchanged, seal_year, state_of_year

    read_year(year, "YEAR")
    target = target_file(out) if out else None
    with state_of(context).options.opened() as branch:
        gaps = _gaps(branch, year)
        if not preview and not check:
            seal_year(branch, year)
        state, content = state_of_year(branch, year), content_of_year(branch, year)
        unchanged = is_unchanged(branch, year) if state else None
        if target is not None:
            _print(branch, year, gaps, target)
    result: dict[str, Any] = {
        "year": year,
        "state": state.state if state else "open",
        "sealed_on": state.sealed_on if state else None,
        "digest": state.digest if state else None,
        "digest_now": content.digest,
        "unchanged": unchanged,
        "counts": {ledger.key: ledger.count for ledger in content.ledgers},
        "gaps": [{"kind": gap.kind, "title": gap.title, "note": gap.note} for gap in gaps],
        "file": str(target) if target else None,
    }
    state_of(context).answer.give(result, _lines(year, result, gaps))
    if check and not unchanged:
        raise typer.Exit(1)


def _lines(year: int, result: dict[str, Any], gaps: "tuple[Gap, ...]") -> list[str]:
    lines = [f"{year}年度还没办结的事 {len(gaps)} 件："] if gaps else [f"{year}年度没有未办结的事。"]
    lines += table(("事项", "情况"), [(gap.title, gap.note) for gap in gaps]) if gaps else []
    words = {"open": "没有封存", "sealed": f"已封存（{result['sealed_on']}）", "reopened": "已重开"}
    lines.append(f"{year}年度{words[result['state']]}，共 {sum(result['counts'].values())} 条记录。")
    if result["digest"]:
        lines.append(f"封存校验码：{result['digest']}")
        lines.append("内容与封存时一致。" if result["unchanged"] else "封存以后内容有改动，校验码对不上。")
    return lines


def reopen(
    context: typer.Context,
    year: Year,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="为什么要重开，会留在历史里")] = "",
) -> None:
    """写明理由，重开一个已封存的年度。"""
    from db.services.sealing_years import reopen_year

    read_year(year, "YEAR")
    with state_of(context).options.opened() as branch:
        reopen_year(branch, year, reason)
    state_of(context).answer.give(
        {"year": year, "state": "reopened", "reason": reason},
        [f"{year}年度已重开，理由记在历史里；改完请再封存。"],
    )


def _gaps(branch: "Branch", year: int) -> "tuple[Gap, ...]":
    from db.rules.gathering import gather
    from db.rules.year_gaps import year_gaps

    return year_gaps(gather(branch), year)


def _print(branch: "Branch", year: int, gaps: "tuple[Gap, ...]", target: Path) -> None:
    from db.errors import LedgerError
    from db.reports.sealed_year import sealed_year_page
    from db.services.sealing_years import content_of_year, state_of_year
    from desktop.printing.folders import render_any

    state = state_of_year(branch, year)
    if state is None:
        raise LedgerError("not_sealed", f"{year}年度没有封存", "没有写任何文件", "请先封存再打印移交单")
    render_any(sealed_year_page(branch.name, state, content_of_year(branch, year), gaps), target)
