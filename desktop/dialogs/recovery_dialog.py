"""A new recovery sheet: shown once, printed or saved for the safe, and typed back in part before it counts."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.errors import LedgerError
from desktop import messages
from desktop.dialogs.print_preview import PrintDialog
from desktop.tasks import Progress, Tasks
from desktop.widgets.basic import Card, button, label
from desktop.widgets.placing import fit

if TYPE_CHECKING:
    from db.keys.ways import NewSheet
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

_GROUP = 6
_WORDS = "忘记口令时，只有这 48 位数字能打开台账。程序不保存它，关掉这个窗口就再也看不到了。打印以后点“核对”，看着纸输入其中两组。"


class RecoveryDialog(QDialog):
    """First the digits, then two groups of them to be typed from the paper. `on_done` is called once they agree."""

    def __init__(
        self,
        tasks: Tasks,
        branch_name: str,
        sheet: "NewSheet",
        proposed: Path,
        parent: QWidget | None = None,
        on_done: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._branch_name, self._new, self._proposed = tasks, branch_name, sheet, proposed
        self._on_done = on_done
        self._digits = "".join(char for char in sheet.code if char.isdigit())
        self.setWindowTitle("恢复表")
        fit(self, 640, 430)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label("请把恢复表打印出来，封好放进保险柜", "title"))
        column.addWidget(label(_WORDS, "secondary", wrap=True))
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_code())
        self.stack.addWidget(self._build_typing())
        column.addWidget(self.stack, 1)
        self.problem = label("", "problem", wrap=True)
        column.addWidget(self.problem)
        column.addLayout(self._build_buttons())
        self.show_digits()

    # --- verbs -----------------------------------------------------------------------------------------------
    def show_digits(self) -> None:
        """Back to the digits, to print or to copy them."""
        self._turn(is_typing=False)

    def type_back(self) -> None:
        """Hides the digits and asks for two groups, so that it is the paper that is read."""
        self._turn(is_typing=True)
        next(iter(self.lines.values())).setFocus()

    def confirm(self) -> None:
        """Compares what was typed; the new sheet counts from then on."""
        typed = {number: line.text() for number, line in self.lines.items()}

        def work(branch: "Branch") -> None:
            from db.keys.ways import confirm_sheet

            confirm_sheet(branch, typed)

        self._tasks.run_command(
            self, work, lambda _none: self._done(), title="正在核对", failed=self._refused, quiet=True
        )

    def reject(self) -> None:
        if messages.ask(
            self,
            "恢复表还没有核对，确定关闭吗？",
            "关闭以后这 48 位数字就看不到了，这张恢复表也不算数；下次可以重新打印一张。",
            yes="关闭",
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

    # --- showing ---------------------------------------------------------------------------------------------
    def _turn(self, *, is_typing: bool) -> None:
        self.stack.setCurrentIndex(int(is_typing))
        self.problem.setText("")
        for verb in (self.save_button, self.print_button, self.check_button):
            verb.setVisible(not is_typing)
        for verb in (self.back_button, self.confirm_button):
            verb.setVisible(is_typing)

    def _done(self) -> None:
        self.accept()
        if self._on_done is not None:
            self._on_done()

    def _refused(self, error: LedgerError) -> None:
        self.problem.setText(error.message)
        next(iter(self.lines.values())).setFocus()

    def _told(self, path: Path) -> None:
        messages.tell(self, "恢复表已经保存", f"{path}\n请打印出来放进保险柜，再把电脑上的这份删掉。")

    def _sheet(self) -> "ReportDocument":
        from db.reports.recovery_sheet import recovery_sheet

        return recovery_sheet(self._branch_name, self._digits, self._new.slot)

    # --- building --------------------------------------------------------------------------------------------
    def _build_code(self) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        groups = [self._digits[start : start + _GROUP] for start in range(0, len(self._digits), _GROUP)]
        for number, group in enumerate(groups):
            digits = label(group, "code")
            digits.setAlignment(Qt.AlignmentFlag.AlignCenter)
            digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
            digits.setAccessibleName(f"第{number + 1}组 {' '.join(group)}")
            name = label(f"第{number + 1}组", "note")
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(name, number // 4 * 2, number % 4)
            grid.addWidget(digits, number // 4 * 2 + 1, number % 4)
        card.body.addLayout(grid)
        return card

    def _build_typing(self) -> Card:
        card = Card()
        card.add(label("请看着打印出来的纸，输入这两组数字：", wrap=True))
        grid = QGridLayout()
        grid.setVerticalSpacing(10)
        self.lines: dict[int, QLineEdit] = {}
        for place, number in enumerate(self._new.asked):
            line = QLineEdit()
            line.setMaxLength(12)
            line.setAccessibleName(f"第{number}组")
            line.returnPressed.connect(self.confirm)
            name = label(f"第{number}组", "label")
            name.setBuddy(line)
            grid.addWidget(name, place, 0)
            grid.addWidget(line, place, 1)
            self.lines[number] = line
        card.body.addLayout(grid)
        card.body.addStretch(1)
        return card

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.save_button = button("保存为 PDF", self.save_sheet, icon="export")
        self.print_button = button("打印", self.print_sheet, icon="print")
        self.check_button = button("已打印，核对", self.type_back, kind="primary")
        self.back_button = button("再看一遍数字", self.show_digits, kind="link")
        self.confirm_button = button("核对", self.confirm, kind="primary")
        for verb in (self.save_button, self.print_button, self.back_button):
            row.addWidget(verb)
        row.addStretch(1)
        row.addWidget(self.check_button)
        row.addWidget(self.confirm_button)
        return row
