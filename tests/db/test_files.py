"""Files are the old ones or the new ones, never halves."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import files
from db.errors import LedgerError
from db.files import FORBIDDEN, RESERVED, atomic_write, safe_name


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    target = tmp_path / "名单" / "花名册.pdf"
    assert atomic_write(target, b"one") == target
    atomic_write(target, b"two")
    assert target.read_bytes() == b"two"
    assert list(target.parent.iterdir()) == [target]


def test_a_function_may_write_the_content(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a", lambda stream: stream.write(b"one") and None)
    assert (tmp_path / "a").read_bytes() == b"one"


def test_a_failing_sync_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.pdf"
    atomic_write(target, b"old")

    def failing(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(LedgerError) as refused:
        atomic_write(target, b"new")
    assert refused.value.code == "write_failed"
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_mistake_while_writing_keeps_the_old_file_and_is_not_dressed_up(tmp_path: Path) -> None:
    target = tmp_path / "a.pdf"
    atomic_write(target, b"old")

    def half(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        atomic_write(target, half)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


class Holder:
    """Another program that has a file open, as on Windows, until it was asked for the file often enough."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, held: Path, patience: int) -> None:
        self.asked, self.waited = 0, 0.0
        replace = Path.replace

        def refused(path: Path, target: Path) -> Path:
            if target == held:
                self.asked += 1
                if self.asked <= patience:
                    raise PermissionError(13, "sharing violation")
            return replace(path, target)

        def wait(seconds: float) -> None:
            self.waited += seconds

        monkeypatch.setattr(files, "HOLDS_OPEN_FILES", True)
        monkeypatch.setattr(files.time, "sleep", wait)
        monkeypatch.setattr(Path, "replace", refused)


def test_a_virus_scanner_that_lets_go_within_a_second_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "keyslots.json"
    atomic_write(target, b"old")
    holder = Holder(monkeypatch, target, patience=3)
    assert atomic_write(target, b"new") == target
    assert target.read_bytes() == b"new"
    assert 0 < holder.waited < 1


def test_a_paper_that_a_viewer_holds_stays_and_the_new_one_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "名册.pdf"
    atomic_write(target, b"old")
    holder = Holder(monkeypatch, target, patience=99)
    assert atomic_write(target, b"new") == tmp_path / "名册 (2).pdf"
    assert (target.read_bytes(), (tmp_path / "名册 (2).pdf").read_bytes()) == (b"old", b"new")
    assert holder.waited == pytest.approx(1)


def test_a_file_of_the_program_is_never_put_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "keyslots.json"
    atomic_write(target, b"old")
    Holder(monkeypatch, target, patience=99)
    with pytest.raises(LedgerError) as refused:
        atomic_write(target, b"new")
    assert refused.value.code == "write_failed"
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.fixture
def small_disk() -> Iterator[int]:
    """No file may grow beyond the limit, as if the disk were full."""
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, before[1]))
    yield 65536
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_keeps_the_old_file_and_says_so(tmp_path: Path, small_disk: int) -> None:
    target = tmp_path / "a.pdf"
    atomic_write(target, b"old")
    with pytest.raises(LedgerError, match="磁盘") as refused:
        atomic_write(target, b"n" * (small_disk + 1))
    assert refused.value.code == "disk_full"
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@given(st.text(max_size=120))
def test_any_title_becomes_a_name_that_every_system_takes(text: str) -> None:
    name = safe_name(text)
    assert name
    assert len(name.encode()) <= 80
    assert not set(name) & set(FORBIDDEN)
    assert name.isprintable()
    assert name == name.strip(" .")
    assert name.split(".")[0].strip().upper() not in RESERVED
    assert safe_name(name) == name


@given(st.text(max_size=60), st.sampled_from(["pdf", "xlsx", "jpg"]))
def test_a_name_that_is_cut_keeps_its_ending(text: str, suffix: str) -> None:
    assert safe_name(f"册{text * 3}.{suffix}").endswith(f".{suffix}")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CON .txt", "_CON.txt"),
        ("com¹.pdf", "_com¹.pdf"),
        ("花名册\u202efdp.exe", "花名册fdp.exe"),
        ("a\u200b\0b\tc/..\\d", "abc.d"),
        ("..", "_"),
        (" 名册. ", "名册"),
    ],
)
def test_names_that_windows_would_not_take_are_changed(title: str, name: str) -> None:
    assert safe_name(title) == name


def test_a_sensible_title_is_kept_as_it_is() -> None:
    assert safe_name("2026年党员大会：关于修路") == "2026年党员大会：关于修路"


def test_a_name_that_is_cut_does_not_end_with_an_open_bracket() -> None:
    name = "中共岚川县芦汀镇望禾坞村支部委员会（演示）"
    for longest in range(40, len(name.encode()) + 1):
        assert not safe_name(name, longest).endswith("（")
    assert safe_name(name, 54) == "中共岚川县芦汀镇望禾坞村支部委员会"
