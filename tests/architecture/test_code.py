"""Rules about the text of the program that no linter knows: sizes, names, and who may touch clock, files and screen."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from db import VERSION

ROOT = Path(__file__).parents[2]
PACKAGES = ("db", "desktop", "resources")
LONGEST_FILE = 600
LONGEST_FUNCTION = 60
NOT_OURS = frozenset(
    re.findall(
        r"\w+",
        "manager helper util utils handler data info process mgr cfg tmp btn lbl idx msg obj "
        "staff enthusiast preparatory introducer sponsor regularize assembly fee fees alarm violation "
        "floating thought audit",
    )
)
"""Words that names.md bans from identifiers: other words for our ideas, vague ones, and abbreviations."""
NAMED_BY_OTHERS = frozenset(
    {
        "data", "headerData", "setData", "setEditorData", "setModelData",  # Qt's own names of what a model overrides
        "data_dir",  # the option --data-dir
        "run_in_process",  # a process of the operating system
    }
)  # fmt: skip


@cache
def sources() -> dict[str, str]:
    """The program's modules by path, tests left out."""
    paths = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in sorted(paths)}


@cache
def trees() -> dict[str, ast.Module]:
    """The same, parsed."""
    return {name: ast.parse(text) for name, text in sources().items()}


def nodes(kind: type[ast.AST] | tuple[type[ast.AST], ...]) -> Iterator[tuple[str, ast.AST]]:
    """Every node of a kind with its module."""
    for name, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name, node


def defined_names() -> Iterator[tuple[str, str]]:
    """Every name that the program gives, with its module."""
    for name, node in nodes((ast.FunctionDef, ast.ClassDef, ast.arg, ast.Name)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield name, node.name
        elif isinstance(node, ast.arg):
            yield name, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield name, node.id


def words_of(identifier: str) -> list[str]:
    """snake_case and CamelCase taken apart, in lower case."""
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)]


def calls() -> Iterator[tuple[str, int, str]]:
    """Every call as (module, line, text of what is called)."""
    for name, node in nodes(ast.Call):
        assert isinstance(node, ast.Call)
        yield name, node.lineno, ast.unparse(node.func)


def test_there_is_something_to_look_at() -> None:
    assert len(sources()) > 100


def test_no_file_and_no_function_is_too_long() -> None:
    long_files = {
        name: text.count("\n") for name, text in sources().items() if text.count("\n") > LONGEST_FILE
    }
    long_functions = {
        f"{name}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for name, node in nodes(ast.FunctionDef)
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
        and "migrations/versions" not in name
    }
    assert (long_files, long_functions) == ({}, {})


def test_identifiers_are_english() -> None:
    assert [each for each in defined_names() if not each[1].isascii()] == []


def test_identifiers_use_our_words() -> None:
    found = {
        (module, name)
        for module, name in defined_names()
        if name not in NAMED_BY_OTHERS and not NOT_OURS.isdisjoint(words_of(name))
    }
    assert found == set()


def test_every_module_says_its_job() -> None:
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_only_the_clock_asks_for_the_time() -> None:
    asking = re.compile(r"(^|\.)(now|utcnow|today|localtime|gmtime)$")
    found = [
        (name, line, called)
        for name, line, called in calls()
        if asking.search(called) and re.match(r"(datetime|date|time)\b", called) and name != "db/clock.py"
    ]
    assert [each for each in found if not each[0].startswith("resources/")] == []


def opens_for_writing(call: ast.Call) -> bool:
    """Whether a call opens a file with a mode that writes."""
    called = ast.unparse(call.func)
    if called == "archive.open" or (called != "open" and not called.endswith(".open")):
        return False  # an archive writes its entries to a stream that it was given
    given = [*call.args, *(each.value for each in call.keywords)]
    modes = [each.value for each in given if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return any(re.fullmatch(r"[rbt+]*[wax+][rwaxbt+]*", mode) for mode in modes)


def test_only_one_module_writes_files() -> None:
    writing = re.compile(r"\.(write_text|write_bytes)$")
    found = [(name, line) for name, line, called in calls() if writing.search(called)]
    found += [
        (name, node.lineno)
        for name, node in nodes(ast.Call)
        if isinstance(node, ast.Call) and opens_for_writing(node)
    ]
    allowed = ("db/files.py", "resources/fonts/", "resources/codes/")
    assert [each for each in found if not each[0].startswith(allowed)] == []


def test_nothing_is_printed_outside_the_command_line() -> None:
    found = [(name, line) for name, line, called in calls() if called == "print"]
    assert [each for each in found if not each[0].startswith(("desktop/cli/", "resources/"))] == []


def test_nothing_is_left_to_do() -> None:
    waiting = re.compile(r"#.*\b(TODO|FIXME|XXX|HACK)\b")
    assert [name for name, text in sources().items() if waiting.search(text)] == []


@pytest.mark.parametrize(
    "path", ["db", "desktop", "resources", "tests", "run.py", "README.md", "pyproject.toml", ".ci/run"]
)
def test_nothing_tells_where_the_program_was_written(path: str) -> None:
    here = re.compile(r"(?<![\w.])/(work|root)/|index[-_]url|://[\w.-]*pypi|simple/")
    found = []
    for each in [ROOT / path] if (ROOT / path).is_file() else sorted((ROOT / path).rglob("*")):
        if each.suffix in (".py", ".md", ".toml", ".txt", ".json", ".qss", "") and each.is_file():
            text = each.read_text("utf-8", errors="ignore")
            found += (
                [each.relative_to(ROOT).as_posix()] if here.search(text) and each != Path(__file__) else []
            )
    assert found == []


def test_requirements_are_exact_with_hashes_and_name_no_address() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    blocks = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in blocks.splitlines() if line.strip() and not line.startswith("#")]
    assert len(lines) > 20
    for line in lines:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^ ;]+", line), line
        assert "--hash=sha256:" in line, line
    assert not re.search(r"(?i)index-url|find-links|trusted-host|://|^-", text, re.MULTILINE)


def test_the_engine_is_the_one_that_was_chosen() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    names = {match.lower() for match in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}
    assert "sqlcipher3" in names
    assert names.isdisjoint({"sqlcipher3-wheels", "sqlcipher3-binary", "pysqlcipher3"})


def test_what_only_checks_need_is_never_imported_by_the_program() -> None:
    """Above all apsw, which would bring a second, unencrypted SQLite along (requirement R30)."""
    text = (ROOT / "requirements.in").read_text("utf-8")
    checks = set(re.findall(r"^([a-z-]+)", text.split("# checks")[1], re.MULTILINE))
    assert {"apsw", "pytest", "openpyxl"} <= checks
    importing = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)
    imported = [(name, top) for name, text in sources().items() for top in importing.findall(text)]
    left_out = ("resources/fonts/", "resources/codes/")  # scripts that made what lies there
    assert [(name, top) for name, top in imported if top in checks and not name.startswith(left_out)] == []


def test_every_limit_that_is_promised_is_kept_somewhere() -> None:
    named = re.findall(r"^([A-Z_]+): Final", sources()["db/limits.py"], re.MULTILINE)
    elsewhere = "".join(text for name, text in sources().items() if name != "db/limits.py")
    assert len(named) > 30
    assert [
        name for name in named if name not in ("KIB", "MIB", "GIB") and f"limits.{name}" not in elsewhere
    ] == []


def test_the_version_is_the_same_for_people_packages_and_the_installer():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+?)（", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert said == VERSION == newest[1]
