"""Dues on the command line: settle, pay, look, take in, take back; and what is refused."""

from typing import Any

import pytest


@pytest.fixture
def peopled(ledger_call, json_file) -> dict[str, str]:
    """Three full members and a probationary one admitted on 20 June 2026."""
    people = [
        {"name": name, "stage": "full", "admitted_on": "1990-07-01", "promoted_on": "1991-07-01"}
        for name in ("陈秋生", "林小满", "周国英")
    ]
    people.append({"name": "徐海燕", "stage": "probationary", "admitted_on": "2026-06-20"})
    uids = ledger_call("add", "person", "--from", json_file(people)).json["uids"]
    return dict(zip(("陈秋生", "林小满", "周国英", "徐海燕"), uids, strict=True))


@pytest.fixture
def settled(ledger_call, json_file, peopled) -> dict[str, str]:
    """A wage earner, a retired member, a farmer in hardship and the new member as a student."""
    standards = [
        {"person": "陈秋生", "class": "wage", "base": "3211.51", "from_month": "2026-01"},
        {"person": "林小满", "class": "retired", "base": 5000.01, "from_month": "2026-01"},
        {"person": "周国英", "class": "farmer", "fixed_amount": "1.00", "reduction": "减半", "approved_on": "2026-01-10", "from_month": "2026-01"},
        {"person": "徐海燕", "class": "student", "from_month": "2026-06"},
    ]  # fmt: skip
    assert ledger_call("add", "dues_standard", "--from", json_file(standards)).code == 0
    return peopled


def month(ledger_call, of: str, *more: str) -> dict[str, dict[str, Any]]:
    """The rows of a month by name."""
    return {row["person"]["name"]: row for row in ledger_call("dues", "--month", of, *more).json}


def pay(ledger_call, json_file, **values: Any):
    return ledger_call("add", "dues_payment", "--from", json_file({"paid_on": "2026-03-10", **values}))


def test_a_month_says_who_owes_what_and_why(ledger_call, settled):
    rows = month(ledger_call, "2026-03")

    assert set(rows) == {"陈秋生", "林小满", "周国英"}
    first = rows["陈秋生"]
    assert {key: first[key] for key in ("class", "base", "rate", "due", "paid", "arrears_months")} == {
        "class": "wage", "base": "3211.51", "rate": "1%", "due": "32.12", "paid": "0.00", "arrears_months": 3,
    }  # fmt: skip
    assert first["basis"]["article"] == "第一条"
    assert first["basis"]["edition"] == "2008版"
    assert [rows["林小满"][key] for key in ("base", "rate", "due")] == ["5000.01", "1%", "50.00"]
    assert [rows["周国英"][key] for key in ("base", "rate", "due")] == [None, None, "0.50"]
    assert month(ledger_call, "2026-06")["徐海燕"]["due"] == "0.20"


def test_payments_lessen_the_arrears_and_a_quarter_is_one_payment(ledger_call, json_file, settled):
    months = ["2026-01", "2026-02", "2026-03"]
    assert pay(ledger_call, json_file, person="陈秋生", months=months, amount="96.36", consent=True, receipt_number="2026-001").code == 0  # fmt: skip
    rows = month(ledger_call, "2026-03")

    assert (rows["陈秋生"]["paid"], rows["陈秋生"]["arrears_months"], rows["陈秋生"]["state"]) == (
        "32.12",
        0,
        "paid",
    )
    assert rows["林小满"]["arrears"] == months
    year = ledger_call("dues", "--year", "2026").json
    assert year["sums"]["collected"] == "96.36"
    assert next(row for row in year["rows"] if row["person"]["name"] == "陈秋生")["paid"] == "96.36"
    assert ledger_call("check", "--rule", "DUE-06", "--year", "2026").json == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"person": "徐海燕", "months": ["2026-05"], "amount": "0.20"}, "2026年6月20日入党"),
        ({"person": "陈秋生", "months": ["2026-03", "2026-02"], "amount": "64.24"}, "先后"),
        ({"person": "陈秋生", "months": ["2026-03", "2026-03"], "amount": "64.24"}, "只写一次"),
        ({"person": "陈秋生", "months": ["2026-13"], "amount": "32.12"}, "不是有效的月份"),
        ({"person": "陈秋生", "months": "2026-03至2026-01", "amount": "32.12"}, "先后不对"),
        ({"person": "陈秋生", "months": ["2026-01", "2026-02"], "amount": "0.01"}, "不够2个月"),
        ({"person": "陈秋生", "months": ["2026-01"], "amount": "0"}, "金额是0"),
        ({"person": "陈秋生", "months": [], "amount": "1.00"}, "不能为空"),
        ({"person": "陈秋生", "months": [7], "amount": "1.00"}, "不是有效的月份"),
        ({"person": "陈秋生", "months": {"from": "2026-01"}, "amount": "1.00"}, "列表"),
    ],
)
def test_an_impossible_payment_is_refused_in_a_sentence(ledger_call, json_file, settled, values, words):
    answer = pay(ledger_call, json_file, **values)
    assert answer.code == 1
    assert words in answer.json["error"]["message"]
    assert ledger_call("list", "dues_payment").json == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"class": "wage"}, "要填交纳基数"),
        (
            {"class": "wage", "base": "3000.00", "items": [{"title": "岗位工资", "amount": "2000.00"}]},
            "2000.00元不一致",
        ),
        ({"class": "farmer", "reduction": "看着办"}, "读不懂"),
        ({"class": "minister", "base": "3000.00"}, "不在可选项中"),
        ({"class": "student", "from_month": "2026-05", "person": "徐海燕"}, "2026年6月20日入党"),
    ],
)
def test_an_impossible_standard_is_refused_in_a_sentence(ledger_call, json_file, peopled, values, words):
    given = {"person": "陈秋生", "from_month": "2026-01", **values}
    answer = ledger_call("add", "dues_standard", "--from", json_file(given))
    assert answer.code == 1
    assert words in answer.json["error"]["message"]


def test_the_pay_sheet_makes_the_base(ledger_call, json_file, peopled):
    items = [
        {"title": "岗位工资", "amount": "3000.10"},
        {"title": "住房补贴", "amount": "800.00", "include": "left_out"},
        {"title": "养老保险", "amount": "240.05", "include": "deducted"},
    ]
    given = {"person": "陈秋生", "class": "wage", "from_month": "2026-01", "items": items}
    assert ledger_call("add", "dues_standard", "--from", json_file(given)).code == 0
    assert month(ledger_call, "2026-01")["陈秋生"]["base"] == "2760.05"


def test_a_month_is_taken_in_from_everybody_and_taken_back(ledger_call, settled):
    done = ledger_call(
        "dues", "--month", "2026-03", "--collect", "--paid-on", "2026-03-12", "--except", "林小满"
    ).json
    assert (done["count"], done["sum"]) == (2, "32.62")
    rows = month(ledger_call, "2026-03")
    assert [rows[name]["state"] for name in ("陈秋生", "林小满", "周国英")] == ["paid", "late", "paid"]
    receipts = sorted(row["receipt_number"] for row in ledger_call("list", "dues_payment").json)
    assert receipts == ["2026-001", "2026-002"]

    again = ledger_call("dues", "--month", "2026-03", "--collect").json
    assert again["count"] == 1
    assert ledger_call("dues", "--month", "2026-03", "--collect").code == 1
    assert ledger_call("dues", "--take-back", done["batch"]).json["removed"] == 2
    assert [month(ledger_call, "2026-03")[name]["state"] for name in ("陈秋生", "林小满")] == ["late", "paid"]


def test_a_month_that_has_not_come_is_not_taken_in(ledger_call, settled):
    answer = ledger_call("dues", "--month", "2026-12", "--collect")
    assert (answer.code, answer.json["error"]["code"]) == (1, "month_ahead")
    assert ledger_call("dues", "--month", "2026-13").code == 2
    assert ledger_call("dues", "--month", "2026-03", "--year", "2026").code == 2


def test_the_trial_computation_is_listed_for_one_person(call, branch_dir, settled):
    shown = call(
        "dues", "--month", "2026-03", "--person", "陈秋生", "--data-dir", branch_dir, "--on", "2026-04-01"
    ).out
    assert "适用比例（3000元以上至5000元（含），全部基数按此比例）  1%  （第二条）" in shown
    assert "32.1151" in shown
    assert "林小满" not in shown


def test_arrears_of_six_months_are_a_grave_finding_and_a_reminder(ledger_call, settled):
    red = [each for each in ledger_call("reminders").json if each["kind"] == "dues_arrears"]
    assert {each["person"]["name"] for each in red} == {"陈秋生", "林小满", "周国英", "徐海燕"}
    grave = ledger_call("check", "--rule", "DUE-09", "--year", "2026").json
    assert len(grave) == 3
    assert {each["severity"] for each in grave} == {"S1"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"months": ["2026-01"], "amount": "32.12"}, None),
        ({"months": ["2026-01", "2026-02", "2026-03"], "amount": "96.36"}, "按季度交纳要经支部同意"),
        ({"months": ["2026-01", "2026-02", "2026-03"], "amount": "96.36", "consent": True}, None),
        (
            {"months": [f"2026-{n:02d}" for n in range(1, 7)], "amount": "192.72", "consent": True},
            "也只能按季度交",
        ),
        ({"months": ["2026-01"], "amount": "32.12", "way": "deducted"}, "不得代扣、垫交"),
        ({"months": ["2026-01"], "amount": "1500.00"}, "逐级上缴中央"),
    ],
)
def test_what_the_rules_leave_open_about_a_payment_is_told_beside_it(
    ledger_call, json_file, settled, values, words
):
    uid = pay(ledger_call, json_file, person="陈秋生", **values).json["uid"]
    advice = ledger_call("show", "dues_payment", uid).json["advice"]
    assert (advice is None) if words is None else (words in advice and "第十" in advice)


@pytest.mark.parametrize(
    ("values", "due", "words"),
    [
        ({"class": "wage", "base": "3211.51"}, "32.12", "3211.51×1% 32.1151（第二条）"),
        (
            {
                "class": "wage",
                "items": [
                    {"title": "岗位工资", "amount": "3500.00"},
                    {"title": "公积金", "amount": "600.00", "include": "扣除"},
                ],
            },
            "14.50",
            "2900.00×0.5%",
        ),
        ({"class": "farmer"}, "0.20", "农民党员月交 0.20（第六条）"),
        ({"class": "retired", "base": "7420.35", "reduction": "减半"}, "37.10", "第七条"),
    ],
)
def test_a_standard_shows_what_a_month_costs_and_why(ledger_call, json_file, peopled, values, due, words):
    given = {"person": "林小满", "from_month": "2026-01", "approved_on": "2026-01-08", **values}
    uid = ledger_call("add", "dues_standard", "--from", json_file(given)).json["uid"]
    shown = ledger_call("show", "dues_standard", uid).json
    assert shown["due"] == due
    assert any(words in line["text"] for line in shown["trial"])
    rows = ledger_call("dues", "--month", "2026-02").json
    assert next(row for row in rows if row["person"]["name"] == "林小满")["due"] == due


def test_a_standard_rounds_and_charges_farmers_as_the_branch_has_chosen(ledger_call, json_file, peopled):
    ledger_call("settings", "dues.rounding_unit", "yuan")
    ledger_call("settings", "dues.farmer_fen", "50")
    wage, farmer = {"class": "wage", "base": "3211.51"}, {"class": "farmer"}
    for name, values, due in (("林小满", wage, "32.00"), ("陈秋生", farmer, "0.50")):
        given = {"person": name, "from_month": "2026-01", **values}
        uid = ledger_call("add", "dues_standard", "--from", json_file(given)).json["uid"]
        assert ledger_call("show", "dues_standard", uid).json["due"] == due


def test_a_reduction_without_approval_is_told_beside_it(ledger_call, json_file, peopled):
    values = {
        "person": "林小满",
        "class": "farmer",
        "fixed_amount": "0.50",
        "from_month": "2026-01",
        "reduction": "减半",
    }
    uid = ledger_call("add", "dues_standard", "--from", json_file(values)).json["uid"]
    assert "上级党委批准" in ledger_call("show", "dues_standard", uid).json["advice"]
    ledger_call("change", "dues_standard", uid, "--from", json_file({"approved_on": "2026-01-08"}))
    assert ledger_call("show", "dues_standard", uid).json["advice"] is None
