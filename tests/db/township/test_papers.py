"""What a township prints: neutral words that can be chosen, counts that add up, nobody's numbers."""

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from db.errors import LedgerError
from db.reports.document import Table, texts_of
from db.services.branch import Branch
from db.township.papers import PAPERS, bulletin, letters, merged_of, progress_table, read_overview
from db.township.statistics import spreadsheet_of
from db.township.taking_in import take_in
from db.township.units import expect, set_remark
from db.township.wording import set_wording, wording
from tests.support.township import Reporter, some_snapshot


@pytest.fixture
def reported(township: Branch, usb: Path) -> Branch:
    """Two branches that are behind (one of them silent for months), one on time, one that never reported."""
    for number in (1, 2, 3):
        snapshot = some_snapshot(township, number, members=number)
        if number == 2:
            snapshot = replace(snapshot, made_on="2026-03-02")
        if number == 3:
            duties = [{**row, "state": "done"} for row in snapshot.rows("duties")]
            snapshot = replace(snapshot, sections={**snapshot.sections, "duties": duties})
        Reporter(township, number).put(usb, snapshot)
    take_in(township, usb, trust=True)
    expect(township, ["云上村党支部", "云上村党支部", "第001村党支部"])
    return township


def test_the_table_of_progress_says_who_is_behind_and_on_what(reported: Branch) -> None:
    behind, on_time = [
        block for block in progress_table(read_overview(reported)).blocks if isinstance(block, Table)
    ]
    assert [(row[1], row[-1]) for row in behind.rows] == [
        ("云上村党支部", "还没有上报过"),
        ("第001村党支部", "主题党日（6月28日到期）"),
        ("第002村党支部", "121天没有上报；主题党日（6月28日到期）"),
    ]
    assert [row[1] for row in on_time.rows] == ["第003村党支部"]


def test_an_expected_branch_is_filled_by_its_first_roll_up(reported: Branch, usb: Path) -> None:
    expect(reported, ["第009村党支部"])
    take_in(reported, Reporter(reported, 9).put(usb), trust=True)
    names = [each.name for each in read_overview(reported).standings]
    assert names.count("第009村党支部") == 1


def test_the_words_can_be_chosen_and_go_back(reported: Branch) -> None:
    set_wording(reported, "overview.behind", "请加快")
    set_wording(reported, "overview.stale_days", "200")
    texts = texts_of(progress_table(read_overview(reported)))
    assert any("请加快（3个支部）" in each for each in texts)
    assert not any("121天" in each for each in texts)
    set_wording(reported, "overview.stale_days", "default")
    assert wording(reported, "overview.stale_days") == 35


@pytest.mark.parametrize(
    ("name", "value"),
    [("overview.stale_days", "0"), ("overview.stale_days", "x"), ("overview.behind", ""), ("none", "x")],
)
def test_words_that_cannot_be_are_refused(township: Branch, name: str, value: str) -> None:
    with pytest.raises(LedgerError):
        set_wording(township, name, value)


def test_letters_go_to_those_that_are_behind_and_name_all_that_is_late(reported: Branch) -> None:
    found = dict(letters(read_overview(reported)))
    assert set(found) == {"云上村党支部", "第001村党支部", "第002村党支部"}
    assert "1．主题党日（6月28日到期）。" in texts_of(found["第001村党支部"])
    assert any("121天没有上报" in each for each in texts_of(found["第002村党支部"]))
    assert any("还没有收到" in each for each in texts_of(found["云上村党支部"]))
    ((name, _),) = letters(read_overview(reported), "第003村党支部")
    assert name == "第003村党支部"
    with pytest.raises(LedgerError) as refused:
        letters(read_overview(reported), "没有这个支部")
    assert refused.value.code == "nothing_to_print"


def test_the_merged_table_adds_up_on_paper_and_in_the_spreadsheet(reported: Branch) -> None:
    merged = merged_of(read_overview(reported))
    column = merged.titles.index("党员")
    assert [row[column] for row in merged.rows] == [1, 2, 3]
    assert merged.totals[column] == 6
    assert merged.totals[merged.titles.index("主题党日")] == 18
    sheet = openpyxl.load_workbook(io.BytesIO(spreadsheet_of(merged, "统计表", ".xlsx"))).active
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    assert rows == [merged.titles, *merged.rows, merged.totals]
    lines = spreadsheet_of(merged, "统计表", ".csv").decode("utf-8-sig").splitlines()
    assert lines[-1].split(",")[column] == "6"


def test_a_name_that_looks_like_a_formula_is_never_one(township: Branch, usb: Path) -> None:
    take_in(township, Reporter(township, 1).put(usb, unit_name="=1+1"), trust=True)
    merged = merged_of(read_overview(township))
    assert "'=1+1" in spreadsheet_of(merged, "统计表", ".csv").decode("utf-8-sig")
    sheet = openpyxl.load_workbook(io.BytesIO(spreadsheet_of(merged, "统计表", ".xlsx"))).active
    assert sheet["A2"].data_type == "s"


def test_the_bulletin_counts_the_month_and_only_that(reported: Branch) -> None:
    texts = texts_of(bulletin(reported, "2026-05"))
    assert any(
        "应上报的支部4个，已上报3个" in each and "组织生活3次；到期的应办事项3项，完成3项，逾期0项" in each
        for each in texts
    )
    assert "2026年5月党支部工作情况通报" in texts
    june = texts_of(bulletin(reported, "2026-06"))
    assert any("到期的应办事项3项，完成1项，逾期2项" in each for each in june)
    with pytest.raises(LedgerError):
        bulletin(reported, "2026-13")


def test_papers_name_no_members_and_a_remark_stays_the_townships_own(reported: Branch, usb: Path) -> None:
    unit = read_overview(reported).standings[1].uid
    set_remark(reported, unit, "已约谈")
    (result,) = take_in(reported, Reporter(reported, 1, generation=5).put(usb))
    assert result.state == "accepted"
    seen = read_overview(reported)
    assert [each.remark for each in seen.standings if each.uid == unit] == ["已约谈"]
    printed = [build(seen) for _, build in PAPERS.values()] + [bulletin(reported, "2026-06")]
    for document in printed:
        assert not any("党员10" in each or "已约谈" in each for each in texts_of(document))


def test_papers_for_everybody_name_nobody_whom_a_duty_is_about_and_the_letter_does(
    township: Branch, usb: Path
) -> None:
    snapshot = some_snapshot(township, 1)
    about = {"title": "研究除名（鲁大江）", "duty": "lost_removal", "subject": "鲁大江", "state": "late"}
    group = {"title": "党小组会", "duty": "group_meeting", "subject": "第一党小组", "state": "late"}
    duties = [{"period": "2026", "due_on": "2026-03-15", **each} for each in (about, group)]
    snapshot = replace(snapshot, sections={**snapshot.sections, "duties": duties})
    take_in(township, Reporter(township, 1).put(usb, snapshot), trust=True)
    seen = read_overview(township)

    for paper in (progress_table(seen), bulletin(township, "2026-03")):
        words = "\n".join(texts_of(paper))
        assert "鲁大江" not in words
        assert "研究除名（3月15日到期）" in words
        assert "党小组会·第一党小组（3月15日到期）" in words
    ((_, letter),) = letters(seen)
    assert any("鲁大江" in text for text in texts_of(letter))


@pytest.mark.parametrize("made_on", ["2009-01-01", "2038-01-01"])
def test_a_branch_whose_clock_is_years_off_is_asked_about_it_and_not_told_that_it_is_silent(
    township: Branch, usb: Path, made_on: str
) -> None:
    snapshot = replace(some_snapshot(township, 1), made_on=made_on)
    take_in(township, Reporter(township, 1).put(usb, snapshot), trust=True)
    seen = read_overview(township)

    (standing,) = seen.standings
    words = standing.behind_on(seen.stale_days)
    assert words.startswith(f"上报的日期是{made_on[:4]}年1月1日，请核对那台电脑的时钟")
    assert "天没有上报" not in words
    ((_, letter),) = letters(seen, standing.uid)
    assert any("请核对电脑的时钟" in text for text in texts_of(letter))
