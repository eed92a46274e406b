"""The thin line at the top of a page while work goes on: what is being done, how far, and 取消."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop.widgets.basic import button, label


class ProgressLine(QWidget):
    """Hidden until `begin`; takes no place then.

    Signals:
        cancel_requested: the user pressed 取消.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("进度")
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 0)
        self.text = label("", "note")
        row.addWidget(self.text)
        row.addStretch(1)
        self.cancel = button("取消", self.cancel_requested.emit, kind="link")
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.hide()

    def begin(self, text: str, *, can_cancel: bool = True) -> None:
        """Shows the line with what is being done."""
        self.cancel.setVisible(can_cancel)
        self.advance(0, 0, text)
        self.show()

    def advance(self, done: int, total: int, text: str = "") -> None:
        """How far the work is; total 0 where nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if text:
            self.text.setText(f"{text}　{done} / {total}" if total else f"{text}……")

    def end(self) -> None:
        self.hide()
