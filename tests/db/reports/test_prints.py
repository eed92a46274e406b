"""The list of printable things and the data they are made of."""

import json
from dataclasses import replace

import pytest

from db.errors import LedgerError, NotFoundError
from db.reports import PRINTS, PrintOptions, build_print, print_kind
from db.reports.document import Picture, ReportDocument, mask_document, texts_of, to_json
from db.reports.folder import InspectionFolder
from db.reports.recovery_sheet import recovery_sheet

OPTIONS = PrintOptions(year=2026, ledger="general_meeting", uid="m1")


@pytest.mark.parametrize("kind", PRINTS, ids=lambda kind: kind.key)
def test_every_print_can_be_made_and_says_whose_it_is(kind, source, facts):
    options = replace(OPTIONS, uid=source.rows(kind.ledger)[0].uid) if kind.ledger else OPTIONS
    options = options if "uid" in kind.needs else replace(options, uid="")
    built = build_print(kind, source, facts, options)
    if isinstance(built, InspectionFolder):
        assert built.branch == facts.profile.name
    else:
        assert built.header.branch == facts.profile.name
        assert built.title


@pytest.mark.parametrize("kind", [kind for kind in PRINTS if kind.needs], ids=lambda kind: kind.key)
def test_a_print_refuses_to_guess_what_was_not_chosen(kind, source, facts):
    with pytest.raises(LedgerError) as refused:
        build_print(kind, source, facts, PrintOptions())
    assert refused.value.code == "option_missing"


def test_an_unknown_print_is_refused_with_the_list_of_known_ones():
    with pytest.raises(NotFoundError, match="inspection_folder"):
        print_kind("nonsense")


def test_a_record_that_does_not_exist_is_refused(source, facts):
    with pytest.raises(NotFoundError):
        build_print(print_kind("minutes"), source, facts, PrintOptions(ledger="general_meeting", uid="none"))


def test_no_print_shows_full_numbers():
    assert not [kind.key for kind in PRINTS if kind.full_numbers]


def test_a_document_as_json_keeps_every_text_and_hides_picture_bytes():
    document = ReportDocument("标题", (Picture(b"\x89PNG", "照片说明"),))
    read = json.loads(to_json(document))
    assert read["blocks"][0]["block"] == "Picture"
    assert read["blocks"][0]["content"].startswith("sha256:")
    assert "照片说明" in texts_of(document)


def test_masking_changes_numbers_only():
    document = ReportDocument("330899195203151236 的标题", (), subtitle="第 3 次")
    assert mask_document(document).title == "330899********1236 的标题"
    assert mask_document(document).subtitle == "第 3 次"


@pytest.mark.parametrize("code", ["", "12345", "1" * 47, "1" * 49])
def test_a_recovery_code_of_another_length_is_a_mistake(code):
    with pytest.raises(ValueError, match="48"):
        recovery_sheet("支部", code)


def test_the_recovery_sheet_shows_the_eight_groups_in_order():
    code = "".join(f"{number:06d}" for number in range(8))
    texts = texts_of(recovery_sheet("支部", code))
    assert [text for text in texts if len(text) == 6 and text.isdigit()] == [f"{n:06d}" for n in range(8)]


def test_the_trail_of_a_year_is_printed_oldest_first_with_doubted_clocks_named(source, facts):
    built = build_print(print_kind("trail_table"), source, facts, PrintOptions(year=2026))
    texts = " ".join(texts_of(built))
    assert "2025-12-30" not in texts
    assert texts.index("名册.xlsx") < texts.index("时钟可疑")
    assert "共2条" in texts
