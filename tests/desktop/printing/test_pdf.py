"""One document as PDF: its text, its metadata, its bytes; nothing typed is ever read as markup."""

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from db.errors import LedgerError
from db.reports.document import (
    BoxFace,
    BoxLabel,
    BoxSpines,
    CalendarPoster,
    Field,
    Fields,
    Grid,
    Header,
    Heading,
    LegendEntry,
    MonthCalendar,
    Notice,
    Occasion,
    PageBreak,
    Paragraph,
    Picture,
    ReportDocument,
    RuledLines,
    SignatureLine,
    Table,
    TableColumn,
    mask_document,
)
from desktop.printing.pdf import render, render_bytes

RARE = "𬭛𫖯𠅤𬸪"


def pdfium_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(text.split())


def test_rare_characters_are_copied_out_right_by_two_readers(page_texts):
    pdf, result = render_bytes(ReportDocument(f"党员{RARE}", (Paragraph(f"姓名：{RARE}。"),)))
    assert f"姓名：{RARE}。" in page_texts(pdf)[0]
    assert f"姓名：{RARE}。" in pdfium_text(pdf)
    assert result.warnings == ()


@pytest.mark.parametrize(
    "typed",
    [
        "李四 <10岁",
        "<img src=file:x>",
        "<font color=red>甲</font>",
        "a & b &amp; c &#65;",
        "<para>甲",
        "</para><pageBreak/>",
        "\\(甲\\) ) (",
        "%s {0} $x",
    ],
)
def test_typed_markup_prints_as_the_characters_that_were_typed(typed, page_texts):
    column = (TableColumn("姓名", 20),)
    blocks = (
        Paragraph(typed, lead=typed),
        Heading(typed),
        Notice(typed),
        Fields(((Field(typed[:6], typed),),)),
        Table(column, ((typed,),)),
    )
    pdf, _ = render_bytes(ReportDocument("标题", blocks, subtitle=typed, header=Header(typed)))
    assert page_texts(pdf)[0].count("".join(typed.split())) >= 7


def test_a_character_that_no_font_has_is_a_square_with_its_code_and_a_warning(page_texts):
    pdf, result = render_bytes(ReportDocument("花名册", (Paragraph("陈\U000fabcd同志"),)))
    assert "陈□U+FABCD同志" in page_texts(pdf)[0]
    assert any("U+FABCD" in warning for warning in result.warnings)


def test_the_same_document_gives_the_same_bytes(make_document):
    assert render_bytes(make_document())[0] == render_bytes(make_document())[0]


def test_metadata_name_the_paper_and_the_branch_and_nothing_else(make_document):
    pdf, _ = render_bytes(make_document("支部党员大会记录"))
    with pikepdf.open(BytesIO(pdf)) as read:
        assert {key: str(value) for key, value in read.docinfo.items()} == {
            "/Title": "支部党员大会记录",
            "/Author": "上溪村党支部",
            "/Creator": "支部台账",
        }
        assert "/Metadata" not in read.Root


def test_the_file_names_no_tool_path_or_person(make_document):
    pdf, _ = render_bytes(make_document())
    with pikepdf.open(BytesIO(pdf)) as read:
        streams = b"".join(
            each.read_bytes()
            for each in read.objects
            if isinstance(each, pikepdf.Stream) and "/Length1" not in each
        )
        plain = b"\n".join(each.unparse() for each in read.objects if not isinstance(each, pikepdf.Stream))
    for leak in (
        b"ReportLab",
        b"reportlab",
        b"anonymous",
        b"/home",
        b"/root",
        b"Users",
        b"pikepdf",
        b"CreationDate",
    ):
        assert leak not in pdf + streams + plain, leak


def test_a_masked_paper_holds_no_full_number_anywhere(make_document):
    number, phone = "330899195203151236", "13800001234"
    document = ReportDocument(
        "名册", (Paragraph(f"证号{number}"), Table((TableColumn("电话", 8),), ((phone,),)))
    )
    pdf, _ = render_bytes(mask_document(document))
    text = pdfium_text(pdf)
    assert number not in text
    assert phone not in text
    assert "330899********1236" in text


def test_pages_are_numbered_outside_at_the_foot(make_document):
    from pypdf import PdfReader

    pdf, result = render_bytes(make_document(paragraphs=20))
    assert result.pages >= 3
    places = []
    for page in PdfReader(BytesIO(pdf)).pages:
        found: list[tuple[str, float, float]] = []
        page.extract_text(
            visitor_text=lambda text, _c, matrix, _f, _s, found=found: found.append((text, *matrix[4:6]))
        )
        places.append(
            next((text.strip(), x, y) for text, x, y in found if re.fullmatch(r"— \d+ —", text.strip()))
        )
    assert [words for words, _x, _y in places] == [f"— {n} —" for n in range(1, result.pages + 1)]
    # odd to the right, even to the left, one character in from the text block of 28 to 184 mm
    assert all(x > 420 for _words, x, _y in places[0::2])
    assert all(90 < x < 100 for _words, x, _y in places[1::2])
    assert all(55 < y < 99 for _words, _x, y in places)


def test_every_page_bears_the_running_header(make_document, page_texts):
    pdf, _ = render_bytes(
        make_document(paragraphs=20, header=Header("上溪村党支部", "2026年度", "④支部党员大会"))
    )
    assert all(text.startswith("上溪村党支部·2026年度·④支部党员大会") for text in page_texts(pdf))


@pytest.mark.parametrize("paragraphs", range(1, 24))
def test_no_page_holds_a_signature_alone(paragraphs, make_document, page_texts, sentence):
    pdf, _ = render_bytes(make_document(paragraphs=paragraphs))
    last = page_texts(pdf)[-1]
    assert last.count("主持人（签名）：") == 1
    assert sentence[-6:] in last


@pytest.mark.parametrize("paragraphs", range(1, 16))
def test_no_page_ends_with_a_heading(paragraphs, page_texts, sentence):
    blocks = [Paragraph(sentence * 2) for _ in range(paragraphs)]
    pdf, _ = render_bytes(ReportDocument("标题", (*blocks, Heading("一、下面的事"), Paragraph(sentence * 3))))
    for text in page_texts(pdf):
        assert not re.search(r"一、下面的事(—\d+—)?$", text.replace("—", "—"))
        assert "一、下面的事今年春天" in text or "一、下面的事" not in text


def test_a_table_repeats_its_header_and_keeps_every_row(page_texts):
    rows = tuple((str(number), f"第{number}行甲") for number in range(1, 151))
    columns = (TableColumn("序号", 3), TableColumn("内容说明", 20))
    pdf, result = render_bytes(ReportDocument("一览表", (Table(columns, rows),), form="sheet"))
    texts = page_texts(pdf)
    assert result.pages > 2
    assert all("内容说明" in text for text in texts)
    assert [number for number in range(1, 151) if f"第{number}行甲" not in "".join(texts)] == []


def test_a_cell_higher_than_a_page_goes_on_on_the_next(page_texts, sentence):
    rows = (("1", sentence * 120),)
    pdf, result = render_bytes(
        ReportDocument(
            "一览表", (Table((TableColumn("序号", 3), TableColumn("内容", 12)), rows),), form="sheet"
        )
    )
    body = "".join(
        re.sub(r"—\d+—", "", text.removeprefix("序号内容").removeprefix("一览表序号内容"))
        for text in page_texts(pdf)
    )
    assert result.pages > 1
    assert body.count("小货车") >= 118


def test_an_empty_table_says_so(page_texts):
    pdf, _ = render_bytes(
        ReportDocument("一览表", (Table((TableColumn("序号", 3),), (), empty="（没有记录）"),))
    )
    assert "（没有记录）" in page_texts(pdf)[0]


LEGEND = (
    LegendEntry("birthday", "●", "生日（红）", 2),
    LegendEntry("political_birthday", "★", "政治生日（金）", 1),
)


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("each", [1, 12, 60, 200])
def test_a_poster_shows_every_name_however_many_there_are(paper, each, page_texts):
    months = tuple(
        tuple(Occasion(1, "birthday", f"党员{m}号{n}甲", "") for n in range(each)) for m in range(12)
    )
    document = ReportDocument(
        "三色生日表", (CalendarPoster(2026, months, LEGEND),), paper=paper, landscape=True, form="poster"
    )
    pdf, _ = render_bytes(document)
    text = "".join(page_texts(pdf))
    assert [o.name for month in months for o in month if f"●1日{o.name}" not in text] == []


def test_a_month_sheet_tells_the_kinds_apart_by_their_marks(page_texts):
    occasions = (Occasion(3, "birthday", "王建国"), Occasion(3, "political_birthday", "李秀英", "30年"))
    block = MonthCalendar(2026, 5, (*occasions, Occasion(0, "birthday", "周长根")), LEGEND)
    text = page_texts(render_bytes(ReportDocument("五月", (block,), landscape=True, form="poster"))[0])[0]
    assert "●3日王建国" in text
    assert "★3日李秀英30年" in text
    assert "只知月份：●周长根" in text


def test_every_block_can_be_printed(tmp_path):
    from PIL import Image

    stored = BytesIO()
    Image.new("RGB", (40, 30), (200, 200, 200)).save(stored, "PNG")
    label = BoxLabel(
        "上溪村党支部", "组织生活会、民主评议、谈心谈话", "2026", "组织生活", "30年", "", "1", "9", "8"
    )
    blocks = (
        Heading("一", 1),
        Heading("二", 2),
        *(Paragraph("文字", style) for style in ("body", "plain", "note", "centered", "signature")),
        RuledLines(3, "决议："),
        SignatureLine(("甲", "乙"), dated=True),
        PageBreak(),
        Grid(("1月", "2月"), (("党课", ("有", "缺")),)),
        Picture(stored.getvalue(), "照片"),
        PageBreak(),
        BoxFace(label),
        PageBreak(),
        *(BoxSpines((label,) * 9, width) for width in (20, 30, 40, 50)),
    )
    path = tmp_path / "全部.pdf"
    result = render(ReportDocument("全部", blocks, form="sheet"), path)
    assert result.pages >= 4
    assert path.read_bytes().startswith(b"%PDF")


def test_a_spine_label_has_the_width_that_was_chosen():
    from desktop.printing.box_labels import spine_pieces
    from desktop.printing.styles import geometry_of
    from desktop.printing.text import Remarks

    document = ReportDocument("侧签", (), form="poster")
    label = BoxLabel("支部", "党课", "2026", "组织生活", "30年")
    page = geometry_of(document)
    for width, fits in ((20, 8), (30, 5), (50, 3)):
        pieces = list(spine_pieces(BoxSpines((label,) * fits, width), page, 700, Remarks()))
        assert None not in pieces, width


def test_a_target_that_cannot_be_written_is_a_plain_sentence(tmp_path, make_document):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    with pytest.raises(LedgerError):
        render(make_document(), blocked / "a.pdf")
