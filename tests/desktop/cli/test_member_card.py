"""The card of one person: everything the ledgers hold about somebody, on the command line and on one sheet of paper."""

from pathlib import Path

import pytest
from PIL import Image

NUMBER = "330899197003010018"
PERSON = {
    "name": "陈秋生", "sex": "male", "id_number": NUMBER, "born_on": "1970-03-01", "phone": "13812345678", "stage": "full",
    "applied_on": "1988-06-01", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01", "flags": ["hardship"],
}  # fmt: skip
OTHER = {"name": "林小满", "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
RECORDS = {
    "post": {"person": "陈秋生", "post": "organization", "from_on": "2024-03-10"},
    "theme_day": {
        "held_on": "2026-05-20", "starts_at": "14:00", "ends_at": "15:30", "topic": "防汛", "everyone_present": True,
    },
    "study": {
        "title": "县委党校培训", "begins_on": "2026-06-02", "ends_on": "2026-06-04", "organizer": "县委组织部",
        "participants": [{"person": "陈秋生"}],
    },
    "dues_standard": {"person": "陈秋生", "class": "wage", "base": "3000.00", "from_month": "2026-01"},
    "dues_payment": {"person": "陈秋生", "months": ["2026-01"], "amount": "15.00", "paid_on": "2026-01-10"},
    "heart_talk": {"held_on": "2026-04-02", "initiator": "林小满", "partner": "陈秋生", "words": "谈了近况"},
    "appraisal": {
        "year": 2025, "held_on": "2026-02-10", "members": [{"person": "陈秋生", "grade": "excellent"}],
    },
    "care_visit": {"visited_on": "2026-02-11", "person": "陈秋生", "reason": "hardship"},
    "commendation": {"person": "陈秋生", "kind": "excellent_member", "awarded_on": "2023-06-29"},
    "discipline": {"person": "陈秋生", "kind": "warning", "decided_on": "2010-03-01"},
    "transfer": {
        "person": "陈秋生", "direction": "out", "to_organization": "镇中心校支部", "issued_on": "2026-11-01", "letter_number": "1",
    },
    "mobile_member": {"person": "陈秋生", "direction": "out", "since": "2026-08-01", "place": "省城"},
    "out_of_contact": {"person": "陈秋生", "since": "2015-08-01", "restored_on": "2015-10-01"},
    "care_file": {
        "person": "陈秋生", "purpose": "help", "kind": "illness", "since": "2024", "measures": "跑材料",
        "family": [{"relation": "配偶", "name": "周氏"}],
    },
    "rectification": {"person": "陈秋生", "problem": "学习不够经常", "found_on": "2026-02-10"},
    "admission": {"person": "陈秋生", "steps": [{"step": 1, "done_on": "1988-06-01"}]},
}  # fmt: skip


@pytest.fixture
def card(ledger_call, json_file) -> str:
    """Somebody of whom every ledger has something; returns the uid."""
    uid = ledger_call("add", "person", "--from", json_file([PERSON, OTHER])).json["uids"][0]
    for ledger, values in RECORDS.items():
        added = ledger_call("add", ledger, "--from", json_file(values))
        assert added.code == 0, (ledger, added.err)
    return uid


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "照片.jpg"
    Image.new("RGB", (1600, 2000), (200, 120, 60)).save(path)
    return path


def test_the_card_gathers_every_ledger_and_each_line_opens_its_record(ledger_call, card):
    told = ledger_call("show", "person", card, "--card").json
    blocks = {block["key"]: block for block in told["blocks"]}

    ledgers = {line["ledger"] for block in blocks.values() for line in block["lines"]}
    assert set(RECORDS) - {"dues_standard"} <= ledgers
    assert blocks["appraisals"]["lines"][0]["words"] == "2025年度民主评议：优秀"
    assert blocks["dues"]["summary"] == "应交 165.00 元，已交 15.00 元，欠 9 个月"
    assert blocks["study"]["summary"].startswith("应达 56，已达 26（会议 2）")
    assert blocks["care"]["lines"][-1]["words"] == "家属：配偶周氏"
    for block in blocks.values():
        for line in block["lines"]:
            assert ledger_call("show", line["ledger"], line["uid"]).code == 0
    assert told["person"]["name"] == "陈秋生"
    assert told["has_photo"] is False


def test_the_card_as_of_an_earlier_day_knows_nothing_of_what_came_later(ledger_call, card):
    told = ledger_call("show", "person", card, "--card", "--as-of", "2026-02-28").json
    days = [line["on"] for block in told["blocks"] for line in block["lines"] if len(line["on"]) == 10]
    assert max(days) <= "2026-02-28"
    assert "study" not in {line["ledger"] for block in told["blocks"] for line in block["lines"]}


def test_a_reader_sees_the_blocks_in_words_and_no_whole_number(call, branch_dir, card):
    said = call("--data-dir", branch_dir, "show", "person", "陈秋生", "--card").out
    assert "【民主评议】" in said
    assert NUMBER not in said


def test_only_a_person_has_a_card(ledger_call, card):
    refused = ledger_call("show", "post", "陈秋生", "--card")
    assert refused.code == 2
    assert "show person" in refused.err


def test_the_printed_card_is_one_sheet_with_the_photo_and_without_a_whole_number(
    ledger_call, card, photo, tmp_path
):
    import pypdfium2

    assert ledger_call("attach", "person", card, photo, "--role", "photo").code == 0
    assert ledger_call("show", "person", card, "--card").json["has_photo"] is True
    target = tmp_path / "卡.pdf"
    assert ledger_call("print", "member_card", "--uid", card, "--out", target).code == 0
    paper = pypdfium2.PdfDocument(target)
    assert len(paper) == 1
    text = paper[0].get_textpage().get_text_bounded()
    assert NUMBER not in text
    assert "13812345678" not in text
    assert "县委党校培训" in text
    pixels = paper[0].render(scale=1).to_pil().convert("RGB")
    colours = pixels.getcolors(1 << 24) or []
    assert any(
        abs(red - 200) + abs(green - 120) + abs(blue - 60) < 30 for _count, (red, green, blue) in colours
    )
