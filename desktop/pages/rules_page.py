"""规则库: what the program judges by. Regulations with their articles and editions, every rule with its basis, and the
choices that are left to the branch (本地要求).

A reader of the library; it judges nothing. A setting is written only when the user changes it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop import messages
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, button, clear, label
from desktop.widgets.choice_edits import CheckEditor, ChoiceEditor, QuietCombo
from desktop.widgets.day_edit import DayEditor
from desktop.widgets.editor import Editor, Field
from desktop.widgets.search_box import SearchBox
from desktop.widgets.text_edits import IntegerEditor, LineEditor

if TYPE_CHECKING:
    from db.rules.library import Regulation, RuleText, Setting
    from db.services.branch import Branch

MARKS = MappingProxyType(
    {
        "V": "已核对原文",
        "V2": "由可靠来源转引，已核对",
        "K": "通行做法，未见原文",
        "L": "本地要求，无党内法规依据",
        "D": "记录之间应当一致",
    }
)
_KINDS = (
    ("", "全部规则"),
    ("duty", "应办事项"),
    ("finding", "体检项目"),
    ("reminder", "提醒"),
    ("regulation", "法规文件"),
)
_KIND_WORDS = MappingProxyType({"duty": "应办事项", "finding": "体检项目", "reminder": "提醒"})
_SEVERITIES = MappingProxyType(
    {"S1": ("严重问题", "red"), "S2": ("一般问题", "gold"), "S3": ("提示", "blue")}
)
_OPTION = re.compile(r"([a-z_]+) ([\u4e00-\u9fff/]+)")
_LOCAL = "（本地要求）"


@dataclass(frozen=True, slots=True)
class Library:
    """Everything there is to read, and the settings that differ from their defaults."""

    regulations: "tuple[Regulation, ...]"
    rules: "tuple[RuleText, ...]"
    settings: Mapping[str, Any]


def read_library(branch: "Branch") -> Library:
    """Regulations, rules and the branch's own choices."""
    from db.rules.library import regulations, rules
    from db.services.settings import all_settings

    return Library(regulations(), rules(), dict(all_settings(branch)))


class RulesPage(Page):
    """A list on the left, what is chosen on the right."""

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "规则库", parent)
        self.set_subtitle("提醒和问题的依据；本地要求可以改")
        self._library: Library | None = None
        self._typed: list[
            tuple[Setting, Field, Any]
        ] = []  # choices with a button of their own, as they were shown
        self._build_filters()
        row = QHBoxLayout()
        row.setSpacing(16)
        left = Card()
        self.list = QListWidget()
        self.list.setAccessibleName("规则")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(lambda item, _before: self._show_item(item))
        left.add(self.list, 1)
        row.addWidget(left, 2)
        self.card = Card()
        self._shown = clear(QWidget())
        self.area = self.scrolled(self._shown)
        self.card.add(self.area, 1)
        row.addWidget(self.card, 3)
        self.body.addLayout(row, 1)

    def refresh(self) -> None:
        self.query(read_library, self._show)

    def set_setting(self, name: str, value: Any) -> None:
        """Keeps a choice of the branch; None goes back to the default."""

        def work(branch: "Branch") -> None:
            from db.services.settings import set_setting

            set_setting(branch, name, value)

        def told(_none: None) -> None:
            messages.toast(self, "已改为本支部的要求")

        self.command(work, told)

    def _show(self, library: Library) -> None:
        self._library = library
        self._fill()

    def _fill(self) -> None:
        if self._library is None:
            return
        held = self.list.currentItem().data(Qt.ItemDataRole.UserRole).id if self.list.currentItem() else ""
        self.list.clear()
        for entry, text in _entries(self._library, str(self.kinds.currentData()), self.filter.text().strip()):
            item = QListWidgetItem(text)
            item.setData(Qt.ItemDataRole.UserRole, entry)
            self.list.addItem(item)
            if entry.id == held:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0 and self.list.count():
            self.list.setCurrentRow(0)
        if not self.list.count():
            self._show_widget(_nothing())

    def _show_item(self, item: QListWidgetItem | None) -> None:
        if item is None or self._library is None:
            return
        entry = item.data(Qt.ItemDataRole.UserRole)
        self._settle_typed(can_stay=False)  # saving reads the list anew
        self._show_widget(_regulation_sheet(entry) if hasattr(entry, "articles") else self._rule_sheet(entry))

    def _show_widget(self, sheet: QWidget) -> None:
        self.area.setWidget(clear(sheet))

    def may_leave(self) -> bool:
        return self._settle_typed(can_stay=True)

    def _settle_typed(self, *, can_stay: bool) -> bool:
        """Asks what becomes of a choice that is typed and not yet saved; False where the user goes on with it."""
        for setting, field, held in tuple(self._typed):
            if field.editor.value() == held and not field.editor.reading_problem():
                continue
            answers = [messages.Answer("save", "保存", is_default=True), messages.Answer("drop", "不保存")]
            if can_stay:
                answers.append(messages.Answer("stay", "接着改", is_escape=True))
            question = f"“{_title_of(setting)}”改了还没有保存"
            chosen = messages.choose(self, question, "本地要求保存以后才算数。", answers)
            if chosen == "stay":
                return False
            if chosen == "save":
                self._save_setting(setting, field)
        self._typed = []
        return True

    def _rule_sheet(self, rule: "RuleText") -> QWidget:
        sheet = QWidget()
        column = _column(sheet)
        chips = QHBoxLayout()
        chips.addWidget(Chip(_KIND_WORDS.get(rule.kind, rule.kind), "neutral"))
        if rule.severity in _SEVERITIES:
            chips.addWidget(Chip(*_SEVERITIES[rule.severity]))
        if rule.mark == "L":
            chips.addWidget(Chip("本地要求", "gold"))
        chips.addStretch(1)
        column.addWidget(label(rule.title, "heading", wrap=True))
        column.addLayout(chips)
        column.addWidget(label(rule.text, wrap=True))
        column.addWidget(label(_basis_words(rule), "secondary", wrap=True))
        if rule.remedy:
            column.addWidget(label(f"怎么办：{rule.remedy}", "secondary", wrap=True))
        for setting in rule.settings:
            column.addWidget(self._setting(setting))
        column.addWidget(label(f"编号 {rule.id}", "note"))
        column.addStretch(1)
        return sheet

    def _setting(self, setting: "Setting") -> QWidget:
        assert self._library is not None
        value = self._library.settings.get(setting.name, setting.default)
        editor = _editor_for(setting)
        editor.set_value(value)
        is_own = setting.name in self._library.settings
        hint = f"本地要求；默认 {_words(setting)}" + ("，已改" if is_own else "")
        field = Field(_title_of(setting), editor, hint=hint, is_titled=not isinstance(editor, CheckEditor))
        save = partial(self._save_setting, setting, field)
        if isinstance(editor, (CheckEditor, ChoiceEditor)):
            editor.edited.connect(save)
        else:
            self._typed.append((setting, field, editor.value()))
            return _with_button(field, button("保存这一项", save))
        return field

    def _save_setting(self, setting: "Setting", field: Field) -> None:
        if field.check():
            self._typed = [each for each in self._typed if each[1] is not field]
            value = field.editor.value()
            if isinstance(setting.default, (list, tuple)):
                value = [part.strip() for part in str(value or "").split("、") if part.strip()]
            self.set_setting(setting.name, None if value == setting.default else value)

    def _build_filters(self) -> None:
        self.kinds = QuietCombo()
        self.kinds.setAccessibleName("看什么")
        self.kinds.setSizeAdjustPolicy(QuietCombo.SizeAdjustPolicy.AdjustToContents)
        for code, title in _KINDS:
            self.kinds.addItem(title, code)
        self.kinds.activated.connect(lambda _index: self._fill())
        self.filter = SearchBox("找规则：换届、党课、MTG-02……", "筛选规则")
        self.filter.searched.connect(lambda _text: self._fill())
        row = QHBoxLayout()
        row.addWidget(self.kinds)
        row.addWidget(self.filter, 1)
        self.body.addLayout(row)


def _entries(library: Library, kind: str, text: str) -> "list[tuple[Any, str]]":
    """What the list shows for a kind and a text, with its words."""
    found: list[tuple[Any, str]] = []
    if kind != "regulation":
        for rule in library.rules:
            words = f"{rule.id} {rule.title} {rule.text} {rule.regulation} {rule.article}"
            if kind in ("", rule.kind) and text.lower() in words.lower():
                found.append((rule, rule.title))
    if kind in ("", "regulation"):
        for each in library.regulations:
            words = f"{each.id} {each.title} {' '.join(article.number + article.text for article in each.articles)}"
            if text.lower() in words.lower():
                found.append((each, f"《{each.title.strip('《》')}》（{each.edition}）"))
    return found


def _regulation_sheet(regulation: "Regulation") -> QWidget:
    from db.arithmetic.days import day_text

    sheet = QWidget()
    column = _column(sheet)
    column.addWidget(label(f"《{regulation.title.strip('《》')}》", "heading", wrap=True))
    begun = regulation.in_force_from
    ended = regulation.in_force_to
    force = (f"{day_text(begun.isoformat())}起施行" if begun else "") + (
        f"，{day_text(ended.isoformat())}止" if ended else "，现行有效"
    )
    lines = (
        regulation.issuer,
        regulation.edition,
        force.strip("，"),
        MARKS.get(regulation.mark, regulation.mark),
    )
    column.addWidget(label(" · ".join(line for line in lines if line), "secondary", wrap=True))
    column.addWidget(
        label("下面是本程序用到的条款，用自己的话写的要点；引用时请以原文为准。", "note", wrap=True)
    )
    for article in regulation.articles:
        column.addWidget(label(article.number, "strong"))
        column.addWidget(label(article.text, wrap=True))
        column.addWidget(label(MARKS.get(article.mark, article.mark), "note"))
    column.addStretch(1)
    return sheet


def _nothing() -> QWidget:
    sheet = QWidget()
    column = _column(sheet)
    column.addWidget(label("没有找到这样的规则，可以换一个词。", "secondary", wrap=True))
    column.addStretch(1)
    return sheet


def _column(sheet: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(sheet)
    column.setContentsMargins(0, 0, 12, 0)
    column.setSpacing(10)
    return column


def _basis_words(rule: "RuleText") -> str:
    if rule.mark == "L":
        return "本地要求，无党内法规依据"
    edition = f"（{rule.edition}）" if rule.edition else ""
    basis = f"依据：{rule.regulation}{rule.article}{edition}" if rule.regulation else "依据：记录之间应当一致"
    return f"{basis} · {MARKS.get(rule.mark, rule.mark)}"


def _editor_for(setting: "Setting") -> Editor:
    """An entry field by the kind of the default."""
    if isinstance(setting.default, bool):
        return CheckEditor(_title_of(setting))
    if isinstance(setting.default, int):
        return IntegerEditor()
    if isinstance(setting.default, (list, tuple)):
        return _WordsEditor("词之间用顿号隔开")
    if setting.is_day:
        return DayEditor(date.fromisoformat(str(setting.default)))
    return ChoiceEditor(options_of(setting.title), may_be_empty=False)


def options_of(title: str) -> list[tuple[str, str]]:
    """(code, words) of a choice whose title names them: 政治生日按：admitted_on 入党日期，promoted_on 转正日期."""
    named = [(found[1], found[2]) for found in _OPTION.finditer(title)]
    return [("", "不要求"), *named] if "空为不要求" in title else named


class _WordsEditor(LineEditor):
    """A list of words, shown with 、 between them."""

    def set_value(self, value: Any) -> None:
        super().set_value(
            "、".join(str(each) for each in value) if isinstance(value, (list, tuple)) else value
        )


def _with_button(field: Field, save: QPushButton) -> QWidget:
    holder = clear(QWidget())
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(field)
    column.addWidget(save, 0, Qt.AlignmentFlag.AlignLeft)
    return holder


def _title_of(setting: "Setting") -> str:
    """The title without the codes of its options, which stand in the field."""
    title = setting.title.replace(_LOCAL, "")
    return title.partition("：")[0] if isinstance(setting.default, str) else title


def _words(setting: "Setting") -> str:
    value = setting.default
    if isinstance(value, bool):
        return "检查" if value else "不检查"
    if isinstance(value, (list, tuple)):
        return "、".join(str(each) for each in value)
    return dict(options_of(setting.title)).get(str(value), str(value))
