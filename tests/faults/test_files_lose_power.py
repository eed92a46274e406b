"""A file being written when the power goes off: the old one or the new one, and once written, the new one (F07, F09).

What the helper asks of the system is watched; from that follows what a disk may hold at each moment.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from db import files
from db.files import atomic_write

OLD, NEW = b"old" * 1000, b"new" * 2000


class Watched:
    """What the disk may hold under the target's name, after each thing asked of the system."""

    def __init__(self, target: Path, monkeypatch: pytest.MonkeyPatch, leave_out: str = "") -> None:
        self._target = target
        self._is_content_safe = False
        self._is_named, self._is_name_safe = False, False
        self.moments: list[tuple[str, set[bytes]]] = []
        real_sync, real_replace = os.fsync, Path.replace

        def sync(descriptor: int) -> None:
            is_folder = Path(f"/proc/self/fd/{descriptor}").resolve().is_dir()
            what = "sync folder" if is_folder else "sync file"
            if what == leave_out:
                return
            real_sync(descriptor)
            self._is_content_safe |= not is_folder
            self._is_name_safe |= is_folder and self._is_named
            self._note(what)

        def replace(path: Path, to: Path) -> Path:
            self._is_named = True
            self._note("replace")
            return real_replace(path, to)

        monkeypatch.setattr(files.os, "fsync", sync)
        monkeypatch.setattr(Path, "replace", replace)
        self._note("begin")

    def _note(self, what: str) -> None:
        self.moments.append((what, self.possible))

    @property
    def possible(self) -> set[bytes]:
        """Every content that the next start may find."""
        if not self._is_named:
            return {OLD}
        fresh = {NEW} if self._is_content_safe else {NEW, b"", NEW[:512]}
        return fresh if self._is_name_safe else fresh | {OLD}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(OLD)
    return path


@pytest.mark.parametrize("content", [NEW, lambda stream: stream.write(NEW)], ids=["bytes", "written"])
def test_at_every_moment_the_file_is_the_old_or_the_new_one(
    target: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | Callable
) -> None:
    watched = Watched(target, monkeypatch)
    atomic_write(target, content)
    assert [what for what, _ in watched.moments] == ["begin", "sync file", "replace", "sync folder"]
    assert all(possible <= {OLD, NEW} for _, possible in watched.moments)
    assert watched.possible == {NEW}
    assert target.read_bytes() == NEW


@pytest.mark.parametrize("left_out", ["sync file", "sync folder"])
def test_a_helper_that_leaves_out_a_sync_is_caught(
    target: Path, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    watched = Watched(target, monkeypatch, leave_out=left_out)
    atomic_write(target, NEW)
    assert watched.possible != {NEW}
