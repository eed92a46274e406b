"""Fields in which one picks: one of several words, yes or no, a set of marks, a lunar day."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QSizePolicy, QWidget

from desktop.widgets.editor import Editor
from desktop.widgets.layouts import FlowLayout

NOTHING = "（未填）"


class QuietCombo(QComboBox):
    """A combo box that the wheel changes only when it has the focus, so that scrolling a form changes
    nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(14)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(Editor):
    """One of several words; `options` are (code, title)."""

    def __init__(
        self,
        options: Sequence[tuple[str | int, str]],
        *,
        may_be_empty: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.combo = QuietCombo()
        if may_be_empty:
            self.combo.addItem(NOTHING, None)
        for code, title in options:
            self.combo.addItem(title, code)
        self.combo.activated.connect(lambda _index: self.edited.emit())
        self.row.addWidget(self.combo)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.combo,)

    def value(self) -> Any:
        return self.combo.currentData()

    def set_value(self, value: Any) -> None:
        uid = getattr(value, "uid", value)
        index = self.combo.findData(uid) if uid is not None else self.combo.findText(NOTHING)
        if index < 0 and uid is not None:
            self.combo.addItem(str(value), uid)
            index = self.combo.count() - 1
        self.combo.setCurrentIndex(index)


class CheckEditor(Editor):
    """Yes or no."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(title)
        self.box.clicked.connect(lambda _on: self.edited.emit())
        self.row.addWidget(self.box)
        self.row.addStretch(1)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.box,)

    def value(self) -> Any:
        return self.box.isChecked()

    def set_value(self, value: Any) -> None:
        self.box.setChecked(bool(value))


class FlagsEditor(Editor):
    """A set of marks, each with a box to tick; the value is the list of codes."""

    is_wide = True

    def __init__(self, options: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        holder = QWidget()
        holder.setProperty("surface", "clear")
        holder.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        flow = FlowLayout(holder, 16)
        self.boxes: dict[str, QCheckBox] = {}
        for code, title in options:
            box = QCheckBox(title)
            box.setAccessibleName(title)
            box.clicked.connect(lambda _on: self.edited.emit())
            flow.addWidget(box)
            self.boxes[code] = box
        self.row.addWidget(holder)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return tuple(self.boxes.values())

    def value(self) -> Any:
        return [code for code, box in self.boxes.items() if box.isChecked()]

    def set_value(self, value: Any) -> None:
        held = set(value or ())
        for code, box in self.boxes.items():
            box.setChecked(code in held)


class LunarEditor(Editor):
    """A lunar month and day, with a mark for a leap month: {"month", "day", "leap"}."""

    def __init__(self, months: Sequence[str], days: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.leap = QCheckBox("闰")
        self.leap.setAccessibleName("农历闰月")
        self.leap.clicked.connect(lambda _on: self.edited.emit())
        self.month, self.day = QuietCombo(), QuietCombo()
        for combo, names, what in ((self.month, months, "农历月"), (self.day, days, "农历日")):
            combo.addItem("—", None)
            combo.setAccessibleName(what)
            combo.setMinimumContentsLength(3)
            for number, name in enumerate(names, start=1):
                combo.addItem(name, number)
            combo.activated.connect(lambda _index: self.edited.emit())
        self.row.addWidget(self.leap)
        self.row.addWidget(self.month, 1)
        self.row.addWidget(self.day, 1)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.month, self.day, self.leap)

    def finish_building(self) -> None:
        """Tab goes from left to right, so the leap mark comes first; the label leads to the month."""
        super().finish_building()
        self.setTabOrder(self.leap, self.month)
        self.setTabOrder(self.month, self.day)

    def value(self) -> Any:
        month, day = self.month.currentData(), self.day.currentData()
        if month is None and day is None:
            return None
        return {"month": month, "day": day, "leap": self.leap.isChecked()}

    def set_value(self, value: Any) -> None:
        held = value if isinstance(value, dict) else {}
        self.month.setCurrentIndex(max(0, self.month.findData(held.get("month"))))
        self.day.setCurrentIndex(max(0, self.day.findData(held.get("day"))))
        self.leap.setChecked(bool(held.get("leap")))

    def reading_problem(self) -> str:
        value = self.value()
        if value is not None and None in (value["month"], value["day"]):
            return "农历的月和日都要选"
        return ""
