"""The inspection folder: every paper once, every gap said, nothing explained away without a reason."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.changes import Basis, Duty
from db.errors import LedgerError
from db.ledgers import LEDGERS
from db.ledgers.branch import KINDS as BRANCH_KINDS
from db.ledgers.document import KINDS, SUBJECTS
from db.reports import PRINTS, PrintOptions, build_print, print_kind
from db.reports.boxes import TEMPLATES, template, template_for
from db.reports.document import texts_of
from db.reports.folder import deal_papers, inspection_folder
from db.reports.folder_front import closing_note, contents, overview, page_words
from db.rules.duties import duties
from db.rules.library import duty_texts

BASIS = Basis("《条例》", "第十一条")


def owed(duty: str, period: str, state: str, reason: str = "") -> Duty:
    return Duty(duty, duty, period, "2026-12-31", state, BASIS, reason=reason)


def item_of(folder, box: int, title: str):
    return next(item for item in folder.boxes[box - 1].items if item.title == title)


@pytest.mark.parametrize(("key", "count"), [("village", 12), ("office", 10), ("simple", 5)])
def test_a_template_has_its_boxes_in_order(key, count):
    assert [box.number for box in template(key).boxes] == list(range(1, count + 1))


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_names_only_what_exists(key):
    ledgers = {spec.key for spec in LEDGERS}
    prints = {kind.key for kind in PRINTS}
    kinds, subjects = {choice.code for choice in KINDS}, {choice.code for choice in SUBJECTS}
    for item in (item for box in template(key).boxes for item in box.items):
        assert item.of in (prints if item.source == "print" else ledgers | {""}), item
        assert kinds.issuperset(item.kinds), item
        assert subjects.issuperset(item.subjects), item
        assert item.duty == "" or item.duty in duty_texts(), item


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_template_files_every_meeting_ledger_in_one_box(key):
    filed = Counter(item.of for box in template(key).boxes for item in box.items if item.source == "ledger")
    for spec in LEDGERS:
        if spec.meeting or spec.key in ("heart_talk", "care_visit"):
            assert filed[spec.key] == 1, spec.key


def test_every_kind_of_branch_has_a_template():
    assert {template_for(choice.code).key for choice in BRANCH_KINDS} == {"village", "office"}
    assert template_for("community").key == "village"
    assert template_for("school").key == "office"


@pytest.mark.parametrize("key", TEMPLATES)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([choice.code for choice in KINDS]),
            st.none() | st.sampled_from([choice.code for choice in SUBJECTS]),
        ),
        max_size=12,
    )
)
def test_every_paper_is_filed_exactly_once(key, papers):
    from db.changes import Row

    rows = [
        Row("document", str(number), {"kind": kind, "subject": subject, "title": "文件"})
        for number, (kind, subject) in enumerate(papers)
    ]
    dealt = deal_papers(rows, [item for box in template(key).boxes for item in box.items])
    assert Counter(row.uid for filed in dealt.values() for row in filed) == Counter(row.uid for row in rows)


def test_a_paper_goes_to_the_item_that_names_its_subject(source, facts, make_document):
    source.held["document"] = [make_document("d9", "plan", "study")]
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    assert [document.title for document in item_of(folder, 6, "学习教育文件").documents] == ["文件d9"]
    assert item_of(folder, 3, "年度工作计划").documents == ()


def test_a_paper_on_another_subject_goes_to_the_item_of_its_kind(source, facts, make_document):
    source.held["document"] = [make_document("d8", "plan", "annual"), make_document("d9", "plan", None)]
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    assert [each.title for each in item_of(folder, 3, "年度工作计划").documents] == ["文件d8", "文件d9"]


def test_a_paper_about_the_next_year_is_not_in_this_years_folder(source, facts, make_document):
    source.held["document"] = [make_document("d9", "plan", "annual", year=2027)]
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    assert not any(document.title == "文件d9" for box in folder.boxes for document in box.documents)


@pytest.mark.parametrize(("received_on", "years"), [("2027-01-05", [2027]), (None, [2025, 2026, 2027])])
def test_a_paper_without_a_day_is_in_the_folder_of_the_year_it_came_or_in_every_one(
    source, facts, make_document, received_on, years
):
    paper = make_document("d9", "plan", "annual", year=None)
    source.held["document"] = [
        replace(paper, values={**paper.values, "dated_on": None, "received_on": received_on})
    ]
    folders = {
        year: inspection_folder(source, facts, (), (year, template("village"))) for year in (2025, 2026, 2027)
    }
    held = [
        year
        for year, folder in folders.items()
        if any(each.title == "文件d9" for box in folder.boxes for each in box.documents)
    ]
    assert held == years


def test_a_late_duty_is_a_gap_with_its_periods_even_where_some_records_exist(source, facts):
    late = [owed("general_meeting", "2026Q1", "done"), owed("general_meeting", "2026Q3", "late")]
    item = item_of(
        inspection_folder(source, facts, late, (2026, template("village"))), 4, "支部党员大会会议记录"
    )
    assert (item.state, item.gap) == ("present", "缺2026年第三季度")


def test_a_duty_not_yet_due_is_neither_there_nor_missing(source, facts):
    source.held["party_lecture"] = []
    folder = inspection_folder(
        source, facts, [owed("party_lecture", "2026Q4", "due")], (2026, template("village"))
    )
    assert item_of(folder, 6, "党课记录").state == "pending"
    assert all(item.title != "党课记录" for _box, item in folder.missing)


def test_what_is_not_owed_says_the_reason_of_the_rules(source, facts):
    duty = owed("group_meeting", "2026-01", "not_applicable", "支部没有划分党小组")
    item = item_of(
        inspection_folder(source, facts, [duty], (2026, template("village"))), 5, "党小组会会议记录"
    )
    assert (item.state, item.reason) == ("not_occurred", "支部没有划分党小组")


def test_a_year_without_election_says_until_when_the_term_runs(source, facts):
    item = item_of(
        inspection_folder(source, facts, (), (2026, template("village"))), 1, "换届、补选请示与批复"
    )
    assert (item.state, item.reason) == ("not_occurred", "本届任期至2029年1月10日，本年不换届")


def test_an_occasional_paper_is_missing_until_somebody_gives_a_reason(source, facts, with_answers):
    silent = inspection_folder(source, facts, (), (2026, template("village")))
    assert item_of(silent, 2, "组织关系介绍信及回执").state == "missing"
    answered = with_answers({"box|village|2|组织关系介绍信及回执": ("not_applicable", "本年没有转入转出")})
    item = item_of(
        inspection_folder(source, answered, (), (2026, template("village"))), 2, "组织关系介绍信及回执"
    )
    assert (item.state, item.reason) == ("not_occurred", "本年没有转入转出")


def test_an_answer_without_a_reason_explains_nothing(source, with_answers):
    answered = with_answers({"box|village|2|组织关系介绍信及回执": ("not_applicable", "")})
    folder = inspection_folder(source, answered, (), (2026, template("village")))
    assert item_of(folder, 2, "组织关系介绍信及回执").state == "missing"


def test_every_paper_bears_the_header_of_its_box(source, facts):
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    for box in folder.boxes:
        for document in box.documents:
            assert document.header.box == f"{box.sign}{box.label.title}"
            assert document.header.year == "2026年度"


def test_no_paper_of_the_folder_holds_a_full_number(source, facts):
    numbers = {row["id_number"] for row in source.rows("person")} | {
        row["phone"] for row in source.rows("person")
    }
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    printed = "\n".join(
        text for box in folder.boxes for document in box.documents for text in texts_of(document)
    )
    assert not [number for number in numbers if number in printed]


def test_one_box_can_be_chosen_by_its_number(source, facts):
    folder = build_print(print_kind("inspection_folder"), source, facts, PrintOptions(year=2026, box="4"))
    assert [box.label.title for box in folder.boxes] == ["支部党员大会"]
    with pytest.raises(LedgerError) as refused:
        build_print(print_kind("inspection_folder"), source, facts, PrintOptions(year=2026, box="99"))
    assert refused.value.code == "not_found"


def test_contents_number_the_papers_and_mark_late_ones(source, facts):
    folder = inspection_folder(source, facts, duties(facts, 2026), (2026, template("village")))
    box = folder.boxes[3]
    table = contents(folder, box, [range(1, 3), range(3, 4)]).blocks[0]
    assert [(row[0], row[3], row[4], row[5]) for row in table.rows] == [
        ("1", "20260215", "1—2", ""),
        ("2", "20260510", "3", "补记"),
    ]


@given(st.integers(1, 500), st.integers(1, 50))
def test_page_words_name_the_first_and_the_last_page(first, count):
    words = page_words(range(first, first + count))
    assert [int(number) for number in words.split("—")] == sorted({first, first + count - 1})


def test_the_closing_note_leaves_names_and_days_to_be_written_by_hand(source, facts):
    folder = inspection_folder(source, facts, (), (2026, template("village")))
    rows = closing_note(folder, folder.boxes[3], 5).blocks[0].rows
    assert rows[0][0].value.startswith("本盒共有文件2件，正文5页。")
    assert [field.value for row in rows[1:] for field in row] == ["", "", "", ""]


def test_the_overview_lists_every_gap(source, facts):
    folder = inspection_folder(source, facts, duties(facts, 2026), (2026, template("village")))
    tables = [block for block in overview(folder).blocks if hasattr(block, "rows")]
    assert len(tables[1].rows) == len(folder.missing)
    assert sum(int(row[4]) for row in tables[0].rows) == sum(len(box.documents) for box in folder.boxes)


def test_a_spine_width_reaches_the_labels(source, facts):
    folder = build_print(print_kind("inspection_folder"), source, facts, PrintOptions(year=2026, spine=50))
    assert replace(folder, boxes=()).spine == 50
