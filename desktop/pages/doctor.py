"""体检: what an inspection would notice, worst first, with basis, remedy, the way to the record, and answers.

The rules judge; this page shows and takes the branch's answer. An answered finding stays in sight with its reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from desktop.dialogs.answer_dialog import ask_for_answer
from desktop.dialogs.duty_words import page_of_finding
from desktop.dialogs.print_preview import print_menu_button
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, EmptyState, label
from desktop.widgets.choice_edits import QuietCombo
from desktop.widgets.facet_bar import Facet, FacetBar
from desktop.widgets.item_line import ItemLine, LineList

if TYPE_CHECKING:
    from db.changes import Finding
    from db.services.branch import Branch

SEVERITIES = MappingProxyType({"S1": ("严重问题", "red"), "S2": ("一般问题", "gold"), "S3": ("提示", "blue")})
STATES = MappingProxyType(
    {
        "open": ("待处理", "neutral"),
        "explained": ("已说明", "green"),
        "fixed": ("已改正", "green"),
        "not_applicable": ("不适用", "green"),
    }
)
GROUPS = MappingProxyType(
    {
        "ORG": "组织设置",
        "TERM": "任期换届",
        "ELE": "选举",
        "MTG": "会议活动",
        "ATT": "到会表决",
        "REC": "会议记录",
        "LIF": "评议与谈话",
        "DEV": "发展党员",
        "DUE": "党费",
        "EDU": "教育培训",
        "MEM": "党员管理",
    }
)
_ANSWERS = (
    ("explained", "说明情况", "问题属实，写明原因和今后怎样避免。"),
    ("fixed", "已改正", "已经补开、补记或更正；原来的日期不改动。"),
    ("not_applicable", "不适用", "本支部没有这项要求，或情况特殊，写明依据。"),
)


@dataclass(frozen=True, slots=True)
class CheckUp:
    """The findings of a year; `makes` gives the ledger in which a lack is made good, by rule."""

    year: int
    findings: "tuple[Finding, ...]"
    makes: Mapping[str, str]


def read_check_up(branch: "Branch", year: int) -> CheckUp:
    """Runs all rules over one year."""
    from db.rules.findings import findings
    from db.rules.gathering import gather
    from db.rules.library import duty_texts

    makes = {text.finding: text.ledger for text in duty_texts().values() if text.finding}
    return CheckUp(year, findings(gather(branch), year), makes)


class DoctorPage(Page):
    """Findings as a list."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "体检", parent)
        self._shown: CheckUp | None = None
        self.add_action(
            print_menu_button(self, (("findings_list", "打印自查问题清单"),), self._print_options)
        )
        self._build_filters()
        self.list = LineList("检查发现的问题")
        card = Card()
        card.add(
            label(
                "由记录自动比对得出，请逐项核实；处理办法是补开、补记、更正并注明或说明，不改动原来的日期。",
                "note",
                wrap=True,
            )
        )
        card.add(self.list, 1)
        self.nothing = EmptyState(
            "shield", "按现在的条件没有发现问题", "会议次数、到会人数、表决、记录签字、任期这些是否前后一致"
        )
        self.nothing.offer("看全部", self._show_all)
        self.stack = QStackedWidget()
        self.stack.addWidget(card)
        self.stack.addWidget(self.nothing)
        self.body.addWidget(self.stack, 1)

    def refresh(self) -> None:
        self.query(partial(read_check_up, year=self.year), self._show, title="正在体检")

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def answer(self, finding: "Finding") -> None:
        """Asks for an answer and a reason, and keeps them."""
        given = ask_for_answer(self, finding.message, _ANSWERS, finding.reason)
        if given is not None:
            self._answer(finding, *given)

    def _answer(self, finding: "Finding", state: str, reason: str) -> None:
        from db.services import answering

        self.command(lambda branch: answering.answer(branch, finding.key, state, reason))

    def _print_options(self) -> Mapping[str, object]:
        return {"year": self.year}

    def _build_filters(self) -> None:
        self.facets = FacetBar()
        self.facets.changed.connect(self._show_lines)
        self.groups, self.years = QuietCombo(), QuietCombo()
        self.groups.setAccessibleName("检查方面")
        self.groups.addItem("全部方面", "")
        for code, title in GROUPS.items():
            self.groups.addItem(title, code)
        self.years.setAccessibleName("年度")
        for combo in (self.groups, self.years):
            combo.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        for year in range(self.context.today.year, self.context.today.year - 5, -1):
            self.years.addItem(f"{year} 年", year)
        self.groups.activated.connect(lambda _index: self._show_lines())
        self.years.activated.connect(lambda _index: self.refresh())
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.facets, 1)
        row.addWidget(self.groups)
        row.addWidget(self.years)
        self.body.addLayout(row)

    def _show(self, found: CheckUp) -> None:
        self._shown = found
        self.facets.show_facets(_facets(found.findings))
        waiting = sum(finding.state == "open" for finding in found.findings)
        self.set_subtitle(f"{found.year} 年共 {len(found.findings)} 项，待处理 {waiting} 项")
        self._show_lines()

    def _show_lines(self) -> None:
        if self._shown is None:
            return
        where, group = self.facets.where, self.groups.currentData()
        wanted = [
            finding
            for finding in self._shown.findings
            if where.get("severity") in (None, finding.severity)
            and where.get("state") in (None, finding.state)
            and finding.rule.startswith(group)
        ]
        wanted.sort(key=lambda finding: finding.state != "open")
        self.list.show_lines(partial(self._line, finding) for finding in wanted)
        self.stack.setCurrentIndex(0 if wanted else 1)

    def _show_all(self) -> None:
        self.facets.clear_choice()
        self.groups.setCurrentIndex(0)
        self._show_lines()

    def _line(self, finding: "Finding") -> ItemLine:
        title, tone = SEVERITIES.get(finding.severity, (finding.severity, "neutral"))
        is_open = finding.state == "open"
        chip = Chip(title if is_open else STATES[finding.state][0], tone if is_open else "green")
        line = ItemLine(finding.message, f"{finding.basis.text} · {finding.rule} {finding.title}", chip=chip)
        line.add_below(label(f"怎么办：{finding.remedy}", "secondary", wrap=True))
        if not is_open:
            line.add_below(label(f"说明：{finding.reason}", "secondary", wrap=True))
            line.add_verb("撤回说明", partial(self._answer, finding, "open", ""))
        line.add_verb("说明" if is_open else "修改说明", partial(self.answer, finding))
        makes = self._shown.makes.get(finding.rule, "") if self._shown else ""
        if page := page_of_finding(finding.rule):
            line.add_verb("看谁没谈", partial(self.page_wanted.emit, page))
        elif makes:
            line.add_verb("去补开补记", partial(self.record_wanted.emit, makes, None))
        elif finding.records:
            line.add_verb("去改正", partial(self.record_wanted.emit, *finding.records[0]))
        return line


def _facets(found: "tuple[Finding, ...]") -> list[Facet]:
    facets = []
    for code, (title, tone) in SEVERITIES.items():
        count = sum(finding.severity == code for finding in found)
        if count:
            facets.append(Facet(title, "severity", code, count, tone))
    for code, (title, tone) in STATES.items():
        count = sum(finding.state == code for finding in found)
        if count and count != len(found):
            facets.append(Facet(title, "state", code, count, tone))
    return facets
