"""One cell into one value, by kind of field."""

from datetime import date

import pytest

from db.fields import FieldSpec, Kind, choices
from db.importing.lenient_days import is_month_doubtful, read_day
from db.importing.reading import read_value_lenient
from db.importing.unreadable import UnreadableValueError
from tests.importing_support.rosters import TODAY


def read(kind: Kind, cell: str | float, **more: object) -> object:
    return read_value_lenient(FieldSpec("k", "标题", kind, **more), cell, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1998.07", "1998-07"),
        ("1998.7", "1998-07"),
        ("1998.7.1", "1998-07-01"),
        ("1998.07.01", "1998-07-01"),
        ("1998/7/1", "1998-07-01"),
        ("1998-7", "1998-07"),
        ("1998-07-01", "1998-07-01"),
        ("1998年7月1日", "1998-07-01"),
        ("1998年07月", "1998-07"),
        ("1998年", "1998"),
        ("1998", "1998"),
        ("19980701", "1998-07-01"),
        ("199807", "1998-07"),
        ("98年7月", "1998-07"),
        ("98.7.1", "1998-07-01"),
        ("980701", "1998-07-01"),
        ("05年7月", "2005-07"),
        ("30.1", "2030-01"),
        ("31.1", "1931-01"),
        ("１９９８．０７", "1998-07"),
        ("１９９８年７月", "1998-07"),
        (" 1998 . 07 ", "1998-07"),
        ("1998。07", "1998-07"),
        ("1998、07", "1998-07"),
        ("1998.07.", "1998-07"),
        ("1998年7月1号", "1998-07-01"),
        ("1998-07-01 00:00:00", "1998-07-01"),
        ("1998/7/1 8:30", "1998-07-01"),
        ("一九九八年七月", "1998-07"),
        ("一九九八年十二月二十一日", "1998-12-21"),
        ("二〇〇八年十月十日", "2008-10-10"),
        ("二零零八年三月廿一日", "2008-03-21"),
        ("1998年7月（档案）", "1998-07"),
        ("1998.07生", "1998-07"),
        ("2011.0119", "2011-01-19"),
        ("'1998.07", "1998-07"),
        ("19980700", "1998-07"),
        ("19980000", "1998"),
        ("2000.02.29", "2000-02-29"),
        ("36526", "2000-01-01"),
        (36526.0, "2000-01-01"),
        (36526.75, "2000-01-01"),
        (19980701.0, "1998-07-01"),
        (199807.0, "1998-07"),
        (1998.0, "1998"),
        (1998.07, "1998-07"),
        (1998.11, "1998-11"),
        (1998.1, "1998-10"),
        (1998.9, "1998-09"),
        ("", None),
        ("  ", None),
    ],
)
def test_days_are_read_as_offices_write_them(cell: str | float, day: str | None) -> None:
    assert read_day(cell, TODAY) == day


@pytest.mark.parametrize(
    "cell",
    [
        "1998.13",
        "1998.02.30",
        "2001-02-29",
        "19981301",
        "1998年0月5日",
        "不清楚",
        "1998-07-01-02",
        "3",
        "12",
        "0001.01",
        "2099.1.1",
        "1998.07-1999.08",
        3.0,
        1e9,
        -5.0,
        123456789.0,
    ],
)
def test_a_day_that_does_not_exist_is_invalid(cell: str | float) -> None:
    with pytest.raises(UnreadableValueError) as caught:
        read_day(cell, TODAY)
    assert caught.value.code == "date_invalid"


def test_day_numbers_of_the_1904_calendar_count_from_there() -> None:
    assert read_day(39100.0, TODAY, date_1904=True) == "2011-01-19"
    assert read_day(39100.0, TODAY) == "2007-01-18"


def test_the_century_of_a_two_digit_year_follows_today() -> None:
    assert read_day("35.7", date(2026, 3, 10)) == "1935-07"
    assert read_day("35.7", date(2033, 3, 10)) == "2035-07"


def test_only_a_number_that_excel_may_have_shortened_is_doubtful() -> None:
    assert is_month_doubtful(1998.1)
    assert not any(map(is_month_doubtful, (1998.11, 1998.0, 1998.2, "1998.1", 36526.1)))


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "——", "/", "无", "暂无", "N/A"])
@pytest.mark.parametrize(
    "kind", [Kind.TEXT, Kind.DAY, Kind.CHOICE, Kind.INTEGER, Kind.LUNAR, Kind.PEOPLE, Kind.FLAGS]
)
def test_signs_for_nothing_are_empty(kind: Kind, cell: str) -> None:
    assert read(kind, cell) is None


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, " 王\u200b小明\n", "王小明"),
        (Kind.TEXT, 13800000001.0, "13800000001"),
        (Kind.TEXT, 1.5, "1.5"),
        (Kind.TEXT, "=cmd|x", "=cmd|x"),
        (Kind.LONG_TEXT, "第一行\r\n\n 第二行 ", "第一行\n第二行"),
        (Kind.DAY, "2026年3月5日", "2026-03-05"),
        (Kind.TIME, "14：30", "14:30"),
        (Kind.TIME, "下午2点半", "14:30"),
        (Kind.TIME, "9时05分", "09:05"),
        (Kind.TIME, 0.604166667, "14:30"),
        (Kind.TIME, "2026-03-05 14:30", "14:30"),
        (Kind.INTEGER, "1,200人", 1200),
        (Kind.INTEGER, 12.0, 12),
        (Kind.INTEGER, "－3", -3),
        (Kind.MONEY, "￥1,200.5元", "1200.50"),
        (Kind.MONEY, 500.0, "500.00"),
        (Kind.MONEY, "五百", None),
        (Kind.HOURS, "1.5学时", 1.5),
        (Kind.HOURS, 24.0, 24.0),
        (Kind.HOURS, "1.25", None),
        (Kind.HOURS, "三天", None),
        (Kind.BOOLEAN, "√", True),
        (Kind.BOOLEAN, "否", False),
        (Kind.FLAG, "Ｙ", True),
        (Kind.BOOLEAN, "也许", None),
        (Kind.PERSON, " 王小明 ", "王小明"),
        (Kind.PEOPLE, "王小明、李小红，赵大山", ["王小明", "李小红", "赵大山"]),
        (Kind.LUNAR, "闰六月二十", {"month": 6, "day": 20, "leap": True}),
        (Kind.LUNAR, "十三月初一", None),
        (Kind.INTEGER, "十二", None),
        (Kind.TIME, "25:00", None),
        (Kind.DAY, "2026.03", None),
        (Kind.PARTS, "x", None),
    ],
)
def test_cells_are_read_by_kind(kind: Kind, cell: str | float, value: object) -> None:
    if value is None:
        with pytest.raises(UnreadableValueError):
            read(kind, cell)
    else:
        assert read(kind, cell) == value


def test_choices_are_read_by_title_word_and_further_words() -> None:
    field = FieldSpec("stage", "类别", Kind.CHOICE, choices=choices(full="正式党员", probationary="预备党员"))
    words = {"正式": "full"}
    assert [
        read_value_lenient(field, cell, TODAY, words=words) for cell in ("正式党员", "full", " 正 式 ")
    ] == ["full"] * 3
    with pytest.raises(UnreadableValueError, match="群众"):
        read_value_lenient(field, "群众", TODAY)


def test_a_list_of_flags_is_read_by_their_titles() -> None:
    field = FieldSpec(
        "flags", "标记", Kind.FLAGS, choices=choices(hardship="困难党员", lives_away="外出流动")
    )
    assert read_value_lenient(field, "困难党员、外出流动", TODAY) == ["hardship", "lives_away"]


def test_a_text_longer_than_its_field_is_not_cut() -> None:
    with pytest.raises(UnreadableValueError) as caught:
        read(Kind.TEXT, "长" * 11, longest=10)
    assert caught.value.code == "text_too_long"
