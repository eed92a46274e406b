"""The program's fixed material: fonts, icons, style sheets, rules, codes, box layouts, long texts.

There is no logic here and nothing of ours is imported: the module only says where a file is.
"""

from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent


def find(name: str) -> Path:
    """Path of a bundled file, `name` relative to `resources/` with forward slashes; FileNotFoundError if absent."""
    path = ROOT / name
    if not path.is_file():
        raise FileNotFoundError(name)
    return path


def read_text(name: str) -> str:
    """Text of a bundled UTF-8 file."""
    return find(name).read_text("utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """A bundled TOML file as plain dictionaries; read once, treat as constant."""
    import tomllib

    return tomllib.loads(read_text(name))
