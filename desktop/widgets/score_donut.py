"""A ring that shows a score out of a hundred, with the number in it and words for those who do not see it."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop import theme

_EDGE = 92
_PEN = 9
GOOD_FROM, FAIR_FROM = 80, 60


class ScoreDonut(QWidget):
    """`None` shows a line: there is no score yet."""

    def __init__(self, score: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        edge = round(_EDGE * min(theme.current().scale, 1.25))
        self.setFixedSize(QSize(edge, edge))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_score(score)

    def set_score(self, score: int | None) -> None:
        """0 to 100."""
        self._score = score
        self.setAccessibleName("尚无评分" if score is None else f"自评 {score} 分，满分 100 分")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(_PEN, _PEN, -_PEN, -_PEN)
        painter.setPen(QPen(colors.color("line"), _PEN))
        painter.drawEllipse(inner)
        if self._score is not None:
            pen = QPen(colors.color(self._tone()), _PEN)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(inner, 90 * 16, -round(360 * 16 * self._score / 100))
        painter.setPen(colors.color("ink"))
        painter.setFont(theme.font("score", bold=True))
        painter.drawText(
            self.rect(), Qt.AlignmentFlag.AlignCenter, "—" if self._score is None else str(self._score)
        )

    def _tone(self) -> str:
        assert self._score is not None
        if self._score >= GOOD_FROM:
            return "green"
        return "gold" if self._score >= FAIR_FROM else "red"
