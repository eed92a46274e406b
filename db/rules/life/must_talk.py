"""五必谈: events in the ledgers after (or before) which somebody is to be talked with, and whether a talk was held.

Which events count is local practice (rules.md 1.3): each has a switch, and the number of days is a setting. Nothing is
typed twice: the event stands in its own ledger, the talk in 谈心谈话, and they are joined by person and day. Quarrels and
other small faults are no events of a ledger; a branch talks of them as it sees fit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.admission import ADMIT, ENDED, PROMOTE, probation_end
from db.arithmetic.days import is_exact, latest
from db.arithmetic.membership import has_come
from db.arithmetic.standing import probation_ends
from db.rules.absence_runs import runs
from db.rules.admission.facts import AdmissionFile
from db.rules.facts import Talk
from db.rules.life.events import HONOUR
from db.rules.year_view import Record, YearView

RULE = "LIF-19"
DUTY = "must_talk"
DAYS_SETTING = f"{RULE}.days"
ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Occasion:
    """One event: `kind` is its switch, `words` its name, `reason` that of the talk (heart_talk.REASONS).

    A talk counts from `first` to `due_on`, both included.
    """

    kind: str
    words: str
    reason: str
    person: str
    on: date
    record: Record
    first: date
    due_on: date

    @property
    def period(self) -> str:
        """The month of the event."""
        return f"{self.on:%Y-%m}"


_Event = tuple[str, str, str, str, date, Record, bool]  # kind, words, reason, person, day, record, before


def occasions(view: YearView) -> tuple[Occasion, ...]:
    """The events whose day to have talked by lies in the year, in the order of those days."""
    return view.once("occasions", _occasions)


def talk_of(view: YearView, occasion: Occasion) -> Talk | None:
    """The first talk with the person in the time for it, whoever of the branch held it; None where there is none."""
    first, last = occasion.first.isoformat(), min(occasion.due_on, view.today).isoformat()
    held = (
        talk
        for talk in view.facts.talks
        if first <= talk.held_on <= last and occasion.person in talk.people and len(set(talk.people)) > 1
    )
    return min(held, key=lambda talk: (talk.held_on, talk.uid), default=None)


def waiting(view: YearView) -> tuple[Occasion, ...]:
    """Those for which it is time, or past it, and no talk was held."""
    return tuple(each for each in occasions(view) if each.first <= view.today and talk_of(view, each) is None)


def _occasions(view: YearView) -> tuple[Occasion, ...]:
    days = timedelta(days=view.number(DAYS_SETTING))
    found: dict[tuple[str, str, date], Occasion] = {}
    for kind, words, reason, person, on, record, is_before in _events(view):
        if not view.switched(f"{RULE}.{kind}") or person not in view.roster.people:
            continue
        due = on if is_before else on + days
        made = Occasion(kind, words, reason, person, on, record, on - days, due)
        if due.year == view.year and on <= _horizon(view, is_before) and _is_here(view, made):
            known = found.get((words, person, on), made)
            found[words, person, on] = min(known, made, key=lambda each: each.record)
    return tuple(sorted(found.values(), key=lambda each: (each.due_on, each.words, each.person, each.record)))


def _horizon(view: YearView, is_before: bool) -> date:
    """What is ahead is no event yet, except where the talk comes first."""
    return date.max if is_before else view.today


def _is_here(view: YearView, occasion: Occasion) -> bool:
    """Whether the person could be talked with: here at the event, and on the roll on the last day, or leaving."""
    person, last = occasion.person, min(occasion.due_on, max(view.today, occasion.on))
    status = view.roster.status_on(person, last)
    is_on_roll = status == "on_roll" or (status == "transferred_out" and occasion.kind == "transfer")
    return is_on_roll and has_come(view.roster.people[person].dates, occasion.on)


def _events(view: YearView) -> Iterator[_Event]:
    yield from _affiliation(view)
    yield from _posts(view)
    yield from _development(view)
    yield from _absences(view)
    for event in view.facts.life_events:
        is_honour = event.kind == HONOUR
        words, reason = ("受到表彰", "honour") if is_honour else ("家庭变故或生病", "hardship")
        yield event.kind, words, reason, event.person, latest(event.on), event.record, False


def _affiliation(view: YearView) -> Iterator[_Event]:
    known = view.facts.affiliation
    for move in known.transfers:
        day = move.receipt_on if move.direction == "in" else move.issued_on
        words = "转入" if move.direction == "in" else "转出"
        if day:
            on = date.fromisoformat(day)
            yield "transfer", words, "transfer", move.person, on, ("transfer", move.uid), False
    for sanction in known.sanctions:
        on = date.fromisoformat(sanction.begun_on)
        yield "discipline", "受到处分", "discipline", sanction.person, on, ("discipline", sanction.uid), False
    for search in known.searches:
        if search.restored_on:
            on, record = date.fromisoformat(search.restored_on), ("out_of_contact", search.uid)
            yield "contact", "恢复联系", "other", search.person, on, record, False


def _posts(view: YearView) -> Iterator[_Event]:
    """Who takes a post on the committee, and who leaves it without another."""
    for held in view.roster.posts:
        record = ("post", held.uid)
        if held.from_on and is_exact(held.from_on):
            on = date.fromisoformat(held.from_on)
            if held.person_uid not in view.roster.committee_on(on - timedelta(days=1)):
                yield "post", "新任支委", "change_of_job", held.person_uid, on, record, False
        if held.until_on and is_exact(held.until_on):
            on = date.fromisoformat(held.until_on)
            if held.person_uid not in view.roster.committee_on(on + timedelta(days=1)):
                yield "post", "不再任支委", "change_of_job", held.person_uid, on, record, False


def _absences(view: YearView) -> Iterator[_Event]:
    """Absences without a reason, as many as ATT-13 asks for: a word of reminder."""
    least = view.number("ATT-13.meetings")
    for run in runs(view):
        if 0 < least <= len(run.meetings):
            missed = run.meetings[least - 1]
            where = (missed.ledger, missed.uid)
            yield ABSENCE, "多次无故缺席", "reminder", run.person, missed.day, where, False


def _development(view: YearView) -> Iterator[_Event]:
    """Before the meetings that admit and promote: by the file where there is one, else by the roster."""
    in_files: set[tuple[str, str]] = set()
    for file in view.facts.admissions:
        for words, on in _steps_of(view, file):
            in_files.add((file.person, words))
            yield "development", words, "development", file.person, on, ("admission", file.uid), True
    for uid, person in view.roster.people.items():
        for words, day in _by_roster(view, uid):
            if (uid, words) not in in_files:
                yield "development", words, "development", person.uid, day, ("person", uid), True


def _steps_of(view: YearView, file: AdmissionFile) -> Iterator[tuple[str, date]]:
    history = file.history
    if history.outcome in ENDED:
        return
    for number, words, end in (
        (ADMIT, "接收为预备党员前", None),
        (PROMOTE, "转正前", probation_end(history)),
    ):
        planned = history.planned.get(number)
        ahead = planned if planned and planned >= view.today else end
        on = file.day(number) or ahead
        if on is not None:
            yield words, on


def _by_roster(view: YearView, uid: str) -> Iterator[tuple[str, date]]:
    dates = view.roster.people[uid].dates
    admitted, promoted = dates.admitted_on, dates.promoted_on
    if admitted and is_exact(admitted):
        yield "接收为预备党员前", date.fromisoformat(admitted)
    if promoted and is_exact(promoted):
        yield "转正前", date.fromisoformat(promoted)
    elif admitted and view.roster.stage_on(uid, view.today) == "probationary":
        ends = probation_ends(admitted)
        if ends:
            yield "转正前", ends
