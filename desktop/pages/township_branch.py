"""各支部: what one branch reported, list by list, and the township's own remark on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Notice, button, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.facet_bar import Facet, FacetBar
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.services.branch import Branch
    from db.township.overview import BranchStanding

_STATES = {"done": "已完成", "due": "未到期", "late": "逾期", "not_applicable": "本年不发生"}
_FINDING_STATES = {"open": "待处理", "explained": "已说明", "fixed": "已改正", "not_applicable": "不适用"}
_SEVERITIES = {"S1": "严重", "S2": "一般", "S3": "提示"}
_SECTIONS: Mapping[str, tuple[str, tuple[TextColumn, ...]]] = {
    "duties": (
        "应办事项",
        (TextColumn("事项", 14), TextColumn("对象", 8), TextColumn("期限", 6), TextColumn("情况", 5)),
    ),
    "findings": (
        "检查结果",
        (TextColumn("问题", 18), TextColumn("程度", 4), TextColumn("处数", 3), TextColumn("处理", 5)),
    ),
    "scores": (
        "评分表得分",
        (TextColumn("序号", 3), TextColumn("类别", 6), TextColumn("评分内容", 18), TextColumn("分值", 3), TextColumn("情况", 6)),
    ),
    "meetings": (
        "组织生活",
        (TextColumn("日期", 6), TextColumn("类别", 7), TextColumn("主题", 14), TextColumn("应到", 3), TextColumn("实到", 3)),
    ),
    "members": (
        "人员",
        (TextColumn("姓名", 6), TextColumn("性别", 3), TextColumn("类别", 7), TextColumn("党小组", 7), TextColumn("职务", 8)),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """The branches to choose from as (key, name), the chosen one's key, its lines in words and its lists."""

    branches: tuple[tuple[str, str], ...]
    chosen: str
    words: str
    behind: str
    remark: str
    may_remark: bool
    lists: Mapping[str, tuple[tuple[str, ...], ...]]


def read_branch(branch: "Branch", wanted: str) -> Shown:
    """One branch; the one with the most to do where `wanted` names none."""
    from db.township.papers import read_overview
    from db.township.serving import overview_source, reading_from

    seen = read_overview(branch)
    if not seen.standings:
        return Shown((), "", "", "", "", False, {})
    keyed = {each.uid or each.name: each for each in seen.standings}
    key = wanted if wanted in keyed else next(iter(keyed))
    standing = keyed[key]
    with overview_source(branch) as connection:
        lists = {section: _lines(connection, standing.uid, section) for section in _SECTIONS}
    names = sorted(((name, each.name) for name, each in keyed.items()), key=lambda pair: pair[1])
    words = "还没有上报过"
    if standing.generation:
        counts = standing.counts
        words = (
            f"第{standing.generation}号上报，{standing.made_on}（{standing.days_since}天前）；"
            f"党员{counts['member_count']}人，其中预备党员{counts['probationary_count']}人，党小组{counts['group_count']}个"
        )
    words += _score_words(standing)
    if standing.partial:
        words += f"；另报过：{'、'.join(standing.partial)}"
    behind = standing.behind_on(seen.stale_days)
    may_remark = bool(standing.uid) and not reading_from(branch)
    return Shown(tuple(names), key, words, behind, standing.remark, may_remark, lists)


def _score_words(standing: "BranchStanding") -> str:
    """；得分88.5分（“…”，满分100分，2项待自评）."""
    from db.arithmetic.rubric import points_text

    if standing.score is None:
        return ""
    scored = standing.scored
    told = [f"“{scored.rubric}”"] if scored.rubric else []
    told += [] if scored.full is None else [f"满分{points_text(scored.full)}分"]
    told += [f"{scored.unmarked}项待自评"] if scored.unmarked else []
    about = f"（{'，'.join(told)}）" if told else ""
    return f"；得分{points_text(standing.score)}分{about}"


def _lines(connection: Any, unit: str, section: str) -> tuple[tuple[str, ...], ...]:
    from db.township.overview import lines_of

    return tuple(_READERS[section](line) for line in (lines_of(connection, unit, section) if unit else ()))


def _duty(line: Mapping[str, Any]) -> tuple[str, ...]:
    return (line["title"], line["subject"], line["due_on"], _STATES.get(line["state"], line["state"]))


def _finding(line: Mapping[str, Any]) -> tuple[str, ...]:
    state = _FINDING_STATES.get(line["state"], line["state"])
    return (line["title"], _SEVERITIES.get(line["severity"], line["severity"]), str(line["count"]), state)


def _score(line: Mapping[str, Any]) -> tuple[str, ...]:
    from db.arithmetic.rubric import points_text
    from db.township.scores import line_text

    return (line["number"], line["group"], line["title"], points_text(line["points"]), line_text(line))


def _meeting(line: Mapping[str, Any]) -> tuple[str, ...]:
    from db.township.overview import scope_text

    return (
        line["held_on"], scope_text(f"ledger:{line['ledger']}"), line["title"], str(line["expected"]), str(line["present"]),
    )  # fmt: skip


def _member(line: Mapping[str, Any]) -> tuple[str, ...]:
    from db.ledgers import by_key

    spec = by_key("person")
    sex, stage = (spec.by_key[name].title_of(line[name]) if line[name] else "" for name in ("sex", "stage"))
    return (line["name"], sex, stage, line["group"], line["posts"])


_READERS = {
    "duties": _duty,
    "findings": _finding,
    "scores": _score,
    "meetings": _meeting,
    "members": _member,
}


class TownshipBranchPage(Page):
    """A choice of branch, its standing in words, one list at a time, the remark."""

    reads_anew = True

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "各支部", parent)
        self._shown: Shown | None = None
        self._wanted = ""
        self.letter_button = button("打印提醒函", self.print_letter, kind="primary", icon="print")
        self.forget_button = button("不再汇总", self.forget, kind="link", hint="支部已撤销，或它的电脑丢了")
        for made in (self.forget_button, self.letter_button):
            self.add_action(made)
        row = QHBoxLayout()
        name = label("支部", "secondary")
        self.branches = QuietCombo()
        self.branches.setAccessibleName("支部")
        self.branches.setMinimumContentsLength(14)
        self.branches.activated.connect(lambda _index: self.choose(str(self.branches.currentData())))
        name.setBuddy(self.branches)
        row.addWidget(name)
        row.addWidget(self.branches, 1)
        row.addStretch(1)
        self.body.addLayout(row)
        self.standing = label("", wrap=True)
        self.body.addWidget(self.standing)
        self.behind = Notice("", "gold")
        self.behind.hide()
        self.body.addWidget(self.behind)
        self.facets = FacetBar()
        self.facets.toggle("section", "duties")
        self.facets.changed.connect(self._fill)
        self.body.addWidget(self.facets)
        self.table = TextTable("上报的内容", _SECTIONS["duties"][1])
        card = Card(margins=(1, 1, 1, 1))
        card.add(self.table, 1)
        self.body.addWidget(card, 1)
        self.body.addLayout(self._build_remark())

    def refresh(self) -> None:
        self.query(partial(read_branch, wanted=self._wanted), self._show, title="正在读取")

    def edit_record(self, ledger: str, uid: object) -> None:  # noqa: ARG002 - there is one kind
        self.choose(uid if isinstance(uid, str) else "")

    def focus_start(self) -> None:
        self.branches.setFocus()

    def may_leave(self) -> bool:
        self._keep_remark()
        return True

    def keep_draft(self) -> None:
        self._keep_remark()

    def choose(self, key: str) -> None:
        """Shows another branch; a remark that was typed is kept."""
        self._keep_remark()
        self._wanted = key
        self.refresh()

    def print_letter(self) -> None:
        """The letter to this branch as pages."""
        if self._shown is None or not self._shown.chosen:
            return
        chosen = self._shown.chosen

        def work(branch: "Branch") -> "ReportDocument":
            from db.township.papers import letters, read_overview

            return letters(read_overview(branch), chosen)[0][1]

        self.query(work, self._preview, title="正在整理提醒函")

    def forget(self) -> None:
        """Leaves the branch out, after asking."""
        shown = self._shown
        if shown is None or not shown.chosen:
            return
        chosen, name = shown.chosen, self.branches.currentText()
        if not messages.ask(
            self,
            f"不再汇总“{name}”？",
            "它上报过的内容都从汇总里删去；以后再上报时，要重新核对六组数字。支部自己的台账不受影响。",
            yes="不再汇总",
        ):
            return

        def work(branch: "Branch") -> str:
            from db.township.serving import serve_quietly
            from db.township.units import forget

            forget(branch, chosen)
            return serve_quietly(branch)

        self.command(work, self._forgotten)

    def _forgotten(self, served: str) -> None:
        self._wanted = ""
        self._shown = None  # its remark went with it
        messages.toast(self, f"已不再汇总。{served}")
        self.refresh()

    def _preview(self, document: "ReportDocument") -> None:
        from desktop.dialogs.print_preview import PrintDialog

        dialog = PrintDialog(self.context.tasks, document.title, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        dialog.panel.show_content(document)

    # --- showing ---------------------------------------------------------------------------------------------
    def _show(self, shown: Shown) -> None:
        self._shown, self._wanted = shown, shown.chosen
        self.branches.clear()
        for key, name in shown.branches:
            self.branches.addItem(name, key)
        self.branches.setCurrentIndex(max(0, self.branches.findData(shown.chosen)))
        self.standing.setText(shown.words or "还没有支部上报，也没有登记应上报的支部。")
        self.behind.say("" if shown.behind == shown.words else shown.behind)
        self.remark.setText(shown.remark)
        self.remark.setEnabled(shown.may_remark)
        for verb in (self.letter_button, self.forget_button):
            verb.setEnabled(bool(shown.chosen))
        self.facets.show_facets(
            [
                Facet(title, "section", section, len(shown.lists.get(section, ())))
                for section, (title, _) in _SECTIONS.items()
            ]
        )
        self._fill()

    def _fill(self) -> None:
        section = self.facets.where.get("section", "duties")
        lists = self._shown.lists if self._shown else {}
        self.table.show_rows(lists.get(section, ()), columns=_SECTIONS[section][1])

    # --- the remark ------------------------------------------------------------------------------------------
    def _build_remark(self) -> QHBoxLayout:
        row = QHBoxLayout()
        name = label("乡镇的备注", "secondary")
        self.remark = QLineEdit()
        self.remark.setAccessibleName("乡镇的备注")
        self.remark.setMaxLength(400)
        self.remark.setPlaceholderText("只在乡镇自己的汇总里，支部看不到")
        self.remark.editingFinished.connect(self._keep_remark)
        name.setBuddy(self.remark)
        row.addWidget(name)
        row.addWidget(self.remark, 1)
        return row

    def _keep_remark(self) -> None:
        shown, text = self._shown, self.remark.text().strip()
        if shown is None or not shown.may_remark or text == shown.remark:
            return
        chosen = shown.chosen
        self._shown = Shown(
            shown.branches, chosen, shown.words, shown.behind, text, shown.may_remark, shown.lists
        )

        def work(branch: "Branch") -> None:
            from db.township.units import set_remark

            set_remark(branch, chosen, text)

        self.command(work, self._told_remark)

    def _told_remark(self, _none: None) -> None:
        messages.toast(self, "备注已保存")
