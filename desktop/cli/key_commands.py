"""Commands about who may open the books, and who did what with them."""

from collections.abc import Iterable
from typing import Annotated

import typer

from desktop.cli.options import UsageError
from desktop.cli.showing import table
from desktop.cli.state import state_of


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("audit")(trail)


def trail(
    context: typer.Context,
    action: Annotated[str, typer.Option("--action", metavar="A", help="只列这一种，如 export")] = "",
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", help="只列最近几条")] = None,
    head: Annotated[
        list[str] | None, typer.Option("--head", metavar="37-4f2a9c10b7", help="核对纸上的登记号，可多次")
    ] = None,
) -> None:
    """操作登记：谁在什么时候打开、查看、导出、打印、改过什么；核对登记有没有被动过。"""
    from db.services.trail import ACTIONS, check_trail, trail_head
    from db.services.trail_reading import shown_trail

    if action and action not in ACTIONS:
        raise UsageError(f"--action 应是 {'、'.join(ACTIONS)} 之一")
    if limit is not None and limit < 1:
        raise UsageError("--limit 应是正整数")
    with state_of(context).options.opened() as branch:
        problems = check_trail(branch, head or ())
        shown = shown_trail(branch, limit, action)
        end = trail_head(branch)
    entries = [
        {
            "number": each.entry.number,
            "at": each.entry.at,
            "person": each.entry.person,
            "action": each.entry.action,
            "object": each.entry.object,
            "fields": each.entry.fields,
            "reason": each.entry.reason,
            "clock_doubt": each.entry.clock_doubt,
        }
        for each in shown
    ]

    def lines() -> Iterable[str]:
        rows = [
            (
                str(e.entry.number),
                e.when,
                e.entry.person,
                e.entry.title,
                e.about,
                e.entry.fields,
                e.entry.reason,
            )
            for e in shown
        ]
        yield from table(("号", "时间", "谁", "做了什么", "对象", "内容", "理由"), rows)
        yield from problems or ["登记完好，没有缺失或改动。"]
        yield f"登记号：{end}（打印件页脚上的登记号可以用 --head 核对）"

    result = {"sound": not problems, "problems": problems, "head": end, "entries": entries}
    state_of(context).answer.give(result, lines)
    if problems:
        raise typer.Exit(1)
