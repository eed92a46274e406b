"""What the page 谈话对照表 shows, read in one go in the database thread: grids of a year, and each pair's talks. No widget."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.widgets.talk_grid import TalkCell, TalkLine

if TYPE_CHECKING:
    from db.rules.facts import Talk
    from db.rules.life.talk_matrix import TalkMatrix
    from db.rules.year_view import YearView
    from db.services.branch import Branch

WITH_COMMITTEE, ALL_MEMBERS = "committee", "members"
MOST_NAMED = 2
MOST_COLUMNS = 80  # a branch has fifty members by rule; a table for more is not read by anybody


@dataclass(frozen=True, slots=True)
class TalkTold:
    """One talk in the panel."""

    uid: str
    words: str


@dataclass(frozen=True, slots=True)
class TalkPart:
    """One grid: its key, its name in the choice, the names across and the rows."""

    key: str
    title: str
    across: tuple[str, ...]
    lines: tuple[TalkLine, ...]


@dataclass(frozen=True, slots=True)
class TalksView:
    """The page of a year. `talks` by (one, other), other "" for all talks of one; `states` as (words, tone) likewise."""

    year: int
    summary: str
    parts: tuple[TalkPart, ...]
    names: Mapping[str, str]
    talks: Mapping[tuple[str, str], tuple[TalkTold, ...]]
    starts: Mapping[tuple[str, str], tuple[str, str]]  # who speaks to whom in a new record
    has_committee: bool
    waiting: str  # whom an event asks to be talked with, "" where there is nobody


def read_talks(branch: "Branch", year: int) -> TalksView:
    """Everything the page shows of a year."""
    from db.rules.gathering import gather
    from db.rules.life.talk_matrix import COMMITTEE, COMMITTEE_MEMBER, KIND_WORDS, talk_matrix, talks_of_year
    from db.rules.year_view import YearView

    view = YearView(gather(branch), year)
    matrix, all_talks = talk_matrix(view), talks_of_year(view)
    grids = _Grids(view, matrix)
    done = [(KIND_WORDS[kind], *matrix.counted(kind)) for kind in (COMMITTEE, COMMITTEE_MEMBER)]
    told = "，".join(f"{title} {met}/{of}" for title, met, of in done)
    return TalksView(
        year=year,
        summary=f"{year} 年共谈 {len(all_talks)} 次；{told}"
        if matrix.is_asked
        else f"{year} 年共谈 {len(all_talks)} 次",
        parts=tuple(grids.parts()),
        names={uid: view.label_of(uid) for uid in matrix.people},
        talks=_told(view),
        starts=grids.starts,
        has_committee=matrix.is_asked,
        waiting=_waiting(view),
    )


def _waiting(view: "YearView") -> str:
    from db.rules.life.must_talk import waiting

    found = waiting(view)
    named = "、".join(f"{view.label_of(each.person)}（{each.words}）" for each in found[:MOST_NAMED])
    return f"五必谈待谈：{named}{f'等{len(found)}件' if len(found) > MOST_NAMED else ''}" if found else ""


def _told(view: "YearView") -> dict[tuple[str, str], tuple[TalkTold, ...]]:
    from db.arithmetic.days import day_text
    from db.ledgers import by_key
    from db.rules.life.talk_matrix import talks_of_year

    reasons = by_key("heart_talk").field("reason")
    found: dict[tuple[str, str], tuple[TalkTold, ...]] = {}

    def put(key: tuple[str, str], told: TalkTold) -> None:
        found[key] = (*found.get(key, ()), told)

    for talk in talks_of_year(view):
        one, other = talk.people
        about = "".join(f" · {word}" for word in (reasons.title_of(talk.reason), talk.place) if word)
        for key in ((one, other), (other, one)) if one != other else ():
            put(key, TalkTold(talk.uid, f"{day_text(talk.held_on)}{about}"))
            name = view.label_of(key[1]) or "名册以外的人"
            put((key[0], ""), TalkTold(talk.uid, f"{day_text(talk.held_on)}与{name}{about}"))
    return found


class _Grids:
    """The grids of one year, cell by cell."""

    def __init__(self, view: "YearView", matrix: "TalkMatrix") -> None:
        self.view, self.matrix = view, matrix
        self.starts: dict[tuple[str, str], tuple[str, str]] = {}
        self._names = {uid: view.label_of(uid) for uid in matrix.people}
        self._place = {uid: number for number, uid in enumerate(matrix.people)}
        self._missing = {frozenset((each.first, each.second)) for each in matrix.missing}
        self._cells: dict[tuple[str, str], TalkCell] = {}
        is_over = view.today.isoformat() > f"{view.year}-12-31"
        self._lack = ("缺", "red") if is_over else ("待", "gold")

    def parts(self) -> Iterator[TalkPart]:
        """Committee with everybody, then members among each other, by group and all together."""
        view, matrix = self.view, self.matrix
        if matrix.committee:
            across = (*(self._names[uid] for uid in matrix.committee), "支委谈过", "与党员")
            lines = tuple(self._committee_line(uid) for uid in matrix.people)
            yield TalkPart(WITH_COMMITTEE, "支委之间、支委与党员", across, lines)
        for group in view.facts.groups:
            inside = [uid for uid in matrix.people if view.roster.group_on(uid, view.as_of) == group.uid]
            if len(inside) > 1:
                yield self._among(group.uid, f"党小组内 · {group.name}", inside)
        yield self._among(ALL_MEMBERS, "全体党员之间", matrix.people[:MOST_COLUMNS])

    def _among(self, key: str, title: str, uids: Iterable[str]) -> TalkPart:
        people = tuple(uids)
        lines = tuple(
            TalkLine(one, self._names[one], tuple(self._pair(one, other) for other in people))
            for one in people
        )
        return TalkPart(key, title, tuple(self._names[uid] for uid in people), lines)

    def _committee_line(self, uid: str) -> TalkLine:
        cells = tuple(self._pair(uid, seat) for seat in self.matrix.committee)
        return TalkLine(uid, self._names[uid], (*cells, self._reached(uid), self._others(uid)))

    def _pair(self, one: str, other: str) -> TalkCell:
        """The cell of two people, made once: it stands in several grids."""
        if (one, other) not in self._cells:
            self._cells[one, other] = self._made(one, other)
            self.starts[one, other] = self._speaker_first(one, other)
        return self._cells[one, other]

    def _made(self, one: str, other: str) -> TalkCell:
        if one == other:
            return TalkCell("—", "", f"{self._names[one]}本人")
        talks, pair = self.matrix.talks(one, other), f"{self._names[one]}与{self._names[other]}"
        if talks:
            told = f"{pair}：谈过{len(talks)}次，最近是{_day(talks[-1].held_on)}"
            return TalkCell(_day_and_count(talks), "green", told, one, other)
        if frozenset((one, other)) in self._missing:
            return TalkCell(*self._lack, f"{pair}：还没有谈", one, other)
        return TalkCell("", "", f"{pair}：没有谈过，不作要求", one, other)

    def _speaker_first(self, one: str, other: str) -> tuple[str, str]:
        """The one with the higher post begins."""
        return (one, other) if self._place[one] < self._place[other] else (other, one)

    def _reached(self, uid: str) -> TalkCell:
        name = self._names[uid]
        self.starts[uid, ""] = "", uid
        if uid in self.matrix.committee:
            others = [seat for seat in self.matrix.committee if seat != uid]
            met = sum(bool(self.matrix.talks(uid, seat)) for seat in others)
            return TalkCell(f"{met}/{len(others)}", "", f"{name}与{met}名支委谈过，共{len(others)}名", uid)
        if uid in self.matrix.reached:
            return TalkCell("已谈", "green", f"{name}：支委谈过", uid)
        if uid in self.matrix.left_out:
            return TalkCell("不要求", "", f"{name}：{self.matrix.left_out[uid]}，不作要求", uid)
        return TalkCell(*self._lack, f"{name}：还没有支委谈过", uid)

    def _others(self, uid: str) -> TalkCell:
        """How often a person talked with members who are not on the committee."""
        count = sum(len(self.matrix.talks(uid, other)) for other in self.matrix.members)
        others = "党员" if uid in self.matrix.committee else "其他党员"
        told = f"{self._names[uid]}与{others}谈过{count}次"
        return TalkCell(f"{count}次" if count else "", "", told, uid)


def _day(day: str) -> str:
    from db.arithmetic.days import day_text

    return day_text(day)


def _day_and_count(talks: "tuple[Talk, ...]") -> str:
    from db.rules.life.talk_matrix import day_and_count

    return day_and_count(talks)
