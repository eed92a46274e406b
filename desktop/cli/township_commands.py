"""Commands of a township: the overview of its branches, what it hands down, its bulletin and letters."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.options import UsageError
from desktop.cli.showing import table
from desktop.cli.state import State, state_of
from desktop.cli.township_papers import add_papers_to, opened_township
from desktop.cli.township_scores import POINTS, points, read_object, score_object, scored_lines

if TYPE_CHECKING:
    from db.township.overview import BranchStanding

DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", metavar="URL", help="从 postgresql+psycopg://… 读，不打开本机的汇总"),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    township = typer.Typer(help="乡镇汇总：进度、提醒函、通报、统计、下发的内容。", no_args_is_help=True)
    commands: dict[str, Callable[..., None]] = {
        "overview": overview,
        "branch": one_branch,
        "transfers": transfers,
        "expect": expect,
        "forget": forget,
        "items": items,
        "publish": publish,
        "withdraw": withdraw,
        "card": card,
        "settings": settings,
        "serve-to": serve_to,
        "read-from": read_from,
    }
    add_papers_to(township)
    for name, command in commands.items():
        township.command(name)(command)
    app.add_typer(township, name="township")


# --- looking --------------------------------------------------------------------------------------------------
def overview(context: typer.Context, database: DatabaseUrl = None) -> None:
    """每个支部完成、未到期、逾期多少，什么时候上报的；最需要推进的在前。"""
    from db.township.papers import read_overview
    from db.township.serving import served_standings

    state = state_of(context)
    if database is not None:
        give_overview(state, *served_standings(database, state.options.clock.today()))
        return
    with opened_township(state) as branch:
        seen = read_overview(branch)
    give_overview(state, seen.standings, seen.stale_days)


def give_overview(state: State, found: "tuple[BranchStanding, ...]", stale_days: int) -> None:
    """The overview as JSON or as a table."""
    from db.township.overview import by_need

    listed = by_need(found, stale_days)
    results = [standing_object(each, stale_days) for each in listed]
    rows = [
        (
            each.name,
            *(str(each.duties.get(name, 0)) for name in ("done", "due", "late")),
            "" if each.rate is None else f"{each.rate}%",
            each.score_text,
            each.made_on,
            each.behind_on(stale_days),
        )
        for each in listed
    ]
    titles = ("支部", "完成", "未到期", "逾期", "完成率", "得分/满分", "上报日期", "待推进")
    state.answer.give(results, table(titles, rows) if rows else ["还没有支部上报。"])


def standing_object(standing: "BranchStanding", stale_days: int) -> dict[str, Any]:
    """One branch as `township overview --json` gives it; points are numbers with at most one decimal."""
    return {
        "branch": standing.name,
        "uid": standing.uid,
        "duties": dict(standing.duties),
        **score_object(standing),
        "rate": standing.rate,
        "generation": standing.generation,
        "received_at": standing.received_at or None,
        "made_on": standing.made_on or None,
        "days_since": standing.days_since,
        "behind": standing.is_behind(stale_days),
        "behind_on": standing.behind_on(stale_days),
        "late": list(standing.late),
        "findings": dict(standing.findings),
        "counts": dict(standing.counts),
        "meetings": dict(standing.meetings),
        "partial": list(standing.partial),
        "remark": standing.remark,
    }


def one_branch(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="支部名称或编号")],
    remark: Annotated[str | None, typer.Option("--remark", help="乡镇自己的备注")] = None,
) -> None:
    """一个支部上报的内容：人员、组织生活、应办事项、检查结果、评分表得分。"""
    from db.exchange.snapshot import SECTIONS
    from db.township.overview import lines_of, one_standing
    from db.township.units import set_remark
    from db.township.wording import wording

    state = state_of(context)
    with opened_township(state) as branch:
        connection = branch.database.connection
        standing = one_standing(connection, branch.today, name)
        if remark is not None and standing.uid:
            set_remark(branch, standing.uid, remark)
            standing = one_standing(connection, branch.today, standing.uid)
        result = standing_object(standing, wording(branch, "overview.stale_days"))
        lists = {
            section: lines_of(connection, standing.uid, section) if standing.uid else ()
            for section in SECTIONS
        }
    result |= {f"{section}_reported": [_reported(line) for line in lines] for section, lines in lists.items()}
    rows = [(each["title"], each["due_on"], each["state"]) for each in result["duties_reported"]]
    told = [*table(("应办事项", "期限", "状态"), rows), *scored_lines(standing, lists["scores"])]
    state.answer.give(result, [standing.name, *told])


def _reported(line: Any) -> dict[str, Any]:
    """One row of a list, without where it stands; points as numbers."""
    left_out = ("unit", "scope", "position")
    return {
        key: points(value) if key in POINTS else value for key, value in line.items() if key not in left_out
    }


def transfers(context: typer.Context) -> None:
    """同时在两个支部名册上的人（正在转接）。"""
    from db.township.overview import transfers as on_two_rolls

    state = state_of(context)
    with opened_township(state) as branch:
        found = on_two_rolls(branch.database.connection)
    result = [
        {"name": each.name, "number_tail": each.number_tail, "branches": list(each.branches)}
        for each in found
    ]
    rows = [(each.name, each.number_tail, "、".join(each.branches)) for each in found]
    lines = table(("姓名", "号码末四位", "支部"), rows) if rows else ["没有同时在两个支部的人。"]
    state.answer.give(result, lines)


def expect(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="应当上报的支部全称")],
) -> None:
    """登记应当上报的支部，还没有上报的也会出现在进度里。"""
    from db.township.units import expect as enter

    state = state_of(context)
    with opened_township(state) as branch:
        added = enter(branch, names)
    state.answer.give({"added": list(added)}, [f"登记了{len(added)}个支部。"])


def forget(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="支部名称或编号")],
) -> None:
    """不再汇总一个支部（已撤销，或电脑丢了）：它上报过的都删去，它的电脑要重新核对才再信任。"""
    from db.township.overview import one_standing
    from db.township.serving import serve_quietly
    from db.township.units import forget as leave_out

    state = state_of(context)
    with opened_township(state) as branch:
        standing = one_standing(branch.database.connection, branch.today, name)
        rows = leave_out(branch, standing.uid or standing.name)
        served = serve_quietly(branch)
    lines = [f"不再汇总“{standing.name}”。", *([served] if served else [])]
    state.answer.give({"branch": standing.name, "rows": rows}, lines)


# --- handing down ---------------------------------------------------------------------------------------------
def items(context: typer.Context) -> None:
    """现在下发的内容。"""
    from db.township.handing_down import items_in_force

    state = state_of(context)
    with opened_township(state) as branch:
        found = items_in_force(branch)
    result = [
        {
            "item": each.item,
            "version": each.version,
            "kind": each.kind,
            "title": each.title,
            "due_on": each.due_on or None,
            "file": each.file or None,
        }
        for each in found
    ]
    rows = [
        (each.item[:8], each.kind_title, each.title, f"第{each.version}版", each.due_on) for each in found
    ]
    lines = table(("编号", "种类", "标题", "版本", "期限"), rows) if rows else ["还没有要下发的内容。"]
    state.answer.give(result, lines)


def publish(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="notice|rubric|boxes|template")],
    document: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="附带的文件，与 --file 相同")
    ] = None,
    title: Annotated[str, typer.Option("--title", help="标题；评分表不写则用表里的名称")] = "",
    text: Annotated[str, typer.Option("--text", help="正文")] = "",
    due: Annotated[str, typer.Option("--due", metavar="D", help="期限，如 2026-03-31")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="附带的文件")] = None,
    item: Annotated[str, typer.Option("--item", metavar="ID", help="是哪一件的新版本")] = "",
) -> None:
    """放进以后的下发包：通知、考核评分表（Excel 表由程序读成评分表）、迎检盒分法、模板。"""
    from db.exchange.handed_items import HandedItem
    from db.township.handing_down import publish_read

    if document is not None and file is not None:
        raise UsageError("文件只能写一个")
    state = state_of(context)
    with opened_township(state) as branch:
        published = publish_read(branch, HandedItem(item, 1, kind, title, text, due), file or document)
    made = published.piece
    result = {
        "item": made.item,
        "version": made.version,
        "kind": made.kind,
        "title": made.title,
        "file": made.file or None,
        "rubric": read_object(published.reading),
        "messages": list(published.words),
    }
    lines = [f"“{made.title}”（第{made.version}版）会放进下一份下发包：package send handdown --to DIR"]
    state.answer.give(result, [*lines, *published.words])


def withdraw(context: typer.Context, item: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """不再下发；已经发到支部的不受影响。"""
    from db.township.handing_down import withdraw as leave_out

    state = state_of(context)
    with opened_township(state) as branch:
        piece = leave_out(branch, item)
    state.answer.give({"item": piece.item, "withdrawn": True}, [f"“{piece.title}”以后不再下发。"])


def card(
    context: typer.Context,
    to: Annotated[Path | None, typer.Option("--to", metavar="DIR", help="放到哪个文件夹（U盘）")] = None,
) -> None:
    """再写一份乡镇名片，支部用它认识乡镇的电脑。"""
    from db.exchange.sending import check_folder
    from db.township.folder import own_signer
    from db.township.handing_down import write_card

    state = state_of(context)
    if to is not None:
        check_folder(to)
    with opened_township(state) as branch:
        path, code = write_card(branch, to), own_signer(branch).code
    state.answer.give({"file": str(path), "code": code}, [f"名片：{path}", f"核对码：{code}"])


def settings(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME")] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="default 表示恢复默认")] = None,
) -> None:
    """查看或更改进度表、提醒函、通报的叫法。"""
    from db.township.wording import WORDINGS, set_wording, wordings

    state = state_of(context)
    with opened_township(state) as branch:
        if name is not None and value is not None:
            set_wording(branch, name, value)
        current = wordings(branch)
    found = [
        {"name": each.name, "title": each.title, "value": current[each.name], "default": each.default}
        for each in WORDINGS
        if name in (None, each.name)
    ]
    rows = [(each["name"], each["title"], str(each["value"])) for each in found]
    state.answer.give(found, table(("名称", "含义", "现在的值"), rows))


def serve_to(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL", help="postgresql+psycopg://用户:口令@主机/库；不写则再送一次"),
    ] = None,
    stop: Annotated[bool, typer.Option("--stop", help="以后不再送")] = False,
) -> None:
    """把进度表送到一台 PostgreSQL，以后每次接收都跟着送；名册不送。"""
    from db.township.serving import serve, stop_serving

    state = state_of(context)
    with opened_township(state) as branch:
        if stop:
            stop_serving(branch)
            state.answer.give({"serving": None}, ["以后不再送。"])
            return
        served = serve(branch, url)
    result = {"serving": served.place, "branches": served.branches, "changed": served.changed}
    state.answer.give(
        result, [f"已送到 {served.place}：{served.branches}个支部，这次更新了{served.changed}个。"]
    )


def read_from(
    context: typer.Context,
    url: Annotated[
        str | None,
        typer.Argument(metavar="URL", help="别的电脑送到的 postgresql+psycopg://…；不写则恢复看本机的"),
    ] = None,
) -> None:
    """以后进度、通报、统计都从一台 PostgreSQL 看（别的电脑在那里送）。"""
    from db.township.serving import read_from as show_from

    state = state_of(context)
    with opened_township(state) as branch:
        place = show_from(branch, url)
    told = f"以后看的是 {place} 里的汇总。" if place else "以后看本机的汇总。"
    state.answer.give({"source": place or None}, [told])
