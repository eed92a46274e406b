"""Report documents and inspection folders become PDF bytes. The front door of printing.

Rendered in memory; the same input gives the same bytes. Metadata hold a title and the branch's name,
nothing about the machine, the user or the tools.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

from db.reports.document import ReportDocument
from desktop.printing import encoding, to_unicode
from desktop.printing.blocks import Setter
from desktop.printing.paging import Furniture, Pages
from desktop.printing.styles import geometry_of
from desktop.printing.text import Remarks

PROGRAM = "支部台账"
DRAWING = Lock()  # reportlab keeps the subset of a font per document, but not for two threads at once


@dataclass(frozen=True, slots=True)
class PrintResult:
    """What was written: number of pages, and plain Chinese remarks on what could not be printed as
    written.
    """

    pages: int
    warnings: tuple[str, ...] = ()
    path: Path | None = None  # the file really written, which may bear another name (see `db.files`)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: title, page (from 0), and entries below it."""

    title: str
    page: int
    below: tuple["Bookmark", ...] = ()


def render(document: ReportDocument, target: Path | BinaryIO) -> PrintResult:
    """Writes one document as PDF; a path is written whole or not at all.

    OSError if the target cannot be written.
    """
    content, result = render_bytes(document)
    return replace(result, path=deliver(content, target))


def render_bytes(document: ReportDocument) -> tuple[bytes, PrintResult]:
    """One document as PDF."""
    with DRAWING:
        raw = BytesIO()
        pages = Pages(new_canvas(raw), Remarks())
        write_document(pages, document)
        pages.canvas.save()
    title = f"{document.title}（{document.subtitle}）" if document.subtitle else document.title
    content = assemble(raw.getvalue(), title, document.header.branch or document.responsible)
    return content, PrintResult(pages.count, pages.remarks.sentences)


def write_document(
    pages: Pages, document: ReportDocument, in_folder: bool = False, numbered: bool = True
) -> range:
    """Writes a document's pages; gives their printed numbers, or their places in the file where they bear
    none.
    """
    page = geometry_of(document, in_folder)
    pieces = Setter(document, page, pages.remarks).pieces()
    alone = document.form == "poster" and not in_folder
    header, foot = ("", "") if alone else (document.header.text, document.foot)
    around = Furniture(header, numbered and not alone, foot)
    return pages.fill(pieces, page, around)


def new_canvas(target: BinaryIO) -> Any:
    """A canvas that writes the same bytes for the same drawing, and copies out right text for rare
    characters.
    """
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = 0  # its text encoding of streams is slow Python and a quarter larger
    to_unicode.install()
    encoding.install()
    return Canvas(target, invariant=1, pageCompression=0)  # `assemble` compresses all streams, once


def assemble(
    content: bytes,
    title: str,
    author: str,
    order: Sequence[int] | None = None,
    outline: Sequence[Bookmark] = (),
) -> bytes:
    """The PDF with its pages in `order` (default: as they are), an outline, and clean metadata.

    No dates are written: the day a paper bears stands on the paper.
    """
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        if order is not None and list(order) != list(range(len(pdf.pages))):
            _reorder(pdf, order)
        for key in list(pdf.docinfo.keys()):
            del pdf.docinfo[key]
        pdf.docinfo["/Title"] = title
        pdf.docinfo["/Author"] = author
        pdf.docinfo["/Creator"] = PROGRAM
        pdf.Root.Lang = pikepdf.String("zh-CN")
        if outline:
            with pdf.open_outline() as found:
                found.root.extend(_outline_item(bookmark) for bookmark in outline)
        written = BytesIO()
        pdf.save(
            written,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            linearize=False,
        )
    return written.getvalue()


def _reorder(pdf: Any, order: Sequence[int]) -> None:
    pages = [pdf.pages[number] for number in order]
    del pdf.pages[:]
    pdf.pages.extend(pages)


def _outline_item(bookmark: Bookmark) -> Any:
    import pikepdf

    item = pikepdf.OutlineItem(bookmark.title, bookmark.page)
    item.children.extend(_outline_item(below) for below in bookmark.below)
    return item


def deliver(content: bytes, target: Path | BinaryIO) -> Path | None:
    """Writes bytes to a file, whole or not at all, or to an open stream; gives the file really written."""
    if isinstance(target, Path):
        from db.files import atomic_write

        return atomic_write(target, content)
    target.write(content)
    return None
