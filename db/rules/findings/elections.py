"""Findings ELE-01 to ELE-17: elections as recorded in the ledger of elections.

Figures that the ledger refuses can still come out of an exchange that joins two halves; the checks look at those too.
A record without ballots is a plan and is not judged.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import day_text, earliest, latest
from db.arithmetic.voting import minimum_candidates
from db.rules.election.facts import ElectionKept
from db.rules.facts import Meeting
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import YearView, has_committee, record

POSTS_FOLLOW = timedelta(days=30)  # posts that begin within this time belong to the election


def _held(view: YearView) -> Iterator[ElectionKept]:
    today = view.today.isoformat()
    for election in view.facts.elections.held:
        if election.held_on[:4] == view.period and election.held_on <= today and election.was_voted:
            yield election


def _title(election: ElectionKept) -> str:
    return f"{day_text(election.held_on)}选举"


def _seen(election: ElectionKept, words: str, more: tuple[tuple[str, str], ...] = ()) -> Observation:
    return Observation(
        f"{_title(election)}{words}",
        election.held_on,
        date.fromisoformat(election.held_on),
        subject=_title(election),
        records=(("election", election.uid), *more),
    )


def _names(view: YearView, uids: Iterator[str] | list[str]) -> str:
    return "、".join(view.roster.people[uid].name for uid in uids if uid in view.roster.people)


def _meeting_of(view: YearView, election: ElectionKept) -> Meeting | None:
    """The general meeting linked to the election, where somebody's attendance was recorded."""
    found = (meeting for meeting in view.facts.meetings if meeting.uid == election.meeting)
    return next((meeting for meeting in found if meeting.attendance), None)


def too_few_present(view: YearView) -> Iterator[Observation]:
    """ELE-01."""
    for election in _held(view):
        outcome, present = election.outcome, election.counted.present
        if present is not None and not outcome.quorum_met:
            yield _seen(
                election,
                f"应到会{outcome.ought_to_attend}人，实到{present}人，不足五分之四（{outcome.quorum}人）",
            )


def exclusion_without_consent(view: YearView) -> Iterator[Observation]:
    """ELE-02."""
    for election in _held(view):
        lacking = [each for each in election.counted.exclusions if each.entitled and not each.holds]
        if lacking:
            names = "、".join(each.name for each in lacking)
            yield _seen(election, f"不计入应到会的{names}，没有上级同意和大会通过两项依据")


def too_few_candidates(view: YearView) -> Iterator[Observation]:
    """ELE-03."""
    for election in _held(view):
        counted = election.counted
        if not counted.has_margin or not counted.seats or not counted.candidates:
            continue
        least = minimum_candidates(counted.seats)
        if counted.candidates < least:
            yield _seen(election, f"应选{counted.seats}名，候选人{counted.candidates}名，至少应有{least}名")


def more_ballots_returned(view: YearView) -> Iterator[Observation]:
    """ELE-04."""
    for election in _held(view):
        issued, returned = election.counted.issued or 0, election.counted.returned
        if returned is not None and returned > issued:
            yield _seen(election, f"发出选票{issued}张，收回{returned}张，选举无效")


def in_office_without_majority(view: YearView) -> Iterator[Observation]:
    """ELE-05. Posts that began with the election, held by somebody who was not elected there nor soon after."""
    for election in _held(view):
        outcome, day = election.outcome, date.fromisoformat(election.held_on)
        if not outcome.vote_valid:
            continue
        elected = _elected_between(view, day, day + POSTS_FOLLOW)
        begun = {
            post.person_uid
            for post in view.roster.posts
            if post.from_on and latest(post.from_on) >= day and earliest(post.from_on) <= day + POSTS_FOLLOW
        }
        for votes in election.votes:
            if votes.person in begun - elected and (votes.votes_for or 0) < outcome.needed:
                text = f"{votes.name}得赞成票{votes.votes_for or 0}张，不足{outcome.needed}张，却登记了任职"
                yield _seen(election, text, (("person", votes.person),))


def _elected_between(view: YearView, first: date, last: date) -> frozenset[str]:
    within = (each for each in view.facts.elections.held if first <= date.fromisoformat(each.held_on) <= last)
    return frozenset(uid for each in within for uid in each.outcome.elected)


def votes_do_not_add_up(view: YearView) -> Iterator[Observation]:
    """ELE-06. Of candidates only: whoever was written in need not be on every ballot."""
    for election in _held(view):
        valid = election.counted.valid
        for votes in election.votes:
            if valid is not None and votes.person in election.candidates and votes.count != valid:
                text = f"{votes.name}的赞成、不赞成、弃权共{votes.count}票，有效票{valid}张"
                yield _seen(election, text, (("person", votes.person),))


def ballots_do_not_add_up(view: YearView) -> Iterator[Observation]:
    """ELE-07. More returned than issued is ELE-04."""
    for election in _held(view):
        counted = election.counted
        if counted.valid is not None and counted.returned is not None and counted.valid > counted.returned:
            yield _seen(election, f"有效票{counted.valid}张，多于收回的{counted.returned}张")
        if counted.present is not None and (counted.issued or 0) > counted.present:
            yield _seen(election, f"发出选票{counted.issued}张，多于实到的{counted.present}人")


def candidates_count_votes(view: YearView) -> Iterator[Observation]:
    """ELE-08."""
    for election in _held(view):
        both = (election.scrutineers | election.tellers) & set(election.candidates)
        if both:
            yield _seen(election, f"监票人、计票人中的{_names(view, sorted(both))}是候选人")


def scrutineers_not_adopted(view: YearView) -> Iterator[Observation]:
    """ELE-09."""
    for election in _held(view):
        if not election.scrutineers_adopted:
            yield _seen(election, "没有登记监票人经大会表决通过")


def without_right_to_vote(view: YearView) -> Iterator[Observation]:
    """ELE-10. More people voted than the day's roster or the attendance knows with the right to."""
    for election in _held(view):
        present, entitled = election.counted.present or 0, election.counted.entitled
        meeting = _meeting_of(view, election)
        came = meeting.present if meeting else frozenset()
        voters = view.roster.voters_on(election.held_on)
        others = sorted((came & view.roster.members_on(election.held_on)) - voters)
        if meeting and others and present > len(came & voters):
            yield _seen(election, f"实到计{present}人，其中把没有选举权的{_names(view, others)}计算在内")
        elif present > entitled:
            yield _seen(election, f"实到计{present}人，名册里当天有选举权的只有{entitled}人")


def not_by_strokes(view: YearView) -> Iterator[Observation]:
    """ELE-11."""
    for election in _held(view):
        known = [uid for uid in election.candidates if uid in view.roster.people]
        keys = [view.roster.people[uid].stroke_key for uid in known]
        if election.elects == "committee" and all(keys) and keys != sorted(keys):
            proper = _names(view, sorted(known, key=lambda uid: view.roster.people[uid].stroke_key))
            yield _seen(election, f"候选人没有按姓氏笔画排列，应为{proper}")


def more_votes_than_present(view: YearView) -> Iterator[Observation]:
    """ELE-12."""
    for election in _held(view):
        meeting = _meeting_of(view, election)
        came = len(meeting.present & view.roster.voters_on(election.held_on)) if meeting else None
        most = election.counted.present if came is None else came
        votes = max([each.count for each in election.votes], default=0)
        if most is not None and votes > most:
            yield _seen(election, f"有{votes}票，到会有选举权的只有{most}人，缺席的不能委托投票")


def _was_on_the_agenda(view: YearView, election: ElectionKept, *words: str) -> bool:
    meeting = next((each for each in view.facts.meetings if each.uid == election.meeting), None)
    texts = [f"{item.title}{item.resolution}" for item in meeting.agenda] if meeting else []
    return any(word in text for text in texts for word in words)


def method_not_adopted(view: YearView) -> Iterator[Observation]:
    """ELE-13."""
    for election in _held(view):
        if not election.method_adopted and not _was_on_the_agenda(view, election, "选举办法"):
            yield _seen(election, "没有登记选举办法经大会通过")


def candidates_not_introduced(view: YearView) -> Iterator[Observation]:
    """ELE-14."""
    for election in _held(view):
        if not election.candidates_introduced and not _was_on_the_agenda(view, election, "介绍", "简历"):
            yield _seen(election, "没有登记向选举人介绍候选人的简历和表现")


def wrong_body(view: YearView) -> Iterator[Observation]:
    """ELE-15."""
    for election in _held(view):
        if election.elects == "secretary" and has_committee(
            view.roster, date.fromisoformat(election.held_on)
        ):
            yield _seen(election, "由党员大会直接选举书记，但支部设有支委会，应由支委会选举")


def not_reported(view: YearView) -> Iterator[Observation]:
    """ELE-16. A report in the ledger of papers counts as well. Nothing to report after a void vote."""
    allowed = view.number("ELE-16.days")
    for election in _held(view):
        if not election.outcome.elected:
            continue
        day = date.fromisoformat(election.held_on)
        due, reported = day + timedelta(days=allowed), _reported_on(view, election)
        if reported is None and view.today > due:
            yield _seen(election, f"已过{allowed}天，没有登记选举结果报告")
        elif reported is not None and reported > due:
            yield _seen(election, f"结果在{day_text(reported.isoformat())}上报，超过{allowed}天")


def _reported_on(view: YearView, election: ElectionKept) -> date | None:
    if election.reported_on:
        return date.fromisoformat(election.reported_on)
    day = date.fromisoformat(election.held_on)
    days = [
        latest(paper.dated_on)
        for paper in view.facts.documents
        if paper.dated_on and "选举" in paper.title + paper.subject and "报告" in paper.title
    ]
    return min((each for each in days if each >= day), default=None)


def attendance_differs(view: YearView) -> Iterator[Observation]:
    """ELE-17."""
    for election in _held(view):
        meeting, present = _meeting_of(view, election), election.counted.present
        if meeting is None or present is None:
            continue
        came = len(meeting.present & view.roster.voters_on(election.held_on))
        if came != present:
            text = f"登记实到有选举权的{present}人，党员大会到会记录里是{came}人"
            yield _seen(election, text, (record(meeting),))


RULES = (
    Rule("ELE-01", too_few_present),
    Rule("ELE-02", exclusion_without_consent),
    Rule("ELE-03", too_few_candidates),
    Rule("ELE-04", more_ballots_returned),
    Rule("ELE-05", in_office_without_majority),
    Rule("ELE-06", votes_do_not_add_up),
    Rule("ELE-07", ballots_do_not_add_up),
    Rule("ELE-08", candidates_count_votes),
    Rule("ELE-09", scrutineers_not_adopted),
    Rule("ELE-10", without_right_to_vote),
    Rule("ELE-11", not_by_strokes),
    Rule("ELE-12", more_votes_than_present),
    Rule("ELE-13", method_not_adopted),
    Rule("ELE-14", candidates_not_introduced),
    Rule("ELE-15", wrong_body),
    Rule("ELE-16", not_reported),
    Rule("ELE-17", attendance_differs),
)
