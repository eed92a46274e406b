"""党员名册: the list of people as of a day, with the chips a secretary asks for, and one person's card.

Who belongs to the branch on a day is decided by the books; a chip only chooses among what they say.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from db.arithmetic.days import day_text
from db.errors import LedgerError
from desktop import messages, theme
from desktop.dialogs.choose_day import ask_for_day
from desktop.dialogs.erase_dialog import EraseDialog
from desktop.dialogs.extract_dialog import ExtractDialog
from desktop.pages.ledger_page import LedgerPage, Listing
from desktop.pages.page import PageContext
from desktop.pages.roster_card import MemberCard, MemberFacts, read_member
from desktop.widgets.basic import button, menu_button
from desktop.widgets.facet_bar import Facet

if TYPE_CHECKING:
    from db.changes import Changes, Row
    from db.services.branch import Branch

VIEW = "view"
PHOTO_FILTER = "照片 (*.jpg *.jpeg *.png *.bmp *.webp)"
_FILTER_WIDTH, _NARROWEST = 150, 700
_MEMBERS = ("probationary", "full")
_KEYS = ("name", "stage", "roll_status", "flags", "standing_years")


def _is_member(row: "Row") -> bool:
    return row.get("roll_status") == "on_roll" and row.get("stage") in _MEMBERS


def _has_flag(flag: str) -> "Callable[[Row], bool]":
    return lambda row: _is_member(row) and flag in (row.get("flags") or ())


VIEWS: "Mapping[str, tuple[str, str, Callable[[Row], bool]]]" = MappingProxyType(
    {
        "members": ("在册党员", "blue", _is_member),
        "full": ("正式", "green", lambda row: _is_member(row) and row.get("stage") == "full"),
        "probationary": ("预备", "gold", lambda row: _is_member(row) and row.get("stage") == "probationary"),
        "lives_away": ("流动", "gold", _has_flag("lives_away")),
        "hardship": ("困难", "gold", _has_flag("hardship")),
        "fifty": ("50年以上", "gold", lambda row: _is_member(row) and (row.get("standing_years") or 0) >= 50),
        "developing": (
            "发展中",
            "neutral",
            lambda row: row.get("roll_status") == "on_roll" and row.get("stage") not in (None, *_MEMBERS),
        ),
        "left": ("已离开", "neutral", lambda row: row.get("roll_status") != "on_roll"),
    }
)


class RosterPage(LedgerPage):
    """The roster with its special wishes."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        from db.ledgers import by_key

        self._as_of: date = context.today
        self._open_uid: str | None = None
        super().__init__(context, by_key("person"), parent)
        self.ledgers = frozenset()  # the card shows meetings, talks and visits as well
        self.card = MemberCard()
        self.card.back_wanted.connect(self.close_card)
        self.card.edit_wanted.connect(lambda: self.record_wanted.emit("person", self._open_uid))
        self.card.record_wanted.connect(self.record_wanted)
        self.card.numbers_wanted.connect(self._show_numbers)
        self.card.print_wanted.connect(self._print_card)
        self.card.extract_wanted.connect(self._extract)
        self.card.photo_wanted.connect(self._choose_photo)
        self.card.separate_wanted.connect(self._separate)
        self.card.erase_wanted.connect(self._erase)
        self.stack.addWidget(self.card)

    # --- the list --------------------------------------------------------------------------------------------
    def refresh(self) -> None:
        view = self.facets.where.get(VIEW)
        if view is None:
            super().refresh()
        else:
            self.query(partial(_read_view, query=self._query(), view=view), self._show)
        self.query(partial(_count_views, day=self._as_of), self.facets.show_facets)
        if self._open_uid is not None:
            self.open_card(self._open_uid)

    def choose_day(self, day: date) -> None:
        """Shows the roster as of another day."""
        self._as_of = day
        self.day_button.setText("截至今天" if day == self.context.today else f"截至 {day.isoformat()}")
        self.refresh()

    def _query(self, offset: int = 0) -> Any:
        from dataclasses import replace

        query = super()._query(offset)
        where = {key: value for key, value in query.where.items() if key != VIEW}
        limit = query.limit if VIEW not in query.where else None
        return replace(query, where=where, as_of=self._as_of, limit=limit)

    def _show(self, listing: Listing) -> None:
        super()._show(listing)
        self.set_subtitle(f"共 {listing.total} 人")
        if self._open_uid is not None:
            self.stack.setCurrentWidget(self.card)

    def minimumSizeHint(self) -> QSize:
        """Chips and tools fold under each other, so that the page may be narrower than both side by side."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), round(_NARROWEST * theme.current().scale)), hint.height())

    # --- one person ------------------------------------------------------------------------------------------
    def open_card(self, uid: str) -> None:
        """Shows everything about one person on one page."""
        self.query(
            partial(read_member, uid=uid, day=self._as_of),
            self._show_card,
            title="正在读取",
            failed=self._lose_card,
        )

    def close_card(self) -> None:
        """Back to the list, with the person still selected."""
        self._open_uid = None
        self._set_list_tools(is_shown=True)
        self.set_title(self.spec.title)
        self.stack.setCurrentIndex(0)
        self.table.setFocus()
        self.refresh()

    def _show_card(self, facts: MemberFacts) -> None:
        self._open_uid = facts.row.uid
        self.card.show_member(facts)
        self.set_title(facts.row.text("name"), f"截至{day_text(self._as_of.isoformat())}")
        self._set_list_tools(is_shown=False)
        self.stack.setCurrentWidget(self.card)

    def _lose_card(self, error: LedgerError) -> None:
        """The person is not there any more: erased, here or by what came from another PC."""
        if self._open_uid is None or error.code != "not_found":
            messages.show(self, error)
            return
        self.close_card()

    def _open(self, uid: str) -> None:
        self.open_card(uid)

    def _separate(self) -> None:
        uid = self._open_uid
        if uid is None or not messages.ask(
            self, "把合成的登记分开？", "每条登记回到各自原来的内容；记录里提到的也各归各的。", yes="分开"
        ):
            return

        def work(branch: "Branch") -> "Changes":
            from db.exchange.doubles import separate

            return separate(branch, uid)

        def told(_changes: "Changes") -> None:
            messages.toast(self, "已经分开")

        self.command(work, told)

    def _erase(self) -> None:
        if self._open_uid is not None:
            EraseDialog(self.context.tasks, self._open_uid, self.title.text(), self).open()

    def _set_list_tools(self, *, is_shown: bool) -> None:
        for tool in self._list_tools():
            tool.setVisible(is_shown)

    def _list_tools(self) -> list[QWidget]:
        return [*self._actions, self.facets, self._tools]

    def _show_numbers(self, reason: str) -> None:
        uid = self._open_uid

        def work(branch: "Branch") -> None:
            from db.services.trail import note

            note(branch, "view_full", f"person:{uid}", "身份证号、电话", reason)

        self.context.tasks.run_command(
            self, work, lambda _none: self.card.reveal(), title="正在登记", quiet=True
        )

    def _print_card(self) -> None:
        from desktop.dialogs.print_preview import open_print

        if self._open_uid is not None:
            options = {"uid": self._open_uid, "day": self._as_of.isoformat()}
            open_print(self, self.context.tasks, "member_card", options, self.title.text())

    def _extract(self) -> None:
        """Asks what for, then everything the books hold about the person."""
        if self._open_uid is not None:
            dialog = ExtractDialog(self.context.tasks, self._open_uid, self.title.text(), self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _choose_photo(self) -> None:
        """Attaches another photo; the one before stays among the papers of the person."""
        uid = self._open_uid
        path = messages.choose_file(self, "选一张照片", PHOTO_FILTER) if uid else None
        if path is None or uid is None:
            return

        def work(branch: "Branch") -> "Changes":
            from db.ledgers import by_key
            from db.services.attaching import attach
            from db.services.portraits import PHOTO

            return attach(branch, by_key("person"), uid, path, PHOTO)

        def told(_changes: "Changes") -> None:
            messages.toast(self, "照片已放上；拍照地点已去掉")

        self.command(work, told, title="正在读取照片")

    # --- building --------------------------------------------------------------------------------------------
    def _build_actions(self) -> None:
        self.import_button = button("导入名册", partial(self.page_wanted.emit, "import"), icon="import")
        self.add_action(self.import_button)
        super()._build_actions()

    def _build_controls(self) -> None:
        super()._build_controls()
        self.filter.setPlaceholderText("姓名、拼音")
        self.filter.setFixedWidth(round(_FILTER_WIDTH * theme.current().scale))

    def _build_menus(self) -> list[QPushButton]:
        self.day_button = menu_button("截至今天")
        self.day_button.setAccessibleDescription("人数、党龄、党小组都按这一天算")
        today = self.context.today
        menu = self.day_button.menu()
        menu.addAction("截至今天", partial(self.choose_day, today))
        for day in (date(today.year, 1, 1), date(today.year - 1, 12, 31)):
            menu.addAction(f"截至{day_text(day.isoformat())}", partial(self.choose_day, day))
        menu.addAction("选一天……", self._ask_day)
        return [self.day_button, *super()._build_menus()]

    def _ask_day(self) -> None:
        day = ask_for_day(self, "名册截至哪一天", self._as_of, self.context.today)
        if day is not None:
            self.choose_day(day)


def _read_view(branch: "Branch", query: Any, view: str) -> Listing:
    """Rows of one view, in the order of the query."""
    from db.ledgers import by_key
    from db.services import queries

    belongs = VIEWS[view][2]
    wanted = tuple(dict.fromkeys((*query.keys, *_KEYS)))
    rows = queries.list_rows(branch, by_key("person"), _with_keys(query, wanted))
    found = tuple(row for row in rows if belongs(row))
    return Listing(found, len(found), True)


def _with_keys(query: Any, keys: tuple[str, ...]) -> Any:
    from dataclasses import replace

    return replace(query, keys=keys)


def _count_views(branch: "Branch", day: date) -> tuple[Facet, ...]:
    """The chips that have somebody, counted as of the day."""
    from db.ledgers import by_key
    from db.services import queries

    rows = queries.list_rows(branch, by_key("person"), queries.ListQuery(keys=_KEYS, as_of=day))
    counts = {view: sum(map(belongs, rows)) for view, (_title, _tone, belongs) in VIEWS.items()}
    return tuple(
        Facet(title, VIEW, view, counts[view], tone)
        for view, (title, tone, _belongs) in VIEWS.items()
        if counts[view]
    )
