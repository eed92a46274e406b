"""The form of a meeting: the frame as every ledger has it, the agenda as cards, the attendance in a panel of its own."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from db.fields import FieldSpec
from db.ledger_spec import FormGroup, LedgerSpec
from desktop.dialogs.record_form import RecordForm
from desktop.pages.meeting_editor_agenda import AgendaEditor
from desktop.pages.meeting_editor_attendance import AttendanceCard
from desktop.pages.meeting_editor_corrections import CORRECTIONS, SIGNED, CorrectionsCard, SignedNote
from desktop.widgets.basic import Card
from desktop.widgets.editor import Field
from desktop.widgets.editors import Sources

AGENDA, ATTENDANCE, EVERYONE = "agenda", "attendance", "everyone_present"


class MeetingForm(RecordForm):
    """All fields of one meeting. The page places `attendance_card` beside the form and `signed_note` above it, which
    shows while the record is signed as it stands.
    """

    def __init__(self, spec: LedgerSpec, sources: Sources, parent: QWidget | None = None) -> None:
        self.agenda = AgendaEditor(spec.field(AGENDA), sources)
        self.attendance_card = AttendanceCard(
            sources.people, f"{spec.field(EVERYONE).title}（点成请假、缺席的除外）"
        )
        self.corrections_card = CorrectionsCard(spec.field(CORRECTIONS).title)
        super().__init__(spec, sources, parent)
        self.signed_note = self._keep(spec.field(CORRECTIONS), SignedNote(spec.field(CORRECTIONS)))
        self.signed_note.hide()

    def set_values(self, values: Mapping[str, Any]) -> None:
        super().set_values(values)
        self.signed_note.setVisible(bool(values.get(SIGNED)))
        self.corrections_card.show_rows(values.get(CORRECTIONS) or ())
        self._follow_everyone()

    def put_values(self, values: Mapping[str, Any]) -> None:
        super().put_values(values)
        self._follow_everyone()

    def show_judgements(self, sentences: list[str]) -> None:
        self.agenda.show_verdicts(sentences)

    def _follow_everyone(self) -> None:
        card = self.attendance_card
        card.editor.set_everyone(bool(card.everyone.value()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._let_texts_grow)

    def _let_texts_grow(self) -> None:
        """Lines break anew at another width; a text told so during the layout itself would not be heard."""
        for text in self.findChildren(QPlainTextEdit):
            text.updateGeometry()

    def _group(self, group: FormGroup, sources: Sources) -> Card:
        if AGENDA in group.keys:
            card = Card(group.title)
            card.add(self._keep(self.spec.field(AGENDA), self.agenda))
            return card
        if ATTENDANCE in group.keys:
            card = self.attendance_card
            card.hold(self._keep(self.spec.field(EVERYONE), card.everyone))
            card.hold(self._keep(self.spec.field(ATTENDANCE), card.editor), 1)
            nowhere = Card()
            nowhere.hide()
            return nowhere
        if CORRECTIONS in group.keys:
            return self.corrections_card
        return super()._group(group, sources)

    def _field(self, spec: FieldSpec, sources: Sources, *, only: bool) -> Field:
        field = super()._field(spec, sources, only=only)
        if spec.key == "topic":
            field.editor.is_wide = True  # as long as it is, it takes a row of its own
        return field

    def _keep(self, spec: FieldSpec, editor: Any) -> Field:
        """A field around an editor that stands where it stands; problems are shown in it or by the editor."""
        field = Field(spec.title, editor, is_titled=False)
        field.label.hide()
        editor.edited.connect(self.edited)
        self.fields[spec.key] = field
        return field
