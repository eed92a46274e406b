"""No print holds a whole number in its text layer (fault F74), but for the roster that was asked for with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from db.errors import LedgerError
from db.reports import PRINTS, PrintOptions
from db.services.branch import Branch
from db.services.trail import read_trail
from desktop.printing.producing import produce
from tests.support import village
from tests.support.branches import full_member, save_new

NUMBER, PHONE = "330899198901248774", "13812345678"
WORDS = f"联系 {PHONE}，身份证 {NUMBER}"


@pytest.fixture
def branch(branch_folder: Path) -> Iterator[Branch]:
    opened = village.open_copy(branch_folder)
    yield opened
    opened.close()


@pytest.fixture
def uids(branch: Branch) -> dict[str, str]:
    """Records with whole numbers in their fields and in what was written about them."""
    person = full_member(branch, "曾淑", id_number=NUMBER, phone=PHONE)
    meeting = save_new(
        branch, "general_meeting", held_on="2026-06-10", topic=WORDS, place=WORDS, chair=person, minute_taker=person,
        attendance=[{"person": person, "state": "present"}],
    )  # fmt: skip
    return {"person": person, "general_meeting": meeting}


def text_of(path: Path) -> str:
    """The text layer, closed up, and everything the file says about itself."""
    reader = pypdf.PdfReader(path)
    return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


@pytest.mark.parametrize("kind", [kind.key for kind in PRINTS])
def test_no_print_holds_a_whole_number(
    branch: Branch, uids: dict[str, str], tmp_path: Path, kind: str
) -> None:
    needs = next(each.needs for each in PRINTS if each.key == kind)
    ledgers = ("general_meeting",) if kind in ("minutes", "sign_in_sheet") else tuple(uids)
    for ledger in ledgers:
        chosen = {"ledger": ledger, "uid": uids[ledger]} if needs else {}
        target = tmp_path / f"{kind}-{ledger}.pdf"
        produce(branch, kind, PrintOptions(**chosen, paper="A4", year=2026), target)
        text = text_of(target)
        assert NUMBER not in text.replace("\n", "")
        assert PHONE not in text.replace("\n", "")


def test_the_roster_shows_them_for_a_reason_and_says_who_wanted_it(
    branch: Branch, uids: dict[str, str], tmp_path: Path
) -> None:
    produce(branch, "roster", PrintOptions(full_for="填写上级表格"), tmp_path / "a.pdf")
    text = text_of(tmp_path / "a.pdf").replace("\n", "")
    assert NUMBER in text
    entry = next(each for each in read_trail(branch, action="print") if each.fields == "完整号码")
    assert entry.reason == "填写上级表格"
    for words in ("周国强", "2026-11-22", "填写上级表格", f"登记第 {entry.number} 号"):
        assert words.replace(" ", "") in text.replace(" ", "")


def test_other_prints_never_show_them(branch: Branch, uids: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as refused:
        produce(
            branch,
            "record_page",
            PrintOptions(ledger="person", uid=uids["person"], full_for="填表"),
            tmp_path / "a.pdf",
        )
    assert refused.value.code == "always_masked"
    assert not (tmp_path / "a.pdf").exists()
