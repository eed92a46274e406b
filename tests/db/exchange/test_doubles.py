"""Records that look like one: proposed, kept apart for good, united, and counted when they are."""

import pytest

from db.errors import LedgerError
from db.exchange.doubles import doubles, keep_apart, separate, unite, united_with
from db.exchange.receiving import receive
from db.services.branch import Branch
from tests.support.branches import full_member, save_new
from tests.support.exchange import Stick


def test_records_kept_apart_are_not_proposed_again_and_a_third_one_still_is(branch: Branch) -> None:
    first, second = full_member(branch, "曾淑"), full_member(branch, "曾淑")
    assert [set(each.uids) for each in doubles(branch)] == [{first, second}]
    keep_apart(branch, second, first)
    assert doubles(branch) == ()
    third = full_member(branch, "曾淑")
    assert [set(each.uids) for each in doubles(branch)] == [{first, second, third}]
    keep_apart(branch, first, third)
    assert [set(each.uids) for each in doubles(branch)] == [{second, third}]


def test_only_two_different_records_can_be_kept_apart(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    for other, code in ((uid, "invalid"), ("00000000-0000-4000-8000-000000000000", "not_found")):
        with pytest.raises(LedgerError) as refused:
            keep_apart(branch, uid, other)
        assert refused.value.code == code


def test_a_united_record_names_the_records_in_it_until_they_are_separated(branch: Branch) -> None:
    first, second, other = (
        full_member(branch, "曾淑"),
        full_member(branch, "曾淑"),
        full_member(branch, "李想"),
    )
    assert united_with(branch, first) == ()
    unite(branch, first, second)
    assert set(united_with(branch, min(first, second))) == {first, second}
    assert united_with(branch, other) == ()
    separate(branch, second)
    assert united_with(branch, min(first, second)) == ()


def test_a_preview_names_the_records_that_would_come(office: Branch, home: Branch, stick: Stick) -> None:
    uid, other = full_member(office, "曾淑"), full_member(office, "李想")
    talk = save_new(office, "heart_talk", held_on="2026-05-01", initiator=uid, partner=other)
    (preview,) = receive(home, stick.put(office), preview=True)
    named = {record[1]: title for record, title in zip(preview.records, preview.titles, strict=True)}
    assert named == {uid: "曾淑", other: "李想", talk: "曾淑 李想 2026-05-01"}
