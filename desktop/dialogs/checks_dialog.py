"""Choosing what the program looks at for a line of a scoring table: a list to search in and to tick."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop import messages, theme
from desktop.widgets.basic import button, label
from desktop.widgets.placing import fit
from desktop.widgets.search_box import SearchBox

_WORD = Qt.ItemDataRole.UserRole


class ChecksDialog(QDialog):
    """`known` are (word, what it looks at); those of the line stand first and ticked."""

    def __init__(
        self,
        subject: str,
        known: Sequence[tuple[str, str]],
        chosen: Iterable[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("自动检查")
        scale = theme.current().scale
        fit(self, round(560 * scale), round(540 * scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(subject, "strong", wrap=True))
        column.addWidget(
            label("勾上的由程序对照记录扣分；一个也不勾，这一项就由人自评。", "secondary", wrap=True)
        )
        self.search = SearchBox("找：党课、党费、换届、REC-01……", "找自动检查")
        self.search.textChanged.connect(self._narrow)
        column.addWidget(self.search)
        self.list = QListWidget()
        self.search.left_down.connect(self.list.setFocus)
        self.list.setAccessibleName("可以自动检查的")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._fill(known, tuple(chosen))
        self.list.itemChanged.connect(lambda _item: self._count())
        column.addWidget(self.list, 1)
        self.counted = label("", "note")
        column.addWidget(self.counted)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.save_button = button("保存", self.accept, kind="primary")
        row.addWidget(self.save_button)
        column.addLayout(row)
        self._count()
        self.search.setFocus()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The words that are ticked, in the order of the list."""
        return tuple(
            str(item.data(_WORD)) for item in self._items() if item.checkState() is Qt.CheckState.Checked
        )

    def tick(self, word: str, *, is_on: bool = True) -> None:
        """Ticks a word, or takes the tick away."""
        for item in self._items():
            if item.data(_WORD) == word:
                item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)

    def _fill(self, known: Sequence[tuple[str, str]], chosen: tuple[str, ...]) -> None:
        titles = dict(known)
        first = [(word, titles.get(word, f"{word}（这个版本没有）")) for word in chosen]
        for word, title in [*first, *(each for each in known if each[0] not in chosen)]:
            item = QListWidgetItem(f"{title}　{word}" if title != word else word)
            item.setData(_WORD, word)
            item.setToolTip(item.text())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if word in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _narrow(self, text: str) -> None:
        """Only lines that hold every word typed; what is ticked stays ticked, seen or not."""
        words = text.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))
        shown = next((item for item in self._items() if not item.isHidden()), None)
        if shown is not None:
            self.list.setCurrentItem(shown)

    def _count(self) -> None:
        self.counted.setText(f"勾了 {len(self.chosen)} 种" if self.chosen else "一种也没有勾：由人自评")


def ask_for_checks(
    parent: QWidget, subject: str, known: Sequence[tuple[str, str]], chosen: Iterable[str]
) -> tuple[str, ...] | None:
    """The words chosen, or None where the question was left."""
    dialog = ChecksDialog(subject, known, chosen, parent)
    try:
        accepted = messages.run_modal(dialog) == QDialog.DialogCode.Accepted
        return dialog.chosen if accepted else None
    finally:
        dialog.deleteLater()
