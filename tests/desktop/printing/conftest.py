"""Small documents and folders to print, and readers of what was printed."""

from collections.abc import Callable
from io import BytesIO

import pytest

from db.reports.document import BoxLabel, Header, Paragraph, ReportDocument, SignatureLine
from db.reports.folder import FolderBox, FolderItem, InspectionFolder

SENTENCE = "今年春天村里把通往水库的路铺成了水泥路，山上的茶叶可以用小货车直接运下来。"


@pytest.fixture
def sentence() -> str:
    """Plain words to fill a page with."""
    return SENTENCE


@pytest.fixture
def make_document() -> Callable[..., ReportDocument]:
    """A document of so many paragraphs, signed."""

    def make(title: str = "会议记录", paragraphs: int = 3, **more: object) -> ReportDocument:
        blocks = [Paragraph(SENTENCE * 3) for _ in range(paragraphs)]
        known = {
            "responsible": "上溪村党支部",
            "dated_on": "2026-03-05",
            "header": Header("上溪村党支部", "2026年度"),
        }
        return ReportDocument(title, (*blocks, SignatureLine(("主持人（签名）",))), **(known | more))  # type: ignore[arg-type]

    return make


@pytest.fixture
def make_folder(
    make_document: Callable[..., ReportDocument],
) -> Callable[[list[list[int]]], InspectionFolder]:
    """A folder with a box for each inner list, which gives the number of paragraphs of each paper."""

    def make(boxes: list[list[int]]) -> InspectionFolder:
        made = []
        for number, papers in enumerate(boxes, start=1):
            documents = tuple(
                make_document(
                    f"第{number}盒文件{place}甲",
                    count,
                    header=Header("上溪村党支部", "2026年度", f"第{number}盒"),
                )
                for place, count in enumerate(papers, start=1)
            )
            label = BoxLabel(
                "上溪村党支部", f"第{number}盒", "2026", "组织生活", "30年", box_number=str(number)
            )
            items = (
                FolderItem(
                    "会议记录",
                    "present" if documents else "missing",
                    documents,
                    gap="" if documents else "没有记录",
                ),
            )
            made.append(FolderBox(str(number), label, items))
        return InspectionFolder("上溪村党支部", 2026, "2026-11-22", tuple(made))

    return make


@pytest.fixture
def page_texts() -> Callable[[bytes], list[str]]:
    """The text of each page as an ordinary reader copies it out, without line ends and blanks."""

    def read(pdf: bytes) -> list[str]:
        from pypdf import PdfReader

        return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]

    return read
