"""The page 自评打分: tables read from files, what is written and printed, and how it looks."""

from typing import Any

import openpyxl
import pytest

from desktop.dialogs.checks_dialog import ChecksDialog
from desktop.dialogs.print_preview import PrintDialog
from desktop.dialogs.rubric_preview import RubricPreviewDialog
from desktop.main_window import MainWindow
from desktop.pages.scoring_page import ScoringPage
from tests.importing_support.rosters import write_xlsx
from tests.support.scoring_page import CHECKLIST, choose_table, numbers, type_mark
from tests.support.typing_in import cut_texts, is_reachable, overlaps

TOWNSHIP = [
    ["试溪镇2026年基层党建考核对照表"],
    ["序号", "类别", "考核内容", "分值", "评分标准", "佐证材料"],
    [1, "组织生活", "按时召开支部党员大会", 60, "每少一次扣5分", "会议记录"],
    [2, "组织生活", "上好党课", 30, "每少一次扣5分", "党课记录"],
    [3, "阵地建设", "村级活动场所整洁", 10, "酌情扣分", "照片"],
    [4, "阵地建设", "悬挂标牌", "视情况", "", ""],
]


@pytest.fixture
def page(context, shown) -> ScoringPage:
    made = shown(ScoringPage(context))
    assert isinstance(made, ScoringPage)
    return made


@pytest.fixture
def township_table(tmp_path):
    return write_xlsx(tmp_path / "对照表.xlsx", {"考核": TOWNSHIP})


# --- files -----------------------------------------------------------------------------------------------------
def test_a_townships_table_is_previewed_then_kept_with_another_name_and_year(
    page: ScoringPage, person, township_table, rows, monkeypatch
) -> None:
    from desktop import messages

    def run(box: Any) -> int:
        if not isinstance(box, RubricPreviewDialog):
            return person.run(box)
        assert box.name.line.text() == "试溪镇2026年基层党建考核对照表"
        assert "对照表.xlsx：3项，满分100分；2项可由程序自动检查" in box.counted.text()
        assert box.table.texts.rowCount() == 3
        assert "第6行：“悬挂标牌”的分值“视情况”读不出来" in box.left_out.toPlainText()
        assert rows("rubric") == ()
        box.name.line.clear()
        box.keep_button.click()
        assert box.name_field.problem.text() == "请写评分表名称"
        box.name.line.setText("镇里的对照表")
        box.year.line.setText("2025")
        box.reported.setChecked(True)
        box.keep_button.click()
        assert not box.problem.text()
        return box.result()

    monkeypatch.setattr(messages, "run_modal", run)
    person.will_answer(township_table)
    page.read_button.click()

    (record,) = rows("rubric")
    assert (record["title"], record["year"], record["is_reported"]) == ("镇里的对照表", 2025, True)
    assert record["source"] == "file:对照表.xlsx"
    assert page.year == 2025
    assert page.head.rubrics.currentText() == "镇里的对照表（上报用）"
    assert numbers(page) == ["1", "2", "3"]


def test_a_table_that_is_there_already_is_refused_in_the_preview_and_nothing_typed_is_lost(
    page: ScoringPage, dialog_filled, township_table, rows
) -> None:
    heard = []

    def fill(dialog: RubricPreviewDialog) -> None:
        dialog.keep_button.click()
        heard.append(dialog.problem.text())
        assert dialog.name.line.text() == "试溪镇2026年基层党建考核对照表"

    dialog_filled(fill)
    page.open_file(township_table)
    page.open_file(township_table)

    assert heard[0] == ""
    assert heard[1].startswith("2026年度已经有“试溪镇2026年基层党建考核对照表”")
    assert len(rows("rubric")) == 1


def test_of_a_file_with_several_sheets_one_may_be_taken_alone(
    page: ScoringPage, dialog_filled, tmp_path, rows
) -> None:
    path = write_xlsx(tmp_path / "两张.xlsx", {"村": TOWNSHIP, "机关": [TOWNSHIP[1], TOWNSHIP[2]]})

    def fill(dialog: RubricPreviewDialog) -> None:
        assert dialog.sheet_field.isVisibleTo(dialog)
        assert dialog.table.texts.rowCount() == 4
        dialog.name.line.setText("机关用的")
        dialog.sheets.set_value("机关")
        dialog.sheets.edited.emit()
        assert dialog.table.texts.rowCount() == 1
        assert not dialog.left_out.isVisibleTo(dialog)
        assert dialog.name.line.text() == "机关用的"
        dialog.keep_button.click()

    dialog_filled(fill)
    page.open_file(path)

    assert [(row["title"], row["line_count"]) for row in rows("rubric")] == [("机关用的", 1)]


def test_a_file_without_a_table_is_refused_in_a_sentence(page: ScoringPage, person, tmp_path) -> None:
    person.will_answer("知道了")
    page.open_file(write_xlsx(tmp_path / "名册.xlsx", {"名册": [["姓名", "电话"], ["王小明", "138"]]}))

    assert len(person.heard) == 1
    assert "评分内容" in person.heard[0]


def test_the_scored_table_is_written_as_a_workbook(page: ScoringPage, person, tmp_path) -> None:
    person.will_answer(tmp_path / "自评.xlsx")
    page.save_button.click()

    sheet = openpyxl.load_workbook(tmp_path / "自评.xlsx").worksheets[0]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "每季度上党课" in texts
    assert any("得分" in str(text) for text in texts)


def test_the_table_that_is_shown_is_printed(page: ScoringPage) -> None:
    choose_table(page, CHECKLIST)
    page.print_button.click()

    (dialog,) = page.findChildren(PrintDialog)
    assert dialog.panel._title.startswith(CHECKLIST)
    assert dialog.panel.desk.page_count >= 1
    dialog.close()


def test_leaving_the_choosers_writes_and_reads_nothing(page: ScoringPage, person, tmp_path, rows) -> None:
    person.will_answer(None, None)
    page.save_button.click()
    page.read_button.click()

    assert rows("rubric") == ()
    assert list(tmp_path.glob("*.xlsx")) == []


# --- looks -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("size", ["standard", "large", "huge"])
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (911, 512)])
def test_nothing_is_cut_at_any_size_and_every_part_can_be_reached(
    qtbot, context, styled, size: str, width: int, height: int
) -> None:
    styled("light", size)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    window.go_to("scoring")
    page = window.page
    for number in ("1", "9", "16"):
        page.lines.choose(number)
        type_mark(page, "9", "写到一半")
        page.panel.form.save()
        qtbot.wait(1)
        assert cut_texts(page) == []
        assert overlaps(page) == []
    form = page.panel.form
    for part in (form.points.line, form.reason.text, form.save_button, page.lines, page.head.rubrics):
        assert is_reachable(part, window)
    window.close()


@pytest.mark.parametrize(("size", "width", "height"), [("standard", 911, 512), ("huge", 1366, 768)])
def test_the_dialogs_fit_the_window(
    qtbot, context, styled, township_table, size: str, width: int, height: int
) -> None:
    from db.importing.rubric_table import read_rubric

    styled("light", size)
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    window.go_to("scoring")
    titles = window.page._view.check_titles
    preview = RubricPreviewDialog("对照表.xlsx", read_rubric(township_table), 2026, titles, window)
    checks = ChecksDialog("9. 每季度召开支部党员大会", tuple(titles.items()), ("general_meeting",), window)
    for dialog in (preview, checks):
        dialog.show()
        qtbot.wait(1)
        assert dialog.width() <= width
        assert dialog.height() <= height
        assert cut_texts(dialog) == []
        dialog.close()
    window.close()
