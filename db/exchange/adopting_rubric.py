"""A scoring table that was handed down becomes a record of 评分表; a newer version takes the marks of the older along."""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from db.arithmetic.rubric import KIND_TITLES, Rubric, UnusableRubricError, points_text, rubric_from_toml
from db.changes import Row
from db.errors import LedgerError
from db.exchange.handed_items import HandedItem
from db.files import atomic_write
from db.importing.rubric_table import read_rubric
from db.ledgers.rubric import rubric_of
from db.rules.scoring.choosing import HANDED
from db.rules.scoring.keeping import take_over
from db.rules.scoring.renewing import Renewed, renew
from db.services.branch import Branch

_TABLES = (".xlsx", ".et", ".csv")  # an older township handed these down as they are


def readable_rubric(piece: HandedItem) -> Rubric | None:
    """The table in the file of a piece; None where it is another kind, or no branch could score by it."""
    if piece.kind != "rubric" or not piece.content:
        return None
    suffix = Path(piece.file).suffix.lower()
    try:
        if suffix == ".toml":
            return rubric_from_toml(piece.item, piece.content)
        return replace(_from_sheet(piece, suffix), key=piece.item) if suffix in _TABLES else None
    except (UnusableRubricError, LedgerError):
        return None


def _from_sheet(piece: HandedItem, suffix: str) -> Rubric:
    with tempfile.TemporaryDirectory() as folder:
        path = atomic_write(Path(folder) / f"table{suffix}", piece.content)
        return read_rubric(path, title=piece.title).rubric


def rubric_lines(rubric: Rubric) -> list[str]:
    """The table to read, one line each: number, what is asked, what it is worth, how it is scored."""
    return [
        f"{item.number}．{item.title}（{KIND_TITLES[item.kind]}{points_text(item.points)}分）{item.deduction}"
        for item in rubric.items
    ]


def adopt_rubric(branch: Branch, rubric: Rubric, older_versions: Iterable[HandedItem]) -> tuple[str, str]:
    """The record made from the table, or the one that is there already (another PC's); its uid and what was done, in words.

    The year is the table's, else the running one. LedgerErrors: `already_adopted` (another record of that name), year_sealed.
    """
    year, source = rubric.year or branch.today.year, f"{HANDED}{rubric.key}"
    records = [row for row in branch.rows("rubric") if row.get("year") == year]
    own = [row for row in records if row.text("source") == source]
    if not own:
        is_reported = not any(row.get("is_reported") for row in records)
        uid = take_over(branch, rubric, year, source, is_reported=is_reported)
        return uid, f"已登记为{year}年度的评分表" + ("，上报的得分用这张" if is_reported else "")
    held = min(own, key=lambda row: row.uid)
    if _is_made_from(held, rubric, older_versions):
        return held.uid, "已经登记为评分表（在另一台电脑上）"
    return _renewed(renew(branch, rubric, held))


def _renewed(done: Renewed) -> tuple[str, str]:
    words = ["已登记新版本，原来那张移到了回收站"]
    if done.carried:
        words.append(f"{done.carried}项自评分带了过来")
    if done.left:
        words.append(f"原来第{'、'.join(done.left)}项的自评分没有带过来（项目变了），请重新自评")
    return done.uid, "；".join(words)


def _is_made_from(row: Row, rubric: Rubric, older_versions: Iterable[HandedItem]) -> bool:
    """Whether the record was made from this very version, whatever the branch has marked or chosen to look at since."""
    own = rubric_of(row)
    if _asked(own) != _asked(rubric):
        return False
    if [item.checks for item in own.items] == [item.checks for item in rubric.items]:
        return True
    before = [readable_rubric(piece) for piece in older_versions]
    return not any(each is not None and _asked(each) == _asked(own) for each in before)


def _asked(rubric: Rubric) -> tuple[object, ...]:
    """What a table asks and what it costs, without what the branch may change."""
    lines = tuple(replace(item, checks=(), marked=None, reason="") for item in rubric.items)
    return rubric.title, lines
