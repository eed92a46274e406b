"""换届一览: one election on one page. What is done towards it and after, who may vote, each round, who is elected and why.

The rules work everything out; this page shows it, and every verb leads to a record that can be corrected.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.election_count_dialog import ElectionCountDialog, reason_words
from desktop.dialogs.print_preview import open_print
from desktop.pages.elections_page_reading import ElectionView, by_election_start, read_election
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, StatusChip, button, clear, label, menu_button
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.item_line import ItemLine

if TYPE_CHECKING:
    from db.changes import Duty
    from db.rules.election.facts import ElectionKept
    from db.rules.election.overview import Officers
    from db.services.branch import Branch

_OF_ELECTION = (
    ("election_request", "换届选举请示"),
    ("election_candidates", "候选人名单"),
    ("election_method", "选举办法"),
    ("election_order", "选举主持程序"),
    ("election_ballot", "选票"),
    ("election_tally", "计票单"),
    ("election_report", "选举结果报告"),
)
_OF_BRANCH = (("term_table", "换届提醒台账"), ("committee_table", "支委情况台账"))
_NARROW = 900


class ElectionsPage(Page):
    """Steps and rounds on the left; electorate, winners, officers and vacancies on the right."""

    ledgers = frozenset(
        {
            "election",
            "term",
            "post",
            "person",
            "branch",
            "document",
            "committee_meeting",
            "general_meeting",
            "discipline",
        }
    )

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "换届一览", parent)
        self._key = ""
        self._view: ElectionView | None = None
        self.choices = QuietCombo()
        self.choices.setAccessibleName("哪一次选举")
        self.choices.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        self.choices.activated.connect(lambda _index: self.choose(str(self.choices.currentData())))
        self.print_button = menu_button("打印", "print")
        for key, title in _OF_ELECTION:
            self.print_button.menu().addAction(title, partial(self._print, key, title, with_uid=True))
        self.print_button.menu().addSeparator()
        for key, title in _OF_BRANCH:
            self.print_button.menu().addAction(title, partial(self._print, key, title))
        self.new_button = button("登记选举", self.begin, kind="primary", icon="plus")
        self.count_button = button("计票", self.count, kind="primary", icon="edit")
        self.second_button = button("另行选举", self.begin_second, kind="primary", icon="plus")
        for action in (
            self.print_button,
            self.new_button,
            self.count_button,
            self.second_button,
        ):
            self.add_action(action)
        row = QHBoxLayout()
        name = label("看哪一次", "label")
        name.setBuddy(self.choices)
        row.addWidget(name)
        row.addWidget(self.choices)
        row.addStretch(1)
        self.body.addLayout(row)
        self.columns = QVBoxLayout()
        holder = clear(QWidget())
        holder.setLayout(self.columns)
        self.columns.setContentsMargins(0, 0, 12, 0)
        area = self.scrolled(holder)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(area, 1)
        self._offer("")

    def refresh(self) -> None:
        self.query(partial(read_election, key=self._key), self._show)

    def choose(self, key: str) -> None:
        """Shows another election."""
        self._key = key
        self.refresh()

    # --- verbs ------------------------------------------------------------------------------------------------
    def begin(self) -> None:
        """A new record of the election, as far as it can be begun."""
        self._open_new("election", self._view.first_start if self._view else {})

    def begin_second(self) -> None:
        """A second round for the seats that are left."""
        self._open_new("election", self._view.second_start if self._view else {})

    def begin_by_election(self) -> None:
        """A by-election for what is vacant."""
        if self._view is not None:
            found = self._view.found
            elects = "committee" if found.is_of_committee else "secretary"
            self._open_new("election", by_election_start(found.vacancies, found.too_few, elects))

    def count(self, uid: str = "") -> None:
        """Opens the count of a round, the last unless another is named."""
        if self._view is None or not self._view.found.rounds:
            return
        row = self._view.rows[uid or self._view.found.rounds[-1].uid]
        self._key = row.uid  # once it is counted it is no longer the coming election
        self.dialog = ElectionCountDialog(self.context.tasks, row, _judged, self)
        self.dialog.finished.connect(self.dialog.deleteLater)
        self.dialog.open()

    def _open_new(self, ledger: str, starts: Mapping[str, Any]) -> None:
        from db.changes import Draft

        self.record_wanted.emit(ledger, Draft(dict(starts)) if starts else None)

    def _print(self, key: str, title: str, *, with_uid: bool = False) -> None:
        last = self._view.found.last if self._view else None
        options = {"uid": last.uid} if with_uid and last else {}
        open_print(self, self.context.tasks, key, options, title)

    # --- showing ------------------------------------------------------------------------------------------------
    def _show(self, view: ElectionView) -> None:
        self._view, found = view, view.found
        self.choices.clear()
        for choice in found.choices:
            self.choices.addItem(choice.title, choice.key)
        self.choices.setCurrentIndex(max(0, self.choices.findData(found.key)))
        self.set_subtitle(view.term_words)
        last = found.last
        if last is None:
            self._offer("new")
        elif last.outcome.second_round:
            self._offer("second")
        else:
            self._offer("count")
        # asked of the menu each time: actions that are kept are taken for deleted once the page was left
        for action in self.print_button.menu().actions()[: len(_OF_ELECTION)]:
            action.setEnabled(last is not None)
        _empty(self.columns)
        is_wide = self.width() >= round(_NARROW * theme.current().scale)
        row = QHBoxLayout() if is_wide else QVBoxLayout()
        row.setSpacing(16)
        main, side = QVBoxLayout(), QVBoxLayout()
        for layout in (main, side):
            layout.setSpacing(12)
        main.addWidget(self._steps_card(view))
        for number, held in enumerate(found.rounds, start=1):
            main.addWidget(self._round_card(number, held))
        for card in self._side_cards(view):
            side.addWidget(card)
        for layout in (main, side):
            layout.addStretch(1)
        row.addLayout(main, 7)
        row.addLayout(side, 4)
        self.columns.addLayout(row)

    def _offer(self, verb: str) -> None:
        for name, each in (
            ("new", self.new_button),
            ("count", self.count_button),
            ("second", self.second_button),
        ):
            each.setVisible(name == verb)

    def _steps_card(self, view: ElectionView) -> Card:
        made = Card("换届日程")
        made.body.setSpacing(2)
        for duty in view.found.steps:
            made.add(self._step(duty))
        if not view.found.steps:
            made.add(
                label("登记本届任期以后，这里列出届满前6个月到选举后7天的每一步。", "secondary", wrap=True)
            )
            made.add(button("登记任期", partial(self.record_wanted.emit, "term", None)))
        return made

    def _step(self, duty: "Duty") -> ItemLine:
        chip: Chip = Chip("不需要", "neutral")
        if duty.state != "not_applicable":
            left = (date.fromisoformat(duty.due_on) - self.context.today).days
            chip = StatusChip(left, is_done=duty.state == "done")
        chip.setMinimumWidth(round(84 * theme.current().scale))
        note = "；".join(part for part in (duty.basis.text, duty.reason) if part)
        line = ItemLine(duty.title, note, chip=chip, when=duty.due_on)
        if duty.evidence:
            line.add_verb("查看", partial(self.record_wanted.emit, *duty.evidence[0]))
        elif duty.state in ("due", "late"):
            line.add_verb("登记", partial(self._begin_step, duty))
        return line

    def _begin_step(self, duty: "Duty") -> None:
        if duty.duty == "term_election":
            self.begin()
        elif duty.duty == "term_division" and self._view is not None:
            self._open_new("committee_meeting", self._view.meeting_start)
        elif duty.duty == "term_report" and self._view is not None and self._view.found.last is not None:
            self.record_wanted.emit("election", self._view.found.last.uid)
        else:
            self.record_wanted.emit(duty.ledger, None)

    def _round_card(self, number: int, held: "ElectionKept") -> Card:
        words = ("第一轮", "第二轮", "第三轮")[min(number, 3) - 1]
        made = Card(f"{held.held_on}　{words}　应选 {held.counted.seats or 0} 名")
        made.add_to_head(button("计票", partial(self.count, held.uid), kind="link"))
        made.add_to_head(
            button("全部内容", partial(self.record_wanted.emit, "election", held.uid), kind="link")
        )
        made.body.setSpacing(6)
        outcome, names = held.outcome, {each.person: each for each in held.votes}
        for uid in [*names, *(uid for uid in held.candidates if uid not in names)]:
            made.add(self._candidate(uid, held))
        if not held.candidates and not names:
            made.add(label("还没有登记候选人。", "secondary"))
        for reason in outcome.reasons:
            basis = reason.basis
            told = {
                "text": reason.text,
                "is_fault": reason.is_fault,
                "basis": {
                    "regulation": basis.regulation,
                    "edition": basis.edition,
                    "article": basis.article,
                },
            }
            made.add(label(reason_words(told), "problem" if reason.is_fault else "note", wrap=True))
        return made

    def _candidate(self, uid: str, held: "ElectionKept") -> ItemLine:
        votes = next((each for each in held.votes if each.person == uid), None)
        view = self._view
        known = view.rows[held.uid].get("candidates") or () if view else ()
        name = votes.name if votes else next((each.name for each in known if each.uid == uid), "")
        if uid in held.outcome.elected:
            chip = Chip("当选", "green")
        elif uid in held.outcome.tied:
            chip = Chip("票数相等", "gold")
        elif votes is not None and held.outcome.vote_valid:
            chip = Chip("未当选", "neutral")
        else:
            chip = Chip("候选人" if uid in held.candidates else "另选", "neutral")
        chip.setMinimumWidth(round(72 * theme.current().scale))
        counted = (
            f"赞成 {_shown(votes.votes_for)}　不赞成 {_shown(votes.against)}　弃权 {_shown(votes.abstain)}"
            if votes
            else "还没有计票"
        )
        return ItemLine(name, "", chip=chip, when=counted)

    def _side_cards(self, view: ElectionView) -> list[Card]:
        cards = [self._electorate_card(view)]
        if view.found.elected:
            cards.append(self._elected_card(view))
        if view.found.officers is not None:
            cards.append(self._officers_card(view, view.found.officers))
        cards.append(self._vacancy_card(view))
        return cards

    def _electorate_card(self, view: ElectionView) -> Card:
        found, last = view.found.electorate, view.found.last
        made = Card("谁有选举权")
        made.body.setSpacing(6)
        lines = [
            f"{found.day.isoformat()} 正式党员 {found.full} 人，预备党员 {found.probationary} 人没有选举权",
            f"应到会有选举权 {found.ought_to_attend} 人，至少到会 {found.quorum} 人，当选至少 {found.needed} 票",
        ]
        if found.without_rights:
            lines.insert(1, f"受留党察看处分或被停止行使权利，没有选举权：{'、'.join(found.without_rights)}")
        for line in lines:
            made.add(label(line, wrap=True))
        for name, why, holds, lacking in found.left_out:
            told = "不计入应到会" if holds else f"缺{lacking}，仍计入应到会" if lacking else "仍计入应到会"
            made.add(label(f"{name}：{why}；{told}", "note" if holds else "problem", wrap=True))
        if last is not None:
            made.add(
                button(
                    "登记不计入应到会的党员",
                    partial(self.record_wanted.emit, "election", last.uid),
                    hint="六种情形，要有上级同意和大会通过两项依据",
                )
            )
        return made

    def _elected_card(self, view: ElectionView) -> Card:
        made = Card("当选")
        made.body.setSpacing(2)
        for seat in view.found.elected:
            posts = "、".join(seat.posts)
            line = ItemLine(
                seat.name,
                f"得赞成票 {seat.votes_for} 张；{'任职：' + posts if posts else '还没有登记任职'}",
                chip=Chip("当选", "green"),
            )
            if not posts:
                line.add_verb("登记任职", partial(self._post, seat.person, seat.name))
            made.add(line)
        if view.found.lacks_term:
            made.add(button("登记新一届任期", partial(self.record_wanted.emit, "term", None)))
        return made

    def _post(self, uid: str, name: str) -> None:
        from db.changes import Ref

        self._open_new("post", {"person": Ref(uid, name)})

    def _officers_card(self, view: ElectionView, officers: "Officers") -> Card:
        made = Card("书记、副书记和分工" if view.found.is_of_committee else "书记")
        made.body.setSpacing(6)
        made.add(label(officers.route, wrap=True))
        made.add(label(officers.basis.text, "note", wrap=True))
        for vote in officers.votes:
            made.add(label(vote.text, "problem" if vote.is_fault else "", wrap=True))
        if officers.meeting is not None:
            made.add(button("看第一次支委会记录", partial(self.record_wanted.emit, *officers.meeting)))
        elif view.found.is_of_committee and view.found.elected:
            made.add(
                button("记第一次支委会", partial(self._open_new, "committee_meeting", view.meeting_start))
            )
        return made

    def _vacancy_card(self, view: ElectionView) -> Card:
        made = Card("空缺和补选")
        made.body.setSpacing(6)
        for each in view.found.vacancies:
            since = f"，自 {each.since} 起" if each.since else ""
            made.add(label(f"{each.title}空缺{since}", wrap=True))
        if view.found.too_few:
            made.add(label(f"支委会不足3人，还少 {view.found.too_few} 人", "problem", wrap=True))
        if not view.found.vacancies and not view.found.too_few:
            made.add(label("今天没有空缺的职务。", "secondary"))
        made.add(button("登记补选", self.begin_by_election))
        return made


def _shown(count: int | None) -> str:
    return "—" if count is None else str(count)


def _judged(branch: "Branch", values: Mapping[str, Any], uid: str) -> Mapping[str, Any]:
    """The outcome for values still being typed; nothing is saved."""
    from db.ledgers import by_key
    from db.services.saving import preview

    return preview(branch, by_key("election"), values, uid)


def _empty(layout: QVBoxLayout) -> None:
    """Takes everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        inner, widget = item.layout(), item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
