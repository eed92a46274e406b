"""进度 of a township: which branches are behind and on what, and their scores; one opens on a double click."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, menu_button
from desktop.widgets.facet_bar import Facet, FacetBar
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.services.branch import Branch
    from db.township.overview import BranchStanding

ONE_BRANCH = "township_branch"  # the page of one branch, opened as a record is
_COLUMNS = (
    TextColumn("支部", 11),
    TextColumn("完成", 3),
    TextColumn("未到期", 3),
    TextColumn("逾期", 3),
    TextColumn("完成率", 4),
    TextColumn("得分/满分", 5),
    TextColumn("上报日期", 6),
    TextColumn("还要推进的事项", 16),
)
_NAME, _RATE, _SCORE = 0, 4, 5  # columns
_ORDERS = (
    ("待推进的在前", None, False),
    ("得分高的在前", _SCORE, True),
    ("得分低的在前", _SCORE, False),
    ("完成率低的在前", _RATE, False),
    ("按支部名称", _NAME, False),
)
_HINT = "还没有支部上报。先把乡镇名片（在“下发”里写）拷给各支部，支部接收以后才能上报；收到的数据包在“接收”里接收。"


@dataclass(frozen=True, slots=True)
class Line:
    """One branch: its texts, its key, whether it is behind, and what each column is sorted by (None stands last)."""

    texts: tuple[str, ...]
    key: str
    is_behind: bool
    ranks: tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: one line a branch, those with the most to do first, and people on two rolls."""

    lines: tuple[Line, ...]
    behind: str
    on_time: str
    reported: int
    transfers: tuple[str, ...]
    source: str  # the database that is shown, "" for this folder's own tables


def read_progress(branch: "Branch") -> Shown:
    """Everything on the page."""
    from db.township.overview import transfers
    from db.township.papers import read_overview
    from db.township.serving import overview_source, reading_from

    seen = read_overview(branch)
    with overview_source(branch) as connection:
        twice = transfers(connection)
    return Shown(
        tuple(
            Line(_texts(each, seen.stale_days), each.uid or each.name, seen.is_behind(each), _ranks(each))
            for each in seen.standings
        ),
        seen.word("behind"),
        seen.word("on_time"),
        sum(bool(each.generation) for each in seen.standings),
        tuple(f"{each.name}（末四位{each.number_tail}）：{'、'.join(each.branches)}" for each in twice),
        reading_from(branch),
    )


def _texts(standing: "BranchStanding", stale_days: int) -> tuple[str, ...]:
    duties = standing.duties
    counts = (str(duties.get(state, 0)) if standing.generation else "" for state in ("done", "due", "late"))
    rate = "" if standing.rate is None else f"{standing.rate}%"
    return (
        standing.name,
        *counts,
        rate,
        standing.score_text,
        standing.made_on,
        standing.behind_on(stale_days),
    )


def _ranks(standing: "BranchStanding") -> tuple[str | int | None, ...]:
    duties = standing.duties if standing.generation else {}
    counts = (duties.get(state) for state in ("done", "due", "late"))
    late = len(standing.late) if standing.generation else None
    return (standing.name, *counts, standing.rate, _share(standing), standing.made_on or None, late)


def _share(standing: "BranchStanding") -> int | None:
    """What scores by tables of different points are compared by: the score as a share of full points."""
    full = standing.scored.full
    return standing.score if standing.score is None or not full else standing.score * 100_000 // full


class TownshipProgressPage(Page):
    """Chips, one table, and a line about people on two rolls."""

    reads_anew = True  # roll-ups are no records: nobody announces them

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "进度", parent)
        self._shown: Shown | None = None
        self._sort: int | None = None
        self._descending = False
        self.order_button = menu_button("排序")
        for title, column, descending in _ORDERS:
            self.order_button.menu().addAction(title, partial(self.sort_by, column, descending=descending))
        self.add_action(self.order_button)
        self.add_action(button("打印", lambda: self.page_wanted.emit("township_papers"), icon="print"))
        self.add_action(
            button(
                "接收上报", lambda: self.page_wanted.emit("township_receive"), kind="primary", icon="import"
            )
        )
        self.facets = FacetBar()
        self.facets.changed.connect(self._fill)
        self.body.addWidget(self.facets)
        self.hint = Notice(_HINT, "blue")
        self.hint.hide()
        self.body.addWidget(self.hint)
        self.twice = Notice("", "gold")
        self.twice.add(button("查看", self.show_transfers, kind="link"))
        self.twice.hide()
        self.body.addWidget(self.twice)
        self.table = TextTable("各支部的进度", _COLUMNS)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # branches differ at the end of their names
        self.table.opened.connect(lambda key: self.record_wanted.emit(ONE_BRANCH, key))
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._sort_by_section)
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)

    def refresh(self) -> None:
        self.query(read_progress, self._show, title="正在汇总")

    def focus_start(self) -> None:
        self.table.setFocus()

    def sort_by(self, column: int | None, *, descending: bool = False) -> None:
        """Sorts by a column; None: those with the most to do first. What is empty stands last either way."""
        self._sort, self._descending = column, descending
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(column is not None)
        if column is not None:
            order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, order)
        self._fill()

    def _sort_by_section(self, section: int) -> None:
        """Best first at the first click on a number, by name at the first click on a name; the other way at the next."""
        is_again = self._sort == section
        self.sort_by(section, descending=not self._descending if is_again else section != _NAME)

    def show_transfers(self) -> None:
        """Names the people who are on two rolls."""
        if self._shown is not None:
            messages.tell(
                self,
                f"{len(self._shown.transfers)} 人同时在两个支部的名册上",
                "可能正在转接组织关系，也可能有一边忘了转出。\n" + "\n".join(self._shown.transfers[:20]),
            )

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        behind = sum(line.is_behind for line in shown.lines)
        total = len(shown.lines)
        source = f"　来自数据库 {shown.source}" if shown.source else ""
        self.set_subtitle(f"应上报 {total} 个支部，已上报 {shown.reported} 个{source}")
        self.facets.show_facets(
            [
                Facet(shown.behind, "behind", True, behind, "gold"),
                Facet(shown.on_time, "behind", False, total - behind, "green"),
            ]
        )
        self.hint.setVisible(not total)
        self.twice.say(
            f"{len(shown.transfers)} 人同时在两个支部的名册上（正在转接）" if shown.transfers else ""
        )
        self._fill()

    def _fill(self) -> None:
        if self._shown is None:
            return
        wanted = self.facets.where.get("behind")
        lines = self._sorted([line for line in self._shown.lines if wanted in (None, line.is_behind)])
        self.table.show_rows([line.texts for line in lines], [line.key for line in lines])

    def _sorted(self, lines: list[Line]) -> list[Line]:
        column = self._sort
        if column is None:
            return lines
        known = [line for line in lines if line.ranks[column] is not None]
        known.sort(key=lambda line: line.ranks[column], reverse=self._descending)  # type: ignore[arg-type,return-value]
        return [*known, *(line for line in lines if line.ranks[column] is None)]
