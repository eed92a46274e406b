"""The tester is tested: eleven plausible mistakes in the merge, each of which the machine must find.

The file with the machine is run as it stands, on a merge core with one part replaced. A mutant that lives
means that the machine has lost a rule or a check (requirement R11).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import Phase, settings

import db.journal.fold as merge
from db.journal.fold import Head, RowHeads, TransactionSet
from db.journal.transaction import RowChange, TamperedError, Transaction, verify

MACHINE = Path(__file__).parents[1] / "properties" / "test_fold_machine.py"
HISTORIES = 400
"""Enough that each mutant is found, at the same history every time."""

Mutation = Callable[[pytest.MonkeyPatch, ModuleType], None]


class Mutated:
    """A pytest plugin that puts one mutation in force and lets the machine stop at the first failure."""

    def __init__(self, mutation: Mutation, patch: pytest.MonkeyPatch, histories: int) -> None:
        self.mutation = mutation
        self.histories = histories
        self.patch = patch
        self.outcomes: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        (item,) = items
        assert isinstance(item, pytest.Function)
        repeatable = settings(
            item.cls.settings, max_examples=self.histories, derandomize=True, phases=[Phase.generate]
        )
        self.patch.setattr(item.cls, "settings", repeatable)
        self.mutation(self.patch, item.module)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.outcomes.append(report.outcome)


def run_machine(mutation: Mutation, patch: pytest.MonkeyPatch, histories: int = HISTORIES) -> list[str]:
    """The outcome of each test in the machine's file: exactly one, or something else is wrong."""
    plugin = Mutated(mutation, patch, histories)
    quiet = ["-q", "--no-header", "--no-summary", "--tb=no", "-p", "no:cacheprovider", "-p", "no:randomly"]
    pytest.main([*quiet, str(MACHINE)], plugins=[plugin])
    return plugin.outcomes


# --- the mutants ------------------------------------------------------------------------------------------


def the_last_writer_wins(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """A greater lamport replaces the value whether or not its author had seen it."""

    def surviving(standing: tuple[Head, ...], new: Head) -> tuple[Head, ...]:
        return (max(*standing, new, key=lambda head: head.order),) if standing else (new,)

    patch.setattr(merge, "_surviving", surviving)


def the_wall_clock_decides(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Of several heads the one with the latest clock is shown. All PCs agree, and a wrong clock wins."""
    head_of = merge._head

    def head(transaction: Transaction, place: int, value: str | None) -> Head:
        made = head_of(transaction, place, value)
        return replace(made, order=(int(transaction.wall[:4]), *made.order[1:]))

    patch.setattr(merge, "_head", head)


def the_order_of_arrival_decides(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Of several heads the one taken in last is shown."""

    def surviving(standing: tuple[Head, ...], new: Head) -> tuple[Head, ...]:
        return (new, *(head for head in standing if not new.has_seen(head)))

    patch.setattr(merge, "_in_order", list)
    patch.setattr(merge, "_surviving", surviving)
    patch.setattr(
        merge, "_distinct", lambda heads: tuple(dict.fromkeys(each.value or "null" for each in heads))
    )


def a_removal_always_wins(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """A row with a standing removal is gone, whatever was edited elsewhere."""
    patch.setattr(merge, "_is_live", lambda columns: bool(columns) and not merge._removals(columns))


def a_removal_does_not_cover_its_own_transaction(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Values written together with the removal keep the row alive."""

    def is_live(columns: RowHeads) -> bool:
        removals = merge._removals(columns)
        return any(
            head not in removals and not any(removal.has_seen(head) for removal in removals)
            for heads in columns.values()
            for head in heads
        )

    patch.setattr(merge, "_is_live", is_live)


def gaps_are_not_looked_for(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """A package is taken in although an earlier one is missing."""
    patch.setattr(merge, "verify_history", lambda transaction, known: None)


def taking_in_is_not_atomic(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """What came before the bad transaction stays."""
    add = TransactionSet.add

    def add_one_by_one(self: TransactionSet, arriving: Iterable[Transaction]) -> tuple[Transaction, ...]:
        return tuple(new for each in merge._in_order(arriving) for new in add(self, [each]))

    patch.setattr(TransactionSet, "add", add_one_by_one)


def a_restored_pc_keeps_its_name(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Numbers that are already on other PCs are issued again."""

    def restore(self: object, backup: Iterable[Transaction]) -> None:
        self.held = TransactionSet(backup)  # type: ignore[attr-defined]

    patch.setattr(machine.Replica, "restore", restore)


def an_old_version_drops_what_it_does_not_know(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Columns of a newer version are lost on the way through an old PC."""
    package_of = machine.Replica.package

    def package(self: object, since: Mapping[str, int] | None = None) -> str:
        text: str = package_of(self, since)
        if self.known is None:  # type: ignore[attr-defined]
            return text
        kept = []
        for line in filter(None, text.split("\n")):
            transaction = machine.from_json(line)
            kept.append(machine.to_json(replace(transaction, rows=tuple(_known(transaction, machine)))))
        return "\n".join(kept)

    patch.setattr(machine.Replica, "package", package)


def _known(transaction: Transaction, machine: ModuleType) -> Iterator[RowChange]:
    """The rows without the cells of a newer version."""
    for each in transaction.rows:
        known = {name: value for name, value in each.values.items() if name != machine.COLUMNS[-1]}
        if known:
            yield replace(each, cells=machine.canonical(known))


def an_erasure_forgets_what_arrives_later(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """Only what is held at the moment of the erasure is emptied."""
    keep = TransactionSet._keep

    def keep_as_they_come(
        self: TransactionSet, fresh: Mapping[tuple[str, int], Transaction], erased: frozenset[tuple[str, str]]
    ) -> None:
        keep(self, fresh, erased)
        self._held.update(fresh)

    patch.setattr(TransactionSet, "_keep", keep_as_they_come)


def values_are_not_compared_with_their_hashes(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """The chain is checked, the values in it are not."""

    def verify_without_values(transaction: Transaction) -> None:
        try:
            verify(transaction)
        except TamperedError as error:
            if "a row does not match" not in error.reason:
                raise

    patch.setattr(merge, "verify", verify_without_values)


def nothing_is_wrong(patch: pytest.MonkeyPatch, machine: ModuleType) -> None:
    """The core as it is, to see that the machine passes when it should."""


MUTANTS: tuple[Mutation, ...] = (
    the_last_writer_wins,
    the_wall_clock_decides,
    the_order_of_arrival_decides,
    a_removal_always_wins,
    a_removal_does_not_cover_its_own_transaction,
    gaps_are_not_looked_for,
    taking_in_is_not_atomic,
    a_restored_pc_keeps_its_name,
    an_old_version_drops_what_it_does_not_know,
    an_erasure_forgets_what_arrives_later,
    values_are_not_compared_with_their_hashes,
)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTANTS, ids=lambda each: each.__name__)
def test_the_machine_finds_the_mistake(mutation: Mutation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_machine(mutation, monkeypatch) == ["failed"]


@pytest.mark.slow
def test_the_machine_passes_the_core_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_machine(nothing_is_wrong, monkeypatch, histories=5) == ["passed"]
