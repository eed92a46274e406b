"""Rare, odd and large texts are kept, found and printed, or refused in a sentence (F69, F70, F72)."""

from pathlib import Path

import pypdf
import pytest

from db.changes import Draft
from db.errors import LedgerError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, full_rows
from db.services.saving import save
from db.services.searching import search
from db.services.verifying import verify
from desktop.cli import run
from tests.faults.fuzzing import SENTENCE
from tests.support.branches import PASSPHRASE, open_folder, save_new

RARE = ["㐱一", "𠮷野", "𫖯仁", "葛\U000e0100城", "阿依古丽·买买提", "王䶮", "龘", "〇二", "党员\U0001f600"]
CLEANED = [
    ("王\0小明", "王小明"),
    ("王\u202e小明", "王小明"),
    ("王\u200b小\ufeff明", "王小明"),
    ("王\x07小\x1b明", "王小明"),
    ("\u3000王小明\u00a0", "王小明"),
]
MARKUP = [
    "<img src='file:x'/>",
    "<a href='http://a'>甲</a>",
    "甲&乙<丙>",
    "<para>",
    "{{甲}}",
    "%s{0}",
    "=1+1",
]


@pytest.mark.parametrize("name", RARE)
def test_a_rare_name_is_kept_and_found(branch: Branch, name: str) -> None:
    uid = save_new(branch, "person", name=name)
    assert [row.text("name") for row in full_rows(branch, by_key("person"), ListQuery())] == [name]
    assert uid in {hit.uid for hit in search(branch, name)}
    assert verify(branch) == []


@pytest.mark.parametrize(("typed", "kept"), CLEANED)
def test_characters_that_cannot_be_seen_are_taken_out_of_a_name(
    branch: Branch, typed: str, kept: str
) -> None:
    save_new(branch, "person", name=typed)
    (row,) = full_rows(branch, by_key("person"), ListQuery())
    assert row.text("name") == kept


def test_half_a_character_is_refused_in_a_sentence(branch: Branch) -> None:
    with pytest.raises((LedgerError, UnicodeEncodeError)):
        save_new(branch, "person", name="王\ud83d明")
    assert full_rows(branch, by_key("person"), ListQuery()) == ()
    save_new(branch, "person", name="王小明")


def test_a_text_of_a_million_letters_is_refused_and_the_longest_allowed_is_kept(branch: Branch) -> None:
    spec = by_key("document")
    longest = spec.by_key["summary"].longest
    with pytest.raises(LedgerError) as refused:
        save(branch, spec, Draft({"title": "通知", "kind": "received", "summary": "字" * 1_000_000}))
    assert SENTENCE.fullmatch(refused.value.message)
    assert len(refused.value.message) < 500
    save_new(branch, "document", title="通知", kind="received", summary="字" * longest)
    (row,) = full_rows(branch, spec, ListQuery())
    assert len(row.text("summary")) == longest
    assert verify(branch) == []


def test_names_of_every_kind_print_as_they_were_typed(
    branch_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    branch = open_folder(branch_folder)
    for name in (*RARE[:3], *MARKUP):
        save_new(
            branch, "person", name=name, stage="full", admitted_on="2010-07-01", promoted_on="2011-07-01"
        )
    branch.close()
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", PASSPHRASE)
    target = tmp_path / "名册.pdf"
    words = ["print", "roster", "--out", str(target), "--data-dir", str(branch_folder), "--on", "2026-07-01"]
    assert run(words) == 0
    printed = "".join("".join(page.extract_text() for page in pypdf.PdfReader(target).pages).split())
    for name in (*RARE[:3], *MARKUP):
        assert "".join(name.split()) in printed
    assert all("/Annots" not in page for page in pypdf.PdfReader(target).pages)
