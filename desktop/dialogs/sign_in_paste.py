"""Reading a list copied out of a chat (接龙): who comes, who asked for leave and why, and what nobody can make out.

Names are only recognised, never guessed: a name that two people share, or that the roster does not know, is shown to
the user and not ticked.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from db.changes import Ref
from desktop import theme
from desktop.dialogs.filling import FillingDialog
from desktop.widgets.basic import Notice, button, label
from desktop.widgets.editor import Field
from desktop.widgets.person_edits import Choosable
from desktop.widgets.text_edits import LongTextEditor

_LEAVE = re.compile(r"请假|请个假|病假|事假|来不了|不能来|不能到|去不了|不来|不参加|缺席|有事")
_SEGMENT = re.compile(r"[\n\r；;]+")
_NUMBERING = re.compile(r"^\s*[\(（]?\d{1,3}\s*[\)）.、．:：,，]?\s*")
_REASON_MARKS = re.compile(r"请个?假|^[\s:：,，、。（）()\[\]\-—]+|[\s:：,，、。（）()\[\]\-—]+$")
_HEADINGS = re.compile(r"接龙|报名|通知|会议|参会|到会|签到|时间|地点|主题|党员|同志|收到|例|[:：]\s*$|^#")
_BRACKETED = re.compile(r"\s*[（(]([^（）()]{1,30})[）)]")
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,}")


@dataclass
class SignIn:
    """What a pasted list says. `unclear` are lines or names left to the user, each with the reason."""

    present: list[Ref] = field(default_factory=list)
    excused: list[tuple[Ref, str]] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """One line for the window."""
        return f"认出到会 {len(self.present)} 人、请假 {len(self.excused)} 人" + (
            f"，{len(self.unclear)} 处没认出" if self.unclear else ""
        )


def read_sign_in(text: str, people: Iterable[Choosable]) -> SignIn:
    """Reads line by line; the last word about somebody counts."""
    by_name: dict[str, list[Choosable]] = {}
    for person in people:
        by_name.setdefault(person.name, []).append(person)
    names = sorted(by_name, key=len, reverse=True)
    found = SignIn()
    states: dict[str, tuple[Ref, str | None]] = {}
    for segment in _SEGMENT.split(text):
        line = _NUMBERING.sub("", segment).strip()
        if line:
            _read_line(line, _names_in(line, names), by_name, (states, found))
    for who, reason in states.values():
        if reason is None:
            found.present.append(who)
        else:
            found.excused.append((who, reason))
    return found


def _read_line(
    line: str,
    places: list[tuple[int, str]],
    by_name: dict[str, list[Choosable]],
    into: tuple[dict[str, tuple[Ref, str | None]], SignIn],
) -> None:
    states, found = into
    is_leave = _LEAVE.search(line) is not None
    if not places and _CHINESE.search(line) and not _HEADINGS.search(line):
        found.unclear.append(f"“{line[:20]}”：名册里没有这个名字")
    for place, name in places:
        person = _the_one(line, place, name, by_name[name])
        if person is None:
            found.unclear.append(f"“{name}”：有 {len(by_name[name])} 位同名，请在名单里点")
            continue
        reason = _reason(line, place, name, alone=len(places) == 1) if is_leave else None
        states[person.uid] = (Ref(person.uid, person.name), reason)


def _names_in(line: str, names: Sequence[str]) -> list[tuple[int, str]]:
    """Known names with their places; a longer name hides a shorter one inside it."""
    taken = [False] * len(line)
    places = []
    for name in names:
        start = line.find(name)
        while start >= 0:
            if not any(taken[start : start + len(name)]):
                taken[start : start + len(name)] = [True] * len(name)
                places.append((start, name))
            start = line.find(name, start + len(name))
    return sorted(places)


def _the_one(line: str, place: int, name: str, bearers: Sequence[Choosable]) -> Choosable | None:
    if len(bearers) == 1:
        return bearers[0]
    return next((each for each in bearers if each.label != name and line.startswith(each.label, place)), None)


def _reason(line: str, place: int, name: str, *, alone: bool) -> str:
    """What was said of somebody's leave: in brackets after the name, or all that is left of the line."""
    rest = line[place + len(name) :]
    bracketed = _BRACKETED.match(rest)
    if bracketed and not bracketed[1].isdigit():
        return bracketed[1]
    if not alone:
        return ""
    left = _BRACKETED.sub(
        lambda found: "" if found[1].isdigit() else f" {found[1]} ", line.replace(name, " ")
    )
    before = None
    while before != left:
        before, left = left, _REASON_MARKS.sub("", left).strip()
    return left[:40]


class PasteDialog(FillingDialog):
    """A place to paste the list, with what was recognised below it."""

    def __init__(self, people: Sequence[Choosable], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("粘贴接龙")
        self.setMinimumWidth(round(560 * theme.current().scale))
        self._people = tuple(people)
        self.reading = SignIn()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(
            label(
                "把微信群里的接龙或报名名单粘贴进来，一行一人；写了“请假”的连同原因一起认。",
                "secondary",
                wrap=True,
            )
        )
        self.text = LongTextEditor("1. 张三\n2. 李四 请假（外出务工）", fewest=8)
        column.addWidget(Field("名单", self.text))
        self.recognised = Notice("", "blue")
        self.unclear = Notice("", "gold")
        for notice in (self.recognised, self.unclear):
            notice.hide()
            column.addWidget(notice)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.take_button = button("按名单登记", self.accept, kind="primary")
        self.take_button.setEnabled(False)
        row.addWidget(self.take_button)
        column.addLayout(row)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(150)
        self._pause.timeout.connect(self.read)
        self.text.edited.connect(self._pause.start)
        self.begin()
        self.text.setFocus()

    def filled(self) -> str:
        return str(self.text.value() or "")

    def read(self) -> None:
        """Reads what stands in the field now."""
        self.reading = read_sign_in(str(self.text.value() or ""), self._people)
        has_any = bool(self.reading.present or self.reading.excused)
        self.recognised.say(self.reading.summary if self.text.value() else "")
        self.unclear.say(
            "没认出，请在名单里手工点：" + "；".join(self.reading.unclear) if self.reading.unclear else ""
        )
        self.take_button.setEnabled(has_any)
