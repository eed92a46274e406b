"""Wrong passphrases: three are free, then each costs a wait of 2, 4, 8 … at most 60 seconds. Nothing is ever wiped.

The wait is kept as seconds still owed, beside the reading of a clock that counts from the start of the machine and
that nobody sets: putting the date forward skips nothing, and a date in 2099 locks nobody out. After a restart of the
machine, whose count begins anew, what was owed is owed again: a minute at most. The file lies in the user's profile, one
for each data folder; who deletes it gains a few guesses, which the cost of the derivation makes few.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from math import ceil

from db.errors import LedgerError
from db.files import atomic_write
from db.paths import BranchFolder

FREE = 3
LONGEST_WAIT = 60  # seconds
HINT_AFTER = 10
MOST_COUNTED = 1_000_000  # a spoiled file says no more than that


class WaitError(LedgerError):
    """A passphrase was refused: `seconds` must pass before the next one is looked at, 0 for none."""

    def __init__(self, code: str, parts: tuple[str, str, str], seconds: int) -> None:
        super().__init__(code, *parts)
        self.seconds = seconds


def machine_seconds() -> float:
    """Seconds since the machine was started, the same in every program on it; time asleep counts where the system
    tells it."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot) if boot is not None else time.monotonic()


@dataclass(frozen=True, slots=True)
class Tries:
    """How many wrong ones in a row, the machine's count when the last was made, and the number of the slot that opened
    here last."""

    wrong: int = 0
    at: float = 0.0
    way: str = ""

    @property
    def wait(self) -> int:
        """Seconds that the last wrong one cost."""
        return 0 if self.wrong <= FREE else min(LONGEST_WAIT, 2 ** min(self.wrong - FREE, 10))


def check_wait(folder: BranchFolder, seconds: Callable[[], float] = machine_seconds) -> None:
    """WaitError `too_many_tries` while a wait is owed; nothing is counted for asking too early."""
    tries = _read(folder)
    now = seconds()
    if tries.wait and now < tries.at:  # the machine was started anew
        tries = replace(tries, at=now)
        _write(folder, tries)
    left = ceil(tries.at + tries.wait - now)
    if left > 0:
        raise WaitError(
            "too_many_tries",
            (
                f"口令已经输错 {tries.wrong} 次，请等 {left} 秒再试",
                "台账没有打开，也没有改动，输错多少次都不会删除内容",
                _remedy(tries.wrong),
            ),
            left,
        )


def count_wrong(folder: BranchFolder, seconds: Callable[[], float] = machine_seconds) -> WaitError:
    """Count one more wrong passphrase; returns the refusal to raise."""
    before = _read(folder)
    tries = replace(before, wrong=min(before.wrong + 1, MOST_COUNTED), at=seconds())
    _write(folder, tries)
    wait = f"，{tries.wait} 秒后可以再试" if tries.wait else ""
    parts = (f"口令不对，台账没有打开{wait}", "台账没有改动", _remedy(tries.wrong))
    return WaitError("wrong_passphrase", parts, tries.wait)


def forget_wrong(folder: BranchFolder, way: str) -> int:
    """Begin anew after the slot `way` was opened; returns how many wrong ones there were."""
    before = _read(folder)
    if before != Tries(way=way):
        _write(folder, Tries(way=way))
    return before.wrong


def last_way(folder: BranchFolder) -> str:
    """The number of the slot that opened here last, to be tried first; "" where it is not known."""
    return _read(folder).way


def _remedy(wrong: int) -> str:
    if wrong >= HINT_AFTER:
        return "已经错了很多次，请从保险柜取出恢复表，用上面的 48 位数字打开，再设新口令"
    return "请检查大写锁定和输入法后再试；忘记口令可用恢复表"


def _read(folder: BranchFolder) -> Tries:
    try:
        parts = json.loads(folder.tries.read_bytes()[:1000])
        wrong, at, way = int(parts["wrong"]), float(parts["at"]), str(parts["way"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return Tries()
    return Tries(max(0, min(wrong, MOST_COUNTED)), at if 0 <= at < float("inf") else 0.0, way)


def _write(folder: BranchFolder, tries: Tries) -> None:
    with suppress(LedgerError):  # a profile that cannot be written costs the count, not the work
        atomic_write(folder.tries, json.dumps(asdict(tries)).encode())
