"""Ways in: what a passphrase, the printed sheet and a small secret of each purpose turn into."""

import hashlib
import hmac
import json
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import given
from hypothesis import strategies as st

from db.errors import LedgerError
from db.keys import slots as slots_module
from db.keys.recovery_code import new_code, read_code
from db.keys.slots import (
    FLOOR,
    KeySlots,
    Slot,
    new_slots,
    normalised,
    read_slots,
    subkey,
    unlock,
    write_slots,
)
from tests.support.branches import CHEAP

KEPT_SLOTS = Path(__file__).with_name("keyslots-1.json")
KEPT_PASSPHRASE = "山上桃花四月才开"
KEPT_CODE = "210903-466191-629673-440715-629376-381821-091124-166969"


def numbered_bytes() -> "slots_module.Callable[[int], bytes]":
    """Bytes that are the same in every run."""
    number = count()
    return lambda length: hashlib.shake_256(str(next(number)).encode()).digest(length)


@pytest.fixture(scope="module")
def made() -> tuple[KeySlots, bytes, str]:
    return new_slots("白果村", "Village2026,park", "林", numbered_bytes(), CHEAP)


def test_argon2id_is_the_one_of_the_standard() -> None:
    """RFC 9106, section 5.3."""
    derived = Argon2id(
        salt=b"\2" * 16, length=32, iterations=3, lanes=4, memory_cost=32, ad=b"\4" * 12, secret=b"\3" * 8
    ).derive(b"\1" * 32)
    assert derived.hex() == "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659"


def test_the_strong_cost_is_what_the_design_asks() -> None:
    assert slots_module.STRONG == {"memory_kib": 128 * 1024, "iterations": 3, "lanes": 2}
    assert FLOOR == {"memory_kib": 64 * 1024, "iterations": 3, "lanes": 4}


def test_a_purpose_key_is_hkdf_of_the_standard() -> None:
    """RFC 5869, written out with HMAC."""
    key = bytes(range(32))
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    expanded = hmac.new(extracted, b"branch-ledger attachment names\x01", hashlib.sha256).digest()
    assert subkey(key, "attachment names") == expanded
    assert subkey(key, "audit") != expanded


def test_both_ways_in_give_the_key(made: tuple[KeySlots, bytes, str]) -> None:
    slots, key, code = made
    assert unlock(slots, passphrase="Village2026,park") == key
    assert unlock(slots, recovery_code=code) == key
    assert unlock(slots, recovery_code=code.replace("-", "　")) == key


def test_typing_full_width_is_typing_the_same(made: tuple[KeySlots, bytes, str]) -> None:
    slots, key, _ = made
    assert unlock(slots, passphrase="Ｖｉｌｌａｇｅ２０２６，ｐａｒｋ") == key
    assert normalised("e\u0301") == normalised("\u00e9")


def test_a_wrong_secret_opens_nothing(made: tuple[KeySlots, bytes, str]) -> None:
    slots, _, code = made
    with pytest.raises(LedgerError) as refused:
        unlock(slots, passphrase="village2026,park")
    assert refused.value.code == "wrong_passphrase"
    other, _ = new_code(lambda length: bytes([7]) * length)
    with pytest.raises(LedgerError) as refused:
        unlock(slots, recovery_code=other)
    assert refused.value.code == "wrong_recovery_code"
    assert other != code


def test_a_slot_whose_header_was_changed_opens_nothing(made: tuple[KeySlots, bytes, str]) -> None:
    slots, _, _ = made
    changed = replace(slots, slots=(replace(slots.slots[0], person="别人"), slots.slots[1]))
    with pytest.raises(LedgerError):
        unlock(changed, passphrase="Village2026,park")


def test_a_pc_without_the_memory_takes_the_floor_and_never_less(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = slots_module._sealed

    def short_of_memory(slot: Slot, *rest: object) -> Slot:
        if slot.kdf.get("memory_kib", 0) > FLOOR["memory_kib"]:
            raise MemoryError
        return sealed(slot, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(slots_module, "_sealed", short_of_memory)
    slots, key, _ = new_slots("白果村", "Village2026,park", "林", numbered_bytes())
    assert {name: slots.slots[0].kdf[name] for name in FLOOR} == FLOOR
    assert unlock(slots, passphrase="Village2026,park") == key


def test_a_pc_without_the_memory_to_open_says_so(
    made: tuple[KeySlots, bytes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def short_of_memory(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(slots_module, "_opened", short_of_memory)
    with pytest.raises(LedgerError) as refused:
        unlock(made[0], passphrase="Village2026,park")
    assert refused.value.code == "no_memory"


def test_the_first_key_file_ever_made_still_opens() -> None:
    slots = read_slots((KEPT_SLOTS,))
    key = unlock(slots, passphrase=KEPT_PASSPHRASE)
    assert unlock(slots, recovery_code=KEPT_CODE) == key
    assert hashlib.sha256(key).hexdigest().startswith("dfec81647338334f")


def test_slots_read_back_as_written_and_the_newest_wins(
    made: tuple[KeySlots, bytes, str], tmp_path: Path
) -> None:
    slots, _, _ = made
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    write_slots(slots, (old,))
    write_slots(replace(slots, revision=2), (new,))
    assert read_slots((old,)) == slots
    assert read_slots((old, new, tmp_path / "missing.json")).revision == 2


def test_the_file_holds_no_secret(made: tuple[KeySlots, bytes, str]) -> None:
    slots, key, code = made
    text = json.dumps(asdict(slots), default=dict)
    assert key.hex() not in text
    assert code[:6] not in text


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"branch": "x", "revision": 1, "slots": [{"id": 1}]}', "\0"]
)
def test_a_garbled_file_is_no_copy(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keyslots.json"
    path.write_text(content, "utf-8")
    with pytest.raises(LedgerError) as refused:
        read_slots((path,))
    assert refused.value.code == "no_key_slots"


SPOILED: list[tuple[int, str, object]] = [
    (0, "salt", "*"),
    (0, "salt", "AAAA"),
    (0, "nonce", "a\u00e9=="),
    (0, "nonce", "AAAA"),
    (0, "nonce", 5),
    (1, "wrapped", "A"),
    (1, "wrapped", None),
    (0, "person", "\ud800"),
    (0, "kdf", None),
    (0, "kdf", {"name": "argon2id", "memory_kib": 64, "iterations": "3", "lanes": 1}),
    (0, "kdf", {"name": "argon2id", "memory_kib": 10**12, "iterations": 1, "lanes": 1}),
    (0, "kdf", {"name": "argon2id", "memory_kib": 1024 * 1024, "iterations": 64, "lanes": 2}),
    (0, "kdf", {"name": "argon2id", "memory_kib": 8, "iterations": 1, "lanes": 2}),
    (1, "kdf", {"name": "plain"}),
]


@pytest.mark.parametrize(("slot", "name", "value"), SPOILED)
def test_a_copy_with_a_spoiled_slot_is_no_copy(
    made: tuple[KeySlots, bytes, str], tmp_path: Path, slot: int, name: str, value: object
) -> None:
    slots, _, _ = made
    whole, spoiled = tmp_path / "whole.json", tmp_path / "spoiled.json"
    write_slots(slots, (whole,))
    parts = json.loads(whole.read_bytes())
    parts["slots"][slot][name] = value
    spoiled.write_text(json.dumps(parts), "utf-8")
    assert read_slots((spoiled, whole)) == slots
    with pytest.raises(LedgerError) as refused:
        read_slots((spoiled,))
    assert refused.value.code == "no_key_slots"


def test_a_letter_that_turned_into_another_is_outvoted(
    made: tuple[KeySlots, bytes, str], tmp_path: Path
) -> None:
    slots, _, _ = made
    first = slots.slots[0]
    other = replace(first, wrapped=("B" if first.wrapped[0] == "A" else "A") + first.wrapped[1:])
    copies = tuple(tmp_path / f"{number}.json" for number in range(3))
    write_slots(slots, copies)
    write_slots(replace(slots, slots=(other, slots.slots[1])), copies[:1])
    assert read_slots(copies) == slots


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_48_digits_in_groups_divisible_by_11_and_reads_back(secret: bytes) -> None:
    code, kept = new_code(lambda _: secret)
    groups = code.split("-")
    assert kept == secret == read_code(code)
    assert [len(group) for group in groups] == [6] * 8
    assert all(int(group) % 11 == 0 for group in groups)


@given(st.binary(min_size=16, max_size=16), st.integers(0, 7), st.integers(0, 5), st.integers(1, 9))
def test_one_wrong_digit_is_found_and_its_group_named(
    secret: bytes, group: int, place: int, step: int
) -> None:
    code, _ = new_code(lambda _: secret)
    groups = code.split("-")
    digit = (int(groups[group][place]) + step) % 10
    groups[group] = groups[group][:place] + str(digit) + groups[group][place + 1 :]
    with pytest.raises(LedgerError, match=f"第{group + 1}组"):
        read_code("-".join(groups))


@pytest.mark.parametrize("text", ["", "123456", "a" * 48, "0" * 47])
def test_a_code_of_another_length_says_how_many_digits_there_were(text: str) -> None:
    with pytest.raises(LedgerError, match=f"输入了{sum(ch.isdecimal() for ch in text)}位"):
        read_code(text)
