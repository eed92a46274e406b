"""个人信息 on the command line: the extract, the list of what is held, the register of what was handed on, the papers."""

import json

import pytest
from pypdf import PdfReader

NUMBER = "330899197003010018"
PERSON = {
    "name": "陈秋生", "id_number": NUMBER, "phone": "13812345678", "address": "桃溪村3组12号", "stage": "full",
    "admitted_on": "1990-07-01", "promoted_on": "1991-07-01",
}  # fmt: skip


@pytest.fixture
def ledger_call(call, branch_dir, json_file):
    """Commands on the branch, with one member in it."""

    def run(*words):
        return call(*words, "--data-dir", branch_dir, "--json")

    assert run("add", "person", "--from", json_file(PERSON)).code == 0
    return run


def text_of(path):
    return "".join(page.extract_text() for page in PdfReader(path).pages).replace("\n", "")


def test_an_extract_is_written_as_paper_and_as_a_file_with_masked_numbers(ledger_call, tmp_path):
    paper, file = tmp_path / "查阅件.pdf", tmp_path / "查阅件.json"
    made = ledger_call("person", "extract", "陈秋生", "--out", paper).json
    assert (made["masked"], made["pages"] >= 1, made["file"]) == (True, True, str(paper))
    assert ledger_call("person", "extract", "陈秋生", "--out", file).json["pages"] is None
    for content in (text_of(paper), file.read_text("utf-8")):
        assert "陈秋生" in content
        assert NUMBER not in content
        assert "13812345678" not in content


def test_whole_numbers_want_a_reason_and_stand_in_the_register(ledger_call, tmp_path):
    out = tmp_path / "查阅件.json"
    refused = ledger_call("person", "extract", "陈秋生", "--out", out, "--full-numbers")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "reason_missing"
    assert not out.exists()
    made = ledger_call(
        "person", "extract", "陈秋生", "--out", out, "--full-numbers", "--reason", "核对本人证件"
    ).json
    assert made["masked"] is False
    content = json.loads(out.read_text("utf-8"))
    assert {each["key"]: each["text"] for each in content["known"]}["id_number"] == NUMBER
    assert "核对本人证件" in content["mark"]
    (row,) = ledger_call("person", "handed").json
    assert (row["kind"], row["why"]) == ("export", "核对本人证件")
    assert "完整号码" in row["amount"]


@pytest.mark.parametrize("name", ["查阅件.docx", "查阅件"])
def test_only_pdf_and_json_are_made(ledger_call, tmp_path, name):
    assert ledger_call("person", "extract", "陈秋生", "--out", tmp_path / name).code == 2


def test_an_unknown_person_is_refused_and_nothing_is_noted(ledger_call, tmp_path):
    refused = ledger_call("person", "extract", "王五", "--out", tmp_path / "a.pdf")
    assert refused.json["error"]["code"] == "not_found"
    assert ledger_call("person", "handed").json == []


def test_the_list_names_every_ledger_with_its_retention_and_what_leaves(ledger_call):
    found = ledger_call("person", "fields").json
    from db.ledgers import LEDGERS

    assert {key for each in found["retention"] for key in each["ledgers"]} == {spec.key for spec in LEDGERS}
    number = next(each for each in found["groups"] if each["fields"] == ["id_number"])
    assert number["reported"] == ["公民身份号码（后四位、比对码）"]
    assert number["masked"] == ["公民身份号码"]
    assert len(found["holders"]) == 1


def test_the_register_of_a_year_holds_that_year_alone(ledger_call, tmp_path):
    assert ledger_call("export", "person", tmp_path / "名册.xlsx").code == 0
    year = int(ledger_call("person", "handed").json[0]["at"][:4])
    assert len(ledger_call("person", "handed", "--year", year).json) == 1
    assert ledger_call("person", "handed", "--year", year - 1).json == []


@pytest.mark.parametrize(
    "kind", ["personal_fields", "handing_on", "incident_plan", "incident_notice", "assessment_form"]
)
def test_each_paper_says_that_it_is_no_legal_advice_or_what_is_to_be_written_by_hand(
    ledger_call, tmp_path, kind
):
    out = tmp_path / "a.pdf"
    assert ledger_call("print", kind, "--out", out).code == 0
    assert any(words in text_of(out) for words in ("不是法律意见", "请在空格里写明"))


def test_the_page_for_an_incident_is_one_page_even_with_long_names(call, tmp_path, json_file):
    from db.clock import fixed_clock
    from db.opening import create_branch
    from tests.desktop.cli.conftest import CHEAP, PASSPHRASE

    folder = tmp_path / "长"
    long = {
        "name": f"中共{'很长的镇名' * 8}村支部委员会",
        "kind": "village",
        "superior": f"中共{'很长的镇名' * 6}委员会",
    }
    create_branch(folder, long, PASSPHRASE, fixed_clock("2026-11-22T08:00:00"), cost=CHEAP).branch.close()
    out = tmp_path / "a.pdf"
    printed = call("print", "incident_plan", "--out", out, "--data-dir", folder, "--json").json
    assert (printed["pages"], printed["warnings"]) == (1, [])
