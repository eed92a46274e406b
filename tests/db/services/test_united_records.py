"""Two records said to be one: what is done to the one that is shown is done to both, and the books stay what the
journal says."""

from itertools import permutations

import pytest

from db.errors import LedgerError
from db.exchange.doubles import separate, unite
from db.exchange.undoing import undo
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows, full_rows
from db.services.saving import put_back, remove
from db.services.verifying import verify
from tests.support.branches import change, full_member, save_new
from tests.support.exchange import Stick, ledgers

PERSON = by_key("person")


def united(branch: Branch, phone_of: str) -> tuple[str, str]:
    """The face and its fellow; the phone is held by the one that is asked for."""
    face, fellow = sorted(full_member(branch, "曾淑") for _ in range(2))
    change(branch, "person", face if phone_of == "face" else fellow, phone="13800000001")
    unite(branch, face, fellow)
    return face, fellow


def phones(branch: Branch) -> list[str]:
    return [row.text("phone") for row in branch.rows("person")]


@pytest.mark.parametrize("phone_of", ["face", "fellow"])
def test_what_is_emptied_stays_empty(branch: Branch, phone_of: str) -> None:
    face, _ = united(branch, phone_of)
    assert phones(branch) == ["13800000001"]
    change(branch, "person", face, phone=None)
    assert phones(branch) == [""]
    assert verify(branch) == []


@pytest.mark.parametrize("phone_of", ["face", "fellow"])
def test_what_is_typed_is_shown_and_settles_the_question(branch: Branch, phone_of: str) -> None:
    from db.exchange.conflicts import inbox

    face, fellow = united(branch, phone_of)
    change(branch, "person", face, phone="13800000002")
    assert phones(branch) == ["13800000002"]
    assert [each for each in inbox(branch) if each.field == "phone"] == []
    assert verify(branch) == []
    separate(branch, fellow)
    assert sorted(set(phones(branch))) == (["13800000002"] if phone_of == "fellow" else ["", "13800000002"])
    assert verify(branch) == []


def test_removing_removes_both_and_putting_back_brings_one(branch: Branch) -> None:
    face, fellow = united(branch, "fellow")
    remove(branch, PERSON, [face])
    assert branch.rows("person") == ()
    assert verify(branch) == []
    assert [row.uid for row in full_rows(branch, PERSON, ListQuery(removed=True))] == [face]
    put_back(branch, PERSON, [face])
    assert phones(branch) == ["13800000001"]
    assert verify(branch) == []
    separate(branch, fellow)
    assert len(branch.rows("person")) == 2
    assert verify(branch) == []


def test_the_one_that_is_not_shown_lies_in_no_bin(branch: Branch) -> None:
    _, fellow = united(branch, "face")
    assert count_rows(branch, PERSON, ListQuery(removed=True)) == 0
    with pytest.raises(LedgerError) as refused:
        put_back(branch, PERSON, [fellow])
    assert refused.value.code == "united"
    assert verify(branch) == []


def test_three_that_are_one_are_removed_together(branch: Branch) -> None:
    people = sorted(full_member(branch, name) for name in ("曾淑", "曾叔", "曾舒"))
    for first, second in list(permutations(people, 2))[:3]:
        unite(branch, first, second)
    remove(branch, PERSON, [people[0]])
    assert branch.rows("person") == ()
    assert verify(branch) == []


def test_a_removal_of_both_reaches_the_other_pc(office: Branch, home: Branch, stick: Stick) -> None:
    face, _ = united(office, "fellow")
    stick.carry(office, home)
    remove(office, PERSON, [face])
    stick.carry(office, home)
    assert home.rows("person") == ()
    assert ledgers(home) == ledgers(office)


def test_records_that_are_one_but_for_others_cost_nothing(branch: Branch) -> None:
    united(branch, "face")
    alone = save_new(branch, "person", name="李想", phone="13800000009")
    change(branch, "person", alone, phone=None)
    remove(branch, PERSON, [alone])
    put_back(branch, PERSON, [alone])
    assert verify(branch) == []


def test_a_united_record_that_was_taken_back_is_taken_in_elsewhere(
    office: Branch, home: Branch, stick: Stick
) -> None:
    people = sorted(full_member(office, "曾淑") for _ in range(2))
    batch = stick.carry(office, home).batch
    assert batch is not None
    undo(home, batch)
    unite(office, *people)
    stick.carry(home, office)
    stick.carry(office, home)
    assert ledgers(office) == ledgers(home)
