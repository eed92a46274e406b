"""Pages of a paper on a grey desk, with their real proportions. It draws what a function gives it and keeps no file."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop import theme

_GAP = 20
_KEPT_PICTURES = 10
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)
DrawPage = Callable[[int, int], QImage]  # page from 0, width in device pixels


class PageDesk(QAbstractScrollArea):
    """Pages under each other; at zoom 1.0 a portrait A4 page fills two thirds of a wide desk."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("打印预览")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self._sizes: tuple[tuple[float, float], ...] = ()
        self._places: list[QRect] = []
        self._draw: DrawPage | None = None
        self._pictures: dict[tuple[int, int], QImage] = {}
        self._zoom = 1.0

    @property
    def page_count(self) -> int:
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in the middle of the window, from 1; 0 where there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next((n for n, place in enumerate(self._places, start=1) if place.bottom() + _GAP > middle), 0)

    def show_pages(self, sizes: Sequence[tuple[float, float]], draw: DrawPage | None) -> None:
        """Shows other pages: their sizes in points, and a function that draws one."""
        self._sizes, self._draw = tuple(sizes), draw
        self._pictures.clear()
        self.setAccessibleDescription(f"共 {len(self._sizes)} 页")
        self.verticalScrollBar().setValue(0)
        self._arrange()

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller."""
        place = min(range(len(_ZOOMS)), key=lambda index: abs(_ZOOMS[index] - self._zoom)) + steps
        self._zoom = _ZOOMS[max(0, min(len(_ZOOMS) - 1, place))]
        self._arrange()

    def go_to(self, page: int) -> None:
        """Brings a page (from 1) to the top."""
        if 1 <= page <= len(self._places):
            self.verticalScrollBar().setValue(self._places[page - 1].top() - _GAP // 2)

    def sizeHint(self) -> QSize:
        return QSize(520, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        moves = {
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_Home: -bar.maximum(),
            Qt.Key.Key_End: bar.maximum(),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + move)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.current()
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colors.color("pressed"))
        shift = self.verticalScrollBar().value()
        aside = self.horizontalScrollBar().value()
        for index, place in enumerate(self._places):
            shown = place.translated(-aside, -shift)
            if shown.intersects(self.viewport().rect()):
                painter.fillRect(shown, Qt.GlobalColor.white)
                painter.drawImage(shown, self._picture(index, place.width()))
                painter.setPen(colors.color("field_line"))
                painter.drawRect(shown.adjusted(0, 0, -1, -1))
        if self.hasFocus():
            painter.setPen(colors.color("blue"))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def _picture(self, index: int, width: int) -> QImage:
        key = index, width
        if key not in self._pictures and self._draw is not None:
            while len(self._pictures) >= _KEPT_PICTURES:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = self._draw(index, round(width * self.devicePixelRatioF()))
        return self._pictures.get(key, QImage())

    def _arrange(self) -> None:
        """Widest page to the width of the desk, the others in proportion, all centred."""
        room = self.viewport().width() - 2 * _GAP
        widest = max((width for width, _height in self._sizes), default=1.0)
        is_portrait = all(height >= width for width, height in self._sizes)
        unit = max(0.1, room * self._zoom * (0.8 if is_portrait and room > 620 else 1.0) / widest)
        inner = max(self.viewport().width(), round(widest * unit) + 2 * _GAP)
        top, self._places = _GAP, []
        for width, height in self._sizes:
            place = QRect((inner - round(width * unit)) // 2, top, round(width * unit), round(height * unit))
            self._places.append(place)
            top = place.bottom() + _GAP
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, top - self.viewport().height()))
        bar.setPageStep(max(1, self.viewport().height() - _GAP))
        bar.setSingleStep(48)
        aside = self.horizontalScrollBar()
        aside.setRange(0, inner - self.viewport().width())
        aside.setPageStep(self.viewport().width())
        self.viewport().update()
