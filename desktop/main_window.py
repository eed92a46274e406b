"""The window around the pages: the bar on the left, the search over everything, the stack of pages.

It walks the folder's pages and knows none of them; pages are built when they are first wanted. It holds no rule and
reads no record.
"""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop.pages import SECTION_ICONS, PageSpec, pages_of
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Notice, button
from desktop.widgets.nav_bar import NavBar, NavEntry
from desktop.widgets.search_box import SearchBox
from desktop.widgets.search_results import Found, SearchResults

if TYPE_CHECKING:
    from db.changes import Draft
    from db.services.branch import Branch
    from desktop.dialogs.record_dialog import RecordDialog

_MOST_FOUND = 50


class MainWindow(QMainWindow):
    """The open branch on the screen.

    Signals:
        lock_wanted: the window is to be locked now.
        style_chosen(str): another theme or size was chosen on the page with this key.
    """

    style_chosen = Signal(str)
    lock_wanted = Signal()

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setWindowTitle(f"{context.branch_name} - 支部台账")
        self.resize(1366, 768)
        self._pages: dict[str, Page] = {}
        self._specs = {spec.key: spec for spec in pages_of(context)}
        self.dialogs: list[RecordDialog] = []
        self.bar = NavBar(_entries(pages_of(context)))
        self.bar.set_branch(context.branch_name)
        self.bar.chosen.connect(self.go_to)
        self.stack = QStackedWidget()
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.bar)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.notice = Notice("", "gold")
        self.notice.add(button("知道了", self.notice.hide, kind="link"))
        self.notice.hide()
        column.addWidget(self.notice)
        column.addWidget(self.stack, 1)
        row.addLayout(column, 1)
        self.setCentralWidget(holder)
        self._build_search()
        context.tasks.changed.connect(self._count_waiting)
        self._count_waiting()
        self.go_to(next(iter(self._specs)))

    # --- pages ------------------------------------------------------------------------------------------
    @property
    def page(self) -> Page:
        """The page that is open."""
        shown = self.stack.currentWidget()
        assert isinstance(shown, Page)
        return shown

    def go_to(self, key: str) -> None:
        """Opens a page, unless the open one wants to stay."""
        if self.stack.count() and not self.page.may_leave():
            self.bar.show_page(self._key_of(self.page))
            return
        page = self._page(key)
        self.stack.setCurrentWidget(page)
        if not self.context.is_township:  # it has no records of its own to search
            page.host_search(self.search)
        self.bar.show_page(key)
        self.results.hide()
        page.focus_start()

    def open_record(self, ledger: str, uid: "str | Draft | None") -> None:
        """Opens a record in the page that edits its ledger, else in the record dialog; None makes a new
        one, a Draft one with its first values.
        """
        editor = next((spec for spec in self._specs.values() if ledger in spec.edits), None)
        if editor is None:
            self._open_dialog(ledger, uid)
            return
        self.go_to(editor.key)
        if self.page is self._pages.get(editor.key):
            self.page.edit_record(ledger, uid)

    def copy_record(self, ledger: str) -> None:
        """A new record with the frame of the last one."""
        editor = next((spec for spec in self._specs.values() if ledger in spec.edits), None)
        if editor is None:
            self._open_dialog(ledger, None, copies_last=True)
            return
        self.go_to(editor.key)
        if self.page is self._pages.get(editor.key):
            self.page.copy_last_record(ledger)

    def _page(self, key: str) -> Page:
        if key not in self._pages:
            page = self._specs[key].build(self.context)
            page.record_wanted.connect(self.open_record)
            page.copy_wanted.connect(self.copy_record)
            page.page_wanted.connect(self.go_to)
            page.style_chosen.connect(lambda: self.style_chosen.emit(key))
            page.lock_wanted.connect(self.lock_wanted)
            self.stack.addWidget(page)
            self._pages[key] = page
        return self._pages[key]

    def _key_of(self, page: Page) -> str:
        return next(key for key, known in self._pages.items() if known is page)

    def _open_dialog(self, ledger: str, uid: "str | Draft | None", *, copies_last: bool = False) -> None:
        from db.ledgers import by_key
        from desktop.dialogs.record_dialog import RecordDialog

        spec = by_key(ledger)
        dialog = RecordDialog(
            self.context.tasks, self.context.today, spec, uid, self, copies_last=copies_last
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self.dialogs.remove(dialog))
        self.dialogs.append(dialog)
        dialog.open()

    def show_notices(self, sentences: Sequence[str]) -> None:
        """What was noticed at opening, above every page until it is put away."""
        self.notice.say("\n".join(sentences))

    def keep_drafts(self) -> None:
        """Whatever stands in open forms is kept."""
        for dialog in self.dialogs:
            dialog.keep_draft()
        for page in self._pages.values():
            page.keep_draft()

    @property
    def page_key(self) -> str:
        """Key of the page that is open."""
        return self._key_of(self.page)

    def _count_waiting(self, _changes: object = None) -> None:
        """The number of conflicts beside the page on which they are found."""

        def work(branch: "Branch") -> int:
            from db.exchange.conflicts import inbox

            return len(inbox(branch))

        self.context.tasks.run_query(self, work, partial(self.bar.set_count, "packages"))

    # --- search -----------------------------------------------------------------------------------------
    def _build_search(self) -> None:
        self.search = SearchBox("搜索全部记录　Ctrl+K", "搜索全部台账", self)
        self.search.setMinimumWidth(260)
        self.search.searched.connect(self._look_for)
        self.results = SearchResults(self)
        self.results.chosen.connect(self.open_record)
        self.results.left.connect(self._focus_search)
        self.search.left_down.connect(self.results.enter)
        QShortcut(QKeySequence("Ctrl+K"), self, self._focus_search)
        self.installEventFilter(self)
        if self.context.is_township:
            self.search.hide()

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _look_for(self, text: str) -> None:
        if not text:
            self.results.hide()
            return

        def work(branch: "Branch") -> tuple[Found, ...]:
            from db.ledgers import by_key
            from db.services import searching

            hits = searching.search(branch, text, limit=_MOST_FOUND)
            return tuple(
                Found(hit.ledger, hit.uid, by_key(hit.ledger).title, hit.title, hit.excerpt) for hit in hits
            )

        self.context.tasks.run_query(self, work, self._show_found, title="正在搜索")

    def _show_found(self, found: tuple[Found, ...]) -> None:
        if self.search.text().strip():
            self.results.show_found(found, self.search)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress:
            self.results.hide()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.results.hide()

    # --- the end ----------------------------------------------------------------------------------------
    def closeEvent(self, event: QCloseEvent) -> None:
        for dialog in tuple(self.dialogs):
            if not dialog.close():
                event.ignore()
                return
        if self.stack.count() and not self.page.may_leave():
            event.ignore()
            return
        super().closeEvent(event)


def _entries(pages: Sequence[PageSpec]) -> tuple[NavEntry, ...]:
    return tuple(_entry(spec) for spec in pages if spec.section)


def _entry(spec: PageSpec) -> NavEntry:
    return NavEntry(spec.key, spec.title, spec.section, SECTION_ICONS[spec.section])
