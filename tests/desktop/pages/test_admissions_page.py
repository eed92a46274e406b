"""发展党员 in the window: the board, one person's file, and entering a step with what the rule says."""

from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from db.changes import Draft
from db.ledgers import by_key
from db.services import saving
from desktop.pages.admissions import AdmissionsPage
from desktop.widgets.item_line import ItemLine

ADMISSION = by_key("admission")
DAYS = {1: "2024-01-10", 2: "2024-01-25", 3: "2024-07-01", 4: "2024-07-10", 5: "2024-07-01"}


@pytest.fixture
def page(shown: Any, context: Any) -> AdmissionsPage:
    return shown(AdmissionsPage(context))


def saved(context: Any, page: AdmissionsPage, name: str = "方晓", days: dict[int, str] | None = None) -> str:
    """A person with a file; returns the file's uid."""
    found: list[Any] = []

    def work(branch: Any) -> Any:
        born = {"name": name, "born_on": "2000-03-15", "stage": "activist"}
        (person,) = saving.save(branch, by_key("person"), Draft(born)).uids
        steps = [{"step": number, "done_on": day} for number, day in (DAYS if days is None else days).items()]
        return saving.save(branch, ADMISSION, Draft({"person": {"uid": person}, "steps": steps}))

    context.tasks.run_command(page, work, found.append)
    return str(next(iter(found[0].of("admission"))))


def texts(page: AdmissionsPage) -> str:
    QTest.qWait(1)  # what was just built is shown with the next events
    return "\n".join(each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page))


def test_an_empty_page_says_what_it_is_and_offers_to_begin(page: AdmissionsPage, wanted: Any) -> None:
    asked = wanted(page)
    assert page.stack.currentWidget() is page.empty
    page.empty.action.click()
    assert asked == [("admission", None)]


def test_the_board_shows_everybody_under_the_stage_with_the_next_step(
    page: AdmissionsPage, context: Any
) -> None:
    saved(context, page)
    saved(context, page, "小江", {1: "2026-11-02"})
    assert page.stack.currentIndex() == 0
    assert "7 确定发展对象" in texts(page)
    assert "2 派人谈话" in texts(page)
    assert "最迟 2026-12-02" in texts(page)
    assert page.subtitle.text() == "在办 2 人，已办结或终止 0 人"


def test_a_file_shows_all_steps_and_the_next_one_with_its_rule(page: AdmissionsPage, context: Any) -> None:
    page.open_file(saved(context, page))
    assert len(page.findChildren(ItemLine)) == 25
    assert "谁来办：听取党小组、培养联系人、党员和群众意见，支委会讨论" in texts(page)
    assert "依据：2026版第十三条" in texts(page)
    page.back_button.click()
    assert page.stack.currentIndex() == 0


def test_a_step_is_judged_while_it_is_typed_and_saved_when_it_is_right(
    page: AdmissionsPage, context: Any, rows: Any
) -> None:
    page.open_file(saved(context, page))
    page.enter_step(7)
    dialog = page.dialog
    assert dialog.fields["done_on"].editor.targets()[0].hasFocus() or not dialog.isActiveWindow()
    dialog.fields["done_on"].editor.set_value("2025-06-30")
    dialog.fields["done_on"].editor.edited.emit()
    assert "满12个月是2025年7月1日" in dialog.verdict.label.text()
    dialog.save_button.click()
    assert "没有保存" in dialog.verdict.label.text()
    assert dialog.isVisible()
    dialog.fields["notice.from"].editor.set_value("2026-09-22")
    dialog.fields["done_on"].editor.set_value("2026-09-30")
    dialog.fields["done_on"].editor.edited.emit()
    assert "第5个工作日是2026-09-29" in dialog.counter.text()
    dialog.fields["document"].editor.boxes["支委会记录"].click()
    dialog.save_button.click()
    (row,) = rows("admission")
    assert (row["steps"][6]["done_on"], row["steps"][6]["document"]) == ("2026-09-30", "支委会记录")
    assert (row["notice.from"], row["stage"]) == ("2026-09-22", "发展对象")
    assert row["steps"][4]["done_on"] == "2024-07-01"


def test_an_explained_impossible_day_is_kept_and_marked(
    page: AdmissionsPage, context: Any, rows: Any
) -> None:
    page.open_file(saved(context, page))
    page.enter_step(7)
    page.dialog.fields["done_on"].editor.set_value("2025-06-30")
    page.dialog.fields["note"].editor.set_value("档案如此")
    page.dialog.save_button.click()
    (row,) = rows("admission")
    assert row["steps"][6]["state"] == "refused"
    assert "日期有误" in texts(page)


def test_all_other_content_opens_in_the_ordinary_form(
    page: AdmissionsPage, context: Any, wanted: Any
) -> None:
    asked = wanted(page)
    uid = saved(context, page)
    page.open_file(uid)
    page.edit_button.click()
    assert asked == [("admission", uid)]


def test_the_notice_before_a_promotion_is_counted_by_working_days_too(
    page: AdmissionsPage, context: Any, rows: Any
) -> None:
    page.open_file(saved(context, page))
    page.enter_step(23)
    fields = page.dialog.fields
    fields["promotion_notice.from"].editor.set_value("2026-09-22")
    fields["promotion_notice.to"].editor.set_value("2026-09-28")
    fields["promotion_notice.to"].editor.edited.emit()
    assert "共4个工作日，不足5个" in page.dialog.counter.text()
    page.dialog.save_button.click()
    (row,) = rows("admission")
    assert (row["promotion_notice.from"], row["promotion_notice.to"]) == ("2026-09-22", "2026-09-28")
