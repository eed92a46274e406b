"""The command `recover`: getting the books back from a damaged folder, into a new one or in place."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError
from desktop.cli.state import State, state_of

if TYPE_CHECKING:
    from db.recovery.recovering import Outlook, Recovered


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("recover")(recover)


def recover(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="DIR", help="打不开的数据文件夹，只读不改")],
    from_journal: Annotated[bool, typer.Option("--from-journal", help="由操作记录重做台账")] = False,
    from_backup: Annotated[bool, typer.Option("--from-backup", help="用最近一份完好的备份")] = False,
    salvage: Annotated[bool, typer.Option("--salvage", help="抢救能读出来的内容")] = False,
    backup: Annotated[Path | None, typer.Option("--backup", metavar="FILE", help="用指定的一份备份")] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="换掉打不开的文件（先另存一份），不写 --data-dir")
    ] = False,
    support: Annotated[
        Path | None, typer.Option("--support", metavar="FILE", help="写一份不含个人信息的求助包")
    ] = None,
) -> None:
    """台账打不开时：不写办法就只查看，写明办法就恢复到新文件夹（--data-dir）。"""
    ways = [
        name
        for name, wanted in (
            ("journal", from_journal),
            ("backup", from_backup or backup is not None),
            ("salvage", salvage),
        )
        if wanted
    ]
    if len(ways) > 1:
        raise UsageError("--from-journal、--from-backup、--salvage 只能写一个")
    state = state_of(context)
    if support is not None:
        _write_support(state, source, target_file(support))
    elif ways:
        _recover(state, source, ways[0], backup, in_place)
    else:
        _look(state, source)


def _recover(state: State, source: Path, way: str, backup: Path | None, in_place: bool) -> None:
    from db.opening import key_of
    from db.recovery.recovering import recover_in_place, recover_into

    target, options = state.options.data_dir, state.options
    if in_place == (target is not None):
        raise UsageError("recover 要写 --data-dir 新文件夹，或者写 --in-place")
    key = key_of(source, passphrase=options.passphrase())
    if target is None:
        done = recover_in_place(source, way, key, options.clock, backup)
    else:
        done = recover_into(source, target, way, key, options.clock, backup)
    state.answer.give(_object(done), _lines(done))


def _object(done: "Recovered") -> dict[str, Any]:
    return {
        "way": done.way,
        "data_dir": str(done.root),
        "aside": str(done.aside) if done.aside else None,
        "records": done.records,
        "lost_changes": done.lost_changes,
        "rescued_rows": done.rebuilt.rescued_rows if done.rebuilt else 0,
        "problems": list(done.rebuilt.problems) if done.rebuilt else [],
        "backup": str(done.backup.folder) if done.backup else None,
        "missing_attachments": done.missing_attachments,
    }


def _lines(done: "Recovered") -> list[str]:
    from desktop.dialogs.recovery_words import done_words

    return [f"已恢复到 {done.root}", *done_words(done)]


def _look(state: State, source: Path) -> None:
    from db.opening import key_of
    from db.paths import BranchFolder
    from db.recovery.recovering import look
    from desktop.dialogs.recovery_words import outlook_words

    found = look(BranchFolder(source), key_of(source, passphrase=state.options.passphrase()))
    state.answer.give(_outlook(found), outlook_words(found))


def _outlook(found: "Outlook") -> dict[str, Any]:
    return {**asdict(found), "backup": str(found.backup.folder) if found.backup else None}


def _write_support(state: State, source: Path, target: Path) -> None:
    from db.errors import LedgerError
    from db.opening import key_of
    from db.paths import BranchFolder
    from db.recovery.support_package import write_support_package

    folder = BranchFolder(source)
    try:
        key: bytes | None = key_of(source, passphrase=state.options.passphrase())
    except LedgerError as error:
        if error.code not in ("no_key_slots", "passphrase_missing"):
            raise
        key = None
    code = write_support_package(folder, key, target)
    state.answer.give(
        {"file": str(target), "code": code},
        [f"求助包：{target}", f"打开它要用这串数字，请在电话里告诉对方：{code}"],
    )
