"""What is seen of a person who was erased for good: nothing, and in old records words instead of the name."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.exchange.conflicts import inbox, resolve
from db.exchange.doubles import unite
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.services.attaching import attach
from db.services.branch import Branch
from db.services.drafts import keep_draft
from db.services.queries import ListQuery, count_rows, get_row, list_rows, people_index
from db.services.saving import put_back, remove
from db.services.searching import search
from db.services.verifying import verify
from tests.support.branches import change, full_member, save_new
from tests.support.exchange import Stick

PERSON = by_key("person")


@pytest.fixture
def erased(branch: Branch) -> tuple[str, str]:
    """An erased person, and the talk that person had."""
    uid, other = full_member(branch, "曾淑"), full_member(branch, "李想")
    talk = save_new(branch, "heart_talk", held_on="2026-05-01", initiator=other, partner=uid)
    erase_person(branch, uid, "本人要求")
    return uid, talk


def test_no_list_shows_an_erased_record_and_the_recycle_bin_does_not_either(
    branch: Branch, erased: tuple[str, str]
) -> None:
    gone = full_member(branch, "丁一")
    remove(branch, PERSON, [gone])
    assert [row.uid for row in list_rows(branch, PERSON, ListQuery(removed=True))] == [gone]
    assert count_rows(branch, PERSON, ListQuery(removed=True)) == 1
    assert erased[0] not in {row.uid for row in list_rows(branch, PERSON, ListQuery())}
    assert erased[0] not in {choice.uid for choice in people_index(branch)}
    assert search(branch, "曾淑") == ()


def test_the_file_of_an_admission_goes_with_its_person(branch: Branch) -> None:
    uid, mentor = full_member(branch, "曾淑"), full_member(branch, "李想")
    steps = [{"step": 1, "done_on": "2009-01-10", "note": "一段话"}]
    file = save_new(
        branch, "admission", person=uid, mentors=[mentor], steps=steps, half_yearly=["2009-12-01"]
    )
    erase_person(branch, uid, "本人要求")
    assert list_rows(branch, by_key("admission"), ListQuery()) == ()
    with pytest.raises(LedgerError):
        get_row(branch, by_key("admission"), file)
    texts = branch.database.connection.exec_driver_sql(
        "SELECT count(*) FROM admission_step WHERE note = '一段话'"
    )
    assert texts.scalar_one() == 0
    assert verify(branch) == []


def test_old_records_say_that_the_name_was_erased(branch: Branch, erased: tuple[str, str]) -> None:
    talk = get_row(branch, by_key("heart_talk"), erased[1])
    assert talk["partner"].name == "（已按规定删除）"
    assert talk["initiator"].name == "李想"


def test_an_erased_record_is_neither_opened_nor_put_back(branch: Branch, erased: tuple[str, str]) -> None:
    for attempt in (
        lambda: get_row(branch, PERSON, erased[0]),
        lambda: put_back(branch, PERSON, [erased[0]]),
    ):
        with pytest.raises(LedgerError) as refused:
            attempt()
        assert refused.value.code == "not_found"


def test_the_other_pc_shows_the_same_words_once_the_erasure_has_arrived(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid, other = full_member(office, "曾淑"), full_member(office, "李想")
    talk = save_new(office, "heart_talk", held_on="2026-05-01", initiator=other, partner=uid)
    stick.carry(office, home)
    erase_person(office, uid, "本人要求")
    stick.carry(office, home)
    assert get_row(home, by_key("heart_talk"), talk)["partner"].name == "（已按规定删除）"
    assert list_rows(home, PERSON, ListQuery(removed=True)) == ()


def test_a_form_begun_that_names_the_person_is_told_and_one_about_others_is_not(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", id_number="330899198901248774")
    keep_draft(branch, "person", uid, {"name": "曾淑"})  # goes by itself
    keep_draft(branch, "theme_day", None, {"theme": "曾淑讲党课"})
    keep_draft(branch, "heart_talk", None, {"content": "330899198901248774"})
    keep_draft(branch, "general_meeting", None, {"topic": "学习党章"})
    places = [each for each in erase_person(branch, uid, "本人要求").places if "填到一半" in each]
    titles = [by_key(key).title for key in ("theme_day", "heart_talk")]
    assert sorted(places) == sorted(f"填到一半没有保存的“{title}”，请打开它保存或放弃" for title in titles)


def _everything_stored(branch: Branch) -> str:
    """Every cell of every table as one text."""
    tables = [
        name for (name,) in branch.database.raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    return "\n".join(
        str(row) for name in tables for row in branch.database.raw.execute(f'SELECT * FROM "{name}"')
    )


def test_no_table_holds_anything_of_the_person_any_more(
    office: Branch, home: Branch, stick: Stick, tmp_path: Path
) -> None:
    number, phone = "330899198901248774", "13812345678"
    uid, other = full_member(office, "曾淑", id_number=number, phone="1"), full_member(office, "李想")
    paper = tmp_path / "曾淑的证明.pdf"
    paper.write_bytes(b"%PDF-1.4")
    attach(office, PERSON, uid, paper)
    save_new(office, "heart_talk", held_on="2026-05-01", initiator=other, partner=uid)
    remove(office, PERSON, [uid])
    put_back(office, PERSON, [uid])
    stick.carry(office, home)
    change(office, "person", uid, phone=phone)
    change(home, "person", uid, phone="13987654321")
    stick.carry(home, office)
    for conflict in inbox(office):
        resolve(office, conflict.id, take="mine")
    erase_person(office, uid, "曾淑本人要求")
    stick.carry(office, home)
    for branch in (office, home):
        stored = _everything_stored(branch)
        found = [text for text in ("曾淑", number, phone, "13987654321") if text in stored]
        assert found == [], branch.actor
        assert verify(branch) == []


def test_a_person_entered_twice_is_erased_as_a_whole(office: Branch, home: Branch, stick: Stick) -> None:
    first, second = full_member(office, "曾淑", phone="13812345678"), full_member(office, "曾淑")
    unite(office, first, second)
    erase_person(office, min(first, second), "本人要求")
    stick.carry(office, home)
    for branch in (office, home):
        assert branch.rows("person") == ()
        assert list_rows(branch, PERSON, ListQuery(removed=True)) == ()
        assert "曾淑" not in _everything_stored(branch)
        assert verify(branch) == []
