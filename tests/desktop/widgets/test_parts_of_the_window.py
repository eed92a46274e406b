"""The widgets by themselves: values in, signals out, names for those who do not see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.changes import Ref, Row
from db.ledgers import by_key
from desktop.widgets.basic import Chip, StatusChip, button, icon_button, label, status_words
from desktop.widgets.day_edit import DayEditor, TimeEditor
from desktop.widgets.facet_bar import Facet, FacetBar
from desktop.widgets.frequency_grid import FrequencyGrid
from desktop.widgets.person_edits import UID_ROLE as UID_OF_PERSON
from desktop.widgets.person_edits import PeopleEditor, PeopleModel, PersonEditor
from desktop.widgets.record_table import SORT_ROLE, UID_ROLE, RecordTableModel
from desktop.widgets.score_donut import ScoreDonut
from desktop.widgets.showing import shown
from desktop.widgets.text_edits import HoursEditor, IntegerEditor, LongTextEditor, MoneyEditor
from tests.support.typing_in import type_text

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Somebody:
    uid: str
    name: str
    label: str
    pinyin: str
    initials: str


PEOPLE = (
    Somebody("1", "王建国", "王建国（1957）", "wang jian guo", "wjg"),
    Somebody("2", "王建国", "王建国（1981）", "wang jian guo", "wjg"),
    Somebody("3", "曾淑", "曾淑", "zeng shu", "zs"),
)


@pytest.fixture
def people(qapp: Any) -> PeopleModel:
    return PeopleModel(PEOPLE)


@given(st.integers(-4000, 4000))
def test_a_due_day_always_says_late_or_left_in_words(days: int) -> None:
    words, tone = status_words(days)
    assert (words.startswith("逾期")) == (days < 0)
    assert str(abs(days)) in words or days == 0
    assert (tone == "red") == (days < 0)


def test_texts_are_never_read_as_markup(qtbot: QtBot) -> None:
    chip = Chip("<b>在册</b>")
    for text in (label("<b>王建国</b>"), chip):
        qtbot.addWidget(text)
        assert text.textFormat() == Qt.TextFormat.PlainText
    assert chip.alignment() == Qt.AlignmentFlag.AlignCenter


def test_what_can_be_pressed_shows_the_hand(qtbot: QtBot) -> None:
    for made in (button("打开"), icon_button("eye", "显示")):
        qtbot.addWidget(made)
        QApplication.sendEvent(made, QEnterEvent(QPointF(), QPointF(), QPointF()))
        assert made.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_what_is_done_is_never_late(qtbot: QtBot) -> None:
    chip = StatusChip(-5, is_done=True)
    qtbot.addWidget(chip)
    assert chip.text() == "已完成"


def test_the_people_model_keeps_qts_rules(people: PeopleModel) -> None:
    QAbstractItemModelTester(people, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [people.matches(2, typed) for typed in ("zs", "zengs", "曾", "淑", "x")] == [
        True,
        True,
        True,
        True,
        False,
    ]


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_initials_and_tab_are_enough_for_a_person(qtbot: QtBot, people: PeopleModel) -> None:
    editor = PersonEditor(people)
    qtbot.addWidget(editor)
    type_text(editor.line, "zs")
    editor._settle()
    assert editor.value() == Ref("3", "曾淑")
    assert editor.line.text() == "曾淑"


@pytest.mark.parametrize(
    ("typed", "found"), [("shu", ["3"]), ("zengs", ["3"]), ("jg", ["1", "2"]), ("1981", ["2"]), ("李", [])]
)
def test_a_person_answers_to_any_syllable_to_initials_and_to_the_year_of_birth(
    people: PeopleModel, typed: str, found: list[str]
) -> None:
    rows = [row for row in range(people.rowCount()) if people.matches(row, typed)]
    assert [people.index(row).data(UID_OF_PERSON) for row in rows] == found


def test_a_shared_name_is_told_and_its_label_is_one_person(qtbot: QtBot, people: PeopleModel) -> None:
    editor = PersonEditor(people)
    qtbot.addWidget(editor)
    editor.line.setText("王建国")
    assert editor.value() == "王建国"
    assert "有 2 位" in editor.reading_problem()
    editor.line.setText("王建国（1981）")
    assert editor.value() == Ref("2", "王建国")
    assert editor.reading_problem() == ""


def test_a_stranger_is_welcome_only_where_outsiders_are(qtbot: QtBot, people: PeopleModel) -> None:
    for outsiders, is_wrong in ((False, True), (True, False)):
        editor = PersonEditor(people, outsiders=outsiders)
        qtbot.addWidget(editor)
        editor.line.setText("镇里来的老师")
        assert bool(editor.reading_problem()) == is_wrong


def test_people_are_collected_as_chips_and_taken_out_again(qtbot: QtBot, people: PeopleModel) -> None:
    editor = PeopleEditor(people)
    qtbot.addWidget(editor)
    editor.set_value([Ref("1", "王建国")])
    editor.adding.line.setText("曾淑")
    editor.adding.edited.emit()
    assert editor.value() == [Ref("1", "王建国"), Ref("3", "曾淑")]
    editor._remove(Ref("1", "王建国"))
    assert editor.value() == [Ref("3", "曾淑")]


def test_a_day_is_tidied_when_the_field_is_left(qtbot: QtBot) -> None:
    editor = DayEditor(TODAY)
    qtbot.addWidget(editor)
    editor.line.setText("3月5日")
    editor.line.editingFinished.emit()
    assert editor.line.text() == "2026-03-05 星期四"
    assert editor.value() == "2026-03-05"
    editor.line.setText("2026-2-30")
    assert "没有" in editor.reading_problem()
    assert editor.value() == "2026-2-30"


def test_a_day_is_picked_from_the_calendar_with_the_keyboard(qtbot: QtBot) -> None:
    editor = DayEditor(TODAY)
    qtbot.addWidget(editor)
    editor.show()
    told: list[int] = []
    editor.edited.connect(lambda: told.append(1))
    editor._pick(date(2026, 3, 5))
    assert editor.value() == "2026-03-05"
    assert told


@pytest.mark.parametrize(
    ("make", "typed", "value", "is_wrong"),
    [
        (IntegerEditor, "１２", 12, False),
        (IntegerEditor, "十二", "十二", True),
        (MoneyEditor, "1,200.5元", "1200.5", False),
        (MoneyEditor, "两百", "两百", True),
        (HoursEditor, "１．５学时", "1.5学时", False),
        (HoursEditor, "半天", "半天", True),
        (TimeEditor, "1430", "14:30", False),
        (TimeEditor, "饭后", "饭后", True),
    ],
)
def test_numbers_money_and_times_are_read_or_refused(
    qtbot: QtBot, make: Any, typed: str, value: Any, is_wrong: bool
) -> None:
    editor = make()
    qtbot.addWidget(editor)
    editor.line.setText(typed)
    assert editor.value() == value
    assert bool(editor.reading_problem()) == is_wrong


def test_a_text_field_grows_with_its_text_and_tab_leaves_it(qtbot: QtBot) -> None:
    editor = LongTextEditor()
    qtbot.addWidget(editor)
    editor.show()
    low = editor.text.sizeHint().height()
    editor.set_value("\n".join(["一行"] * 8))
    qtbot.waitUntil(lambda: editor.text.sizeHint().height() > low)
    assert editor.text.tabChangesFocus()


def test_the_table_asks_for_more_rows_once_and_never_while_painting(qapp: Any) -> None:
    spec = by_key("person")
    model = RecordTableModel([(column, spec.by_key[column.key]) for column in spec.columns[:3]])
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    asked: list[int] = []
    model.more_wanted.connect(asked.append)
    model.set_rows([Row("person", str(number), {"name": f"人{number}"}) for number in range(3)], total=5)
    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    assert asked == [3]
    model.append([Row("person", "3", {"name": "人3"}), Row("person", "4", {"name": "人4"})])
    assert not model.canFetchMore(QModelIndex())
    cell = model.index(4, 0)
    assert (cell.data(), cell.data(UID_ROLE), cell.data(SORT_ROLE)) == ("人4", "4", "人4")


def test_phones_are_masked_unless_asked_for() -> None:
    phone = by_key("person").field("phone")
    assert shown(phone, "13800001234") == "138****1234"
    assert shown(phone, "13800001234", masked=False) == "13800001234"


def test_one_chip_of_a_kind_is_pressed_at_most(qtbot: QtBot) -> None:
    bar = FacetBar()
    qtbot.addWidget(bar)
    bar.show_facets([Facet("正式", "stage", "full", 3), Facet("预备", "stage", "probationary", 1)])
    bar.toggle("stage", "full")
    bar.toggle("stage", "probationary")
    assert dict(bar.where) == {"stage": "probationary"}
    bar.show_facets([Facet("正式", "stage", "full", 4)])
    assert dict(bar.where) == {}


@dataclass(frozen=True)
class Cell:
    count: int
    state: str
    tooltip: str


@dataclass(frozen=True)
class Kind:
    key: str
    title: str
    cells: tuple[Cell, ...]


def test_the_frequency_grid_is_walked_with_arrows_and_opened_with_enter(qtbot: QtBot) -> None:
    grid = FrequencyGrid()
    qtbot.addWidget(grid)
    cells = tuple(Cell(0, "缺" if month == 8 else "", "9月没有召开") for month in range(12))
    grid.set_rows([Kind("a", "支部党员大会", cells), Kind("b", "支委会", cells)])
    grid.resize(700, grid.sizeHint().height())
    grid.show()
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert chosen.args == ["b", 12]
    assert "支委会 12月" in grid.accessibleDescription()
    with qtbot.waitSignal(grid.cell_chosen) as chosen:
        centre = grid._rect(0, 8).center()
        qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(int(centre.x()), int(centre.y())))
    assert chosen.args == ["a", 9]


def test_a_score_is_told_in_words(qtbot: QtBot) -> None:
    donut = ScoreDonut(86)
    qtbot.addWidget(donut)
    assert "86" in donut.accessibleName()
    donut.set_score(None)
    assert donut.accessibleName() == "尚无评分"
