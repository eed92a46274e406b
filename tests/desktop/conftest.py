"""For tests with windows: one application with our fonts and texts, real books in a copy, and message boxes that are
answered by the test and fail it when it did not expect them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from desktop import messages, theme
from desktop.application import make_application
from desktop.pages.page import PageContext
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner, Tasks
from tests.support import village
from tests.support.branches import copy_as_its_own


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    application = make_application()
    theme.apply(application)
    theme.load_rare_fonts()
    return application


@pytest.fixture
def styled(qapp: QApplication) -> Iterator[Any]:
    """`styled(theme, size)` changes the look for one test."""

    def change(name: str = "light", size: str = "standard") -> None:
        theme.apply(qapp, name, size)

    yield change
    theme.apply(qapp)


@dataclass
class Person:
    """Answers modal dialogs in place of a person: `answers` in order, what was said in `heard`."""

    answers: list[str | Path | None] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def will_answer(self, *answers: str | Path | None) -> None:
        """A button's word, a path for a file chooser, or None to close."""
        self.answers.extend(answers)

    def run(self, box: QDialog) -> int:
        said = f"{box.text()} {box.informativeText()}" if isinstance(box, QMessageBox) else box.windowTitle()
        self.heard.append(said)
        if not self.answers:
            pytest.fail(f"unexpected dialog: {said}")
        answer = self.answers.pop(0)
        if isinstance(box, QFileDialog):
            return self._choose(box, answer)
        if answer is None or not isinstance(box, QMessageBox):
            return QDialog.DialogCode.Rejected
        button = next((button for button in box.buttons() if button.text() == answer), None)
        assert button is not None, f"{answer} not among {[button.text() for button in box.buttons()]}"
        button.click()
        return 0

    def _choose(self, box: QFileDialog, answer: str | Path | None) -> int:
        if answer is None:
            return QDialog.DialogCode.Rejected
        path = Path(answer)
        box.setDirectory(str(path.parent))
        box.selectFile(str(path))
        return QDialog.DialogCode.Accepted


@pytest.fixture(autouse=True)
def person(monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    someone = Person()
    monkeypatch.setattr(messages, "run_modal", someone.run)
    yield someone
    assert not someone.answers, f"dialogs that never came: {someone.answers}"


@pytest.fixture(scope="session")
def branch_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books") / "branch"
    village.make_branch(folder)
    return folder


@pytest.fixture
def branch_folder(branch_template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "branch"
    copy_as_its_own(branch_template, folder)
    return folder


@pytest.fixture
def tasks(qapp: QApplication, branch_folder: Path) -> Iterator[Tasks]:
    made = Tasks(SynchronousRunner())
    owner = QWidget()
    made.open_branch(owner, lambda: village.open_copy(branch_folder), lambda _branch: None)
    yield made
    made.close()
    owner.deleteLater()


@pytest.fixture
def context(tasks: Tasks) -> PageContext:
    return PageContext(tasks, date(2026, 11, 22), village.NAME, Preferences())
