"""A scoring table on its way down: read here, stored as TOML, so that branches can score by it without doing anything.

A spreadsheet out of which no table can be read still goes down as a plain file, and a sentence says so; a .toml is made to
be read by programs and must be a table.
"""

from dataclasses import dataclass
from pathlib import Path

from db import limits
from db.arithmetic.rubric import points_text, rubric_to_toml
from db.errors import LedgerError
from db.files import safe_name
from db.importing.rubric_table import RubricReading, read_rubric
from db.rules.scoring import unknown_words

_TABLES = (".xlsx", ".xls", ".et", ".csv")
_KEPT = "没有改动任何内容"
_PLAIN = "原样下发，支部要自己照着登记评分表"


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A file as it goes down, what was read out of it (None: nothing), and sentences that say so."""

    name: str
    content: bytes
    reading: RubricReading | None
    words: tuple[str, ...]


def rubric_file(path: Path, title: str) -> RubricFile:
    """The file of a scoring table; `title` takes the place of the one that stands in a spreadsheet.

    LedgerErrors: `damaged_rubric` for a .toml that is no table, unreadable.
    """
    suffix = path.suffix.lower()
    if suffix not in (*_TABLES, ".toml"):
        return _plain(path, f"“{path.name[:40]}”不是表格，读不出评分项目")
    try:
        reading = read_rubric(path, title=title if suffix in _TABLES else "")
    except LedgerError as error:
        if suffix == ".toml":
            raise _damaged(path, error) from error
        return _plain(path, error.happened)
    words = (_read_words(path, reading), *_doubts(reading))
    if suffix == ".toml":
        return RubricFile(safe_name(path.name), content_of(path), reading, words)
    return RubricFile(safe_name(f"{path.stem}.toml"), rubric_to_toml(reading.rubric), reading, words)


def content_of(path: Path) -> bytes:
    """The bytes of a file, one more than may be handed down at most; LedgerError unreadable."""
    try:
        with path.open("rb") as stream:
            return stream.read(limits.RESOURCE_BYTES + 1)
    except OSError as error:
        raise LedgerError("unreadable", f"“{path.name}”读不出来", _KEPT, "请检查文件位置后再试") from error


def _plain(path: Path, why: str) -> RubricFile:
    return RubricFile(safe_name(path.name), content_of(path), None, (f"{why}，{_PLAIN}。",))


def _damaged(path: Path, error: LedgerError) -> LedgerError:
    told = error.happened.partition("：")[2] or error.happened
    return LedgerError(
        "damaged_rubric",
        f"“{path.name[:40]}”不是能打分的评分表：{told}",
        _KEPT,
        "请改正后再试；也可以直接下发 Excel 对照表，由程序读",
    )


def _read_words(path: Path, reading: RubricReading) -> str:
    rubric = reading.rubric
    return (
        f"从“{path.name[:40]}”读出{len(rubric.items)}项，满分{points_text(rubric.full)}分，"
        "支部接收以后不用做什么就能照着打分。"
    )


def _doubts(reading: RubricReading) -> tuple[str, ...]:
    unknown = unknown_words(word for item in reading.rubric.items for word in item.checks)
    lines = [f"第{row}行没有读入：{message}。" for row, message in reading.problems]
    return (
        (*lines, f"自动检查“{'、'.join(unknown)}”这个版本没有，这些由支部自评。") if unknown else tuple(lines)
    )
