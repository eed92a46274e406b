"""The table of faults: read from faults.toml, and looked up in the tests that it names."""

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("faults.toml")
PROTOCOL = Path(__file__).with_name("manual.md")
NUMBERS = tuple(f"F{number:02d}" for number in range(1, 87))


@dataclass(frozen=True, slots=True)
class Fault:
    """A row: what goes wrong, how that is brought about, which tests hold it, and what is left to do."""

    number: str
    title: str
    injected: str
    tests: tuple[str, ...]
    manual: bool = False
    left: str = ""

    @property
    def state(self) -> str:
        """Automatic, by hand, or not yet."""
        by = [word for word, holds in (("自动", self.tests), ("手工", self.manual)) if holds]
        return "、".join(by) or "尚未"


def read_table() -> tuple[Fault, ...]:
    """Every row in order."""
    rows = tomllib.loads(TABLE.read_text("utf-8"))["fault"]
    return tuple(Fault(**{**row, "tests": tuple(row["tests"])}) for row in rows)


@cache
def names_in(path: str) -> frozenset[str]:
    """Tests, and other things with a name, at the top of a test module; nothing where there is no such file."""
    file = TESTS / path
    if not file.is_file():
        return frozenset()
    body = ast.parse(file.read_text("utf-8")).body
    named = {node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    assigned = {
        target.id
        for node in body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(named | assigned)


def is_there(test: str) -> bool:
    """Whether a test that the table names exists."""
    path, _, name = test.partition("::")
    return name in names_in(path)
