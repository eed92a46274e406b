"""The packs of life meetings: what belongs to each, and what is still missing."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import NotFoundError
from desktop.cli.showing import table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.rules.life.pack import PackView


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("life-pack")(life_pack)


def life_pack(
    context: typer.Context,
    uid: Annotated[str, typer.Argument(metavar="[UID]", help="组织生活会的编号或日期，不写为全部")] = "",
) -> None:
    """组织生活会材料：征求意见、谈心谈话、对照检查、批评、整改清单、民主评议齐不齐。"""
    from db.rules.gathering import gather
    from db.rules.life.pack import life_packs

    with state_of(context).options.opened() as branch:
        packs = life_packs(gather(branch))
    chosen = [pack for pack in packs if uid in ("", pack.meeting, pack.held_on)]
    if uid and not chosen:
        raise NotFoundError(
            f"没有编号或日期为“{uid[:40]}”的组织生活会", "请先登记，或者核对日期，如 2026-02-10"
        )
    found = [pack_object(pack) for pack in chosen]
    state_of(context).answer.give(found, lambda: _lines(found))


def pack_object(pack: "PackView") -> dict[str, Any]:
    """A meeting as `life-pack --json` gives it. `state` of an item is done, part or nothing."""
    return {
        "meeting": pack.meeting,
        "held_on": pack.held_on,
        "title": pack.title,
        "appraisal": pack.appraisal or None,
        "items": [
            {
                "key": item.key,
                "title": item.title,
                "state": item.state,
                "count": item.count,
                "notes": list(item.notes),
            }
            for item in pack.items
        ],
    }


def _lines(found: list[dict[str, Any]]) -> list[str]:
    from db.rules.life.pack import STATE_TITLES

    lines: list[str] = [] if found else ["还没有组织生活会的记录。"]
    for pack in found:
        rows = [
            (item["title"], STATE_TITLES[item["state"]], str(item["count"]), "；".join(item["notes"]))
            for item in pack["items"]
        ]
        lines += [pack["title"], *table(("材料", "情况", "数量", "说明"), rows), ""]
    return lines
