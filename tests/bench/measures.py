"""What is measured, each beside a yardstick taken in the same run."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.branches import new_branch, roster_file, ten_years
from tests.bench.measuring import Measured, best, peak_megabytes, python_seconds, timed

if TYPE_CHECKING:
    from tests.bench.equal_docx import SetPaper

BARE_WINDOW = """
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([]); window = QMainWindow(); window.show(); QTimer.singleShot(0, app.quit); app.exec()
"""
UNLOCK_WINDOW = "from desktop.app import measure_start; measure_start()"
_ROUNDS = 10


def start(folder: Path) -> list[Measured]:
    """Start of the process up to the unlock window, beside a bare main window, in turns."""
    rounds = [(python_seconds(BARE_WINDOW, 1), python_seconds(UNLOCK_WINDOW, 1)) for _ in range(_ROUNDS)]
    bare, ours = (min(seconds) for seconds in zip(*rounds, strict=True))
    return [Measured("start to unlock window", ours, "bare QMainWindow", bare, "<= 1.5")]


def roster(folder: Path) -> list[Measured]:
    """A roster of 5,000 people and 24 columns, read, checked, journaled and committed, beside openpyxl's mere load."""
    from db.importing.commit import commit, make_plan, read_source
    from db.ledgers import by_key

    path = folder / "roster.xlsx"
    roster_file(path, 5_000)

    def load() -> None:
        import openpyxl

        openpyxl.load_workbook(path)

    def whole(number: list[int]) -> None:
        branch = new_branch(folder / f"branch{number[0]}")
        number[0] += 1
        seconds.append(
            timed(lambda: commit(branch, make_plan(branch, spec, read_source(branch, spec, path)), "r"))
        )
        branch.close()

    spec, seconds, number = by_key("person"), [], [0]
    for _ in range(3):
        whole(number)
    yardstick = best(load, 2)
    return [Measured("import of 5,000 x 24", min(seconds), "openpyxl load alone", yardstick, "<= 0.8")]


def list_page(folder: Path) -> list[Measured]:
    """First rows of a list of 20,000 records: count, first 200 rows assembled."""
    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.queries import ListQuery, count_rows, list_rows
    from db.services.saving import save_many

    branch = new_branch(folder / "branch")
    spec = by_key("document")
    drafts = [
        Draft(
            {
                "title": f"关于第{i}号事项的通知",
                "kind": "received",
                "dated_on": f"20{i % 26:02d}-0{i % 9 + 1}-11",
            }
        )
        for i in range(20_000)
    ]
    save_many(branch, spec, drafts)
    query = ListQuery(sort="dated_on", descending=True, limit=200)

    def first_page() -> None:
        count_rows(branch, spec, query)
        list_rows(branch, spec, query)

    def bare() -> None:
        branch.database.raw.execute("SELECT count(*) FROM document WHERE removed_at IS NULL").fetchone()
        branch.database.raw.execute("SELECT * FROM document ORDER BY dated_on DESC LIMIT 200").fetchall()

    result = [
        Measured("list page from 20,000", best(first_page), "bare SQL of the same", best(bare), "< 100 ms")
    ]
    branch.close()
    return result


def check(folder: Path) -> list[Measured]:
    """All findings over 60 members and ten years, beside five years: linear is a ratio of about two."""
    from db.rules.findings import findings
    from db.rules.gathering import gather

    times = {}
    for years in (10, 5):
        branch = new_branch(folder / f"branch{years}")
        records = ten_years(branch, years=years)

        def whole(branch=branch) -> None:  # type: ignore[no-untyped-def]
            branch.forget()
            findings(gather(branch))

        times[years] = best(whole)
        print(f"  check over {records} records")
        branch.close()
    return [Measured("check of ten years", times[10], "check of five years", times[5], "< 1 s, about 2")]


def folder(folder: Path) -> list[Measured]:
    """The printed folder of a year, built from the open branch and set in memory, fonts loaded, beside a bare
    platypus run of the same text in the same process, and LibreOffice where it is installed.
    """
    from tests.bench import paper

    branch = paper.folder_branch(folder)
    work = paper.folder_printer(branch)
    content, pdf = work()
    ours, papers = best(work), paper.set_papers(content)
    branch.close()
    title, bare = f"folder of {paper.pages_of(pdf)} pages", paper.bare_platypus(papers)
    found = [Measured(title, ours, "bare platypus, same text", bare, "<= 2.5")]
    return found + (_beside_libreoffice(folder, found[0], papers) if shutil.which("soffice") else [])


def _beside_libreoffice(folder: Path, ours: Measured, papers: "list[SetPaper]") -> list[Measured]:
    """The folder beside LibreOffice, which always starts as a process of its own; what its start costs is seen
    from a docx of one page. Also ours as such a process, which opens the branch and writes the file.
    """
    from tests.bench import paper

    office, pages = paper.libreoffice(papers, folder)
    start, _pages = paper.libreoffice(papers[1:2], folder)
    whole = python_seconds(paper.PRINTED_BY_PROCESS.format(folder=folder))
    beside = f"LibreOffice, equal docx of {pages} pages"
    return [
        Measured(ours.title, ours.seconds, beside, office, "<= 0.1"),
        Measured(ours.title, ours.seconds, "the same less its start", office - start, "none"),
        Measured("folder by a process of its own", whole, beside, office, "none"),
    ]


def memory(folder: Path) -> list[Measured]:
    """Peak memory of the demonstration printed whole, in megabytes (shown as ms)."""
    code = (
        f"from desktop.cli import run; run(['demo', '--no-window', '--data-dir', {str(folder / 'demo')!r}])"
    )
    megabytes = peak_megabytes(code)
    return [Measured("peak memory of demo in MB", megabytes / 1000, "limit", 0.4, "<= 1")]
