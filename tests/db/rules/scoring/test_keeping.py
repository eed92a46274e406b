"""What a person does with a scoring table: marks, what is looked at, and which table is reported."""

import pytest

from db.errors import InvalidDraftError, LedgerError, NotFoundError
from db.rules.scoring import reported_rubric, rubric_named
from db.rules.scoring.keeping import choose_checks, mark, report_by, source_of, take_over
from db.services.branch import Branch

YEAR = 2026


def of_name(branch: Branch, name: str, year: int = YEAR):
    return rubric_named(branch, name, year)


def line(rubric, number: str):
    return next(item for item in rubric.items if item.number == number)


def test_a_bundled_table_becomes_a_record_with_the_first_mark_and_takes_the_second(branch: Branch) -> None:
    mark(branch, of_name(branch, "checklist"), YEAR, "3", "4", "制度汇编缺一项")
    kept = mark(branch, of_name(branch, "checklist"), YEAR, "4", "18", "有一次推迟")

    assert len(branch.rows("rubric")) == 1
    assert [(item.number, item.marked) for item in kept.items if item.marked is not None] == [
        ("3", 40),
        ("4", 180),
    ]
    assert of_name(branch, "基层党建工作考核清单") == kept


def test_marks_in_the_table_that_is_reported_count_in_what_is_reported(branch: Branch) -> None:
    kept = mark(branch, reported_rubric(branch, YEAR), YEAR, "1", "2", "两次缺讲稿")

    assert reported_rubric(branch, YEAR) == kept
    assert reported_rubric(branch, YEAR + 1).key == "standard"


def test_a_mark_is_taken_back(branch: Branch) -> None:
    mark(branch, of_name(branch, "standard"), YEAR, "1", "2", "两次缺讲稿")
    kept = mark(branch, of_name(branch, "standard"), YEAR, "1", None, "")

    assert (line(kept, "1").marked, line(kept, "1").reason) == (None, "")


@pytest.mark.parametrize(
    ("points", "reason", "said"),
    [
        ("9", "都做到了", "第1项的自评分多于分值4分"),
        ("2", "", "第1项写了自评分，还要写自评说明"),
        ("两分", "看过了", "自评分"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_and_nothing_is_kept(
    branch: Branch, points: str, reason: str, said: str
) -> None:
    with pytest.raises(InvalidDraftError) as refused:
        mark(branch, of_name(branch, "standard"), YEAR, "1", points, reason)

    assert said in str(refused.value.problems)
    assert branch.rows("rubric") == ()


def test_a_line_that_is_not_there_is_refused(branch: Branch) -> None:
    with pytest.raises(NotFoundError):
        mark(branch, of_name(branch, "standard"), YEAR, "99", "1", "看过了")


def test_a_table_of_another_year_is_a_pattern_without_its_marks(branch: Branch) -> None:
    old = mark(branch, of_name(branch, "checklist", 2025), 2025, "3", "4", "去年缺一项")
    pattern = of_name(branch, old.key)
    kept = mark(branch, pattern, YEAR, "5", "7", "有一次没有照片")

    assert line(pattern, "3").marked is None
    assert [item.number for item in kept.items if item.marked is not None] == ["5"]
    assert of_name(branch, old.key, 2025) == old
    assert sorted(row.get("year") for row in branch.rows("rubric")) == [2025, YEAR]
    assert source_of(pattern) == f"record:{old.key}"


def test_what_is_looked_at_is_changed_and_may_be_nothing(branch: Branch) -> None:
    kept = choose_checks(branch, of_name(branch, "standard"), YEAR, "1", ("party_lecture", "REC-*"))
    assert line(kept, "1").checks == ("party_lecture", "REC-*")

    kept = choose_checks(branch, kept, YEAR, "1", ())
    assert line(kept, "1").checks == ()


def test_a_check_that_does_not_exist_is_refused(branch: Branch) -> None:
    with pytest.raises(LedgerError, match="没有“天气”这一种自动检查"):
        choose_checks(branch, of_name(branch, "standard"), YEAR, "1", ("天气",))
    assert branch.rows("rubric") == ()


def test_one_table_of_a_year_is_reported_and_other_years_are_left_alone(branch: Branch) -> None:
    last_year = report_by(branch, of_name(branch, "standard", 2025), 2025)
    first = report_by(branch, of_name(branch, "standard"), YEAR)
    second = report_by(branch, of_name(branch, "checklist"), YEAR)

    reported = {row.uid for row in branch.rows("rubric") if row.get("is_reported")}
    assert reported == {last_year.key, second.key}
    assert reported_rubric(branch, YEAR) == second
    assert report_by(branch, of_name(branch, first.key), YEAR).key == first.key
    assert reported_rubric(branch, YEAR) == of_name(branch, first.key)


def test_a_table_taken_over_for_reporting_takes_the_place_of_the_other(branch: Branch) -> None:
    report_by(branch, of_name(branch, "standard"), YEAR)
    uid = take_over(branch, of_name(branch, "checklist"), YEAR, "file:对照表.xlsx", is_reported=True)

    assert [row.uid for row in branch.rows("rubric") if row.get("is_reported")] == [uid]


def test_a_second_table_of_one_name_and_year_is_refused(branch: Branch) -> None:
    take_over(branch, of_name(branch, "checklist"), YEAR, "file:对照表.xlsx")
    with pytest.raises(LedgerError, match="2026年度已经有“基层党建工作考核清单”"):
        take_over(branch, of_name(branch, "checklist"), YEAR, "file:对照表.xlsx")


def test_a_record_that_was_removed_meanwhile_is_said_to_be_gone(branch: Branch) -> None:
    from db.ledgers import by_key
    from db.services.saving import remove

    kept = report_by(branch, of_name(branch, "checklist"), YEAR)
    remove(branch, by_key("rubric"), [kept.key])

    with pytest.raises(NotFoundError, match="已经不在了"):
        mark(branch, kept, YEAR, "3", "4", "制度汇编缺一项")
