"""The page of dues: the grid, how an amount comes about, taking a month in and the exceptions after it."""

from typing import Any

import pytest
from PySide6.QtCore import Qt

from db.changes import Draft
from desktop.pages import dues_page
from desktop.pages.dues_page import DuesPage
from desktop.widgets.basic import label
from tests.support.typing_in import cut_texts

STANDARDS = (
    ("周国强", {"class": "wage", "base": "3211.51"}),
    ("方桂𬭛", {"class": "retired", "base": "3865.20"}),
    ("叶子涵", {"class": "farmer", "fixed_amount": "1.00", "reduction": "免交", "approved_on": "2026-01-20"}),
)


def write(context, key: str, *values: dict[str, Any]) -> None:
    from db.ledgers import by_key
    from db.services.saving import save_many

    drafts = [Draft(each) for each in values]
    context.tasks.run_command(label(""), lambda branch: save_many(branch, by_key(key), drafts))


@pytest.fixture
def settled(context) -> None:
    write(
        context,
        "dues_standard",
        *({"person": name, "from_month": "2026-09", **more} for name, more in STANDARDS),
    )


@pytest.fixture
def page(qtbot, context, settled) -> DuesPage:
    made = DuesPage(context)
    qtbot.addWidget(made)
    made.resize(1180, 700)
    made.show()
    return made


def row_of(page: DuesPage, name: str) -> list[str]:
    line = next(line for line in page.grid.model_of_lines.lines if line.name == name)
    return [cell.text for cell in line.cells]


def choose(page: DuesPage, name: str, month: int) -> None:
    page.grid.choose(next(line.person for line in page.grid.model_of_lines.lines if line.name == name), month)


def words(page: DuesPage) -> str:
    return "\n".join(each.text() for each in page.panel.findChildren(type(label(""))) if each.isVisible())


def press(page: DuesPage, text: str) -> None:
    found = [each for each in page.panel.findChildren(dues_page.button("").__class__) if each.text() == text]
    assert found, f"no {text} in the panel"
    found[-1].click()


def test_the_grid_says_who_owes_which_month(page: DuesPage) -> None:
    assert row_of(page, "周国强")[8:] == ["欠", "欠", "待", ""]
    assert row_of(page, "叶子涵")[8:] == ["免", "免", "免", ""]
    assert "2 人有欠交" in page.subtitle.text()
    assert page.owing.text() == "还有 2 人没有交，共 51.45 元"


def test_a_cell_tells_how_its_amount_comes_about(page: DuesPage) -> None:
    choose(page, "周国强", 10)

    assert page.panel.heading.text() == "周国强　10月"
    assert page.chip.text() == "欠交"
    told = words(page)
    for line in ("交纳基数　3211.51", "3211.51×1%　32.1151", "四舍五入到分　32.12", "第一条（2008版）"):
        assert line in told


def test_a_month_is_taken_in_an_exception_taken_out_and_put_back(page: DuesPage, person, qtbot) -> None:
    person.will_answer("全部已收")
    page.collect_button.click()
    assert "登记 2 人今天交了 2026年11月的党费，共 51.45 元" in person.heard[-1]
    assert (row_of(page, "周国强")[10], row_of(page, "方桂𬭛")[10]) == ("32.12", "19.33")
    assert page.owing.text() == "没有要收的"

    choose(page, "方桂𬭛", 11)
    assert "收据 2026-001" in words(page)
    press(page, "没有交")
    assert row_of(page, "方桂𬭛")[10] == "待"
    toast = page.window().findChildren(dues_page.messages.Toast)[-1]
    toast.button.click()
    assert row_of(page, "方桂𬭛")[10] == "19.33"


def test_the_whole_month_can_be_taken_back(page: DuesPage, person) -> None:
    person.will_answer("全部已收")
    page.collect_button.click()
    page.window().findChildren(dues_page.messages.Toast)[-1].button.click()
    assert [row_of(page, name)[10] for name in ("周国强", "方桂𬭛")] == ["待", "待"]


def test_saying_no_changes_nothing(page: DuesPage, person) -> None:
    person.will_answer("取消")
    page.collect_button.click()
    assert row_of(page, "周国强")[10] == "待"


def test_a_new_payment_starts_with_what_is_owed(page: DuesPage, qtbot) -> None:
    choose(page, "周国强", 10)
    with qtbot.waitSignal(page.record_wanted) as wanted:
        press(page, "登记交纳")
    ledger, draft = wanted.args
    assert ledger == "dues_payment"
    assert (draft.values["months"], draft.values["amount"]) == (["2026-10"], "32.12")
    with qtbot.waitSignal(page.record_wanted) as again:
        qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert again.args[0] == "dues_payment"


def test_a_change_from_a_month_on_opens_a_new_standard(page: DuesPage, qtbot) -> None:
    choose(page, "周国强", 10)
    with qtbot.waitSignal(page.record_wanted) as wanted:
        press(page, "从10月起改核定")
    assert wanted.args[1].values["from_month"] == "2026-10"


def test_arrow_keys_move_from_month_to_month(page: DuesPage, qtbot) -> None:
    choose(page, "周国强", 9)
    qtbot.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.panel.heading.text() == "周国强　10月"


def test_nothing_settled_says_what_to_do(qtbot, context) -> None:
    page = DuesPage(context)
    qtbot.addWidget(page)
    page.show()
    assert page.empty.isVisible()
    assert not page.collect_button.isEnabled()


def test_nothing_is_cut_on_a_small_screen(page: DuesPage, qtbot) -> None:
    choose(page, "周国强", 10)
    qtbot.waitUntil(lambda: not cut_texts(page))  # the panel's lines take their height with the next event


@pytest.mark.parametrize(("width", "lines"), [(1180, 2), (1800, 1)])
def test_two_of_one_name_are_told_apart_at_every_width(page: DuesPage, qtbot, width: int, lines: int) -> None:
    page.resize(width, 700)
    grid = page.grid
    shown = [str(grid.texts.index(row, 0).data()) for row in range(grid.texts.rowCount())]
    twins = [text for text in shown if "（" in text]
    assert len(twins) == len(set(twins)) == 2
    room = grid.columnWidth(0), grid.rowHeight(0)
    for text in twins:
        parts = text.split("\n")
        assert len(parts) == lines
        assert max(map(grid.fontMetrics().horizontalAdvance, parts)) < room[0]
        assert lines * grid.fontMetrics().height() <= room[1]


def test_today_leads_to_the_dues_and_names_who_is_behind(qtbot, context) -> None:
    from desktop.pages.today import TodayPage
    from desktop.pages.today_reading import read_today

    name, values = STANDARDS[0]
    write(context, "dues_standard", {"person": name, "from_month": "2026-05", **values})
    seen: list[Any] = []
    context.tasks.run_query(label(""), read_today, seen.append)
    (behind,) = [each for each in seen[0].to_do if "没有交纳党费" in each.title]
    assert behind.title == "周国强已连续6个月没有交纳党费"
    assert (behind.ledger, behind.starts["person"].name) == ("dues_payment", "周国强")
    today = TodayPage(context)
    qtbot.addWidget(today)
    with qtbot.waitSignal(today.page_wanted) as wanted:
        today.dues_tile.click()
    assert wanted.args == ["dues"]


def test_a_verb_of_the_page_opens_a_form_that_starts_with_its_values(qtbot, context, settled) -> None:
    from desktop.main_window import MainWindow

    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    window.go_to("dues")
    choose(window.page, "周国强", 10)
    press(window.page, "登记交纳")
    (dialog,) = window.dialogs
    values = dialog.form.values()
    assert dialog.windowTitle() == "新增党费交纳"
    assert (values["person"].name, values["months"], values["amount"]) == ("周国强", ["2026-10"], "32.12")
    assert (values["paid_on"], values["receipt_number"]) == ("2026-11-22", "2026-001")
    dialog.save()
    assert row_of(window.page, "周国强")[9] == "32.12"
