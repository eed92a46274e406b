"""What every kind of ledger promises, asked of each from its spec alone."""

from collections.abc import Iterable, Iterator

import pytest

from db.changes import Draft
from db.errors import InvalidDraftError, NotFoundError
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS, by_key
from db.services.branch import Branch
from db.services.history import history_of
from db.services.queries import ListQuery, count_rows, find_row, full_rows, get_row, list_rows, years_of
from db.services.saving import copy_last, preview, put_back, remove, save, title_of
from db.services.searching import search
from db.services.verifying import verify
from tests.support.filled import Filler, as_typed, without_uids


def each_of(specs: Iterable[LedgerSpec]) -> pytest.MarkDecorator:
    """Run a test once for each of these kinds."""
    return pytest.mark.parametrize("spec", tuple(specs), ids=lambda spec: spec.key)


def searched_fields(spec: LedgerSpec) -> list[FieldSpec]:
    """Fields whose text the search looks at; the pinyin is worked out from the name."""
    return [column.spec for column in spec.stored if column.spec.searched and column.spec.key != "pinyin"]


every_ledger = each_of(LEDGERS)
PLACES = {"members", "dues", "development", "life", "responsibility", "inspection", "settings"}


def every_spec() -> Iterator[LedgerSpec]:
    """The kinds there are."""
    assert len(LEDGERS) >= 14
    yield from LEDGERS


@every_ledger
def test_a_full_record_comes_back_as_it_was_typed(branch: Branch, spec: LedgerSpec) -> None:
    values = Filler(branch).values(spec)
    (uid,) = save(branch, spec, Draft(values)).uids
    row = get_row(branch, spec, uid)
    assert {key: without_uids(as_typed(spec, key, row[key])) for key in values} == {
        key: without_uids(each) for key, each in values.items()
    }
    assert verify(branch) == []


@every_ledger
def test_saving_what_is_shown_changes_nothing(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    before, entries = get_row(branch, spec, uid), len(history_of(branch, spec, uid))
    save(branch, spec, Draft(dict(before.values), uid=uid, revision=before.revision))
    assert get_row(branch, spec, uid) == before
    assert len(history_of(branch, spec, uid)) == entries


@every_ledger
def test_a_record_is_listed_counted_found_and_told(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    rows = list_rows(branch, spec, ListQuery())
    row = next(row for row in rows if row.uid == uid)
    assert set(row.values) >= {column.key for column in spec.columns} - {"entered_on"}
    assert count_rows(branch, spec, ListQuery()) == len(rows) == len(full_rows(branch, spec, ListQuery()))
    assert find_row(branch, spec, uid).uid == uid
    assert title_of(spec, row)
    titles = {change.title for change in history_of(branch, spec, uid)[0].changes}
    assert titles & {field.title for field in spec.fields}
    if spec.day:
        assert years_of(branch, spec)


@every_ledger
def test_every_column_sorts_and_filters_in_both_directions(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    row = get_row(branch, spec, uid)
    for column in spec.columns:
        for descending in (False, True):
            assert list_rows(branch, spec, ListQuery(sort=column.key, descending=descending))
        if column.key in spec.by_key:
            where = {column.key: row[column.key]}
            assert uid in {each.uid for each in list_rows(branch, spec, ListQuery(where=where))}, column.key
            assert count_rows(branch, spec, ListQuery(where=where)) >= 1


@each_of(spec for spec in LEDGERS if searched_fields(spec))
def test_text_in_a_searched_field_is_found_everywhere(branch: Branch, spec: LedgerSpec) -> None:
    searched = searched_fields(spec)
    values = Filler(branch).values(spec) | {searched[0].key: "独一无二"}
    (uid,) = save(branch, spec, Draft(values)).uids
    assert [row.uid for row in list_rows(branch, spec, ListQuery(text="独一无二"))] == [uid]
    assert (spec.key, uid) in {(hit.ledger, hit.uid) for hit in search(branch, "独一无二")}


@every_ledger
def test_one_field_can_be_changed_and_the_others_stay(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    before = get_row(branch, spec, uid)
    field = next(
        each
        for each in reversed(spec.fields)
        if each.kind in (Kind.TEXT, Kind.LONG_TEXT) and not each.required
    )
    save(branch, spec, Draft({field.key: "改"}, uid=uid, revision=before.revision))
    after = get_row(branch, spec, uid)
    assert {key for key in before.values if before[key] != after[key]} - {"initials"} == {field.key}
    assert history_of(branch, spec, uid)[0].changes[0].after == "改"


@each_of(spec for spec in LEDGERS if not spec.single)
def test_removing_and_putting_back_loses_nothing(branch: Branch, spec: LedgerSpec) -> None:
    (uid,) = save(branch, spec, Draft(Filler(branch).values(spec))).uids
    before = get_row(branch, spec, uid)
    remove(branch, spec, [uid])
    assert uid not in {row.uid for row in list_rows(branch, spec, ListQuery())}
    assert uid in {row.uid for row in list_rows(branch, spec, ListQuery(removed=True))}
    put_back(branch, spec, [uid])
    after = get_row(branch, spec, uid)
    assert (after.values, after.removed_at) == (before.values, None)
    assert verify(branch) == []


@every_ledger
def test_required_fields_are_asked_for(branch: Branch, spec: LedgerSpec) -> None:
    required = {field.key for field in spec.fields if field.required}
    with pytest.raises(InvalidDraftError) as refused:
        save(branch, spec, Draft(dict.fromkeys(required)))
    begins_with = {key for key in required if spec.by_key[key].default not in (None, "") and not spec.single}
    assert set(refused.value.problems) == required - begins_with  # the profile stands already


@each_of(spec for spec in LEDGERS if not spec.single and not spec.identity)
def test_the_last_record_can_be_copied_into_a_new_one(branch: Branch, spec: LedgerSpec) -> None:
    save(branch, spec, Draft(Filler(branch).values(spec)))
    copied = copy_last(branch, spec)
    assert spec.day not in copied
    day = {spec.day: "2026-05-05"} if spec.day else {}
    save(branch, spec, Draft({**copied, **day, **({"words": "话"} if "words" in spec.by_key else {})}))
    assert verify(branch) == []


@every_ledger
def test_a_preview_of_a_full_or_empty_form_does_not_trip(branch: Branch, spec: LedgerSpec) -> None:
    values = Filler(branch).values(spec)
    before = count_rows(branch, spec, ListQuery())
    for typed in (values, {}, dict.fromkeys(values), dict.fromkeys(values, "？")):
        preview(
            branch,
            spec,
            {key: each for key, each in typed.items() if key not in {part.key for part in spec.parts}},
        )
    preview(branch, spec, values)
    assert count_rows(branch, spec, ListQuery()) == before


@every_ledger
def test_every_key_that_a_spec_names_is_a_field_of_it(spec: LedgerSpec) -> None:
    known = set(spec.by_key) | {"entered_on"}
    named = [key for group in spec.form for key in group.keys]
    assert set(named) <= known
    assert len(named) == len(set(named))
    assert {column.key for column in spec.columns} <= known
    assert set(spec.summary) | ({spec.day} if spec.day else set()) <= known
    assert set(spec.merge.identity) <= known
    assert spec.sort in known | {"stroke_key"}


@every_ledger
def test_every_field_that_can_be_typed_stands_in_the_form(spec: LedgerSpec) -> None:
    in_form = {key for group in spec.form for key in group.keys}
    typed = {field.key for field in spec.fields if field.kind is not Kind.COMPUTED}
    assert typed == in_form


@every_ledger
def test_every_field_and_choice_has_a_title_of_its_own(spec: LedgerSpec) -> None:
    titles = [field.title for field in spec.fields if field.kind is not Kind.COMPUTED]
    assert all(titles)
    assert len(titles) == len(set(titles))
    for field in spec.fields:
        for choice in field.choices:
            assert choice.code.isascii()
            assert choice.code == choice.code.lower()
            assert choice.title
        assert len({choice.title for choice in field.choices}) == len(field.choices)
    assert spec.place in PLACES
    assert spec.notes


def test_an_unknown_ledger_is_refused_with_the_known_ones() -> None:
    with pytest.raises(NotFoundError, match="general_meeting（支部党员大会）"):
        by_key("castle")
    assert {by_key(spec.key) for spec in every_spec()} == set(LEDGERS)
