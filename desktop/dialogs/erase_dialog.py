"""彻底删除一个人: what it does, a reason, the name typed back, and afterwards the places that still hold something."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from db.errors import LedgerError
from desktop import theme
from desktop.tasks import Tasks
from desktop.widgets.basic import Notice, button, clear, label
from desktop.widgets.editor import Field
from desktop.widgets.item_line import ItemLine, LineList
from desktop.widgets.placing import fit
from desktop.widgets.text_edits import LineEditor

if TYPE_CHECKING:
    from db.reports.document import ReportDocument
    from db.services.branch import Branch

_DOES = (
    "名册里这个人的全部内容（身份证号、电话、住址、照片、附件和修改历史）都会清掉，别的电脑收到下一份数据包以后也会清掉。"
    "会议、谈话、任职的记录留着，名字显示为“（已按规定删除）”；以前会议的应到人数按名册算，会少这一个人。"
    "更正记录里写到这个人的更正原因也一并清掉（与别人同名、分不清的除外）。"
)
_FINAL = "不能恢复，也不能撤销。只是调走、去世、停止党籍的，请改党籍状态；登记错了的，请移到回收站。"


class EraseDialog(QDialog):
    """Two pages: the question, and what is left to be done by hand. What is typed stays when it is refused."""

    def __init__(self, tasks: Tasks, uid: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._uid, self._name = tasks, uid, name
        self._page: ReportDocument | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("彻底删除")
        fit(self, round(600 * theme.current().scale), round(440 * theme.current().scale))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_question())
        self.stack.addWidget(self._build_rest())
        column.addWidget(self.stack, 1)
        self.reason.setFocus()

    def erase(self) -> None:
        """Erases for good, once there is a reason and the name was typed back."""
        if not self._is_ready():
            return
        uid, reason = self._uid, str(self.reason.value())
        self.erase_button.setEnabled(False)

        def work(branch: "Branch") -> "tuple[tuple[str, ...], ReportDocument]":
            from db.exchange.erasing import erase_person
            from db.reports.erasure import erasure_page

            places = erase_person(branch, uid, reason).places
            return places, erasure_page(branch.name, places, reason, branch.actor, branch.today.isoformat())

        self._tasks.run_command(self, work, self._erased, title="正在彻底删除", failed=self._refused)

    def print_list(self) -> None:
        """Shows the list of places as a page."""
        from desktop.dialogs.print_preview import PrintDialog

        if self._page is not None:
            dialog = PrintDialog(self._tasks, self._page.title, self)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()
            dialog.panel.show_content(self._page)

    def _is_ready(self) -> bool:
        return bool(self.reason.value()) and self.typed_name.value() == self._name

    def _enable(self) -> None:
        self.erase_button.setEnabled(self._is_ready())

    def _refused(self, error: LedgerError) -> None:
        self.problem.say(error.message)
        self._enable()

    def _erased(self, found: "tuple[tuple[str, ...], ReportDocument]") -> None:
        places, self._page = found
        self.head.setText("已经彻底删除")
        self.said.setText(
            f"下面{len(places)}个地方还留有这个人的信息，请逐项处理。"
            if places
            else "程序里没有找到还留有信息的地方；纸质材料请一并清点。"
        )
        self.lines.show_lines([partial(ItemLine, each) for each in places])
        self.print_button.setVisible(bool(places))
        self.stack.setCurrentIndex(1)
        self.close_button.setFocus()

    def _build_question(self) -> QWidget:
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(label(f"彻底删除“{self._name}”", "title"))
        column.addWidget(label(_DOES, wrap=True))
        column.addWidget(Notice(_FINAL, "red"))
        self.reason = LineEditor("写明依据，例如：本人书面要求、误登记", longest=80)
        self.typed_name = LineEditor("")
        for title, editor in (("理由", self.reason), (f"再输入一次姓名“{self._name}”", self.typed_name)):
            column.addWidget(Field(title, editor, required=True))
            editor.edited.connect(self._enable)
        self.problem = Notice("", "red")
        self.problem.hide()
        column.addWidget(self.problem)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        keep = button("不删了", self.reject)
        keep.setDefault(True)
        row.addWidget(keep)
        self.erase_button = button("彻底删除", self.erase, icon="bin")
        self.erase_button.setEnabled(False)
        row.addWidget(self.erase_button)
        column.addLayout(row)
        return holder

    def _build_rest(self) -> QWidget:
        holder = clear(QWidget())
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.head = label("", "title")
        self.said = label("", "secondary", wrap=True)
        self.lines = LineList("还留有信息的地方")
        column.addWidget(self.head)
        column.addWidget(self.said)
        column.addWidget(self.lines, 1)
        row = QHBoxLayout()
        self.print_button = button("打印清单", self.print_list, icon="print")
        row.addWidget(self.print_button)
        row.addStretch(1)
        self.close_button = button("关闭", self.accept, kind="primary")
        row.addWidget(self.close_button)
        column.addLayout(row)
        return holder
