"""The bands of the statistics as data (resources/rules/statistics.toml), and into which of them something falls.

What is not known well enough falls into none: an age of which only the year of birth is known is placed only where
every day of that year gives the same band.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from db.arithmetic.days import age_on, earliest, latest
from resources import read_toml

UNKNOWN = "unknown"
UNKNOWN_TITLE = "未填（或不够具体）"


@dataclass(frozen=True, slots=True)
class Band:
    """One band; see the head of the file for which of the three limits applies."""

    key: str
    title: str
    upto: int | None = None
    before: str | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BandSet:
    """A table's title, its bands in order, and the sum of some of them that is told besides."""

    key: str
    title: str
    mark: str
    note: str = ""
    bands: tuple[Band, ...] = ()
    of_which: tuple[str, str, tuple[str, ...]] | None = None  # key, title, bands

    def of_number(self, number: int | None) -> str:
        """The band of an age or a number of years."""
        if number is None:
            return UNKNOWN
        numbered = (band for band in self.bands if not band.codes)
        return next(band.key for band in numbered if band.upto is None or number <= band.upto)

    def of_age(self, born: str | None, day: date) -> str:
        """The band of the age on a day."""
        return self._certain(born, lambda on: self.of_number(age_on(on.isoformat(), day)))

    def of_day(self, on: str | None) -> str:
        """The band of a partial day."""
        return self._certain(
            on,
            lambda day: next(
                band.key
                for band in self.bands
                if band.before is None or day < date.fromisoformat(band.before)
            ),
        )

    def of_code(self, code: str | None) -> str:
        """The band of a stored word; none for a word that no band names."""
        return next((band.key for band in self.bands if code in band.codes), UNKNOWN)

    def _certain(self, on: str | None, place: Callable[[date], str]) -> str:
        """Where both ends of a partial day fall into the same band, that band."""
        if not on:
            return UNKNOWN
        first, last = place(earliest(on)), place(latest(on))
        return first if first == last else UNKNOWN


@cache
def band_set(key: str) -> BandSet:
    """One table's bands; KeyError if there are none of this key."""
    entry: dict[str, Any] = read_toml("rules/statistics.toml")[key]
    told = entry.get("of_which")
    return BandSet(
        key,
        entry["title"],
        entry["mark"],
        entry.get("note", ""),
        tuple(
            Band(
                each["key"], each["title"], each.get("upto"), each.get("before"), tuple(each.get("codes", ()))
            )
            for each in entry.get("bands", ())
        ),
        (told["key"], told["title"], tuple(told["bands"])) if told else None,
    )
