"""A township on the command line: from init to the bulletin, and one sentence where the folder is of the other kind."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from db.clock import fixed_clock
from db.opening import create_township
from tests.support.postgres import postgres, postgres_server

__all__ = ["postgres", "postgres_server"]
PASSPHRASE = "溪边有三棵老樟树"
CHEAP = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}


@pytest.fixture
def town_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "乡镇"
    clock = fixed_clock("2026-11-22T08:00:00")
    create_township(folder, "中共桃溪镇委员会", PASSPHRASE, clock, cost=CHEAP).branch.close()
    return folder


@pytest.fixture
def town(call, town_dir):
    """Run one line on the township."""
    return lambda *words: call(*words, "--data-dir", town_dir, "--json", "--on", "2026-11-22")


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "优盘"
    folder.mkdir()
    return folder


LAYOUT = """
title = "两盒"
[[box]]
number = 1
title = "会议一盒"
category = "组织生活"
retention = "30年"
[[box.item]]
title = "支委会记录"
ledger = "committee_meeting"
[[box]]
number = 2
title = "其他"
[[box.item]]
title = "其余材料"
rest = true
[[box.item]]
title = "照片"
paper = true
occasional = true
"""


@pytest.fixture
def known(ledger_call, town, usb):
    """The branch of `ledger_call`, which has taken the township's card."""
    card = town("township", "card", "--to", usb).json["file"]
    assert ledger_call("package", "receive", card, "--trust").code == 0
    Path(card).unlink()
    return ledger_call


def test_init_makes_a_township_with_its_card_beside_the_data(call, tmp_path, monkeypatch):
    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    made = call(
        "init", "--kind", "township", "--name", "青石镇党委", "--data-dir", tmp_path / "t", "--json"
    ).json
    assert Path(made["card"]) == tmp_path / "t" / "乡镇名片.dbx"
    assert Path(made["card"]).is_file()
    assert Path(made["recovery_sheet"]).is_file()
    assert len(made["code"].split()) == 6
    assert call("township", "overview", "--data-dir", tmp_path / "t", "--json").json == []


def test_each_command_says_in_one_sentence_that_the_folder_is_of_the_other_kind(ledger_call, town, usb):
    for words in (
        ("duties",),
        ("list", "person"),
        ("package", "conflicts"),
        ("package", "send", "sync", "--to", usb),
    ):
        refused = town(*words)
        assert (refused.code, refused.json["error"]["code"]) == (1, "not_a_branch_folder")
        assert refused.err.count("\n") == 1
    for words in (
        ("township", "overview"),
        ("package", "send", "handdown", "--to", usb),
        ("township", "items"),
    ):
        refused = ledger_call(*words)
        assert (refused.code, refused.json["error"]["code"]) == (1, "not_a_township")
    assert town("verify").json["sound"]
    assert list(usb.iterdir()) == []


def test_a_branch_that_knows_no_township_is_told_what_to_take(ledger_call, usb):
    refused = ledger_call("package", "send", "rollup", "--to", usb)
    assert (refused.code, refused.json["error"]["code"]) == (1, "no_superior")


def test_from_the_branch_to_the_township_and_back(known, town, json_file, usb):
    known(
        "add", "person", "--from", json_file({"name": "陈秋生", "stage": "full", "admitted_on": "2001-07-01"})
    )
    sent = known("package", "send", "rollup", "--to", usb).json
    assert (sent["kind"], sent["number"]) == ("rollup", 1)
    waiting = town("package", "receive", usb)
    assert (waiting.code, [each["state"] for each in waiting.json]) == (0, ["unsigned"])
    refused = town("package", "receive", sent["file"])
    assert (refused.code, refused.json["state"], refused.json["error"]["code"]) == (1, "unsigned", "unsigned")
    preview = town("package", "receive", usb, "--preview", "--trust").json
    assert (preview[0]["state"], preview[0]["applied"]) == ("accepted", False)
    assert town("township", "overview").json == []
    (taken,) = town("package", "receive", usb, "--trust").json
    assert (taken["state"], taken["branch"], taken["generation"]) == ("accepted", "桃溪村党支部", 1)
    (seen,) = town("township", "overview").json
    owed = [each["state"] for each in known("duties").json]
    assert seen["duties"] == {state: owed.count(state) for state in ("done", "due", "late")}
    assert (seen["generation"], seen["made_on"]) == (1, "2026-11-22")
    scored = known("score").json
    assert scored["score"] > 0
    assert (seen["score"], seen["full_points"], seen["rubric"], seen["unmarked"]) == tuple(
        scored[name] for name in ("score", "full_points", "title", "unmarked")
    )
    dearest = sorted((each["deducted"] for each in scored["items"]), reverse=True)[:5]
    assert [each["deducted"] for each in seen["lost"]] == dearest
    assert set(seen["lost"][0]) == {"number", "title", "points", "deducted"}
    assert seen["received_at"]
    assert seen["counts"]["member_count"] == 1
    down = town("package", "send", "handdown", "--to", usb).json
    received = known("package", "receive", down["file"]).json
    assert (received["kind"], received["acknowledged"]) == ("handdown", 1)
    register = known("package", "status").json["packages"]
    assert next(each for each in register if each["kind"] == "rollup")["confirmed_at"]


def test_the_overview_and_one_branch_tell_the_score_in_words(call, known, town, town_dir, usb):
    sent = known("package", "send", "rollup", "--to", usb)
    town("township", "expect", "云上村党支部")
    town("package", "receive", sent.json["file"], "--trust")
    scored = known("score").json
    waiting, reported = call("township", "overview", "--data-dir", town_dir).out.splitlines()[-2:]
    assert "还没有上报过" in waiting
    assert f"{scored['score']}/100" in reported
    assert "/" not in waiting
    lines = town("township", "branch", "桃溪村党支部").json["scores_reported"]
    names = ("number", "points", "deducted", "added", "state")
    assert [[line[name] for name in names] for line in lines] == [
        [item[name] for name in names] for item in scored["items"]
    ]
    told = call("township", "branch", "桃溪村党支部", "--data-dir", town_dir).out
    assert f"{scored['title']}：{scored['score']}/100" in told
    assert "本年不适用" in told


def test_a_single_file_gives_one_object(known, town, usb):
    path = known("package", "send", "rollup", "--to", usb).json["file"]
    assert town("package", "receive", path, "--trust").json["state"] == "accepted"


def test_a_single_file_that_is_not_taken_in_is_refused_in_one_sentence(known, town, usb):
    path = Path(known("package", "send", "rollup", "--to", usb).json["file"])
    path.write_bytes(path.read_bytes()[:-1])
    refused = town("package", "receive", path)
    assert (refused.code, refused.json["state"], refused.json["error"]["code"]) == (1, "damaged", "damaged")
    assert refused.err == f"{refused.json['error']['message']}\n"
    missing = town("package", "receive", usb / "没有.dbx")
    assert (missing.code, missing.json["error"]["code"]) == (1, "not_found")


def test_a_scope_reaches_the_township_as_exactly_that(known, town, json_file, usb):
    known("add", "theme_day", "--from", json_file({"held_on": "2026-03-05", "topic": "植树"}))
    known("add", "theme_day", "--from", json_file({"held_on": "2026-04-05", "topic": "清明"}))
    path = known("package", "send", "rollup", "--to", usb, "--scope", "month:2026-03").json["file"]
    assert town("package", "receive", path, "--trust").json["state"] == "accepted"
    (seen,) = town("township", "overview").json
    assert (seen["partial"], seen["generation"]) == (["2026年3月"], 0)
    refused = known("package", "send", "rollup", "--to", usb, "--scope", "ledger:care_visit")
    assert refused.json["error"]["code"] == "invalid"


def test_notices_are_published_shown_compared_and_adopted(known, town, usb, tmp_path):
    item = town(
        "township", "publish", "notice", "--title", "冬训", "--text", "十二月十日前", "--due", "2026-12-10"
    ).json["item"]
    file = town("package", "send", "handdown", "--to", usb).json["file"]
    known("package", "receive", file)
    (copy,) = known("package", "handed").json
    assert (copy["title"], copy["due_on"], copy["from"]) == ("冬训", "2026-12-10", "中共桃溪镇委员会")
    uid = known("package", "adopt", item[:8]).json["uid"]
    assert known("show", "document", uid).json["title"] == "冬训"
    town("township", "publish", "notice", "--title", "冬训", "--text", "十二月二十日前", "--item", item)
    known("package", "receive", town("package", "send", "handdown", "--to", usb).json["file"])
    newest = known("package", "handed", item).json
    assert (newest["version"], newest["adopted"]) == (2, None)
    assert "+ 十二月二十日前" in newest["difference"]
    assert town("township", "withdraw", item).json["withdrawn"]
    assert town("township", "items").json == []


def test_a_handed_down_file_can_be_saved(known, town, usb, tmp_path):
    source = tmp_path / "分法.toml"
    source.write_text(LAYOUT, "utf-8")
    item = town("township", "publish", "boxes", "--title", "盒", "--file", source).json["item"]
    known("package", "receive", town("package", "send", "handdown", "--to", usb).json["file"])
    saved = known("package", "handed", item, "--out", tmp_path / "存.toml").json["saved"]
    assert Path(saved).read_bytes() == source.read_bytes()


def test_the_folder_prints_by_a_layout_that_was_handed_down(known, town, usb, tmp_path, json_file):
    talk = {"held_on": "2026-03-05", "topic": "三月支委会"}
    known("add", "committee_meeting", "--from", json_file(talk))
    source = tmp_path / "分法.toml"
    source.write_text(LAYOUT, "utf-8")
    item = town("township", "publish", "boxes", "--title", "青石镇两盒", "--file", source).json["item"]
    known("package", "receive", town("package", "send", "handdown", "--to", usb).json["file"])
    for name in ("青石镇两盒", item, item[:8]):
        printed = known("print", "inspection_folder", "--template", name, "--out", tmp_path / "夹.pdf")
        assert printed.code == 0, printed.err
        text = "".join(page.extract_text() for page in PdfReader(printed.json["file"]).pages)
        assert "三月支委会" in text
        assert "会议一盒" in text
    refused = known("print", "inspection_folder", "--template", "没有的", "--out", tmp_path / "夹.pdf")
    assert refused.json["error"]["code"] == "not_found"
    assert "青石镇两盒" in refused.json["error"]["message"]


def test_a_layout_that_nobody_could_file_by_is_not_handed_down(town, tmp_path):
    source = tmp_path / "分法.toml"
    source.write_text(LAYOUT.replace("committee_meeting", "nothing"), "utf-8")
    refused = town("township", "publish", "boxes", "--title", "盒", "--file", source)
    assert (refused.code, refused.json["error"]["code"]) == (1, "damaged_layout")
    assert "第1盒“支委会记录”要的台账这个版本没有" in refused.json["error"]["message"]


def test_a_scoring_table_is_published_from_a_spreadsheet_scored_by_and_adopted(known, town, usb, tmp_path):
    from tests.db.township.test_rubrics_handed_down import ROWS, sheet

    made = town("township", "publish", "rubric", sheet(tmp_path)).json
    assert (made["title"], made["file"]) == ("青石镇党支部考核对照表", "考核.toml")
    assert (made["rubric"]["items"], made["rubric"]["full_points"]) == (3, 24)
    assert [each["row"] for each in made["rubric"]["problems"]] == [6]
    known("package", "receive", town("package", "send", "handdown", "--to", usb).json["file"])
    sent = known("package", "send", "rollup", "--to", usb).json
    assert (sent["rubric"], sent["full_points"], sent["unmarked"]) == ("青石镇党支部考核对照表", 24, 1)
    assert sent["score"] == known("score").json["score"]
    adopted = known("package", "adopt", made["item"][:8]).json
    assert adopted["ledger"] == "rubric"
    assert known("show", "rubric", adopted["uid"]).json["title"] == "青石镇党支部考核对照表"
    (copy,) = known("package", "handed").json
    assert (copy["adopted"], copy["ledger"]) == (adopted["uid"], "rubric")
    assert known("package", "adopt", made["item"]).json["error"]["code"] == "already_adopted"
    assert known("rubric", "mark", adopted["uid"], "3", "--points", "5", "--reason", "墙面旧").code == 0
    newer = sheet(tmp_path, [*ROWS[:3], ("4", "阵地", "制度上墙", 4, "")], "新.xlsx")
    town("township", "publish", "rubric", newer, "--item", made["item"])
    known("package", "receive", town("package", "send", "handdown", "--to", usb).json["file"])
    again = known("package", "adopt", made["item"]).json
    assert "1项自评分带了过来" in again["message"]
    marked = {each["number"]: each["marked"] for each in known("score").json["items"]}
    assert marked == {"1": None, "2": None, "3": 5, "4": None}


def test_what_cannot_be_published_as_a_table_is_told(town, tmp_path):
    (tmp_path / "表.toml").write_text('title = "表"\n[[item]]\nname = "三会一课"\npoints = 30\n', "utf-8")
    refused = town("township", "publish", "rubric", tmp_path / "表.toml")
    assert (refused.code, refused.json["error"]["code"]) == (1, "damaged_rubric")
    (tmp_path / "表.pdf").write_bytes(b"%PDF-1.7")
    made = town("township", "publish", "rubric", "--title", "考核", "--file", tmp_path / "表.pdf").json
    assert (made["rubric"], made["file"]) == (None, "表.pdf")
    assert "原样下发" in made["messages"][0]
    both = town("township", "publish", "rubric", tmp_path / "表.pdf", "--file", tmp_path / "表.pdf")
    assert both.code == 2


def test_bulletin_letters_and_tables_are_written(known, town, usb, tmp_path):
    town("package", "receive", known("package", "send", "rollup", "--to", usb).json["file"], "--trust")
    printed = town("township", "bulletin", "--month", "2026-10", "--out", tmp_path / "通报.pdf").json
    text = "".join(page.extract_text() for page in PdfReader(printed["file"]).pages)
    assert "2026年10月党支部工作情况通报" in text
    assert "桃溪村党支部" in text
    (letter,) = town("township", "letters", "--out", tmp_path / "函").json
    assert letter["branch"] == "桃溪村党支部"
    assert Path(letter["file"]).is_file()
    for command in ("progress", "league"):
        assert town("township", command, "--out", tmp_path / f"{command}.pdf").json["pages"] >= 1
    for suffix in ("xlsx", "csv", "pdf"):
        assert Path(
            town("township", "statistics", "--out", tmp_path / f"统计.{suffix}").json["file"]
        ).is_file()
    refused = town("township", "statistics", "--out", tmp_path / "统计.doc")
    assert refused.json["error"]["code"] == "invalid"
    assert town("township", "bulletin", "--month", "2026-99", "--out", tmp_path / "x.pdf").code == 1


def test_branches_are_expected_remarked_and_worded(known, town, usb):
    assert town("township", "expect", "云上村党支部").json["added"] == ["云上村党支部"]
    (seen,) = town("township", "overview").json
    assert (seen["branch"], seen["uid"], seen["behind_on"]) == ("云上村党支部", "", "还没有上报过")
    town("package", "receive", known("package", "send", "rollup", "--to", usb).json["file"], "--trust")
    shown = town("township", "branch", "桃溪村党支部", "--remark", "已谈过").json
    assert (shown["remark"], shown["members_reported"]) == ("已谈过", [])
    assert shown["duties_reported"]
    assert town("township", "transfers").json == []
    assert town("township", "forget", "云上村党支部").json["rows"] == 1
    assert town("township", "forget", "没有这个支部").json["error"]["code"] == "not_found"
    assert town("package", "status").json["packages"][0]["kind"] == "rollup"
    town("township", "settings", "overview.behind", "请加快")
    (changed,) = town("township", "settings", "overview.behind").json
    assert (changed["value"], changed["default"]) == ("请加快", "待推进")


def test_the_overview_is_read_from_postgresql_without_any_data_folder(
    known, town, call, usb, postgres, tmp_path
):
    town("package", "receive", known("package", "send", "rollup", "--to", usb).json["file"], "--trust")
    served = town("township", "serve-to", postgres).json
    assert (served["branches"], served["changed"]) == (1, 1)
    assert postgres.split("@", maxsplit=1)[0].rpartition(":")[2] not in served["serving"]
    there = call(
        "township",
        "overview",
        "--database",
        postgres,
        "--data-dir",
        tmp_path / "none",
        "--json",
        "--on",
        "2026-11-22",
    )
    assert there.json == town("township", "overview").json
    refused = call("township", "overview", "--database", "sqlite:///x.db", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "invalid_database")
    taken = known("package", "send", "rollup", "--to", usb).json["file"]
    assert town("package", "receive", taken).json["state"] == "accepted"
    (now,) = call("township", "overview", "--database", postgres, "--json").json
    assert now["generation"] == 2
    assert town("township", "read-from", postgres).json["source"] == served["serving"]
    assert (
        town("township", "overview").json
        == call("township", "overview", "--database", postgres, "--json", "--on", "2026-11-22").json
    )
    assert town("township", "read-from").json["source"] is None
    assert town("township", "serve-to", "--stop").json["serving"] is None
