"""谈心谈话 pair by pair (支部工作条例 article 19): who talked with whom in a year, and what is still missing.

Asked for are each pair of committee members and, for every other member, a talk with one of the committee (with each of
them where the branch chose so). Talks of ordinary members among each other are shown and not asked for pair by pair:
sixty people would owe seventeen hundred. Who came within the year, or cannot be reached, is asked for nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from db.arithmetic.days import latest
from db.rules.facts import Talk
from db.rules.year_view import POST_TITLES, YearView

COMMITTEE, COMMITTEE_MEMBER, MEMBERS = "committee", "committee_member", "members"
KIND_WORDS = {COMMITTEE: "支委之间", COMMITTEE_MEMBER: "支委与党员", MEMBERS: "党员之间"}
EACH_SETTING = "LIF-16.each"
_MONTH, _DAY = (
    6,
    30,
)  # whoever took a post later is not asked for in that year, as a branch founded later is not
_POSTS = tuple(POST_TITLES)

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class MissingTalk:
    """A talk that is owed and not there; `first` "" stands for any one of the committee."""

    kind: str
    first: str
    second: str


@dataclass(frozen=True)
class TalkMatrix:
    """The talks of a year as of `as_of`. People are uids: the committee by post, the others by strokes.

    `between` holds the talks of each pair by day, `reached` the members with whom somebody talked who sat on the committee
    on that day, `left_out` why somebody is asked for nothing.
    """

    year: int
    as_of: date
    committee: tuple[str, ...]
    members: tuple[str, ...]
    between: Mapping[Pair, tuple[Talk, ...]]
    reached: frozenset[str]
    left_out: Mapping[str, str]
    wants_each: bool

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody, the committee first."""
        return (*self.committee, *self.members)

    def talks(self, one: str, other: str) -> tuple[Talk, ...]:
        """What two people talked in the year, by day."""
        return self.between.get(frozenset((one, other)), ())

    def kind(self, one: str, other: str) -> str:
        """Which of the three kinds a pair is."""
        seats = (one in self.committee) + (other in self.committee)
        return (MEMBERS, COMMITTEE_MEMBER, COMMITTEE)[seats]

    @property
    def owed(self) -> tuple[MissingTalk, ...]:
        """Everything that is asked for, met or not."""
        asked = [uid for uid in self.committee if uid not in self.left_out]
        pairs = [MissingTalk(COMMITTEE, one, other) for one, other in combinations(asked, 2)]
        firsts = asked if self.wants_each else [""]
        others = [uid for uid in self.members if uid not in self.left_out]
        return (
            *pairs,
            *(MissingTalk(COMMITTEE_MEMBER, first, uid) for uid in others for first in firsts),
        )

    def is_met(self, owed: MissingTalk) -> bool:
        """Whether the talk that is asked for was held."""
        if owed.first:
            return bool(self.talks(owed.first, owed.second))
        return owed.second in self.reached

    @property
    def missing(self) -> tuple[MissingTalk, ...]:
        """What is asked for and not there."""
        return tuple(owed for owed in self.owed if not self.is_met(owed))

    def counted(self, kind: str) -> tuple[int, int]:
        """How many of a kind are met, of how many."""
        of_kind = [owed for owed in self.owed if owed.kind == kind]
        return sum(map(self.is_met, of_kind)), len(of_kind)

    @property
    def is_asked(self) -> bool:
        """Whether anything can be asked for: without posts on record nobody knows the committee."""
        return bool(self.committee)


def talk_matrix(view: YearView) -> TalkMatrix:
    """The talks of the view's year up to today, between those who are members as of its `as_of`."""
    return view.once("talk_matrix", _talk_matrix)


def _talk_matrix(view: YearView) -> TalkMatrix:
    committee = _by_post(view)
    members = tuple(sorted(view.members - set(committee), key=view.name_key))
    talks = tuple(_talks_of(view))
    known = {*committee, *members}
    between: dict[Pair, tuple[Talk, ...]] = {}
    for talk in talks:
        pair = frozenset(talk.people)
        if len(pair) == 2 and pair <= known:
            between[pair] = (*between.get(pair, ()), talk)
    return TalkMatrix(
        year=view.year,
        as_of=view.as_of,
        committee=committee,
        members=members,
        between=between,
        reached=frozenset(_reached(view, talks, frozenset(committee))) & frozenset(members),
        left_out=dict(_left_out(view, committee, members)),
        wants_each=view.switched(EACH_SETTING),
    )


def talks_of_year(view: YearView) -> tuple[Talk, ...]:
    """Every talk of the year up to today, by day, whoever took part."""
    return tuple(_talks_of(view))


def _talks_of(view: YearView) -> Iterable[Talk]:
    today = view.today.isoformat()
    of_year = (talk for talk in view.facts.talks if talk.held_on[:4] == view.period and talk.held_on <= today)
    return sorted(of_year, key=lambda talk: (talk.held_on, talk.uid))


def _by_post(view: YearView) -> tuple[str, ...]:
    """The committee, secretary first, each person once."""
    held = sorted(view.roster.posts_on(view.as_of), key=lambda held: _rank(held.post))
    members = view.roster.people
    return tuple(dict.fromkeys(post.person_uid for post in held if post.person_uid in members))


def _rank(post: str) -> int:
    return _POSTS.index(post) if post in _POSTS else len(_POSTS)


def _reached(view: YearView, talks: Iterable[Talk], committee: frozenset[str]) -> Iterator[str]:
    for talk in talks:
        sat = committee | view.roster.committee_on(talk.held_on)
        one, other = talk.people
        if one in sat and one != other:
            yield other
        if other in sat and one != other:
            yield one


def _left_out(view: YearView, committee: Iterable[str], members: Iterable[str]) -> Iterator[tuple[str, str]]:
    half = min(view.as_of, date(view.year, _MONTH, _DAY))
    sat = view.roster.committee_on(half)
    were = view.roster.members_on(_start_of(view))
    lost = {
        search.person
        for search in view.facts.affiliation.searches
        if not search.restored_on and search.since <= view.as_of.isoformat()
    }
    for uid in committee:
        if uid not in sat:
            yield uid, "下半年才任职"
    for uid in members:
        if uid in lost:
            yield uid, "失去联系"
        elif uid not in were:
            yield uid, "本年内转入或入党"


def _start_of(view: YearView) -> date:
    founded = view.profile.founded_on
    return max(view.first, latest(founded)) if founded else view.first


def day_and_count(talks: tuple[Talk, ...]) -> str:
    """3-12, or 3-12×2 where there were more than one: the day is that of the last."""
    month, day = (int(part) for part in talks[-1].held_on[5:].split("-"))
    return f"{month}-{day}" + (f"×{len(talks)}" if len(talks) > 1 else "")
