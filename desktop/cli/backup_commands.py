"""Commands about backups: making, listing, rehearsing and restoring them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import LedgerError
from desktop.cli.files import target_file
from desktop.cli.showing import table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.backup.manifest import StoredBackup


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("backup")(backup)
    app.command("backups")(backups)
    app.command("second-place")(second_place)
    app.command("rehearse")(rehearse)
    app.command("restore")(restore)


def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="放到哪里，不写则在数据文件夹里")
    ] = None,
    second: Annotated[bool, typer.Option("--second", help="放到记住的第二处（备份盘）")] = False,
    if_changed: Annotated[bool, typer.Option("--if-changed", help="没有改动就不做")] = False,
) -> None:
    """备份一次，并重新打开核对；旧的备份按份数和工作日自动清理。"""
    from db.backup.keeping import keep_backup_if_changed
    from db.backup.second_place import back_up_there
    from db.opening import back_up

    with state_of(context).options.opened() as branch:
        if second:
            folder: Path | None = back_up_there(branch).folder
        elif if_changed and to is None:
            made = keep_backup_if_changed(branch, "exit")
            folder = made.folder if made else None
        else:
            folder = back_up(branch, to)
    line = f"已备份并核对：{folder}" if folder else "上一份备份以后没有改动，不用再做。"
    state_of(context).answer.give({"file": str(folder) if folder else None, "verified": True}, [line])


def backups(context: typer.Context) -> None:
    """列出现有的备份，以及备份是否该做、该演练。"""
    from db.backup.keeping import backup_state
    from db.backup.rehearsing import rehearsal_is_due
    from db.backup.second_place import second_place as look

    with state_of(context).options.opened() as branch:
        state, second, due = backup_state(branch), look(branch), rehearsal_is_due(branch)
    result = {
        "backups": [_object(each) for each in state.backups],
        "current": state.is_current,
        "work_days_since": state.work_days_since,
        "failed_since": state.failed_since,
        "warning": state.warning,
        "second_place": {
            "path": str(second.path) if second.path else None,
            "there": second.is_there,
            "work_days_since": second.work_days_since,
            "due": second.is_due,
        },
        "rehearsal_due": due,
    }
    lines = table(("备份", "情况"), [(each.title, "已损坏" if each.is_bad else "") for each in state.backups])
    lines += [state.warning] if state.warning else []
    lines += (
        ["已经很久没有备份到第二处了，请插上备份盘备份一次（backup --second）。"] if second.is_due else []
    )
    lines += ["该做一次恢复演练了（rehearse）。"] if due else []
    state_of(context).answer.give(result, lines)


def _object(each: "StoredBackup") -> dict[str, Any]:
    manifest = each.manifest
    return {
        "file": str(each.folder),
        "number": each.number,
        "kind": each.kind,
        "work_day": each.work_day,
        "made_at": manifest.made_at if manifest else None,
        "damaged": each.is_bad or manifest is None,
    }


def second_place(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="另一块硬盘或备份专用优盘")] = None,
) -> None:
    """查看或选定第二处备份放在哪里；只记住位置，不写任何文件。"""
    from db.backup.second_place import choose_second_place
    from db.backup.second_place import second_place as look

    with state_of(context).options.opened() as branch:
        found = look(branch) if folder is None else choose_second_place(branch, folder)
    result = {"path": str(found.path) if found.path else None, "there": found.is_there, "due": found.is_due}
    words = f"第二处：{found.path}" if found.path else "还没有选第二处。"
    state_of(context).answer.give(result | {"remark": found.remark}, [words, *filter(None, [found.remark])])


def rehearse(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.pdf", help="打印一页记录")] = None,
) -> None:
    """恢复演练：只读打开最新的备份，核对条数、文件和附件。"""
    from db.backup.rehearsing import rehearse as try_out
    from db.reports.rehearsal import rehearsal_page
    from desktop.printing.folders import render_any

    target = target_file(out) if out else None
    with state_of(context).options.opened() as branch:
        found = try_out(branch)
        page = rehearsal_page(branch.name, found, branch.actor, branch.today.isoformat())
    if target is not None:
        render_any(page, target)
    result = {
        "backup": str(found.backup.folder),
        "sound": found.is_sound,
        "problems": list(found.problems),
        "usable": str(found.usable.folder) if found.usable else None,
        "changes_since": found.changes_since,
        "counts": [
            {"title": each.title, "in_backup": each.in_backup, "now": each.now} for each in found.compared
        ],
        "file": str(target) if target else None,
    }
    lines = [f"{found.backup.title}：{'完好，可以用来恢复' if found.is_sound else '已损坏'}", *found.problems]
    if not found.is_sound:
        lines.append(
            f"可以改用：{found.usable.title}" if found.usable else "没有完好的备份，请马上重新备份。"
        )
    state_of(context).answer.give(result, lines)
    if not found.is_sound:
        raise typer.Exit(1)


def restore(
    context: typer.Context, source: Annotated[Path, typer.Argument(metavar="FILE", help="备份的文件夹")]
) -> None:
    """把一份备份恢复到新的文件夹（--data-dir），原来的数据不动。"""
    from db.backup.restoring import restore as restore_backup

    options = state_of(context).options
    if options.data_dir is None:
        raise LedgerError(
            "invalid", "没有说恢复到哪里", "没有改动任何内容", "请用 --data-dir 指定一个新文件夹"
        )
    done = restore_backup(source, options.data_dir, options.passphrase(), options.clock)
    lines = [f"已恢复到 {options.data_dir}；这是一台新电脑的身份，可以继续使用。"]
    if done.missing_attachments:
        lines.append(f"有 {done.missing_attachments} 份附件备份里没有或者已经坏了；记录还在，请重新附上。")
    state_of(context).answer.give(
        {"data_dir": str(options.data_dir), "missing_attachments": done.missing_attachments}, lines
    )
