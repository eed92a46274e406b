"""Findings MEM-20 to MEM-22: the medal for fifty years in the Party, visits to members in hardship, political birthdays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from db.arithmetic.days import anniversary, day_text, earliest, latest
from db.arithmetic.party_standing import medal_year, party_standing
from db.arithmetic.standing import Start, political_birthday
from db.rules.care.facts import medal_holders
from db.rules.findings.observation import Observation, Rule, of_year, people
from db.rules.year_view import YearView

FIRST_MEDALS = 2021  # whoever had fifty years before was to receive it then
MEDAL_MONTH_DAY = (7, 1)
CARED_FOR = {"hardship": "困难党员", "no_attendance_demand": "年老体弱党员"}
BIRTHDAY_REASON = "political_birthday"


def medal_not_reported(view: YearView) -> Iterator[Observation]:
    """MEM-20. A beginning known to the month only is taken as its last day: nobody is accused too early."""
    day = date(view.year, *MEDAL_MONTH_DAY)
    if view.year < FIRST_MEDALS or day >= view.today:
        return
    holders = medal_holders(view.facts.honours)
    for uid in sorted((view.roster.full_members_on(day) & view.members) - holders):
        standing = party_standing(view.roster.people[uid].dates)
        start = standing.counted_from
        if start is None:
            continue
        year = medal_year(replace(standing, counted_from=latest(start).isoformat()))
        if year is not None and year <= view.year:
            name = view.label_of(uid)
            message = f"{name}党龄从{day_text(start)}算起，{view.year}年7月1日已满50年，没有颁发“光荣在党50年”纪念章的记录"
            yield Observation(message, view.period, day, name, people([uid]))


def nobody_visited(view: YearView) -> Iterator[Observation]:
    """MEM-21. Of a year that is over; the flags are those of today."""
    if view.year >= view.today.year:
        return
    visited = {visit.person for visit in view.facts.visits if visit.visited_on[:4] == view.period}
    for uid in sorted(view.members - visited):
        flags = view.flags(uid)
        known = next((title for flag, title in CARED_FOR.items() if flag in flags), "")
        if known and uid in view.roster.members_on(view.first):
            name = view.label_of(uid)
            yield of_year(view, f"{known}{name}{view.year}年没有走访慰问记录", name, people([uid]))


def political_birthday_not_kept(view: YearView) -> Iterator[Observation]:
    """MEM-22. Only where the branch said within how many days it is kept: a visit for it, or a talk."""
    days = view.number("MEM-22.days")
    if not days:
        return
    chosen = view.text("political_birthday_source")
    source: Start = "promotion" if chosen == "promoted_on" else "admission"
    for uid in sorted(view.members):
        dates = view.roster.people[uid].dates
        begun = political_birthday(dates.admitted_on, dates.promoted_on, source)
        on = anniversary(begun, view.year) if begun else None
        if on is None or begun is None or on <= earliest(begun) or on + timedelta(days=days) >= view.today:
            continue
        if not _kept(view, uid, on - timedelta(days=days), on + timedelta(days=days)):
            name = view.label_of(uid)
            message = f"{name}{day_text(on.isoformat())}政治生日，前后{days}天没有谈话或者慰问的记录"
            yield Observation(message, view.period, on, name, people([uid]))


def _kept(view: YearView, uid: str, first: date, last: date) -> bool:
    begin, end = first.isoformat(), last.isoformat()
    visited = any(
        visit.person == uid and visit.reason == BIRTHDAY_REASON and begin <= visit.visited_on <= end
        for visit in view.facts.visits
    )
    return visited or any(uid in talk.people and begin <= talk.held_on <= end for talk in view.facts.talks)


RULES = (
    Rule("MEM-20", medal_not_reported),
    Rule("MEM-21", nobody_visited),
    Rule("MEM-22", political_birthday_not_kept),
)
