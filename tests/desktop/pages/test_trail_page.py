"""操作登记 in the window: the newest rows first, one kind alone, and a spoiled row is told."""

import pytest

from db.services.trail import note
from desktop.pages.trail_page import TrailPage


@pytest.fixture
def page(shown, context):
    context.tasks.run_command(
        context.tasks,
        lambda branch: [note(branch, "export", "党员名册 → a.xlsx"), note(branch, "print", "签到表")],
    )
    return shown(TrailPage(context))


def shown_texts(page):
    model = page.table.texts
    return [
        [model.data(model.index(row, column)) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_newest_stand_first_and_the_head_is_told(page):
    assert [row[3] for row in shown_texts(page)][:2] == ["打印", "导出"]
    assert "登记号" in page.subtitle.text()
    assert page.problem.isHidden()


def test_one_kind_can_be_chosen(page):
    page.actions_shown.setCurrentIndex(page.actions_shown.findData("export"))
    page.actions_shown.activated.emit(0)
    assert [row[4] for row in shown_texts(page)] == ["党员名册 → a.xlsx"]


def test_a_spoiled_row_is_told(page, context):
    def spoil(branch):
        with branch.database.transaction() as connection:
            connection.exec_driver_sql("UPDATE s_trail SET person = 'x' WHERE action = 'print'")

    context.tasks.run_command(page, spoil)
    page.check()
    assert not page.problem.isHidden()
    assert "被改动过" in page.problem.label.text()


def test_what_happened_meanwhile_is_there_when_the_page_is_shown_again(page, context):
    page.hide()
    context.tasks.run_command(page, lambda branch: note(branch, "print", "花名册"), quiet=True)
    page.show()
    assert shown_texts(page)[0][4] == "花名册"
