"""Errors the user can do something about, each one plain sentence in three parts.

The program's own mistakes are ordinary exceptions and end in the crash dialog; they must not be dressed up as
a LedgerError.
"""

from collections.abc import Sequence

MOST_LISTED = 5  # problems or people told in one sentence; all of them stand in the error's attributes


class LedgerError(Exception):
    """What happened, what was kept, what to do next.

    `code` is a stable ASCII word for the command line (`--json`) and for tests; the three parts are Chinese.
    """

    def __init__(self, code: str, happened: str, kept: str = "", remedy: str = "") -> None:
        super().__init__(happened)
        self.code = code
        self.happened = happened
        self.kept = kept
        self.remedy = remedy

    @property
    def message(self) -> str:
        """The three parts as one Chinese sentence, without line breaks."""
        parts = [
            part.strip().rstrip("。；") for part in (self.happened, self.kept, self.remedy) if part.strip()
        ]
        return "；".join(parts).replace("\n", " ") + "。"

    def __str__(self) -> str:
        return self.message


class InvalidDraftError(LedgerError):
    """A form or a file holds values that cannot be saved; `problems` maps field keys to Chinese sentences."""

    def __init__(self, problems: dict[str, str], title: str = "") -> None:
        self.problems = problems
        listed = "；".join(list(problems.values())[:MOST_LISTED])
        if len(problems) > MOST_LISTED:
            listed += f"；等{len(problems)}处"
        super().__init__("invalid", f"{title}没有保存：{listed}", "原有记录未变", "请改正后再保存")


class NotFoundError(LedgerError):
    """A record, ledger, file or rule that was named does not exist."""

    def __init__(self, happened: str, remedy: str = "请核对后重试") -> None:
        super().__init__("not_found", happened, "没有改动任何内容", remedy)


class AmbiguousNameError(LedgerError):
    """Several people bear the name given; `choices` are their labels, `uids` their uids in the same order."""

    def __init__(self, name: str, choices: Sequence[str], uids: Sequence[str]) -> None:
        self.choices = list(choices)
        self.uids = list(uids)
        pairs = zip(self.choices[:MOST_LISTED], self.uids[:MOST_LISTED], strict=True)
        told = "、".join(label if label == uid else f"{label}{uid}" for label, uid in pairs)
        more = "等" if len(self.choices) > MOST_LISTED else ""
        super().__init__(
            "ambiguous_name",
            f"名册中有 {len(self.choices)} 位“{name}”：{told}{more}",
            "没有改动任何内容",
            "请改用姓名后面的编号（uid）指明是哪一位",
        )


class ConflictError(LedgerError):
    """Somebody else changed the record after it was opened."""

    def __init__(self, title: str) -> None:
        super().__init__(
            "conflict",
            f"“{title}”在打开之后被改动过",
            "您输入的内容还在窗口里",
            "请重新打开该记录，核对后再保存",
        )
