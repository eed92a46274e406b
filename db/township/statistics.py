"""One merged table of all branches: people, meetings, duties, findings; with totals. Texts and numbers, no layout."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from db.ledgers import LEDGERS
from db.services.exporting import inert
from db.services.exporting_tables import Sheet, workbook_of_sheets
from db.services.values import in_tenths
from db.township.overview import BranchStanding

Cell = str | int | float
MEETING_KINDS = tuple((spec.key, spec.title) for spec in LEDGERS if spec.meeting)


@dataclass(frozen=True, slots=True)
class MergedTable:
    """Titles, one row a branch, and the totals; the first column is the branch's name."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def totals(self) -> tuple[Cell, ...]:
        """The sum of each column of counts; scores by several tables add up to nothing."""
        sums = [
            "" if title in _POINTS else sum(int(row[column]) for row in self.rows)
            for column, title in enumerate(self.titles)
            if column
        ]
        return (f"合计（{len(self.rows)}个支部）", *sums)


_COUNTS = (
    ("member_count", "党员"),
    ("probationary_count", "预备党员"),
    ("female_count", "女党员"),
    ("under_35_count", "35岁及以下"),
    ("from_60_count", "61岁及以上"),
    ("applicant_count", "申请和培养对象"),
    ("group_count", "党小组"),
)
_DUTIES = (("done", "完成"), ("due", "未到期"), ("late", "逾期"))
_POINTS = ("得分", "满分")


def merged_table(found: Sequence[BranchStanding]) -> MergedTable:
    """The branches that have reported, in their order; meetings are those of the running year."""
    titles = (
        "支部",
        *(title for _, title in _COUNTS),
        *(title for _, title in MEETING_KINDS),
        *(f"应办{title}" for _, title in _DUTIES),
        "待处理问题",
        *_POINTS,
    )
    return MergedTable(titles, tuple(_row(each) for each in found if each.generation))


def _row(standing: BranchStanding) -> tuple[Cell, ...]:
    counts = [standing.counts.get(key, 0) for key, _ in _COUNTS]
    meetings = [standing.meetings.get(key, 0) for key, _ in MEETING_KINDS]
    duties = [standing.duties.get(key, 0) for key, _ in _DUTIES]
    points = ["" if each is None else in_tenths(each) for each in (standing.score, standing.scored.full)]
    return (standing.name, *counts, *meetings, *duties, sum(standing.findings.values()), *points)


def spreadsheet_of(merged: MergedTable, title: str, suffix: str) -> bytes:
    """The file that a name ending in `suffix` promises: ".csv" as separated values, else a workbook."""
    return csv_of(merged) if suffix.lower() == ".csv" else workbook_of(merged, title)


def csv_of(merged: MergedTable) -> bytes:
    """Separated values in UTF-8 with a byte order mark; every text is inert."""
    import csv

    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(merged.titles)
    for row in (*merged.rows, merged.totals):
        writer.writerow([inert(cell) if isinstance(cell, str) else cell for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def workbook_of(merged: MergedTable, title: str) -> bytes:
    """An .xlsx file: names are text, counts are numbers, the totals stand below."""
    sheet = Sheet("统计", merged.titles, (*merged.rows, merged.totals), bold_rows=1)
    return workbook_of_sheets(title, (sheet,))
