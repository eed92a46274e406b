"""The study hours of a year as a spreadsheet: the table of the members, and every source line by line.

Written in memory; what was exported is noted in the trail.
"""

import csv
import io
from pathlib import PurePath

from db.arithmetic.study_hours import hours_text
from db.reports.study import rules_of, summary_of, table_rows, table_titles
from db.rules.gathering import gather
from db.rules.study.hours import StudyYear
from db.services.branch import Branch
from db.services.exporting import inert
from db.services.exporting_tables import Sheet, workbook_of_sheets
from db.services.trail import note

LINE_TITLES = ("姓名", "日期", "会议、培训名称", "学时", "怎样计算")


def export_study(branch: Branch, name: str, year: int) -> tuple[bytes, int]:
    """The content of the file `name` and how many members are in it: ".csv" holds the table, a workbook the lines too."""
    study = StudyYear(gather(branch), year)
    rows = table_rows(study)
    note(branch, "export", f"{year}年学时 → {name}", f"{len(rows)}人")
    if PurePath(name).suffix.lower() == ".csv":
        return _csv((table_titles(), *rows)), len(rows)
    lines = [
        (account.label, line.on, line.title, hours_text(line.tenths), line.words)
        for account in study.accounts
        for line in account.lines
    ]
    notes = (summary_of(study), rules_of(study))
    sheets = (Sheet(f"{year}年学时", table_titles(), rows, notes=notes), Sheet("逐项", LINE_TITLES, lines))
    return workbook_of_sheets(f"{year}年党员学时", sheets), len(rows)


def _csv(rows: tuple[tuple[str, ...], ...]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerows([inert(text) for text in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
