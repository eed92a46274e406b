"""Days to remember in the next days: birthdays, political birthdays, medals, ends of probation and term,
duties.

A birthday known to the month only has no day to remind of and is left out. What is due to members
living away, out of contact or being transferred is in `affiliation_reminders`.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import add_months, anniversary, day_text, earliest, is_exact
from db.arithmetic.lunar import birthdays_in, lunar_of, parse_lunar
from db.arithmetic.party_standing import PartyStanding, counted_from, medal_year, party_standing
from db.arithmetic.standing import Start, political_birthday, probation_ends
from db.changes import Ref, Reminder
from db.records.roster import RosterPerson
from db.rules.admission.reminders import admission_reminders, probation_by_file
from db.rules.affiliation.reminders import affiliation_reminders
from db.rules.care.facts import medal_holders
from db.rules.dues.obligations import COLLECTING
from db.rules.dues.reminders import dues_reminders
from db.rules.duties import duties
from db.rules.election.term import term_end
from db.rules.facts import Facts
from db.rules.library import basis, default_of
from db.rules.obligation import named

TERM_WINDOWS = (1, 3, 6)  # months before the end; the first that is open is named
MEDAL_MONTH_DAY = (7, 1)
OWN_REMINDERS = (
    "term_election",
    "mobile_contact",
    "lost_suspension",
    "lost_removal",
    "promotion_meeting",
)  # duties
DUE_NEXT_YEAR = ("annual_summary", "secretary_appraisal")
FIRST_LUNAR_YEAR, LAST_LUNAR_YEAR = 1901, 2100  # the years the lunar tables know
FIRST_MEDALS = 2021  # whoever had 50 years before received it then
_DAYS_OF_YEAR = 365.2425


def reminders(facts: Facts, days: int = 30) -> tuple[Reminder, ...]:
    """What falls on one of the next `days` days, today included, in the order of days.

    Beyond the window, and as long as they stay open: late duties, an ended probation, the end of the term
    from six months before, and the medals of this year's 1 July from the beginning of the year.
    """
    last = facts.today + timedelta(days=max(days, 0))
    found = [*_birthdays(facts, last), *_political(facts, last), *_medals(facts, last)]
    found += [*_probation(facts, last), *_term(facts, last), *_duties(facts, last)]
    found += affiliation_reminders(facts, last)
    found += dues_reminders(facts)
    found += admission_reminders(facts, last)
    return tuple(sorted(found, key=_order))


def _order(reminder: Reminder) -> tuple[str, str, str, str]:
    return reminder.on, reminder.kind, reminder.title, reminder.person.uid if reminder.person else ""


def _members(facts: Facts) -> Iterator[RosterPerson]:
    for uid in sorted(facts.roster.members_on(facts.today)):
        yield facts.roster.people[uid]


def _ref(person: RosterPerson) -> Ref:
    return Ref(person.uid, person.name)


def _birthdays(facts: Facts, last: date) -> Iterator[Reminder]:
    for person in _members(facts):
        for on, lunar in _birthdays_of(person, facts.today, last):
            years = _age(person.born_on, on)
            words = [lunar] if lunar else []
            words += [f"{years}岁"] if years else []
            yield Reminder(
                "birthday",
                on.isoformat(),
                f"{person.name}生日" + (f"（{'，'.join(words)}）" if words else ""),
                person=_ref(person),
                years=years,
            )


def _birthdays_of(person: RosterPerson, first: date, last: date) -> Iterator[tuple[date, str]]:
    """Days from `first` to `last`, with the lunar day in words where it is kept by the lunar calendar."""
    code = _lunar_code(person)
    for year in range(first.year, last.year + 1):
        if code:
            if not FIRST_LUNAR_YEAR <= year <= LAST_LUNAR_YEAR:
                continue
            lunar = parse_lunar(code)
            days = [(day, f"农历{lunar.text}") for day in birthdays_in(lunar, year)]
        else:
            day = anniversary(person.born_on, year) if person.born_on else None
            days = [(day, "")] if day else []
        yield from ((day, words) for day, words in days if first <= day <= last)


def _lunar_code(person: RosterPerson) -> str:
    """The lunar birthday where it is kept (or alone known); from the day of birth when only that was
    entered.
    """
    if person.birthday_calendar != "lunar" and person.born_on:
        return ""
    if person.lunar_birthday:
        return person.lunar_birthday
    born = person.born_on
    return lunar_of(earliest(born)).code if born and is_exact(born) and earliest(born).year > 1900 else ""


def _age(born_on: str | None, on: date) -> int | None:
    """Birthdays since birth; a lunar one falls up to a month from the solar one, so the nearest year
    counts.
    """
    if not born_on:
        return None
    if not is_exact(born_on):
        return on.year - earliest(born_on).year
    return round((on - earliest(born_on)).days / _DAYS_OF_YEAR)


def _political(facts: Facts, last: date) -> Iterator[Reminder]:
    chosen = facts.setting("political_birthday_source", default_of("political_birthday_source"))
    source: Start = "promotion" if chosen == "promoted_on" else "admission"
    for person in _members(facts):
        day = political_birthday(person.dates.admitted_on, person.dates.promoted_on, source)
        for year in range(facts.today.year, last.year + 1) if day else ():
            on = anniversary(day or "", year)
            if on and facts.today <= on <= last and on > earliest(day or ""):
                years = counted_from(person.dates, day).years_on(on) or None
                yield Reminder(
                    "political_birthday",
                    on.isoformat(),
                    f"{person.name}政治生日" + (f"（{years}年）" if years else ""),
                    person=_ref(person),
                    years=years,
                    basis=basis("political_birthday", on),
                )


def _medals(facts: Facts, last: date) -> Iterator[Reminder]:
    holders = medal_holders(facts.honours)
    for person in _members(facts):
        if facts.roster.stage_on(person.uid, facts.today) != "full" or person.uid in holders:
            continue
        standing = party_standing(person.dates)
        year = medal_year(standing)
        on = date(max(year, FIRST_MEDALS), *MEDAL_MONTH_DAY) if year else None
        if on and facts.today <= on and (on <= last or on.year == facts.today.year):
            yield Reminder(
                "medal_50",
                on.isoformat(),
                f"{person.name}可申报“光荣在党50年”纪念章",
                person=_ref(person),
                years=standing.years_on(on),
                basis=basis("medal_50", on),
                note=f"{_counted(standing)}；是否一贯表现良好由支部研究",
            )


def _counted(standing: PartyStanding) -> str:
    words = f"党龄从{day_text(standing.counted_from or '')}算起"
    return f"{words}，停止党籍的时间不计" if standing.left_out else words


def _probation(facts: Facts, last: date) -> Iterator[Reminder]:
    """By the dates of the roster, of those whose file of admission does not say it better."""
    known = probation_by_file(facts)
    for person in _members(facts):
        if person.uid in known:
            continue
        admitted = person.dates.admitted_on
        ends = probation_ends(admitted) if admitted else None
        is_probationary = facts.roster.stage_on(person.uid, facts.today) == "probationary"
        if not is_probationary or ends is None or ends > last:
            continue
        yield Reminder(
            "probation_end",
            ends.isoformat(),
            f"{person.name}预备期满" if ends >= facts.today else f"{person.name}预备期已满，尚未登记转正",
            person=_ref(person),
            basis=basis("probation_end", ends),
            note="提醒本人提出转正申请；延长预备期的按批准的日期办理",
        )


def _term(facts: Facts, last: date) -> Iterator[Reminder]:
    end = term_end(facts.profile)
    if end is None:
        return
    window = next((months for months in TERM_WINDOWS if facts.today >= add_months(end, -months)), None)
    if window is None and end > last:
        return
    left = (end - facts.today).days
    title = f"支部任期届满（还有{left}天）" if left >= 0 else f"支部任期已届满{-left}天，尚未换届"
    note = f"已进入届满前{window}个月" if window and left >= 0 else ""
    yield Reminder("term_end", end.isoformat(), title, basis=basis("term_end", end), note=note)


def _duties(facts: Facts, last: date) -> Iterator[Reminder]:
    """The end of the term has a reminder of its own. Last year's summary is due in January of this one."""
    for year in range(facts.today.year - 1, last.year + 1):
        for duty in duties(facts, year):
            is_carried = year < facts.today.year and duty.duty not in DUE_NEXT_YEAR
            is_arrears = (
                duty.duty == COLLECTING and duty.state == "late"
            )  # told by name, after how many months
            if is_carried or is_arrears or duty.duty in OWN_REMINDERS or duty.due_on > last.isoformat():
                continue
            if duty.state in ("due", "late"):
                yield Reminder(
                    "duty",
                    duty.due_on,
                    f"{duty.subject}{named(duty.period, duty.title)}",
                    basis=duty.basis,
                    note="已逾期" if duty.state == "late" else "待完成",
                )
