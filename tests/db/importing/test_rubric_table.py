"""Scoring tables as townships send them: headings of every kind, points in every spelling, and files that are none."""

import time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from db import limits
from db.arithmetic.rubric import BASE, BONUS, PENALTY, RubricItem, rubric_to_toml
from db.errors import LedgerError
from db.importing.rubric_table import RubricReading, read_rubric
from db.importing.rubric_words import each_of, kind_of, points_of
from db.rules.scoring import bundled
from db.rules.scoring.keeping import take_over
from db.services.branch import Branch
from tests.importing_support.rosters import Rows, csv_bytes, put, write_xlsx

HEADER = ["序号", "考核内容", "分值", "扣分标准"]


def read(path: Path, **options: Any) -> RubricReading:
    return read_rubric(path, run_in_process=True, **options)


def of_rows(
    tmp_path: Path, rows: Rows, merged: tuple[tuple[int, int, int, int, str], ...] = ()
) -> RubricReading:
    return read(write_xlsx(tmp_path / "对照表.xlsx", {"Sheet1": rows}, merged=merged))


def told(items: tuple[RubricItem, ...]) -> list[tuple[str, str, str, int]]:
    return [(item.number, item.group, item.title, item.points) for item in items]


def refusal(path: Path, **options: Any) -> LedgerError:
    with pytest.raises(LedgerError) as caught:
        read(path, **options)
    assert caught.value.kept == "没有登记任何内容"
    assert "名册" not in caught.value.message
    return caught.value


# --- headings --------------------------------------------------------------------------------------------------
def test_merged_groups_and_a_header_of_two_levels(tmp_path: Path) -> None:
    title = "芦汀镇2026年度村党组织书记抓党建考核评分细则"
    rows = [
        [title],
        ["考核项目", "", "考核内容", "分值", "评分标准", "得分"],
        ["一级指标", "二级指标", "", "", "", "自评分"],
        ["政治建设（20分）", "理论学习", "党员每年集中学习不少于32学时", "8分", "每人扣0.5分，扣完为止", ""],
        ["", "", "书记每年讲党课不少于1次", "4", "未讲的不得分", ""],
        ["", "意识形态", "每半年研究一次意识形态工作", "8.0", "缺一次扣4分", ""],
        ["组织建设（30分）", "三会一课", "三会一课按时召开", "15", "每少1次扣2分，记录不全每次扣0.5分", ""],
        ["", "", "主题党日每月开展", "15", "每少一次扣1.5分", ""],
        ["合计", "", "", "50", "", ""],
        ["考核组签字：", "", "", "", "年  月  日", ""],
    ]
    merged = (
        (0, 0, 0, 5, title),
        (1, 0, 1, 1, "考核项目"),
        *((1, column, 2, column, str(rows[1][column])) for column in (2, 3, 4)),
        (3, 0, 5, 0, "政治建设（20分）"),
        (3, 1, 4, 1, "理论学习"),
        (6, 0, 7, 0, "组织建设（30分）"),
        (6, 1, 7, 1, "三会一课"),
    )
    reading = of_rows(tmp_path, rows, merged)

    assert reading.rubric.title == title
    assert reading.problems == ()
    assert told(reading.rubric.items) == [
        ("1", "政治建设", "理论学习：党员每年集中学习不少于32学时", 80),
        ("2", "政治建设", "理论学习：书记每年讲党课不少于1次", 40),
        ("3", "政治建设", "每半年研究一次意识形态工作", 80),
        ("4", "组织建设", "三会一课按时召开", 150),
        ("5", "组织建设", "三会一课：主题党日每月开展", 150),
    ]
    assert [item.each for item in reading.rubric.items] == [5, 40, 40, None, 15]
    assert [item.checks for item in reading.rubric.items[3:]] == [
        ("general_meeting", "committee_meeting", "group_meeting", "party_lecture"),
        ("theme_day",),
    ]


def test_headings_in_rows_of_their_own_with_bonus_and_penalty(tmp_path: Path) -> None:
    rows = [
        ["附件2"],
        ["试溪街道“五星”党支部创建验收标准"],
        ["序号", "验收标准", "标准分", "计分办法", "备查资料", "自评得分"],
        ["一、基本组织建设（25分）"],
        [1, "班子健全，分工明确", "10", "缺一项扣2分", "换届批复、分工文件", ""],
        [2, "党小组设置合理", "15", "不合理的酌情扣分", "", ""],
        ["二、加分项"],
        [1, "受到镇级以上表彰", "+5", "每次加1分，最多5分", "文件、证书", ""],
        ["三、扣分项"],
        [1, "发生党员违纪违法", "-10", "每人扣5分", "", ""],
        [2, "被上级通报批评", "10", "每次扣2分", "", ""],
        ["合计", "", "25", "", "", ""],
        ["填表人：", "", "", "审核人：", "", ""],
    ]
    reading = of_rows(tmp_path, rows)

    assert reading.rubric.title == "试溪街道“五星”党支部创建验收标准"
    assert told(reading.rubric.items) == [
        ("1", "基本组织建设", "班子健全，分工明确", 100),
        ("2", "基本组织建设", "党小组设置合理", 150),
        ("3", "加分项", "受到镇级以上表彰", 50),
        ("4", "扣分项", "发生党员违纪违法", 100),
        ("5", "扣分项", "被上级通报批评", 100),
    ]
    assert [item.kind for item in reading.rubric.items] == [BASE, BASE, BONUS, PENALTY, PENALTY]
    assert [item.each for item in reading.rubric.items] == [20, None, 10, 50, 20]
    assert reading.rubric.items[0].evidence == "换届批复、分工文件"
    assert (reading.rubric.full, reading.problems) == (250, ())


def test_a_heading_with_the_points_of_its_group_is_no_line(tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["一", "组织生活", 30, ""],
        [1, "三会一课", 20, "每少一次扣1分"],
        [2, "主题党日", 10, "每少一次扣1分"],
        ["二", "党员管理", 10, ""],
        [3, "党费", 10, "每人次扣0.5分"],
    ]
    reading = of_rows(tmp_path, rows)

    assert told(reading.rubric.items) == [
        ("1", "组织生活", "三会一课", 200),
        ("2", "组织生活", "主题党日", 100),
        ("3", "党员管理", "党费", 100),
    ]


def test_lines_that_are_counted_in_chinese_are_still_lines(tmp_path: Path) -> None:
    rows = [["序号", "考核内容", "分值"], ["一", "三会一课", 60], ["二", "主题党日", 40]]

    assert told(of_rows(tmp_path, rows).rubric.items) == [
        ("一", "", "三会一课", 600),
        ("二", "", "主题党日", 400),
    ]


def test_points_that_several_rows_share_count_once(tmp_path: Path) -> None:
    rows = [
        ["类别", "考核内容", "分值", "评分细则"],
        ["组织生活", "党员大会每季度一次", "10", "每少一次扣1分"],
        ["", "支委会每月一次", "", "记录不全的酌情扣分"],
        ["党费", "按月交纳", "5", "每人次扣0.1分"],
    ]
    reading = of_rows(tmp_path, rows, ((1, 2, 2, 2, "10"), (1, 0, 2, 0, "组织生活")))

    first, second = reading.rubric.items
    assert (first.title, first.points) == ("党员大会每季度一次；支委会每月一次", 100)
    assert first.deduction == "每少一次扣1分；记录不全的酌情扣分"
    assert first.checks == ("general_meeting", "committee_meeting")
    assert (second.group, second.title, reading.rubric.full) == ("党费", "按月交纳", 150)


def test_a_way_of_deducting_in_several_rows_is_read_together(tmp_path: Path) -> None:
    rows = [
        ["考核内容", "分值", "评分标准"],
        ["三会一课", "10", "党员大会每少一次扣1分"],
        ["", "", "党课每少一次扣1分"],
        ["主题党日", "5", ""],
    ]
    reading = of_rows(tmp_path, rows, ((1, 0, 2, 0, "三会一课"), (1, 1, 2, 1, "10")))

    assert [item.deduction for item in reading.rubric.items] == [
        "党员大会每少一次扣1分；党课每少一次扣1分",
        "",
    ]
    assert reading.rubric.items[0].each == 10


def test_of_two_columns_with_points_the_one_beside_what_is_asked_counts(tmp_path: Path) -> None:
    rows = [
        ["一级指标", "分值", "二级指标", "分值", "评分标准"],
        ["组织生活", 30, "三会一课", 20, "每少一次扣1分"],
        ["", "", "主题党日", 10, "每少一次扣1分"],
    ]
    reading = of_rows(tmp_path, rows, ((1, 0, 2, 0, "组织生活"), (1, 1, 2, 1, "30")))

    assert told(reading.rubric.items) == [
        ("1", "组织生活", "三会一课", 200),
        ("2", "组织生活", "主题党日", 100),
    ]


def test_points_may_stand_in_brackets_behind_what_is_asked(tmp_path: Path) -> None:
    rows = [
        ["项目", "考核内容及分值", "评分标准"],
        ["组织生活", "三会一课按时召开（10分）", "每少一次扣1分"],
        ["组织生活", "主题党日（满分5分）", "每少一次扣1分"],
        ["组织生活", "其他情况", ""],
    ]
    reading = of_rows(tmp_path, rows)

    assert told(reading.rubric.items) == [
        ("1", "组织生活", "三会一课按时召开", 100),
        ("2", "组织生活", "主题党日", 50),
    ]
    assert reading.problems == ((4, "“其他情况”没有分值"),)


def test_numbers_are_kept_where_each_stands_once_and_counted_otherwise(tmp_path: Path) -> None:
    rows = [HEADER, ["1.1", "三会一课", 5, ""], ["1.2", "主题党日", 5, ""]]
    assert [item.number for item in of_rows(tmp_path, rows).rubric.items] == ["1.1", "1.2"]

    doubled = [HEADER, ["1", "三会一课", 5, ""], ["1", "主题党日", 5, ""]]
    assert [item.number for item in of_rows(tmp_path, doubled).rubric.items] == ["1", "2"]


def test_a_header_that_is_repeated_on_the_next_page_is_no_line(tmp_path: Path) -> None:
    rows = [HEADER, [1, "三会一课", 60, ""], HEADER, [2, "主题党日", 40, ""]]

    assert [item.title for item in of_rows(tmp_path, rows).rubric.items] == ["三会一课", "主题党日"]


def test_sheets_are_read_together_or_one_alone(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "两张.xlsx",
        {
            "村": [HEADER, [1, "三会一课", 60, ""]],
            "机关": [HEADER, [1, "主题党日", 40, ""]],
            "说明": [["本表由各支部填写"]],
        },
    )
    both = read(path)
    assert [item.title for item in both.rubric.items] == ["三会一课", "主题党日"]
    assert both.sheets == ("村", "机关")
    assert [item.title for item in read(path, sheet="机关").rubric.items] == ["主题党日"]
    assert refusal(path, sheet="社区").code == "sheet_missing"


# --- points ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("5", 50), ("5分", 50), ("5.0", 50), ("0.5分", 5), ("10．5", 105), ("５分", 50), ("(10分)", 100),
        ("（10 分）", 100), ("满分10分", 100), ("最高5分", 50), ("≤5分", 50), ("0-5", 50), ("0～5分", 50),
        ("+5", 50), ("＋5分", 50), ("-10", -100), ("－10分", -100), ("五分", 50), ("十五", 150), ("二十分", 200),
        ("一百分", 1000), ("9999", 99990), ("99999", None), ("0", None), ("0.25", None), ("视情况", None),
        ("一票否决", None), ("", None), ("-", None), ("5分/次，最多10分", None), ("10元", None), ("1-3", None),
    ],
)  # fmt: skip
def test_points_are_read_as_offices_write_them(text: str, tenths: int | None) -> None:
    assert points_of(text) == tenths


@pytest.mark.parametrize(
    ("words", "each"),
    [
        ("每少一次扣1分", 10), ("缺一项扣2分", 20), ("每人次扣０．１分", 1), ("扣2分/次", 20), ("每次加1分，最多5分", 10),
        ("每次加1分，累计不超过3分", 10), ("每少一次扣两分", 20), ("未讲的不得分", 40), ("没有的全扣", 40),
        ("每少一次扣9分", 40), ("每少1次扣2分，记录不全扣0.5分", None), ("酌情扣分", None), ("扣1-3分", None),
        ("每处扣0分", None), ("", None), ("每处扣0.25分", None),
    ],
)  # fmt: skip
def test_what_one_fault_costs_is_taken_from_the_tables_own_words(words: str, each: int | None) -> None:
    assert each_of(words, 40) == each


@pytest.mark.parametrize(
    ("group", "title", "points", "kind"),
    [
        ("加分项", "受到表彰", 50, BONUS),
        ("", "加分：受到表彰", 50, BONUS),
        ("扣分项", "被通报", 50, PENALTY),
        ("组织生活", "三会一课", -50, PENALTY),
        ("作风建设", "落实负面清单", 50, BASE),
        ("党员管理", "积分管理有加分细则", 50, BASE),
    ],
)
def test_bonus_and_penalty_are_told_by_heading_and_sign(
    group: str, title: str, points: int, kind: str
) -> None:
    assert kind_of(group, title, points) == kind


def test_rows_without_usable_points_are_named_with_their_row(tmp_path: Path) -> None:
    rows = [
        HEADER,
        [1, "三会一课", "20分", "每缺1次扣2分"],
        [2, "党费收缴", "", ""],
        [3, "组织关系", "视情", "每处扣1分"],
        [4, "", 5, ""],
        ["", "", "", "年  月  日"],
    ]
    reading = of_rows(tmp_path, rows)

    assert [item.title for item in reading.rubric.items] == ["三会一课"]
    assert reading.problems == (
        (3, "“党费收缴”没有分值"),
        (4, "“组织关系”的分值“视情”读不出来"),
        (5, "有分值“5”，没有评分内容"),
    )


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_separated_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str) -> None:
    rows = [HEADER, ["1", "三会一课", "60分", "每少一次扣1分"], ["2", "主题党日", "40分", ""]]
    reading = read(put(tmp_path / "镇对照表.csv", csv_bytes(rows, encoding)))

    assert told(reading.rubric.items) == [("1", "", "三会一课", 600), ("2", "", "主题党日", 400)]
    assert reading.rubric.title == "镇对照表"


# --- files that are none, or mean harm -------------------------------------------------------------------------
def test_formulas_come_as_their_last_result_and_text_that_looks_like_one_stays_text(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "公式.xlsx"))
    sheet = book.add_worksheet()
    for column, title in enumerate(HEADER):
        sheet.write(0, column, title)
    sheet.write_string(1, 1, "=1+1")
    sheet.write_formula(1, 2, "=5*2", None, 10)
    sheet.write_string(1, 3, '@SUM(A1)|cmd "每少一次扣1分"')
    sheet.write_string(2, 1, "合计")
    sheet.write_formula(2, 2, "=SUM(C2:C2)", None, 10)
    book.close()

    (item,) = read(tmp_path / "公式.xlsx").rubric.items
    assert (item.title, item.points, item.each) == ("=1+1", 100, 10)


def test_ten_thousand_rows_are_refused_at_once(tmp_path: Path) -> None:
    rows = [HEADER, *([number, f"内容{number}", 1, "每处扣0.5分"] for number in range(1, 10_001))]
    path = put(tmp_path / "大.csv", csv_bytes([[str(cell) for cell in row] for row in rows], "utf-8"))
    began = time.perf_counter()

    assert f"多于{limits.RUBRIC_ITEMS}项" in refusal(path).happened
    assert time.perf_counter() - began < 5


def test_as_many_lines_as_allowed_are_read_and_one_more_is_refused(tmp_path: Path) -> None:
    def rows(count: int) -> Rows:
        return [HEADER, *([number, f"内容{number}", 1, ""] for number in range(1, count + 1))]

    assert len(of_rows(tmp_path, rows(limits.RUBRIC_ITEMS)).rubric.items) == limits.RUBRIC_ITEMS
    path = write_xlsx(tmp_path / "多.xlsx", {"s": rows(limits.RUBRIC_ITEMS + 1)})
    assert f"多于{limits.RUBRIC_ITEMS}项" in refusal(path).happened


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "文件里没有任何内容"),
        ("空.csv", b"", "文件里没有任何内容"),
        ("论文.xlsx", b"%PDF-1.4", "PDF"),
        ("名册.csv", "姓名,电话\n王小明,138\n".encode(), "评分内容"),
        ("无分.csv", "考核内容,评分标准\n三会一课,每少一次扣1分\n".encode(), "没有找到带分值的评分项目"),
        ("坏.toml", b"title = ", "不是正确的 TOML 文件"),
        ("大.toml", b"#" * (limits.RESOURCE_BYTES + 1), "文件太大"),
    ],
)
def test_a_file_that_is_no_scoring_table_is_refused_in_a_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    assert said in refusal(put(tmp_path / name, content)).message


@pytest.mark.parametrize("name", ["不在.xlsx", "不在.toml"])
def test_a_file_that_is_gone_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    assert name in refusal(tmp_path / name).message


def test_many_merged_cells_do_not_hold_up_the_reading(tmp_path: Path) -> None:
    rows: list[list[Any]] = [HEADER]
    merged = []
    for number in range(1, 200):
        top = len(rows)
        rows += [[number, f"内容{number}", 1, "每处扣0.5分"], ["", "", "", f"另外{number}"]]
        merged += [(top, column, top + 1, column, str(rows[top][column])) for column in (0, 1, 2)]
    began = time.perf_counter()
    reading = of_rows(tmp_path, rows, tuple(merged))

    assert len(reading.rubric.items) == 199
    assert reading.rubric.items[4].deduction == "每处扣0.5分；另外5"
    assert time.perf_counter() - began < 5


def test_overlong_texts_are_cut_and_what_was_read_can_be_kept(tmp_path: Path, branch: Branch) -> None:
    long = "很长的要求" * 1000
    rows = [
        ["类别", *HEADER],
        [long, "9" * 30, long, 60, long],
        ["组织\u200b生活", "", "三会\x07一课", 40, ""],
    ]
    path = put(
        tmp_path / f"{'长' * 60}.csv", csv_bytes([[str(cell) for cell in row] for row in rows], "utf-8")
    )
    reading = read(path)
    uid = take_over(branch, reading.rubric, 2026, f"file:{path.name}")

    assert len(reading.rubric.items[0].title) == limits.RUBRIC_CHARACTERS
    (row,) = branch.rows("rubric")
    assert row.uid == uid
    assert [line["number"] for line in row["lines"]] == ["1", "2"]
    assert row["lines"][1]["title"] == "三会一课"


def test_a_table_in_a_toml_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = put(tmp_path / "标准.toml", rubric_to_toml(bundled("standard")))

    assert read(path).rubric.items == bundled("standard").items
    assert read(path, title="另一个名称").rubric.title == "另一个名称"
