"""Minutes print what was recorded, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.arithmetic.citizen_number import check_character
from db.ledgers import by_key
from db.reports import build_print, print_kind
from db.reports.document import Field, Fields, Notice, Paragraph, RuledLines, SignatureLine, texts_of
from db.reports.minutes import minutes
from db.reports.source import PrintOptions
from db.reports.wording import numeral

SPEC = by_key("general_meeting")


def field_values(document) -> dict[str, str]:
    rows = [row for block in document.blocks if isinstance(block, Fields) for row in block.rows]
    return {field.label: field.value for row in rows for field in row if isinstance(field, Field)}


def leads(document) -> dict[str, str]:
    return {
        block.lead: block.text for block in document.blocks if isinstance(block, Paragraph) and block.lead
    }


def test_every_named_speaker_is_printed_with_own_words(make_meeting, make_agenda_item, facts):
    speakers = [{"person": f"发言人{n}", "words": f"意见第{n}条"} for n in range(4)]
    row = make_meeting("general_meeting", "x", "2026-02-15", agenda=[make_agenda_item(speakers=speakers)])
    assert (
        leads(minutes(SPEC, row, facts)).items() >= {f"发言人{n}：": f"意见第{n}条" for n in range(4)}.items()
    )


def test_a_meeting_entered_late_prints_both_dates_and_the_note(source, facts):
    document = minutes(SPEC, source.rows("general_meeting")[1], facts)
    notice = next(block for block in document.blocks if isinstance(block, Notice))
    assert "2026年5月10日" in notice.text
    assert "2026年5月20日" in notice.text
    assert leads(document)["补记说明："] == "当日用纸笔记录。"


def test_a_meeting_entered_in_time_bears_no_notice(source, facts):
    document = minutes(SPEC, source.rows("general_meeting")[0], facts)
    assert not any(isinstance(block, Notice) for block in document.blocks)


def test_a_missing_resolution_is_a_line_to_fill_in(make_meeting, make_agenda_item, facts):
    row = make_meeting("general_meeting", "x", "2026-02-15", agenda=[make_agenda_item(resolution=None)])
    document = minutes(SPEC, row, facts)
    assert "决议：" not in leads(document)
    assert any(isinstance(block, RuledLines) and block.label == "决议：" for block in document.blocks)


def test_a_meeting_without_agenda_leaves_room_to_write(make_meeting, facts):
    document = minutes(SPEC, make_meeting("general_meeting", "x", "2026-02-15", agenda=[]), facts)
    assert any(isinstance(block, RuledLines) and block.count >= 8 for block in document.blocks)


def test_an_unrecorded_attendance_is_left_empty_and_not_judged(make_meeting, facts):
    document = minutes(SPEC, make_meeting("general_meeting", "x", "2026-02-15", attendance=[]), facts)
    values = field_values(document)
    assert (values["实　到"], values["请　假"], values["缺　席"]) == ("", "", "")
    assert values["应　到"] == "7人"
    assert leads(document)["表决："] == "举手表决，赞成5票，反对1票，弃权0票。"


def test_a_recorded_attendance_names_who_was_away_and_why(source, facts):
    values = field_values(minutes(SPEC, source.rows("general_meeting")[1], facts))
    assert values["请　假"] == "王建国（住院）"
    assert values["缺　席"] == "唐小龙"
    assert values["列　席"] == "镇党建办周敏"


def test_a_vote_prints_counts_and_whether_it_passed(source, facts):
    vote = leads(minutes(SPEC, source.rows("general_meeting")[1], facts))["表决："]
    assert "赞成5票，反对1票，弃权0票" in vote
    assert vote.endswith("超过应到的一半，通过。")


def test_votes_that_were_not_counted_leave_room_for_the_number(make_meeting, make_agenda_item, facts):
    item = make_agenda_item(vote={"method": "secret", "for": None, "against": None, "abstain": None})
    row = make_meeting("general_meeting", "x", "2026-02-15", agenda=[item])
    assert leads(minutes(SPEC, row, facts))["表决："] == "无记名投票，赞成　　票，反对　　票，弃权　　票。"


def test_minutes_end_with_the_places_to_sign(source, facts):
    for row in source.rows("general_meeting"):
        last = minutes(SPEC, row, facts).blocks[-1]
        assert last == SignatureLine(("主持人（签名）", "记录人（签名）"))


@pytest.mark.parametrize("phrase", ["一致认为", "一致同意", "热烈", "大家"])
def test_minutes_never_speak_for_anybody(phrase, make_meeting, facts):
    row = make_meeting("general_meeting", "x", "2026-02-15", agenda=[], topic="")
    assert not any(phrase in text for text in texts_of(minutes(SPEC, row, facts)))


def test_a_citizen_number_in_the_words_of_a_speaker_is_masked(source, facts, make_meeting, make_agenda_item):
    stem = "33089919520315123"
    number = stem + check_character(stem)
    item = make_agenda_item(
        speakers=[{"person": "王建国", "words": f"他的证号是{number}，电话13800001234。"}]
    )
    source.held["general_meeting"] = [make_meeting("general_meeting", "x", "2026-02-15", agenda=[item])]
    kind = print_kind("minutes")
    printed = "".join(
        texts_of(build_print(kind, source, facts, PrintOptions(ledger="general_meeting", uid="x")))
    )
    assert number not in printed
    assert "13800001234" not in printed
    assert "330899********" in printed


@given(st.integers(1, 99))
def test_chinese_numerals_are_distinct_and_read_back(number):
    digits = "零一二三四五六七八九"
    tens, _, ones = numeral(number).rpartition("十")
    value = digits.index(ones) if ones else 0
    if "十" in numeral(number):
        value += 10 * (digits.index(tens) if tens else 1)
    assert value == number


def test_corrections_stand_after_the_signatures_with_day_who_what_and_why(make_meeting, facts):
    corrections = [
        {"on": "2026-03-01", "by": "王建国", "fields": "地点、议题", "reason": "地点写错。"},
        {"on": "2026-03-09", "by": None, "fields": "主题", "reason": None},
    ]
    document = minutes(
        SPEC, make_meeting("general_meeting", "x", "2026-02-15", corrections=corrections), facts
    )
    signed = next(n for n, block in enumerate(document.blocks) if isinstance(block, SignatureLine))
    heading, *told = document.blocks[signed + 1 :]
    assert heading.text == "更正记录"
    assert [(each.lead, each.text) for each in told] == [
        ("2026年3月1日　王建国：", "更正内容：地点、议题。原因：地点写错。"),
        ("2026年3月9日：", "更正内容：主题。"),
    ]


def test_minutes_never_corrected_end_with_the_signatures(make_meeting, facts):
    document = minutes(SPEC, make_meeting("general_meeting", "x", "2026-02-15"), facts)
    assert isinstance(document.blocks[-1], SignatureLine)
