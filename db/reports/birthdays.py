"""三色生日表: birthday, day of joining and first day of work of every member, for the wall, and one month
of it.

Told apart by mark and word besides colour. Years of age are not printed: the poster hangs in public.
"""

from collections.abc import Iterator
from datetime import date

from db.arithmetic.days import anniversary, earliest, is_exact, latest
from db.arithmetic.lunar import birthdays_in, parse_lunar
from db.arithmetic.party_standing import counted_from
from db.arithmetic.standing import Start, political_birthday
from db.records.roster import RosterPerson
from db.reports.document import CalendarPoster, LegendEntry, MonthCalendar, Occasion, ReportDocument
from db.reports.source import PrintOptions, ReportSource, day_of, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts

_KINDS = (
    ("birthday", "●", "生日（红）"),
    ("political_birthday", "★", "政治生日（金）"),
    ("work_anniversary", "▲", "参加工作（蓝）"),
)
_Dated = tuple[int, Occasion]  # month, occasion


def build_poster(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The year's poster on the paper chosen."""
    year = year_of(options, facts)
    found = _occasions(facts, year, day_of(options, facts))
    months = tuple(_of_month(found, month) for month in range(1, 13))
    return ReportDocument(
        title=f"{year}年党员三色生日表",
        subtitle=facts.profile.name,
        responsible=responsible_of(facts),
        dated_on=str(year),
        header=header_of(facts, year),
        paper=options.paper,
        landscape=True,
        form="poster",
        blocks=(CalendarPoster(year, months, _legend(found)),),
    )


def build_month_strip(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """One month as a calendar sheet; the running month unless another is chosen."""
    year = year_of(options, facts)
    month = options.month or facts.today.month
    found = [(m, occasion) for m, occasion in _occasions(facts, year, day_of(options, facts)) if m == month]
    return ReportDocument(
        title=f"{year}年{month}月 生日与政治生日",
        subtitle=facts.profile.name,
        responsible=responsible_of(facts),
        dated_on=f"{year}-{month:02d}",
        header=header_of(facts, year),
        landscape=True,
        form="poster",
        blocks=(MonthCalendar(year, month, _of_month(found, month), _legend(found)),),
    )


def _of_month(found: list[_Dated], month: int) -> tuple[Occasion, ...]:
    return tuple(occasion for m, occasion in found if m == month)


def _legend(found: list[_Dated]) -> tuple[LegendEntry, ...]:
    counts = [occasion.kind for _month, occasion in found]
    return tuple(LegendEntry(kind, mark, title, counts.count(kind)) for kind, mark, title in _KINDS)


def _occasions(facts: Facts, year: int, day: date) -> list[_Dated]:
    """All occasions of the members as of a day, by month, day and surname strokes.

    Days of which only the month is known come last in it.
    """
    chosen = facts.setting("political_birthday_source", "admitted_on")
    start: Start = "promotion" if chosen == "promoted_on" else "admission"
    people = [facts.roster.people[uid] for uid in facts.roster.members_on(day)]
    people.sort(key=lambda person: (person.stroke_key, person.name, person.uid))
    found: list[_Dated] = []
    for person in people:
        found += _birthdays(person, year)
        joined = political_birthday(person.dates.admitted_on, person.dates.promoted_on, start)
        found += _political(person, joined, year)
        found += _yearly("work_anniversary", person, person.worked_since, year)
    kinds = [kind for kind, _mark, _title in _KINDS]
    return sorted(found, key=lambda each: (each[0], each[1].day or 32, kinds.index(each[1].kind)))


def _birthdays(person: RosterPerson, year: int) -> Iterator[_Dated]:
    if person.birthday_calendar == "lunar" and person.lunar_birthday:
        lunar = parse_lunar(person.lunar_birthday)
        for kept in birthdays_in(lunar, year):
            yield kept.month, Occasion(kept.day, "birthday", person.name, f"农历{lunar.text}")
    else:
        yield from _day_in_year("birthday", person.name, person.born_on, year, "")


def _political(person: RosterPerson, joined: str | None, year: int) -> Iterator[_Dated]:
    """Years in the Party, without the time of a suspension; none in the year of joining or before it."""
    if joined and earliest(joined).year < year:
        kept = anniversary(joined, year) or latest(f"{year}{joined[4:]}")
        years = counted_from(person.dates, joined).years_on(kept)
        note = f"{years}年" if years else ""
        yield from _day_in_year("political_birthday", person.name, joined, year, note)


def _yearly(kind: str, person: RosterPerson, on: str | None, year: int) -> Iterator[_Dated]:
    """The anniversary with its number of years; none in the year of the event itself or before it."""
    if on and earliest(on).year < year:
        yield from _day_in_year(kind, person.name, on, year, f"{year - earliest(on).year}年")


def _day_in_year(kind: str, name: str, on: str | None, year: int, note: str) -> Iterator[_Dated]:
    if not on or len(on) < len("1998-07"):
        return  # only the year is known: there is no month to print it in
    kept = anniversary(on, year) if is_exact(on) else None
    yield earliest(on).month, Occasion(kept.day if kept else 0, kind, name, note)
