"""Findings on the roster and around an admission, from what is typed to `check`."""

from typing import Any

import pytest

from db.arithmetic.citizen_number import check_character

FIRST = "33089919800512015"  # of an area that was never assigned
RIGHT = FIRST + check_character(FIRST)


@pytest.fixture
def typed(ledger_call, json_file):
    """Add one record and give its uid."""

    def add(ledger: str, **values: Any) -> str:
        answer = ledger_call("add", ledger, "--from", json_file(values))
        assert answer.code == 0, answer.out + answer.err
        return str(answer.json["uids"][0])

    return add


@pytest.fixture
def checked(ledger_call):
    """The messages of one rule."""

    def check(rule: str, year: int = 2026) -> list[str]:
        return [found["message"] for found in ledger_call("check", "--rule", rule, "--year", year).json]

    return check


def member(typed, name: str, **more: Any) -> str:
    plain = {
        "stage": "full",
        "admitted_on": "2009-07-01",
        "promoted_on": "2010-07-01",
        "born_on": "1980-05-12",
    }
    return typed("person", name=name, **{**plain, **more})


def test_a_spoilt_number_is_named_and_never_repeated(typed, checked, ledger_call):
    wrong = RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")
    member(typed, "陈秋生", id_number=wrong)

    (message,) = checked("MEM-01")
    assert "末位校验码对不上" in message
    assert wrong not in ledger_call("check").out


def test_the_form_and_the_examination_say_the_same_of_a_number(typed, checked, ledger_call):
    uid = member(typed, "陈秋生", id_number=RIGHT, born_on="1980-05-21")

    told = ledger_call("show", "person", uid).json["id_number_problem"]
    assert told == "号码里的出生日期是1980-05-12，与登记的1980-05-21不一致"
    assert checked("MEM-02") == [f"陈秋生的身份证{told}。"]


def test_what_is_not_filled_in_is_listed_for_each_member(typed, checked):
    member(
        typed, "陈秋生", sex="male", ethnicity="汉族", education="初中", occupation="务农", phone="13000000000",
        address="前畈3号", id_number=RIGHT,
    )  # fmt: skip
    member(typed, "林小满", sex="female")

    assert checked("MEM-06") == [
        "林小满的信息没有填全：公民身份号码、民族、学历、工作岗位、联系电话、家庭住址。"
    ]


def test_a_member_typed_twice_is_found_by_the_number(typed, checked):
    for name in ("陈秋生", "陈秋声"):
        member(typed, name, id_number=RIGHT)

    (message,) = checked("MEM-07")
    assert message.startswith("有2条登记的身份证号相同")


def test_a_group_that_was_removed_leaves_its_members_over(typed, checked, ledger_call):
    group = typed("group", name="第一党小组")
    typed("group", name="第二党小组")
    member(typed, "陈秋生", group="第一党小组", group_since="2020-01-01")
    member(typed, "林小满", group="第二党小组", group_since="2020-01-01")
    assert checked("MEM-09") == []
    assert ledger_call("remove", "group", group).code == 0

    assert checked("MEM-09") == ["花名册2人，各党小组合计1人；陈秋生登记的党小组已经不在台账里。"]
    assert checked("ORG-15") == []


def test_the_file_of_a_member_without_a_personnel_file_is_looked_through(typed, checked):
    papers = "入党申请书、入党志愿书、政审材料、考察登记表"
    member(typed, "陈秋生", personnel_file="none", file_papers=papers)

    assert checked("MEM-23") == ["陈秋生没有人事档案，党员档案里缺转正申请书。"]


@pytest.fixture
def admitted(typed) -> str:
    """Somebody admitted in 2026 with two introducers."""
    for name in ("陈秋生", "林小满"):
        member(typed, name)
    typed("person", name="徐海燕", stage="probationary", admitted_on="2026-06-20", born_on="1999-03-05")
    steps = [
        {"step": 15, "done_on": "2026-06-20", "note": "旧档补录"},
        {"step": 17, "done_on": "2026-07-20", "note": "旧档补录"},
    ]
    return typed(
        "admission", person="徐海燕", introducers=["陈秋生", "林小满"], steps=steps,
        form={"admitted_on": "2026-06-21", "approved_on": "2026-07-20"},
    )  # fmt: skip


def test_the_form_of_admission_is_held_against_the_steps(checked, admitted):
    assert checked("DEV-43") == ["徐海燕入党志愿书写的接收大会日期是2026年6月21日，档案步骤是2026年6月20日。"]


def test_an_introducer_who_is_family_is_asked_about(typed, checked, admitted):
    typed(
        "care_file",
        person="徐海燕",
        purpose="review",
        family=[{"relation": "母亲", "name": "林小满"}, {"relation": "表姐", "name": "陈秋生"}],
    )

    assert checked("DEV-47") == [
        "徐海燕的入党介绍人林小满与家庭情况登记的亲属（母亲）同名，请核对是不是直系亲属。"
    ]


def test_an_introducer_on_probation_within_the_party_is_found_once(typed, checked, admitted):
    typed(
        "discipline",
        person="陈秋生",
        kind="probation_within_party",
        decided_on="2026-01-10",
        period_months=12,
    )

    (message,) = checked("DEV-17")
    assert "陈秋生当时在留党察看期间" in message
    assert checked("DEV-16") == []


def test_a_notice_of_promotion_that_ends_before_it_begins_is_refused(ledger_call, json_file, admitted):
    notice = {"promotion_notice": {"from": "2027-06-20", "to": "2027-06-10"}}
    answer = ledger_call("change", "admission", admitted, "--from", json_file(notice))

    assert answer.code == 1
    assert "转正公示结束早于开始" in answer.out + answer.err


def test_a_plan_set_for_the_year_is_compared(ledger_call, checked, admitted):
    for name, value in (("DEV-44.plan_year", "2026"), ("DEV-44.plan", "0")):
        assert ledger_call("settings", name, value).code == 0

    assert checked("DEV-44") == ["本年发展计划0人，接收1人。"]


def test_a_member_living_away_without_an_arrangement_for_dues(typed, checked):
    for name in ("陈秋生", "林小满"):
        member(typed, name)
    typed("dues_standard", person="林小满", **{"class": "farmer"}, from_month="2026-01", fixed_amount="1.00")
    typed("mobile_member", person="陈秋生", direction="out", since="2026-03-01", place="江城市")

    assert checked("DUE-24") == ["陈秋生2026年3月1日外出，没有核定或交纳党费的记录，也没有登记活动证。"]
