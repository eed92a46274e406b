"""Affiliation as facts: transfers. Frozen, pure; days are ISO text, people are uids.

What changes the roll (receipts) is in the roster already; here stands what the rules ask beside it.
"""

from dataclasses import dataclass
from datetime import date

from db.arithmetic.affiliation import LetterStanding, letter_standing


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


@dataclass(frozen=True, slots=True)
class AffiliationRecords:
    """Everything recorded of affiliation."""

    transfers: tuple[TransferRecord, ...] = ()
