"""The sheets around the papers of a box: face, contents, check list, closing note; and the folder's own
first pages.

Page numbers are given by whoever has set the papers; nothing is estimated here. What a person must vouch
for (who put the box in order, who checked it) is left empty.
"""

from collections.abc import Sequence

from db.arithmetic.days import day_text
from db.reports.document import (
    BoxFace,
    BoxSpines,
    Field,
    Fields,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    Table,
    TableColumn,
)
from db.reports.folder import MISSING, NOT_OCCURRED, PRESENT, STATE_WORDS, FolderBox, InspectionFolder
from db.reports.personal_files import PersonalFile, personal_contents
from db.reports.wording import archive_date

_CONTENTS = (
    TableColumn("序号", 2.2, "center"),
    TableColumn("责任者", 7),
    TableColumn("题名", 16),
    TableColumn("日期", 4.6, "center"),
    TableColumn("页号", 3.6, "center"),
    TableColumn("备注", 4),
)
_CHECKS = (
    TableColumn("序号", 2.2, "center"),
    TableColumn("应有材料", 11),
    TableColumn("频次或份数", 8),
    TableColumn("状态", 5, "center"),
    TableColumn("件数", 2.4, "center"),
    TableColumn("说明", 12),
)


def face(box: FolderBox) -> ReportDocument:
    """盒面."""
    return ReportDocument(f"盒面（{box.title}）", (BoxFace(box.label),), titled=False)


def contents(folder: InspectionFolder, box: FolderBox, pages: Sequence[range]) -> ReportDocument:
    """卷内目录 with the real page numbers of each paper, and the check of what ought to be in the box."""
    rows = tuple(
        (
            str(number),
            document.responsible,
            f"{document.title}：{document.subtitle}" if document.subtitle else document.title,
            archive_date(document.dated_on),
            page_words(printed),
            "补记" if _is_late(document) else "",
        )
        for number, (document, printed) in enumerate(zip(box.documents, pages, strict=True), start=1)
    )
    return ReportDocument(
        title="卷内目录",
        header=_header(folder, box),
        form="sheet",
        blocks=(
            Table(_CONTENTS, rows, row_height=8.5, empty="（本盒暂无文件）"),
            Heading("应有材料核对表"),
            Table(_CHECKS, _checks(box)),
            Paragraph("有：已归入；缺：应有而没有；待：未到期；本年不发生：写明原因即为答复。", "note"),
        ),
    )


def person_contents(
    folder: InspectionFolder, box: FolderBox, file: PersonalFile, pages: Sequence[range]
) -> ReportDocument:
    """卷内目录 of one person's file in the box, with the page numbers its papers have there."""
    return personal_contents(file, _header(folder, box), [page_words(printed) for printed in pages])


def page_words(printed: range) -> str:
    """First and last printed page of a paper: 3, or 3—5."""
    if len(printed) <= 1:
        return str(printed.start)
    return f"{printed.start}—{printed.stop - 1}"


def _is_late(document: ReportDocument) -> bool:
    from db.reports.document import Notice

    return any(isinstance(block, Notice) for block in document.blocks)


def _checks(box: FolderBox) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number),
            item.title,
            item.expected,
            STATE_WORDS[item.state],
            str(len(item.documents)) if item.documents else "",
            item.remark,
        )
        for number, item in enumerate(box.items, start=1)
    )


def closing_note(folder: InspectionFolder, box: FolderBox, page_count: int) -> ReportDocument:
    """备考表 (DA/T 22-2015): what can be counted is counted, what must be vouched for is left to be
    signed.
    """
    return ReportDocument(
        title="备考表",
        header=_header(folder, box),
        form="sheet",
        blocks=(
            Fields(
                (
                    (Field("盒内文件情况说明", _situation(box, page_count), lines=31),),
                    (Field("整理人"), Field("整理日期")),
                    (Field("检查人"), Field("检查日期")),
                )
            ),
        ),
    )


def _situation(box: FolderBox, page_count: int) -> str:
    lines = [f"本盒共有文件{len(box.documents)}件，正文{page_count}页。"]
    gaps = [
        f"{item.title}（{item.gap}）" for item in box.items if item.gap and item.state in (MISSING, PRESENT)
    ]
    absent = [f"{item.title}（{item.reason}）" for item in box.items if item.state == NOT_OCCURRED]
    if gaps:
        lines.append(f"缺：{'；'.join(gaps)}。")
    if absent:
        lines.append(f"本年不发生：{'；'.join(absent)}。")
    return "\n".join(lines)


def overview(folder: InspectionFolder) -> ReportDocument:
    """The folder's first page: all boxes with their counts, then everything that is missing."""
    boxes = tuple(
        (
            box.sign,
            box.label.title,
            box.label.category,
            box.label.retention,
            str(len(box.documents)),
            str(sum(bool(item.gap) and item.state != "pending" for item in box.items) or ""),
        )
        for box in folder.boxes
    )
    columns = (
        TableColumn("盒号", 2.4, "center"),
        TableColumn("盒名", 15),
        TableColumn("类别", 5),
        TableColumn("保管期限", 4, "center"),
        TableColumn("件数", 3, "center"),
        TableColumn("缺项", 3, "center"),
    )
    total = sum(len(box.documents) for box in folder.boxes)
    totals = ("", "合计", "", "", str(total), str(len(folder.missing) or ""))
    return ReportDocument(
        title=f"{folder.year}年度迎检资料总目录",
        subtitle=f"{folder.branch}　{day_text(folder.made_on)}整理",
        header=Header(folder.branch, f"{folder.year}年度", "总目录"),
        form="sheet",
        blocks=(
            Heading("一、盒目"),
            Table(columns, boxes, totals),
            Heading("二、缺件清单"),
            Table(_MISSING, _missing_rows(folder), empty="（没有缺件）"),
            Paragraph(
                "缺件请补齐材料或在程序中写明原因；不得补签、倒签日期。补开、补记的，以实际日期为准并注明。",
                "note",
            ),
        ),
    )


_MISSING = (
    TableColumn("序号", 2.2, "center"),
    TableColumn("盒", 2.2, "center"),
    TableColumn("材料", 12),
    TableColumn("缺什么", 18),
    TableColumn("处理", 5),
)


def _missing_rows(folder: InspectionFolder) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (str(number), box.sign, item.title, item.gap, "")
        for number, (box, item) in enumerate(folder.missing, start=1)
    )


def spines(folder: InspectionFolder) -> ReportDocument:
    """侧签 of all boxes, to be cut out."""
    labels = tuple(box.label for box in folder.boxes)
    return ReportDocument("盒脊标签", (BoxSpines(labels, folder.spine),), form="poster", titled=False)


def _header(folder: InspectionFolder, box: FolderBox) -> Header:
    return Header(folder.branch, f"{folder.year}年度", f"{box.sign}{box.label.title}")
