"""个人信息查阅件 of one person: why, with or without whole numbers, then as pages to print or as a file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.reasons import ask_full
from desktop.tasks import Progress, Tasks
from desktop.widgets.basic import Notice, button, label
from desktop.widgets.choice_edits import CheckEditor
from desktop.widgets.editor import Field
from desktop.widgets.placing import fit
from desktop.widgets.text_edits import LineEditor

if TYPE_CHECKING:
    from db.privacy.person_extract import PersonExtract
    from db.services.branch import Branch

JSON_FILTER = "JSON 文件 (*.json)"
_SAYS = (
    "列出台账里关于本人的全部内容、怎么来的、交给过谁、还可能在哪里，供本人查阅、核对、复制。"
    "会议、谈话里别人的内容不列。每次都记入操作登记。"
)


class ExtractDialog(QDialog):
    """One page; what is typed stays when something is refused."""

    def __init__(self, tasks: Tasks, uid: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from db.privacy.person_extract import OWN_WISH
        from db.services.whole_numbers import LONGEST_REASON

        self._tasks, self._uid, self._name = tasks, uid, name
        self.setWindowTitle("个人信息查阅件")
        fit(self, round(540 * theme.current().scale), round(340 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(f"“{name}”的查阅件", "title"))
        column.addWidget(label(_SAYS, "secondary", wrap=True))
        self.reason = LineEditor("例如：本人要求查阅", longest=LONGEST_REASON)
        self.reason.set_value(OWN_WISH)
        column.addWidget(Field("为什么查阅", self.reason, required=True))
        self.is_full = CheckEditor("身份证号、电话、住址不遮盖")
        column.addWidget(Field("号码", self.is_full, hint="不遮盖的还要选用途，再确认一次"))
        self.problem = Notice("", "red")
        self.problem.hide()
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addLayout(self._build_verbs())
        self.reason.edited.connect(self._enable)
        self.reason.setFocus()

    def show_pages(self) -> None:
        """Prepares the paper and shows it."""
        self._gather("PDF", "打印", self._preview)

    def save_file(self) -> None:
        """Writes the same as JSON where the user says."""
        from db.files import safe_name

        path = messages.choose_target(
            self, "存成 JSON", f"{safe_name(f'查阅件-{self._name}')}.json", JSON_FILTER
        )
        if path is not None:
            self._gather("JSON", "导出", partial(self._write, path))

    def _gather(self, way: str, verb: str, then: "Callable[[PersonExtract], None]") -> None:
        is_full, reason = bool(self.is_full.value()), str(self.reason.value() or "")
        if is_full:
            reason = ask_full(self, verb)
            if not reason:
                return
        uid = self._uid

        def work(branch: "Branch") -> "PersonExtract":
            from db.privacy.person_extract import extract_person

            return extract_person(branch, uid, way, reason, full=is_full)

        self.problem.hide()
        self._tasks.run_command(self, work, then, title="正在查找", failed=self._refused, quiet=True)

    def _preview(self, found: "PersonExtract") -> None:
        from db.reports.person_extract import extract_page
        from desktop.dialogs.print_preview import PrintDialog

        self.accept()
        dialog = PrintDialog(
            self._tasks, "个人信息查阅件", self.parentWidget()
        )  # as large as the window, not as this
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.panel.show_content(extract_page(found))

    def _write(self, path: Path, found: "PersonExtract") -> None:
        def work(_progress: Progress) -> Path:
            from db.files import atomic_write
            from db.privacy.person_extract import to_json

            return atomic_write(path, to_json(found))

        def told(written: Path) -> None:
            messages.toast(self, f"已保存：{written.name}")

        self._tasks.run_aside(self, work, told, title="正在保存", failed=self._refused)

    def _refused(self, error: LedgerError) -> None:
        self.problem.say(error.message)

    def _enable(self) -> None:
        for verb in (self.file_button, self.pages_button):
            verb.setEnabled(bool(self.reason.value()))

    def _build_verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.file_button = button("存成 JSON……", self.save_file, hint="给别的程序读的文件")
        row.addWidget(self.file_button)
        row.addStretch(1)
        row.addWidget(button("关闭", self.reject))
        self.pages_button = button("预览打印", self.show_pages, icon="eye", kind="primary")
        self.pages_button.setDefault(True)
        row.addWidget(self.pages_button)
        return row
