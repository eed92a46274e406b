"""One person's card: facts, how they came about, meetings, talks and visits on one page.

Citizen and phone numbers stay masked; they are shown for a minute after the user has said what for.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.reasons import ask_reason
from desktop.widgets.basic import Card, Chip, button, clear, label
from desktop.widgets.item_line import ItemLine
from desktop.widgets.layouts import FieldGrid
from desktop.widgets.showing import shown

if TYPE_CHECKING:
    from db.changes import Row
    from db.rules.facts import Facts
    from db.services.branch import Branch

SHOWN_SECONDS = 60
MONTHS_BACK = 365
_NARROWEST = 150
_MOST_SHOWN = 12
_COUNT_WORDS = {2: "两", 3: "三"}
_STATES = {
    "present": ("到会", "green"),
    "excused": ("请假", "gold"),
    "absent": ("缺席", "red"),
    "observer": ("列席", "blue"),
    "": ("未登记", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that concerns the person: a meeting, a talk, a visit. `state` only for meetings."""

    ledger: str
    uid: str
    on: str
    words: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """Everything the card shows, as of a day."""

    row: "Row"
    history: tuple[tuple[str, str], ...]
    posts: tuple[tuple[str, str], ...]
    meetings: tuple[Happening, ...]
    talks: tuple[Happening, ...]
    visits: tuple[Happening, ...]
    united: int = 0  # how many entries are shown as this one person, 0 for one


def read_member(branch: "Branch", uid: str, day: date) -> MemberFacts:
    """Reads the card; NotFoundError if there is nobody with this uid."""
    from db.exchange.doubles import united_with
    from db.ledgers import by_key
    from db.rules.gathering import gather
    from db.services import queries

    facts = gather(branch)
    return MemberFacts(
        queries.get_row(branch, by_key("person"), uid, as_of=day),
        _history(facts, uid),
        _posts(facts, uid),
        tuple(_meetings(facts, uid, day)),
        tuple(_talks(facts, uid)),
        tuple(
            Happening("care_visit", visit.uid, visit.visited_on, "走访慰问")
            for visit in facts.visits
            if visit.person == uid
        ),
        len(united_with(branch, uid)),
    )


def _history(facts: "Facts", uid: str) -> tuple[tuple[str, str], ...]:
    """(day, what) of every change of stage, roll status and group, and the days the stages rest on."""
    from db.ledgers import by_key

    person = facts.roster.people.get(uid)
    if person is None:
        return ()
    spec = by_key("person")
    dates = person.dates
    found = [
        (on, what)
        for on, what in (
            (dates.applied_on, "申请入党"),
            (dates.admitted_on, "入党"),
            (dates.promoted_on, "转为正式党员"),
        )
        if on
    ]
    for key, events in (("stage", dates.stage_events), ("roll_status", dates.status_events)):
        found += [(each.on or "", spec.field(key).title_of(each.value)) for each in events]
    found += [
        (each.on or "", f"编入{facts.roster.groups.get(each.value, '党小组')}")
        for each in person.group_events
    ]
    return tuple(sorted(set(found)))


def _posts(facts: "Facts", uid: str) -> tuple[tuple[str, str], ...]:
    from db.ledgers import by_key

    title_of = by_key("post").field("post").title_of
    return tuple(
        (f"{held.from_on or '不详'} 至 {held.until_on or '今'}", title_of(held.post))
        for held in facts.roster.posts
        if held.person_uid == uid
    )


def _meetings(facts: "Facts", uid: str, day: date) -> list[Happening]:
    """The meetings of the twelve months before the day at which the person was expected or seen, newest first."""
    from db.ledgers import by_key

    since = (day - timedelta(days=MONTHS_BACK)).isoformat()
    found = []
    for meeting in facts.meetings:
        if not since <= meeting.held_on <= day.isoformat():
            continue
        state = next((each.state for each in meeting.attendance if each.person == uid), None)
        if state is not None or uid in meeting.expected:
            words = f"{by_key(meeting.ledger).title} {meeting.topic}".strip()
            found.append(Happening(meeting.ledger, meeting.uid, meeting.held_on, words, state or ""))
    return found[::-1]


def _talks(facts: "Facts", uid: str) -> list[Happening]:
    found = []
    for talk in facts.talks:
        if uid in talk.people:
            other = next((each for each in talk.people if each != uid), "")
            name = facts.roster.people[other].name if other in facts.roster.people else ""
            words = f"与{name}谈心谈话" if name else "谈心谈话，对方已不在名册"
            found.append(Happening("heart_talk", talk.uid, talk.held_on, words))
    return found[::-1]


class MemberCard(QWidget):
    """The card.

    Signals:
        back_wanted, edit_wanted, print_wanted: the verbs at the top.
        record_wanted(str, object): ledger and uid of something in a list.
        separate_wanted, erase_wanted: the verbs at the end.
    """

    back_wanted = Signal()
    numbers_wanted = Signal(str)
    edit_wanted = Signal()
    print_wanted = Signal()
    separate_wanted = Signal()
    erase_wanted = Signal()
    record_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: MemberFacts | None = None
        self._is_masked = True
        self._hiding = QTimer(self)
        self._hiding.setSingleShot(True)
        self._hiding.setInterval(SHOWN_SECONDS * 1000)
        self._hiding.timeout.connect(self.hide_numbers)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(self._build_verbs())
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self.area, 1)

    def show_member(self, facts: MemberFacts) -> None:
        """Shows a person, numbers masked."""
        self._facts = facts
        self.hide_numbers()

    def hide_numbers(self) -> None:
        """Hides the numbers again."""
        self._is_masked = True
        self._hiding.stop()
        self.reveal_button.setEnabled(True)
        self._fill()

    def show_numbers(self) -> None:
        """Asks what for; the page notes it and calls `reveal`."""
        reason = ask_reason(
            self,
            "为什么要看完整的身份证号和电话？",
            f"显示 {SHOWN_SECONDS} 秒后自动遮住，并记入操作登记。",
            no="不看了",
        )
        if reason:
            self.numbers_wanted.emit(reason)

    def reveal(self) -> None:
        """Shows the numbers for a minute, once the trail has it."""
        self._is_masked = False
        self.reveal_button.setEnabled(False)
        self._hiding.start()
        self._fill()

    def _build_verbs(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.back_button = button("返回名册", self.back_wanted.emit, kind="quiet", icon="left")
        self.reveal_button = button(
            "显示号码", self.show_numbers, icon="eye", hint=f"完整身份证号和电话显示 {SHOWN_SECONDS} 秒"
        )
        self.print_button = button("打印", self.print_wanted.emit, icon="print")
        self.edit_button = button("修改", self.edit_wanted.emit, kind="primary", icon="edit")
        row.addWidget(self.back_button)
        row.addStretch(1)
        for made in (self.reveal_button, self.print_button, self.edit_button):
            row.addWidget(made)
        return row

    def _fill(self) -> None:
        if self._facts is None:
            return
        content = clear(QWidget())
        row = QHBoxLayout(content)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, stretch in ((left, 3), (right, 2)):
            column.setSpacing(16)
            row.addLayout(column, stretch)
        self._fill_facts(left)
        left.addWidget(self._pairs("变动", self._facts.history, "没有变动记录"))
        left.addStretch(1)
        right.addWidget(
            self._happenings("近一年参加组织生活", self._facts.meetings, "近一年没有应参加的会议")
        )
        right.addWidget(self._happenings("谈心谈话", self._facts.talks, "没有谈话记录"))
        right.addWidget(self._happenings("走访慰问", self._facts.visits, "没有走访记录"))
        if self._facts.posts:
            right.addWidget(self._pairs("支部任职", self._facts.posts, ""))
        right.addWidget(self._build_end())
        right.addStretch(1)
        self.area.setWidget(content)

    def _build_end(self) -> QWidget:
        """Quiet lines below everything: of how many entries this is one person, and erasing for good."""
        assert self._facts is not None
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        if self._facts.united:
            line = ItemLine(f"由{_COUNT_WORDS.get(self._facts.united, self._facts.united)}条登记合成")
            line.add_verb("分开", self.separate_wanted.emit)
            column.addWidget(line)
        erasing = button("彻底删除……", self.erase_wanted.emit, kind="quiet", icon="bin")
        column.addWidget(erasing, 0, Qt.AlignmentFlag.AlignRight)
        return holder

    def _fill_facts(self, column: QVBoxLayout) -> None:
        from db.ledgers import by_key

        assert self._facts is not None
        spec, row = by_key("person"), self._facts.row
        extra = {"党内情况": ("standing_years", "standing_from", "standing_text"), "基本情况": ("age",)}
        for group in spec.form:
            grid = FieldGrid(round(_NARROWEST * theme.current().scale), most=3)
            keys = [key for key in group.keys if not key.endswith("_since")]
            for key in (*keys, *extra.get(group.title, ())):
                field = spec.by_key[key]
                value = row.get(key)
                if field.choices and isinstance(value, list):
                    text = "、".join(field.title_of(code) for code in value)
                else:
                    text = shown(field, value, masked=self._is_masked)
                if text:
                    grid.add(_fact(field.title, text), wide=len(text) > 24)
            card = Card(group.title)
            card.add(grid)
            column.addWidget(card)

    def _pairs(self, title: str, pairs: tuple[tuple[str, str], ...], nothing: str) -> Card:
        card = Card(title)
        for on, words in pairs:
            card.add(ItemLine(words, when=on or "日期不详"))
        if not pairs:
            card.add(label(nothing, "secondary"))
        return card

    def _happenings(self, title: str, happenings: tuple[Happening, ...], nothing: str) -> Card:
        card = Card(title)
        if any(each.state for each in happenings):
            came = sum(each.state == "present" for each in happenings)
            card.add_to_head(label(f"应到 {len(happenings)} 次，到会 {came} 次", "secondary"))
        for each in happenings[:_MOST_SHOWN]:
            chip = Chip(*_STATES[each.state]) if each.ledger not in ("heart_talk", "care_visit") else None
            line = ItemLine(each.words, each.on, chip=chip)
            line.add_verb("打开", partial(self.record_wanted.emit, each.ledger, each.uid))
            card.add(line)
        if len(happenings) > _MOST_SHOWN:
            card.add(label(f"更早的还有 {len(happenings) - _MOST_SHOWN} 次", "note"))
        if not happenings:
            card.add(label(nothing, "secondary", wrap=True))
        return card


def _fact(title: str, text: str) -> QWidget:
    made = clear(QWidget())
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    column.addWidget(label(title, "label"))
    value = label(text, wrap=True)
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(f"{title}：{text}")
    column.addWidget(value)
    return made
