"""One line of text asked for: a new name. What the books refuse is said beneath it and stays typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import button, label


class NameDialog(QDialog):
    """Signals:
    submitted(str): what was typed; call `refuse` or `accept` then.
    """

    submitted = Signal(str)

    def __init__(self, title: str, words: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(round(440 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(words, "secondary", wrap=True))
        name_label = label("新的名称", "label")
        self.line = QLineEdit(name)
        self.line.setAccessibleName("新的名称")
        self.line.returnPressed.connect(self.submit)
        name_label.setBuddy(self.line)
        column.addWidget(name_label)
        column.addWidget(self.line)
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.save_button = button("改名", self.submit, kind="primary")
        self.save_button.setDefault(True)
        row.addWidget(self.save_button)
        column.addLayout(row)
        self.line.selectAll()
        self.line.setFocus()

    def submit(self) -> None:
        """Gives what was typed."""
        self.problem.setText("")
        self.submitted.emit(self.line.text())

    def refuse(self, sentence: str) -> None:
        """Says what is wrong; what was typed stays."""
        self.problem.setText(sentence)
        self.line.setFocus()
