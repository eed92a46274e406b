"""The page of study hours: the grid, where a number comes from, and the records behind it."""

import pytest

from db.changes import Draft
from desktop.pages.study_page import StudyPage
from desktop.widgets.basic import label
from tests.support.typing_in import cut_texts


@pytest.fixture
def page(qtbot, context) -> StudyPage:
    from db.ledgers import by_key
    from db.services.saving import save

    course = {
        "title": "县委党校培训",
        "begins_on": "2026-10-13",
        "hours": 8,
        "organizer": "县委组织部",
        "participants": [{"person": "周国强"}],
    }
    context.tasks.run_command(label(""), lambda branch: save(branch, by_key("study"), Draft(course)))
    made = StudyPage(context)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    return made


def words(page: StudyPage) -> str:
    return "\n".join(each.text() for each in page.panel.findChildren(type(label(""))) if each.isVisible())


def choose(page: StudyPage, name: str, month: int) -> None:
    page.grid.choose(next(line.person for line in page.grid.model_of_lines.lines if line.name == name), month)


def test_a_number_names_the_records_it_comes_from_and_opens_them(page, wanted) -> None:
    asked = wanted(page)
    choose(page, "周国强", 10)
    assert "10-13　8 学时" in words(page)
    assert "县委党校培训" in words(page)
    page.grid.opened.emit("")
    opening = next(each for each in page.panel.findChildren(type(page.new_button)) if each.text() == "打开")
    opening.click()
    assert {ledger for ledger, _uid in asked} >= {"study"}


def test_what_is_missing_stands_in_the_last_column(page) -> None:
    line = next(line for line in page.grid.model_of_lines.lines if line.name == "周国强")
    assert line.sums[0] in ("32", "56")
    assert float(line.sums[1]) >= 8
    assert "已达到" in page.subtitle.text()


def test_the_year_is_exported(page, person, tmp_path) -> None:
    target = tmp_path / "学时.xlsx"
    person.will_answer(target)
    page.export_button.click()
    assert target.read_bytes()[:2] == b"PK"


def test_the_verb_begins_a_new_course(page, wanted) -> None:
    asked = wanted(page)
    page.new_button.click()
    assert asked == [("study", None)]


def test_nothing_is_cut_and_the_keyboard_starts_in_the_grid(page) -> None:
    page.focus_start()
    assert page.grid.hasFocus()
    assert cut_texts(page) == []
