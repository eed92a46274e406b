"""The inspection folder, the print centre and the preview they share."""

import pytest

import resources
from db.journal.tables import HANDED
from desktop.dialogs.print_preview import PrintDialog
from desktop.pages.inspection import InspectionPage
from desktop.pages.print_centre import PrintCentrePage


def _line(page, part):
    return next(line for line in page.items.lines if part in line.title.text())


def _box(page, title):
    titles = [box.label.title for box in page._view.folder.boxes]
    page.boxes.setCurrentRow(titles.index(title))


def _choose(page, key):
    place = next(n for n in range(page.kinds.count()) if _kind(page, n).key == key)
    page.kinds.setCurrentRow(place)


def _kind(page, place):
    from PySide6.QtCore import Qt

    return page.kinds.item(place).data(Qt.ItemDataRole.UserRole)


def test_each_box_says_how_many_of_its_papers_are_there(shown, context):
    page = shown(InspectionPage(context))
    assert page.boxes.count() == 12
    assert page.boxes.item(3).text().startswith("④ 支部党员大会")
    assert page.subtitle.text().startswith("缺 ")


def test_a_reason_turns_a_gap_into_an_answer_and_can_be_taken_back(shown, context, dialog_filled):
    page = shown(InspectionPage(context))
    _box(page, "组织概况与班子")
    assert _line(page, "支委分工").accessibleName().startswith("缺")

    def fill(dialog):
        dialog.reason.set_value("本届没有调整分工")
        dialog.save_button.click()

    dialog_filled(fill)
    _line(page, "支委分工").verbs[0].click()
    line = _line(page, "支委分工")
    assert line.accessibleName().startswith("不发生")
    assert "本届没有调整分工" in line.note.text()
    line.verbs[0].click()
    assert _line(page, "支委分工").accessibleName().startswith("缺")


def test_what_is_owed_by_rule_leads_to_the_duties(shown, context, wanted):
    page = shown(InspectionPage(context))
    asked = wanted(page)
    _box(page, "支部党员大会")
    line = next(line for line in page.items.lines if line.verbs)
    line.verbs[0].click()
    assert asked == [("page", "duties")]


def test_one_box_is_shown_as_pages_and_the_way_back_leads_to_the_boxes(shown, context):
    page = shown(InspectionPage(context))
    _box(page, "支部党员大会")
    page._preview_chosen()
    assert page.preview.desk.page_count > 3
    assert page.preview.print_button.isEnabled()
    page.back_button.click()
    assert page.boxes.isVisible()


def test_one_file_a_box_is_written_where_the_user_says(shown, context, person, tmp_path, monkeypatch):
    page = shown(InspectionPage(context))
    target = tmp_path / "迎检"
    target.mkdir()
    monkeypatch.setattr("desktop.messages.choose_folder", lambda *_given: target)
    page.templates.setCurrentIndex(page.templates.findData("simple"))
    page.templates.activated.emit(page.templates.currentIndex())
    page.write_boxes()
    assert len(list(target.glob("*.pdf"))) == page.boxes.count() == 5


@pytest.mark.parametrize(
    "key", ["minutes", "sign_in_sheet", "roster", "birthday_poster", "findings_list", "duties_table"]
)
def test_a_print_kind_with_its_options_gives_pages(shown, context, key):
    page = shown(PrintCentrePage(context))
    _choose(page, key)
    page.show_preview()
    assert page.panel.desk.page_count >= 1
    assert page.panel.place.text() == f"第 1 页，共 {page.panel.desk.page_count} 页"


def test_every_print_kind_is_offered_with_a_control_for_what_it_needs(shown, context):
    from db.reports import PRINTS

    page = shown(PrintCentrePage(context))
    assert [_kind(page, place).key for place in range(page.kinds.count())] == [kind.key for kind in PRINTS]
    for place, kind in enumerate(PRINTS):
        page.kinds.setCurrentRow(place)
        for name in kind.needs:
            assert page.combos[name].isVisibleTo(page), f"{kind.key} needs {name}"


def test_a_kind_for_one_record_lists_the_records_of_the_ledger_and_year(shown, context):
    page = shown(PrintCentrePage(context))
    _choose(page, "minutes")
    titles = [page.combos["uid"].itemText(place) for place in range(page.combos["uid"].count())]
    assert titles[0].startswith("2026-10-12")
    assert len(titles) == 4


def test_printing_what_needs_a_record_without_one_is_refused_in_words(shown, context, person):
    page = shown(PrintCentrePage(context))
    _choose(page, "minutes")
    page.combos["ledger"].setCurrentIndex(page.combos["ledger"].findData("party_lecture"))
    page.combos["ledger"].activated.emit(0)
    person.will_answer("知道了")
    page.show_preview()
    assert "还要选定" in person.heard[0]
    assert page.panel.desk.page_count == 0


def test_the_pdf_is_saved_only_on_request(qtbot, tasks, tmp_path, person):
    dialog = PrintDialog(tasks, "名册")
    qtbot.addWidget(dialog)
    dialog.panel.prepare("roster", {})
    assert dialog.panel.desk.page_count == 1
    target = tmp_path / "名册.pdf"
    person.will_answer(target)
    dialog.panel.save()
    assert target.read_bytes().startswith(b"%PDF")


def test_the_desk_keeps_the_proportions_of_the_paper_at_every_zoom(qtbot, tasks):
    dialog = PrintDialog(tasks, "名册")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.panel.prepare("minutes", _first_meeting(tasks, dialog))
    desk = dialog.panel.desk
    for step in (0, 1, 1, -3):
        desk.zoom_by(step)
        place = desk._places[0]
        assert place.height() / place.width() == pytest.approx(297 / 210, rel=0.01)


def _first_meeting(tasks, owner):
    found = []
    tasks.run_query(owner, lambda branch: branch.rows("general_meeting"), found.append)
    return {"ledger": "general_meeting", "uid": found[0][0].uid}


# --- layouts that the township handed down --------------------------------------------------------------------------
@pytest.fixture
def handed(context):
    """`handed(title, content)`: a layout as it lies here after a hand-down."""

    def keep(title, content):
        values = {
            "item": f"{title}-item", "version": 1, "kind": "boxes", "title": title, "text": "", "due_on": "",
            "file": "a.toml", "content": content.encode(), "unit": "青石镇党委", "number": 1, "received_at": "",
        }  # fmt: skip
        branch = context.tasks._branch
        with branch.database.transaction() as connection:
            connection.execute(HANDED.insert().values(**values))

    return keep


def test_the_boxes_of_the_township_are_offered_and_used(shown, context, handed):
    handed("青石镇五册", resources.read_text("boxes/simple.toml"))
    page = shown(InspectionPage(context))
    place = page.templates.findText("青石镇五册（上级下发）")
    page.templates.setCurrentIndex(place)
    page.refresh()
    assert page.boxes.count() == 5
    assert page.templates.currentText() == "青石镇五册（上级下发）"
    assert "青石镇五册" in page.subtitle.text()
    centre = shown(PrintCentrePage(context))
    assert centre.combos["template"].findText("青石镇五册（上级下发）") >= 0


def test_boxes_of_the_township_that_cannot_be_used_are_told_and_the_own_ones_come_back(
    shown, context, handed, person
):
    handed("坏分法", "title = 1")
    page = shown(InspectionPage(context))
    person.will_answer("知道了")
    page.templates.setCurrentIndex(page.templates.findText("坏分法（上级下发）"))
    page.refresh()
    assert "坏分法" in person.heard[0]
    assert page.boxes.count() == 12
    assert page.templates.currentData() == ""


def test_the_keyboard_stands_at_printing_once_the_pages_are_there(qtbot, context):
    dialog = PrintDialog(context.tasks, "党员花名册")
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    dialog.panel.prepare("roster", {})
    qtbot.waitUntil(dialog.panel.print_button.isEnabled, timeout=9000)
    assert dialog.focusWidget() is dialog.panel.print_button


def test_a_choice_beside_the_preview_keeps_the_keyboard(qtbot, context, shown):
    page = shown(PrintCentrePage(context))
    page.focus_start()
    page.preview_button.click()
    qtbot.waitUntil(page.panel.print_button.isEnabled, timeout=9000)
    assert page.window().focusWidget() is not page.panel.print_button
