"""Packages made to do harm, sealed and signed by somebody who is believed (F50, F59, F60, F65)."""

import gzip
import io
import json
import resource
import warnings
import zipfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from db import limits
from db.errors import LedgerError
from db.exchange.container import MANIFEST
from tests.faults.fuzzing import SENTENCE
from tests.faults.packages import ENTRY, read_forged, read_sealed
from tests.faults.readers import READERS
from tests.support.processes import PATIENCE, another_process

(SOUND,) = next(reader for reader in READERS if reader.name == "package").samples()
Entries = list[tuple[zipfile.ZipInfo | str, bytes]]


def rebuilt(change: Callable[[Entries], Entries], way: int = zipfile.ZIP_STORED) -> bytes:
    """The sound package with other entries; signed anew when it is read."""
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        entries: Entries = [(name, archive.read(name)) for name in archive.namelist()]
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", way) as archive:
        warnings.simplefilter("ignore")  # one name twice is what is wanted
        for name, content in change(entries):
            archive.writestr(name, content)
    return stream.getvalue()


def refused(content: bytes, folder: Path, read: Callable[[bytes, Path], None] = read_forged) -> str:
    """The code of the refusal, which is one sentence."""
    with pytest.raises(LedgerError) as caught:
        read(content, folder)
    assert SENTENCE.fullmatch(caught.value.message)
    return caught.value.code


def test_the_sound_package_is_taken_and_its_copy_as_well(tmp_path: Path) -> None:
    read_forged(SOUND, tmp_path)
    read_forged(rebuilt(lambda entries: entries), tmp_path)


@pytest.mark.parametrize("name", ["../a", "/a", "a/b", "a\\b", "..", "C:\\a", "folder/"])
def test_an_entry_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(rebuilt(lambda entries: [*entries, (name, b"x")]), tmp_path) == "package_damaged"
    assert [path.name for path in tmp_path.iterdir()] == ["包.dbx"]


def test_one_name_twice_is_refused(tmp_path: Path) -> None:
    twice = rebuilt(lambda entries: [*entries, (MANIFEST, entries[0][1])])
    assert refused(twice, tmp_path, read_sealed) == "package_damaged"


def test_more_entries_than_anybody_needs_are_refused(tmp_path: Path) -> None:
    many = [(f"{number}", b"") for number in range(limits.PACKAGE_ENTRIES + 1)]
    assert refused(rebuilt(lambda entries: [*entries, *many]), tmp_path) == "package_damaged"


def test_more_volumes_than_anybody_needs_are_refused(tmp_path: Path) -> None:
    def listing(count: int) -> bytes:
        volumes = [[f"包_{number}.dbx", 1, "a" * 64] for number in range(count)]

        def change(entries: Entries) -> Entries:
            parts = json.loads(dict(entries)[MANIFEST]) | {"volumes": volumes}
            return [
                (MANIFEST, json.dumps(parts).encode()),
                *(each for each in entries if each[0] != MANIFEST),
            ]

        return rebuilt(change)

    read_forged(listing(limits.PACKAGE_VOLUMES), tmp_path)
    assert refused(listing(limits.PACKAGE_VOLUMES + 1), tmp_path) == "package_damaged"


def test_packed_entries_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    bomb = rebuilt(lambda entries: [*entries, ("a", bytes(50_000_000))], zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert refused(bomb, tmp_path) == "package_damaged"


def with_transactions(content: bytes, promised: int) -> bytes:
    """The package with other packed transactions and another promise of their size."""

    def change(entries: Entries) -> Entries:
        found = dict(entries)
        parts = json.loads(found[MANIFEST])  # type: ignore[index]
        parts["raw"][ENTRY] = promised
        return [*(found | {MANIFEST: json.dumps(parts).encode(), ENTRY: content}).items()]  # type: ignore[dict-item]

    return rebuilt(change)


def read_with_little_memory(content: bytes, folder: Path, told: Connection) -> None:
    """Read while only 100 MiB more may be had; tells the code."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 100 * limits.MIB, resource.RLIM_INFINITY))
    try:
        read_forged(content, folder)
        told.send("")
    except LedgerError as error:
        told.send(error.code)


@pytest.mark.parametrize("promised", [1000, limits.PACKAGE_TRANSACTIONS_BYTES + 1, 2**40])
def test_a_bomb_among_the_transactions_is_refused_in_little_memory(tmp_path: Path, promised: int) -> None:
    bomb = with_transactions(gzip.compress(bytes(400_000_000), 1), promised)
    assert len(bomb) < 4_000_000
    with another_process(read_with_little_memory, bomb, tmp_path) as (_, told):
        assert told.poll(PATIENCE)
        assert told.recv() in ("package_damaged", "package_tampered")


def test_a_file_larger_than_a_volume_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PACKAGE_VOLUME_BYTES", 100)
    assert refused(SOUND, tmp_path) == "package_damaged"


def test_a_stick_that_is_pulled_while_it_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(_: Path) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "read_bytes", pulled)
    assert refused(SOUND, tmp_path) == "unreadable"
