"""Finding tables in sheets: headers, data rows, headings, and what is no record."""

from collections.abc import Sequence
from typing import Any

from db.importing.cells import CellRange, Sheet, SheetRow
from db.importing.checking import person_vocabulary
from db.importing.records import ledger_vocabulary
from db.importing.table import Table, find_tables
from db.ledgers import by_key

VOCABULARY = person_vocabulary()


def sheet(rows: Sequence[Sequence[Any]], merged: Sequence[CellRange] = (), name: str = "Sheet1") -> Sheet:
    """Rows as a file would give them; None leaves a row out."""
    kept = tuple(
        SheetRow(number, tuple(float(cell) if isinstance(cell, int) else cell for cell in row))
        for number, row in enumerate(rows, start=1)
        if row
    )
    return Sheet(name, kept, tuple(merged))


def only_table(rows: Sequence[Sequence[Any]], merged: Sequence[CellRange] = ()) -> Table:
    tables = find_tables(sheet(rows, merged), VOCABULARY)
    assert len(tables) == 1
    return tables[0]


def names(table: Table) -> list[tuple[int, str]]:
    column = table.titles.index(next(title for title in table.titles if VOCABULARY.is_anchor(title)))
    return [(row.number, str(row.cells[column])) for row in table.rows]


def test_a_header_in_the_first_row_is_found() -> None:
    table = only_table([["序号", "姓名", "性别"], [1, "王小明", "男"]])
    assert (table.header_row, table.titles) == (1, ("序号", "姓名", "性别"))
    assert names(table) == [(2, "王小明")]


def test_title_rows_and_fill_in_lines_stand_above_the_header() -> None:
    table = only_table(
        [
            ["上溪村党支部党员花名册"],
            ["填报单位（盖章）：上溪村党支部", "", "填报时间：2026年1月5日"],
            [],
            ["姓名", "性别"],
            ["王小明", "男"],
        ]
    )
    assert table.header_row == 4
    assert table.caption[0] == "上溪村党支部党员花名册"
    assert names(table) == [(5, "王小明")]


def test_titles_are_known_with_blanks_line_breaks_stars_and_brackets() -> None:
    table = only_table(
        [["姓  名", "性\n别", "*身份证号（必填）", "入党时间\n（年月日）"], ["王小明", "男", "", ""]]
    )
    assert [VOCABULARY.key_of(title) for title in table.titles] == ["name", "sex", "id_number", "admitted_on"]


def test_totals_and_signatures_are_no_records() -> None:
    table = only_table(
        [
            ["序号", "姓名", "性别"],
            [1, "王小明", "男"],
            ["合 计", "2人", ""],
            ["", "共2人", ""],
            ["小计：", "", 2],
            ["填表人：", "", "审核人："],
            ["支部书记（签字）：", "", ""],
            ["注：本表一式两份", "", ""],
            ["说明", "", ""],
        ]
    )
    assert names(table) == [(2, "王小明")]


def test_posts_and_counts_that_look_like_closing_words_lose_nobody() -> None:
    rows = [
        ["姓名", "职务", "家庭人口"],
        ["王小明", "支部书记", "3人"],
        ["李小红", "负责人", "4人"],
        ["", "审核", ""],
    ]
    assert names(only_table(rows)) == [(2, "王小明"), (3, "李小红")]
    rows = [["职务", "姓名"], ["联系人", "王小明"], ["支部书记", "李小红"], ["支部书记：", "赵大山"]]
    assert names(only_table(rows)) == [(2, "王小明"), (3, "李小红")]


def test_a_caption_that_could_be_a_title_leaves_no_empty_table() -> None:
    assert names(only_table([["名字"], ["姓名", "性别"], ["王小明", "男"]])) == [(3, "王小明")]


def test_people_whose_names_begin_like_closing_words_are_records() -> None:
    rows = [
        ["姓名", "性别"],
        ["全小红", "女"],
        ["党向前", "男"],
        ["审言", "男"],
        ["支小合", "女"],
        ["共工", "男"],
    ]
    assert len(only_table(rows).rows) == 5


def test_blank_rows_and_rows_with_only_a_line_number_are_no_records() -> None:
    table = only_table(
        [["序号", "姓名", "性别"], [1, "王小明", "男"], [], [2, "", ""], [3, "李小红", "女"], [4]]
    )
    assert names(table) == [(2, "王小明"), (5, "李小红")]


def test_a_header_repeated_on_the_next_page_is_no_record_and_no_new_table() -> None:
    header = ["序号", "姓名", "性别"]
    table = only_table([header, [1, "王小明", "男"], ["序号", "姓  名", "性 别"], [2, "李小红", "女"]])
    assert names(table) == [(2, "王小明"), (4, "李小红")]


def test_a_second_table_with_other_columns_begins_anew() -> None:
    tables = find_tables(
        sheet(
            [
                ["正式党员"],
                ["姓名", "性别"],
                ["王小明", "男"],
                ["预备党员名册"],
                ["姓名", "入党时间"],
                ["李小红", "2025.06"],
            ]
        ),
        VOCABULARY,
    )
    assert [(table.header_row, len(table.rows)) for table in tables] == [(2, 1), (5, 1)]
    assert tables[1].caption == ("预备党员名册",)


def test_a_two_row_header_with_merged_cells_is_joined() -> None:
    table = only_table(
        [
            ["序号", "姓名", "党内情况", "", "备注"],
            ["", "", "入党时间", "转正时间", ""],
            [1, "王小明", "2011.01", "2012.01", ""],
        ],
        [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3), (1, 4, 2, 4)],
    )
    assert table.header_row == 1
    assert table.titles == ("序号", "姓名", "入党时间", "转正时间", "备注")
    assert names(table) == [(3, "王小明")]


def test_a_two_row_header_is_seen_without_merged_cells() -> None:
    table = only_table(
        [["姓名", "入党", "", "联系方式"], ["", "时间", "介绍人", "手机"], ["王小明", "2011.01", "李", "1"]]
    )
    assert table.titles == ("姓名", "入党时间", "入党介绍人", "手机")


def test_the_parts_of_a_title_about_somebody_else_stay_together() -> None:
    table = only_table(
        [
            ["姓名", "性别", "入党介绍人", ""],
            ["", "", "姓名", "联系电话"],
            ["王小明", "男", "李大同", "13800000001"],
        ],
        [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 1, 3)],
    )
    assert table.titles == ("姓名", "性别", "入党介绍人姓名", "入党介绍人联系电话")


def test_a_line_of_groups_above_a_complete_header_names_what_stands_alone() -> None:
    table = only_table(
        [["基本情况", "", "", "党内"], ["姓名", "性别", "民族", "时间"], ["王小明", "男", "汉", "x"]]
    )
    assert table.titles == ("姓名", "性别", "民族", "党内时间")


def test_a_record_without_some_values_is_no_second_header_row() -> None:
    table = only_table([["姓名", "性别", "联系电话"], ["", "男", "13800000001"], ["王小明", "男", ""]])
    assert table.titles == ("姓名", "性别", "联系电话")
    assert [row.number for row in table.rows] == [2, 3]


def test_headings_inside_the_table_are_kept_with_the_rows_below() -> None:
    table = only_table(
        [
            ["序号", "姓名", "性别"],
            ["一、正式党员（1人）"],
            [1, "王小明", "男"],
            ["二", "预备党员"],
            [2, "李小红", "女"],
        ]
    )
    assert [(row.number, row.section) for row in table.rows] == [
        (3, "一、正式党员（1人）"),
        (5, "二预备党员"),
    ]


def test_a_list_of_names_alone_is_a_table() -> None:
    assert names(only_table([["姓名"], ["王小明"], ["李小红"]])) == [(2, "王小明"), (3, "李小红")]


def test_a_tall_merged_cell_speaks_for_every_row_beside_it() -> None:
    table = only_table(
        [
            ["党小组", "姓名", "性别"],
            ["第一党小组", "王小明", "男"],
            ["", "李小红", "女"],
            ["", "赵大山", "男"],
        ],
        [(2, 0, 3, 0)],
    )
    assert [row.cells[0] for row in table.rows] == ["第一党小组", "第一党小组", ""]


def test_columns_right_of_the_header_are_left_out() -> None:
    table = only_table([["姓名", "性别"], ["王小明", "男", "多出来的"]])
    assert table.rows[0].cells == ("王小明", "男")


def test_sheets_without_a_header_have_no_tables() -> None:
    assert find_tables(sheet([["男"], ["女"], ["字典", "值"]]), VOCABULARY) == ()
    assert find_tables(sheet([]), VOCABULARY) == ()


def test_a_ledger_that_demands_nothing_still_finds_its_header() -> None:
    vocabulary = ledger_vocabulary(by_key("care_visit"))
    table = find_tables(
        sheet([["慰问台账"], ["走访日期", "走访对象", "慰问金（元）"], ["2026.1.20", "王小明", 500]]),
        vocabulary,
    )
    assert [vocabulary.key_of(title) for title in table[0].titles] == ["visited_on", "person", "amount"]
