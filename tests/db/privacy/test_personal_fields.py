"""The list of personal facts is complete: every typed field has its line, and every column of a roll-up its place in it."""

from copy import deepcopy

import pytest

import resources
from db.exchange.rolling_up import profile
from db.exchange.snapshot import SECTIONS
from db.ledgers import LEDGERS, by_key
from db.privacy import personal_fields
from db.privacy.personal_fields import (
    COUNTS_ONLY,
    FROM_LEDGERS,
    fields_without_a_line,
    kept_because,
    names_people,
    personal_groups,
    reported_fields,
    retentions,
    typed_fields,
)


def test_every_field_of_every_ledger_has_exactly_one_line() -> None:
    assert fields_without_a_line() == ()


@pytest.mark.parametrize("moved", ["phone", "leader", "attendance"])
def test_a_field_that_names_people_cannot_be_called_no_personal_fact(moved, monkeypatch) -> None:
    read = deepcopy(resources.read_toml("privacy/personal_fields.toml"))
    for entry in read["ledger"]:
        for group in entry["groups"]:
            if moved in group["fields"]:
                group["fields"] = [key for key in group["fields"] if key != moved]
                entry["other"] = [*entry["other"], moved]
    monkeypatch.setattr(personal_fields.resources, "read_toml", lambda _name: read)
    assert fields_without_a_line() != ()
    assert all(each.endswith(f".{moved}") for each in fields_without_a_line())


def test_a_new_field_without_a_line_is_found(monkeypatch) -> None:
    read = deepcopy(resources.read_toml("privacy/personal_fields.toml"))
    person = next(entry for entry in read["ledger"] if "person" in entry["keys"])
    for group in person["groups"]:
        group["fields"] = [key for key in group["fields"] if key != "note"]
    monkeypatch.setattr(personal_fields.resources, "read_toml", lambda _name: read)
    assert fields_without_a_line() == ("person.note",)


def test_no_line_is_about_a_field_that_is_not_there() -> None:
    for group in personal_groups():
        for key in group.fields:
            assert any(key in by_key(ledger).by_key for ledger in group.ledgers), (group.ledgers, key)


def test_every_line_says_what_for_and_on_what_basis() -> None:
    for group in personal_groups():
        assert all((group.what, group.purpose, group.basis, group.retention, group.titles)), group


def test_every_ledger_says_how_long_and_why_it_is_kept() -> None:
    for spec in LEDGERS:
        kept = kept_because(spec.key)
        assert spec.retention in kept.retention
        assert kept.kept.endswith("。")
    assert sum(len(each.ledgers) for each in retentions()) == len(LEDGERS)


def test_numbers_house_and_health_are_marked_as_sensitive() -> None:
    careful = {
        (ledger, key)
        for group in personal_groups()
        if group.sensitive
        for ledger in group.ledgers
        for key in group.fields
    }
    asked = {
        ("person", "id_number"),
        ("care_file", "situation"),
        ("care_file", "family"),
        ("dues_standard", "items"),
    }
    assert asked <= careful


def test_what_leaves_in_a_roll_up_is_told_at_its_field() -> None:
    """A column that the profile lets out is whole or in part one of the fields of the list, or names nobody."""
    listed = {
        (ledger, key) for group in personal_groups() for ledger in group.ledgers for key in group.fields
    }
    for section, columns in profile().items():
        for column in set(columns) & set(SECTIONS[section]) - {"uid"}:
            if section in COUNTS_ONLY or (section == "duties" and column != "subject"):
                continue
            ledger, key, part = FROM_LEDGERS.get((section, column), ("person", column, ""))
            assert (ledger, key) in listed or (not ledger and part), (section, column)
    told = "、".join(title for group in personal_groups() for title in group.reported)
    assert "公民身份号码（后四位、比对码）" in told
    assert "联系电话" not in told
    assert "家庭住址" not in told
    assert ("person", "phone") not in reported_fields()


def test_what_is_worked_out_or_follows_another_field_needs_no_line() -> None:
    keys = {field.key for field in typed_fields(by_key("person"))}
    assert "stage" in keys
    assert keys.isdisjoint({"age", "stage_since", "standing_years"})


def test_a_list_names_people_when_one_of_its_columns_does() -> None:
    meeting = by_key("general_meeting")
    assert names_people(meeting.by_key["attendance"])
    assert names_people(meeting.by_key["agenda"])
    assert not names_people(meeting.by_key["place"])
