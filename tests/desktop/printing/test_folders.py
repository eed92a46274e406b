"""The folder on paper: page numbers in the contents are the real ones, and the sheets lie in their order."""

import re
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from db.reports.folder_front import page_words
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
