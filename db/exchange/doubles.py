"""Records entered twice on two PCs: proposed as one, united by a decision, and separable again.

Nothing is copied or dropped when records are united: the journal only says that two rows are the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select

from db.changes import Changes, Ref, Row
from db.errors import LedgerError, NotFoundError
from db.exchange.conflicts import decide
from db.journal.fold import SAME, fold
from db.journal.stored import transactions_of_rows
from db.journal.transaction import Change
from db.ledger_spec import LedgerSpec
from db.records.parts import KeptApart
from db.services.branch import Branch
from db.services.faces import shown_columns, united_rows
from db.services.queries import ListQuery, full_rows
from db.services.reading import sql_table
from db.services.saving import title_of
from db.services.sealing_years import refuse_sealed_record
from db.services.settings import set_setting, setting
from db.services.writing import derived_uid

APART = (
    "exchange.apart"  # setting of versions before 0.3.0: pairs of uids, "smaller larger", of this PC alone
)
_KEPT = "没有改动任何内容"


@dataclass(frozen=True, slots=True)
class Double:
    """Records that are probably one. `is_sure`: the same citizen number and name; otherwise look closely."""

    ledger: str
    uids: tuple[str, ...]
    titles: tuple[str, ...]
    why: str
    is_sure: bool


def doubles(branch: Branch) -> tuple[Double, ...]:
    """Live records that share what tells two apart (citizen number), or name and birthday; not those kept apart."""
    apart = _kept_apart(branch)
    return tuple(
        found
        for spec in branch.ledgers
        if spec.merge.identity
        for found in _of_ledger(spec, full_rows(branch, spec, ListQuery()), apart)
    )


def keep_apart(branch: Branch, first: str, second: str) -> Changes:
    """Say that two records are not the same: neither PC proposes them again once it has heard of it.

    LedgerErrors: not_found, invalid (one record named twice).
    """
    spec = _ledger_of(branch, first)
    _ledger_of(branch, second)
    if first == second:
        raise LedgerError("invalid", "这是同一条记录", _KEPT, "请核对两个编号")
    pairs = {
        _pair(first, second),
        *setting(branch, APART, ()),
    }  # what an older version kept to itself travels now
    with branch.change_set("说明两条记录不是同一个") as change_set:
        for pair in sorted(pairs):
            _write_apart(branch, pair)
        for uid in (first, second):
            change_set.touch(spec.key, uid)
    if setting(branch, APART) is not None:
        set_setting(branch, APART, None)
    return change_set.changes


def _write_apart(branch: Branch, pair: str) -> None:
    """The row of a pair, whose uid follows from it, so that two PCs write the same one."""
    table = sql_table(KeptApart)
    smaller, larger = pair.split(" ")
    uid = derived_uid(table.name, smaller, larger)
    connection = branch.database.connection
    values = {"first_uid": smaller, "second_uid": larger, "removed_at": None}
    if connection.execute(select(table.c.uid).where(table.c.uid == uid)).first():
        connection.execute(table.update().where(table.c.uid == uid).values(**values))
    else:
        connection.execute(table.insert().values(uid=uid, **values))


def united_with(branch: Branch, uid: str) -> tuple[str, ...]:
    """The records shown as one with this one, itself included; empty where it stands alone."""
    united = united_rows(branch.database)
    if uid not in united:
        return ()
    view = fold(transactions_of_rows(branch.database, united), shown_columns())
    members = next((view.rows[face].members for key, face in view.faces.items() if key[1] == uid), ())
    return members if len(members) > 1 else ()


def _kept_apart(branch: Branch) -> frozenset[str]:
    table = sql_table(KeptApart)
    rows = branch.database.connection.execute(
        select(table.c.first_uid, table.c.second_uid).where(table.c.removed_at.is_(None))
    )
    return frozenset({_pair(*row) for row in rows} | set(setting(branch, APART, ())))


def _pair(first: str, second: str) -> str:
    return " ".join(sorted((first, second)))


def _in_question(rows: Sequence[Row], apart: frozenset[str]) -> list[Row]:
    """Of rows that share something those that may still be the same as another one."""
    open_pairs = [pair for pair in combinations(rows, 2) if _pair(pair[0].uid, pair[1].uid) not in apart]
    asked = {row.uid for pair in open_pairs for row in pair}
    return [row for row in rows if row.uid in asked]


def _of_ledger(spec: LedgerSpec, rows: tuple[Row, ...], apart: frozenset[str]) -> Iterator[Double]:
    told: dict[tuple[str, ...], list[Row]] = {}
    named: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        identity = tuple(_telling(row.get(key)) for key in spec.merge.identity)
        if all(identity):
            told.setdefault(identity, []).append(row)
        if row.text("name") and row.text("born_on"):
            named.setdefault((row.text("name"), row.text("born_on")), []).append(row)
    for group in told.values():
        if same := _in_question(group, apart):
            yield _double(spec, same, *_why(spec, same))
    for group in named.values():
        same = _in_question(group, apart)
        if same and not all(row.text(spec.merge.identity[0]) for row in same):
            yield _double(spec, same, "姓名和出生日期相同，缺身份证号", False)


def _telling(value: object) -> str:
    """A value as it tells records apart: people by who they are, for two may have one name."""
    if isinstance(value, Ref):
        return value.uid or value.name
    if isinstance(value, (list, tuple)):
        return "、".join(map(_telling, value))
    return "" if value is None else str(value).upper().strip()


def _why(spec: LedgerSpec, same: Sequence[Row]) -> tuple[str, bool]:
    """What the records share, in words, and whether that settles it: only a citizen number and a name do."""
    if spec.key != "person":
        return f"{'、'.join(spec.by_key[key].title for key in spec.merge.identity)}相同", False
    one_name = len({row.text("name") for row in same}) == 1
    return "身份证号相同" if one_name else "身份证号相同，姓名不同", one_name


def _double(spec: LedgerSpec, rows: list[Row], why: str, is_sure: bool) -> Double:
    return Double(
        spec.key, tuple(row.uid for row in rows), tuple(title_of(spec, row) for row in rows), why, is_sure
    )


def unite(branch: Branch, first: str, second: str) -> Changes:
    """Say that two records are one; the smaller uid becomes its face. LedgerErrors: not_found, invalid, year_sealed."""
    spec = _ledger_of(branch, first)
    if first == second or _ledger_of(branch, second) is not spec:
        raise LedgerError("invalid", "只能把同一种台账里的两条记录合成一条", _KEPT, "请核对两个编号")
    if spec.single:
        raise LedgerError("invalid", f"{spec.title}只有一份，不需要合并", _KEPT, "请核对两个编号")
    table = sql_table(spec.record).name
    smaller, larger = sorted((first, second))
    for uid in (first, second):
        refuse_sealed_record(branch, table, uid)
    return decide(branch, f"合并{spec.title}的两条记录", [Change(table, smaller, f"{SAME}{larger}", "1")])


def separate(branch: Branch, uid: str) -> Changes:
    """Take a record out of those it was united with. LedgerErrors: not_found, not_united, year_sealed."""
    view = fold(transactions_of_rows(branch.database, united_rows(branch.database) | {uid}), shown_columns())
    key = next((key for key in view.faces if key[1] == uid), None)
    if key is None:
        raise NotFoundError(f"没有编号为“{uid[:40]}”的记录")
    members = view.rows[view.faces[key]].members
    links = [
        Change(key[0], row, column, "0")
        for row in members
        for column, heads in view.heads.get((key[0], row), {}).items()
        if column.startswith(SAME)
        and heads[0].value == "1"
        and _concerns(row, column, uid, view.faces[key][1])
    ]
    if not links:
        raise LedgerError("not_united", "这条记录没有与别的记录合并", _KEPT, "不需要分开")
    for link in links:
        refuse_sealed_record(branch, link.table, link.row)
    return decide(branch, "把合并的记录分开", links)


def _concerns(row: str, column: str, uid: str, face: str) -> bool:
    """Whether a link holds this record to the others; named by its face, all links of the face are meant."""
    return uid in (row, column.removeprefix(SAME)) or (uid == face and row == face)


def _ledger_of(branch: Branch, uid: str) -> LedgerSpec:
    for spec in branch.ledgers:
        table = sql_table(spec.record)
        if branch.database.connection.execute(select(table.c.uid).where(table.c.uid == uid)).first():
            return spec
    raise NotFoundError(f"没有编号为“{uid[:40]}”的记录")
