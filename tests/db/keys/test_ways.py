"""The ways into an open branch: second persons, new passphrases, and sheets that count once they were typed back."""

from pathlib import Path

import pytest

from db.errors import LedgerError
from db.keys import ways
from db.keys.slots import FLOOR, STRONG, Slot, calibrated, raised, read_slots, upgrade_of
from db.keys.slots import PASSPHRASE as BY_PASSPHRASE
from db.keys.ways import (
    NewSheet,
    add_person,
    await_first_sheet,
    begin_sheet,
    change_own_passphrase,
    confirm_sheet,
    remove_way,
    renewal_due,
    ways_of,
)
from db.opening import open_branch
from db.services.branch import Branch
from db.services.trail import check_trail, read_trail
from tests.support.branches import ACTOR, CHEAP, CLOCK, PASSPHRASE, full_member, open_folder
from tests.support.refusing import refusal

NEW = "河边柳树六月才绿"
SECOND = "灯笼骆驼算盘小溪"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "calibrated", lambda: CHEAP)


def opens(root: Path, passphrase: str) -> str:
    """The person whom a passphrase lets in, or the code of the refusal."""
    try:
        branch = open_branch(root, CLOCK, passphrase=passphrase)
    except LedgerError as error:
        return error.code
    branch.close()
    return branch.actor


def typed(sheet: NewSheet) -> dict[int, str]:
    """What somebody copies from the paper."""
    groups = sheet.code.split("-")
    return {number: groups[number - 1] for number in sheet.asked}


def key_changes(branch: Branch) -> list[str]:
    return [entry.fields for entry in read_trail(branch, action="key_change")]


def test_a_second_person_gets_in_under_the_own_name(branch: Branch) -> None:
    number = add_person(branch, PASSPHRASE, "  钱 组委 ", SECOND)
    assert [(way.person, way.kind, way.is_mine) for way in ways_of(branch)] == [
        (ACTOR, "passphrase", True),
        ("钱 组委", "passphrase", False),
        ("恢复表", "recovery", False),
    ]
    assert number == "3"
    branch.close()
    assert opens(branch.folder.root, SECOND) == "钱 组委"
    assert opens(branch.folder.root, PASSPHRASE) == ACTOR


def test_a_person_who_leaves_no_longer_gets_in(branch: Branch) -> None:
    number = add_person(branch, PASSPHRASE, "钱组委", SECOND)
    remove_way(branch, PASSPHRASE, number)
    branch.close()
    assert opens(branch.folder.root, SECOND) == "wrong_passphrase"
    assert opens(branch.folder.root, PASSPHRASE) == ACTOR


def test_an_unlocked_screen_alone_makes_no_way_in(branch: Branch) -> None:
    wrong = "不是这一句话啊"
    before = read_slots((branch.folder.key_slots,))
    assert refusal(lambda: add_person(branch, wrong, "钱组委", SECOND)) == "wrong_passphrase"
    assert refusal(lambda: change_own_passphrase(branch, wrong, NEW)) == "wrong_passphrase"
    assert refusal(lambda: change_own_passphrase(branch, None, NEW)) == "invalid"
    assert refusal(lambda: begin_sheet(branch, None)) == "invalid"
    for _ in range(2):
        assert refusal(lambda: begin_sheet(branch, wrong)) == "wrong_passphrase"
    assert refusal(lambda: begin_sheet(branch, PASSPHRASE)) == "too_many_tries"
    assert read_slots((branch.folder.key_slots,)) == before
    assert key_changes(branch) == []


def test_what_cannot_be_taken_away_stays(branch: Branch) -> None:
    assert refusal(lambda: remove_way(branch, PASSPHRASE, "1")) == "invalid"
    assert refusal(lambda: remove_way(branch, PASSPHRASE, "2")) == "invalid"
    assert refusal(lambda: remove_way(branch, PASSPHRASE, "77")) == "not_found"
    assert len(ways_of(branch)) == 2


def test_a_person_is_named_once(branch: Branch) -> None:
    assert refusal(lambda: add_person(branch, PASSPHRASE, " ", SECOND)) == "invalid"
    assert refusal(lambda: add_person(branch, PASSPHRASE, ACTOR, SECOND)) == "invalid"
    for number in range(ways.MOST_PEOPLE - 1):
        add_person(branch, PASSPHRASE, f"第{number}位", f"{SECOND}{number}")
    assert refusal(lambda: add_person(branch, PASSPHRASE, "又一位", SECOND)) == "invalid"


def test_two_persons_never_have_one_passphrase(branch: Branch) -> None:
    assert refusal(lambda: add_person(branch, PASSPHRASE, "钱组委", PASSPHRASE)) == "weak_passphrase"
    add_person(branch, PASSPHRASE, "钱组委", SECOND)
    assert refusal(lambda: change_own_passphrase(branch, PASSPHRASE, SECOND)) == "weak_passphrase"
    change_own_passphrase(branch, PASSPHRASE, PASSPHRASE)


def test_each_changes_the_own_passphrase_only(branch: Branch) -> None:
    add_person(branch, PASSPHRASE, "钱组委", SECOND)
    change_own_passphrase(branch, SECOND, NEW)
    branch.close()
    assert opens(branch.folder.root, SECOND) == "wrong_passphrase"
    assert opens(branch.folder.root, NEW) == "钱组委"
    assert opens(branch.folder.root, PASSPHRASE) == ACTOR


def test_names_of_people_in_the_roster_are_no_passphrase(branch: Branch) -> None:
    full_member(branch, "欧阳敏", phone="13812345678")
    for weak in ("欧阳敏爱喝绿茶", "kaimen12345678", "白果村的老樟树"):
        assert refusal(lambda weak=weak: change_own_passphrase(branch, PASSPHRASE, weak)) == "weak_passphrase"
    assert refusal(lambda: add_person(branch, PASSPHRASE, "钱组委", "钱组委的四棵树")) == "weak_passphrase"


def test_every_change_is_in_the_trail_without_any_secret(branch: Branch) -> None:
    number = add_person(branch, PASSPHRASE, "钱组委", SECOND)
    change_own_passphrase(branch, PASSPHRASE, NEW)
    remove_way(branch, NEW, number)
    confirm_sheet(branch, typed(begin_sheet(branch, NEW)))
    assert key_changes(branch) == ["核对并启用", "去掉", "修改", "增加"]
    told = str(read_trail(branch))
    assert not any(secret in told for secret in (PASSPHRASE, NEW, SECOND))
    assert check_trail(branch) == []


# --- the recovery sheet -------------------------------------------------------------------------------------------
def test_a_new_sheet_counts_once_two_groups_were_typed_back(branch: Branch, recovery_code: str) -> None:
    sheet = begin_sheet(branch, PASSPHRASE)
    assert len(set(sheet.asked)) == 2
    root = branch.folder.root
    branch.close()
    with pytest.raises(LedgerError):
        open_branch(root, CLOCK, recovery_code=sheet.code)
    again = open_folder(root)
    confirm_sheet(again, typed(sheet))
    again.close()
    with pytest.raises(LedgerError):
        open_branch(root, CLOCK, recovery_code=recovery_code)
    open_branch(root, CLOCK, recovery_code=sheet.code).close()


def test_groups_that_do_not_agree_are_named_and_the_old_sheet_stays(
    branch: Branch, recovery_code: str
) -> None:
    sheet = begin_sheet(branch, PASSPHRASE)
    first, second = sheet.asked
    with pytest.raises(LedgerError, match=f"第{second}组") as refused:
        confirm_sheet(branch, {**typed(sheet), second: "123453"})
    assert refused.value.code == "wrong_groups"
    assert f"第{first}组" not in refused.value.message
    assert refusal(lambda: confirm_sheet(branch, {})) == "wrong_groups"
    root = branch.folder.root
    branch.close()
    open_branch(root, CLOCK, recovery_code=recovery_code).close()


def test_without_a_new_sheet_there_is_nothing_to_type_back(branch: Branch) -> None:
    assert refusal(lambda: confirm_sheet(branch, {})) == "no_new_sheet"


def test_a_sheet_has_a_number_of_its_own(branch: Branch) -> None:
    first = begin_sheet(branch, PASSPHRASE)
    confirm_sheet(branch, typed(first))
    second = begin_sheet(branch, PASSPHRASE)
    confirm_sheet(branch, typed(second))
    assert ("2", first.slot) != (first.slot, second.slot)
    assert [way.id for way in ways_of(branch)] == ["1", second.slot]


def test_using_the_sheet_asks_for_a_new_passphrase_and_a_new_sheet(
    branch_folder: Path, recovery_code: str
) -> None:
    branch = open_branch(branch_folder, CLOCK, recovery_code=recovery_code)
    assert renewal_due(branch) == "passphrase"
    branch.close()
    branch = open_branch(
        branch_folder, CLOCK, recovery_code=recovery_code
    )  # the machine went down before that
    change_own_passphrase(branch, None, NEW)
    assert renewal_due(branch) == "sheet"
    branch.close()
    branch = open_branch(branch_folder, CLOCK, passphrase=NEW)
    assert renewal_due(branch) == "sheet"
    confirm_sheet(branch, typed(begin_sheet(branch, None)))
    assert renewal_due(branch) == ""
    branch.close()
    assert opens(branch_folder, PASSPHRASE) == "wrong_passphrase"


def test_the_first_sheet_is_typed_back_as_well(branch: Branch, recovery_code: str) -> None:
    sheet = await_first_sheet(branch, recovery_code)
    assert renewal_due(branch) == "sheet"
    confirm_sheet(branch, typed(sheet))
    assert renewal_due(branch) == ""
    assert [way.id for way in ways_of(branch)] == ["1", "2"]


# --- the cost of a guess ------------------------------------------------------------------------------------------
def test_a_slot_costs_what_the_pc_can_bear_and_never_less_than_the_floor() -> None:
    assert calibrated(lambda _cost: 0.42) == {**STRONG, "iterations": 5}
    assert calibrated(lambda _cost: 0.9) == STRONG
    assert calibrated(lambda _cost: 1.2) == STRONG
    assert calibrated(lambda _cost: 4.0) == FLOOR
    assert calibrated(lambda _cost: 0.0)["iterations"] <= 64

    def short_of_memory(_cost: object) -> float:
        raise MemoryError

    assert calibrated(short_of_memory) == FLOOR


@pytest.mark.parametrize("seconds", [0.001, 0.1, 0.3, 0.42, 0.6, 0.89, 0.9, 1.0, 1.4])
def test_a_calibrated_derivation_takes_about_a_second(seconds: float) -> None:
    cost = raised(STRONG, seconds)
    took = seconds * cost["iterations"] / STRONG["iterations"]
    assert cost["iterations"] >= STRONG["iterations"]
    assert took <= max(0.81, seconds)
    assert took > 0.79 - seconds / 3 or cost["iterations"] == 64


def test_a_slot_that_has_become_quick_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    from db.keys import slots as slots_module

    better = {**STRONG, "iterations": 8}
    monkeypatch.setattr(slots_module, "calibrated", lambda: better)

    def slot(cost: dict[str, int]) -> Slot:
        return Slot("1", BY_PASSPHRASE, "", {"name": "argon2id", "version": 19, **cost}, "")

    assert upgrade_of(slot(STRONG), 0.2) == better
    assert upgrade_of(slot(FLOOR), 0.2) == better
    assert upgrade_of(slot(STRONG), 0.8) is None
    assert upgrade_of(slot(better), 0.2) is None
    assert upgrade_of(slot(CHEAP), 0.0) is None


def test_opening_raises_a_quick_slot_once(branch_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from db import opening

    better = {"memory_kib": 128, "iterations": 2, "lanes": 1}
    monkeypatch.setattr(
        opening, "upgrade_of", lambda slot, _seconds: better if slot.kdf["iterations"] == 1 else None
    )
    open_folder(branch_folder).close()
    raised_slots = read_slots((branch_folder / "keyslots.json",))
    assert raised_slots.slots[0].kdf["memory_kib"] == 128
    open_folder(branch_folder).close()
    assert read_slots((branch_folder / "keyslots.json",)) == raised_slots
