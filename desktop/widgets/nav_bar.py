"""The bar on the left: the branch's name, sections with an icon and a word, the pages of the open section
below it, and two lines of state at the foot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import PushButton, clear, label

_WIDTH = 208


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One page in the bar. Pages with the same `section` stand together; the first one opens with it."""

    key: str
    title: str
    section: str
    icon: str


class NavBar(QFrame):
    """Sections and pages.

    Signals:
        chosen(str): key of the page wanted.
    """

    chosen = Signal(str)

    def __init__(self, entries: Sequence[NavEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.setAccessibleName("导航")
        self._entries = tuple(entries)
        self._sections: dict[str, QPushButton] = {}
        self._pages: dict[str, QPushButton] = {}
        self.setFixedWidth(round(_WIDTH * min(theme.current().scale, 1.25)))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 20, 12, 14)
        column.setSpacing(2)
        self.title = label("支部台账", "heading")
        self.branch = label("", "note", wrap=True)
        for line in (self.title, self.branch):
            line.setContentsMargins(8, 0, 0, 0)
            column.addWidget(line)
        column.addSpacing(10)
        column.addWidget(self._build_list(), 1)
        self.foot = label("", "note", wrap=True)
        self.foot.setContentsMargins(8, 6, 0, 0)
        self.foot.hide()
        column.addWidget(self.foot)

    def show_page(self, key: str) -> None:
        """Marks a page as the open one and unfolds its section; an unknown key marks nothing."""
        entry = next((entry for entry in self._entries if entry.key == key), None)
        if entry is None:
            return
        self._sections[entry.section].setChecked(True)
        for other in self._entries:
            page = self._pages.get(other.key)
            if page is not None:
                page.setVisible(other.section == entry.section)
        if key in self._pages:
            self._pages[key].setChecked(True)
        self._bring_into_view(entry)

    def _bring_into_view(self, entry: NavEntry) -> None:
        """The pages of the open section stand in sight as far as there is room, the open one in any case."""
        self._column.activate()
        self._holder.adjustSize()
        pages = [
            self._pages[other.key]
            for other in self._entries
            if other.section == entry.section and other.key in self._pages
        ]
        for wanted in (*pages[-1:], self._sections[entry.section], self._pages.get(entry.key)):
            if wanted is not None:
                self._area.ensureWidgetVisible(wanted, 0, 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        shown = next((entry for entry in self._entries if self._is_open(entry)), None)
        if shown is not None:
            self._bring_into_view(shown)

    def _is_open(self, entry: NavEntry) -> bool:
        return self._pages.get(entry.key, self._sections[entry.section]).isChecked()

    def set_count(self, key: str, count: int) -> None:
        """How many things wait on a page, beside its name and that of its section; 0 takes the number away."""
        entry = next((entry for entry in self._entries if entry.key == key), None)
        if entry is None:
            return
        buttons = [(self._sections[entry.section], entry.section), (self._pages.get(key), entry.title)]
        for made, title in buttons:
            if made is not None:
                made.setText(f"{title}（{count}）" if count else title)
                made.setAccessibleName(f"{title}，{count}处等您处理" if count else title)

    def set_branch(self, name: str) -> None:
        self.branch.setText(name)

    def set_foot(self, text: str) -> None:
        """The state lines: last backup, last exchange."""
        self.foot.setText(text)
        self.foot.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for entry in self._entries:
                self._tint(entry)

    def _build_list(self) -> QScrollArea:
        holder = self._holder = clear(QWidget())
        column = self._column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        section_group, page_group = QButtonGroup(self), QButtonGroup(self)
        for entry in self._entries:
            siblings = [other for other in self._entries if other.section == entry.section]
            if entry.section not in self._sections:
                section = self._button(entry.section, "nav", entry.key, section_group)
                self._sections[entry.section] = section
                self._tint(entry)
                section.toggled.connect(lambda _on, entry=entry: self._tint(entry))
                column.addWidget(section)
            if len(siblings) > 1:
                page = self._button(entry.title, "subnav", entry.key, page_group)
                page.hide()
                self._pages[entry.key] = page
                column.addWidget(page)
        column.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        return area

    def _button(self, text: str, kind: str, key: str, group: QButtonGroup) -> QPushButton:
        made = PushButton(text)
        made.setProperty("kind", kind)
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setIconSize(QSize(theme.icon_px(), theme.icon_px()))
        made.clicked.connect(lambda: self.chosen.emit(key))
        group.addButton(made)
        return made

    def _tint(self, entry: NavEntry) -> None:
        section = self._sections.get(entry.section)
        first = next(other for other in self._entries if other.section == entry.section)
        if section is not None:
            section.setIcon(theme.icon(first.icon, "red" if section.isChecked() else "secondary"))
