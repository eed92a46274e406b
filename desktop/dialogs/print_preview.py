"""Printing from the window: content built by the reports, drawn aside, shown as pages, then printed or saved.

Everything printed goes this way. Nothing is written to the disk before 保存; the page count and what could not be
printed as written are said beside the pages.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.tasks import Progress, Tasks
from desktop.widgets.basic import Notice, button, icon_button, label, menu_button
from desktop.widgets.page_desk import PageDesk
from desktop.widgets.placing import fit

if TYPE_CHECKING:
    from db.errors import LedgerError
    from db.reports.document import ReportDocument
    from db.reports.folder import InspectionFolder
    from db.services.branch import Branch
    from desktop.printing.pdf import PrintResult


def build_content(
    branch: "Branch", key: str, options: Mapping[str, Any]
) -> "ReportDocument | InspectionFolder":
    """The content of one print kind with the options chosen."""
    from db.reports import PrintOptions
    from desktop.printing.producing import content_of

    return content_of(branch, key, PrintOptions(**options))


def _pdf_of(content: "ReportDocument | InspectionFolder", progress: Progress) -> "tuple[bytes, PrintResult]":
    from db.reports.folder import InspectionFolder
    from desktop.printing.folders import folder_bytes
    from desktop.printing.pdf import render_bytes

    progress.check()
    if isinstance(content, InspectionFolder):
        return folder_bytes(content, lambda done, total: progress.report(done, total, "正在排版，已完成盒数"))
    return render_bytes(content)


class PrintPanel(QWidget):
    """The desk with its pages, and the verbs 打印, 保存为 PDF, 用阅读器打开."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._pdf = b""
        self._sizes: Sequence[tuple[float, float]] = ()
        self._title = ""
        self._saved: Path | None = None
        self._is_wanted = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._build_tools())
        self.remarks = Notice("", "gold")
        self.remarks.hide()
        column.addWidget(self.remarks)
        self.desk = PageDesk()
        self.desk.verticalScrollBar().valueChanged.connect(lambda _value: self._tell_place())
        column.addWidget(self.desk, 1)
        self.clear("请选择要打印的内容")

    # --- content ---------------------------------------------------------------------------------------------
    def prepare(self, key: str, options: Mapping[str, Any]) -> None:
        """Builds and shows one print kind."""
        self.clear("正在准备……")
        wanted = self._is_wanted
        self._tasks.run_query(
            self,
            lambda branch: build_content(branch, key, options),
            lambda content: self._draw(content, wanted),
            title="正在整理打印内容",
            failed=self._refused,
        )

    def show_content(self, content: "ReportDocument | InspectionFolder") -> None:
        """Shows what was built elsewhere."""
        self.clear("正在准备……")
        self._draw(content, self._is_wanted)

    def clear(self, text: str) -> None:
        """Takes the pages away and says why there are none."""
        self._is_wanted += 1
        self._pdf, self._saved = b"", None
        self.desk.show_pages((), None)
        self.place.setText(text)
        self.remarks.say("")
        for verb in (self.print_button, self.save_button):
            verb.setEnabled(False)

    def _draw(self, content: "ReportDocument | InspectionFolder", wanted: int) -> None:
        self._title = content.title

        def work(progress: Progress) -> "tuple[bytes, PrintResult, Sequence[tuple[float, float]]]":
            from desktop.printing.preview import page_sizes

            pdf, result = _pdf_of(content, progress)
            return pdf, result, page_sizes(pdf)

        self._tasks.run_aside(
            self, work, lambda drawn: self._show(drawn, wanted), title="正在排版", failed=self._refused
        )

    def _show(self, drawn: "tuple[bytes, PrintResult, Sequence[tuple[float, float]]]", wanted: int) -> None:
        if wanted != self._is_wanted:
            return  # something else has been asked for meanwhile
        self._pdf, result, self._sizes = drawn
        self.desk.show_pages(self._sizes, self._page_picture)
        self.remarks.say("；".join(result.warnings))
        for verb in (self.print_button, self.save_button):
            verb.setEnabled(True)
        self._tell_place()
        focused = self.window().focusWidget()
        if focused is None or self.isAncestorOf(focused):
            self.print_button.setFocus()  # what one came for; choices beside the preview keep the keyboard

    def _refused(self, error: "LedgerError") -> None:
        self.clear("没有可预览的内容")
        messages.show(self, error)

    def _page_picture(self, index: int, width: int) -> QImage:
        from desktop.printing.preview import render_page

        picture = render_page(self._pdf, index, 72 * width / self._sizes[index][0])
        image = QImage(
            picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888
        )
        return image.copy()

    def _tell_place(self) -> None:
        if self.desk.page_count:
            self.place.setText(f"第 {self.desk.page} 页，共 {self.desk.page_count} 页")

    # --- verbs -----------------------------------------------------------------------------------------------
    def print_now(self) -> None:
        """Hands the pages to a printer chosen in the system's own dialog."""
        from db.errors import LedgerError
        from desktop.printing.print_dialog import print_pdf

        try:
            outcome = print_pdf(self._pdf, self._title, self)
        except LedgerError as error:
            messages.show(self, error)
            return
        if outcome is not None:
            self._note("打印机")
            messages.toast(self, outcome.sentence)

    def save(self) -> Path | None:
        """Writes the PDF where the user says."""
        from db.files import atomic_write, safe_name

        path = messages.choose_target(
            self, "保存为 PDF", f"{safe_name(self._title)}.pdf", messages.PDF_FILTER
        )
        if path is None:
            return None
        pdf = self._pdf

        def told(written: Path) -> None:
            self._saved = written
            self._note("PDF")
            messages.toast(self, f"已保存：{written.name}", "打开", self._open_saved)

        self._tasks.run_aside(self, lambda _progress: atomic_write(path, pdf), told, title="正在保存")
        return path

    def _note(self, way: str) -> None:
        title, pages = self._title, self.desk.page_count

        def work(branch: "Branch") -> None:
            from desktop.printing.producing import note_print

            note_print(branch, title, way, pages)

        self._tasks.run_command(self, work, title="正在登记", quiet=True)

    def open_with_reader(self) -> None:
        """Opens the saved PDF with the system's reader; asks where to save it first."""
        if self._saved is None and self.save() is None:
            return
        self._open_saved()

    def _open_saved(self) -> None:
        if self._saved is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._saved))):
            messages.tell(
                self, "这台电脑没有能打开 PDF 的程序", f"文件已经保存在：{self._saved}", warning=True
            )

    def _build_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(icon_button("minus", "缩小预览", lambda: self.desk.zoom_by(-1)))
        row.addWidget(icon_button("plus", "放大预览", lambda: self.desk.zoom_by(1)))
        self.place = label("", "secondary")
        row.addWidget(self.place, 1)
        self.save_button = menu_button("保存", "export")
        self.save_button.menu().addAction("保存为 PDF……", self.save)
        self.save_button.menu().addAction("保存并用阅读器打开……", self.open_with_reader)
        self.print_button = button("打印", self.print_now, icon="print", kind="primary")
        for verb in (self.save_button, self.print_button):
            row.addWidget(verb)
        return row


class PrintDialog(QDialog):
    """A preview over the window, for printing from a record or a list."""

    def __init__(self, tasks: Tasks, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"打印预览：{title}")
        scale = theme.current().scale
        fit(self, round(900 * scale), round(640 * scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        self.panel = PrintPanel(tasks)
        column.addWidget(self.panel)


def open_print(owner: QWidget, tasks: Tasks, key: str, options: Mapping[str, Any], title: str) -> PrintDialog:
    """Shows the preview of one print kind over the window; the dialog keeps itself until it is closed."""
    dialog = PrintDialog(tasks, title, owner)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    dialog.panel.prepare(key, options)
    return dialog


def print_menu_button(
    page: QWidget, entries: Sequence[tuple[str, str]], options: Callable[[], Mapping[str, Any]]
) -> QPushButton:
    """The button 打印 of a page. `entries` are (print kind, words); with one of them it prints at once."""
    tasks: Tasks = page.context.tasks  # type: ignore[attr-defined]

    def show(key: str, title: str) -> None:
        open_print(page, tasks, key, options(), title)

    if len(entries) == 1:
        return button("打印", partial(show, *entries[0]), icon="print", hint=entries[0][1])
    made = menu_button("打印", "print")
    for key, title in entries:
        made.menu().addAction(title, partial(show, key, title))
    return made
