"""The form: nothing typed is lost, problems stand beside their fields, the keyboard is enough."""

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from db.changes import Draft
from db.ledgers import by_key
from db.services import drafts, queries, saving
from desktop.dialogs.history_dialog import HistoryDialog
from desktop.dialogs.record_dialog import RecordDialog
from desktop.pages.page import PageContext
from desktop.tasks import Tasks, ThreadRunner
from desktop.widgets.parts_edit import PartsEditor
from desktop.widgets.parts_table import PartsTableEditor
from tests.support import village
from tests.support.typing_in import type_text

TALK, PERSON, MEETING = by_key("heart_talk"), by_key("person"), by_key("general_meeting")


def read(tasks: Tasks, dialog: RecordDialog, work: Any) -> Any:
    found: list[Any] = []
    tasks.run_query(dialog, work, found.append)
    return found[0]


def opened(
    qtbot: QtBot, context: PageContext, spec: Any, uid: str | None = None, **more: Any
) -> RecordDialog:
    dialog = RecordDialog(context.tasks, context.today, spec, uid, **more)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def line(dialog: RecordDialog, key: str) -> Any:
    assert dialog.form is not None
    return dialog.form.fields[key].editor.targets()[0]


def uid_named(dialog: RecordDialog, label: str) -> str:
    people = read(dialog.tasks, dialog, queries.people_index)
    return str(next(each.uid for each in people if each.label == label))


def test_the_cursor_stands_in_the_first_field(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, TALK)
    assert dialog.focusWidget() is line(dialog, "held_on")


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_a_talk_is_typed_with_the_keyboard_alone(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, TALK)
    type_text(line(dialog, "held_on"), "3月5日")
    qtbot.keyClick(line(dialog, "held_on"), Qt.Key.Key_Tab)
    type_text(line(dialog, "initiator"), "周国强")
    type_text(line(dialog, "partner"), "yzh")
    assert dialog.form is not None
    dialog.form.fields["partner"].editor._settle()  # type: ignore[attr-defined]
    with qtbot.waitSignal(dialog.record_saved) as saved:
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (uid,) = saved.args[0].of("heart_talk")
    row = read(context.tasks, dialog, lambda branch: queries.get_row(branch, TALK, uid))
    assert (row["held_on"], str(row["initiator"]), str(row["partner"])) == ("2026-03-05", "周国强", "叶子涵")


def test_escape_closes_an_untouched_form_without_a_question(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, TALK)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_escape_asks_before_typed_text_is_lost(qtbot: QtBot, context: PageContext, person: Any) -> None:
    dialog = opened(qtbot, context, TALK)
    type_text(line(dialog, "place"), "村部")
    person.will_answer("继续填写", "不保存")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert line(dialog, "place").text() == "村部"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_typed_text_is_kept_as_a_draft_and_offered_again(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, TALK)
    type_text(line(dialog, "place"), "村部")
    dialog.keep_draft()
    kept = read(context.tasks, dialog, lambda branch: drafts.kept_draft(branch, "heart_talk", None))
    assert kept["place"] == "村部"
    later = opened(qtbot, context, TALK)
    assert later.drafts.notice.isVisible()
    later.drafts.take()
    assert line(later, "place").text() == "村部"
    for each in (dialog, later):
        assert each.form is not None
        each.form.set_values(each.form.values())


def test_a_saved_record_leaves_no_draft(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, by_key("group"))
    type_text(line(dialog, "name"), "第三党小组")
    dialog.keep_draft()
    dialog.save()
    assert read(context.tasks, dialog, lambda branch: drafts.kept_draft(branch, "group", None)) is None


def test_an_impossible_order_of_days_is_told_beside_the_field(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, PERSON)
    type_text(line(dialog, "name"), "冯水根")
    for key, day in (("admitted_on", "2001-7-1"), ("promoted_on", "2000-7-1")):
        type_text(line(dialog, key), day)
    dialog.save()
    assert dialog.form is not None
    assert "早于" in dialog.form.fields["promoted_on"].problem.text()
    assert line(dialog, "promoted_on").property("state") == "error"
    assert line(dialog, "name").text() == "冯水根"
    dialog.form.set_values(dialog.form.values())


def test_a_name_borne_by_two_must_be_chosen(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, TALK)
    dialog.form.put_values({"held_on": "2026-03-05", "initiator": "王建国", "partner": "叶子涵"})  # type: ignore[union-attr]
    dialog.save()
    assert dialog.form is not None
    assert "有 2 位" in dialog.form.fields["initiator"].problem.text()
    dialog.form.set_values(dialog.form.values())


def test_another_stage_asks_since_when_and_leaves_the_past_alone(qtbot: QtBot, context: PageContext) -> None:
    probe = opened(qtbot, context, TALK)
    uid = uid_named(probe, "汪树生")
    dialog = opened(qtbot, context, PERSON, uid)
    assert dialog.form is not None
    stage, since = dialog.form.fields["stage"].editor, dialog.form.fields["stage_since"].editor
    stage.set_value("full")
    stage.edited.emit()
    since.set_value("2026-10-01")
    dialog.save()
    for day, wanted in (("2026-09-30", "probationary"), ("2026-10-01", "full")):
        from datetime import date

        as_of = date.fromisoformat(day)
        row = read(
            context.tasks, probe, lambda branch, as_of=as_of: queries.get_row(branch, PERSON, uid, as_of)
        )
        assert row["stage"] == wanted


def test_what_the_law_counts_is_renewed_while_typing(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, MEETING)
    type_text(line(dialog, "held_on"), "2026-11-20")
    dialog._preview()
    _title, value = dialog.computed._lines["expected_count"]
    assert value.text() == "6"
    assert dialog.form is not None
    dialog.form.set_values(dialog.form.values())


def test_an_agenda_item_is_added_moved_and_removed(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, MEETING)
    assert dialog.form is not None
    agenda = dialog.form.fields["agenda"].editor
    assert isinstance(agenda, PartsEditor)
    for title in ("甲", "乙"):
        agenda.add_button.click()
        agenda.elements[-1].fields["title"].editor.set_value(title)
    agenda.shift(agenda.elements[1], -1)
    assert [item["title"] for item in agenda.value()] == ["乙", "甲"]
    agenda.remove(agenda.elements[0])
    assert [item["title"] for item in agenda.value()] == ["甲"]
    assert agenda.elements[0].heading.text() == "议题 1"
    dialog.form.set_values(dialog.form.values())


def test_copying_the_last_meeting_takes_the_frame_and_no_words(qtbot: QtBot, context: PageContext) -> None:
    dialog = opened(qtbot, context, MEETING, copies_last=True)
    assert dialog.form is not None
    values = dialog.form.values()
    assert values["place"] == "村党群服务中心二楼"
    assert [item["title"] for item in values["agenda"]] == ["商量水渠清淤"]
    assert values["held_on"] is None
    assert values["attendance"] == []
    assert all(not item.get("speakers") for item in values["agenda"])
    dialog.form.set_values(dialog.form.values())


def test_two_editors_notice_each_other(qtbot: QtBot, context: PageContext, person: Any) -> None:
    probe = opened(qtbot, context, TALK)
    uid = uid_named(probe, "叶子涵")
    dialog = opened(qtbot, context, PERSON, uid)
    context.tasks.run_command(
        probe, lambda branch: saving.save(branch, PERSON, Draft({"phone": "13900000001"}, uid))
    )
    type_text(line(dialog, "native_place"), "试溪")
    person.will_answer("知道了")
    dialog.save()
    assert "被改动过" in person.heard[-1]
    assert dialog.isVisible()
    assert line(dialog, "native_place").text() == "试溪"
    assert dialog.form is not None
    dialog.form.set_values(dialog.form.values())


def test_the_history_tells_each_value_before_and_after(qtbot: QtBot, context: PageContext) -> None:
    probe = opened(qtbot, context, TALK)
    uid = uid_named(probe, "叶子涵")
    for education in ("大专", "本科"):
        draft = Draft({"education": education}, uid)
        context.tasks.run_command(probe, lambda branch, draft=draft: saving.save(branch, PERSON, draft))
    dialog = HistoryDialog(context.tasks, PERSON, uid)
    qtbot.addWidget(dialog)
    from PySide6.QtWidgets import QLabel

    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "原：大专" in texts
    assert "改为：本科" in texts
    assert any("姓名" in text for text in texts)


@pytest.mark.parametrize(("width", "is_beside"), [(1290, True), (700, False)])
def test_the_side_panel_folds_under_a_narrow_form(
    qtbot: QtBot, context: PageContext, width: int, is_beside: bool
) -> None:
    dialog = opened(qtbot, context, MEETING)
    dialog.resize(width, 700)
    qtbot.waitUntil(lambda: (dialog._beside.indexOf(dialog._side) >= 0) == is_beside)


def round_of(qtbot: QtBot, context: PageContext) -> tuple[RecordDialog, PartsTableEditor]:
    """A new 民主评议 with its list."""
    dialog = opened(qtbot, context, by_key("appraisal"))
    assert dialog.form is not None
    editor = dialog.form.fields["members"].editor
    assert isinstance(editor, PartsTableEditor)
    return dialog, editor


def test_a_new_round_lists_the_roster_and_closes_without_a_question(
    qtbot: QtBot, context: PageContext
) -> None:
    dialog, editor = round_of(qtbot, context)
    assert len(editor.value()) > 3
    dialog.reject()
    assert not dialog.isVisible()


def test_a_list_is_completed_from_the_roster_and_keeps_what_was_typed(
    qtbot: QtBot, context: PageContext
) -> None:
    dialog, editor = round_of(qtbot, context)
    everybody = len(editor.value())
    editor.put_lines([{**editor.value()[0], "note": "先填的"}])
    button = next(each for each in dialog.findChildren(QPushButton) if each.text() == "按当日名册补齐")
    button.click()
    assert (len(editor.value()), editor.value()[0]["note"]) == (everybody, "先填的")


def test_what_ballots_come_to_is_shown_while_they_are_typed(qtbot: QtBot, context: PageContext) -> None:
    dialog, editor = round_of(qtbot, context)
    first = editor.value()[0]
    editor.put_lines([first | {"qualified": 9, "excellent": 2}])
    dialog._preview()
    shown = [editor.model.index(0, n).data() for n in range(editor.model.columnCount())]
    assert "合格" in shown
    assert "11" in shown


def test_a_form_that_waits_behind_other_work_says_so(qtbot: QtBot, branch_folder: Path) -> None:
    tasks, goes_on = Tasks(ThreadRunner()), threading.Event()
    other = QWidget()
    qtbot.addWidget(other)
    tasks.open_branch(other, lambda: village.open_copy(branch_folder), lambda _branch: None)
    tasks.run_query(other, lambda _branch: goes_on.wait(10), lambda _was: None)
    dialog = RecordDialog(tasks, date(2026, 11, 22), by_key("group"), None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.progress.isVisible, timeout=9000)
    assert "正在打开" in dialog.progress.text.text()
    goes_on.set()
    qtbot.waitUntil(lambda: dialog.form is not None and not dialog.progress.isVisible(), timeout=9000)
    tasks.close()
