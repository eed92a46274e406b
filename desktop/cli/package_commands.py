"""Commands about the exchange by USB stick: packages, conflicts, records entered twice, erasing a person."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import LedgerError
from desktop.cli.handing_commands import adopt, handed, receive_roll_ups, send, warn_of_stick
from desktop.cli.options import UsageError
from desktop.cli.showing import table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.exchange.conflicts import Conflict
    from db.exchange.doubles import Double
    from db.exchange.receiving import Received
    from db.exchange.sites import Site
    from db.services.branch import Branch

Directory = Annotated[Path, typer.Option("--to", metavar="DIR", help="放到哪个文件夹（U盘）")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    package = typer.Typer(
        help="数据包：上报、接收、下发、回执，邀请别的电脑，处理冲突。", no_args_is_help=True
    )
    commands: dict[str, Callable[..., None]] = {
        "send": send,
        "receive": receive,
        "check": check,
        "lost": lost,
        "status": status,
        "invite": invite,
        "join": join,
        "conflicts": conflicts,
        "resolve": resolve,
        "unite": unite,
        "apart": apart,
        "separate": separate,
        "undo": undo,
        "revoke": revoke,
        "rename": rename,
        "handed": handed,
        "adopt": adopt,
    }
    for name, command in commands.items():
        package.command(name)(command)
    app.add_typer(package, name="package")
    erase = typer.Typer(help="彻底删除。", no_args_is_help=True)
    erase.command("person")(erase_person)
    erase.callback()(lambda: None)
    app.add_typer(erase, name="erase")


def receive(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="数据包，或放数据包的文件夹")],
    preview: Annotated[bool, typer.Option("--preview", help="只看会有什么变化，不写入")] = False,
    trust: Annotated[bool, typer.Option("--trust", help="信任第一次见到的电脑（先核对六组数字）")] = False,
) -> None:
    """接收数据包；--preview 只预览。"""
    from db.exchange.receiving import receive as take_in
    from db.township.folder import is_township

    state = state_of(context)
    with state.options.opened() as branch:
        if is_township(branch):
            receive_roll_ups(state, branch, place, preview=preview, trust=trust)
            return
        received = take_in(branch, place, preview=preview, trust=trust)
        results = [_received(branch, each) for each in received]
    lines = [line for each in results for line in _told(each)]
    warn_of_stick(place)
    state.answer.give(results[0] if len(results) == 1 else results, lines)


def _received(branch: "Branch", received: "Received") -> dict[str, Any]:
    return {
        "kind": received.manifest.kind,
        "from": received.sender,
        "number": received.manifest.number,
        "new": received.new,
        "changed": received.changed,
        "deleted": received.deleted,
        "conflicts": [_conflict(each) for each in received.conflicts],
        "duplicates": [_double(each) for each in received.doubles],
        "batch": received.batch,
        "applied": received.is_applied,
        "attachments": received.attachments,
        "missing_volumes": list(received.missing),
        "branch": branch.name,
        "trail_doubt": received.doubt or None,
        **({} if received.handed is None else {"acknowledged": received.handed.acknowledged}),
    }


def _told(result: dict[str, Any]) -> list[str]:
    verb = "已接收" if result["applied"] else "预览（没有写入）"
    if result["kind"] == "handdown":
        if not result["number"]:
            return [f"{verb}：{result['from']}的名片，以后可以用 package send rollup 上报。"]
        receipt = result["acknowledged"]
        arrived = f"；第{receipt}号及以前的上报对方已经收到" if receipt else ""
        return [
            f"{verb}：{result['from']}下发的第{result['number']}号，新内容{result['new']}项，新版本{result['changed']}项{arrived}。",
            "用 package handed 查看。",
        ]
    doubt = [f"注意：{result['trail_doubt']}。"] if result.get("trail_doubt") else []
    if result["batch"] is None:
        return [f"{verb}：来自{result['from']}的第{result['number']}号，内容这里都已经有了。", *doubt]
    told = (
        f"{verb}：来自{result['from']}的第{result['number']}号，新增{result['new']}条，更新{result['changed']}条，"
        f"移除{result['deleted']}条，冲突{len(result['conflicts'])}处，疑似重复{len(result['duplicates'])}组。"
    )
    lines = [told, *doubt]
    if result["applied"]:
        lines.append(f"要撤销：package undo {result['batch']}")
    if result["missing_volumes"]:
        lines.append(
            f"附件卷没有找到或不完整：{'、'.join(result['missing_volumes'])}，找到后再接收一次即可。"
        )
    return lines


def _conflict(conflict: "Conflict") -> dict[str, Any]:
    return {
        "id": conflict.id,
        "ledger": conflict.ledger,
        "uid": conflict.uid,
        "field": conflict.field,
        "mine": conflict.mine.value,
        "theirs": conflict.theirs.value,
        "title": f"{conflict.record_title} {conflict.title}",
        "mine_by": conflict.mine.person,
        "theirs_by": conflict.theirs.person,
        "theirs_at": conflict.theirs.at,
        "theirs_clock_doubt": conflict.theirs.clock_doubt,
        "others": [{"value": each.value, "by": each.person, "at": each.at} for each in conflict.others],
    }


def _double(double: "Double") -> dict[str, Any]:
    return {
        "ledger": double.ledger,
        "uids": list(double.uids),
        "why": double.why,
        "sure": double.is_sure,
        "titles": list(double.titles),
    }


def check(
    context: typer.Context,
    place: Annotated[Path, typer.Argument(metavar="DIR", help="写过数据包的U盘，拔下重新插好以后")],
) -> None:
    """把写到U盘上的数据包重新读一遍，逐字核对有没有写完。"""
    from db.exchange.checking_sent import check_sent

    state = state_of(context)
    with state.options.opened() as branch:
        found = check_sent(branch, place)
    result = [
        {"file": each.file, "number": each.number, "whole": not each.problem, "problem": each.problem or None}
        for each in found
    ]
    state.answer.give(result, [f"{each.file}：{each.problem or '完好，与写的时候一样'}。" for each in found])
    if any(each.problem for each in found):
        raise typer.Exit(1)


def lost(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf", help="写到哪个文件")],
) -> None:
    """U盘丢了：列出写过哪些数据包、谁能打开、哪些文件没有加密，和现在要做的。"""
    from db.reports.lost_stick import lost_stick_page
    from desktop.cli.files import target_file
    from desktop.printing.producing import produce_document

    state = state_of(context)
    target = target_file(out)
    with state.options.opened() as branch:
        printed = produce_document(branch, lost_stick_page(branch), target)
    path = printed.paths[0]
    state.answer.give({"file": str(path), "pages": printed.pages}, [f"已生成 {path}，请打印填写，逐条办理。"])


def status(context: typer.Context) -> None:
    """还有多少改动没有带出去，别的电脑到了哪里，收发登记。"""
    from db.exchange.register import status as exchange_status

    state = state_of(context)
    with state.options.opened() as branch:
        found, own = exchange_status(branch), _own(branch)
    code = own.code if own.sign_key else ""
    result = {
        "not_sent": found.not_sent,
        "last_exchange": found.last_exchange,
        "days_since": found.days_since,
        "code": code,
        "site": own.site,
        "name": own.name,
        "peers": [
            {
                "site": each.site,
                "name": each.name,
                "person": each.person,
                "missing": each.missing,
                "heard_at": each.heard_at or None,
                "revoked": each.is_revoked,
            }
            for each in found.peers
        ],
        "packages": [
            {
                "direction": each.direction,
                "kind": each.kind,
                "number": each.number,
                "file": each.file,
                "changes": each.changes,
                "summary": each.summary,
                "at": each.at,
                "batch": each.batch,
                "confirmed_at": each.confirmed_at,
                "head": each.head or None,
                "doubt": each.doubt or None,
            }
            for each in found.packages
        ],
    }
    last = f"上次交换是{found.days_since}天前" if found.days_since else "上次交换是今天"
    last = "还没有交换过" if found.days_since is None else last
    lines = [f"有{found.not_sent}次改动还没有带到别的电脑；{last}。", f"本机“{own.name}”，核对码：{code}"]
    rows = [
        (each.name or each.site[:8], each.person, str(each.missing), each.heard_at[:10] or "还没有消息")
        for each in found.peers
    ]
    state.answer.give(result, lines + table(("电脑", "使用人", "还缺的改动", "上次消息"), rows))


def _own(branch: "Branch") -> "Site":
    """This PC; where nothing may be written, as it is, with or without keys."""
    from db.exchange.sites import known_sites, own_site

    return known_sites(branch)[branch.journal.site] if branch.database.refusal else own_site(branch)


def invite(context: typer.Context, to: Directory) -> None:
    """邀请另一台电脑加入本支部：全部记录和附件，用一次性验证码封好。"""
    from db.exchange.inviting import invite as write_invitation

    state = state_of(context)
    with state.options.opened() as branch:
        made = write_invitation(branch, to)
    state.answer.give(
        {"file": str(made.sent.file), "code": made.code, "volumes": list(made.sent.volumes)},
        [
            f"邀请已写好：{made.sent.file}",
            f"验证码：{made.code}",
            "请把验证码另外告诉对方，不要和U盘放在一起；一份邀请只给一台电脑用。",
        ],
    )


def join(
    context: typer.Context,
    package: Annotated[Path, typer.Argument(metavar="FILE", help="邀请或交接数据包")],
    code: Annotated[str, typer.Option("--code", help="一次性验证码")],
    person: Annotated[str, typer.Option("--person", help="谁使用这台电脑")] = "",
) -> None:
    """用邀请让这台电脑加入支部（--data-dir 指定新文件夹，口令是这台电脑自己的）。"""
    from db.exchange.inviting import open_invitation
    from db.opening import join_branch
    from desktop.cli.branch_commands import print_recovery_sheet

    state = state_of(context)
    options = state.options
    opened = open_invitation(package, code)
    made, joined = join_branch(
        options.folder, opened, options.passphrase(is_new=True), options.clock, actor=person
    )
    try:
        sheet = made.branch.folder.recovery_sheet
        unprinted = print_recovery_sheet(made, sheet)
        result = {
            "data_dir": str(options.folder),
            "name": made.branch.name,
            "records": joined.received.new,
            "attachments": joined.attachments.count,
            "missing_volumes": list(joined.attachments.missing),
            "recovery_sheet": str(sheet),
            "recovery_code": unprinted,
        }
    finally:
        made.branch.close()
    lines = [
        f"这台电脑已加入“{result['name']}”：{result['records']}条记录，{result['attachments']}个附件。",
        f"恢复表：{sheet}（请马上打印并锁进保险柜）",
        "请导出一份同步数据包带回去，让原来的电脑认识这一台。",
    ]
    state.answer.give(result, lines)


def conflicts(context: typer.Context) -> None:
    """还没有处理的冲突和疑似重复。"""
    from db.exchange.conflicts import inbox
    from db.exchange.doubles import doubles

    state = state_of(context)
    with state.options.opened() as branch:
        found, twice = inbox(branch), doubles(branch)
    rows = [
        (
            each.id,
            f"{each.record_title} {each.title}",
            each.mine.text,
            each.theirs.text,
            "、".join(other.text for other in each.others),
        )
        for each in found
    ]
    lines = table(("编号", "哪一处", "本机", "对方", "别的电脑"), rows) if rows else ["没有未处理的冲突。"]
    lines += [f"疑似重复：{'、'.join(each.titles)}（{each.why}）" for each in twice]
    result = {
        "conflicts": [_conflict(each) for each in found],
        "duplicates": [_double(each) for each in twice],
    }
    state.answer.give(result, lines)


def resolve(
    context: typer.Context,
    conflict: Annotated[str, typer.Argument(metavar="ID")],
    take: Annotated[str | None, typer.Option("--take", help="mine|theirs")] = None,
    value: Annotated[str | None, typer.Option("--value", help="第三个值")] = None,
) -> None:
    """处理一处冲突：取本机的、对方的，或另写一个值。"""
    from db.exchange.conflicts import inbox
    from db.exchange.conflicts import resolve as settle

    if (take is None) == (value is None):
        raise UsageError("package resolve 要写 --take mine、--take theirs 或 --value 之一")
    state = state_of(context)
    with state.options.opened() as branch:
        settle(branch, conflict, take=take, value=value)
        left = len(inbox(branch))
    state.answer.give({"id": conflict, "resolved": True, "left": left}, [f"已处理；还有{left}处冲突。"])


def unite(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="UID")],
    second: Annotated[str, typer.Argument(metavar="UID")],
) -> None:
    """把重复登记的两条记录合成一条（可以再分开）。"""
    from db.exchange.doubles import unite as unite_records

    state = state_of(context)
    with state.options.opened() as branch:
        unite_records(branch, first, second)
    state.answer.give(
        {"face": min(first, second), "united": True}, ["已合成一条；要分开用 package separate。"]
    )


def apart(
    context: typer.Context,
    first: Annotated[str, typer.Argument(metavar="UID")],
    second: Annotated[str, typer.Argument(metavar="UID")],
) -> None:
    """说明两条记录不是同一个，以后不再提示重复。"""
    from db.exchange.doubles import keep_apart

    state = state_of(context)
    with state.options.opened() as branch:
        keep_apart(branch, first, second)
    state.answer.give(
        {"uids": [first, second], "apart": True}, ["已记下，不再提示这两条重复；下一份数据包会告诉别的电脑。"]
    )


def separate(context: typer.Context, uid: Annotated[str, typer.Argument(metavar="UID")]) -> None:
    """把合成一条的记录再分开。"""
    from db.exchange.doubles import separate as separate_records

    state = state_of(context)
    with state.options.opened() as branch:
        separate_records(branch, uid)
    state.answer.give({"uid": uid, "separated": True}, ["已经分开。"])


def undo(context: typer.Context, batch: Annotated[str, typer.Argument(metavar="BATCH")]) -> None:
    """撤销一次接收。"""
    from db.exchange.undoing import undo as take_back

    state = state_of(context)
    with state.options.opened() as branch:
        undone = take_back(branch, batch)
    result = {"batch": batch, "undone": True, "kept": list(undone.kept)}
    kept = f"；接收以后又改过的{len(undone.kept)}处保持不动" if undone.kept else ""
    state.answer.give(result, [f"已撤销{batch}{kept}。"])


def revoke(context: typer.Context, site: Annotated[str, typer.Argument(metavar="SITE")]) -> None:
    """停用一台电脑（丢失或换人），不再接收它的数据包。"""
    from db.exchange.sites import known_sites
    from db.exchange.sites import revoke as stop

    state = state_of(context)
    with state.options.opened() as branch:
        if site not in known_sites(branch):
            raise LedgerError(
                "not_found", f"没有编号为“{site[:40]}”的电脑", "没有改动任何内容", "用 package status 查看"
            )
        stop(branch, site)
    state.answer.give({"site": site, "revoked": True}, ["已停用；下一份数据包会告诉别的电脑。"])


def rename(
    context: typer.Context,
    site: Annotated[str, typer.Argument(metavar="SITE", help="哪台电脑，不写是本机")] = "",
    name: Annotated[str, typer.Option("--name", metavar="N", help="新的名称")] = "",
) -> None:
    """给一台电脑改名：收发登记和历史里都用新名称，编号不变，随下一份数据包告诉别的电脑。"""
    from db.exchange.naming_sites import rename_site, site_named

    state = state_of(context)
    with state.options.opened() as branch:
        rename_site(branch, site, name)
        known = site_named(branch, site or branch.journal.site)
    words = f"已改名为“{known.name}”；下一份数据包会告诉别的电脑。"
    state.answer.give({"site": known.site, "name": known.name}, [words])


def erase_person(
    context: typer.Context,
    uid: Annotated[str, typer.Argument(metavar="UID")],
    reason: Annotated[
        str, typer.Option("--reason", metavar="R", help="依据或理由，记入操作登记")
    ] = "命令行删除，没有写理由",
) -> None:
    """彻底删除一个人（不能恢复），并列出还留有其信息的地方。"""
    from db.exchange.erasing import erase_person as erase

    state = state_of(context)
    with state.options.opened() as branch:
        erased = erase(branch, uid, reason)
    result = {"uid": uid, "rows": erased.rows, "still_held": list(erased.places)}
    state.answer.give(result, ["已彻底删除。还留有其信息、要另外处理的地方：", *(erased.places or ("没有",))])
