"""Asking what whole numbers are wanted for. The words chosen go into the trail."""

from PySide6.QtWidgets import QWidget

from desktop import messages


def ask_reason(parent: QWidget | None, question: str, details: str, *, no: str = "取消") -> str:
    """The reason chosen from the list in the resources, in Chinese; "" where nothing is wanted after all."""
    from db.services.whole_numbers import view_reasons

    answers = [messages.Answer(title, title) for title in view_reasons()]
    answers.append(messages.Answer("", no, is_default=True, is_escape=True))
    return messages.choose(parent, question, details, answers)


def ask_full(parent: QWidget | None, verb: str) -> str:
    """The reason for paper or a file with whole numbers, after a second question; "" where it is not wanted.

    `verb` is what is done: 导出 or 打印.
    """
    reason = ask_reason(parent, f"为什么要{verb}完整的身份证号和电话？", "上面会写明谁、哪天、做什么用。")
    if reason and messages.ask(
        parent,
        f"{verb}的内容里，身份证号和电话不遮盖，确定{verb}吗？",
        f"请不要发到微信群或邮箱，用完请销毁。这次{verb}会记入操作登记。",
        yes=f"{verb}完整号码",
    ):
        return reason
    return ""
