"""The form every ledger gets for free: entry, what the law computes from it, attachments, and the way to the
books.

Reads and writes only through `tasks` and the services. Typed text is never lost without a question, and is
kept as a draft every five seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from db.changes import Draft, Row
from db.errors import InvalidDraftError, LedgerError
from db.fields import Kind
from db.ledger_spec import LedgerSpec
from desktop import messages, theme
from desktop.dialogs.draft_keeping import DraftKeeper
from desktop.dialogs.record_form import RecordForm
from desktop.dialogs.record_side import AttachmentPanel, ComputedPanel
from desktop.tasks import Job, Tasks
from desktop.widgets.basic import button, clear, label
from desktop.widgets.editors import Sources
from desktop.widgets.person_edits import PeopleModel
from desktop.widgets.progress_line import ProgressLine

if TYPE_CHECKING:
    from db.changes import Changes
    from db.services.branch import Branch
    from db.services.queries import PersonChoice

PREVIEW_AFTER_MS = 300
_SIDE_FROM = 940  # narrower than this the side panel folds under the form


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a form needs before it can be built."""

    row: Row | None
    people: "tuple[PersonChoice, ...]"
    references: Mapping[str, tuple[tuple[str, str], ...]]
    copied: Mapping[str, Any] = field(default_factory=dict)
    starts: Mapping[str, Any] = field(default_factory=dict)
    draft: Mapping[str, Any] | None = None


class RecordDialog(QDialog):
    """One record, new or old; in place of a uid a Draft gives a new one its first values.

    Signals:
        record_saved(Changes): after saving, before the dialog closes.
    """

    record_saved = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        today: date,
        spec: LedgerSpec,
        uid: str | Draft | None,
        parent: QWidget | None = None,
        *,
        copies_last: bool = False,
    ) -> None:
        super().__init__(parent)
        self.tasks, self.today, self.spec = tasks, today, spec
        self.uid = None if isinstance(uid, Draft) else uid
        self._starts = uid.values if isinstance(uid, Draft) else {}
        self.form: RecordForm | None = None
        self._copies_last = copies_last
        self._revision: int | None = None
        self._opened: dict[str, Any] = {}  # what the form began with: leaving it so loses nothing
        self._is_saving = False
        self.setWindowTitle(f"{'修改' if self.uid else '新增'}{spec.title}")
        self.drafts = DraftKeeper(tasks, self, parent)
        self._build()
        self._preview_timer = QTimer(self)
        self._preview_timer.setSingleShot(True)
        self._preview_timer.setInterval(PREVIEW_AFTER_MS)
        self._preview_timer.timeout.connect(self._preview)
        self.tasks.busy_changed.connect(self._on_busy)
        self.tasks.run_query(self, self._load, self._fill, title="正在打开")

    # --- loading ----------------------------------------------------------------------------------------
    def _load(self, branch: "Branch") -> Loaded:
        from db.services import drafts, queries, saving
        from db.services.starting_values import starting_values
        from db.services.whole_numbers import note_form

        row = queries.get_row(branch, self.spec, self.uid) if self.uid else None
        if row is not None:
            note_form(branch, self.spec, row)
        return Loaded(
            row,
            queries.people_index(branch),
            _references(branch, self.spec),
            saving.copy_last(branch, self.spec) if self._copies_last else {},
            starting_values(branch, self.spec, self._starts) if row is None else {},
            drafts.kept_draft(branch, self.spec.key, self.uid),
        )

    def _fill(self, loaded: Loaded) -> None:
        sources = Sources(PeopleModel(loaded.people, self), self.today, loaded.references)
        self.form = RecordForm(self.spec, sources)
        self._form_place.addWidget(self.form)
        self.form.set_values(loaded.row.values if loaded.row else {})
        if loaded.row is not None:
            self._revision = loaded.row.revision
            self._tell_entry(loaded.row)
        if loaded.copied:
            self.form.put_values(loaded.copied)
        starts = {**loaded.starts, **self._starts}
        if starts:
            self.form.put_values(starts)
        if self.spec.starts is not None:
            self.form.offer_completion(self._complete)
        self.form.edited.connect(self._on_edited)
        self._opened = self.form.values()
        self.drafts.watch(self.form, self.spec.key, self.uid, loaded.draft)
        self.save_button.setEnabled(True)
        self.form.focus_first()
        self._preview()

    def _tell_entry(self, row: Row) -> None:
        from db.services.saving import title_of

        self.title.setText(f"{self.spec.title} · {title_of(self.spec, row)}")
        who = f"，{row.entered_by}录入" if row.entered_by else ""
        self.subtitle.setText(f"录入日期 {row.entered_on}{who}" if row.entered_on else "")

    # --- saving -----------------------------------------------------------------------------------------
    def save(self) -> None:
        """Checks, saves and closes; problems stand beside their fields and nothing is lost."""
        if self.form is None or self._is_saving or not self.form.check():
            return
        values = self.form.changed_values()
        if self.uid is not None and not values:
            self._close_for_good()
            return
        spec, draft = self.spec, Draft(values, self.uid, self._revision)

        def work(branch: "Branch") -> "Changes":
            from db.services import drafts, saving

            changes = saving.save(branch, spec, draft)
            drafts.drop_draft(branch, spec.key, draft.uid)
            return changes

        self._set_saving(True)
        self.tasks.run_command(self, work, self._saved, failed=self._refused)

    def _saved(self, changes: "Changes") -> None:
        self._set_saving(False)
        self.drafts.rest()
        self.record_saved.emit(changes)
        parent = self.parentWidget()
        if parent is not None:
            messages.toast(parent, f"已保存：{self.spec.title}")
        self._close_for_good()

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
        theme.mark(self.save_button, state="busy" if is_saving else "")

    # --- leaving ----------------------------------------------------------------------------------------
    def reject(self) -> None:
        if self._may_close():
            self.drafts.forget()
            self._close_for_good()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.result() or self._may_close():
            self.drafts.rest()
            super().closeEvent(event)
        else:
            event.ignore()

    def _may_close(self) -> bool:
        if self._is_saving:
            return False
        if self.form is None or not self.form.is_changed or self.form.values() == self._opened:
            return True
        answers = (
            messages.Answer("save", "保存", is_default=True),
            messages.Answer("discard", "不保存"),
            messages.Answer("stay", "继续填写", is_escape=True),
        )
        chosen = messages.choose(
            self, "填写的内容还没有保存", "不保存的话，这次填写的内容就没有了。", answers
        )
        if chosen == "save":
            self.save()
        return chosen == "discard"

    def _close_for_good(self) -> None:
        self.drafts.rest()
        self.done(QDialog.DialogCode.Accepted)

    def keep_draft(self) -> None:
        """Keeps what stands in the form, where it differs from what was kept last."""
        self.drafts.keep()

    # --- computing beside the entry ---------------------------------------------------------------------
    def _on_edited(self) -> None:
        self._preview_timer.start()

    def _preview(self) -> None:
        if self.form is None or self.spec.compute is None:
            return
        spec, values, uid = self.spec, self.form.values(), self.uid or ""

        def work(branch: "Branch") -> dict[str, Any]:
            from db.services import saving

            return saving.preview(branch, spec, values, uid)

        self.tasks.run_query(self, work, self._show_preview, title="正在计算")

    def _show_preview(self, computed: dict[str, Any]) -> None:
        self.computed.show_values(computed)
        if self.form is not None:
            self.form.show_worked(computed)
            self.form.show_judgements(list(computed.get("judgements") or ()))

    def _complete(self, key: str) -> None:
        """Adds to a list who belongs to it by the roster of the day typed, and is not in it yet."""
        if self.form is None:
            return
        spec, values = self.spec, self.form.values()

        def work(branch: "Branch") -> list[Mapping[str, Any]]:
            from db.services.starting_values import completed_list

            return completed_list(branch, spec, key, values)

        def then(elements: list[Mapping[str, Any]]) -> None:
            if self.form is not None:
                self.form.put_values({key: elements})

        self.tasks.run_query(self, work, then, title="正在读取名册")

    # --- building ---------------------------------------------------------------------------------------
    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 16)
        outer.setSpacing(12)
        self.progress = ProgressLine()
        outer.addWidget(self.progress)
        outer.addLayout(self._build_header())
        inset = QHBoxLayout()
        inset.setContentsMargins(24, 0, 24, 0)
        inset.addWidget(self.drafts.notice)
        outer.addLayout(inset)
        outer.addWidget(self._build_content(), 1)
        QShortcut(QKeySequence.StandardKey.Save, self, self.save)
        self._resize_to_parent()

    def _build_header(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 18, 24, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = label(self.windowTitle(), "title", wrap=True)
        words.addWidget(self.title)
        self.subtitle = label(self.spec.notes.split("。")[0], "secondary", wrap=True)
        words.addWidget(self.subtitle)
        row.addLayout(words, 1)
        self.history_button = button("历史", self.show_history, icon="history", hint="看谁在什么时候改过")
        if self.uid is None:
            self.history_button.hide()
        self.cancel_button = button("取消", self.reject, hint="不保存，关闭（Esc）")
        self.save_button = button("保存", self.save, kind="primary", hint="保存并关闭（Ctrl+S）")
        self.save_button.setDefault(True)
        self.save_button.setEnabled(False)
        for made in (self.history_button, self.cancel_button, self.save_button):
            row.addWidget(made)
        return row

    def _build_content(self) -> QWidget:
        """The form scrolls; what is computed stays in sight beside it, and folds under it where there is no room."""
        content = clear(QWidget())
        self._under = QVBoxLayout(content)
        self._under.setContentsMargins(24, 0, 12, 0)
        self._under.setSpacing(16)
        self._form_place = QVBoxLayout()
        self._under.addLayout(self._form_place, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        holder = QWidget()
        self._beside = QHBoxLayout(holder)
        self._beside.setContentsMargins(0, 0, 12, 0)
        self._beside.setSpacing(4)
        self._beside.addWidget(area, 7)
        self._side = self._build_side()
        self._beside.addWidget(self._side, 3)
        return holder

    def _build_side(self) -> QScrollArea:
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(16)
        computed = [spec for spec in self.spec.extra if spec.kind is Kind.COMPUTED]
        self.computed = ComputedPanel(computed)
        self.attachments = AttachmentPanel(self.tasks, self.spec, self.uid)
        column.addWidget(self.computed)
        column.addWidget(self.attachments)
        column.addStretch(1)
        side = QScrollArea()
        side.setWidgetResizable(True)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setWidget(content)
        if not computed and not self.spec.attachments:
            side.hide()
        return side

    def _resize_to_parent(self) -> None:
        """A little smaller than the window, as large as it where that is small, never larger."""
        parent = self.parentWidget()
        if parent is None:
            self.resize(1180, 700)
            return
        room = parent.window().size()
        wide = max(room.width() - 72, min(room.width(), 900))
        self.resize(min(wide, 1320), max(room.height() - 56, min(room.height(), 560)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < _SIDE_FROM * theme.current().scale
        if is_narrow == (self._under.indexOf(self._side) >= 0):
            return
        if is_narrow:
            self._under.addWidget(self._side)
            self._side.setMinimumHeight(self._side.widget().sizeHint().height())
        else:
            self._beside.addWidget(self._side, 3)
            self._side.setMinimumHeight(0)

    def show_history(self) -> None:
        """Opens the list of earlier states."""
        from desktop.dialogs.history_dialog import HistoryDialog

        if self.uid is not None:
            HistoryDialog(self.tasks, self.spec, self.uid, self).open()

    def _on_busy(self, _job: Job | None) -> None:
        job = self.tasks.waiting_for(self)
        if job is not None:
            self.progress.begin(job.title, can_cancel=False)
        else:
            self.progress.end()


def _references(branch: "Branch", spec: LedgerSpec) -> dict[str, tuple[tuple[str, str], ...]]:
    """Records of the ledgers that fields refer to, as (uid, name)."""
    from db.ledgers import by_key
    from db.services import queries
    from db.services.naming_records import MEETING, choices_of

    inner = (each for field in spec.fields for each in (field, *field.fields))
    wanted = {each.refers_to for each in inner if each.kind is Kind.REFERENCE}
    named = {
        ledger: tuple(
            (row.uid, row.text("name"))
            for row in queries.list_rows(branch, by_key(ledger), queries.ListQuery(keys=("name",)))
        )
        for ledger in sorted(wanted - {MEETING})
    }
    return named | ({MEETING: choices_of(branch, MEETING)} if MEETING in wanted else {})
