"""台账与迎检: the boxes of a year, what is in each and what is missing, and the folder as pages ready to print.

What belongs into a box and how it stands is decided by the reports; this page shows it, takes 本年不发生 with a reason,
and hands the folder to the printer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.answer_dialog import ask_for_answer
from desktop.dialogs.print_preview import PrintPanel
from desktop.pages.page import Page, PageContext
from desktop.tasks import Progress
from desktop.widgets.basic import Card, Chip, button, label, menu_button
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.item_line import ItemLine, LineList

if TYPE_CHECKING:
    from db.reports.boxes import BoxItem, BoxTemplate
    from db.reports.folder import FolderBox, FolderItem, InspectionFolder
    from db.services.branch import Branch

_STATES = MappingProxyType(
    {
        "present": ("有", "green"),
        "missing": ("缺", "red"),
        "pending": ("待", "gold"),
        "not_occurred": ("不发生", "neutral"),
    }
)
_TEMPLATES = ("", "village", "office", "simple")
_ANSWERS = (
    ("not_applicable", "本年不发生", "本年确实没有这件事，写明理由，打印在目录里。"),
    ("fixed", "纸质材料已放入", "材料只有纸质的，已经放进这一盒，写明份数和日期。"),
)


@dataclass(frozen=True, slots=True)
class FolderView:
    """The folder of a year with the template it was made from, and the layouts (id, title) that were handed down."""

    folder: "InspectionFolder"
    template: "BoxTemplate"
    layouts: tuple[tuple[str, str], ...] = ()


def read_folder(branch: "Branch", year: int, template_key: str) -> FolderView:
    """Builds the folder; an empty key takes the template of the branch's kind."""
    from db.reports import PrintOptions
    from db.reports.boxes import template_for, template_of
    from db.reports.folder import build_folder
    from db.rules.gathering import gather

    facts = gather(branch)
    chosen = template_of(branch, template_key) if template_key else template_for(facts.profile.kind)
    folder = build_folder(branch, facts, PrintOptions(year=year, template=chosen.key))
    layouts = tuple((each.item, each.title) for each in branch.handed_files("boxes"))
    return FolderView(folder, chosen, layouts)


class InspectionPage(Page):
    """Boxes on the left, the items of one on the right; the preview takes their place when it is wanted."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "迎检资料", parent)
        self._view: FolderView | None = None
        self._build_actions()
        self._build_choices()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_boxes())
        self.preview = PrintPanel(context.tasks)
        self.stack.addWidget(self.preview)
        self.body.addWidget(self.stack, 1)
        self._show_preview(False)

    def refresh(self) -> None:
        work = partial(
            read_folder, year=int(self.years.currentData()), template_key=str(self.templates.currentData())
        )
        self.query(work, self._show, title="正在清点各盒", failed=self._refused)

    # --- verbs -----------------------------------------------------------------------------------------------
    def preview_folder(self, box: "FolderBox | None" = None) -> None:
        """Shows the whole folder, or one box, as pages."""
        if self._view is None:
            return
        folder = replace(self._view.folder, spine=int(self.spines.currentData()))
        if box is not None:
            folder = replace(folder, boxes=(box,))
        self._show_preview(True)
        self.preview.show_content(folder)

    def write_boxes(self) -> None:
        """Writes one PDF for each box into a folder the user chooses."""
        target = messages.choose_folder(self, "每盒一个 PDF，放到哪个文件夹")
        if target is None or self._view is None:
            return
        folder = replace(self._view.folder, spine=int(self.spines.currentData()))

        def work(progress: Progress) -> int:
            from desktop.printing.folders import render_boxes

            return len(
                render_boxes(folder, target, lambda done, total: progress.report(done, total, "正在生成"))
            )

        self.aside(work, partial(self._told_written, target), title="正在生成")

    def answer(self, box_number: int, item_title: str) -> None:
        """Takes the branch's word for an item that is not there."""
        assert self._view is not None
        given = ask_for_answer(self, f"第 {box_number} 盒 · {item_title}", _ANSWERS)
        if given is not None:
            self._answer(f"box|{self._view.template.key}|{box_number}|{item_title}", *given)

    def _answer(self, key: str, state: str, reason: str) -> None:
        from db.services import answering

        self.command(lambda branch: answering.answer(branch, key, state, reason))

    def _told_written(self, target: Path, count: int) -> None:
        messages.toast(self, f"已生成 {count} 个 PDF", "打开文件夹", partial(_open_folder, target))

    # --- showing ---------------------------------------------------------------------------------------------
    def _refused(self, error: LedgerError) -> None:
        """A layout of the township that cannot be filed by: said, and the branch's own taken again."""
        messages.show(self, error)
        if self.templates.currentIndex():
            self.templates.setCurrentIndex(0)
            self.refresh()

    def _show_layouts(self, layouts: tuple[tuple[str, str], ...]) -> None:
        """Offers what was handed down after what the program brings along."""
        chosen = self.templates.currentData()
        while self.templates.count() > len(_TEMPLATES):
            self.templates.removeItem(self.templates.count() - 1)
        for item, title in layouts:
            self.templates.addItem(f"{title}（上级下发）", item)
        self.templates.setCurrentIndex(max(0, self.templates.findData(chosen)))

    def _show(self, view: FolderView) -> None:
        self._view = view
        self._show_layouts(view.layouts)
        at = max(0, self.boxes.currentRow())
        self.boxes.clear()
        for box in view.folder.boxes:
            self.boxes.addItem(_box_line(box))
        self.boxes.setCurrentRow(min(at, self.boxes.count() - 1))
        missing = len(view.folder.missing)
        self.set_subtitle(
            f"缺 {missing} 项 · {view.template.title}" if missing else f"不缺项 · {view.template.title}"
        )

    def _show_box(self, row: int) -> None:
        if self._view is None or not 0 <= row < len(self._view.folder.boxes):
            return
        box, plan = self._view.folder.boxes[row], self._view.template.boxes[row]
        self.box_card.heading.setText(f"{box.sign} {box.label.title}")
        self.box_note.setText(f"保管期限 {box.label.retention} · 共 {len(box.documents)} 份材料")
        pairs = zip(box.items, plan.items, strict=True)
        self.items.show_lines(partial(self._item_line, plan.number, item, source) for item, source in pairs)

    def _item_line(self, number: int, item: "FolderItem", source: "BoxItem") -> ItemLine:
        word, tone = _STATES[item.state]
        is_partial = item.state == "present" and item.gap
        chip = Chip("有，不全" if is_partial else word, "gold" if is_partial else tone)
        chip.setMinimumWidth(round(64 * theme.current().scale))
        count = f"{len(item.documents)} 份" if item.documents else ""
        note = " · ".join(part for part in (item.expected, item.gap, item.reason) if part)
        line = ItemLine(item.title, note, chip=chip, when=count)
        if source.duty and (item.gap or item.state == "pending"):
            line.add_verb("去办", partial(self.page_wanted.emit, "duties"))
        elif item.state == "missing":
            line.add_verb("说明", partial(self.answer, number, item.title))
        elif item.reason and not source.duty and self._view is not None:
            key = f"box|{self._view.template.key}|{number}|{item.title}"
            line.add_verb("撤回说明", partial(self._answer, key, "open", ""))
        return line

    def _show_preview(self, is_shown: bool) -> None:
        self.stack.setCurrentIndex(1 if is_shown else 0)
        self.back_button.setVisible(is_shown)
        self.choices.setVisible(not is_shown)
        for made in (self.boxes_button, self.preview_button):
            made.setVisible(not is_shown)

    def _preview_chosen(self) -> None:
        if self._view is not None and self.boxes.currentRow() >= 0:
            self.preview_folder(self._view.folder.boxes[self.boxes.currentRow()])

    # --- building --------------------------------------------------------------------------------------------
    def _build_actions(self) -> None:
        self.back_button = button("返回各盒", lambda: self._show_preview(False), icon="left")
        self.boxes_button = menu_button("分盒", "boxes")
        self.boxes_button.menu().addAction("预览所选的一盒", self._preview_chosen)
        self.boxes_button.menu().addAction("每盒生成一个 PDF……", self.write_boxes)
        self.preview_button = button("预览并打印", self.preview_folder, kind="primary", icon="print")
        for made in (self.back_button, self.boxes_button, self.preview_button):
            self.add_action(made)

    def _build_choices(self) -> None:
        from db.reports.boxes import template

        self.choices = QWidget()
        row = QHBoxLayout(self.choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.years, self.templates, self.spines = QuietCombo(), QuietCombo(), QuietCombo()
        for year in range(self.context.today.year, self.context.today.year - 5, -1):
            self.years.addItem(f"{year} 年度", year)
        for key in _TEMPLATES:
            self.templates.addItem(template(key).title if key else "按支部类型", key)
        for width in (20, 30, 40, 50):
            self.spines.addItem(f"盒脊 {width} 毫米", width)
        self.spines.setCurrentIndex(1)
        for combo, name in ((self.years, "年度"), (self.templates, "盒子模板"), (self.spines, "盒脊宽度")):
            combo.setAccessibleName(name)
            combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
            row.addWidget(combo)
        row.addStretch(1)
        self.years.activated.connect(lambda _index: self.refresh())
        self.templates.activated.connect(lambda _index: self.refresh())
        self.body.addWidget(self.choices)

    def _build_boxes(self) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        left = Card("各盒")
        self.boxes = QListWidget()
        self.boxes.setAccessibleName("迎检盒")
        self.boxes.setWordWrap(True)
        self.boxes.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.boxes.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.boxes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.boxes.currentRowChanged.connect(self._show_box)
        left.add(self.boxes, 1)
        row.addWidget(left, 2)
        self.box_card = Card("　")
        self.box_note = label("", "note")
        self.box_card.add(self.box_note)
        self.items = LineList("这一盒的材料")
        self.box_card.add(self.items, 1)
        row.addWidget(self.box_card, 3)
        return holder


def _box_line(box: "FolderBox") -> QListWidgetItem:
    counts: Mapping[str, int] = {
        code: sum(item.state == code for item in box.items)
        for code in ("present", "missing", "pending", "not_occurred")
    }
    partly = sum(1 for item in box.items if item.state == "present" and item.gap)
    words = [f"{_STATES[code][0]} {count}" for code, count in counts.items() if count]
    words += [f"不全 {partly}"] if partly else []
    item = QListWidgetItem(f"{box.sign} {box.label.title}\n　 {' · '.join(words)}")
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{box.label.title}：{'，'.join(words)}")
    return item


def _open_folder(target: Path) -> Any:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))
