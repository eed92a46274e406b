"""Who came: everybody expected as of the day of the meeting, each with a state that a click changes.

With 全体到会 only the exceptions are kept; a later correction of the roster then counts right of itself. Who ought to
come, who may vote and whether that is enough is worked out by the books.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QScrollArea, QToolButton, QVBoxLayout, QWidget

from db.changes import Ref
from desktop import theme
from desktop.widgets.basic import Card, Chip, button, clear, icon_button, label
from desktop.widgets.choice_edits import CheckEditor
from desktop.widgets.editor import Editor
from desktop.widgets.layouts import FlowLayout
from desktop.widgets.person_edits import PeopleModel, PersonEditor

PRESENT, EXCUSED, ABSENT, OBSERVER = "present", "excused", "absent", "observer"
WORDS = MappingProxyType(
    {
        "": ("未登记", "neutral"),
        PRESENT: ("到会", "green"),
        EXCUSED: ("请假", "gold"),
        ABSENT: ("缺席", "red"),
        OBSERVER: ("列席", "blue"),
    }
)
_NEXT = MappingProxyType({"": PRESENT, PRESENT: EXCUSED, EXCUSED: ABSENT, ABSENT: PRESENT})
_COUNTS = (
    ("expected_count", "应到", "blue"),
    ("present_count", "实到", "green"),
    ("excused_count", "请假", "gold"),
    ("absent_count", "缺席", "red"),
    ("observer_count", "列席", "neutral"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is recorded of one person."""

    person: Ref
    state: str = ""
    reason: str = ""

    @property
    def key(self) -> str:
        """The uid, or the name of somebody who is not on the roster."""
        return self.person.uid or f"={self.person.name}"


class PersonLine(QWidget):
    """A name, the state as a chip that a click or the space bar changes, and a reason where one is due."""

    def __init__(self, entry: Entry, name: str, owner: "AttendanceEditor", *, is_expected: bool) -> None:
        super().__init__()
        self.setProperty("surface", "clear")
        self._owner, self._name = owner, name
        self.entry = entry
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 2)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(label(name, wrap=True), 1)
        self.chip = QToolButton()
        self.chip.setProperty("chip", True)
        self.chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.chip.setCursor(Qt.CursorShape.PointingHandCursor)
        self.chip.clicked.connect(lambda: owner.turn(self.entry.key))
        row.addWidget(self.chip)
        if not is_expected:
            row.addWidget(icon_button("close", f"去掉{name}", lambda: owner.remove(self.entry.key)))
        column.addLayout(row)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(f"{name}的原因")
        self.reason.setPlaceholderText("原因，如：外出务工")
        self.reason.textEdited.connect(self._typed)
        column.addWidget(self.reason)

    def show_entry(self, entry: Entry, note: str) -> None:
        """Shows a state; `note` stands after it, such as 无表决权."""
        self.entry = entry
        word, tone = WORDS[entry.state]
        is_away = entry.state in (EXCUSED, ABSENT)
        words = " · ".join(part for part in (word, note if entry.state == PRESENT else "") if part)
        self.chip.setText(words)
        self.chip.setAccessibleName(f"{self._name}：{words}")
        self.chip.setAccessibleDescription("按空格键依次改为到会、请假、缺席")
        theme.mark(self.chip, tone=tone if not (note and entry.state == PRESENT) else "blue")
        self.reason.setVisible(is_away)
        if self.reason.text() != entry.reason and not self.reason.hasFocus():
            self.reason.setText(entry.reason)

    def _typed(self, text: str) -> None:
        self.entry = replace(self.entry, reason=text.strip())
        self._owner.set_reason(self.entry.key, text.strip())


class AttendanceEditor(Editor):
    """The list of people. Its value holds what was recorded; with `everyone` those not named came."""

    is_wide = True

    def __init__(self, people: PeopleModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = people
        self._entries: dict[str, Entry] = {}
        self._expected: tuple[Ref, ...] = ()
        self._voters: frozenset[str] = frozenset()
        self._everyone = False
        self.lines: dict[str, PersonLine] = {}
        holder = clear(QWidget())
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(0)
        self.message = label("填好会议日期后，这里按当天的名册列出应到人员。", "secondary", wrap=True)
        self._column.addWidget(self.message)
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(holder)
        self.area.setMinimumHeight(round(220 * theme.current().scale))
        self.row.addWidget(self.area)
        self.finish_building()

    def targets(self) -> tuple[QWidget, ...]:
        return (self.area,)

    def value(self) -> Any:
        return [
            {"person": entry.person if entry.person.uid else {"uid": "", "name": entry.person.name},
             "state": entry.state, "reason": entry.reason or None}
            for entry in self._entries.values()
            if entry.state
        ]  # fmt: skip

    def set_value(self, value: Any) -> None:
        self._entries = {}
        for each in value or ():
            entry = Entry(_as_ref(each.get("person")), each.get("state") or PRESENT, each.get("reason") or "")
            self._entries[entry.key] = entry
        self._rebuild()

    # --- what the books say ----------------------------------------------------------------------------------
    def set_expected(self, expected: Sequence[Ref], voters: frozenset[str]) -> None:
        """Who ought to come as of the day, and who of them may vote."""
        self._voters = voters
        if tuple(expected) == self._expected:
            self._show_all()
            return
        self._expected = tuple(expected)
        self._rebuild()

    def set_everyone(self, everyone: bool) -> None:
        """Whether all who are not named came."""
        self._everyone = everyone
        if everyone:
            expected = {person.uid for person in self._expected}
            kept = {
                key: entry
                for key, entry in self._entries.items()
                if entry.state != PRESENT or key not in expected
            }
            self._entries = kept
        self._show_all()

    # --- what the user does ----------------------------------------------------------------------------------
    def turn(self, key: str) -> None:
        """The next state of one person."""
        entry = self._shown(self.lines[key].entry.person)
        if entry.state == OBSERVER:
            return
        self.put(replace(entry, state=_NEXT[entry.state], reason=""))
        self.edited.emit()

    def put(self, entry: Entry) -> None:
        """Records one person; does not speak."""
        if (
            self._everyone
            and entry.state == PRESENT
            and any(each.uid == entry.person.uid for each in self._expected)
        ):
            self._entries.pop(entry.key, None)
        else:
            self._entries[entry.key] = entry
        if entry.key in self.lines:
            self._show_line(entry.key)
        else:
            self._rebuild()

    def set_reason(self, key: str, reason: str) -> None:
        """Why somebody did not come."""
        if key in self._entries:
            self._entries[key] = replace(self._entries[key], reason=reason)
            self.edited.emit()

    def remove(self, key: str) -> None:
        """Takes out somebody who was not expected."""
        self._entries.pop(key, None)
        self._rebuild()
        self.edited.emit()

    # --- showing ---------------------------------------------------------------------------------------------
    def _shown(self, person: Ref) -> Entry:
        held = self._entries.get(Entry(person).key)
        return held or Entry(person, PRESENT if self._everyone else "")

    def _rebuild(self) -> None:
        for line in self.lines.values():
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        expected = {person.uid for person in self._expected}
        others = [entry.person for entry in self._entries.values() if entry.person.uid not in expected]
        self.lines = {}
        for person in (*self._expected, *others):
            entry = self._shown(person)
            name = self._people.label_of(person.uid, person.name) if person.uid else person.name
            line = PersonLine(entry, name, self, is_expected=person.uid in expected)
            self.lines[entry.key] = line
            self._column.insertWidget(self._column.count() - 1, line)
        self.message.setVisible(not self.lines)
        self._show_all()

    def _show_all(self) -> None:
        for key in self.lines:
            self._show_line(key)

    def _show_line(self, key: str) -> None:
        line = self.lines[key]
        entry = self._shown(line.entry.person)
        expected = any(person.uid == entry.person.uid for person in self._expected)
        note = "" if entry.person.uid in self._voters else "无表决权"
        line.show_entry(entry, note if expected and self._voters else ("" if expected else "不在应到名单"))


class AttendanceCard(Card):
    """The side panel: counts, whether enough came, the list, and the quick ways to fill it.

    Signals:
        paste_wanted: a list copied from a chat is to be read.
    """

    paste_wanted = Signal()

    def __init__(self, people: PeopleModel, everyone_title: str) -> None:
        super().__init__("到会")
        self.paste_button = button(
            "粘贴接龙", self.paste_wanted.emit, kind="link", hint="把微信群里的接龙粘贴进来，自动认人"
        )
        self.add_to_head(self.paste_button)
        self.chips: dict[str, Chip] = {}
        counts = clear(QWidget())
        flow = FlowLayout(counts, 6)
        for key, title, tone in _COUNTS:
            self.chips[key] = Chip(title, tone)
            flow.addWidget(self.chips[key])
        self.body.addWidget(counts)
        self.quorum = label("", "secondary", wrap=True)
        self.add(self.quorum)
        self.everyone = CheckEditor(everyone_title)
        self.everyone.box.setToolTip("除下面点成请假、缺席的以外，应到的都到了")
        self.editor = AttendanceEditor(people)
        self.everyone.edited.connect(self._on_everyone)
        self.everyone.set_name(everyone_title, "除下面点成请假、缺席的以外，应到的都到了")
        self._place = QVBoxLayout()
        self._place.setSpacing(4)
        self.body.addLayout(self._place, 1)
        self.adding = PersonEditor(people, outsiders=True)
        self.adding.line.setPlaceholderText("加列席：姓名，回车")
        self.adding.set_name("加列席人员")
        self.adding.line.returnPressed.connect(self.add_observer)
        self.add(self.adding)
        self.show_counts({})

    def hold(self, field: QWidget, stretch: int = 0) -> None:
        """Takes in one of the two fields, with its sentence for problems."""
        self._place.addWidget(field, stretch)

    def add_observer(self) -> None:
        """Adds whoever is named in the field as 列席."""
        value = self.adding.value()
        if value is None:
            return
        self.editor.put(Entry(_as_ref(value), OBSERVER))
        self.adding.set_value(None)
        self.editor.edited.emit()

    def fill(self, present: Iterable[Ref], excused: Iterable[tuple[Ref, str]]) -> None:
        """Records what a pasted list says, then speaks once."""
        for person in present:
            self.editor.put(Entry(person, PRESENT))
        for person, reason in excused:
            self.editor.put(Entry(person, EXCUSED, reason))
        self.editor.edited.emit()

    def show_counts(self, computed: Mapping[str, Any]) -> None:
        """The counts and the quorum as worked out by the books."""
        for key, title, _tone in _COUNTS:
            count = computed.get(key) or 0
            self.chips[key].setText(f"{title} {count}")
            self.chips[key].setVisible(bool(count) or key in ("expected_count", "present_count"))
        self.quorum.setText(quorum_sentence(computed))

    def _on_everyone(self) -> None:
        self.editor.set_everyone(bool(self.everyone.value()))


def quorum_sentence(computed: Mapping[str, Any]) -> str:
    """有表决权 36 人，实到 31 人，过半，可以表决."""
    entitled, present = computed.get("voting_expected_count") or 0, computed.get("voting_present_count") or 0
    if not entitled:
        return ""
    if computed.get("quorum_met"):
        return f"有表决权 {entitled} 人，实到 {present} 人，过半，可以表决"
    return f"有表决权 {entitled} 人，实到 {present} 人，不到 {computed.get('quorum')} 人，不能表决"


def _as_ref(value: Any) -> Ref:
    if isinstance(value, Ref):
        return value
    if isinstance(value, Mapping):
        return Ref(str(value.get("uid") or ""), str(value.get("name") or ""))
    return Ref("", str(value or ""))
