"""What stands beside a form: values the program works out, and the papers that belong to the record."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from db.errors import LedgerError
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from desktop import messages, theme
from desktop.tasks import Tasks
from desktop.widgets.basic import Card, button, icon_button, label, menu_button
from desktop.widgets.showing import shown

if TYPE_CHECKING:
    from db.changes import Changes
    from db.services.attaching import AttachedFile
    from db.services.branch import Branch


class ComputedPanel(Card):
    """Computed values, renewed while one types."""

    def __init__(self, specs: Sequence[FieldSpec], parent: QWidget | None = None) -> None:
        super().__init__("自动算出", parent)
        told = {spec.title for spec in specs if spec.computed_as is Kind.TEXT}
        self._specs = tuple(spec for spec in specs if spec.computed_as is Kind.TEXT or spec.title not in told)
        self.note = label("随填随算，不用填写。", "note", wrap=True)
        self.add(self.note)
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self._lines = {}
        for number, spec in enumerate(self._specs):
            title, value = label(spec.title, "secondary"), label("", "strong", wrap=True)
            value.setAccessibleName(spec.title)
            self._grid.addWidget(title, number, 0)
            self._grid.addWidget(value, number, 1)
            self._lines[spec.key] = (title, value)
        if not specs:
            self.hide()

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Shows what has a value; the rest takes no room."""
        for spec in self._specs:
            title, value = self._lines[spec.key]
            text = _in_words(spec, values.get(spec.key))
            value.setText(text)
            value.setAccessibleName(f"{spec.title} {text}")
            title.setVisible(bool(text))
            value.setVisible(bool(text))


def _in_words(spec: FieldSpec, value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and len(value) > 1 and all(_is_reason(each) for each in value):
        return _reasons(spec, value)
    return shown(spec, value)


def _reasons(spec: FieldSpec, reasons: list[Mapping[str, Any]]) -> str:
    """A line for each reason, then what they rest on."""
    bases = dict.fromkeys(shown(spec, each["basis"]) for each in reasons if each.get("basis"))
    lines = [f"· {each['text']}" for each in reasons]
    return "\n".join([*lines, *([f"依据：{'、'.join(bases)}"] if bases else [])])


def _is_reason(value: Any) -> bool:
    return isinstance(value, Mapping) and "text" in value


class DropArea(QFrame):
    """A place on which files can be dropped."""

    def __init__(self, on_files: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "drop")
        self.setAcceptDrops(True)
        self._on_files = on_files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            theme.mark(self, state="over")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        theme.mark(self, state="")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        theme.mark(self, state="")
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self._on_files(tuple(path for path in paths if path.is_file()))


class AttachmentPanel(Card):
    """The papers of a record. A new record must be saved before anything can be attached to it."""

    def __init__(
        self, tasks: Tasks, spec: LedgerSpec, uid: str | None, parent: QWidget | None = None
    ) -> None:
        super().__init__("附件", parent)
        self._tasks, self._spec, self._uid = tasks, spec, uid
        if not spec.attachments:
            self.hide()
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self.message = label("保存以后就可以在这里添加附件。", "note", wrap=True)
        self.add(self.message)
        if uid is None or not spec.attachments:
            return
        self._build_drop()
        self.refresh()

    def refresh(self) -> None:
        """Reads the list again."""
        uid = self._uid or ""

        def work(branch: "Branch") -> "tuple[AttachedFile, ...]":
            from db.services import attaching

            return attaching.attachments(branch, uid)

        self._tasks.run_query(self, work, self._show, title="正在读取附件")

    def attach(self, paths: tuple[Path, ...], role: str) -> None:
        """Takes files in."""
        spec, uid = self._spec, self._uid or ""

        def work(branch: "Branch") -> "Changes | None":
            from db.services import attaching

            changes = None
            for path in paths:
                changes = attaching.attach(branch, spec, uid, path, role)
            return changes

        if paths:
            self._tasks.run_command(
                self, work, lambda _changes: self.refresh(), title="正在加密保存附件", failed=self._refused
            )

    def _refused(self, error: LedgerError) -> None:
        """Files before the refused one are kept; the list shows them."""
        self.refresh()
        messages.show(self, error)

    def _detach(self, file: "AttachedFile") -> None:
        def work(branch: "Branch") -> "Changes":
            from db.services import attaching

            return attaching.detach(branch, file.uid)

        if messages.ask(self, f"去掉附件“{file.name}”？", "附件文件仍留在历史里。", yes="去掉"):
            self._tasks.run_command(self, work, lambda _changes: self.refresh(), title="正在去掉附件")

    def _save_copy(self, file: "AttachedFile") -> None:
        target = messages.choose_target(self, "另存附件", file.name, messages.ANY_FILTER)
        if target is None:
            return

        def work(branch: "Branch") -> Path:
            from db.files import atomic_write
            from db.services import attaching

            return atomic_write(target, attaching.read_attachment(branch, file.digest))

        self._tasks.run_query(self, work, self._told_copy, title="正在取出附件")

    def _told_copy(self, path: Path) -> None:
        messages.toast(self, f"已保存：{path.name}")

    def _build_drop(self) -> None:
        drop = DropArea(lambda paths: self.attach(paths, self._spec.attachments[-1]))
        column = QVBoxLayout(drop)
        column.setContentsMargins(12, 10, 12, 10)
        column.addWidget(label("把文件拖到这里，或者", "note"))
        add = menu_button("添加附件", "attach")
        for role in self._spec.attachments:
            add.menu().addAction(role, lambda role=role: self._choose(role))
        column.addWidget(add)
        self.add(drop)

    def _choose(self, role: str) -> None:
        self.attach(messages.choose_files(self, f"选择{role}"), role)

    def _show(self, files: "tuple[AttachedFile, ...]") -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for file in files:
            self._list.addWidget(self._line(file))
        self.message.setText(f"共 {len(files)} 件" if files else "还没有附件。")

    def _line(self, file: "AttachedFile") -> QWidget:
        line = QWidget()
        line.setProperty("surface", "clear")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(button(file.name, lambda: self._save_copy(file), kind="link", hint="另存一份"))
        words.addWidget(label(f"{file.role_title} · {_size_text(file.size)}", "note"))
        row.addLayout(words, 1)
        row.addWidget(icon_button("bin", f"去掉附件{file.name}", lambda: self._detach(file)))
        return line


def _size_text(size: int) -> str:
    """1.2 MB, 35 KB."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
