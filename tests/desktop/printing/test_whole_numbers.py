"""No print holds a whole number in its text layer (fault F74), but for the roster that was asked for with a reason."""

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from db.changes import Ref
from db.errors import LedgerError
from db.fields import Kind
from db.ledgers import by_key
from db.reports import PRINTS, PrintOptions
from db.services.branch import Branch
from db.services.trail import read_trail
from desktop.printing.producing import produce
from tests.support import village
from tests.support.branches import full_member, save_new
from tests.support.filled import Filler

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


@pytest.fixture
def papers(branch: Branch, uids: dict[str, str]) -> dict[str, str]:
    """The same, and a record about that person of every ledger that has papers of its own."""
    filler = Filler(branch)
    filler.person = Ref(uids["person"], "曾淑")
    listed = ("rectification", "study", "commendation")  # printed as a table of the year
    ledgers = dict.fromkeys((*listed, *(kind.ledger for kind in PRINTS if kind.ledger)))
    return uids | {ledger: _record(branch, filler, ledger) for ledger in ledgers}


def _record(branch: Branch, filler: Filler, ledger: str) -> str:
    """A record of a ledger that has papers of its own, with whole numbers in everything written."""
    spec = by_key(ledger)
    written = {
        field.key: WORDS
        for field in spec.fields
        if field.kind in (Kind.TEXT, Kind.LONG_TEXT) and not field.choices
    }
    return save_new(branch, ledger, **{**filler.values(spec), **written})


def text_of(path: Path) -> str:
    """The text layer, closed up, and everything the file says about itself."""
    reader = pypdf.PdfReader(path)
    return "".join(page.extract_text() for page in reader.pages) + str(reader.metadata)


@pytest.mark.parametrize("kind", [kind.key for kind in PRINTS])
def test_no_print_holds_a_whole_number(
    branch: Branch, uids: dict[str, str], papers: dict[str, str], tmp_path: Path, kind: str
) -> None:
    wanted = next(each for each in PRINTS if each.key == kind)
    ledgers = ("general_meeting",) if kind in ("minutes", "sign_in_sheet") else tuple(uids)
    for ledger in (wanted.ledger,) if wanted.ledger else ledgers:
        chosen = {"ledger": ledger, "uid": papers[ledger]} if wanted.needs else {}
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
    entry = next(each for each in read_trail(branch, action="print") if "人，完整号码" in each.fields)
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
