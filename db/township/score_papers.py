"""得分 on the township's papers: the league, the bulletin's section, the sentence of a letter.

Only branches that were scored by the same table are ranked against each other; one without a score has no rank and is no
zero. The bulletin names no branch, a letter only what its own branch lost.
"""

from collections.abc import Iterable, Sequence

from db.arithmetic.rubric import points_text
from db.reports.document import Block, Heading, Paragraph, Table, TableColumn
from db.reports.wording import numeral
from db.township.overview import BranchStanding
from db.township.scores import CommonLoss

MOST_TOLD = 3  # dearest lines in one sentence
Group = tuple[BranchStanding, ...]
_NOTE = (
    "得分由各支部的程序在上报之日自动计算，程序查不了的以支部自评为准，待自评的项目暂时不计分。"
    "用同一张评分表的支部才排名次，得分相同的并列；没有得分的不排名次，按应办事项完成率列在后面。"
)


def groups_of(found: Iterable[BranchStanding]) -> tuple[Group, ...]:
    """The branches with a score, together where they were scored by the same table, best first; the table that most of
    them use is the first."""
    tables: dict[tuple[str, int, int, int], list[BranchStanding]] = {}
    for each in found:
        if each.score is not None:
            tables.setdefault(each.scored.table, []).append(each)
    groups = [sorted(group, key=lambda each: (-(each.score or 0), each.name)) for group in tables.values()]
    return tuple(
        tuple(group) for group in sorted(groups, key=lambda group: (-len(group), group[0].scored.table))
    )


def table_title(group: Group) -> str:
    """The name of the table a group was scored by."""
    return f"“{group[0].scored.rubric}”" if group[0].scored.rubric else "没有写明的评分表"


def full_text(group: Group) -> str:
    """满分100分, "" where the table is not known."""
    full = group[0].scored.full
    return "" if full is None else f"满分{points_text(full)}分"


def share_text(standing: BranchStanding) -> str:
    """The score as per cent of full points, one decimal; "" where the table has none."""
    full = standing.scored.full
    if standing.score is None or not full:
        return ""
    tenths = (2000 * standing.score + full) // (2 * full)
    return f"{points_text(tenths)}%"


# --- the league -----------------------------------------------------------------------------------------------
def league_blocks(found: Sequence[BranchStanding]) -> tuple[Block, ...]:
    """A table for each scoring table in use, then the branches without a score."""
    blocks: list[Block] = []
    groups = groups_of(found)
    for number, group in enumerate(groups, start=1):
        is_another = any(table_title(each) == table_title(group) for each in groups[: number - 1])
        version = "另一版本" if is_another else ""
        told = "，".join(filter(None, (version, full_text(group), f"{len(group)}个支部")))
        blocks += [Heading(f"{_sign(number)}、按{table_title(group)}打分（{told}）"), _ranked(group)]
    without = [each for each in found if each.score is None]
    if without:
        blocks += [
            Heading(f"{_sign(len(groups) + 1)}、没有得分的支部（{len(without)}个）"),
            _unranked(without),
        ]
    return (*blocks, Paragraph(_NOTE, "note")) if blocks else (Paragraph("还没有支部上报。"),)


def _sign(number: int) -> str:
    """A heading's number; a county may have more tables in use than numerals are made for."""
    return numeral(number) if number < 100 else str(number)


def _ranked(group: Group) -> Table:
    columns = (
        TableColumn("名次", 3, "center"),
        TableColumn("支部", 15),
        TableColumn("得分", 3.5, "right"),
        TableColumn("得分率", 4, "right"),
        TableColumn("待自评", 4, "right"),
        TableColumn("完成率", 4, "right"),
        TableColumn("完成", 3, "right"),
        TableColumn("逾期", 3, "right"),
        TableColumn("待处理问题", 5.5, "right"),
    )
    rows = []
    for each in group:
        place = 1 + sum((other.score or 0) > (each.score or 0) for other in group)
        waiting = str(each.scored.unmarked) if each.scored.unmarked else ""
        told = (points_text(each.score or 0), share_text(each), waiting)
        rows.append((str(place), each.name, *told, *_duties(each)))
    return Table(columns, tuple(rows))


def _unranked(without: Sequence[BranchStanding]) -> Table:
    columns = (
        TableColumn("支部", 15),
        TableColumn("情况", 14.5),
        TableColumn("完成率", 4, "right"),
        TableColumn("完成", 3, "right"),
        TableColumn("逾期", 3, "right"),
        TableColumn("待处理问题", 5.5, "right"),
    )
    listed = sorted(without, key=lambda each: (not each.generation, -(each.rate or 0), each.name))
    return Table(columns, tuple((each.name, _why(each), *_duties(each)) for each in listed))


def _why(standing: BranchStanding) -> str:
    if standing.generation:
        return "没有上报得分（程序较早）"
    return f"只报过一部分（{'、'.join(standing.partial)}）" if standing.partial else "还没有上报过"


def _duties(standing: BranchStanding) -> tuple[str, ...]:
    """完成率, 完成, 逾期, 待处理问题; empty where nothing was reported whole."""
    if not standing.generation:
        return ("", "", "", "")
    rate = "" if standing.rate is None else f"{standing.rate}%"
    done, late = (str(standing.duties.get(state, 0)) for state in ("done", "late"))
    return (rate, done, late, str(sum(standing.findings.values())))


# --- the bulletin ---------------------------------------------------------------------------------------------
def bulletin_blocks(
    found: Sequence[BranchStanding], losses: Sequence[CommonLoss], lost_word: str
) -> list[Block]:
    """Average, highest and lowest by table without any name, and the lines on which most points are lost."""
    groups = groups_of(found)
    if not groups:
        return [Paragraph("还没有支部上报得分。")]
    blocks: list[Block] = [Paragraph(_summary(group)) for group in groups]
    without = sum(each.score is None for each in found)
    if without:
        blocks.append(Paragraph(f"另有{without}个支部还没有上报得分。"))
    if losses:
        blocks += [Paragraph(f"{lost_word}：", "plain"), _losses_table(losses, with_rubric=len(groups) > 1)]
    return blocks


def _summary(group: Group) -> str:
    scores = [each.score or 0 for each in group]
    told = full_text(group)
    head = f"按{table_title(group)}{f'（{told}）' if told else ''}打分的支部{len(group)}个，"
    if len(group) == 1:
        return f"{head}得{points_text(scores[0])}分。"
    average = (2 * sum(scores) + len(scores)) // (2 * len(scores))
    return f"{head}平均{points_text(average)}分，最高{points_text(max(scores))}分，最低{points_text(min(scores))}分。"


def _losses_table(losses: Sequence[CommonLoss], *, with_rubric: bool) -> Table:
    columns = (
        TableColumn("项目", 20),
        *((TableColumn("评分表", 10),) if with_rubric else ()),
        TableColumn("失分支部", 4, "right"),
        TableColumn("共失分", 4, "right"),
    )
    rows = tuple(
        (
            f"{each.number}．{each.title}",
            *((each.rubric,) if with_rubric else ()),
            str(each.branches),
            points_text(each.lost),
        )
        for each in losses
    )
    return Table(columns, rows, size="small")


# --- the letter -----------------------------------------------------------------------------------------------
def lost_sentence(standing: BranchStanding, lost_word: str) -> str:
    """What the branch's own score is and where most of it went; "" where nothing was lost or no score came."""
    scored = standing.scored
    if standing.score is None or not scored.lost:
        return ""
    told = "；".join(f"{line.title}（扣{points_text(line.deducted)}分）" for line in scored.lost[:MOST_TOLD])
    full = "" if scored.full is None else f"（满分{points_text(scored.full)}分）"
    return f"按{table_title((standing,))}打分，你支部目前得{points_text(standing.score)}分{full}，{lost_word}有：{told}。"
