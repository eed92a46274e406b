"""Opening a page of the window for a test, and answering the dialogs that are not plain message boxes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from db.services.branch import Branch
from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.preferences import Preferences
from desktop.tasks import SynchronousRunner, Tasks
from tests.support.branches import open_folder
from tests.support.exchange import OFFICE_CLOCK


@pytest.fixture
def shown(qtbot: Any) -> Iterator[Callable[[Page], Page]]:
    """`shown(page)` shows a page at the size it has in a window of 1366 x 768, and takes it away afterwards."""
    pages: list[Page] = []

    def show(page: Page) -> Page:
        pages.append(page)
        page.resize(1158, 768)
        page.show()
        qtbot.waitExposed(page)
        return page

    yield show
    for page in pages:
        page.close()
        page.deleteLater()


@pytest.fixture
def wanted() -> Callable[[Page], list[tuple[str, Any]]]:
    """`wanted(page)` collects what the page asks the window for: (ledger, uid) and ("page", key)."""

    def collect(page: Page) -> list[tuple[str, Any]]:
        asked: list[tuple[str, Any]] = []
        page.record_wanted.connect(lambda ledger, uid: asked.append((ledger, uid)))
        page.page_wanted.connect(lambda key: asked.append(("page", key)))
        return asked

    return collect


@pytest.fixture
def dialog_filled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Any], None]], None]:
    """`dialog_filled(fill)`: the next dialog is handed to `fill`, which types into it and presses its button."""

    def prepare(fill: Callable[[Any], None]) -> None:
        def run(dialog: QDialog) -> int:
            fill(dialog)
            return dialog.result()

        monkeypatch.setattr(messages, "run_modal", run)

    return prepare


@pytest.fixture
def rows(context: PageContext, qapp: Any) -> Iterator[Callable[[str], tuple[Any, ...]]]:
    """`rows(ledger)`: every record of a ledger, read through the tasks as a page would."""
    owner = QWidget()

    def read(ledger: str) -> tuple[Any, ...]:
        found: list[Any] = []
        context.tasks.run_query(owner, lambda branch: branch.rows(ledger), found.append)
        return tuple(found[0])

    yield read
    owner.deleteLater()


@dataclass(frozen=True)
class Pc:
    """The first of two PCs with its window's context, and the branch for what a test does behind the page's back."""

    context: PageContext
    branch: Branch


@pytest.fixture
def pc(qapp: Any, office_folder: Path, request: pytest.FixtureRequest) -> Iterator[Pc]:
    """The first PC of the pair, by another clock where a test is parametrized with one; the second is `home`."""
    tasks, owner, opened = Tasks(SynchronousRunner()), QWidget(), []
    clock = getattr(request, "param", OFFICE_CLOCK)
    tasks.open_branch(owner, lambda: open_folder(office_folder, clock), opened.append)
    (branch,) = opened
    yield Pc(PageContext(tasks, branch.today, branch.name, Preferences()), branch)
    tasks.close()
    owner.deleteLater()
