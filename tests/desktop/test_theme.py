"""The look: every theme complete, every text readable, every icon drawn alike."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton

import resources
from desktop import theme

TEXTS = ("ink", "secondary", "faint", "red", "gold", "green", "blue")
GROUNDS = ("page", "card", "bar", "hover", "pressed", "cell_empty")
ON_TINT = tuple((tone, f"{tone}_tint") for tone in ("red", "gold", "green", "blue"))
ON_FILL = (
    ("on_red", "red"),
    ("on_red", "red_hover"),
    ("on_red", "red_pressed"),
    ("on_blue", "blue"),
    ("ink", "blue_tint"),
    ("secondary", "blue_tint"),
    ("disabled", "disabled_ground"),
    ("ink", "red_tint"),
)


def luminance(color: QColor) -> float:
    parts = [part / 255 for part in (color.red(), color.green(), color.blue())]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: QColor, second: QColor) -> float:
    """As WCAG 2.1 defines it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(("text", "ground"), [*product(TEXTS, GROUNDS), *ON_TINT, *ON_FILL])
def test_text_stands_out_from_its_ground(name: str, text: str, ground: str) -> None:
    colors = theme.make_theme(name)
    assert contrast(colors.color(text), colors.color(ground)) >= 4.5


@pytest.mark.parametrize("name", theme.THEMES)
def test_the_contrast_of_black_on_white_is_twenty_one(name: str) -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert set(theme.make_theme(name).colors) == set(theme.make_theme("light").colors)


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("size", theme.SIZES)
def test_the_style_sheet_is_complete_in_every_theme_and_size(name: str, size: str) -> None:
    sheet = theme.style_sheet(theme.make_theme(name, size))
    assert "$" not in sheet
    for path in re.findall(r"url\(([^)]+)\)", sheet):
        assert resources.ROOT.joinpath(path).is_file()


def test_a_larger_size_makes_type_and_controls_larger_and_leaves_spacing() -> None:
    standard, huge = theme.make_theme(size="standard"), theme.make_theme(size="huge")
    assert huge.px("type_body") > standard.px("type_body")
    assert huge.px("height_row") > standard.px("height_row")
    assert huge.px("space_edge") == standard.px("space_edge")


@pytest.mark.parametrize("path", sorted((resources.ROOT / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_with_one_stroke_weight_and_can_be_tinted(qapp: QApplication, path: Path) -> None:
    name = path.stem
    drawing = resources.read_text(f"icons/{name}.svg")
    assert re.findall(r'stroke-width="([^"]+)"', drawing) == ["1.5"]
    picture = theme.pixmap(name, "red").toImage()
    pixels = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    inked = [pixel for pixel in pixels if pixel.alpha() > 120]
    wanted = theme.current().color("red")
    assert inked
    assert all(abs(pixel.red() - wanted.red()) + abs(pixel.green() - wanted.green()) < 12 for pixel in inked)


def test_the_interface_is_set_in_our_own_face_with_a_real_bold(qapp: QApplication) -> None:
    assert QFontInfo(theme.font("body")).family() == "Branch Hei"
    assert QFontInfo(theme.font("title", bold=True)).bold()
    assert QFontMetrics(theme.font("body")).inFontUcs4(ord("党"))


def test_a_button_keeps_its_height_when_it_gets_the_focus(qapp: QApplication) -> None:
    button = QPushButton("保存")
    button.setProperty("kind", "primary")
    plain = button.sizeHint().height()
    assert plain >= theme.current().px("height_control")
