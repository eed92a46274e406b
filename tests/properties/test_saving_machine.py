"""Whatever a person does to a branch, the tables stay the fold of the journal, on a real encrypted file.

Hypothesis chooses what is typed, removed, put back, closed and opened again; the checks say what must hold.
"""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.changes import Draft
from db.errors import InvalidDraftError, LedgerError
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.queries import ListQuery, count_rows, get_row
from db.services.saving import put_back, remove, save, save_many
from db.services.verifying import verify
from tests.support.branches import make_folder, open_folder

PERSON, GROUP, MEETING = by_key("person"), by_key("group"), by_key("general_meeting")

texts = st.text(st.characters(codec="utf-8"), max_size=12)
days = st.dates().filter(lambda day: 1950 <= day.year <= 2040).map(lambda day: day.isoformat())
partial_days = st.one_of(st.none(), days, days.map(lambda day: day[:7]), days.map(lambda day: day[:4]))
person_values = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["曾淑", "李想", "王建国", "买买提·艾力"]),
        "note": texts,
        "phone": st.one_of(st.none(), texts),
        "sex": st.sampled_from(["男", "女", None, "不详"]),
        "born_on": partial_days,
        "flags": st.lists(st.sampled_from(["hardship", "lives_away"]), max_size=2),
        "lunar_birthday": st.one_of(st.none(), st.just({"month": 6, "day": 20, "leap": True})),
        "roll_status": st.sampled_from(["on_roll", "transferred_out", "deceased", None]),
        "roll_status_since": partial_days,
        "stage": st.sampled_from(["applicant", "activist", "full", None]),
        "stage_since": partial_days,
    },
)
agenda = st.lists(
    st.fixed_dictionaries(
        {"title": st.sampled_from(["修路", "学习"]), "resolution": texts, "speakers": st.just([])}
    ),
    max_size=3,
)


class OneBranch(RuleBasedStateMachine):
    """The rules are what a person does; the invariant is asked after each."""

    branch: Branch

    @initialize()
    def set_up(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="saving-machine-"))
        make_folder(self.root / "branch")
        self.branch = open_folder(self.root / "branch")
        self.people: list[str] = []
        self.meetings: list[str] = []

    @rule(values=person_values)
    def enter_a_person(self, values: dict[str, Any]) -> None:
        try:
            self.people += save(self.branch, PERSON, Draft({"name": "曾淑", **values})).uids
        except InvalidDraftError as error:
            assert error.problems  # noqa: PT017 - hypothesis decides whether it is refused

    @precondition(lambda self: self.people)
    @rule(pick=st.randoms(use_true_random=False), values=person_values)
    def edit_a_person(self, pick: Any, values: dict[str, Any]) -> None:
        uid = pick.choice(self.people)
        row = get_row(self.branch, PERSON, uid)
        try:
            save(self.branch, PERSON, Draft(values, uid=uid, revision=row.revision))
        except LedgerError as error:
            assert error.code == ("removed" if row.removed_at else "invalid")  # noqa: PT017
            assert get_row(self.branch, PERSON, uid) == row
            return
        after = get_row(self.branch, PERSON, uid)
        if "flags" in values:
            assert set(after["flags"]) == set(values["flags"])
        if "born_on" in values:
            assert after["born_on"] == values["born_on"]
        save(self.branch, PERSON, Draft(dict(after.values), uid=uid, revision=after.revision))
        assert get_row(self.branch, PERSON, uid) == after, "saving what is shown changes nothing"

    @rule(items=agenda)
    def hold_a_meeting(self, items: list[dict[str, Any]]) -> None:
        self.meetings += save(self.branch, MEETING, Draft({"held_on": "2026-03-05", "agenda": items})).uids

    @precondition(lambda self: self.meetings)
    @rule(pick=st.randoms(use_true_random=False), items=agenda)
    def rewrite_the_agenda(self, pick: Any, items: list[dict[str, Any]]) -> None:
        uid = pick.choice(self.meetings)
        held = get_row(self.branch, MEETING, uid)
        mixed = [*held["agenda"], *items]
        pick.shuffle(mixed)
        people = pick.sample(self.people, min(2, len(self.people)))
        given = {"agenda": mixed[:4], "attendance": [{"person": person} for person in people]}
        if held.removed_at is None:
            save(self.branch, MEETING, Draft(given, uid=uid))
            after = get_row(self.branch, MEETING, uid)
            assert [item["title"] for item in after["agenda"]] == [item["title"] for item in mixed[:4]]
            assert [entry["person"].uid for entry in after["attendance"]] == people

    @precondition(lambda self: self.people)
    @rule(pick=st.randoms(use_true_random=False), is_removal=st.booleans())
    def remove_or_put_back(self, pick: Any, is_removal: bool) -> None:
        uid = pick.choice(self.people)
        was_removed = get_row(self.branch, PERSON, uid).removed_at is not None
        act = remove if is_removal else put_back
        if was_removed == is_removal:
            with pytest.raises(LedgerError):
                act(self.branch, PERSON, [uid])
        else:
            act(self.branch, PERSON, [uid])
        assert (get_row(self.branch, PERSON, uid).removed_at is not None) == is_removal

    @rule(names=st.lists(st.sampled_from(["曾淑", "李想", ""]), max_size=4))
    def enter_many_or_none(self, names: list[str]) -> None:
        before = count_rows(self.branch, GROUP, ListQuery())
        try:
            save_many(self.branch, GROUP, [Draft({"name": name}) for name in names])
        except InvalidDraftError:
            assert count_rows(self.branch, GROUP, ListQuery()) == before
        else:
            assert count_rows(self.branch, GROUP, ListQuery()) == before + len(names)

    @rule()
    def close_and_open_again(self) -> None:
        self.branch.close()
        self.branch = open_folder(self.root / "branch")

    @invariant()
    def the_tables_are_the_fold_of_the_journal(self) -> None:
        if hasattr(self, "branch"):
            assert verify(self.branch) == []

    def teardown(self) -> None:
        if hasattr(self, "branch"):
            self.branch.close()
            shutil.rmtree(self.root)


TestOneBranch = OneBranch.TestCase
TestOneBranch.settings = settings(
    max_examples=int(os.environ.get("BRANCH_LEDGER_EXAMPLES", "8")),
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
