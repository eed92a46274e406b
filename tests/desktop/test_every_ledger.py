"""Contracts of the window that every ledger kind keeps from its spec alone."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS
from db.services import queries
from desktop.dialogs.record_dialog import RecordDialog
from desktop.pages.ledger_page import LedgerPage
from desktop.pages.page import PageContext
from desktop.tasks import Tasks
from desktop.widgets.editor import Field
from desktop.widgets.record_table import UID_ROLE
from tests.support.typing_in import cut_texts, overlaps, sample

EACH = pytest.mark.parametrize("spec", LEDGERS, ids=lambda spec: spec.key)


def read(tasks: Tasks, work: Any) -> Any:
    found: list[Any] = []
    owner = QWidget()
    tasks.run_query(owner, work, found.append)
    owner.deleteLater()
    return found[0]


def fill(dialog: RecordDialog, tasks: Tasks) -> None:
    people = read(tasks, queries.people_index)
    groups = tuple((row.uid, row.text("name")) for row in read(tasks, lambda branch: branch.rows("group")))
    assert dialog.form is not None
    references = {"group": groups}
    values = {key: sample(dialog.spec.by_key[key], people, references) for key in dialog.form.fields}
    dialog.form.put_values(values)


def opened(qtbot: QtBot, context: PageContext, spec: LedgerSpec, uid: str | None = None) -> RecordDialog:
    dialog = RecordDialog(context.tasks, context.today, spec, uid)
    qtbot.addWidget(dialog)
    dialog.resize(1290, 712)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def shown_page(qtbot: QtBot, context: PageContext, spec: LedgerSpec) -> LedgerPage:
    page = LedgerPage(context, spec)
    qtbot.addWidget(page)
    page.resize(1158, 768)
    with qtbot.waitExposed(page):
        page.show()
    return page


def shown_uids(page: LedgerPage) -> list[str]:
    return [page.model.index(row, 0).data(UID_ROLE) for row in range(page.model.rowCount())]


def newest(tasks: Tasks, spec: LedgerSpec, before: set[str]) -> str:
    after = {row.uid for row in read(tasks, lambda branch: branch.rows(spec.key))}
    (uid,) = after - before if not spec.single else after
    return str(uid)


@EACH
def test_a_form_filled_in_full_is_saved_found_removed_and_put_back(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    tasks = context.tasks
    before = {row.uid for row in read(tasks, lambda branch: branch.rows(spec.key))}
    dialog = opened(qtbot, context, spec, next(iter(before)) if spec.single else None)
    fill(dialog, tasks)
    typed = dialog.form.values() if dialog.form else {}
    with qtbot.waitSignal(dialog.record_saved):
        dialog.save()
    uid = newest(tasks, spec, before)
    row = read(tasks, lambda branch: queries.get_row(branch, spec, uid))
    for key in ("topic", "place", "words", "note", "title"):
        if key in typed:
            assert row[key] == typed[key]
    page = shown_page(qtbot, context, spec)
    assert page.model.row_of(uid) >= 0
    if spec.single:
        return
    page.remove((uid,))
    assert page.model.row_of(uid) == -1
    page._put_back((uid,))
    assert page.model.row_of(uid) >= 0


@EACH
def test_a_saved_record_opens_with_what_was_typed_and_counts_as_unchanged(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    tasks = context.tasks
    before = {row.uid for row in read(tasks, lambda branch: branch.rows(spec.key))}
    dialog = opened(qtbot, context, spec, next(iter(before)) if spec.single else None)
    fill(dialog, tasks)
    with qtbot.waitSignal(dialog.record_saved):
        dialog.save()
    again = opened(qtbot, context, spec, newest(tasks, spec, before))
    assert again.form is not None
    assert not again.form.is_changed
    people = read(tasks, queries.people_index)
    for key, field in again.form.fields.items():
        kind = again.spec.by_key[key].kind
        if kind in ("text", "day", "time", "long_text", "partial_day") and key not in ("pinyin",):
            assert field.editor.value() == sample(again.spec.by_key[key], people, {}), key
    assert again.close()


@EACH
def test_every_field_has_a_label_a_buddy_and_a_name(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    dialog = opened(qtbot, context, spec)
    fields = dialog.findChildren(Field)
    assert fields
    for field in fields:
        targets = field.editor.targets()
        assert field.label.buddy() is targets[0]
        assert field.title in (field.label.text() or field.title)
        for target in targets:
            assert target.accessibleName() or target.property("text"), field.title


@EACH
def test_tab_goes_through_the_form_in_the_order_of_the_spec(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    dialog = opened(qtbot, context, spec)
    assert dialog.form is not None
    order = [field.editor.targets()[0] for field in dialog.form.fields.values()]
    seen: list[QWidget] = []
    current = order[0]
    for _step in range(400):
        seen.append(current)
        nxt = current.nextInFocusChain()
        if nxt is None or nxt is order[0]:
            break
        current = nxt
    places = [seen.index(target) for target in order]
    assert all(first < second for first, second in pairwise(places))


@EACH
@pytest.mark.parametrize("size", ["standard", "huge"])
def test_no_text_is_cut_and_nothing_overlaps(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec, size: str, styled: Any
) -> None:
    styled("light", size)
    page = shown_page(qtbot, context, spec)
    assert cut_texts(page) == []
    assert overlaps(page) == []
    dialog = opened(qtbot, context, spec)
    fill(dialog, context.tasks)
    with suppress(TimeoutError):
        qtbot.waitUntil(
            lambda: not cut_texts(dialog) and not overlaps(dialog), timeout=1500
        )  # rows take a moment to find their height
    assert cut_texts(dialog) == []
    assert overlaps(dialog) == []
    assert dialog.form is not None
    dialog.form.set_values(dialog.form.values())


@EACH
def test_the_table_model_keeps_qts_rules_and_names_every_cell(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    page = shown_page(qtbot, context, spec)
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for column in range(page.model.columnCount()):
        assert page.model.headerData(column, Qt.Orientation.Horizontal)
        for row in range(min(page.model.rowCount(), 5)):
            cell = page.model.index(row, column)
            text = cell.data()
            assert not text or text in cell.data(Qt.ItemDataRole.AccessibleTextRole)


@EACH
def test_an_empty_form_says_what_is_missing_beside_its_fields(
    qtbot: QtBot, context: PageContext, spec: LedgerSpec
) -> None:
    dialog = opened(qtbot, context, spec)
    assert dialog.form is not None
    required = [
        key for key in dialog.form.fields if spec.by_key[key].required and spec.by_key[key].default is None
    ]
    required = [key for key in required if dialog.form.fields[key].editor.value() in (None, "", [])]
    dialog.save()
    if not required:
        return
    assert dialog.isVisible()
    for key in required:
        assert "不能为空" in dialog.form.fields[key].problem.text()
    assert dialog.close()


@EACH
def test_every_column_can_be_sorted_by(qtbot: QtBot, context: PageContext, spec: LedgerSpec) -> None:
    page = shown_page(qtbot, context, spec)
    held = set(shown_uids(page))
    for number, (column, _field) in enumerate(page.model.columns):
        page.sort_by(column.key)
        upwards = shown_uids(page)
        texts = {page.model.index(row, number).data() for row in range(len(upwards))}
        page.sort_by(column.key, descending=True)
        assert set(upwards) == set(shown_uids(page)) == held
        assert len(texts - {""}) < 2 or upwards != shown_uids(page), column.key


def test_an_unknown_record_is_refused_in_words(qtbot: QtBot, context: PageContext, person: Any) -> None:
    person.will_answer("知道了")
    RecordDialog(context.tasks, context.today, LEDGERS[0], "nobody-here").deleteLater()
    assert "没有" in person.heard[0]


@EACH
def test_no_hint_is_cut(qtbot: QtBot, context: PageContext, spec: LedgerSpec) -> None:
    dialog = opened(qtbot, context, spec)
    assert dialog.form is not None
    for field in dialog.form.fields.values():
        for line in field.editor.findChildren(QLineEdit):
            hint = line.placeholderText()
            assert line.fontMetrics().horizontalAdvance(hint) <= line.width() - 20, (field.title, hint)
