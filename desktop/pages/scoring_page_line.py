"""The right side of the page 自评打分: one line of the table, what cost points and how to mend it, and the mark.

It shows and asks; the page saves.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop import theme
from desktop.pages.scoring_page_reading import Fix, ScoringView, Typed, short_state, tone_of
from desktop.widgets.basic import Card, Chip, button, clear, label, rule
from desktop.widgets.editor import Field
from desktop.widgets.item_line import ItemLine
from desktop.widgets.text_edits import KeyWatch, LongTextEditor, PointsEditor

if TYPE_CHECKING:
    from db.rules.scoring import Fault, ItemScore

FIRST_FAULTS, MOST_PROOF_ROWS = 12, 6
_RECORD = Qt.ItemDataRole.UserRole
_SAVING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class MarkForm(QWidget):
    """What a person gives a line and why. Enter saves; Shift+Enter begins a new line in the reason.

    Signals:
        saved(str, str): points and reason, as typed.
        taken_back: the mark is to be taken back.
        edited: something was typed.
    """

    saved = Signal(str, str)
    taken_back = Signal()
    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        self._stored: Typed = ("", "")
        self.points, self.reason = (
            PointsEditor(),
            LongTextEditor("为什么给这个分，检查时会一并打印", fewest=2),
        )
        self.points_field = Field("自评分", self.points)
        self.reason_field = Field("自评说明", self.reason)
        self.reason.text.setTabChangesFocus(True)
        self.reason.text.setMaximumHeight(round(84 * theme.current().scale))
        self.save_button = button("保存自评", self.save, hint="保存（Enter）")
        self.undo_button = button("取消自评", self.taken_back.emit, kind="link")
        self.status = label("", "note", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        top = QHBoxLayout()
        top.setSpacing(8)
        self.points_field.setFixedWidth(round(128 * theme.current().scale))
        top.addWidget(self.points_field, 0)
        top.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignBottom)
        top.addWidget(self.undo_button, 0, Qt.AlignmentFlag.AlignBottom)
        top.addStretch(1)
        self.problem = label("", "problem", wrap=True)
        for part in (self.problem, self.status):
            part.hide()
        column.addLayout(top)
        column.addWidget(self.reason_field)
        column.addWidget(self.problem)
        column.addWidget(self.status)
        QWidget.setTabOrder(self.points.line, self.reason.text)
        QWidget.setTabOrder(self.reason.text, self.save_button)
        QWidget.setTabOrder(self.save_button, self.undo_button)
        self.points.line.returnPressed.connect(self.save)
        KeyWatch(self.reason.text, _SAVING_KEYS, self._on_enter)
        for editor in (self.points, self.reason):
            editor.edited.connect(self._on_edited)

    @property
    def typed(self) -> Typed | None:
        """What stands in the fields where it is not what is stored."""
        now = (str(self.points.value() or ""), str(self.reason.value() or ""))
        return now if now != self._stored else None

    def show_mark(self, each: "ItemScore", typed: Typed | None) -> None:
        """Shows a line's mark, or what was begun."""
        from db.arithmetic.rubric import points_text

        item = each.item
        self._stored = ("" if item.marked is None else points_text(item.marked), item.reason)
        what = {"bonus": "自评加分", "penalty": "自评扣分"}.get(item.kind, "自评分")
        title = f"{what}（最多{points_text(item.points)}分）"
        self.points_field.label.setText(title)
        self.points.line.setAccessibleName(title)
        points, reason = typed or self._stored
        self.points.set_value(points)
        self.reason.set_value(reason)
        self.refuse("")
        self.undo_button.setVisible(item.marked is not None)
        self._say_state()

    def refuse(self, sentence: str) -> None:
        """Says what is wrong; what was typed stays."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            self.points.setFocus()

    def save(self) -> None:
        """Gives what was typed, or says what is missing."""
        points, reason = str(self.points.value() or ""), str(self.reason.value() or "")
        if problem := self.points.reading_problem():
            self.refuse(problem)
        elif not points:
            self.refuse("请先填自评分")
        elif not reason:
            self.refuse("写了自评分，还要写自评说明")
            self.reason.setFocus()
        else:
            self.saved.emit(points, reason)

    def _on_enter(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            return False
        self.save()
        return True

    def _on_edited(self) -> None:
        self.refuse("")
        self._say_state()
        self.edited.emit()

    def _say_state(self) -> None:
        begun = self.typed is not None
        self.status.setText("填了还没有保存；换一项、换一页都不会丢。" if begun else "")
        self.status.setVisible(begun)


class LinePanel(Card):
    """Signals:
    fix_wanted(object): the Fix of a fault is to be done.
    record_wanted(str, str): ledger and uid of a proof to open.
    checks_wanted: what the program looks at for the line is to be changed.
    """

    fix_wanted = Signal(object)
    record_wanted = Signal(str, str)
    checks_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, margins=(18, 14, 10, 14))
        self.setAccessibleName("选中的一项")
        self.title = label("", "heading", wrap=True)
        self.add(self.title)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self.area, 1)
        self.line = rule()
        self.add(self.line)
        self.form = MarkForm()
        self.add(self.form)
        self.proofs: QListWidget | None = None
        self.checks_button: QPushButton | None = None
        self._is_folded = False
        self._faults_shown = FIRST_FAULTS
        self._shown: tuple[ScoringView, ItemScore] | None = None

    def show_line(self, view: ScoringView, each: "ItemScore", typed: Typed | None) -> None:
        """Shows a line; the place in the text is kept while it is the same one."""
        is_same = self._shown is not None and self._shown[1].item.number == each.item.number
        if not is_same:
            self._faults_shown = FIRST_FAULTS
        at = self.area.verticalScrollBar().value() if is_same else 0
        self._shown = (view, each)
        self.title.setText(f"{each.item.number}. {each.item.title}")
        self._show_story()
        self.area.verticalScrollBar().setValue(at)
        self.form.show_mark(each, typed)
        for part in (self.line, self.form):
            part.show()

    def show_nothing(self, words: str) -> None:
        """Nothing is chosen."""
        self._shown = None
        self.title.setText(words)
        self.area.setWidget(clear(QWidget()))
        for part in (self.line, self.form):
            part.hide()

    def show_whole(self, *, is_folded: bool) -> None:
        """Folded, the page scrolls and the story is as high as it is long."""
        self._is_folded = is_folded
        content = self.area.widget()
        width = max(self.area.viewport().width(), 1)
        whole = content.heightForWidth(width) if content is not None and content.hasHeightForWidth() else 0
        self.area.setMinimumHeight(whole + 8 if is_folded else 0)

    # --- the story ------------------------------------------------------------------------------------------
    def _show_story(self) -> None:
        content = clear(QWidget())
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(8)
        self.proofs = None
        for part in self._story():
            column.addWidget(part)
        column.addStretch(1)
        self.area.setWidget(content)
        self.show_whole(is_folded=self._is_folded)

    def _story(self) -> Iterator[QWidget]:
        assert self._shown is not None
        view, each = self._shown
        yield self._standing(each)
        if each.item.deduction:
            yield _told("扣分办法", each.item.deduction)
        yield from self._faults(view, each)
        yield from self._proofs(each)
        if each.item.evidence:
            yield _told("佐证要求", each.item.evidence)
        yield from self._checks(view, each)

    def _standing(self, each: "ItemScore") -> QWidget:
        from db.arithmetic.rubric import points_text
        from db.rules.scoring.presenting import state_text, worth_text

        holder = clear(QWidget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Chip(short_state(each), tone_of(each)))
        words = f"{worth_text(each)}，得{points_text(each.score)}分"
        if state_text(each) not in (short_state(each), "自评"):
            words += f"，{state_text(each)}"
        row.addWidget(label(words, wrap=True), 1)
        return holder

    def _faults(self, view: ScoringView, each: "ItemScore") -> Iterator[QWidget]:
        if each.state == "unmarked":
            yield label("这一项程序查不了，请对照佐证要求自评。", wrap=True)
        for fault in each.faults[: self._faults_shown]:
            yield rule()
            yield self._fault(fault, view.fixes.get(fault))
        more = len(each.faults) - self._faults_shown
        if more > 0:
            yield button(f"再显示 {more} 处", self._show_all_faults, kind="link")
        if each.pending:
            yield label(f"还有{each.pending}件没到期。", "secondary", wrap=True)
        if each.unknown:
            words = "、".join(each.unknown)
            yield label(f"自动检查“{words}”这个版本没有，请改正。", "problem", wrap=True)

    def _fault(self, fault: "Fault", fix: Fix | None) -> ItemLine:
        made = ItemLine(fault.text.rstrip("。"), fault.basis.text if fault.basis else "")
        if fault.remedy:
            made.add_below(label(f"怎么办：{fault.remedy}", "secondary", wrap=True))
        if fix is not None:
            verb = button(fix.verb, partial(self.fix_wanted.emit, fix), kind="link")
            verb.setAccessibleDescription(fault.text)
            made.verbs.append(verb)
            holder = clear(QWidget())
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.addWidget(verb)
            row.addStretch(1)
            made.add_below(holder)
        return made

    def _show_all_faults(self) -> None:
        self._faults_shown = len(self._shown[1].faults) if self._shown else FIRST_FAULTS
        self._show_story()

    def _proofs(self, each: "ItemScore") -> Iterator[QWidget]:
        if not each.proofs:
            return
        name = label(f"佐证记录 {len(each.proofs)} 件（双击打开）", "label")
        made = self.proofs = QListWidget()
        made.setAccessibleName("佐证记录")
        name.setBuddy(made)
        for proof in each.proofs:
            item = QListWidgetItem(proof.title)
            item.setToolTip(proof.title)
            item.setData(_RECORD, (proof.ledger, proof.uid))
            made.addItem(item)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.itemActivated.connect(lambda item: self.record_wanted.emit(*item.data(_RECORD)))
        height = max(made.sizeHintForRow(0), round(32 * theme.current().scale))
        made.setFixedHeight(min(len(each.proofs), MOST_PROOF_ROWS) * height + 8)
        yield name
        yield made

    def _checks(self, view: ScoringView, each: "ItemScore") -> Iterator[QWidget]:
        titles = [view.check_titles.get(word, word) for word in each.item.checks]
        yield _told("自动检查", "；".join(titles) or "没有，由人自评")
        holder = clear(QWidget())
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.checks_button = button("改自动检查…", self.checks_wanted.emit, kind="link")
        row.addWidget(self.checks_button)
        row.addStretch(1)
        yield holder


def _told(title: str, text: str) -> QWidget:
    """A small title above its text."""
    holder = clear(QWidget())
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(title, "label"))
    column.addWidget(label(text, wrap=True))
    return holder
