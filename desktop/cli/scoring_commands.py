"""评分表 on the command line: `score` holds a table against the year, `rubric` lists, takes over and marks tables."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError, read_year
from desktop.cli.showing import basis_object, records_object, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.arithmetic.rubric import Rubric
    from db.rules.scoring import ItemScore, ScoreTable
    from db.services.branch import Branch

Name = Annotated[
    str, typer.Argument(metavar="RUBRIC", help="自带的（standard、checklist）、评分表名称或编号、文件")
]
Year = Annotated[int | None, typer.Option("--year", metavar="Y", help="哪一年，不写为今年")]
_FILES = (".xlsx", ".xls", ".et", ".csv", ".toml")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("score")(score)
    group = typer.Typer(help="评分表：有哪些，读入一张，逐项自评。", no_args_is_help=True)
    group.command("list")(list_)
    group.command("adopt")(adopt)
    group.command("mark")(mark)
    group.command("check")(check)
    group.command("report")(report)
    group.command("checks")(checks)
    app.add_typer(group, name="rubric")


# --- score ----------------------------------------------------------------------------------------------------
def score(
    context: typer.Context,
    rubric: Annotated[
        str,
        typer.Argument(
            metavar="[RUBRIC]", help="评分表名称、编号、文件或 standard、checklist；不写用上报的那张"
        ),
    ] = "",
    year: Year = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", metavar="FILE.xlsx", help="另存为电子表格")] = None,
) -> None:
    """按评分表打分：每项得几分、扣在哪里、佐证有哪些。"""
    read_year(year)
    if xlsx is not None and xlsx.suffix.lower() != ".xlsx":
        raise UsageError(f"--xlsx 的文件名应以 .xlsx 结尾，不是“{xlsx.name[:30]}”")
    with state_of(context).options.opened() as branch:
        found = _scored(branch, rubric, year or branch.today.year)
        answer = score_object(found)
        if xlsx is not None:
            from db.files import atomic_write
            from db.rules.scoring.exporting import export_score

            target = target_file(xlsx)
            written = atomic_write(target, export_score(branch, target.name, found))
            answer["file"] = str(written)
    state_of(context).answer.give(answer, lambda: _lines(found))


def _scored(branch: "Branch", name: str, year: int) -> "ScoreTable":
    from db.rules.gathering import gather
    from db.rules.scoring import score as judge

    return judge(gather(branch), _rubric(branch, name, year), year, branch.rows)


def _rubric(branch: "Branch", name: str, year: int) -> "Rubric":
    """The table that is meant; a file is read without being kept."""
    from db.rules.scoring import reported_rubric, rubric_named

    if not name:
        return reported_rubric(branch, year)
    if _is_file(name):
        from db.importing.rubric_table import read_rubric

        return read_rubric(Path(name)).rubric
    return rubric_named(branch, name, year)


def _is_file(name: str) -> bool:
    """Whether a file is meant: no table is called like one."""
    return Path(name).suffix.lower() in _FILES


def score_object(found: "ScoreTable") -> dict[str, Any]:
    """A scored table as `score --json` gives it; points are numbers with at most one decimal."""
    return {
        "rubric": found.rubric.key,
        "title": found.rubric.title,
        "issuer": found.rubric.issuer,
        "note": found.rubric.note,
        "year": found.year,
        "on": found.today.isoformat(),
        "score": _number(found.score),
        "full_points": _number(found.full),
        "judged_points": _number(found.judged),
        "unmarked": found.unmarked,
        "items": [item_object(each) for each in found.items],
    }


def item_object(each: "ItemScore") -> dict[str, Any]:
    """One line: what it is worth, what it brings, what cost points and what proves it."""
    item = each.item
    return {
        "number": item.number,
        "group": item.group,
        "title": item.title,
        "kind": item.kind,
        "points": _number(item.points),
        "each": None if item.each is None else _number(item.each),
        "score": _number(each.score),
        "deducted": _number(each.lost),
        "added": _number(each.added),
        "state": each.state,
        "automatic": None if each.automatic is None else _number(each.automatic),
        "marked": None if item.marked is None else _number(item.marked),
        "reason": item.reason,
        "deduction": item.deduction,
        "wanted": item.evidence,
        "checks": list(item.checks),
        "unknown_checks": list(each.unknown),
        "pending": each.pending,
        "deductions": [
            {
                "kind": fault.kind,
                "id": fault.id,
                "text": fault.text,
                "period": fault.period,
                "subject": fault.subject,
                "basis": basis_object(fault.basis),
                "remedy": fault.remedy,
                "records": records_object(fault.records),
            }
            for fault in each.faults
        ],
        "evidence": [
            {"ledger": proof.ledger, "uid": proof.uid, "title": proof.title, "on": proof.on or None}
            for proof in each.proofs
        ],
    }


def _number(tenths: int) -> int | float:
    from db.services.values import in_tenths

    return in_tenths(tenths)


def _lines(found: "ScoreTable") -> Iterable[str]:
    from db.arithmetic.rubric import points_text
    from db.rules.scoring.presenting import fault_lines, head_line, state_text

    yield f"{found.rubric.title}（{found.year}年度）：{head_line(found)}"
    rows = [
        (
            each.item.number,
            each.item.group,
            each.item.title,
            points_text(each.item.points),
            points_text(each.score),
            state_text(each),
        )
        for each in found.items
    ]
    yield from table(("序号", "类别", "评分内容", "分值", "得分", "情况"), rows)
    for each in found.gaps:
        yield f"{each.item.number}. {each.item.title}"
        yield from (f"    {line}" for line in fault_lines(each))
    if found.rubric.note:
        yield f"注：{found.rubric.note}"


# --- rubric ---------------------------------------------------------------------------------------------------
def list_(context: typer.Context) -> None:
    """有哪些评分表：自带的、登记的、上级下发的。"""
    from db.rules.scoring.choosing import known_rubrics, reported_rubric

    with state_of(context).options.opened() as branch:
        known = known_rubrics(branch)
        reported = reported_rubric(branch, branch.today.year)
    found = [
        {
            "rubric": each.key,
            "title": each.title,
            "origin": each.origin,
            "year": each.year,
            "is_reported": each.key == reported.key,
        }
        for each in known
    ]
    words = {"bundled": "自带", "record": "已登记", "handed": "上级下发"}
    rows = [
        (
            each.key,
            words[each.origin],
            str(each.year or ""),
            each.title + ("（上报用）" if each.key == reported.key else ""),
        )
        for each in known
    ]
    state_of(context).answer.give(found, lambda: table(("编号", "来源", "年度", "名称"), rows))


def adopt(
    context: typer.Context,
    rubric: Name,
    year: Year = None,
    title: Annotated[str, typer.Option("--title", metavar="T", help="改用这个名称")] = "",
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="S", help="只读这一张工作表")] = None,
    report: Annotated[bool, typer.Option("--report", help="上报的得分用这张表")] = False,
    preview: Annotated[bool, typer.Option("--preview", help="只看读出了什么，不登记")] = False,
) -> None:
    """登记一张评分表：从上级的 Excel 对照表读入，或采用自带的、下发的。"""
    from dataclasses import replace

    from db.importing.rubric_table import RubricReading, read_rubric
    from db.rules.scoring import rubric_named
    from db.rules.scoring.keeping import source_of, take_over

    read_year(year)
    path = Path(rubric)
    with state_of(context).options.opened() as branch:
        wanted = year or branch.today.year
        if _is_file(rubric):
            reading = read_rubric(path, title=title, sheet=sheet)
            source = f"file:{path.name}"
        else:
            named = rubric_named(branch, rubric, wanted)
            reading, source = RubricReading(replace(named, title=title or named.title)), source_of(named)
        uid = None if preview else take_over(branch, reading.rubric, wanted, source, is_reported=report)
    found = {
        "uid": uid,
        "title": reading.rubric.title,
        "year": wanted,
        "full_points": _number(reading.rubric.full),
        "items": [
            {
                "number": item.number,
                "group": item.group,
                "title": item.title,
                "kind": item.kind,
                "points": _number(item.points),
                "each": None if item.each is None else _number(item.each),
                "checks": list(item.checks),
            }
            for item in reading.rubric.items
        ],
        "problems": [{"row": row, "message": message} for row, message in reading.problems],
    }
    state_of(context).answer.give(found, lambda: _adopted_lines(found))


def _adopted_lines(found: dict[str, Any]) -> Iterable[str]:
    verb = "已登记" if found["uid"] else "读出（没有登记）"
    yield f"{verb}“{found['title']}”（{found['year']}年度）：{len(found['items'])}项，满分{found['full_points']}分"
    rows = [
        (item["number"], item["title"][:24], str(item["points"]), "、".join(item["checks"]) or "由人自评")
        for item in found["items"]
    ]
    yield from table(("序号", "评分内容", "分值", "自动检查"), rows)
    yield from (f"第{each['row']}行没有读入：{each['message']}" for each in found["problems"])


def mark(
    context: typer.Context,
    rubric: Name,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="序号")],
    points: Annotated[str, typer.Option("--points", metavar="P", help="自评得几分（扣分项为扣几分）")] = "",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="自评说明")] = "",
    clear: Annotated[bool, typer.Option("--clear", help="取消这一项的自评")] = False,
    year: Year = None,
) -> None:
    """给评分表的一项自评；没有登记的评分表先登记到这一年。"""
    from db.rules.scoring.keeping import mark as mark_line

    if bool(points) == clear:
        raise UsageError("请写 --points P 或 --clear 之一")
    given = None if clear else points
    _changed(context, rubric, year, partial(mark_line, number=number, points=given, reason=reason))


def check(
    context: typer.Context,
    rubric: Name,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="序号")],
    looks_at: Annotated[
        str, typer.Option("--checks", metavar="WORDS", help="看哪些，用逗号隔开，见 rubric checks")
    ] = "",
    by_hand: Annotated[bool, typer.Option("--none", help="不自动检查，由人自评")] = False,
    year: Year = None,
) -> None:
    """改评分表一项的自动检查；没有登记的评分表先登记到这一年。"""
    from db.ledgers.rubric import check_words
    from db.rules.scoring.keeping import choose_checks

    if bool(looks_at) == by_hand:
        raise UsageError("请写 --checks WORDS 或 --none 之一")
    words = check_words(looks_at)
    _changed(context, rubric, year, partial(choose_checks, number=number, words=words))


def report(context: typer.Context, rubric: Name, year: Year = None) -> None:
    """这一年上报的得分用这张评分表；没有登记的先登记到这一年。"""
    from db.rules.scoring.keeping import report_by

    _changed(context, rubric, year, report_by)


def _changed(context: typer.Context, name: str, year: int | None, change: "Callable[..., Rubric]") -> None:
    """Change a table of a year and tell how it stands now."""
    from db.rules.gathering import gather
    from db.rules.scoring import rubric_named
    from db.rules.scoring import score as judge

    read_year(year)
    with state_of(context).options.opened() as branch:
        wanted = year or branch.today.year
        kept = change(branch, rubric_named(branch, name, wanted), wanted)
        found = judge(gather(branch), kept, wanted, branch.rows)
    state_of(context).answer.give(score_object(found), lambda: _lines(found))


def checks(context: typer.Context) -> None:
    """自动检查可以写哪些：应办事项、检查项、台账和文件的编号。"""
    from db.rules.scoring.checking import known_checks

    found = [{"check": word, "title": title} for word, title in known_checks()]
    rows = [(each["check"], each["title"]) for each in found]
    state_of(context).answer.give(found, lambda: table(("编号", "查什么"), rows))
