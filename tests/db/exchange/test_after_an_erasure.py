"""What is seen of a person who was erased for good: nothing, and in old records words instead of the name."""

import pytest

from db.errors import LedgerError
from db.exchange.erasing import erase_person
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows, get_row, list_rows, people_index
from db.services.saving import put_back, remove
from db.services.searching import search
from tests.support.branches import full_member, save_new
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
