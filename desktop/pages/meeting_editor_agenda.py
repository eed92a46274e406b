"""The agenda of a meeting as cards: the matter, who said what, what was resolved, who does it by when, and the vote.

How a vote stands is worked out by the books and shown beside the numbers while they are typed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.fields import FieldSpec
from desktop import theme
from desktop.widgets.basic import Chip, button, clear, icon_button, label
from desktop.widgets.editor import Field
from desktop.widgets.editors import Sources, make_editor
from desktop.widgets.growing_list import GrowingList, ListElement
from desktop.widgets.layouts import FieldGrid

_NARROWEST = 150
_VOTE = "vote."


class SpeakerLine(ListElement):
    """One speech: who, and what was said."""

    def __init__(self, specs: Mapping[str, FieldSpec], sources: Sources, owner: "SpeakersEditor") -> None:
        super().__init__()
        self.setProperty("surface", "clear")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.person, self.words = make_editor(specs["person"], sources), make_editor(specs["words"], sources)
        self.person.setFixedWidth(round(_NARROWEST * theme.current().scale))
        for key, editor in (("person", self.person), ("words", self.words)):
            editor.set_name(specs[key].title)
            editor.edited.connect(owner.edited)
        row.addWidget(self.person, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        self.remove = icon_button("close", "去掉这段发言", lambda: owner.remove(self))
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def value(self) -> dict[str, Any]:
        held = {"uid": self.uid} if self.uid else {}
        return {**held, "person": self.person.value(), "words": self.words.value()}

    def set_value(self, value: Mapping[str, Any]) -> None:
        self.uid = value.get("uid")
        self.person.set_value(value.get("person"))
        self.words.set_value(value.get("words"))

    @property
    def is_blank(self) -> bool:
        return self.person.value() is None and self.words.value() is None

    def first_editor(self) -> QWidget:
        return self.person


class SpeakersEditor(GrowingList[SpeakerLine]):
    """Speeches in their order."""

    def __init__(self, spec: FieldSpec, sources: Sources, parent: QWidget | None = None) -> None:
        self._specs = {each.key: each for each in spec.fields}
        self._sources = sources
        super().__init__("添加发言", spacing=6, kind="link", parent=parent)

    def make_element(self) -> SpeakerLine:
        return SpeakerLine(self._specs, self._sources, self)

    def reading_problem(self) -> str:
        return next((problem for line in self.elements if (problem := line.person.reading_problem())), "")

    def mark_problem(self, sentence: str) -> None:
        for line in self.elements:
            line.person.mark_problem(line.person.reading_problem() if sentence else "")


class AgendaCard(ListElement):
    """One matter of the meeting."""

    def __init__(self, spec: FieldSpec, sources: Sources, owner: "AgendaEditor") -> None:
        super().__init__()
        self.setProperty("surface", "inner")
        self._owner = owner
        self.fields: dict[str, Field] = {}
        self._specs = {each.key: each for each in spec.fields}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(10)
        column.addLayout(self._build_head())
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self._field("title", sources), 3)
        top.addWidget(self._field("matter", sources), 1)
        column.addLayout(top)
        column.addWidget(self._speakers(sources))
        column.addWidget(self._field("resolution", sources))
        column.addWidget(self._build_foot(sources))
        column.addWidget(self._build_vote(sources))
        self.verdict = label("", "secondary", wrap=True)
        self.verdict.hide()
        column.addWidget(self.verdict)
        self.fields["matter"].editor.edited.connect(self._follow_matter)

    # --- values ----------------------------------------------------------------------------------------------
    def value(self) -> dict[str, Any]:
        values: dict[str, Any] = {"uid": self.uid} if self.uid else {}
        votes = {}
        for key, field in self.fields.items():
            if key.startswith(_VOTE):
                votes[key.removeprefix(_VOTE)] = field.editor.value()
            else:
                values[key] = field.editor.value()
        values["vote"] = votes if any(each is not None for each in votes.values()) else None
        return values

    def set_value(self, value: Mapping[str, Any]) -> None:
        self.uid = value.get("uid")
        votes = value.get("vote") or {}
        for key, field in self.fields.items():
            default = self._specs[key].default if key in self._specs else None
            held = votes.get(key.removeprefix(_VOTE)) if key.startswith(_VOTE) else value.get(key, default)
            field.editor.set_value(held)
        self.show_vote(bool(votes) or value.get("matter", "ordinary") != "ordinary")

    def first_editor(self) -> QWidget:
        return self.fields["title"].editor

    @property
    def is_blank(self) -> bool:
        """Whether nothing was entered; the kind of matter alone says nothing."""
        return all(
            value in (None, "", []) for key, value in self.value().items() if key not in ("uid", "matter")
        )

    def rename(self, number: int) -> None:
        """The number of the matter has changed."""
        self.heading.setText(f"议题 {number}")
        self.setAccessibleName(f"议题 {number}")
        for tool, verb in zip(self.tools, ("上移", "下移", "去掉"), strict=True):
            tool.setAccessibleName(f"{verb}议题 {number}")
            tool.setToolTip(f"{verb}议题 {number}")

    def show_vote(self, is_shown: bool) -> None:
        """Opens the four vote fields."""
        self.vote.setVisible(is_shown)
        self.vote_button.setVisible(not is_shown)
        self.chip.setVisible(is_shown or not self.is_blank)
        if not is_shown:
            self.chip.say("无需表决", "neutral")

    def show_verdict(self, sentence: str) -> None:
        """How the vote stands; the chip says it in one word."""
        self.verdict.setText(sentence)
        self.verdict.setVisible(bool(sentence) and not self.vote.isHidden())
        if self.vote.isHidden():
            return
        word, tone = _word_of(sentence)
        self.chip.say(word, tone)
        self.chip.show()

    # --- building --------------------------------------------------------------------------------------------
    def _build_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(4)
        self.heading = label("议题", "heading")
        head.addWidget(self.heading)
        head.addStretch(1)
        self.chip = Chip("无需表决", "neutral")
        self.chip.hide()
        head.addWidget(self.chip)
        self.tools = (
            icon_button("up", "上移", lambda: self._owner.shift(self, -1)),
            icon_button("down", "下移", lambda: self._owner.shift(self, 1)),
            icon_button("bin", "去掉", lambda: self._owner.remove(self)),
        )
        for tool in self.tools:
            head.addWidget(tool)
        return head

    def _field(self, key: str, sources: Sources) -> Field:
        spec = self._specs[key]
        field = Field(spec.title, make_editor(spec, sources), required=spec.required)
        field.editor.edited.connect(self._owner.edited)
        self.fields[key] = field
        return field

    def _speakers(self, sources: Sources) -> Field:
        spec = self._specs["speakers"]
        field = Field(spec.title, SpeakersEditor(spec, sources))
        field.editor.edited.connect(self._owner.edited)
        self.fields["speakers"] = field
        return field

    def _build_foot(self, sources: Sources) -> FieldGrid:
        grid = FieldGrid(round(_NARROWEST * theme.current().scale), most=3)
        for key in ("responsible", "due_on"):
            grid.add(self._field(key, sources))
        self.vote_button = button(
            "需要表决", self._open_vote, icon="plus", hint="填写表决方式和票数，当场算出是否通过"
        )
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, theme.current().px("type_note") + 10, 0, 0)
        column.addWidget(self.vote_button)
        grid.add(holder)
        return grid

    def _build_vote(self, sources: Sources) -> FieldGrid:
        self.vote = FieldGrid(round(_NARROWEST * theme.current().scale), most=4)
        for key in self._specs:
            if key.startswith(_VOTE):
                self.vote.add(self._field(key, sources))
        self.vote.hide()
        return self.vote

    def _open_vote(self) -> None:
        self.show_vote(True)
        self.fields["vote.method"].editor.setFocus()

    def _follow_matter(self) -> None:
        if self.fields["matter"].editor.value() != "ordinary":
            self.show_vote(True)


class AgendaEditor(GrowingList[AgendaCard]):
    """The matters in their order."""

    def __init__(self, spec: FieldSpec, sources: Sources, parent: QWidget | None = None) -> None:
        self._spec, self._sources = spec, sources
        super().__init__("添加议题", spacing=12, parent=parent)

    def make_element(self) -> AgendaCard:
        card = AgendaCard(self._spec, self._sources, self)
        card.set_value({})
        return card

    def reading_problem(self) -> str:
        wrong = sum(
            1
            for card in self.elements
            for field in card.fields.values()
            if field.show_problem(field.editor.reading_problem())
        )
        return f"议题里有 {wrong} 处看不懂，请改正" if wrong else ""

    def show_verdicts(self, sentences: Sequence[str]) -> None:
        """How each vote stands, in the order of `value`."""
        waiting = iter(sentences)
        for card in self.elements:
            card.show_verdict("" if card.is_blank else next(waiting, ""))


def _word_of(sentence: str) -> tuple[str, str]:
    """One word and its tone for a judgement in words."""
    if not sentence:
        return "待填票数", "gold"
    if sentence.endswith("请核对"):
        return "票数不对", "red"
    if "不能" in sentence:
        return "人数不够", "red"
    if sentence.endswith("未通过"):
        return "未通过", "red"
    return ("可以选举" if sentence.endswith("可以选举") else "通过"), "green"
