"""One volume a person in a box: the contents list of the file with the page numbers it has in the box, and its papers.

What the program prints of a file stands in the box with its real pages; what is kept on paper only is listed as well,
without a page number, which is written when it is put in. Numbers of pages come from whoever has set the papers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from db.changes import Row
from db.reports.admission import (
    CONTENTS_TITLE,
    FILE_COLUMNS,
    build_admission_examination,
    file_papers,
    missing_note,
)
from db.reports.admission_course import build_admission_course
from db.reports.document import Block, Header, Paragraph, Record, ReportDocument, SignatureLine, Table
from db.reports.source import PrintOptions, ReportSource
from db.reports.wording import archive_date, responsible_of
from db.rules.facts import Facts

LEDGER = "admission"
ON_PAPER = "纸质随卷"
_EXAMINATION = "考察登记表"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of a contents list; `document` is the place of the paper among those printed, None for one on paper,
    `number` its 文号.
    """

    responsible: str
    title: str
    dated_on: str
    note: str
    document: int | None = None
    number: str = ""


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """One person's volume: its lines, what is missing, and how many of the box's papers belong to it."""

    name: str
    lines: tuple[FileLine, ...]
    missing: tuple[Paragraph, ...]
    count: int


def personal_files(
    source: ReportSource, facts: Facts, year: int
) -> Iterator[tuple[PersonalFile, tuple[ReportDocument, ...]]]:
    """The files that were under way in the year, by the day of the application, each with the papers printed here."""
    rows = [row for row in source.rows(LEDGER) if _is_of_year(row, year)]
    for row in sorted(rows, key=lambda row: (min(_days(row)), row.uid)):
        name = str(row["person"] or "")
        examined = build_admission_examination(source, facts, PrintOptions(uid=row.uid))
        course = build_admission_course(source, facts, PrintOptions(uid=row.uid))
        about = ((LEDGER, row.uid),)
        documents = tuple(_titled(each, f"{name}{each.title}", about) for each in (course, examined))
        yield (
            PersonalFile(name, tuple(_lines(row, facts, documents)), missing_note(row), len(documents)),
            documents,
        )


def _titled(document: ReportDocument, title: str, about: tuple[Record, ...]) -> ReportDocument:
    return replace(document, title=title, subtitle="", about=about)


def _days(row: Row) -> list[str]:
    """Every day on which something happened."""
    days = [
        entry["done_on"] or (entry["meeting"].name[-10:] if entry["meeting"] else "")
        for entry in row["steps"]
    ]
    return [day for day in days if day]


def _is_of_year(row: Row, year: int) -> bool:
    """Whether the file was begun by the end of the year and not closed before it."""
    days = _days(row)
    if not days or min(days)[:4] > str(year):
        return False
    is_closed = bool(row.get("outcome")) or all(entry["state"] == "done" for entry in row["steps"])
    return not is_closed or max(days)[:4] >= str(year)


def _lines(row: Row, facts: Facts, documents: Sequence[ReportDocument]) -> Iterator[FileLine]:
    yield FileLine(responsible_of(facts), documents[0].title, "", "", 0)
    is_told = False
    for paper in file_papers(row, facts):
        is_examination = paper.title.endswith(_EXAMINATION) and not is_told
        is_told = is_told or is_examination
        yield FileLine(
            paper.responsible,
            paper.title,
            paper.dated_on,
            paper.note if is_examination else "；".join(part for part in (paper.note, ON_PAPER) if part),
            1 if is_examination else None,
            paper.number,
        )
    if not is_told:
        yield FileLine(responsible_of(facts), documents[1].title, "", "", 1)


def personal_contents(file: PersonalFile, header: Header, pages: Sequence[str]) -> ReportDocument:
    """卷内目录 of one person; `pages` are the page numbers of the papers printed, in words."""
    rows = tuple(
        (
            str(place),
            line.number,
            line.responsible,
            line.title,
            archive_date(line.dated_on),
            "" if line.document is None else pages[line.document],
            line.note,
        )
        for place, line in enumerate(file.lines, start=1)
    )
    blocks: tuple[Block, ...] = (
        Table(FILE_COLUMNS, rows, row_height=9),
        *file.missing,
        Paragraph("页号为本盒内的页号；“纸质随卷”的材料放入后填写页号。", "note"),
        SignatureLine(("整理人", "检查人"), dated=True),
    )
    return ReportDocument(
        title=CONTENTS_TITLE, subtitle=f"姓名：{file.name}", header=header, form="sheet", blocks=blocks
    )
