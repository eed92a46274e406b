"""Files named on the line: JSON that comes in, and where something is to be written.

Refuses what cannot be meant; knows nothing of ledgers.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from db.errors import LedgerError

NOTHING_CHANGED = "没有改动任何内容"


class _JsonRefusedError(ValueError):
    """JSON that reads, but cannot be what its writer meant; the text is the Chinese reason."""


def read_json(path: Path) -> list[dict[str, Any]]:
    """One object or a list of objects from a JSON file (or standard input).

    LedgerError file_missing or invalid_json. A key that stands twice in one object is refused, because one of the two
    would be lost; so are NaN and Infinity, which JSON does not know.
    """
    try:
        content = json.loads(_text(path), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except _JsonRefusedError as error:
        raise _invalid(path, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise _invalid(path, "不是正确的 JSON") from error
    rows = content if isinstance(content, list) else [content]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise _invalid(path, "里应是一个对象或对象的列表")
    return rows


def _text(path: Path) -> str:
    try:
        content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise LedgerError(
            "file_missing", f"文件“{path.name}”读不出来", NOTHING_CHANGED, "请检查文件位置"
        ) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _invalid(path, "不是 UTF-8 编码") from error


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _JsonRefusedError(f"里“{twice[:30]}”在同一个对象中写了两次")
    return found


def _refuse_constant(word: str) -> Any:
    raise _JsonRefusedError(f"里有 JSON 没有的数“{word}”")


def _invalid(path: Path, reason: str) -> LedgerError:
    return LedgerError("invalid_json", f"文件“{path.name}”{reason}", NOTHING_CHANGED, "请改正后重试")


def target_file(path: Path) -> Path:
    """A file to write; LedgerError when the name is that of a folder."""
    if path.is_dir():
        raise LedgerError(
            "write_failed", f"“{path.name}”是一个文件夹", "没有写任何文件，台账没有受影响", "请写明文件名"
        )
    return path
