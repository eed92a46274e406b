"""The one-time code of an invitation: shown once in big groups, to be told by another way than the stick."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop import messages
from desktop.widgets.basic import Card, button, label
from desktop.widgets.placing import fit

_WORDS = (
    "验证码只显示这一次，程序不保存。请抄下来或打电话告诉对方，不要和U盘放在一起。一份邀请只给一台电脑用。"
)


class CodeDialog(QDialog):
    """`code` as written by the program ("123453-…"), `file_name` the package it opens; `on_print` for a handover."""

    def __init__(
        self,
        title: str,
        code: str,
        file_name: str,
        parent: QWidget | None = None,
        *,
        on_print: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        fit(self, 620, 340)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        column.addWidget(label(f"{title}已经写好并核对，现在可以安全弹出U盘", "title", wrap=True))
        column.addWidget(label(_WORDS, "secondary", wrap=True))
        card = Card()
        row = QHBoxLayout()
        for number, group in enumerate(code.split("-"), start=1):
            group_column = QVBoxLayout()
            name, digits = label(f"第{number}组", "note"), label(group, "code")
            digits.setAccessibleName(f"第{number}组 {' '.join(group)}")
            digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
            for line in (name, digits):
                line.setAlignment(Qt.AlignmentFlag.AlignCenter)
                group_column.addWidget(line)
            row.addLayout(group_column)
        card.body.addLayout(row)
        column.addWidget(card)
        column.addWidget(label(f"文件：{file_name}", "note", wrap=True))
        column.addStretch(1)
        last = QHBoxLayout()
        self.print_button = button("打印交接清单", on_print, icon="print")
        if on_print is None:
            self.print_button.hide()
        last.addWidget(self.print_button)
        last.addStretch(1)
        self.done_button = button("已经抄下", self.accept, kind="primary")
        last.addWidget(self.done_button)
        column.addLayout(last)

    def reject(self) -> None:
        if messages.ask(
            self,
            "验证码抄下了吗？",
            "关掉以后就看不到了，没有抄下只能重新邀请。",
            yes="已经抄下，关闭",
            no="再看看",
        ):
            super().reject()
