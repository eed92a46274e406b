"""The first page: what is due, the grid, the week, and what an empty branch does first."""

from datetime import date

import pytest
from PySide6.QtWidgets import QPushButton, QWidget

from db.changes import Draft
from db.clock import fixed_clock
from db.ledgers import by_key
from db.opening import create_branch
from db.services import saving
from desktop.main_window import MainWindow
from desktop.pages.page import PageContext
from desktop.pages.today import TodayPage
from desktop.pages.today_reading import SelfCheck, _typed
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner, Tasks
from desktop.widgets.item_line import ItemLine
from tests.support import village
from tests.support.branches import change, full_member


@pytest.fixture
def empty_context(tmp_path, qapp, qtbot):
    owner = QWidget()
    tasks = Tasks(SynchronousRunner())
    profile = {"name": village.NAME, "kind": "village"}

    def opening():
        made = create_branch(
            tmp_path / "empty", profile, village.PASSPHRASE, village.still_clock(), cost=village.CHEAP
        )
        return made.branch

    tasks.open_branch(owner, opening, lambda _branch: None)
    yield PageContext(tasks, date(2026, 11, 22), village.NAME, Preferences())
    tasks.close()
    owner.deleteLater()


def test_the_header_tells_the_day_in_both_calendars(shown, context):
    page = shown(TodayPage(context))
    assert page.subtitle.text() == "2026年11月22日 星期日 · 农历十月十四"


def test_the_most_overdue_thing_stands_first_with_its_basis_and_one_verb(shown, context):
    page = shown(TodayPage(context))
    found = page.to_do.findChildren(ItemLine)
    assert found
    assert "逾期" in found[0].accessibleName()
    assert "依据：" in found[0].note.text()
    assert len(found[0].verbs) == 1


def test_a_cell_of_the_grid_opens_the_one_record_of_its_month(shown, context, wanted, rows):
    page = shown(TodayPage(context))
    asked = wanted(page)
    page.grid.open_cell("general_meeting", 8)
    held = next(row for row in rows("general_meeting") if row["held_on"] == "2026-08-12")
    assert asked == [("general_meeting", held.uid)]


def test_an_empty_cell_of_the_grid_begins_a_new_record(shown, context, wanted):
    page = shown(TodayPage(context))
    asked = wanted(page)
    page.grid.open_cell("theme_day", 2)
    assert asked == [("theme_day", None)]


def test_the_self_check_says_in_words_what_its_number_is(shown, context):
    page = shown(TodayPage(context))
    assert page.check.share.text().startswith("到期的 ")
    assert page.check.donut.accessibleName().startswith(page.check.share.text())


@pytest.mark.parametrize(("done", "owed", "score"), [(0, 0, None), (0, 4, 0), (3, 4, 75), (4, 4, 100)])
def test_the_score_is_the_share_of_duties_that_were_done(done, owed, score):
    assert SelfCheck(done, owed, {}).score == score


def test_a_birthday_within_the_week_shows_on_the_page(shown, context, rows):
    page = shown(TodayPage(context))
    someone = next(row for row in rows("person") if row["name"] == "叶子涵")
    draft = Draft({"born_on": "1992-11-24"}, someone.uid)
    context.tasks.run_command(page, lambda branch: saving.save(branch, by_key("person"), draft))
    names = [line.accessibleName() for line in page.coming.findChildren(ItemLine)]
    assert any("叶子涵" in name and "● 生日" in name and "34 岁" in name for name in names)


def test_an_empty_branch_is_told_what_to_do_first(shown, empty_context, wanted):
    page = shown(TodayPage(empty_context))
    asked = wanted(page)
    assert page.first_steps.isVisible()
    assert not page.to_do.isVisible()
    verbs = [verb for line in page.first_steps.findChildren(ItemLine) for verb in line.verbs]
    for verb in verbs:
        verb.click()
    assert asked == [("page", "import"), ("post", None), ("general_meeting", None)]


def test_links_lead_to_the_whole_lists(shown, context, wanted):
    page = shown(TodayPage(context))
    asked = wanted(page)
    page.to_do.all_link.click()
    page.check.doctor_wanted.emit()
    page.coming.poster_wanted.emit()
    page.print_tile.click()
    assert asked == [("page", "duties"), ("page", "doctor"), ("page", "birthdays"), ("page", "print_centre")]


A_WEEK_LATER, A_DAY_MORE = fixed_clock("2026-07-08T09:00:00+08:00"), fixed_clock("2026-07-09T09:00:00+08:00")


@pytest.mark.parametrize(("pc", "is_told"), [(A_WEEK_LATER, False), (A_DAY_MORE, True)], indirect=["pc"])
def test_changes_not_taken_along_for_more_than_a_week_are_on_the_first_page(shown, pc, wanted, is_told):
    full_member(pc.branch, "曾淑")
    page = shown(TodayPage(pc.context))
    asked = wanted(page)
    assert page.exchange.isVisible() is is_told
    if is_told:
        (line,) = page.exchange.findChildren(ItemLine)
        assert line.title.text().endswith("上次交换是8天前。")
        line.verbs[0].click()
        assert asked == [("page", "packages")]


@pytest.mark.parametrize("pc", [A_DAY_MORE], indirect=True)
def test_nothing_is_said_when_everything_was_taken_along(shown, pc, home, stick):
    full_member(pc.branch, "曾淑")
    stick.put(pc.branch)
    assert not shown(TodayPage(pc.context)).exchange.isVisible()


def test_conflicts_are_on_the_first_page_and_counted_in_the_bar_until_they_are_settled(
    shown, pc, home, stick, wanted
):
    uid = full_member(pc.branch, "曾淑")
    stick.carry(pc.branch, home)
    change(pc.branch, "person", uid, native_place="甲县")
    change(home, "person", uid, native_place="乙县")
    stick.carry(home, pc.branch)
    page = shown(TodayPage(pc.context))
    asked = wanted(page)
    (line,) = page.exchange.findChildren(ItemLine)
    assert line.title.text() == "有1处冲突等您处理。"
    line.verbs[0].click()
    assert asked == [("page", "conflicts")]
    window = MainWindow(pc.context)
    window.show()
    entry = window.bar._pages["packages"]
    assert (entry.text(), entry.accessibleName()) == ("数据包（1）", "数据包，1处等您处理")
    window.go_to("conflicts")
    window.page.lines.lines[0].findChild(QPushButton).click()
    assert entry.text() == "数据包"
    window.deleteLater()


def test_a_branch_on_one_pc_hears_nothing_of_packages(shown, context):
    assert not shown(TodayPage(context)).exchange.isVisible()


@pytest.mark.parametrize(
    ("entered_on", "day", "said"),
    [
        ("2026-11-20", "2026-11-20", "当天录入"),
        ("2026-11-23", "2026-11-20", "11月23日录入"),
        ("2027-01-04", "2026-12-30", "2027年1月4日录入"),
        ("2026-11-23", "", "2026年11月23日录入"),
    ],
)
def test_when_a_record_was_typed_is_said_in_few_words(entered_on: str, day: str, said: str) -> None:
    assert _typed(entered_on, day) == said
