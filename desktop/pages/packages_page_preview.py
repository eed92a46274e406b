"""The part of the page 数据包 that shows what a package would bring, before anything is written."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.pages.packages_page_reading import Preview
from desktop.widgets.basic import Card, Chip, Notice, clear, label
from desktop.widgets.item_line import ItemLine, LineList
from desktop.widgets.layouts import FlowLayout
from desktop.widgets.text_table import TextColumn, TextTable

_COLUMNS = (TextColumn("变化", 3), TextColumn("台账", 6), TextColumn("记录", 16))
_COUNTS = (("new", "新增", "green"), ("changed", "更新", "blue"), ("deleted", "移除", "gold"))


class PreviewPanel(QWidget):
    """Who sent it, counts, the records, and what will have to be decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(clear(self))
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.heads = label("", wrap=True)
        self.doubt = Notice("", "gold")
        column.addWidget(self.heads)
        column.addWidget(self.doubt)
        self._chips = QWidget()
        self._chip_row = FlowLayout(clear(self._chips))
        column.addWidget(self._chips)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.table = TextTable("会有变化的记录", _COLUMNS)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        row.addWidget(card, 6)
        self.meeting = Card("接收以后要您定的")
        self.lines = LineList("接收以后要您定的")
        self.meeting.add(self.lines, 1)
        row.addWidget(self.meeting, 5)
        column.addLayout(row, 1)

    def show_preview(self, preview: Preview) -> None:
        """Shows one preview."""
        self.heads.setText("\n".join(preview.heads))
        self.doubt.say("\n".join(preview.doubts))
        self._show_counts(preview)
        self.table.show_rows(preview.records)
        self.meeting.setVisible(bool(preview.conflicts or preview.doubles))
        makers = [
            *(
                lambda each=each: ItemLine(each[0], each[1], chip=Chip("冲突", "gold"))
                for each in preview.conflicts
            ),
            *(
                lambda each=each: ItemLine(each[0], each[1], chip=Chip("疑似重复", "blue"))
                for each in preview.doubles
            ),
        ]
        self.lines.show_lines(makers)

    def _show_counts(self, preview: Preview) -> None:
        while self._chip_row.count():
            item = self._chip_row.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        chips = [Chip(f"{title} {preview.counts[what]} 条", tone) for what, title, tone in _COUNTS]
        chips.append(Chip(f"冲突 {len(preview.conflicts)} 处", "gold" if preview.conflicts else "neutral"))
        chips.append(Chip(f"疑似重复 {len(preview.doubles)} 组", "gold" if preview.doubles else "neutral"))
        for chip in chips:
            self._chip_row.addWidget(chip)
            chip.show()
