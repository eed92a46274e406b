"""The papers of one person's file say what the steps say, and leave empty what they do not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import ReportDocument, Table, texts_of
from db.reports.folder import FolderItem, InspectionFolder
from db.reports.paper_numbers import split_number
from db.rules.facts import Document
from db.rules.gathering import gather
from db.services.branch import Branch
from tests.support.branches import change, save_new


@pytest.fixture
def text(source, facts):
    def read(key: str, **dropped: object) -> str:
        built = build_print(print_kind(key), source, facts, PrintOptions(uid="ad1"))
        assert isinstance(built, ReportDocument)
        return "\n".join(texts_of(built))

    return read


def test_the_contents_list_has_a_line_for_each_paper_ticked_and_names_those_missing(source, facts):
    built = build_print(print_kind("admission_contents"), source, facts, PrintOptions(uid="ad1"))
    (table,) = [block for block in built.blocks if isinstance(block, Table)]
    assert [column.title for column in table.columns] == [
        "顺序号",
        "文号",
        "责任者",
        "题名",
        "日期",
        "页号",
        "备注",
    ]
    assert table.rows[0] == ("1", "", "唐小龙", "唐小龙入党申请书", "20240110", "", "")
    assert len(table.rows) == 15
    assert any("尚缺：" in each and "第3步支委会记录" in each for each in texts_of(built))


def test_the_request_is_about_the_step_that_comes_next(text, source, facts):
    assert "关于审批接收唐小龙同志为预备党员的请示" in text("admission_request")
    assert "经2026年3月1日支部党员大会讨论" in text("admission_request")
    row = source.held["admission"][0]
    listed = [each if each["step"] < 8 else {**each, "done_on": None} for each in row["steps"]]
    source.held["admission"] = [replace(row, values={**row.values, "steps": listed})]
    assert "关于将唐小龙同志列为发展对象的请示" in text("admission_request")
    assert "半年考察2次" in text("admission_request")


def test_the_notice_bears_its_days_and_leaves_the_telephone_to_be_written(text, source):
    assert "预备党员转正的公示" in text("admission_notice")
    row = source.held["admission"][0]
    listed = [each if each["step"] < 7 else {**each, "done_on": None} for each in row["steps"]]
    source.held["admission"] = [replace(row, values={**row.values, "steps": listed})]
    told = text("admission_notice")
    assert "公示时间：2025年6月30日至2025年7月4日" in told
    assert "联系电话：　" in told


def test_ballot_examination_and_talk_are_for_this_person(text):
    assert "唐小龙同志接收为预备党员" in text("admission_ballot")
    assert "计票单" in text("admission_ballot")
    assert "基本成熟" in text("admission_examination")
    assert "发展对象谈话记录" in text("admission_talk")


def test_the_course_names_every_step_with_its_basis_and_leaves_empty_what_did_not_happen(source, facts):
    built = build_print(print_kind("admission_course"), source, facts, PrintOptions(uid="ad1"))
    lines = {row[0]: row for block in built.blocks if isinstance(block, Table) for row in block.rows}
    assert {str(number) for number in range(1, 26)} <= set(lines)
    assert lines["1"][1:3] == ("递交入党申请书", "2024-01-10")
    assert lines["25"][2:] == ("", "", "", *lines["25"][5:6], "")


def test_the_reminder_names_the_end_of_the_probation_and_what_is_still_to_do(text, source):
    told = text("admission_reminder")
    assert "你于2026年3月1日经支部党员大会讨论通过" in told
    assert "预备期一年，至" in told
    assert "22 提出转正申请" in told
    assert "缺：转正申请书" in told
    assert "《中国共产党发展党员工作细则》" in told
    row = source.held["admission"][0]
    listed = [
        each if each["step"] < 15 else {**each, "done_on": None, "meeting": None} for each in row["steps"]
    ]
    source.held["admission"] = [replace(row, values={**row.values, "steps": listed})]
    assert "没有要提醒的转正事项" in text("admission_reminder")


def test_the_notice_before_a_promotion_bears_the_days_typed(text, source):
    row = source.held["admission"][0]
    days = {"promotion_notice.from": "2027-02-22", "promotion_notice.to": "2027-02-26"}
    source.held["admission"] = [replace(row, values={**row.values, **days})]
    assert "公示时间：2027年2月22日至2027年2月26日" in text("admission_notice")


def test_a_file_stands_in_the_development_box_of_the_years_in_which_it_was_open(branch: Branch) -> None:
    def box(year: int) -> FolderItem:
        folder = build_print(print_kind("inspection_folder"), branch, gather(branch), PrintOptions(year=year))
        assert isinstance(folder, InspectionFolder)
        found = [item for each in folder.boxes for item in each.items if "个人卷" in item.title]
        return found[0]

    person = save_new(branch, "person", name="方晓", born_on="2000-03-15", stage="activist")
    steps = [
        {"step": 1, "done_on": "2024-01-10", "document": "入党申请书"},
        {"step": 5, "done_on": "2024-07-01", "document": "入党积极分子培养考察登记表"},
    ]
    uid = save_new(branch, "admission", person=person, steps=steps)

    assert (box(2023).state, box(2023).files) == ("missing", ())
    item = box(2025)
    (file,) = item.files
    assert [(line.title, line.document, line.note) for line in file.lines] == [
        ("方晓发展党员全程纪实表", 0, ""),
        ("方晓入党申请书", None, "纸质随卷"),
        ("方晓入党积极分子培养考察登记表", 1, ""),
    ]
    assert [each.title for each in item.documents] == [
        "方晓发展党员全程纪实表",
        "方晓入党积极分子教育考察登记表",
    ]
    assert (file.count, item.state) == (2, "present")
    change(branch, "admission", uid, outcome="stopped")
    assert (box(2024).state, box(2025).state) == ("present", "missing")


APPROVAL = Document(
    "d1", "approval", "关于同意接收唐小龙为预备党员的批复", "2026-04-10", subject="development"
)


def _numbers(source, facts, *, documents=(), steps=None):
    """文号 by title in the contents list of the file, where one stands; `steps` are other values by number."""
    row = source.held["admission"][0]
    listed = [{**each, **(steps or {}).get(each["step"], {})} for each in row["steps"]]
    source.held["admission"] = [replace(row, values={**row.values, "steps": listed})]
    held = replace(facts, documents=documents)
    built = build_print(print_kind("admission_contents"), source, held, PrintOptions(uid="ad1"))
    (table,) = [block for block in built.blocks if isinstance(block, Table)]
    return {line[3]: line[1] for line in table.rows if line[1]}


DECIDED = {17: {"done_on": "2026-04-10", "document": "审批意见、审批通知"}}


def test_a_paper_of_the_superior_bears_the_number_that_the_ledger_of_papers_has(source, facts):
    numbered = replace(APPROVAL, number="芦委〔2026〕3号")
    assert _numbers(source, facts, documents=(numbered,), steps=DECIDED) == {
        "唐小龙审批通知": "芦委〔2026〕3号"
    }


@pytest.mark.parametrize(
    "other",
    [
        {"number": ""},
        {"number": "芦委〔2026〕3号", "dated_on": "2026-04-11"},
        {"number": "芦委〔2026〕3号", "kind": "received"},
        {"number": "芦委〔2026〕3号", "subject": "annual"},
        {"number": "芦委〔2026〕3号", "title": "关于同意接收汪树生为预备党员的批复"},
    ],
)
def test_the_number_of_another_paper_is_never_taken(source, facts, other):
    assert _numbers(source, facts, documents=(replace(APPROVAL, **other),), steps=DECIDED) == {}


def test_of_two_papers_of_one_day_with_different_numbers_neither_is_taken(source, facts):
    documents = tuple(replace(APPROVAL, number=f"芦委〔2026〕{n}号") for n in (3, 4))
    assert _numbers(source, facts, documents=documents, steps=DECIDED) == {}


@pytest.mark.parametrize("name", ["唐小龙", "唐小龙飞"])
def test_where_two_people_could_be_meant_no_number_is_taken(source, facts, name):
    people = facts.roster.people
    known = next(uid for uid, each in people.items() if each.name == "唐小龙")
    more = {**people, "twin": replace(people[known], uid="twin", name=name)}
    doubled = replace(facts, roster=replace(facts.roster, people=more))
    title = f"关于同意接收{name}为预备党员的批复"
    papers = (replace(APPROVAL, title=title, number="芦委〔2026〕3号"),)
    assert _numbers(source, doubled, documents=papers, steps=DECIDED) == {}


def test_a_number_typed_behind_a_paper_goes_into_its_own_column_and_the_paper_is_not_missing(source, facts):
    steps = {17: {"done_on": "2026-04-10", "document": "审批意见、审批通知（芦委〔2026〕3号）"}}
    assert _numbers(source, facts, steps=steps) == {"唐小龙审批通知": "芦委〔2026〕3号"}
    built = build_print(print_kind("admission_contents"), source, facts, PrintOptions(uid="ad1"))
    assert not any("审批通知" in each for each in texts_of(built) if each.startswith("尚缺"))


def test_a_number_said_in_the_note_of_the_step_is_that_of_the_answer(source, facts):
    steps = {17: {**DECIDED[17], "note": "依照中办发〔2014〕21号办理，批复文号：芦委[2026]第3号。"}}
    assert _numbers(source, facts, steps=steps) == {"唐小龙审批通知": "芦委[2026]第3号"}


@given(st.text("批复文号（）〔〕 2026芦委、", max_size=20))
def test_a_title_is_never_lost_whatever_stands_behind_it(text):
    title, number = split_number(text)
    assert title + number == text or (number and title and text.startswith(title) and number in text)
