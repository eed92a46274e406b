"""Party standing (党龄) with what does not count: one function, used by every page, print, finding and count.

Source: 党龄 is the time as a full member (glossary of the official member site, by period: see `standing`). The time
of a suspension (停止党籍, EDU19 art. 24) is left out; probation within the Party and other sanctions do not interrupt
it. A suspension is measured by the calendar, in whole months and days, so that three years left out are three years
whether or not a leap year lies among them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from db.arithmetic.days import add_months, add_years, day_text, earliest, full_years
from db.arithmetic.membership import PersonDates, Span
from db.arithmetic.standing import probation_rule, standing_from

SUSPENSION_BASIS = "《中国共产党党员教育管理工作条例》第二十四条"

_SUSPENDED = "suspended"
_NOT_RETURNED = frozenset(
    {_SUSPENDED, "struck_off", "withdrew", "expelled"}
)  # a suspension does not end with these
_MEDAL_YEARS = 50
_MEDAL_DAY = (7, 1)


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """The partial day standing is counted from (None: not known, not begun) and the suspensions left out, in order."""

    counted_from: str | None
    left_out: tuple[Span, ...] = ()

    def years_on(self, on: date) -> int | None:
        """Full years on a day; None before it has begun or where its beginning is not known.

        A beginning known to the month or year only is taken as the first day it can mean.
        """
        if self.counted_from is None or earliest(self.counted_from) > on:
            return None
        years = full_years(earliest(self.counted_from), on)
        if self.left_out:
            while years and not self._is_full(years, on):
                years -= 1
        return years

    def full_on(self, years: int) -> date | None:
        """The first day on which so many years are full; None while a suspension lasts that must end before, where
        the beginning is not known, or beyond the calendar.
        """
        if self.counted_from is None:
            return None
        try:
            day = add_years(earliest(self.counted_from), years)
            for span in self.left_out:
                if day <= span.first:
                    break
                if span.until is None:
                    return None
                day = _later(day, span.first, span.until)
        except (ValueError, OverflowError):
            return None
        return day

    def _is_full(self, years: int, on: date) -> bool:
        full = self.full_on(years)
        return full is not None and full <= on


def party_standing(person: PersonDates) -> PartyStanding:
    """The standing of a person by the dates and the history of the roll, in whatever order they were typed."""
    start = standing_from(person.admitted_on, person.promoted_on)
    return counted_from(person, start)


def counted_from(person: PersonDates, start: str | None) -> PartyStanding:
    """Years in the Party counted from another day than standing, as a political birthday does: the same suspensions
    are left out.
    """
    if start is None:
        return PartyStanding(None)
    first = earliest(start)
    spans = tuple(
        Span(max(span.first, first), span.until)
        for span in suspensions(person)
        if span.until is None or span.until > first
    )
    return PartyStanding(start, spans)


def suspensions(person: PersonDates) -> tuple[Span, ...]:
    """From the day of each suspension (停止党籍) until the member was restored; None where it still lasts.

    A suspension without a day cannot be measured and is left aside. Of events of one day the later typed wins.
    """
    by_day = {event.since: event.value for event in person.status_events if event.on}
    found: list[Span] = []
    begun: date | None = None
    for day, value in sorted(by_day.items()):
        if value == _SUSPENDED and begun is None:
            begun = day
        elif begun is not None and value not in _NOT_RETURNED:
            found.append(Span(begun, day))
            begun = None
    return (*found, Span(begun)) if begun is not None else tuple(found)


def medal_year(standing: PartyStanding) -> int | None:
    """Year of the first 1 July on which 50 full years are reached; None where that cannot be told.

    The first medals were given in 2021: an earlier answer means "since 2021". A beginning known to the month or year
    only is taken as its first day, so that nobody is listed a year late.
    """
    full = standing.full_on(_MEDAL_YEARS)
    return None if full is None else full.year + ((full.month, full.day) > _MEDAL_DAY)


def standing_text(person: PersonDates, on: date) -> str:
    """In one line from when standing counts, what is left out as of the day, and on which rules; empty where unknown."""
    standing = party_standing(person)
    if standing.counted_from is None:
        return ""
    rule = probation_rule(person.admitted_on) if person.admitted_on else None
    words = f"从{day_text(standing.counted_from)}算起" + (f"（依据：{rule.basis}）" if rule else "")
    spans = [_span_text(span, on) for span in standing.left_out if span.first <= on]
    if spans:
        words += f"；停止党籍的时间不计：{'、'.join(spans)}（依据：{SUSPENSION_BASIS}）"
    return words


def _span_text(span: Span, on: date) -> str:
    begun = day_text(span.first.isoformat())
    if span.until is None or span.until > on:
        return f"{begun}起至今"
    return f"{begun}至{day_text((span.until - timedelta(days=1)).isoformat())}"


def _later(day: date, first: date, until: date) -> date:
    """`day` put off by the time from `first` until `until`, in whole months and then days."""
    months = (until.year - first.year) * 12 + until.month - first.month
    if add_months(first, months) > until:
        months -= 1
    return add_months(day, months) + (until - add_months(first, months))
