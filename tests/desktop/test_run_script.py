"""`run.py` hands over to the program, which looks for files where the person stands."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module, which takes the interpreter of these tests for its environment."""
    spec = importlib.util.spec_from_file_location("run_script", ROOT / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "set_up", lambda: None)
    monkeypatch.setattr(module, "python", lambda: Path(sys.executable))
    return module


def test_files_on_the_line_are_those_of_the_folder_one_stands_in(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", "溪边有三棵老樟树")
    Path("说明.txt").write_text("不是备份", "utf-8")
    assert script.main(["restore", "说明.txt", "--data-dir", "新"]) == 1
    assert "“说明.txt”不是本程序做的备份" in capfd.readouterr().err
    assert script.main(["restore", "没有.txt", "--data-dir", "新"]) == 1
    assert "没有找到“没有.txt”" in capfd.readouterr().err


def test_nothing_in_that_folder_is_taken_for_the_program(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "desktop").mkdir()
    (tmp_path / "desktop" / "__main__.py").write_text("raise SystemExit(7)", "utf-8")
    (tmp_path / "typer.py").write_text("raise SystemExit(8)", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert script.main(["ledgers"]) == 0
