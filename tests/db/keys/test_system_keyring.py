"""Opening by the system's keyring (requirement R31): off until turned on, a slot key and never the database key, and
the passphrase whenever anything is not as it was."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring

from db.backup.restoring import restore
from db.errors import LedgerError
from db.keys import slots as key_slots
from db.keys import ways
from db.keys.copies import slots_of
from db.keys.keyring_choice import keyring_state, turn_off, turn_on
from db.keys.slots import FLOOR, unlock
from db.keys.system_keyring import opens_by_itself, rest
from db.keys.ways import add_person, change_own_passphrase, remove_way
from db.opening import back_up, open_branch, open_without_typing
from db.paths import BranchFolder
from db.services.branch import Branch
from db.services.trail import read_trail
from tests.support.branches import ACTOR, CHEAP, CLOCK, PASSPHRASE, open_folder
from tests.support.keyrings import MemoryKeyring, memory_keyring, use
from tests.support.refusing import refusal

__all__ = ["memory_keyring"]

NEW = "河边柳树六月才绿"
SECOND = "灯笼骆驼算盘小溪"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "calibrated", lambda: CHEAP)


@pytest.fixture
def kept_root(branch: Branch, memory_keyring: MemoryKeyring) -> Path:
    """The folder of a closed branch that opens by itself."""
    turn_on(branch, PASSPHRASE)
    branch.close()
    return branch.folder.root


def opens(root: Path) -> str:
    """Whom the store lets in, or the code of the refusal."""
    try:
        branch = open_without_typing(root, CLOCK)
    except LedgerError as error:
        return error.code
    branch.close()
    return branch.actor


def test_it_is_off_until_a_person_turns_it_on(branch: Branch, memory_keyring: MemoryKeyring) -> None:
    state = keyring_state(branch)
    assert (state.is_on, state.store, state.reason) == (False, "测试钥匙串", "")
    branch.close()
    assert not opens_by_itself(branch.folder)
    assert opens(branch.folder.root) == "keyring_gone"
    assert memory_keyring.kept == {}


def test_it_opens_in_the_name_of_whose_passphrase_was_given(kept_root: Path) -> None:
    assert opens_by_itself(BranchFolder(kept_root))
    branch = open_without_typing(kept_root, CLOCK)
    assert branch.actor == ACTOR
    assert next(way.is_mine for way in ways.ways_of(branch))
    assert next(entry.fields for entry in read_trail(branch, action="unlock")) == "系统钥匙串"
    assert keyring_state(branch).person == ACTOR
    branch.close()


def test_turning_it_on_asks_for_the_passphrase(branch: Branch, memory_keyring: MemoryKeyring) -> None:
    assert refusal(lambda: turn_on(branch, "不是这一句话啊")) == "wrong_passphrase"
    assert memory_keyring.kept == {}
    assert not keyring_state(branch).is_on


def test_the_store_never_holds_the_database_key_or_the_passphrase(
    kept_root: Path, memory_keyring: MemoryKeyring
) -> None:
    folder = BranchFolder(kept_root)
    key = unlock(slots_of(folder), passphrase=PASSPHRASE)
    (secret,) = memory_keyring.kept.values()
    assert PASSPHRASE not in secret
    assert key.hex() not in secret
    assert key_slots._bytes(secret) != key
    slot = folder.keyring_slot.read_text("utf-8")
    assert secret not in slot
    assert key_slots._text(key) not in slot
    assert ACTOR not in slot


def test_turning_it_off_leaves_neither_slot_nor_secret(
    kept_root: Path, memory_keyring: MemoryKeyring
) -> None:
    branch = open_without_typing(kept_root, CLOCK)
    turn_off(branch)
    turn_off(branch)
    assert [entry.fields for entry in read_trail(branch, action="key_change")] == ["停用", "启用"]
    branch.close()
    assert memory_keyring.kept == {}
    assert not branch.folder.keyring_slot.exists()
    assert opens(kept_root) == "keyring_gone"


def test_turning_it_on_again_leaves_no_old_secret_behind(
    kept_root: Path, memory_keyring: MemoryKeyring
) -> None:
    branch = open_folder(kept_root)
    turn_on(branch, PASSPHRASE)
    branch.close()
    assert len(memory_keyring.kept) == 1
    assert opens(kept_root) == ACTOR


@pytest.mark.parametrize("store", [FailKeyring(), NullKeyring(), MemoryKeyring()])
def test_a_store_that_keeps_nothing_or_keeps_it_in_the_open_is_refused(
    branch: Branch, store: KeyringBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Null, fail, and any that is none of the system's own, as those that write plain text or files."""
    use(monkeypatch, store)
    assert refusal(lambda: turn_on(branch, PASSPHRASE)) == "no_keyring"
    assert not branch.folder.keyring_slot.exists()
    assert "不能用它打开台账" in keyring_state(branch).reason


def test_of_several_stores_only_a_worthy_one_is_taken(
    branch: Branch, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = ChainerBackend()
    monkeypatch.setattr(ChainerBackend, "backends", (NullKeyring(), memory_keyring))
    use(monkeypatch, chain)
    turn_on(branch, PASSPHRASE)
    assert len(memory_keyring.kept) == 1


def test_a_store_that_forgets_at_once_is_not_counted_on(
    branch: Branch, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryKeyring, "set_password", lambda *_: None)
    assert refusal(lambda: turn_on(branch, PASSPHRASE)) == "keyring_unreachable"
    assert not branch.folder.keyring_slot.exists()


def test_a_lost_secret_asks_for_the_passphrase_and_turns_it_off(
    kept_root: Path, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.kept.clear()
    assert opens(kept_root) == "keyring_gone"
    assert not opens_by_itself(BranchFolder(kept_root))
    open_folder(kept_root).close()


def test_a_store_that_does_not_answer_now_is_asked_again_next_time(
    kept_root: Path, memory_keyring: MemoryKeyring
) -> None:
    memory_keyring.broken = True
    assert opens(kept_root) == "keyring_unreachable"
    memory_keyring.broken = False
    assert opens(kept_root) == ACTOR


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text.replace('"keyring"', '"recovery"'),
        lambda _: "[]",
    ],
)
def test_a_spoiled_slot_asks_for_the_passphrase(kept_root: Path, spoil: Callable[[str], str]) -> None:
    path = BranchFolder(kept_root).keyring_slot
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    assert not opens_by_itself(BranchFolder(kept_root))
    assert opens(kept_root) == "keyring_gone"
    open_folder(kept_root).close()


def test_a_slot_moved_to_another_passphrase_does_not_open(kept_root: Path) -> None:
    """What the slot says of its passphrase is authenticated with the key."""
    folder = BranchFolder(kept_root)
    branch = open_folder(kept_root)
    number = add_person(branch, PASSPHRASE, "钱组委", SECOND)
    branch.close()
    first, second = slots_of(folder).of_kind("passphrase")
    text = folder.keyring_slot.read_text("utf-8").replace(first.salt, second.salt)
    folder.keyring_slot.write_text(text.replace('"way": "1"', f'"way": "{number}"'), "utf-8")
    assert opens_by_itself(folder)
    assert opens(kept_root) == "keyring_gone"


def test_another_user_of_the_system_is_asked_for_the_passphrase(
    kept_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another user"))
    assert not opens_by_itself(BranchFolder(kept_root))
    assert opens(kept_root) == "keyring_gone"


def test_a_changed_passphrase_turns_it_off(kept_root: Path, memory_keyring: MemoryKeyring) -> None:
    branch = open_folder(kept_root)
    change_own_passphrase(branch, PASSPHRASE, NEW)
    branch.close()
    assert memory_keyring.kept == {}
    assert opens(kept_root) == "keyring_gone"


def test_a_passphrase_taken_away_takes_it_along(branch: Branch, memory_keyring: MemoryKeyring) -> None:
    number = add_person(branch, PASSPHRASE, "钱组委", SECOND)
    turn_on(branch, SECOND)
    assert keyring_state(branch).person == "钱组委"
    remove_way(branch, PASSPHRASE, number)
    assert not keyring_state(branch).is_on
    assert memory_keyring.kept == {}


def test_another_persons_new_passphrase_leaves_it(branch: Branch, memory_keyring: MemoryKeyring) -> None:
    turn_on(branch, PASSPHRASE)
    add_person(branch, PASSPHRASE, "钱组委", SECOND)
    assert keyring_state(branch).is_on
    assert len(memory_keyring.kept) == 1


def test_a_lost_passphrase_turns_it_off(
    kept_root: Path, recovery_code: str, memory_keyring: MemoryKeyring
) -> None:
    open_branch(kept_root, CLOCK, recovery_code=recovery_code).close()
    assert memory_keyring.kept == {}
    assert opens(kept_root) == "keyring_gone"


def test_after_a_lock_the_passphrase_is_asked_for_even_after_a_new_start(kept_root: Path) -> None:
    folder = BranchFolder(kept_root)
    rest(folder)
    assert not opens_by_itself(folder)
    open_folder(kept_root).close()
    assert opens_by_itself(folder)
    assert opens(kept_root) == ACTOR


def test_a_slot_made_stronger_keeps_it_on(kept_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    branch = open_folder(kept_root)
    monkeypatch.setattr(ways, "calibrated", lambda: FLOOR)
    change_own_passphrase(branch, PASSPHRASE, PASSPHRASE)
    turn_on(branch, PASSPHRASE)
    before = slots_of(branch.folder)
    branch.close()
    stronger = {**FLOOR, "iterations": FLOOR["iterations"] + 1}
    monkeypatch.setattr("db.opening.upgrade_of", lambda *_: stronger)
    open_folder(kept_root).close()
    assert slots_of(BranchFolder(kept_root)) != before
    assert opens(kept_root) == ACTOR


def test_a_restored_backup_does_not_open_by_itself(kept_root: Path, memory_keyring: MemoryKeyring) -> None:
    branch = open_without_typing(kept_root, CLOCK)
    made = back_up(branch)
    branch.close()
    aside = kept_root.with_name("aside")
    kept_root.rename(aside)
    restore(aside / made.relative_to(kept_root), kept_root, PASSPHRASE, CLOCK)  # at the very place
    assert opens(kept_root) == "keyring_gone"
    assert memory_keyring.kept == {}
    open_folder(kept_root).close()


def test_a_copied_folder_does_not_open_by_itself(kept_root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(kept_root, copy)
    assert not opens_by_itself(BranchFolder(copy))
    assert opens(copy) == "keyring_gone"
    assert opens(kept_root) == ACTOR
    assert not list(kept_root.rglob("keyring.json"))
