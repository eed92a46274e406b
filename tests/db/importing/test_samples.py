"""The two rosters that came with the requirements, reproduced exactly."""

import json
from typing import Any

import pytest

from tests.importing_support.rosters import SAMPLES, existing_person, plan_file

EXPECTED: dict[str, Any] = json.loads((SAMPLES / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_sample_roster_gives_exactly_the_people_expected(name: str) -> None:
    plan = plan_file(SAMPLES / name)
    assert len(plan.added) == EXPECTED[name]["added"]
    assert plan.skipped == ()
    for row, person in zip(plan.added, EXPECTED[name]["people"], strict=True):
        assert {key: row.values.get(key) for key in person} == person


def test_the_header_rows_of_the_samples_are_recognised() -> None:
    found = {name: plan_file(SAMPLES / name).sheets for name in EXPECTED}
    assert [(sheet.sheet, sheet.header_row) for sheet in found["village.xlsx"]] == [("党员花名册", 3)]
    assert [(sheet.sheet, sheet.header_row) for sheet in found["office.csv"]] == [("office", 1)]
    assert found["office.csv"][0].mapping["公民身份号码"] == "id_number"


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_importing_a_sample_again_changes_nothing(name: str) -> None:
    people = [existing_person(str(row.row), row.values) for row in plan_file(SAMPLES / name).added]
    again = plan_file(SAMPLES / name, people)
    assert (again.added, again.updated, again.skipped) == ((), (), ())
    assert again.unchanged == len(people)


def test_only_characters_outside_the_common_range_are_remarked_upon() -> None:
    warned = [problem for name in EXPECTED for problem in plan_file(SAMPLES / name).warnings]
    assert {(problem.code, problem.value) for problem in warned} == {
        ("name_rare_character", "任䶮"),
        ("name_rare_character", "范凤𬭛"),
    }
