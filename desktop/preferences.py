"""Small choices of one user on one PC: theme, size of the type, columns shown, geometry. Nothing of the
branch.

A TOML file in the user's configuration folder; a damaged or missing file means the defaults, never an error.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE_NAME = "window.toml"
Choice = str | tuple[str, ...]


class Preferences:
    """Values by key, written at once. Without a path they last as long as the program (tests,
    demonstration).
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._values: dict[str, Choice] = _read(path) if path else {}

    def text(self, key: str, default: str = "") -> str:
        """A choice that is one word."""
        value = self._values.get(key, default)
        return value if isinstance(value, str) else default

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A choice that is a list, None where none was made."""
        value = self._values.get(key)
        return value if isinstance(value, tuple) else None

    def choose(self, key: str, value: Choice) -> None:
        """Keeps a choice."""
        self._values[key] = value
        if self._path is not None:
            _write(self._path, self._values)


def _read(path: Path) -> dict[str, Choice]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {key: _choice(value) for key, value in values.items() if isinstance(value, (str, list))}


def _choice(value: Any) -> Choice:
    return value if isinstance(value, str) else tuple(str(each) for each in value)


def _write(path: Path, values: Mapping[str, Choice]) -> None:
    import json  # a JSON string or list of strings is a TOML one as well

    from db.errors import LedgerError
    from db.files import atomic_write

    lines = [f"{json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    try:
        atomic_write(path, ("\n".join(lines) + "\n").encode())
    except LedgerError:
        return  # a read-only profile folder costs the choice, not the work
