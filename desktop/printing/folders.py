"""An inspection folder becomes one PDF, or one for each box, with the real page numbers in each contents
list.

The papers are set first, their pages counted, then the sheets that tell about them; the pages are put in
order at the end. Page numbers begin anew in each box, as archives count them; sheets around the papers
bear none.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from db.files import safe_name
from db.reports import folder_front as front
from db.reports.document import Place, Record, ReportDocument, mask_document
from db.reports.folder import FolderBox, InspectionFolder
from desktop.printing.paging import Pages
from desktop.printing.pdf import (
    DRAWING,
    Bookmark,
    PrintResult,
    assemble,
    deliver,
    new_canvas,
    render_bytes,
    write_document,
)
from desktop.printing.text import Remarks

Progress = Callable[[int, int], None]  # boxes done, boxes in all


def render_any(content: ReportDocument | InspectionFolder, target: Path | BinaryIO) -> PrintResult:
    """Writes a document or a whole folder as one PDF."""
    pdf, result = render_any_bytes(content)
    return replace(result, path=deliver(pdf, target))


def render_any_bytes(content: ReportDocument | InspectionFolder) -> tuple[bytes, PrintResult]:
    """A document or a whole folder as PDF in memory."""
    return folder_bytes(content) if isinstance(content, InspectionFolder) else render_bytes(content)


def render_boxes(
    folder: InspectionFolder, target: Path, progress: Progress | None = None
) -> dict[Path, PrintResult]:
    """Writes one PDF for each box into the folder `target`; the files' names carry number and title of
    the box.
    """
    written: dict[Path, PrintResult] = {}
    for done, box in enumerate(folder.boxes, start=1):
        pdf, result = folder_bytes(replace(folder, boxes=(box,)))
        path = target / safe_name(f"{int(box.label.box_number):02d}-{box.label.title}.pdf")
        kept = deliver(pdf, path) or path
        written[kept] = replace(result, path=kept)
        if progress:
            progress(done, len(folder.boxes))
    return written


def folder_bytes(folder: InspectionFolder, progress: Progress | None = None) -> tuple[bytes, PrintResult]:
    """The folder as one PDF: overview with the missing list (of several boxes), the boxes, the spine
    labels.
    """
    with DRAWING:
        raw = BytesIO()
        pages = Pages(new_canvas(raw), Remarks())
        volume = _Volume(pages)
        volume.lay_out(folder)
        if len(folder.boxes) > 1:
            volume.sheet("总目录", front.overview(folder))
        for done, box in enumerate(folder.boxes, start=1):
            volume.box(folder, box)
            if progress:
                progress(done, len(folder.boxes))
        volume.sheet("盒脊标签", front.spines(folder))
        pages.canvas.save()
    title = folder.title if len(folder.boxes) > 1 else f"{folder.title} {folder.boxes[0].title}"
    pdf = assemble(raw.getvalue(), title, folder.branch, volume.order, volume.outline)
    return pdf, PrintResult(pages.count, pages.remarks.sentences)


@dataclass
class _Volume:
    """Collects what was written where: `order` are the pages as they are to lie, `outline` the way to
    them.
    """

    pages: Pages
    order: list[int] = field(default_factory=list)
    outline: list[Bookmark] = field(default_factory=list)
    places: dict[Record, Place] = field(default_factory=dict)  # where the papers about records lie

    def lay_out(self, folder: InspectionFolder) -> None:
        """Number the papers of every box, so that one paper can point to another before that is set."""
        for box in folder.boxes:
            for piece, document in enumerate(box.documents, start=1):
                for record in document.about:
                    self.places.setdefault(record, Place(box.sign, piece))

    def sheet(self, title: str, document: ReportDocument) -> None:
        """A paper without page numbers, put where it stands."""
        self.outline.append(Bookmark(title, len(self.order)))
        self.order += write_document(self.pages, document, in_folder=True, numbered=False)

    def box(self, folder: InspectionFolder, box: FolderBox) -> None:
        """Face, contents, papers and closing note of one box, in this order in the file."""
        self.pages.number = 0
        first = self.pages.count
        printed = [self._paper(box, piece, each) for piece, each in enumerate(box.documents, start=1)]
        lists = self._person_lists(folder, box, printed)
        face = self._around(front.face(box))
        contents = self._around(front.contents(folder, box, printed))
        note = self._around(front.closing_note(folder, box, self.pages.number))
        start = len(self.order)
        self.order += [*face, *contents]
        places: list[int] = []
        for place, numbers in enumerate(printed):
            self.order += lists.get(place, ())
            places.append(len(self.order))
            self.order += range(first + numbers.start - 1, first + numbers.stop - 1)
        self.order += note
        self.outline.append(Bookmark(box.title, start, tuple(self._entries(box, places))))

    def _paper(self, box: FolderBox, piece: int, document: ReportDocument) -> range:
        """One paper with its page numbers; one that points to others is told where they lie."""
        if document.located is not None:
            told = mask_document(document.located(self.places))
            document = replace(told, header=document.header)
        printed = write_document(self.pages, document, in_folder=True)
        for record in document.about:
            place = self.places.get(record)
            if place is not None and (place.box, place.piece) == (box.sign, piece):
                self.places[record] = replace(place, page=printed.start)
        return printed

    def _person_lists(
        self, folder: InspectionFolder, box: FolderBox, printed: Sequence[range]
    ) -> dict[int, range]:
        """Contents lists of one person each, by the place of the first paper they stand before."""
        lists: dict[int, range] = {}
        place = 0
        for item in box.items:
            begun = place
            for file in item.files:
                numbers = printed[begun : begun + file.count]
                lists[begun] = self._around(front.person_contents(folder, box, file, numbers))
                begun += file.count
            place += len(item.documents)
        return lists

    def _around(self, document: ReportDocument) -> range:
        return write_document(self.pages, document, in_folder=True, numbered=False)

    @staticmethod
    def _entries(box: FolderBox, places: Sequence[int]) -> Iterator[Bookmark]:
        for document, place in zip(box.documents, places, strict=True):
            words = f"{document.title} {document.subtitle or document.dated_on}".strip()
            yield Bookmark(words, place)
