"""How many records of which kind a branch holds of its people: what a plan or an assessment starts from. Pure counting."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from db.changes import Row
from db.privacy.personal_fields import personal_groups

Rows = Callable[[str], tuple[Row, ...]]


@dataclass(frozen=True, slots=True)
class Holding:
    """Records of one ledger (or of ledgers alike) that the program treats with more care: how many, and what of."""

    title: str
    count: int
    what: str


def people_words(rows: Rows) -> str:
    """名册 62 人（在册 58 人），其中有身份证号 60 人……"""
    people = rows("person")
    on_roll = sum(row.get("roll_status") == "on_roll" for row in people)
    parts = [
        f"{title}{sum(bool(row.get(key)) for row in people)}人"
        for key, title in (("id_number", "身份证号"), ("phone", "电话"), ("address", "住址"))
    ]
    return f"名册{len(people)}人（在册{on_roll}人），其中有{'、'.join(parts)}"


def sensitive_holdings(rows: Rows) -> tuple[Holding, ...]:
    """Ledgers beside the roster with sensitive facts that hold something, in the order of the list."""
    return tuple(each for each in _holdings(rows) if each.count)


def _holdings(rows: Rows) -> Iterator[Holding]:
    held: dict[tuple[str, ...], list[str]] = {}
    titles: dict[tuple[str, ...], str] = {}
    for group in personal_groups():
        if group.sensitive and "person" not in group.ledgers:
            held.setdefault(group.ledgers, []).append(group.what)
            titles[group.ledgers] = group.ledger_title
    for ledgers, what in held.items():
        yield Holding(titles[ledgers], sum(len(rows(key)) for key in ledgers), "；".join(what))
