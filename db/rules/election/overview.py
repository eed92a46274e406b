"""One election on one page: the steps with their state, who may vote, each round, who was elected and why, who holds which
post now, and which posts are vacant.

Everything is read from what is recorded; nothing is decided here. Steps are those of the duties, people those of the
roster on the day of the vote.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.days import add_months, earliest, latest
from db.arithmetic.election import EXCLUSION_REASONS, Election, Exclusion, Reason, Tally, judge_election
from db.arithmetic.term import term_end as end_of_term
from db.arithmetic.voting import election_quorum, votes_needed
from db.changes import Basis, Duty
from db.rules.duties import duty_of
from db.rules.election.facts import ElectionKept, TermKept
from db.rules.election.obligations import Owed, after_election, schedule
from db.rules.election.term import term_end
from db.rules.facts import AgendaItem, Facts, Meeting
from db.rules.obligation import Obligation
from db.rules.year_view import POST_TITLES, Record, YearView, has_committee

COMING = "coming"  # the key of the election at the end of the present term
ROUNDS_WITHIN = timedelta(days=60)  # a second round this soon belongs to the first
FRESH_DAYS = 60  # so long the page opens on an election that was held
POSTS_FOLLOW = timedelta(days=30)
REQUIRED_POSTS = ("secretary", "organization", "publicity", "discipline")
LEAST_COMMITTEE = 3
_PLANNED_MONTHS = 9

_ROUTES = {
    True: "委员由党员大会选举；书记、副书记由新选出的支部委员会全体会议选举，一般等额，人选报上级同意；"
    "第一次支委会由上届支委会推荐一名新当选的委员主持。委员报上级备案，书记、副书记报上级批准。",
    False: "不设支部委员会的，书记（副书记）由党员大会直接选举，一般等额，人选经党员讨论、报上级同意；结果报上级批准。",
}

_ROUTE_BASIS = Basis("《中国共产党基层组织选举工作条例》", "第十五条至第二十条", "2020版", "K")


@dataclass(frozen=True, slots=True)
class Choice:
    """An election to look at: `key` is its uid, or `COMING`."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who counts on the day of the vote. Counts are of people; names are in the order of strokes.

    `left_out`: name, which of the six cases, whether it holds and, if not, which consent is lacking.
    """

    day: date
    full: int
    without_rights: tuple[str, ...]
    probationary: int
    left_out: tuple[tuple[str, str, bool, str], ...]
    ought_to_attend: int
    quorum: int
    needed: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody elected: in which round, and the posts that began with the election."""

    person: str
    name: str
    votes_for: int
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficerVote:
    """An item of the first committee meeting in which an officer was elected, judged by the committee's own numbers."""

    title: str
    text: str
    is_fault: bool


@dataclass(frozen=True, slots=True)
class Officers:
    """How secretary and deputy come about, and what is recorded of it."""

    route: str
    basis: Basis
    meeting: Record | None
    votes: tuple[OfficerVote, ...]
    lacking: tuple[str, ...]  # elected people without a post on record


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post nobody holds, since when it is empty where that is known."""

    post: str
    title: str
    since: str | None


@dataclass(frozen=True, slots=True)
class ElectionOverview:
    """Everything about one election. `started_on`, `ends_on`: the term at whose end it stands, where known."""

    key: str
    choices: tuple[Choice, ...]
    started_on: str | None
    ends_on: date | None
    is_of_committee: bool
    steps: tuple[Duty, ...]
    electorate: Electorate
    rounds: tuple[ElectionKept, ...]
    elected: tuple[Seat, ...]
    officers: Officers | None
    vacancies: tuple[Vacancy, ...]
    too_few: (
        int  # how many committee members are wanting to the least number, in a branch that has a committee
    )

    lacks_term: bool  # a new term began with this election, and the ledger of terms does not know it yet

    @property
    def last(self) -> ElectionKept | None:
        """The round that is under way or was the last."""
        return self.rounds[-1] if self.rounds else None

    @property
    def reasons(self) -> tuple[tuple[ElectionKept, Reason], ...]:
        """Why it came out so, round by round."""
        return tuple((each, reason) for each in self.rounds for reason in each.outcome.reasons)


def election_overview(facts: Facts, key: str = "") -> ElectionOverview:
    """The election with this uid, `COMING`, or (empty) the one that matters now: held within two months, else coming."""
    view = YearView(facts, facts.today.year)
    cycles = _cycles(facts)
    chosen = _chosen(facts, cycles, key)
    rounds = chosen[1]
    first = rounds[0] if rounds else None
    is_coming = chosen[0] == COMING
    term = _term_before(facts, first) if first and not is_coming else None
    started = facts.profile.term_start_on if is_coming else term.elected_on if term else None
    end = term_end(facts.profile) if is_coming else _end_of(facts, term)
    held = first if first and (first.was_voted or not is_coming) else None
    is_of_committee = _is_of_committee(view, first)
    vacancies = tuple(_vacancies(view))
    return ElectionOverview(
        key=chosen[0],
        choices=tuple(_choice(facts, each) for each in cycles),
        started_on=started,
        ends_on=end,
        is_of_committee=is_of_committee,
        steps=tuple(_steps(facts, view, end, held)),
        electorate=_electorate(facts, rounds[-1] if rounds else None),
        rounds=rounds,
        elected=tuple(_elected(facts, rounds)),
        officers=_officers(facts, view, rounds, is_of_committee)
        if _asks_officers(rounds, vacancies)
        else None,
        vacancies=vacancies,
        too_few=_too_few(view),
        lacks_term=_lacks_term(facts, rounds),
    )


# --- which election -----------------------------------------------------------------------------------------------
_Cycle = tuple[str, tuple[ElectionKept, ...]]


def _cycles(facts: Facts) -> tuple[_Cycle, ...]:
    """The coming election first, then those that were held, newest first; second rounds with their first."""
    grouped: list[list[ElectionKept]] = []
    for each in facts.elections.held:
        if each.is_second and grouped and _day(each) - _day(grouped[-1][0]) <= ROUNDS_WITHIN:
            grouped[-1].append(each)
        else:
            grouped.append([each])
    planned = [group for group in grouped if _is_planned(facts, group[0])]
    past = [group for group in grouped if group not in planned]
    coming: _Cycle = (COMING, tuple(planned[0]) if planned else ())
    return (coming, *((group[0].uid, tuple(group)) for group in reversed(past)))


def _is_planned(facts: Facts, first: ElectionKept) -> bool:
    """Whether a record without ballots belongs to the end of the present term."""
    end = term_end(facts.profile)
    if first.occasion != "term" or first.was_voted or end is None:
        return False
    return add_months(end, -_PLANNED_MONTHS).isoformat() <= first.held_on


def _chosen(facts: Facts, cycles: tuple[_Cycle, ...], key: str) -> _Cycle:
    for cycle in cycles:
        if key and (cycle[0] == key or any(each.uid == key for each in cycle[1])):
            return cycle
    fresh = [
        cycle
        for cycle in cycles[1:]
        if cycle[1] and 0 <= (facts.today - _day(cycle[1][-1])).days <= FRESH_DAYS
    ]
    return fresh[0] if fresh and not cycles[0][1] else cycles[0]


def _choice(facts: Facts, cycle: _Cycle) -> Choice:
    key, rounds = cycle
    if key == COMING:
        end = term_end(facts.profile)
        return Choice(key, f"本届届满换届（{end.isoformat()}）" if end else "下一次换届")
    words = {"by_election": "补选", "founding": "成立支部选举"}.get(rounds[0].occasion, "换届选举")
    return Choice(key, f"{rounds[0].held_on} {words}")


def _day(held: ElectionKept) -> date:
    return date.fromisoformat(held.held_on)


def _term_before(facts: Facts, held: ElectionKept) -> TermKept | None:
    before = [term for term in facts.elections.terms if term.elected_on < held.held_on]
    return before[-1] if before and held.occasion == "term" else None


def _end_of(facts: Facts, term: TermKept | None) -> date | None:
    if term is None:
        return None
    return end_of_term(facts.profile.kind, term.elected_on, term.years, term.extended_to)


def _is_of_committee(view: YearView, first: ElectionKept | None) -> bool:
    return first.elects == "committee" if first else has_committee(view.roster, view.today)


# --- steps ----------------------------------------------------------------------------------------------------------
def _steps(facts: Facts, view: YearView, end: date | None, held: ElectionKept | None) -> Iterator[Duty]:
    if end is not None:
        owed: Iterable[Owed] = schedule(view, end, held)
    elif held is not None:
        owed = after_election(view, held)
    else:
        return
    for duty, of_term, first, due_on, evidence, exempt in owed:
        obligation = Obligation(
            duty,
            str(of_term.year),
            first,
            due_on,
            due_on,
            evidence=evidence,
            is_met=bool(evidence),
            exempt=exempt,
        )
        yield duty_of(facts, obligation)


# --- who may vote -------------------------------------------------------------------------------------------------------
def _electorate(facts: Facts, held: ElectionKept | None) -> Electorate:
    roster = facts.roster
    on = _day(held) if held else facts.today
    full, voters = roster.full_members_on(on), roster.voters_on(on)
    ought = held.outcome.ought_to_attend if held else len(voters)
    lost = sorted(full - voters, key=lambda uid: roster.people[uid].stroke_key)
    return Electorate(
        day=on,
        full=len(full),
        without_rights=tuple(roster.people[uid].name for uid in lost),
        probationary=len(roster.members_on(on)) - len(full),
        left_out=tuple(_left_out(each) for each in held.counted.exclusions) if held else (),
        ought_to_attend=ought,
        quorum=election_quorum(ought),
        needed=held.outcome.needed if held else votes_needed(ought),
    )


def _left_out(each: Exclusion) -> tuple[str, str, bool, str]:
    lacking = [
        title
        for title, given in (("上级同意", each.superior_agreed), ("大会通过", each.meeting_approved))
        if not given
    ]
    return each.name, EXCLUSION_REASONS.get(each.reason, "没有写明情形"), each.holds, "、".join(lacking)


# --- who was elected -----------------------------------------------------------------------------------------------------
def _elected(facts: Facts, rounds: tuple[ElectionKept, ...]) -> Iterator[Seat]:
    for held in rounds:
        votes = {each.person: each for each in held.votes}
        for uid in held.outcome.elected:
            person = facts.roster.people.get(uid)
            name = person.name if person else votes[uid].name
            yield Seat(uid, name, votes[uid].votes_for or 0, tuple(_posts_since(facts, uid, _day(held))))


def _lacks_term(facts: Facts, rounds: tuple[ElectionKept, ...]) -> bool:
    """Whether somebody was elected for a new term that no record begins with."""
    if not rounds or rounds[0].occasion == "by_election" or not any(each.outcome.elected for each in rounds):
        return False
    days = {each.held_on for each in rounds}
    return not any(term.elected_on in days for term in facts.elections.terms)


def _posts_since(facts: Facts, uid: str, day: date) -> Iterator[str]:
    for post in facts.roster.posts:
        begun = post.from_on
        is_soon = begun is not None and earliest(begun) <= day + POSTS_FOLLOW and latest(begun) >= day
        if post.person_uid == uid and is_soon:
            yield POST_TITLES.get(post.post, "委员")


# --- officers --------------------------------------------------------------------------------------------------------------
def _asks_officers(rounds: tuple[ElectionKept, ...], vacancies: tuple[Vacancy, ...]) -> bool:
    """After a by-election only where the secretary's own post is the vacant one."""
    if not rounds:
        return False
    return rounds[0].occasion != "by_election" or any(each.post == "secretary" for each in vacancies)


def _officers(
    facts: Facts, view: YearView, rounds: tuple[ElectionKept, ...], is_of_committee: bool
) -> Officers:
    day = _day(rounds[-1])
    seats = tuple(_elected(facts, rounds))
    meeting = _first_meeting(facts, day, view.number("ELE-16.days")) if is_of_committee else None
    votes = tuple(_officer_votes(meeting, len(seats))) if meeting else ()
    return Officers(
        route=_ROUTES[is_of_committee],
        basis=_ROUTE_BASIS,
        meeting=(meeting.ledger, meeting.uid) if meeting else None,
        votes=votes,
        lacking=tuple(seat.name for seat in seats if not seat.posts),
    )


def _first_meeting(facts: Facts, day: date, within: int) -> Meeting | None:
    """The first committee meeting after the vote that elected an officer or divided the work."""
    words = ("分工", "书记", "选举")
    held = [
        each
        for each in facts.meetings
        if each.ledger == "committee_meeting"
        and day <= each.day <= day + timedelta(days=within)
        and any(word in f"{item.title}{item.resolution}" for item in each.agenda for word in words)
    ]
    return min(held, key=lambda each: (each.held_on, each.uid), default=None)


def _officer_votes(meeting: Meeting, committee: int) -> Iterator[OfficerVote]:
    present = len(meeting.present & meeting.expected) or len(meeting.present)
    for item in meeting.agenda:
        if item.matter == "election" and item.votes_for is not None:
            yield _officer_vote(item, meeting.day, committee, present)


def _officer_vote(item: AgendaItem, day: date, committee: int, present: int) -> OfficerVote:
    """By the same majority as any election: more than half of those who ought to attend (before 2020: who came)."""
    in_favour = item.votes_for or 0
    counted = in_favour + (item.votes_against or 0) + (item.abstentions or 0)
    outcome = judge_election(
        Election(
            held_on=day,
            entitled=committee,
            seats=1,
            present=present,
            issued=present,
            returned=counted,
            valid=counted,
            tallies=(Tally("officer", item.title, in_favour),),
            has_margin=False,
        )
    )
    is_elected = in_favour >= outcome.needed
    told = "过半数" if is_elected else f"没有过半数（至少{outcome.needed}票）"
    many = f"，票数多于到会的{present}人，请核对" if counted > present else ""
    text = f"{item.title}：支委{committee}人，实到{present}人，赞成{in_favour}票，{told}{many}"
    return OfficerVote(item.title, text, not is_elected or bool(many))


# --- vacancies -------------------------------------------------------------------------------------------------------------
def _vacancies(view: YearView) -> Iterator[Vacancy]:
    """Posts that somebody held before, or that a branch with a committee has to fill."""
    has_one = has_committee(view.roster, view.today)
    for post in REQUIRED_POSTS if has_one else REQUIRED_POSTS[:1]:
        if view.roster.holder_on(post, view.today) is None:
            ended = [held.until_on for held in view.roster.posts if held.post == post and held.until_on]
            if ended or has_one:
                yield Vacancy(post, POST_TITLES[post], max(ended, default=None))


def _too_few(view: YearView) -> int:
    """Members wanting to the least size of a committee (BRANCH art. 20), where the branch has one."""
    if not has_committee(view.roster, view.today):
        return 0
    return max(0, LEAST_COMMITTEE - len(view.roster.committee_on(view.today)))
