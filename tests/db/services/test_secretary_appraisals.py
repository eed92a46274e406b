"""述职评议: what is worked out beside the entry, and what is refused."""

from typing import Any

import pytest

from db.errors import InvalidDraftError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.settings import set_setting
from db.services.starting_values import starting_values
from tests.support.branches import full_member, save_new

SPEC = by_key("secretary_appraisal")
COUNTED = {
    "present": 30, "ballots_issued": 30, "ballots_returned": 30, "ballots_valid": 28,
    "good": 20, "fairly_good": 5, "average": 2, "poor": 1,
}  # fmt: skip


@pytest.fixture
def secretary(branch: Branch) -> str:
    uid = full_member(branch, "曾淑")
    save_new(branch, "post", person=uid, post="secretary", from_on="2024-03-10")
    return uid


def held(branch: Branch, secretary: str, **more: Any) -> str:
    values = {"year": 2025, "held_on": "2026-01-20", "reporter": secretary, **COUNTED, **more}
    return save_new(branch, "secretary_appraisal", **values)


def test_post_invalid_ballots_and_result_are_worked_out(branch: Branch, secretary: str) -> None:
    row = get_row(branch, SPEC, held(branch, secretary, overall_grade="fairly_good"))

    assert (row["post"], row["invalid_count"]) == ("党支部书记", 2)
    assert row["result_text"] == "好20票（71.4%），较好5票（17.9%），一般2票（7.1%），差1票（3.6%）"
    assert row["overall_text"] == "较好"


def test_the_words_of_the_place_are_used_and_the_counts_stay_the_same(branch: Branch, secretary: str) -> None:
    row = get_row(branch, SPEC, held(branch, secretary, scale="satisfied", poor=0, ballots_valid=27))

    assert row["result_text"].startswith("满意20票")
    assert "不满意" not in row["result_text"]


def test_a_new_record_starts_with_the_words_the_branch_chose(branch: Branch) -> None:
    assert starting_values(branch, SPEC, {}) == {"scale": "good"}
    set_setting(branch, "secretary_appraisal.scale", "excellent")
    assert starting_values(branch, SPEC, {}) == {"scale": "excellent"}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"ballots_issued": 31}, "ballots_issued", "多于到会的30人"),
        ({"ballots_returned": 31}, "ballots_returned", "多于发出的30张"),
        ({"ballots_valid": 31}, "ballots_valid", "多于收回的30张"),
        ({"good": 22}, "good", "各档共30票，多于有效票28张"),
        ({"good": 19}, "good", "少于有效票28张"),
        ({"present": -1}, "present", "不能是负数"),
        ({"year": 205}, "year", "四位数"),
        ({"year": 2027}, "held_on", "早于述职的2027年度"),
        ({"decided_on": "2026-01-19"}, "decided_on", "早于述职评议日期"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    branch: Branch, secretary: str, values: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(InvalidDraftError) as refused:
        held(branch, secretary, **values)
    assert words in refused.value.problems[field]
    assert branch.rows("secretary_appraisal") == ()
