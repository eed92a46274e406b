"""Packages measured: a decade of one branch with scans, and taking in thousands of changes made one by one."""

import random
import shutil
from pathlib import Path

from tests.bench.branches import CHEAP, new_branch, ten_years
from tests.bench.measuring import Measured, best, peak_megabytes, timed

SCANS, SCAN_BYTES = 10, 50 * 1024 * 1024
PASSPHRASE = "四个不相干的词"


def package(folder: Path) -> list[Measured]:
    """Ten years of a branch and 500 MB of scans: written, read back and compared; beside age's own encryption and
    decryption of as many bytes."""
    from db.exchange.sending import send
    from db.ledgers import by_key
    from db.services.attaching import attach

    office, home = pair(folder)
    home.close()
    ten_years(office, years=10)
    meeting = office.rows("theme_day")[0].uid
    for number in range(SCANS):
        scan = folder / f"scan{number}.pdf"
        scan.write_bytes(random.Random(number).randbytes(SCAN_BYTES - 1024))
        attach(office, by_key("theme_day"), meeting, scan)
    sticks = iter(range(100))

    def write() -> None:
        stick = folder / f"stick{next(sticks)}"
        stick.mkdir()
        send(office, "sync", stick)
        shutil.rmtree(stick)

    ours, bare = best(write, 2), best(lambda: _bare_age(folder), 2)
    office.close()
    code = (
        "from db.opening import open_branch; from db.clock import Clock; from db.exchange.sending import send; "
        f"from pathlib import Path; p = Path({str(folder)!r}); (p / 'out').mkdir(); "
        f"b = open_branch(p / 'office', Clock(), passphrase={PASSPHRASE!r}); send(b, 'sync', p / 'out'); b.close()"
    )
    megabytes = peak_megabytes(code)
    return [
        Measured("package of ten years and 500 MB", ours, "bare age, both ways", bare, "<= 1.67"),
        Measured("peak memory of that in MB", megabytes / 1000, "limit", 0.15, "<= 1"),
    ]


def _bare_age(folder: Path) -> None:
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    for number in range(SCANS):
        sealed = folder / "sealed.age"
        pyrage.encrypt_file(str(folder / f"scan{number}.pdf"), str(sealed), [identity.to_public()])
        pyrage.decrypt_file(str(sealed), str(folder / "opened"), [identity])


def taking_in(folder: Path) -> list[Measured]:
    """10,000 changes made one by one on another PC, taken in at once; beside 5,000: linear is a ratio of about two."""
    times = {}
    for count in (10_000, 5_000):
        place = folder / str(count)
        place.mkdir()
        times[count] = _seconds_to_take_in(place, count)
    return [Measured("taking in 10,000 changes", times[10_000], "5,000 changes", times[5_000], "about 2")]


def _seconds_to_take_in(folder: Path, count: int) -> float:
    from db.changes import Draft
    from db.exchange.receiving import receive
    from db.exchange.sending import send
    from db.ledgers import by_key
    from db.services.saving import save

    office, home = pair(folder)
    office.database.raw.execute("PRAGMA synchronous = OFF")  # of the preparation alone
    spec = by_key("document")
    for number in range(count):
        save(
            office, spec, Draft({"title": f"第{number}号通知", "kind": "received", "dated_on": "2026-03-05"})
        )
    file = send(office, "sync", folder).file
    seconds = timed(lambda: receive(home, file))
    office.close()
    home.close()
    return seconds


def unlock(folder: Path) -> list[Measured]:
    """Opening a decade of one branch behind the strong key derivation, beside the derivation alone."""
    from db.clock import fixed_clock
    from db.keys.slots import STRONG
    from db.opening import create_branch, open_branch

    clock = fixed_clock("2026-11-22T08:00:00")
    profile = {"name": "量一量村党支部", "kind": "village", "founded_on": "2000-01-01"}
    branch = create_branch(folder / "strong", profile, PASSPHRASE, clock, cost=STRONG).branch
    ten_years(branch, years=10)
    branch.close()

    def opened() -> None:
        open_branch(folder / "strong", clock, passphrase=PASSPHRASE).close()

    def derived() -> None:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

        Argon2id(salt=b"0" * 16, length=32, iterations=3, lanes=2, memory_cost=128 * 1024).derive(b"x")

    return [Measured("unlock and open ten years", best(opened), "Argon2id alone", best(derived), "< 1 s")]


def pair(folder: Path):  # type: ignore[no-untyped-def]
    """Two PCs of one branch."""
    from db.clock import fixed_clock
    from db.exchange.inviting import invite, open_invitation
    from db.exchange.receiving import receive
    from db.exchange.sending import send
    from db.opening import join_branch

    office = new_branch(folder / "office")
    made = invite(office, folder)
    opened = open_invitation(made.sent.file, made.code)
    clock = fixed_clock("2026-11-22T08:00:00")
    joined, _ = join_branch(folder / "home", opened, PASSPHRASE, clock, cost=CHEAP)
    receive(office, send(joined.branch, "sync", folder).file)
    return office, joined.branch
