"""The base of every page. How to write one:

1. `desktop/pages/<key>.py` with one subclass of `Page`; it imports no other page. Build the widgets in
   `__init__` into `self.body` (a QVBoxLayout, 24 px from the edges) and buttons into `self.add_action(...)`;
   the one primary button last.
2. Override `refresh`: start `self.query(work, then)`. `work(branch)` runs in the database thread and touches
   no widget; import services inside it (`from db.services import queries`), so that the window does not wait
   for the ORM. `then(result)` runs in the main thread while the page lives. `refresh` is called when the page
   is first shown and whenever something in `ledgers` has changed while (or before) it is visible; never call
   it yourself on a timer. A page that shows more than records says so with `reads_anew`.
3. Write with `self.command(work, then)`; `work` returns `Changes` where the service does. Every open page
hears of it.
4. To open a record emit `record_wanted(ledger key, uid or None for a new one)`, to go to another page
   `page_wanted(key)`. Speak only through `desktop.messages`. Texts that show masked numbers come from
   `desktop.widgets.showing.shown`.
5. Add a line to `PAGES` in `desktop/pages/__init__.py`. A page that edits records of a ledger itself
   (meetings) names the ledgers in `PageSpec.edits` and overrides `edit_record`; ask in `may_leave` before
   typed text would be lost.

A page has no SQL, no file work and no rule in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop.preferences import Preferences
from desktop.tasks import Job, Progress, Tasks
from desktop.widgets.basic import clear, label
from desktop.widgets.layouts import TitleLine
from desktop.widgets.progress_line import ProgressLine
from desktop.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from db.changes import Changes, Draft
    from db.services.branch import Branch

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PageContext:
    """What every page is given: the way to the books, the day taken as today, and small choices of this
    PC.
    """

    tasks: Tasks
    today: date
    branch_name: str
    preferences: Preferences
    is_township: bool = False  # the folder of a township has pages of its own


class Page(QWidget):
    """A page of the window: title, actions, a busy line and a body.

    Signals:
        record_wanted(str, object): ledger key and uid (None: a new record) to open in its editor.
        copy_wanted(str): ledger key; a new record with the frame of the last one.
        page_wanted(str): key of a page to go to.
        lock_wanted: the window is to be locked now.
        style_chosen: theme or size were chosen (in the preferences); the window is built again.
    """

    record_wanted = Signal(str, object)
    copy_wanted = Signal(str)
    page_wanted = Signal(str)
    style_chosen = Signal()
    lock_wanted = Signal()
    ledgers: frozenset[str] = frozenset()  # what it shows; empty means everything
    reads_anew = False  # whether it reads whenever it is shown: it shows what changes without any record

    def __init__(self, context: PageContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setProperty("surface", "page")
        self.setAccessibleName(title)
        self._is_stale = True
        self._job: Job | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.progress = ProgressLine()
        self.progress.cancel_requested.connect(self._cancel)
        outer.addWidget(self.progress)
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 18, 24, 16)
        inner.setSpacing(12)
        outer.addLayout(inner, 1)
        inner.addLayout(self._build_header(title))
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        inner.addLayout(self.body, 1)
        context.tasks.changed.connect(self.on_changed)
        context.tasks.busy_changed.connect(self.on_busy_changed)

    # --- to override ------------------------------------------------------------------------------------
    def refresh(self) -> None:
        """Reads everything the page shows; the default shows nothing that changes."""

    def edit_record(self, ledger: str, uid: "str | Draft | None") -> None:
        """Opens a record in this page, where `PageSpec.edits` names its ledger."""
        raise NotImplementedError(f"{type(self).__name__} does not edit {ledger} {uid}")

    def copy_last_record(self, ledger: str) -> None:
        """Opens a new record with the frame of the last one, where `PageSpec.edits` names its ledger."""
        raise NotImplementedError(f"{type(self).__name__} does not edit {ledger}")

    def focus_start(self) -> None:
        """Puts the keyboard where work begins; the default is the first field or button of the body, else a button at
        the top, else what can be scrolled.
        """
        able = [candidate for candidate in self._focus_chain() if not isinstance(candidate, SearchBox)]
        work = [each for each in able if each not in self._actions and not isinstance(each, QScrollArea)]
        for candidate in (work or [each for each in able if each in self._actions] or able)[:1]:
            candidate.setFocus()

    def _focus_chain(self) -> list[QWidget]:
        """What the Tab key reaches on this page, in its order."""
        found: list[QWidget] = []
        candidate = self.nextInFocusChain()
        while candidate is not None and candidate is not self:
            is_ready = candidate.isVisibleTo(self) and candidate.isEnabled()
            takes_keys = bool(candidate.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if is_ready and takes_keys and self.isAncestorOf(candidate):
                found.append(candidate)
            candidate = candidate.nextInFocusChain()
        return found

    def may_leave(self) -> bool:
        """Whether the page may be left now; asks where typed text would be lost."""
        return True

    def keep_draft(self) -> None:
        """Keeps what stands in a form of the page, where it has one; called before the window is locked."""

    # --- to use -----------------------------------------------------------------------------------------
    def set_title(self, title: str, subtitle: str = "") -> None:
        """Changes the two lines at the top."""
        self.title.setText(title)
        self.setAccessibleName(title)
        self.set_subtitle(subtitle)

    def set_subtitle(self, text: str) -> None:
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))

    def add_action(self, action: QPushButton) -> None:
        """Puts a button at the top right, after those that are there; the primary one comes last."""
        self._actions.append(action)
        self._head.addWidget(action)

    def scrolled(self, content: QWidget) -> QScrollArea:
        """`content` in a scroll area without a frame, for bodies that may be taller than the window."""
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(clear(content))
        return area

    def query(
        self,
        work: "Callable[[Branch], Result]",
        then: Callable[[Result], None],
        *,
        title: str = "正在读取",
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Reads in the database thread."""
        self._job = self.context.tasks.run_query(self, work, then, title=title, failed=failed)
        return self._job

    def command(
        self,
        work: "Callable[[Branch], Result]",
        then: Callable[[Result], None] | None = None,
        *,
        title: str = "正在保存",
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Writes in the database thread."""
        self._job = self.context.tasks.run_command(self, work, then, title=title, failed=failed)
        return self._job

    def aside(
        self,
        work: Callable[[Progress], Result],
        then: Callable[[Result], None],
        *,
        title: str = "正在处理",
        failed: Callable[[LedgerError], None] | None = None,
    ) -> Job:
        """Works without the branch in the general pool."""
        self._job = self.context.tasks.run_aside(self, work, then, title=title, failed=failed)
        return self._job

    def host_search(self, box: SearchBox) -> None:
        """Takes in the window's search field; the main window hands it from page to page."""
        place = self._search.layout()
        assert place is not None
        place.addWidget(box)
        self._search.show()
        box.show()  # a widget that changes its parent is hidden

    # --- slots ------------------------------------------------------------------------------------------
    def on_changed(self, changes: "Changes") -> None:
        """Looks again at once where the page is visible, else when it is shown next."""
        touched = {ledger for ledger, _uid in changes.touched}
        if touched and self.ledgers and touched.isdisjoint(self.ledgers):
            return
        self._is_stale = True
        if self.isVisible():
            self._renew()

    def on_busy_changed(self, _job: Job | None) -> None:
        """Shows the busy line for work of this page, also while it stands in the queue behind another's."""
        job = self.context.tasks.waiting_for(self)
        if job is None:
            self.progress.end()
            return
        done, total, text = job.progress.state
        if self.progress.isHidden():
            self.progress.begin(text or job.title, can_cancel=job.can_cancel)
        self.progress.advance(done, total, text or job.title)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale or self.reads_anew:
            self._renew()

    def _renew(self) -> None:
        self._is_stale = False
        self.refresh()

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _build_header(self, title: str) -> QVBoxLayout:
        """The title beside search and actions; the line under it has the whole width to itself."""
        head = clear(QWidget())
        self._head = TitleLine(head, gap=12)
        self.title = label(title, "title")
        self._head.addWidget(self.title)
        self._search = clear(QWidget())
        QHBoxLayout(self._search).setContentsMargins(0, 0, 0, 0)
        self._search.hide()
        self._head.addWidget(self._search)
        self._actions: list[QPushButton] = []
        self.subtitle = label("", "secondary", wrap=True)
        self.subtitle.hide()
        header = QVBoxLayout()
        header.setSpacing(2)
        header.addWidget(head)
        header.addWidget(self.subtitle)
        return header
