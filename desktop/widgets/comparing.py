"""Two texts side by side with what differs marked by colour and underlined: colour is never alone."""

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop import theme
from desktop.widgets.basic import label

Piece = tuple[str, bool]  # a stretch of text, and whether the other text has something else there
BY_CHARACTER = 1_500  # longer texts are compared sentence by sentence: character by character takes seconds
KEPT_AROUND = 24  # characters shown of a stretch that is the same on both sides
_SENTENCES = re.compile(r"[^。；！？\n]*[。；！？\n]?")


def differences(first: str, second: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts cut into stretches that are the same and stretches that differ; joined they give the texts again."""
    by_sentence = max(len(first), len(second)) > BY_CHARACTER
    ours, theirs = (_units(text, by_sentence=by_sentence) for text in (first, second))
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for pieces, words in ((left, ours[a:b]), (right, theirs[c:d])):
            if words:
                pieces.append(("".join(words), tag != "equal"))
    return tuple(left), tuple(right)


def abridged(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same with long stretches of equal text cut short in their middle."""
    return tuple((text if differs else _shortened(text), differs) for text, differs in pieces)


class SideBySide(QWidget):
    """Two texts under their headings."""

    def __init__(
        self, headings: tuple[str, str], texts: tuple[str, str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("surface", "clear")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        self.labels: list[QLabel] = []
        for column, (heading, pieces) in enumerate(zip(headings, differences(*texts), strict=True)):
            grid.addWidget(label(heading, "label"), 0, column)
            text = QLabel(_marked(abridged(pieces)))
            text.setTextFormat(Qt.TextFormat.RichText)
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            text.setAccessibleName(f"{heading}：{texts[column]}")
            grid.addWidget(text, 1, column)
            grid.setColumnStretch(column, 1)
            self.labels.append(text)


def _units(text: str, *, by_sentence: bool) -> list[str]:
    return [each for each in _SENTENCES.findall(text) if each] if by_sentence else list(text)


def _shortened(text: str) -> str:
    if len(text) <= 3 * KEPT_AROUND:
        return text
    return f"{text[:KEPT_AROUND]} ……（相同{len(text) - 2 * KEPT_AROUND}字）…… {text[-KEPT_AROUND:]}"


def _marked(pieces: Sequence[Piece]) -> str:
    colour = theme.current().colors["red"]
    words = []
    for text, differs in pieces:
        safe = html.escape(text).replace("\n", "<br>")
        words.append(
            f'<span style="color:{colour}; text-decoration: underline">{safe}</span>' if differs else safe
        )
    return "".join(words) or "（空）"
