"""The extract of one person: everything the books hold, where it came from, who was handed it; others stay out of it."""

import json
from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange.erasing import erase_person
from db.exchange.inviting import invite
from db.ledgers import LEDGERS, by_key
from db.privacy.person_extract import OWN_WISH, TITLE, PersonExtract, extract_person, to_json
from db.reports.document import texts_of
from db.reports.person_extract import extract_page
from db.services.attaching import attach
from db.services.branch import Branch
from db.services.exporting import export_ledger
from db.services.saving import remove
from db.services.trail import note, read_trail
from tests.support.branches import change, full_member, save_new
from tests.support.exchange import Stick

NUMBER, PHONE = "330899197003010018", "13812345678"


@pytest.fixture
def uid(branch: Branch) -> str:
    return full_member(branch, "曾淑", id_number=NUMBER, phone=PHONE, address="青石镇白果村3组12号")


def extract(branch: Branch, uid: str, **more: object) -> PersonExtract:
    return extract_person(branch, uid, "PDF", **more)  # type: ignore[arg-type]


def said(found: PersonExtract, ledger: str) -> list[str]:
    """What the records of one ledger say, as texts."""
    return [
        f"{each.title}：{each.text}"
        for record in found.records
        if record.ledger == ledger
        for each in record.said
    ]


def test_numbers_and_the_house_are_masked_unless_a_reason_is_given(branch: Branch, uid: str) -> None:
    hidden = to_json(extract(branch, uid)).decode()
    assert NUMBER not in hidden
    assert PHONE not in hidden
    assert "12号" not in hidden
    whole = to_json(extract(branch, uid, full=True, reason="核对本人证件")).decode()
    assert NUMBER in whole
    assert PHONE in whole
    assert "12号" in whole


def test_whole_numbers_without_a_reason_are_refused_and_leave_no_row(branch: Branch, uid: str) -> None:
    before = read_trail(branch)
    with pytest.raises(LedgerError) as refused:
        extract(branch, uid, full=True)
    assert refused.value.code == "reason_missing"
    assert read_trail(branch) == before


def test_each_extract_is_in_the_trail_with_whose_it_is_and_why(branch: Branch, uid: str) -> None:
    extract(branch, uid)
    extract(branch, uid, full=True, reason="转接组织关系")
    whole, masked = read_trail(branch, 2)
    assert (masked.action, masked.object, masked.reason) == ("export", f"person:{uid}", OWN_WISH)
    assert "号码遮盖" in masked.fields
    assert (whole.fields, whole.reason) == (f"{TITLE}，PDF，完整号码", "转接组织关系")


def test_every_field_says_who_typed_it_on_which_day(branch: Branch, uid: str) -> None:
    branch.actor = "组织委员"
    change(branch, "person", uid, phone="13900000001")
    known = {each.key: each.origin for each in extract(branch, uid).known}
    assert known["name"].startswith("林书记，2026-07-01")
    assert known["phone"].startswith("组织委员，2026-07-01")


def test_what_others_did_in_the_same_record_is_left_out(branch: Branch, uid: str) -> None:
    other = full_member(branch, "李想")
    save_new(
        branch, "general_meeting", held_on="2026-05-08", topic="讨论",
        agenda=[{"title": "议修路", "speakers": [{"person": uid, "words": "我同意"}, {"person": other, "words": "我反对"}]}],
        attendance=[{"person": uid, "state": "present"}, {"person": other, "state": "excused", "reason": "住院"}],
    )  # fmt: skip
    save_new(
        branch, "appraisal", year=2025, held_on="2026-02-10",
        members=[{"person": uid, "grade": "excellent"}, {"person": other, "grade": "unqualified"}],
    )  # fmt: skip
    found = extract(branch, uid)
    told = to_json(found).decode()
    assert any("我同意" in words and "议修路" in words for words in said(found, "general_meeting"))
    assert any("优秀" in words for words in said(found, "appraisal"))
    for words in ("我反对", "住院", "不合格", "李想"):
        assert words not in told


def test_a_meeting_at_which_everybody_was_counts_as_come(branch: Branch, uid: str) -> None:
    save_new(branch, "theme_day", held_on="2026-05-20", topic="植树", everyone_present=True)
    assert said(extract(branch, uid), "theme_day") == ["到会情况：到会"]


def test_talks_are_told_whole_to_whom_they_were_about_alone(branch: Branch, uid: str) -> None:
    other = full_member(branch, "李想")
    save_new(branch, "heart_talk", held_on="2026-04-02", initiator=other, partner=uid, words="谈了家里的难处")
    assert "谈了家里的难处" in str(said(extract(branch, uid), "heart_talk"))
    assert said(extract(branch, other), "heart_talk") == ["谈话人：本人"]


def test_records_in_the_recycle_bin_are_told_too(branch: Branch, uid: str) -> None:
    visit = save_new(branch, "care_visit", visited_on="2026-02-11", person=uid, reason="hardship")
    remove(branch, by_key("care_visit"), [visit])
    (record,) = extract(branch, uid).records
    assert (record.uid, record.note) == (visit, "在回收站里")


def test_records_that_only_mention_somebody_are_listed_without_the_names_of_others(
    branch: Branch, uid: str
) -> None:
    first, second = full_member(branch, "李想"), full_member(branch, "陈大山")
    save_new(branch, "heart_talk", held_on="2026-04-02", initiator=first, partner=second, words="曾淑帮过他")
    save_new(branch, "document", title="关于曾淑同志的情况", kind="received")
    places = extract(branch, uid).places
    assert "文字里提到：谈心谈话 2026-04-02" in places
    assert any("关于曾淑同志的情况" in place for place in places)
    assert not any(name in place for place in places for name in ("李想", "陈大山"))


def test_photos_and_scans_are_listed(branch: Branch, uid: str, tmp_path: Path) -> None:
    paper = tmp_path / "身份证扫描.txt"
    paper.write_text("扫描", "utf-8")
    attach(branch, by_key("person"), uid, paper, "other")
    assert [(each.name, each.of) for each in extract(branch, uid).files] == [("身份证扫描.txt", "党员名册")]


def test_packages_that_carried_the_person_are_told_and_those_before_are_not(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "李想")
    stick.put(office)
    uid = full_member(office, "曾淑")
    stick.put(office)
    invite(office, stick.folder)
    ways = [each.way[:2] for each in extract(office, uid).handed]
    assert sorted(ways) == ["同步", "邀请"]


def test_exports_with_whole_numbers_and_who_looked_are_told(branch: Branch, uid: str) -> None:
    other = full_member(branch, "李想")
    export_ledger(branch, by_key("person"), "名册.xlsx", full_for="填写上级表格")
    export_ledger(branch, by_key("person"), "遮盖.xlsx")
    note(branch, "view_full", f"person:{uid}", "身份证号、电话", "电话联系本人")
    note(branch, "view_full", f"person:{other}", "身份证号、电话", "别人的事")
    found = extract(branch, uid)
    assert [each.why for each in found.handed] == ["填写上级表格"]
    assert "整份，可能有本人" in found.handed[0].what
    assert [each.why for each in found.looked_at] == ["电话联系本人"]


def test_what_was_handed_on_of_somebody_else_is_nobody_elses_business(branch: Branch, uid: str) -> None:
    other = full_member(branch, "李想")
    extract(branch, other, full=True, reason="别人的事")
    assert "李想" not in to_json(extract(branch, uid)).decode()
    assert extract(branch, other).handed[0].why == "别人的事"


def test_the_extract_of_somebody_erased_is_refused(branch: Branch, uid: str) -> None:
    erase_person(branch, uid, "本人要求")
    with pytest.raises(LedgerError) as refused:
        extract(branch, uid)
    assert refused.value.code == "not_found"


@pytest.mark.parametrize(
    "spec", [spec for spec in LEDGERS if "person" in spec.by_key], ids=lambda spec: spec.key
)
def test_retention_is_told_of_every_ledger_that_can_hold_somebody(spec: object) -> None:
    from db.privacy.personal_fields import kept_because

    assert kept_because(spec.key).kept  # type: ignore[attr-defined]


def test_the_paper_says_everything_the_file_says(branch: Branch, uid: str) -> None:
    save_new(branch, "care_visit", visited_on="2026-02-11", person=uid, reason="hardship", words="送去米面")
    found = extract(branch, uid, full=True, reason="核对本人证件")
    texts = " ".join(texts_of(extract_page(found)))
    content = json.loads(to_json(found))
    for each in content["known"]:
        assert each["text"] in texts
        assert each["origin"] in texts
    for words in ("送去米面", "核对本人证件", "永久", "不是法律意见", found.mark):
        assert words in texts
    assert content["masked"] is False


def test_many_packages_alike_stand_in_one_line_on_paper(office: Branch, home: Branch, stick: Stick) -> None:
    uid = full_member(office, "曾淑")
    for _ in range(3):
        stick.put(office)
    texts = texts_of(extract_page(extract(office, uid)))
    assert sum("3次" in text for text in texts) == 1
