"""Commands about who may open the books, and who did what with them."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError, asked_twice, read_secret
from desktop.cli.showing import table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.keys.ways import NewSheet
    from db.services.branch import Branch

NewPassphrase = Annotated[
    Path | None,
    typer.Option("--new-passphrase-file", metavar="FILE", help="写着新口令的文件，不写则当面输入"),
]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    keys = typer.Typer(help="谁能打开台账：口令、恢复表。", rich_markup_mode=None, add_completion=False)
    keys.callback(invoke_without_command=True)(list_ways)
    for name, command in (
        ("change", change),
        ("add-person", add_person),
        ("remove", remove),
        ("renew-sheet", renew_sheet),
        ("reset", reset),
        ("offer", offer),
        ("keyring", keyring),
    ):
        keys.command(name)(command)
    app.add_typer(keys, name="keys")
    app.command("audit")(trail)


def list_ways(context: typer.Context) -> None:
    """列出全部口令和恢复表（不带子命令时）。"""
    if context.invoked_subcommand is not None:
        return
    from db.keys.ways import renewal_due, ways_of

    with state_of(context).options.opened() as branch:
        found, due = ways_of(branch), renewal_due(branch)
    result = {
        "ways": [
            {"id": w.id, "kind": w.kind, "person": w.person, "strength": w.strength, "mine": w.is_mine}
            for w in found
        ],
        "renewal_due": due or None,
    }
    rows = [(w.id, w.title, w.person, w.strength, "这次打开用的" if w.is_mine else "") for w in found]
    lines = table(("编号", "凭什么打开", "谁的", "强度", ""), rows)
    if due:
        lines.append("恢复表用过或没有核对过，请换一张：keys renew-sheet")
    state_of(context).answer.give(result, lines)


def change(context: typer.Context, new: NewPassphrase = None) -> None:
    """修改自己的口令：打开用的是谁的口令，改的就是谁的。"""
    from db.keys.ways import change_own_passphrase

    options = state_of(context).options
    fresh = _new_passphrase(new)
    with options.opened() as branch:
        change_own_passphrase(branch, options.passphrase(), fresh)
    state_of(context).answer.give({"changed": True}, ["口令已经修改，下次打开请用新口令。"])


def add_person(
    context: typer.Context,
    person: Annotated[str, typer.Option("--person", metavar="N", help="谁的口令")],
    new: NewPassphrase = None,
) -> None:
    """给另一个人设口令，以后按各自的口令记名。"""
    from db.keys.ways import add_person as add

    options = state_of(context).options
    fresh = _new_passphrase(new)
    with options.opened() as branch:
        way = add(branch, options.passphrase(), person, fresh)
    state_of(context).answer.give({"id": way, "person": person}, [f"{person}的口令已经设好，编号 {way}。"])


def remove(context: typer.Context, way: Annotated[str, typer.Argument(metavar="ID", help="编号")]) -> None:
    """去掉一个人的口令；最后一个口令和恢复表不能去掉。"""
    from db.keys.ways import remove_way

    options = state_of(context).options
    with options.opened() as branch:
        remove_way(branch, options.passphrase(), way)
    words = "已经去掉；旧备份仍能用旧口令打开，请另做一份备份，把旧的收回或销毁。"
    state_of(context).answer.give({"removed": way}, [words])


def renew_sheet(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="恢复表写到哪里")] = None,
    typed: Annotated[
        list[str] | None, typer.Option("--typed-back", metavar="3:123453", help="从纸上读回的一组，写两次")
    ] = None,
) -> None:
    """更换恢复表：先打印，再用 --typed-back 读回其中两组；读回之前旧的一直有效。"""
    from db.keys.ways import begin_sheet, confirm_sheet

    state = state_of(context)
    if typed:
        groups = _groups(typed)
        with state.options.opened() as branch:
            confirm_sheet(branch, groups)
        state.answer.give({"in_force": True}, ["新的恢复表已经启用，旧的作废，请销毁。"])
        return
    with state.options.opened() as branch:
        sheet = begin_sheet(branch, state.options.passphrase())
        path = _printed_sheet(branch, sheet, out)
    _tell_sheet(context, sheet, path)


def reset(
    context: typer.Context,
    recovery: Annotated[
        Path, typer.Option("--recovery-file", metavar="FILE", help="写着恢复表上 48 位数字的文件")
    ],
    new: NewPassphrase = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="新恢复表写到哪里")] = None,
) -> None:
    """忘了口令：用恢复表打开，设新口令，再打印一张新的恢复表。"""
    from db.keys.ways import begin_sheet, change_own_passphrase
    from db.opening import open_branch

    options = state_of(context).options
    digits, fresh = read_secret(recovery, "恢复表文件"), _new_passphrase(new)
    branch = open_branch(options.folder, options.clock, recovery_code=digits)
    try:
        change_own_passphrase(branch, None, fresh)
        sheet = begin_sheet(branch, None)
        path = _printed_sheet(branch, sheet, out)
    finally:
        branch.close()
    _tell_sheet(context, sheet, path)


def keyring(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="on|off|status")] = "status",
) -> None:
    """系统钥匙串：在这台电脑上免输口令打开，只适合只有您一个人用的电脑；启用要输入口令。"""
    from db.keys.keyring_choice import keyring_state, turn_off, turn_on

    if what not in ("on", "off", "status"):
        raise UsageError(f"keys keyring 后面应是 on、off、status 之一，不是“{what[:20]}”")
    options = state_of(context).options
    with options.opened() as branch:
        if what == "on":
            turn_on(branch, options.passphrase())
        elif what == "off":
            turn_off(branch)
        now = keyring_state(branch)
    lines = [f"已启用：以{now.person}的名义打开。" if now.is_on else "没有启用，每次打开都要输入口令。"]
    lines.append(f"可用的钥匙串：{now.store}" if now.store else f"{now.reason}。")
    result = {"on": now.is_on, "person": now.person or None, "store": now.store or None}
    state_of(context).answer.give({**result, "reason": now.reason or None}, lines)


def offer(context: typer.Context) -> None:
    """想一个口令：随机抽四个常用词。"""
    from db.keys.passphrases import offered_passphrase

    offered = offered_passphrase()
    state_of(context).answer.give({"passphrase": offered}, [offered])


def _new_passphrase(path: Path | None) -> str:
    return read_secret(path, "新口令文件") if path is not None else asked_twice("新口令")


def _groups(typed: Iterable[str]) -> dict[int, str]:
    found = {}
    for text in typed:
        number, colon, digits = text.partition(":")
        if not colon or not number.strip().isdecimal() or len(number) > 3:
            raise UsageError(f"--typed-back 应写作 3:123453，不是“{text[:20]}”")
        found[int(number)] = digits
    return found


def _printed_sheet(branch: "Branch", sheet: "NewSheet", out: Path | None) -> Path:
    from desktop.printing.producing import produce_recovery_sheet

    target = target_file(out) if out is not None else branch.folder.recovery_sheet
    return produce_recovery_sheet(branch, sheet.code, target, sheet.slot).paths[0]


def _tell_sheet(context: typer.Context, sheet: "NewSheet", path: Path) -> None:
    first, second = sheet.asked
    lines = [
        f"新的恢复表：{path}",
        "请马上打印，放进保险柜，然后从电脑上删除这个文件；读回之前旧的恢复表一直有效。",
        f"看着纸读回第 {first} 组和第 {second} 组：keys renew-sheet --typed-back {first}:…… --typed-back {second}:……",
    ]
    result = {"recovery_sheet": str(path), "slot": sheet.slot, "asked": list(sheet.asked), "in_force": False}
    state_of(context).answer.give(result, lines)


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
