"""The folder on paper: page numbers in the contents are the real ones, and the sheets lie in their order."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db.reports.document import Paragraph
from db.reports.folder_front import page_words
from db.reports.personal_files import FileLine, PersonalFile
from desktop.printing.folders import folder_bytes, render_any, render_boxes


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(boxes=st.lists(st.lists(st.integers(0, 14), max_size=4), min_size=1, max_size=3))
def test_page_numbers_in_the_contents_are_the_real_ones(boxes, make_folder, page_texts):
    pdf, result = folder_bytes(make_folder(boxes))
    texts = page_texts(pdf)
    assert len(texts) == result.pages
    contents = "".join(text for text in texts if "卷内目录" in text)
    for number, papers in enumerate(boxes, start=1):
        titles = [f"第{number}盒文件{place}甲" for place in range(1, len(papers) + 1)]
        first = [printed_number(title, texts) for title in titles]
        pages = [
            text
            for text in texts
            if f"第{number}盒" in text and "卷内目录" not in text and re.search(r"—\d+—", text)
        ]
        last = [*(begin - 1 for begin in first[1:]), len(pages)]
        for place, title in enumerate(titles, start=1):
            words = page_words(range(first[place - 1], last[place - 1] + 1))
            follower = f"{place + 1}上溪村党支部" if place < len(titles) else "应有材料核对表"
            assert f"{title}20260305{words}{follower}" in contents


def printed_number(title: str, texts: list[str]) -> int:
    """The number printed on the page on which a paper begins."""
    body = next(text for text in texts if title in text and "卷内目录" not in text)
    found = re.search(r"—(\d+)—", body)
    assert found
    return int(found[1])


def test_each_box_counts_its_pages_from_one(make_folder, page_texts):
    texts = page_texts(folder_bytes(make_folder([[12, 1], [2]]))[0])
    numbers = [int(found[1]) for text in texts if (found := re.search(r"—(\d+)—", text))]
    assert numbers == [1, 2, 3, 4, 1]


def test_a_box_lies_as_face_contents_papers_closing_note(make_folder, page_texts):
    texts = page_texts(folder_bytes(make_folder([[1, 1]]))[0])
    marks = ("起止件号", "卷内目录", "第1盒文件1甲", "第1盒文件2甲", "备考表", "盒脊标签")
    assert [mark in text for mark, text in zip(marks, texts, strict=True)] == [True] * 6
    assert [bool(re.search(r"—\d+—", text)) for text in texts] == [False, False, True, True, False, False]


def test_an_empty_box_still_has_its_sheets_and_names_the_gap(make_folder, page_texts):
    texts = page_texts(folder_bytes(make_folder([[]]))[0])
    assert "（本盒暂无文件）" in texts[1]
    assert "没有记录" in texts[1]


def test_a_folder_of_several_boxes_begins_with_the_missing_list(make_folder, page_texts):
    first = page_texts(folder_bytes(make_folder([[1], []]))[0])[0]
    assert "缺件清单" in first
    assert "没有记录" in first


def test_the_outline_leads_to_the_boxes_and_their_papers(make_folder, page_texts):
    pdf = folder_bytes(make_folder([[1, 8], [1]]))[0]
    reader = PdfReader(BytesIO(pdf))
    texts = page_texts(pdf)
    found = []

    def walk(entries):
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            else:
                found.append((entry.title, reader.get_destination_page_number(entry)))

    walk(reader.outline)
    papers = [(title, page) for title, page in found if "文件" in title]
    assert len(papers) == 3
    assert all(title.split()[0] in texts[page] for title, page in papers)


def test_the_same_folder_gives_the_same_bytes(make_folder):
    assert folder_bytes(make_folder([[1, 2], [3]]))[0] == folder_bytes(make_folder([[1, 2], [3]]))[0]


def test_one_file_is_written_for_each_box_with_its_title(make_folder, tmp_path):
    told = []
    written = render_boxes(
        make_folder([[1], [2, 2]]), tmp_path, lambda done, total: told.append((done, total))
    )
    assert [path.name for path in written] == ["01-第1盒.pdf", "02-第2盒.pdf"]
    assert told == [(1, 2), (2, 2)]
    assert all(result.pages == len(PdfReader(path).pages) for path, result in written.items())


@pytest.mark.parametrize("boxes", [[[1]], [[1], [1]]])
def test_a_folder_or_a_document_goes_through_the_same_door(boxes, make_folder, make_document, tmp_path):
    assert render_any(make_folder(boxes), tmp_path / "a.pdf").pages > 3
    assert render_any(make_document(), BytesIO()).pages == 1


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.integers(0, 14), papers=st.lists(st.integers(1, 14), min_size=2, max_size=4))
def test_a_person_s_contents_list_stands_before_the_papers_with_their_real_pages(
    before, papers, make_folder, page_texts
):
    folder = make_folder([[before, *papers]])
    (item,) = folder.boxes[0].items
    names = ("钱甲", "孙乙") if len(papers) > 2 else ("钱甲",)
    counts = (1, len(papers) - 1) if len(papers) > 2 else (len(papers),)
    files = tuple(_volume(name, count) for name, count in zip(names, counts, strict=True))
    first, *own = item.documents
    items = (replace(item, documents=(first,)), replace(item, documents=tuple(own), files=files))
    folder = replace(folder, boxes=(replace(folder.boxes[0], items=items),))
    texts = page_texts(folder_bytes(folder)[0])
    starts = [printed_number(f"第1盒文件{place}甲", texts) for place in range(2, len(papers) + 2)]
    ends = [*starts[1:], max(int(found[1]) for text in texts if (found := re.search(r"—(\d+)—", text))) + 1]
    words = [page_words(range(start, end)) for start, end in zip(starts, ends, strict=True)]
    place = 0
    for name, count in zip(names, counts, strict=True):
        at = next(number for number, text in enumerate(texts) if f"姓名：{name}" in text)
        assert f"第1盒文件{place + 2}甲" in texts[at + 1]
        for number in range(count):
            assert f"{name}材料{number + 1}甲20260305{words[place + number]}" in texts[at]
        assert "入党申请书20260105纸质随卷" in texts[at]
        assert not re.search(r"—\d+—", texts[at])
        place += count


def _volume(name: str, count: int) -> PersonalFile:
    lines = [
        FileLine("上溪村党支部", f"{name}材料{place + 1}甲", "2026-03-05", "", place)
        for place in range(count)
    ]
    on_paper = FileLine(name, "入党申请书", "2026-01-05", "纸质随卷")
    return PersonalFile(name, (*lines, on_paper), (), count)


def test_a_paper_that_points_to_others_gives_the_pages_on_which_they_really_begin(make_folder, page_texts):
    """A long paper goes before; what lies behind the pointing paper is not set yet and told by its number."""
    folder = make_folder([[12, 1], [1, 1, 1]])
    first, second = folder.boxes
    about = {"第1盒文件2甲": "a", "第2盒文件1甲": "b", "第2盒文件3甲": "c"}

    def marked(box):
        documents = [
            replace(each, about=(("theme_day", about[each.title]),)) if each.title in about else each
            for each in box.documents
        ]
        if box is second:
            documents[1] = replace(
                documents[1], located=lambda places: replace(documents[1], blocks=words_of(places))
            )
        return replace(box, items=(replace(box.items[0], documents=tuple(documents)),))

    def words_of(places):
        told = [
            f"{uid}在{place.box}盒{place.piece}件{place.page}页" for (_, uid), place in sorted(places.items())
        ]
        return (Paragraph("；".join(told)),)

    pdf, _ = folder_bytes(replace(folder, boxes=(marked(first), marked(second))))

    texts = page_texts(pdf)
    begins = printed_number("第1盒文件2甲", texts)
    assert begins > 2
    pointing = next(text for text in texts if "a在1盒" in text)
    assert f"a在1盒2件{begins}页；b在2盒1件1页；c在2盒3件None页" in pointing
