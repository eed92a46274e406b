"""Values to type into a form, by the kind of field, and rules by which a window's layout is checked."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QScrollArea, QToolButton, QWidget

from db.changes import Ref
from db.fields import FieldSpec, Kind
from db.services.naming_records import PersonChoice

_PLAIN: dict[Kind, Any] = {
    Kind.TEXT: "试填",
    Kind.LONG_TEXT: "第一行\n第二行",
    Kind.DAY: "2026-03-05",
    Kind.PARTIAL_DAY: "2026-03",
    Kind.TIME: "14:30",
    Kind.MONTH: "2026-03",
    Kind.MONTHS: ["2026-03", "2026-04"],
    Kind.INTEGER: 5,
    Kind.MONEY: "300.00",
    Kind.HOURS: 7.5,
    Kind.POINTS: 2.5,
    Kind.BOOLEAN: True,
    Kind.LUNAR: {"month": 6, "day": 20, "leap": True},
}


def sample(spec: FieldSpec, people: tuple[PersonChoice, ...], references: dict[str, Any]) -> Any:
    """A value for one field, as a Row would hold it."""
    someone = Ref(people[0].uid, people[0].name)
    match spec.kind:
        case Kind.PERSON | Kind.PERSON_OR_TEXT:
            return Ref(people[1].uid, people[1].name) if spec.key == "partner" else someone
        case Kind.PEOPLE:
            return [someone]
        case Kind.CHOICE:
            return spec.choices[-1].code
        case Kind.FLAGS:
            return [spec.choices[0].code]
        case Kind.REFERENCE:
            known = references.get(spec.refers_to)
            return Ref(*known[0]) if known else None
        case Kind.PARTS:
            return [_element(spec, people, references)]
        case _:
            return {
                "ends_at": "16:00",
                "extension_months": 6,
                "until_on": "2026-04",
                "reduction": "减半",
                "extended_to": "2026-06-01",
                "for": 3,
                "against": 1,
                "abstain": 1,
                "year": 2026,
                "excellent": 3,
                "qualified": 1,
                "basically_qualified": 1,
                "unqualified": 0,
                "good": 3,
                "fairly_good": 1,
                "average": 1,
                "poor": 0,
            }.get(spec.key, _PLAIN[spec.kind])


def _element(spec: FieldSpec, people: tuple[PersonChoice, ...], references: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for inner in spec.fields:
        outer, _, name = inner.key.partition(".")
        value = sample(inner, people, references)
        if name:
            values.setdefault(outer, {})[name] = value
        else:
            values[outer] = value
    return values


def type_text(widget: QWidget, text: str) -> None:
    """Types as an input method does; QTest's own key clicks know no Chinese."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def visible_parts(root: QWidget) -> Iterator[QWidget]:
    """Every visible widget below one that our own code made."""
    return (widget for widget in root.findChildren(QWidget) if widget.isVisible())


def cut_texts(root: QWidget) -> list[str]:
    """Texts of labels and buttons that have less room than they need."""
    cut = []
    for widget in visible_parts(root):
        if isinstance(widget, QLabel) and widget.text() and _is_cut(widget):
            cut.append(widget.text())
        elif isinstance(widget, QAbstractButton) and widget.text() and not _is_icon(widget):
            if widget.width() + 1 < widget.minimumSizeHint().width():
                cut.append(widget.text())
        elif isinstance(widget, QLineEdit) and widget.height() < widget.fontMetrics().height():
            cut.append(widget.accessibleName())
    return cut


def _is_icon(button: QAbstractButton) -> bool:
    """A small button that shows only its icon, such as the calendar inside a field for days."""
    return isinstance(button, QToolButton) and not button.icon().isNull()


def _is_cut(label: QLabel) -> bool:
    metrics = label.fontMetrics()
    if label.wordWrap():
        return label.height() + 1 < label.heightForWidth(label.width())
    longest = max(metrics.horizontalAdvance(line) for line in label.text().split("\n"))
    is_short_of_height = label.height() + 2 < metrics.height()
    return label.width() + 1 < longest or is_short_of_height


def overlaps(root: QWidget) -> list[str]:
    """Sibling widgets that lie on each other, inside one layout."""
    found = []
    for parent in [root, *visible_parts(root)]:
        layout = parent.layout()
        if layout is None:
            continue
        children = [
            child
            for child in parent.children()
            if isinstance(child, QWidget) and child.isVisible() and layout.indexOf(child) >= 0
        ]
        for number, first in enumerate(children):
            for second in children[number + 1 :]:
                common = first.geometry().intersected(second.geometry())
                if common.width() > 1 and common.height() > 1:
                    found.append(f"{first!r} {second!r}")
    return found


def is_reachable(widget: QWidget, window: QWidget) -> bool:
    """Whether a widget lies inside the window, or in a scroll area that can bring it there."""
    parent: QWidget | None = widget
    while parent is not None and parent is not window:
        if isinstance(parent, QScrollArea):
            return True
        parent = parent.parentWidget()
    corner = widget.mapTo(window, QPoint(0, 0))
    return QRect(QPoint(0, 0), window.size()).contains(QRect(corner, widget.size()))
