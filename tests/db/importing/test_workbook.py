"""Reading files of every kind into sheets, told apart by content."""

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db import limits
from db.importing import workbook
from db.importing.workbook import read_workbook
from tests.importing_support.biff import xls_bytes
from tests.importing_support.rosters import csv_bytes, damaged_number, put, write_xlsx

ROWS = [["姓名", "身份证号"], ["江　思", "33089919470711070X"], ["范凤𬭛", ""]]
READ = [(1, ("姓名", "身份证号")), (2, ("江　思", "33089919470711070X")), (3, ("范凤𬭛",))]


def rows_of(path: Path, *, run_in_process: bool = True) -> list[tuple[int, tuple[str | float, ...]]]:
    return [(row.number, row.cells) for row in read_workbook(path, run_in_process=run_in_process)[0].rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separated_text_is_read_in_every_usual_encoding(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = put(tmp_path / "名册.csv", csv_bytes(ROWS, encoding, separator))
    assert rows_of(path) == READ


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_its_mark(tmp_path: Path, encoding: str) -> None:
    path = put(tmp_path / "a.csv", csv_bytes([["姓名", "电话"], ["王小明", "13800000001"]], encoding))
    assert rows_of(path)[1] == (2, ("王小明", "13800000001"))


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.xlsx", "a.csv"])
def test_an_old_workbook_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    path = put(tmp_path / name, xls_bytes([["姓名", "序号"], ["王小明", 1.0]]))
    assert rows_of(path) == [(1, ("姓名", "序号")), (2, ("王小明", 1.0))]


def test_text_named_xls_is_read_as_text(tmp_path: Path) -> None:
    assert rows_of(put(tmp_path / "a.xls", csv_bytes(ROWS, "gb18030"))) == READ


def test_a_workbook_named_csv_is_read_as_a_workbook(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"名册": ROWS}).rename(tmp_path / "a.csv")
    assert rows_of(path) == READ


def test_the_parsers_own_process_gives_the_same_as_reading_here(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "名 册.xlsx", {"名册": [["姓名", "入党"], ["王小明", date(2011, 1, 19)]]})
    assert read_workbook(path) == read_workbook(path, run_in_process=True)


def test_a_cell_that_claims_to_be_a_number_and_is_none_says_nothing(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["姓名", "序号"], ["王小明", 1.25]]})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"<v>1.25</v>", b"<v>NaN</v>"))
    assert rows_of(path, run_in_process=False) == [(1, ("姓名", "序号")), (2, ("王小明", ""))]


def test_numbers_stay_numbers_and_days_come_as_iso_text(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx", {"s": [[damaged_number("1989-01-24"), date(2011, 1, 19), 12, True, "是"]]}
    )
    assert rows_of(path) == [(1, (330899198901241000.0, "2011-01-19", 12.0, "是", "是"))]


def test_days_of_the_1904_calendar_are_told_by_the_file(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [[date(2011, 1, 19), 39100]]}, date_1904=True)
    sheet = read_workbook(path, run_in_process=True)[0]
    assert sheet.date_1904
    assert sheet.rows[0].cells == ("2011-01-19", 39100.0)


def test_rows_and_columns_before_the_first_filled_one_keep_their_numbers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [[], [], ["", "", "姓名"], [], ["", "", "", "x"]]})
    assert rows_of(path) == [(3, ("", "", "姓名")), (5, ("", "", "", "x"))]


def test_hidden_sheets_are_known_as_such(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("名册").write(0, 0, "姓名")
    hidden = book.add_worksheet("字典")
    hidden.write(0, 0, "男")
    hidden.hide()
    book.close()
    sheets = read_workbook(tmp_path / "a.xlsx", run_in_process=True)
    assert [(sheet.name, sheet.is_hidden) for sheet in sheets] == [("名册", False), ("字典", True)]


def test_a_hidden_sheet_beyond_the_limits_keeps_no_file_out(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("名册").write(0, 0, "姓名")
    hidden = book.add_worksheet("字典")
    hidden.write(0, limits.COLUMNS, "男")
    hidden.hide()
    book.close()
    assert [sheet.rows != () for sheet in read_workbook(tmp_path / "a.xlsx", run_in_process=True)] == [
        True,
        False,
    ]


def test_merged_cells_are_told_with_row_numbers(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"s": [["", ""], ["x"]]}, merged=[(0, 0, 0, 1, "标题")])
    assert read_workbook(path, run_in_process=True)[0].merged == ((1, 0, 1, 1),)


def test_a_formula_gives_its_last_result_and_is_not_worked_out(tmp_path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_formula(0, 0, '=HYPERLINK("http://example.invalid","点我")', None, "王小明")
    sheet.write_formula(0, 1, "=1+1", None, 5)
    book.close()
    assert rows_of(tmp_path / "a.xlsx") == [(1, ("王小明", 5.0))]


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", '姓名,备注\n王小明,"绰号"大王\n李小红,"未完\n张三,x\n'.encode())
    assert [cells[0] for _, cells in rows_of(path)] == ["姓名", "王小明", "李小红", "张三"]


def test_a_quoted_line_break_stays_inside_its_cell(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", '姓名,"身份\n证号"\n王小明,1\n'.encode())
    assert rows_of(path) == [(1, ("姓名", "身份\n证号")), (2, ("王小明", "1"))]


def test_numbers_wrapped_to_survive_excel_are_unwrapped(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", '姓名,身份证号\n王小明,="330899198901248774"\n'.encode())
    assert rows_of(path)[1][1][1] == "330899198901248774"


def test_a_few_nul_bytes_in_a_long_text_are_dropped(tmp_path: Path) -> None:
    content = csv_bytes([["姓名", "备注"], *([["王小明", "长期在外务工，每季度电话联系一次"]] * 50)])
    path = put(tmp_path / "a.csv", content.replace("王".encode(), "\0王".encode(), 2))
    assert rows_of(path)[1] == (2, ("王小明", "长期在外务工，每季度电话联系一次"))


def test_blank_lines_of_a_text_file_count_as_rows(tmp_path: Path) -> None:
    assert [
        number for number, _ in rows_of(put(tmp_path / "a.csv", "姓名,性别\n\n\n王小明,男\n".encode()))
    ] == [1, 4]


def test_a_frozen_program_is_asked_to_parse_by_its_own_argument(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def watched(command: list[str], **more: Any) -> "subprocess.CompletedProcess[bytes]":
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, b'{"sheets": []}', b"")

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(workbook.subprocess, "run", watched)
    read_workbook(put(tmp_path / "a.csv", b"x"))
    assert asked == [[sys.executable, workbook.CHILD_ARGUMENT]]
