"""Findings MEM-16, MEM-17, MEM-19 and MEM-25: members out of contact, and those who left but still hold a post."""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.affiliation import STRIKE_MONTHS, SUSPEND_MONTHS
from db.arithmetic.days import add_months, day_text
from db.arithmetic.membership import ON_ROLL, Timed
from db.rules.affiliation.facts import SearchRecord
from db.rules.findings.observation import Observation, Rule
from db.rules.year_view import POST_TITLES, YearView


def _of_search(view: YearView, search: SearchRecord, message: str) -> Observation:
    name = view.name(search.person)
    return Observation(
        f"{name}{message}", view.period, view.as_of, name, records=(("out_of_contact", search.uid),)
    )


def _known(view: YearView) -> Iterator[SearchRecord]:
    for search in view.facts.affiliation.searches:
        if search.person in view.roster.people and date.fromisoformat(search.since) <= view.as_of:
            yield search


def not_suspended(view: YearView) -> Iterator[Observation]:
    """MEM-16. The day itself on which six months are full is still in time."""
    for search in _known(view):
        standing = search.standing(view.as_of)
        if standing.state != "suspend" or standing.due_on is None or standing.due_on >= view.as_of:
            continue
        day = day_text(standing.due_on.isoformat())
        missing = f"；还没有试过：{search.ways_missing}" if search.ways_missing else ""
        yield _of_search(view, search, f"失联到{day}已满6个月，没有恢复联系，也没有停止党籍{missing}")


def _last_event(view: YearView, uid: str) -> Timed | None:
    events = [event for event in view.roster.people[uid].dates.status_events if event.since <= view.as_of]
    return max(events, key=lambda event: event.since, default=None)


def suspended_too_long(view: YearView) -> Iterator[Observation]:
    """MEM-17. Whoever was suspended, with a search on record or without; who is known to live abroad is not lost."""
    abroad = {
        (each.person, each.begun_on) for each in view.facts.affiliation.measures if each.kind == "suspension"
    }
    for uid in sorted(view.roster.people):
        event = _last_event(view, uid)
        if event is None or event.value != "suspended" or event.on is None or (uid, event.on) in abroad:
            continue
        due = add_months(event.since, STRIKE_MONTHS)
        if due < view.as_of:
            message = f"{view.name(uid)}{day_text(event.on)}停止党籍，到{day_text(due.isoformat())}已满2年，没有恢复也没有除名"
            yield Observation(message, view.period, view.as_of, view.name(uid), (("person", uid),))


def decided_too_early(view: YearView) -> Iterator[Observation]:
    """MEM-25."""
    for search in _known(view):
        steps = (
            ("停止党籍", search.since, "失联", SUSPEND_MONTHS, "6个月", search.suspended_on),
            ("除名", search.suspended_on, "停止党籍", STRIKE_MONTHS, "2年", search.struck_off_on),
        )
        for what, begun, of_what, months, words, decided in steps:
            if not begun or not decided or not decided.startswith(view.period):
                continue
            if date.fromisoformat(decided) < add_months(date.fromisoformat(begun), months):
                message = f"{day_text(decided)}{what}，{of_what}从{day_text(begun)}算起不满{words}"
                yield _of_search(view, search, message)


def post_held_after_leaving(view: YearView) -> Iterator[Observation]:
    """MEM-19."""
    for held in view.roster.posts_on(view.as_of):
        event = _last_event(view, held.person_uid) if held.person_uid in view.roster.people else None
        if event is not None and event.on and event.value != ON_ROLL and event.since < view.as_of:
            title = POST_TITLES.get(held.post, "委员")
            message = f"{view.name(held.person_uid)}{day_text(event.on)}已不在册，仍登记着{title}职务"
            yield Observation(
                message, view.period, view.as_of, view.name(held.person_uid), (("post", held.uid),)
            )


RULES = (
    Rule("MEM-16", not_suspended),
    Rule("MEM-17", suspended_too_long),
    Rule("MEM-19", post_held_after_leaving),
    Rule("MEM-25", decided_too_early),
)
