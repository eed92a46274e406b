"""Three PCs of one branch on real encrypted files: whatever people do and carry between them, every PC's tables are
what its journal says, and when everything has been carried round, all three show the same.

The merge rules themselves are tried by `test_fold_machine`; here they meet tables, forms and packages. A push runs few
histories, always the same; `BRANCH_LEDGER_EXAMPLES=500` explores new ones.
"""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.clock import fixed_clock
from db.errors import LedgerError
from db.exchange.conflicts import inbox, resolve
from db.exchange.doubles import separate, unite
from db.exchange.erasing import erase_person
from db.exchange.inviting import invite, open_invitation
from db.exchange.receiving import receive
from db.exchange.sending import send
from db.exchange.undoing import undo
from db.ledgers import by_key
from db.opening import join_branch
from db.services.branch import Branch
from db.services.queries import ListQuery, full_rows
from db.services.saving import put_back, remove
from db.services.verifying import verify
from tests.support.branches import (
    CHEAP,
    PASSPHRASE,
    change,
    copy_as_its_own,
    make_folder,
    open_folder,
    save_new,
)
from tests.support.exchange import ledgers

EXAMPLES = os.environ.get("BRANCH_LEDGER_EXAMPLES")
CLOCKS = ("2026-07-01T08:30:00+08:00", "2009-01-01T00:00:10+00:00", "2099-12-31T23:59:00+00:00")
PERSON, MEETING = by_key("person"), by_key("general_meeting")

pcs = st.integers(0, 2)
places = st.integers(0, 20)
names = st.sampled_from(["曾淑", "李想", "王建国"])
fields = st.sampled_from(["phone", "note", "native_place"])
scopes = st.sampled_from(
    ["all", "all", "records", "ledger:person", "ledger:general_meeting", "month:2008-05"]
)
texts = st.sampled_from(["甲", "乙", "丙", None])


@pytest.fixture(scope="module")
def trio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data folders of three PCs that know each other."""
    root = tmp_path_factory.mktemp("trio")
    make_folder(root / "0")
    first = open_folder(root / "0", fixed_clock(CLOCKS[0]))
    for number in (1, 2):
        made = invite(first, root)
        opened = open_invitation(made.sent.file, made.code)
        joined, _ = join_branch(
            root / str(number),
            opened,
            PASSPHRASE,
            fixed_clock(CLOCKS[number]),
            actor=f"第{number}位",
            cost=CHEAP,
        )
        receive(first, send(joined.branch, "sync", root).file)
        joined.branch.close()
    second = open_folder(root / "1", fixed_clock(CLOCKS[1]))
    receive(second, send(first, "sync", root).file)
    second.close()
    first.close()
    return root


class ThreePCs(RuleBasedStateMachine):
    """The rules are what people and sticks do; the invariant is asked of the PC that was touched."""

    trio: Path

    @initialize()
    def copy(self) -> None:
        self.place = Path(tempfile.mkdtemp())
        self.stick = self.place / "stick"
        self.stick.mkdir()
        self.branches: list[Branch] = []
        for number, clock in enumerate(CLOCKS):
            copy_as_its_own(self.trio / str(number), self.place / str(number))
            self.branches.append(open_folder(self.place / str(number), fixed_clock(clock), f"第{number}位"))
        self.touched: set[int] = set()
        self.erased: set[str] = set()
        self.batches: list[tuple[int, str]] = []

    # --- what people do -----------------------------------------------------------------------------------
    @rule(pc=pcs, name=names, phone=texts)
    def enter(self, pc: int, name: str, phone: Any) -> None:
        save_new(self.branches[pc], "person", name=name, phone=phone)
        self.touched.add(pc)

    @precondition(lambda self: any(self.people(pc) for pc in range(3)))
    @rule(pc=pcs, place=places, field=fields, text=texts)
    def edit(self, pc: int, place: int, field: str, text: Any) -> None:
        for uid in self.chosen(pc, place):
            change(self.branches[pc], "person", uid, **{field: text})

    @rule(pc=pcs, place=places)
    def meet(self, pc: int, place: int) -> None:
        attendance = [{"person": uid, "state": "present"} for uid in self.people(pc)[:3]]
        held = full_rows(self.branches[pc], MEETING, ListQuery())
        if held:
            change(self.branches[pc], "general_meeting", held[place % len(held)].uid, attendance=attendance)
        else:
            save_new(self.branches[pc], "general_meeting", held_on="2008-05-06", attendance=attendance)
        self.touched.add(pc)

    @rule(pc=pcs, place=places)
    def take_away(self, pc: int, place: int) -> None:
        for uid in self.chosen(pc, place):
            remove(self.branches[pc], PERSON, [uid])

    @rule(pc=pcs, place=places)
    def bring_back(self, pc: int, place: int) -> None:
        removed = [row.uid for row in full_rows(self.branches[pc], PERSON, ListQuery(removed=True))]
        if removed:
            self.tolerant(lambda: put_back(self.branches[pc], PERSON, [removed[place % len(removed)]]))
            self.touched.add(pc)

    @rule(pc=pcs, first=places, second=places)
    def say_they_are_one(self, pc: int, first: int, second: int) -> None:
        people = self.people(pc)
        if len(people) > 1:
            self.tolerant(
                lambda: unite(self.branches[pc], people[first % len(people)], people[second % len(people)])
            )
            self.touched.add(pc)

    @rule(pc=pcs, place=places)
    def say_they_are_two(self, pc: int, place: int) -> None:
        for uid in self.chosen(pc, place):
            self.tolerant(lambda uid=uid: separate(self.branches[pc], uid))

    @rule(pc=pcs, place=places, take=st.sampled_from(["mine", "theirs"]))
    def decide(self, pc: int, place: int, take: str) -> None:
        waiting = inbox(self.branches[pc])
        if waiting:
            chosen = waiting[place % len(waiting)]
            resolve(self.branches[pc], chosen.id, take=take)
            assert chosen.id not in {each.id for each in inbox(self.branches[pc])}, "a decision settles it"
            self.touched.add(pc)

    @rule(pc=pcs, place=places)
    def erase(self, pc: int, place: int) -> None:
        for uid in self.chosen(pc, place)[:1]:
            erase_person(self.branches[pc], uid, "登记错误")
            self.erased.add(uid)

    # --- sticks -------------------------------------------------------------------------------------------
    @rule(sender=pcs, reader=pcs, scope=scopes)
    def carry(self, sender: int, reader: int, scope: str) -> None:
        """All of the books or a part of them: where it ends must be the same."""
        if sender == reader:
            return
        try:
            file = send(self.branches[sender], "sync", self.stick, scope).file
        except LedgerError as error:
            if error.code != "nothing_in_scope":
                raise
            return
        (preview,) = receive(self.branches[reader], file, preview=True)
        (real,) = receive(self.branches[reader], file)
        assert (preview.records, preview.conflicts) == (real.records, real.conflicts), (
            "the preview is the result"
        )
        if real.batch is not None:
            self.batches.append((reader, real.batch))
        self.touched.add(reader)

    @precondition(lambda self: self.batches)
    @rule(place=places)
    def take_back(self, place: int) -> None:
        pc, batch = self.batches[place % len(self.batches)]
        self.tolerant(lambda: undo(self.branches[pc], batch))
        self.touched.add(pc)

    # --- what always holds --------------------------------------------------------------------------------
    @invariant()
    def tables_are_what_the_journal_says(self) -> None:
        for pc in sorted(getattr(self, "touched", ())):
            assert verify(self.branches[pc]) == []
        self.touched = set()

    def teardown(self) -> None:
        branches = getattr(self, "branches", [])
        if not branches:
            return
        for reader, sender in [(0, 1), (0, 2), (1, 0), (2, 0)]:
            receive(branches[reader], send(branches[sender], "sync", self.stick).file)
        shown = [ledgers(branch) for branch in branches]
        assert shown[0] == shown[1] == shown[2], "all PCs end with the same ledger"
        asked = [{each.id for each in inbox(branch)} for branch in branches]
        assert asked[0] == asked[1] == asked[2], "and with the same questions"
        for branch in branches:
            assert verify(branch) == []
            assert self.erased.isdisjoint(row.uid for row in branch.rows("person") if row.text("name"))
            branch.close()
        shutil.rmtree(self.place)

    # --- help ---------------------------------------------------------------------------------------------
    def people(self, pc: int) -> list[str]:
        return sorted(row.uid for row in full_rows(self.branches[pc], PERSON, ListQuery()))

    def chosen(self, pc: int, place: int) -> list[str]:
        people = self.people(pc)
        self.touched.add(pc)
        return [people[place % len(people)]] if people else []

    @staticmethod
    def tolerant(work: Any) -> None:
        """Some deeds are refused at some times, in plain words."""
        with suppress(LedgerError):
            work()


@pytest.mark.slow
def test_three_pcs_of_one_branch(trio: Path) -> None:
    ThreePCs.trio = trio
    run_state_machine_as_test(
        ThreePCs,
        settings=settings(
            max_examples=int(EXAMPLES or 15),
            stateful_step_count=18,
            derandomize=EXAMPLES is None,
            phases=[Phase.generate],  # shrinking a history of encrypted files would take hours
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
