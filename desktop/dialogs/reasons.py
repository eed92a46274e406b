"""Asking what whole numbers are wanted for. The words chosen go into the trail."""

from PySide6.QtWidgets import QWidget

from desktop import messages


def ask_reason(parent: QWidget | None, question: str, details: str, *, no: str = "取消") -> str:
    """The reason chosen from the list in the resources, in Chinese; "" where nothing is wanted after all."""
    from db.services.whole_numbers import view_reasons

    answers = [messages.Answer(title, title) for title in view_reasons()]
    answers.append(messages.Answer("", no, is_default=True, is_escape=True))
    return messages.choose(parent, question, details, answers)


def ask_full_export(parent: QWidget | None) -> str:
    """The reason for a file with whole numbers, after a second question; "" where it is not wanted."""
    reason = ask_reason(parent, "为什么要导出完整的身份证号和电话？", "文件上会写明谁、哪天、做什么用。")
    if reason and messages.ask(
        parent,
        "导出的文件里，身份证号和电话不遮盖，确定导出吗？",
        "请不要发到微信群或邮箱，用完请删除。这次导出会记入操作登记。",
        yes="导出完整号码",
    ):
        return reason
    return ""
