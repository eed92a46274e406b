"""What the user sees when the program itself made a mistake: what is safe, and a report to copy. It
decides nothing.
"""

import platform
import traceback
from types import TracebackType

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop.widgets.basic import button, label
from desktop.widgets.placing import fit


class CrashDialog(QDialog):
    """The three parts of every message, and the details below."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("程序出错了")
        fit(self, 720, 460)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(10)
        column.addWidget(label("程序出了一个意外的错误", "title"))
        column.addWidget(
            label(
                "已经保存的记录没有受影响，正在填写的内容留有底稿。可以关掉这个窗口接着用；"
                "如果反复出现，请把下面的内容复制下来交给维护人员，里面没有党员的个人信息。",
                wrap=True,
            )
        )
        self.details = QPlainTextEdit(report)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("出错的详细内容")
        column.addWidget(self.details, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("复制内容", self.copy, icon="copy"))
        closing = button("关闭", self.reject, kind="primary")
        closing.setDefault(True)
        row.addWidget(closing)
        column.addLayout(row)

    def copy(self) -> None:
        """Puts the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Where it happened, without the words of the error: those may hold what somebody typed."""
    places = [
        f"  {frame.name} ({frame.filename.replace(chr(92), '/').rsplit('/', 2)[-2:]}, {frame.lineno})"
        for frame in traceback.extract_tb(trace)
    ]
    causes = f"cause: {type(error.__cause__).__name__}" if error.__cause__ else ""
    lines = [f"{kind.__module__}.{kind.__qualname__}", causes, *places]
    system = f"Python {platform.python_version()} · {platform.system()} {platform.release()}"
    return "\n".join(line for line in [system, *lines] if line)
