"""From the branch to the township: what leaves the house, what replaces what, and whom nobody believes."""

import json
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from db.errors import LedgerError
from db.exchange.container import SUFFIX, read_package
from db.exchange.register import packages
from db.exchange.rolling_up import match_token, profile, roll_up, snapshot_of
from db.exchange.snapshot import ENTRY, SECTIONS
from db.journal.tables import TRAIL
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import get_row
from db.township.folder import match_key, own_identity
from db.township.overview import lines_of, one_standing, standings, transfers
from db.township.tables import METADATA
from db.township.taking_in import take_in
from db.township.units import forget
from tests.support.branches import full_member, save_new
from tests.support.township import (
    Reporter,
    carry_down,
    make_township_folder,
    open_copy,
    some_snapshot,
)

NUMBER, OTHER_NUMBER = "330899197003010012", "330899197504050023"


def overview(township: Branch):
    return standings(township.database.connection, township.today)


def states(results) -> list[str]:
    return [each.state for each in results]


def test_a_branch_that_knows_no_township_refuses_and_says_what_to_take_first(
    branch: Branch, usb: Path
) -> None:
    with pytest.raises(LedgerError) as refused:
        roll_up(branch, usb)
    assert refused.value.code == "no_superior"
    assert "乡镇名片" in refused.value.message
    assert list(usb.iterdir()) == []


def test_what_is_reported_is_what_the_profile_allows_and_nothing_of_telephones_or_minutes(
    township: Branch, known: Branch, usb: Path
) -> None:
    full_member(known, "曾淑", phone="13812345678", address="白果村7号", id_number=NUMBER, sex="female")
    save_new(
        known, "general_meeting", held_on="2026-03-05", topic="学习章程",
        agenda=[{"title": "一", "resolution": "决议的原话"}],
    )  # fmt: skip
    path = roll_up(known, usb).file
    opened = read_package(path, lambda sealed: pyrage.decrypt(sealed, [own_identity(township)]))
    text = opened.unpacked(ENTRY).decode()
    for secret in ("13812345678", "白果村7号", NUMBER, NUMBER[:14], "决议的原话"):
        assert secret not in text
    (person,) = json.loads(text)["sections"]["members"]
    assert (person["name"], person["number_tail"]) == ("曾淑", "0012")
    assert person["token"] == match_token(NUMBER, match_key(township))
    assert b"13812345678" not in path.read_bytes()


def test_the_profile_names_only_columns_there_are_and_none_that_identifies_further() -> None:
    for section, columns in profile().items():
        assert columns <= set(SECTIONS[section])
    assert not {"phone", "address", "id_number", "native_place", "note", "words"} & profile()["members"]


def test_no_other_pc_can_open_a_roll_up(township: Branch, known: Branch, usb: Path) -> None:
    path = roll_up(known, usb).file
    stranger = pyrage.x25519.Identity.generate()
    with pytest.raises(LedgerError) as refused:
        read_package(path, lambda sealed: pyrage.decrypt(sealed, [stranger]))
    assert refused.value.code == "wrong_recipient"


def test_a_first_roll_up_waits_for_six_groups_and_is_then_believed(
    township: Branch, known: Branch, usb: Path
) -> None:
    full_member(known, "曾淑")
    path = roll_up(known, usb).file
    (first,) = take_in(township, path)
    assert first.state == "unsigned"
    assert len(first.code.split()) == 6
    assert overview(township) == ()
    assert states(take_in(township, path, trust=True)) == ["accepted"]
    full_member(known, "王国")
    assert states(take_in(township, roll_up(known, usb).file)) == ["accepted"]
    (standing,) = overview(township)
    assert (standing.generation, standing.counts["member_count"]) == (2, 2)


def test_a_newer_roll_up_replaces_all_of_the_older_one(township: Branch, known: Branch, usb: Path) -> None:
    uid = full_member(known, "曾淑")
    take_in(township, roll_up(known, usb).file, trust=True)
    save_new(known, "theme_day", held_on="2026-06-05", topic="植树")
    from db.services.saving import remove

    remove(known, by_key("person"), [uid])
    take_in(township, roll_up(known, usb).file)
    (standing,) = overview(township)
    connection = township.database.connection
    assert lines_of(connection, standing.uid, "members") == ()
    assert [line["title"] for line in lines_of(connection, standing.uid, "meetings")] == ["植树"]


def test_a_branch_whose_trail_was_cut_back_is_taken_in_and_named(
    township: Branch, known: Branch, usb: Path
) -> None:
    (sound,) = take_in(township, roll_up(known, usb).file, trust=True)
    with known.database.transaction() as connection:
        connection.execute(TRAIL.delete().where(TRAIL.c.number > 1))
    (cut,) = take_in(township, roll_up(known, usb).file)
    assert (sound.state, cut.state) == ("accepted", "accepted")
    assert "操作登记" not in sound.message
    assert "操作登记" in cut.message
    assert known.name in cut.message


def test_f57_an_old_roll_up_of_a_believed_branch_is_refused_and_changes_nothing(
    township: Branch, known: Branch, usb: Path
) -> None:
    full_member(known, "曾淑")
    old = roll_up(known, usb).file
    full_member(known, "王国")
    new = roll_up(known, usb).file
    assert states(take_in(township, new, trust=True)) == ["accepted"]
    (result,) = take_in(township, old)
    assert result.state == "older"
    assert "第2号" in result.message
    assert overview(township)[0].counts["member_count"] == 2
    (again,) = take_in(township, new)
    assert (again.state, again.message) == ("accepted", "以前已经接收过，没有变化")


def test_a_preview_says_what_would_happen_and_keeps_nothing(
    township: Branch, known: Branch, usb: Path
) -> None:
    path = roll_up(known, usb).file
    preview = take_in(township, path, preview=True, trust=True)
    assert overview(township) == ()
    assert states(take_in(township, path)) == ["unsigned"]
    assert take_in(township, path, trust=True) == preview


def test_f62_of_300_files_with_5_bad_ones_295_are_in_and_the_table_names_the_5(
    township: Branch, usb: Path
) -> None:
    reporters = [Reporter(township, number) for number in range(300)]
    for each in reporters:
        each.put(usb)
    files = sorted(usb.glob(f"*{SUFFIX}"))
    cut, flipped, emptied, elsewhere, newer = (files[number] for number in (3, 77, 150, 222, 299))
    cut.write_bytes(cut.read_bytes()[:400])
    content = bytearray(flipped.read_bytes())
    content[-20] ^= 1
    flipped.write_bytes(bytes(content))
    emptied.write_bytes(b"")
    elsewhere.unlink()
    elsewhere = reporters[222].put(usb, to=("another township",))
    newer.unlink()
    newer = reporters[299].put(usb, min_reader=99)
    results = take_in(township, usb, trust=True)
    bad = {each.file: each.state for each in results if each.state != "accepted"}
    assert bad == {
        cut.name: "damaged",
        flipped.name: "damaged",
        emptied.name: "damaged",
        elsewhere.name: "wrong_unit",
        newer.name: "newer_version",
    }
    assert len(overview(township)) == 295
    assert all(each.message for each in results)


def test_a_branch_cannot_report_in_the_name_of_another(township: Branch, usb: Path) -> None:
    honest, other = Reporter(township, 1), Reporter(township, 2)
    take_in(township, honest.put(usb), trust=True)
    take_in(township, other.put(usb), trust=True)
    (result,) = take_in(township, other.put(usb, unit=honest.unit), trust=True)
    assert result.state == "wrong_unit"
    assert one_standing(township.database.connection, township.today, honest.name).generation == 1


def test_a_known_pc_with_another_key_is_not_believed_even_when_trust_is_given(
    township: Branch, usb: Path
) -> None:
    first = Reporter(township, 1)
    take_in(township, first.put(usb), trust=True)
    (result,) = take_in(township, Reporter(township, 1, generation=7, key_of=1).put(usb), trust=True)
    assert result.state == "unsigned"


def test_one_group_one_month_one_ledger_hold_exactly_that(known: Branch, usb: Path) -> None:
    east, west = save_new(known, "group", name="东组"), save_new(known, "group", name="西组")
    full_member(known, "曾淑", group=east)
    full_member(known, "王国", group=west)
    save_new(known, "group_meeting", held_on="2026-03-05", group=east, topic="东")
    save_new(known, "group_meeting", held_on="2026-04-05", group=west, topic="西")
    save_new(known, "theme_day", held_on="2026-03-09", topic="植树")
    key = "00" * 32
    group = snapshot_of(known, "group:东组", key)
    assert [row["name"] for row in group.rows("members")] == ["曾淑"]
    assert [row["title"] for row in group.rows("meetings")] == ["东"]
    assert {row["subject"] for row in group.rows("duties")} == {"东组"}
    month = snapshot_of(known, "month:2026-03", key)
    assert sorted(row["title"] for row in month.rows("meetings")) == ["东", "植树"]
    assert all(row["due_on"].startswith("2026-03") for row in month.rows("duties"))
    assert month.rows("members") == []
    ledger = snapshot_of(known, "ledger:theme_day", key)
    assert [row["title"] for row in ledger.rows("meetings")] == ["植树"]
    people = snapshot_of(known, "ledger:person", key)
    assert (ledger.count, sorted(row["name"] for row in people.rows("members"))) == (1, ["曾淑", "王国"])


@pytest.mark.parametrize(
    "scope", ["", "month:2026-13", "month:2026", "ledger:care_visit", "group:", "year:2026"]
)
def test_a_scope_that_is_none_is_refused_in_one_sentence(known: Branch, usb: Path, scope: str) -> None:
    before = len(list(usb.iterdir()))
    with pytest.raises(LedgerError) as refused:
        roll_up(known, usb, scope)
    assert refused.value.code == "invalid"
    assert len(list(usb.iterdir())) == before


def test_a_part_stands_beside_the_whole_and_goes_with_the_next_whole(
    township: Branch, known: Branch, usb: Path
) -> None:
    full_member(known, "曾淑")
    take_in(township, roll_up(known, usb).file, trust=True)
    save_new(known, "theme_day", held_on="2026-03-09", topic="植树")
    assert states(take_in(township, roll_up(known, usb, "month:2026-03").file)) == ["accepted"]
    (standing,) = overview(township)
    assert (standing.counts["member_count"], standing.partial) == (1, ("2026年3月",))
    take_in(township, roll_up(known, usb).file)
    assert overview(township)[0].partial == ()


def test_a_person_on_two_rolls_is_listed_as_a_transfer_by_the_token_alone(
    township: Branch, usb: Path
) -> None:
    for number in (1, 2, 3):
        numbers = [NUMBER] if number < 3 else [OTHER_NUMBER]
        snapshot = some_snapshot(township, number, numbers=numbers)
        take_in(township, Reporter(township, number).put(usb, snapshot), trust=True)
    (found,) = transfers(township.database.connection)
    assert (found.number_tail, found.branches) == ("0012", ("第001村党支部", "第002村党支部"))


def test_duties_that_fell_due_since_the_roll_up_count_as_late_on_the_day_of_looking(
    township: Branch, usb: Path
) -> None:
    take_in(township, Reporter(township, 1).put(usb), trust=True)
    connection = township.database.connection
    (now,) = standings(connection, township.today)
    assert dict(now.duties) == {"done": 5, "due": 1, "late": 1}
    (later,) = standings(connection, township.today.replace(month=10))
    assert dict(later.duties) == {"done": 5, "due": 0, "late": 2}
    assert later.late[-1].startswith("支部党员大会")


def test_a_snapshot_with_nonsense_in_it_is_damaged_and_the_others_go_on(township: Branch, usb: Path) -> None:
    bad = some_snapshot(township, 1)
    for number, rows in enumerate(
        ([{"name": 7}], [{"name": "换\n行"}], [{"name": "长" * 401}], "none", [None]), start=1
    ):
        Reporter(township, number).put(usb, replace(bad, sections={"members": rows}))
    Reporter(township, 9).put(usb)
    results = take_in(township, usb, trust=True)
    assert states(results) == ["damaged"] * 5 + ["accepted"]


def test_the_acknowledgement_ticks_exactly_what_arrived(township: Branch, known: Branch, usb: Path) -> None:
    take_in(township, roll_up(known, usb).file, trust=True)
    roll_up(known, usb)  # lost on the way
    received = carry_down(township, known, usb)
    assert (received.handed.acknowledged, received.handed.ticked) == (1, 1)
    ticks = {each.number: each.confirmed_at for each in packages(known) if each.kind == "rollup"}
    assert ticks[1] is not None
    assert ticks[2] is None


def test_a_second_pc_of_the_branch_counts_on_from_what_the_township_holds(
    township: Branch, known: Branch, branch_folder: Path, usb: Path
) -> None:
    take_in(township, Reporter(township, 1, generation=40).put(usb, unit=known.profile.uid), trust=True)
    assert states(take_in(township, roll_up(known, usb).file, trust=True)) == ["older"]
    carry_down(township, known, usb)
    sent = roll_up(known, usb)
    assert sent.number == 42
    assert states(take_in(township, sent.file, trust=True)) == ["accepted"]


def test_removed_and_transferred_people_are_not_reported(known: Branch) -> None:
    full_member(known, "曾淑")
    gone = full_member(known, "王国", roll_status="transferred_out")
    assert get_row(known, by_key("person"), gone).get("roll_status") == "transferred_out"
    assert [row["name"] for row in snapshot_of(known, "all", "00" * 32).rows("members")] == ["曾淑"]


def test_a_signature_that_does_not_fit_is_unsigned_even_where_trust_is_given(
    township: Branch, usb: Path
) -> None:
    path = Reporter(township, 1).put(usb, signer=Reporter(township, 2).signer)
    (result,) = take_in(township, path, trust=True)
    assert (result.state, result.code) == ("unsigned", "")
    assert overview(township) == ()


def test_what_is_sealed_to_another_township_is_of_the_wrong_unit(
    township: Branch, usb: Path, tmp_path: Path
) -> None:
    make_township_folder(tmp_path / "made")
    other = open_copy(tmp_path / "made", tmp_path / "other")
    path = Reporter(other, 1).put(usb)
    other.close()
    (result,) = take_in(township, path, trust=True)
    assert result.state == "wrong_unit"


def test_a_sync_package_among_roll_ups_is_named_and_stops_nothing(
    township: Branch, known: Branch, usb: Path
) -> None:
    Reporter(township, 1).put(usb)
    Reporter(township, 2).put(usb, kind="sync")
    (usb / "notes.dbx").mkdir()
    assert states(take_in(township, usb, trust=True)) == ["accepted", "wrong_unit", "wrong_unit"]


def test_a_branch_that_is_left_out_is_gone_and_must_be_believed_anew(township: Branch, usb: Path) -> None:
    one, two = Reporter(township, 1), Reporter(township, 2)
    for each in (one, two):
        take_in(township, each.put(usb), trust=True)
    assert forget(township, one.unit) > 10
    assert [each.name for each in overview(township)] == [two.name]
    for table in METADATA.sorted_tables:
        if "unit" in table.c:
            rows = township.database.connection.execute(table.select()).all()
            assert all(row.unit != one.unit for row in rows)
    assert states(take_in(township, one.put(usb))) == ["unsigned"]
    with pytest.raises(LedgerError):
        forget(township, one.unit)


def test_what_is_larger_than_a_roll_up_can_be_is_refused_before_it_is_read(
    township: Branch, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Reporter(township, 1).put(usb)
    with monkeypatch.context() as patched:
        patched.setattr("db.limits.ROLL_UP_BYTES", path.stat().st_size - 1)
        patched.setattr("db.township.taking_in.read_package", None)
        assert states(take_in(township, path, trust=True)) == ["damaged"]
    with monkeypatch.context() as patched:
        patched.setattr("db.limits.ROLL_UP_UNPACKED_BYTES", 100)
        patched.setattr("db.township.taking_in.from_bytes", None)
        assert states(take_in(township, path, trust=True)) == ["damaged"]
    assert overview(township) == ()
    assert states(take_in(township, path)) == ["unsigned"], "a refusal must not leave the PC believed"


def test_taking_in_that_is_cut_short_leaves_the_older_roll_up_whole(
    township: Branch, usb: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Reporter(township, 1)
    take_in(township, one.put(usb), trust=True)
    before = overview(township), lines_of(township.database.connection, one.unit, "members")
    newer = one.put(usb, some_snapshot(township, 1, members=9))
    with monkeypatch.context() as patched:
        patched.setattr("db.township.taking_in.counts_of", lambda _snapshot: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            take_in(township, newer)
    assert (overview(township), lines_of(township.database.connection, one.unit, "members")) == before
    assert states(take_in(township, newer)) == ["accepted"]
