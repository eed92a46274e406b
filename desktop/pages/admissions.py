"""发展党员: everybody by stage, and one person's 25 steps with what comes next, who does it and by when."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.admission_step_dialog import AdmissionStepDialog, StepSheet
from desktop.dialogs.print_preview import open_print
from desktop.pages.admissions_reading import (
    STAGES,
    STATES,
    Board,
    BoardCard,
    File,
    Step,
    judged_step,
    notice_words,
    read_board,
    read_file,
)
from desktop.pages.page import Page, PageContext
from desktop.widgets.basic import Card, Chip, EmptyState, button, clear, label, menu_button
from desktop.widgets.item_line import ItemLine

_PRINTS = (
    ("admission_contents", "卷内目录"),
    ("admission_course", "全程纪实表"),
    ("admission_examination", "教育考察登记表"),
    ("admission_notice", "公示"),
    ("admission_ballot", "票决单"),
    ("admission_request", "请示"),
    ("admission_talk", "谈话记录"),
    ("admission_reminder", "转正提醒"),
)
_NARROW = 900


class AdmissionsPage(Page):
    """A board with a column for each stage; behind it one person's file."""

    ledgers = frozenset({"admission", "person", "holiday", "general_meeting", "committee_meeting"})

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(context, "发展党员", parent)
        self._uid = ""
        self._file: File | None = None
        self.back_button = button("全部人员", self.show_board, icon="left")
        self.print_button = menu_button("打印", "print")
        for key, title in _PRINTS:
            self.print_button.menu().addAction(title, partial(self._print, key, title))
        self.edit_button = button(
            "全部内容", self._edit, icon="edit", hint="联系人、介绍人、半年考察、思想汇报、结果等"
        )
        self.new_button = button("登记一人", self._add, kind="primary", icon="plus")
        self.step_button = button("登记下一步", self._enter_next, kind="primary", icon="check")
        for action in (
            self.back_button,
            self.print_button,
            self.edit_button,
            self.new_button,
            self.step_button,
        ):
            self.add_action(action)
        self.stack = QStackedWidget()
        self.body.addWidget(self.stack, 1)
        self.board = QVBoxLayout()
        self.one = QVBoxLayout()
        for layout in (self.board, self.one):
            holder = clear(QWidget())
            holder.setLayout(layout)
            layout.setContentsMargins(0, 0, 12, 0)
            layout.setSpacing(12)
            area = self.scrolled(holder)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.stack.addWidget(area)
        self.empty = EmptyState(
            "steps", "一人一档，从递交入党申请书到材料归档共25步", "每一步的日期、材料和会议记录是否对得上"
        )
        self.empty.offer("登记一人", self._add)
        self.stack.addWidget(self.empty)
        self._show_actions()

    def refresh(self) -> None:
        if self._uid:
            self.query(
                partial(read_file, uid=self._uid), self._show_file, failed=lambda _error: self.show_board()
            )
        else:
            self.query(read_board, self._show_board)

    def show_board(self) -> None:
        """Goes back to everybody."""
        self._uid, self._file = "", None
        self.refresh()

    def open_file(self, uid: str) -> None:
        """Shows one person's file."""
        self._uid = uid
        self.refresh()

    def enter_step(self, number: int) -> None:
        """Opens the form of one step."""
        if self._file is None:
            return
        papers, meetings = self._file.papers[number], self._file.meetings
        sheet = StepSheet(self._file.row, number, papers, meetings, judged_step, notice_words)
        dialog = AdmissionStepDialog(self.context.tasks, self.context.today, sheet, self)
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def _show_actions(self) -> None:
        is_file = self._file is not None
        for each in (self.back_button, self.print_button, self.edit_button):
            each.setVisible(is_file)
        self.step_button.setVisible(is_file and self._file is not None and self._file.coming is not None)
        self.new_button.setVisible(not is_file)

    # --- board ----------------------------------------------------------------------------------------------
    def _show_board(self, board: Board) -> None:
        _empty(self.board)
        self._file = None
        self.set_title("发展党员")
        late = sum(card.state in ("late", "refused") for card in board.cards)
        words = [f"在办 {len(board.cards)} 人", f"已办结或终止 {len(board.ended)} 人"]
        self.set_subtitle("，".join([*words, f"{late} 人有逾期或日期有误"] if late else words))
        is_empty = not board.cards and not board.ended
        self.stack.setCurrentIndex(2 if is_empty else 0)
        columns = QGridLayout()
        columns.setSpacing(12)
        most = len(STAGES) if self.width() >= round(_NARROW * theme.current().scale) else 2
        for place, stage in enumerate(STAGES):
            cards = [card for card in board.cards if card.stage == stage]
            columns.addWidget(self._stage_card(stage, cards), place // most, place % most)
            columns.setColumnStretch(place % most, 1)
        self.board.addLayout(columns)
        if board.ended:
            self.board.addWidget(self._stage_card("已办结或终止", list(board.ended)))
        self.board.addStretch(1)
        self._show_actions()

    def _stage_card(self, title: str, cards: list[BoardCard]) -> Card:
        made = Card(title, margins=(14, 12, 14, 12))
        made.add_to_head(label(f"{len(cards)} 人", "note"))
        for card in cards:
            made.add(self._person_card(card))
        if not cards:
            made.add(label("没有", "note"))
        made.body.addStretch(1)
        return made

    def _person_card(self, card: BoardCard) -> Card:
        made = Card(surface="inner", margins=(12, 10, 12, 10))
        made.setAccessibleName(f"{card.name}，{card.step}，{STATES[card.state][0]}，{card.note}")
        head = QHBoxLayout()
        head.addWidget(button(card.name, partial(self.open_file, card.uid), kind="link", hint="打开档案"))
        head.addStretch(1)
        head.addWidget(Chip(*STATES[card.state]))
        made.body.setSpacing(4)
        made.body.addLayout(head)
        made.add(label(card.step, wrap=True))
        if card.note:
            made.add(label(card.note, "note", wrap=True))
        return made

    # --- one person -----------------------------------------------------------------------------------------
    def _show_file(self, file: File) -> None:
        _empty(self.one)
        self._file = file
        row = file.row
        self.set_title(f"{row['person']}　{row['stage']}", _subtitle(file))
        self.stack.setCurrentIndex(1)
        is_wide = self.width() >= round(_NARROW * theme.current().scale)
        columns = QHBoxLayout() if is_wide else QVBoxLayout()
        columns.setSpacing(16)
        side = QVBoxLayout()
        side.setSpacing(12)
        if file.coming is not None:
            side.addWidget(self._next_card(file, file.coming))
        side.addWidget(_people_card(file))
        side.addStretch(1)
        if not is_wide:
            columns.addLayout(side)
        columns.addWidget(self._steps_card(file), 7)
        if is_wide:
            columns.addLayout(side, 3)
        self.one.addLayout(columns)
        self.one.addStretch(1)
        self._show_actions()

    def _next_card(self, file: File, step: Step) -> Card:
        made = Card("下一步")
        made.add_to_head(Chip(*STATES[step["state"]]))
        made.body.setSpacing(6)
        made.add(label(f"{step['step']}　{step['title']}", "strong", wrap=True))
        basis = step["basis"]
        lines = [f"谁来办：{file.actors[step['step']]}", f"最早：{step['earliest'] or '要等前面的步骤'}"]
        lines += [f"最迟：{step['latest']}"] if step["latest"] else []
        lines += [f"计划：{step['planned_on']}"] if step["planned_on"] else []
        lines += [
            f"依据：{basis['edition']}{basis['article']}",
            f"材料：{'、'.join(file.papers[step['step']])}",
        ]
        for line in lines:
            made.add(label(line, wrap=True))
        for reason in step["reasons"]:
            made.add(label(reason, "note", wrap=True))
        made.add(button("登记这一步", partial(self.enter_step, step["step"])))
        return made

    def _steps_card(self, file: File) -> Card:
        made = Card("25 个步骤")
        made.body.setSpacing(2)
        shown = ""
        for step in file.row["steps"]:
            stage = file.stages[step["step"]]
            if stage != shown:
                shown = stage
                made.add(label(stage, "label"))
            made.add(self._line(file, step))
        return made

    def _line(self, file: File, step: Step) -> ItemLine:
        chip = Chip(*STATES[step["state"]])
        chip.setMinimumWidth(round(64 * theme.current().scale))
        when = str(step["done_on"] or (step["meeting"].name[-10:] if step["meeting"] else ""))
        line = ItemLine(f"{step['step']}　{step['title']}", _note(file, step), chip=chip, when=when)
        line.add_verb("修改" if when else "登记", partial(self.enter_step, step["step"]))
        return line

    # --- verbs ----------------------------------------------------------------------------------------------
    def _add(self) -> None:
        self.record_wanted.emit("admission", None)

    def _edit(self) -> None:
        self.record_wanted.emit("admission", self._uid)

    def _enter_next(self) -> None:
        if self._file is not None and self._file.coming is not None:
            self.enter_step(self._file.coming["step"])

    def _print(self, key: str, title: str) -> None:
        open_print(self, self.context.tasks, key, {"uid": self._uid}, title)


def _subtitle(file: File) -> str:
    row = file.row
    words = [f"预备期 {row['probation_ends_on']} 满"] if row["probation_ends_on"] else []
    words += [f"延长了 {row['extension_months']} 个月"] if row.get("extension_months") else []
    done = sum(step["state"] == "done" for step in row["steps"])
    return "，".join([f"已完成 {done} 步", *words])


def _note(file: File, step: Step) -> str:
    """What stands under a step: its bounds or its rule, the papers ticked, the vote, and whatever is odd."""
    basis = step["basis"]
    words = []
    if step["state"] != "done":
        words += [f"最早 {step['earliest']}"] if step["earliest"] else []
        words += [f"最迟 {step['latest']}"] if step["latest"] else []
        words += [f"计划 {step['planned_on']}"] if step["planned_on"] else []
    words.append(f"{basis['edition']}{basis['article']}")
    words += [f"材料：{step['document']}"] if step["document"] else []
    words += [file.votes[step["step"]]] if step["step"] in file.votes else []
    if step["state"] in ("refused", "late", "done", "next"):
        words += step["reasons"]
    return "；".join(words)


def _people_card(file: File) -> Card:
    row = file.row
    made = Card("档案情况")
    made.body.setSpacing(6)
    names = {"培养联系人": row["mentors"], "入党介绍人": row["introducers"]}
    lines = [
        f"{title}：{'、'.join(str(each) for each in people) or '未填'}" for title, people in names.items()
    ]
    lines.append(f"半年考察 {len(row['half_yearly'])} 次，思想汇报 {len(row['reports'])} 份")
    if row.get("training.days") or row.get("training.hours"):
        lines.append(f"集中培训 {row.get('training.days') or 0} 天、{row.get('training.hours') or 0} 学时")
    if file.notice:
        lines.append(f"公示：{file.notice}")
    for line in lines:
        made.add(label(line, wrap=True))
    return made


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
