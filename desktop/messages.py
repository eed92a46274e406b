"""The only place that speaks to the user: errors, questions, file choosers and the short notes with 撤销.

Nothing here knows a ledger or a page. Everything modal goes through `run_modal`, so that tests can answer
instead of a person. Ask before a write and speak after it, never in the middle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QWidget,
)

from db.errors import LedgerError
from desktop import theme

PROGRAM = "支部台账"
TOAST_SECONDS = 8
SPREADSHEET_FILTER = "Excel 工作簿 (*.xlsx);;CSV 文本表格 (*.csv)"
PDF_FILTER = "PDF 文件 (*.pdf)"
ANY_FILTER = "所有文件 (*)"


@dataclass(frozen=True, slots=True)
class Answer:
    """One button of a question: the word on it, and what it means to the program."""

    code: str
    title: str
    is_default: bool = False
    is_escape: bool = False


_WAITING: list[QDialog] = []  # questions on the screen, the newest last


def run_modal(box: QDialog) -> int:
    """Runs a modal dialog; the one spot that blocks for an answer."""
    _WAITING.append(box)
    try:
        return box.exec()
    finally:
        _WAITING.remove(box)


def end_all() -> None:
    """Closes every question that waits, as if it had been refused: the window is being locked."""
    for box in reversed(_WAITING):
        box.done(QDialog.DialogCode.Rejected)


def show(parent: QWidget | None, error: LedgerError) -> None:
    """Tells what happened, what was kept and what to do, each on a line of its own."""
    details = [part for part in (error.kept, error.remedy) if part]
    tell(parent, error.happened, "\n".join(details), warning=True)


def tell(parent: QWidget | None, text: str, details: str = "", *, warning: bool = False) -> None:
    """A statement with one button."""
    box = _box(parent, text, details)
    box.setIconPixmap(_picture("warning" if warning else "info", "red" if warning else "blue"))
    _add_button(box, Answer("ok", "知道了", is_default=True, is_escape=True))
    run_modal(box)


def ask(
    parent: QWidget | None, question: str, details: str = "", *, yes: str = "确定", no: str = "取消"
) -> bool:
    """A question with a verb on its button; Esc and Enter both mean the harmless answer `no`."""
    answers = (Answer("yes", yes), Answer("no", no, is_default=True, is_escape=True))
    return choose(parent, question, details, answers) == "yes"


def choose(parent: QWidget | None, question: str, details: str, answers: Sequence[Answer]) -> str:
    """The code of the answer chosen; closing the window counts as the one marked `is_escape`."""
    box = _box(parent, question, details)
    box.setIconPixmap(_picture("info", "blue"))
    buttons = {_add_button(box, answer): answer.code for answer in answers}
    run_modal(box)
    escape = next((answer.code for answer in answers if answer.is_escape), answers[-1].code)
    clicked = box.clickedButton()
    return next((code for button, code in buttons.items() if button is clicked), escape)


def choose_file(parent: QWidget | None, title: str, filters: str = ANY_FILTER) -> Path | None:
    """A file to read, or None."""
    return next(iter(choose_files(parent, title, filters, several=False)), None)


def choose_files(
    parent: QWidget | None, title: str, filters: str = ANY_FILTER, *, several: bool = True
) -> tuple[Path, ...]:
    """Files to read."""
    dialog = QFileDialog(parent, title, "", filters)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles if several else QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def choose_target(parent: QWidget | None, title: str, name: str, filters: str) -> Path | None:
    """Where to write a file; `name` is proposed. Asks before replacing one that exists."""
    dialog = QFileDialog(parent, title, name, filters)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    dialog.filterSelected.connect(partial(_follow_filter, dialog))
    return next(iter(_chosen(dialog)), None)


def _follow_filter(dialog: QFileDialog, chosen: str) -> None:
    """Give the name the suffix of the kind of file that was chosen, "CSV 文本表格 (*.csv)"."""
    suffix = chosen.rpartition("*.")[2].rstrip(")")
    dialog.setDefaultSuffix(suffix)
    named = next(iter(dialog.selectedFiles()), "")
    if named:
        dialog.selectFile(Path(named).with_suffix(f".{suffix}").name)


def choose_folder(parent: QWidget | None, title: str) -> Path | None:
    """A folder, or None."""
    dialog = QFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return next(iter(_chosen(dialog)), None)


def toast(
    parent: QWidget, text: str, action: str = "", on_action: Callable[[], None] | None = None
) -> "Toast":
    """A note at the foot of the window that goes away by itself; with an action such as 撤销 it stays
    longer.
    """
    window = parent.window()
    for old in window.findChildren(Toast):
        old.dismiss()
    note = Toast(window, text, action, on_action)
    note.appear()
    return note


class Toast(QFrame):
    """A short note over the foot of a window. It never takes the focus and is read out as an alert."""

    def __init__(self, window: QWidget, text: str, action: str, on_action: Callable[[], None] | None) -> None:
        super().__init__(window)
        self.setProperty("surface", "toast")
        self.setAccessibleName(text)
        self._on_action = on_action
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self.label = QLabel(text)
        row.addWidget(self.label)
        self.button = QPushButton(action)
        self.button.setProperty("kind", "link")
        if not action:
            self.button.hide()
        self.button.clicked.connect(self.act)
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._window = window
        window.installEventFilter(self)

    def appear(self) -> None:
        """Shows the note and starts its time."""
        self.show()
        self.raise_()
        self._place()
        self._timer.start(TOAST_SECONDS * 1000 // (1 if self.button.text() else 2))

    def act(self) -> None:
        """Does what the button says, once."""
        action, self._on_action = self._on_action, None
        self.dismiss()
        if action is not None:
            action()

    def dismiss(self) -> None:
        """Takes the note away."""
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.adjustSize()
        window = self._window
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 28)


def _box(parent: QWidget | None, text: str, details: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle(PROGRAM)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(details)
    return box


def _add_button(box: QMessageBox, answer: Answer) -> QPushButton:
    role = QMessageBox.ButtonRole.RejectRole if answer.is_escape else QMessageBox.ButtonRole.AcceptRole
    button = box.addButton(answer.title, role)
    if answer.is_default:
        box.setDefaultButton(button)
    if answer.is_escape:
        box.setEscapeButton(button)
    return button


def _picture(name: str, color: str) -> QPixmap:
    return theme.pixmap(name, color, 32, 2.0)


def _chosen(dialog: QFileDialog) -> tuple[Path, ...]:
    dialog.setOption(QFileDialog.Option.DontConfirmOverwrite, False)
    if run_modal(dialog) != QDialog.DialogCode.Accepted:
        return ()
    return tuple(Path(name) for name in dialog.selectedFiles())
