"""Finding people and other named records by name or uid, and naming them again.

Names are read once and kept until the next write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select, Table, select

from db.arithmetic.naming import tidy_name
from db.changes import Ref, Row
from db.errors import AmbiguousNameError, NotFoundError
from db.journal.tables import ERASED
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.faces import faces
from db.services.values import OUTSIDER, Names, ValueRefusedError, clipped, tidy_text

_BRACKETS = str.maketrans("（）", "()")
MEETING = "meeting"  # referred to as one ledger: a meeting of any kind
ERASED_NAME = "（已按规定删除）"  # in place of the name of a record that was erased for good


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A person to choose from: `label` tells people of one name apart by their year of birth."""

    uid: str
    name: str
    label: str
    pinyin: str
    initials: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Names of one ledger: of every row ever (to show), and of the live ones (to find)."""

    shown: Mapping[str, str]
    live: Mapping[str, tuple[str, ...]]


def table_of(ledger: str) -> Table:
    """The SQL table of a ledger."""
    table: Table = by_key(ledger).record.__table__  # type: ignore[attr-defined]
    return table


def erased_uids(ledger: str) -> Select[Any]:
    """A query for the uids of records of a ledger that were erased for good: they are neither shown nor put back."""
    return select(ERASED.c.row).where(ERASED.c.table == table_of(ledger).name)


def _index(branch: Branch, ledger: str) -> _Index:
    def read() -> _Index:
        if ledger == MEETING:
            return _meetings(branch)
        table = table_of(ledger)
        erased = set(branch.database.connection.execute(erased_uids(ledger)).scalars())
        live: dict[str, tuple[str, ...]] = {}
        shown: dict[str, str] = {}
        for uid, name, removed in branch.database.connection.execute(
            select(table.c.uid, table.c.name, table.c.removed_at)
        ):
            shown[uid] = ERASED_NAME if uid in erased else name
            if removed is None:
                live[name] = (*live.get(name, ()), uid)
        return _Index(shown, live)

    return branch.cached(f"names of {ledger}", read)


def _meetings(branch: Branch) -> _Index:
    """Meetings of every kind, named by kind and day; a day alone finds one where it is the only meeting of that day."""
    shown: dict[str, str] = {}
    live: dict[str, tuple[str, ...]] = {}
    for spec in branch.ledgers:
        if not spec.meeting:
            continue
        table = table_of(spec.key)
        erased = set(branch.database.connection.execute(erased_uids(spec.key)).scalars())
        columns = (table.c.uid, table.c.held_on, table.c.removed_at)
        held = branch.database.connection.execute(select(*columns).order_by(table.c.held_on.desc()))
        for uid, held_on, removed in held:
            name = f"{spec.title} {held_on or ''}".strip()
            shown[uid] = ERASED_NAME if uid in erased else name
            if removed is None:
                for word in (name, held_on or name):
                    live[word] = (*live.get(word, ()), uid)
    return _Index(shown, live)


def title_of_ledger(ledger: str) -> str:
    """How the records of a ledger are called; meetings of any kind are 会议记录."""
    return "会议记录" if ledger == MEETING else by_key(ledger).title


def choices_of(branch: Branch, ledger: str) -> tuple[tuple[str, str], ...]:
    """The live records that a field may refer to, as (uid, name)."""
    index = _index(branch, ledger)
    found = dict.fromkeys(uid for uids in index.live.values() for uid in uids)
    return tuple((uid, index.shown[uid]) for uid in found)


def names_of(branch: Branch) -> Names:
    """The name finder that values are read and shown with."""

    def find(ledger: str, value: Any, outsiders: bool) -> str:
        return find_uid(branch, ledger, value, outsiders)

    def name(ledger: str, uid: str) -> str:
        return _index(branch, ledger).shown.get(uid, "（尚未收到）")

    return Names(find, name)


def find_uid(branch: Branch, ledger: str, value: Any, outsiders: bool = False) -> str:
    """The uid of a person or record given as Ref, {"uid", "name"}, uid or name; of united ones that of the face. A person
    may be given by the label that tells people of one name apart.

    AmbiguousNameError where several bear the name; NotFoundError where nobody does, unless `outsiders` are
    welcome: then the name itself, marked.
    """
    index = _index(branch, ledger)
    if isinstance(value, Ref):
        value = value.uid or value.name
    elif isinstance(value, Mapping):
        value = value.get("uid") or value.get("name")
    if not isinstance(value, str):
        raise ValueRefusedError("人员应写姓名或编号（uid）")
    if value in index.shown:
        return faces(branch).get(value, value)
    value = tidy_text(value)
    name = tidy_name(value) if ledger == "person" else value
    found = index.live.get(name, ()) or (_labelled(branch, name) if ledger == "person" else ())
    if len(found) == 1:
        return found[0]
    if found:
        labels = [index.shown[uid] if ledger == MEETING else label_of(branch, uid) for uid in found]
        raise AmbiguousNameError(clipped(name), labels, found)
    if outsiders:
        return OUTSIDER + name
    raise NotFoundError(f"{title_of_ledger(ledger)}里没有“{clipped(name)}”", "请核对名称，或先登记")


def _labelled(branch: Branch, label: str) -> tuple[str, ...]:
    """The people whom a label names: 王建国（1982）, the brackets of either width."""
    wanted = label.translate(_BRACKETS)
    return tuple(choice.uid for choice in people_index(branch) if choice.label.translate(_BRACKETS) == wanted)


def with_labels(branch: Branch, rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with people of one name told apart, so that a sheet of them can be read in again."""
    labels = {choice.uid: choice.label for choice in people_index(branch) if choice.label != choice.name}
    if not labels:
        return tuple(rows)
    return tuple(replace(row, values=_told_apart(row.values, labels)) for row in rows)


def _told_apart(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, Ref):
        return Ref(value.uid, labels.get(value.uid, value.name))
    if isinstance(value, Mapping):
        return {key: _told_apart(each, labels) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_told_apart(each, labels) for each in value]
    return value


def label_of(branch: Branch, uid: str) -> str:
    """Name with the year of birth, for people of one name."""
    return next((choice.label for choice in people_index(branch) if choice.uid == uid), uid)


def people_index(branch: Branch) -> tuple[PersonChoice, ...]:
    """Everybody on record, by pinyin; for completing names while typing."""

    def read() -> tuple[PersonChoice, ...]:
        table = table_of("person")
        columns = (table.c.uid, table.c.name, table.c.pinyin, table.c.initials, table.c.born_on)
        rows = branch.database.connection.execute(
            select(*columns).where(table.c.removed_at.is_(None)).order_by(table.c.pinyin, table.c.born_on)
        ).all()
        seen: dict[str, int] = {}
        for row in rows:
            seen[row.name] = seen.get(row.name, 0) + 1
        return tuple(
            PersonChoice(row.uid, row.name, _label(row, seen[row.name] > 1), row.pinyin, row.initials)
            for row in rows
        )

    return branch.cached("people", read)


def _label(row: Any, is_shared: bool) -> str:
    year = (row.born_on or "")[:4] or row.uid[:4]
    return f"{row.name}（{year}）" if is_shared else str(row.name)
