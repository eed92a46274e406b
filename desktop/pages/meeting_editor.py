"""记会议: the page for every kind of meeting. Left the frame and the agenda, right who came; what the books work out
(应到, quorum, how a vote stands, 补记) is shown while one types.

It writes nothing for anybody: no words, no attendance, no day is ever filled in.
"""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from db.changes import Draft, Row
from db.errors import InvalidDraftError, LedgerError
from desktop import messages, theme
from desktop.dialogs.draft_keeping import DraftKeeper
from desktop.dialogs.print_preview import open_print
from desktop.dialogs.record_side import AttachmentPanel
from desktop.dialogs.sign_in_paste import PasteDialog
from desktop.pages.meeting_editor_form import MeetingForm
from desktop.pages.meeting_editor_reading import Loaded, Worked, load, work_out
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import EmptyState, Notice, button, clear, menu_button
from desktop.widgets.editors import Sources
from desktop.widgets.person_edits import PeopleModel

if TYPE_CHECKING:
    from db.changes import Changes
    from db.ledger_spec import LedgerSpec
    from db.services.branch import Branch
    from db.services.queries import PersonChoice

PREVIEW_AFTER_MS = 250
_SIDE_FROM = 900
_PRINTS = (("minutes", "会议记录"), ("sign_in_sheet", "签到表"))


class MeetingEditorPage(Page):
    """One meeting, new or old."""

    ledgers = frozenset({"person", "group", "post"})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "记会议", parent)
        self.spec: LedgerSpec | None = None
        self.uid: str | None = None
        self.form: MeetingForm | None = None
        self.papers: AttachmentPanel | None = None
        self._row: Row | None = None
        self._people: tuple[PersonChoice, ...] = ()
        self._is_saving = False
        self.drafts = DraftKeeper(context.tasks, self)
        self._build()
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(PREVIEW_AFTER_MS)
        self._preview_timer.timeout.connect(self._preview)

    # --- opening ---------------------------------------------------------------------------------------------
    def edit_record(self, ledger: str, uid: "str | Draft | None") -> None:
        """Opens a meeting; None makes a new one, a Draft a new one that starts with its values."""
        starts = uid.values if isinstance(uid, Draft) else {}
        self._open(ledger, uid if isinstance(uid, str) else None, partial(load, starts=starts))

    def copy_last_record(self, ledger: str) -> None:
        """Opens a new meeting with the frame and the agenda titles of the last one."""
        self._open(ledger, None, partial(load, copies_last=True))

    def refresh(self) -> None:
        """Somebody on the roster may have changed: the expected list is worked out again."""
        self._preview()

    def _open(self, ledger: str, uid: str | None, reading: Any) -> None:
        from db.ledgers import by_key

        if self.form is not None and self.form.is_changed:
            return  # the question was answered with 继续填写: what is typed stays
        self.spec, self.uid = by_key(ledger), uid
        self.set_title(self.spec.title, "")
        self.query(partial(reading, spec=self.spec, uid=uid), self._fill, title="正在打开")

    def _fill(self, loaded: Loaded) -> None:
        assert self.spec is not None
        self._close_form()
        self._row, self._people = loaded.row, loaded.people
        sources = Sources(PeopleModel(loaded.people, self), self.context.today, {"group": loaded.groups})
        self.form = MeetingForm(self.spec, sources)
        self.form.attendance_card.paste_wanted.connect(self.paste)
        self._form_place.addWidget(self.form)
        self._signed_place.addWidget(self.form.signed_note)
        self.setTabOrder(self.save_button, self.form.signed_note.editor.targets()[0])
        self._place_side()
        self.form.set_values(loaded.row.values if loaded.row else {})
        if loaded.starts:
            self.form.put_values(loaded.starts)
        if loaded.row is None and not self.form.agenda.elements:
            self.form.agenda.add_empty()
        self.form.edited.connect(self._on_edited)
        self.drafts.watch(self.form, self.spec.key, self.uid, loaded.draft)
        self._tell()
        self.empty.hide()
        self.area.show()
        self.form.focus_first()
        self._preview()

    def _close_form(self) -> None:
        if self.form is not None:
            for widget in (self.form, self.form.attendance_card, self.form.signed_note, self.papers):
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            self.form = self.papers = None

    def _tell(self) -> None:
        is_old = self._row is not None
        self.print_button.setEnabled(is_old)
        self.history_button.setVisible(is_old)
        self.copy_button.setVisible(not is_old)
        parts = ["新记录，还没有保存"]
        if self._row is not None:
            who = f"，{self._row.entered_by}" if self._row.entered_by else ""
            parts = [self._row.text("number"), f"录入日期 {self._row.entered_on}{who}"]
        self.set_subtitle(" · ".join(part for part in parts if part))
        self.save_button.setEnabled(True)
        self._show_papers()

    def _show_papers(self) -> None:
        """The papers of a saved meeting; a new one has none yet."""
        assert self.spec is not None
        if self.papers is not None:
            self.papers.hide()
            self.papers.deleteLater()
        self.papers = AttachmentPanel(self.context.tasks, self.spec, self.uid)
        self._papers.addWidget(self.papers)

    # --- saving ----------------------------------------------------------------------------------------------
    def save(self) -> None:
        """Checks and saves; problems stand beside their fields, nothing typed is lost."""
        if self.form is None or self.spec is None or self._is_saving or not self.form.check():
            return
        spec, draft = (
            self.spec,
            Draft(self.form.changed_values(), self.uid, self._row.revision if self._row else None),
        )

        def work(branch: "Branch") -> "Changes":
            from db.services import drafts, saving

            changes = saving.save(branch, spec, draft)
            drafts.drop_draft(branch, spec.key, draft.uid)
            return changes

        self._set_saving(True)
        self.command(work, self._saved, failed=self._refused)

    def _saved(self, changes: "Changes") -> None:
        self._set_saving(False)
        assert self.spec is not None
        self.uid = next(iter(changes.of(self.spec.key)), self.uid)
        messages.toast(
            self, f"已保存：{self.spec.title}", "打印会议记录", partial(self.print_record, *_PRINTS[0])
        )
        self.query(partial(load, spec=self.spec, uid=self.uid), self._renew_after_saving)

    def _renew_after_saving(self, loaded: Loaded) -> None:
        """What is saved becomes the state without changes; the words stay where they stand."""
        if self.form is not None and loaded.row is not None:
            self._row = loaded.row
            self.form.set_values(loaded.row.values)
            self.drafts.take_as_kept(self.uid)
            self._tell()
            self._preview()

    def _refused(self, error: LedgerError) -> None:
        self._set_saving(False)
        homeless = [error.message]
        if isinstance(error, InvalidDraftError) and self.form is not None:
            homeless = self.form.show_problems(error.problems)
        if homeless:
            messages.show(self, error)

    def _set_saving(self, is_saving: bool) -> None:
        self._is_saving = is_saving
        self.save_button.setEnabled(not is_saving)
        self.save_button.setText("正在保存……" if is_saving else "保存")

    # --- leaving ---------------------------------------------------------------------------------------------
    def may_leave(self) -> bool:
        """Asks before typed text would be lost; what is kept as a draft is offered the next time."""
        if self.form is None or not self.form.is_changed:
            return not self._is_saving
        answers = (
            messages.Answer("save", "保存", is_default=True),
            messages.Answer("keep", "先放着，下次接着填"),
            messages.Answer("discard", "不保存"),
            messages.Answer("stay", "继续填写", is_escape=True),
        )
        chosen = messages.choose(
            self, f"{self.title.text()}还没有保存", "离开以后没保存的内容会怎样，由您决定。", answers
        )
        if chosen == "save":
            self.save()
            return self.form is not None and not self.form.is_changed
        if chosen == "keep":
            self.keep_draft()
        elif chosen == "discard":
            self.drafts.forget()
        if chosen in ("keep", "discard"):
            self._leave()
        return chosen != "stay"

    def keep_draft(self) -> None:
        """Keeps what stands in the form, where it differs from what was kept last."""
        self.drafts.keep()

    def _leave(self) -> None:
        self.drafts.leave()
        self._close_form()
        for widget in (self.late, self.talks, self.area):
            widget.hide()
        self.empty.show()
        self.save_button.setEnabled(False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.drafts.resume()  # back from behind the lock

    def hideEvent(self, event: QHideEvent) -> None:
        self.drafts.rest()
        super().hideEvent(event)

    # --- what the books work out -----------------------------------------------------------------------------
    def _on_edited(self) -> None:
        self._preview_timer.start()

    def _preview(self) -> None:
        if self.form is None or self.spec is None:
            return
        entered_on = self._row.entered_on if self._row else ""
        work = partial(work_out, spec=self.spec, values=self.form.values(), entered_on=entered_on)
        self.context.tasks.run_query(self, work, self._show_worked, title="正在计算应到人员")

    def _show_worked(self, worked: Worked) -> None:
        if self.form is None:
            return
        card = self.form.attendance_card
        card.show_counts(worked.computed)
        card.editor.set_expected(worked.computed.get("expected") or (), worked.voters)
        self.form.show_judgements(list(worked.computed.get("judgements") or ()))
        self.late.say(worked.late_text)
        self.talks.say(str(worked.computed.get("talk_text") or ""))

    # --- verbs -----------------------------------------------------------------------------------------------
    def paste(self) -> None:
        """Reads a list copied from a chat and ticks whom it names."""
        if self.form is None:
            return
        dialog = PasteDialog(self._people, self)
        if messages.run_modal(dialog) == QDialog.DialogCode.Accepted:
            self.form.attendance_card.fill(dialog.reading.present, dialog.reading.excused)
        dialog.deleteLater()

    def print_record(self, key: str, title: str) -> None:
        """Shows the preview of one of the papers of this meeting; it prints what is saved."""
        if self.form is not None and self.form.is_changed:
            messages.tell(self, "还有没保存的改动", "打印的是已经保存的内容，请先保存。")
        elif self.uid is not None and self.spec is not None:
            open_print(self, self.context.tasks, key, {"ledger": self.spec.key, "uid": self.uid}, title)

    def _fill_prints(self) -> None:
        """What can be printed of the kind of meeting that is open."""
        from db.reports import PRINTS

        menu = self.print_button.menu()
        menu.clear()
        own = [(kind.key, kind.title) for kind in PRINTS if self.spec and kind.ledger == self.spec.key]
        for key, title in (*_PRINTS, *own):
            menu.addAction(title, partial(self.print_record, key, title))

    def show_history(self) -> None:
        """Opens the list of earlier states."""
        from desktop.dialogs.history_dialog import HistoryDialog

        if self.uid is not None and self.spec is not None:
            HistoryDialog(self.context.tasks, self.spec, self.uid, self).open()

    def _copy_last(self) -> None:
        if self.spec is not None and self.may_leave():
            self.copy_last_record(self.spec.key)

    def _go_back(self) -> None:
        self.page_wanted.emit(self.spec.key if self.spec is not None else "today")

    # --- building --------------------------------------------------------------------------------------------
    def _build(self) -> None:
        self.back_button = button("返回", self._go_back, kind="quiet", icon="left", hint="回到这类会议的列表")
        self.history_button = button("历史", self.show_history, icon="history", hint="看谁在什么时候改过")
        self.copy_button = button(
            "复制上次", self._copy_last, icon="copy", hint="照上一次的地点、主持人和议题标题"
        )
        self.print_button = menu_button("打印", "print")
        self.print_button.menu().aboutToShow.connect(self._fill_prints)
        self.save_button = button("保存", self.save, kind="primary", hint="保存（Ctrl+S）")
        self.add_action(self.save_button)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)
        self.late = Notice("", "gold")
        self.talks = Notice("", "blue")  # of a life meeting: the talks before it, read from their ledger
        verbs = QHBoxLayout()
        verbs.setSpacing(12)
        verbs.addWidget(self.back_button)
        verbs.addWidget(self.late, 1)
        verbs.addStretch(0)
        for made in (self.history_button, self.copy_button, self.print_button):
            verbs.addWidget(made)
        self.body.addLayout(verbs)
        for notice in (self.late, self.talks):
            notice.hide()
        self.body.addWidget(self.drafts.notice)
        self.body.addWidget(self.talks)
        self._signed_place = QVBoxLayout()
        self.body.addLayout(self._signed_place)
        self.empty = EmptyState(
            "meeting",
            "从“今天”或会议列表里选一次会议，或新记一次",
            "时间、地点、主持、记录、议题、到会和表决是否齐全",
        )
        self.empty.offer("去会议列表", lambda: self.page_wanted.emit("general_meeting"))
        self.body.addWidget(self.empty, 1)
        self._build_content()
        self._leave_nothing()

    def _build_content(self) -> None:
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self._form_place, self._under, self._papers = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for place in (self._form_place, self._under, self._papers):
            column.addLayout(place)
        self.area = self.scrolled(content)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._row_of_work = QHBoxLayout()
        self._row_of_work.setSpacing(16)
        self._row_of_work.addWidget(self.area, 7)
        self._beside = QVBoxLayout()
        self._row_of_work.addLayout(self._beside, 3)
        self.body.addLayout(self._row_of_work, 1)

    def _leave_nothing(self) -> None:
        self.area.hide()
        self.save_button.setEnabled(False)
        self.print_button.setEnabled(False)
        self.history_button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side()

    def _place_side(self) -> None:
        """Who came stands beside the form and stays in sight; in a narrow window it folds under it."""
        is_narrow = self.width() < _SIDE_FROM * theme.current().scale
        place = self._under if is_narrow else self._beside
        if self.form is None or place.indexOf(self.form.attendance_card) >= 0:
            return
        self._row_of_work.setStretch(1, 0 if is_narrow else 3)
        place.addWidget(self.form.attendance_card)
        self.body.activate()  # now, not with the next event: until then the form would keep the other width
