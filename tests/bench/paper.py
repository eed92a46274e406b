"""The printed folder, and what it is measured against: a bare platypus run and LibreOffice with the same text."""

import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from tests.bench.branches import new_branch, ten_years
from tests.bench.measuring import best, timed

FONT = "BranchFangSong.ttf"


def folder_pages(folder: Path) -> tuple[float, int, list[str]]:
    """Seconds to build and set the folder of a year, its pages, and the texts that stand on them."""
    from db.reports import PrintOptions, build_print, print_kind
    from db.reports.document import texts_of
    from db.reports.folder import InspectionFolder
    from db.rules.gathering import gather
    from desktop.printing.folders import folder_bytes

    branch = new_branch(folder / "branch")
    ten_years(branch, years=2, talks=False)
    facts = gather(branch)
    pages = 0

    def whole() -> None:
        nonlocal pages
        content = build_print(print_kind("inspection_folder"), branch, facts, PrintOptions(year=2025))
        assert isinstance(content, InspectionFolder)
        pages = folder_bytes(content)[1].pages
        texts[:] = [
            text for box in content.boxes for document in box.documents for text in texts_of(document)
        ]

    texts: list[str] = []
    seconds = best(whole)
    branch.close()
    return seconds, pages, texts


def bare_platypus(texts: list[str]) -> float:
    """Seconds in which platypus sets the same texts as plain paragraphs in one font."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    import resources

    pdfmetrics.registerFont(TTFont("bench", str(resources.find(f"fonts/{FONT}"))))
    style = ParagraphStyle("bench", fontName="bench", fontSize=14, leading=22, wordWrap="CJK")

    def run() -> None:
        story = [Paragraph(escape(text), style) for text in texts if text.strip()]
        SimpleDocTemplate(BytesIO()).build(story)

    return best(run)


def converted_by_libreoffice(texts: list[str], folder: Path) -> float:
    """Seconds in which LibreOffice, without a window, converts a docx of the same text to PDF."""
    path = folder / "same.docx"
    _write_docx(path, texts)
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)]
    return timed(lambda: subprocess.run(command, check=True, capture_output=True))


def _write_docx(path: Path, texts: list[str]) -> None:
    """The smallest docx that holds these paragraphs."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in texts if text.strip())
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{office}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{body}</w:body></w:document>',
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
