"""Findings ATT-01 to ATT-08, ATT-10, ATT-11 and ATT-16 to ATT-19: days, places and who came to a single
meeting.

What shows only over several meetings is in `attendance_over_time`. ATT-09 (present while registered as
away) is in `mobile`, beside the absences it rests on.
"""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import day_text, earliest, latest
from db.arithmetic.membership import ON_ROLL, PersonDates
from db.arithmetic.voting import admission_quorum, election_quorum, general_quorum
from db.rules.absence_runs import covered_absences
from db.rules.facts import AgendaItem, Meeting
from db.rules.findings.meetings import at_different_places, overlap, same_day_pairs, shared_people
from db.rules.findings.observation import Observation, Rule, of_meeting, of_year, people
from db.rules.year_view import YearView, record

COUNTED = frozenset({"present", "excused", "absent"})
WEEKEND = 5
PAPER_DAYS = 3  # time to sign and scan after a meeting


def day_off(view: YearView) -> Iterator[Observation]:
    """ATT-01."""
    for meeting in view.meetings:
        if view.facts.calendar.is_official_day_off(meeting.day):
            yield of_meeting(view, meeting, "的日期是法定节假日放假期间")


def weekend(view: YearView) -> Iterator[Observation]:
    """ATT-02. Days of a holiday notice are left to ATT-01; a year without notice is not judged."""
    calendar = view.facts.calendar
    if view.profile.kind != "office":
        return
    for meeting in view.meetings:
        ordinary = calendar.is_certain(meeting.day) and not calendar.is_official_day_off(meeting.day)
        if ordinary and meeting.day.weekday() >= WEEKEND and not calendar.is_workday(meeting.day):
            yield of_meeting(view, meeting, f"的日期是星期{'六日'[meeting.day.weekday() - WEEKEND]}")


def in_the_future(view: YearView) -> Iterator[Observation]:
    """ATT-03. The present year also tells of later ones, which nobody would check yet."""
    today = view.today.isoformat()
    for meeting in view.facts.meetings:
        is_mine = meeting.day.year == view.year or (view.year == view.today.year < meeting.day.year)
        if meeting.held_on > today and is_mine:
            yield of_meeting(view, meeting, f"的日期在今天（{day_text(today)}）之后")


def before_it_could_be(view: YearView) -> Iterator[Observation]:
    """ATT-04."""
    founded = view.profile.founded_on
    for meeting in view.meetings:
        if founded and meeting.day < earliest(founded):
            yield of_meeting(view, meeting, f"早于支部成立日期{day_text(founded)}")
            continue
        early = [uid for uid in _strangers(view, meeting) if _is_early(view, uid, meeting.day)]
        if early:
            yield of_meeting(view, meeting, f"记{view.names(early)}到会，当时还没有入党", more=people(early))


def _strangers(view: YearView, meeting: Meeting) -> list[str]:
    """People present who were not expected: only they need a closer look."""
    attended = view.attended(meeting)
    return sorted(
        uid for uid, entry in attended.items() if entry.state == "present" and uid not in meeting.expected
    )


def _is_early(view: YearView, uid: str, day: date) -> bool:
    admitted = view.roster.people[uid].dates.admitted_on
    return admitted is not None and earliest(admitted) > day


def _left_before(dates: PersonDates, day: date) -> str:
    """Since when somebody was certainly off the roll on the day; empty if not certain."""
    dated = [event for event in dates.status_events if event.on is not None and event.since <= day]
    last = max(dated, key=lambda event: event.since, default=None)
    if last is None or last.on is None or last.value == ON_ROLL or latest(last.on) >= day:
        return ""
    return last.on


def _is_uncertain(view: YearView, uid: str, day: date) -> bool:
    """Whether what the person was at the meeting stays open: a date known to the month or year only, or a
    change on that very day, which the meeting itself may have decided.
    """
    person = view.roster.people[uid]
    events = (*person.dates.stage_events, *person.dates.status_events, *person.group_events)
    known = (person.dates.admitted_on, person.dates.promoted_on, *(event.on for event in events))
    return any(on and earliest(on) <= day <= latest(on) for on in known)


def _is_member(view: YearView, uid: str, day: date) -> bool:
    return view.roster.stage_on(uid, day) in ("probationary", "full")


def not_on_the_list(view: YearView) -> Iterator[Observation]:
    """ATT-05. Only members: who was not one is told by ATT-04, ATT-08 or ATT-18."""
    for meeting in view.meetings:
        if not meeting.expected:
            continue
        extra = [uid for uid in view.attended(meeting) if _is_extra(view, meeting, uid)]
        if extra:
            yield of_meeting(
                view,
                meeting,
                f"应到{len(meeting.expected)}人，名单中多出{view.names(extra)}",
                more=people(sorted(extra)),
            )


def _is_extra(view: YearView, meeting: Meeting, uid: str) -> bool:
    state = view.attended(meeting)[uid].state
    if uid in meeting.expected or state not in COUNTED or _is_uncertain(view, uid, meeting.day):
        return False
    off_roll = view.roster.status_on(uid, meeting.day) != ON_ROLL
    if off_roll or not _is_member(view, uid, meeting.day):
        return state != "present"
    return True


def sheet_without_people(view: YearView) -> Iterator[Observation]:
    """ATT-06."""
    for meeting in view.meetings:
        has_sheet = any(paper.role == "sign_in_sheet" for paper in meeting.papers)
        if (
            has_sheet
            and not meeting.everyone_present
            and not any(a.state == "present" for a in meeting.attendance)
        ):
            yield of_meeting(view, meeting, "附有签到表，记录中实到0人")


def sums_do_not_agree(view: YearView) -> Iterator[Observation]:
    """ATT-07. A meeting without any attendance is left to REC-01."""
    for meeting in view.meetings:
        attended = view.attended(meeting)
        if not attended or meeting.everyone_present:
            continue
        missing = [
            uid
            for uid in meeting.expected
            if (uid not in attended or attended[uid].state not in COUNTED)
            and uid in view.roster.people
            and not _is_uncertain(view, uid, meeting.day)
        ]
        if missing:
            yield of_meeting(
                view,
                meeting,
                f"应到{len(meeting.expected)}人，没有登记{view.names(missing)}到会还是请假、缺席",
            )


def left_the_branch(view: YearView) -> Iterator[Observation]:
    """ATT-08."""
    for meeting in view.meetings:
        left = [
            uid
            for uid in _strangers(view, meeting)
            if _left_before(view.roster.people[uid].dates, meeting.day)
            and view.roster.status_on(uid, meeting.day) != ON_ROLL
        ]
        if left:
            yield of_meeting(view, meeting, f"记{view.names(left)}到会，当天已不在册", more=people(left))


def two_places(view: YearView) -> Iterator[Observation]:
    """ATT-10."""
    for first, second in same_day_pairs(view):
        if not at_different_places(first, second) or not overlap(first, second):
            continue
        shared = shared_people(view, first, second)
        if shared:
            places = f"分别在{first.place}和{second.place}"
            yield of_meeting(
                view,
                first,
                f"与{view.label(second)}时间重叠、{places}，{view.names(shared)}都记为到会",
                more=(record(second),),
            )


def no_sign_in_sheet(view: YearView) -> Iterator[Observation]:
    """ATT-11. A few days are left for scanning."""
    for meeting in view.held("general_meeting"):
        has_sheet = any(paper.role == "sign_in_sheet" for paper in meeting.papers)
        if not has_sheet and (view.today - meeting.day).days > PAPER_DAYS:
            yield of_meeting(view, meeting, "没有附签到表")


def _voters(view: YearView, meeting: Meeting) -> frozenset[str]:
    """Who may vote at a meeting: the committee, or the full members expected."""
    if meeting.ledger == "committee_meeting":
        return meeting.expected
    voters = view.roster.voters_on(meeting.held_on)
    return voters & meeting.expected if meeting.expected else voters


def _quorum(ledger: str, matter: str, voters: int) -> tuple[int, str]:
    """Least number present and which article says so."""
    if ledger == "committee_meeting":
        return general_quorum(voters), "committee"
    if matter in ("admission", "promotion"):
        return admission_quorum(voters), matter
    if matter == "election":
        return election_quorum(voters), matter
    return general_quorum(voters), ""


def _votes(meeting: Meeting) -> list[AgendaItem]:
    if meeting.ledger == "committee_meeting":
        return [item for item in meeting.agenda if item.has_vote]
    return [item for item in meeting.agenda if item.has_vote or item.matter != "ordinary"]


def no_quorum(view: YearView) -> Iterator[Observation]:
    """ATT-16. One finding a meeting, about the matter that asks for most."""
    for meeting in view.held("general_meeting", "committee_meeting"):
        voters, votes = _voters(view, meeting), _votes(meeting)
        if not voters or not votes or not meeting.attendance:
            continue
        came = len(voters & meeting.present)
        needed, matter, title = max(
            (*_quorum(meeting.ledger, item.matter, len(voters)), item.title) for item in votes
        )
        if came < needed:
            message = f"表决“{title}”，应到有表决权{len(voters)}人，实到{came}人，至少应到{needed}人"
            yield of_meeting(view, meeting, message, matter=matter)


def no_reason(view: YearView) -> Iterator[Observation]:
    """ATT-17."""
    covered = covered_absences(view)
    for meeting in view.meetings:
        missing = [
            uid
            for uid, entry in view.attended(meeting).items()
            if entry.state in ("absent", "excused")
            and not entry.reason.strip()
            and (uid, meeting.uid) not in covered
            and "no_attendance_demand" not in view.flags(uid)
        ]
        if missing:
            yield of_meeting(view, meeting, f"{view.names(missing)}请假或缺席，没有登记原因")


def guests_counted(view: YearView) -> Iterator[Observation]:
    """ATT-18."""
    for meeting in view.meetings:
        guests = [uid for uid in _strangers(view, meeting) if _is_guest(view, uid, meeting.day)]
        faults = [f"{view.names(guests)}不是党员，却记为到会"] if guests else []
        faults += _too_many_votes(view, meeting)
        if faults:
            yield of_meeting(view, meeting, "；".join(faults), more=people(guests))


def _is_guest(view: YearView, uid: str, day: date) -> bool:
    was_on_roll = view.roster.status_on(uid, day) == ON_ROLL
    return was_on_roll and not _is_member(view, uid, day) and not _is_early(view, uid, day)


def _too_many_votes(view: YearView, meeting: Meeting) -> list[str]:
    """Written opinions of absent voters count in admission and promotion, so there all voters are the
    limit.
    """
    if meeting.ledger not in ("general_meeting", "committee_meeting") or not meeting.attendance:
        return []
    faults = []
    for item in meeting.agenda:
        total = sum(count or 0 for count in (item.votes_for, item.votes_against, item.abstentions))
        if not total:
            continue
        voters = _voters(view, meeting)
        by_letter = item.matter in ("admission", "promotion")
        most = len(voters if by_letter else voters & meeting.present)
        if voters and total > most:
            faults.append(
                f"“{item.title}”共{total}票，多于{'应到' if by_letter else '到会'}有表决权的{most}人"
            )
    return faults


def place_is_habitually_empty(view: YearView) -> bool:
    """Whether more than half of the year's meetings have no place; then REC-01 does not repeat it each
    time.
    """
    empty = sum(not meeting.place.strip() for meeting in view.meetings)
    return empty >= view.number("ATT-19.meetings") and empty * 2 > len(view.meetings)


def no_places(view: YearView) -> Iterator[Observation]:
    """ATT-19."""
    if place_is_habitually_empty(view):
        empty = [meeting for meeting in view.meetings if not meeting.place.strip()]
        yield of_year(
            view,
            f"本年{len(view.meetings)}次会议中有{len(empty)}次没有写地点",
            subject="会议地点",
            records=tuple(record(meeting) for meeting in empty),
        )


RULES = (
    Rule("ATT-01", day_off),
    Rule("ATT-02", weekend),
    Rule("ATT-03", in_the_future),
    Rule("ATT-04", before_it_could_be),
    Rule("ATT-05", not_on_the_list),
    Rule("ATT-06", sheet_without_people),
    Rule("ATT-07", sums_do_not_agree),
    Rule("ATT-08", left_the_branch),
    Rule("ATT-10", two_places),
    Rule("ATT-11", no_sign_in_sheet),
    Rule("ATT-16", no_quorum),
    Rule("ATT-17", no_reason),
    Rule("ATT-18", guests_counted),
    Rule("ATT-19", no_places),
)
