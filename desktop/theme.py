"""How the program looks: tokens of `resources/style/tokens.toml` -> colours, style sheet, fonts and tinted
icons.

It knows no page and no ledger. Widgets that paint for themselves ask `current()` for colours and repaint when
Qt tells them that the style has changed; nothing else in the program names a colour or a font size.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import resources

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon, QPixmap

THEMES = ("light", "dark", "high_contrast")
SIZES = ("standard", "large", "huge")
SIZE_TITLES = MappingProxyType({"standard": "标准", "large": "大", "huge": "特大"})
FAMILIES = ("Branch Hei", "Branch Song", "Branch Rest", "Branch Rare")
_FIRST_FONTS = ("BranchHei.ttf", "BranchHeiBold.ttf")
_RARE_FONTS = ("BranchSong.ttf", "BranchRest.ttf", "BranchRare.ttf")
_ICON_SIZE = 20


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens in force: colours by name ("#1F2328") and lengths in pixels, already scaled by the chosen
    size.
    """

    name: str
    size: str
    colors: Mapping[str, str]
    lengths: Mapping[str, int]

    def color(self, token: str) -> QColor:
        """The colour of a token; KeyError where there is none."""
        return QColor(self.colors[token])

    def px(self, token: str) -> int:
        """A length: `type_body`, `height_row`, `space_edge`, `radius_card` and so on."""
        return self.lengths[token]

    @property
    def scale(self) -> float:
        """How much larger than 标准 everything is."""
        return float(_tokens()["sizes"][self.size])


def _tokens() -> dict[str, dict[str, float]]:
    return resources.read_toml("style/tokens.toml")


def make_theme(name: str = "light", size: str = "standard") -> Theme:
    """The tokens of one theme at one size; KeyError for an unknown name."""
    tokens = _tokens()
    factor = tokens["sizes"][size]
    lengths: dict[str, int] = {}
    for group in ("type", "height", "space", "radius"):
        grows = factor if group in ("type", "height") else 1.0
        lengths |= {f"{group}_{key}": round(value * grows) for key, value in tokens[group].items()}
    colors = {key: str(value) for key, value in tokens["theme"][name].items()}  # type: ignore[attr-defined]
    return Theme(name, size, MappingProxyType(colors), MappingProxyType(lengths))


_active = [make_theme()]


def current() -> Theme:
    """The theme in force."""
    return _active[0]


def apply(application: QApplication, name: str = "light", size: str = "standard") -> Theme:
    """Gives the whole program one theme: fonts, palette and style sheet, over the style that
    `make_application` has chosen.
    """
    theme = make_theme(name, size)
    _active[0] = theme
    load_fonts()
    application.setPalette(_palette(theme))
    application.setFont(font("body"))
    application.setStyleSheet(style_sheet(theme))
    return theme


def style_sheet(theme: Theme) -> str:
    """The Qt style sheet with the tokens filled in."""
    marks = resources.ROOT / "style" / "marks"
    words = {**theme.colors, **{key: f"{value}px" for key, value in theme.lengths.items()}}
    words["control_inner"] = f"{theme.px('height_control') - 2}px"
    words["families"] = ", ".join(f'"{family}"' for family in FAMILIES)
    words["mark_path"] = marks.as_posix()
    return Template(resources.read_text("style/branch.qss")).substitute(words)


@cache
def load_fonts() -> None:
    """Registers the two faces that every window needs; idempotent."""
    for name in _FIRST_FONTS:
        QFontDatabase.addApplicationFont(str(resources.ROOT / "fonts" / name))


@cache
def load_rare_fonts() -> None:
    """Registers the fonts for rare characters, after the window stands: they are large and seldom needed."""
    for name in _RARE_FONTS:
        path = resources.ROOT / "fonts" / name
        if path.is_file():
            QFontDatabase.addApplicationFont(str(path))


def font(token: str = "body", *, bold: bool = False) -> QFont:
    """The interface font at a step of the type scale."""
    made = QFont(list(FAMILIES))
    made.setPixelSize(current().px(f"type_{token}"))
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return made


def pixmap(name: str, color: str = "secondary", size: int = _ICON_SIZE, ratio: float = 1.0) -> "QPixmap":
    """An icon of `resources/icons` drawn in the colour of a token, `size` in device-independent pixels."""
    from PySide6.QtCore import QByteArray, QRectF
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    drawing = resources.read_text(f"icons/{name}.svg").replace("#000000", current().colors[color])
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def icon(name: str, color: str = "secondary") -> "QIcon":
    """A tinted icon, sharp up to twice the pixel density, faint where the control is disabled."""
    from PySide6.QtGui import QIcon

    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, color, icon_px(), ratio))
        made.addPixmap(pixmap(name, "disabled", icon_px(), ratio), QIcon.Mode.Disabled)
    return made


def icon_px() -> int:
    """Edge of an icon at the chosen size."""
    return round(_ICON_SIZE * min(current().scale, 1.2))


def mark(widget: QWidget, **properties: object) -> None:
    """Sets style properties (`kind`, `tone`, `state`) and lets the style sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def _palette(theme: Theme) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: "page",
        QPalette.ColorRole.WindowText: "ink",
        QPalette.ColorRole.Base: "card",
        QPalette.ColorRole.AlternateBase: "page",
        QPalette.ColorRole.Text: "ink",
        QPalette.ColorRole.PlaceholderText: "faint",
        QPalette.ColorRole.Button: "card",
        QPalette.ColorRole.ButtonText: "ink",
        QPalette.ColorRole.BrightText: "red",
        QPalette.ColorRole.Highlight: "blue",
        QPalette.ColorRole.HighlightedText: "on_blue",
        QPalette.ColorRole.Link: "blue",
        QPalette.ColorRole.LinkVisited: "blue",
        QPalette.ColorRole.ToolTipBase: "card",
        QPalette.ColorRole.ToolTipText: "ink",
        QPalette.ColorRole.Accent: "blue",
    }
    palette = QPalette()
    for role, token in roles.items():
        palette.setColor(role, theme.color(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    return palette
