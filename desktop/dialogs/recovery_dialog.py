"""The recovery code of a new branch: shown once, printed or saved as the sheet for the safe. It is kept
nowhere.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop import messages
from desktop.dialogs.print_preview import PrintDialog
from desktop.tasks import Progress, Tasks
from desktop.widgets.basic import Card, button, label

if TYPE_CHECKING:
    from db.reports.document import ReportDocument

_GROUP = 6


class RecoveryDialog(QDialog):
    """Cannot be left before the user says that the sheet is safe."""

    def __init__(
        self, tasks: Tasks, branch_name: str, code: str, proposed: Path, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._branch_name, self._proposed = tasks, branch_name, proposed
        self._digits = "".join(char for char in code if char.isdigit())
        self.setWindowTitle("恢复表")
        self.resize(620, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label("请把恢复表打印出来，封好放进保险柜", "title"))
        words = "忘记口令时，只有这 48 位数字能打开台账。程序不保存它，关掉这个窗口就再也看不到了。"
        column.addWidget(label(words, "secondary", wrap=True))
        column.addWidget(self._build_code())
        self.confirmed = QCheckBox("已经打印或保存好，放在了安全的地方")
        self.confirmed.setAccessibleName(self.confirmed.text())
        self.confirmed.toggled.connect(self._allow_closing)
        column.addWidget(self.confirmed)
        column.addStretch(1)
        column.addLayout(self._build_buttons())

    def reject(self) -> None:
        if self.confirmed.isChecked() or messages.ask(
            self, "还没有保存恢复表，确定关闭吗？", "关闭以后这 48 位数字就看不到了。", yes="关闭"
        ):
            super().reject()

    def print_sheet(self) -> None:
        """Shows the sheet in the print preview."""
        dialog = PrintDialog(self._tasks, "恢复表", self)
        dialog.open()
        dialog.panel.show_content(self._sheet())

    def save_sheet(self) -> None:
        """Saves the sheet as a PDF where the user says."""
        target = messages.choose_target(self, "保存恢复表", str(self._proposed), messages.PDF_FILTER)
        if target is None:
            return
        sheet = self._sheet()

        def work(_progress: Progress) -> Path:
            from desktop.printing.pdf import render

            render(sheet, target)
            return target

        self._tasks.run_aside(self, work, self._told, title="正在保存恢复表")

    def _allow_closing(self, is_confirmed: bool) -> None:
        self.close_button.setEnabled(is_confirmed)

    def _told(self, path: Path) -> None:
        messages.tell(self, "恢复表已经保存", f"{path}\n请打印出来放进保险柜，再把电脑上的这份删掉。")

    def _sheet(self) -> "ReportDocument":
        from db.reports.recovery_sheet import recovery_sheet

        return recovery_sheet(self._branch_name, self._digits)

    def _build_code(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        groups = [self._digits[start : start + _GROUP] for start in range(0, len(self._digits), _GROUP)]
        for number, group in enumerate(groups):
            digits = label(group, "code")
            digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
            digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
            digits.setAccessibleName(f"第{number + 1}组 {' '.join(group)}")
            grid.addWidget(digits, number // 4, number % 4)
        card.body.addLayout(grid)
        return card

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(button("保存为 PDF", self.save_sheet, icon="export"))
        row.addStretch(1)
        self.close_button = button("完成", self.accept)
        self.close_button.setEnabled(False)
        row.addWidget(self.close_button)
        row.addWidget(button("打印", self.print_sheet, kind="primary", icon="print"))
        return row
