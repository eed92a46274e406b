"""The pen writes what is set where it was set, and leaves nothing behind for what is drawn next."""

from io import BytesIO

import pikepdf

from desktop.printing.fonts import chain
from desktop.printing.pdf import new_canvas
from desktop.printing.pen import Pen, draw_rules


def drawn(draw) -> list[tuple[str, list]]:
    raw = BytesIO()
    canvas = new_canvas(raw)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(BytesIO(raw.getvalue())) as pdf:
        found = pikepdf.parse_content_stream(pdf.pages[0])
        return [(str(step.operator), [str(operand) for operand in step.operands]) for step in found]


def written(canvas) -> None:
    pen = Pen(canvas)
    pen.at(100, 700.12345, 0.5)
    pen.write("党", chain("song").main, 10.5)
    pen.write("员", chain("song").main, 10.5)
    pen.at(100, 680)
    pen.write("会", chain("hei").main, 10.5)
    pen.lift()


def test_a_font_is_chosen_once_for_all_that_follows_in_it():
    operators = [name for name, _operands in drawn(written)]
    assert operators[operators.index("Tc") - 1 :] == [
        "Tm",
        "Tc",
        "Tf",
        "Tj",
        "Tj",
        "Tm",
        "Tc",
        "Tf",
        "Tj",
        "ET",
    ]


def test_places_keep_four_decimals():
    assert ("Tm", ["1", "0", "0", "1", "100.0000", "700.1235"]) in drawn(written)


def test_spacing_does_not_hold_for_the_text_after():
    def draw(canvas) -> None:
        pen = Pen(canvas)
        pen.at(100, 700, 0.5)
        pen.write("党", chain("song").main, 10.5)
        pen.lift()

    assert [operands for name, operands in drawn(draw) if name == "Tc"] == [["0.5000"], ["0"]]


def test_rules_are_drawn_one_by_one_and_none_draws_nothing():
    steps = drawn(lambda canvas: draw_rules(canvas, [(1, 2, 3, 2), (1, 2, 1, 9)]))
    assert [name for name, _operands in steps if name in "mlS"] == ["m", "l", "S"] * 2
    assert drawn(lambda canvas: draw_rules(canvas, [])) == drawn(lambda canvas: None)
