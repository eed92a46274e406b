"""The trail: what leaves a row, and how a changed, missing or cut row shows."""

import pytest

from db.arithmetic.masking import mask_text
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.exporting import export_ledger
from db.services.settings import set_setting
from db.services.trail import ACTIONS, check_trail, note, note_quietly, read_trail, trail_head
from db.services.trail_reading import shown_trail
from tests.support.branches import full_member

NUMBER = "330899198901248774"


def acts(branch: Branch) -> list[str]:
    """The acts, oldest first."""
    return [entry.action for entry in reversed(read_trail(branch))]


def spoil(branch: Branch, statement: str) -> None:
    """What another program with the key could do."""
    with branch.database.transaction() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def walked(branch: Branch) -> Branch:
    """A branch with five rows after the one of its opening."""
    for place in range(5):
        note(branch, "export", f"第{place}本台账", "3条")
    return branch


def test_opening_leaves_the_first_row(branch: Branch) -> None:
    entry = read_trail(branch)[0]
    assert (entry.action, entry.person, entry.number) == ("unlock", "林书记", 1)
    assert check_trail(branch) == []


def test_every_row_hangs_on_the_one_before(walked: Branch) -> None:
    assert [entry.number for entry in read_trail(walked)] == [6, 5, 4, 3, 2, 1]
    assert check_trail(walked) == []


@pytest.mark.parametrize("column", ["wall", "person", "action", "object", "fields", "reason", "site"])
def test_a_changed_row_shows(walked: Branch, column: str) -> None:
    spoil(walked, f"UPDATE s_trail SET {column} = 'x' WHERE number = 4")
    assert "第4条" in check_trail(walked)[0]


@pytest.mark.parametrize("number", [1, 3])
def test_a_removed_row_shows(walked: Branch, number: int) -> None:
    spoil(walked, f"DELETE FROM s_trail WHERE number = {number}")
    assert f"第{number + 1}条之前" in check_trail(walked)[0]


def test_rows_that_changed_places_show(walked: Branch) -> None:
    spoil(walked, "UPDATE s_trail SET number = CASE number WHEN 3 THEN 40 WHEN 4 THEN 30 ELSE number END")
    spoil(walked, "UPDATE s_trail SET number = number / 10 WHERE number > 9")
    assert check_trail(walked)


def test_a_cut_tail_shows(walked: Branch) -> None:
    spoil(walked, "DELETE FROM s_trail WHERE number > 4")
    assert "末尾" in check_trail(walked)[0]


def test_a_tail_cut_with_all_its_marks_shows_by_a_printed_head(walked: Branch) -> None:
    early = trail_head(walked)
    mark = walked.journal.remembered("trail_end")
    note(walked, "print", "党员花名册")
    printed = trail_head(walked)
    spoil(walked, "DELETE FROM s_trail WHERE number = 7")
    walked.journal.remember("trail_end", mark or "")
    assert check_trail(walked) == []
    assert check_trail(walked, [early, early.upper()]) == []
    assert printed in check_trail(walked, [printed])[0]


@pytest.mark.parametrize("written", ["", "37", "x-4f2a9c10b7", "3-zzzzzzzz", "3-"])
def test_what_is_no_head_is_said_to_be_none(walked: Branch, written: str) -> None:
    assert "不是登记号" in check_trail(walked, [written])[0]


def test_rows_hold_no_whole_numbers(branch: Branch) -> None:
    note(branch, "export", f"{NUMBER}.xlsx", f"电话13812345678，{NUMBER}", f"给{NUMBER}\n填表")
    entry = read_trail(branch)[0]
    texts = f"{entry.object} {entry.fields} {entry.reason}"
    assert NUMBER not in texts
    assert "13812345678" not in texts
    assert mask_text(texts) == texts
    assert check_trail(branch) == []


def test_looking_twice_on_one_day_for_one_reason_is_one_row(branch: Branch) -> None:
    first = note(branch, "view_full", "person:abc", "身份证号", "核对本人证件")
    assert note(branch, "view_full", "person:abc", "身份证号", "核对本人证件") == first
    assert note(branch, "view_full", "person:abc", "身份证号", "转接组织关系") == first + 1
    assert note(branch, "view_full", "person:abd", "身份证号", "核对本人证件") == first + 2
    branch.actor = "另一位"
    assert note(branch, "view_full", "person:abc", "身份证号", "核对本人证件") == first + 3


def test_exporting_twice_is_two_rows(branch: Branch) -> None:
    for _ in range(2):
        export_ledger(branch, by_key("person"), "a.xlsx")
    assert acts(branch)[-2:] == ["export", "export"]


def test_an_unknown_act_is_our_own_mistake(branch: Branch) -> None:
    with pytest.raises(ValueError, match="no such act"):
        note(branch, "peek", "x")


def test_a_row_is_saved_with_its_act_or_not_at_all(branch: Branch) -> None:
    before = acts(branch)
    with pytest.raises(TypeError):
        set_setting(branch, "reminders.days", object())
    assert acts(branch) == before
    set_setting(branch, "reminders.days", 14)
    assert acts(branch) == [*before, "settings"]


def test_what_the_program_remembers_for_itself_leaves_no_row(branch: Branch) -> None:
    before = acts(branch)
    set_setting(branch, "import.learned_titles.person", {"姓 名": "name"})
    assert acts(branch) == before


def test_a_clock_set_back_is_marked_and_changes_nothing_else(branch: Branch) -> None:
    full_member(branch, "曾淑")
    branch.journal.remember("latest_wall", "2030-01-01T00:00:00Z")
    note_quietly(branch, "print", "党员花名册")
    assert read_trail(branch)[0].clock_doubt
    assert "时钟可疑" in shown_trail(branch)[0].when
    assert check_trail(branch) == []


def test_records_are_shown_by_their_titles(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    note(branch, "view_full", f"person:{uid}", "身份证号")
    note(branch, "view_full", "person:nobody", "身份证号")
    assert [each.about for each in shown_trail(branch, 2)] == ["党员名册 · 已不在", "党员名册 · 曾淑"]
    assert shown_trail(branch, action="unlock")[0].entry.title == ACTIONS["unlock"]


def test_a_file_with_whole_numbers_says_who_wanted_it(branch: Branch) -> None:
    full_member(branch, "曾淑", id_number=NUMBER)
    masked, _ = export_ledger(branch, by_key("person"), "a.csv")
    whole, count = export_ledger(branch, by_key("person"), "b.csv", full_for="填写上级表格")
    assert count == 1
    assert NUMBER not in masked.decode("utf-8-sig")
    last = whole.decode("utf-8-sig").splitlines()[-1]
    assert NUMBER in whole.decode("utf-8-sig")
    assert all(word in last for word in ("林书记", "2026-07-01", "填写上级表格", "登记第 3 号"))
    assert read_trail(branch)[0].reason == "填写上级表格"
