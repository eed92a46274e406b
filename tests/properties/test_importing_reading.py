"""Whatever a file holds, reading it is right or refused, never a crash; and no spelling changes a day."""

from contextlib import suppress
from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from db.arithmetic.citizen_number import read_citizen_number
from db.importing import child
from db.importing.cells import Cell, Sheet, SheetRow
from db.importing.checking import person_vocabulary, plan_import
from db.importing.citizen_doctor import examine
from db.importing.differences import differs
from db.importing.lenient_days import read_day
from db.importing.mapping import map_columns
from db.importing.plan import ExistingPerson
from db.importing.refusals import FileRefusedError
from db.importing.table import find_tables
from db.importing.unreadable import UnreadableValueError
from tests.importing_support.rosters import SAMPLES, TODAY, citizen_number, csv_bytes

VOCABULARY = person_vocabulary()
DAYS = st.dates(date(1932, 1, 1), date(2029, 12, 31))
CHINESE = "〇一二三四五六七八九"
VILLAGE = (SAMPLES / "village.xlsx").read_bytes()


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (
        CHINESE[ones] if ones else ""
    )


def spellings(day: date) -> list[Cell]:
    year, month, on = day.year, day.month, day.day
    return [
        f"{year}-{month}-{on}",
        f"{year}.{month:02d}.{on:02d}",
        f"{year}/{month}/{on}",
        f"{year}年{month}月{on}日",
        f"{year % 100:02d}年{month}月{on}日",
        f"{year}{month:02d}{on:02d}",
        float(f"{year}{month:02d}{on:02d}"),
        f"{''.join(CHINESE[int(digit)] for digit in str(year))}年{in_chinese(month)}月{in_chinese(on)}日",
        float((day - date(1899, 12, 30)).days),
        str((day - date(1899, 12, 30)).days),
        f"{day} 00:00:00",
        "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{year}年{month}月{on}日"),
    ]


@given(DAYS)
def test_every_spelling_of_a_day_is_that_day(day: date) -> None:
    assert {read_day(cell, TODAY) for cell in spellings(day)} == {day.isoformat()}


@given(DAYS)
def test_every_spelling_of_a_month_is_that_month(day: date) -> None:
    year, month = day.year, day.month
    cells: list[Cell] = [
        f"{year}.{month:02d}",
        f"{year}年{month}月",
        f"{year}{month:02d}",
        f"{year}-{month}",
        f"{year}/{month:02d}",
    ]
    assert {read_day(cell, TODAY) for cell in cells} == {f"{year}-{month:02d}"}


@given(
    st.one_of(
        st.text(max_size=20),
        st.floats(allow_nan=False, allow_infinity=False),
        st.from_regex(r"[0-9年月日./-]{1,12}"),
    )
)
def test_any_other_cell_is_a_day_that_exists_or_is_refused(cell: Cell) -> None:
    try:
        day = read_day(cell, TODAY)
    except UnreadableValueError as error:
        day, code = None, error.code
    else:
        code = "date_invalid"
    assert code == "date_invalid"
    assert day is None or date.fromisoformat((day + "-01-01")[:10])


@given(DAYS.filter(lambda day: day <= TODAY), st.integers(1, 999), st.integers(0, 17), st.integers(1, 9))
def test_a_number_with_one_wrong_digit_is_never_taken_in(
    born: date, sequence: int, place: int, shift: int
) -> None:
    number = citizen_number(born.isoformat(), sequence)
    assert examine(number, TODAY).number == read_citizen_number(number)
    digit = "0123456789"[((0 if number[place] == "X" else int(number[place])) + shift) % 10]
    if digit != number[place]:
        assert examine(number[:place] + digit + number[place + 1 :], TODAY).is_fatal


@given(st.integers(10**17, 10**18 - 1))
def test_a_number_that_went_through_a_numeric_cell_is_always_damaged(number: int) -> None:
    assert examine(float(number), TODAY).code == "id_number_damaged"


@given(st.one_of(st.binary(max_size=400), st.binary(max_size=200).map(lambda tail: b"PK\x03\x04" + tail)))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(FileRefusedError):
        child.parse(content)


@settings(max_examples=60)
@given(st.integers(0, len(VILLAGE) - 1), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(place: int, change: bytes) -> None:
    with suppress(FileRefusedError):
        child.parse(VILLAGE[:place] + change + VILLAGE[place + len(change) :])


ROWS = st.lists(
    st.lists(
        st.text(
            st.characters(codec="gb18030", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1
        ),
        min_size=2,
        max_size=4,
    ),
    min_size=1,
    max_size=8,
).filter(lambda rows: all(not any(c in "=" for c in cell) for row in rows for cell in row))


@given(ROWS, st.sampled_from(["utf-8-sig", "utf-16"]))
def test_separated_text_comes_back_as_it_was_written(rows: list[list[str]], encoding: str) -> None:
    lines = [["标题", "一", "二", "三"]] * 9 + [(row + ["x"] * 4)[:4] for row in rows]
    parsed = child.parse(csv_bytes(lines, encoding))[0]["rows"]
    assert [cells for _, cells in parsed] == lines


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [
            "姓名",
            "性别",
            "身份证号",
            "入党时间",
            "转正时间",
            "合计",
            "预备党员",
            "第一党小组",
            "王小明",
            "男",
            "汉",
            "预备",
            "1998.07",
            "无",
            "是",
            "13800000001",
            citizen_number("1960-05-06"),
            "330899196005061000",
            20.0,
        ]
    ),
)


@settings(max_examples=150)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=10), st.booleans())
def test_any_sheet_gives_a_plan_in_which_every_row_stands_once(
    rows: list[list[Cell]], with_header: bool
) -> None:
    header: list[list[Cell]] = (
        [["姓名", "性别", "身份证号", "入党时间", "转正时间", "是否困难"]] if with_header else []
    )
    numbered = tuple(SheetRow(number, tuple(row)) for number, row in enumerate(header + rows, 1) if any(row))
    tables = find_tables(Sheet("s", numbered), VOCABULARY)
    mappings = [map_columns(table, VOCABULARY) for table in tables]
    plan = plan_import(tables, mappings, (), TODAY)
    outcome = sorted([row.row for row in plan.added] + [problem.row for problem in plan.skipped])
    assert outcome == [row.number for table in tables for row in table.rows]
    people = [
        ExistingPerson(
            str(row.row),
            str(row.values["name"]),
            row.values.get("id_number"),
            row.values.get("born_on"),
            row.values,
        )
        for row in plan.added
    ]
    again = plan_import(tables, mappings, people, TODAY)
    assert all(row.values.get("id_number") is None for row in again.added)
    assert again.updated == ()


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_value_never_differs_from_itself_and_an_empty_one_from_nothing(old: str, new: str) -> None:
    assert not differs("note", old, old)
    assert not differs("note", old, "")
    assert not differs("note", old, None)
    assert differs("note", None, new) or not new.strip()


def test_the_fuzzed_sample_is_read_when_left_alone() -> None:
    assert Path(SAMPLES / "village.xlsx").is_file()
    assert len(child.parse(VILLAGE)[0]["rows"]) == 43
