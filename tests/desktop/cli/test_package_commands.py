"""The commands about packages: two data folders on one machine are two PCs, each with a clock of its own."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.support.branches import CHEAP, PASSPHRASE
from tests.support.exchange import brought_out, make_pair

OFFICE_AT, HOME_AT = "2026-07-10T09:00:00+08:00", "2009-01-02T08:00:00+08:00"
PROFILE_VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA")
SENT_KEYS = {"file", "kind", "number", "changes", "volumes"}
RECEIVED_KEYS = {
    "kind", "from", "number", "new", "changed", "deleted", "conflicts", "duplicates", "batch", "applied",
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The user's profile and two put away folders that this user knows."""
    profile = tmp_path_factory.mktemp("profile")
    with pytest.MonkeyPatch.context() as patch:
        for variable in PROFILE_VARIABLES:
            patch.setenv(variable, str(profile))
        return (profile, *make_pair(tmp_path_factory.mktemp("pair")))


@dataclass(frozen=True)
class Pcs:
    """Both PCs: `office` and `home` run one line there, `file` writes a value as a JSON file."""

    office: Callable[..., Any]
    home: Callable[..., Any]
    file: Callable[[Any], Path]
    stick: Path

    def send(self, pc: Callable[..., Any], kind: str = "sync") -> dict[str, Any]:
        """Write a package onto the stick."""
        return dict(pc("package", "send", kind, "--to", self.stick).json)

    def carry(self, sender: Callable[..., Any], reader: Callable[..., Any]) -> dict[str, Any]:
        """From one to the other."""
        return dict(reader("package", "receive", self.send(sender)["file"]).json)

    def add(self, pc: Callable[..., Any], **values: Any) -> str:
        """A person; returns the uid."""
        member = {"stage": "full", "admitted_on": "2010-07-01", "promoted_on": "2011-07-01", **values}
        return str(pc("add", "person", "--from", self.file(member)).json["uid"])

    def change(self, pc: Callable[..., Any], uid: str, **values: Any) -> None:
        answer = pc("change", "person", uid, "--from", self.file(values))
        assert answer.code == 0, answer.err


@pytest.fixture
def pcs(call, pair, json_file, tmp_path, monkeypatch):
    profile, office, home = pair
    for variable in PROFILE_VARIABLES:
        monkeypatch.setenv(variable, str(profile))
    monkeypatch.setenv("BRANCH_LEDGER_PASSPHRASE", PASSPHRASE)
    stick = tmp_path / "U盘"
    stick.mkdir()

    def runner(folder: Path, at: str) -> Callable[..., Any]:
        return lambda *words: call(*words, "--data-dir", folder, "--json", "--clock", at)

    with ExitStack() as out:
        folders = [
            out.enter_context(brought_out(template, tmp_path / name))
            for template, name in ((office, "office"), (home, "home"))
        ]
        yield Pcs(runner(folders[0], OFFICE_AT), runner(folders[1], HOME_AT), json_file, stick)


def _names(pc):
    return {row["name"] for row in pc("list", "person").json}


def test_a_package_is_sent_previewed_and_received(pcs):
    pcs.add(pcs.office, name="曾淑")
    sent = pcs.send(pcs.office)
    assert sent.keys() == SENT_KEYS
    assert (sent["kind"], sent["volumes"]) == ("sync", [])
    assert Path(sent["file"]).is_file()
    preview = pcs.home("package", "receive", sent["file"], "--preview").json
    assert preview.keys() >= RECEIVED_KEYS
    assert (preview["new"], preview["applied"]) == (1, False)
    assert _names(pcs.home) == set()
    real = pcs.home("package", "receive", sent["file"]).json
    assert real["applied"] is True
    assert {**real, "applied": False} == preview
    assert (real["kind"], real["from"], real["number"]) == ("sync", "第1台电脑", sent["number"])
    assert _names(pcs.home) == {"曾淑"}
    again = pcs.home("package", "receive", sent["file"]).json
    assert (again["new"], again["changed"], again["deleted"], again["batch"]) == (0, 0, 0, None)


def test_a_folder_is_looked_through_and_says_when_nothing_is_new_in_it(pcs):
    pcs.add(pcs.office, name="曾淑")
    below = pcs.stick / "白果村"
    below.mkdir()
    shutil.move(pcs.send(pcs.office)["file"], below)
    assert pcs.home("package", "receive", pcs.stick).json["new"] == 1
    nothing = pcs.home("package", "receive", pcs.stick)
    assert (nothing.code, nothing.json["error"]["code"]) == (1, "nothing_to_receive")
    pcs.office("package", "invite", "--to", pcs.stick)
    assert pcs.home("package", "receive", pcs.stick).json["error"]["code"] == "nothing_to_receive"
    other = pcs.stick / "只有邀请"
    other.mkdir()
    pcs.office("package", "invite", "--to", other)
    assert pcs.home("package", "receive", other).json["error"]["code"] == "wrong_kind"


def test_a_conflict_is_listed_with_both_values_and_settled_for_both_pcs(pcs):
    uid = pcs.add(pcs.office, name="曾淑")
    pcs.carry(pcs.office, pcs.home)
    pcs.change(pcs.office, uid, phone="13812345678", native_place="甲县")
    pcs.change(pcs.home, uid, phone="13987654321", native_place="乙县")
    received = pcs.carry(pcs.home, pcs.office)
    listed = pcs.office("package", "conflicts").json
    assert listed["conflicts"] == received["conflicts"]
    found = {each["field"]: each for each in listed["conflicts"]}
    assert found.keys() == {"phone", "native_place"}
    phone = found["phone"]
    assert phone.keys() >= {"id", "ledger", "uid", "field", "mine", "theirs"}
    assert (phone["ledger"], phone["uid"]) == ("person", uid)
    assert (phone["mine"], phone["theirs"], phone["theirs_clock_doubt"]) == (
        "13812345678",
        "13987654321",
        True,
    )
    left = pcs.office("package", "resolve", phone["id"], "--take", "theirs").json
    assert left == {"id": phone["id"], "resolved": True, "left": 1}
    pcs.office("package", "resolve", found["native_place"]["id"], "--value", "丙县")
    pcs.carry(pcs.office, pcs.home)
    for pc in (pcs.office, pcs.home):
        assert pc("package", "conflicts").json == {"conflicts": [], "duplicates": []}
        row = pc("show", "person", uid).json
        assert (row["phone"], row["native_place"]) == ("13987654321", "丙县")


@pytest.mark.parametrize(("take", "is_gone"), [("mine", False), ("theirs", True)])
def test_a_record_removed_there_and_edited_here_is_kept_or_removed(pcs, take, is_gone):
    uid = pcs.add(pcs.office, name="曾淑")
    pcs.carry(pcs.office, pcs.home)
    pcs.home("remove", "person", uid)
    pcs.change(pcs.office, uid, native_place="甲县")
    (conflict,) = pcs.carry(pcs.home, pcs.office)["conflicts"]
    assert (conflict["field"], conflict["mine"], conflict["theirs"]) == ("removed", "kept", "removed")
    pcs.office("package", "resolve", conflict["id"], "--take", take)
    assert (_names(pcs.office) == set()) is is_gone


def test_one_side_and_a_third_value_cannot_be_chosen_together(pcs):
    for words in ((), ("--take", "mine", "--value", "1")):
        answer = pcs.office("package", "resolve", "1234", *words)
        assert (answer.code, answer.json["error"]["code"]) == (2, "usage")
    unknown = pcs.office("package", "resolve", "1234", "--take", "mine")
    assert (unknown.code, unknown.json["error"]["code"]) == (1, "not_found")


def test_records_entered_twice_are_proposed_united_separated_or_kept_apart(pcs):
    number = {"id_number": "330899198901248774", "born_on": "1989-01-24"}
    first, second = pcs.add(pcs.office, name="区敏", **number), pcs.add(pcs.home, name="区敏", **number)
    (double,) = pcs.carry(pcs.home, pcs.office)["duplicates"]
    assert (double["ledger"], set(double["uids"]), double["why"]) == (
        "person",
        {first, second},
        "身份证号相同",
    )
    united = pcs.office("package", "unite", first, second).json
    assert united == {"face": min(first, second), "united": True}
    assert len(pcs.office("list", "person").json) == 1
    assert pcs.office("package", "conflicts").json["duplicates"] == []
    assert pcs.office("package", "separate", second).json == {"uid": second, "separated": True}
    assert len(pcs.office("list", "person").json) == 2
    assert len(pcs.office("package", "conflicts").json["duplicates"]) == 1
    assert pcs.office("package", "apart", first, second).code == 0
    assert pcs.office("package", "conflicts").json["duplicates"] == []
    alone = pcs.office("package", "separate", first)
    assert (alone.code, alone.json["error"]["code"]) == (1, "not_united")


def test_a_received_package_is_taken_back_by_its_batch(pcs):
    pcs.add(pcs.office, name="曾淑")
    batch = pcs.carry(pcs.office, pcs.home)["batch"]
    assert pcs.home("package", "undo", batch).json == {"batch": batch, "undone": True, "kept": []}
    assert _names(pcs.home) == set()
    twice = pcs.home("package", "undo", batch)
    assert (twice.code, twice.json["error"]["code"]) == (1, "already_undone")
    unknown = pcs.home("package", "undo", "20200101-001")
    assert (unknown.code, unknown.json["error"]["code"]) == (1, "not_found")


def test_the_status_counts_what_was_not_sent_and_ticks_what_arrived(pcs):
    before = pcs.office("package", "status").json
    assert before.keys() >= {"not_sent", "last_exchange", "peers"}
    pcs.add(pcs.office, name="曾淑")
    status = pcs.office("package", "status").json
    assert status["not_sent"] == before["not_sent"] + 1
    assert (status["last_exchange"], status["days_since"]) == ("2026-07-01", 9)
    (peer,) = status["peers"]
    assert (peer["name"], peer["person"]) == ("组织委员的电脑", "组织委员")
    assert peer["missing"] >= 1
    pcs.carry(pcs.office, pcs.home)
    assert pcs.office("package", "status").json["not_sent"] == 0
    receipt = pcs.send(pcs.home, "receipt")
    assert (receipt["kind"], receipt["changes"]) == ("receipt", 0)
    pcs.office("package", "receive", receipt["file"])
    status = pcs.office("package", "status").json
    assert status["peers"][0]["missing"] == 0
    sent = [each for each in status["packages"] if (each["direction"], each["kind"]) == ("sent", "sync")]
    assert all(each["confirmed_at"] for each in sent)


def test_a_stranger_is_refused_until_it_is_trusted(pcs, call, tmp_path, monkeypatch):
    made = pcs.office("package", "invite", "--to", pcs.stick).json
    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    pcs_new = tmp_path / "third"
    call("package", "join", made["file"], "--code", made["code"], "--data-dir", pcs_new, "--json")
    third = lambda *words: call(*words, "--data-dir", pcs_new, "--json")  # noqa: E731
    pcs.add(third, name="李想")
    package = pcs.send(third)["file"]
    stranger = pcs.home("package", "receive", package)
    assert (stranger.code, stranger.json["error"]["code"]) == (1, "unknown_sender")
    code = third("package", "status").json["code"]
    assert code in stranger.err
    assert len(code.split()) == 6
    assert pcs.home("package", "receive", package, "--preview", "--trust").json["applied"] is False
    assert pcs.home("package", "receive", package).code == 1
    assert pcs.home("package", "receive", package, "--trust").json["new"] == 1


def test_a_second_pc_joins_by_an_invitation_and_its_code(call, branch_dir, json_file, tmp_path, monkeypatch):
    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    person = {"name": "曾淑", "stage": "full", "admitted_on": "2010-07-01", "promoted_on": "2011-07-01"}
    call("add", "person", "--from", json_file(person), "--data-dir", branch_dir)
    made = call("package", "invite", "--to", tmp_path, "--data-dir", branch_dir, "--json").json
    assert made.keys() >= {"file", "code"}
    new = tmp_path / "新电脑"
    for code, refusal in (("000011-000022-000033-000044", "wrong_code"), ("123", "wrong_code")):
        wrong = call("package", "join", made["file"], "--code", code, "--data-dir", new, "--json")
        assert (wrong.code, wrong.json["error"]["code"]) == (1, refusal)
        assert not new.exists()
    words = ("package", "join", made["file"], "--code", made["code"], "--person", "黄组织")
    joined = call(*words, "--data-dir", new, "--json")
    assert joined.code == 0, joined.err
    assert joined.json["name"] == "桃溪村党支部"
    assert Path(joined.json["recovery_sheet"]).is_file()
    assert {row["name"] for row in call("list", "person", "--data-dir", new, "--json").json} == {"曾淑"}
    again = call(*words, "--data-dir", new, "--json")
    assert (again.code, again.json["error"]["code"]) == (1, "already_there")
    refused = call("package", "receive", made["file"], "--data-dir", branch_dir, "--json")
    assert refused.code == 1
    call("package", "send", "sync", "--to", tmp_path, "--data-dir", new)
    known = call("package", "receive", tmp_path, "--data-dir", branch_dir, "--json")
    assert (known.code, known.json["from"]) == (0, "黄组织的电脑")


def test_a_handover_ends_the_pcs_there_were(pcs, call, tmp_path, monkeypatch):
    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    made = pcs.send(pcs.office, "handover")
    assert made.keys() == SENT_KEYS | {"code", "list"}
    assert Path(made["list"]).read_bytes().startswith(b"%PDF")
    new = tmp_path / "接任"
    assert call("package", "join", made["file"], "--code", made["code"], "--data-dir", new).code == 0
    pcs.add(pcs.home, name="曾淑")
    late = call("package", "receive", pcs.send(pcs.home)["file"], "--data-dir", new, "--json")
    assert late.code == 1
    assert all(
        peer["revoked"] for peer in call("package", "status", "--data-dir", new, "--json").json["peers"]
    )


def test_a_lost_pc_is_revoked(pcs):
    (peer,) = pcs.office("package", "status").json["peers"]
    assert pcs.office("package", "revoke", peer["site"]).json == {"site": peer["site"], "revoked": True}
    refused = pcs.office("package", "receive", pcs.send(pcs.home)["file"])
    assert (refused.code, refused.json["error"]["code"]) == (1, "revoked_sender")
    own = pcs.office("package", "revoke", pcs.office("package", "status").json["site"])
    assert (own.code, own.json["error"]["code"]) == (1, "own_site")
    assert pcs.office("package", "send", "handover", "--to", pcs.stick).code == 0
    unknown = pcs.office("package", "revoke", "1234")
    assert (unknown.code, unknown.json["error"]["code"]) == (1, "not_found")


def test_a_person_is_erased_for_good_and_the_places_left_are_listed(pcs):
    uid = pcs.add(pcs.office, name="曾淑", phone="13812345678")
    pcs.carry(pcs.office, pcs.home)
    no_reason = pcs.office("erase", "person", uid, "--reason", " ")
    assert (no_reason.code, no_reason.json["error"]["code"]) == (1, "invalid")
    erased = pcs.office("erase", "person", uid, "--reason", "本人要求").json
    assert erased["uid"] == uid
    assert any("数据包" in place for place in erased["still_held"])
    pcs.carry(pcs.office, pcs.home)
    for pc in (pcs.office, pcs.home):
        assert _names(pc) == set()
        gone = pc("show", "person", uid)
        assert (gone.code, gone.json["error"]["code"]) == (1, "not_found")
        assert pc("verify").code == 0
    (told,) = pcs.office("audit", "--action", "erase").json["entries"]
    assert told["reason"] == "本人要求"
    again = pcs.office("erase", "person", uid)
    assert (again.code, again.json["error"]["code"]) == (1, "not_found")


@pytest.mark.parametrize(
    ("words", "code", "refusal"),
    [
        (("package", "send", "gossip", "--to", "."), 1, "invalid"),
        (("package", "send", "sync", "--to", "没有这个文件夹"), 1, "not_found"),
        (("package", "send", "sync"), 2, ""),
        (("package", "receive", "没有这个文件.dbx"), 1, "not_found"),
        (("package", "receive"), 2, ""),
        (("package", "unite", "1234"), 2, ""),
        (("package", "unite", "1234", "5678"), 1, "not_found"),
        (("package", "send", "sync", "--to", ".", "--scope", "一半"), 1, "invalid"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_sentence(pcs, words, code, refusal):
    answer = pcs.office(*words)
    assert answer.code == code
    assert answer.err.count("\n") == 1
    if refusal:
        assert answer.json["error"]["code"] == refusal


def test_a_part_of_the_books_goes_along_and_the_rest_is_named(pcs):
    pcs.add(pcs.office, name="曾淑")
    before = pcs.office("package", "status").json["not_sent"]
    month = pcs.file({"held_on": "2026-06-30", "topic": "六月支委会"})
    pcs.office("add", "committee_meeting", "--from", month)
    pcs.add(pcs.office, name="李想")
    sent = pcs.office("package", "send", "sync", "--to", pcs.stick, "--scope", "month:2026-06")
    assert sent.json["left_behind"] == {"changes": 1, "attachments": 0}
    assert before
    assert pcs.office("package", "status").json["not_sent"] == 1
    assert pcs.home("package", "receive", pcs.stick).code == 0
    assert len(pcs.home("list", "committee_meeting").json) == 1
    assert _names(pcs.home) == {"曾淑"}
    empty = pcs.office("package", "send", "sync", "--to", pcs.stick, "--scope", "month:2031-01")
    assert empty.json["error"]["code"] == "nothing_in_scope"


def test_the_lines_for_people_say_what_to_do_next(pcs, call, tmp_path):
    pcs.add(pcs.office, name="曾淑")
    sent = call("package", "send", "sync", "--to", pcs.stick, "--data-dir", tmp_path / "office")
    assert sent.out.rstrip().endswith("现在可以安全弹出U盘。")
    package = next(pcs.stick.glob("*同步*.dbx"))
    told = call("package", "receive", package, "--data-dir", tmp_path / "home")
    assert "新增1条" in told.out
    assert "要撤销：package undo" in told.out
    assert "还没有带到别的电脑" in call("package", "status", "--data-dir", tmp_path / "home").out


def test_a_pc_gets_another_name_that_travels(pcs):
    mine = pcs.office("package", "status").json
    renamed = pcs.office("package", "rename", "--name", "村委会电脑")
    assert renamed.json == {"site": mine["site"], "name": "村委会电脑"}
    pcs.carry(pcs.office, pcs.home)
    assert [each["name"] for each in pcs.home("package", "status").json["peers"]] == ["村委会电脑"]
    assert pcs.home("package", "rename", mine["site"][:8], "--name", "旧电脑").json["name"] == "旧电脑"
    assert pcs.office("package", "rename", "--name", "").json["error"]["code"] == "invalid"
    assert pcs.office("package", "rename", "没有", "--name", "甲").json["error"]["code"] == "not_found"


def test_the_register_shows_the_ends_of_trails(pcs):
    received = pcs.carry(pcs.office, pcs.home)
    assert received["trail_doubt"] is None
    (newest, *_) = pcs.home("package", "status").json["packages"]
    assert newest["head"]
    assert newest["doubt"] is None


def test_a_stick_that_seems_to_carry_a_virus_is_told_beside_the_result(pcs):
    (pcs.stick / "autorun.inf").write_bytes(b"")
    sent = pcs.office("package", "send", "sync", "--to", pcs.stick)
    assert sent.code == 0
    assert "可能带病毒" in sent.err
    assert "可能带病毒" in pcs.home("package", "receive", pcs.stick, "--preview").err


def test_what_was_written_is_read_again_from_the_stick(pcs):
    sent = Path(pcs.send(pcs.office)["file"])
    whole = pcs.office("package", "check", pcs.stick)
    assert (whole.code, [each["whole"] for each in whole.json]) == (0, [True])
    sent.write_bytes(sent.read_bytes()[:-20])
    broken = pcs.office("package", "check", pcs.stick)
    assert (broken.code, broken.json[0]["whole"]) == (1, False)
    assert pcs.home("package", "check", pcs.stick).json["error"]["code"] == "nothing_to_check"


def test_a_lost_stick_gets_its_page(pcs, tmp_path):
    pcs.send(pcs.office)
    printed = pcs.office("package", "lost", "--out", tmp_path / "遗失.pdf").json
    text = "".join(page.extract_text() for page in PdfReader(printed["file"]).pages)
    assert "U盘遗失情况表" in text
    assert "只有本支部的电脑" in text


@pytest.fixture
def third(pcs, call, tmp_path, monkeypatch):
    """A third PC of the branch, which the office invited and the others have heard of."""
    monkeypatch.setattr("db.opening.calibrated", lambda: CHEAP)
    made = pcs.office("package", "invite", "--to", pcs.stick).json
    words = ("--data-dir", tmp_path / "第三台", "--json", "--clock", "2031-05-01T08:00:00+08:00")
    call("package", "join", made["file"], "--code", made["code"], "--person", "宣传委员", *words)

    def run(*line: object) -> Any:
        return call(*line, *words)

    pcs.carry(run, pcs.office)
    pcs.carry(pcs.office, pcs.home)
    pcs.carry(pcs.home, run)
    return run


def test_what_a_pc_joined_by_is_not_taken_back(pcs, third):
    pcs.add(pcs.office, name="曾淑")
    pcs.carry(pcs.office, third)
    (joined,) = (each for each in third("package", "status").json["packages"] if each["kind"] == "invite")
    refused = third("package", "undo", joined["batch"])
    assert (refused.code, refused.json["error"]["code"]) == (1, "not_undoable")
    assert _names(third) == {"曾淑"}


def test_what_three_pcs_wrote_is_shown_in_full_and_settled_at_once(pcs, third):
    uid = pcs.add(pcs.office, name="曾淑")
    pcs.carry(pcs.office, pcs.home)
    pcs.carry(pcs.office, third)
    for pc, place in ((pcs.office, "甲县"), (pcs.home, "乙县"), (third, "丙县")):
        pcs.change(pc, uid, native_place=place)
    pcs.carry(third, pcs.home)
    (conflict,) = pcs.carry(pcs.home, pcs.office)["conflicts"]
    assert conflict["mine"] == "甲县"
    assert {conflict["theirs"], *(each["value"] for each in conflict["others"])} == {"乙县", "丙县"}
    assert pcs.office("package", "resolve", conflict["id"], "--value", "丁县").json["left"] == 0


def test_without_a_reason_on_the_line_the_trail_says_that_none_was_given(pcs):
    uid = pcs.add(pcs.office, name="曾淑")
    assert pcs.office("erase", "person", uid).json["uid"] == uid
    (told,) = pcs.office("audit", "--action", "erase").json["entries"]
    assert told["reason"] == "命令行删除，没有写理由"


def _meeting(pcs) -> tuple[str, list[dict[str, Any]]]:
    """A meeting with three items that both PCs hold."""
    items = [{"title": title} for title in ("学习文件", "讨论修路", "通报党费")]
    uid = pcs.office(
        "add", "general_meeting", "--from", pcs.file({"held_on": "2026-03-05", "agenda": items})
    ).json["uid"]
    pcs.carry(pcs.office, pcs.home)
    return uid, list(pcs.office("show", "general_meeting", uid).json["agenda"])


def test_the_order_of_a_list_is_no_question_for_anybody(pcs):
    uid, items = _meeting(pcs)
    first, second, last = ({"uid": each["uid"], "title": each["title"]} for each in items)
    for pc, order in ((pcs.office, [second, first, last]), (pcs.home, [last, first, second])):
        assert pc("change", "general_meeting", uid, "--from", pcs.file({"agenda": order})).code == 0
    assert pcs.carry(pcs.home, pcs.office)["conflicts"] == []
    assert pcs.office("package", "conflicts").json["conflicts"] == []
    pcs.carry(pcs.office, pcs.home)
    shown = [[each["title"] for each in pc("show", "general_meeting", uid).json["agenda"]]
             for pc in (pcs.office, pcs.home)]  # fmt: skip
    assert shown[0] == shown[1]
    assert pcs.office("verify").json == {"sound": True, "problems": []}


def test_who_entered_united_records_is_no_question_for_anybody(pcs):
    first, second = pcs.add(pcs.office, name="区敏"), pcs.add(pcs.home, name="区敏")
    pcs.carry(pcs.home, pcs.office)
    pcs.office("package", "unite", first, second)
    assert pcs.office("package", "conflicts").json["conflicts"] == []


def test_a_conflict_rests_while_its_record_lies_in_the_recycle_bin(pcs):
    uid, items = _meeting(pcs)
    for pc, topic, words in ((pcs.office, "春耕", "同意"), (pcs.home, "防汛", "缓议")):
        item = {**{name: items[0][name] for name in ("uid", "title")}, "resolution": words}
        values = {
            "topic": topic,
            "agenda": [item, *({"uid": each["uid"], "title": each["title"]} for each in items[1:])],
        }
        pc("change", "general_meeting", uid, "--from", pcs.file(values))
    found = pcs.carry(pcs.home, pcs.office)["conflicts"]
    assert {each["field"] for each in found} == {"topic", "agenda.resolution"}
    pcs.office("remove", "general_meeting", uid)
    assert pcs.office("package", "conflicts").json["conflicts"] == []
    pcs.office("put-back", "general_meeting", uid)
    assert len(pcs.office("package", "conflicts").json["conflicts"]) == 2


def test_either_uid_of_united_records_means_the_one_that_is_shown(pcs):
    face, hidden = sorted(
        (pcs.add(pcs.office, name="区敏"), pcs.add(pcs.office, name="区敏", phone="13812345678"))
    )
    pcs.office("package", "unite", face, hidden)
    meeting = pcs.file({"held_on": "2026-03-05", "chair": hidden})
    uid = pcs.office("add", "general_meeting", "--from", meeting).json["uid"]
    assert pcs.office("show", "general_meeting", uid).json["chair"]["uid"] == face
    pcs.change(pcs.office, hidden, address="溪边")
    shown = [pcs.office("show", "person", each).json for each in (face, hidden)]
    assert shown[0] == shown[1]
    assert (shown[0]["phone"], shown[0]["address"]) == ("13812345678", "溪边")
    assert pcs.office("verify").json == {"sound": True, "problems": []}


def test_decisions_about_an_exchange_do_not_change_a_sealed_year(pcs):
    values = {"held_on": "2025-03-05", "topic": "春耕"}
    uid = pcs.office("add", "general_meeting", "--from", pcs.file(values)).json["uid"]
    pcs.carry(pcs.office, pcs.home)
    for pc, topic in ((pcs.office, "防汛"), (pcs.home, "修路")):
        pc("change", "general_meeting", uid, "--from", pcs.file({"topic": topic}))
    other = pcs.home("add", "general_meeting", "--from", pcs.file({"held_on": "2025-06-05"})).json["uid"]
    received = pcs.carry(pcs.home, pcs.office)
    (conflict,) = received["conflicts"]
    digest = pcs.office("seal", 2025).json["digest"]
    for words in (
        ("resolve", conflict["id"], "--take", "mine"),
        ("undo", received["batch"]),
        ("unite", uid, other),
    ):
        refused = pcs.office("package", *words)
        assert (refused.code, refused.json["error"]["code"]) == (1, "year_sealed")
    assert pcs.office("seal", 2025, "--check").json["digest_now"] == digest
    pcs.office("reopen", 2025, "--reason", "处理冲突")
    assert pcs.office("package", "resolve", conflict["id"], "--take", "mine").code == 0


def test_a_name_takes_its_pinyin_along_and_what_is_required_is_not_emptied(pcs):
    uid = pcs.add(pcs.office, name="曾淑")
    pcs.carry(pcs.office, pcs.home)
    pcs.change(pcs.office, uid, name="曾树")
    pcs.change(pcs.home, uid, name="曾霜")
    found = {each["field"]: each["id"] for each in pcs.carry(pcs.home, pcs.office)["conflicts"]}
    for empty in ("", "  "):
        refused = pcs.office("package", "resolve", found["name"], "--value", empty)
        assert (refused.code, refused.json["error"]["code"]) == (1, "invalid")
    assert pcs.office("package", "resolve", found["name"], "--take", "theirs").json["left"] == 0
    shown = pcs.office("show", "person", uid).json
    assert (shown["name"], shown["pinyin"]) == ("曾霜", "zeng shuang")
    assert pcs.office("verify").json["sound"] is True


def test_what_was_exchanged_early_this_morning_was_exchanged_today(pcs, call, tmp_path):
    early = ("--data-dir", tmp_path / "office", "--json", "--clock", "2026-07-12T06:30:00+08:00")
    call("package", "send", "sync", "--to", pcs.stick, *early)  # the day before, by universal time
    status = call("package", "status", *early).json
    assert (status["last_exchange"], status["days_since"]) == ("2026-07-12", 0)
