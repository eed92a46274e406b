"""A signed meeting in the window: a calm note, a line for the reason, and what was corrected before."""

import pytest

from db.changes import Draft
from db.ledgers import by_key
from db.services import saving
from desktop.pages.meeting_editor import MeetingEditorPage
from desktop.pages.meeting_editor_corrections import SIGNED_NOTE

SPEC = by_key("general_meeting")


@pytest.fixture
def meeting(context, rows, qapp):
    """`meeting(values)` changes the first general meeting behind the page's back and gives its uid."""
    from PySide6.QtWidgets import QWidget

    owner = QWidget()
    uid = rows("general_meeting")[0].uid

    def change(**values):
        context.tasks.run_command(owner, lambda branch: saving.save(branch, SPEC, Draft(values, uid=uid)))
        return uid

    yield change
    owner.deleteLater()


@pytest.fixture
def opened(shown, context):
    """`opened(uid)` opens a meeting in the editor."""

    def open_meeting(uid):
        page = shown(MeetingEditorPage(context))
        page.edit_record("general_meeting", uid)
        return page

    return open_meeting


def _corrections(rows, uid):
    (row,) = [row for row in rows("general_meeting") if row.uid == uid]
    return [(each["fields"], each["reason"]) for each in row["corrections"]]


def test_a_meeting_that_is_not_signed_shows_no_note(meeting, opened, rows):
    page = opened(meeting(signed=False))
    assert not page.form.signed_note.isVisible()
    assert not page.form.corrections_card.isVisible()
    page.form.fields["signed"].editor.set_value(True)
    page.form.edited.emit()
    page.save()
    assert page.form.signed_note.isVisible()
    assert _corrections(rows, page.uid) == []


def test_a_new_meeting_shows_no_note(shown, context):
    page = shown(MeetingEditorPage(context))
    page.edit_record("general_meeting", None)
    assert not page.form.signed_note.isVisible()


def test_a_signed_meeting_says_so_and_saves_change_and_reason_as_one_row(meeting, opened, rows):
    page = opened(meeting(signed=True))
    note = page.form.signed_note
    assert note.isVisible()
    assert note.editor.notice.label.text() == SIGNED_NOTE
    assert note.editor.line.accessibleName() == "更正原因"
    page.form.fields["place"].editor.set_value("村部二楼")
    note.editor.line.setText("地点写错")
    page.save()
    assert _corrections(rows, page.uid) == [("地点", "地点写错")]
    assert note.editor.line.text() == ""
    assert not page.form.is_changed
    assert [line.text() for line in page.form.corrections_card.lines] == [
        "2026年11月22日　周国强　更正内容：地点；原因：地点写错"
    ]
    assert page.form.corrections_card.isVisible()


def test_a_second_change_without_a_reason_leaves_the_first_row_as_it_is(meeting, opened, rows):
    meeting(signed=True)
    page = opened(meeting(place="村部二楼", corrections=[{"reason": "地点写错"}]))
    page.form.fields["topic"].editor.set_value("学习党章")
    page.save()
    assert _corrections(rows, page.uid) == [("地点", "地点写错"), ("主题", None)]
    assert len(page.form.corrections_card.lines) == 2


def test_a_reason_that_is_still_being_typed_is_kept_with_the_draft(meeting, opened):
    uid = meeting(signed=True)
    page = opened(uid)
    page.form.signed_note.editor.line.setText("按原件改正")
    page.form.edited.emit()
    assert page.form.is_changed
    page.keep_draft()
    page.form.set_values(page._row.values)
    again = opened(uid)
    assert not again.drafts.notice.isHidden()
    again.drafts.take()
    assert again.form.signed_note.editor.line.text() == "按原件改正"


def test_the_reason_comes_before_the_form_with_the_tab_key(meeting, opened):
    page = opened(meeting(signed=True))
    line = page.form.signed_note.editor.line
    assert page.save_button.nextInFocusChain() is line
    assert page.form.signed_note.label.buddy() is line
