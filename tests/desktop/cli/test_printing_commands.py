"""Printing without a window."""

import pypdf
import pytest


@pytest.fixture
def meeting(ledger_call, json_file):
    """A general meeting with a vote, entered late, attended by somebody with a rare character in the name."""
    people = [
        {"name": name, "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01",
         "id_number": number, "phone": "13800001234"}
        for name, number in (("方桂𬭛", "330899198901248774"), ("李四<b>", None), ("周国英", None))
    ]  # fmt: skip
    ledger_call("add", "person", "--from", json_file(people))
    record = {
        "held_on": "2026-03-25", "starts_at": "09:00", "ends_at": "10:20", "place": "文化礼堂", "chair": "周国英",
        "minute_taker": "方桂𬭛", "topic": "商量修渠", "everyone_present": True,
        "agenda": [{"title": "修渠", "speakers": [{"person": "李四<b>", "words": "渠底要先清淤，<10岁的孩子别靠近"}],
                    "resolution": "四月清淤", "vote": {"method": "open", "for": 3, "against": 0, "abstain": 0}}],
    }  # fmt: skip
    return ledger_call("add", "general_meeting", "--from", json_file(record)).json["uid"]


def text_of(path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_the_minutes_print_everything_that_was_typed(ledger_call, meeting, tmp_path):
    out = tmp_path / "记录.pdf"
    answer = ledger_call("print", "minutes", "--ledger", "general_meeting", "--uid", meeting, "--out", out)
    text = text_of(out).replace("\n", "")
    assert answer.code == 0
    assert answer.json["pages"] == len(pypdf.PdfReader(out).pages)
    for words in ("方桂𬭛", "李四<b>", "<10岁的孩子", "四月清淤", "补记"):
        assert words in text


def test_no_print_holds_a_full_citizen_number_or_phone(ledger_call, meeting, tmp_path):
    for kind in ("roster", "inspection_folder"):
        out = tmp_path / f"{kind}.pdf"
        assert ledger_call("print", kind, "--out", out).code == 0
        text = text_of(out)
        assert "330899198901248774" not in text
        assert "13800001234" not in text


def test_every_kind_that_needs_nothing_prints_for_an_empty_branch(ledger_call, tmp_path):
    for kind in ledger_call("print", "--list").json:
        if not kind["needs"]:
            out = tmp_path / f"{kind['kind']}.pdf"
            assert ledger_call("print", kind["kind"], "--out", out).code == 0, kind
            assert out.read_bytes().startswith(b"%PDF")


def test_a_kind_that_needs_a_record_says_so(ledger_call, tmp_path):
    answer = ledger_call("print", "minutes", "--out", tmp_path / "x.pdf")
    assert (answer.code, answer.json["error"]["code"]) == (1, "option_missing")
    assert not (tmp_path / "x.pdf").exists()


def test_an_unknown_kind_is_refused(ledger_call, tmp_path):
    assert ledger_call("print", "nonsense", "--out", tmp_path / "x.pdf").json["error"]["code"] == "not_found"


def test_a_folder_can_be_printed_one_file_a_box(ledger_call, meeting, tmp_path):
    files = ledger_call("print", "inspection_folder", "--per-box", "--out", tmp_path / "盒.pdf").json["files"]
    assert len(files) == 12
    assert all(pypdf.PdfReader(file).pages for file in files)


def test_a_place_that_cannot_be_written_is_told_in_a_sentence(ledger_call, tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    answer = ledger_call("print", "roster", "--out", tmp_path / "file" / "x.pdf")
    assert answer.code == 1
    assert answer.json["error"]["code"] == "write_failed"
