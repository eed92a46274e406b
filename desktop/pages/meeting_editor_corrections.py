"""A meeting that is signed already: a calm note that changes will be told, a line for the reason, and what was told before.

Nothing is forbidden here; the books write the row themselves, only the reason is typed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from db.arithmetic.days import day_text
from db.fields import FieldSpec
from desktop import theme
from desktop.widgets.basic import Card, Notice, label
from desktop.widgets.editor import Editor

CORRECTIONS, REASON, SIGNED = "corrections", "reason", "signed"
SIGNED_NOTE = "这份记录已签名：改动会记入“更正记录”，并印在记录后面"
_REASON_WIDTH = 300


class SignedNote(Editor):
    """The note with the reason of what is being changed; its value is the row to add, None without a reason."""

    is_wide = True

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        reason = next(each for each in spec.fields if each.key == REASON)
        self.notice = Notice(SIGNED_NOTE, "blue")
        self.line = QLineEdit()
        self.line.setMaxLength(reason.longest)
        self.line.setMinimumWidth(round(_REASON_WIDTH * theme.current().scale))
        self.line.setPlaceholderText("可不填，如：发言人写错，按原件改正")
        self.line.setAccessibleName(reason.title)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        title = QLabel(reason.title)
        title.setProperty("role", "label")
        title.setBuddy(self.line)
        self.notice.add(title)
        self.notice.add(self.line)
        self.row.addWidget(self.notice)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.line,)

    def value(self) -> Any:
        reason = self.line.text().strip()
        return [{REASON: reason}] if reason else None

    def set_value(self, value: Any) -> None:
        """Rows that stand already (they have a uid) are not typed here."""
        typed = [each for each in value or () if not each.get("uid")]
        self.line.setText(str(typed[-1].get(REASON) or "") if typed else "")
        self.line.setCursorPosition(0)


class CorrectionsCard(Card):
    """The corrections that were told before, the oldest first; hidden while there is none."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.lines: list[QLabel] = []
        self.hide()

    def show_rows(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Takes the place of what was shown."""
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = [label(correction_text(row), wrap=True) for row in rows]
        for line in self.lines:
            self.add(line)
        self.setVisible(bool(self.lines))


def correction_text(row: Mapping[str, Any]) -> str:
    """One correction in a line: day, who, what and why."""
    who = "　".join(
        part for part in (day_text(row["on"]) if row.get("on") else "", row.get("by") or "") if part
    )
    what = f"更正内容：{row['fields']}" if row.get("fields") else ""
    why = f"原因：{row['reason']}" if row.get("reason") else ""
    return f"{who}　{'；'.join(part for part in (what, why) if part)}"
