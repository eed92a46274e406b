"""The page 自评打分: lines and what cost points, marks, what is typed and not lost, other tables."""

import pytest
from PySide6.QtCore import Qt

from desktop.dialogs.checks_dialog import ChecksDialog
from desktop.pages.scoring_page import ScoringPage
from desktop.widgets.basic import label
from tests.support.scoring_page import (
    CHECKLIST,
    STANDARD,
    choose_table,
    choose_year,
    give,
    numbers,
    save,
    state,
    told,
    type_mark,
)
from tests.support.typing_in import cut_texts


@pytest.fixture
def page(context, shown) -> ScoringPage:
    made = shown(ScoringPage(context))
    assert isinstance(made, ScoringPage)
    return made


# --- what is shown ---------------------------------------------------------------------------------------------
def test_the_reported_table_comes_first_and_its_lines_stand_under_their_headings(page: ScoringPage) -> None:
    assert page.head.rubrics.currentText() == f"{STANDARD}（自带，上报用）"
    assert page.head.rubrics.currentIndex() == 0
    assert page.head.reported.isVisible()
    assert not page.head.report_button.isVisible()
    first, second = page.lines.model_of_lines.lines[:2]
    assert str(first).startswith("政治建设　得")
    assert (second.number, second.title, second.worth) == ("1", "每季度上党课", "4")


def test_the_score_and_what_waits_for_a_mark_are_told(page: ScoringPage) -> None:
    choose_table(page, CHECKLIST)
    view = page._view
    waiting = [each for each in view.found.items if each.state == "unmarked"]

    assert waiting
    points = sum(each.item.points for each in waiting) // 10
    assert page.head.standing.text() == f"满分 100 分，{len(waiting)} 项 {points} 分待自评"
    assert page.head.score.text() == f"{view.found.score / 10:g} 分"


def test_a_line_is_read_out_as_a_sentence_and_its_state_is_a_word(page: ScoringPage) -> None:
    choose_table(page, CHECKLIST)
    row = next(
        row for row in range(page.lines.texts.rowCount()) if page.lines.texts.index(row, 0).data() == "3"
    )

    spoken = page.lines.texts.index(row, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "3. 支部工作制度成册，5分，得0分，待自评"
    assert state(page, "3") == "待自评"


def test_the_keyboard_begins_in_the_list_and_passes_over_headings(page: ScoringPage, qtbot) -> None:
    page.focus_start()
    assert page.lines.hasFocus()
    seen = [page.lines.number]
    for _ in range(5):
        qtbot.keyClick(page.lines, Qt.Key.Key_Down)
        seen.append(page.lines.number)
    assert seen == ["1", "2", "3", "4", "5", "6"]
    qtbot.keyClick(page.lines, Qt.Key.Key_Up)
    assert page.panel.title.text().startswith("5. ")
    qtbot.keyClick(page.lines, Qt.Key.Key_Home)
    assert page.lines.number == "1"
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_End):
        before = page.lines.number
        qtbot.keyClick(page.lines, key)
        assert page.lines.number not in ("", before)
    assert page.lines.number == numbers(page)[-1]


def test_enter_goes_from_the_list_into_the_mark(page: ScoringPage, qtbot) -> None:
    page.focus_start()
    qtbot.keyClick(page.lines, Qt.Key.Key_Return)

    assert page.panel.form.points.line.hasFocus()


def test_where_the_page_is_folded_enter_brings_the_mark_into_sight(page: ScoringPage, qtbot) -> None:
    page.resize(660, 420)
    qtbot.wait(1)
    page.lines.choose("9")
    page.focus_start()
    qtbot.keyClick(page.lines, Qt.Key.Key_Return)
    form = page.panel.form

    def is_seen() -> bool:
        return form.visibleRegion().boundingRect().height() == form.height()

    qtbot.waitUntil(is_seen)
    type_mark(page, "99", "看过了")
    form.save()
    qtbot.waitUntil(is_seen)
    assert form.problem.isVisible()


def test_chips_narrow_the_list_and_the_empty_list_says_so(page: ScoringPage) -> None:
    choose_table(page, CHECKLIST)
    everything = numbers(page)
    page.head.facets.toggle("state", "waiting")
    assert numbers(page) == [each.item.number for each in page._view.found.items if each.state == "unmarked"]
    page.head.facets.toggle("state", "lost")
    assert numbers(page) == [each.item.number for each in page._view.found.items if each.lost]
    page.head.facets.toggle("state", "lost")
    assert numbers(page) == everything
    assert page.head.wanted == "all"

    choose_table(page, STANDARD)
    page.head.facets.toggle("state", "waiting")
    if not numbers(page):
        page.empty.action.click()
    assert len(numbers(page)) == len(page._view.found.items)


def test_a_table_without_lines_offers_to_write_some(page: ScoringPage, context, rows, wanted) -> None:
    save(context, "rubric", title="还空着的表", year=2026)
    asked = wanted(page)
    choose_table(page, "还空着的表")
    assert page.empty.title.text() == "这张评分表里还没有评分项目"
    assert page.empty.isVisible()
    page.empty.action.click()

    assert asked == [("rubric", rows("rubric")[0].uid)]


def test_each_fault_tells_its_basis_and_a_missed_duty_leads_to_a_new_record(
    page: ScoringPage, wanted
) -> None:
    asked = wanted(page)
    page.lines.choose("9")
    assert "支部党员大会未完成，应在2026年3月31日前" in told(page)
    assert "《中国共产党支部工作条例（试行）》" in told(page)
    verbs = [verb for verb in page.panel.findChildren(type(page.save_button)) if verb.text() == "补开并记录"]
    verbs[0].click()

    assert asked == [("general_meeting", None)]


def test_a_paper_that_is_missing_leads_to_the_form_with_its_kind(page: ScoringPage, context, wanted) -> None:
    lines = [{"number": "1", "title": "党费公示", "points": 5, "checks": "paper:publication/dues"}]
    save(context, "rubric", title="公示表", year=2026, lines=lines)
    asked = wanted(page)
    choose_table(page, "公示表")
    page.lines.choose("1")
    next(verb for verb in page.panel.findChildren(type(page.save_button)) if verb.text() == "去登记").click()

    ((ledger, draft),) = asked
    assert (ledger, draft.values) == ("document", {"kind": "publication", "subject": "dues", "year": 2026})


def test_a_finding_leads_to_its_record_and_a_sum_of_many_to_its_page(page: ScoringPage, wanted) -> None:
    asked = wanted(page)
    fixes = {fault.id: fix for fault, fix in page._view.fixes.items()}
    for each in page._view.found.items:
        for fault in each.faults:
            if fault.kind == "finding" and fault.records and fixes[fault.id].verb == "去改正":
                page.lines.choose(each.item.number)
                found = [
                    verb
                    for verb in page.panel.findChildren(type(page.save_button))
                    if verb.text() == "去改正" and verb.accessibleDescription() == fault.text
                ]
                found[0].click()
                assert asked == [fault.records[0]]
                return
    pytest.fail("no finding with a record")


def test_a_proof_opens_its_record(page: ScoringPage, wanted, rows) -> None:
    asked = wanted(page)
    page.lines.choose("9")
    assert page.panel.proofs is not None
    page.panel.proofs.itemActivated.emit(page.panel.proofs.item(0))

    ((ledger, uid),) = asked
    assert ledger == "general_meeting"
    assert uid in {row.uid for row in rows("general_meeting")}


def test_a_record_written_elsewhere_counts_at_once_and_the_line_stays_chosen(
    page: ScoringPage, context
) -> None:
    page.lines.choose("9")
    before = page._view.line("9")
    save(context, "general_meeting", held_on="2026-03-05", place="村部", topic="学习")

    assert page.lines.number == "9"
    assert page._view.line("9").lost < before.lost


# --- marks -----------------------------------------------------------------------------------------------------
def test_a_mark_in_a_bundled_table_makes_it_the_branchs_own_and_counts(page: ScoringPage, rows) -> None:
    choose_table(page, CHECKLIST)
    before = page._view.found.score
    give(page, "3", "4", "制度汇编缺一项")

    (record,) = rows("rubric")
    assert (record["title"], record["year"], record["source"]) == (CHECKLIST, 2026, "bundled:checklist")
    assert page._view.found.score == before + 40
    assert state(page, "3") == "自评扣1分"
    assert page.lines.number == "3"
    assert page.head.rubrics.currentData() == record.uid
    offered = [page.head.rubrics.itemText(number) for number in range(page.head.rubrics.count())]
    assert offered == [f"{STANDARD}（自带，上报用）", CHECKLIST]


def test_enter_saves_and_the_next_waiting_line_is_there(page: ScoringPage, qtbot) -> None:
    choose_table(page, CHECKLIST)
    page.head.facets.toggle("state", "waiting")
    first, second = numbers(page)[:2]
    page.lines.choose(first)
    type_mark(page, "1", "看过了")
    qtbot.keyClick(page.panel.form.reason.text, Qt.Key.Key_Return)

    assert page._view.line(first).item.marked == 10
    assert numbers(page)[0] == page.lines.number == second
    assert page.panel.form.typed is None


def test_shift_enter_begins_a_new_line_in_the_reason(page: ScoringPage, qtbot, rows) -> None:
    type_mark(page, "3", "第一季度")
    qtbot.keyClick(page.panel.form.reason.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)

    assert page.panel.form.reason.text.toPlainText().count("\n") == 1
    assert rows("rubric") == ()


@pytest.mark.parametrize(
    ("points", "reason", "said"),
    [
        ("9", "都做到了", "第1项的自评分多于分值4分"),
        ("三分", "看过了", "这里应填分数，如 2 或 0.5"),
        ("", "看过了", "请先填自评分"),
        ("3", "", "写了自评分，还要写自评说明"),
    ],
)
def test_what_cannot_be_saved_is_said_in_one_sentence_and_stays_typed(
    page: ScoringPage, rows, points: str, reason: str, said: str
) -> None:
    give(page, "1", points, reason)

    assert page.panel.form.problem.text() == said
    assert page.panel.form.problem.isVisible()
    form = page.panel.form
    assert (form.points.line.text(), form.reason.text.toPlainText()) == (points, reason)
    assert rows("rubric") == ()
    assert cut_texts(page) == []


def test_a_mark_is_taken_back_and_the_program_judges_again(page: ScoringPage) -> None:
    seen = page._view.line("9").score
    give(page, "9", "4", "第一季度的会另有记录")
    assert page._view.line("9").score == 40
    page.panel.form.undo_button.click()

    assert page._view.line("9").score == seen
    assert not page.panel.form.undo_button.isVisible()
    assert page.panel.form.points.line.text() == ""


def test_what_was_typed_is_kept_from_line_to_line_and_shows_in_the_list(page: ScoringPage) -> None:
    page.lines.choose("2")
    type_mark(page, "2", "写到一半")
    assert state(page, "2") == "填了未存"
    page.lines.choose("5")
    assert page.panel.form.points.line.text() == ""
    page.lines.choose("2")

    assert page.panel.form.reason.text.toPlainText() == "写到一半"
    assert page.panel.form.status.isVisible()


def test_what_was_typed_outlives_another_table_another_change_and_the_window(
    page: ScoringPage, context, shown
) -> None:
    page.lines.choose("2")
    type_mark(page, "2", "写到一半")
    save(context, "general_meeting", held_on="2026-03-05", place="村部", topic="学习")
    assert page.panel.form.reason.text.toPlainText() == "写到一半"
    choose_table(page, CHECKLIST)
    assert "2" not in page._typed
    choose_table(page, STANDARD)
    page.hide()

    again = shown(ScoringPage(context))
    again.lines.choose("2")
    assert again.panel.form.reason.text.toPlainText() == "写到一半"


def test_saving_one_line_keeps_what_is_begun_in_another_and_forgets_its_own(
    page: ScoringPage, context, shown
) -> None:
    page.lines.choose("2")
    type_mark(page, "2", "写到一半")
    give(page, "5", "4", "有一处设置不合")
    assert state(page, "2") == "填了未存"
    assert state(page, "5") == "自评扣1分"
    page.hide()

    again = shown(ScoringPage(context))
    assert set(again._typed) == {"2"}


def test_a_refused_line_stays_begun(page: ScoringPage) -> None:
    give(page, "1", "9", "都做到了")
    page.lines.choose("2")
    page.lines.choose("1")

    assert page.panel.form.points.line.text() == "9"
    assert state(page, "1") == "填了未存"


# --- what is looked at -----------------------------------------------------------------------------------------
def test_what_the_program_looks_at_is_found_ticked_and_kept(page: ScoringPage, dialog_filled, rows) -> None:
    choose_table(page, CHECKLIST)
    page.lines.choose("3")

    def fill(dialog: ChecksDialog) -> None:
        assert dialog.search.hasFocus() or dialog.focusWidget() is dialog.search
        dialog.search.setText("党课 书记")
        shown = [
            dialog.list.item(row)
            for row in range(dialog.list.count())
            if not dialog.list.item(row).isHidden()
        ]
        assert shown
        assert all("党课" in item.text() and "书记" in item.text() for item in shown)
        dialog.tick("secretary_lecture")
        assert dialog.counted.text() == "勾了 1 种"
        dialog.save_button.click()

    dialog_filled(fill)
    page.panel.checks_button.click()

    assert page._view.line("3").item.checks == ("secretary_lecture",)
    assert rows("rubric")[0]["source"] == "bundled:checklist"
    assert "应办事项：" in told(page)


def test_leaving_the_question_what_to_look_at_changes_nothing(page: ScoringPage, person, rows) -> None:
    person.will_answer(None)
    page.panel.checks_button.click()

    assert rows("rubric") == ()


# --- which table -----------------------------------------------------------------------------------------------
def test_another_table_is_reported_by_from_now_on(page: ScoringPage, rows) -> None:
    choose_table(page, CHECKLIST)
    page.head.report_button.click()

    assert [row["title"] for row in rows("rubric") if row["is_reported"]] == [CHECKLIST]
    assert page.head.rubrics.itemText(0) == f"{CHECKLIST}（上报用）"
    assert page.head.reported.isVisible()
    choose_table(page, STANDARD)
    page.head.report_button.click()
    assert [row["title"] for row in rows("rubric") if row["is_reported"]] == [STANDARD]


def test_last_years_table_may_be_used_again_without_its_marks(page: ScoringPage, rows) -> None:
    choose_table(page, CHECKLIST)
    choose_year(page, 2025)
    give(page, "3", "4", "去年的自评")
    choose_year(page, 2026)
    assert page.head.rubrics.currentText() == f"{STANDARD}（自带，上报用）"
    choose_table(page, "2025年的，可沿用")

    assert page._view.line("3").item.marked is None
    give(page, "3", "5", "今年装订成册")
    assert sorted((row["year"], row["marked_count"]) for row in rows("rubric")) == [(2025, 1), (2026, 1)]


def test_a_table_removed_elsewhere_gives_way_to_the_reported_one(page: ScoringPage, context, rows) -> None:
    from db.ledgers import by_key
    from db.services.saving import remove

    choose_table(page, CHECKLIST)
    give(page, "3", "4", "制度汇编缺一项")
    (record,) = rows("rubric")
    context.tasks.run_command(label(""), lambda branch: remove(branch, by_key("rubric"), [record.uid]))

    assert page.head.rubrics.currentText() == f"{STANDARD}（自带，上报用）"
