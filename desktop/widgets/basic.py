"""Cards, chips, labels and buttons in the program's look. They hold words and colours, never meaning.

The namespace `Qt` is imported where it is used: its hundred enums cost the first window a tenth of its time.
What that window shows sets its enums as properties, which take them by name.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent


def label(text: str = "", role: str = "", *, wrap: bool = False) -> QLabel:
    """A text; `role` is title, heading, strong, secondary, note, label, problem or empty for body text."""
    made = QLabel(text)
    made.setProperty("textFormat", "PlainText")
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


class PushButton(QPushButton):
    """A button that shows the hand as soon as the mouse is over it, and that Enter presses as well as the space bar."""

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if not _is_enter(event):
            super().keyPressEvent(event)
        elif self.menu() is not None:
            self.showMenu()
        else:
            self.click()

    def enterEvent(self, event: "QEnterEvent") -> None:
        _show_hand(self)
        super().enterEvent(event)


class ToolButton(QToolButton):
    """The same for a small button."""

    def keyPressEvent(self, event: "QKeyEvent") -> None:
        if _is_enter(event):
            self.click()
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: "QEnterEvent") -> None:
        _show_hand(self)
        super().enterEvent(event)


def _is_enter(event: "QKeyEvent") -> bool:
    """Enter where the keyboard stands means this button, never the one a form presses by itself."""
    from PySide6.QtCore import Qt

    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()


def _show_hand(widget: QWidget) -> None:
    from PySide6.QtCore import Qt

    widget.setCursor(Qt.CursorShape.PointingHandCursor)


def button(
    text: str,
    on_click: Callable[[], object] | None = None,
    *,
    kind: str = "plain",
    icon: str = "",
    hint: str = "",
) -> QPushButton:
    """A button with a word on it; `kind` is primary, plain, quiet or link. `hint` is read out and shown on
    hover.
    """
    made = PushButton(text)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    if icon:
        tone = "on_red" if kind == "primary" else ("blue" if kind == "link" else "secondary")
        made.setIcon(theme.icon(icon, tone))
        made.setIconSize(QSize(theme.icon_px(), theme.icon_px()))
    if hint:
        made.setToolTip(hint)
        made.setAccessibleDescription(hint)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def menu_button(text: str, icon: str = "") -> QPushButton:
    """A plain button that opens a menu; fill `button.menu()`."""
    made = button(text, icon=icon)
    made.setProperty("menu", True)
    made.setMenu(QMenu(made))
    return made


def icon_button(icon: str, name: str, on_click: Callable[[], object] | None = None) -> QToolButton:
    """A small button inside a field, where a word would not fit; its name is read out and shown on hover."""
    made = ToolButton()
    made.setIcon(theme.icon(icon))
    made.setIconSize(QSize(theme.icon_px(), theme.icon_px()))
    made.setAccessibleName(name)
    made.setToolTip(name)
    if on_click is not None:
        made.clicked.connect(lambda _checked=False: on_click())
    return made


def rule() -> QFrame:
    """A thin line between two parts."""
    line = QFrame()
    line.setProperty("surface", "rule")
    return line


def clear(widget: QWidget) -> QWidget:
    """Lets the ground show through, for containers in a scroll area."""
    widget.setProperty("surface", "clear")
    return widget


class Card(QFrame):
    """A white surface with round corners: a heading, an optional link on the right, and what is put into
    `body`.
    """

    def __init__(
        self,
        heading: str = "",
        parent: QWidget | None = None,
        *,
        surface: str = "card",
        margins: tuple[int, int, int, int] = (20, 16, 20, 16),
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", surface)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*margins)
        outer.setSpacing(12)
        self._head = QHBoxLayout()
        self._head.setSpacing(12)
        self.heading = label(heading, "heading")
        self._head.addWidget(self.heading)
        self._head.addStretch(1)
        if heading:
            outer.addLayout(self._head)
            self.setAccessibleName(heading)
        else:
            self.heading.setParent(self)
            self.heading.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Puts a widget below what is there."""
        self.body.addWidget(widget, stretch)

    def add_to_head(self, widget: QWidget) -> None:
        """Puts a link or chip to the right of the heading."""
        self._head.addWidget(widget)


class Chip(QLabel):
    """A state in one or two words on its tint. Colour is never alone: the words say it."""

    def __init__(self, text: str = "", tone: str = "neutral", parent: QWidget | None = None) -> None:
        from PySide6.QtWidgets import QSizePolicy

        super().__init__(text, parent)
        self.setProperty("textFormat", "PlainText")
        self.setProperty("chip", True)
        self.setProperty("tone", tone)
        self.setProperty("alignment", "AlignCenter")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tone: str) -> None:
        """Changes words and tint."""
        self.setText(text)
        theme.mark(self, tone=tone)


class StatusChip(Chip):
    """逾期 12 天, 还剩 8 天, 今天 or 已完成, from the days that are left."""

    def __init__(
        self, days_left: int | None, *, is_done: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(*status_words(days_left, is_done=is_done), parent=parent)
        self.setMinimumWidth(round(92 * theme.current().scale))  # three digits of days


def status_words(days_left: int | None, *, is_done: bool = False) -> tuple[str, str]:
    """Words and tone for a due day `days_left` days ahead; negative is late, None has no day."""
    if is_done:
        return "已完成", "green"
    if days_left is None:
        return "待办", "neutral"
    if days_left < 0:
        return f"逾期 {-days_left} 天", "red"
    if days_left == 0:
        return "今天到期", "gold"
    return f"还剩 {days_left} 天", "gold" if days_left <= 14 else "blue"


class FilterChip(ToolButton):
    """A chip with a count that filters when pressed: 在册 38."""

    def __init__(self, text: str, tone: str = "blue", parent: QWidget | None = None) -> None:
        from PySide6.QtCore import Qt

        super().__init__(parent)
        self.setProperty("chip", True)
        self.setProperty("tone", tone)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def say(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)


class Notice(QFrame):
    """A line on a tint with an optional button: a warning, a hint, something the page wants known."""

    def __init__(self, text: str, tone: str = "gold", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        self.label = label(text, wrap=True)
        row.addWidget(self.label, 1)
        self._row = row
        self.setAccessibleName(text)

    def say(self, text: str) -> None:
        self.label.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def add(self, widget: QWidget) -> None:
        self._row.addWidget(widget)


class Tile(PushButton):
    """A big button: an icon, what it does, and a line about it."""

    def __init__(self, icon: str, title: str, note: str = "", parent: QWidget | None = None) -> None:
        from PySide6.QtCore import Qt

        super().__init__(parent)
        self.setProperty("kind", "tile")
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        self.setMinimumHeight(round(64 * theme.current().scale))
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(14)
        picture = QLabel()
        picture.setPixmap(theme.pixmap(icon, "red", round(26 * min(theme.current().scale, 1.2)), 2.0))
        row.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(label(title, "heading"))
        self.note = label(note, "note")
        words.addWidget(self.note)
        words.addStretch(1)
        row.addLayout(words, 1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return self._row.sizeHint().expandedTo(QSize(0, self.minimumHeight()))

    def focusInEvent(self, event: "QFocusEvent") -> None:
        super().focusInEvent(event)
        self.update()


class EmptyState(QWidget):
    """An empty page: what this is, what an inspector looks at, and one button (looks rule 6)."""

    def __init__(self, icon: str, title: str, inspected: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        picture = QLabel()
        picture.setPixmap(theme.pixmap(icon, "faint", 44, 2.0))
        picture.setProperty("alignment", "AlignCenter")
        column.addWidget(picture)
        self.title = label(title, "strong", wrap=True)
        self.inspected = label(f"检查时一般看：{inspected}" if inspected else "", "secondary", wrap=True)
        for line in (self.title, self.inspected):
            line.setProperty("alignment", "AlignCenter")
            column.addWidget(line)
        self.action = button("新增", kind="plain", icon="plus")
        self.action.hide()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.action)
        row.addStretch(1)
        column.addSpacing(8)
        column.addLayout(row)
        column.addStretch(3)

    def offer(self, text: str, on_click: Callable[[], object]) -> None:
        """Shows the one button."""
        self.action.setText(text)
        self.action.clicked.connect(lambda _checked=False: on_click())
        self.action.show()
