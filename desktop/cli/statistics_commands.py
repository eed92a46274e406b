"""党内统计 on the command line: the tables as of the day of `--on`, the records behind each number, a workbook."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError
from desktop.cli.showing import table as table_lines
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.statistics import StatTable


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("statistics")(statistics)


def statistics(
    context: typer.Context,
    table: Annotated[str, typer.Option("--table", metavar="KEY", help="只看这一张表，如 age")] = "",
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE.xlsx", help="另存为电子表格，带名单")
    ] = None,
) -> None:
    """党内统计表：截至 --on 这一天（不写为今天），每个数后面是哪些人。"""
    from db.rules.gathering import gather
    from db.rules.statistics import statistics as count

    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise UsageError(f"--xlsx 的文件名应以 .xlsx 结尾，不是“{xlsx.name[:30]}”")
    with state_of(context).options.opened() as branch:
        facts = gather(branch)
        tables = count(facts, only=table)
        written = None
        if xlsx is not None:
            from db.files import atomic_write
            from db.rules.statistics.exporting import export_statistics

            target = target_file(xlsx)
            written = atomic_write(
                target, export_statistics(branch, target.name, tables, facts, branch.today)
            )
        day = branch.today.isoformat()
    answer: dict[str, Any] = {"on": day, "tables": [table_object(each) for each in tables]}
    if written is not None:
        answer["file"] = str(written)
    told = [f"已存为 {written.name}"] if written else []
    state_of(context).answer.give(answer, lambda: [*_lines(tables), *told])


def table_object(table: "StatTable") -> dict[str, Any]:
    """One table as `statistics --json` gives it: counts by column, `uids` behind the first, `of` behind each column."""
    return {
        "key": table.key,
        "title": table.title,
        "mark": table.mark,
        "note": table.note,
        "columns": [{"key": column.key, "title": column.title} for column in table.columns],
        "rows": [
            {
                "key": row.key,
                "label": row.label.strip("　"),
                "columns": {column.key: row.count(column.key) for column in table.columns},
                "uids": [uid for _ledger, uid in row.records],
                "of": {
                    column.key: [{"ledger": ledger, "uid": uid} for ledger, uid in row.cells[column.key]]
                    for column in table.columns
                },
            }
            for row in table.rows
        ],
        "differences": [
            {"text": each.text, "uids": [uid for _ledger, uid in each.records]} for each in table.differences
        ],
    }


def _lines(tables: Iterable["StatTable"]) -> Iterable[str]:
    from db.rules.statistics.presenting import notes_of

    for each in tables:
        yield f"【{each.title}】（{each.key}）"
        titles = ("", *(column.title for column in each.columns))
        rows = [(row.label, *(str(row.count(column.key)) for column in each.columns)) for row in each.rows]
        yield from table_lines(titles, rows)
        yield from (f"注：{text}" for text in notes_of(each))
        yield ""
