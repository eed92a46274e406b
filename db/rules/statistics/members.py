"""The tables that divide the members of a day into bands: in each column every member stands in exactly one row.

Nothing is guessed: who lacks the fact, or has it too vaguely for one band, stands in a row of its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from db.arithmetic.codes import code_of
from db.arithmetic.days import latest
from db.arithmetic.party_standing import counted_from, party_standing
from db.records.roster import Roster, RosterPerson
from db.rules.statistics.bands import UNKNOWN, UNKNOWN_TITLE, BandSet, band_set
from db.rules.statistics.table import TOTAL, StatColumn, StatRow, StatTable
from db.rules.year_view import Record

Place = Callable[[RosterPerson, Roster, date], str]

COLUMNS = (
    StatColumn(TOTAL, "合计"),
    StatColumn("probationary", "预备党员"),
    StatColumn("female", "女"),
    StatColumn("minority", "少数民族"),
    StatColumn("college", "大专以上"),
)
_OF_THE_APPLYING = (TOTAL, "female", "minority", "college")


def in_order(roster: Roster, uids: Iterable[str]) -> tuple[RosterPerson, ...]:
    """These people by surname strokes."""
    found = [roster.people[uid] for uid in uids]
    return tuple(sorted(found, key=lambda each: (each.stroke_key, each.name, each.uid)))


def ethnicity_word(person: RosterPerson) -> str | None:
    """han or minority; None where the group is not filled in or is no ethnic group of the code table."""
    code = code_of("ethnicity", person.ethnicity or "")
    return None if code is None else "han" if code == "汉族" else "minority"


def education_word(person: RosterPerson) -> str | None:
    """The code of the education; None where it is not filled in or not in the code table."""
    return code_of("education", person.education or "")


def has_college(person: RosterPerson) -> bool:
    """大专及以上."""
    told = band_set("education").of_which
    return told is not None and band_set("education").of_code(education_word(person)) in told[2]


def _standing(person: RosterPerson, roster: Roster, day: date) -> str:
    bands = band_set("standing")
    if roster.stage_on(person.uid, day) == "probationary":
        return bands.of_code("probationary")
    standing = party_standing(person.dates)
    if standing.counted_from is None:
        return UNKNOWN
    at_the_latest = counted_from(person.dates, latest(standing.counted_from).isoformat())
    first, last = (bands.of_number(each.years_on(day)) for each in (standing, at_the_latest))
    return first if first == last else UNKNOWN


_PLACES: Mapping[str, Place] = {
    "kind": lambda person, roster, day: band_set("kind").of_code(roster.stage_on(person.uid, day)),
    "sex": lambda person, _roster, _day: band_set("sex").of_code(person.sex),
    "ethnicity": lambda person, _roster, _day: band_set("ethnicity").of_code(ethnicity_word(person)),
    "age": lambda person, _roster, day: band_set("age").of_age(person.born_on, day),
    "age_older": lambda person, _roster, day: band_set("age_older").of_age(person.born_on, day),
    "joined": lambda person, _roster, _day: band_set("joined").of_day(person.dates.admitted_on),
    "joined_detailed": lambda person, _roster, _day: band_set("joined_detailed").of_day(
        person.dates.admitted_on
    ),
    "education": lambda person, _roster, _day: band_set("education").of_code(education_word(person)),
    "occupation": lambda person, _roster, _day: band_set("occupation").of_code(person.occupation_class),
    "standing": _standing,
}


@dataclass(frozen=True, slots=True)
class Divider:
    """Makes tables of people of a day, with these columns."""

    roster: Roster
    day: date
    columns: tuple[StatColumn, ...] = COLUMNS

    def table(
        self, bands: BandSet, people: Iterable[RosterPerson], place: Callable[[RosterPerson], str]
    ) -> StatTable:
        """A row for each band, one for what is not known where there is somebody, the total."""
        placed: dict[str, list[RosterPerson]] = {band.key: [] for band in bands.bands}
        for person in people:
            placed.setdefault(place(person), []).append(person)
        titles = {band.key: band.title for band in bands.bands} | {UNKNOWN: UNKNOWN_TITLE}
        rows = [self.row(key, titles[key], found) for key, found in placed.items()]
        if bands.of_which:
            key, title, parts = bands.of_which
            rows.append(self.row(key, title, (each for part in parts for each in placed[part]), 0))
        rows.append(self.row(TOTAL, "合计", (each for found in placed.values() for each in found), 0))
        return StatTable(bands.key, bands.title, self.columns, tuple(rows), bands.mark, bands.note)

    def row(self, key: str, label: str, people: Iterable[RosterPerson], sign: int = 1) -> StatRow:
        """These people by column."""
        found = in_order(self.roster, (person.uid for person in people))
        cells = {column.key: self._of(column.key, found) for column in self.columns}
        return StatRow(key, label, cells, sign)

    def _of(self, column: str, people: tuple[RosterPerson, ...]) -> tuple[Record, ...]:
        belongs = {
            TOTAL: lambda _each: True,
            "probationary": lambda each: self.roster.stage_on(each.uid, self.day) == "probationary",
            "female": lambda each: each.sex == "female",
            "minority": lambda each: ethnicity_word(each) == "minority",
            "college": has_college,
        }[column]
        return tuple(("person", each.uid) for each in people if belongs(each))


def member_tables(roster: Roster, day: date) -> tuple[StatTable, ...]:
    """The members of a day by everything the yearly tables ask."""
    people = in_order(roster, roster.members_on(day))
    divider = Divider(roster, day)

    def table(key: str, place: Place) -> StatTable:
        return divider.table(band_set(key), people, lambda each: place(each, roster, day))

    return tuple(table(key, place) for key, place in _PLACES.items())


def applying_table(roster: Roster, day: date) -> StatTable:
    """Applicants, activists and prospective members of a day."""
    bands = band_set("applying")

    def place(person: RosterPerson) -> str:
        return bands.of_code(roster.stage_on(person.uid, day))

    here = (
        uid for uid, each in roster.people.items() if place(each) != UNKNOWN and roster.is_here_on(uid, day)
    )
    columns = tuple(column for column in COLUMNS if column.key in _OF_THE_APPLYING)
    return Divider(roster, day, columns).table(bands, in_order(roster, here), place)
