"""What a township prints: the table of progress, the league, letters, the merged table, the month's bulletin.

Content as data. The words are neutral and can be chosen (`wording`): the papers say what is done and what is not yet,
and shame nobody.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.arithmetic.days import day_text
from db.errors import LedgerError
from db.reports.document import (
    Block,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    Table,
    TableColumn,
    mask_document,
)
from db.reports.lists import SEVERITIES
from db.services.branch import Branch
from db.township.folder import need_township
from db.township.monthly import BranchMonth, CommonFinding, branch_months, common_findings
from db.township.overview import BranchStanding, by_need, standings
from db.township.score_papers import bulletin_blocks, league_blocks, lost_sentence
from db.township.scores import common_losses
from db.township.serving import overview_source
from db.township.statistics import MEETING_KINDS, Cell, MergedTable, merged_table
from db.township.wording import wordings

_SOURCE = "本表由各支部上报的数据自动汇总，以各支部上报之日为准；上报以后新到期而未见办理的计入逾期。"


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the papers are made from."""

    township: str
    today: date
    standings: tuple[BranchStanding, ...]
    words: dict[str, Any]

    @property
    def stale_days(self) -> int:
        return int(self.words["overview.stale_days"])

    def word(self, name: str) -> str:
        """A text in use."""
        return str(self.words[f"overview.{name}"])

    def is_behind(self, standing: BranchStanding) -> bool:
        return standing.is_behind(self.stale_days)


def read_overview(branch: Branch) -> Overview:
    """The township as it stands today; LedgerError not_a_township."""
    need_township(branch)
    with overview_source(branch) as connection:
        found = standings(connection, branch.today)
    words = wordings(branch)
    return Overview(branch.name, branch.today, by_need(found, int(words["overview.stale_days"])), words)


# --- the table of progress ------------------------------------------------------------------------------------
def progress_table(seen: Overview) -> ReportDocument:
    """Who is behind and on what, and who is on time."""
    columns = (
        TableColumn("序号", 2, "center"),
        TableColumn("支部", 15),
        TableColumn("完成", 3, "right"),
        TableColumn("未到期", 3, "right"),
        TableColumn("逾期", 3, "right"),
        TableColumn("完成率", 4, "right"),
        TableColumn("上报日期", 6, "center"),
        TableColumn("还要推进的事项", 26),
    )
    blocks: list[Block] = []
    for sign, word, is_wanted in (
        ("一", seen.word("behind"), seen.is_behind),
        ("二", seen.word("on_time"), lambda each: not seen.is_behind(each)),
    ):
        listed = [each for each in seen.standings if is_wanted(each)]
        blocks.append(Heading(f"{sign}、{word}（{len(listed)}个支部）"))
        rows = tuple(_progress_row(number, each, seen) for number, each in enumerate(listed, start=1))
        blocks.append(Table(columns, rows, size="small", empty="（无）"))
    return _paper(seen, seen.word("table_title"), (*blocks, Paragraph(_SOURCE, "note")), landscape=True)


def _progress_row(number: int, standing: BranchStanding, seen: Overview) -> tuple[str, ...]:
    duties = standing.duties
    counts = tuple(
        str(duties.get(state, 0)) if standing.generation else "" for state in ("done", "due", "late")
    )
    return (
        str(number),
        standing.name,
        *counts,
        _per_cent(standing),
        standing.made_on,
        standing.behind_on(seen.stale_days, in_public=True),
    )


def _per_cent(standing: BranchStanding) -> str:
    return "" if standing.rate is None else f"{standing.rate}%"


def league(seen: Overview) -> ReportDocument:
    """Branches by score, apart for each scoring table; those without a score at the end."""
    return _paper(seen, "得分与完成情况一览", league_blocks(seen.standings))


# --- letters --------------------------------------------------------------------------------------------------
def letter(seen: Overview, standing: BranchStanding) -> ReportDocument:
    """A letter to one branch: what is late, since when nothing was heard; polite, and to be signed."""
    blocks: list[Block] = [Paragraph(f"{standing.name}：", "plain")]
    if not standing.generation:
        blocks.append(Paragraph("截至今日，还没有收到你支部上报的数据。请尽快上报。"))
    else:
        blocks.append(Paragraph(_letter_opening(seen, standing)))
        ends = [*"；" * (len(standing.late) - 1), "。"]
        named = zip(standing.late, ends, strict=False)
        blocks += [Paragraph(f"{number}．{title}{end}") for number, (title, end) in enumerate(named, start=1)]
    lost = lost_sentence(standing, seen.word("lost"))
    blocks += [Paragraph(lost)] if lost else []
    blocks.append(Paragraph(seen.word("letter_end")))
    blocks.append(Paragraph(seen.township, "signature"))
    blocks.append(Paragraph(day_text(seen.today.isoformat()), "signature"))
    return ReportDocument(
        title=seen.word("letter_title"),
        responsible=seen.township,
        dated_on=seen.today.isoformat(),
        header=Header(seen.township),
        blocks=tuple(blocks),
    )


def _letter_opening(seen: Overview, standing: BranchStanding) -> str:
    known = f"根据你支部{day_text(standing.made_on)}上报的数据，"
    if standing.is_clock_doubtful:
        known += "这个日期与收到的日期相差一年以上，请核对电脑的时钟；"
    elif standing.days_since is not None and standing.days_since > seen.stale_days:
        known += f"至今已有{standing.days_since}天没有上报新的数据，请及时上报；"
    if not standing.late:
        return f"{known}目前没有逾期的事项。"
    return f"{known}以下{len(standing.late)}项工作已经到期，还没有看到办理的记录："


def letters(seen: Overview, only: str = "") -> tuple[tuple[str, ReportDocument], ...]:
    """(name of the branch, letter) for every branch that is behind, or for the one with the uid or name `only`."""
    wanted = (
        [each for each in seen.standings if only in (each.uid, each.name)]
        if only
        else [each for each in seen.standings if seen.is_behind(each)]
    )
    if not wanted:
        raise LedgerError(
            "nothing_to_print",
            "没有要提醒的支部",
            "没有写出任何文件",
            "用 township overview 查看各支部的情况",
        )
    return tuple((each.name, mask_document(letter(seen, each))) for each in wanted)


# --- the merged table -----------------------------------------------------------------------------------------
def statistics(seen: Overview) -> ReportDocument:
    """The merged table on paper."""
    merged = merged_of(seen)
    columns = tuple(
        TableColumn(title, 12 if not number else 2.2, "left" if not number else "right")
        for number, title in enumerate(merged.titles)
    )
    table = Table(columns, _as_texts(merged.rows), totals=_as_texts([merged.totals])[0], size="small")
    return replace(
        _paper(
            seen, f"{seen.today.year}年支部情况统计表", (table, Paragraph(_SOURCE, "note")), landscape=True
        ),
        paper="A3",
    )


def merged_of(seen: Overview) -> MergedTable:
    """The merged table, branches by name."""
    return merged_table(sorted(seen.standings, key=lambda each: each.name))


def _as_texts(rows: Iterable[Sequence[Cell]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell) for cell in row) for row in rows)


# --- the bulletin ---------------------------------------------------------------------------------------------
def bulletin(branch: Branch, month: str) -> ReportDocument:
    """What the branches did in a month ("2026-03") and what is still to do. LedgerErrors not_a_township, invalid."""
    first = _first_of(month)
    seen = read_overview(branch)
    with overview_source(branch) as connection:
        months = branch_months(connection, month, seen.today)
        common, losses = common_findings(connection), common_losses(connection)
    title = f"{first.year}年{first.month}月{seen.word('bulletin_title')}"
    blocks: list[Block] = [
        Paragraph(_bulletin_opening(seen, months, first)),
        Heading("一、本月组织生活"),
        _meetings_table(months),
        Heading("二、本月应办事项"),
        _duties_table(months, seen),
        Heading(f"三、{seen.word('behind')}的事项"),
        *_still_to_do(seen),
        Heading("四、检查中较多的问题"),
        _findings_table(common),
        Heading("五、得分情况"),
        *bulletin_blocks(seen.standings, losses, seen.word("lost")),
        Paragraph(_SOURCE, "note"),
        Paragraph(seen.township, "signature"),
        Paragraph(day_text(seen.today.isoformat()), "signature"),
    ]
    return mask_document(
        ReportDocument(
            title=title,
            responsible=seen.township,
            dated_on=seen.today.isoformat(),
            header=Header(seen.township),
            blocks=tuple(blocks),
        )
    )


def _first_of(month: str) -> date:
    try:
        if len(month) != len("2026-03"):
            raise ValueError(month)
        return date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise LedgerError(
            "invalid", f"“{month[:20]}”不是月份", "没有写出任何文件", "请写作 2026-03"
        ) from error


def _bulletin_opening(seen: Overview, months: Sequence[BranchMonth], first: date) -> str:
    reported = sum(bool(each.generation) for each in seen.standings)
    held = sum(sum(each.meetings.values()) for each in months)
    owed = sum(each.owed for each in months)
    done, late = (sum(each.duties.get(state, 0) for each in months) for state in ("done", "late"))
    return (
        f"截至{day_text(seen.today.isoformat())}，应上报的支部{len(seen.standings)}个，已上报{reported}个。"
        f"{first.month}月各支部共开展组织生活{held}次；到期的应办事项{owed}项，完成{done}项，逾期{late}项。"
    )


def _meetings_table(months: Sequence[BranchMonth]) -> Table:
    columns = (
        TableColumn("支部", 10),
        *(TableColumn(title.removeprefix("支部"), 3, "center") for _, title in MEETING_KINDS),
    )
    rows = tuple(
        (each.name, *(str(each.meetings.get(key, "")) for key, _ in MEETING_KINDS)) for each in months
    )
    totals = ("合计", *(str(sum(each.meetings.get(key, 0) for each in months)) for key, _ in MEETING_KINDS))
    return Table(columns, rows, totals=totals, size="small", empty="（还没有支部上报）")


def _duties_table(months: Sequence[BranchMonth], seen: Overview) -> Table:
    rates = {each.name: _per_cent(each) for each in seen.standings}
    columns = (
        TableColumn("支部", 12),
        *(TableColumn(title, 4, "right") for title in ("本月到期", "完成", "逾期", "未到期", "全年完成率")),
    )
    rows = tuple(
        (
            each.name,
            str(each.owed),
            *(str(each.duties.get(state, 0)) for state in ("done", "late", "due")),
            rates.get(each.name, ""),
        )
        for each in months
    )
    return Table(columns, rows, size="small", empty="（还没有支部上报）")


def _still_to_do(seen: Overview) -> list[Block]:
    behind = [each for each in seen.standings if seen.is_behind(each)]
    if not behind:
        return [Paragraph("各支部都没有逾期的事项。")]
    return [
        Paragraph(f"{each.behind_on(seen.stale_days, in_public=True)}。", lead=f"{each.name}：")
        for each in behind
    ]


def _findings_table(found: Sequence[CommonFinding]) -> Table:
    columns = (
        TableColumn("问题", 16),
        TableColumn("程度", 3, "center"),
        TableColumn("涉及支部", 4, "right"),
        TableColumn("处数", 4, "right"),
    )
    rows = tuple(
        (each.title, SEVERITIES.get(each.severity, each.severity), str(each.branches), str(each.count))
        for each in found
    )
    return Table(columns, rows, size="small", empty="（没有待处理的问题）")


def _paper(
    seen: Overview, title: str, blocks: tuple[Block, ...], *, landscape: bool = False
) -> ReportDocument:
    return mask_document(
        ReportDocument(
            title=title,
            subtitle=f"截至{day_text(seen.today.isoformat())}",
            responsible=seen.township,
            dated_on=seen.today.isoformat(),
            header=Header(seen.township, f"{seen.today.year}年度"),
            form="sheet",
            landscape=landscape,
            blocks=blocks,
        )
    )


PAPERS: dict[str, tuple[str, Callable[[Overview], ReportDocument]]] = {
    "progress": ("进度表", progress_table),
    "league": ("得分与完成情况", league),
    "statistics": ("统计表", statistics),
}
"""Papers that need nothing but the overview, by key, with their titles."""
