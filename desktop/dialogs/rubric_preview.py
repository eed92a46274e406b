"""What was read out of a township's scoring table, before anything is kept: lines, points, proposed checks, and the rows
that were not taken. Name and year may be changed; what the books refuse is said beneath and stays typed.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.basic import button, label
from desktop.widgets.choice_edits import ChoiceEditor
from desktop.widgets.editor import Field
from desktop.widgets.placing import fit
from desktop.widgets.text_edits import IntegerEditor, LineEditor
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.arithmetic.rubric import RubricItem
    from db.importing.rubric_table import RubricReading

_COLUMNS = (
    TextColumn("序号", 2),
    TextColumn("类别", 6),
    TextColumn("评分内容", 14),
    TextColumn("分值", 4),
    TextColumn("每处", 3),
    TextColumn("自动检查", 12),
)


class RubricPreviewDialog(QDialog):
    """Signals:
    submitted(str, int, bool): name, year and whether it is the one reported by; call `refuse` or `accept` then.
    sheet_chosen(str | None): only this sheet is wanted, or all of them; call `show_reading` then.
    """

    submitted = Signal(str, int, bool)
    sheet_chosen = Signal(object)

    def __init__(
        self,
        name: str,
        reading: "RubricReading",
        year: int,
        check_titles: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("读入对照表")
        scale = theme.current().scale
        fit(self, round(860 * scale), round(560 * scale))
        self._file, self._titles = name, check_titles
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addLayout(self._build_fields(reading, year))
        self.counted = label("", "secondary", wrap=True)
        column.addWidget(self.counted)
        self.table = TextTable("读出的评分项目", _COLUMNS)
        column.addWidget(self.table, 3)
        self._build_left_out(column)
        self.problem = label("", "problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        row = QHBoxLayout()
        self.reported = QCheckBox("上报的得分用这张表")
        row.addWidget(self.reported)
        row.addStretch(1)
        row.addWidget(button("取消", self.reject))
        self.keep_button = button("登记", self.submit, kind="primary")
        self.keep_button.setDefault(True)
        row.addWidget(self.keep_button)
        column.addLayout(row)
        self.reading = reading
        self.show_reading(reading)
        self.name.line.setFocus()

    def show_reading(self, reading: "RubricReading") -> None:
        """Shows what was read; a name that was typed stays."""
        if self.name.value() in (None, self.reading.rubric.title):
            self.name.set_value(reading.rubric.title)
        self.reading = reading
        self.counted.setText(_counted(self._file, reading))
        self.table.show_rows([_row(item, self._titles) for item in reading.rubric.items])
        problems = reading.problems
        self.left_out_title.setText(f"没有读入的 {len(problems)} 行")
        self.left_out.setPlainText("\n".join(f"第{row}行：{told}" for row, told in problems))
        for part in (self.left_out_title, self.left_out):
            part.setVisible(bool(problems))

    def submit(self) -> None:
        """Gives name and year, or says what is missing."""
        name, year = str(self.name.value() or ""), self.year.value()
        is_readable = [field.check() for field in (self.name_field, self.year_field)]
        if not name:
            self.name_field.show_problem("请写评分表名称")
            self.name.setFocus()
        elif not isinstance(year, int) or not 1921 <= year <= 9999:
            self.year_field.show_problem("年度应是四位数的年份，如 2026")
            self.year.setFocus()
        elif all(is_readable):
            self.refuse("")
            self.submitted.emit(name, year, self.reported.isChecked())

    def refuse(self, sentence: str) -> None:
        """Says why it was not kept."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            self.name.setFocus()

    def _build_fields(self, reading: "RubricReading", year: int) -> QHBoxLayout:
        self.name, self.year = LineEditor(longest=60), IntegerEditor()
        self.year.set_value(reading.rubric.year or year)
        self.name_field = Field("评分表名称", self.name, required=True)
        self.year_field = Field("年度", self.year, required=True)
        self.year_field.setMaximumWidth(round(150 * theme.current().scale))
        self.sheets = ChoiceEditor([(sheet, sheet) for sheet in reading.sheets], may_be_empty=False)
        self.sheets.combo.insertItem(0, "全部", None)
        self.sheets.combo.setCurrentIndex(0)
        self.sheets.edited.connect(lambda: self.sheet_chosen.emit(self.sheets.value()))
        self.sheet_field = Field("工作表", self.sheets)
        self.sheet_field.setMaximumWidth(round(190 * theme.current().scale))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.name_field, 1)
        row.addWidget(self.sheet_field)
        row.addWidget(self.year_field)
        if len(reading.sheets) < 2:
            self.sheet_field.hide()
        return row

    def _build_left_out(self, column: QVBoxLayout) -> None:
        self.left_out_title, self.left_out = label("", "label"), QPlainTextEdit()
        self.left_out_title.setBuddy(self.left_out)
        self.left_out.setReadOnly(True)
        self.left_out.setTabChangesFocus(True)
        self.left_out.setAccessibleName("没有读入的行")
        self.left_out.setMaximumHeight(round(96 * theme.current().scale))
        column.addWidget(self.left_out_title)
        column.addWidget(self.left_out)


def _counted(name: str, reading: "RubricReading") -> str:
    from db.arithmetic.rubric import points_text

    rubric = reading.rubric
    looked = sum(bool(item.checks) for item in rubric.items)
    return (
        f"{name}：{len(rubric.items)}项，满分{points_text(rubric.full)}分；"
        f"{looked}项可由程序自动检查，其余由人自评。自动检查是按字面猜的，登记以后可以逐项改。"
    )


def _row(item: "RubricItem", check_titles: Mapping[str, str]) -> tuple[str, ...]:
    from db.arithmetic.rubric import points_text

    worth = {"bonus": "加", "penalty": "扣"}.get(item.kind, "") + points_text(item.points)
    each = "" if item.each is None else points_text(item.each)
    checks = "、".join(check_titles.get(word, word).partition("：")[2] or word for word in item.checks)
    return (item.number, item.group, item.title, worth, each, checks or "由人自评")
