"""Which backups to keep: decided by their numbers and by days of work, never by a date (requirement R25).

Why not by the calendar. Office PCs wake up in 2009 with a dead battery, or jump to 2099. A rotation that deletes
what is "older than seven days" then deletes the good backups in one go. A number cannot jump: it is one more than
the last.

What a day, week, month and year are here. The branch keeps a running number of its days of work (`work_days`): it
goes up by one whenever the program is opened on a calendar day other than the last one, whichever way the calendar
went. Five of them are called a week, 22 a month, 250 a year. These are days with work in them: where somebody opens
the ledger on forty days a year, a "month" is half a calendar year. That is meant. What a backup guards is work, and
the more slowly work is added, the longer the same few backups should reach back. Somebody who works daily gets the
familiar picture.

Which groups count is decided by which exist, not by distance: the newest backup of each of the last seven days of
work *that have one*. A gap of any length therefore removes nothing, and neither does a clock that goes back, since
groups are ordered by the number of their newest backup. A flickering clock can only make more days, hence finer
groups at the near end; the year groups, which are never removed, bound the far end.

Backups before an import, an upgrade or a restore are counted apart, five of each: twenty imports on a busy afternoon
must not push out last month.

Three brakes. Nothing is removed while the clock is doubtful (the caller says so), nothing while one of the newest
backups does not verify: something is rewriting backups, and the old ones may be the last good ones (fault F84). And
the newest verified one is never removed. A backup marked as damaged takes nobody's place and is left where it is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

LAST, DAYS, WEEKS, MONTHS = 10, 7, 4, 12
WEEK, MONTH, YEAR = 5, 22, 250  # days of work
APART = {"import": 5, "migration": 5, "restore": 5}
LOOKED_AT = 3  # newest backups that must verify before anything is removed


@dataclass(frozen=True, slots=True)
class Numbered:
    """What counts of a backup."""

    number: int
    kind: str
    work_day: int
    is_bad: bool = False


def to_keep(backups: Iterable[Numbered]) -> frozenset[int]:
    """The numbers of the backups to keep."""
    usable = (each for each in backups if not each.is_bad)
    newest_first = sorted(usable, key=lambda each: each.number, reverse=True)
    ordinary = [each for each in newest_first if each.kind not in APART]
    kept = {each.number for each in ordinary[:LAST]}
    for length, most in ((1, DAYS), (WEEK, WEEKS), (MONTH, MONTHS), (YEAR, None)):
        kept |= _newest_of_each(ordinary, length, most)
    for kind, most in APART.items():
        kept |= {each.number for each in [each for each in newest_first if each.kind == kind][:most]}
    return frozenset(kept)


def to_remove(
    backups: Sequence[Numbered], verified: Collection[int], *, clock_is_steady: bool
) -> tuple[int, ...]:
    """The numbers of the backups to remove, oldest first; none while a brake is on.

    `verified` are the numbers of those among the newest `LOOKED_AT` that were found unaltered.
    """
    newest = sorted((each.number for each in backups), reverse=True)[:LOOKED_AT]
    if not clock_is_steady or not newest or not all(number in verified for number in newest):
        return ()
    kept = to_keep(backups)
    return tuple(sorted(each.number for each in backups if each.number not in kept and not each.is_bad))


def _newest_of_each(newest_first: Sequence[Numbered], length: int, most: int | None) -> set[int]:
    """The newest backup of each group of `length` days of work, of the `most` newest groups or of all."""
    groups: dict[int, int] = {}
    for each in newest_first:
        groups.setdefault(each.work_day // length, each.number)
    return set(list(groups.values())[:most])
