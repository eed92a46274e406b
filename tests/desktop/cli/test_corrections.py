"""Signed minutes on the command line: a change goes through as ever, and is told in the record and on paper."""

import pypdf
import pytest

SIGNED = {
    "held_on": "2026-11-20",
    "topic": "商量修渠",
    "place": "文化礼堂",
    "agenda": [{"title": "修渠", "resolution": "四月清淤"}],
    "signed": True,
}


@pytest.fixture
def meeting(ledger_call, json_file) -> str:
    """A signed general meeting."""
    return ledger_call("add", "general_meeting", "--from", json_file(SIGNED)).json["uid"]


@pytest.fixture
def changed(ledger_call, json_file, meeting):
    """`changed(values)` changes the signed meeting."""
    return lambda values, *words: ledger_call(
        "change", "general_meeting", meeting, "--from", json_file(values), *words
    )


def test_a_change_of_a_signed_record_answers_as_ever_and_is_told(ledger_call, meeting, changed):
    assert changed({"place": "老年之家"}).code == 0
    assert (
        changed({"topic": "商量清淤", "corrections": [{"reason": "主题写错"}]}, "--on", "2026-11-25").code
        == 0
    )
    shown = ledger_call("show", "general_meeting", meeting).json
    (listed,) = ledger_call("list", "general_meeting").json
    told = [{key: each[key] for key in ("on", "by", "fields", "reason")} for each in shown["corrections"]]
    assert shown["corrections"] == listed["corrections"]
    assert [each.pop("by") or "" for each in told] == [shown["entered_by"]] * 2
    assert told == [
        {"on": "2026-11-22", "fields": "地点", "reason": None},
        {"on": "2026-11-25", "fields": "主题", "reason": "主题写错"},
    ]


def test_what_show_gives_can_be_given_back_and_a_row_less_is_refused(ledger_call, meeting, changed):
    changed({"place": "老年之家"})
    shown = ledger_call("show", "general_meeting", meeting).json
    assert changed(shown).code == 0
    assert ledger_call("show", "general_meeting", meeting).json["corrections"] == shown["corrections"]
    answer = changed({"corrections": []})
    assert answer.code == 1
    assert "更正记录只增不减" in answer.err
    assert answer.err.count("\n") == 1


def test_an_exported_record_tells_its_corrections(ledger_call, meeting, changed, tmp_path):
    import openpyxl

    changed({"place": "老年之家", "corrections": [{"reason": "地点写错"}]})
    assert ledger_call("export", "general_meeting", tmp_path / "a.xlsx").code == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert any("地点写错" in str(cell.value) for cell in sheet[2])


def test_the_minutes_end_with_what_was_corrected(ledger_call, meeting, changed, tmp_path):
    def printed() -> str:
        out = tmp_path / "记录.pdf"
        words = ("print", "minutes", "--ledger", "general_meeting", "--uid", meeting, "--out", out)
        assert ledger_call(*words).code == 0
        return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(out).pages)

    assert "更正记录" not in printed()
    changed({"place": "老年之家", "corrections": [{"reason": "地点写错，按签到表改正"}]})
    changed({"agenda": [{"title": "修渠", "resolution": "五月清淤"}]})
    text = printed()
    end = text[text.index("更正记录") :]
    assert "2026年11月22日：更正内容：地点。原因：地点写错，按签到表改正。" in end
    assert "2026年11月22日：更正内容：议题。" in end
    assert text.index("记录人（签名）") < text.index("更正记录")
