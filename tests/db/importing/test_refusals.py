"""Files that are not read at all: the right code, one plain sentence, and nothing else happens (F66, F68)."""

import io
import random
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from db import limits
from db.importing import refusals, workbook
from db.importing.checking import person_vocabulary
from db.importing.refusals import FileRefusedError
from db.importing.source import open_source
from db.importing.workbook import read_workbook
from tests.importing_support.biff import compound_file
from tests.importing_support.rosters import csv_bytes, put, write_xlsx, zip_bytes


def refusal(path: Path, *, run_in_process: bool = True) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read_workbook(path, run_in_process=run_in_process)
    return caught.value


def xlsx_content(tmp_path: Path) -> bytes:
    return write_xlsx(
        tmp_path / "good.xlsx", {"名册": [["姓名", "性别"]] + [["王小明", "男"]] * 200}
    ).read_bytes()


def with_entry(content: bytes, name: str, part: bytes) -> bytes:
    entries = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    return zip_bytes(entries | {name: part})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\0" * 500, "file_empty"),
        (b" \r\n\r\n", "file_empty"),
        (random.Random(7).randbytes(5000), "file_kind_unknown"),
        (b"%PDF-1.7 ...", "file_kind_unknown"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "file_kind_unknown"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", "file_kind_unknown"),
        (b'<?xml version="1.0"?><Workbook/>', "file_kind_unknown"),
        (b"{\\rtf1 x}", "file_kind_unknown"),
        (b"MZ\x90\0\x03\0\0\0", "file_kind_unknown"),
        (b"PK\x03\x04 not a zip at all", "file_broken"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 2000, "file_broken"),
        (compound_file({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "file_encrypted"),
        (compound_file({"WordDocument": b"x"}), "file_kind_unknown"),
        (compound_file({"Workbook": b"x"}), "file_broken"),
        (zip_bytes({"[Content_Types].xml": b"", "word/document.xml": b""}), "file_kind_unknown"),
        (zip_bytes({"mimetype": b"", "content.xml": b""}), "file_kind_unknown"),
        (zip_bytes({"a.txt": b"x"}), "file_kind_unknown"),
        (zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b"<not xml"}), "file_broken"),
        ("姓名,性别\n王小明,男".encode() + b"\xff\xff\xfe", "file_encoding"),
    ],
)
def test_a_file_that_is_no_spreadsheet_is_named_for_what_it_is(
    tmp_path: Path, content: bytes, code: str
) -> None:
    error = refusal(put(tmp_path / "名册.xlsx", content))
    assert error.code == code
    assert "名册没有改动" in error.message
    assert "\n" not in error.message


def test_every_code_makes_one_sentence_in_three_parts() -> None:
    for code in refusals.CODES:
        error = FileRefusedError(code, name="甲", kind="图片", row="3", known="乙", wanted="姓名")
        assert error.happened
        assert error.remedy
        assert "{" not in error.message


def test_a_missing_file_and_a_folder_are_told_by_name(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx").code == "file_missing"
    assert "没有.xlsx" in refusal(tmp_path / "没有.xlsx").message
    assert refusal(tmp_path).code == "file_missing"


def test_a_truncated_workbook_is_broken(tmp_path: Path) -> None:
    content = xlsx_content(tmp_path)
    assert refusal(put(tmp_path / "a.xlsx", content[: len(content) // 2])).code == "file_broken"


def test_a_workbook_damaged_in_the_middle_is_broken(tmp_path: Path) -> None:
    content = bytearray(xlsx_content(tmp_path))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    content[start + 60 : start + 200] = bytes(140)
    assert refusal(put(tmp_path / "a.xlsx", bytes(content))).code == "file_broken"


def test_a_workbook_with_macros_is_refused_with_advice(tmp_path: Path) -> None:
    error = refusal(put(tmp_path / "a.xlsm", with_entry(xlsx_content(tmp_path), "xl/vbaProject.bin", b"x")))
    assert error.code == "file_macro"
    assert "另存为 .xlsx" in error.message


def test_an_entry_that_leads_out_of_the_archive_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.xlsx", with_entry(xlsx_content(tmp_path), "../../evil.xml", b"x"))
    assert refusal(path).code == "file_broken"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = with_entry(xlsx_content(tmp_path), "xl/worksheets/sheet9.xml", bytes(30_000_000))
    assert len(bomb) < 100_000
    assert refusal(put(tmp_path / "a.xlsx", bomb)).code == "file_bomb"


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    parts = {f"xl/media/{number}.png": b"x" for number in range(limits.ZIP_ENTRIES + 1)}
    assert (
        refusal(put(tmp_path / "a.xlsx", zip_bytes({"[Content_Types].xml": b""} | parts))).code == "file_bomb"
    )


def test_an_encrypted_zip_entry_is_refused(tmp_path: Path) -> None:
    content = bytearray(zip_bytes({"xl/workbook.xml": b"x", "[Content_Types].xml": b"x"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    assert refusal(put(tmp_path / "a.xlsx", bytes(content))).code == "file_encrypted"


def test_a_file_over_the_limit_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES + 1)
    assert refusal(path).code == "file_too_large"


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "姓名\n".encode() + "王小明\n".encode() * limits.ROWS)
    assert refusal(path).code == "too_many_rows"


def test_rows_over_all_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 10)
    rows = [["姓名"]] + [["王小明"]] * 5
    assert refusal(write_xlsx(tmp_path / "a.xlsx", {"甲": rows, "乙": rows})).code == "too_many_rows"


def test_too_many_columns_are_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", csv_bytes([["姓名"], ["x"] * (limits.COLUMNS + 1)]))
    assert refusal(path).code == "too_many_columns"


@pytest.mark.parametrize("length", [limits.CELL_CHARACTERS + 1, 10_000_000])
def test_a_huge_cell_is_refused(tmp_path: Path, length: int) -> None:
    error = refusal(put(tmp_path / "a.csv", "姓名,备注\n王小明,".encode() + b"x" * length + b"\n"))
    assert error.code == "cell_too_long"


def test_a_line_of_ten_megabytes_without_cells_is_refused(tmp_path: Path) -> None:
    assert refusal(put(tmp_path / "a.csv", b"x" * 10_000_000)).code == "cell_too_long"


def test_a_million_formatted_but_empty_rows_are_read_quickly(tmp_path: Path) -> None:
    workbook_ = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"), {"constant_memory": True})
    sheet = workbook_.add_worksheet()
    bold = workbook_.add_format({"bold": True})
    sheet.write(0, 0, "姓名")
    for row in range(1, 20_000):
        sheet.write_blank(row, 0, None, bold)
    sheet.write_blank(1_048_575, 0, None, bold)
    workbook_.close()
    assert len(read_workbook(tmp_path / "a.xlsx", run_in_process=True)[0].rows) == 1


def test_the_size_a_sheet_states_is_not_believed(tmp_path: Path) -> None:
    content = xlsx_content(tmp_path)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    stated = sheet.replace(b'<dimension ref="A1:B201"/>', b'<dimension ref="A1:XFD1048576"/>')
    assert stated != sheet
    path = put(tmp_path / "a.xlsx", with_entry(content, "xl/worksheets/sheet1.xml", stated))
    assert len(read_workbook(path, run_in_process=True)[0].rows) == 201


def test_entities_that_multiply_are_not_expanded(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    part = (
        f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{laughs}]><sst xmlns='
        '"http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&l11;</t></si></sst>'
    )
    path = put(tmp_path / "a.xlsx", with_entry(xlsx_content(tmp_path), "xl/sharedStrings.xml", part.encode()))
    try:
        outcome = max(len(str(cell)) for row in read_workbook(path)[0].rows for cell in row.cells)
    except FileRefusedError as error:
        outcome = 0 if error.code == "file_broken" else limits.CELL_CHARACTERS
    assert outcome < 100


def test_a_refusal_crosses_from_the_parsers_process(tmp_path: Path) -> None:
    error = refusal(put(tmp_path / "a.xlsx", b"%PDF-1.7"), run_in_process=False)
    assert error.code == "file_kind_unknown"
    assert "PDF 文件" in error.message


def test_the_parser_is_not_told_the_passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def watched(*arguments: Any, **more: Any) -> "subprocess.CompletedProcess[bytes]":
        seen.update(more["env"])
        return subprocess.CompletedProcess("child", 0, b'{"sheets": []}', b"")

    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", "secret")
    monkeypatch.setattr(workbook.subprocess, "run", watched)
    assert read_workbook(put(tmp_path / "a.csv", b"x,y\n")) == ()
    assert seen["PYTHONUTF8"] == "1"
    assert "secret" not in seen.values()


def test_cells_in_far_corners_end_at_the_memory_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write(0, 0, "姓名")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    assert refusal(path, run_in_process=False).code == "parser_memory"


def test_a_parser_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_long(*arguments: Any, **more: Any) -> None:
        raise subprocess.TimeoutExpired("child", more["timeout"])

    monkeypatch.setattr(workbook.subprocess, "run", too_long)
    assert refusal(put(tmp_path / "a.csv", b"x,y\n"), run_in_process=False).code == "parser_timeout"


def test_a_parser_that_dies_without_a_word_means_a_broken_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*arguments: Any, **more: Any) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.CompletedProcess("child", 3, b"", b"panicked")

    monkeypatch.setattr(workbook.subprocess, "run", silent)
    assert refusal(put(tmp_path / "a.csv", b"x,y\n"), run_in_process=False).code == "file_broken"


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", csv_bytes([["王小明", "男"], ["李小红", "女"]]))
    with pytest.raises(FileRefusedError) as caught:
        open_source(path, person_vocabulary(), run_in_process=True)
    assert caught.value.code == "no_header"
    assert "姓名" in caught.value.message


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"正式": [["姓名"]], "预备": [["姓名"]]})
    with pytest.raises(FileRefusedError) as caught:
        open_source(path, person_vocabulary(), sheet="党员", run_in_process=True)
    assert caught.value.code == "sheet_missing"
    assert "正式、预备" in caught.value.message
    assert len(open_source(path, person_vocabulary(), sheet="预备", run_in_process=True).tables) == 1


def test_a_workbook_without_a_filled_cell_is_empty(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError) as caught:
        open_source(write_xlsx(tmp_path / "a.xlsx", {"甲": []}), person_vocabulary(), run_in_process=True)
    assert caught.value.code == "file_empty"
