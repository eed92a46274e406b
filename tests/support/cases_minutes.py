"""Examples for REC-01 to REC-20."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from db.rules.facts import Attended, Document, Facts, Meeting, Paper
from tests.support.facts import (
    adding,
    find,
    person,
    well_kept,
    with_documents,
    with_item,
    with_meeting,
    with_roster,
    with_setting,
    with_text,
    words,
)
from tests.support.rule_case import RuleCase, fires, silent


def _general(**changes: object) -> Callable[[], Facts]:
    return lambda: with_meeting(well_kept(), "general_meeting", **changes)


def _item(**changes: object) -> Callable[[], Facts]:
    return lambda: with_item(well_kept(), **changes)


def _text(text: str) -> Callable[[], Facts]:
    return lambda: with_text(well_kept(), text)


def _vague(text: str, *, named: bool = False) -> Facts:
    speech = replace(
        find(well_kept(), "general_meeting").agenda[0].speeches[0], person="", name="", words=text
    )
    speeches = (speech, replace(speech, person="p3", words="同意先修水渠")) if named else (speech,)
    return with_item(well_kept(), speeches=speeches)


def _copy(source: Meeting, day: str, text: str = "") -> Meeting:
    """A meeting of another day with the words of `source`, or of its own agenda with `text`."""
    item = source.agenda[0]
    speech = replace(item.speeches[0], words=text or item.speeches[0].words)
    return replace(source, uid=f"copy-{day}", held_on=day, agenda=(replace(item, speeches=(speech,)),))


def _copied(day: str, share: float = 1.0) -> Facts:
    """May's general meeting once more on another day, with this share of its words."""
    source = find(well_kept(), "general_meeting")
    kept = int(700 * share)
    text = source.agenda[0].speeches[0].words[:kept] + words("other", 700 - kept)
    return adding(well_kept(), _copy(source, day, text))


def _absent_role(uid: str, state: str, **changes: object) -> Facts:
    entries = find(well_kept(), "general_meeting").attendance
    changed = tuple(replace(a, state=state, reason="住院") if a.person == uid else a for a in entries)
    return with_meeting(well_kept(), "general_meeting", attendance=changed, **changes)


def _typed_at_once(taker: str) -> Facts:
    meetings = (
        replace(m, entered_on="2026-01-10", minute_taker=taker if n % 2 else "p1")
        for n, m in enumerate(well_kept().meetings)
    )
    return replace(well_kept(), meetings=tuple(meetings))


def _photo(digest: str, taken_on: str | None) -> Facts:
    return with_meeting(well_kept(), "theme_day", papers=(Paper("x", "photo", "照片.jpg", digest, taken_on),))


def _numbered(*numbers: str) -> Facts:
    facts = well_kept()
    for month, number in enumerate(numbers, start=1):
        facts = with_meeting(facts, "committee_meeting", month, number=number)
    return facts


def _guest(name: str) -> Facts:
    entries = find(well_kept(), "general_meeting").attendance
    return with_meeting(well_kept(), "general_meeting", attendance=(*entries, Attended("", name, "observer")))


def _namesakes() -> Facts:
    facts = with_roster(well_kept(), person(10, None, None, name="赵甲声"))
    return with_text(facts, "请赵甲声同志和赵甲生同志负责")


STUDIED = "学习《关于加强田间灌溉管理的意见》"


def _studied(dated_on: str) -> Facts:
    paper = Document("d", "received", "关于加强田间灌溉管理的意见", dated_on)
    return with_documents(with_text(well_kept(), STUDIED), paper)


MINUTES_CASES: tuple[RuleCase, ...] = (
    fires("REC-01", "minutes_without_place_and_chair", _general(place="", chair=""), "地点、主持人"),
    fires("REC-01", "minutes_without_attendance", _general(attendance=(), papers=()), "到会情况"),
    fires("REC-01", "minutes_without_any_resolution", _item(resolution=""), "决议"),
    silent("REC-01", "a_chair_from_outside", _general(chair="", chair_name="来宾")),
    silent(
        "REC-01",
        "a_lecture_needs_no_minute_taker",
        lambda: with_meeting(well_kept(), "party_lecture", minute_taker=""),
    ),
    fires("REC-02", "minutes_of_a_hundred_characters", lambda: _vague(words("short", 100)), "少于300字"),
    silent("REC-02", "an_empty_record_is_told_by_its_missing_parts", _general(agenda=())),
    silent(
        "REC-02",
        "a_shorter_local_demand",
        lambda: with_setting(_vague(words("short", 100)), "REC-02.general_meeting", 50),
    ),
    fires("REC-03", "minutes_copied_from_another_month", lambda: _copied("2025-06-12"), "雷同"),
    fires("REC-03", "minutes_copied_with_a_few_changes", lambda: _copied("2025-06-12", 0.95), "雷同"),
    silent("REC-03", "minutes_half_of_which_are_new", lambda: _copied("2025-06-12", 0.5)),
    silent("REC-03", "last_years_words_are_told_as_such", lambda: _copied("2024-05-14")),
    fires("REC-04", "minutes_of_the_same_month_last_year", lambda: _copied("2024-05-14"), "只换了日期"),
    silent("REC-04", "minutes_of_another_month_last_year", lambda: _copied("2024-06-14")),
    silent("REC-04", "minutes_with_changes", lambda: _copied("2024-05-14", 0.95)),
    fires("REC-05", "a_placeholder_left_in", _text("书记××作了讲话"), "占位符"),
    fires("REC-05", "the_name_of_another_branch", _text("中共清河乡下湾村支部委员会召开会议"), "下湾村支部"),
    fires("REC-05", "a_date_left_from_last_year", _text("2024年5月12日上午"), "旧日期"),
    silent("REC-05", "the_day_of_the_meeting_itself", _text("2025年5月12日上午")),
    silent("REC-05", "a_year_written_with_zeros", _text("二〇〇五年修的渠，宽3×5米")),
    silent("REC-05", "our_own_name", _text("中共云栖乡上溪村支部委员会召开会议")),
    silent("REC-05", "an_earlier_year_that_is_meant", _text("自2021年以来，2024年3月2日修好的水渠")),
    fires("REC-06", "everybody_agreed_and_nobody_spoke", lambda: _vague("大家一致认为很好"), "一致认为"),
    silent("REC-06", "everybody_agreed_after_a_named_speech", lambda: _vague("大家一致认为很好", named=True)),
    fires(
        "REC-07",
        "a_vote_without_resolution",
        _item(resolution="", vote_method="open", votes_for=9, votes_against=1, abstentions=0),
        "没有写决议",
    ),
    fires("REC-07", "work_nobody_is_responsible_for", _item(resolution="抓紧整改漏水的闸门"), "没有责任人"),
    fires("REC-07", "a_term_without_a_person", _item(resolution="同意", due_on="2025-06-30"), "有完成期限"),
    silent(
        "REC-07",
        "work_with_a_responsible_person",
        _item(resolution="抓紧整改漏水的闸门", responsible="p3", due_on="2025-06-30"),
    ),
    silent("REC-07", "a_consent_to_work", _item(resolution="同意组织春节慰问")),
    silent("REC-07", "a_plain_consent", _item(resolution="同意修订后的名单")),
    fires("REC-08", "minutes_nobody_signed", _general(signed=False), "签名"),
    silent(
        "REC-08",
        "a_scan_of_the_signed_minutes",
        _general(signed=False, papers=(Paper("x", "signed_minutes", "记录.png", "z"),)),
    ),
    silent(
        "REC-08",
        "minutes_of_yesterday",
        lambda: replace(with_meeting(well_kept(), "general_meeting", signed=False), today=date(2025, 5, 13)),
    ),
    fires("REC-09", "a_vote_without_numbers", _item(vote_method="secret"), "票数"),
    fires("REC-09", "an_admission_without_a_vote", _item(matter="admission"), "票数"),
    silent(
        "REC-09",
        "a_vote_with_all_three_numbers",
        _item(vote_method="secret", votes_for=9, votes_against=0, abstentions=1),
    ),
    silent("REC-09", "an_election_is_counted_on_paper", _item(matter="election", vote_method="secret")),
    fires("REC-10", "a_later_day_told_as_past", _text("2025年6月3日召开了院坝会"), "晚于会议日"),
    fires("REC-10", "a_term_before_the_meeting", _item(due_on="2025-05-01", responsible="p3"), "早于会议日"),
    silent("REC-10", "a_later_day_that_is_planned", _text("计划2025年6月3日召开院坝会")),
    silent("REC-10", "a_term_later_that_month", _item(due_on="2025-05-12", responsible="p3")),
    fires("REC-11", "a_paper_issued_after_the_meeting", lambda: _studied("2025-05-20"), "还没有印发"),
    silent("REC-11", "a_paper_issued_on_the_day_of_the_meeting", lambda: _studied("2025-05-12")),
    silent("REC-11", "a_paper_issued_before_the_meeting", lambda: _studied("2025-05-06")),
    silent("REC-11", "a_paper_issued_some_day_of_that_month", lambda: _studied("2025-05")),
    fires("REC-12", "the_minute_taker_was_absent", lambda: _absent_role("p1", "absent"), "记录人钱甲生"),
    fires(
        "REC-12", "a_speaker_was_on_leave", lambda: _absent_role("p0", "excused", chair="p2"), "发言人赵甲生"
    ),
    silent("REC-12", "the_minute_taker_was_in_attendance", lambda: _absent_role("p1", "observer")),
    fires("REC-13", "a_year_typed_by_one_hand_on_one_day", lambda: _typed_at_once("p1"), "同一天录入"),
    silent("REC-13", "a_year_typed_on_one_day_from_two_hands", lambda: _typed_at_once("p2")),
    fires(
        "REC-14",
        "a_theme_day_without_photos",
        lambda: with_meeting(well_kept(), "theme_day", papers=()),
        "12次主题党日中有1次",
    ),
    silent(
        "REC-14",
        "photos_nobody_asks_for",
        lambda: with_setting(with_meeting(well_kept(), "theme_day", papers=()), "REC-14.theme_day", ""),
    ),
    fires("REC-15", "a_photo_of_last_week", lambda: _photo("own", "2025-05-13"), "拍摄日期不符"),
    silent("REC-15", "a_photo_of_the_day_before", lambda: _photo("own", "2025-05-19")),
    silent("REC-15", "a_photo_without_a_day", lambda: _photo("own", None)),
    fires(
        "REC-16",
        "the_photo_of_april_once_more",
        lambda: _photo("photo theme_day-2025-04-20-", None),
        "同一张照片",
    ),
    silent("REC-16", "a_photo_of_its_own", lambda: _photo("own", None)),
    fires("REC-17", "a_number_given_twice", lambda: _numbered("2025年第1次", "2025年第1次"), "重号"),
    fires(
        "REC-17",
        "a_number_left_out",
        lambda: _numbered(*(f"2025年第{n}次" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13))),
        "跳号",
    ),
    fires("REC-17", "a_number_of_another_year", lambda: _numbered("2024年第1次"), "年份"),
    silent(
        "REC-17",
        "numbers_in_chinese_characters",
        lambda: _numbered(*(f"第{n}次" for n in "一二三四五六七八九十"), "第十一次", "第十二次"),
    ),
    fires("REC-18", "a_name_that_sounds_the_same", lambda: _guest("赵甲声"), "名册上是“赵甲生”"),
    fires("REC-18", "a_name_with_exchanged_characters", _text("请周生甲同志负责"), "周甲生"),
    silent("REC-18", "two_names_of_the_roster_that_sound_the_same", _namesakes),
    silent("REC-18", "a_brother_from_outside", lambda: _guest("赵甲平")),
    silent("REC-18", "a_name_as_it_is_on_the_roster", _text("请周甲生同志负责")),
    fires("REC-19", "a_plain_member_called_secretary", _text("书记陈甲生讲话"), "称陈甲生为书记"),
    silent("REC-19", "the_secretary_called_secretary", _text("书记赵甲生讲话，赵甲生书记总结")),
    silent("REC-19", "the_secretary_of_another_body", _text("镇党委书记陈甲生讲话")),
    fires("REC-20", "minutes_changed_after_sealing", _general(changed_after_seal=True), "封存"),
    silent(
        "REC-20",
        "minutes_changed_with_a_note",
        _general(changed_after_seal=True, late_note="更正实到人数，由组织委员更正"),
    ),
)
