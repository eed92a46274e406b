"""Writes set text and rules into the content of a page, operator by operator (ISO 32000-1, 8.5 and 9.4).

The text object of reportlab measures every run once more and formats each number in slow Python; here the
text is set already. Fonts and their subsets stay reportlab's. Numbers have four decimals, as exact as its own:
with fewer, readers that draw whole pixels show some lines one pixel off.
"""

from collections.abc import Iterable
from typing import Any

from desktop.printing.fonts import font_named


class Pen:
    """One text object of a page: `at` begins a line, `write` adds to it, `lift` ends and writes it all."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._code = ["BT"]
        self._font = ("", 0.0, -1)  # name, size, subset
        self._spacing = 0.0

    def at(self, x: float, y: float, spacing: float = 0.0) -> None:
        """Goes to a point; `spacing` follows each character from here on."""
        self._code.append(f"1 0 0 1 {x:.4f} {y:.4f} Tm")
        if spacing != self._spacing:
            self._code.append(f"{spacing:.4f} Tc")
            self._spacing = spacing

    def write(self, text: str, font: str, size: float) -> None:
        """Text in one font, which must have all its characters."""
        face, document = font_named(font), self._canvas._doc
        for subset, codes in face.splitString(text, document):
            chosen = (font, size, subset)
            if chosen != self._font:
                self._font = chosen
                self._code.append(f"{face.getSubsetInternalName(subset, document)} {size:g} Tf")
            self._code.append(f"<{codes.hex()}> Tj")

    def lift(self) -> None:
        """Ends the text object and puts it onto the page."""
        if self._spacing:
            self._code.append("0 Tc")  # it would hold for what is drawn next
        self._canvas.addLiteral(" ".join([*self._code, "ET"]))


def draw_rules(canvas: Any, rules: Iterable[tuple[float, float, float, float]]) -> None:
    """Straight rules, each from a point to a point, in the line width set before."""
    path = " ".join(f"{x:.4f} {y:.4f} m {end_x:.4f} {end_y:.4f} l S" for x, y, end_x, end_y in rules)
    if path:
        canvas.addLiteral(path)
