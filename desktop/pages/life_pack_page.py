"""组织生活会材料: the pack of one life meeting, a card for each part, with what is there, what is missing and where to go.

Nothing is typed here: opinions, self-examinations and criticism are written into the meeting, talks, rectification and the
appraisal into their own ledgers.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.print_preview import open_print
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, EmptyState, button, clear, label, menu_button
from desktop.widgets.choice_edits import QuietCombo

if TYPE_CHECKING:
    from db.rules.life.pack import PackItem, PackView
    from db.services.branch import Branch

_TONES = {"done": "green", "part": "gold", "nothing": "neutral"}
_UNITS = {"talks": "次", "appraisal": "人", "self_checks": "份"}
_PRINTS = (
    ("life_opinions", "征求意见汇总表"),
    ("life_criticism", "批评与自我批评记录"),
    ("rectification_list", "整改清单"),
)
_ROUND_PRINTS = (
    ("appraisal_ballot", "民主测评票"),
    ("appraisal_tally", "测评汇总表"),
    ("appraisal_grades", "评议等次一览（公示）"),
    ("appraisal_feedback", "评议结果反馈单"),
)
_NARROW = 900


def read_packs(branch: "Branch") -> "tuple[PackView, ...]":
    """Every life meeting with its pack."""
    from db.rules.gathering import gather
    from db.rules.life.pack import life_packs

    return life_packs(gather(branch))


class LifePackPage(Page):
    """One meeting chosen above, six cards below."""

    ledgers = frozenset({"life_meeting", "heart_talk", "rectification", "appraisal", "person", "post"})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "组织生活会材料", parent)
        self._packs: tuple[PackView, ...] = ()
        self._shown_across = 0
        self.print_button = menu_button("打印", "print")
        self.print_button.menu().aboutToShow.connect(self._fill_prints)
        self.open_button = button("打开会议记录", self._open_meeting, kind="primary", icon="meeting")
        self.add_action(self.open_button)
        self.meetings = QuietCombo()
        self.meetings.setAccessibleName("哪一次组织生活会")
        self.meetings.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        self.meetings.activated.connect(lambda _index: self._show_pack())
        name = label("哪一次", "secondary")
        name.setBuddy(self.meetings)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(name)
        row.addWidget(self.meetings)
        row.addStretch(1)
        row.addWidget(self.print_button)
        self.body.addLayout(row)
        self._cards = clear(QWidget())
        column = QVBoxLayout(self._cards)
        column.setContentsMargins(0, 0, 12, 0)
        self._grid = QGridLayout()
        self._grid.setSpacing(16)
        column.addLayout(self._grid)
        column.addStretch(1)
        area = self.scrolled(self._cards)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.empty = EmptyState(
            "flag", "还没有组织生活会的记录", "会前谈心和征求意见，批评是否具体，会后的清单"
        )
        self.empty.offer("记组织生活会", partial(self.record_wanted.emit, "life_meeting", None))
        self.stack = QStackedWidget()
        self.stack.addWidget(area)
        self.stack.addWidget(self.empty)
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(read_packs, self._show)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._across() != self._shown_across:
            self._show_pack()

    def _across(self) -> int:
        """How many cards stand side by side."""
        return 3 if self.width() >= round(_NARROW * theme.current().scale) else 1

    @property
    def pack(self) -> "PackView | None":
        """The meeting chosen."""
        chosen = self.meetings.currentData()
        return next((pack for pack in self._packs if pack.meeting == chosen), None)

    def _show(self, packs: "tuple[PackView, ...]") -> None:
        held = self.meetings.currentData()
        self._packs = packs
        self.meetings.clear()
        for pack in packs:
            self.meetings.addItem(pack.title, pack.meeting)
        self.meetings.setCurrentIndex(max(0, self.meetings.findData(held)))
        self.stack.setCurrentIndex(0 if packs else 1)
        for made in (self.print_button, self.open_button, self.meetings):
            made.setEnabled(bool(packs))
        self._show_pack()

    def _show_pack(self) -> None:
        pack = self.pack
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if pack is None:
            return
        lacking = sum(item.state != "done" for item in pack.items)
        self.set_subtitle(f"{len(pack.items)} 样材料，还有 {lacking} 样不齐" if lacking else "材料齐全")
        across = self._shown_across = self._across()
        for place, item in enumerate(pack.items):
            card = self._card(pack, item)
            self._grid.addWidget(card, place // across, place % across)
            card.show()
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < across else 0)

    def _card(self, pack: "PackView", item: "PackItem") -> Card:
        from db.rules.life.pack import STATE_TITLES

        made = Card(item.title)
        made.add_to_head(Chip(STATE_TITLES[item.state], _TONES[item.state]))
        made.body.setSpacing(6)
        made.add(label(f"{item.count} {_UNITS.get(item.key, '条')}", "strong"))
        for note in item.notes:
            made.add(label(note, "secondary", wrap=True))
        made.body.addStretch(1)
        verbs = QHBoxLayout()
        verbs.setSpacing(12)
        for text, act in self._verbs(pack, item):
            verbs.addWidget(button(text, act, kind="link"))
        verbs.addStretch(1)
        made.body.addLayout(verbs)
        return made

    def _verbs(self, pack: "PackView", item: "PackItem") -> list[tuple[str, Callable[[], object]]]:
        from db.changes import Draft, Ref

        meeting = Ref(pack.meeting, f"组织生活会 {pack.held_on}")
        if item.key == "talks":
            talk = Draft({"reason": "before_life_meeting"})
            return [
                ("登记谈话", partial(self.record_wanted.emit, "heart_talk", talk)),
                ("谈话对照表", partial(self.page_wanted.emit, "talks")),
            ]
        if item.key == "rectification":
            starts = {"found_on": pack.held_on, "meeting": meeting, "source": "life_meeting"}
            return [
                ("登记一条", partial(self.record_wanted.emit, "rectification", Draft(starts))),
                ("看清单", partial(self.page_wanted.emit, "rectification")),
            ]
        if item.key == "appraisal" and pack.appraisal:
            return [("打开", partial(self.record_wanted.emit, "appraisal", pack.appraisal))]
        if item.key == "appraisal":
            starts = {"held_on": pack.held_on, "meeting": meeting}
            return [("登记评议", partial(self.record_wanted.emit, "appraisal", Draft(starts)))]
        return [("查看" if item.state == "done" else "去登记", self._open_meeting)]

    def _open_meeting(self) -> None:
        if self.pack is not None:
            self.record_wanted.emit("life_meeting", self.pack.meeting)

    def _fill_prints(self) -> None:
        menu, pack = self.print_button.menu(), self.pack
        menu.clear()
        if pack is None:
            return
        for key, title in _PRINTS:
            chosen = {"year": int(pack.held_on[:4])} if key == "rectification_list" else {"uid": pack.meeting}
            menu.addAction(title, partial(open_print, self, self.context.tasks, key, chosen, title))
        if pack.appraisal:
            menu.addSeparator()
            for key, title in _ROUND_PRINTS:
                chosen = {"uid": pack.appraisal}
                menu.addAction(title, partial(open_print, self, self.context.tasks, key, chosen, title))
