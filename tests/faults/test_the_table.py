"""The table of faults is whole, and says nothing that is not so."""

import re

import pytest

from tests.faults.table import NUMBERS, PROTOCOL, TESTS, Fault, is_there, read_table

each_fault = pytest.mark.parametrize("fault", read_table(), ids=lambda fault: fault.number)


def test_no_fault_is_missing_and_none_stands_twice() -> None:
    assert tuple(fault.number for fault in read_table()) == NUMBERS


@each_fault
def test_every_test_that_the_table_names_exists(fault: Fault) -> None:
    assert [test for test in fault.tests if not is_there(test)] == []
    assert len(set(fault.tests)) == len(fault.tests)


@each_fault
def test_a_fault_without_a_test_says_what_is_left(fault: Fault) -> None:
    assert fault.tests or fault.left
    assert fault.title
    assert fault.injected or not fault.tests


def test_the_written_protocol_has_a_step_for_every_manual_fault() -> None:
    told = set(
        re.findall(r"F\d\d", " ".join(re.findall("^## .*", PROTOCOL.read_text("utf-8"), re.MULTILINE)))
    )
    assert told == {fault.number for fault in read_table() if fault.manual}


def test_a_test_that_is_not_there_is_noticed() -> None:
    assert not is_there("faults/test_the_table.py::test_nothing")
    assert not is_there("faults/test_nowhere.py::test_nothing")
    assert is_there("faults/test_the_table.py::test_a_test_that_is_not_there_is_noticed")


def test_every_file_of_faults_is_named_in_the_table() -> None:
    """A test of a fault that no row names would be looked for in vain."""
    named = {test.partition("::")[0] for fault in read_table() for test in fault.tests}
    files = {f"faults/{path.name}" for path in (TESTS / "faults").glob("test_*.py")}
    assert files - named == {"faults/test_the_table.py", "faults/test_merge_mutants.py"}
