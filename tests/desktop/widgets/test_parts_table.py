"""Lists keyed in as a table: the keyboard is enough, and what cannot be read stays with its reason."""

from datetime import date
from itertools import chain
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from db.changes import Ref
from db.ledgers import by_key
from desktop.widgets.editors import Sources, make_editor
from desktop.widgets.parts_table import PartsTableEditor
from desktop.widgets.person_edits import PeopleModel

PEOPLE = [
    SimpleNamespace(uid=f"u{n}", name=name, label=name, pinyin=sound, initials=sound[0])
    for n, (name, sound) in enumerate([("曾淑", "zengshu"), ("李想", "lixiang"), ("方一", "fangyi")])
]
ROUND = [{"person": Ref(each.uid, each.name)} for each in PEOPLE]


@pytest.fixture
def editor(qtbot: QtBot) -> PartsTableEditor:
    made = make_editor(
        by_key("appraisal").field("members"), Sources(PeopleModel(PEOPLE), date(2026, 2, 10), {})
    )
    assert isinstance(made, PartsTableEditor)
    qtbot.addWidget(made)
    made.resize(1000, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.set_value(ROUND)
    return made


def column(editor: PartsTableEditor, key: str) -> int:
    return next(n for n, field in enumerate(editor.model.fields) if field.key == key)


def start(editor: PartsTableEditor, row: int, key: str) -> None:
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.model.index(row, column(editor, key)))


def press(qtbot: QtBot, editor: PartsTableEditor, *keys: Qt.Key | str) -> None:
    for key in chain.from_iterable(each if isinstance(each, str) else [each] for each in keys):
        target = QApplication.focusWidget() or editor.table
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)


def typed(editor: PartsTableEditor, key: str) -> list[object]:
    return [element[key] for element in editor.value()]


def test_numbers_are_typed_down_a_column_with_enter(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "excellent")
    press(qtbot, editor, "12", Qt.Key.Key_Return, "9", Qt.Key.Key_Return, "7", Qt.Key.Key_Return)
    assert typed(editor, "excellent") == [12, 9, 7]


def test_numbers_are_typed_along_a_line_with_tab(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 1, "excellent")
    press(qtbot, editor, "1", Qt.Key.Key_Tab, "8", Qt.Key.Key_Tab, "2", Qt.Key.Key_Tab)
    line = editor.value()[1]
    assert [line[key] for key in ("excellent", "qualified", "basically_qualified")] == [1, 8, 2]


def test_a_grade_is_chosen_by_its_digit_and_the_cell_below_comes_next(
    qtbot: QtBot, editor: PartsTableEditor
) -> None:
    start(editor, 0, "grade")
    press(qtbot, editor, "1", "2", "4")
    assert typed(editor, "grade") == ["excellent", "qualified", "unqualified"]
    start(editor, 0, "grade")
    press(qtbot, editor, Qt.Key.Key_Delete)
    assert typed(editor, "grade")[0] is None


def test_space_ticks_a_box(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "self_reviewed")
    press(qtbot, editor, Qt.Key.Key_Space)
    assert typed(editor, "self_reviewed") == [True, False, False]


def test_what_is_still_being_typed_is_taken_when_the_form_is_read(
    qtbot: QtBot, editor: PartsTableEditor
) -> None:
    start(editor, 0, "qualified")
    press(qtbot, editor, "5")
    assert typed(editor, "qualified") == [5, None, None]


def test_reading_and_working_out_leave_somebody_typing_alone(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "qualified")
    press(qtbot, editor, "1")
    assert typed(editor, "qualified") == [1, None, None]
    editor.show_worked([{"voted": 1, "proposed": "合格"}])
    press(qtbot, editor, "8", Qt.Key.Key_Return)
    assert typed(editor, "qualified") == [18, None, None]


def test_lines_can_be_replaced_while_a_cell_is_open(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "qualified")
    press(qtbot, editor, "1")
    editor.put_lines(ROUND[1:])
    assert typed(editor, "qualified") == [None, None]


def test_a_click_on_another_cell_keeps_what_was_typed(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "excellent")
    press(qtbot, editor, "7")
    other = editor.table.visualRect(editor.model.index(2, column(editor, "qualified"))).center()
    qtbot.mouseClick(editor.table.viewport(), Qt.MouseButton.LeftButton, pos=other)
    qtbot.wait(20)
    press(qtbot, editor, "4", Qt.Key.Key_Return)
    assert (typed(editor, "excellent"), typed(editor, "qualified")) == ([7, None, None], [None, None, 4])


def test_leaving_the_table_keeps_what_was_typed(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "excellent")
    press(qtbot, editor, "7")
    editor.add_button.setFocus()
    qtbot.wait(20)
    assert editor.model.elements[0]["excellent"] == 7


def test_escape_keeps_what_stood_there(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "qualified")
    press(qtbot, editor, "5", Qt.Key.Key_Escape)
    assert typed(editor, "qualified") == [None, None, None]


def test_what_cannot_be_read_stays_in_its_cell_with_the_reason(
    qtbot: QtBot, editor: PartsTableEditor
) -> None:
    start(editor, 2, "excellent")
    press(qtbot, editor, "x", Qt.Key.Key_Return)
    assert typed(editor, "excellent")[2] == "x"
    assert editor.reading_problem() == "第3行的优秀票：这里应填整数，如 12"


def test_a_day_is_read_as_people_write_it(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 0, "feedback_on")
    press(qtbot, editor, "3.2", Qt.Key.Key_Return)
    assert typed(editor, "feedback_on")[0] == "2026-03-02"


def test_one_day_is_filled_into_the_empty_cells_below(qtbot: QtBot, editor: PartsTableEditor) -> None:
    start(editor, 2, "feedback_on")
    press(qtbot, editor, "3.9", Qt.Key.Key_Return)
    start(editor, 0, "feedback_on")
    press(qtbot, editor, "3.2")
    editor.fill_button.click()
    assert typed(editor, "feedback_on") == ["2026-03-02", "2026-03-02", "2026-03-09"]
    start(editor, 0, "self_reviewed")
    press(qtbot, editor, Qt.Key.Key_Space)
    qtbot.keyClick(editor.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert typed(editor, "self_reviewed") == [True, True, True]


def test_a_block_from_a_spreadsheet_is_pasted(qtbot: QtBot, editor: PartsTableEditor) -> None:
    QApplication.clipboard().setText("21\t8\t0\t0\t优秀\t\t3.2\n7\t22\t\t\t合格\n九\t1\n5\t5")
    start(editor, 0, "excellent")
    qtbot.keyClick(editor.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert typed(editor, "excellent") == [21, 7, "九"]
    assert typed(editor, "qualified") == [8, 22, 1]
    assert typed(editor, "grade") == ["excellent", "qualified", None]
    assert typed(editor, "feedback_on")[0] == "2026-03-02"
    assert editor.reading_problem() == "第3行的优秀票：这里应填整数，如 12"


def test_names_and_ticks_are_pasted_too(qtbot: QtBot, editor: PartsTableEditor) -> None:
    editor.set_value(ROUND[:1])
    QApplication.clipboard().setText("方一\t√")
    start(editor, 0, "person")
    editor.paste()
    assert (typed(editor, "person"), typed(editor, "self_reviewed")) == ([Ref("u2", "方一")], [True])


def test_nobody_is_copied_into_other_lines(qtbot: QtBot, editor: PartsTableEditor) -> None:
    editor.set_value([ROUND[0], {"note": "还没有姓名"}])
    start(editor, 0, "person")
    editor.fill_button.click()
    assert typed(editor, "person") == [Ref("u0", "曾淑"), None]


def test_a_line_is_added_by_name_and_taken_out_again(qtbot: QtBot, editor: PartsTableEditor) -> None:
    editor.set_value(ROUND[:2])
    editor.add_line()
    field = QApplication.focusWidget()
    assert isinstance(field, QLineEdit)
    field.setText("方一")
    press(qtbot, editor, Qt.Key.Key_Return)
    assert typed(editor, "person") == [Ref("u0", "曾淑"), Ref("u1", "李想"), Ref("u2", "方一")]
    start(editor, 0, "person")
    editor.drop_line()
    assert typed(editor, "person") == [Ref("u1", "李想"), Ref("u2", "方一")]


def test_a_name_nobody_bears_is_told(qtbot: QtBot, editor: PartsTableEditor) -> None:
    editor.set_value([{"person": "无名"}])
    assert "名册里没有这个姓名" in editor.reading_problem()
    editor.set_value([{"note": "只有说明"}])
    assert editor.reading_problem() == "第1行缺姓名"


def test_what_is_worked_out_stands_beside_its_line_and_cannot_be_typed_over(
    qtbot: QtBot, editor: PartsTableEditor
) -> None:
    editor.show_worked([{"proposed": "优秀", "voted": 12}, {"proposed": "合格", "voted": 12}])
    cell = editor.model.index(0, column(editor, "proposed"))
    assert (cell.data(), editor.model.index(2, column(editor, "proposed")).data()) == ("优秀", "")
    start(editor, 0, "proposed")
    press(qtbot, editor, "9", Qt.Key.Key_Delete)
    assert cell.data() == "优秀"
    assert "proposed" not in editor.value()[0]


def test_the_model_keeps_qts_rules(editor: PartsTableEditor) -> None:
    QAbstractItemModelTester(editor.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    editor.add_line()
    editor.drop_line()
    assert len(editor.value()) == 3
