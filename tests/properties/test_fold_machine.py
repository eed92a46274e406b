"""Four PCs of one branch, one with an older version, write, exchange packages, crash and restore backups.

Hypothesis chooses the history; the rules and the checks say what must hold whatever it is (requirement R11,
invariants I1-I16 as far as they need no database).

Profile: a push runs 200 histories, the same ones every time. `BRANCH_LEDGER_EXAMPLES=5000` (a nightly run, 200
before a release) explores that many new ones.
"""

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import db.journal.fold as merge
from db.journal.transaction import (
    Authorship,
    Change,
    PackageError,
    Transaction,
    canonical,
    from_json,
    new_transaction,
    to_json,
    verify,
)

EXAMPLES = os.environ.get("BRANCH_LEDGER_EXAMPLES")
ROWS = ("r0", "r1", "r2", "r3")
COLUMNS = ("name", "phone", "id_number", "added_in_version_2")
OLD_VERSION = {"person": ("name", "phone", "id_number")}
CLOCKS = ("1980-01-01T00:00:00Z", "2009-01-01T00:00:00Z", "2026-07-01T08:00:00Z", "2099-12-31T23:59:59Z")

pcs = st.integers(0, 3)
rows = st.sampled_from(ROWS)
values = st.one_of(st.integers(0, 3), st.text("甲乙丙", max_size=2), st.none())
clocks = st.sampled_from(CLOCKS)


class Replica:
    """One PC's copy: what the SQL journal does around the merge core, without the SQL."""

    def __init__(self, sites: Iterator[str], known: Mapping[str, Sequence[str]] | None) -> None:
        self.sites = sites
        self.site = next(sites)
        self.known = known
        self.held = merge.TransactionSet()
        self.salts = random.Random(self.site)

    def write(self, changes: Sequence[tuple[str, str, str, object]], wall: str = CLOCKS[2]) -> Transaction:
        """One user action."""
        authorship = Authorship("王某", wall, False, "0.1.0", 1, "")
        sealed = [Change(table, row, column, canonical(value)) for table, row, column, value in changes]
        position = self.held.next_position(self.site)
        (transaction,) = self.held.add([new_transaction(position, authorship, sealed, self.salts.randbytes)])
        return transaction

    def package(self, since: Mapping[str, int] | None = None) -> str:
        """What another PC lacks, one line each."""
        return "\n".join(map(to_json, self.held.since(since or {})))

    def take_in(self, package: str) -> tuple[Transaction, ...]:
        """Unite with a package."""
        return self.held.add([from_json(line) for line in package.split("\n") if line])

    def restore(self, backup: Sequence[Transaction]) -> None:
        """Go back to a backup, under a new name: the old one's numbers may be on other PCs."""
        self.held = merge.TransactionSet(backup)
        self.site = next(self.sites)

    def view(self) -> merge.View:
        """The ledger as this PC's version shows it."""
        return merge.fold(self.held, self.known)


def state(replica: Replica) -> tuple[list[Transaction], merge.View]:
    """Everything a failed import must leave as it was."""
    return list(replica.held), replica.view()


def heads_by_brute_force(held: Sequence[Transaction]) -> dict[tuple[str, str, str], set[tuple[str, int]]]:
    """By definition: a value stands unless another transaction that wrote its cell had seen it."""
    writers: dict[tuple[str, str, str], list[Transaction]] = {}
    for transaction in held:
        for each in transaction.rows:
            for column in each.values:
                writers.setdefault((each.table, each.row, column), []).append(transaction)
    return {
        cell: {
            (writer.site, writer.sequence)
            for writer in those
            if not any(other.context.get(writer.site, 0) >= writer.sequence for other in those)
        }
        for cell, those in writers.items()
    }


def readable(view: merge.View) -> dict[tuple[str, str], tuple[Mapping[str, str], bool]]:
    """Rows that show something."""
    return {key: (row.values, row.is_live) for key, row in view.rows.items() if row.values or row.is_live}


def open_questions(view: merge.View) -> set[tuple[tuple[str, str], str]]:
    """What the conflict inbox lists."""
    conflicts = {(key, column) for key, row in view.rows.items() for column in row.conflicts}
    return conflicts | {(key, "_del") for key, row in view.rows.items() if row.deleted_there_edited_here}


class BranchWithFourPCs(RuleBasedStateMachine):
    """The rules are what people and PCs do; the invariant is asked after each."""

    @initialize()
    def set_up(self) -> None:
        sites = (f"site{number:02}" for number in count())
        self.replicas = [Replica(sites, OLD_VERSION if number == 3 else None) for number in range(4)]
        self.packages: list[str] = []
        self.backups: list[tuple[Replica, list[Transaction]]] = []
        self.issued: dict[tuple[str, int], str] = {}
        self.touched: set[int] = set()

    def write(self, pc: int, changes: Sequence[tuple[str, str, str, object]], wall: str = CLOCKS[2]) -> None:
        written = self.replicas[pc].write(changes, wall)
        self.touched.add(pc)
        issued = self.issued.setdefault((written.site, written.sequence), written.hash)
        assert issued == written.hash, "a PC issued a number twice"

    # --- what people do -----------------------------------------------------------------------------------
    @rule(
        pc=pcs,
        wall=clocks,
        cells=st.dictionaries(st.tuples(rows, st.sampled_from(COLUMNS)), values, min_size=1),
    )
    def edit(self, pc: int, wall: str, cells: dict[tuple[str, str], object]) -> None:
        self.write(pc, [("person", row, column, value) for (row, column), value in cells.items()], wall)
        view = merge.fold(self.replicas[pc].held)
        for (row, column), value in cells.items():
            heads = self.replicas[pc].held.heads("person", row, column)
            if ("person", row) in view.erased:
                assert [head.value for head in heads] == [None]
            else:
                assert [head.value for head in heads] == [canonical(value)], "what is typed is what is seen"
                assert view.rows[view.faces["person", row]].is_live, "an edit revives"

    @rule(pc=pcs, row=rows, wall=clocks)
    def remove(self, pc: int, row: str, wall: str) -> None:
        self.write(pc, [("person", row, "_del", 1)], wall)
        shown = merge.fold(self.replicas[pc].held)
        face = shown.rows[shown.faces["person", row]]
        assert len(face.members) > 1 or not face.is_live, "a removal works at once where it is made"

    @rule(pc=pcs, row=rows)
    def put_back(self, pc: int, row: str) -> None:
        self.write(pc, [("person", row, "_del", 0)])

    @rule(pc=pcs, pair=st.lists(rows, min_size=2, max_size=2, unique=True), together=st.booleans())
    def unite_or_separate(self, pc: int, pair: list[str], together: bool) -> None:
        self.write(pc, [("person", min(pair), "_same:" + max(pair), int(together))])

    @rule(pc=pcs)
    def erase(self, pc: int) -> None:
        self.write(pc, [("_erase", ROWS[0], "person", 1)])

    # --- packages -----------------------------------------------------------------------------------------
    @rule(pc=pcs)
    def export_all(self, pc: int) -> None:
        self.packages.append(self.replicas[pc].package())

    @rule(pc=pcs, reader=pcs)
    def export_what_another_lacks(self, pc: int, reader: int) -> None:
        self.packages.append(self.replicas[pc].package(self.replicas[reader].held.version_vector))

    @rule(pc=pcs)
    def export_only_the_newest_of_its_own(self, pc: int) -> None:
        replica = self.replicas[pc]
        newest = replica.held.version_vector.get(replica.site, 0)
        if newest > 1:
            held = {**replica.held.version_vector, replica.site: newest - 1}
            self.packages.append(replica.package(held))

    @precondition(lambda self: self.packages)
    @rule(pc=pcs, draw=st.data())
    def take_in(self, pc: int, draw: st.DataObject) -> None:
        replica, package = self.replicas[pc], draw.draw(st.sampled_from(self.packages))
        before = state(replica)
        tried = Replica(iter(["preview"]), replica.known)
        tried.held = merge.TransactionSet(replica.held)
        try:
            tried.take_in(package)
        except PackageError:
            with pytest.raises(PackageError):
                replica.take_in(package)
            assert state(replica) == before, "a refused package changes nothing"
            return
        replica.take_in(package)
        self.touched.add(pc)
        assert state(replica) == state(tried), "the preview shows the result"
        assert replica.take_in(package) == ()
        assert state(replica) == state(tried), "taken in twice is taken in once"

    @precondition(lambda self: self.packages)
    @rule(pc=pcs, draw=st.data(), survived=st.integers(0, 5))
    def crash_while_taking_in(self, pc: int, draw: st.DataObject, survived: int) -> None:
        replica, package = self.replicas[pc], draw.draw(st.sampled_from(self.packages))
        before, calls = state(replica), count()

        def verify_until_the_power_fails(transaction: Transaction) -> None:
            if next(calls) == survived:
                raise OSError("power cut")
            verify(transaction)

        with patch.object(merge, "verify", verify_until_the_power_fails):
            try:
                replica.take_in(package)
                self.touched.add(pc)
            except (OSError, PackageError):
                assert state(replica) == before, "all or nothing"

    @precondition(lambda self: any(self.packages))
    @rule(pc=pcs, draw=st.data(), spoiling=st.sampled_from(("cut", "value", "context", "drop", "redact")))
    def take_in_a_spoilt_package(self, pc: int, draw: st.DataObject, spoiling: str) -> None:
        replica, package = (
            self.replicas[pc],
            draw.draw(st.sampled_from([each for each in self.packages if each])),
        )
        lines, before = package.split("\n"), state(replica)
        place = draw.draw(st.integers(0, len(lines) - 1))
        lines[place] = spoilt(lines[place], spoiling)
        try:
            replica.take_in("\n".join(lines))
            assert spoiling == "redact", "a spoilt package was accepted"
            self.touched.add(
                pc
            )  # harmless where the value is held, or was erased; else the invariant speaks up
        except PackageError:
            assert state(replica) == before, "a refused package changes nothing"

    @precondition(lambda self: self.packages)
    @rule(pc=pcs, draw=st.data())
    def take_in_and_undo(self, pc: int, draw: st.DataObject) -> None:
        replica = self.replicas[pc]
        before = merge.fold(replica.held)
        try:
            replica.take_in(draw.draw(st.sampled_from(self.packages)))
        except PackageError:
            return
        self.touched.add(pc)
        after = merge.fold(replica.held)
        changes = merge.compensation(before, after)
        if changes:
            authorship = Authorship("王某", CLOCKS[2], False, "0.1.0", 1, "undo")
            position = replica.held.next_position(replica.site)
            undo = new_transaction(position, authorship, changes, replica.salts.randbytes)
            replica.held.add([undo])
            self.issued[undo.site, undo.sequence] = undo.hash
        if after.erased == before.erased:  # an erasure is not undone
            undone = merge.fold(replica.held)
            assert readable(undone) == readable(before), "undo shows what was shown before"
            assert open_questions(undone) <= open_questions(before), "undo leaves no new question"

    # --- backups ------------------------------------------------------------------------------------------
    @rule(pc=pcs)
    def back_up(self, pc: int) -> None:
        self.backups.append((self.replicas[pc], list(self.replicas[pc].held)))

    @precondition(lambda self: self.backups)
    @rule(draw=st.data())
    def restore_a_backup(self, draw: st.DataObject) -> None:
        replica, backup = draw.draw(st.sampled_from(self.backups))
        replica.restore(backup)
        self.touched.add(self.replicas.index(replica))

    # --- what always holds --------------------------------------------------------------------------------
    @invariant()
    def nothing_is_lost_and_equal_sets_are_equal_ledgers(self) -> None:
        for pc in sorted(getattr(self, "touched", ())):
            replica = self.replicas[pc]
            self.check_heads(replica)
            check_erasures(replica)
            check_that_clocks_take_no_part(replica)
            for other in self.replicas:
                if other.held.version_vector == replica.held.version_vector:
                    assert merge.fold(other.held) == merge.fold(replica.held)
        self.touched = set()

    def check_heads(self, replica: Replica) -> None:
        held, view = list(replica.held), merge.fold(replica.held)
        for (table, row, column), writers in heads_by_brute_force(held).items():
            heads = replica.held.heads(table, row, column)
            assert {head.order[1:3] for head in heads} == writers
            assert list(heads) == sorted(heads, key=lambda head: head.order, reverse=True)
            if table != "_erase":
                assert view.heads[table, row][column] == heads, "the kept heads are those of a rebuild"
        numbers = {(each.site, each.sequence) for each in held}
        assert all(numbers.issuperset(each.context.items()) for each in held), "nothing seen is missing"

    def teardown(self) -> None:
        replicas = getattr(self, "replicas", [])
        for _ in range(2):
            packages = [replica.package() for replica in replicas]
            for turn, replica in enumerate(replicas):
                for package in packages[turn:] + packages[:turn]:
                    replica.take_in(package)
        ledgers = [merge.fold(replica.held) for replica in replicas]
        assert all(ledger == ledgers[0] for ledger in ledgers), "all PCs end with the same ledger"
        for replica in replicas:
            newcomer = Replica(iter(["newcomer"]), None)
            newcomer.take_in(replica.package())
            assert newcomer.view() == ledgers[0], "a package holds the whole ledger"
            check_erasures(newcomer)


def spoilt(line: str, spoiling: str) -> str:
    """One transaction as a bad stick or a forger would leave it."""
    if spoiling == "cut":
        return line[: len(line) // 2]
    transaction = from_json(line)
    first, *rest = transaction.rows
    other = canonical(dict.fromkeys(first.values, "forged"))
    forged: dict[str, dict[str, Any]] = {
        "value": {"rows": (replace(first, cells=other, salt="0" * 32), *rest)},
        "context": {"context": {**transaction.context, "ffff": 7}},
        "drop": {"rows": tuple(rest)},
        "redact": {"rows": (first.redacted(), *rest)},
    }
    return to_json(replace(transaction, **forged[spoiling]))


def check_erasures(replica: Replica) -> None:
    """No value of an erased row is left, and no other value is missing."""
    erased = merge.fold(replica.held).erased
    for transaction in replica.held:
        for each in transaction.rows:
            is_erased = (each.table, each.row) in erased and not each.is_control
            assert each.is_redacted == is_erased
            assert not is_erased or set(each.values.values()) == {None}


def check_that_clocks_take_no_part(replica: Replica) -> None:
    """The same transactions under any other clocks make the same ledger."""
    other = random.Random(len(list(replica.held)))
    elsewhere = [
        replace(each, wall=f"{other.randrange(1980, 2100)}-01-01T00:00:00Z") for each in replica.held
    ]
    assert merge.fold(elsewhere, replica.known) == replica.view()


TestFourPCsOfOneBranch = BranchWithFourPCs.TestCase
TestFourPCsOfOneBranch.settings = settings(
    max_examples=int(EXAMPLES or 200),
    stateful_step_count=40,
    derandomize=EXAMPLES is None,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
