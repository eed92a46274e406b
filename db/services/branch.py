"""The open branch: the only door to its books.

It holds the database, the journal and the clock, opens change sets, and keeps small read caches that a write empties.
What can be done with it stands in the sibling modules, each a function that takes the Branch.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from db.changes import Row
from db.clock import Clock
from db.engine import Database
from db.errors import LedgerError
from db.journal.capture import ChangeSet, Journal
from db.ledgers import LEDGERS, by_key
from db.paths import BranchFolder

if TYPE_CHECKING:
    from db.services.handed_files import HandedFile
    from db.services.handing_on import HandedOn, Holder

Cached = TypeVar("Cached")


class Branch:
    """One open branch. All calls come from the thread that opened it.

    `actor` is the person at the keyboard; `secret(purpose)` derives a key for attachments and the like.
    """

    ledgers = LEDGERS

    def __init__(
        self,
        folder: BranchFolder,
        database: Database,
        clock: Clock,
        secret: Callable[[str], bytes],
        actor: str = "",
    ) -> None:
        self.folder = folder
        self.database = database
        self.clock = clock
        self.secret = secret
        self.actor = actor
        self.way = ""  # number of the key slot that opened it
        self.journal = Journal(database, clock)
        self.notices: list[str] = []  # sentences to be told once it is open
        self.before_close: list[Callable[[], None]] = []
        self.on_close: list[Callable[[], None]] = []
        self._cache: dict[str, Any] = {}

    @property
    def today(self) -> date:
        """The day taken as today."""
        return self.clock.today()

    @contextmanager
    def change_set(self, note: str, batch: str | None = None) -> Iterator[ChangeSet]:
        """One user action: everything written inside is saved together and told in the history as `note`.

        A note names no person and repeats nothing typed: it is part of the hashed chain and cannot be erased.
        """
        try:
            with self.journal.change_set(self.actor, note, batch) as change_set:
                yield change_set
        finally:
            self._cache.clear()

    def cached(self, key: str, make: Callable[[], Cached]) -> Cached:
        """A reading kept until the next write."""
        self.database.check_thread()
        if key not in self._cache:
            self._cache[key] = make()
        found: Cached = self._cache[key]
        return found

    def forget(self) -> None:
        """Empty the read caches after a write outside a change set (settings, exchange)."""
        self._cache.clear()

    def rows(self, ledger_key: str, year: int | None = None) -> tuple[Row, ...]:
        """Every record of a ledger with all its fields, of one year or of all; the order is the ledger's own."""
        from db.services.queries import ListQuery, full_rows

        return full_rows(self, by_key(ledger_key), ListQuery(year=year))

    def portrait(self, person_uid: str) -> bytes | None:
        """A small JPEG of a person's photo; None where none is attached or it is not on this PC."""
        from db.services.portraits import portrait

        return portrait(self, person_uid)

    def trail(self) -> tuple[tuple[str, ...], ...]:
        """Who did what with the books, oldest first, as texts: number, when, who, act, what about, how much, why."""
        from db.services.trail_reading import trail_texts

        return tuple(reversed(trail_texts(self)))

    def handed_on(self) -> "tuple[HandedOn, ...]":
        """What left the house: packages, exported files, papers with whole numbers, the newest first."""
        from db.services.handing_on import handed_on

        return handed_on(self)

    def holders(self) -> "tuple[Holder, ...]":
        """Who holds personal facts of this branch, as far as the program knows."""
        from db.services.handing_on import holders

        return holders(self)

    def handed_files(self, kind: str) -> "tuple[HandedFile, ...]":
        """Box layouts ("boxes") or scoring tables ("rubric") that the township handed down."""
        from db.services.handed_files import handed_files

        return handed_files(self, kind)

    @property
    def profile(self) -> Row | None:
        """The branch's own record."""
        rows = self.rows("branch")
        return rows[0] if rows else None

    @property
    def name(self) -> str:
        """Full name of the branch, as on its seal."""
        return self.cached("name", lambda: self.profile.text("name") if self.profile else "")

    def close(self) -> None:
        """Close the database and give the folder back."""
        self._cache.clear()
        try:
            for last in self.before_close:
                with suppress(LedgerError):  # a full disk keeps nobody from leaving
                    last()
            self.database.close()
        finally:
            for release in reversed(self.on_close):
                release()
