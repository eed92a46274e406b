"""Which column means which field."""

from collections.abc import Sequence
from typing import Any

import pytest

from db.importing.checking import person_vocabulary
from db.importing.mapping import ColumnMapping, learn, map_columns
from db.importing.records import ledger_vocabulary
from db.importing.table import Table, TableRow
from db.importing.titles import normal_title
from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS
from tests.importing_support.rosters import citizen_number

VOCABULARY = person_vocabulary()


def mapping_of(
    titles: Sequence[str], *rows: Sequence[Any], learned: dict[str, str] | None = None
) -> ColumnMapping:
    table = Table(
        "s", 1, tuple(titles), tuple(TableRow(number, tuple(row)) for number, row in enumerate(rows, 2))
    )
    return map_columns(table, VOCABULARY, learned)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("姓名", "name"),
        ("党员姓名", "name"),
        ("性 别", "sex"),
        ("民　族", "ethnicity"),
        ("公民身份号码", "id_number"),
        ("身份证号码（18位）", "id_number"),
        ("出生年月", "born_on"),
        ("出生年月(农历)", "lunar_birthday"),
        ("文化\n程度", "education"),
        ("何时入党", "admitted_on"),
        ("加入中共组织日期", "admitted_on"),
        ("接收为预备党员时间", "admitted_on"),
        ("入党时间:", "admitted_on"),
        ("转为正式党员日期", "promoted_on"),
        ("转正时间（年月日）", "promoted_on"),
        ("党员类别", "stage"),
        ("党小组", "group"),
        ("手机号码", "phone"),
        ("家庭住址", "address"),
        ("是否流动党员", "flags.lives_away"),
        ("困难党员", "flags.hardship"),
        ("是否参加活动不作硬性要求", "flags.no_attendance_demand"),
        ("备注", "note"),
        ("ＮＯ．", ""),
        ("序号", ""),
        ("年龄", ""),
        ("name", "name"),
        ("id_number", "id_number"),
    ],
)
def test_usual_titles_are_known_for_sure(title: str, key: str) -> None:
    match = mapping_of([title]).columns[0]
    assert (match.key, match.confidence) == (key, "sure")


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("本人联系电话", "phone"),
        ("身份证号码信息", "id_number"),
        ("现家庭住址", "address"),
        ("本人姓名", "name"),
    ],
)
def test_titles_around_known_ones_are_guessed(title: str, key: str) -> None:
    match = mapping_of([title]).columns[0]
    assert (match.key, match.confidence) == (key, "guess")


@pytest.mark.parametrize(
    "title",
    ["入党介绍人姓名", "配偶联系电话", "父亲姓名", "紧急联系人电话", "党内职务", "农历闰月", "所在党支部"],
)
def test_titles_about_something_else_are_not_guessed(title: str) -> None:
    assert mapping_of([title]).columns[0].key is None


def test_an_unnamed_column_of_citizen_numbers_is_recognised_by_its_cells() -> None:
    number = citizen_number("1989-01-24")
    matches = mapping_of(
        ["姓名", "证件", "联系"], ["王小明", number, "13800000001"], ["李小红", number.lower(), ""]
    ).columns
    assert [(match.key, match.confidence) for match in matches[1:]] == [
        ("id_number", "guess"),
        ("phone", "guess"),
    ]


def test_line_numbers_that_are_citizen_numbers_are_recognised() -> None:
    assert mapping_of(["编号", "姓名"], [citizen_number("1989-01-24"), "王小明"]).by_key["id_number"] == 0


def test_cells_do_not_take_a_field_from_a_column_with_its_title() -> None:
    mapping = mapping_of(["联系电话", "座机"], ["13800000001", "13800000002"])
    assert mapping.by_key["phone"] == 0
    assert mapping.columns[1].key is None


def test_of_two_columns_for_one_field_the_filled_one_wins() -> None:
    mapping = mapping_of(["联系电话", "手机号码"], ["", "13800000002"])
    assert mapping.by_key["phone"] == 1
    assert mapping.columns[0].key is None


def test_samples_show_values_with_long_numbers_masked() -> None:
    match = mapping_of(["身份证号"], [""], [citizen_number("1989-01-24")], ["x"], ["y"], ["z"]).columns[0]
    assert match.samples[0].startswith("330899****")
    assert len(match.samples) == 3


def test_a_correction_moves_a_field_and_leaves_its_old_column_unknown() -> None:
    mapping = mapping_of(["入党时间", "支部大会通过时间"], ["2011", "2012"]).with_corrections(
        {"支部大会 通过时间": "admitted_on"}
    )
    assert mapping.titles == {"支部大会通过时间": "admitted_on"}
    assert mapping.columns[0].key is None


def test_a_correction_can_leave_a_column_out() -> None:
    assert mapping_of(["姓名", "备注"]).with_corrections({"备注": None}).titles == {"姓名": "name"}


def test_what_was_corrected_is_known_the_next_time() -> None:
    learned = learn({}, {"支部大会通过 时间": "admitted_on", "备注": None})
    mapping = mapping_of(["姓名", "支部大会通过时间", "备注"], learned=dict(learned))
    assert mapping.titles == {"姓名": "name", "支部大会通过时间": "admitted_on"}
    assert {match.confidence for match in mapping.columns} == {"sure"}


def test_something_learned_for_a_field_that_is_gone_is_ignored() -> None:
    assert mapping_of(["备注"], learned={normal_title("备注"): "no_such_field"}).by_key == {"note": 0}


@pytest.mark.parametrize("spec", LEDGERS, ids=lambda spec: str(spec.key))
def test_every_ledger_knows_its_own_titles(spec: LedgerSpec) -> None:
    vocabulary = person_vocabulary() if spec.key == "person" else ledger_vocabulary(spec)
    for key, field in vocabulary.fields.items():
        assert vocabulary.key_of(field.title) == key
