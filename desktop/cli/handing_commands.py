"""Writing packages, and the parts of `package` that concern a township: roll-ups taken in there, copies of what it
handed down at a branch.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from db.errors import LedgerError
from desktop.cli.files import target_file
from desktop.cli.showing import complain, table
from desktop.cli.state import State, state_of

if TYPE_CHECKING:
    from db.exchange.handed_down import HandedCopy
    from db.exchange.sending import SentPackage
    from db.rules.scoring import ScoreTable
    from db.services.branch import Branch


ADOPTED_WORDS = {"document": "已转入文件材料", "rubric": "已登记为评分表"}
Directory = Annotated[Path, typer.Option("--to", metavar="DIR", help="放到哪个文件夹（U盘）")]


def send(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="sync|rollup|handdown|handover|receipt")],
    to: Directory,
    scope: Annotated[
        str,
        typer.Option(
            "--scope",
            help="all|group:NAME|month:2026-03|ledger:KEY；同步还可以写 records（全部记录，不带附件）",
        ),
    ] = "all",
) -> None:
    """写一份数据包到U盘，写完重新读一遍核对。"""
    from db.exchange.rolling_up import reported_score
    from db.exchange.sending import left_words
    from db.exchange.snapshot import EVERYTHING

    state = state_of(context)
    with state.options.opened() as branch:
        sent, code = _written(branch, kind, to, scope)
        listed = _handover_list(branch, sent) if kind == "handover" else None
        scored = reported_score(branch) if kind == "rollup" and scope == EVERYTHING else None
    result: dict[str, Any] = {
        "file": str(sent.file),
        "kind": sent.kind,
        "number": sent.number,
        "changes": sent.changes,
        "volumes": list(sent.volumes),
    }
    counted = "条" if kind in ("rollup", "handdown") else "次改动"
    lines = [
        f"已写好并核对：{sent.file}（{sent.changes}{counted}）",
        *(f"附件：{name}" for name in sent.volumes),
    ]
    left = left_words(sent.manifest)
    if left:
        result["left_behind"] = {"changes": sent.left_changes, "attachments": sent.left_attachments}
        lines.append(f"{left}，下一份完整的数据包会带上。")
    if scored is not None:
        result |= score_object(scored)
        lines.append(_score_line(scored))
    if code:
        result["code"] = code
        lines.append(f"验证码（请另外告诉对方，不要和U盘放在一起）：{code}")
    if listed is not None:
        result["list"] = str(listed)
        lines.append(f"交接清单（请打印签字）：{listed}")
    warn_of_stick(to)
    state.answer.give(result, [*lines, "现在可以安全弹出U盘。"])


def _score_line(scored: "ScoreTable") -> str:
    """What was reported as the score, by which table, and how many lines still wait for a mark."""
    from db.rules.scoring.presenting import head_line

    return f"上报的{head_line(scored)}，按“{scored.rubric.title}”打分。"


def score_object(scored: "ScoreTable") -> dict[str, Any]:
    """The score of a roll-up as `package send rollup --json` gives it; points are numbers."""
    from db.services.values import in_tenths

    return {
        "score": in_tenths(scored.score),
        "full_points": in_tenths(scored.full),
        "rubric": scored.rubric.title,
        "unmarked": scored.unmarked,
    }


def warn_of_stick(place: Path) -> None:
    """Tells beside the result where a stick may carry a virus."""
    from db.exchange.sticks import stick_warning

    warning = stick_warning(place)
    if warning:
        complain(f"{warning}。")


def _handover_list(branch: "Branch", sent: "SentPackage") -> Path:
    """The list of what changes hands, as a PDF beside the package; it holds counts and no names of people."""
    from db.reports.handover import handover_page
    from desktop.printing.producing import produce_document

    target = sent.file.with_name(f"{sent.file.stem}_清单.pdf")
    return produce_document(branch, handover_page(branch, sent), target).paths[0]


def _written(branch: "Branch", kind: str, to: Path, scope: str) -> "tuple[SentPackage, str]":
    """The package, and the code that opens it where it needs one."""
    from db.exchange.inviting import invite
    from db.exchange.rolling_up import roll_up
    from db.exchange.sending import send as write_package
    from db.township.folder import need_branch
    from db.township.handing_down import hand_down

    if kind == "handdown":
        return hand_down(branch, to), ""
    need_branch(branch)
    if kind == "rollup":
        return roll_up(branch, to, scope), ""
    if kind == "handover":
        invitation = invite(branch, to, "handover")
        return invitation.sent, invitation.code
    if kind in ("sync", "receipt"):
        return write_package(branch, kind, to, scope), ""
    raise LedgerError(
        "invalid",
        f"没有“{kind[:20]}”这种数据包",
        "没有写出任何文件",
        "请写 sync、rollup、handdown、handover 或 receipt",
    )


def receive_roll_ups(state: State, branch: "Branch", place: Path, *, preview: bool, trust: bool) -> None:
    """What became of each file, as a list for a folder; a single file that is refused ends like any refusal."""
    from db.township.serving import serve_quietly
    from db.township.taking_in import STATES, take_in

    warn_of_stick(place)
    results = take_in(branch, place, preview=preview, trust=trust)
    served = "" if preview else serve_quietly(branch)
    found: list[dict[str, Any]] = [
        {
            "file": each.file,
            "branch": each.branch,
            "state": each.state,
            "message": each.message,
            "generation": each.generation,
            "code": each.code or None,
            "kind": "rollup",
            "applied": each.state == "accepted" and not preview,
        }
        for each in results
    ]
    rows = [(each.file, each.branch, STATES[each.state], each.message) for each in results]
    count = sum(each.state == "accepted" for each in results)
    verb = "预览（没有写入）" if preview else "已接收"
    lines = [*table(("文件", "支部", "情况", "说明"), rows), f"{verb}：{len(results)}份里有{count}份。"]
    lines += [served] if served else []
    if place.is_dir():
        state.answer.give(found, lines)
        return
    (only,) = found
    if not count:
        only["error"] = {"code": only["state"], "message": only["message"]}
    state.answer.give(only, lines)
    if not count:
        complain(only["message"])
        raise typer.Exit(1)


# --- at the branch --------------------------------------------------------------------------------------------
def handed(
    context: typer.Context,
    item: Annotated[str | None, typer.Argument(metavar="ID", help="看其中一件，并与上一版对照")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="把附带的文件另存")] = None,
) -> None:
    """上级下发的通知、评分表、模板（只读）。"""
    from db.exchange.handed_down import difference, handed_copies, versions_of

    state = state_of(context)
    with state.options.opened() as branch:
        if item is None:
            found = handed_copies(branch)
            _list_handed(state, found)
            return
        versions = versions_of(branch, item)
    newest = versions[0]
    changed = difference(versions[1].piece, newest.piece) if len(versions) > 1 else ()
    saved = _save(newest, out)
    piece = newest.piece
    result = {
        **_handed(newest),
        "text": piece.text,
        "versions": [each.piece.version for each in versions],
        "difference": list(changed),
        "saved": saved,
    }
    lines = [f"{piece.kind_title}：{piece.title}（第{piece.version}版，{newest.unit}）", piece.text]
    lines += [f"与第{versions[1].piece.version}版的不同：", *changed] if changed else []
    state.answer.give(result, [*lines, *([f"已另存：{saved}"] if saved else [])])


def _save(newest: "HandedCopy", out: Path | None) -> str | None:
    if out is None or not newest.piece.content:
        return None
    from db.files import atomic_write

    return str(atomic_write(target_file(out), newest.piece.content))


def _list_handed(state: State, found: "tuple[HandedCopy, ...]") -> None:
    rows = [
        (
            each.piece.item[:8],
            each.piece.kind_title,
            each.piece.title,
            f"第{each.piece.version}版",
            each.piece.due_on,
            ADOPTED_WORDS.get(each.ledger, ""),
        )
        for each in found
    ]
    lines = table(("编号", "种类", "标题", "版本", "期限", ""), rows) if rows else ["上级还没有下发过内容。"]
    state.answer.give([_handed(each) for each in found], lines)


def _handed(copy: "HandedCopy") -> dict[str, Any]:
    piece = copy.piece
    return {
        "item": piece.item,
        "version": piece.version,
        "kind": piece.kind,
        "title": piece.title,
        "due_on": piece.due_on or None,
        "file": piece.file or None,
        "from": copy.unit,
        "number": copy.number,
        "received_at": copy.received_at,
        "adopted": copy.adopted or None,
        "ledger": copy.ledger or None,
    }


def adopt(context: typer.Context, item: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """把下发的一件转成本支部自己的：评分表登记为评分表，其他转入文件材料，以后可以改。"""
    from db.exchange.handed_down import adopt as take_over

    state = state_of(context)
    with state.options.opened() as branch:
        made = take_over(branch, item)
    result = {"item": item, "ledger": made.ledger, "uid": made.uid, "message": made.words}
    state.answer.give(result, [f"{made.words}。"])
