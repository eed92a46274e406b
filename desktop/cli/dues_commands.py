"""Dues month by month: who owes what and why, the year, and taking a month in from everybody at once."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.options import UsageError, read_day, read_year
from desktop.cli.showing import basis_object, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.dues.months import DuesRow, DuesSums, DuesView
    from db.services.branch import Branch

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_STATES = {
    "paid": "已交", "part": "少交", "due": "未交", "late": "欠交", "exempt": "免交", "unsettled": "未核定", "away": "不在册",
}  # fmt: skip


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("dues")(dues)


def dues(
    context: typer.Context,
    month: Annotated[str, typer.Option("--month", metavar="2026-03", help="哪个月，不写为本月")] = "",
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="改看这一年的收缴和结存")] = None,
    person: Annotated[str, typer.Option("--person", metavar="NAME", help="只看这一人，列出试算过程")] = "",
    collect: Annotated[bool, typer.Option("--collect", help="把这个月应交未交的全部登记为已收")] = False,
    paid_on: Annotated[str, typer.Option("--paid-on", metavar="D", help="收取日期，不写为今天")] = "",
    left_out: Annotated[
        list[str] | None, typer.Option("--except", metavar="NAME", help="没有交的人，可以写几次")
    ] = None,
    take_back: Annotated[str, typer.Option("--take-back", metavar="BATCH", help="撤销一次“全部已收”")] = "",
) -> None:
    """党费：每名党员某月应交、实交、欠交和依据；全年收缴；全部已收及其撤销。"""
    if month and not _MONTH.fullmatch(month):
        raise UsageError(f"--month 应写作 2026-03，不是“{month[:20]}”")
    if month and year is not None:
        raise UsageError("--month 和 --year 只写一个")
    read_year(int(month[:4]) if month else year, "--month" if month else "--year")
    day = read_day(paid_on, "--paid-on") if paid_on else None
    if take_back:
        _take_back(context, take_back)
    elif collect:
        _collect(context, month, day, left_out or [])
    elif year is not None:
        _show_year(context, year)
    else:
        _show_month(context, month, person)


def _view(branch: "Branch") -> "DuesView":
    from db.rules.dues.months import DuesView
    from db.rules.gathering import gather

    return DuesView(gather(branch))


# --- a month --------------------------------------------------------------------------------------------------
def _show_month(context: typer.Context, month: str, person: str) -> None:
    with state_of(context).options.opened() as branch:
        chosen = month or f"{branch.today:%Y-%m}"
        rows = _view(branch).rows(chosen)
        if person:
            uid = _uid_of(branch, person)
            rows = tuple(row for row in rows if row.person == uid)
    state_of(context).answer.give(
        [row_of_month(row) for row in rows], lambda: _month_lines(rows, bool(person))
    )


def _uid_of(branch: "Branch", name: str) -> str:
    from db.services.naming_records import names_of

    return names_of(branch).find("person", name, False)


def row_of_month(row: "DuesRow") -> dict[str, Any]:
    """One member in a month as `dues --json` gives it; amounts are yuan, null where nothing was settled."""
    from db.arithmetic.dues import rate_text, yuan_text

    found = row.assessment
    is_of_base = found is not None and bool(found.rate_permyriad)
    return {
        "person": {"uid": row.person, "name": row.name},
        "month": row.month,
        "class": row.standard.dues_class if row.standard else None,
        "base": yuan_text(found.base_fen) if found and is_of_base else None,
        "rate": rate_text(found.rate_permyriad) if found and is_of_base else None,
        "due": yuan_text(row.due_fen) if found else None,
        "paid": yuan_text(row.paid_fen),
        "arrears_months": len(row.arrears),
        "arrears": list(row.arrears),
        "state": row.state,
        "basis": basis_object(row.basis),
        "steps": [{"text": step.text, "amount": step.amount, "basis": step.basis} for step in found.steps]
        if found
        else [],
    }


def _month_lines(rows: Iterable["DuesRow"], is_detailed: bool) -> Iterable[str]:
    from db.rules.dues.months import CLASS_TITLES

    cells = []
    for row in rows:
        told = row_of_month(row)
        behind = f"{len(row.arrears)}个月" if row.arrears else ""
        texts = (told["base"], told["rate"], told["due"], told["paid"])
        cells.append(
            (
                row.label,
                CLASS_TITLES.get(told["class"] or "", ""),
                *(text or "" for text in texts),
                behind,
                _STATES[row.state],
                row.basis.text if row.basis else "",
            )
        )
    yield from table(("姓名", "类型", "基数", "比例", "应交", "实交", "欠交", "情况", "依据"), cells)
    if is_detailed:
        for row in rows:
            for step in row.assessment.steps if row.assessment else ():
                yield f"    {step.text}  {step.amount}  （{step.basis}）"


# --- a year ---------------------------------------------------------------------------------------------------
def _show_year(context: typer.Context, year: int) -> None:
    from db.arithmetic.dues import yuan_text
    from db.rules.dues.year import year_table

    with state_of(context).options.opened() as branch:
        view = _view(branch)
        found, sums = year_table(view, year), view.sums(year)
    rows = [
        {
            "person": {"uid": each.person, "name": each.name},
            "due": yuan_text(each.due_fen),
            "paid": yuan_text(each.paid_fen),
            "months": {
                cell.month: {
                    "due": yuan_text(cell.due_fen),
                    "paid": yuan_text(cell.paid_fen),
                    "state": cell.state,
                }
                for cell in each.cells
            },
        }
        for each in found
    ]
    answer = {"year": year, "rows": rows, "sums": _sums_object(sums)}
    lines = table(
        ("姓名", *(f"{number}月" for number in range(1, 13)), "应交", "实交"),
        [
            (
                each.label,
                *(yuan_text(cell.paid_fen) if cell.paid_fen else _STATES[cell.state] for cell in each.cells),
                yuan_text(each.due_fen),
                yuan_text(each.paid_fen),
            )
            for each in found
        ],
    )
    told = "，".join(
        f"{title}{amount}元"
        for title, amount in zip(_SUMS.values(), _sums_object(sums).values(), strict=True)
    )
    state_of(context).answer.give(answer, [*lines, told])


_SUMS = {
    "opening": "上年结存", "collected": "收缴", "allotted": "下拨", "handed_over": "上缴", "used": "使用", "closing": "结存",
}  # fmt: skip


def _sums_object(sums: "DuesSums") -> dict[str, str]:
    from db.arithmetic.dues import yuan_text

    return {name: yuan_text(getattr(sums, f"{name}_fen")) for name in _SUMS}


# --- taking in ------------------------------------------------------------------------------------------------
def _collect(context: typer.Context, month: str, paid_on: date | None, left_out: list[str]) -> None:
    from db.arithmetic.dues import yuan_text
    from db.rules.dues.collecting import collect

    with state_of(context).options.opened() as branch:
        chosen = month or f"{branch.today:%Y-%m}"
        uids = [_uid_of(branch, name) for name in left_out]
        done = collect(branch, chosen, paid_on or branch.today, uids)
    found = {
        "batch": done.batch,
        "month": chosen,
        "count": done.count,
        "sum": yuan_text(done.sum_fen),
        "uids": [uid for _ledger, uid in done.changes.in_order],
    }
    words = (
        f"{chosen} 登记了{done.count}人，共{yuan_text(done.sum_fen)}元；撤销用 dues --take-back {done.batch}"
    )
    state_of(context).answer.give(found, [words])


def _take_back(context: typer.Context, batch: str) -> None:
    from db.importing.commit import undo

    with state_of(context).options.opened() as branch:
        done = undo(branch, batch)
    found = {"batch": batch, "removed": done.removed, "kept": list(done.kept)}
    kept = f"；后来改过的{len(done.kept)}条没有动" if done.kept else ""
    state_of(context).answer.give(found, [f"已撤销{done.removed}条{kept}"])
