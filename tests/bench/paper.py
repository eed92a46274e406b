"""The printed folder, and what it is measured against: a bare platypus run and LibreOffice with the same content."""

import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import resources
from tests.bench.branches import new_branch, ten_years
from tests.bench.equal_docx import SetPaper, texts_of, write_docx
from tests.bench.measuring import best

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.reports.folder import InspectionFolder
    from db.services.branch import Branch

FONT = "BranchFangSong.ttf"
YEAR = 2025
TALKS = 30  # with them the folder has a hundred pages
PRINTED_BY_PROCESS = f"""
from pathlib import Path
from db.clock import fixed_clock
from db.opening import open_branch
from db.reports import PrintOptions
from desktop.printing.producing import produce
branch = open_branch(Path("{{folder}}/branch"), fixed_clock("2026-11-22T08:00:00"), passphrase="四个不相干的词")
produce(branch, "inspection_folder", PrintOptions(year={YEAR}), Path("{{folder}}/folder.pdf"))
branch.close()
"""


def folder_branch(folder: Path) -> "Branch":
    """A branch whose folder of YEAR has at least a hundred pages."""
    from db.changes import Draft
    from db.ledgers import by_key
    from db.services.saving import save_many

    branch = new_branch(folder / "branch")
    ten_years(branch, years=2, talks=False)
    people = [row.uid for row in branch.rows("person")]
    words = "谈了家里的老人和孩子、今年的收成，也说到村里修水渠和卖茶叶的打算。"
    talks = [
        {
            "held_on": f"{YEAR}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "initiator": people[number % 5],
            "partner": people[number + 5],
            "words": words * 3,
        }
        for number in range(TALKS)
    ]
    save_many(branch, by_key("heart_talk"), [Draft(talk) for talk in talks])
    return branch


def folder_printer(branch: "Branch") -> "Callable[[], tuple[InspectionFolder, bytes]]":
    """What is measured: build the content from the open branch, whose facts are known already, and set it as PDF."""
    from db.reports import PrintOptions, build_print, print_kind
    from db.reports.folder import InspectionFolder
    from db.rules.gathering import gather
    from desktop.printing.folders import folder_bytes

    facts = gather(branch)

    def work() -> tuple[InspectionFolder, bytes]:
        content = build_print(print_kind("inspection_folder"), branch, facts, PrintOptions(year=YEAR))
        assert isinstance(content, InspectionFolder)
        return content, folder_bytes(content)[0]

    return work


def set_papers(folder: "InspectionFolder") -> list[SetPaper]:
    """Every paper of the folder in the order of the file, set as ours; all page numbers in the contents are 1."""
    return [_set(document, numbered) for document, numbered in _papers(folder)]


def _papers(folder: "InspectionFolder") -> "Iterator[tuple[ReportDocument, bool]]":
    """Every paper in the order of the file, and whether its pages bear numbers."""
    from db.reports import folder_front as front

    yield front.overview(folder), False
    for box in folder.boxes:
        yield front.face(box), False
        yield front.contents(folder, box, [range(1, 2)] * len(box.documents)), False
        yield from ((document, True) for document in box.documents)
        yield front.closing_note(folder, box, 1), False
    yield front.spines(folder), False


def _set(document: "ReportDocument", numbered: bool) -> SetPaper:
    from desktop.printing.blocks import Setter
    from desktop.printing.styles import geometry_of
    from desktop.printing.text import Remarks

    page = geometry_of(document, in_folder=True)
    pieces = Setter(document, page, Remarks()).pieces()
    return SetPaper(tuple(pieces), page, document.header.text, numbered)


def bare_platypus(papers: Sequence[SetPaper]) -> float:
    """Seconds in which platypus sets the texts of all papers as plain paragraphs in one font."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("bench", str(resources.find(f"fonts/{FONT}"))))
    style = ParagraphStyle("bench", fontName="bench", fontSize=14, leading=22, wordWrap="CJK")
    texts = [text for paper in papers for piece in paper.pieces for text in texts_of(piece) if text.strip()]

    def run() -> None:
        SimpleDocTemplate(BytesIO()).build([Paragraph(escape(text), style) for text in texts])

    return best(run)


def libreoffice(papers: Sequence[SetPaper], folder: Path) -> tuple[float, int]:
    """Seconds in which LibreOffice, without a window, converts an equal docx to PDF, and the pages of that.

    A process of its own, start included; the best of several runs, so that its profile is there already. It
    sees the bundled fonts.
    """
    path = folder / "equal.docx"
    write_docx(path, papers)
    environment = os.environ | {"FONTCONFIG_FILE": str(_font_list(folder))}
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    seconds = best(lambda: subprocess.run(command, check=True, capture_output=True, env=environment))
    return seconds, pages_of(path.with_suffix(".pdf").read_bytes())


def pages_of(pdf: bytes) -> int:
    """The number of pages of a PDF."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as read:
        return len(read.pages)


def _font_list(folder: Path) -> Path:
    """A configuration of fontconfig with the bundled fonts beside those of the system."""
    path = folder / "fonts.conf"
    path.write_text(
        '<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{resources.ROOT / 'fonts'}</dir></fontconfig>",
        encoding="utf-8",
    )
    return path
