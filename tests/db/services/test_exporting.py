"""What is exported is dead text in Excel, WPS and LibreOffice, and comes back as it was (F71, requirement R37)."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.importing.reading import clean_lines
from db.services.exporting import inert

SIGNS = "=+-@＝＋－＠﹢﹣﹦﹫"
HIDING = ["", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", " \u00a0 "]


@pytest.mark.parametrize("hidden", HIDING)
@pytest.mark.parametrize("sign", SIGNS)
def test_a_formula_sign_is_guarded_wherever_a_line_begins(sign: str, hidden: str) -> None:
    for text in (
        f"{hidden}{sign}1",
        f"甲\n{hidden}{sign}1",
        f"甲\r\n{hidden}{sign}1",
        f"甲\r{hidden}{sign}1",
    ):
        guarded = inert(text)
        assert guarded == text.replace(f"{hidden}{sign}", f"'{hidden}{sign}")


@pytest.mark.parametrize("text", ["\t1", "\r1", "\n1", "\t=1"])
def test_a_cell_that_begins_with_a_tab_or_a_line_end_is_guarded(text: str) -> None:
    assert inert(text).startswith("'")


@pytest.mark.parametrize("text", ["", "王小明", "3-5月", "a=b", "2026-07-01", "13800001234", "'=1"])
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_a_number_too_long_for_a_spreadsheet_stays_whole() -> None:
    assert inert("330899199901011234") == "'330899199901011234"


@given(st.text(alphabet=st.sampled_from("=+-@＝－ \t\r\n\u00a0\u200b甲1',\""), max_size=12))
def test_no_line_of_a_written_cell_begins_like_a_formula(text: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([inert(text)])
    (row,) = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    for line in row[0].replace("\r", "\n").split("\n"):
        bare = "".join(ch for ch in line if not ch.isspace() and unicodedata.category(ch) != "Cf")
        assert unicodedata.normalize("NFKC", bare)[:1] not in tuple("=+-@")
    assert row[0][:1] not in ("\t", "\r", "\n")


@given(
    st.lists(st.text(alphabet=st.sampled_from("=+-@＝甲1a"), min_size=1, max_size=5), min_size=1, max_size=4)
)
def test_what_was_guarded_is_read_back_as_it_was(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert clean_lines(inert(text)) == text
