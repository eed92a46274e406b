"""Searching everything."""

import pytest

from db.errors import LedgerError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.saving import remove
from db.services.searching import excerpt, search
from tests.support.branches import full_member, save_new


def found(branch: Branch, text: str, limit: int = 50) -> list[tuple[str, str]]:
    """Ledger and title of the hits."""
    return [(hit.ledger, hit.title) for hit in search(branch, text, limit)]


def test_people_come_first_then_records_newest_first(branch: Branch) -> None:
    full_member(branch, "路遥")
    for day in ("2026-03-05", "2026-05-05"):
        save_new(branch, "general_meeting", held_on=day, topic="修路")
    assert found(branch, "路") == [
        ("person", "路遥"),
        ("general_meeting", "2026-05-05 修路"),
        ("general_meeting", "2026-03-05 修路"),
    ]
    assert len(found(branch, "路", limit=2)) == 2


def test_words_said_in_a_meeting_are_found_with_their_surroundings(branch: Branch) -> None:
    said = [{"title": "议事", "speakers": [{"person": None, "words": "先修涵洞，再铺路面"}]}]
    save_new(branch, "general_meeting", held_on="2026-03-05", topic="例会", agenda=said)
    (hit,) = search(branch, "涵洞")
    assert (hit.ledger, hit.on, hit.excerpt) == ("general_meeting", "2026-03-05", "先修涵洞，再铺路面")


def test_every_word_must_be_there_wherever_it_stands(branch: Branch) -> None:
    save_new(branch, "general_meeting", held_on="2026-03-05", topic="修路", agenda=["涵洞"])
    save_new(branch, "general_meeting", held_on="2026-03-06", topic="修路")
    assert found(branch, "修路 涵洞") == [("general_meeting", "2026-03-05 修路")]


def test_initials_and_mentions_lead_to_the_records_of_a_person(branch: Branch) -> None:
    full_member(branch, "曾淑")
    full_member(branch, "李想")
    save_new(branch, "heart_talk", held_on="2026-03-05", initiator="曾淑", partner="李想", words="谈家事")
    save_new(branch, "care_visit", visited_on="2026-03-05", person="李想", visitors=["曾淑"])
    ledgers = [hit.ledger for hit in search(branch, "zs")]
    assert ledgers == ["person", "care_visit", "heart_talk"]


def test_removed_records_are_not_found(branch: Branch) -> None:
    uid = save_new(branch, "document", title="修路的请示", kind="request")
    remove(branch, by_key("document"), [uid])
    assert found(branch, "修路") == []


def test_nothing_typed_is_refused_in_a_sentence(branch: Branch) -> None:
    with pytest.raises(LedgerError, match="没有输入"):
        search(branch, " 　")


def test_an_excerpt_is_one_line_around_the_word() -> None:
    text = "前" * 40 + "涵洞\n" + "后" * 40
    assert excerpt(text, "涵洞") == f"…{'前' * 24}涵洞 {'后' * 23}…"
    assert excerpt("没有", "涵洞") == "没有"


def test_what_is_found_is_shown_with_numbers_masked(branch: Branch) -> None:
    save_new(branch, "document", title="电话13812345678的说明", summary="身份证330899198901248774")
    for text in ("138", "13812345678", "330899198901248774", "说明"):
        hit = search(branch, text)[0]
        assert "13812345678" not in hit.title + hit.excerpt
        assert "330899198901248774" not in hit.title + hit.excerpt
        assert "138****5678" in hit.title


@pytest.mark.parametrize("part", ["1111", "13800001111", "330899198901248774", "19890124"])
def test_a_person_is_found_by_part_of_a_number_which_stays_masked(branch: Branch, part: str) -> None:
    uid = save_new(branch, "person", name="曾淑", id_number="330899198901248774", phone="13800001111")
    (hit,) = search(branch, part)
    assert hit.uid == uid
    assert hit.excerpt in ("138****1111", "330899********8774")
