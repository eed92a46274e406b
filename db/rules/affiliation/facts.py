"""Affiliation as facts: transfers, absences, searches, sanctions. Frozen, pure; days are ISO text, people are uids.

What changes the roll (receipts) is in the roster already; here stands what the rules ask beside it.
"""

from dataclasses import dataclass
from datetime import date

from db.arithmetic.affiliation import (
    ABROAD_MONTHS,
    LetterStanding,
    SearchStanding,
    contact_due,
    letter_standing,
    period_ends,
    search_standing,
)


@dataclass(frozen=True, slots=True)
class TransferRecord:
    """One transfer `in` or `out`; `valid_days` None: as the branch has set."""

    uid: str
    person: str
    direction: str
    issued_on: str
    receipt_on: str | None = None
    letter_number: str = ""
    valid_days: int | None = None
    other: str = ""  # the organization on the other side

    def standing(self, as_of: date, days_set: int) -> LetterStanding:
        """How the letter stands, judged by every receipt that is on record today."""
        receipt = date.fromisoformat(self.receipt_on) if self.receipt_on else None
        found = letter_standing(
            date.fromisoformat(self.issued_on), self.valid_days or days_set, receipt, as_of
        )
        return LetterStanding("done", found.expires_on) if receipt else found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class AbsenceRecord:
    """A member living away, with the days of the contacts; `contact` is who keeps them, "" for nobody."""

    uid: str
    person: str
    since: str
    until: str | None = None
    contact: str = ""
    abroad: bool = False
    contacts: tuple[str, ...] = ()
    place: str = ""  # where the person is, "" where nobody wrote it down
    certificate: str = ""  # number of the 活动证

    def lasts_on(self, day: date) -> bool:
        """Whether the person was away on the day; the days of leaving and of coming back are spent travelling."""
        until = _day(self.until)
        return date.fromisoformat(self.since) < day and (until is None or day < until)

    def contact_due(self, as_of: date, months_set: int) -> date:
        """By when the next contact was due, as seen on a day."""
        days = [date.fromisoformat(day) for day in self.contacts if day <= as_of.isoformat()]
        return contact_due(date.fromisoformat(self.since), days, ABROAD_MONTHS if self.abroad else months_set)


@dataclass(frozen=True, slots=True)
class SearchRecord:
    """A member out of contact; `ways_missing` names those of the six ways nobody tried."""

    uid: str
    person: str
    since: str
    ways_missing: str = ""
    suspended_on: str | None = None
    struck_off_on: str | None = None
    restored_on: str | None = None

    def standing(self, as_of: date) -> SearchStanding:
        """Where the search stands on a day."""
        decided = [_day(on) for on in (self.suspended_on, self.struck_off_on, self.restored_on)]
        suspended, struck, restored = decided
        return search_standing(date.fromisoformat(self.since), suspended, struck, restored, as_of)


@dataclass(frozen=True, slots=True)
class SanctionRecord:
    """A sanction; `kind` as in db.ledgers.discipline.KINDS, `begun_on` the day from which it counts."""

    uid: str
    person: str
    kind: str
    begun_on: str
    months: int | None = None
    lifted_on: str | None = None

    @property
    def ends_on(self) -> date | None:
        """The day on which the period is full, None where none was written down."""
        return period_ends(date.fromisoformat(self.begun_on), self.months) if self.months else None


@dataclass(frozen=True, slots=True)
class MeasureRecord:
    """A suspension, removal or loss of rights by decision; `kind` and `cause` as in db.ledgers.membership_measure."""

    uid: str
    person: str
    kind: str
    cause: str
    begun_on: str
    restored_on: str | None = None


@dataclass(frozen=True, slots=True)
class AffiliationRecords:
    """Everything recorded of affiliation. `absences` are those of our own members only."""

    transfers: tuple[TransferRecord, ...] = ()
    absences: tuple[AbsenceRecord, ...] = ()
    searches: tuple[SearchRecord, ...] = ()
    sanctions: tuple[SanctionRecord, ...] = ()
    measures: tuple[MeasureRecord, ...] = ()
