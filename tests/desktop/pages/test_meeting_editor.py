"""记会议: entry, what the books work out beside it, attendance, drafts and saving."""

import pytest
from PySide6.QtCore import Qt

from db.changes import Draft
from db.ledgers import by_key
from db.services import drafts
from desktop.main_window import MainWindow
from desktop.pages.meeting_editor import MeetingEditorPage

EXPECTED = 6  # members of the little branch, one of them on probation


@pytest.fixture
def editor(shown, context):
    page = shown(MeetingEditorPage(context))
    page.edit_record("general_meeting", None)
    return page


def _put(page, key, value):
    page.form.fields[key].editor.set_value(value)
    page.form.edited.emit()
    page._preview()


def _uid(rows, name, born="1968"):
    return next(
        row.uid for row in rows("person") if row["name"] == name and row.text("born_on").startswith(born)
    )


def _chip(page, key):
    return page.form.attendance_card.chips[key].text()


def test_the_expected_list_is_that_of_the_day_typed(editor, rows):
    assert not editor.form.attendance_card.editor.lines
    _put(editor, "held_on", "2026-11-20")
    assert len(editor.form.attendance_card.editor.lines) == EXPECTED
    assert _chip(editor, "expected_count") == f"应到 {EXPECTED}"
    _put(editor, "held_on", "2026-02-01")  # before the probationary member was admitted
    assert len(editor.form.attendance_card.editor.lines) == EXPECTED - 1


def test_a_click_turns_a_state_and_a_leave_asks_for_its_reason(editor, rows):
    _put(editor, "held_on", "2026-11-20")
    line = editor.form.attendance_card.editor.lines[_uid(rows, "周国强")]
    assert line.chip.text() == "未登记"
    line.chip.click()
    assert line.chip.text() == "到会"
    assert line.reason.isHidden()
    line.chip.click()
    assert line.chip.text() == "请假"
    assert not line.reason.isHidden()
    line.chip.click()
    line.chip.click()
    assert line.chip.text() == "到会"


def test_everyone_present_keeps_only_the_exceptions(editor, rows):
    _put(editor, "held_on", "2026-11-20")
    card = editor.form.attendance_card
    card.everyone.box.click()
    card.editor.lines[_uid(rows, "叶子涵", "1992")].chip.click()
    values = editor.form.values()
    assert values["everyone_present"] is True
    assert [(entry["person"].name, entry["state"]) for entry in values["attendance"]] == [
        ("叶子涵", "excused")
    ]
    editor._preview()
    assert _chip(editor, "present_count") == f"实到 {EXPECTED - 1}"
    assert _chip(editor, "excused_count") == "请假 1"


def test_a_probationary_member_is_marked_as_without_a_vote(editor, rows):
    _put(editor, "held_on", "2026-11-20")
    editor.form.attendance_card.everyone.box.click()
    assert (
        editor.form.attendance_card.editor.lines[_uid(rows, "汪树生", "1996")].chip.text()
        == "到会 · 无表决权"
    )


def test_the_quorum_is_told_while_people_are_ticked(editor, rows):
    _put(editor, "held_on", "2026-11-20")
    card = editor.form.attendance_card
    card.editor.lines[_uid(rows, "周国强")].chip.click()
    editor._preview()
    assert card.quorum.text() == "有表决权 5 人，实到 1 人，不到 3 人，不能表决"
    card.everyone.box.click()
    editor._preview()
    assert card.quorum.text() == "有表决权 5 人，实到 5 人，过半，可以表决"


@pytest.mark.parametrize(
    ("votes", "word"), [((5, 0, 0), "通过"), ((2, 3, 0), "未通过"), ((6, 0, 0), "票数不对")]
)
def test_a_vote_is_judged_beside_its_numbers(editor, votes, word):
    _put(editor, "held_on", "2026-11-20")
    editor.form.attendance_card.everyone.box.click()
    card = editor.form.agenda.elements[0]
    card.fields["title"].editor.set_value("讨论预备党员转正")
    card.vote_button.click()
    for key, number in zip(("vote.for", "vote.against", "vote.abstain"), votes, strict=True):
        card.fields[key].editor.set_value(number)
    editor._preview()
    assert card.chip.text() == word
    assert not card.verdict.isHidden()


def test_another_kind_of_matter_opens_the_vote(editor):
    card = editor.form.agenda.elements[0]
    assert card.vote.isHidden()
    combo = card.fields["matter"].editor.combo
    combo.setCurrentIndex(combo.findData("promotion"))
    combo.activated.emit(combo.currentIndex())
    assert not card.vote.isHidden()


def test_a_meeting_of_last_week_is_told_to_be_a_late_entry(editor):
    _put(editor, "held_on", "2026-11-20")
    assert editor.late.isHidden()
    _put(editor, "held_on", "2026-11-10")
    assert editor.late.label.text() == "补记：会议日期 2026年11月10日，录入日期 2026年11月22日"
    assert not editor.late.isHidden()


def test_what_was_typed_is_saved_with_ctrl_s_and_stays_open(editor, rows, qtbot):
    _put(editor, "held_on", "2026-11-20")
    editor.form.attendance_card.everyone.box.click()
    agenda = editor.form.agenda.elements[0]
    agenda.fields["title"].editor.set_value("研究冬季走访")
    speakers = agenda.fields["speakers"].editor
    speakers.add_button.click()
    speakers.elements[0].person.set_value(_ref(rows, "周国强"))
    speakers.elements[0].words.set_value("先走孤寡老人。")
    with qtbot.waitActive(editor):
        editor.activateWindow()
    editor.form.fields["held_on"].editor.line.setFocus()
    qtbot.keyClick(
        editor.form.fields["held_on"].editor.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    saved = next(row for row in rows("general_meeting") if row["held_on"] == "2026-11-20")
    assert saved["agenda"][0]["speakers"][0]["words"] == "先走孤寡老人。"
    assert saved["everyone_present"] is True
    assert editor.uid == saved.uid
    assert not editor.form.is_changed
    assert editor.print_button.isEnabled()


def test_saving_a_second_time_changes_the_same_record(editor, rows):
    _put(editor, "held_on", "2026-11-20")
    editor.save()
    _put(editor, "topic", "改过的主题")
    editor.save()
    held = [row for row in rows("general_meeting") if row["held_on"] == "2026-11-20"]
    assert [row["topic"] for row in held] == ["改过的主题"]


def test_a_missing_day_is_told_beside_its_field_and_nothing_is_saved(editor, rows):
    before = len(rows("general_meeting"))
    _put(editor, "topic", "只有主题")
    editor.save()
    assert editor.form.fields["held_on"].problem.text() == "日期不能为空"
    assert len(rows("general_meeting")) == before
    assert editor.form.fields["topic"].editor.value() == "只有主题"


def test_what_the_law_of_time_forbids_is_told_beside_its_field(editor):
    for key, value in (("held_on", "2026-11-20"), ("starts_at", "15:00"), ("ends_at", "14:00")):
        _put(editor, key, value)
    editor.save()
    assert "不晚于" in editor.form.fields["ends_at"].problem.text()


def test_a_copy_of_the_last_meeting_takes_titles_but_never_words_days_or_attendance(shown, context):
    page = shown(MeetingEditorPage(context))
    page.copy_last_record("general_meeting")
    values = page.form.values()
    assert values["place"] == "村党群服务中心二楼"
    assert [item["title"] for item in values["agenda"]] == ["商量水渠清淤"]
    assert values["agenda"][0]["speakers"] == []
    assert values["held_on"] is None
    assert values["attendance"] == []


def test_a_draft_given_by_another_page_starts_the_form(shown, context, rows):
    page = shown(MeetingEditorPage(context))
    group = rows("group")[0]
    page.edit_record("group_meeting", Draft({"group": _reference(group)}))
    assert page.form.fields["group"].editor.value() == group.uid
    assert page.uid is None


def test_an_observer_from_outside_is_added_by_name_and_can_be_taken_out(editor):
    _put(editor, "held_on", "2026-11-20")
    card = editor.form.attendance_card
    card.adding.line.setText("镇里来的老李")
    card.add_observer()
    entry = editor.form.values()["attendance"][0]
    assert entry["person"] == {"uid": "", "name": "镇里来的老李"}
    assert entry["state"] == "observer"
    card.editor.remove("=镇里来的老李")
    assert editor.form.values()["attendance"] == []


def test_leaving_unsaved_text_asks_and_a_kept_draft_is_offered_again(editor, context, person, wanted):
    _put(editor, "topic", "写了一半")
    person.will_answer("先放着，下次接着填")
    assert editor.may_leave()
    editor.edit_record("general_meeting", None)
    assert not editor.drafts.notice.isHidden()
    editor.drafts.take()
    assert editor.form.fields["topic"].editor.value() == "写了一半"
    person.will_answer("继续填写")
    assert not editor.may_leave()


def test_text_thrown_away_on_request_is_not_offered_again(editor, context, person):
    _put(editor, "topic", "不要了")
    editor.keep_draft()
    person.will_answer("不保存")
    assert editor.may_leave()
    found = []
    context.tasks.run_query(
        editor, lambda branch: drafts.kept_draft(branch, "general_meeting", None), found.append
    )
    assert found == [None]


def test_a_list_from_a_chat_ticks_whom_it_names(editor, dialog_filled, rows):
    _put(editor, "held_on", "2026-11-20")

    def fill(dialog):
        dialog.text.set_value("1. 周国强\n2、叶子涵 请假（出差）\n3 王建国")
        dialog.read()
        dialog.take_button.click()

    dialog_filled(fill)
    editor.form.attendance_card.paste_button.click()
    states = {
        entry["person"].name: (entry["state"], entry["reason"])
        for entry in editor.form.values()["attendance"]
    }
    assert states == {"周国强": ("present", None), "叶子涵": ("excused", "出差")}


def test_printing_unsaved_changes_is_refused_in_words(editor, person):
    _put(editor, "held_on", "2026-11-20")
    editor.save()
    _put(editor, "topic", "还没保存")
    person.will_answer("知道了")
    editor.print_record("minutes", "会议记录")
    assert "还有没保存的改动" in person.heard[0]


def test_a_long_speech_is_shown_whole(editor, qtbot):
    speakers = editor.form.agenda.elements[0].fields["speakers"].editor
    speakers.add_button.click()
    speakers.elements[0].words.set_value("修渠的事要从上游说起，先看水量再定工期。" * 12)
    text = speakers.elements[0].words.text
    qtbot.waitUntil(lambda: text.height() >= text.sizeHint().height() > 100)


def test_opening_another_meeting_never_replaces_text_that_the_user_wanted_to_keep(qtbot, context, person):
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    window.open_record("general_meeting", None)
    window.page.form.fields["topic"].editor.set_value("还没写完")
    person.will_answer("继续填写", "不保存")
    window.open_record("committee_meeting", None)
    assert window.page.spec.key == "general_meeting"
    assert window.page.form.fields["topic"].editor.value() == "还没写完"
    assert window.page.may_leave()


def test_every_kind_of_meeting_opens_here(shown, context):
    from db.ledgers import LEDGERS

    page = shown(MeetingEditorPage(context))
    for spec in LEDGERS:
        if spec.meeting:
            page.edit_record(spec.key, None)
            assert page.title.text() == by_key(spec.key).title
            assert {"agenda", "attendance", "held_on"} <= set(page.form.fields)


def _ref(rows, name):
    from db.changes import Ref

    row = next(row for row in rows("person") if row["name"] == name)
    return Ref(row.uid, name)


def _reference(row):
    from db.changes import Ref

    return Ref(row.uid, row.text("name"))
