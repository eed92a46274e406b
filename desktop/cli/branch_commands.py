"""Commands about the branch as a whole: making one, the demonstration, checking the books, settings."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from db.errors import LedgerError
from desktop.cli.options import Options
from desktop.cli.showing import table
from desktop.cli.state import State, state_of
from desktop.display import has_display

if TYPE_CHECKING:
    from db.demonstration import DemonstrationKind
    from db.opening import NewBranch


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (demo, init, verify, settings):
        app.command(command.__name__)(command)


def demo(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="[village|office]", help="村支部或机关支部")] = "village",
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="资料夹 PDF 放在哪里")] = None,
    no_window: Annotated[bool, typer.Option("--no-window", help="不打开窗口")] = False,
) -> None:
    """做一个演示支部（全部为虚构人物），检查它，打印迎检资料夹，再打开窗口。"""
    from db.demonstration import DEMO_PASSPHRASE, DemonstrationKind

    kinds = {str(known): known for known in get_args(DemonstrationKind)}
    if kind not in kinds:
        raise LedgerError(
            "invalid", f"没有“{kind}”这种演示支部", "没有新建任何内容", "请写 village 或 office"
        )
    state = state_of(context)
    folder = _demonstration_folder(state.options, kind)
    result = _make_demonstration(state.options, folder, kinds[kind], out or folder)
    window = "not_wanted" if no_window else "opened" if has_display() else "no_display"
    result |= {"data_dir": str(folder), "passphrase": DEMO_PASSPHRASE, "window": window}
    lines = [
        f"演示支部已做好（人物全部虚构）：{folder}",
        f"演示用的固定口令：{DEMO_PASSPHRASE}（正式使用请另设口令）",
        f"检查发现 {result['findings']} 处可说明或改正的地方（用 check 查看）",
        f"迎检资料夹：{result['folder']}（{result['pages']} 页）",
    ]
    if window == "no_display":
        lines.append("这台机器没有显示器，窗口没有打开；资料都在上面的位置。")
    state.answer.give(result, lines)
    if window == "opened":
        from desktop.app import start

        start(
            folder, passphrase=DEMO_PASSPHRASE, demo_note=f"演示支部，人物全部虚构；口令：{DEMO_PASSPHRASE}"
        )


def _demonstration_folder(options: Options, kind: str) -> Path:
    from db.paths import demonstration_folder

    return options.data_dir or demonstration_folder(kind)


def _make_demonstration(
    options: Options, folder: Path, kind: "DemonstrationKind", out: Path
) -> dict[str, Any]:
    from db.demonstration.place import open_or_make_demonstration
    from db.reports import PrintOptions
    from db.rules.findings import findings
    from db.rules.gathering import gather
    from desktop.printing.producing import produce

    branch = open_or_make_demonstration(folder, kind, options.clock)
    try:
        found = findings(gather(branch))
        target = out / f"迎检资料夹-{kind}.pdf"
        printed = produce(branch, "inspection_folder", PrintOptions(), target)
        return {
            "branch": branch.name,
            "findings": len(found),
            "folder": str(printed.paths[0]),
            "pages": printed.pages,
            "warnings": list(printed.warnings),
        }
    finally:
        branch.close()


def init(
    context: typer.Context,
    name: Annotated[str, typer.Option("--name", metavar="N", help="支部全称，与公章一致")],
    kind: Annotated[
        str, typer.Option("--kind", help="village|community|office|enterprise|school；township 是乡镇汇总")
    ],
    founded: Annotated[str | None, typer.Option("--founded", metavar="D", help="成立日期")] = None,
    term_start: Annotated[str | None, typer.Option("--term-start", metavar="D", help="本届选举日期")] = None,
    person: Annotated[str, typer.Option("--person", help="谁在录入")] = "",
) -> None:
    """新建一个支部（或乡镇的汇总），并在数据旁边打印恢复表。"""
    if kind == "township":
        init_township(state_of(context), name, person)
        return
    from db.locking import place_warning
    from db.opening import create_branch

    state = state_of(context)
    options = state.options
    profile = {"name": name, "kind": kind, "founded_on": founded, "term_start_on": term_start}
    made = create_branch(
        options.folder, profile, options.passphrase(is_new=True), options.clock, actor=person
    )
    try:
        sheet = made.branch.folder.recovery_sheet
        unprinted = print_recovery_sheet(made, sheet)
        result = {
            "data_dir": str(options.folder),
            "name": made.branch.name,
            "recovery_sheet": str(sheet),
            "uid": made.branch.profile.uid if made.branch.profile else "",
            "warning": place_warning(options.folder),
            "recovery_code": unprinted,
        }
    finally:
        made.branch.close()
    lines = [
        f"“{name}”的台账已建好：{options.folder}",
        f"恢复表：{sheet}",
        "请马上打印恢复表，放进保险柜，然后从电脑上删除这个文件；口令和恢复表都丢了，台账谁也打不开。",
        "本程序不得存储、处理涉密信息。",
    ]
    if unprinted:
        lines[1:3] = [f"恢复表没有打印成，请马上把这48位数字抄在纸上，锁进保险柜：{unprinted}"]
    if result["warning"]:
        lines.append(f"注意：{result['warning']}")
    state.answer.give(result, lines)


def init_township(state: State, name: str, person: str) -> None:
    """Make the folder of a township, with its card beside the data."""
    from db.opening import create_township
    from db.township.folder import own_signer, unit_of
    from db.township.handing_down import write_card

    options = state.options
    made = create_township(options.folder, name, options.passphrase(is_new=True), options.clock, actor=person)
    try:
        sheet = made.branch.folder.recovery_sheet
        unprinted = print_recovery_sheet(made, sheet)
        result = {
            "data_dir": str(options.folder),
            "name": name,
            "kind": "township",
            "uid": unit_of(made.branch),
            "card": str(write_card(made.branch)),
            "code": own_signer(made.branch).code,
            "recovery_sheet": str(sheet),
            "recovery_code": unprinted,
        }
    finally:
        made.branch.close()
    lines = [
        f"“{name}”的汇总已建好：{options.folder}",
        f"恢复表：{sheet}（请马上打印，锁进保险柜）",
        f"乡镇名片：{result['card']}（拷给各支部，支部接收以后才能上报）",
        f"核对码：{result['code']}（支部接收名片时电话核对）",
    ]
    if unprinted:
        lines[1] = f"恢复表没有打印成，请马上把这48位数字抄在纸上，锁进保险柜：{unprinted}"
    state.answer.give(result, lines)


def print_recovery_sheet(made: "NewBranch", sheet: Path) -> str | None:
    """Print the sheet; where it cannot be written, its digits, for they are kept nowhere else."""
    from desktop.printing.producing import produce_recovery_sheet

    try:
        produce_recovery_sheet(made.branch, made.recovery_code, sheet)
    except LedgerError:
        return made.recovery_code
    return None


def verify(context: typer.Context) -> None:
    """核对数据库：与改动日志逐格比对，检查文件是否完好。"""
    from db.services.verifying import verify as verify_branch

    with state_of(context).options.opened() as branch:
        problems = list(verify_branch(branch))
    state_of(context).answer.give(
        {"sound": not problems, "problems": problems}, problems or ["台账完好，与改动日志一致。"]
    )
    if problems:
        raise typer.Exit(1)


def settings(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="NAME")] = None,
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="default 表示恢复默认")] = None,
) -> None:
    """查看或更改本地要求等设置。"""
    from db.rules.library import read_setting, rules
    from db.services.settings import all_settings, set_setting

    known = {each.name: each for rule in rules() for each in rule.settings}
    if name is not None and name not in known:
        raise LedgerError(
            "not_found", f"没有“{name}”这项设置", "没有改动任何内容", "用 settings 查看全部设置"
        )
    with state_of(context).options.opened() as branch:
        if name is not None and value is not None:
            set_setting(branch, name, None if value == "default" else read_setting(known[name], value))
        current = all_settings(branch)
    found = [
        {
            "name": each.name,
            "title": each.title,
            "value": current.get(each.name, each.default),
            "default": each.default,
        }
        for each in known.values()
        if name is None or each.name == name
    ]
    rows = [(str(each["name"]), str(each["title"]), str(each["value"])) for each in found]
    state_of(context).answer.give(found, table(("名称", "含义（本地要求）", "现在的值"), rows))
