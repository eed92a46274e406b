"""The command line as a program calls it: words in, exit code, JSON and sentence out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from db.clock import fixed_clock
from db.opening import create_branch
from desktop.cli import run

PASSPHRASE = "溪边有三棵老樟树"
CHEAP = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}


@dataclass(frozen=True)
class Answer:
    """What one run gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def call(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., Answer]:
    """Run one line, with the passphrase of `branch_dir` in the environment and a user's folders of its own."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "user"))
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", PASSPHRASE)

    def _call(*words: object) -> Answer:
        capfdbinary.readouterr()
        code = run([str(word) for word in words])
        captured = capfdbinary.readouterr()
        return Answer(code, captured.out.decode(), captured.err.decode())

    return _call


@pytest.fixture
def branch_dir(tmp_path: Path) -> Path:
    """The folder of a village branch founded long ago, with cheap keys."""
    folder = tmp_path / "支部 数据"
    profile = {
        "name": "桃溪村党支部",
        "kind": "village",
        "founded_on": "2001-05",
        "term_start_on": "2024-03-10",
    }
    create_branch(folder, profile, PASSPHRASE, fixed_clock("2026-11-22T08:00:00"), cost=CHEAP).branch.close()
    return folder


@pytest.fixture
def ledger_call(call: Callable[..., Answer], branch_dir: Path) -> Callable[..., Answer]:
    """Run one line on `branch_dir`, asking for JSON, on 2026-11-22 unless the line says otherwise."""

    def _call(*words: object) -> Answer:
        day = () if "--on" in words else ("--on", "2026-11-22")
        return call(*words, "--data-dir", branch_dir, "--json", *day)

    return _call


@pytest.fixture
def json_file(tmp_path: Path) -> Callable[[Any], Path]:
    """Write a value as a JSON file and give its path."""
    count = 0

    def _write(value: Any) -> Path:
        nonlocal count
        count += 1
        path = tmp_path / f"input{count}.json"
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")
        return path

    return _write
