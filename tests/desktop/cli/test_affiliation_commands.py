"""Affiliation on the command line: added, listed, reminded of, checked and printed like in the window."""

import pypdf
import pytest


@pytest.fixture
def members(ledger_call, json_file):
    """Two full members."""
    people = [
        {"name": name, "admitted_on": "1990-07-01", "promoted_on": "1991-07-01", "id_number": number}
        for name, number in (("方桂花", "330899198901248774"), ("周国英", None))
    ]
    ledger_call("add", "person", "--from", json_file(people))


def text_of(path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", "")


def test_a_transfer_is_reminded_of_printed_and_then_seen_on_the_roster(
    ledger_call, json_file, members, tmp_path
):
    letter = {
        "person": "方桂花", "direction": "out", "to_organization": "镇中心校党支部", "letter_number": "2026008",
        "issued_on": "2026-10-08", "dues_paid_to": "2026-10",
    }  # fmt: skip
    uid = ledger_call("add", "transfer", "--from", json_file(letter)).json["uid"]

    shown = ledger_call("show", "transfer", uid).json
    assert (shown["state"], shown["expires_on"]) == ("waiting", "2027-01-06")
    assert "最长90天" not in shown["state_text"]
    ledger_call("change", "transfer", uid, "--from", json_file({"valid_days": 91}))
    assert "一般最长90天，请核对" in ledger_call("show", "transfer", uid).json["state_text"]
    ledger_call("change", "transfer", uid, "--from", json_file({"valid_days": None}))
    titles = [each["title"] for each in ledger_call("reminders").json]
    assert "方桂花转出的回执还没有收到" in titles
    assert "MEM-12" in {each["rule"] for each in ledger_call("check", "--year", "2026").json}

    out = tmp_path / "介绍信.pdf"
    assert ledger_call("print", "transfer_letter", "--uid", uid[:8], "--out", out).json["pages"] == 1
    text = text_of(out)
    for words in ("存根", "正文", "回执", "2026008", "镇中心校党支部", "党费已交至2026年10月", "有效期90天"):
        assert words in text
    assert "330899198901248774" not in text
    full = ("--full-numbers", "--reason", "办理转接")
    assert ledger_call("print", "transfer_letter", "--uid", uid, "--out", out, *full).code == 0
    assert "330899198901248774" in text_of(out)

    ledger_call("change", "transfer", uid, "--from", json_file({"receipt_on": "2026-11-02"}))
    person = ledger_call("show", "person", "方桂花").json
    assert (person["roll_status"], person["roll_status_since"]) == ("transferred_out", "2026-11-02")


def test_the_log_of_a_search_prints_every_attempt_in_the_order_of_days(
    ledger_call, json_file, members, tmp_path
):
    lost = {
        "person": "周国英", "since": "2026-04-01",
        "searches": [{"on": "2026-09-01", "way": "friends", "who": "方桂花", "result": "换了号码"},
                     {"on": "2026-08-01", "way": "relatives", "who": "其兄", "result": "不知去向"}],
    }  # fmt: skip
    uid = ledger_call("add", "out_of_contact", "--from", json_file(lost)).json["uid"]

    out = tmp_path / "查找.pdf"
    assert ledger_call("print", "search_log", "--uid", uid, "--out", out).code == 0
    text = text_of(out)
    assert text.index("不知去向") < text.index("换了号码")
    assert "找邻居" in text
    assert "第二十四条" in text
    assert "MEM-16" in {each["rule"] for each in ledger_call("check", "--year", "2026").json}
    (owed,) = [
        each for each in ledger_call("duties", "--year", "2026").json if each["duty"] == "lost_suspension"
    ]
    assert (owed["state"], owed["due_on"]) == ("late", "2026-10-01")


def test_a_certificate_says_that_it_gives_no_vote(ledger_call, json_file, members, tmp_path):
    away = {
        "person": "周国英",
        "direction": "out",
        "since": "2026-09-01",
        "place": "省城",
        "until": "2026-12-31",
    }
    uid = ledger_call("add", "mobile_member", "--from", json_file(away)).json["uid"]
    out = tmp_path / "证明信.pdf"

    assert ledger_call("print", "member_certificate", "--uid", uid, "--out", out).code == 0

    assert "没有表决权、选举权和被选举权" in text_of(out)
    assert "2026年9月1日至2026年12月31日" in text_of(out)


def test_a_member_settled_abroad_is_suspended_and_a_time_to_correct_in_is_one_year_at_most(
    ledger_call, json_file, members
):
    measure = {
        "person": "周国英",
        "kind": "停止党籍",
        "cause": "因私出国并在国外长期定居",
        "decided_on": "2026-03-01",
    }
    uid = ledger_call("add", "membership_measure", "--from", json_file(measure)).json["uid"]
    assert "第二十四条" in ledger_call("show", "membership_measure", uid).json["effect_text"]
    assert ledger_call("show", "person", "周国英").json["roll_status"] == "suspended"

    correction = {
        "person": "方桂花",
        "kind": "timed_correction",
        "decided_on": "2026-03-01",
        "period_months": 13,
    }
    refused = ledger_call("add", "discipline", "--from", json_file(correction))
    assert refused.code == 1
    assert "限期改正不超过1年" in refused.err + refused.out
    told = ledger_call("add", "discipline", "--from", json_file(correction | {"note": "按上级批复执行"}))
    assert told.code == 0


def test_a_letter_says_up_to_when_the_dues_are_paid_where_they_are_kept_here(
    ledger_call, json_file, members, tmp_path
):
    def letter(**more):
        values = {
            "person": "周国英",
            "direction": "out",
            "issued_on": "2026-10-08",
            "to_organization": "县直工委",
        }
        uid = ledger_call("add", "transfer", "--from", json_file(values | more)).json["uid"]
        ledger_call("print", "transfer_letter", "--uid", uid, "--out", tmp_path / "信.pdf")
        return text_of(tmp_path / "信.pdf")

    assert "党费已交至　" in letter()
    standard = {"person": "周国英", "class": "farmer", "fixed_amount": "0.50", "from_month": "2026-08"}
    ledger_call("add", "dues_standard", "--from", json_file(standard))
    paid = {"person": "周国英", "months": ["2026-08", "2026-09"], "amount": "1.00", "paid_on": "2026-09-10"}
    ledger_call("add", "dues_payment", "--from", json_file(paid))
    assert "党费已交至2026年9月" in letter(letter_number="2")
    assert "党费已交至2026年10月" in letter(letter_number="3", dues_paid_to="2026-10")
