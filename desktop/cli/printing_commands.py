"""Printing without a window."""

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError, read_day, read_year
from desktop.cli.showing import table
from desktop.cli.state import state_of


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("print")(print_)


def print_(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="打印什么，用 --list 查看")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="写到哪个文件")] = None,
    list_: Annotated[bool, typer.Option("--list", help="列出能打印的全部内容")] = False,
    year: Annotated[int | None, typer.Option("--year", metavar="Y")] = None,
    month: Annotated[str | None, typer.Option("--month", metavar="2026-03", help="或只写 3")] = None,
    day: Annotated[str, typer.Option("--day", metavar="D", help="按哪一天的情况")] = "",
    ledger: Annotated[str, typer.Option("--ledger", metavar="KEY")] = "",
    uid: Annotated[str, typer.Option("--uid", metavar="UID")] = "",
    box: Annotated[str, typer.Option("--box", metavar="N", help="只打印这一盒")] = "",
    paper: Annotated[str, typer.Option("--paper", metavar="A4|A3")] = "A4",
    template: Annotated[
        str,
        typer.Option(
            "--template", metavar="village|office|simple|NAME", help="档案盒分法，或上级下发的分法的名称"
        ),
    ] = "",
    rubric: Annotated[
        str, typer.Option("--rubric", metavar="NAME", help="评分表的名称或编号，不写用上报的那张")
    ] = "",
    spine: Annotated[int, typer.Option("--spine", metavar="20|30|40|50", help="盒脊宽（毫米）")] = 30,
    per_box: Annotated[bool, typer.Option("--per-box", help="每盒一个文件")] = False,
    full_numbers: Annotated[
        bool, typer.Option("--full-numbers", help="花名册上的身份证号、电话不遮盖，要写明 --reason")
    ] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="完整号码的用途，记入操作登记")] = "",
) -> None:
    """打印成 PDF：会议记录、签到表、花名册、生日表、迎检资料夹等。"""
    from db.reports import PRINTS

    if list_:
        found = [
            {"kind": each.key, "title": each.title, "needs": list(each.needs), "takes": list(each.takes)}
            for each in PRINTS
        ]
        rows = [
            (
                each.key,
                each.title,
                " ".join(_option(name) for name in each.needs),
                " ".join(_option(name) for name in each.takes),
            )
            for each in PRINTS
        ]
        state_of(context).answer.give(found, table(("KIND", "名称", "要写明", "可以写"), rows))
        return
    if kind is None or out is None:
        raise UsageError("print 要写明打印什么（KIND）和 --out FILE.pdf")
    if paper.upper() not in ("A4", "A3"):
        raise UsageError("--paper 应是 A4 或 A3")
    if spine not in (20, 30, 40, 50):
        raise UsageError("--spine 应是 20、30、40 或 50")
    month_year, month_number = _month(month)
    chosen = {
        "year": read_year(year) or read_year(month_year, "--month"), "month": month_number, "day": str(read_day(day, "--day")) if day else "",
        "ledger": ledger, "uid": uid, "box": box, "paper": paper.upper(), "template": template, "spine": spine, "rubric": rubric,
        "full_for": _reason(full_numbers, reason),
    }  # fmt: skip
    _produce(context, kind, chosen, out, per_box)


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _reason(is_wanted: bool, reason: str) -> str:
    """Why numbers are wanted whole; LedgerError `reason_missing` where that was not said."""
    from db.services.whole_numbers import LONGEST_REASON, check_reason

    if not is_wanted:
        return ""
    check_reason(reason)
    return reason.strip()[:LONGEST_REASON]


def _month(text: str | None) -> tuple[int | None, int | None]:
    """Year and month of "2026-03" or "3"."""
    if text is None:
        return None, None
    year, _, month = text.rpartition("-")
    if not month.isdecimal() or not 1 <= int(month) <= 12 or (year and not year.isdecimal()):
        raise UsageError(f"--month 应写作 2026-03，不是“{text[:20]}”")
    return (int(year) if year else None), int(month)


def _produce(context: typer.Context, kind: str, chosen: dict[str, Any], out: Path, per_box: bool) -> None:
    from db.ledgers import by_key
    from db.reports import PrintOptions, print_kind
    from db.services.queries import find_row
    from desktop.printing.producing import produce

    target = out if per_box else target_file(out)
    with state_of(context).options.opened() as branch:
        ledger = print_kind(kind).ledger or chosen["ledger"]
        if chosen["uid"] and ledger:
            chosen["uid"] = find_row(branch, by_key(ledger), chosen["uid"]).uid
        printed = produce(branch, kind, PrintOptions(**chosen), target, per_box=per_box)
    result = {
        "file": str(printed.paths[0]),
        "files": [str(path) for path in printed.paths],
        "pages": printed.pages,
        "warnings": list(printed.warnings),
    }
    lines = [f"已生成 {path}" for path in printed.paths] + [f"共 {printed.pages} 页"]
    state_of(context).answer.give(result, [*lines, *(f"注意：{warning}" for warning in printed.warnings)])
