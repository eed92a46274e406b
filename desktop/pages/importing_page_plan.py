"""The third step of an import: what would be new, what would change, what stays out and why. Nothing is written yet."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.widgets.basic import label
from desktop.widgets.showing import shown
from desktop.widgets.text_table import TextColumn, TextTable

if TYPE_CHECKING:
    from db.fields import FieldSpec
    from db.importing.plan import ImportPlan, Problem

_UPDATES = (
    TextColumn("行", 3),
    TextColumn("姓名", 5),
    TextColumn("项目", 6),
    TextColumn("原来", 9),
    TextColumn("改为", 9),
)
_PROBLEMS = (
    TextColumn("行", 3),
    TextColumn("工作表", 5),
    TextColumn("项目", 6),
    TextColumn("内容", 8),
    TextColumn("原因", 20),
)
_MOST_COLUMNS = 9
_WIDTHS = {"id_number": 10, "sex": 3, "name": 5, "ethnicity": 4, "address": 10}


class PlanPanel(QTabWidget):
    """Tabs 新增, 更新, 不导入 and 提示, each with its count and a line on what it means."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.added = TextTable("新增", (TextColumn("行", 3),))
        self.updated = TextTable("更新", _UPDATES, wraps=True)
        self.skipped = TextTable("不导入", _PROBLEMS, wraps=True)
        self.warnings = TextTable("提示", _PROBLEMS, wraps=True)
        self._notes = {}
        for table, note in (
            (self.added, "名册里没有、将要新增的人。"),
            (self.updated, "名册里已有的人，逐项列出原来的和改成的；表格里空着的格不会清掉原有内容。"),
            (self.skipped, "有问题、这次不导入的行，以及原因；改好表格后可以再导一次，不会重复。"),
            (self.warnings, "会导入，但请核对的地方。"),
        ):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(4, 10, 4, 0)
            self._notes[table] = label(note, "secondary", wrap=True)
            column.addWidget(self._notes[table])
            column.addWidget(table, 1)
            self.addTab(holder, table.accessibleName())

    def show_plan(self, plan: "ImportPlan", fields: "Mapping[str, FieldSpec]") -> None:
        """Fills the tabs."""
        keys = _keys_of(plan, fields)
        columns = (TextColumn("行", 3), *(TextColumn(fields[key].title, _WIDTHS.get(key, 6)) for key in keys))
        rows = [
            (str(row.row), *(_text(fields, key, row.values.get(key)) for key in keys)) for row in plan.added
        ]
        self.added.show_rows(rows, columns=columns)
        self.updated.show_rows(
            [
                (
                    str(update.row),
                    update.name,
                    _title(fields, key),
                    _text(fields, key, old),
                    _text(fields, key, new),
                )
                for update in plan.updated
                for key, (old, new) in update.changes.items()
            ]
        )
        self.skipped.show_rows([_problem(fields, each) for each in plan.skipped])
        self.warnings.show_rows([_problem(fields, each) for each in plan.warnings])
        counts = (len(plan.added), len(plan.updated), len(plan.skipped), len(plan.warnings))
        for place, (title, count) in enumerate(zip(("新增", "更新", "不导入", "提示"), counts, strict=True)):
            self.setTabText(place, f"{title} {count}")
        self.setCurrentIndex(next((place for place, count in enumerate(counts) if count), 0))


def _keys_of(plan: "ImportPlan", fields: "Mapping[str, FieldSpec]") -> Sequence[str]:
    held: dict[str, None] = {}
    for row in plan.added:
        held |= dict.fromkeys(row.values)
    ordered = [key for key in fields if key in held]
    return ordered[:_MOST_COLUMNS]


def _title(fields: "Mapping[str, FieldSpec]", key: str) -> str:
    return fields[key].title if key in fields else key


def _text(fields: "Mapping[str, FieldSpec]", key: str, value: Any) -> str:
    field = fields.get(key)
    if field is None:
        return "" if value is None else str(value)
    if field.choices and isinstance(value, list):
        return "、".join(field.title_of(code) for code in value)
    return shown(field, value)


def _problem(fields: "Mapping[str, FieldSpec]", problem: "Problem") -> tuple[str, ...]:
    row = str(problem.row) if problem.row else ""
    value = _text(fields, problem.field, problem.value)
    return row, problem.sheet, _title(fields, problem.field), value, problem.message
